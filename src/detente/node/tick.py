"""tick: what time has made due. A node does it in every exchange; doing it twice does nothing more."""

from __future__ import annotations

import msgspec

from detente import agreement as agreements
from detente import lifecycle, picture
from detente.entry import Entry
from detente.errors import OurError
from detente.node.alarms import Open
from detente.node.escalate import escalate
from detente.node.node import Node
from detente.node.reveal import Due, due, reveal
from detente.notice import Notice
from detente.statement import Ref


class Ticked(msgspec.Struct, frozen=True):
    """What became due. ``revealed`` was handed over because clauses ask for it; the rest is told and nothing of it is changed:
    ``to_decide`` waits for a desk, ``to_review`` are notices of ours past their review date (they stay, presumed protected),
    ``ended`` activities of ours whose time is over. ``overdue``: what was said to parties that have not answered in time.
    """

    revealed: tuple[Due, ...] = ()
    to_decide: tuple[Due, ...] = ()
    to_review: tuple[Ref, ...] = ()
    ended: tuple[Ref, ...] = ()
    overdue: tuple[Ref, ...] = ()


def tick(node: Node, held: Open | None = None) -> Ticked:
    """Reveal what clauses ask for by now, say what is overdue, and what else is due. ``held``: what is open, where known."""
    node.settle_time()
    revealed: list[Due] = []
    waiting: list[Due] = []
    for item in due(node):
        try:
            if item.by_clause:
                reveal(node, item.ref, item.to, reason=item.why)
        except OurError as error:
            # One that cannot be handed over keeps no other back, nor an exchange.
            item = msgspec.structs.replace(item, by_clause=False, why=f"{item.why}, but {error}")
        (revealed if item.by_clause else waiting).append(item)
    ours = [entry for entry in _ours(node) if not picture.newer(node.picture, entry.ref)]
    late = tuple(entry.ref for entry in ours if _late(node, entry))
    ended = tuple(entry.ref for entry in ours if _ended(node, entry))
    return Ticked(tuple(revealed), tuple(waiting), late, ended, tuple(escalate(node, held or Open())))


def _ours(node: Node) -> list[Entry]:
    own = [agreements.origin(terms.agreement, node.party) for terms in node.picture.terms.values()]
    refs = (Ref(origin, index) for origin in sorted(own) for index in range(node.store.size(origin)))
    entries = (node.picture.entries.get(ref) for ref in refs)
    return [e for e in entries if e is not None and isinstance(e.statement, Notice) and e.statement.relation != "withdraw"]


def _late(node: Node, entry: Entry) -> bool:
    notice = entry.statement
    protects = entry.leaf.kind not in lifecycle.PLANNED
    return protects and isinstance(notice, Notice) and notice.validity.review_by < node.now()


def _ended(node: Node, entry: Entry) -> bool:
    return entry.leaf.kind in lifecycle.PLANNED and picture.state(node.picture, entry.ref, node.now()) == "ended"
