"""UTM and UPS to degrees and back, on any ellipsoid; the zones of UTM with their exceptions (NGA.STND.0037)."""

from __future__ import annotations

from functools import lru_cache
from math import degrees, radians, tan
from typing import TYPE_CHECKING, Final, NamedTuple

from detente.coordinates.areas import hull, wrapped
from detente.coordinates.model import Area

if TYPE_CHECKING:
    from pyproj import Proj

Axes = tuple[float, float]
BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
EASTINGS: Final = (100_000.0, 900_000.0)
POLE_M: Final = 2_000_000.0
"""Easting and northing of the pole in UPS."""
_EDGE: Final = 8


class Square(NamedTuple):
    """Lower left corner and sides in metres of a projected area."""

    easting: float
    northing: float
    width: float
    height: float


def band_of(latitude: float) -> str:
    """The letter of the band, for -80 to 84 degrees."""
    return BANDS[min(19, max(0, int(latitude // 8.0) + 10))]


def band_limits(band: str) -> tuple[float, float]:
    """South and north edge of a band in degrees."""
    south = BANDS.index(band) * 8.0 - 80.0
    return south, 84.0 if band == "X" else south + 8.0


def zone_of(latitude: float, longitude: float) -> int:
    """The zone, with the exceptions of Norway (32V) and Svalbard (31X to 37X)."""
    zone = int((longitude + 180.0) // 6.0) % 60 + 1
    if 56.0 <= latitude < 64.0 and 3.0 <= longitude < 12.0:
        return 32
    if latitude >= 72.0 and 0.0 <= longitude < 42.0:
        return 31 + 2 * int((longitude + 3.0) // 12.0)
    return zone


def zone_limits(zone: int, band: str) -> tuple[float, float]:
    """West and east edge of a zone in degrees."""
    west = zone * 6.0 - 186.0
    wide = {(31, "V"): (0.0, 3.0), (32, "V"): (3.0, 12.0), (31, "X"): (0.0, 9.0), (33, "X"): (9.0, 21.0),
            (35, "X"): (21.0, 33.0), (37, "X"): (33.0, 42.0)}  # fmt: skip
    return wide.get((zone, band), (west, west + 6.0))


@lru_cache(maxsize=512)
def utm(zone: int, south: bool, axes: Axes) -> Proj:
    """The projection of a zone; ``south`` with 10,000 km of false northing."""
    from pyproj import Proj

    return Proj(f"+proj=utm +zone={zone} {'+south' if south else ''} +a={axes[0]!r} +rf={axes[1]!r} +units=m")


@lru_cache(maxsize=16)
def ups(south: bool, axes: Axes) -> Proj:
    """The projection around a pole, with 2,000 km each of false easting and northing."""
    from pyproj import Proj

    pole = -90 if south else 90
    return Proj(
        f"+proj=stere +lat_0={pole} +lon_0=0 +k_0=0.994 +x_0=2000000 +y_0=2000000 +a={axes[0]!r} +rf={axes[1]!r} +units=m"
    )


def utm_area(square: Square, projection: Proj) -> tuple[float, float, Area] | None:
    """The middle (latitude, longitude) of a square and the box around it; ``None`` where it lies outside the projection."""
    x, y, width, height = square
    steps = [at / _EDGE for at in range(_EDGE + 1)]
    edge = [(x + step * width, side) for step in steps for side in (y, y + height)]
    edge += [(side, y + step * height) for step in steps for side in (x, x + width)]
    east, north = projection([x + width / 2, *(e for e, _ in edge)], [y + height / 2, *(n for _, n in edge)], inverse=True)
    if not all(abs(value) <= 90.0 for value in north):
        return None
    latitude, longitude = float(north[0]), wrapped(float(east[0]))
    # What an edge can bulge between two steps, on a sphere: step² · tan(latitude) / 8R; and 10 µm for what floats lose.
    step = max(width, height) / _EDGE
    bulge = step * step * tan(radians(min(85.0, abs(latitude) + 1.0))) / (8 * 6_335_000.0)
    return latitude, longitude, hull(zip(north, east, strict=True), longitude, degrees((bulge * 2 + 1e-5) / 6_335_000.0))


def ups_area(square: Square, projection: Proj) -> tuple[float, float, Area] | None:
    """As `utm_area`, around a pole: all longitudes where the pole is inside."""
    x, y, width, height = square
    near = (min(max(POLE_M, x), x + width), min(max(POLE_M, y), y + height))
    points = [(x + width / 2, y + height / 2), near, (x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    east, north = projection([e for e, _ in points], [n for _, n in points], inverse=True)
    if not all(abs(value) <= 90.0 for value in north):
        return None
    latitude, longitude = float(north[0]), float(east[0])
    if near == (POLE_M, POLE_M):
        south = min(north[1:]) if latitude > 0 else -90.0
        top = 90.0 if latitude > 0 else max(north[1:])
        return (
            latitude,
            longitude,
            Area(south - (1e-9 if latitude > 0 else 0.0), -180.0, top + (1e-9 if latitude < 0 else 0.0), 180.0),
        )
    return latitude, longitude, hull(zip(north, east, strict=True), longitude, 1e-9)
