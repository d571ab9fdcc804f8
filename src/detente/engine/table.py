"""Parts as a structure of arrays: one column for each measure, all points one behind the other; a `Part` is made when needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detente.engine import Item
from detente.geometry import Part, restore
from detente.geometry.altitude import Band
from detente.volume import Reference

Column = NDArray[np.float64]
Rows = NDArray[np.int64]

COLUMNS: Final = (
    "x", "y", "z", "reach", "limit", "t0", "t1", "lower", "upper", "raw_lower", "raw_upper", "reference", "shape",
    "radius", "accuracy", "first", "last", "ring_first", "ring_last", "number", "owner", "kind", "key",
)  # fmt: skip
"""``x y z``: centre, ECEF metres; ``limit``: radius and accuracy; ``first last``: its points; ``ring_…``: its ring offsets."""
AT: Final = {name: number for number, name in enumerate(COLUMNS)}
REFERENCES: Final[tuple[Reference | None, ...]] = (None, "W84", "AMSL", "STD", "AGL", "UNKNOWN")
SHAPES: Final = ("point", "line", "polygon")
CACHED: Final = 20_000
"""Parts kept once they were made; then they are all let go."""


class Table:
    """Rows that grow at the end. Arrays given at the start may be read-only: they are copied when they first grow."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]] | None = None) -> None:
        given = arrays or {}
        self._columns: Column = np.array(given.get("columns", np.empty((len(COLUMNS), 0))), order="C")
        self._points: NDArray[np.float64] = given.get("points", np.empty((0, 3)))
        self._rings: Rows = given.get("rings", np.empty(0, dtype=np.int64))
        self._ends: NDArray[np.bool_] = given.get("ends", np.empty(0, dtype=np.bool_))
        self.count = self._columns.shape[1]
        self._point_count, self._ring_count = len(self._points), len(self._rings)
        self._made: dict[int, Part] = {}

    def __getitem__(self, name: str) -> Column:
        """A column of all rows."""
        return self._columns[AT[name], : self.count]

    def of(self, name: str, rows: Rows) -> Column:
        """A column of some rows. (`take` is several times as quick as an index.)"""
        return np.take(self._columns[AT[name]], rows)

    @property
    def centres(self) -> Column:
        """Centres of all rows, ``(3, n)`` ECEF metres."""
        return self._columns[:3, : self.count]

    @property
    def points(self) -> NDArray[np.float64]:
        """Points of all rows, ECEF metres."""
        return self._points[: self._point_count]

    @property
    def ends(self) -> NDArray[np.bool_]:
        """For each point, whether its ring or line ends there: nothing leads from it to the next."""
        return self._ends[: self._point_count]

    def append(self, items: Sequence[Item]) -> None:
        """Add the parts of notices at the end."""
        rows, points, rings, ends = [], [], [], []
        point, ring = self._point_count, self._ring_count
        for item in items:
            for number, part in enumerate(item.parts):
                rows.append(_row(part, point, ring, number, item))
                points.append(part.points)
                rings.append(part.starts)
                ends.append(_ends(part))
                point += len(part.points)
                ring += len(part.starts)
        if not rows:
            return
        self._reserve(self.count + len(rows))
        self._columns[:, self.count : self.count + len(rows)] = np.array(rows).T
        self._points = _grown(self._points, self._point_count, np.concatenate(points))
        self._ends = _grown(self._ends, self._point_count, np.concatenate(ends))
        self._rings = _grown(self._rings, self._ring_count, np.concatenate(rings))
        self.count, self._point_count, self._ring_count = self.count + len(rows), point, ring

    def _reserve(self, count: int) -> None:
        if count > self._columns.shape[1]:
            grown = np.empty((len(COLUMNS), max(count, self._columns.shape[1] * 3 // 2, 64)))
            grown[:, : self.count] = self._columns[:, : self.count]
            self._columns = grown

    def part(self, row: int) -> Part:
        """The part of a row, made anew from its columns."""
        made = self._made.get(row)
        if made is None:
            if len(self._made) >= CACHED:
                self._made.clear()
            made = self._made[row] = self._make(row)
        return made

    def _make(self, row: int) -> Part:
        c = dict(zip(COLUMNS, self._columns[:, row].tolist(), strict=True))
        return restore(
            SHAPES[int(c["shape"])], self._points[int(c["first"]) : int(c["last"])],
            self._rings[int(c["ring_first"]) : int(c["ring_last"])], radius_m=c["radius"], accuracy_m=c["accuracy"],
            band=Band(c["lower"], c["upper"], c["raw_lower"], c["raw_upper"], REFERENCES[int(c["reference"])]),
            t0=c["t0"], t1=c["t1"], centre=self._columns[:3, row], reach_m=c["reach"],
        )  # fmt: skip

    def arrays(self, rows: Rows) -> dict[str, NDArray[Any]]:
        """The given rows alone, as arrays that make a table again."""
        columns = np.take(self._columns, rows, axis=1)
        picked: dict[str, NDArray[Any]] = {}
        sources = {"points": (self._points, "first", "last"), "ends": (self._ends, "first", "last")}
        for name, (source, first, last) in (sources | {"rings": (self._rings, "ring_first", "ring_last")}).items():
            picked[name] = source[spans(*(self._columns[AT[c]][rows].astype(np.int64) for c in (first, last)))]
            lengths = columns[AT[last]] - columns[AT[first]]
            columns[AT[last]] = np.cumsum(lengths)
            columns[AT[first]] = columns[AT[last]] - lengths
        return {"columns": columns, **picked}


def spans(starts: Rows, ends: Rows) -> Rows:
    """All integers of the ranges ``starts[i] … ends[i] - 1``, one range behind the other."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def _grown(array: NDArray[Any], used: int, more: NDArray[Any]) -> NDArray[Any]:
    needed = used + len(more)
    if needed > len(array) or not array.flags.writeable:
        larger = np.empty((max(needed, len(array) * 3 // 2, 64), *array.shape[1:]), dtype=array.dtype)
        larger[:used] = array[:used]
        array = larger
    array[used:needed] = more
    return array


def _ends(part: Part) -> NDArray[np.bool_]:
    ends = np.zeros(len(part.points), dtype=np.bool_)
    ends[part.starts[1:] - 1] = True
    return ends


def _row(part: Part, point: int, ring: int, number: int, item: Item) -> tuple[float, ...]:
    band = part.band
    return (
        *part.centre.tolist(), part.reach_m, part.radius_m + part.accuracy_m, part.t0, part.t1, band.lower_m, band.upper_m,
        band.raw_lower_m, band.raw_upper_m, REFERENCES.index(band.reference), SHAPES.index(part.kind), part.radius_m,
        part.accuracy_m, point, point + len(part.points), ring, ring + len(part.starts), number, item.owner, item.kind, item.key,
    )  # fmt: skip
