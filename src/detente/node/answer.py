"""answer: what a desk says. Opening, contesting, asking; and the verdict on our own activity.

A verdict is our own check, in that agreement, plus the signed receipts of the others. It is registered only once our desk has
opened what the others say we had not read.
"""

from __future__ import annotations

from typing import Final

import msgspec

from detente import picture, unaware
from detente.conflict import Answer
from detente.errors import OurError
from detente.node import check
from detente.node.node import Node
from detente.node.publish import act, holders
from detente.statement import Receipt, Ref, Verdict, VerdictWord
from detente.terms import Grade

SHOWN: Final = 3
SHOWN_CHARS: Final = 100
"""Of places that a peer wrote and that mean nothing here: how many are shown, and how much of each."""


class Registered(msgspec.Struct, frozen=True):
    """A verdict, where it stands, and the check it rests on. ``discounted``: what was named as unread, and why that is not so."""

    ref: Ref
    verdict: VerdictWord
    unconfirmed_by: tuple[str, ...]
    answer: Answer
    discounted: tuple[str, ...] = ()


def receipt(node: Node, ref: Ref, grade: Grade, *, text: str = "", desk: str = "") -> Ref:
    """A desk's receipt for a statement of another party. No receipt gates its notifier (G5)."""
    entry = node.entry(ref)
    if entry.author == node.party:
        raise OurError("usage", "a receipt answers somebody else's statement", where=str(ref))
    statement = Receipt(of=entry.leaf_hash, grade=grade, text=text)
    return act(node, entry.leaf.agreement, statement, to=holders(node, ref), cites=(ref,), desk=desk)


def unread(node: Node, ref: Ref) -> tuple[Ref, ...]:
    """What others say our planner had not read, and our desk has not opened since."""
    return tuple(r for r in unaware.unaware_of(node.picture, ref) if not picture.opened(node.picture, r, node.party))


def discounted(node: Node, ref: Ref) -> tuple[str, ...]:
    """What others named as not read by our planner and what does not count as that, in a line for each party and reason."""
    wrong: dict[tuple[str, str], list[str]] = {}
    for party, named, fault in unaware.claimed_unread(node.picture, ref):
        if fault:
            wrong.setdefault((party, fault), []).append(f"{named.origin:.{SHOWN_CHARS}}#{named.index}")
    return tuple(
        f"{party} names as not read “{', '.join(places[:SHOWN])}”{f' and {len(places) - SHOWN} more' * (len(places) > SHOWN)}, "
        f"which does not count: {fault}"
        for (party, fault), places in sorted(wrong.items())
    )


def register(node: Node, ref: Ref, *, desk: str = "") -> Registered:
    """Log our verdict on our activity; `OurError` (usage) names what the desk must open first."""
    entry = node.entry(ref)
    if entry.author != node.party or entry.leaf.kind != "activity":
        raise OurError("usage", "a verdict is given on an activity of our own", where=str(ref))
    if waiting := unread(node, ref):
        names = ", ".join(map(str, waiting))
        raise OurError(
            "usage", f"not read when this was planned: {names}", where=str(ref), hint="open these, then register again"
        )
    answer = check.check_own(node, ref, agreement_only=True)
    given = picture.answers(node.picture, ref)
    silent = picture.unconfirmed(node.picture, ref)
    found = answer.count or any(r.answer in {"conflict", "coordinate"} for r in given.values())
    word: VerdictWord = "conflict" if found else "unconfirmed" if silent else "no known conflict"
    agreement = node.agreement(entry.leaf.agreement)
    verdict = Verdict(of=entry.leaf_hash, verdict=word, unconfirmed_by=silent, heads=tuple(node.heads(agreement)))
    cited = [e.ref for e, r in picture.receipts(node.picture, ref) if r.answer]
    place = act(node, agreement.id, verdict, to=holders(node, ref), cites=(ref, *cited), desk=desk)
    return Registered(place, word, silent, answer, discounted(node, ref))
