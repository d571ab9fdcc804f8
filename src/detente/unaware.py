"""What a planner had not read, as the receipts of others say, and what of that can be so."""

from __future__ import annotations

from typing import NamedTuple

from detente.picture import Picture, cited_size, may_know, receipts
from detente.statement import ACTS, Ref


class Unread(NamedTuple):
    """What a party's receipt names as not read by a planner; ``fault``: why that does not count, empty where it does."""

    party: str
    ref: Ref
    fault: str


def claimed_unread(picture: Picture, ref: Ref) -> list[Unread]:
    """Everything that the newest answers to an activity name as unread, and what is named beside an answer."""
    newest = {entry.author: entry.ref for entry, receipt in receipts(picture, ref) if receipt.answer}
    found = set()
    for entry, receipt in receipts(picture, ref):
        if entry.ref == newest.get(entry.author):
            found |= {Unread(entry.author, named, _fault(picture, ref, entry.ref, named)) for named in receipt.unaware}
        elif not receipt.answer:
            found |= {Unread(entry.author, named, "the receipt that names it holds no answer") for named in receipt.unaware}
    return sorted(found)


def _fault(picture: Picture, ref: Ref, said: Ref, named: Ref) -> str:
    """Why what a receipt at ``said`` names cannot be unread by the planner: it speaks of its own log, before itself, alone.

    Whatever else it names could never be opened here, and would keep the author from its verdict for good (G5).
    """
    if named.origin != said.origin:
        return "not in the log of the party that names it"
    if not 0 <= named.index < said.index:
        return "nothing stood there when it was named"
    entry = picture.entries.get(named)
    if entry is None:
        return f"refused here: {picture.refused[named]}" if named in picture.refused else "not a notice"
    if entry.leaf.kind in ACTS:
        return "not a notice"
    if not may_know(picture, entry.leaf.agreement, picture.entries[ref].author, named):
        return "not given to the planner"
    size = cited_size(picture, ref, named.origin)
    return f"the planner cited that log up to {size}" if named.index < size else ""


def unaware_of(picture: Picture, ref: Ref) -> tuple[Ref, ...]:
    """Statements that receipts named as touching an activity and not read when it was planned, as far as that can be so."""
    return tuple(sorted({named.ref for named in claimed_unread(picture, ref) if not named.fault}))
