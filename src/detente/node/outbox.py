"""outbox: what each peer may read, as static files below ``<folder>/<party>/``; after the first time only what has changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from detente import agreement as agreements
from detente import picture, sign
from detente.errors import OurError
from detente.node import gossip
from detente.node.gossip import head_key
from detente.node.node import Node
from detente.peer.folder import Shown, Since, place, put_log
from detente.statement import Ref
from detente.store import Content, Note
from detente.terms import Agreement
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.tiles import WIDTH


def sign_head(node: Node, agreement: Agreement) -> bytes:
    """Sign the head of our log, once for every size: the leaves are durable before, the note is durable before it is shown."""
    origin = agreements.origin(agreement, node.party)
    size = node.store.size(origin)
    held = node.store.checkpoint(origin, size)
    if held is not None:
        return held.note
    head = Checkpoint(origin, size, node.tree(origin).root())
    key = node.key("log").renamed(origin)
    if head_key(node, origin, size) != key.verifier:
        hint = "the key of the version in force at its last statement is needed: bring that key file back"
        raise OurError("bad-key", "our log key is not the one in force at the head of this log", where=origin, hint=hint)
    note = sign.sign_text(head.text, [key])
    node.store.record_checkpoint(Note(origin, size, note), head.root)
    return note


def put_out(node: Node, folder: Path) -> list[tuple[str, str]]:
    """Write, for every other member of every agreement, what it may read; returns the (reader, log) that changed."""
    changed: list[tuple[str, str]] = []
    for terms in list(node.picture.terms.values()):
        agreement = terms.agreement
        note = sign_head(node, agreement)
        seen = gossip.seen(node, agreement)
        readers = [card.party for card in agreement.members if card.party != node.party]
        origin = agreements.origin(agreement, node.party)
        changed += [(reader, origin) for reader in readers if _put_out(node, folder / reader, origin, reader, note, seen)]
    return changed


def _put_out(node: Node, folder: Path, origin: str, reader: str, note: bytes, seen: dict[str, bytes]) -> bool:
    touched = node.touched.get(origin, [])
    tree = node.tree(origin)
    there = (folder / place(origin) / "checkpoint").exists()
    shown = node.shown.get((folder, origin)) if there else None
    if shown is None:
        since, start = None, 0
        contents = node.store.contents(origin)
    else:
        if (shown.size, shown.touched, shown.seen) == (tree.size, len(touched), seen):
            return False
        bundles = {index // WIDTH for index in (*touched[shown.touched :], *range(shown.size, tree.size))}
        since, start = Since(shown.size, frozenset(bundles), shown.before), shown.size // WIDTH * WIDTH
        contents = (c for n in sorted(bundles) for c in node.store.contents(origin, n * WIDTH, (n + 1) * WIDTH))
        seen = {party: head for party, head in seen.items() if shown.seen.get(party) != head}
    leaves = [leaf for _, leaf, _ in node.store.leaves(origin, start)]
    node.shown.pop((folder, origin), None)  # should it stop half-way, all is written anew
    put_log(folder, origin, note, tree, leaves, disclosed(node, contents, reader), seen, since)
    before, heads = (shown.size, shown.seen) if shown else (tree.size, {})
    node.shown[folder, origin] = Shown(tree.size, before, len(touched), {**heads, **seen})
    return True


def disclosed(node: Node, contents: Iterable[Content], reader: str) -> list[Content]:
    """Contents that a reader may hold: the exact one, or the coarse one, or nothing (G7)."""
    allowed = {"exact": ("exact", "coarse"), "cell": ("coarse",), "none": ()}
    found = []
    for content in contents:
        level = picture.level_of(node.picture, Ref(content.origin, content.index), reader)
        if content.level in allowed[level]:
            found.append(content)
    return found
