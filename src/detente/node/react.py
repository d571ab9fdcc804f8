"""What a received statement makes our node say: receipts, and the revocation of our own verdicts.

A receipt to a party rests on what that party may derive: the statements of the common agreement that were given to it, and our
own statements in that agreement. It never rests on what a third party told us (A2; architecture, *What a receipt may rest on*).
Where our own statement is known to it only as a cell, or not at all, the answer is computed on cells and hours, so that the
receipt tells nothing finer (G11).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from detente import agreement as agreements
from detente import conflict, picture
from detente.geometry import Part, coarsen, meet, parts
from detente.node.node import Node, kind_code
from detente.notice import KINDS, Notice
from detente.picture import Entry
from detente.statement import Known, Receipt, Ref, Revoke
from detente.terms import Agreement, Clause, Level

MAX_UNAWARE: Final = 256
"""How many statements a receipt names; the rest are counted."""


class Reaction(NamedTuple):
    """A statement our node adds to its own log because of what it received."""

    statement: Known
    to: dict[str, Level]
    cites: tuple[Ref, ...]


def reactions(node: Node, agreement: Agreement, entry: Entry) -> list[Reaction]:
    """Everything a received statement calls for, in the order in which it is logged."""
    if entry.leaf.kind not in KINDS or entry.level == "none" or not isinstance(entry.statement, Notice):
        return []
    found = [_receipt(node, agreement, entry)] if _wants_receipt(entry) else []
    return found + _revocations(node, agreement, entry)


def _wants_receipt(entry: Entry) -> bool:
    """Activities want an answer, new versions and emergencies a receipt of their own; for all else a cosignature serves."""
    return entry.leaf.kind in {"activity", "emergency"} or entry.leaf.version > 1


def _receipt(node: Node, agreement: Agreement, entry: Entry) -> Reaction:
    to: dict[str, Level] = {entry.author: "exact"}
    to |= {party: "exact" for party in picture.held_by(node.picture, entry.ref) if party != node.party}
    receipt = Receipt(of=entry.leaf_hash, grade="delivered")
    if entry.leaf.kind == "activity" and isinstance(entry.statement, Notice) and entry.statement.relation != "withdraw":
        receipt = _answer(node, agreement, entry, entry.statement)
    return Reaction(receipt, to, (entry.ref,))


def _answer(node: Node, agreement: Agreement, entry: Entry, activity: Notice) -> Receipt:
    pieces = [part for volume in activity.volumes for part in parts(volume)]
    clause = agreements.clause_for(agreement, "activity")
    limits = Limits.of(agreement, clause)
    exact = [r for r in _touched(node, pieces, limits) if picture.level_of(node.picture, r, entry.author) == "exact"]
    derivable = [r for r in exact if picture.may_know(node.picture, agreement.id, entry.author, r) and _other(node, r, entry)]
    cells = [r for r in _ours(node, agreement) if picture.level_of(node.picture, r, entry.author) != "exact"]
    coarse = [r for r in cells if _meets_coarsely(node, r, pieces, limits)]
    disclosed = derivable + [r for r in coarse if picture.level_of(node.picture, r, entry.author) == "cell"]
    hidden = [r for r in coarse if picture.level_of(node.picture, r, entry.author) == "none"]
    own = node.origin(agreement.id)
    cited = picture.cited_size(node.picture, entry.ref, own)
    unread = sorted(r for r in disclosed if r.origin == own and r.index >= cited)
    card = agreements.member(agreement, node.party)
    return Receipt(
        of=entry.leaf_hash,
        grade="delivered",
        answer="conflict" if disclosed else "coordinate" if hidden else "no notice found",
        contact=f"{card.desks[0].name}, {card.desks[0].contact}".rstrip(", ") if disclosed or hidden else "",
        unaware=tuple(unread[:MAX_UNAWARE]),
        unaware_more=max(0, len(unread) - MAX_UNAWARE),
    )


class Limits(NamedTuple):
    """What an agreement asks to be kept between activities and everything else: metres, metres, seconds."""

    separation_m: float
    vertical_m: float
    skew_s: float

    @classmethod
    def of(cls, agreement: Agreement, clause: Clause | None) -> Limits:
        """From the clause that governs the kind, and the agreement's clock skew."""
        return cls(clause.separation_m if clause else 0.0, clause.vertical_m if clause else 0.0, float(agreement.clock_skew_s))


def _touched(node: Node, pieces: Sequence[Part], limits: Limits) -> list[Ref]:
    kinds = conflict.codes_meeting("activity")
    found = node.engine.screen(
        pieces, separation_m=limits.separation_m, vertical_m=limits.vertical_m, skew_s=limits.skew_s, k=0, kinds=kinds
    )
    return [node.refs[int(key)] for key in found.keys]


def _other(node: Node, ref: Ref, entry: Entry) -> bool:
    return node.picture.entries[ref].author != entry.author


def _ours(node: Node, agreement: Agreement) -> list[Ref]:
    return list(node.indexed_of.get(node.origin(agreement.id), ()))


def _meets_coarsely(node: Node, ref: Ref, pieces: Sequence[Part], limits: Limits) -> bool:
    statement = node.picture.entries[ref].statement
    if not isinstance(statement, Notice) or kind_code(statement) not in conflict.codes_meeting("activity"):
        return False
    cells = [part for volume in statement.volumes for part in parts(coarsen(volume))]
    return any(meet(a, b, **limits._asdict()) is not None for a in cells for b in pieces)


def _revocations(node: Node, agreement: Agreement, entry: Entry) -> list[Reaction]:
    """Our own activities of this agreement that stand with `no known conflict` and that the newcomer touches."""
    notice = entry.statement
    if not isinstance(notice, Notice) or not notice.volumes or notice.relation == "withdraw":
        return []
    own = node.indexed_of.get(node.origin(agreement.id))
    if not own or kind_code(notice) not in conflict.codes_meeting("activity"):
        return []
    pieces = [part for volume in notice.volumes for part in parts(volume)]
    limits = Limits.of(agreement, agreements.clause_for(agreement, "activity"))
    found = node.engine.screen(pieces, **limits._asdict(), k=0, kinds={conflict.code("activity")})
    touched = [node.refs[int(key)] for key in found.keys]
    return [_revoke(node, r, entry.ref) for r in touched if r in own and picture.no_known_conflict(node.picture, r)]


def _revoke(node: Node, ref: Ref, because: Ref) -> Reaction:
    entry = node.picture.entries[ref]
    to: dict[str, Level] = dict.fromkeys(picture.held_by(node.picture, ref), "exact")
    return Reaction(Revoke(of=entry.leaf_hash, reason="later conflict"), to, (ref, because))
