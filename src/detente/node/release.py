"""release: asking the author of a statement whether it may be passed on, letting it be passed on, and passing it on.

What was said under one agreement leaves it by three acts, each signed and logged: the question, which names no third party; the
author's release; and a statement of ours in the other agreement, in the author's words, that cites the release by its hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from detente import agreement as agreements
from detente import picture
from detente.errors import InputError, OurError
from detente.node.node import Node
from detente.node.publish import Published, act, publish
from detente.node.released import passed_on, releases, words
from detente.notice import Notice
from detente.picture import RANK
from detente.statement import Receipt, Ref, Release, encode
from detente.terms import Agreement, Level, check_party

QUESTION: Final = "May we pass this on to a party that is not in our agreement?"


class Asked(msgspec.Struct, frozen=True):
    """A member asks whether a statement of ours may be passed on, and has no answer yet."""

    ref: Ref
    by: str
    words: str
    place: Ref


def ask(node: Node, ref: Ref, *, text: str = "", desk: str = "") -> Ref:
    """Ask the author of a statement for release. Only the author is told, and nothing of whom or what it is for but ``text``."""
    entry = node.entry(ref)
    if entry.author == node.party or not isinstance(entry.statement, Notice):
        raise OurError("usage", "release is asked for a notice of another party that we hold", where=str(ref))
    question = Receipt(of=entry.leaf_hash, grade="asks", asks_for="release", text=text or QUESTION)
    return act(node, entry.leaf.agreement, question, to={entry.author: "exact"}, cites=(ref,), desk=desk)


def asked(node: Node) -> list[Asked]:
    """What we are asked to release, and have not released to who asks since."""
    found = []
    for terms in node.picture.terms.values():
        own = node.origin(terms.agreement.id)
        for ref in sorted(r for r in node.picture.about if r.origin == own and r in node.picture.entries):
            given = {party for e, _ in releases(node, ref) for party, _ in e.leaf.to}
            questions = ((e, r) for e, r in picture.receipts(node.picture, ref) if r.asks_for == "release")
            found += [Asked(ref, e.author, r.text, e.ref) for e, r in questions if e.author not in given]
    return found


def give(
    node: Node,
    ref: Ref,
    to: Sequence[str],
    *,
    onward: Sequence[str] = (),
    anyone: bool = False,
    level: Literal["cell", "exact"] = "exact",
    text: str = "",
    desk: str = "",
) -> Ref:
    """Let members ``to`` pass a statement of ours on, to ``onward`` or to ``anyone``; it cannot be taken back (G15)."""
    entry = node.entry(ref)
    if entry.author != node.party:
        raise OurError("not-entitled", "only its author releases a statement", where=str(ref), hint="`detente release ask`")
    notice = entry.statement
    if not isinstance(notice, Notice) or notice.relation == "withdraw" or notice.released:
        raise OurError("usage", "only a notice in words of our own is released", where=str(ref))
    if not to or node.party in to:
        raise OurError("usage", "name the other members who may pass it on", where="to")
    if not onward and not anyone:
        raise OurError("usage", "name those to whom it may be passed on, or say anyone: else that is nobody", where="onward")
    for party in onward:
        check_party(party)
    _refuse_unheld(node, ref, to, level)
    statement = Release(of=entry.leaf_hash, level=level, parties=tuple(onward), anyone=anyone, text=text)
    return act(node, entry.leaf.agreement, statement, to=dict.fromkeys(to, "exact"), cites=(ref,), desk=desk)


def _refuse_unheld(node: Node, ref: Ref, to: Sequence[str], level: Level) -> None:
    agreement = node.agreement(node.entry(ref).leaf.agreement)
    for party in to:
        agreements.member(agreement, party)
        held = picture.level_of(node.picture, ref, party)
        if RANK[held] < RANK[level]:
            hint = f"hand it over first: `detente answer {ref} reveal --to {party}`; or release the cell"
            raise OurError("not-entitled", f"{party} was given {held}, and cannot pass on {level}", where=str(ref), hint=hint)


def pass_on(
    node: Node, ref: Ref, agreement_id: str, *, to: Mapping[str, Level] | None = None, grade: str = "F6", desk: str = ""
) -> Published:
    """Publish what its author released in another agreement, as its words; from then on it counts there like any notice.

    ``to``: None for all members to whom it is released. `OurError` (not-entitled) where no release is on record.
    """
    entry = node.entry(ref)
    agreement = node.agreement(agreement_id)
    if entry.author == node.party or entry.leaf.agreement == agreement.id:
        raise OurError("usage", "a statement of another party is passed on, and in another agreement", where=str(ref))
    given = releases(node, ref)
    if not given:
        hint = f"`detente release ask {ref}`"
        raise OurError("not-entitled", f"{entry.author} has not released it to us", where=str(ref), hint=hint)
    done = [r for r in passed_on(node, ref) if node.entry(r).leaf.agreement == agreement.id]
    if done:
        raise InputError("replay", f"passed on already as {done[-1]}", where=str(ref), hint="withdraw that one first")
    notice = words(node, ref, given[-1], node.entropy(16).hex(), grade)
    wish = _recipients(agreement, entry.leaf.kind, node.party, given[-1][1]) if to is None else to
    return publish(node, agreement.id, encode(notice), to=wish, desk=desk, where=str(ref))


def _recipients(agreement: Agreement, kind: str, own: str, release: Release) -> dict[str, Level] | None:
    if release.anyone:
        return None
    clause = agreements.clause_for(agreement, kind)
    to = [m.party for m in agreement.members if m.party != own and m.party in release.parties]
    if not to:
        raise OurError("not-entitled", f"it is released to nobody in “{agreement.title}”", hint="ask its author again, for them")
    return dict.fromkeys(to, clause.level if clause else "exact")
