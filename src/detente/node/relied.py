"""relied: what our current notices rested on and rest on no more; and who rested on what we take away.

Clauses are suspended one by one, pauses end before their time, verdicts are taken back. Whoever relied on it is told first
(R19, R33).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detente import agreement as agreements
from detente import picture
from detente.geometry import meet, parts
from detente.node.node import Node
from detente.notice import Area, Notice
from detente.reach import window_of
from detente.statement import Ref, Revoke, Suspend
from detente.terms import Agreement
from detente.volume import Volume4D

PAUSES = frozenset({"refrain", "closed", "coordinate-first", "special-caution"})
"""Areas in which a party asked others not to act: while one stands, a movement may rely on it."""

ACTING = frozenset({"activity", "movement"})


class Broken(NamedTuple):
    """A notice of ours, what it relied on, and the statement by which that ended."""

    ref: Ref
    kind: str
    because: Ref
    words: str


def broken(node: Node) -> list[Broken]:
    """What our current notices relied on, and what took it away."""
    found: list[Broken] = []
    for ref in current(node, node.party):
        found += _suspended(node, ref)
        found += _ended(node, ref)
        found += _taken_back(node, ref)
    return found


def current(node: Node, party: str) -> Iterator[Ref]:
    """Plans and movements of a party that are not over, newest versions only: what it may be acting on."""
    logs = (agreements.origin(terms.agreement, party) for terms in node.picture.terms.values())
    for ref in sorted(r for log in logs for r in node.indexed_of.get(log, ()) if node.picture.entries[r].leaf.kind in ACTING):
        end = window_of(node.picture.entries[ref].statement).end
        if end is not None and end > node.now() and not picture.newer(node.picture, ref):
            yield ref


def _suspended(node: Node, ref: Ref) -> Iterator[Broken]:
    entry = node.picture.entries[ref]
    terms = node.picture.terms[entry.leaf.agreement]
    clause = agreements.clause_for(terms.agreement, entry.leaf.kind)
    if clause is None:
        return
    for party in agreements.suspended_by(terms.agreement, terms.standing, clause):
        act = _act_of(node, terms.agreement, party, clause.id)
        if act is not None:
            words = f"clause {clause.id} was suspended by {party}: what it gave for our {entry.leaf.kind} holds no more"
            yield Broken(ref, "suspended", act, words)


def _act_of(node: Node, agreement: Agreement, party: str, clause: str) -> Ref | None:
    origin = agreements.origin(agreement, party)
    acts = node.picture.acts.get(origin, {})
    indexes = [i for i, act in acts.items() if isinstance(act, Suspend) and clause in act.clauses]
    return Ref(origin, max(indexes)) if indexes else None


def _ended(node: Node, ref: Ref) -> Iterator[Broken]:
    """A pause over our movement that its party has ended, or moved away from it, before its time."""
    entry = node.picture.entries[ref]
    if entry.leaf.kind != "movement" or not isinstance(entry.statement, Notice):
        return
    for place in node.picture.of_kind.get("area", ()):
        area = node.picture.entries[place]
        if area.leaf.agreement != entry.leaf.agreement or not _pause(area.statement):
            continue
        later = picture.newer(node.picture, place)
        if not later or not overlaps(entry.statement.volumes, area.statement.volumes):  # type: ignore[union-attr]
            continue
        if not _still(later[-1].statement, entry.statement.volumes):
            words = f"{area.author} has ended the pause “{_title(area.statement)}” on which our movement relies"
            yield Broken(ref, "pause-ended", later[-1].ref, words)


def _pause(statement: object) -> bool:
    return isinstance(statement, Area) and statement.stance in PAUSES and statement.relation != "withdraw"


def _title(statement: object) -> str:
    return statement.title if isinstance(statement, Notice) else ""


def _still(statement: object, volumes: Sequence[Volume4D]) -> bool:
    return _pause(statement) and isinstance(statement, Area) and overlaps(volumes, statement.volumes)


def overlaps(a: Sequence[Volume4D], b: Sequence[Volume4D]) -> bool:
    """Whether two sets of volumes have a place and an instant in common."""
    return any(meet(p, q) is not None for v in a for p in parts(v) for w in b for q in parts(w))


def _taken_back(node: Node, ref: Ref) -> Iterator[Broken]:
    given = picture.verdicts(node.picture, ref)
    if given and isinstance(given[-1].statement, Revoke) and given[-1].statement.reason == "later conflict":
        cites = [Ref(*c) for c in given[-1].leaf.cites if Ref(*c) != ref]
        by = ", ".join(map(str, cites)) or "a later notice"
        yield Broken(ref, "later-conflict", given[-1].ref, f"the verdict on our activity was taken back: {by} meets it")


def relying(node: Node, ref: Ref) -> tuple[str, ...]:
    """Parties that relied on what a statement of ours takes away: they are told first."""
    entry = node.picture.entries[ref]
    terms = node.picture.terms[entry.leaf.agreement]
    if isinstance(entry.statement, Suspend):
        clauses = [c for c in terms.agreement.clauses if c.id in entry.statement.clauses]
        kinds = {kind for clause in clauses for kind in clause.kinds}
        return tuple(card.party for card in terms.agreement.members if _has(node, card.party, kinds, entry.leaf.agreement))
    if isinstance(entry.statement, Area) and entry.statement.relation != "new":
        return tuple(card.party for card in terms.agreement.members if _has(node, card.party, {"movement"}, entry.leaf.agreement))
    return ()


def _has(node: Node, party: str, kinds: set[str], agreement: str) -> bool:
    held = (node.picture.entries[ref] for ref in current(node, party))
    return any(e.leaf.kind in kinds and e.leaf.agreement == agreement for e in held)
