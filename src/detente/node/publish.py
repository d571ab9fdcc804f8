"""publish: our own statement goes into our log by the same door as a stranger's, and is checked against all we hold.

Log first, then send: the statement is appended and durable before anything else happens, and from then on it counts in
everybody's conflicts. No answer of anybody is waited for (G5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from detente import agreement as agreements
from detente import picture
from detente.conflict import Answer
from detente.errors import InputError, OurError
from detente.geometry import parts
from detente.node import check
from detente.node.compose import Composed, compose
from detente.node.node import Node
from detente.node.receive import take
from detente.node.released import refuse_unreleased
from detente.notice import Notice
from detente.statement import AnyAct, Known, Ref, decode, encode
from detente.terms import Agreement, Level

BATCH = 512
"""Statements written in one transaction when many are published at once."""


class Published(msgspec.Struct, frozen=True):
    """Where a statement stands now, who was given it, and what it meets at once (for statements with volumes)."""

    ref: Ref
    to: dict[str, Level]
    answer: Answer | None = None


class Wish(msgspec.Struct, frozen=True):
    """A notice to publish: content as written, and to whom (None: all members, as the clause says; empty: nobody, G7)."""

    content: bytes
    to: Mapping[str, Level] | None = None
    where: str = "content"


def publish(
    node: Node,
    agreement_id: str,
    content: bytes,
    *,
    to: Mapping[str, Level] | None = None,
    desk: str = "",
    where: str = "content",
) -> Published:
    """Append one notice to our log in an agreement, and say what it meets.

    Raises `InputError` naming the field, or `OurError` (not-entitled) naming the clause. Nothing is written then.
    """
    (published,) = publish_many(node, agreement_id, [Wish(content, to, where)], desk=desk)
    return msgspec.structs.replace(published, answer=meets(node, published.ref))


def meets(node: Node, ref: Ref) -> Answer | None:
    """What a notice of ours meets; None where it has no volumes, or withdraws."""
    statement = node.picture.entries[ref].statement
    if not isinstance(statement, Notice) or not statement.volumes or statement.relation == "withdraw":
        return None
    return check.check_own(node, ref)


def publish_many(
    node: Node, agreement_id: str, wishes: Sequence[Wish], *, desk: str = "", progress: Callable[[int], None] = lambda done: None
) -> list[Published]:
    """Append many notices, in transactions of `BATCH`. All are checked before the first is written."""
    agreement = node.agreement(agreement_id)
    taken: set[tuple[str, int]] = set()
    prepared = [prepare(node, agreement, wish, taken) for wish in wishes]
    return put_prepared(node, agreement, prepared, desk=desk, progress=progress)


class Prepared(NamedTuple):
    """A notice that may be published: the statement, who is given it, and its bytes as written."""

    notice: Notice
    to: dict[str, Level]
    content: bytes


def prepare(node: Node, agreement: Agreement, wish: Wish, taken: set[tuple[str, int]]) -> Prepared:
    """Check a wish against the schema, the agreement and our log; ``taken`` are versions that go before it in one batch."""
    notice = decode(wish.content, wish.where)
    if not isinstance(notice, Notice):
        raise InputError("bad-value", "not a notice", where=f"{wish.where} $.kind", hint="see `detente schema`")
    decision = agreements.decide(agreement, node.picture.terms[agreement.id].standing, _kind(notice), node.now())
    if not decision.in_force:
        raise OurError("not-entitled", decision.reason, where=wish.where, hint="see `detente agreement show`")
    for i, volume in enumerate(notice.volumes):
        parts(volume, f"{wish.where} $.volumes[{i}]")
    _refuse_twice(node, agreement, notice, taken)
    to = agreements.recipients(agreement, decision, node.party, None if wish.to is None else dict(wish.to))
    refuse_unreleased(node, notice, to, wish.where)
    return Prepared(notice, to, wish.content)


def _refuse_twice(node: Node, agreement: Agreement, notice: Notice, taken: set[tuple[str, int]]) -> None:
    held = node.picture.versions.get((agreement.id, node.party, notice.id), {}).values()
    if notice.version in held or (notice.id, notice.version) in taken:
        raise InputError("replay", f"version {notice.version} of {notice.id} is in our log already", hint="raise the version")
    if notice.relation != "new" and not held:
        raise InputError("bad-value", f"nothing to {notice.relation}: no earlier version of {notice.id} here", where="$.relation")
    taken.add((notice.id, notice.version))


def put_prepared(
    node: Node,
    agreement: Agreement,
    prepared: Sequence[Prepared],
    *,
    desk: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> list[Published]:
    """Append what was prepared, in transactions of `BATCH`."""
    done: list[Published] = []
    for start in range(0, len(prepared), BATCH):
        done += _append(node, agreement, prepared[start : start + BATCH], desk)
        progress(len(done))
    return done


def _append(node: Node, agreement: Agreement, batch: Sequence[Prepared], desk: str) -> list[Published]:
    start = node.store.size(node.origin(agreement.id))
    composed = [
        compose(
            node, agreement, p.notice, p.to, desk=desk, index=start + i, raw=p.content, cites=_earlier(node, agreement, p.notice)
        )
        for i, p in enumerate(batch)
    ]
    put(node, composed)
    return [Published(Ref(c.origin, c.index), p.to) for c, p in zip(composed, batch, strict=True)]


def withdraw(node: Node, ref: Ref, *, text: str = "", desk: str = "") -> Published:
    """Withdraw a notice of ours by a new version. History stays; what was protected stays presumed so (G9)."""
    entry = node.entry(ref)
    notice = entry.statement
    if entry.author != node.party or not isinstance(notice, Notice):
        raise OurError("usage", "only a notice of our own can be withdrawn", where=str(ref))
    version = max(node.picture.versions[entry.subject].values()) + 1
    latest = msgspec.structs.replace(notice, version=version, relation="withdraw", of=notice.version, text=text or notice.text)
    members = {m.party for m in node.agreement(entry.leaf.agreement).members}
    to = {party: picture.level_of(node.picture, ref, party) for party in picture.held_by(node.picture, ref) if party in members}
    return publish(node, entry.leaf.agreement, encode(latest), to=to, desk=desk)


def _earlier(node: Node, agreement: Agreement, notice: Notice) -> tuple[Ref, ...]:
    versions = node.picture.versions.get((agreement.id, node.party, notice.id), {})
    return tuple(sorted(ref for ref, version in versions.items() if notice.of is None or version == notice.of))


def act(
    node: Node,
    agreement_id: str,
    statement: AnyAct,
    *,
    to: Mapping[str, Level] | None = None,
    cites: Sequence[Ref] = (),
    desk: str = "",
) -> Ref:
    """Append an act (receipt, verdict, suspension …) to our log; to all other members where nobody is named."""
    agreement = node.agreement(agreement_id)
    others: dict[str, Level] = {m.party: "exact" for m in agreement.members if m.party != node.party}
    composed = compose(node, agreement, statement, others if to is None else to, cites=cites, desk=desk)
    put(node, [composed])
    return Ref(composed.origin, composed.index)


def put(node: Node, composed: Sequence[Composed]) -> None:
    """Append composed leaves by the same door as a stranger's."""
    if composed:
        leaves = [c.leaf for c in composed]
        take(node, composed[0].origin, composed[0].index, leaves, [content for c in composed for content in c.contents])


def _kind(notice: Known) -> str:
    return str(type(notice).__struct_config__.tag)


def holders(node: Node, ref: Ref) -> dict[str, Level]:
    """Everybody who holds a statement, its author included and we excluded: who is told what becomes of it."""
    entry = node.entry(ref)
    parties = {entry.author, *picture.held_by(node.picture, ref)} - {node.party}
    return dict.fromkeys(sorted(parties), "exact")
