"""Volumes in space, altitude and time: pure structs, no geometry library.

Names follow ASTM F3548-21 and InterUSS: ``Volume4D`` = footprint x ``altitude_lower``..``altitude_upper`` x
``time_start``..``time_end``. Positions are GeoJSON positions ``(longitude, latitude)`` in degrees WGS 84 with at most
seven decimals. An altitude is value + unit + reference, never a bare number. Times are RFC 3339, UTC.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

import msgspec

from detente.errors import InputError

MAX_VERTICES: Final = 10_000
"""Positions in one footprint. 10^4 vertices describe a coastline to 10 m; more is a file that was not meant for this."""
MAX_PARTS: Final = 1_000
"""Segments of a corridor, polygons of a multipolygon, holes of a polygon."""
MAX_RADIUS_M: Final = 1_000_000.0
"""Largest radius, half width, buffer and accuracy in metres."""
DECIMALS: Final = 7
"""Decimals of a degree that are kept: 1e-7 degrees = 11 mm on the equator."""

Edges = Literal["geodesic", "rhumb", "lonlat"]
Units = Literal["M", "FT", "FL"]
Reference = Literal["W84", "AMSL", "AGL", "STD", "UNKNOWN"]
Position = tuple[float, float]
Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Altitude(msgspec.Struct, frozen=True):
    """An altitude as it was stated.

    ``units``: ``M`` metres, ``FT`` feet, ``FL`` hundreds of feet. ``reference``: ``W84`` height above the WGS 84 ellipsoid,
    ``AMSL`` above mean sea level, ``AGL`` above the ground, ``STD`` pressure altitude (flight levels), ``UNKNOWN`` not stated.
    """

    value: float
    units: Units = "M"
    reference: Reference = "UNKNOWN"


class Polygon(msgspec.Struct, frozen=True, tag_field="type", tag="Polygon"):
    """Rings of positions, each closed (first = last); the first is the outer ring, the others are holes (RFC 7946 §3.1.6)."""

    coordinates: tuple[tuple[Position, ...], ...]


class MultiPolygon(msgspec.Struct, frozen=True, tag_field="type", tag="MultiPolygon"):
    """Several polygons."""

    coordinates: tuple[tuple[tuple[Position, ...], ...], ...]


class Circle(msgspec.Struct, frozen=True, tag_field="type", tag="Circle"):
    """All places within ``radius_m`` metres (geodesic) of ``center``."""

    center: Position
    radius_m: float


class Point(msgspec.Struct, frozen=True, tag_field="type", tag="Point"):
    """A place given by one position, with the radius in metres that its notifier asks to be respected."""

    coordinates: Position
    radius_m: float = 0.0


class Segment(msgspec.Struct, frozen=True):
    """Altitudes and times of one segment of a corridor; what is absent is taken from the volume."""

    altitude_lower: Altitude | None = None
    altitude_upper: Altitude | None = None
    time_start: Time | None = None
    time_end: Time | None = None


class Corridor(msgspec.Struct, frozen=True, tag_field="type", tag="Corridor"):
    """All places within ``half_width_m`` metres of a line; ``segments`` is empty or has one entry for each leg."""

    coordinates: tuple[Position, ...]
    half_width_m: float
    segments: tuple[Segment, ...] = ()


Footprint = Polygon | MultiPolygon | Circle | Point | Corridor


class Volume4D(msgspec.Struct, frozen=True):
    """Footprint x altitude band x time window (closed on both sides).

    An absent altitude bound is unbounded on that side, an absent time bound is open-ended on that side. ``edges`` says what a
    straight edge is; ``accuracy_m`` is the positional accuracy of the footprint (radius, metres), ``buffer_m`` the distance the
    notifier or the agreement asks to be kept around it.
    """

    footprint: Footprint
    altitude_lower: Altitude | None = None
    altitude_upper: Altitude | None = None
    time_start: Time | None = None
    time_end: Time | None = None
    edges: Edges = "geodesic"
    accuracy_m: float = 0.0
    buffer_m: float = 0.0


def positions(footprint: Footprint) -> list[tuple[str, Position]]:
    """Every position of a footprint with its field path, e.g. ``("coordinates[0][3]", (36.1, 35.8))``."""
    match footprint:
        case Circle():
            return [("center", footprint.center)]
        case Point():
            return [("coordinates", footprint.coordinates)]
        case Corridor():
            return [(f"coordinates[{i}]", p) for i, p in enumerate(footprint.coordinates)]
        case Polygon():
            return [(f"coordinates[{r}][{i}]", p) for r, ring in enumerate(footprint.coordinates) for i, p in enumerate(ring)]
        case MultiPolygon():
            return [
                (f"coordinates[{m}][{r}][{i}]", p)
                for m, rings in enumerate(footprint.coordinates)
                for r, ring in enumerate(rings)
                for i, p in enumerate(ring)
            ]


def rings(footprint: Footprint) -> list[tuple[str, tuple[Position, ...]]]:
    """Every ring of a polygon or multipolygon with its field path; none for other footprints."""
    match footprint:
        case Polygon():
            return [(f"coordinates[{r}]", ring) for r, ring in enumerate(footprint.coordinates)]
        case MultiPolygon():
            return [
                (f"coordinates[{m}][{r}]", ring) for m, poly in enumerate(footprint.coordinates) for r, ring in enumerate(poly)
            ]
        case _:
            return []


def validate(volume: Volume4D, where: str = "$") -> None:
    """Refuse a volume that breaks a rule which needs no geometry.

    Raises `InputError` with the path of the field. Shapes (self-crossing rings, size on the globe) are checked by
    `detente.geometry.parts`.
    """
    _check_counts(volume.footprint, f"{where}.footprint")
    _check_positions(volume.footprint, f"{where}.footprint")
    _check_shape(volume.footprint, f"{where}.footprint")
    for name in ("accuracy_m", "buffer_m"):
        _check_metres(getattr(volume, name), f"{where}.{name}")
    _check_band(volume.altitude_lower, volume.altitude_upper, where)
    _check_window(volume.time_start, volume.time_end, where)
    if isinstance(volume.footprint, Corridor):
        for i, segment in enumerate(volume.footprint.segments):
            place = f"{where}.footprint.segments[{i}]"
            lower, upper, start, end = inherited(volume, segment)
            _check_band(lower, upper, place)
            _check_window(start, end, place)


def inherited(volume: Volume4D, segment: Segment) -> tuple[Altitude | None, Altitude | None, datetime | None, datetime | None]:
    """Altitudes and times of a corridor's segment, completed from its volume."""
    return (
        segment.altitude_lower or volume.altitude_lower,
        segment.altitude_upper or volume.altitude_upper,
        segment.time_start or volume.time_start,
        segment.time_end or volume.time_end,
    )


def _refuse(code: str, message: str, where: str, hint: str = "") -> InputError:
    return InputError(code, message, where=where, hint=hint)


def _check_counts(footprint: Footprint, where: str) -> None:
    parts = 1
    match footprint:
        case Polygon():
            parts, total = len(footprint.coordinates), sum(map(len, footprint.coordinates))
        case MultiPolygon():
            parts = sum(map(len, footprint.coordinates))
            total = sum(len(ring) for rings_ in footprint.coordinates for ring in rings_)
        case Corridor():
            parts, total = max(len(footprint.coordinates) - 1, len(footprint.segments)), len(footprint.coordinates)
        case _:
            total = 1
    if total > MAX_VERTICES:
        raise _refuse("too-large", f"{total} positions; at most {MAX_VERTICES}", f"{where}.coordinates", "simplify the outline")
    if parts > MAX_PARTS:
        raise _refuse("too-large", f"{parts} parts; at most {MAX_PARTS}", f"{where}.coordinates", "split the notice")


def _check_positions(footprint: Footprint, where: str) -> None:
    for path, (lon, lat) in positions(footprint):
        place = f"{where}.{path}"
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise _refuse("bad-value", "a coordinate is not a finite number", place)
        if not -90.0 <= lat <= 90.0:
            hint = "longitude and latitude may be swapped: GeoJSON has longitude first" if abs(lon) <= 90.0 else ""
            raise _refuse("bad-value", f"latitude {lat} is outside -90..90", place, hint)
        if not -180.0 <= lon <= 180.0:
            raise _refuse("bad-value", f"longitude {lon} is outside -180..180", place)
        if round(lon, DECIMALS) != lon or round(lat, DECIMALS) != lat:
            raise _refuse("bad-value", f"more than {DECIMALS} decimals of a degree", place, "round the coordinate")


def _check_shape(footprint: Footprint, where: str) -> None:
    match footprint:
        case Circle():
            _check_metres(footprint.radius_m, f"{where}.radius_m", positive=True)
        case Point():
            _check_metres(footprint.radius_m, f"{where}.radius_m")
        case Corridor():
            _check_metres(footprint.half_width_m, f"{where}.half_width_m")
            legs = len(footprint.coordinates) - 1
            if legs < 1:
                raise _refuse("bad-geometry", "a corridor needs at least two positions", f"{where}.coordinates")
            if footprint.segments and len(footprint.segments) != legs:
                raise _refuse("bad-geometry", f"{len(footprint.segments)} segments for {legs} legs", f"{where}.segments")
        case Polygon() | MultiPolygon():
            if not footprint.coordinates or any(not poly for poly in footprint.coordinates):
                raise _refuse("bad-geometry", "an empty polygon", f"{where}.coordinates")
    for path, ring in rings(footprint):
        if len(ring) < 4:
            raise _refuse("bad-geometry", "a ring needs at least four positions", f"{where}.{path}")
        if ring[0] != ring[-1]:
            hint = "repeat the first position at the end"
            raise _refuse("bad-geometry", "a ring is not closed", f"{where}.{path}", hint)


def _check_metres(value: float, where: str, *, positive: bool = False) -> None:
    if not math.isfinite(value) or value < 0 or (positive and value == 0) or value > MAX_RADIUS_M:
        raise _refuse("bad-value", f"{value} m is outside {'above ' if positive else ''}0..{MAX_RADIUS_M:.0f} m", where)


def _check_band(lower: Altitude | None, upper: Altitude | None, where: str) -> None:
    for name, altitude in (("altitude_lower", lower), ("altitude_upper", upper)):
        if altitude is not None and not (math.isfinite(altitude.value) and abs(metres(altitude)) <= 100_000):
            raise _refuse("bad-value", f"altitude {altitude.value} {altitude.units} is outside +-100 km", f"{where}.{name}")
    if lower is not None and upper is not None and lower.reference == upper.reference and metres(lower) > metres(upper):
        raise _refuse("bad-value", "altitude_lower is above altitude_upper", f"{where}.altitude_lower", "swap the two")


def _check_window(start: datetime | None, end: datetime | None, where: str) -> None:
    for name, time in (("time_start", start), ("time_end", end)):
        if time is not None and time.utcoffset() != timedelta(0):
            raise _refuse("bad-value", "a time is not UTC", f"{where}.{name}", "write it with Z, RFC 3339")
    if start is not None and end is not None and start > end:
        raise _refuse("bad-value", "time_start is after time_end", f"{where}.time_start", "swap the two")


def metres(altitude: Altitude) -> float:
    """The altitude's value in metres above its own reference (1 ft = 0.3048 m, FL = 100 ft)."""
    factor = {"M": 1.0, "FT": 0.3048, "FL": 30.48}[altitude.units]
    return altitude.value * factor
