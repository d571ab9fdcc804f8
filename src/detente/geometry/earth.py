"""The WGS 84 ellipsoid: geocentric positions, geodesics, and edges made of short pieces.

Everything is measured between geocentric (ECEF) chords of short pieces, so that poles and the antimeridian are ordinary places.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from detente.errors import InputError
from detente.volume import Edges, Position

if TYPE_CHECKING:
    from pyproj import Geod

Points = NDArray[np.float64]

A: Final = 6_378_137.0
"""Semi-major axis, metres (WGS 84)."""
F: Final = 1 / 298.257223563
B: Final = A * (1 - F)
E2: Final = F * (2 - F)
RADIUS: Final = 6_371_008.8
PIECE_M: Final = 5_000.0
"""Longest piece of a geodesic edge: its chord runs at most 0.49 m below the surface."""
OFFSET_M: Final = 0.002
"""Largest distance between a piece and the rhumb line or lon/lat line it stands for."""
MAX_POINTS: Final = 50_000


@cache
def geod() -> Geod:
    """The geodesic calculator of the ellipsoid; pyproj is loaded only when it is first needed."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def ecef(lonlat: Points) -> Points:
    """Geocentric metres ``(n, 3)`` of ``(n, 2)`` longitudes and latitudes in degrees, on the ellipsoid."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    normal = A / np.sqrt(1 - E2 * np.sin(lat) ** 2)
    ring = normal * np.cos(lat)
    return np.column_stack((ring * np.cos(lon), ring * np.sin(lon), normal * (1 - E2) * np.sin(lat)))


def ecef_of(position: Position) -> Points:
    """`ecef` of one position, ``(1, 3)``: most volumes are points, and arrays of one are slow."""
    lon, lat = math.radians(position[0]), math.radians(position[1])
    sin, cos = math.sin(lat), math.cos(lat)
    normal = A / math.sqrt(1 - E2 * sin * sin)
    ring = normal * cos
    return np.array([[ring * math.cos(lon), ring * math.sin(lon), normal * (1 - E2) * sin]])


def lonlat(points: Points) -> Points:
    """Longitudes and latitudes in degrees of geocentric points on (or within metres of) the ellipsoid."""
    ring = np.hypot(points[:, 0], points[:, 1])
    lat = np.degrees(np.arctan2(points[:, 2], (1 - E2) * ring))
    return np.column_stack((np.degrees(np.arctan2(points[:, 1], points[:, 0])), lat))


def lift(points: Points) -> Points:
    """Points a little below the surface, moved along the normal onto it (error below 1 µm for dips below 5 m)."""
    scale = np.array([1 / A**2, 1 / A**2, 1 / B**2])
    gradient = 2 * points * scale
    depth = (points**2 * scale).sum(axis=1) - 1
    return np.asarray(points - (depth / (gradient**2).sum(axis=1))[:, None] * gradient)


def densify(line: tuple[Position, ...], edges: Edges, where: str) -> Points:
    """Longitudes and latitudes along a line, so dense that chords between them are pieces of the stated edges."""
    points = np.array(line)
    short = _short(points, edges)
    if len(points) <= MAX_POINTS and short.all():
        return points
    out = [points[:1]]
    total = 1
    for i, (start, end) in enumerate(pairwise(line)):
        leg = points[i + 1 : i + 2] if short[i] else _MAKERS[edges](start, end, f"{where}[{i}]")
        total += len(leg)
        if total > MAX_POINTS:
            raise InputError(
                "too-large", f"more than {MAX_POINTS} points on its edges", where=where, hint="split it, or use geodesic edges"
            )
        out.append(leg)
    return np.concatenate(out)


def _short(points: Points, edges: Edges) -> NDArray[np.bool_]:
    """Which edges are pieces as they are: most edges of most outlines."""
    if edges == "geodesic":
        chords = np.diff(ecef(points), axis=0)
        return np.asarray((chords * chords).sum(axis=1) < PIECE_M**2)
    if edges == "lonlat":
        return np.asarray(_steps(points[:-1], points[1:]) <= 1)
    return np.zeros(len(points) - 1, dtype=np.bool_)


def _geodesic(start: Position, end: Position, where: str) -> Points:
    _, _, length = geod().inv(*start, *end)
    if length > 19_000_000:
        raise InputError("bad-geometry", "an edge between nearly opposite places of the earth has no certain course", where=where)
    count = math.ceil(length / PIECE_M)
    inner = np.array(geod().npts(*start, *end, count - 1)).reshape(-1, 2)
    return np.concatenate((inner, [end]))


def _lonlat(start: Position, end: Position, where: str) -> Points:
    return _straight(np.array(start), np.array(end), where)


def _rhumb(start: Position, end: Position, where: str) -> Points:
    # Straight in Mercator; RFC 7946 positions do not wrap, a rhumb line takes the shorter way round.
    delta = (end[0] - start[0] + 540.0) % 360.0 - 180.0
    steps = len(_straight(np.array(start), np.array((start[0] + delta, end[1])), where))
    t = np.arange(1, steps + 1) / steps
    if max(abs(start[1]), abs(end[1])) > 89.9:
        raise InputError("bad-geometry", "a rhumb line at a pole", where=where, hint="use geodesic edges")
    iso = [_isometric(p[1]) for p in (start, end)]
    if abs(end[1] - start[1]) < 1e-9:
        lat = np.full(steps, start[1])
        lon = start[0] + t * delta
    else:
        lat = start[1] + t * (end[1] - start[1])
        lon = start[0] + delta * (np.array([_isometric(float(x)) for x in lat]) - iso[0]) / (iso[1] - iso[0])
    points = np.column_stack(((lon + 180.0) % 360.0 - 180.0, lat))
    points[-1] = end
    return points


def _isometric(lat: float) -> float:
    phi = math.radians(lat)
    e = math.sqrt(E2)
    return math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi))


def _straight(start: Points, end: Points, where: str) -> Points:
    steps = int(_steps(start, end))
    if steps > MAX_POINTS:
        raise InputError("too-large", "too long an edge this near a pole", where=where, hint="use geodesic edges")
    t = (np.arange(1, steps + 1) / steps)[:, None]
    points = start + t * (end - start)
    points[-1] = end
    return np.asarray(points)


def _steps(start: Points, end: Points) -> Points:
    """Steps so short that a chord leaves the curve by at most `OFFSET_M`: the curve's bend is about tan(latitude) / R."""
    lat = np.abs(np.stack((start[..., 1], end[..., 1])))
    top = np.minimum(lat.max(axis=0), 89.999)
    low = np.where(start[..., 1] * end[..., 1] < 0, 0.0, lat.min(axis=0))
    width = np.abs(end[..., 0] - start[..., 0]) * np.cos(np.radians(low))
    height = np.abs(end[..., 1] - start[..., 1])
    length = np.hypot(width, height) * 111_320.0
    bend = np.tan(np.radians(top)) * np.minimum(1.0, 3 * width / np.maximum(height + width, 1e-12)) / RADIUS
    longest = np.minimum(PIECE_M, np.sqrt(8 * OFFSET_M / np.maximum(bend, 1e-30)))
    return np.asarray(np.maximum(1.0, np.ceil(length / longest)))


_MAKERS: Final = {"geodesic": _geodesic, "lonlat": _lonlat, "rhumb": _rhumb}
