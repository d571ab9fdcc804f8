"""gossip: what each member has seen of the others' logs, told inside their agreement and nowhere else.

A party that shows different histories to different readers is found as soon as two of them compare heads; and an author learns
which mirrors hold its log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from detente import agreement as agreements
from detente import sign
from detente.errors import OurError, PeerError
from detente.node.expose import expose, exposed
from detente.node.follow import names, served, versions_at
from detente.node.node import Node
from detente.peer.folder import FolderSource
from detente.terms import Agreement, parse_origin
from detente.tlog.checkpoint import Checkpoint, open_checkpoint, parse_text
from detente.tlog.keys import VerifierKey
from detente.tlog.note import Verified, parse


def head_key(node: Node, origin: str, size: int, leaves: Sequence[bytes] = (), start: int | None = None) -> VerifierKey:
    """The key that signs the head of ``size`` of a log: its party's log key in the last version at or before its last leaf.

    ``leaves`` stand from ``start`` on (None: from the end of what is held); an amendment among them counts, so that a log is read
    whose party amended before we did. `PeerError` (not-member) where no version there names the party.
    """
    party = parse_origin(origin).party
    start = node.store.size(origin) if start is None else start
    chain = served(node.picture, origin, size, leaves, start)
    found = [agreement for agreement, _ in chain if names(agreement, party)]
    if not found:
        raise PeerError("not-member", f"no version of the agreement in the first {size} leaves names {party}", where=origin)
    return agreements.log_key(found[-1], party)


def open_head(
    node: Node,
    origin: str,
    note: bytes,
    mirrors: Iterable[VerifierKey] = (),
    *,
    leaves: Sequence[bytes] = (),
    start: int | None = None,
) -> tuple[Checkpoint, VerifierKey, tuple[Verified, ...]]:
    """A signed head, the key in force at its last leaf, which signed it, and cosignatures; ``leaves`` as in `head_key`."""
    key = head_key(node, origin, head_size(note), leaves, start)
    signed = open_checkpoint(note, origin, key, mirrors)
    return signed.checkpoint, key, signed.cosignatures


def head_size(note: bytes) -> int:
    """The size that a head names. Nothing is verified: it says which key has to."""
    return parse_text(parse(note).text).size


def seen(node: Node, agreement: Agreement) -> dict[str, bytes]:
    """Newest signed heads held of the other members' logs in an agreement, each with the cosignatures held."""
    found = {}
    for card in agreement.members:
        note = node.store.checkpoint(agreements.origin(agreement, card.party)) if card.party != node.party else None
        if note is not None:
            found[card.party] = note.note + b"".join(node.store.cosignatures(note.origin, note.size))
    return found


def hear(node: Node, source: FolderSource, origin: str) -> None:
    """Compare the heads that the author of a log has seen with what we hold; keep cosignatures that verify.

    `PeerError` split-view with a fork proof where a party showed others another history than us; a head that does not verify
    is nothing.
    """
    agreement = node.agreement(parse_origin(origin).agreement)
    members = {card.party for card in agreement.members}
    for party, note in source.seen(origin).items():
        if party in members:
            _compare(node, agreement, party, note)


def heed(node: Node, source: FolderSource) -> None:
    """Before anything is read: whether a peer has seen our own logs as they are here. Our answer to what we read would else be
    written on an old copy, and be a second history of ours. `OurError` rollback or split-view.
    """
    for origin in source.origins():
        terms = node.picture.terms.get(parse_origin(origin).agreement)
        with suppress(PeerError):  # it has seen nothing of us
            if terms and parse_origin(origin).party != node.party:
                _compare(node, terms.agreement, node.party, source.file(origin, f"seen/{node.party}"))


def heed_head(node: Node, agreement_id: str, note: bytes) -> None:
    """Compare one head of our own log that others have seen with what stands here: `OurError` rollback or split-view."""
    _compare(node, node.agreement(agreement_id), node.party, note)


def _compare(node: Node, agreement: Agreement, party: str, note: bytes) -> None:
    origin = agreements.origin(agreement, party)
    mirrors = {sign.parse_vkey(card.mirror): card.party for card in agreement.members if card.party != party}
    held = node.tree(origin)
    try:
        size = head_size(note)
        if size > held.size:
            if party == node.party:
                _refuse_ahead(node, origin, note)
            return  # it is compared when we have read that far
        if not _fresh(node, origin, size, note):
            return
        head, key, cosignatures = open_head(node, origin, note, mirrors)
    except PeerError:
        return
    if held.root(head.size) != head.root:
        raise _fork(node, origin, key, head, note)
    _keep(node, origin, head, note, {mirror.name for mirror, _ in cosignatures})


def _fresh(node: Node, origin: str, size: int, note: bytes) -> bool:
    """Whether a head is another than the one held of this size, or comes with a cosignature that is not: what members have seen
    is told with everything they say, and is verified and kept once.
    """
    held = node.store.checkpoint(origin, size)
    if held is None or not note.startswith(held.note):
        return True
    return not set(note[len(held.note) :].splitlines(keepends=True)).issubset(node.store.cosignatures(origin, size))


def _refuse_ahead(node: Node, origin: str, note: bytes) -> None:
    """A head of ours beyond our end is signed by our log key in force at our end, or by one of a version after that."""
    ours = versions_at(node.picture, origin, node.store.size(origin))
    newest = ours[-1][0].version if ours else 1
    held = node.picture.history[parse_origin(origin).agreement]
    for version in sorted(held):
        if version >= newest and names(held[version][0], node.party):
            with suppress(PeerError):
                raise _behind(
                    node, origin, open_checkpoint(note, origin, agreements.log_key(held[version][0], node.party)).checkpoint
                )


def _behind(node: Node, origin: str, head: Checkpoint) -> OurError:
    message = f"our own log is known to others at size {head.size}, and has {node.store.size(origin)} leaves here"
    hint = "this store is older than what was shown: restore the newest copy, or `detente rebuild --refill` from what others hold"
    node.commit([], cursors=[(f"behind {origin}", str(head.size))])
    return OurError("rollback", message, where=origin, hint=hint)


def refuse_behind(node: Node, origin: str) -> None:
    """Write nothing to a log of ours that others know to be longer: a second history would be ours."""
    known = int(node.store.cursor(f"behind {origin}") or 0)
    if known > node.store.size(origin):
        hint = "restore the newest copy of this store, or `detente rebuild --refill` from what others hold"
        raise OurError("rollback", f"others know this log at size {known}: nothing is written to it", where=origin, hint=hint)


def _fork(node: Node, origin: str, key: VerifierKey, head: Checkpoint, note: bytes) -> PeerError | OurError:
    party = parse_origin(origin).party
    if party == node.party:
        hint = "two nodes write with our keys, or an old copy was restored and written to: stop both"
        return OurError("split-view", "our own log was shown with another history", where=origin, hint=hint)
    newest = node.store.checkpoint(origin)
    if newest is None or newest.size < head.size or exposed(node, origin):
        return PeerError(
            "split-view", f"{party} showed others another history than us", where=origin, hint="ask it which one it stands by"
        )
    keys = (key, head_key(node, origin, newest.size))
    return expose(node, origin, keys, _bare(note), newest.note, node.tree(origin), (head.size, newest.size))


def signer(line: bytes) -> str:
    """Whose name stands in a signature line of a note."""
    return line.split(b" ")[1].decode("utf-8", "replace")


def _bare(note: bytes) -> bytes:
    """A note with the log's own signature alone."""
    text = parse(note).text
    first = note[len(text) + 1 :].split(b"\n")[0]
    return text + b"\n" + first + b"\n"


def _keep(node: Node, origin: str, head: Checkpoint, note: bytes, names: set[str]) -> None:
    if node.store.checkpoint(origin, head.size) is None:
        return
    lines = note[len(parse(note).text) + 1 :].splitlines(keepends=True)
    fresh = set(lines).difference(node.store.cosignatures(origin, head.size))
    if kept := sorted(line for line in fresh if signer(line) in names):
        node.store.add_cosignature(origin, head.size, *kept)
