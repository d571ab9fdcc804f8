"""MGRS: a text is a square, and the square is the area: 10 digits 1 m, 2 digits 10 km, none 100 km (NGA.STND.0037).

A square without its grid zone designator (``VF 8769 6360``) comes back every 18 degrees and every 2,000 km: it is completed by a
position near it, else refused.
"""

from __future__ import annotations

import re
from typing import Final

from detente.coordinates.areas import Found, distance_m
from detente.coordinates.doubts import doubt
from detente.coordinates.model import Doubt
from detente.coordinates.projections import (
    BANDS,
    POLE_M,
    Axes,
    Square,
    band_limits,
    band_of,
    ups,
    ups_area,
    utm,
    utm_area,
    zone_limits,
    zone_of,
)
from detente.coordinates.sexagesimal import Unread

_NAMED: Final = re.compile(r" ?(?:utm ?/ ?mgrs|mgrs|usng|utmref|military grid|grid ref(?:erence)?|grid|gr|mgr|utm)[ .:=]{1,3}")
_WHOLE: Final = re.compile(
    r" ?(?:(?P<zone>[0-9]{1,2}) ?-?(?P<band>[a-z])|(?P<pole>[abyz])) ?-?(?P<square>[a-z] ?[a-z])(?P<digits>[ -]?[0-9][0-9 -]*)? ?"
)
_PART: Final = re.compile(r" ?(?P<square>[a-hj-np-z][a-hj-np-v])(?P<digits>[ -]?[0-9][0-9 -]*) ?")
_PARTS: Final = re.compile(
    r" ?(?P<zone>[0-9]{1,2}) ?(?P<band>[c-hj-np-x])[ ./,-]{1,2}(?P<square>[a-hj-np-z][a-hj-np-v])[ ./,-]{1,2}"
    r"(?:e ?)?(?P<east>[0-9]{1,5})(?:[ ./,-]{1,2}n ?|[ ./,-]{1,2})(?P<north>[0-9]{1,5}) ?"
)
"""The same with points, slashes, commas and the letters of easting and northing between its parts: exactly two numbers."""
_COLUMNS: Final = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
"""The letters from 100 to 800 km of easting, by zone modulo 3."""
_ROWS: Final = "ABCDEFGHJKLMNPQRSTUV"
_UPS_COLUMNS: Final = ("JKLPQRSTUXYZ", "ABCFGHJKLPQR")
"""The letters of 100 km each from 800 km of easting to the pole, and from there on."""
_UPS_ROWS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_UPS_WEST, _UPS_SOUTH, _UPS_NORTH = 800_000.0, 800_000.0, 1_300_000.0
_NEAR_M: Final = 500_000.0
_POINT_DIGITS: Final = 8
_SLACK: Final = 0.02
_HINT: Final = "write zone, band, two letters, then as many digits for the easting as for the northing: 42S VF 87694 63602"


def parse(text: str, axes: Axes, near: tuple[float, float] | None) -> list[Found] | None:
    """Every position that a text (as `digits.fold` leaves it) means as MGRS; ``None`` where it has not that shape.

    Raises: Unread
    """
    named = _NAMED.match(text)
    whole = _WHOLE.fullmatch(text, named.end() if named else 0)
    if whole and (whole["zone"] or whole["digits"] or named):
        letters, digits = whole["square"].replace(" ", "").upper(), _digits(whole["digits"] or "")
        if whole["pole"]:
            return [_polar(whole["pole"].upper() + letters, digits, axes)]
        return [square(int(whole["zone"]), whole["band"].upper(), letters, digits, axes)]
    if parts := _PARTS.fullmatch(text, named.end() if named else 0):
        digits = _digits(f"{parts['east']} {parts['north']}")
        return [square(int(parts["zone"]), parts["band"].upper(), parts["square"].upper(), digits, axes)]
    part = _PART.fullmatch(text, named.end() if named else 0)
    if part is None:
        return None
    letters, digits = part["square"].upper(), _digits(part["digits"])
    if near is None:
        hint = f"write it as in 42S {letters} {digits[: len(digits) // 2]} {digits[len(digits) // 2 :]}, or say what it is near"
        raise Unread("the grid zone designator is missing", hint, weight=3)
    return _completed(letters, digits, axes, near)


def square(zone: int, band: str, letters: str, digits: str, axes: Axes) -> Found:
    """The square of a grid zone. Raises: Unread where there is no such square in it."""
    if not 1 <= zone <= 60 or band not in BANDS or (band == "X" and zone in (32, 34, 36)):
        raise Unread(f"there is no grid zone {zone}{band}", "zones are 1 to 60, bands C to X without I and O", weight=3)
    column, row = _COLUMNS[zone % 3].find(letters[0]), _ROWS.find(letters[1])
    if column < 0 or row < 0:
        raise Unread(f"there is no square {letters} in zone {zone}", _HINT, weight=3)
    if _lettered_otherwise(axes):
        raise Unread("squares have other letters on this datum", "give the position as UTM or in degrees", weight=3)
    south = band < "N"
    low, high = band_limits(band)
    foot = ((row - (0 if zone % 2 else 5)) % 20) * 100_000.0
    middle = (low + high) / 2
    northing = min(
        (foot + lap * 2_000_000.0 for lap in range(6)),
        key=lambda n: abs((n + 50_000.0 - (10_000_000.0 if south else 0.0)) / 110_900.0 - middle),
    )
    unit, right, up = _scaled(digits)
    placed = utm_area(Square((column + 1) * 100_000.0 + right, northing + up, unit, unit), utm(zone, south, axes))
    if placed is None or placed[2].north < low - _SLACK or placed[2].south > high + _SLACK:
        raise Unread(f"square {letters} does not lie in band {band}", _HINT, weight=3)
    latitude, longitude, area = placed
    west, east = zone_limits(zone, band)
    centre = (west + east) / 2
    aside = [(edge - centre + 540.0) % 360.0 - 180.0 for edge in (area.west, area.east)]
    if aside[0] > (east - west) / 2 + _SLACK or aside[1] < -(east - west) / 2 - _SLACK:
        raise Unread(f"square {letters} does not lie in zone {zone}", _HINT, weight=3)
    how = f"zone {zone}, band {band}, square {letters}"
    return Found(latitude=latitude, longitude=longitude, area=area, format="MGRS", how=how, doubts=_short(digits))


def letters_of(zone: int, easting: float, northing: float) -> str:
    """The letters of the square that holds a position of a UTM zone."""
    row = int(northing // 100_000.0) + (0 if zone % 2 else 5)
    return _COLUMNS[zone % 3][int(easting // 100_000.0) - 1] + _ROWS[row % 20]


def _lettered_otherwise(axes: Axes) -> bool:
    """Bessel 1841, Everest and both Clarkes have the AL scheme."""
    return axes[0] < 6_378_130.0 or 6_378_200.0 < axes[0] < 6_378_300.0


def _digits(typed: str) -> str:
    groups = typed.replace("-", " ").split()
    digits = "".join(groups)
    if len(digits) % 2 or (len(groups) == 2 and len(groups[0]) != len(groups[1])):
        raise Unread(f"{len(digits)} digits do not halve into an easting and a northing", _HINT, weight=3)
    if len(digits) > 10:
        raise Unread(f"{len(digits)} digits are finer than a metre", "give ten digits at most", weight=3)
    return digits


def _scaled(digits: str) -> tuple[float, float, float]:
    """Side of the square, and its lower left corner within its 100 km square, metres."""
    half = len(digits) // 2
    unit = 10.0 ** (5 - half)
    return (unit, int(digits[:half]) * unit, int(digits[half:]) * unit) if half else (unit, 0.0, 0.0)


def _short(digits: str) -> tuple[Doubt, ...]:
    if len(digits) >= _POINT_DIGITS:
        return ()
    return (doubt("short-grid", digits=str(len(digits)), metres=f"{10 ** (5 - len(digits) // 2)}"),)


def polar_letters(south: bool, easting: float, northing: float) -> str:
    """The letters of the square around a pole that holds a position of UPS."""
    east = easting >= POLE_M
    column = int((easting - (POLE_M if east else _UPS_WEST)) // 100_000.0)
    row = int((northing - (_UPS_SOUTH if south else _UPS_NORTH)) // 100_000.0)
    return f"{('AB' if south else 'YZ')[east]} {_UPS_COLUMNS[east][column]}{_UPS_ROWS[row]}"


def _polar(letters: str, digits: str, axes: Axes) -> Found:
    south, east = letters[0] in "AB", letters[0] in "BZ"
    column, row = _UPS_COLUMNS[east].find(letters[1]), _UPS_ROWS.find(letters[2])
    if column < 0 or row < 0:
        raise Unread(f"there is no square {letters[1:]} around that pole", _HINT, weight=3)
    unit, right, up = _scaled(digits)
    easting = (POLE_M if east else _UPS_WEST) + column * 100_000.0 + right
    northing = (_UPS_SOUTH if south else _UPS_NORTH) + row * 100_000.0 + up
    placed = ups_area(Square(easting, northing, unit, unit), ups(south, axes))
    if placed is None:
        raise Unread("no position of that grid", _HINT)
    if (placed[2].south if south else -placed[2].north) > (-80.0 if south else -84.0) + _SLACK:
        raise Unread(f"square {letters[1:]} does not lie around that pole", _HINT, weight=3)
    how = f"around the {'south' if south else 'north'} pole, square {letters}"
    return Found(latitude=placed[0], longitude=placed[1], area=placed[2], format="MGRS", how=how, doubts=_short(digits))


def _completed(letters: str, digits: str, axes: Axes, near: tuple[float, float]) -> list[Found]:
    """Every square of those letters within 500 km of ``near``."""
    latitude, longitude = near
    if not -80.0 <= latitude <= 84.0:
        raise Unread("squares around the poles are not completed", "write the grid zone designator", weight=3)
    zone, band = zone_of(latitude, longitude), BANDS.index(band_of(latitude))
    used = doubt("near-used", near=f"{latitude:g} {longitude:g}")
    made: dict[tuple[float, float], Found] = {}
    for other in (zone, (zone - 2) % 60 + 1, zone % 60 + 1):
        for at in (band, band - 1, band + 1):
            if not 0 <= at < len(BANDS):
                continue
            try:
                found = square(other, BANDS[at], letters, digits, axes)
            except Unread:
                continue
            if distance_m(latitude, longitude, found.latitude, found.longitude) <= _NEAR_M:
                made.setdefault((found.latitude, found.longitude), Found(
                    latitude=found.latitude, longitude=found.longitude, area=found.area, format="MGRS",
                    how=f"{found.how}, completed by what it is near", doubts=(*found.doubts, used),
                ))  # fmt: skip
    if not made:
        raise Unread(f"no square {letters} lies within 500 km of {latitude:g} {longitude:g}", "check the letters", weight=3)
    return list(made.values())
