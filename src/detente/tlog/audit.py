"""The audit of a whole log as files: rebuilt from its entries, compared with every file.

Tiles are never believed and then hashed on: a reader that does so can be shown a forged entry with a forged tile
(CVE-2026-56865). The root is computed from the entries alone; tiles are then compared with what they must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from detente.errors import DetenteError, PeerError
from detente.tlog.checkpoint import SignedCheckpoint, open_checkpoint
from detente.tlog.keys import VerifierKey
from detente.tlog.merkle import Tree, leaf_hash
from detente.tlog.tiles import bundles, decode_bundle, tile_data, tiles

_T = TypeVar("_T")


class Audited(NamedTuple):
    """A log that is in order: its signed head and its tree."""

    signed: SignedCheckpoint
    tree: Tree


def audit(read: Callable[[str], bytes], origin: str, log_key: VerifierKey, cosigners: Iterable[VerifierKey] = ()) -> Audited:
    """Check every file of a log; ``read`` gives the bytes at a path below the log's prefix.

    `PeerError` whose ``where`` names the first file that is wrong. What ``read`` raises passes through.
    """
    signed = _in_file("checkpoint", lambda: open_checkpoint(read("checkpoint"), origin, log_key, cosigners))
    size, root = signed.checkpoint.size, signed.checkpoint.root
    tree = Tree()
    for bundle in bundles(size):
        entries = _in_file(bundle.path, lambda b=bundle: decode_bundle(read(b.path), b.width))  # type: ignore[misc]
        tree.extend([leaf_hash(entry) for entry in entries])
    wrong = [tile.path for tile in tiles(size) if read(tile.path) != tile_data(tree, tile)]
    if tree.root() != root or wrong:
        place = _blame(tree, size, root, wrong)
        raise PeerError("bad-proof", "the entries, the tiles and the signed root do not agree", where=place)
    return Audited(signed, tree)


def _blame(tree: Tree, size: int, root: bytes, wrong: list[str]) -> str:
    """The file to name: a tile when the entries give the signed root, else the entries, whose tile tells which bundle."""
    if tree.root() == root:
        return wrong[0]
    level0 = [path.replace("tile/0/", "tile/entries/") for path in wrong if path.startswith("tile/0/")]
    return level0[0] if level0 else "tile/entries or checkpoint"


def _in_file(path: str, check: Callable[[], _T]) -> _T:
    try:
        return check()
    except DetenteError as error:
        raise error.at(path) from None
