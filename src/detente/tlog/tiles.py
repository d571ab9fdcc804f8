"""A log as static files (C2SP tlog-tiles): tiles of 256 hashes, bundles of 256 entries, immutable and cached for ever.

``tile/<level>/<index>[.p/<width>]`` and ``tile/entries/<index>[.p/<width>]``; an index is written in groups of three digits, all
but the last with an ``x`` in front: 1234067 is ``x001/x234/067``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from detente.errors import OurError, PeerError
from detente.tlog.merkle import HASH_SIZE, Tree
from detente.tlog.text import MAX_INT

WIDTH: Final = 256
HEIGHT: Final = 8
ENTRIES: Final = -1
"""The "level" of entry bundles."""
MAX_LEVEL: Final = 63
MAX_ENTRY: Final = 65_535
"""Bytes of one entry: its length is written in 16 bits."""
MAX_BUNDLE: Final = WIDTH * (2 + MAX_ENTRY)
"""Bytes of one bundle: 256 entries of the largest size, 16 MiB + 256."""
MAX_PATH: Final = 64

_PATH: Final = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Tile(NamedTuple):
    """Which tile: level (``ENTRIES`` for a bundle), index in the level, number of hashes or entries (1..256)."""

    level: int
    index: int  # type: ignore[assignment]
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The tile's path below the log's prefix."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{''.join(f'x{g}/' for g in groups[:-1])}{groups[-1]}{partial}"


def parse_path(path: str) -> Tile:
    """The tile that ``path`` names; `PeerError` bad-proof unless it is spelled exactly as `Tile.path` would."""
    match = _PATH.fullmatch(path) if len(path) <= MAX_PATH else None
    if match is None:
        raise PeerError("bad-proof", "not the path of a tile", where=path[:MAX_PATH])
    level, index, width = match.groups()
    tile = Tile(ENTRIES if level == "entries" else int(level), int(re.sub("[x/]", "", index)), int(width) if width else WIDTH)
    if tile.path != path or tile.level > MAX_LEVEL or tile.index > MAX_INT:
        raise PeerError("bad-proof", "not the path of a tile", where=path)
    return tile


def bundles(size: int) -> Iterator[Tile]:
    """The entry bundles of a log of ``size`` entries, the partial one last."""
    return _row(ENTRIES, size)


def tiles(size: int) -> Iterator[Tile]:
    """The tiles of a log of ``size`` entries, level by level, the partial one of each level last; empty ones do not exist."""
    level = 0
    while size:
        yield from _row(level, size)
        level, size = level + 1, size // WIDTH


def _row(level: int, count: int) -> Iterator[Tile]:
    full, width = divmod(count, WIDTH)
    yield from (Tile(level, index) for index in range(full))
    if width:
        yield Tile(level, full, width)


def tile_data(tree: Tree, tile: Tile) -> bytes:
    """The hashes of ``tile``; `ValueError` where ``tree`` does not reach it."""
    return tree.hashes(tile.level * HEIGHT, tile.index * WIDTH, tile.width)


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries, each after its length in 16 bits, big-endian; `OurError` too-large above 65,535 bytes."""
    out = bytearray()
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise OurError("too-large", f"an entry of {len(entry)} bytes; at most {MAX_ENTRY}")
        out += len(entry).to_bytes(2, "big") + entry
    return bytes(out)


def decode_bundle(data: bytes, width: int | None = None) -> list[bytes]:
    """The entries of a bundle, exactly ``width`` of them where given; `PeerError` bad-leaf when it is cut or too long."""
    if len(data) > MAX_BUNDLE:
        raise PeerError("bad-leaf", f"a bundle of {len(data)} bytes; at most {MAX_BUNDLE}")
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise PeerError("bad-leaf", "the bundle is cut in the middle of an entry", where=f"entry {len(entries)}")
        if len(entries) == WIDTH:
            raise PeerError("bad-leaf", f"a bundle of more than {WIDTH} entries")
        entries.append(data[at + 2 : end])
        at = end
    if width is not None and len(entries) != width:
        raise PeerError("bad-leaf", f"{len(entries)} entries in a bundle of {width}")
    return entries


def decode_tile(data: bytes, width: int) -> list[bytes]:
    """The ``width`` hashes of a tile; `PeerError` bad-proof when its length is another."""
    if len(data) != width * HASH_SIZE:
        raise PeerError("bad-proof", f"a tile of {len(data)} bytes instead of {width * HASH_SIZE}")
    return [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]
