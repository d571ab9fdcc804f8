"""refill: our own log, from copies that others fetched of it or that we put out, into a store that is older than what was shown.

A copy is believed as far as its head is signed by our log key and its leaves continue what stands here. Contents come back as far
as they were disclosed to whoever had the copy.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import msgspec

from detente.errors import DetenteError, OurError
from detente.node import snapshot
from detente.node.gossip import head_size, open_head
from detente.node.lacking import deleted
from detente.node.node import Node
from detente.node.receive import take, take_contents
from detente.node.sync import BATCH
from detente.peer.folder import FolderSource
from detente.statement import Ref
from detente.terms import parse_origin
from detente.tlog.merkle import leaf_hash


class Refilled(msgspec.Struct, frozen=True):
    """A log of ours: how many leaves it had and has, how many contents came back."""

    origin: str
    before: int
    after: int
    contents: int


def refill(node: Node, source: FolderSource, progress: Callable[[int], None] = lambda done: None) -> list[Refilled]:
    """Take from a copy whatever continues our own logs; a copy that does not is refused, and nothing of it is taken."""
    found = []
    for origin in source.origins():
        name = parse_origin(origin)
        if name.party == node.party and name.agreement in node.picture.terms:
            found.append(_log(node, source, origin, progress))
    return found


def _log(node: Node, source: FolderSource, origin: str, progress: Callable[[int], None]) -> Refilled:
    note, before = source.checkpoint(origin), node.store.size(origin)
    size = head_size(note)
    leaves = source.entries(origin, before, size) if size > before else []
    grown = node.tree(origin).copy()
    grown.extend(leaf_hash(leaf) for leaf in leaves)
    head, _, _ = open_head(node, origin, note, leaves=leaves, start=before)
    if grown.root(head.size) != head.root:
        hint = "two histories were signed by our key: keep both stores, write with neither, and tell the members"
        raise OurError("split-view", "this copy of our own log does not continue what stands here", where=origin, hint=hint)
    for start in range(0, len(leaves), BATCH):
        batch = leaves[start : start + BATCH]
        take(node, origin, before + start, batch)
        progress(start + len(batch))
    count = _contents(node, source, origin)
    _forget(node, origin)
    return Refilled(origin, before, node.store.size(origin), count)


def _contents(node: Node, source: FolderSource, origin: str) -> int:
    """Contents that we lack and the copy has, one by one: one that does not match keeps no other back.

    What was deleted stays so: deletions come first, as what they delete may still be in the copy.
    """
    given = source.contents(origin)
    held = {(c.index, c.level) for c in node.store.contents(origin)}
    count = 0
    for deletions in (True, False):
        for content in given:
            ref = Ref(origin, content.index)
            entry = node.picture.entries.get(ref)
            if entry is None or (entry.leaf.kind == "redact") != deletions or (content.index, content.level) in held:
                continue
            if content.level not in deleted(node.picture, ref):
                with suppress(DetenteError):
                    count += len(take_contents(node, [content]))
    return count


def _forget(node: Node, origin: str) -> None:
    """Delete again what our log, now that it is whole, says was deleted, and this old store still held."""
    for ref in [ref for ref in node.picture.entries if ref.origin == origin]:
        levels = sorted(set(node.picture.entries[ref].contents) & deleted(node.picture, ref))
        for level in levels:
            snapshot.discard(node.folder)
            node.forget(ref, level)
        if levels:
            node.commit([], drops=[(origin, ref.index, level) for level in levels])
