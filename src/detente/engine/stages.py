"""From pairs that may meet to pairs that do, in steps that are each certain in their own direction.

`possible` rules out by times, altitudes and bounding spheres. `settle` measures all pairs at once in a tangent plane and gives
bounds ``low``, ``high`` of the geodesic distance: pairs whose bounds lie on one side of the limit are decided. The rest, and
those whose heights depend on whether the footprints touch, are left to `detente.geometry.meet`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.engine.question import AGL, ALIKE, Question, shapes
from detente.engine.table import REFERENCES, Column, Rows, Table, spans
from detente.geometry.earth import RADIUS, B

Mask = NDArray[np.bool_]
_ALIKE: Final = np.isin(np.arange(len(REFERENCES)), ALIKE)

SLACK_M: Final = 1.0
"""Added to spheres before anything is ruled out: chords of pieces of 5 km run 0.49 m below the surface."""
DRAWN_M: Final = 0.3
"""By how much two drawings can be off together: of those 0.49 m the plane shows the part that the tilt of the surface gives it,
below a quarter within `FLAT_M` of the middle; a piece lies less than 5 cm beside its geodesic."""
TIGHT_M: Final = 2 * DRAWN_M
"""A limit below this says nothing about drawings that touch."""
LARGE: Final = 1_000_000
"""A pair of parts with more pairs of points than this is left to `meet`, which rules out whole blocks."""
FLAT_M: Final = 1_500_000.0
"""What lies further from the middle of the plane is not judged in it."""


class Pairs(NamedTuple):
    """Part of the question and row of the table, pair by pair; ``sure``: whether the heights are decided."""

    part: Rows
    row: Rows
    sure: Mask


class Bounds(NamedTuple):
    """Bounds of the geodesic distance between the cores of each pair, metres."""

    low: Column
    high: Column


def possible(q: Question, table: Table, part: Rows, row: Rows) -> Pairs:
    """Pairs with a common time whose altitudes do not rule them out."""
    near = np.minimum(table.of("t1", row), of(q.t1, part)) + q.skew >= np.maximum(table.of("t0", row), of(q.t0, part))
    kept = np.flatnonzero(near)
    part, row = np.take(part, kept), np.take(row, kept)
    least, most = _gaps(q, table, part, row)
    kept = np.flatnonzero(least <= q.vertical)
    return Pairs(np.take(part, kept), np.take(row, kept), np.take(most, kept) <= q.vertical)


def nearby(q: Question, table: Table, start: int) -> tuple[Rows, Rows]:
    """Pairs of a part of the question and a row from ``start`` on whose bounding spheres are near enough."""
    centres, reach = table.centres[:, start:], table["reach"][start:] + table["limit"][start:]
    found = [np.flatnonzero(_norm(centres - q.centres[:, i, None]) - reach <= r) for i, r in enumerate(_spheres(q, table, start))]
    parts = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
    return parts, np.concatenate(found) + start


def _spheres(q: Question, table: Table, start: int) -> Column:
    longest = float(table["limit"][start:].max(initial=0.0))
    return np.asarray(q.reach + q.limits + SLACK_M + excess(q.limits + longest))


def limits(q: Question, table: Table, part: Rows, row: Rows) -> Column:
    """The distance up to which each pair meets, metres."""
    return np.asarray(of(q.limits, part) + table.of("limit", row))


def of(column: Column, part: Rows) -> Column:
    """A column of the question for each pair; of a question of one part just its value, which spreads by itself."""
    return column if column.shape[-1] == 1 else np.take(column, part, axis=-1)


def _gaps(q: Question, table: Table, part: Rows, row: Rows) -> tuple[Column, Column]:
    """Vertical gaps by the rules of `vertical_gap`: the least and the greatest that it can give for each pair.

    They differ for heights above ground, which have the same ground only where the footprints touch.
    """
    reference, mine = table.of("reference", row), of(q.reference, part)
    same = reference == mine
    raw = _gap(table.of("raw_lower", row), table.of("raw_upper", row), of(q.raw_lower, part), of(q.raw_upper, part))
    if same.all() and _ALIKE[mine.astype(np.int64)].all():
        return raw, raw
    padded = _gap(table.of("lower", row), table.of("upper", row), of(q.lower, part), of(q.upper, part))
    alike, ground = same & _ALIKE[mine.astype(np.int64)], same & (reference == AGL)
    least = np.where(alike, raw, np.where(ground, np.minimum(raw, padded), padded))
    return least, np.where(ground, np.maximum(raw, padded), least)


def _gap(low: Column, high: Column, other_low: Column, other_high: Column) -> Column:
    return np.maximum(0.0, np.maximum(low - other_high, other_low - high))


def _norm(vectors: Column) -> Column:
    return np.asarray(np.sqrt(np.einsum("ij,ij->j", vectors, vectors)))


def excess(chord: Column) -> Column:
    """How much longer than its chord a geodesic is at most, metres (arc minus chord is about c³ / 24 R²)."""
    return np.asarray(np.minimum(chord, 2 * RADIUS) ** 3 / (20 * RADIUS**2))


def settle(q: Question, table: Table, pairs: Pairs) -> tuple[Mask, Mask, Column]:
    """Which pairs meet for certain, which may, and a lower bound of every distance beyond its limit."""
    limit = limits(q, table, pairs.part, pairs.row)
    drawn = shapes(q) if q.polygons.any() else np.empty(0, dtype=object)
    low, high = _from_centres(q, table, pairs, limit, drawn)
    inside, doubt = _decided(low, high, limit, pairs.sure)
    rest = np.flatnonzero(doubt & pairs.sure & ((table.of("shape", pairs.row) > 0) | q.polygons[pairs.part]))
    if len(rest):
        drawn = drawn if len(drawn) else shapes(q)
        closer = _between_cores(q, table, Pairs(pairs.part[rest], pairs.row[rest], pairs.sure[rest]), drawn)
        low[rest], high[rest] = np.maximum(low[rest], closer.low), np.minimum(high[rest], closer.high)
        inside, doubt = _decided(low, high, limit, pairs.sure)
    return inside, doubt, low - limit


def _decided(low: Column, high: Column, limit: Column, sure: Mask) -> tuple[Mask, Mask]:
    # `meet` adds the bound of its measure (5 mm, and what long distances cost) in favour of a conflict.
    wide = 0.05 + limit**3 / (1000 * RADIUS**2)
    inside = sure & (high <= limit)
    return inside, ~inside & (low <= limit + wide)


def _bounds(planar: Column, off: Column, far: Column) -> Bounds:
    """What a distance in the plane says of the geodesic one, for points no further than ``far`` from the middle of the plane.

    A chord is never shorter than its image. It is longer by no more than the tilt of the surface there: the arc from the middle,
    and 0.004 for the angle between the normal of an ellipsoid and the direction to its middle. ``off``: by how much what is drawn
    may be off what is meant.
    """
    tilt = np.arcsin(np.minimum(far / B, 0.9)) + 0.004
    chord = (planar + off) / np.cos(tilt)
    flat = far < FLAT_M
    return Bounds(np.where(flat, np.maximum(0.0, planar - off), 0.0), np.where(flat, chord + excess(chord), np.inf))


# --- from the question to one point of each core -------------------------------------------------------------------------


def _from_centres(q: Question, table: Table, pairs: Pairs, limit: Column, drawn: NDArray[Any]) -> Bounds:
    local = q.frame @ np.array([table.of(axis, pairs.row) for axis in "xyz"])
    reach = table.of("reach", pairs.row)
    planar, deep = np.zeros(len(reach)), np.zeros(len(reach), dtype=bool)
    if not q.polygons.all():
        planar = _from_lines(of(q.starts, pairs.part), of(q.ends, pairs.part), *local[:2])
    for number in np.flatnonzero(q.polygons).tolist():
        chosen = np.flatnonzero(pairs.part == number) if len(q.parts) > 1 else np.arange(len(reach))
        planar[chosen], deep[chosen] = _from_polygon(drawn[number], local[:, chosen], limit[chosen], reach[chosen])

    far = np.where(local[2] > 0, np.maximum(np.hypot(*local[:2]), of(q.far, pairs.part)), np.inf)
    low, high = _bounds(planar, of(q.bend, pairs.part) + DRAWN_M, far)
    return Bounds(np.maximum(0.0, low - reach), np.where(deep & (far < FLAT_M), 0.0, high))


def _from_lines(a: Column, b: Column, x: Column, y: Column) -> Column:
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], x - a[0], y - a[1]
    square = ux * ux + uy * uy
    t = np.clip((ux * vx + uy * vy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    return np.asarray(np.hypot(vx - t * ux, vy - t * uy))


def _from_polygon(polygon: Any, local: Column, limit: Column, reach: Column) -> tuple[Column, Mask]:
    """Distances in the plane from a polygon of the question, zero inside; far away only that it is far.

    Where the limit is less than what a drawing can be off, the mask tells who lies further inside than that.
    """
    import shapely

    shapely.prepare(polygon)
    inside = shapely.contains_xy(polygon, local[0], local[1])
    planar, deep = np.zeros(len(limit)), np.zeros(len(limit), dtype=bool)
    tight = np.flatnonzero(inside & (limit < TIGHT_M))
    if len(tight):
        deep[tight] = shapely.contains_xy(_eroded(polygon), local[0, tight], local[1, tight])
    outside = np.flatnonzero(~inside)
    points = shapely.points(local[0, outside], local[1, outside])
    # The tilt makes a distance up to a hundredth longer than its image (`FLAT_M`), never shorter.
    matters = 1.1 * (limit[outside] + reach[outside]) + 10.0
    near = shapely.dwithin(polygon, points, matters)
    planar[outside] = matters
    planar[outside[near]] = shapely.distance(polygon, points[near])
    return planar, deep


# --- between the cores ---------------------------------------------------------------------------------------------------


def _between_cores(q: Question, table: Table, pairs: Pairs, mine: NDArray[Any]) -> Bounds:
    import shapely

    rows, place = np.unique(pairs.row, return_inverse=True)
    first, last = (table[name][rows].astype(np.int64) for name in ("first", "last"))
    local = table.points[spans(first, last)] @ q.frame.T
    starts = np.cumsum(last - first) - (last - first)
    behind = np.minimum.reduceat(local[:, 2], starts) <= 0
    far = np.where(behind, np.inf, np.sqrt(np.maximum.reduceat((local[:, :2] ** 2).sum(axis=1), starts)))
    sizes = (last - first)[place] * np.array([len(part.points) for part in q.parts])[pairs.part]
    small = np.flatnonzero(sizes <= LARGE)
    drawn, planar = _shapes(table, rows, local[:, :2], starts), np.zeros(len(place))
    planar[small] = shapely.distance(mine[pairs.part[small]], drawn[place[small]])
    reach = np.maximum(far[place], q.far[pairs.part])
    reach[sizes > LARGE] = np.inf
    low, high = _bounds(planar, np.full(len(place), DRAWN_M), reach)
    common = (planar == 0.0) & (reach < FLAT_M)
    for number in np.flatnonzero(q.polygons).tolist():
        chosen = np.flatnonzero(common & (pairs.part == number))
        if len(chosen):
            high[chosen[shapely.intersects(_eroded(mine[number]), drawn[place[chosen]])]] = 0.0
    return Bounds(low, high)


def _eroded(polygon: Any) -> Any:
    """What lies further inside a polygon of the question than the drawings of two cores can be off together."""
    import shapely

    inner = shapely.buffer(polygon, -TIGHT_M, join_style="mitre")
    shapely.prepare(inner)
    return inner


def _shapes(table: Table, rows: Rows, xy: Column, starts: Rows) -> NDArray[Any]:
    """Geometries of rows in the plane. Polygons with holes are few and made one by one."""
    import shapely

    counts = np.diff(starts, append=len(xy))
    shape, rings = table.of("shape", rows), table.of("ring_last", rows) - table.of("ring_first", rows) - 1
    found = np.empty(len(rows), dtype=object)
    for mask, make in ((shape == 0, _points), (shape == 1, shapely.linestrings), ((shape == 2) & (rings == 1), _polygons)):
        chosen = np.flatnonzero(mask)
        if len(chosen):
            index = np.repeat(np.arange(len(chosen)), counts[chosen])
            found[chosen] = make(xy[spans(starts[chosen], starts[chosen] + counts[chosen])], indices=index)
    for at in np.flatnonzero((shape == 2) & (rings > 1)).tolist():
        shell, *holes = [xy[starts[at] + a : starts[at] + b] for a, b in pairwise(table.part(int(rows[at])).starts)]
        found[at] = shapely.Polygon(shell, holes)
    return found


def _points(xy: Column, indices: Rows) -> NDArray[Any]:
    import shapely

    return np.asarray(shapely.points(xy))


def _polygons(xy: Column, indices: Rows) -> NDArray[Any]:
    import shapely

    return np.asarray(shapely.polygons(shapely.linearrings(xy, indices=indices)))
