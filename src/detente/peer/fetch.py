"""Fetch what a peer's node serves to us into a folder of ours, file by file: what is read from there is read as from any folder.

A fetch that is interrupted goes on where it stopped; doing it twice fetches nothing more. Nothing that arrives is believed: it
has limits, names that lead nowhere else, and is verified when the folder is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from detente.errors import DetenteError, PeerError
from detente.peer.folder import MAX_CHECKPOINT, MAX_CONTENTS, FolderSource, digest, place, put
from detente.peer.https import Client
from detente.terms import MAX_MEMBERS, check_party, parse_origin
from detente.tlog.checkpoint import parse_text
from detente.tlog.note import parse
from detente.tlog.tiles import MAX_BUNDLE, WIDTH, bundles, parse_path

MAX_INDEX: Final = 8 << 20
MAX_LOGS: Final = 1024
INDEX: Final = "/v1/index"
FILES: Final = "/v1/files/"
HINT: Final = "/v1/hint"
YOU: Final = "/v1/you"


class You(msgspec.Struct, frozen=True):
    """What a node says to a peer of the link between them: its clock, how it stands with reading the peer, its last error."""

    now: datetime
    reads_you: str
    error: str = ""


class Shown(msgspec.Struct, frozen=True):
    """What of one log is there to fetch: digests of its checkpoint, of its contents by bundle, of the heads it has seen."""

    checkpoint: str
    content: dict[str, str] = {}
    seen: dict[str, str] = {}


class Index(msgspec.Struct, frozen=True):
    """Everything that a node shows to one reader, by log."""

    logs: dict[str, Shown] = {}


_decode: Final = msgspec.json.Decoder(Index).decode
_decode_you: Final = msgspec.json.Decoder(You).decode


def read_you(data: bytes) -> You:
    """What a node said of the link; `PeerError` not-json where it is something else."""
    try:
        return _decode_you(data)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PeerError("not-json", str(error)[:300], where=YOU) from error


class Arriving(FolderSource):
    """A folder that is being filled: once the leaves are here, each log is shown with the head that the peer shows.

    On the disk the checkpoint comes last: whoever reads the folder after a fetch that was cut off finds what it covers.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._heads: dict[str, bytes] = {}
        self._due: dict[str, int] = {}
        self.shown = False

    def show(self, heads: Mapping[str, bytes], due: Mapping[str, int]) -> None:
        """The leaves of these logs are here, up to these heads; ``due``: from which bundle on contents are still to come."""
        self._heads, self._due, self.shown = dict(heads), dict(due), True

    def due(self, origin: str, bundle: int | None) -> None:
        """The next contents that are to come; None: all are here."""
        if bundle is None:
            self._due.pop(origin, None)
        else:
            self._due[origin] = bundle

    def arrived(self, origin: str, end: int | None) -> bool:
        """Whether the contents of all leaves before ``end`` (None: of all) are here."""
        first = self._due.get(origin)
        return first is None or (end is not None and first * WIDTH >= end)

    def origins(self) -> list[str]:
        """Logs that have a head here; those that were just fetched come last, and in the order in which they arrive."""
        return [*(origin for origin in super().origins() if origin not in self._heads), *self._heads]

    def checkpoint(self, origin: str) -> bytes:
        """See `FolderSource.checkpoint`."""
        return self._heads.get(origin) or super().checkpoint(origin)


class _Log(NamedTuple):
    """What of one log is to be fetched: its leaves and what it has seen first, then its contents."""

    origin: str
    head: bytes
    first: list[str]
    contents: list[str]


def fetch(
    client: Client,
    folder: Path,
    held: Mapping[str, int],
    etag: str = "",
    progress: Callable[[int, int], None] = lambda a, b: None,
    arriving: Arriving | None = None,
) -> tuple[list[str], str]:
    """Bring a folder up to date with a peer's node; returns the logs that changed, and the tag of what is there now.

    ``held``: leaves that we hold of each log that we read (others are passed over); ``progress`` hears files done and to do of a
    log. ``arriving`` shows what is here meanwhile: the folder can be read while contents are still to come.
    """
    answer = client.get(INDEX, MAX_INDEX, etag)
    if answer.status == 304:
        return [], etag
    index, arriving = _index(answer.status, answer.body), arriving or Arriving(folder)
    changed = [origin for origin in sorted(index.logs) if origin in held and _differs(folder, origin, index.logs[origin])]
    logs = [_leaves(client, folder, origin, index.logs[origin], held[origin], progress) for origin in changed]
    logs.sort(key=lambda log: len(log.contents))  # an archive keeps nothing short waiting
    arriving.show({log.origin: log.head for log in logs}, {log.origin: _number(log.contents[0]) for log in logs if log.contents})
    for log in logs:
        _contents(client, folder, log, arriving, progress)
    return changed, answer.etag


def _number(name: str) -> int:
    return int(name.removeprefix("content/"))


def _index(status: int, body: bytes) -> Index:
    _good(status, INDEX)
    try:
        index = _decode(body)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PeerError("not-json", str(error)[:300], where=INDEX) from error
    if len(index.logs) > MAX_LOGS:
        raise PeerError("too-large", f"{len(index.logs)} logs; at most {MAX_LOGS}", where=INDEX)
    for origin, shown in index.logs.items():
        parse_origin(origin)
        if not all(number.isascii() and number.isdigit() and len(number) < 16 for number in shown.content):
            raise PeerError("bad-content", "contents are numbered", where=f"{INDEX} {origin}")
        for party in shown.seen:
            check_party(party, f"{INDEX} {origin} seen")
        if len(shown.seen) > MAX_MEMBERS:
            raise PeerError("too-large", "more heads than an agreement has members", where=f"{INDEX} {origin}")
    return index


def _good(status: int, where: str) -> None:
    if status != 200:
        raise PeerError(
            "not-found", f"the peer answered {status}", where=where, hint="`detente doctor --peer` looks at both sides"
        )


def _differs(folder: Path, origin: str, shown: Shown) -> bool:
    return any(_local(folder, origin, name) != tag for name, tag in _names(shown))


def _names(shown: Shown) -> Iterable[tuple[str, str]]:
    """Files that can change, with their digests; the checkpoint last: what it covers must be there before it."""
    yield from ((f"content/{number}", tag) for number, tag in shown.content.items())
    yield from ((f"seen/{party}", tag) for party, tag in shown.seen.items())
    yield "checkpoint", shown.checkpoint


def _local(folder: Path, origin: str, name: str) -> str:
    path = folder / place(origin) / name
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _leaves(client: Client, folder: Path, origin: str, shown: Shown, held: int, progress: Callable[[int, int], None]) -> _Log:
    """Fetch the leaves of a log and the heads it has seen; its contents are still to come."""
    base = folder / place(origin)
    head = _get(client, origin, "checkpoint", MAX_CHECKPOINT)
    size = parse_text(parse(head).text).size
    wanted = [b.path for b in bundles(size) if (b.index + 1) * WIDTH > held and not (base / b.path).exists()]
    changed = [name for name, tag in _names(shown) if name != "checkpoint" and _local(folder, origin, name) != tag]
    contents = sorted((name for name in changed if name.startswith("content/")), key=_number)
    first = [*wanted, *(name for name in changed if not name.startswith("content/"))]
    for done, name in enumerate(first, 1):
        limit = MAX_BUNDLE if name.startswith("tile/") else MAX_CHECKPOINT
        put(base / name, _get(client, origin, name, limit), durable=False)
        progress(done, len(first) + len(contents))
    return _Log(origin, head, first, contents)


def _contents(client: Client, folder: Path, log: _Log, arriving: Arriving, progress: Callable[[int, int], None]) -> None:
    """Fetch the contents of a log in order of place, and put its checkpoint into the folder."""
    base, before = folder / place(log.origin), len(log.first)
    for done, name in enumerate(log.contents, 1):
        put(base / name, _get(client, log.origin, name, MAX_CONTENTS), durable=False)
        arriving.due(log.origin, _number(log.contents[done]) if done < len(log.contents) else None)
        progress(before + done, before + len(log.contents))
    put(base / "checkpoint", log.head, durable=False)


def doubt(folder: Path, held: Mapping[str, int]) -> None:
    """Reading what was fetched has failed: fetch anew, next time, whatever is beyond the leaves that we hold.

    Bundles never change, so that they are fetched once; one that a host has damaged would otherwise stay here for ever.
    """
    for origin, size in held.items():
        base = folder / place(origin)
        for path in sorted(base.glob("tile/entries/**/*")):
            with suppress(DetenteError, OSError):
                tile = parse_path(path.relative_to(base).as_posix())
                if (tile.index * WIDTH) + tile.width > size:
                    path.unlink()
        (base / "checkpoint").unlink(missing_ok=True)


def _get(client: Client, origin: str, name: str, limit: int) -> bytes:
    path = f"{FILES}{place(origin).as_posix()}/{name}"
    answer = client.get(path, limit)
    try:
        _good(answer.status, path)
    except DetenteError as error:
        raise error.at(origin) from None
    return answer.body
