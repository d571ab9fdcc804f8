"""The engine of numpy and shapely: one column for each measure of the parts, scanned without branches.

Three steps, each certain in its own direction: bounding spheres, times and altitudes rule out; a chord from the question to a
point of the core, where it is short enough, rules in; `meet` decides the rest and measures the first few.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detente.engine import Group, Hit, Screening
from detente.geometry import Part, meet
from detente.geometry.earth import RADIUS
from detente.geometry.measure import BOUND_M
from detente.volume import Reference

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]

COLUMNS: Final = (
    "x",
    "y",
    "z",
    "reach",
    "threshold",
    "t0",
    "t1",
    "lower",
    "upper",
    "raw_lower",
    "raw_upper",
    "reference",
    "kind",
    "key",
)
CODES: Final[dict[Reference | None, float]] = {None: 0.0, "W84": 1.0, "AMSL": 2.0, "STD": 3.0, "AGL": 4.0, "UNKNOWN": 5.0}
ALIKE: Final = (CODES["W84"], CODES["AMSL"], CODES["STD"])
SLACK_M: Final = 1.0
"""Added before anything is ruled out: dips of chords and bounds of distances."""


class ArrayEngine:
    """See `detente.engine.Engine`."""

    def __init__(self) -> None:
        self._columns = np.empty((len(COLUMNS), 64))
        self._count = 0
        self._parts: list[tuple[int, Part]] = []
        self._rows: dict[int, range] = {}
        self._owners: dict[int, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def insert(self, key: int, parts: Sequence[Part], *, owner: int, kind: int) -> None:
        """See `Engine.insert`."""
        if key in self._rows:
            raise ValueError(f"key {key} is held already")
        start = self._count
        self._reserve(start + len(parts))
        for number, part in enumerate(parts):
            self._columns[:, start + number] = _row(part, kind, key)
            self._parts.append((number, part))
        self._count += len(parts)
        self._rows[key] = range(start, self._count)
        self._owners[key] = (owner, kind)

    def _reserve(self, count: int) -> None:
        if count > self._columns.shape[1]:
            grown = np.empty((len(COLUMNS), max(count, 2 * self._columns.shape[1])))
            grown[:, : self._count] = self._columns[:, : self._count]
            self._columns = grown

    def remove(self, key: int) -> None:
        """See `Engine.remove`. Rows of removed notices stay until half of all are gone."""
        rows = self._rows.pop(key)
        del self._owners[key]
        self._columns[COLUMNS.index("t1"), rows.start : rows.stop] = -np.inf
        self._columns[COLUMNS.index("t0"), rows.start : rows.stop] = np.inf
        held = sum(map(len, self._rows.values())) if self._count > 1024 and 2 * len(self._rows) < self._count else self._count
        if 2 * held < self._count:
            self._compact()

    def _compact(self) -> None:
        order = [row for key in self._rows for row in self._rows[key]]
        self._columns = self._columns[:, order]
        self._parts = [self._parts[row] for row in order]
        self._count = len(order)
        start = 0
        for key, rows in self._rows.items():
            self._rows[key] = range(start, start + len(rows))
            start += len(rows)

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
        limits = {"separation_m": separation_m, "vertical_m": vertical_m, "skew_s": skew_s}
        allowed = self._allowed(kinds, keys)
        certain: set[int] = set()
        near: list[tuple[float, int, int]] = []
        for number, part in enumerate(parts):
            rows, distances, sure = self._propose(part, allowed, separation_m, vertical_m, skew_s)
            near += [(float(d), number, int(row)) for d, row in zip(distances, rows, strict=True)]
            certain.update(int(self._column("key")[row]) for row in rows[sure])
        hits = self._measure(sorted(near), parts, certain, limits, k)
        found = np.array(sorted(certain), dtype=np.int64)
        return Screening(found, hits, self._groups(found))

    def _column(self, name: str) -> Column:
        return self._columns[COLUMNS.index(name), : self._count]

    def _allowed(self, kinds: Collection[int] | None, keys: Collection[int] | None) -> Mask:
        allowed = np.ones(self._count, dtype=bool)
        if kinds is not None:
            allowed &= np.isin(self._column("kind"), list(kinds))
        if keys is not None:
            allowed &= np.isin(self._column("key"), list(keys))
        return allowed

    def _propose(
        self, part: Part, allowed: Mask, separation: float, vertical: float, skew: float
    ) -> tuple[NDArray[np.int64], Column, Mask]:
        """Rows that may meet ``part``, a lower bound of their distance beyond the threshold, and which meet it for certain."""
        x, y, z, reach, threshold, t0, t1 = (self._columns[i, : self._count] for i in range(7))
        cx, cy, cz = part.centre
        apart = np.sqrt((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2) - reach - part.reach_m
        limit = threshold + part.radius_m + part.accuracy_m + separation
        common = (np.minimum(t1, part.t1) + skew >= np.maximum(t0, part.t0)) & (t0 <= t1)
        gap, known = self._gaps(part)
        rows = np.flatnonzero(allowed & common & (gap <= vertical) & (apart <= limit + SLACK_M + _excess(limit)))
        chord = self._chords(part, rows)
        sure = known[rows] & (chord + _excess(chord) <= limit[rows] - BOUND_M)
        return rows, apart[rows] - limit[rows], sure

    def _gaps(self, part: Part) -> tuple[Column, Mask]:
        """Vertical gaps by the rules of `vertical_gap`; heights above ground count as touching, and are not certain."""
        low, high, raw_low, raw_high, reference = (
            self._column(n) for n in ("lower", "upper", "raw_lower", "raw_upper", "reference")
        )
        band, code = part.band, CODES[part.band.reference]
        padded = np.maximum(0.0, np.maximum(low - band.upper_m, band.lower_m - high))
        if code not in (*ALIKE, CODES["AGL"]):
            return padded, np.ones(self._count, dtype=bool)
        raw = np.maximum(0.0, np.maximum(raw_low - band.raw_upper_m, band.raw_lower_m - raw_high))
        alike = reference == code
        if code in ALIKE:
            return np.where(alike, raw, padded), np.ones(self._count, dtype=bool)
        return np.where(alike, np.minimum(raw, padded), padded), ~alike

    def _chords(self, part: Part, rows: NDArray[np.int64]) -> Column:
        """Chords from the nearest of the question's own points to a point of each core: never less than the distance's chord."""
        centres = self._columns[:3, rows].T
        points = np.vstack((part.points[:: max(1, len(part.points) // 256)], part.centre))
        best = np.full(len(rows), np.inf)
        for point in points:
            np.minimum(best, ((centres - point) ** 2).sum(axis=1), out=best)
        return np.asarray(np.sqrt(best))

    def _measure(
        self, near: list[tuple[float, int, int]], parts: Sequence[Part], certain: set[int], limits: dict[str, float], k: int
    ) -> tuple[Hit, ...]:
        hits: dict[int, Hit] = {}
        settled: set[int] = set()
        for _, number, row in near:
            key = int(self._column("key")[row])
            if key in certain and len(settled) >= k and key not in settled:
                continue
            meeting = meet(parts[number], self._parts[row][1], **limits)
            if meeting is None:
                continue
            certain.add(key)
            settled.add(key)
            held = hits.get(key)
            if held is None or meeting.distance.metres < held.meeting.distance.metres:
                hits[key] = Hit(key, self._parts[row][0], number, meeting)
        return tuple(sorted(hits.values(), key=lambda h: (h.meeting.distance.metres, h.key))[:k])

    def _groups(self, keys: NDArray[np.int64]) -> tuple[Group, ...]:
        counts: dict[tuple[int, int], int] = {}
        for key in keys.tolist():
            counts[self._owners[key]] = counts.get(self._owners[key], 0) + 1
        return tuple(Group(*group, count) for group, count in sorted(counts.items()))


def _excess(chord: Column) -> Column:
    """How much longer than its chord a geodesic is at most, metres (arc minus chord is about c³ / 24 R²)."""
    return np.asarray(np.minimum(chord, 2 * RADIUS) ** 3 / (20 * RADIUS**2))


def _row(part: Part, kind: int, key: int) -> Column:
    band = part.band
    return np.array([
        *part.centre, part.reach_m, part.radius_m + part.accuracy_m, part.t0, part.t1, band.lower_m, band.upper_m,
        band.raw_lower_m, band.raw_upper_m, CODES[band.reference], kind, key,
    ])  # fmt: skip
