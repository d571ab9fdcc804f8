"""Which column of a sheet means which field: guessed from headings, HXL tags and cells, shown, never silently lost (R05).

    layout = guess(sheet)                layout.ambiguous: ask; layout.unmapped: columns that mean nothing here, kept all the same
    for row, original, said, values in rows(sheet, layout): …

Where two columns may be the latitude, neither is taken: both are named in ``rivals`` and a person chooses (`profile`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

import msgspec

from detente.formats.table import Row, Sheet, Value
from detente.intake.columns import evidence, header
from detente.intake.columns.fit import FOUND, Why, fields_of
from detente.intake.columns.header import Header
from detente.intake.columns.joined import Column, angles, grid, join
from detente.intake.model import FIELDS

Entry = tuple[Row, dict[str, str], dict[str, str], dict[str, Value]]

RIVAL: Final = 0.25
"""How much less than the best a column may score and still be a rival for a position."""
ASKED: Final = ("latitude", "longitude", "position")
"""Fields that are asked for where several columns may be meant: a wrong choice moves a place."""
SEVERAL: Final = frozenset({"aliases", "contact", "remarks"})
"""Fields whose columns are all taken, one after the other."""
TIMES: Final = ("time", "time_start", "time_end")


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """How a sheet is read.

    ``headings``: one for each column, made unique ("name (2)"), the column's letter where it has none. ``lines``: numbers of the
    rows that hold them; ``skipped``: these, that of the tags, and titles above. ``columns``: the indexes of the columns of each
    field, joined where there are several; ``also``: further columns of whole positions.
    ``marks``: the sign that follows a bare number in each of them (parts of an angle).
    ``rivals``: columns of which a person must say which is meant; ``unmapped``: all that are used for no field. ``constants``:
    what the file does not say and the person did.
    """

    sheet: str = ""
    headings: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    columns: dict[str, tuple[int, ...]] = {}
    also: tuple[int, ...] = ()
    why: dict[str, Why] = {}
    marks: dict[str, tuple[str, ...]] = {}
    rivals: dict[str, tuple[int, ...]] = {}
    unmapped: tuple[int, ...] = ()
    constants: dict[str, str] = {}

    @property
    def ambiguous(self) -> bool:
        """Whether several columns may be meant, and somebody has to say which."""
        return bool(self.rivals)


def guess(sheet: Sheet, wanted: Sequence[str] = ()) -> Layout:
    """What the columns of a sheet most likely mean. ``wanted``: headings that a person names; a first row of words that nothing
    else knows is the headings where one of them stands in it."""
    top = header.holding(sheet, wanted)
    columns = described(sheet, top)
    found, marks = _joined(columns)
    taken = {index for indexes, _ in found.values() for index in indexes}
    free = [column for column in columns if column.index not in taken]
    claims = {column.index: fields_of(column) for column in free}
    _two_names(free, claims)
    shaped = any(row.shapes for row in sheet.rows)
    if not shaped:
        _bare_degrees(free, claims)
    if not any(top.headings) and any(field in ASKED for said in claims.values() for field in said):
        _bare_name(free, claims)
    also = _further(free, claims, found)
    rivals = _assign(claims, found, {column.index for column in free if not column.evidence.count})
    _clocks(sheet, top, columns, claims, found)
    taken = {index for indexes, _ in found.values() for index in indexes} | {*also}
    return Layout(
        sheet=sheet.name, headings=unique(top.headings), lines=top.lines, skipped=top.rows,
        columns={field: found[field][0] for field in FIELDS if field in found},
        why={field: found[field][1] for field in FIELDS if field in found}, marks=marks, also=also,
        rivals={} if shaped else rivals,
        unmapped=tuple(column.index for column in columns if column.index not in taken),
    )  # fmt: skip


def described(sheet: Sheet, top: Header) -> list[Column]:
    """The columns of a sheet with their headings and what is in a sample of their cells."""
    skipped = set(top.rows)
    sample = evidence.spread([row for row in sheet.rows if row.number not in skipped])
    return [
        Column(i, heading, top.group[i], top.tags[i], evidence.of_column(evidence.cells(sample, i)))
        for i, heading in enumerate(top.headings)
    ]


Found = dict[str, tuple[tuple[int, ...], Why]]
Claims = dict[int, dict[str, Why]]


def _joined(columns: Sequence[Column]) -> tuple[Found, dict[str, tuple[str, ...]]]:
    """Positions that stand in several columns."""
    found: Found = {}
    marks: dict[str, tuple[str, ...]] = {}
    for axis, (indexes, signs) in angles(columns).items():
        found[axis], marks[axis] = (indexes, Why("heading", 0.9)), signs
    parts: dict[str, tuple[float, Column]] = {}
    for column in columns:
        for name, why in fields_of(column).items():
            if name.startswith("_") and why.sure > parts.get(name, (0.5, column))[0]:
                parts[name] = (why.sure, column)
    if indexes := grid({name: column for name, (_, column) in parts.items()}):
        found["position"] = (indexes, Why("heading", 0.9))
    return found, marks


def _two_names(columns: Sequence[Column], claims: Claims) -> None:
    """Of two columns of names the one in another script is the local name."""
    named = [column for column in columns if claims[column.index].get("name", _NOT).sure >= FOUND]
    local = [column for column in named if column.evidence.foreign >= 0.7]
    if len(local) < len(named):
        for column in local:
            claims[column.index] = {"name_local": claims[column.index]["name"]}


def _bare_degrees(columns: Sequence[Column], claims: Claims) -> None:
    """Two columns of degrees that nothing names: told apart where one goes beyond 90, else both may be either."""
    if any(why.sure >= FOUND for said in claims.values() for field, why in said.items() if field in ASKED):
        return
    degrees = [
        column
        for column in columns
        if column.evidence.number >= 0.9
        and column.evidence.fractions >= 0.5
        and column.evidence.degrees
        and all(why.sure < FOUND for why in claims[column.index].values())
    ]
    wide = [column for column in degrees if max(-column.evidence.smallest, column.evidence.largest) > 90]
    if len(degrees) != 2 or len(wide) == 2:
        return
    for column in degrees:
        fields = ("latitude", "longitude") if not wide else ("longitude",) if column in wide else ("latitude",)
        claims[column.index] = {field: Why("values", 0.7) for field in fields}


def _bare_name(columns: Sequence[Column], claims: Claims) -> None:
    """In a sheet without headings the first column of different words is the name."""
    for column in columns:
        found = column.evidence
        if found.count and found.number + found.date + found.clock < 0.2 and found.distinct >= 0.5 and not claims[column.index]:
            claims[column.index] = {"name": Why("values", FOUND)}
            return


def _further(columns: Sequence[Column], claims: Claims, found: Found) -> tuple[int, ...]:
    """Columns of whole positions beside the one that is surest: no rivals, each row holds them against each other."""
    whole = [column.index for column in columns if column.evidence.position >= evidence.MOST]
    sure = {at: max(claims[at].items(), key=lambda said: said[1].weight) for at in whole if claims[at]}
    at_all = sorted((at for at in sure if sure[at][0] == "position"), key=lambda at: (-sure[at][1].weight, at))
    more = at_all if "position" in found else at_all[1:]
    for at in more:
        claims[at] = {}
    return tuple(sorted(more))


def _assign(claims: Claims, found: Found, blank: set[int]) -> dict[str, tuple[int, ...]]:
    """Surest pairs first, each column to one field; columns between which only a person can choose are left."""
    rivals: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    best = {index: max((why.weight for why in said.values()), default=0.0) for index, said in claims.items()}
    pairs = [(why, index, field) for index, said in claims.items() for field, why in said.items() if why.sure >= FOUND]
    pairs = [pair for pair in pairs if pair[2] in _PLACE_OF]
    for why, index, field in sorted(
        pairs, key=lambda pair: (-pair[0].weight, pair[1], FIELDS.index(pair[2]) if pair[2] in FIELDS else 99)
    ):
        if field.startswith("_") or index in taken or field in rivals or (field in found and field not in SEVERAL):
            continue
        near = [
            i for w, i, f in pairs if f == field and i not in taken and w.weight >= why.weight - RIVAL and w.weight == best[i]
        ]
        near = [i for i in near if i not in blank or index in blank]
        if field in ASKED and len(near) > 1:
            rivals[field] = tuple(sorted(near))
            continue
        found[field] = ((*found[field][0], index), found[field][1]) if field in found else ((index,), why)
        taken.add(index)
    return rivals


def _clocks(sheet: Sheet, top: Header, columns: Sequence[Column], claims: Claims, found: Found) -> None:
    """A date and a time of day that stand in two columns are one moment; one date may belong to departure and arrival."""
    taken = {index for indexes, _ in found.values() for index in indexes}
    skipped = set(top.rows)
    sample = evidence.spread([row for row in sheet.rows if row.number not in skipped])

    def dates(index: int) -> bool:
        return columns[index].evidence.date >= 0.5 and not evidence.has_times(evidence.cells(sample, index))

    def clocks(index: int) -> bool:
        return columns[index].evidence.clock >= 0.3 and columns[index].evidence.date < 0.3

    for field in TIMES:
        if field not in found:
            continue
        own = found[field][0][0]
        free = [i for i, said in claims.items() if i not in taken and said.get(field, _NOT).sure >= 0.5]
        pair = next(((own, i) for i in free if dates(own) and clocks(i)), None)
        pair = pair or next(((i, own) for i in free if dates(i) and clocks(own)), None)
        if pair:
            found[field] = (pair, found[field][1])
            taken |= {*pair}
    shared = found["time"][0] if "time" in found else ()
    split = [field for field in TIMES[1:] if field in found and clocks(found[field][0][0])]
    if len(shared) == 1 and split and dates(shared[0]):
        for field in split:
            found[field] = ((shared[0], *found[field][0]), found[field][1])
        del found["time"]


_NOT: Final = Why("values", 0.0)
_PLACE_OF: Final = {field: place for place, field in enumerate(FIELDS)}


def unique(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings of which no two are equal: the column's letter where there is none, a number behind what stood there before."""
    seen: set[str] = set()
    found = []
    for index, heading in enumerate(headings):
        base = " ".join(heading.split()) or letter(index)
        name, count = base, 1
        while name in seen:
            count += 1
            name = f"{base} ({count})"
        seen.add(name)
        found.append(name)
    return tuple(found)


def letter(index: int) -> str:
    """The letter of a column as workbooks show it: 0 is A, 26 is AA."""
    text = ""
    while index >= 0:
        text = chr(ord("A") + index % 26) + text
        index = index // 26 - 1
    return text


def rows(sheet: Sheet, layout: Layout) -> Iterator[Entry]:
    """Every row that is neither blank nor a heading: the row, all its cells as text by heading, and by field text and value.

    Cells that are blank are left out. What a field's own columns leave empty is filled from the layout's constants.
    """
    skipped = set(layout.skipped)
    width = len(layout.headings)
    for row in sheet.rows:
        if row.number in skipped:
            continue
        texts = [text_of(value) for value in row.values[:width]]
        original = {layout.headings[i]: text for i, text in enumerate(texts) if text}
        if not original and not row.shapes:
            continue
        said, values = dict(layout.constants), dict[str, Value](layout.constants)
        for field, indexes in layout.columns.items():
            held = [i for i in indexes if i < len(texts) and texts[i]]
            if len(indexes) == 1 and held:
                said[field], values[field] = texts[held[0]], row.values[held[0]]
            elif held:
                said[field] = values[field] = _together(field, layout, row, texts)
        yield row, original, said, values


def _together(field: str, layout: Layout, row: Row, texts: Sequence[str]) -> str:
    indexes = [i for i in layout.columns[field] if i < len(texts)]
    if field in SEVERAL:
        return "; ".join(texts[i] for i in indexes if texts[i])
    marks = layout.marks.get(field, ())[: len(indexes)]
    return join([row.values[i] for i in indexes], [texts[i] for i in indexes], marks)


def text_of(value: Value) -> str:
    """A cell as text: numbers with as many digits as they need and no exponent, dates and times as ISO 8601, else as typed."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            if value.is_integer() and abs(value) < 1e15:
                return str(int(value))
            return format(Decimal(repr(value)), "f") if abs(value) < 1e300 else repr(value)
        case datetime():
            return value.isoformat(" ") if value.time() != time() or value.tzinfo else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value).strip()


def with_column(layout: Layout, field: str, heading: str) -> Layout:
    """The layout with one more column named by a person; it is taken from the field that it was guessed to be."""
    at = layout.headings.index(heading)
    columns = {name: tuple(i for i in found if i != at) for name, found in layout.columns.items() if name != field}
    columns = {**{name: found for name, found in columns.items() if found}, field: (at,)}
    rivals = {name: tuple(i for i in found if i != at) for name, found in layout.rivals.items() if name != field}
    # Of two columns of which one is named, the other is what is left: a latitude that is said says the longitude as well.
    columns |= {name: found for name, found in rivals.items() if len(found) == 1 and name not in columns}
    used = {index for found in columns.values() for index in found}
    also = tuple(index for index in layout.also if index not in used)
    return msgspec.structs.replace(
        layout, columns=columns, also=also,
        why={**layout.why, **dict.fromkeys(columns.keys() - layout.columns.keys(), _SAID), field: _SAID},
        rivals={name: found for name, found in rivals.items() if len(found) > 1},
        marks={name: marks for name, marks in layout.marks.items() if name != field},
        unmapped=tuple(index for index in range(len(layout.headings)) if index not in {*used, *also}),
    )  # fmt: skip


_SAID: Final = Why("profile", 1.0)
