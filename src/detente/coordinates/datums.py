"""Datums by name and EPSG code, and the shift of a position to WGS 84, with what is known of its accuracy (R05).

A datum that is not stated is taken for WGS 84, and the candidate says so. Where EPSG has a transformation whose area of use holds
the position, and all that it needs is at hand, the most accurate one is used and its stated accuracy is added. Where there is
none, the position stays where it is and is padded by the largest shift that the datum has anywhere (`Datum.worst_m`).
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from detente.coordinates.areas import Found, grown, radius_m, wrapped
from detente.coordinates.datum_names import ALL_NAMES, ELLIPSOIDS, NAMES, ROWS, SHIFTED, WORST_M
from detente.coordinates.doubts import doubt
from detente.coordinates.model import Area, Candidate, Doubt
from detente.coordinates.sexagesimal import Unread

if TYPE_CHECKING:
    from pyproj import Transformer

COARSE_M: Final = 100.0
"""A stated accuracy from which a transformation raises a doubt of its own."""


class Datum(NamedTuple):
    """``codes``: EPSG codes of its geographic systems. ``worst_m``: no position of it moves farther on its way to WGS 84.
    ``zone``: UTM zone and hemisphere (``42N``), where a code for a projected system was given."""

    name: str
    codes: tuple[int, ...]
    worst_m: float
    zone: str = ""


WGS84: Final = Datum("WGS 84", (4326,), 0.0)
_WGS84_AXES: Final = (6378137.0, 298.257223563)
_DATUMS: Final = {key: Datum(row.name, row.codes, row.worst_m) for key, row in ROWS.items()}
_EPSG: Final = re.compile(r"(?<!\w)(?:urn:ogc:def:crs:)?(?:epsg|srid)[ :=]{1,3}([0-9]{4,6})(?![0-9])")
_NAME: Final = re.compile(rf"(?<!\w)(?:(?:datum|датум|crs|srs)[ :=]{{1,3}}({ALL_NAMES})|({NAMES}))(?!\w)")
_BARE: Final = re.compile(ALL_NAMES)
_ELLIPSOID: Final = re.compile(rf"(?<!\w)(?:{ELLIPSOIDS})(?!\w)")
_SHIFTED: Final = re.compile(rf"(?<!\w)(?:{SHIFTED})(?!\w)")
_HINT: Final = "name the datum (WGS 84, ED50, Pulkovo 1942, …) or its EPSG code"


def find(text: str) -> tuple[Datum | None, str]:
    """The datum that a text (as `digits.fold` leaves it) names, and the text without it.

    Raises: Unread, for two datums, for an ellipsoid, for an EPSG code that is not usable.
    """
    if law := _SHIFTED.search(text):
        raise Unread(
            f"positions in {law[0].upper()} are shifted by law, by up to 700 m, and how is not published",
            "give the position as a receiver shows it, in WGS 84", weight=4,
        )  # fmt: skip
    found = [_known(match[1] or match[2]) for match in _NAME.finditer(text)]
    rest = _NAME.sub(" ", text)
    found += [by_code(int(match[1])) for match in _EPSG.finditer(rest)]
    rest = _EPSG.sub(" ", rest)
    if not found and (ellipsoid := _ELLIPSOID.search(text)):
        raise Unread(f"{ellipsoid[0]} is an ellipsoid, not a datum", _HINT, weight=4)
    if len(set(found)) > 1:
        raise Unread(f"two datums are named: {found[0].name}, {found[1].name}", "name one", weight=4)
    return (found[0] if found else None), rest


@lru_cache(maxsize=256)
def named(folded: str) -> Datum:
    """The datum of a column or argument. Raises: Unread where it is not known."""
    if _BARE.fullmatch(folded.strip()):
        return _known(folded.strip())
    datum, rest = find(folded)
    if datum is None and re.fullmatch("[0-9]{4,6}", folded.strip()):
        datum, rest = by_code(int(folded)), ""
    if datum is None or re.search(r"\w", rest):
        raise Unread(f"the datum {folded.strip()[:40]!r} is not known", _HINT, weight=4)
    return datum


@lru_cache(maxsize=256)
def _known(alias: str) -> Datum:
    for key, row in ROWS.items():
        if re.fullmatch(row.pattern, alias) or (row.bare and re.fullmatch(row.bare, alias)):
            return WGS84 if key == "wgs84" else _DATUMS[key]
    raise Unread(f"the datum {alias} is not known", _HINT)


@lru_cache(maxsize=256)
def by_code(code: int) -> Datum:
    """The datum of an EPSG code: geographic, or UTM on any datum. Raises: Unread for every other."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_epsg(code)
    except CRSError:
        raise Unread(f"EPSG has no coordinate reference system {code}", _HINT, weight=4) from None
    base, zone = crs.geodetic_crs, crs.utm_zone or ""
    base_code = base.to_epsg() if base else None
    greenwich = base is not None and base.prime_meridian is not None and base.prime_meridian.longitude == 0.0
    if base is None or base_code is None or not greenwich or not (zone or crs.is_geographic):
        hint = "give the position in degrees, UTM or MGRS on a datum that counts from Greenwich"
        raise Unread(f"positions in EPSG:{code} ({crs.name}) are not read", hint, weight=4)
    if base_code in (4326, 4979):
        return WGS84._replace(zone=zone)
    for datum in _DATUMS.values():
        if base_code in datum.codes:
            return datum._replace(codes=(base_code,), zone=zone)
    return Datum(base.name, (base_code,), WORST_M, zone)


@lru_cache(maxsize=256)
def axes(datum: Datum) -> tuple[float, float]:
    """Semi-major axis in metres and inverse flattening of its ellipsoid."""
    if datum.codes == WGS84.codes:
        return _WGS84_AXES
    from pyproj import CRS

    ellipsoid = CRS.from_epsg(datum.codes[0]).ellipsoid
    if ellipsoid is None:
        raise Unread(f"nothing is known of the ellipsoid of {datum.name}", _HINT, weight=4)
    return ellipsoid.semi_major_metre, ellipsoid.inverse_flattening


class _Way(NamedTuple):
    transformer: Transformer
    area: Area
    accuracy_m: float


@lru_cache(maxsize=256)
def _ways(codes: tuple[int, ...]) -> tuple[_Way, ...]:
    """What is at hand, the most accurate first within each code; ballpark ones and those that lack a grid are left out."""
    from pyproj.transformer import TransformerGroup

    ways: list[_Way] = []
    for code in codes:
        found: list[_Way] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a missing grid is told by what remains
            group = TransformerGroup(f"EPSG:{code}", "EPSG:4326", always_xy=True, allow_ballpark=False)
        for transformer in group.transformers:
            use = transformer.area_of_use
            if use is not None and transformer.accuracy is not None and transformer.accuracy >= 0.0:
                found.append(_Way(transformer, Area(use.south, use.west, use.north, use.east), transformer.accuracy))
        ways += sorted(found, key=lambda way: way.accuracy_m)
    return tuple(ways)


def shifted(found: Found, datum: Datum, doubts: tuple[Doubt, ...], *, stated: bool) -> Candidate:
    """The candidate in WGS 84. The area moves with its middle and grows by the accuracy of the shift."""
    latitude, longitude, area = found.latitude, found.longitude, found.area
    pad, more = 0.0, doubts
    if datum.codes != WGS84.codes:
        way = _best(datum, latitude, longitude)
        if way is None:
            pad, more = datum.worst_m, (*more, doubt("datum-padded", datum=datum.name, metres=f"{datum.worst_m:.0f}"))
        else:
            pad = way.accuracy_m
            area, latitude, longitude = _moved(way, area, latitude, longitude)
            if pad >= COARSE_M:
                more = (*more, doubt("datum-coarse", datum=datum.name, metres=f"{pad:.0f}"))
        area = grown(area, pad)
    return Candidate(
        latitude=latitude,
        longitude=longitude,
        area=area,
        accuracy_m=radius_m(latitude, longitude, area),
        format=found.format,
        datum=datum.name,
        datum_stated=stated,
        how=found.how,
        doubts=found.doubts + more,
    )


def _best(datum: Datum, latitude: float, longitude: float) -> _Way | None:
    for way in _ways(datum.codes):
        use = way.area
        if (use.south <= latitude <= use.north and (longitude - use.west) % 360.0 <= (use.east - use.west) % 360.0) or (
            use.east - use.west >= 360.0
        ):
            return way
    return None


def _moved(way: _Way, area: Area, latitude: float, longitude: float) -> tuple[Area, float, float]:
    east, north = way.transformer.transform(longitude, latitude)
    if not (abs(north) <= 90.0 and abs(east) <= 360.0):
        raise Unread("the datum shift has no result there", "give the position in WGS 84")
    up, aside = north - latitude, (east - longitude + 540.0) % 360.0 - 180.0
    south, top = max(-90.0, area.south + up), min(90.0, area.north + up)
    if area.east - area.west >= 360.0:
        return Area(south, -180.0, top, 180.0), north, wrapped(east)
    return Area(south, wrapped(area.west + aside), top, wrapped(area.east + aside)), north, wrapped(east)
