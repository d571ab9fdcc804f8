"""A plan moved as a whole: in time, in height, over the ground at any latitude; pure functions on volumes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np

from detente.geometry import ecef, geod, lonlat
from detente.geometry.earth import Points, densify
from detente.geometry.part import middle
from detente.volume import (
    DECIMALS,
    Altitude,
    Circle,
    Corridor,
    Edges,
    Footprint,
    MultiPolygon,
    Point,
    Polygon,
    Position,
    Segment,
    Volume4D,
    positions,
)

FOOT_M: Final = 0.3048
THINNED: Final = 20
"""One in so many of the points along a rhumb or lon/lat edge is kept: edges stay within 1 m (20² times the 2 mm of `densify`)."""


def in_time(volumes: Sequence[Volume4D], seconds: float) -> tuple[Volume4D, ...]:
    """All times ``seconds`` later. `OverflowError` past the calendar."""
    by = timedelta(seconds=seconds)

    def change(part: Volume4D | Segment) -> dict[str, object]:
        times = {name: getattr(part, name) for name in ("time_start", "time_end")}
        return {name: time if time is None else time + by for name, time in times.items()}

    return tuple(_changed(v, change) for v in volumes)


def in_height(volumes: Sequence[Volume4D], by: float) -> tuple[Volume4D, ...]:
    """All altitudes ``by`` metres higher, each in its own unit and reference, to a thousandth of the unit."""

    def change(part: Volume4D | Segment) -> dict[str, object]:
        return {name: _lifted(getattr(part, name), by) for name in ("altitude_lower", "altitude_upper")}

    return tuple(_changed(v, change) for v in volumes)


def _lifted(altitude: Altitude | None, by: float) -> Altitude | None:
    if altitude is None:
        return None
    factor = {"M": 1.0, "FT": FOOT_M, "FL": 100 * FOOT_M}[altitude.units]
    return msgspec.structs.replace(altitude, value=round(altitude.value + by / factor, 3))


def _changed(volume: Volume4D, change: Callable[[Volume4D | Segment], dict[str, object]]) -> Volume4D:
    footprint = volume.footprint
    if isinstance(footprint, Corridor) and footprint.segments:
        segments = tuple(msgspec.structs.replace(s, **change(s)) for s in footprint.segments)
        footprint = msgspec.structs.replace(footprint, segments=segments)
    return msgspec.structs.replace(volume, footprint=footprint, **change(volume))


Turn = Callable[[Position], Position]


def _centre(volumes: Sequence[Volume4D]) -> Points:
    return middle(ecef(np.array([p for v in volumes for _, p in positions(v.footprint)])))


def course(volumes: Sequence[Volume4D]) -> float:
    """The course from the first position to the last, degrees from north, as it is in the middle of the volumes."""
    centre = _centre(volumes)
    line = [p for v in volumes for _, p in positions(v.footprint)]
    along = np.diff(ecef(np.array([line[0], line[-1]])), axis=0)[0]
    lon, lat = np.radians(lonlat(centre[None, :])[0])
    east = np.array([-math.sin(lon), math.cos(lon), 0.0])
    north = np.array([-math.sin(lat) * math.cos(lon), -math.sin(lat) * math.sin(lon), math.cos(lat)])
    return math.degrees(math.atan2(float(along @ east), float(along @ north)))


def aside(volumes: Sequence[Volume4D], azimuth: float, away: float) -> tuple[Volume4D, ...]:
    """Volumes with geodesic edges, turned about the earth's centre so that their middle moves ``away`` metres.

    Lengths keep to a hundredth; poles and the antimeridian are ordinary places.
    """
    centre = _centre(volumes)
    lon, lat = lonlat(centre[None, :])[0]
    there = geod().fwd(lon, lat, azimuth, away)[:2]
    here, goal = (p / np.linalg.norm(p) for p in ecef(np.array([(lon, lat), there])))
    axis = np.cross(here, goal)
    sine, cosine = float(np.linalg.norm(axis)), float(here @ goal)
    axis = axis / sine

    def turned(at: Position) -> Position:
        p = ecef(np.array([at]))[0]
        q = p * cosine + np.cross(axis, p) * sine + axis * float(axis @ p) * (1 - cosine)
        east, north = lonlat(q[None, :])[0]
        return round(float(east), DECIMALS), round(float(north), DECIMALS)

    return tuple(msgspec.structs.replace(v, footprint=_turned(v.footprint, turned)) for v in volumes)


def _turned(footprint: Footprint, turn: Turn) -> Footprint:
    match footprint:
        case Circle():
            return msgspec.structs.replace(footprint, center=turn(footprint.center))
        case Point():
            return msgspec.structs.replace(footprint, coordinates=turn(footprint.coordinates))
        case Corridor():
            return msgspec.structs.replace(footprint, coordinates=tuple(map(turn, footprint.coordinates)))
        case Polygon():
            return Polygon(tuple(tuple(map(turn, ring)) for ring in footprint.coordinates))
        case MultiPolygon():
            return MultiPolygon(tuple(tuple(tuple(map(turn, ring)) for ring in poly) for poly in footprint.coordinates))


# --- edges that bend ------------------------------------------------------------------------------------------------------


def geodesic(volume: Volume4D) -> Volume4D:
    """The same volume with geodesic edges: others depend on where they lie, and lon/lat edges do not cross 180°."""
    if volume.edges == "geodesic":
        return volume
    edges, footprint = volume.edges, volume.footprint
    match footprint:
        case Polygon():
            footprint = Polygon(tuple(_bent(ring, edges)[0] for ring in footprint.coordinates))
        case MultiPolygon():
            footprint = MultiPolygon(tuple(tuple(_bent(ring, edges)[0] for ring in poly) for poly in footprint.coordinates))
        case Corridor():
            line, counts = _bent(footprint.coordinates, edges)
            segments = tuple(s for s, count in zip(footprint.segments, counts, strict=False) for _ in range(count))
            footprint = msgspec.structs.replace(footprint, coordinates=line, segments=segments)
        case _:
            pass
    return msgspec.structs.replace(volume, footprint=footprint, edges="geodesic")


def _bent(line: tuple[Position, ...], edges: Edges) -> tuple[tuple[Position, ...], list[int]]:
    """A line with positions added along its edges, and how many geodesic edges each of its edges became."""
    bent, counts = [line[0]], []
    for start, end in pairwise(line):
        inner = densify((start, end), edges, "$.footprint")[1:-1][THINNED - 1 :: THINNED]
        bent += [(round(float(lon), DECIMALS), round(float(lat), DECIMALS)) for lon, lat in inner]
        bent.append(end)
        counts.append(len(inner) + 1)
    return tuple(bent), counts
