"""Boxes in degrees around a position and their radius in metres; at the poles and across the antimeridian as elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, atan, cos, degrees, radians, sin, sqrt, tan
from typing import Final

import msgspec

from detente.coordinates.model import Area, Doubt, Format

RADIUS_M: Final = 6_399_594.0
"""The largest radius of curvature of WGS 84 (at the poles): on a sphere of it no distance comes out shorter than it is."""
SLACK: Final = 1e-13
"""Degrees that every box is wider by: the last bits of a double at 180, through degrees, minutes and seconds."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A position in the datum of the text, before any shift: what all readers of a format give."""

    latitude: float
    longitude: float
    area: Area
    format: Format
    how: str = ""
    doubts: tuple[Doubt, ...] = ()


def wrapped(longitude: float) -> float:
    """The longitude within -180 .. 180; both ends stay what they are."""
    if -180.0 <= longitude <= 180.0:
        return longitude
    return (longitude + 180.0) % 360.0 - 180.0


def around(latitude: float, longitude: float, half_latitude: float, half_longitude: float) -> Area:
    """The box of half a side each way; cut at the poles, ``west > east`` across the antimeridian."""
    half_latitude += SLACK
    half_longitude += SLACK
    south, north = max(-90.0, latitude - half_latitude), min(90.0, latitude + half_latitude)
    if half_longitude >= 180.0:
        return Area(south, -180.0, north, 180.0)
    west, east = longitude - half_longitude, longitude + half_longitude
    if west < -180.0 or east > 180.0:
        west, east = wrapped(west), wrapped(east)
    return Area(south, west, north, east)


def hull(points: Iterable[tuple[float, float]], middle: float, slack: float) -> Area:
    """The smallest box, ``slack`` degrees wider, around points (latitude, longitude) less than 180° from longitude ``middle``."""
    listed = list(points)
    aside = [(longitude - middle + 540.0) % 360.0 - 180.0 for _, longitude in listed]
    south, north = min(latitude for latitude, _ in listed), max(latitude for latitude, _ in listed)
    aslant = slack / max(cos(radians(max(abs(south), abs(north)))), 1e-9)
    west, east = middle + min(aside) - aslant, middle + max(aside) + aslant
    if east - west >= 360.0:
        west, east = -180.0, 180.0
    return Area(max(-90.0, south - slack), wrapped(west), min(90.0, north + slack), wrapped(east))


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres on the sphere of `RADIUS_M`: up to 1 % more than on the ellipsoid, never less."""
    a, b = radians(latitude), radians(other_latitude)
    over, along = sin((b - a) / 2), sin(radians(other_longitude - longitude) / 2)
    return 2 * RADIUS_M * asin(min(1.0, sqrt(over * over + cos(a) * cos(b) * along * along)))


def radius_m(latitude: float, longitude: float, area: Area) -> float:
    """Radius around a position inside ``area`` that holds the whole of it, metres.

    Its farthest point is a corner, or where more than a quarter turn away, the turning point of that meridian."""
    aside = 180.0
    if area.east - area.west < 360.0:
        aside = min(180.0, max((longitude - area.west) % 360.0, (area.east - longitude) % 360.0))
    farthest = max(distance_m(latitude, 0.0, area.south, aside), distance_m(latitude, 0.0, area.north, aside))
    if aside <= 90.0:
        return farthest
    turn = degrees(atan(tan(radians(latitude)) / cos(radians(aside))))
    return max(farthest, distance_m(latitude, 0.0, min(max(turn, area.south), area.north), aside))


def grown(area: Area, metres: float) -> Area:
    """The box wider by so many metres on each side; whole parallels where it comes to a pole."""
    by = degrees(metres / 6_335_439.0)
    south, north = area.south - by, area.north + by
    if south <= -90.0 or north >= 90.0 or area.east - area.west >= 360.0:
        return Area(max(-90.0, south), -180.0, min(90.0, north), 180.0)
    aslant = by / cos(radians(max(abs(south), abs(north))))
    width = (area.east - area.west) % 360.0
    if width + 2 * aslant >= 360.0:
        return Area(south, -180.0, north, 180.0)
    return Area(south, wrapped(area.west - aslant), north, wrapped(area.east + aslant))


def inside(area: Area, latitude: float, longitude: float) -> bool:
    """Whether a position lies in the box, its edges included."""
    if not area.south <= latitude <= area.north:
        return False
    if abs(latitude) == 90.0 or area.east - area.west >= 360.0:
        return True
    if longitude in (180.0, -180.0):
        return area.west > area.east or area.east == 180.0 or area.west == -180.0
    return area.west <= longitude <= area.east if area.west <= area.east else longitude >= area.west or longitude <= area.east
