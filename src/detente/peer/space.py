"""A guest's space at a host: the outbox of a party that has no server, kept by a node that has one.

The guest sends parcels of changed files and says by which keys its readers ask; a reader fetches from the space as it does from
a node. A host can withhold what it keeps, and cannot forge: what is read there is verified as in any folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from detente.errors import DetenteError, OurError, PeerError
from detente.peer.folder import digest, is_file
from detente.peer.https import Answer, Client, Us
from detente.sign import parse_vkey
from detente.terms import check_party, parse_origin
from detente.tlog.keys import VerifierKey
from detente.tlog.tiles import MAX_BUNDLE

SPACES: Final = "/v1/guests/"
HELD: Final = "held"
PARCEL: Final = "parcel"
MAX_FILE: Final = MAX_BUNDLE
MAX_PARCEL: Final = MAX_FILE + (64 << 10)
USUAL_PARCEL: Final = 256 << 10
"""Files are sent together up to this size: few rounds on a line with a long way, and little lost where it breaks."""
MAX_HELD: Final = 32 << 20
MAX_READERS: Final = 1024
MAX_KEYS: Final = 16
MAX_PATH: Final = 400
FULL: Final = 507
"""HTTP status of a space that is full (RFC 4918, 11.5)."""

Readers = dict[str, tuple[str, ...]]
"""By which keys of their nodes (vkeys) the readers of a guest ask, by party."""


class Parcel(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a guest sends at once: files to put and to drop, by path, and its readers where it names them anew."""

    put: tuple[tuple[str, bytes], ...] = ()
    drop: tuple[str, ...] = ()
    readers: Readers | None = None


class Held(msgspec.Struct, frozen=True):
    """What stands in a space, as its guest is told: digests of files by path, readers, bytes used of how many."""

    files: dict[str, str] = {}
    readers: Readers = {}
    used: int = 0
    quota: int = 0


class Name(NamedTuple):
    """A path in a space, taken apart: whose folder it is in, of which log, and the file."""

    reader: str
    origin: str
    file: str


_parcel: Final = msgspec.msgpack.Decoder(Parcel).decode
_held: Final = msgspec.json.Decoder(Held).decode


def parse_name(guest: str, path: str) -> Name:
    """A path in a guest's space, spelled exactly so; `PeerError` not-found for whatever is not a file of a log of that guest."""
    parts = path.split("/")
    try:
        reader, kind, agreement, author, epoch = parts[:5]
        check_party(reader)
        origin = parse_origin(f"{author}/{kind}/{agreement}/{epoch}")
    except (ValueError, DetenteError):
        raise PeerError("not-found", "not the path of a file in a space", where=path[:MAX_PATH]) from None
    file = "/".join(parts[5:])
    if len(path) > MAX_PATH or author != guest or reader == guest or not is_file(file):
        raise PeerError("not-found", "not a file of a log of this guest", where=path[:MAX_PATH])
    return Name(reader, str(origin), file)


def read_parcel(guest: str, data: bytes) -> Parcel:
    """A parcel as it came; `PeerError` says which of its paths, keys or sizes is not taken."""
    if len(data) > MAX_PARCEL:
        raise PeerError("too-large", f"a parcel of more than {MAX_PARCEL} bytes")
    try:
        parcel = _parcel(data)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PeerError("bad-content", f"not a parcel: {str(error)[:200]}") from error
    for path in (*(path for path, _ in parcel.put), *parcel.drop):
        parse_name(guest, path)
    if too_large := [path for path, body in parcel.put if len(body) > MAX_FILE]:
        raise PeerError("too-large", f"more than {MAX_FILE} bytes", where=too_large[0])
    check_readers(guest, parcel.readers or {})
    return parcel


def check_readers(guest: str, readers: Mapping[str, tuple[str, ...]]) -> None:
    """Whether a list of readers can be used; `PeerError` otherwise."""
    if len(readers) > MAX_READERS or any(len(keys) > MAX_KEYS for keys in readers.values()):
        raise PeerError("too-large", f"more than {MAX_READERS} readers, or more than {MAX_KEYS} keys of one")
    for reader, keys in readers.items():
        check_party(reader, "readers")
        if reader == guest:
            raise PeerError("bad-value", "a guest is no reader of its own space", where=reader)
        for vkey in keys:
            parse_vkey(vkey, reader)


def read_held(data: bytes) -> Held:
    """What a host says of a space; `PeerError` not-json where it is something else."""
    try:
        return _held(data)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PeerError("not-json", str(error)[:300], where=HELD) from error


class SpaceClient(Client):
    """The node of a host, asked for what stands there of a guest: its addresses below ``/v1`` are those of a node."""

    def __init__(self, url: str, host: VerifierKey, us: Us, guest: str) -> None:
        super().__init__(url, host, us)
        self._guest = check_party(guest)

    def get(self, path: str, limit: int, etag: str = "") -> Answer:
        """As a node answers; `PeerError` not-entitled where the host does not know our key as a reader's."""
        try:
            return super().get(SPACES + self._guest + path.removeprefix("/v1"), limit, etag)
        except PeerError as error:
            if error.code != "not-entitled":
                raise
            hint = f"{self._guest} names its readers to its host by `detente sync`: has it agreed with us, and synced since?"
            raise PeerError(error.code, error.message, where=error.where, hint=f"{hint} are both clocks right?") from None


class Host(Client):
    """The node of our host, as its guest asks it."""

    def __init__(self, url: str, host: VerifierKey, us: Us) -> None:
        super().__init__(url, host, us)
        self._space = f"{SPACES}{us.key.name.partition('/')[0]}/"

    def held(self) -> Held:
        """What stands there of us."""
        try:
            answer = self.get(f"{self._space}{HELD}", MAX_HELD)
        except PeerError as error:
            if error.code != "not-entitled":
                raise
            hint = "there: `detente host add` with our present card (`detente party card`); are both clocks right?"
            raise PeerError(error.code, error.message, where=error.where, hint=hint) from None
        _good(answer)
        return read_held(answer.body)

    def send(self, parcel: Parcel) -> None:
        """Send a parcel."""
        _good(self.post(f"{self._space}{PARCEL}", msgspec.msgpack.encode(parcel)))


def _good(answer: Answer) -> None:
    if answer.status // 100 == 2:
        return
    said = answer.body[:300].decode("utf-8", "replace").strip()
    full = "ask the host for more space (`quota_mb` in its detente.toml); what readers had there they still have"
    code, hint = ("too-large", full) if answer.status == FULL else ("not-found", "does it still host us, with this version?")
    raise PeerError(code, f"our host does not take it, and says: {said}", where=f"answer {answer.status}", hint=hint)


def deliver(
    host: Host, guest: str, outbox: Path, readers: Readers, progress: Callable[[int, int], None] = lambda a, b: None
) -> tuple[int, int, int]:
    """Bring our space up to date with our outbox; returns files sent, files dropped, bytes sent. Doing it twice sends nothing.

    Heads come after what they cover. Contents that we show no more go first, so that a full space or a line that breaks does not
    keep them there; the rest of what is old goes last, since a reader may be reading it.
    """
    held = host.held()
    paths = {path: outbox / path for path in _outbox(guest, outbox, readers)}
    changed = sorted((p for p, at in paths.items() if held.files.get(p) != digest(at.read_bytes())), key=_last)
    old = sorted(held.files.keys() - paths.keys())
    first = tuple(path for path in old if "/content/" in path)
    if first or held.readers != readers:
        host.send(Parcel((), first, readers))
    sent = 0
    for parcel, size in _parcels(changed, paths):
        host.send(parcel)
        sent += size
        progress(sent, len(changed))
    if last := tuple(path for path in old if path not in first):
        host.send(Parcel((), last))
    return len(changed), len(old), sum(paths[path].stat().st_size for path in changed)


def _last(path: str) -> tuple[bool, str]:
    return path.endswith("/checkpoint"), path


def _outbox(guest: str, outbox: Path, readers: Iterable[str]) -> Iterator[str]:
    """Paths of the files that we have put out for these readers."""
    for reader in sorted(readers):
        for path in sorted((outbox / reader).glob("**/*")):
            name = path.relative_to(outbox).as_posix()
            with suppress(PeerError):  # what is not a file of a log is nobody's to read
                parse_name(guest, name)
                if path.is_file():
                    yield name


def _parcels(changed: list[str], paths: Mapping[str, Path]) -> Iterator[tuple[Parcel, int]]:
    """The files in their order, a few at a time; with how many each parcel carries."""
    put: list[tuple[str, bytes]] = []
    size = 0
    for path in changed:
        body = paths[path].read_bytes()
        if len(body) > MAX_FILE:
            hint = "a host takes no file of this size: give this reader a folder or a stick, or less content in one notice"
            raise OurError("too-large", f"{len(body)} bytes; at most {MAX_FILE}", where=str(paths[path]), hint=hint)
        if put and size + len(body) > USUAL_PARCEL:
            yield Parcel(tuple(put)), len(put)
            put, size = [], 0
        put.append((path, body))
        size += len(body)
    if put:
        yield Parcel(tuple(put)), len(put)
