"""The store in memory: the specification that every other store is compared with. Nothing survives the process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.errors import StoreError
from detente.store import Batch, Content, Note, Row


class MemoryStore:
    """See `detente.store.Store`."""

    def __init__(self) -> None:
        self._logs: dict[str, list[tuple[bytes, float]]] = {}
        self._contents: dict[tuple[str, int, str], Content] = {}
        self._notes: dict[tuple[str, int], tuple[Note, bytes]] = {}
        self._cosignatures: dict[tuple[str, int], set[bytes]] = {}
        self._rows: dict[tuple[str, int], Row] = {}
        self._cursors: dict[str, str] = {}

    def commit(self, batch: Batch) -> None:
        """See `Store.commit`."""
        sizes = self.heads()
        for append in batch.appends:
            if sizes.get(append.origin, 0) != append.expect_size:
                held = sizes.get(append.origin, 0)
                raise StoreError(
                    "stale", f"the log has {held} leaves, not {append.expect_size}", where=append.origin, hint="read again"
                )
            sizes[append.origin] = append.expect_size + len(append.leaves)
        for content in batch.contents:
            if not 0 <= content.index < sizes.get(content.origin, 0):
                raise StoreError("corrupt", "content without a leaf", where=f"{content.origin}#{content.index}")
        for append in batch.appends:
            self._logs.setdefault(append.origin, []).extend((leaf, append.received_at) for leaf in append.leaves)
        self._contents |= {(c.origin, c.index, c.level): c for c in batch.contents}
        for drop in batch.drops:
            self._contents.pop(drop, None)
        self._put_rows(batch.rows)
        self._cursors |= dict(batch.cursors)

    def _put_rows(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if row.data is None:
                self._rows.pop((row.origin, row.index), None)
            else:
                self._rows[row.origin, row.index] = row

    def size(self, origin: str) -> int:
        """See `Store.size`."""
        return len(self._logs.get(origin, ()))

    def heads(self) -> dict[str, int]:
        """See `Store.heads`."""
        return {origin: len(log) for origin, log in sorted(self._logs.items()) if log}

    def origins(self) -> list[str]:
        """See `Store.origins`."""
        return list(self.heads())

    def leaves(self, origin: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes, float]]:
        """See `Store.leaves`."""
        log = self._logs.get(origin, [])
        for index in range(start, len(log) if end is None else min(end, len(log))):
            yield index, *log[index]

    def contents(self, origin: str, start: int = 0, end: int | None = None) -> Iterator[Content]:
        """See `Store.contents`."""
        for key in sorted(self._contents):
            if key[0] == origin and start <= key[1] and (end is None or key[1] < end):
                yield self._contents[key]

    def record_checkpoint(self, note: Note, root: bytes) -> None:
        """See `Store.record_checkpoint`."""
        held = self._notes.setdefault((note.origin, note.size), (note, root))
        if held[1] != root:
            raise StoreError(
                "corrupt", f"size {note.size} has another root already", where=note.origin, hint="see `detente doctor`"
            )

    def checkpoint(self, origin: str, size: int | None = None) -> Note | None:
        """See `Store.checkpoint`."""
        sizes = [n for o, n in self._notes if o == origin and size in (None, n)]
        return self._notes[origin, max(sizes)][0] if sizes else None

    def add_cosignature(self, origin: str, size: int, *lines: bytes) -> None:
        """See `Store.add_cosignature`."""
        self._cosignatures.setdefault((origin, size), set()).update(lines)

    def cosignatures(self, origin: str, size: int) -> list[bytes]:
        """See `Store.cosignatures`."""
        return sorted(self._cosignatures.get((origin, size), ()))

    def cosigned(self, origin: str) -> list[tuple[int, bytes]]:
        """See `Store.cosigned`."""
        return sorted((size, line) for (o, size), lines in self._cosignatures.items() if o == origin for line in lines)

    def rows(self) -> Iterator[Row]:
        """See `Store.rows`."""
        return (self._rows[key] for key in sorted(self._rows))

    def row(self, origin: str, index: int) -> Row | None:
        """See `Store.row`."""
        return self._rows.get((origin, index))

    def rebuild(self, rows: Iterable[Row]) -> None:
        """See `Store.rebuild`."""
        kept = list(rows)
        self._rows.clear()
        self._put_rows(kept)

    def cursor(self, name: str) -> str | None:
        """See `Store.cursor`."""
        return self._cursors.get(name)

    def check(self) -> list[str]:
        """See `Store.check`."""
        return []

    def close(self) -> None:
        """See `Store.close`."""
