"""escalate: who has not answered for longer than the clause says is told so, and whom there to call next (R01, R16).

One statement speaks for many notices. After each further deadline the next post in that party's order of escalation is named,
until all have been.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from detente import reach
from detente import roster as rosters
from detente.agreement import member
from detente.errors import DetenteError
from detente.node.alarms import Open, current, deadline
from detente.node.node import Node
from detente.node.pack import runs
from detente.node.publish import act
from detente.node.reach import Reaches
from detente.notice import Notice
from detente.reach import Need
from detente.statement import MAX_RUNS, Overdue, Post, Ref
from detente.terms import parse_origin

CITED: Final = 16
"""A leaf has room for so many statements that wait."""
SHOWN: Final = 32
MAX_TEXT: Final = 4000
log: Final = logging.getLogger("detente.alarms")


def escalate(node: Node, held: Open) -> list[Ref]:
    """Log what has become overdue, one statement for each party and agreement; doing it twice does nothing more."""
    waiting: dict[tuple[str, str], list[tuple[Ref, list[Need]]]] = {}
    reaches = Reaches(node)
    for ref in current(node, held):
        if reaches.undelivered(ref) == () or not _late(node, ref):
            continue
        found = reaches.of(ref)
        for party in dict.fromkeys(need.party for need in found.missing):
            if _due(node, ref, party):
                needs = [need for need in found.missing if need.party == party]
                waiting.setdefault((ref.origin, party), []).append((ref, needs))
    told = (_told(node, origin, party, due) for (origin, party), due in waiting.items())
    return [ref for ref in told if ref is not None]


def _told(node: Node, origin: str, party: str, due: list[tuple[Ref, list[Need]]]) -> Ref | None:
    """Say it; one party to which it cannot be said keeps it from no other."""
    try:
        return _say(node, origin, party, due)
    except DetenteError as error:
        log.error("that %s is late could not be said: %s", party, error)
        return None


def _late(node: Node, ref: Ref) -> bool:
    since = datetime.fromtimestamp(node.picture.entries[ref].received_at, UTC)
    return node.now() - since >= deadline(node, ref)


def _due(node: Node, ref: Ref, party: str) -> bool:
    """Whether a statement has waited for one more deadline since the party was last told, and there is somebody left to call."""
    said = _said(node, ref.origin, party)
    since = max(node.picture.entries[place].received_at for place in (ref, *said))
    late = node.now() - datetime.fromtimestamp(since, UTC) >= deadline(node, ref)
    return late and _step(node, ref, said) < max(1, len(_posts(node, ref, party)))


def _said(node: Node, origin: str, party: str) -> list[Ref]:
    """What we have told a party in an agreement of its being late."""
    told = (ref for ref in node.picture.of_kind.get("overdue", ()) if ref.origin == origin)
    statements = {ref: node.picture.entries[ref].statement for ref in told}
    return sorted(ref for ref, said in statements.items() if isinstance(said, Overdue) and said.party == party)


def _step(node: Node, ref: Ref, said: Sequence[Ref]) -> int:
    """How often it was told of this statement."""
    told = (node.picture.entries[place].statement for place in said)
    return sum(any(a <= ref.index < b for a, b in one.runs) for one in told if isinstance(one, Overdue))


def _posts(node: Node, ref: Ref, party: str) -> list[Post]:
    entry = node.picture.entries[ref]
    roster = reach.roster_of(node.picture, entry.leaf.agreement, party)
    if roster is not None and isinstance(entry.statement, Notice):
        return rosters.called(roster, entry.leaf.kind, entry.statement.volumes, node.now())
    card = member(node.agreement(entry.leaf.agreement), party)
    return [Post(desk.id, desk.name, desk.id, contact=desk.contact) for desk in card.desks]


def _say(node: Node, origin: str, party: str, due: list[tuple[Ref, list[Need]]]) -> Ref:
    first = due[0][0]
    posts = _posts(node, first, party)
    called = posts[_step(node, first, _said(node, origin, party)) % len(posts)]
    needs = [need for _, found in due for need in found]
    statement = Overdue(
        party=party,
        grades=tuple(dict.fromkeys(need.grade for need in needs)),
        posts=tuple(dict.fromkeys(need.name for need in needs if need.name))[:SHOWN],
        next=f"{called.name}, {called.contact}".rstrip(", ")[:MAX_TEXT],
        runs=runs(ref.index for ref, _ in due[:MAX_RUNS]),
    )
    cites = tuple(ref for ref, _ in due[:CITED])
    return act(node, parse_origin(origin).agreement, statement, to={party: "exact"}, cites=cites)
