"""reveal: handing over what was held back, when the clause says so or a desk decides; and deleting content again.

Every reveal is a statement: it can be proved who was given the exact place, and since when. Data given cannot be taken back
(G15): deleting here takes nothing from those who hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from detente import agreement as agreements
from detente import lifecycle, picture
from detente.conflict import codes_meeting
from detente.errors import OurError
from detente.geometry import parts
from detente.node.compose import compose
from detente.node.node import Node
from detente.node.publish import act, holders
from detente.node.receive import take_deletion
from detente.notice import Notice
from detente.picture import RANK, Entry
from detente.statement import Redact, Ref, Reveal
from detente.terms import Agreement, Clause, Level

STORED: Final[dict[str, tuple[str, ...]]] = {"cell": ("coarse",), "exact": ("exact",), "all": ("coarse", "exact")}


class Due(msgspec.Struct, frozen=True):
    """A reveal that is called for. ``by_clause``: the agreement asks for it now; otherwise a desk decides."""

    ref: Ref
    to: tuple[str, ...]
    clause: str
    why: str
    by_clause: bool


def reveal(node: Node, ref: Ref, to: Sequence[str], *, level: Level = "exact", reason: str = "", desk: str = "") -> Ref:
    """Hand content of a statement of ours to members of its agreement; `OurError` (not-entitled) where the clause allows less."""
    entry = _own(node, ref)
    agreement = node.agreement(entry.leaf.agreement)
    clause = agreements.clause_for(agreement, entry.leaf.kind)
    if clause is None or RANK[level] > RANK[clause.level]:
        allowed = clause.level if clause else "none"
        raise OurError("not-entitled", f"the agreement allows {allowed} for a {entry.leaf.kind}, not {level}", where=str(ref))
    for party in to:
        agreements.member(agreement, party)
    return act(node, agreement.id, Reveal(level=level, reason=reason), to=dict.fromkeys(to, level), cites=(ref,), desk=desk)


def redact(node: Node, ref: Ref, *, level: str = "all", rule: str = "", desk: str = "", although_it_counts: bool = False) -> Ref:
    """Delete content and salt here, and say so in our log, in one transaction. Every proof stays valid (G17).

    `OurError` where the statement still counts in conflicts and nothing of it would be left: deleting it would lower protection
    silently (G9), so that has to be said.
    """
    entry = node.entry(ref)
    gone = [name for name in STORED[level] if name in entry.contents]
    if not gone:
        raise OurError("not-found", "no such content is held", where=str(ref))
    if ref in node.indexed and len(gone) == len(entry.contents) and not although_it_counts:
        hint = "keep the coarse content, or say that it is meant although it counts"
        raise OurError(
            "not-entitled", "it still counts in conflicts; deleted, it would be missed here", where=str(ref), hint=hint
        )
    statement = Redact(level="all" if level == "all" else "cell" if level == "cell" else "exact", rule=rule)
    agreement = node.agreement(entry.leaf.agreement)
    composed = compose(node, agreement, statement, holders(node, ref), cites=(ref,), desk=desk)
    take_deletion(node, composed, ref, gone)
    return Ref(composed.origin, composed.index)


def tick(node: Node) -> list[Due]:
    """Reveal what clauses ask for by now, and return what a desk has still to decide. Doing it twice does nothing more."""
    waiting = []
    for item in due(node):
        if item.by_clause:
            reveal(node, item.ref, item.to, reason=item.why)
        else:
            waiting.append(item)
    return waiting


def due(node: Node) -> list[Due]:
    """Statements of ours that were given as a cell and whose clause gives them exactly in their window, or on proximity."""
    found = []
    for terms in node.picture.terms.values():
        for ref in sorted(node.indexed_of.get(agreements.origin(terms.agreement, node.party), ())):
            entry = node.picture.entries[ref]
            clause = agreements.clause_for(terms.agreement, entry.leaf.kind)
            if clause is not None and clause.level == "exact" and clause.when != "now":
                found += _due(node, terms.agreement, clause, entry)
    return found


def _due(node: Node, agreement: Agreement, clause: Clause, entry: Entry) -> list[Due]:
    given = {party for party, level in entry.leaf.to if level == "cell"}
    to = tuple(sorted(p for p in given if picture.level_of(node.picture, entry.ref, p) == "cell"))
    notice = entry.statement
    if not to or not isinstance(notice, Notice):
        return []
    if clause.when == "in-window":
        starts = [v.time_start for v in notice.volumes]
        opens = min((s for s in starts if s is not None), default=None)
        if None not in starts and opens is not None and node.now() < opens - timedelta(seconds=clause.lead_time_s):
            return []
        # A wish for fewer or coarser recipients is the originator's; only what went to all by the clause follows the clause.
        everybody = given == {m.party for m in agreement.members} - {node.party}
        return [Due(entry.ref, to, clause.id, "its window is open", everybody)]
    near = _near(node, agreement, clause, notice, entry)
    return [Due(entry.ref, near, clause.id, "they come near", False)] if near else []


def _near(node: Node, agreement: Agreement, clause: Clause, notice: Notice, entry: Entry) -> tuple[str, ...]:
    """Other members, given the cell only, whose activities come within the clause's separation."""
    pieces = [part for volume in notice.volumes for part in parts(volume)]
    found = node.engine.screen(
        pieces, separation_m=clause.separation_m, vertical_m=clause.vertical_m, skew_s=float(agreement.clock_skew_s),
        k=0, kinds=codes_meeting("site"),
    )  # fmt: skip
    touched = (node.picture.entries[node.refs[int(key)]] for key in found.keys)
    authors = {e.author for e in touched if e.leaf.agreement == agreement.id and e.leaf.kind in lifecycle.PLANNED}
    return tuple(sorted(a for a in authors if a != node.party and picture.level_of(node.picture, entry.ref, a) == "cell"))


def _own(node: Node, ref: Ref) -> Entry:
    entry = node.entry(ref)
    if entry.author != node.party:
        raise OurError("not-entitled", "only the originator hands over its statement", where=str(ref), hint="ask it for release")
    return entry
