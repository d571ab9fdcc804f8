"""From pairs that may meet to pairs that do, in steps that are each certain in their own direction.

`possible` rules out by times, altitudes and bounding spheres. `settle` measures all pairs at once between pieces and gives bounds
``low``, ``high`` of the geodesic distance: pairs whose bounds lie on one side of the limit are decided. The rest, and those whose
heights depend on whether the footprints touch, are left to `detente.geometry.meet`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.engine.question import AGL, ALIKE, Question
from detente.engine.table import Column, Rows, Table, spans
from detente.geometry.earth import RADIUS
from detente.geometry.measure import _chords as chords
from detente.geometry.part import central, frame_at

Mask = NDArray[np.bool_]

SLACK_M: Final = 1.0
"""Added before anything is ruled out: chords of pieces of 5 km run 0.49 m below the surface, bounds of distances 5 mm."""
STEP: Final = 400_000
"""Pairs of pieces measured at once."""
LARGE: Final = 100_000
"""A pair of parts with more pairs of pieces than this is left to `meet`, which rules out whole blocks."""
FLAT_M: Final = 1_500_000.0
"""Parts that reach further are not seen in one tangent plane."""


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
    """Pairs with a common time, whose altitudes do not rule them out, and whose bounding spheres are near enough."""
    t0, t1 = table["t0"][row], table["t1"][row]
    near = np.minimum(t1, q.t1[part]) + q.skew >= np.maximum(t0, q.t0[part])
    part, row = part[near], row[near]
    padded, raw = _gaps(q, table, part, row)
    near = padded <= q.vertical
    part, row, sure = part[near], row[near], raw[near] <= q.vertical
    apart = _norm(table.centres[:, row] - q.centres[:, part]) - table["reach"][row] - q.reach[part]
    near = apart <= limits(q, table, part, row) + SLACK_M + excess(limits(q, table, part, row))
    return Pairs(part[near], row[near], sure[near])


def limits(q: Question, table: Table, part: Rows, row: Rows) -> Column:
    """The distance up to which each pair meets, metres."""
    return np.asarray(q.limits[part] + table["limit"][row])


def _gaps(q: Question, table: Table, part: Rows, row: Rows) -> tuple[Column, Column]:
    """Vertical gaps by the rules of `vertical_gap`: the least and the greatest that it can give for each pair.

    They differ for heights above ground, which have the same ground only where the footprints touch.
    """
    reference = table["reference"][row]
    padded = _gap(table["lower"][row], table["upper"][row], q.lower[part], q.upper[part])
    raw = _gap(table["raw_lower"][row], table["raw_upper"][row], q.raw_lower[part], q.raw_upper[part])
    same = reference == q.reference[part]
    alike = same & np.isin(reference, ALIKE)
    ground = same & (reference == AGL)
    return np.where(alike, raw, np.where(ground, np.minimum(raw, padded), padded)), np.where(
        alike, raw, np.where(ground, np.maximum(raw, padded), padded)
    )


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
    low, high = _from_centres(q, table, pairs)
    inside, doubt = _decided(low, high, limit, pairs.sure)
    rest = np.flatnonzero(doubt & pairs.sure & (table["shape"][pairs.row] > 0))
    if len(rest):
        closer = _between_pieces(q, table, Pairs(pairs.part[rest], pairs.row[rest], pairs.sure[rest]))
        low[rest], high[rest] = np.maximum(low[rest], closer.low), np.minimum(high[rest], closer.high)
        inside, doubt = _decided(low, high, limit, pairs.sure)
    return inside, doubt, low - limit


def _decided(low: Column, high: Column, limit: Column, sure: Mask) -> tuple[Mask, Mask]:
    # `meet` adds the bound of its measure (5 mm, and what long distances cost) in favour of a conflict.
    wide = 0.05 + limit**3 / (1000 * RADIUS**2)
    inside = sure & (high <= limit)
    return inside, ~inside & (low <= limit + wide)


# --- from the question's pieces to one point of each core ----------------------------------------------------------------


def _from_centres(q: Question, table: Table, pairs: Pairs) -> Bounds:
    centres = table.centres[:, pairs.row].T
    nearest = np.full(len(pairs.row), np.inf)
    counts = np.diff(q.first)[pairs.part]
    for chosen in _blocks(counts):
        n = counts[chosen]
        piece = spans(q.first[pairs.part[chosen]], q.first[pairs.part[chosen] + 1])
        d = _to_points(q.starts[piece], q.ends[piece], np.repeat(centres[chosen], n, axis=0))
        nearest[chosen] = np.minimum.reduceat(d, np.cumsum(n) - n)
    low = np.maximum(0.0, nearest - SLACK_M - table["reach"][pairs.row])
    high = nearest + SLACK_M + excess(nearest + SLACK_M)
    common = _within(q, pairs.part, centres)
    low[common], high[common] = 0.0, 0.0
    return Bounds(low, high)


def _blocks(counts: Rows) -> Iterator[slice]:
    """Runs of pairs that together have about `STEP` pairs of pieces."""
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        base = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, base + STEP, side="right")))
        yield slice(start, stop)
        start = stop


def _to_points(start: Column, end: Column, point: Column) -> Column:
    along, offset = end - start, point - start
    square = np.einsum("ij,ij->i", along, along)
    t = np.clip(np.einsum("ij,ij->i", along, offset) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    gap = offset - t[:, None] * along
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", gap, gap)))


def _within(q: Question, part: Rows, centres: Column) -> Mask:
    """Which points lie inside the polygon of their part of the question."""
    inside = np.zeros(len(part), dtype=bool)
    for number, p in enumerate(q.parts):
        if p.frame is None:
            continue
        import shapely

        chosen = np.flatnonzero(part == number)
        chosen = chosen[centres[chosen] @ p.frame[2] > 0]
        x, y = central(centres[chosen], p.frame).T
        inside[chosen] = shapely.contains_xy(p.plane, x, y)
    return inside


# --- between all pieces of both ------------------------------------------------------------------------------------------


def _between_pieces(q: Question, table: Table, pairs: Pairs) -> Bounds:
    first, last = (table[name][pairs.row].astype(np.int64) for name in ("first", "last"))
    legs = last - first - 1
    mine = np.diff(q.first)[pairs.part]
    counts = legs * mine
    low, high = np.zeros(len(counts)), np.full(len(counts), np.inf)
    small = np.flatnonzero((counts <= LARGE) & (table["reach"][pairs.row] + q.reach[pairs.part] <= FLAT_M))
    for block in _blocks(counts[small]):
        chosen = small[block]
        low[chosen], high[chosen] = _measured(q, table, pairs.part[chosen], first[chosen], legs[chosen], mine[chosen])
    covered = _row_covers(q, table, pairs, first, legs, small[low[small] > 0])
    low[covered], high[covered] = 0.0, 0.0
    return Bounds(low, high)


def _measured(q: Question, table: Table, part: Rows, first: Rows, legs: Rows, mine: Rows) -> tuple[Column, Column]:
    """Bounds between the pieces of rows and the pieces of parts; what leads from one ring to the next is no piece."""
    leg = spans(first, first + legs)
    pair = np.repeat(np.arange(len(part)), legs)
    repeated = mine[pair]
    here = np.repeat(leg, repeated)
    there = spans(q.first[part][pair], q.first[part][pair] + repeated)
    d, _, _ = chords(table.points[here], table.points[here + 1], q.starts[there], q.ends[there])
    counts = legs * mine
    nearest = np.minimum.reduceat(np.where(table.ends[here], np.inf, d), np.cumsum(counts) - counts)
    low, high = nearest - SLACK_M, nearest + SLACK_M
    return np.maximum(0.0, low), high + excess(high)


def _row_covers(q: Question, table: Table, pairs: Pairs, first: Rows, legs: Rows, chosen: Rows) -> Rows:
    """Which rows are polygons around the centre of their part of the question, which lies at least a metre off their edges."""
    found = []
    polygons = chosen[table["shape"][pairs.row[chosen]] == 2.0]
    for number in np.unique(pairs.part[polygons]):
        mine = polygons[pairs.part[polygons] == number]
        part = q.parts[int(number)]
        frame = frame_at(part.centre / float(np.linalg.norm(part.centre)))
        leg = spans(first[mine], first[mine] + legs[mine])
        x0, y0 = ((table.points[leg] - part.centre) @ frame[:2].T).T
        x1, y1 = ((table.points[leg + 1] - part.centre) @ frame[:2].T).T
        with np.errstate(divide="ignore", invalid="ignore"):
            crosses = ((y0 > 0) != (y1 > 0)) & (x0 - y0 * (x1 - x0) / (y1 - y0) > 0) & ~table.ends[leg]
        odd = np.add.reduceat(crosses.astype(np.int64), np.cumsum(legs[mine]) - legs[mine]) % 2 == 1
        found.append(mine[odd])
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
