"""sync: read what peers serve, answer it, and put out what they may read.

Order in reading a log: checkpoint, its signature, size, consistency with what was seen before, entries, contents. A log that is
shorter than it was, or that contradicts its earlier self, is not read any further.

A long log is read one transaction at a time (`Pull`): between two of them the node is free for others, whose emergency does not
wait for an archive.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final, Literal, TypeVar

from detente.errors import DetenteError, InputError, PeerError
from detente.node import gossip
from detente.node.ahead import Ahead
from detente.node.expose import expose, exposed, refuse_exposed
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
"""Leaves of one transaction: a disk makes each wait, and whoever else wants the node waits for each."""
BATCH_BYTES: Final = 8 << 20
"""Contents from which on a transaction is not made larger."""
COSTLY: Final = 16
"""Leaves that take as long as one that is answered."""
READ: Final = 32 * WIDTH
"""Leaves that are read, and hashed, at once."""
_UNANSWERED: Final = re.compile(rb"[^\n]*\nkind (?!activity\n|emergency\n)[^\n]*\nagreement [^\n]*\nsubject [^\n]*/1\n")
Progress = Callable[[str], None]
Arrived = Callable[[str, int | None], bool]
Step = Literal["more", "waits", "done"]
"""What is left of a pull: something, something that has yet to arrive, nothing."""
T = TypeVar("T")
Steps = Generator[Step, None, T]


def silent(words: str) -> None:
    """Nobody wants to hear how far it is."""


def pull(node: Node, source: FolderSource, progress: Progress = silent) -> list[Ref]:
    """Read every log that a peer shows us, and what it has seen of others; returns the statements that are new here.

    A log that cannot be read keeps no other from being read; the first error is raised at the end. What the peer has seen of us
    comes first: an old copy of our own store writes nothing.
    """
    with closing(Pull(source, progress)) as work:
        while work.step(node) != "done":
            pass
        return work.found


class Pull:
    """`pull`, a step at a time. Between two steps others may write to the node, and it may be closed and opened again: what
    rests on how it stood is then begun anew, from where it stands.

    ``arrived``: whether all contents of a log before a leaf (None: all) are in the folder; where not, there is nothing to do yet.
    """

    def __init__(self, source: FolderSource, progress: Progress = silent, arrived: Arrived = lambda origin, end: True) -> None:
        self._source, self._progress, self._arrived = source, progress, arrived
        self._node: Node | None = None
        self._steps: Steps[None] | None = None
        self.found: list[Ref] = []

    def step(self, node: Node) -> Step:
        """Do a little: at most one transaction with many leaves. Once all is read, the first error is raised."""
        if node is not self._node:
            self.close()
            self._node, self._steps = node, self._run(node)
        return next(self._steps, "done") if self._steps else "done"

    def close(self) -> None:
        """Do no more; what was taken stays."""
        if self._steps is not None:
            self._steps.close()
        self._node = self._steps = None

    def _run(self, node: Node) -> Steps[None]:
        errors: list[DetenteError] = []
        try:
            gossip.heed(node, self._source)
        except DetenteError as error:
            errors.append(error)
        for origin in self._source.origins():
            if parse_origin(origin).party == node.party:
                continue
            try:
                yield from self._log(node, origin)
                gossip.hear(node, self._source, origin)
            except DetenteError as error:
                errors.append(error if origin in error.where else error.at(origin))
            yield "more"
        if errors:
            raise errors[0]

    def _log(self, node: Node, origin: str) -> Steps[None]:
        done = False
        while not done:
            refuse_foreign(node, origin)
            refuse_exposed(node, origin)
            done = yield from self._read(node, origin)

    def _read(self, node: Node, origin: str) -> Steps[bool]:
        """Read a log from where it stands; false where others have changed what that rests on."""
        agreement = node.agreement(parse_origin(origin).agreement)
        note, held = self._source.checkpoint(origin), node.store.size(origin)
        size = _refuse_shorter(node, origin, note, held)
        leaves: list[bytes] = []
        grown = node.tree(origin).copy()
        for place, stop in _reads(held, size):
            if place > held:
                yield "more"
                if not _stands(node, origin, held, agreement):
                    return False
            more = self._source.entries(origin, place, stop)
            grown.extend(leaf_hash(leaf) for leaf in more)
            leaves += more
        head = _consistent(node, self._source, origin, note, leaves, grown)
        _refuse_left(node, agreement, origin, size, leaves)
        if not (yield from self._take(node, origin, held, leaves, agreement)):
            return False
        node.store.record_checkpoint(Note(origin, head.size, note), head.root)
        yield from self._late(node, origin)
        if not _stands(node, origin, size, agreement):
            return False
        _cosign(node, agreement, origin, head, note)
        return True

    def _take(self, node: Node, origin: str, held: int, leaves: list[bytes], agreement: Agreement) -> Steps[bool]:
        """Take leaves, of which the first stands at ``held``; false where others have changed what that rests on."""
        place, size = held, held + len(leaves)
        with Ahead(held, leaves) as ahead:
            while place < size:
                stop = _end(leaves, held, place)
                while not self._arrived(origin, stop):
                    yield "waits"
                if not _stands(node, origin, place, agreement):
                    return False
                stop, contents = _contents(self._source, origin, place, stop)
                with _unswept():
                    take(node, origin, place, leaves[place - held : stop - held], contents, ahead.read)
                self.found += [Ref(origin, index) for index in range(place, stop)]
                place = stop
                if len(leaves) > BATCH:
                    self._progress(f"{origin}: {place} of {size} statements read")
                    yield "more"
            while not self._arrived(origin, None):
                yield "waits"
        return _stands(node, origin, size, agreement)

    def _late(self, node: Node, origin: str) -> Steps[None]:
        """Contents that were missing, or that were given to us since."""
        wanted = node.lacking.of(origin)
        for bundle in sorted({ref.index // WIDTH for ref, _ in wanted}):
            for content in self._source.contents(origin, bundle * WIDTH, (bundle + 1) * WIDTH):
                if node.lacking.lacks(Ref(origin, content.index), content.level):
                    with suppress(PeerError, InputError):  # what does not hold stays missing, and that is told below
                        self.found += take_contents(node, [content])
            yield "more"
        if wanted:
            report_missing(node, [ref for ref, _ in node.lacking.of(origin)])


def _reads(held: int, size: int) -> Iterator[tuple[int, int]]:
    """What is read at once of a log that is held up to here: up to where a bundle ends, as no other partial one than the last is
    there to be read.
    """
    while held < size:
        stop = min(size, (held // READ + 1) * READ)
        yield held, stop
        held = stop


@contextmanager
def _unswept() -> Iterator[None]:
    """Without looking for garbage meanwhile: what is taken stays, and all that is held was gone through again and again."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


def _stands(node: Node, origin: str, size: int, agreement: Agreement) -> bool:
    """Whether a log is as it was left: nobody has read on in it, amended its agreement, or found that it contradicts itself."""
    return node.store.size(origin) == size and node.agreement(agreement.id) is agreement and not exposed(node, origin)


def _refuse_shorter(node: Node, origin: str, note: bytes, held: int) -> int:
    """The size that a log is shown with."""
    size = head_size(note)
    if size < held:
        open_head(node, origin, note)
        raise PeerError(
            "rollback", f"the log has {size} leaves; {held} were here", where=origin, hint="ask why it became shorter"
        )
    return size


def _end(leaves: list[bytes], held: int, place: int) -> int:
    """Where a transaction ends that begins at a place: with a bundle, unless that is too much."""
    cost = 0
    for index in range(place, held + len(leaves)):
        cost += 1 if _UNANSWERED.match(leaves[index - held]) else COSTLY
        if cost >= 2 * BATCH or (cost >= BATCH and (index + 1) % WIDTH == 0):
            return index + 1
    return held + len(leaves)


def _contents(source: FolderSource, origin: str, place: int, stop: int) -> tuple[int, list[Content]]:
    """Contents of leaves, and where the transaction ends after all: before a bundle that is too much, or cannot be read."""
    found: list[Content] = []
    at = place
    while at < stop and sum(len(content.content) for content in found) < BATCH_BYTES:
        end = min(stop, (at // WIDTH + 1) * WIDTH)
        try:
            found += source.contents(origin, at, end)
        except PeerError:
            if at == place:
                raise
            break
        at = end
    return at, found


def _consistent(node: Node, source: FolderSource, origin: str, note: bytes, leaves: list[bytes], grown: Tree) -> Checkpoint:
    """The signed head, whose root is that of what is held, ``grown`` by what is served; else it is damage, or a split view."""
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
