"""A snapshot of what a check needs, so that one starts quickly: one file, mapped into memory, that can always be thrown away.

It is keyed by the store's generation and the heads of all logs, and carries a digest: a snapshot of another state, of another
version, or with one changed byte is not used. What depends on the clock (ended activities, passed review dates, silence) is
decided when it is read, never when it is written.
"""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from detente.conflict import Known
from detente.statement import Ref

NAME: Final = "snapshot"
MAGIC: Final = b"detente-snapshot/1\n"
ALIGN: Final = 64
DIGEST: Final = 64
_NUMBERS: Final = re.compile(r"[<>|][biuf][1248]")
Array = NDArray[Any]
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Known).decode


class Heard(msgspec.Struct, frozen=True):
    """What is held of one member in one agreement; ``heard`` is its last word."""

    party: str
    agreement_title: str
    heard: datetime | None
    undisclosed: int
    missing: int
    max_silence_s: int


class Key(msgspec.Struct, frozen=True):
    """The state of a store: how many transactions changed it, and the sizes of its logs."""

    generation: str
    heads: dict[str, int]


class Item(msgspec.Struct, frozen=True):
    """One notice that has a handle; ``held``: it stands in the engine.

    After ``turn_at`` (POSIX seconds) a planned one is over, any other is unverified.
    """

    known: Known
    turn_at: float
    planned: bool
    held: bool


class Header(msgspec.Struct, frozen=True):
    """What stands before the arrays. ``sections``: name to (dtype, shape, offset)."""

    key: Key
    as_of: datetime
    heard: tuple[Heard, ...]
    refusals: tuple[str, ...]
    limits: tuple[float, float, float]
    sections: dict[str, tuple[str, tuple[int, ...], int]]


class Snapshot:
    """A snapshot that was read. ``arrays`` are those of the engine, ``cells`` those of what is answered by cells (empty where
    nobody had asked yet); handles are positions in ``turn_at``.
    """

    def __init__(self, header: Header, sections: Mapping[str, Array]) -> None:
        self.header = header
        self.arrays = {name.removeprefix("engine/"): a for name, a in sections.items() if name.startswith("engine/")}
        self.cells = {name.removeprefix("cells/"): a for name, a in sections.items() if name.startswith("cells/")}
        self.turn_at: NDArray[np.float64] = sections["turn_at"]
        self.planned: NDArray[np.bool_] = sections["planned"]
        self._bytes = sections["known"]
        self._ends = sections["ends"]
        self._held = sections["held"]

    def known(self, handle: int, now: float) -> Known:
        """What our desk may be told about a notice in the engine, at ``now`` (POSIX seconds)."""
        known = _decode(self._bytes[self._ends[handle] : self._ends[handle + 1]].tobytes())
        turned = not self.planned[handle] and now > self.turn_at[handle]
        return msgspec.structs.replace(known, state="unverified") if turned else known

    def refs(self) -> list[Ref]:
        """Where the notice of every handle stands."""
        known = [_decode(self._bytes[a:b].tobytes()) for a, b in pairwise(self._ends.tolist())]
        return [Ref(k.origin, k.index) for k in known]

    def indexed(self) -> list[int]:
        """Handles that the engine held."""
        held: list[int] = np.flatnonzero(self._held).tolist()
        return held

    def over(self, now: float) -> list[int]:
        """Handles of activities that have ended by ``now``."""
        ended: list[int] = np.flatnonzero(self.planned & self._held & (self.turn_at < now)).tolist()
        return ended


def write(folder: Path, data: bytes) -> None:
    """Write the snapshot of a node; it replaces an older one whole. A disk that refuses costs the snapshot, nothing else."""
    _replace(folder / NAME, data)


def encode(
    *, key: Key, as_of: datetime, heard: Sequence[Heard], refusals: Sequence[str], limits: tuple[float, float, float],
    items: Sequence[Item], arrays: Mapping[str, Array], cells: Mapping[str, Array],
) -> bytes:  # fmt: skip
    """The bytes of a snapshot."""
    blobs = [_encode(item.known) for item in items]
    sections: dict[str, Array] = {f"engine/{name}": np.ascontiguousarray(array) for name, array in arrays.items()}
    sections |= {f"cells/{name}": np.ascontiguousarray(array) for name, array in cells.items()}
    sections["known"] = np.frombuffer(b"".join(blobs), dtype=np.uint8)
    sections["ends"] = np.array([0, *accumulate(map(len, blobs))], dtype=np.int64)
    sections["turn_at"] = np.array([item.turn_at for item in items], dtype=np.float64)
    sections["planned"] = np.array([item.planned for item in items], dtype=np.bool_)
    sections["held"] = np.array([item.held for item in items], dtype=np.bool_)
    table, offset = {}, 0
    for name, array in sections.items():
        table[name] = (array.dtype.str, array.shape, offset)
        offset += -(-array.nbytes // ALIGN) * ALIGN
    body = b"".join(array.tobytes().ljust(-(-array.nbytes // ALIGN) * ALIGN, b"\0") for array in sections.values())
    header = msgspec.json.encode(Header(key, as_of, tuple(heard), tuple(refusals), limits, table))
    start = len(MAGIC) + DIGEST + 1
    rest = (b"%d\n" % len(header)) + header
    rest = rest.ljust(-(-(start + len(rest)) // ALIGN) * ALIGN - start, b"\n") + body
    return MAGIC + sha256(rest).hexdigest().encode() + b"\n" + rest


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)


def read(folder: Path, key: Key, now: datetime) -> Snapshot | None:
    """The snapshot of exactly this state of the store, or None: then the logs are read instead."""
    try:
        with (folder / NAME).open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    return parse(data, key, now)


def parse(data: bytes | mmap.mmap, key: Key, now: datetime) -> Snapshot | None:
    """The snapshot in bytes, or None where they are none, or one of another state."""
    try:
        return _parse(data, key, now)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, msgspec.MsgspecError):
        return None


def _parse(data: bytes | mmap.mmap, key: Key, now: datetime) -> Snapshot | None:
    start = len(MAGIC) + DIGEST + 1
    whole = memoryview(data)
    if data[: len(MAGIC)] != MAGIC or sha256(whole[start:]).hexdigest().encode() != data[len(MAGIC) : start - 1]:
        return None
    first = data.find(b"\n", start)
    end = first + 1 + int(data[start:first])
    header = msgspec.json.decode(data[first + 1 : end], type=Header)
    if header.key != key or now < header.as_of:
        return None
    body = whole[-(-end // ALIGN) * ALIGN :]
    return Snapshot(header, {name: _section(body, *place) for name, place in header.sections.items()})


def _section(body: memoryview, dtype: str, shape: tuple[int, ...], offset: int) -> Array:
    if not _NUMBERS.fullmatch(dtype):
        raise ValueError  # numpy would read some of its words as Python
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(body, dtype=np.dtype(dtype), count=count, offset=offset).reshape(shape)


def discard(folder: Path) -> None:
    """Throw the snapshot away."""
    (folder / NAME).unlink(missing_ok=True)
