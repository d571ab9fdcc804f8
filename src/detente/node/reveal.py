"""reveal: handing over what was held back, when the clause says so or a desk decides; and deleting content again.

Every reveal is a statement: it can be proved who was given the exact place, and since when. Data given cannot be taken back
(G15): deleting here takes nothing from those who hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from detente import agreement as agreements
from detente import lifecycle, picture
from detente.entry import Entry
from detente.errors import OurError
from detente.geometry import parts
from detente.node.compose import compose
from detente.node.follow import names
from detente.node.lacking import STORED
from detente.node.node import Node, notice_of
from detente.node.publish import act, holders
from detente.node.receive import take_deletion
from detente.node.undisclosed import Limits
from detente.notice import KINDS, Notice
from detente.picture import RANK
from detente.statement import Redact, Ref, Reveal
from detente.terms import Agreement, Clause, Level

RedactLevel = Literal["cell", "exact", "all"]
_GONE: Final = frozenset({"withdrawing", "withdrawn", "superseded", "ended"})


class Due(msgspec.Struct, frozen=True):
    """A reveal that is called for. ``by_clause``: the agreement asks for it now; otherwise a desk decides."""

    ref: Ref
    to: tuple[str, ...]
    clause: str
    why: str
    by_clause: bool


def reveal(node: Node, ref: Ref, to: Sequence[str], *, level: Level = "exact", reason: str = "", desk: str = "") -> Ref:
    """Hand content of a statement of ours to other members of its agreement, who find it when they next read our log.

    A desk may do so before the window of the clause opens; never finer than the clause allows: `OurError` (not-entitled).
    """
    entry = _own(node, ref)
    agreement = node.agreement(entry.leaf.agreement)
    clause = agreements.clause_for(agreement, entry.leaf.kind)
    if clause is None or RANK[level] > RANK[clause.level]:
        allowed = clause.level if clause else "none"
        raise OurError("not-entitled", f"the agreement allows {allowed} for a {entry.leaf.kind}, not {level}", where=str(ref))
    if not to or node.party in to:
        raise OurError("usage", "name the other members to whom it is handed over", where="to")
    for party in to:
        agreements.member(agreement, party)
    if not set(STORED[level]) <= set(entry.contents):
        hint = "what was deleted here cannot be handed over"
        raise OurError("not-found", f"its {STORED[level][0]} content is not held", where=str(ref), hint=hint)
    return act(node, agreement.id, Reveal(level=level, reason=reason), to=dict.fromkeys(to, level), cites=(ref,), desk=desk)


def redact(
    node: Node, ref: Ref, *, level: RedactLevel = "all", rule: str = "", desk: str = "", although_it_counts: bool = False
) -> Ref:
    """Delete content and salt here, and say so in our log, in one transaction. Every proof stays valid (G17).

    Of another party's statement it deletes our copy. `OurError` where the statement counts in conflicts and nothing of it would
    be left: deleting it would lower protection silently (G9), so that has to be said; an activity of ours is withdrawn first,
    whatever is said.
    """
    entry = node.entry(ref)
    gone = [name for name in STORED[level] if name in entry.contents]
    if not gone or entry.leaf.kind not in KINDS:
        raise OurError("not-found", "no content of a notice is held there", where=str(ref))
    if ref in node.indexed and len(gone) == len(entry.contents):
        _refuse_forgetting(node, entry, although_it_counts)
    statement = Redact(level=level, rule=rule)
    agreement = node.agreement(entry.leaf.agreement)
    composed = compose(node, agreement, statement, holders(node, ref), cites=(ref,), desk=desk)
    take_deletion(node, composed, ref, gone)
    return Ref(composed.origin, composed.index)


def _refuse_forgetting(node: Node, entry: Entry, although_it_counts: bool) -> None:
    node.settle_time()
    if entry.author == node.party and entry.leaf.kind in lifecycle.PLANNED and entry.ref in node.indexed:
        message = "an activity that counts in conflicts cannot be forgotten: plans of others would no longer be held against it"
        raise OurError("not-entitled", message, where=str(entry.ref), hint="withdraw it, and sync until all have received that")
    if entry.ref in node.indexed and not although_it_counts:
        message = "it still counts in conflicts; deleted, it would be missed here"
        hint = "delete the exact content alone, or say that it is meant although it counts"
        raise OurError("not-entitled", message, where=str(entry.ref), hint=hint)


def due(node: Node) -> list[Due]:
    """Statements of ours that were given as a cell and whose clause gives them exactly in their window, or on proximity."""
    found = []
    for terms in node.picture.terms.values():
        if not names(terms.agreement, node.party):
            continue  # we have left, and hand nothing more over
        clauses = [c for c in terms.agreement.clauses if c.level == "exact" and c.when != "now"]
        near = {c.id: _near(node, terms.agreement, c) for c in clauses if c.when == "on-proximity"}
        for ref in sorted(node.indexed_of.get(agreements.origin(terms.agreement, node.party), ()) if clauses else ()):
            entry = node.picture.entries[ref]
            clause = agreements.clause_for(terms.agreement, entry.leaf.kind)
            if clause not in clauses or clause is None or "exact" not in entry.contents:
                continue
            if agreements.decide(terms.agreement, terms.standing, entry.leaf.kind, node.now()).in_force:
                found += _due(node, terms.agreement, clause, entry, near.get(clause.id, {}).get(ref, set()))
    return found


def _due(node: Node, agreement: Agreement, clause: Clause, entry: Entry, near: set[str]) -> list[Due]:
    members = {m.party for m in agreement.members}
    given = {party for party, level in entry.leaf.to if level == "cell" and party in members}
    to = tuple(sorted(p for p in given if picture.level_of(node.picture, entry.ref, p) == "cell"))
    notice = entry.statement
    if not to or not isinstance(notice, Notice) or picture.state(node.picture, entry.ref, node.now()) in _GONE:
        return []
    if clause.when == "in-window":
        if not _open(notice, node.now(), timedelta(seconds=clause.lead_time_s)):
            return []
        # A wish for fewer or coarser recipients is the originator's; only what went to all by the clause follows the clause.
        everybody = given == members - {node.party}
        return [Due(entry.ref, to, clause.id, "its window is open", everybody)]
    coming = tuple(
        sorted(p for p in near if picture.level_of(node.picture, entry.ref, p) == "cell")  # also who was given it later
    )
    return [Due(entry.ref, coming, clause.id, "they come near", False)] if coming else []


def _open(notice: Notice, now: datetime, lead: timedelta) -> bool:
    """Whether the earliest volume begins within the lead time, and the last has not ended."""
    starts, ends = [v.time_start for v in notice.volumes], [v.time_end for v in notice.volumes]
    return any(s is None or s - lead <= now for s in starts) and any(e is None or now <= e for e in ends)


def _near(node: Node, agreement: Agreement, clause: Clause) -> dict[Ref, set[str]]:
    """For statements of ours: other members whose activities in this agreement come within the clause's separation."""
    own = agreements.origin(agreement, node.party)
    limits = Limits.of(agreement, clause)
    others = [agreements.origin(agreement, m.party) for m in agreement.members if m.party != node.party]
    found: dict[Ref, set[str]] = {}
    for ref in (r for origin in others for r in node.indexed_of.get(origin, ())):
        entry = node.picture.entries[ref]
        if entry.leaf.kind in lifecycle.PLANNED:
            pieces = [part for volume in notice_of(entry).volumes for part in parts(volume)]
            met = node.engine.screen(pieces, **limits._asdict(), k=0)
            for near in (node.refs[int(key)] for key in met.keys):
                if near.origin == own:
                    found.setdefault(near, set()).add(entry.author)
    return found


def _own(node: Node, ref: Ref) -> Entry:
    entry = node.entry(ref)
    if entry.author != node.party:
        raise OurError("not-entitled", "only the originator hands over its statement", where=str(ref), hint="ask it for release")
    return entry
