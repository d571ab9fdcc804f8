"""sync: read what peers serve, answer it, and put out what they may read.

Order in reading a log: checkpoint, its signature, size, consistency with what was seen before, entries, contents. A log that is
shorter than it was, or that contradicts its earlier self, is not read any further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from detente.errors import DetenteError, InputError, PeerError
from detente.node import gossip
from detente.node.ahead import Ahead
from detente.node.expose import expose, refuse_exposed
from detente.node.follow import names, served
from detente.node.gossip import head_key, head_size, open_head
from detente.node.node import Node
from detente.node.receive import refuse_foreign, report_missing, take, take_contents
from detente.peer.folder import FolderSource
from detente.statement import Ref
from detente.store import Content, Note
from detente.terms import Agreement, parse_origin
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.merkle import Tree, leaf_hash
from detente.tlog.note import Signature, add_signatures
from detente.tlog.tiles import WIDTH

BATCH: Final = 4 * WIDTH
"""Leaves of one transaction: a disk makes each wait."""
BATCH_BYTES: Final = 8 << 20
"""Contents from which on a transaction is not made larger."""
Progress = Callable[[str], None]


def silent(words: str) -> None:
    """Nobody wants to hear how far it is."""


def pull(node: Node, source: FolderSource, progress: Progress = silent) -> list[Ref]:
    """Read every log that a peer shows us, and what it has seen of others; returns the statements that are new here.

    A log that cannot be read keeps no other from being read; the first error is raised at the end. What the peer has seen of us
    comes first: an old copy of our own store writes nothing.
    """
    found: list[Ref] = []
    errors: list[DetenteError] = []
    try:
        gossip.heed(node, source)
    except DetenteError as error:
        errors.append(error)
    for origin in source.origins():
        if parse_origin(origin).party == node.party:
            continue
        try:
            refuse_foreign(node, origin)
            refuse_exposed(node, origin)
            found += _pull_log(node, source, origin, progress)
            gossip.hear(node, source, origin)
        except DetenteError as error:
            errors.append(error if origin in error.where else error.at(origin))
    if errors:
        raise errors[0]
    return found


def _pull_log(node: Node, source: FolderSource, origin: str, progress: Progress) -> list[Ref]:
    name = parse_origin(origin)
    agreement = node.agreement(name.agreement)
    note = source.checkpoint(origin)
    held, size = node.store.size(origin), head_size(note)
    if size < held:
        open_head(node, origin, note)
        raise PeerError(
            "rollback", f"the log has {size} leaves; {held} were here", where=origin, hint="ask why it became shorter"
        )
    leaves = source.entries(origin, held, size)
    head = _consistent(node, source, origin, note, leaves)
    _refuse_left(node, agreement, origin, size, leaves)
    with Ahead(held, leaves) as ahead:
        for start, end, contents in _batches(source, origin, held, head.size):
            take(node, origin, start, leaves[start - held : end - held], contents, ahead.read)
            if len(leaves) > BATCH:
                progress(f"{origin}: {end} of {head.size} statements read")
    node.store.record_checkpoint(Note(origin, head.size, note), head.root)
    late = _late_contents(node, source, origin)
    _cosign(node, agreement, origin, head, note)
    return [Ref(origin, index) for index in range(held, head.size)] + late


def _batches(source: FolderSource, origin: str, start: int, end: int) -> Iterator[tuple[int, int, list[Content]]]:
    """Ranges of leaves that are taken in one transaction each, with their contents: bundles, as many as are no burden.

    A bundle whose contents cannot be read keeps none before it from being taken.
    """
    contents: list[Content] = []
    first, weight = start, 0
    for low, high in _bundles(start, end):
        try:
            more = source.contents(origin, low, high)
        except PeerError:
            if first < low:
                yield first, low, contents
            raise
        contents += more
        weight += sum(len(content.content) for content in more)
        if high == end or high - first >= BATCH or weight >= BATCH_BYTES:
            yield first, high, contents
            contents, first, weight = [], high, 0


def _bundles(start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = min(end, (start // WIDTH + 1) * WIDTH)
        yield start, stop
        start = stop


def _consistent(node: Node, source: FolderSource, origin: str, note: bytes, leaves: list[bytes]) -> Checkpoint:
    """The signed head, whose root is that of what is held, continued by what is served; else it is damage, or a split view."""
    grown = node.tree(origin).copy()
    grown.extend(leaf_hash(leaf) for leaf in leaves)
    whole: list[bytes] = []
    try:
        head, key, _ = open_head(node, origin, note, leaves=leaves)
    except PeerError:
        # Another history may have other versions, and so another log key.
        whole = source.entries(origin, 0, head_size(note))
        head, key, _ = open_head(node, origin, note, leaves=whole, start=0)
    if grown.root() == head.root:
        return head
    other = Tree.from_entries(whole or source.entries(origin, 0, head.size))
    before = node.store.checkpoint(origin)
    if other.root() == head.root and before is not None and other.root(before.size) != grown.root(before.size):
        keys = (head_key(node, origin, before.size), key)
        raise expose(node, origin, keys, before.note, note, other, (before.size, head.size))
    raise PeerError("bad-proof", "the entries do not give the signed root", where=origin, hint="ask the peer to export again")


def _refuse_left(node: Node, agreement: Agreement, origin: str, size: int, leaves: list[bytes]) -> None:
    """Of a party that has left, its log is read as soon as it carries the version without it: what stands before that counts."""
    party = parse_origin(origin).party
    chain = served(node.picture, origin, size, leaves, size - len(leaves))
    if leaves and not names(agreement, party) and chain and names(chain[-1][0], party):
        what = f"{party} has left by version {agreement.version} or before, and its log does not carry that"
        raise PeerError("not-member", what, where=origin, hint="ask it to put the amendment that it signed into its log")


def _late_contents(node: Node, source: FolderSource, origin: str) -> list[Ref]:
    wanted = set(node.lacking.of(origin))
    if not wanted:
        return []
    first = min(ref.index for ref, _ in wanted)
    found = [c for c in source.contents(origin, first) if (Ref(origin, c.index), c.level) in wanted]
    taken: list[Ref] = []
    for content in found:
        with suppress(PeerError, InputError):  # what does not hold stays missing, and that is told below
            taken += take_contents(node, [content])
    report_missing(node, [ref for ref, _ in node.lacking.of(origin)])
    return taken


def _cosign(node: Node, agreement: Agreement, origin: str, head: Checkpoint, note: bytes) -> None:
    """A receipt in bulk: our mirror key signs a head once the content of every leaf addressed to us is held and verified."""
    mirror = node.key("mirror")
    ours = any(gossip.signer(held) == mirror.verifier.name for held in node.store.cosignatures(origin, head.size))
    if head.size and not ours and not node.lacking.of(origin):
        line = mirror.cosign(head.text, int(node.now().timestamp()))
        node.store.add_cosignature(origin, head.size, parse_line(note, line))


def parse_line(note: bytes, line: Signature) -> bytes:
    """A signature line as it stands in a note."""
    return add_signatures(note, [line])[len(note) :]
