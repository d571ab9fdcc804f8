"""The position of a row that gives it in more than one set of columns, or none: all are read and compared (R05).

    found = of_readings((by_cells, by_grid))        found.reading: the finer one where they agree
    found.doubts                                    else ``positions-differ``: a person says which is meant

A row whose columns contradict each other is wrong in one of them, and nothing in it says in which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Final

import msgspec

from detente.coordinates import Candidate, Reading, read, read_pair
from detente.coordinates.areas import distance_m
from detente.formats.table import Row, Shape, Value
from detente.intake.cells.times import excel_date
from detente.intake.columns.mapping import Layout, text_of
from detente.intake.datum import stated, widened
from detente.intake.model import Alternative, Doubt, Item

APART_M: Final = 100.0
"""Beyond the sum of what each may be off by, two positions of one row are two places: a compound is no larger."""
MAX_ALTERNATIVES: Final = 9
PLACE: Final = ("latitude", "longitude", "position", "origin")
_WORDS: Final = (
    "n/a|na|n.a.|n.a|n a|nil|none|null|nan|unknown|unk|not known|not available|missing|blank|empty|tbc|tbd|true|false|?|??|???"
    "|.|..|...|x|xx|xxx|-|--|---|–|—|/|s/o|n/d|nd|inconnu|inconnue|non connu|non disponible|néant|sans objet|нет|нет данных|н/д"
    "|н.д.|неизвестно|не известно|отсутствует|немає|невідомо|غير متوفر|غير متوفرة|غير معروف|غير معروفة|لا يوجد|لا توجد|مجهول"
)
MARKS: Final = frozenset(_WORDS.split("|"))
"""What lists write in a cell that holds no position, casefolded."""
_ERROR: Final = re.compile(
    r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|ССЫЛКА!|Н/Д|ИМЯ\?|ЗНАЧ!|VALEUR!|NOM\s?\?)"
)
_THOUSANDS: Final = re.compile(r"([-+]?\d{1,3})([.,' \u00a0\u202f’])(\d{3})((?:\2\d{3}){1,3})")


class Given(msgspec.Struct, frozen=True):
    """The position that a row gives, if any, and what its columns leave in doubt among themselves."""

    reading: Reading | None
    doubts: tuple[Doubt, ...] = ()


def is_mark(text: str) -> bool:
    """Whether a cell says that there is no position: "N/A", a dash, an error of a formula."""
    return len(text) <= 40 and (text.strip().casefold() in MARKS or bool(_ERROR.fullmatch(text.strip().upper())))


def unmarked(said: Mapping[str, str]) -> dict[str, str]:
    """What a row says, without the marks that stand for no position."""
    return {field: text for field, text in said.items() if field not in PLACE or not is_mark(text)}


def further(row: Row, layout: Layout) -> tuple[str, ...]:
    """The texts of the further columns of whole positions."""
    texts = (str(row.values[at]).strip() for at in layout.also if at < len(row.values) and row.values[at] is not None)
    return tuple(text for text in texts if text and not is_mark(text))


def readings(
    said: Mapping[str, str], values: Mapping[str, Value], further: Sequence[str], near: tuple[float, float] | None
) -> list[Reading]:
    """What a row gives its position as, one reading for each set of its columns: two angles, a whole position, further ones."""
    datum = stated(said)
    latitude, longitude = (_cell(values.get(name), said.get(name, "")) for name in ("latitude", "longitude"))
    found = [read_pair(latitude, longitude, datum=datum)] if latitude != "" or longitude != "" else []
    found += [read(text, datum=datum, near=near) for text in (said.get("position", "").strip(), *further) if text]
    return [widened(reading, said) for reading in found]


def _cell(value: Value, text: str) -> str | int | float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else text.strip()


def rivals(row: Row, layout: Layout) -> Doubt | None:
    """A doubt about every row, where several columns may hold the position: a wrong choice would move all of them."""
    for field in PLACE:
        if field in layout.rivals:
            at = layout.rivals[field]
            held = [text_of(row.values[i]) if i < len(row.values) else "" for i in at]
            headings = " / ".join(f"{layout.headings[i]} (“{text}”)" for i, text in zip(at, held, strict=True))
            option = f"--map {field}={layout.headings[at[0]]}"
            return Doubt(code="columns-ambiguous", args={"field": field, "headings": headings, "option": option})
    return None


def explained(item: Item, row: Row, layout: Layout, dates: Sequence[Doubt]) -> Item:
    """The item with the reason that helps, where it has no position: a date of a program's making, a formula, "N/A"."""
    if item.reason == "position-missing" and not row.shapes:
        doubt = _missing(row, layout)
        return msgspec.structs.replace(item, reason=doubt.code, doubts=(doubt, *item.doubts, *dates))
    at = [i for i in _cells(row, layout) if isinstance(row.values[i], date | time)]
    made = excel_date(row.values[at[0]], ()) if at and item.reason == "position-unreadable" else None
    if made:
        more = tuple(one for one in dates if one != made)
        return msgspec.structs.replace(item, reason=made.code, doubts=(made, *item.doubts, *more))
    return msgspec.structs.replace(item, doubts=(*item.doubts, *dates))


def _cells(row: Row, layout: Layout) -> list[int]:
    at = [i for field in PLACE for i in layout.columns.get(field, ())]
    return [i for i in (*at, *layout.also) if i < len(row.values)]


def _missing(row: Row, layout: Layout) -> Doubt:
    """Why a row gives no position: what stands in its cells instead of one."""
    held = _cells(row, layout)
    if any(row.values[i] is None and row.marks.get(i) == "formula" for i in held):
        return Doubt(code="formula-without-result")
    marks = dict.fromkeys(text for i in held if (text := text_of(row.values[i])))
    return Doubt(code="position-missing", args={"mark": " | ".join(marks)} if marks else {})


def of_readings(readings: Sequence[Reading]) -> Given:
    """One position out of the readings of a row's sets of columns, the usual set first.

    Where all agree the finest is taken; a text with several meanings counts only with those that the others bear out.
    """
    readable = [reading for reading in readings if reading.candidates]
    if not readable:
        return Given(readings[0] if readings else None)
    more = tuple(_unreadable(reading) for reading in readings if not reading.candidates)
    if len(readable) == 1:
        return Given(readable[0], more)
    borne = [_borne_out(reading, [other for other in readable if other is not reading]) for reading in readable]
    if not all(one.candidates for one in borne):
        return Given(next((one for one in readable if one.only), readable[0]), (differ(readable), *more))
    return Given(min(borne, key=lambda one: (len(one.candidates) > 1, one.candidates[0].accuracy_m)), more)


def _unreadable(reading: Reading) -> Doubt:
    """A set that cannot be read beside one that can: a slip where it holds numbers, and a note where it holds words or a link."""
    args = {"text": reading.text, "problem": reading.problem, "hint": reading.hint}
    wordy = "://" in reading.text or not any(character.isdecimal() for character in reading.text)
    return Doubt(code="position-unreadable", args=args, note=wordy)


def _borne_out(reading: Reading, others: Iterable[Reading]) -> Reading:
    kept = [one for one in reading.candidates if all(any(agree(one, two) for two in other.candidates) for other in others)]
    return msgspec.structs.replace(reading, candidates=tuple(kept))


def agree(one: Candidate, two: Candidate) -> bool:
    """Whether two positions can be one place: no farther apart than both may be off by, and `APART_M`."""
    return _apart(one, two) <= one.accuracy_m + two.accuracy_m + APART_M


def _apart(one: Candidate, two: Candidate) -> float:
    return distance_m(one.latitude, one.longitude, two.latitude, two.longitude)


def differ(readings: Sequence[Reading]) -> Doubt:
    """The doubt about positions of one row that are different places, each of them as an alternative."""
    found = [(one, reading.text) for reading in readings for one in reading.candidates]
    far = max(_apart(one, two) for one, _ in found for two, _ in found)
    alternatives = tuple(Alternative(one.latitude, one.longitude, "column", {"text": text}) for one, text in found)
    texts = " ≠ ".join(dict.fromkeys(reading.text for reading in readings))
    return Doubt(code="positions-differ", args={"texts": texts}, distance_m=far, alternatives=alternatives[:MAX_ALTERNATIVES])


def beside_shapes(shapes: Sequence[Shape], readings: Sequence[Reading]) -> tuple[Doubt, ...]:
    """Doubts about positions in the columns of a row that lie outside of the geometry that the row has as well."""
    longitude, latitude = shapes[0].parts[0][0]
    drawn = read_pair(latitude, longitude, datum="WGS 84")
    outside = [
        reading for reading in readings if reading.candidates and not any(_near(one, shapes, drawn) for one in reading.candidates)
    ]
    more = tuple(_unreadable(reading) for reading in readings if not reading.candidates)
    return (differ((drawn, *outside)), *more) if outside and drawn.candidates else more


def _near(found: Candidate, shapes: Sequence[Shape], drawn: Reading) -> bool:
    """Whether a position lies in the box around a shape, or no farther from it than it may be off."""
    slack = found.accuracy_m + (drawn.candidates[0].accuracy_m if drawn.candidates else 0.0) + APART_M
    return any(_from_box(found, shape) <= slack for shape in shapes)


def _from_box(found: Candidate, shape: Shape) -> float:
    xs, ys = zip(*(position for part in shape.parts for position in part), strict=True)
    if max(xs) - min(xs) > 180:
        # Drawn across the antimeridian: the box of its numbers goes round the earth.
        xs = tuple(x % 360 for x in xs)
    middle = (min(xs) + max(xs)) / 2
    x = min(max(middle + (found.longitude - middle + 180) % 360 - 180, min(xs)), max(xs))
    return distance_m(found.latitude, found.longitude, min(max(found.latitude, min(ys)), max(ys)), x)


def regrouped(reading: Reading, datum: str | None = None) -> Doubt | None:
    """A doubt about a text like ``36.202.134``: a program put separators of thousands where a decimal point was."""
    if reading.candidates or not any(_THOUSANDS.fullmatch(cell.strip()) for cell in reading.text.split("|")):
        return None
    cells = [_THOUSANDS.sub(_pointed, cell.strip()) for cell in reading.text.split("|")]
    meant = read_pair(*cells, datum=datum) if len(cells) == 2 else read(cells[0], datum=datum)
    alternatives = tuple(Alternative(one.latitude, one.longitude, "thousands-separator") for one in meant.candidates)
    return Doubt(code="thousands-separator", args={"text": reading.text, "meant": " | ".join(cells)}, alternatives=alternatives)


def _pointed(found: re.Match[str]) -> str:
    return f"{found[1]}.{re.sub(r'[^0-9]', '', found[3] + found[4])}"
