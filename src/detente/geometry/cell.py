"""Coarse volumes: cells and hours that always contain the exact volume, in space, altitude and time (G8, G10).

A cell footprint is written with ``lonlat`` edges along the global grid; near a pole it is a cap around the pole.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from detente.errors import InputError
from detente.geometry.earth import RADIUS, A, B, lonlat
from detente.geometry.measure import BOUND_M
from detente.geometry.part import Part, central, parts
from detente.volume import Altitude, Circle, Corridor, Footprint, MultiPolygon, Polygon, Position, Volume4D, metres, rings

CELL_DEG: Final = 0.1
HOURS: Final = 1
STEP_M: Final = 500.0
SLACK_M: Final = 10.0
"""Added around everything before it is cut into cells: bounds, dips of chords, bulging edges."""
CAP_DEG: Final = 89.0
Box = tuple[float, float, float, float]


def lonlat_box(part: Part, margin_m: float = 0.0) -> list[Box]:
    """Boxes ``(west, south, east, north)`` in degrees that contain the part's core and ``margin_m`` around it.

    Two boxes where it crosses the antimeridian; all longitudes where a pole is within.
    """
    margin = margin_m + _bulge(part) + SLACK_M
    degrees = math.degrees(margin / B) * 1.01
    places = lonlat(part.points)
    south, north = float(places[:, 1].min()) - degrees, float(places[:, 1].max()) + degrees
    south, north = _poles(part, south, north)
    if north >= 90.0 or south <= -90.0:
        return [(-180.0, max(south, -90.0), 180.0, min(north, 90.0))]
    widest = min(180.0, degrees / math.cos(math.radians(max(abs(south), abs(north)))))
    middle = math.degrees(math.atan2(part.centre[1], part.centre[0]))
    turned = np.unwrap(np.concatenate(([middle], places[:, 0])), period=360.0)[1:]
    west, east = float(turned.min()) - widest, float(turned.max()) + widest
    return _wrapped(west, south, east, north)


def _bulge(part: Part) -> float:
    """How far the inside of a polygon or a long edge can lie beyond its dense points: nothing but half a piece."""
    return 2_600.0 if len(part.points) > 1 else 0.0


def _poles(part: Part, south: float, north: float) -> tuple[float, float]:
    if part.frame is None or part.plane is None:
        return south, north
    import shapely

    for pole in (1.0, -1.0):
        ray = np.array([[0.0, 0.0, pole]])
        if float(ray[0] @ part.frame[2]) > 0 and part.plane.intersects(shapely.Point(central(ray, part.frame)[0])):
            south, north = (south, 90.0) if pole > 0 else (-90.0, north)
    return south, north


def _wrapped(west: float, south: float, east: float, north: float) -> list[Box]:
    if east - west >= 360.0:
        return [(-180.0, south, 180.0, north)]
    west, east = (west + 180.0) % 360.0 - 180.0, (east + 180.0) % 360.0 - 180.0
    if west <= east:
        return [(west, south, east, north)]
    return [(west, south, 180.0, north), (-180.0, south, east, north)]


def coarsen(volume: Volume4D, *, cell_deg: float = CELL_DEG, hours: int = HOURS) -> Volume4D:
    """A volume of cells, whole hours and 500 m steps that contains ``volume`` with its radius, buffer and accuracy."""
    pieces = parts(volume)
    boxes = [box for p in pieces for box in lonlat_box(p, p.radius_m + p.accuracy_m)]
    lower, upper = _altitudes(volume)
    start, end = _window(min(p.t0 for p in pieces), max(p.t1 for p in pieces), hours)
    return Volume4D(
        footprint=_cells(boxes, cell_deg),
        altitude_lower=lower,
        altitude_upper=upper,
        time_start=start,
        time_end=end,
        edges="lonlat",
    )


def _cells(boxes: list[Box], cell: float) -> Footprint:
    south, north = min(b[1] for b in boxes), max(b[3] for b in boxes)
    if north > CAP_DEG or south < -CAP_DEG or any(b[2] - b[0] > 90.0 for b in boxes):
        return _cap(boxes, south, north)
    snapped = sorted({_snap(box, cell) for box in boxes})
    east = [b for b in snapped if b[2] > 0 or b[0] > -90]
    groups = [_hull(g) for g in (east, [b for b in snapped if b not in east])] if _crosses(boxes) else [_hull(snapped)]
    drawn = [(_ring(g),) for g in groups if g is not None]
    return Polygon(drawn[0]) if len(drawn) == 1 else MultiPolygon(tuple(drawn))


def _crosses(boxes: list[Box]) -> bool:
    return any(b[2] == 180.0 for b in boxes) and any(b[0] == -180.0 for b in boxes)


def _hull(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _snap(box: Box, cell: float) -> Box:
    west, south = (math.floor(v / cell) * cell for v in box[:2])
    east, north = (math.ceil(v / cell) * cell for v in box[2:])
    return (max(round(west, 7), -180.0), max(round(south, 7), -90.0), min(round(east, 7), 180.0), min(round(north, 7), 90.0))


def _ring(box: Box) -> tuple[Position, ...]:
    west, south, east, north = box
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def _cap(boxes: list[Box], south: float, north: float) -> Footprint:
    if abs(north) < abs(south):
        pole, edge = -90.0, north
    else:
        pole, edge = 90.0, south
    radius = math.ceil((math.radians(abs(pole - edge)) * A * 1.01 + SLACK_M) / 10_000) * 10_000.0
    if radius > 1_000_000.0:
        raise InputError("bad-geometry", "too large for cells", where="$.footprint", hint="split it, or give it exactly")
    return Circle((0.0, pole), radius)


def _altitudes(volume: Volume4D) -> tuple[Altitude | None, Altitude | None]:
    bounds = [(volume.altitude_lower, volume.altitude_upper)]
    if isinstance(volume.footprint, Corridor) and volume.footprint.segments:
        bounds = [
            (s.altitude_lower or volume.altitude_lower, s.altitude_upper or volume.altitude_upper)
            for s in volume.footprint.segments
        ]
    lower, upper = _outermost([low for low, _ in bounds], up=False), _outermost([high for _, high in bounds], up=True)
    if lower is None or lower != upper:
        return lower, upper
    # One level on the border of a step would be told as it is. It gets a step like all others; towards 0, within the limits.
    other = Altitude(lower.value + (STEP_M if lower.value <= 0 else -STEP_M), "M", lower.reference)
    return (lower, other) if lower.value <= 0 else (other, lower)


def _outermost(given: list[Altitude | None], *, up: bool) -> Altitude | None:
    stated = [a for a in given if a is not None]
    if len(stated) < len(given) or len({a.reference for a in stated}) != 1:
        return None
    values = [metres(a) for a in stated]
    step = math.ceil(max(values) / STEP_M) if up else math.floor(min(values) / STEP_M)
    return Altitude(step * STEP_M, "M", stated[0].reference)


def _window(start: float, end: float, hours: int) -> tuple[datetime | None, datetime | None]:
    first, last = _hour(start, hours, up=False), _hour(end, hours, up=True)
    if first is not None and first == last:  # an instant on the hour would be told as it is
        last = _hour(end + 1.0, hours, up=True)
    return first, last


def _hour(seconds: float, hours: int, *, up: bool) -> datetime | None:
    if math.isinf(seconds):
        return None
    width = 3600 * hours
    whole = (math.ceil if up else math.floor)(seconds / width) * width
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=whole)
    except OverflowError:
        return None  # beyond the calendar: open-ended, which contains it


def contains(outer: Volume4D, inner: Volume4D) -> bool:
    """Whether ``outer`` contains ``inner`` with its radius and accuracy; False where that is in doubt."""
    return all(any(_contains(o, i) for o in parts(outer)) or _union_contains(outer, i) for i in parts(inner))


def _contains(outer: Part, inner: Part) -> bool:
    if not (outer.t0 <= inner.t0 and inner.t1 <= outer.t1):
        return False
    if not (_inside_band(outer, inner)):
        return False
    margin = inner.radius_m + inner.accuracy_m + BOUND_M
    if outer.kind == "point":
        far = np.sqrt(((inner.points - outer.centre) ** 2).sum(axis=1)).max() + margin + _arc_excess(outer.radius_m)
        return bool(far <= outer.radius_m)
    return outer.kind == "polygon" and _inside_polygon(outer, inner, margin)


def _arc_excess(radius: float) -> float:
    return radius**3 / (24 * RADIUS**2) * 1.01


def _inside_band(outer: Part, inner: Part) -> bool:
    a, b = outer.band, inner.band
    if a.reference is not None and a.reference == b.reference:
        return a.raw_lower_m <= b.raw_lower_m and b.raw_upper_m <= a.raw_upper_m
    return a.lower_m <= b.lower_m and b.upper_m <= a.upper_m


def _inside_polygon(outer: Part, inner: Part, margin: float) -> bool:
    import shapely

    frame = outer.frame
    if frame is None or bool((inner.points @ frame[2] <= 0).any()):
        return False
    xy = central(inner.points, frame)
    if not bool(outer.plane.contains(shapely.MultiPoint(xy))):
        return False
    # Lengths in the plane are larger than on the ground by at most 1 / cos² of the arc, and in earth radii.
    stretch = 1.01 * (1 + float((xy**2).sum(axis=1).max())) / B
    return bool(shapely.distance(shapely.MultiPoint(xy), outer.plane.boundary) >= margin * stretch)


def _union_contains(outer: Volume4D, inner: Part) -> bool:
    """Cells are boxes of degrees, on both sides of the antimeridian one footprint: each box around ``inner`` lies in one of them.

    Exact where the plane is not: its margin for lengths may be larger than the room that a cell leaves.
    """
    found = [_box_of(ring[1]) for ring in rings(outer.footprint)]
    cells = [box for box in found if box is not None]
    if outer.edges != "lonlat" or not cells or len(cells) < len(found):
        return False
    pieces = parts(outer)
    if not (pieces[0].t0 <= inner.t0 and inner.t1 <= pieces[0].t1 and _inside_band(pieces[0], inner)):
        return False
    boxes = lonlat_box(inner, inner.radius_m + inner.accuracy_m)
    return all(any(c[0] <= b[0] and c[1] <= b[1] and b[2] <= c[2] and b[3] <= c[3] for c in cells) for b in boxes)


def _box_of(ring: tuple[Position, ...]) -> Box | None:
    """The box that a ring draws; None for any other ring, whose box is larger than it is."""
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    drawn = {*ring} == {(west, south), (east, south), (east, north), (west, north)}
    steps = all((x == u) != (y == v) for (x, y), (u, v) in pairwise(ring))
    return (west, south, east, north) if drawn and steps and len(ring) == 5 else None
