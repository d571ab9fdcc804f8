"""The engine of numpy and shapely: parts as arrays, a tree over boxes that proposes, stages that decide what is certain.

The tree is immutable; what came after it is a short run of rows that every question reads besides (`DELTA`), so that an insertion
is seen by the very next question. It is built when it pays: a program that asks once scans.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detente.engine import Group, Hit, Item, Screening
from detente.engine.boxes import around, row_boxes
from detente.engine.question import Question, question
from detente.engine.stages import Mask, Pairs, nearby, possible, settle
from detente.engine.table import Column, Rows, Table
from detente.geometry import Part, meet

DELTA: Final = 8_192
"""Rows that may stand behind the tree before it is built again."""
WAITING: Final = 1_024
"""Notices that may wait for the next question to be put into the table: many cost little more than one."""
KINDS: Final = 1 << 20
"""More kinds than anybody has: owner and kind are counted as one number."""
PATIENCE: Final = 12
"""Questions that a table without a tree answers by scanning before one is built: those of three checks."""


class ArrayEngine:
    """See `detente.engine.Engine`."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]] | None = None) -> None:
        self._table = Table(arrays)
        self._alive: Mask = np.ones(self._table.count, dtype=bool)  # longer than the table: it grows by halves
        self._rows = _ranges(self._table)
        self._rows |= {key: range(0) for key in (arrays or {}).get("placeless", np.empty(0)).tolist()}
        self._waiting: dict[int, Item] = {}
        self._dead = 0
        self._tree: Any = None
        self._in_tree = 0
        self._asked = 0

    def __len__(self) -> int:
        return len(self._rows) + len(self._waiting)

    def insert(self, key: int, parts: Sequence[Part], *, owner: int, kind: int) -> None:
        """See `Engine.insert`."""
        self.insert_many([Item(key, parts, owner, kind)])

    def insert_many(self, items: Sequence[Item]) -> None:
        """See `Engine.insert_many`."""
        held = [item.key for item in items if item.key in self._rows or item.key in self._waiting]
        if held or len({item.key for item in items}) != len(items):
            raise ValueError(f"key {held[0] if held else 'of two items'} is held already")
        self._waiting |= {item.key: item for item in items}
        if len(self._waiting) >= WAITING:
            self._take_in()

    def _take_in(self) -> None:
        if not self._waiting:
            return
        items, start = list(self._waiting.values()), self._table.count
        self._waiting.clear()
        self._table.append(items)
        lacking = self._table.count - len(self._alive)
        if lacking > 0:
            self._alive = np.concatenate((self._alive, np.ones(lacking + self._table.count // 2, dtype=bool)))
        for item in items:
            self._rows[item.key] = range(start, start + len(item.parts))
            start += len(item.parts)

    def remove(self, key: int) -> None:
        """See `Engine.remove`. Rows of removed notices stay until half of all are gone."""
        self._take_in()
        rows = self._rows.pop(key)
        self._alive[rows.start : rows.stop] = False
        self._dead += len(rows)
        if self._dead > 1024 and 2 * self._dead > self._table.count:
            self._load(self.arrays())

    def _load(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        asked = self._asked
        ArrayEngine.__init__(self, arrays)
        self._asked = asked

    def arrays(self) -> dict[str, NDArray[Any]]:
        """See `Engine.arrays`."""
        self._take_in()
        placeless = np.array([key for key, rows in self._rows.items() if not rows], dtype=np.int64)
        return {"placeless": placeless, **self._table.arrays(np.flatnonzero(self._alive[: self._table.count]))}

    def screen(
        self,
        parts: Sequence[Part],
        *,
        separation_m: float = 0.0,
        vertical_m: float = 0.0,
        skew_s: float = 0.0,
        k: int = 20,
        kinds: Collection[int] | None = None,
        keys: Collection[int] | None = None,
    ) -> Screening:
        """See `Engine.screen`."""
        self._take_in()
        if not parts or not self._rows:
            return Screening(np.empty(0, dtype=np.int64), (), ())
        q = question(parts, separation_m, vertical_m, skew_s)
        pairs = possible(q, self._table, *self._allowed(*self._proposed(q), kinds, keys))
        inside, doubt, beyond = settle(q, self._table, pairs)
        limits = {"separation_m": separation_m, "vertical_m": vertical_m, "skew_s": skew_s}
        return self._decide(q, pairs, inside, doubt, beyond, limits, k)

    # --- what may be near --------------------------------------------------------------------------------------------

    def _proposed(self, q: Question) -> tuple[Rows, Rows]:
        """Pairs of a part of the question and a row whose boxes meet; all rows where there is no tree."""
        self._asked += 1
        if self._asked > PATIENCE and self._table.count - self._in_tree > DELTA:
            self._plant()
        part, row = nearby(q, self._table, self._in_tree)
        if self._tree is not None:
            import shapely

            boxes = around(q)
            first, second = self._tree.query(shapely.box(*boxes.T))
            part, row = (np.concatenate((part, first)), np.concatenate((row, second))) if len(row) else (first, second)
        return part, row

    def _plant(self) -> None:
        import shapely

        self._tree = shapely.STRtree(shapely.box(*row_boxes(self._table, 0, self._table.count).T))
        self._in_tree = self._table.count

    def _allowed(self, part: Rows, row: Rows, kinds: Collection[int] | None, keys: Collection[int] | None) -> tuple[Rows, Rows]:
        allowed = np.take(self._alive, row)
        for name, wanted in (("kind", kinds), ("key", keys)):
            if wanted is not None:
                allowed &= np.isin(self._table.of(name, row), np.fromiter(wanted, dtype=np.float64, count=len(wanted)))
        if allowed.all():
            return part, row
        kept = np.flatnonzero(allowed)
        return np.take(part, kept), np.take(row, kept)

    # --- what meets --------------------------------------------------------------------------------------------------

    def _decide(
        self, q: Question, pairs: Pairs, inside: Mask, doubt: Mask, beyond: Column, limits: dict[str, float], k: int
    ) -> Screening:
        """Every doubtful pair is decided by `meet`, and the nearest ``k`` notices are measured by it."""
        hits: dict[int, Hit] = {}
        if k:
            keys = self._table.of("key", pairs.row)
            for at in _nearest_first(inside | doubt, beyond):
                if len(hits) >= k and int(keys[at]) not in hits:
                    break
                self._measure(q, pairs, at, limits, hits)
        marked = np.zeros(self._table.count, dtype=bool)
        marked[pairs.row[inside]] = True
        open_ = np.flatnonzero(doubt)
        settled = self._table.of("key", np.flatnonzero(marked))
        for at in open_[~np.isin(self._table.of("key", pairs.row[open_]), settled)].tolist():
            if int(self._table["key"][pairs.row[at]]) not in hits:
                self._measure(q, pairs, at, limits, hits)
        for key in hits:
            marked[self._rows[key].start] = True
        nearest = sorted(hits.values(), key=lambda h: (h.meeting.distance.metres, h.key))
        return self._screening(np.flatnonzero(marked), tuple(nearest[:k]))

    def _measure(self, q: Question, pairs: Pairs, at: int, limits: dict[str, float], hits: dict[int, Hit]) -> None:
        number, row = int(pairs.part[at]), int(pairs.row[at])
        key = int(self._table["key"][row])
        meeting = meet(q.parts[number], self._table.part(row), **limits)
        held = hits.get(key)
        if meeting is not None and (held is None or meeting.distance.metres < held.meeting.distance.metres):
            hits[key] = Hit(key, int(self._table["number"][row]), number, meeting)

    def _screening(self, rows: Rows, hits: tuple[Hit, ...]) -> Screening:
        """Keys and groups of rows; the rows of one key stand together, so that one of them speaks for all."""
        keys = self._table.of("key", rows).astype(np.int64)
        first = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1)) if len(keys) else rows
        rows, keys = rows[first], keys[first]
        numbers = (self._table.of("owner", rows) * KINDS + self._table.of("kind", rows)).astype(np.int64)
        groups, counts = np.unique(numbers, return_counts=True)
        counted = zip(groups.tolist(), counts.tolist(), strict=True)
        return Screening(np.sort(keys), hits, tuple(Group(group // KINDS, group % KINDS, count) for group, count in counted))


def _nearest_first(mask: Mask, beyond: Column) -> Iterator[int]:
    chosen = np.flatnonzero(mask)
    yield from chosen[np.argsort(beyond[chosen], kind="stable")].tolist()


def _ranges(table: Table) -> dict[int, range]:
    """Rows of every key; the rows of one key stand together."""
    keys = table["key"].astype(np.int64)
    if not len(keys):
        return {}
    starts = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
    ends = np.append(starts[1:], len(keys))
    return {key: range(a, b) for key, a, b in zip(keys[starts].tolist(), starts.tolist(), ends.tolist(), strict=True)}
