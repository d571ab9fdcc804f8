"""The embedded store: SQLite in WAL mode with ``synchronous=FULL``, native SQL in ``schema.sql`` and ``queries.sql``.

NORMAL would be faster and is forbidden: it can roll back after a power loss, and a log that rolled back contradicts itself.
"""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from detente.errors import StoreError
from detente.store import Append, Batch, Content, Note, Row

APPLICATION: Final = 0xDE7E47E
VERSION: Final = 1
PAGE: Final = 1024
"""Rows read at once: a reader never holds a transaction open while its caller thinks."""


def _queries() -> dict[str, str]:
    text = (files("detente.store") / "queries.sql").read_text("utf-8")
    return {name: sql.strip() for name, sql in re.findall(r"^-- (\w+)\n(.*?)(?=^-- \w+\n|\Z)", text, re.M | re.S)}


Q: Final = _queries()


class SqliteStore:
    """See `detente.store.Store`. One writer per file, enforced by an OS lock beside it."""

    def __init__(self, connection: sqlite3.Connection, path: Path, lock: int | None) -> None:
        self._db = connection
        self._path = path
        self._lock = lock

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> SqliteStore:
        """Open or make the store at ``path``; `StoreError` locked, schema, corrupt or disk."""
        lock = None if readonly else _take_lock(path)
        try:
            return cls(_connect(path, readonly), path, lock)
        except BaseException:
            _release(lock)
            raise

    @contextmanager
    def _guard(self) -> Iterator[sqlite3.Connection]:
        with _translated(self._path):
            yield self._db

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._guard() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def commit(self, batch: Batch) -> None:
        """See `Store.commit`."""
        with self._transaction() as db:
            for append in batch.appends:
                self._append(db, append)
            self._put_contents(db, batch.contents)
            db.executemany(Q["drop_content"], batch.drops)
            self._put_rows(db, batch.rows)
            db.executemany(Q["put_cursor"], batch.cursors)

    def _append(self, db: sqlite3.Connection, append: Append) -> None:
        found = db.execute(Q["find_log"], (append.origin,)).fetchone()
        log, size = found or (db.execute(Q["add_log"], (append.origin,)).fetchone()[0], 0)
        if size != append.expect_size:
            raise StoreError(
                "stale", f"the log has {size} leaves, not {append.expect_size}", where=append.origin, hint="read again"
            )
        db.executemany(Q["add_leaf"], ((log, n, leaf, append.received_at) for n, leaf in enumerate(append.leaves, size)))
        db.execute(Q["grow_log"], (size + len(append.leaves), log))

    def _put_contents(self, db: sqlite3.Connection, contents: Sequence[Content]) -> None:
        logs = {origin: self._log(db, origin) for origin in {content.origin for content in contents}}
        try:
            db.executemany(Q["put_content"], ((logs[c.origin], c.index, c.level, c.salt, c.content) for c in contents))
        except sqlite3.IntegrityError:
            stray = (c for c in contents if not db.execute(Q["leaves"], (logs[c.origin], c.index, c.index + 1)).fetchone())
            where = next((f"{c.origin}#{c.index}" for c in stray), str(self._path))
            raise StoreError("corrupt", "content without a leaf", where=where) from None

    def _log(self, db: sqlite3.Connection, origin: str) -> int:
        """The number of a log; one that no log has where there is none."""
        found = db.execute(Q["find_log"], (origin,)).fetchone()
        return int(found[0]) if found else -1

    def _put_rows(self, db: sqlite3.Connection, rows: Iterable[Row]) -> None:
        for gone, group in groupby(rows, lambda row: row.data is None):
            if gone:
                db.executemany(Q["drop_row"], ((row.origin, row.index) for row in group))
            else:
                db.executemany(Q["put_row"], ((row.origin, row.index, row.data) for row in group))

    def size(self, origin: str) -> int:
        """See `Store.size`."""
        found = self._one("find_log", origin)
        return int(found[1]) if found else 0

    def heads(self) -> dict[str, int]:
        """See `Store.heads`."""
        with self._guard() as db:
            return dict(db.execute(Q["heads"]).fetchall())

    def origins(self) -> list[str]:
        """See `Store.origins`."""
        return list(self.heads())

    def leaves(self, origin: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes, float]]:
        """See `Store.leaves`."""
        for n, data, received_at in self._pages("leaves", origin, start, end):
            yield n, bytes(data), received_at

    def contents(self, origin: str, start: int = 0, end: int | None = None) -> Iterator[Content]:
        """See `Store.contents`."""
        for n, level, salt, content in self._pages("contents", origin, start, end):
            yield Content(origin, n, level, bytes(salt), bytes(content))

    def _pages(self, query: str, origin: str, start: int, end: int | None) -> Iterator[tuple[Any, ...]]:
        found = self._one("find_log", origin)
        if not found:
            return
        log, size = found
        stop = size if end is None else min(end, size)
        for low in range(max(start, 0), stop, PAGE):
            with self._guard() as db:
                page = db.execute(Q[query], (log, low, min(low + PAGE, stop))).fetchall()
            yield from page

    def record_checkpoint(self, note: Note, root: bytes) -> None:
        """See `Store.record_checkpoint`."""
        with self._transaction() as db:
            held = db.execute(Q["root_of"], (note.origin, note.size)).fetchone()
            if held is None:
                db.execute(Q["put_checkpoint"], (note.origin, note.size, root, note.note))
            elif held[0] != root:
                hint = "see `detente doctor`"
                raise StoreError("corrupt", f"size {note.size} has another root already", where=note.origin, hint=hint)

    def checkpoint(self, origin: str, size: int | None = None) -> Note | None:
        """See `Store.checkpoint`."""
        found = self._one("checkpoint", origin, size)
        return Note(origin, found[0], found[1]) if found else None

    def add_cosignature(self, origin: str, size: int, *lines: bytes) -> None:
        """See `Store.add_cosignature`."""
        with self._transaction() as db:
            db.executemany(Q["put_cosignature"], ((origin, size, line) for line in lines))

    def cosignatures(self, origin: str, size: int) -> list[bytes]:
        """See `Store.cosignatures`."""
        with self._guard() as db:
            return [row[0] for row in db.execute(Q["cosignatures"], (origin, size))]

    def cosigned(self, origin: str) -> list[tuple[int, bytes]]:
        """See `Store.cosigned`."""
        with self._guard() as db:
            return [(size, line) for size, line in db.execute(Q["cosigned"], (origin,))]

    def rows(self) -> Iterator[Row]:
        """See `Store.rows`."""
        with self._guard() as db:
            found = db.execute(Q["rows"]).fetchall()
        return (Row(*row) for row in found)

    def row(self, origin: str, index: int) -> Row | None:
        """See `Store.row`."""
        found = self._one("row", origin, index)
        return Row(origin, index, found[0]) if found else None

    def rebuild(self, rows: Iterable[Row]) -> None:
        """See `Store.rebuild`."""
        with self._transaction() as db:
            db.execute(Q["clear_rows"])
            self._put_rows(db, rows)

    def cursor(self, name: str) -> str | None:
        """See `Store.cursor`."""
        found = self._one("cursor", name)
        return str(found[0]) if found else None

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        with self._guard() as db:
            found: tuple[Any, ...] | None = db.execute(Q[query], values).fetchone()
            return found

    def check(self) -> list[str]:
        """See `Store.check`."""
        with self._guard() as db:
            problems = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
            gaps = db.execute(Q["gaps"]).fetchall()
        way_out = "restore the file from a backup, then read the rest from your peers"
        found = [f"{self._path.name}: {problem}: {way_out}" for problem in problems]
        return found + [f"{origin}: {held} of {size} leaves are here: {way_out}" for origin, size, held in gaps]

    def close(self) -> None:
        """See `Store.close`."""
        self._db.close()
        _release(self._lock)
        self._lock = None


def _connect(path: Path, readonly: bool) -> sqlite3.Connection:
    with _translated(path):
        if not readonly:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        mode = "rw" if not readonly else "ro" if _writable_beside(path) else "ro&immutable=1"
        db = sqlite3.connect(f"file:{path.as_posix().replace('?', '%3f')}?mode={mode}", uri=True, isolation_level=None)
        try:
            _prepare(db, path, readonly)
        except BaseException:
            db.close()
            raise
        return db


def _writable_beside(path: Path) -> bool:
    """Whether SQLite can keep its shared index beside the file, as a reader of WAL needs; a stick or a backup may be read-only.

    A file with a log that was not folded in is never read as if it stood alone: what is in that log would be missing.
    """
    return os.access(path.parent, os.W_OK) or path.with_name(f"{path.name}-wal").exists()


def _prepare(db: sqlite3.Connection, path: Path, readonly: bool) -> None:
    db.execute("PRAGMA busy_timeout = 5000")
    db.execute("PRAGMA foreign_keys = ON")
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    fresh = application == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    if not fresh and (application, version) != (APPLICATION, VERSION):
        raise StoreError("schema", f"not a store of version {VERSION}", where=str(path), hint="use the version that made it")
    if readonly:
        return
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    if fresh:
        schema = (files("detente.store") / "schema.sql").read_text("utf-8")
        marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
        db.executescript(f"BEGIN IMMEDIATE; {schema} {marks} COMMIT;")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        code = "corrupt" if "malformed" in text or "not a database" in text else "disk"
        hint = "restore a backup" if code == "corrupt" else "free space or make the folder writable, then try again"
        raise StoreError(code, text, where=str(path), hint=hint) from error
    except OSError as error:
        raise StoreError("disk", error.strerror or str(error), where=str(path), hint="check the folder and its rights") from error


def _take_lock(path: Path) -> int:
    with _translated(path):
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        hint = "stop it first: two writers would sign two histories"
        raise StoreError("locked", f"process {holder} writes here", where=str(path), hint=hint) from None
    try:
        with _translated(path):
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    except StoreError:
        os.close(lock)
        raise
    return lock


def _release(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)
