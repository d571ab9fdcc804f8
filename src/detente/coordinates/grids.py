"""UTM and UPS: zone, band or hemisphere, easting and northing, in every usual spelling.

    42S 487694 4063602       UTM 42 north 487694 mE 4063602 mN      487 694 E 4 063 602 N zone 42N      UPS north 2012345 2123456

``42S`` is band S (north of the equator) or zone 42 south: where the northing allows both, both are candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from detente.coordinates.areas import Found
from detente.coordinates.doubts import doubt
from detente.coordinates.model import Doubt
from detente.coordinates.projections import (
    BANDS,
    EASTINGS,
    Axes,
    Square,
    band_limits,
    ups,
    ups_area,
    utm,
    utm_area,
    zone_limits,
)
from detente.coordinates.sexagesimal import Unread
from detente.coordinates.words import WORDS

_THOUSANDS: Final = re.compile(r"(?<![0-9.,])([0-9]{1,4})([ ,'])([0-9]{3})(?:\2([0-9]{3}))?(?![0-9])")
_PARTED: Final = re.compile(r"(?<=[0-9]{5}),(?=[0-9]{5})|(?<=[0-9]{5}),(?=[0-9]{1,2}(?![0-9]))")
"""A comma that parts two large numbers, or one from a zone."""
_DOTTED: Final = re.compile(r"(?<![0-9.])[0-9]{1,4}\.[0-9]{3}\.[0-9]{3}(?![0-9.])")
_POINTS: Final = re.compile(r"(?<![0-9.,])([0-9]{1,4})(\.)([0-9]{3})(?:\.([0-9]{3}))?(?![0-9.])")
_TOKEN: Final = re.compile(r"([0-9]+(?:[.,][0-9]+)?)|([^\W\d_]+)|[^\s,;:/|=.°'\"()-]")
_BIG: Final = re.compile(r"[0-9]{5,8}(?:[.,][0-9]+)?")
_IGNORED: Final = frozenset(
    {
        "utm",
        "ups",
        "zone",
        "zona",
        "zones",
        "зона",
        "зоны",
        "fuseau",
        "منطقة",
        "المنطقة",
        "نطاق",
        "hemisphere",
        "полушарие",
        "grid",
        "m",
        "м",
    }
)
_LABELS: Final = {"me": "E", "mn": "N", "ms": "N", "easting": "E", "northing": "N", "eastings": "E", "northings": "N"}
_UPS_ROOM: Final = (800_000.0, 3_200_000.0)
_UPS_LETTER: Final = {"a": "S", "b": "S", "y": "N", "z": "N"}
_S_NORTHINGS: Final = (3_530_000.0, 4_440_000.0)
"""What band S holds, 32 to 40 degrees north, with what a zone's edge adds."""
_BEYOND: Final = 1.0
"""Degrees outside its zone from which an easting raises a doubt; one zone is often used for a whole country."""


class Metres(NamedTuple):
    """A distance as typed: metres and half a unit of its last digit."""

    value: float
    half: float


class Words(NamedTuple):
    """The pieces of a grid position: small number (zone), what follows it, two large numbers with their labels, other words."""

    zone: int | None
    mark: str
    large: list[Metres]
    labels: list[str]
    axes: bool
    others: list[str]


def parse(text: str, axes: Axes, zone: str = "") -> list[Found] | None:
    """Every position that a text (as `digits.fold` leaves it) means as UTM or UPS, on the ellipsoid ``axes``; ``zone`` as an EPSG
    code gave it (``42N``). ``None`` where it has not that shape.

    Raises: Unread
    """
    words = next((words for way in _ways(text) if (words := _words(way)) is not None), None)
    if words is None:
        return None
    if "ups" in words.others or (words.zone is None and words.mark in _UPS_LETTER):
        return [_ups(words, axes)]
    if words.zone is None and zone:
        words = words._replace(zone=int(zone[:-1]), mark="north" if zone[-1] == "N" else "south")
    if words.zone is None:
        if "utm" in words.others:
            raise Unread("the UTM zone is missing", "give zone and band or hemisphere, as in 42S 487694 4063602", weight=2)
        return None
    if not 1 <= words.zone <= 60:
        raise Unread(f"there is no UTM zone {words.zone}", "zones are 1 to 60", weight=2)
    return _utm(words, words.zone, axes)


def _ways(text: str) -> Iterator[str]:
    """The text as it is, and with commas, blanks and points as what parts numbers or their thousands."""
    yield text
    if (parted := _PARTED.sub(" ; ", text)) != text:
        yield parted
    if (joined := _THOUSANDS.sub(_joined, text)) != text:
        yield joined
    if _DOTTED.search(text):
        yield _POINTS.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    return found[1] + found[3] + (found[4] or "")


def _metres(typed: str) -> Metres:
    whole, _, decimals = typed.replace(",", ".").partition(".")
    return Metres(float(f"{whole}.{decimals}"), 0.5 * 10.0 ** -len(decimals))


def _words(text: str) -> Words | None:
    """``None`` where there are not exactly two large numbers, at most one small one, and words that are known."""
    zone, mark, last, axes = None, "", "", False
    large: list[Metres] = []
    labels: list[str] = []
    others: list[str] = []
    for found in _TOKEN.finditer(text):
        number, word = found[1], found[2]
        if number and _BIG.fullmatch(number):
            large.append(_metres(number))
        elif number and zone is not None and len(large) == 1:
            large.append(_metres(number))  # a northing just north of the equator has few digits
        elif number and zone is None and len(number) <= 2:
            zone = int(number)
        elif not word:
            return None
        elif last == "zone" and (word == "m" or word not in _IGNORED):
            mark, word = word, "band"
        elif word in ("x", "y"):
            axes = True
        elif word in _LABELS or WORDS.get(word) in ("E", "N"):
            labels.append(_LABELS.get(word) or WORDS[word])
        elif word in _IGNORED:
            others.append(word)
        elif not mark and not large and (word in _UPS_LETTER or WORDS.get(word) == "S" or word == "s"):
            mark = word
        else:
            return None
        last = "zone" if number and not _BIG.fullmatch(number) else "" if word not in _IGNORED else last
    return Words(zone, mark, large, labels, axes, others) if len(large) == 2 else None


def _order(words: Words) -> tuple[Metres, Metres, tuple[Doubt, ...]]:
    """Easting and northing: by their labels, else by what each can be, else easting first."""
    first, second = words.large
    by_label = words.labels[:2]
    if by_label == ["N", "E"]:
        return second, first, ()
    if by_label != ["E", "N"] and not _easting(first) and _easting(second):
        return second, first, (doubt("northing-first"),)
    return first, second, (doubt("xy-order"),) if words.axes and _easting(second) else ()


def _easting(metres: Metres) -> bool:
    return EASTINGS[0] <= metres.value < EASTINGS[1]


def _utm(words: Words, zone: int, axes: Axes) -> list[Found]:
    easting, northing, doubts = _order(words)
    if not _easting(easting):
        raise Unread(f"easting {easting.value:g} is not between 100 and 900 km", "check its digits", weight=2)
    mark = words.mark
    known = WORDS.get(mark, "")
    letter = mark.upper() if len(mark) == 1 and mark.upper() in BANDS else ""
    if mark and not letter and known not in ("N", "S"):
        raise Unread(f"{mark!r} is no band and no hemisphere", "a band is a letter from C to X without I and O", weight=2)
    if letter and (letter == "X" and zone in (32, 34, 36)):
        raise Unread(f"there is no grid zone {zone}X", "bands C to W are there in that zone; check both", weight=2)
    made, error = [], None
    for below, how in _hemispheres(letter, known, northing):
        try:
            made.append(_in_zone(zone, below, easting, northing, axes, how, doubts))
        except Unread as reason:
            error = reason
    if letter not in ("", "N", "S") and not (made and _near(letter, made[0].latitude)):
        made += _beyond_equator(zone, letter, easting, northing, axes, doubts)
    if not made:
        raise error or Unread("no UTM position")
    return made


def _hemispheres(letter: str, known: str, northing: Metres) -> list[tuple[bool, str]]:
    """Whether the position is south of the equator, with the reason: every way that the letter or word after the zone allows."""
    if letter == "S":
        held = _S_NORTHINGS[0] <= northing.value < _S_NORTHINGS[1]
        return [(False, "band S"), (True, "southern hemisphere")] if held else [(True, "southern hemisphere")]
    if letter not in ("", "N"):
        return [(letter < "N", f"band {letter}")]
    hemisphere = known or letter
    north = [(False, "northern hemisphere")] if hemisphere != "S" else []
    return north + ([(True, "southern hemisphere")] if hemisphere != "N" else [])


def _near(letter: str, latitude: float) -> bool:
    """Whether a latitude lies in a band or the next one: where it does not, the letter says nothing of the hemisphere either."""
    low, high = band_limits(letter)
    return low - 8.0 <= latitude <= high + 8.0


def _beyond_equator(
    zone: int, letter: str, easting: Metres, northing: Metres, axes: Axes, doubts: tuple[Doubt, ...]
) -> list[Found]:
    """The position in the hemisphere that the band is not in, where the northing is one of there."""
    south = letter >= "N"
    how = "southern hemisphere" if south else "northern hemisphere"
    more = (*doubts, doubt("band-mismatch", band=letter, northing=f"{northing.value:g}"))
    try:
        return [_in_zone(zone, south, easting, northing, axes, how, more)]
    except Unread:
        return []


def _in_zone(zone: int, south: bool, easting: Metres, northing: Metres, axes: Axes, how: str, doubts: tuple[Doubt, ...]) -> Found:
    square = Square(easting.value - easting.half, northing.value - northing.half, 2 * easting.half, 2 * northing.half)
    placed = utm_area(square, utm(zone, south, axes))
    if placed is None or not (-80.5 <= placed[0] <= 84.5) or ((placed[0] > 0.01) == south and abs(placed[0]) > 0.01):
        raise Unread(f"northing {northing.value:g} is outside UTM", "check its digits and the hemisphere", weight=2)
    latitude, longitude, area = placed
    band = how.removeprefix("band ")
    if band in BANDS:
        low, high = band_limits(band)
        if not low - 0.02 <= latitude <= high + 0.02:
            doubts = (*doubts, doubt("band-mismatch", band=band, northing=f"{northing.value:g}"))
    beyond = _beyond(longitude, *zone_limits(zone, ""))
    if beyond > _BEYOND and not (zone in (32, 31, 33, 35, 37) and latitude >= 56.0):
        doubts = (*doubts, doubt("outside-zone", degrees=f"{beyond:.1f}", zone=str(zone)))
    return Found(latitude=latitude, longitude=longitude, area=area, format="UTM", how=f"zone {zone}, {how}", doubts=doubts)


def _beyond(longitude: float, west: float, east: float) -> float:
    """Degrees between a longitude and the nearer edge of a zone; 0 inside."""
    middle = (west + east) / 2
    return max(0.0, abs((longitude - middle + 540.0) % 360.0 - 180.0) - (east - west) / 2)


def _ups(words: Words, axes: Axes) -> Found:
    mark, labels = words.mark, list(words.labels)
    hemisphere = _UPS_LETTER.get(mark) or WORDS.get(mark, "").upper()
    if not hemisphere and labels and (len(labels) in (1, 3)) and labels[0] == "N":
        hemisphere = labels.pop(0)
    if hemisphere not in ("N", "S"):
        raise Unread("nothing says which pole", "write UPS north or UPS south before the numbers", weight=2)
    easting, northing = reversed(words.large) if labels == ["N", "E"] else words.large
    if not all(_UPS_ROOM[0] <= one.value <= _UPS_ROOM[1] for one in (easting, northing)):
        raise Unread("easting and northing of UPS are between 800 and 3,200 km", "check their digits", weight=2)
    square = Square(easting.value - easting.half, northing.value - northing.half, 2 * easting.half, 2 * northing.half)
    placed = ups_area(square, ups(hemisphere == "S", axes))
    if placed is None:
        raise Unread("no UPS position", "check its digits")
    pole = "north" if hemisphere == "N" else "south"
    return Found(latitude=placed[0], longitude=placed[1], area=placed[2], format="UPS", how=f"around the {pole} pole")
