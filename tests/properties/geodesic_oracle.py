"""An independent computation of distances between footprints: geodesics only, with a proof for every number.

It shares no code and no method with `detente.geometry` (no chords, no projections, no shapely). What it rests on, for everything
within `CONVEX_M` of everything (there the ellipsoid, curved like a sphere of less than 6,335 km, has unique geodesics and convex
balls):

* two geodesic edges that do not cross are closest at an end of one of them: along a common perpendicular of inner points, moving
  both feet the same way shortens it, because the curvature is positive (second variation of arc length);
* the distance from a point is convex along a geodesic, so that a foot with slopes of opposite signs around it is the least;
* a geodesic is seen from a point beside it under less than 180 degrees: a ring winds by the sum of its azimuth differences;
* an end lies on the side of a geodesic that its azimuth tells, so that crossings are two changes of side.

Edges that are no geodesics (straight in longitude and latitude, rhumb lines) are cut until their pieces are geodesics within
`CURVE_M`. What cannot match by the triangle inequality is left out first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from pyproj import Geod

from detente.volume import Circle, Corridor, Footprint, MultiPolygon, Point, Polygon

GEOD = Geod(ellps="WGS84")
CONVEX_M = 9_800_000.0
CURVE_M = 0.0001
FLAT_M = 6_371_000.0
SHARP = 1e-6
"""Metres beside a line from which on the side of an end is certain."""
CERTAIN_M = 0.0005
E = math.sqrt((2 - 1 / 298.257223563) / 298.257223563)


class Doubt(Exception):
    """The oracle cannot prove its number: neither a success nor a failure of what is tested."""


@dataclass
class Edges:
    """Pieces as arrays: ends, course at the start, length, middle.

    ``off``: how far the true curve can lie beside each; ``curve``: rows of (its ends, from which share to which share of it).
    """

    start: np.ndarray
    end: np.ndarray
    off: np.ndarray
    curve: np.ndarray
    kind: str

    def __post_init__(self):
        self.course, _, self.length = inverse(self.start, self.end)
        self.middle, self.at_middle = forward(self.start, self.course, self.length / 2)

    def __len__(self):
        return len(self.start)

    def some(self, keep):
        return Edges(self.start[keep], self.end[keep], self.off[keep], self.curve[keep], self.kind)


def inverse(p, q):
    """Courses at p and at q (both towards q), distances, row by row."""
    first, second, metres = GEOD.inv(p[:, 0], p[:, 1], q[:, 0], q[:, 1])
    return np.asarray(first), np.asarray(second) + 180.0, np.asarray(metres)


def forward(p, course, metres):
    """Places and the courses there."""
    lon, lat, back = GEOD.fwd(p[:, 0], p[:, 1], course, metres)
    return np.column_stack((lon, lat)), np.asarray(back) + 180.0


def turned(degrees):
    return (np.asarray(degrees) + 180.0) % 360.0 - 180.0


# --- footprints as pieces ------------------------------------------------------------------------------------------------


def lines(footprint: Footprint) -> list[tuple]:
    """Every line of positions, a point as a line of one."""
    match footprint:
        case Point():
            return [(footprint.coordinates,)]
        case Circle():
            return [(footprint.center,)]
        case Corridor():
            return [footprint.coordinates]
        case Polygon():
            return list(footprint.coordinates)
        case MultiPolygon():
            return [ring for rings in footprint.coordinates for ring in rings]


def polygons(footprint: Footprint) -> list[tuple]:
    match footprint:
        case Polygon():
            return [footprint.coordinates]
        case MultiPolygon():
            return list(footprint.coordinates)
    return []


def on_curve(kind, lon0, lat0, lon1, lat1, t):
    """Places on straight lines in longitude and latitude, or on rhumb lines, at shares ``t`` of them."""
    lat = lat0 + t * (lat1 - lat0)
    if kind == "lonlat":
        return lon0 + t * (lon1 - lon0), lat
    delta, low, high = turned(lon1 - lon0), mercator(lat0), mercator(lat1)
    level = np.abs(lat1 - lat0) < 1e-9
    share = np.where(level, t, (mercator(lat) - low) / np.where(level, 1.0, high - low))
    return turned(lon0 + share * delta), lat


def mercator(lat):
    sine = np.sin(np.radians(lat))
    return np.arctanh(sine) - E * np.arctanh(E * sine)


def edges_of(footprint: Footprint, kind: str) -> Edges:
    ends = [pair for line in lines(footprint) for pair in (pairwise(line) if len(line) > 1 else [(line[0], line[0])])]
    rows = np.array([(*a, *b, 0.0, 1.0) for a, b in ends], dtype=float)
    if kind == "geodesic":
        return Edges(rows[:, 0:2], rows[:, 2:4], np.zeros(len(rows)), rows, kind)
    return cut(rows, kind, 8)


def cut(rows, kind: str, count: int) -> Edges:
    """Every piece of a curve cut into ``count``, with how far each lies beside its geodesic."""
    lon0, lat0, lon1, lat1, t0, t1 = (column[:, None] for column in rows.T)
    t = t0 + np.linspace(0, 1, count + 1) * (t1 - t0)
    places = np.stack(np.broadcast_arrays(*on_curve(kind, lon0, lat0, lon1, lat1, t)), axis=2)
    start, end = places[:, :-1].reshape(-1, 2), places[:, 1:].reshape(-1, 2)
    middles = np.stack(np.broadcast_arrays(*on_curve(kind, lon0, lat0, lon1, lat1, (t[:, :-1] + t[:, 1:]) / 2)), axis=2)
    course, _, length = inverse(start, end)
    off = 1.5 * inverse(forward(start, course, length / 2)[0], middles.reshape(-1, 2))[2] + 1e-9
    shares = np.stack((t[:, :-1], t[:, 1:]), axis=2).reshape(-1, 2)
    return Edges(start, end, off, np.hstack((np.repeat(rows[:, :4], count, axis=0), shares)), kind)


# --- distance ------------------------------------------------------------------------------------------------------------


def oracle(a: Footprint, b: Footprint, kinds: tuple[str, str] = ("geodesic", "geodesic")) -> float:
    """Least geodesic distance between two footprints without their radii, metres, right within 1 mm; `Doubt` where not."""
    first, second = near(edges_of(a, kinds[0]), edges_of(b, kinds[1]))
    metres = 0.0 if cross(first, second) else min(to_edges(ends(first), second), to_edges(ends(second), first))
    if metres < 2 * CURVE_M or inside(a, kinds[0], b) or inside(b, kinds[1], a):
        return 0.0
    return metres


def ends(edges: Edges):
    return np.unique(np.concatenate((edges.start, edges.end)), axis=0)


def near(a: Edges, b: Edges) -> tuple[Edges, Edges]:
    """What can hold the closest places: cut and left out by the triangle inequality until all pieces are geodesics."""
    while True:
        apart = table(a.middle, b.middle)
        if apart.max() + a.length.max() + b.length.max() > CONVEX_M:
            raise Doubt("too far apart for the proof")
        slack = (a.length / 2 + a.off)[:, None] + (b.length / 2 + b.off)[None, :]
        reach = float((apart + a.off[:, None] + b.off[None, :]).min())
        keep = apart - slack <= min(reach, corners(a, b)) + 0.001
        a, b = a.some(keep.any(axis=1)), b.some(keep.any(axis=0))
        if max(a.off.max(), b.off.max()) <= CURVE_M:
            return a, b
        a, b = (cut(x.curve, x.kind, 4) if x.off.max() > CURVE_M else x for x in (a, b))


def corners(a: Edges, b: Edges) -> float:
    return float(table(a.start, b.start).min())


def table(p, q):
    return inverse(np.repeat(p, len(q), axis=0), np.tile(q, (len(p), 1)))[2].reshape(len(p), len(q))


def cross(a: Edges, b: Edges) -> bool:
    """Whether an edge of a crosses one of b, so that all four ends are clearly beside the other's line."""
    i, j = np.nonzero(table(a.middle, b.middle) <= (a.length / 2)[:, None] + (b.length / 2)[None, :] + 1e-3)
    long = (a.length[i] > SHARP) & (b.length[j] > SHARP)
    i, j = i[long], j[long]
    if not len(i):
        return False
    sides = [beyond(a, i, b.start[j]), beyond(a, i, b.end[j]), beyond(b, j, a.start[i]), beyond(b, j, a.end[i])]
    clear = np.min(np.abs(sides), axis=0) > SHARP
    return bool((clear & (sides[0] * sides[1] < 0) & (sides[2] * sides[3] < 0)).any())


def beyond(edges: Edges, rows, places):
    """How far places lie to the right of geodesics, metres, negative to the left."""
    course, _, metres = inverse(edges.start[rows], places)
    return FLAT_M * np.arcsin(np.sin(metres / FLAT_M) * np.sin(np.radians(course - edges.course[rows])))


def to_edges(places, edges: Edges) -> float:
    """Least distance from any place to any edge: along every edge that can hold it, downhill to the foot."""
    apart = table(places, edges.middle)
    i, j = np.nonzero(apart - edges.length[None, :] / 2 <= apart.min() + 1e-6)
    there, start, course, length = places[i], edges.start[j], edges.course[j], edges.length[j]
    t = length / 2
    for _ in range(12):
        metres, slope = measured(start, course, t, there)
        foot = FLAT_M * np.arctan2(-np.sin(metres / FLAT_M) * slope, np.cos(metres / FLAT_M))
        moved = np.clip(t + foot, 0.0, length)
        done = float(np.abs(moved - t).max()) < 1e-6
        t = moved
        if done:
            break
    metres, slope = measured(start, course, t, there)
    prove(start, course, length, there, t, metres, slope)
    return float(metres.min())


def measured(start, course, t, there):
    """Distances from places on geodesics to ``there``, and how fast they change along the geodesic."""
    here, ahead = forward(start, course, t)
    towards, _, metres = inverse(here, there)
    return metres, -np.cos(np.radians(towards - ahead))


def prove(start, course, length, there, t, metres, slope) -> None:
    """By convexity the least distance lies between a falling and a rising slope a metre around, and it falls no faster."""
    left, right = np.maximum(t - 1.0, 0.0), np.minimum(t + 1.0, length)
    falls = (measured(start, course, left, there)[1] <= 0) | (left == 0.0)
    rises = (measured(start, course, right, there)[1] >= 0) | (right == length)
    at_end = ((t == 0.0) & (slope >= 0)) | ((t == length) & (slope <= 0))
    # So near that azimuths are noise, one step of half a millimetre to each side decides.
    slack = np.where(at_end, 0.0, np.minimum(np.abs(slope) * (right - left), metres))
    if not (falls & rises)[slack > CERTAIN_M].all() or (slack > CERTAIN_M).any():
        unsure = ~(falls & rises) | (slack > CERTAIN_M)
        _bracket(start[unsure], course[unsure], length[unsure], there[unsure], t[unsure], metres[unsure])


def _bracket(start, course, length, there, t, metres) -> None:
    for step in (-CERTAIN_M, CERTAIN_M):
        beside_ = np.clip(t + step, 0.0, length)
        if (measured(start, course, beside_, there)[0] < metres - 1e-8).any():
            raise Doubt("the foot is not certain")


# --- inside --------------------------------------------------------------------------------------------------------------


def inside(a: Footprint, kind: str, b: Footprint) -> bool:
    """Whether a place of any part of ``b`` lies in a polygon of ``a`` (holes are outside)."""
    return any(covered(rings, kind, line[0]) for rings in polygons(a) for line in lines(b))


def covered(rings, kind: str, place) -> bool:
    return winds(rings[0], kind, place) and not any(winds(hole, kind, place) for hole in rings[1:])


def winds(ring, kind: str, place) -> bool:
    places = np.array(ring, dtype=float)[:-1]
    if kind != "geodesic":
        # Beside a curve the deviation falls with the square of the number of pieces.
        count = 8 * math.ceil(math.sqrt(edges_of(Corridor(ring, 0.0), kind).off.max() / CURVE_M / 2))
        ends = np.array([(*p, *q) for p, q in pairwise(ring)], dtype=float).T[:, :, None]
        lon, lat = np.broadcast_arrays(*on_curve(kind, *ends, np.arange(count) / count))
        places = np.column_stack((lon.ravel(), lat.ravel()))
    courses, _, _ = inverse(np.broadcast_to(np.array(place, dtype=float), places.shape), places)
    return abs(float(turned(np.diff(np.append(courses, courses[0]))).sum())) > 180.0
