"""gossip: what each member has seen of the others' logs, told inside their agreement and nowhere else.

A party that shows different histories to different readers is found as soon as two of them compare heads; and an author learns
which mirrors hold its log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from detente import agreement as agreements
from detente import sign
from detente.errors import DetenteError, OurError, PeerError
from detente.node.expose import expose, exposed
from detente.node.node import Node
from detente.peer.folder import FolderSource
from detente.picture import terms_at
from detente.terms import AGREEMENT_HEADER, Agreement, parse_origin
from detente.tlog.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from detente.tlog.keys import VerifierKey, make_key
from detente.tlog.note import parse


def log_key(agreement: Agreement, party: str) -> VerifierKey:
    """The key of a party's log in a version: its log key, under the log's own name (tlog-checkpoint: key name = origin)."""
    base = sign.parse_vkey(agreements.member(agreement, party).log)
    return make_key(agreements.origin(agreement, party), base.type, base.public)


def open_head(node: Node, origin: str, note: bytes, mirrors: Iterable[VerifierKey] = ()) -> tuple[SignedCheckpoint, VerifierKey]:
    """A signed head and the key that signed it: one that the party has had in any version that we hold. Newest first."""
    name = parse_origin(origin)
    versions = node.picture.history.get(name.agreement, {})
    cards = [(v, versions[v][0]) for v in sorted(versions, reverse=True)]
    keys = [log_key(a, name.party) for _, a in cards if any(m.party == name.party for m in a.members)]
    for key in dict.fromkeys(keys[:-1]):
        with suppress(PeerError):
            return open_checkpoint(note, origin, key, mirrors), key
    if not keys:
        raise PeerError("not-member", f"{name.party} is not a member", where=origin)
    return open_checkpoint(note, origin, keys[-1], mirrors), keys[-1]


def check_head_key(node: Node, origin: str, size: int, key: VerifierKey, leaves: Sequence[bytes] = ()) -> None:
    """The head of a log is signed by the log key in force at its last leaf; ``leaves`` are those that are not held yet."""
    terms = terms_at(node.picture, origin, size - 1)
    for leaf in leaves:
        with suppress(DetenteError):  # one that does not hold is refused when it is taken
            terms = agreements.open_genesis(leaf) if leaf.startswith(AGREEMENT_HEADER.encode()) else terms
    party = parse_origin(origin).party
    if terms is not None and any(m.party == party for m in terms.members) and log_key(terms, party) != key:
        raise PeerError("bad-key", f"the head of size {size} is signed by a log key that is not in force there", where=origin)


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


def _compare(node: Node, agreement: Agreement, party: str, note: bytes) -> None:
    origin = agreements.origin(agreement, party)
    mirrors = {sign.parse_vkey(card.mirror): card.party for card in agreement.members if card.party != party}
    try:
        signed, key = open_head(node, origin, note, mirrors)
    except PeerError:
        return
    head, held = signed.checkpoint, node.tree(origin)
    if head.size > held.size:
        if party == node.party:
            raise _behind(node, origin, head)
        return  # it is compared when we have read that far
    if held.root(head.size) != head.root:
        raise _fork(node, origin, key, head, note)
    _keep(node, origin, head, note, {key.name for key, _ in signed.cosignatures})


def _behind(node: Node, origin: str, head: Checkpoint) -> OurError:
    message = f"our own log is known to others at size {head.size}, and has {node.store.size(origin)} leaves here"
    hint = "this store is older than what was shown: do not write with it; restore the newest copy"
    node.commit([], cursors=[(f"behind {origin}", str(head.size))])
    return OurError("rollback", message, where=origin, hint=hint)


def refuse_behind(node: Node, origin: str) -> None:
    """Write nothing to a log of ours that others know to be longer: a second history would be ours."""
    known = int(node.store.cursor(f"behind {origin}") or 0)
    if known > node.store.size(origin):
        hint = "restore the newest copy of this store"
        raise OurError("rollback", f"others know this log at size {known}: nothing is written to it", where=origin, hint=hint)


def _fork(node: Node, origin: str, key: VerifierKey, head: Checkpoint, note: bytes) -> PeerError | OurError:
    party = parse_origin(origin).party
    newest = node.store.checkpoint(origin)
    if newest is None or newest.size < head.size or exposed(node, origin):
        return PeerError(
            "split-view", f"{party} showed others another history than us", where=origin, hint="ask it which one it stands by"
        )
    if party == node.party:
        hint = "two nodes write with our keys, or an old copy was restored and written to: stop both"
        return OurError("split-view", "our own log was shown with another history", where=origin, hint=hint)
    return expose(node, origin, key, _bare(note), newest.note, node.tree(origin), (head.size, newest.size))


def _bare(note: bytes) -> bytes:
    """A note with the log's own signature alone."""
    text = parse(note).text
    first = note[len(text) + 1 :].split(b"\n")[0]
    return text + b"\n" + first + b"\n"


def _keep(node: Node, origin: str, head: Checkpoint, note: bytes, names: set[str]) -> None:
    if node.store.checkpoint(origin, head.size) is None:
        return
    for line in note[len(parse(note).text) + 1 :].split(b"\n")[1:]:
        if line and line.split(b" ")[1].decode("utf-8", "replace") in names:
            node.store.add_cosignature(origin, head.size, line + b"\n")
