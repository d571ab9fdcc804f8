"""A peer as a folder of static files: on a disk, a USB stick, a web server alike.

::

    <agr|exercise>/<agreement>/<party>/<epoch>/
        checkpoint                      written last: what it covers is there
        tile/<L>/<N>[.p/<W>]            C2SP tlog-tiles
        tile/entries/<N>[.p/<W>]
        content/<N>                     JSON lines: contents of leaves 256 N … 256 N + 255, as disclosed to this reader
        seen/<party>                    newest signed head of another member's log in this agreement, with our cosignature
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from detente.errors import DetenteError, PeerError, StoreError
from detente.store import Content
from detente.terms import MAX_MEMBERS, check_party, parse_origin
from detente.tlog.checkpoint import parse_text
from detente.tlog.merkle import Tree, leaf_hash
from detente.tlog.note import parse
from detente.tlog.tiles import MAX_BUNDLE, WIDTH, Tile, bundles, decode_bundle, encode_bundle, parse_path, tile_data, tiles

MAX_CHECKPOINT: Final = 64 * 1024
MAX_CONTENTS: Final = 512 * 1024 * 1024


class _Line(msgspec.Struct, frozen=True):
    index: int
    level: str
    salt: bytes
    content: bytes


_decode: Final = msgspec.json.Decoder(_Line).decode


def place(origin: str) -> Path:
    """Where a log stands below a peer's folder."""
    name = parse_origin(origin)
    return Path("exercise" if name.exercise else "agr", name.agreement, name.party, str(name.epoch))


def is_file(name: str) -> bool:
    """Whether a name below a log's place is one of those that stand there: spelled in one way, and leading nowhere else."""
    folder, _, rest = name.partition("/")
    try:
        match folder:
            case "tile":
                return bool(parse_path(name))
            case "content":
                return rest.isascii() and rest.isdigit() and len(rest) < 16
            case "seen":
                check_party(rest)
                return True
    except DetenteError:
        return False
    return name == "checkpoint"


class Shown(NamedTuple):
    """What stands in a reader's folder of one log: sizes of the last two heads, statements looked at, heads seen of others."""

    size: int
    before: int
    touched: int
    seen: dict[str, bytes]


class Since(NamedTuple):
    """What of an export stands already: ``size`` leaves; of the contents all but these ``bundles``.

    ``kept``: the size before that, whose partial tiles somebody may still be reading.
    """

    size: int
    bundles: frozenset[int]
    kept: int


def export(
    folder: Path,
    origin: str,
    checkpoint: bytes,
    leaves: Sequence[bytes],
    contents: Iterable[Content],
    seen: Mapping[str, bytes],
) -> None:
    """Write a log for one reader: entries, tiles, contents, heads seen of others, and the checkpoint last."""
    tree = Tree.from_leaf_hashes(map(leaf_hash, leaves))
    put_log(folder, origin, checkpoint, tree, leaves, contents, seen, None)


def put_log(
    folder: Path,
    origin: str,
    checkpoint: bytes,
    tree: Tree,
    leaves: Sequence[bytes],
    contents: Iterable[Content],
    seen: Mapping[str, bytes],
    since: Since | None,
) -> None:
    """As `export`, but only what has changed ``since``: ``leaves`` from the bundle on in which it ends, contents of its bundles.

    Full tiles are written once, partial ones stay as long as a reader of the head before may ask for them.
    """
    base, size = folder / place(origin), tree.size
    start = since.size // WIDTH * WIDTH if since else 0
    for bundle in _grown(bundles(size), start):
        first = bundle.index * WIDTH - start
        put(base / bundle.path, encode_bundle(leaves[first : first + bundle.width]), once=True)
    for tile in _grown(tiles(size), start):
        put(base / tile.path, tile_data(tree, tile), once=True)
    _put_contents(base, contents, None if since is None else since.bundles)
    for party, note in seen.items():
        put(base / "seen" / party, note)
    before = _head_size(base) if since is None else since.size
    put(base / "checkpoint", checkpoint)
    _sweep(base, {size, before}, None if since is None else since.kept)


def _grown(found: Iterable[Tile], start: int) -> Iterable[Tile]:
    """The tiles that cover leaves from ``start`` on."""
    return (tile for tile in found if (tile.index * WIDTH + tile.width) * WIDTH ** max(0, tile.level) > start)


def _put_contents(base: Path, contents: Iterable[Content], only: frozenset[int] | None) -> None:
    grouped: dict[int, list[Content]] = {number: [] for number in only or ()}
    for content in contents:
        grouped.setdefault(content.index // WIDTH, []).append(content)
    for old in sorted(base.glob("content/*")) if only is None else [base / "content" / str(n) for n in grouped]:
        if _numbered(old) and not grouped.get(int(old.name)):
            old.unlink(missing_ok=True)
    for number, items in grouped.items():
        if items:
            put(base / "content" / str(number), _encode(items))


def _head_size(base: Path) -> int:
    try:
        return parse_text(parse((base / "checkpoint").read_bytes()).text).size
    except (OSError, PeerError):
        return 0


def _sweep(base: Path, sizes: set[int], kept: int | None) -> None:
    """Delete partial tiles of other sizes than these: of ``kept``, or whatever is there."""
    wanted = {base / tile.path for size in sizes for tile in _partial(size)}
    found = base.glob("tile/**/*.p/*") if kept is None else (base / tile.path for tile in _partial(kept))
    for path in sorted(set(found) - wanted):
        path.unlink(missing_ok=True)


def _partial(size: int) -> Iterable[Tile]:
    return (tile for tile in (*bundles(size), *tiles(size)) if tile.width < WIDTH)


def _encode(items: Iterable[Content]) -> bytes:
    ordered = sorted(items, key=lambda c: (c.index, c.level))
    return b"".join(msgspec.json.encode(_Line(c.index, c.level, c.salt, c.content)) + b"\n" for c in ordered)


def digest(data: bytes) -> str:
    """What a file is compared by before it is fetched: 16 bytes of SHA-256, as hex."""
    return sha256(data).hexdigest()[:32]


def put(path: Path, data: bytes, *, once: bool = False, durable: bool = True) -> None:
    """Put a file in its place, whole; `StoreError` (disk) otherwise. ``once``: one that is there is left alone."""
    if once and path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.new")
        with temporary.open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise StoreError("disk", error.strerror or str(error), where=str(path), hint="free space, then sync again") from error


def _numbered(path: Path) -> bool:
    return path.name.isascii() and path.name.isdigit() and len(path.name) < 16


def _never_waiting(path: str, flags: int) -> int:
    # A pipe among a peer's files would otherwise hold us until somebody writes to it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class FolderSource:
    """A reader of what a peer has put into a folder for us. Every file has a size limit; nothing in it is believed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def origins(self) -> list[str]:
        """Logs that have a checkpoint here."""
        found = []
        for path in sorted(self.folder.glob("*/*/*/*/checkpoint")):
            kind, agreement, party, epoch = path.relative_to(self.folder).parts[:4]
            origin = f"{party}/{kind}/{agreement}/{epoch}"
            if place(origin) == path.parent.relative_to(self.folder):
                found.append(origin)
        return found

    def checkpoint(self, origin: str) -> bytes:
        """The signed head that the peer shows."""
        return self._read(origin, "checkpoint", MAX_CHECKPOINT)

    def entries(self, origin: str, start: int, size: int) -> list[bytes]:
        """Leaves ``start`` … ``size - 1``."""
        found: list[bytes] = []
        for bundle in bundles(size):
            first = bundle.index * WIDTH
            if first + bundle.width > start:
                found += self._bundle(origin, bundle)[max(0, start - first) :]
        return found

    def _bundle(self, origin: str, bundle: Tile) -> list[bytes]:
        try:
            return decode_bundle(self._read(origin, bundle.path, MAX_BUNDLE), bundle.width)
        except PeerError as error:
            raise error.at(f"{origin} {bundle.path}") from None

    def contents(self, origin: str, start: int = 0, end: int | None = None) -> list[Content]:
        """Contents of the leaves in ``[start, end)`` that were disclosed to us."""
        folder = self.folder / place(origin) / "content"
        if end is None:
            paths = sorted(path for path in folder.glob("*") if _numbered(path) and (int(path.name) + 1) * WIDTH > start)
        else:
            numbers = range(start // WIDTH, -(-end // WIDTH))
            paths = [path for path in (folder / str(number) for number in numbers) if os.path.lexists(path)]
        found = (c for path in paths for c in self._contents(origin, f"content/{path.name}"))
        return [c for c in found if start <= c.index and (end is None or c.index < end)]

    def seen(self, origin: str) -> dict[str, bytes]:
        """Heads that the author of a log has seen of other members, by party; none of them is believed."""
        names = sorted(path.name for path in (self.folder / place(origin)).glob("seen/*") if not path.name.startswith("."))
        return {name: self._read(origin, f"seen/{name}", MAX_CHECKPOINT) for name in names[:MAX_MEMBERS]}

    def file(self, origin: str, name: str) -> bytes:
        """A file of a log as it stands, at most as large as the largest bundle."""
        return self._read(origin, name, MAX_BUNDLE)

    def _contents(self, origin: str, name: str) -> list[Content]:
        data = self._read(origin, name, MAX_CONTENTS)
        try:
            lines = [_decode(line) for line in data.split(b"\n")[:-1]]
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise PeerError("bad-content", str(error)[:200], where=f"{origin} {name}") from error
        found = [Content(origin, line.index, line.level, line.salt, line.content) for line in lines]
        if _encode(found) != data or any(c.level not in {"coarse", "exact"} for c in found):
            raise PeerError("bad-content", "not in its canonical form", where=f"{origin} {name}")
        return found

    def _read(self, origin: str, name: str, limit: int) -> bytes:
        path = self.folder / place(origin) / name
        try:
            with open(path, "rb", opener=_never_waiting) as file:
                # As much as it holds, not as it may hold: what is asked for is set aside at once.
                data = file.read(min(limit, os.fstat(file.fileno()).st_size) + 1)
        except OSError as error:
            raise PeerError(
                "not-found", error.strerror or str(error), where=f"{origin} {name}", hint="ask the peer to export again"
            ) from error
        if len(data) > limit:
            raise PeerError("too-large", f"more than {limit} bytes", where=f"{origin} {name}")
        return data
