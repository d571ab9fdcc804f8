"""Fetch what a peer's node serves to us into a folder of ours, file by file: what is read from there is read as from any folder.

A fetch that is interrupted goes on where it stopped; doing it twice fetches nothing more. Nothing that arrives is believed: it
has limits, names that lead nowhere else, and is verified when the folder is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from detente.errors import DetenteError, PeerError
from detente.peer.folder import MAX_CHECKPOINT, MAX_CONTENTS, digest, place, put
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


def fetch(
    client: Client,
    folder: Path,
    held: Mapping[str, int],
    etag: str = "",
    progress: Callable[[int, int], None] = lambda a, b: None,
) -> tuple[list[str], str]:
    """Bring a folder up to date with a peer's node; returns the logs that changed, and the tag of what is there now.

    ``held``: leaves that we hold of each log that we read (others are passed over); ``progress`` hears files done and to do.
    """
    answer = client.get(INDEX, MAX_INDEX, etag)
    if answer.status == 304:
        return [], etag
    index = _index(answer.status, answer.body)
    changed = [origin for origin in sorted(index.logs) if origin in held and _differs(folder, origin, index.logs[origin])]
    for origin in changed:
        _fetch_log(client, folder, origin, index.logs[origin], held[origin], progress)
    return changed, answer.etag


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


def _fetch_log(client: Client, folder: Path, origin: str, shown: Shown, held: int, progress: Callable[[int, int], None]) -> None:
    base = folder / place(origin)
    head = _get(client, origin, "checkpoint", MAX_CHECKPOINT)
    size = parse_text(parse(head).text).size
    wanted = [b.path for b in bundles(size) if (b.index + 1) * WIDTH > held and not (base / b.path).exists()]
    changed = [name for name, tag in _names(shown) if name != "checkpoint" and _local(folder, origin, name) != tag]
    for done, name in enumerate([*wanted, *changed]):
        limit = MAX_BUNDLE if name.startswith("tile/") else MAX_CONTENTS if name.startswith("content/") else MAX_CHECKPOINT
        put(base / name, _get(client, origin, name, limit), durable=False)
        progress(done + 1, len(wanted) + len(changed))
    put(base / "checkpoint", head, durable=False)


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
