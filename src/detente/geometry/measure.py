"""Measures between parts: least distance, vertical gap, common time; and the decision whether two parts meet.

The metric is the geodesic distance on WGS 84. It is found between chords of short pieces and then measured as a geodesic; the
bound says how far off it can be.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from detente.geometry.altitude import Gap, vertical_gap
from detente.geometry.earth import RADIUS, Points, geod, lift, lonlat
from detente.geometry.part import Part, central, frame_at, middle, on_surface
from detente.volume import Position

BOUND_M: Final = 0.005
FINE_M: Final = 0.0025
"""Chords that can lie this far below the surface together are not split any more: pieces of 200 m run 0.8 mm below it."""
SPREAD_M: Final = 64_200.0
"""Range of the radii of curvature of the ellipsoid, 6,335,439 … 6,399,594 m: by so much chords of one length can span others."""
SPLIT: Final = 5
BLOCK: Final = 64


class Distance(NamedTuple):
    """Least geodesic distance between two cores, metres, 0 where they meet; wrong by at most ``bound_m``; closest places."""

    metres: float
    bound_m: float
    here: Position
    there: Position


class Meeting(NamedTuple):
    """How two parts meet. ``window``: POSIX seconds; ``threshold_m``: the distance below which they conflict."""

    distance: Distance
    gap: Gap
    window: tuple[float, float]
    threshold_m: float
    within_tolerance: bool


def bound(metres: float) -> float:
    """How far a distance can be off: 5 mm, and what the choice of closest places by chord costs over long distances.

    An arc over a chord c on a circle of radius R is 2 R asin(c / 2 R): its derivative by R, times the range of radii.
    """
    half = min(metres / (2 * RADIUS), 1.55)
    return BOUND_M + 2 * (math.tan(half) - half) * SPREAD_M


def window(a: Part, b: Part, skew_s: float = 0.0) -> tuple[float, float] | None:
    """The time both have in common, each padded by half the clock skew; None where there is none."""
    start, end = max(a.t0, b.t0), min(a.t1, b.t1)
    return (min(start, end), max(start, end)) if start <= end + skew_s else None


def distance(a: Part, b: Part) -> Distance:
    """Least distance between the cores of two parts."""
    place = _common_place(a, b)
    if place is not None:
        spot = _position(place)
        return Distance(0.0, BOUND_M, spot, spot)
    here, there = _closest(_pieces(a), _pieces(b))
    p, q = _position(here), _position(there)
    _, _, metres = geod().inv(*p, *q)
    return Distance(float(metres), bound(float(metres)), p, q)


def meet(a: Part, b: Part, *, separation_m: float = 0.0, vertical_m: float = 0.0, skew_s: float = 0.0) -> Meeting | None:
    """Whether two parts conflict: common time, vertical gap within ``vertical_m``, distance within radii and ``separation_m``.

    Doubt counts as conflict: the bound of the distance and the positional accuracy of both are added, and a conflict that rests
    on them alone is ``within_tolerance``.
    """
    common = window(a, b, skew_s)
    if common is None or (vertical_gap(a.band, b.band, touching=True).metres > vertical_m and not _padded_gap_decides(a, b)):
        return None
    threshold = a.radius_m + b.radius_m + separation_m
    reach = threshold + a.accuracy_m + b.accuracy_m
    if float(np.linalg.norm(a.centre - b.centre)) - a.reach_m - b.reach_m > reach + 1.0 + bound(reach):
        return None
    found = distance(a, b)
    gap = vertical_gap(a.band, b.band, touching=found.metres == 0.0)
    if gap.metres > vertical_m or found.metres - found.bound_m > reach:
        return None
    return Meeting(found, gap, common, threshold, found.metres > 0.0 and found.metres > threshold - found.bound_m)


def _padded_gap_decides(a: Part, b: Part) -> bool:
    """Heights above ground of two places: whether the ground is the same is known only with the distance."""
    return a.band.reference == b.band.reference == "AGL"


def _position(point: Points) -> Position:
    lon, lat = lonlat(point[None, :])[0]
    return float(lon), float(lat)


# --- do they meet? -------------------------------------------------------------------------------------------------------


def _common_place(a: Part, b: Part) -> Points | None:
    """A common point of two cores, decided in a central projection, where dips of chords do not show."""
    if a.kind == b.kind == "point":
        return a.centre if bool((a.centre == b.centre).all()) else None
    if float(np.linalg.norm(a.centre - b.centre)) > a.reach_m + b.reach_m + 1.0:
        return None
    return _meet_in_plane(a, b) if a.kind == "polygon" or b.kind != "polygon" else _meet_in_plane(b, a)


def _meet_in_plane(a: Part, b: Part) -> Points | None:
    import shapely

    frame = a.frame if a.frame is not None else frame_at(middle(a.points))
    first = a.plane if a.plane is not None else _line(central(a.points, frame))
    if b.kind == "polygon" and _covers(b, a.centre):
        return a.centre
    second = _in_frame(b, frame)
    if second is None or not first.intersects(second):
        return None
    spot = shapely.intersection(first, second).representative_point()
    if spot.is_empty:
        return None
    return on_surface(np.array([spot.x, spot.y]), frame)


def _covers(polygon: Part, point: Points) -> bool:
    import shapely

    frame = polygon.frame
    if frame is None or float(point @ frame[2]) <= 0.0:
        return False
    return bool(polygon.plane.intersects(shapely.Point(central(point[None, :], frame)[0])))


def _line(xy: Points) -> Any:
    import shapely

    return shapely.LineString(xy) if len(xy) > 1 else shapely.Point(xy[0])


def _in_frame(b: Part, frame: Points) -> Any:
    """The core of ``b`` in a frame; pieces far behind the frame's horizon cannot meet what is in front of it."""
    import shapely

    up = b.points @ frame[2] / np.linalg.norm(b.points, axis=1)
    visible = up > 0.1
    if visible.all():
        rings = [central(b.points[s:e], frame) for s, e in pairwise(b.starts)]
        return shapely.Polygon(rings[0], rings[1:]) if b.kind == "polygon" else _line(rings[0])
    return shapely.MultiLineString(_runs(b.points, visible, frame)) if visible.any() else None


def _runs(points: Points, visible: Any, frame: Points) -> list[Points]:
    pairs = visible[:-1] & visible[1:]
    return [central(points[i : i + 2], frame) for i in np.flatnonzero(pairs)]


# --- how far apart? ------------------------------------------------------------------------------------------------------


def _pieces(part: Part) -> tuple[Points, Points]:
    """Start and end points of all pieces; a point is a piece without length."""
    if part.kind == "point":
        return part.points, part.points
    keep = np.ones(len(part.points) - 1, dtype=bool)
    keep[part.starts[1:-1] - 1] = False
    return part.points[:-1][keep], part.points[1:][keep]


def _closest(a: tuple[Points, Points], b: tuple[Points, Points]) -> tuple[Points, Points]:
    i, j = _candidates(a, b)
    pa, qa, pb, qb = a[0][i], a[1][i], b[0][j], b[1][j]
    while True:
        d, s, t = _chords(pa, qa, pb, qb)
        dip = _dip(pa, qa) + _dip(pb, qb)
        near = d - dip <= float((d + dip).min())
        if float(dip[near].max()) < FINE_M:
            best = int(np.argmin(d))
            here = pa[best] + s[best] * (qa[best] - pa[best])
            there = pb[best] + t[best] * (qb[best] - pb[best])
            return lift(here[None])[0], lift(there[None])[0]
        pa, qa, pb, qb = _split(pa[near], qa[near], pb[near], qb[near])


def _length(p: Points, q: Points) -> Points:
    return np.asarray(np.sqrt(((q - p) ** 2).sum(axis=1)))


def _dip(p: Points, q: Points) -> Points:
    """How far a chord runs below the surface at most (sagitta), with a tenth to spare."""
    return np.asarray(1.1 * ((q - p) ** 2).sum(axis=1) / (8 * 6_335_000.0))


def _split(pa: Points, qa: Points, pb: Points, qb: Points) -> tuple[Points, Points, Points, Points]:
    cuts = np.arange(SPLIT + 1) / SPLIT
    a = [lift(pa + c * (qa - pa)) for c in cuts]
    b = [lift(pb + c * (qb - pb)) for c in cuts]
    i, j = np.divmod(np.arange(SPLIT * SPLIT), SPLIT)
    return (
        np.concatenate([a[n] for n in i]), np.concatenate([a[n + 1] for n in i]),
        np.concatenate([b[n] for n in j]), np.concatenate([b[n + 1] for n in j]),
    )  # fmt: skip


def _candidates(a: tuple[Points, Points], b: tuple[Points, Points]) -> tuple[Any, Any]:
    """Pairs of pieces that can be the closest: whole blocks are ruled out by their bounding spheres first."""
    ca, ra = _spheres(*a)
    cb, rb = _spheres(*b)
    d = np.sqrt(((ca[:, None, :] - cb[None, :, :]) ** 2).sum(axis=2))
    r = ra[:, None] + rb[None, :]
    blocks = np.argwhere(d - r <= float((d + r).min()) + 2.0)
    found = [_block_pairs(a, b, int(x) * BLOCK, int(y) * BLOCK) for x, y in blocks]
    i, j, low, high = (np.concatenate(column) for column in zip(*found, strict=True))
    near = low <= float(high.min())
    return i[near], j[near]


def _spheres(p: Points, q: Points) -> tuple[Points, Points]:
    starts = np.arange(0, len(p), BLOCK)
    centres = np.array([p[s : s + BLOCK].mean(axis=0) for s in starts])
    radii = np.array([
        max(_length(np.broadcast_to(c, x.shape), x).max() for x in (p[s : s + BLOCK], q[s : s + BLOCK]))
        for c, s in zip(centres, starts, strict=True)
    ])  # fmt: skip
    return centres, radii


def _block_pairs(a: tuple[Points, Points], b: tuple[Points, Points], x: int, y: int) -> tuple[Any, Any, Points, Points]:
    na, nb = min(BLOCK, len(a[0]) - x), min(BLOCK, len(b[0]) - y)
    i, j = np.divmod(np.arange(na * nb), nb)
    i, j = i + x, j + y
    d, _, _ = _chords(a[0][i], a[1][i], b[0][j], b[1][j])
    dip = _dip(a[0][i], a[1][i]) + _dip(b[0][j], b[1][j])
    return i, j, d - dip, d + dip


def _chords(pa: Points, qa: Points, pb: Points, qb: Points) -> tuple[Points, Points, Points]:
    """Least distance between straight segments in space, row by row, and where on each it is (Ericson 2005, 5.1.9)."""
    u, v, w = qa - pa, qb - pb, pa - pb
    uu, vv, uv = (u * u).sum(1), (v * v).sum(1), (u * v).sum(1)
    uw, vw = (u * w).sum(1), (v * w).sum(1)
    denominator = uu * vv - uv * uv
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where(denominator > 1e-12 * uu * vv, np.clip((uv * vw - vv * uw) / denominator, 0, 1), 0.0)
        t = np.where(vv > 0, (uv * s + vw) / vv, 0.0)
        clipped = np.clip(t, 0, 1)
        s = np.where(
            (t != clipped) | (denominator <= 1e-12 * uu * vv), np.where(uu > 0, np.clip((uv * clipped - uw) / uu, 0, 1), 0.0), s
        )
    gap = w + s[:, None] * u - clipped[:, None] * v
    return np.sqrt((gap * gap).sum(1)), s, clipped
