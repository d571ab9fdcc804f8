"""Typed text to a `Reading`: which format it is, in which datum, and what it may mean."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Final

import msgspec

from detente.coordinates import angles, codes, displays, grids, links, notations, squares
from detente.coordinates.areas import Found, around, grown, radius_m
from detente.coordinates.datums import WGS84, Datum, axes, find, named, shifted
from detente.coordinates.digits import fold
from detente.coordinates.doubts import doubt
from detente.coordinates.model import Candidate, Doubt, Reading
from detente.coordinates.sexagesimal import Unread
from detente.coordinates.words import signs

LONGEST: Final = 500
"""Characters of a text; a longer one holds more than a position."""
_LEAVE: Final = "leave only the position in the field"
Cell = str | int | float | None
_PLAIN: Final = re.compile(r" *([+-]?)([0-9]{1,3})\.([0-9]{1,17})(?:,? +|,|;|\t)([+-]?)([0-9]{1,3})\.([0-9]{1,17}) *\Z")
_CELL: Final = re.compile(r" *([+-]?)([0-9]{1,3})(?:([.,])([0-9]{1,17}))? *\Z")
_SCIENTIFIC: Final = re.compile(r"\s*[+-]?[0-9]{1,20}(?:[.,][0-9]{1,20})?[eE][+-]?[0-9]{1,2}\s*\Z")
_HALF: Final = tuple(0.5 * 10.0**-places for places in range(18))
_PLACES: Final = 17
_EDGE: Final = "\n"
_ASSUMED: Final = doubt("order-assumed")


def read(text: str, *, datum: str | None = None, near: tuple[float, float] | None = None) -> Reading:
    """What a text that holds a whole position may mean.

    ``datum``: name or EPSG code, where the text names none. ``near``: latitude and longitude in degrees, by which short plus
    codes and squares without zone are completed; nothing else depends on it. Never raises for a text, whatever it holds.
    """
    if len(text) > LONGEST:
        return Reading(text[:LONGEST], (), f"the text is longer than {LONGEST} characters", _LEAVE)
    plain = _PLAIN.match(text) if datum is None else None
    if plain is not None and (reading := _plain(text, plain)) is not None:
        return reading
    if not text.strip():
        return Reading(text, (), "there is no position", "give latitude and longitude")
    try:
        return Reading(text, _candidates(text, _argument(datum), _checked(near)))
    except Unread as reason:
        return Reading(text, (), reason.problem, reason.hint)


def read_pair(latitude: Cell, longitude: Cell, *, datum: str | None = None) -> Reading:
    """What two cells of a table may mean. Letters and labels in a cell go before the name of its column; a whole position in one
    cell counts where the other is empty. A number has the decimals of its shortest form: 36.7 is known to 0.05 degrees."""
    first, second = _typed(latitude), _typed(longitude)
    if len(first) > LONGEST or len(second) > LONGEST:
        shown = f"{first[:LONGEST]} | {second[:LONGEST]}"
        return Reading(shown, (), f"a cell is longer than {LONGEST} characters", "leave only the position in it")
    shown = f"{first} | {second}" if second.strip() else first
    if datum is None and (one := _CELL.match(first)) and (other := _CELL.match(second)):
        reading = _plain_cells(shown, one, other)
        if reading is not None:
            return reading
    if not second.strip() or not first.strip():
        return _alone(first if first.strip() else second, datum, shown)
    try:
        return Reading(shown, _paired(first, second, _argument(datum)))
    except Unread as reason:
        return Reading(shown, (), reason.problem, reason.hint)


def _typed(cell: Cell) -> str:
    if cell is None or isinstance(cell, str):
        text = cell or ""
        return _unscientific(text) if _SCIENTIFIC.match(text) else text
    if isinstance(cell, float) and isfinite(cell):
        shortest = repr(cell)
        return _unscientific(shortest) if "e" in shortest else shortest.removesuffix(".0")
    return str(cell)[: LONGEST + 1] if isinstance(cell, bool) or not isinstance(cell, int) or abs(cell) < 10**15 else "10" * 20


def _unscientific(text: str) -> str:
    number = Decimal(text.strip().replace(",", "."))
    if number.adjusted() >= _PLACES:
        return text
    plain = format(number, "f")
    return plain if len(plain.partition(".")[2]) <= _PLACES else f"{number:.{_PLACES}f}"


def _alone(text: str, datum: str | None, shown: str) -> Reading:
    reading = read(text, datum=datum)
    if reading.candidates or not text.strip():
        return reading
    one = angles.is_angle(signs(fold(text))[0])
    hint = "fill in the other cell" if one else reading.hint
    return Reading(shown, (), "one of the two cells is empty" if one else reading.problem, hint)


def _plain(text: str, found: re.Match[str]) -> Reading | None:
    """The common case, decimal degrees with points, without any detour; ``None`` where a rule of the long way applies."""
    sign, whole, decimals, other_sign, other_whole, other_decimals = found.groups()
    north, east = float(f"{sign}{whole}.{decimals}"), float(f"{other_sign}{other_whole}.{other_decimals}")
    if not (-90.0 <= north <= 90.0 and -180.0 <= east <= 180.0) or (north == 0.0 and east == 0.0):
        return None
    if angles.suspicious(f"{whole}.{decimals}") or angles.suspicious(f"{other_whole}.{other_decimals}"):
        return None
    candidate = _degrees(north, east, len(decimals), len(other_decimals), (_ASSUMED,))
    return Reading(text, (candidate,))


def _plain_cells(shown: str, one: re.Match[str], other: re.Match[str]) -> Reading | None:
    sign, whole, comma, decimals = one.groups(default="")
    other_sign, other_whole, other_comma, other_decimals = other.groups(default="")
    north, east = float(f"{sign}{whole}.{decimals}"), float(f"{other_sign}{other_whole}.{other_decimals}")
    if not (-90.0 <= north <= 90.0 and -180.0 <= east <= 180.0) or (north == 0.0 and east == 0.0):
        return None
    if angles.suspicious(f"{whole}.{decimals}") or angles.suspicious(f"{other_whole}.{other_decimals}"):
        return None
    how = "latitude first; comma as decimal point" if "," in (comma, other_comma) else "latitude first"
    return Reading(shown, (_degrees(north, east, len(decimals), len(other_decimals), (), how),))


def _degrees(
    north: float, east: float, places: int, other_places: int, doubts: tuple[Doubt, ...], how: str = "latitude first"
) -> Candidate:
    north, east = north + 0.0, east + 0.0
    area = around(north, east, _HALF[places], _HALF[other_places])
    return Candidate(
        latitude=north, longitude=east, area=area, accuracy_m=radius_m(north, east, area), format="DD",
        how=how, doubts=doubts,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _argument(datum: str | None) -> Datum | None:
    return named(fold(datum[:LONGEST])) if datum is not None and datum.strip() else None


def _checked(near: tuple[float, float] | None) -> tuple[float, float] | None:
    if near is None:
        return None
    if not (abs(near[0]) <= 90.0 and abs(near[1]) <= 180.0):
        raise Unread("the position that it is near is out of range", "give latitude and longitude in degrees")
    return float(near[0]), float(near[1])


def _candidates(text: str, given: Datum | None, near: tuple[float, float] | None) -> tuple[Candidate, ...]:
    folded = fold(text)
    found: list[Found] | None = None
    code = codes.parse(folded, near)
    if code is not None:
        found = [code]
    else:
        link = links.parse(text)
        if isinstance(link, str):
            return _candidates(_unlinked(link), given, near)
        found = link
    if found is not None:
        more = (doubt("datum-conflict", said="WGS 84", given=given.name),) if given and given.codes != WGS84.codes else ()
        return tuple(shifted(one, WGS84, more, stated=True) for one in found)
    return _in_datums(folded, text, given, near)


def _unlinked(text: str) -> str:
    """Words out of a link: not a link again."""
    return re.sub("(?i)geo:|https?:|[/\\\\]", " ", text) if links.LINK.search(text) or text[:4].lower() == "geo:" else text


def _in_datums(folded: str, text: str, given: Datum | None, near: tuple[float, float] | None) -> tuple[Candidate, ...]:
    said, rest = find(folded) if _LETTER.search(folded) else (None, folded)
    made: list[Candidate] = []
    for datum, doubts in _datums(said, given):
        found = _found(rest, text, datum or WGS84, near)
        made += [shifted(one, datum or WGS84, doubts, stated=datum is not None) for one in found]
    return tuple(made)


_LETTER: Final = re.compile(r"[^\W\d_]")


def _datums(said: Datum | None, given: Datum | None) -> list[tuple[Datum | None, tuple[Doubt, ...]]]:
    """The datum of the text, else the one that is given; both where they differ."""
    if said is None or given is None or said.codes == given.codes:
        return [(said or given, ())]
    doubts = (doubt("datum-conflict", said=said.name, given=given.name),)
    return [(said, doubts), (given, doubts)]


def _found(folded: str, text: str, datum: Datum, near: tuple[float, float] | None) -> list[Found]:
    """The first format whose shape the text has."""
    ellipsoid = axes(datum)
    measured = displays.measured(folded)
    grid = squares.parse(measured.text, ellipsoid, near)
    if grid is None:
        grid = grids.parse(measured.text, ellipsoid, datum.zone)
    if grid is not None:
        return [_widened(one, measured) for one in grid]
    point = notations.geopoint(folded)
    if point is not None:
        return _angles(displays.Shown(point[0], point[1], f"; accurate to {point[1]:g} m"))
    program = notations.sentence(text) or notations.rewritten(folded)
    shown = displays.Shown(program) if program else displays.plain(measured)
    try:
        return _angles(shown)
    except Unread as reason:
        other = displays.without_height(shown.text)
        if other is None:
            raise
        try:
            return _angles(other._replace(accuracy_m=shown.accuracy_m, how=other.how + shown.how))
        except Unread:
            raise reason from None


def _angles(shown: displays.Shown) -> list[Found]:
    text, doubts = displays.look_alikes(shown.text)
    said, unknown = signs(text)
    if unknown:
        raise Unread(f"the word {unknown[:40]!r} is not known", _LEAVE, weight=0)
    return [_widened(one, shown, doubts) for one in angles.pair(said)]


def _widened(found: Found, shown: displays.Shown, doubts: tuple[Doubt, ...] = ()) -> Found:
    area = grown(found.area, shown.accuracy_m) if shown.accuracy_m else found.area
    return msgspec.structs.replace(found, area=area, how=found.how + shown.how, doubts=(*found.doubts, *doubts))


def _paired(first: str, second: str, given: Datum | None) -> tuple[Candidate, ...]:
    cells = []
    said: Datum | None = None
    for text in (first, second):
        datum, rest = find(fold(text))
        if said is not None and datum is not None and said.codes != datum.codes:
            raise Unread(f"the two cells name two datums: {said.name}, {datum.name}", "name one", weight=4)
        said = said or datum
        cells.append(displays.unquoted(rest))
    cells, alike = _look_alikes(cells)
    spoken = [signs(cell) for cell in cells]
    if any(unknown for _, unknown in spoken) or not all(angles.is_angle(cell) for cell, _ in spoken):
        return _split_grid(first, second, spoken, given)
    made: list[Candidate] = []
    for datum, doubts in _datums(said, given):
        found = angles.cells(spoken[0][0], spoken[1][0])
        made += [shifted(one, datum or WGS84, (*alike, *doubts), stated=datum is not None) for one in found]
    return tuple(made)


def _look_alikes(cells: list[str]) -> tuple[list[str], tuple[Doubt, ...]]:
    joined, doubts = displays.look_alikes(_EDGE.join(cells))
    return (joined.split(_EDGE), doubts) if doubts and joined.count(_EDGE) == 1 else (cells, ())


def _split_grid(first: str, second: str, spoken: list[tuple[str, str]], given: Datum | None) -> tuple[Candidate, ...]:
    """A grid position over two cells, or the same whole position in both; else the reason why it is none."""
    if fold(first) == fold(second):
        return _candidates(first, given, None)
    try:
        made = _candidates(f"{first} {second}"[:LONGEST], given, None)
    except Unread:
        made = ()
    if made and all(one.format in ("UTM", "UPS", "MGRS") for one in made):
        return made
    unknown = next((word for _, word in spoken if word), "")
    if unknown:
        raise Unread(f"the word {unknown[:40]!r} is not known", "leave only the angle in each cell")
    angles.cells(spoken[0][0], spoken[1][0])
    raise Unread("the two cells are no latitude and longitude", "one angle in each")
