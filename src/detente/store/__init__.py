"""The store: what must survive. Log rows, contents, checkpoints and cosignatures are precious; picture rows are a projection.

`memory` is the specification, `sqlite` the embedded store; one conformance suite holds both to this contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec


class Append(msgspec.Struct, frozen=True):
    """Leaves for the end of a log. ``expect_size`` is the size that the writer saw; ``received_at`` POSIX seconds."""

    origin: str
    expect_size: int
    leaves: tuple[bytes, ...]
    received_at: float


class Content(msgspec.Struct, frozen=True):
    """Content and salt behind one commitment (``coarse`` or ``exact``) of a leaf; deletable, the leaf is not."""

    origin: str
    index: int
    level: str
    salt: bytes
    content: bytes


class Row(msgspec.Struct, frozen=True):
    """A picture row: what the fold made of one leaf. ``data`` None deletes it."""

    origin: str
    index: int
    data: bytes | None


class Note(msgspec.Struct, frozen=True):
    """A signed checkpoint, our own or a peer's that was verified."""

    origin: str
    size: int
    note: bytes


class Batch(msgspec.Struct, frozen=True):
    """One transaction. ``drops`` are contents to delete ``(origin, index, level)``; ``cursors`` are small named values."""

    appends: tuple[Append, ...] = ()
    contents: tuple[Content, ...] = ()
    drops: tuple[tuple[str, int, str], ...] = ()
    rows: tuple[Row, ...] = ()
    cursors: tuple[tuple[str, str], ...] = ()


class Store(Protocol):
    """What every store promises.

    Durability: when a call that writes returns, its effect survives a crash at any instant; when it raises, nothing of it is
    there. Order: indexes of a log are 0, 1, 2, … without gaps. Concurrency: one writer (`StoreError` locked for a second one),
    any number of readers beside it.
    """

    def commit(self, batch: Batch) -> None:
        """Write a batch, all or nothing.

        `StoreError` stale where a log has not the expected size, corrupt for content without a leaf.
        """
        ...

    def size(self, origin: str) -> int:
        """Number of leaves of a log; 0 where it is unknown."""
        ...

    def heads(self) -> dict[str, int]:
        """Sizes of all logs."""
        ...

    def origins(self) -> list[str]:
        """Names of all logs, sorted."""
        ...

    def leaves(self, origin: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes, float]]:
        """Index, bytes and time of receipt of the leaves in ``[start, end)``."""
        ...

    def contents(self, origin: str, start: int = 0, end: int | None = None) -> Iterator[Content]:
        """Contents of the leaves in ``[start, end)``, by index, then level."""
        ...

    def record_checkpoint(self, note: Note, root: bytes) -> None:
        """Keep a checkpoint. The same size with another root is `StoreError` corrupt: two roots for one size never stand here."""
        ...

    def checkpoint(self, origin: str, size: int | None = None) -> Note | None:
        """The checkpoint of one size, or the newest."""
        ...

    def add_cosignature(self, origin: str, size: int, *lines: bytes) -> None:
        """Keep verified cosignature lines of a recorded checkpoint, in one transaction; the same line twice is one."""
        ...

    def cosignatures(self, origin: str, size: int) -> list[bytes]:
        """Cosignature lines of a checkpoint, sorted."""
        ...

    def cosigned(self, origin: str) -> list[tuple[int, bytes]]:
        """Every cosignature line of a log with the size that it is for, sorted."""
        ...

    def rows(self) -> Iterator[Row]:
        """All picture rows, by log and index."""
        ...

    def row(self, origin: str, index: int) -> Row | None:
        """One picture row."""
        ...

    def rebuild(self, rows: Iterable[Row]) -> None:
        """Replace all picture rows in one transaction."""
        ...

    def cursor(self, name: str) -> str | None:
        """A small named value."""
        ...

    def check(self) -> list[str]:
        """What contradicts itself, each finding with the way to repair it; empty when all is well."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...
