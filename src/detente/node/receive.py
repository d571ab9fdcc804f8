"""receive: verify -> log -> picture -> conflict -> notify, in this order and nowhere else.

`take` is the one door: a party's own statement enters through it exactly like a stranger's (G13). `pull` reads what peers
serve: checkpoint, consistency with what was seen before, entries, contents, in this order, and stops at a split view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from detente import agreement as agreements
from detente import sign
from detente.entry import Entry, Founding, Recorded, Refused
from detente.errors import DetenteError, InputError, PeerError
from detente.geometry import contains, parts
from detente.node import compose, react, snapshot
from detente.node.follow import follows, names, versions_at
from detente.node.node import Node
from detente.notice import Notice
from detente.picture import Picture, terms_at
from detente.statement import MissingContent, Ref, Unknown, decode, kind_of
from detente.store import Append, Content
from detente.terms import AGREEMENT_HEADER, Agreement, parse_origin
from detente.tlog.merkle import leaf_hash

Read = Callable[[int, bytes, Mapping[str, sign.VerifierKey]], sign.Leaf]
"""Reads the leaf at an index as `sign.verify_leaf` does, with the same refusals."""


def _read(index: int, data: bytes, keys: Mapping[str, sign.VerifierKey]) -> sign.Leaf:
    return sign.verify_leaf(data, keys)


class Taken(NamedTuple):
    """What became of leaves: the records they gave, and what our node said because of them."""

    records: tuple[Recorded, ...]
    said: tuple[Ref, ...]


def take(
    node: Node, origin: str, start: int, leaves: Sequence[bytes], contents: Iterable[Content] = (), read: Read = _read
) -> Taken:
    """Take leaves ``start``, ``start + 1``, … of a log, with whatever content came along.

    1 verify, 2 log, 3 picture, 4 conflict, 5 notify: one transaction holds the leaves, the picture rows and everything our node
    says because of them. A leaf of a peer that breaks a rule is kept (the tree needs it) and refused in the picture; one of our
    own is refused as a whole.
    """
    given: dict[int, list[Content]] = {}
    for content in contents:
        given.setdefault(content.index, []).append(content)
    try:
        records, answers = _fold(node, origin, start, leaves, given, read)
    except DetenteError:
        node.reload()  # nothing was written: memory must not be ahead of the store
        raise
    _write(node, Append(origin, start, tuple(leaves), node.now().timestamp()), given, records, answers)
    return Taken(tuple(records), tuple(Ref(a.origin, a.index) for a in answers))


def _fold(
    node: Node, origin: str, start: int, leaves: Sequence[bytes], given: dict[int, list[Content]], read: Read
) -> tuple[list[Recorded], list[compose.Composed]]:
    ours = parse_origin(origin).party == node.party
    records: list[Recorded] = []
    answers: list[compose.Composed] = []
    for index, leaf in enumerate(leaves, start):
        record = verify(node, origin, index, leaf, given.get(index, ()), strict=ours, read=read)
        node.remember(record)
        records.append(record)
        agreement = _agreement_of(node, record)
        if isinstance(record, Entry) and agreement and not ours:
            for reaction in react.reactions(node, agreement, record):
                answers.append(_say(node, agreement, reaction, len(answers)))
    return records, answers


def _say(node: Node, agreement: Agreement, reaction: react.Reaction, pending: int) -> compose.Composed:
    index = node.store.size(node.origin(agreement.id)) + pending
    composed = compose.compose(node, agreement, reaction.statement, reaction.to, cites=reaction.cites, index=index)
    node.remember(verify(node, composed.origin, index, composed.leaf, composed.contents, strict=True))
    return composed


def _write(
    node: Node, append: Append, given: dict[int, list[Content]], records: Sequence[Recorded], answers: Sequence[compose.Composed]
) -> None:
    accepted = {r.ref.index: set(r.contents) for r in records if isinstance(r, Entry)}
    contents = [c for index, items in given.items() for c in items if c.level in accepted.get(index, ())]
    appends = [append]
    if answers:
        appends.append(Append(answers[0].origin, answers[0].index, tuple(a.leaf for a in answers), append.received_at))
        contents += [c for a in answers for c in a.contents]
    node.commit(appends, contents)


def _agreement_of(node: Node, record: Recorded) -> Agreement | None:
    terms = node.picture.terms.get(parse_origin(record.ref.origin).agreement)
    return terms.agreement if terms else None


# --- 1 verify ------------------------------------------------------------------------------------------------------------


class Holder(Protocol):
    """What verifying rests on: the picture of all that came before, and a clock."""

    picture: Picture

    def now(self) -> datetime:
        """The instant at which it is received."""
        ...


def verify(
    node: Holder, origin: str, index: int, leaf: bytes, contents: Iterable[Content], *, strict: bool, read: Read = _read
) -> Recorded:
    """The record of a leaf, with the contents that hold; where not ``strict``, a leaf that breaks a rule gives `Refused`."""
    try:
        if leaf.startswith(AGREEMENT_HEADER.encode()):
            return _verify_terms(node, origin, index, leaf)
        return _verify_leaf(node, origin, index, leaf, contents, strict=strict, read=read)
    except DetenteError as error:
        if strict:
            raise
        return Refused(ref=Ref(origin, index), reason=str(error))


def _verify_terms(node: Holder, origin: str, index: int, leaf: bytes) -> Founding:
    before = versions_at(node.picture, origin, index)
    follows(node.picture, origin, index, leaf, before[-1] if before else None)
    return Founding(ref=Ref(origin, index), note=leaf)


def _verify_leaf(
    node: Holder, origin: str, index: int, data: bytes, contents: Iterable[Content], *, strict: bool, read: Read
) -> Entry:
    name = parse_origin(origin)
    terms = terms_at(node.picture, origin, index)
    if terms is None:
        raise PeerError("not-member", "no agreement is held for this log", where=f"{origin}#{index}")
    card = agreements.member(terms, name.party)
    leaf = read(index, data, {desk.id: sign.parse_vkey(desk.key) for desk in card.desks})
    if leaf.agreement != name.agreement:
        raise PeerError("replay", "a leaf of another agreement", where=f"{origin}#{index}")
    held = node.picture.versions.get((name.agreement, name.party, leaf.subject), {})
    if any(version == leaf.version and ref.index < index for ref, version in held.items()):
        raise PeerError(
            "replay", f"version {leaf.version} of {leaf.subject} stands in this log already", where=f"{origin}#{index}"
        )
    checked, exposed = _usable(leaf, contents, f"{origin}#{index}", strict=strict)
    return Entry(
        ref=Ref(origin, index), author=name.party, leaf=leaf, leaf_hash=leaf_hash(data).hex(),
        received_at=node.now().timestamp(), contents=checked, exposed=exposed,
    )  # fmt: skip


def _usable(leaf: sign.Leaf, contents: Iterable[Content], where: str, *, strict: bool) -> tuple[dict[str, bytes], bool]:
    """Contents that hold, and whether they expose a peer. One that does not hold is as good as missing; `missing` tells."""
    try:
        checked = {c.level: check_content(leaf, c) for c in contents}
    except DetenteError:
        if strict:
            raise
        return {}, False
    if strict:
        check_coarse(checked, where)
    return checked, not within(checked)


def check_content(leaf: sign.Leaf, content: Content) -> bytes:
    """Content bytes that match the leaf's commitment, subject, version and kind, and whose volumes can be used."""
    where = f"{content.origin}#{content.index} {content.level}"
    commit = leaf.commit_exact if content.level == "exact" else leaf.commit_coarse
    if commit is None or sign.commitment(content.salt, content.content) != commit:
        raise PeerError("bad-content", "content does not match the commitment in its leaf", where=where)
    statement = decode(content.content, where)
    if kind_of(statement) != leaf.kind:
        raise PeerError("bad-content", f"content says {kind_of(statement)}, the leaf {leaf.kind}", where=where)
    if isinstance(statement, Notice):
        if (statement.id, statement.version) != (leaf.subject, leaf.version):
            raise PeerError("bad-content", "content and leaf name different versions", where=where)
        for i, volume in enumerate(statement.volumes):
            parts(volume, f"{where} $.volumes[{i}]")
    return content.content


def check_coarse(contents: dict[str, bytes], where: str) -> None:
    """Refuse contents of ours whose coarse footprint does not contain the exact one (G10)."""
    if not within(contents):
        raise PeerError("bad-content", "the coarse footprint does not contain the exact one", where=where)


def within(contents: dict[str, bytes]) -> bool:
    """Whether the coarse footprint contains the exact one in space, altitude and time; true where only one of them is held."""
    if set(contents) != {"coarse", "exact"}:
        return True
    coarse, exact = decode(contents["coarse"]), decode(contents["exact"])
    if isinstance(coarse, Unknown) or not isinstance(coarse, Notice) or not isinstance(exact, Notice):
        return True
    return len(coarse.volumes) == len(exact.volumes) and all(map(contains, coarse.volumes, exact.volumes))


# --- contents that come later --------------------------------------------------------------------------------------------


def take_contents(node: Node, contents: Iterable[Content]) -> list[Ref]:
    """Take contents of leaves that are held already: a later reveal, or content that was missing."""
    taken: list[Content] = []
    answers: list[compose.Composed] = []
    for content in contents:
        ref = Ref(content.origin, content.index)
        entry = node.entry(ref)
        body = check_content(entry.leaf, content)
        exposed = not within({**entry.contents, content.level: body})
        finer = entry.author != node.party and content.level not in entry.contents and entry.level != "exact"
        node.remember(msgspec.structs.replace(entry, contents={content.level: body}, exposed=exposed))
        reactions = react.reactions(node, node.agreement(entry.leaf.agreement), node.entry(ref)) if finer else []
        taken.append(content)
        answers += [
            _say(node, node.agreement(entry.leaf.agreement), reaction, len(answers) + i) for i, reaction in enumerate(reactions)
        ]
    if taken:
        appends = (
            [Append(answers[0].origin, answers[0].index, tuple(a.leaf for a in answers), node.now().timestamp())]
            if answers
            else []
        )
        node.commit(appends, taken + [c for a in answers for c in a.contents])
    return [Ref(c.origin, c.index) for c in taken]


def take_deletion(node: Node, said: compose.Composed, ref: Ref, levels: Sequence[str]) -> None:
    """Log that content was deleted, and delete it, in one transaction. ``levels``: commitments whose content and salt go."""
    snapshot.discard(node.folder)  # it holds footprints, and is not part of the transaction
    node.remember(verify(node, said.origin, said.index, said.leaf, said.contents, strict=True))
    for level in levels:
        node.forget(ref, level)
    append = Append(said.origin, said.index, (said.leaf,), node.now().timestamp())
    node.commit([append], said.contents, drops=[(ref.origin, ref.index, level) for level in levels])


def report_missing(node: Node, refs: Sequence[Ref]) -> None:
    """Say in our log that content addressed to us did not come: a mirror cosigns only what it holds."""
    said = {
        r for e in node.picture.entries.values() if e.author == node.party and e.leaf.kind == "missing-content" for r in _cited(e)
    }
    fresh = [ref for ref in refs if ref not in said]
    for origin in sorted({ref.origin for ref in fresh}):
        cites = tuple(ref for ref in fresh if ref.origin == origin)[:64]
        agreement = node.agreement(parse_origin(origin).agreement)
        if not names(agreement, node.party):
            continue  # we have left, and say nothing more
        composed = compose.compose(node, agreement, MissingContent(), {parse_origin(origin).party: "exact"}, cites=cites)
        take(node, composed.origin, composed.index, [composed.leaf], composed.contents)


def _cited(entry: Entry) -> list[Ref]:
    return [Ref(origin, index) for origin, index in entry.leaf.cites]


def refuse_foreign(node: Node, origin: str) -> None:
    """Refuse a log of an agreement that we have not signed, or that mixes exercise and live (G18)."""
    name = parse_origin(origin)
    if name.exercise != node.config.exercise:
        raise PeerError("exercise-mix", "a log of the other world: exercise and live never mix", where=origin)
    if name.agreement not in node.picture.terms:
        raise InputError("not-member", "we have not signed this agreement", where=origin, hint="`detente agreement sign`")
    ours = versions_at(node.picture, node.origin(name.agreement), node.store.size(node.origin(name.agreement)))
    if not any(names(agreement, name.party) for agreement, _ in ours):
        hint = "it may have entered by an amendment that is not in our log yet: `detente agreement sign`"
        raise PeerError("not-member", f"no version in our log names {name.party}", where=origin, hint=hint)
