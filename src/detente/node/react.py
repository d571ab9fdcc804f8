"""What a received statement makes our node say: receipts, and the revocation of our own verdicts.

A receipt to a party rests on what that party may derive: the statements of the common agreement that were given to it, and our
own statements in that agreement. It never rests on what a third party told us (A2; architecture, *What a receipt may rest on*).
Where our own statement is known to it only as a cell, or not at all, the answer is computed on cells and hours, so that the
receipt tells nothing finer (G11; `detente.node.undisclosed`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from detente import agreement as agreements
from detente import conflict, picture
from detente.entry import Entry
from detente.geometry import Part, parts
from detente.node import undisclosed
from detente.node.node import Node, kind_code
from detente.node.undisclosed import Limits
from detente.notice import KINDS, Notice
from detente.statement import Known, Receipt, Ref, Revoke
from detente.terms import Agreement, Level

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
    members = {m.party for m in agreement.members}
    if node.party not in members:
        return []  # we have left: what comes in still counts here, and we say nothing more
    found = [_receipt(node, agreement, entry)] if entry.author in members and _wants_receipt(node, entry) else []
    return found + _revocations(node, agreement, entry)


def _wants_receipt(node: Node, entry: Entry) -> bool:
    """Activities want an answer, new versions and emergencies a receipt of their own; for all else a cosignature serves.

    What we said had not come, and has now, wants one too: the cosignature over it does not show that.
    """
    about = (node.picture.entries[place] for place in node.picture.about.get(entry.ref, ()))
    missed = any(said.author == node.party and said.leaf.kind == "missing-content" for said in about)
    return entry.leaf.kind in {"activity", "emergency"} or entry.leaf.version > 1 or missed


def _receipt(node: Node, agreement: Agreement, entry: Entry) -> Reaction:
    to: dict[str, Level] = {entry.author: "exact"}
    to |= {party: "exact" for party in picture.held_by(node.picture, entry.ref) if party != node.party}
    receipt = Receipt(of=entry.leaf_hash, grade="delivered")
    if entry.leaf.kind == "activity" and isinstance(entry.statement, Notice) and entry.statement.relation != "withdraw":
        receipt = _answer(node, agreement, entry, entry.statement)
    return Reaction(receipt, to, (entry.ref,))


def _answer(node: Node, agreement: Agreement, entry: Entry, activity: Notice) -> Receipt:
    pieces = [part for volume in activity.volumes for part in parts(volume)]
    limits = Limits.of(agreement, agreements.clause_for(agreement, "activity"))
    exact = [r for r in _touched(node, pieces, limits) if picture.level_of(node.picture, r, entry.author) == "exact"]
    disclosed = [r for r in exact if picture.may_know(node.picture, agreement.id, entry.author, r) and _other(node, r, entry)]
    disclosed += undisclosed.touched(node, agreement, entry.author, pieces, limits, ("cell",))
    hidden = not disclosed and undisclosed.must_coordinate(node, agreement, entry, pieces, limits)
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


def _touched(node: Node, pieces: Sequence[Part], limits: Limits) -> list[Ref]:
    found = node.engine.screen(pieces, **limits._asdict(), k=0, kinds=conflict.codes_meeting("activity"))
    return [node.refs[int(key)] for key in found.keys]


def _other(node: Node, ref: Ref, entry: Entry) -> bool:
    return node.picture.entries[ref].author != entry.author


def _revocations(node: Node, agreement: Agreement, entry: Entry) -> list[Reaction]:
    """Verdicts on our own activities of this agreement that the newcomer shakes.

    A revocation is seen by all members. So what the newcomer's author does not hold exactly is compared by cells, and any verdict
    is taken back: that the one stays and the other goes would tell which of two plans in a cell meets it.
    """
    notice = entry.statement
    if not isinstance(notice, Notice) or not notice.volumes or notice.relation == "withdraw":
        return []
    own = node.indexed_of.get(node.origin(agreement.id))
    if not own or kind_code(notice) not in conflict.codes_meeting("activity"):
        return []
    pieces = [part for volume in notice.volumes for part in parts(volume)]
    limits = Limits.of(agreement, agreements.clause_for(agreement, "activity"))
    found = node.engine.screen(pieces, **limits._asdict(), k=0, kinds={conflict.code("activity")})
    exact = [r for r in (node.refs[int(key)] for key in found.keys) if r in own and _knows(node, entry.author, r)]
    shaken = [r for r in exact if picture.no_known_conflict(node.picture, r)]
    cells = undisclosed.touched(node, agreement, entry.author, pieces, limits, ("none", "cell"))
    shaken += [r for r in cells if node.picture.entries[r].leaf.kind == "activity" and _stands(node, r)]
    return [_revoke(node, r, entry.ref) for r in shaken]


def _knows(node: Node, party: str, ref: Ref) -> bool:
    return picture.level_of(node.picture, ref, party) == "exact"


def _stands(node: Node, ref: Ref) -> bool:
    given = picture.verdicts(node.picture, ref)
    return bool(given) and given[-1].leaf.kind == "verdict"


def _revoke(node: Node, ref: Ref, because: Ref) -> Reaction:
    entry = node.picture.entries[ref]
    to: dict[str, Level] = dict.fromkeys(picture.held_by(node.picture, ref), "exact")
    return Reaction(Revoke(of=entry.leaf_hash, reason="later conflict"), to, (ref, because))
