"""A position as text in any format, so that `reading.read` takes it back to within what was written."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, nextafter
from typing import Final

from openlocationcode import openlocationcode

from detente.coordinates.model import Format
from detente.coordinates.projections import band_of, ups, utm, zone_of

_WGS84: Final = (6378137.0, 298.257223563)
_ROOM: Final = (-80.0, 84.0)


def write(latitude: float, longitude: float, format: Format, precision: int | None = None) -> str:
    """A position in degrees WGS 84 as text.

    ``precision``: decimals of the last unit for DD (6), DDM (4), DMS (2), UTM and UPS (0), GEOURI (6); digits for MGRS (10);
    characters for PLUSCODE (11); in brackets what is taken where it is left out. UTM is written with the hemisphere in full,
    since *42S* would be band S or zone 42 south.
    Raises: ValueError for a position or precision out of range, for UTM or UPS where they are not defined, for LINK.
    """
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90.0 and abs(longitude) <= 180.0):
        raise ValueError(f"no position: {latitude}, {longitude}")
    if format not in _WRITERS:
        raise ValueError(f"positions are not written as {format}")
    writer, usual, allowed = _WRITERS[format]
    chosen = usual if precision is None else precision
    if chosen not in allowed:
        raise ValueError(f"{format} has a precision of {allowed[0]} to {allowed[-1]}, not {chosen}")
    return writer(latitude, longitude, chosen)


def _decimal(latitude: float, longitude: float, places: int) -> str:
    return f"{latitude:.{places}f}, {longitude:.{places}f}"


def _uri(latitude: float, longitude: float, places: int) -> str:
    return f"geo:{latitude:.{places}f},{longitude:.{places}f}"


def _sexagesimal(parts: int) -> Callable[[float, float, int], str]:
    """Rounded once, in the smallest unit, so that no 60 is ever written."""

    def one(value: float, letters: str, width: int, places: int) -> str:
        scale = 10**places
        total = round(abs(value) * 60.0**parts * scale)
        whole, fraction = divmod(total, scale)
        units = [f"{whole % 60:02d}" if parts else str(whole)]
        if places:
            units[0] += f".{fraction:0{places}d}"
        whole //= 60
        if parts == 2:
            units.insert(0, f"{whole % 60:02d}")
            whole //= 60
        marked = "".join(unit + mark for unit, mark in zip(units, "'\"", strict=False))
        return f"{whole:0{width}d}°{marked}{letters[value < 0.0]}"

    def both(latitude: float, longitude: float, places: int) -> str:
        return f"{one(latitude, 'NS', 2, places)} {one(longitude, 'EW', 3, places)}"

    return both


def _utm(latitude: float, longitude: float, places: int) -> str:
    if not _ROOM[0] <= latitude <= _ROOM[1]:
        raise ValueError("UTM is defined from 80 degrees south to 84 north; write UPS")
    zone, south = zone_of(latitude, longitude), latitude < 0.0
    east, north = utm(zone, south, _WGS84)(longitude, latitude)
    return f"UTM {zone} {'south' if south else 'north'} {east:.{places}f} {north:.{places}f}"


def _ups(latitude: float, longitude: float, places: int) -> str:
    if _ROOM[0] < latitude < _ROOM[1]:
        raise ValueError("UPS is defined around the poles; write UTM")
    south = latitude < 0.0
    east, north = ups(south, _WGS84)(longitude, latitude)
    return f"UPS {'south' if south else 'north'} {east:.{places}f} {north:.{places}f}"


def _mgrs(latitude: float, longitude: float, digits: int) -> str:
    from detente.coordinates.squares import letters_of, polar_letters

    half, unit = digits // 2, 10 ** (5 - digits // 2)
    if not _ROOM[0] <= latitude <= _ROOM[1]:
        east, north = ups(latitude < 0.0, _WGS84)(longitude, latitude)
        head, named = polar_letters(latitude < 0.0, east, north), "MGRS "
        return named * (not digits) + _cut(head, east, north, half, unit)
    zone, south = zone_of(latitude, longitude), latitude < 0.0
    # Digits are cut, never rounded: the square must hold the position. South of the equator 10,000 km is the equator itself.
    east, north = utm(zone, south, _WGS84)(longitude, latitude)
    if south:
        north = min(north, nextafter(10_000_000.0, 0.0))
    return _cut(f"{zone}{band_of(latitude)} {letters_of(zone, east, north)}", east, north, half, unit)


def _cut(head: str, east: float, north: float, half: int, unit: int) -> str:
    places = (f"{int(side % 100_000.0) // unit:0{half}d}" for side in (east, north))
    return " ".join((head, *places)) if half else head


def _pluscode(latitude: float, longitude: float, characters: int) -> str:
    # Short of 90 or 180 by less than it rounds by, the encoder would leave its alphabet.
    latitude = 90.0 if latitude > 90.0 - 1e-12 else latitude
    return str(openlocationcode.encode(latitude, -180.0 if longitude > 180.0 - 1e-12 else longitude, characters))


_WRITERS: Final[dict[str, tuple[Callable[[float, float, int], str], int, range]]] = {
    "DD": (_decimal, 6, range(0, 13)),
    "DDM": (_sexagesimal(1), 4, range(0, 10)),
    "DMS": (_sexagesimal(2), 2, range(0, 8)),
    "UTM": (_utm, 0, range(0, 7)),
    "UPS": (_ups, 0, range(0, 7)),
    "MGRS": (_mgrs, 10, range(0, 11, 2)),
    "PLUSCODE": (_pluscode, 11, range(2, 16)),
    "GEOURI": (_uri, 6, range(0, 13)),
}
