"""spaces: what guests have put here for their readers. A guest writes into its own space, a reader reads what is for it.

::

    GET  /v1/guests/<guest>/index           what stands there for the reader: as a node shows it
    GET  /v1/guests/<guest>/files/<path>    one of these files
    GET  /v1/guests/<guest>/held            for the guest: digests of all its files
    POST /v1/guests/<guest>/parcel          for the guest: files to put and to drop, and by which keys its readers ask

A space that is not there, and one that is not for who asks, are answered alike. The keys that a guest names are believed for its
own space and for nothing else. Nothing of it goes through the node's thread, and no statement in it is read here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from detente import sign
from detente.errors import DetenteError, PeerError
from detente.node import home
from detente.node.home import Config, GuestConfig
from detente.node.host import GUESTS
from detente.peer.fetch import Shown
from detente.peer.folder import digest, put
from detente.peer.signature import key_id
from detente.peer.space import HELD, MAX_PARCEL, PARCEL, SPACES, Held, Parcel, Readers, check_readers, parse_name, read_parcel
from detente.web.gate import Gate
from detente.web.shelf import EMPTY, Shelf, encode

READERS: Final = ".readers.json"
"""Beside the folders of readers: no party's name begins with a dot."""
BLOCK: Final = 4096
"""A file takes at least so much of a quota: many small ones fill a disk as well."""


Answered = tuple[int, bytes, dict[str, str]]
"""Status, body and headers of an answer, before it is signed."""
Handler = Callable[[str, Request], Answered]


class File(NamedTuple):
    """A file as it stands: its size, and the digest by which it is compared."""

    size: int
    digest: str


class Space:
    """One guest's files below a folder. What is not in its table is not there, whatever lies in the folder."""

    def __init__(self, folder: Path, guest: GuestConfig) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self.guest = guest
        self._files = dict(_found(folder, guest.party))
        self._readers = _read_readers(folder / READERS, guest.party)
        self._indexes: dict[str, tuple[bytes, str]] = {}
        self.shelf = _shelf({**self._readers, self.guest.party: (self.guest.node,)})

    def renew(self, guest: GuestConfig) -> None:
        """Take a guest as it is written down now: another key, another quota."""
        self.guest = guest
        self.shelf = _shelf({**self._readers, self.guest.party: (self.guest.node,)})

    def held(self, party: str) -> bytes:
        """What the guest is told of its space, so that it sends anew what somebody deleted here; nobody else is told anything."""
        self._only_guest(party)
        with self._lock:
            self._files = {path: file for path, file in self._files.items() if (self._folder / path).is_file()}
            files = {path: file.digest for path, file in self._files.items()}
            used = _used(self._files.values())
            self._indexes.clear()
        return msgspec.json.encode(Held(files, self._readers, used, self.guest.quota_mb << 20))

    def index(self, party: str) -> tuple[bytes, str]:
        """What stands there for a reader, with its tag."""
        with self._lock:
            if party not in self._indexes:
                self._indexes[party] = self._index(party)
            return self._indexes[party]

    def _index(self, party: str) -> tuple[bytes, str]:
        found: dict[str, dict[str, dict[str, str]]] = {}
        for path, file in self._files.items():
            name = parse_name(self.guest.party, path)
            if name.reader == party:
                kind, _, rest = name.file.partition("/")
                found.setdefault(name.origin, {}).setdefault(kind, {})[rest] = file.digest
        logs = {
            o: Shown(at["checkpoint"][""], at.get("content", {}), at.get("seen", {}))
            for o, at in found.items()
            if "checkpoint" in at
        }
        return encode(logs)

    def file(self, party: str, path: str) -> Path | None:
        """The file at a path of the files that stand there for a reader; None for whatever else it names."""
        name = f"{party}/{path}"
        return self._folder / name if name in self._files else None

    def take(self, party: str, parcel: Parcel) -> set[str]:
        """Do what a parcel of the guest says; returns the readers for whom something changed.

        `PeerError` (not-found) from anybody else, (quota) where the space is full: nothing of that parcel is done then.
        """
        self._only_guest(party)
        with self._lock:
            readers = self._readers if parcel.readers is None else parcel.readers
            self._check_room(parcel, readers)
            if parcel.readers is not None:
                put(self._folder / READERS, msgspec.json.encode(parcel.readers))
                self._readers = parcel.readers
                self.shelf = _shelf({**self._readers, self.guest.party: (self.guest.node,)})
            try:
                self._move(parcel)
            finally:  # on a full disk what was done is done
                self._indexes.clear()
        return {path.partition("/")[0] for path in (*(path for path, _ in parcel.put), *parcel.drop)}

    def _move(self, parcel: Parcel) -> None:
        for path in parcel.drop:
            if self._files.pop(path, None):
                (self._folder / path).unlink(missing_ok=True)
        for path, body in parcel.put:
            put(self._folder / path, body, durable=False)
            self._files[path] = File(len(body), digest(body))

    @property
    def own(self) -> Shelf:
        """Who may write: the guest alone."""
        return _shelf({self.guest.party: (self.guest.node,)})

    def _only_guest(self, party: str) -> None:
        """`PeerError` not-found for anybody but the guest: the same words as for what was never there."""
        if party != self.guest.party:
            raise PeerError("not-found", "nothing stands there for you")

    def _check_room(self, parcel: Parcel, readers: Readers) -> None:
        for path, _ in parcel.put:
            if path.partition("/")[0] not in readers:
                raise PeerError("bad-value", "a file for a reader that is not named", where=path)
        after = {p: f.size for p, f in self._files.items() if p not in parcel.drop} | {p: len(body) for p, body in parcel.put}
        used, most = _used(File(size, "") for size in after.values()), self.guest.quota_mb << 20
        if parcel.put and used > most:
            raise PeerError("quota", f"the space of {self.guest.party} is full: {used >> 10} KiB, of {most >> 10} that it has")


def _shelf(parties: Readers) -> Shelf:
    keys = {key_id(key): (key, party) for party, vkeys in parties.items() for key in map(sign.parse_vkey, vkeys)}
    return EMPTY._replace(keys={i: key for i, (key, _) in keys.items()}, parties={i: party for i, (_, party) in keys.items()})


def _used(files: Iterable[File]) -> int:
    return sum(max(file.size, BLOCK) for file in files)


def _found(folder: Path, guest: str) -> Iterable[tuple[str, File]]:
    for path in sorted(folder.glob("*/*/*/*/*/**/*")):
        name = path.relative_to(folder).as_posix()
        with suppress(DetenteError, OSError):
            parse_name(guest, name)
            data = path.read_bytes()
            yield name, File(len(data), digest(data))


def _read_readers(path: Path, guest: str) -> Readers:
    """The readers as the guest named them; where the file is damaged nobody, until it names them again."""
    try:
        readers = msgspec.json.decode(path.read_bytes(), type=Readers)
        check_readers(guest, readers)
    except (OSError, msgspec.MsgspecError, DetenteError):
        return {}
    return readers


def indexed(request: Request, body: bytes, tag: str) -> Answered:
    """An index, or that it is still the one that the reader has."""
    if request.headers.get("if-none-match") == tag:
        return 304, b"", {"ETag": tag}
    return 200, body, {"ETag": tag, "Content-Type": "application/json"}


def bytes_of(path: Path | None) -> Answered:
    """A file's bytes; `PeerError` not-found where there is none."""
    try:
        data = path.read_bytes() if path is not None else None
    except OSError:
        data = None
    if data is None:
        raise PeerError("not-found", "nothing stands there for you")
    return 200, data, {"Content-Type": "application/octet-stream"}


class _Opened(NamedTuple):
    space: Space
    readers: Gate
    guest: Gate


class Spaces:
    """The spaces of all guests, as ``detente.toml`` names them now: a guest that is added needs no new start."""

    def __init__(
        self, folder: Path, gate: Callable[[Callable[[], Shelf]], Gate], changed: Callable[[str, set[str]], None]
    ) -> None:
        self._folder, self._gate, self._changed = folder, gate, changed
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._open: dict[str, _Opened] = {}
        self._nobody = gate(lambda: EMPTY)
        self._refresh()

    def space(self, guest: str) -> Space:
        """The space of a guest; `PeerError` not-found where it is none."""
        found = self._found(guest)
        if found is None:
            raise PeerError("not-found", "nothing stands there for you")
        return found.space

    def routes(self, signed: Callable[..., Any]) -> list[Route]:
        """The addresses of all spaces; ``signed`` makes of a handler, a gate and a size what verifies, answers and signs."""
        handlers: tuple[tuple[str, Handler], ...] = (
            ("index", self._index), ("files/{path:path}", self._file)
        )  # fmt: skip
        parcel = signed(self._take, self._for_guest, MAX_PARCEL)
        return [
            *(Route(SPACES + "{guest}/" + path, signed(handler, self._for_readers)) for path, handler in handlers),
            Route(SPACES + "{guest}/" + HELD, signed(self._held, self._for_guest)),
            Route(SPACES + "{guest}/" + PARCEL, parcel, methods=["POST"]),
        ]

    def _for_readers(self, request: Request) -> Gate:
        found = self._found(request.path_params["guest"])
        return found.readers if found else self._nobody

    def _for_guest(self, request: Request) -> Gate:
        found = self._found(request.path_params["guest"])
        return found.guest if found else self._nobody

    def _index(self, party: str, request: Request) -> Answered:
        return indexed(request, *self.space(request.path_params["guest"]).index(party))

    def _file(self, party: str, request: Request) -> Answered:
        return bytes_of(self.space(request.path_params["guest"]).file(party, request.path_params["path"]))

    def _held(self, party: str, request: Request) -> Answered:
        return 200, self.space(request.path_params["guest"]).held(party), {"Content-Type": "application/json"}

    def _take(self, party: str, request: Request) -> Answered:
        guest = request.path_params["guest"]
        self._changed(guest, self.space(guest).take(party, read_parcel(guest, request.state.body)))
        return 204, b"", {}

    def _found(self, guest: str) -> _Opened | None:
        with self._lock:
            self._refresh()
            return self._open.get(guest)

    def _refresh(self) -> None:
        try:
            stat = (self._folder / home.CONFIG).stat()
            if self._stamp == (stat.st_mtime_ns, stat.st_ino):
                return
            config = home.read(self._folder)
        except (OSError, DetenteError):
            return  # a file that is being edited: as it was before
        self._stamp = (stat.st_mtime_ns, stat.st_ino)
        self._open = {guest.party: self._opened(guest) for guest in _usable(config)}

    def _opened(self, guest: GuestConfig) -> _Opened:
        known = self._open.get(guest.party)
        if known is None:
            space = Space(self._folder / GUESTS / guest.party, guest)
            return _Opened(space, self._gate(lambda: space.shelf), self._gate(lambda: space.own))
        known.space.renew(guest)
        return known


def _usable(config: Config) -> Iterable[GuestConfig]:
    for guest in config.guests:
        with suppress(DetenteError):  # `detente host list` says what is wrong with it
            sign.parse_vkey(guest.node)
            yield guest
