"""Rows to items: what each row says, where that is, and how well it is known. Every row comes out, with its reason (R05)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from hashlib import sha256
from typing import Final

import msgspec

from detente.coordinates import Candidate, Reading, read, read_pair
from detente.errors import InputError
from detente.formats.table import Row, Shape, Sheet, Table, Value
from detente.geometry import parts
from detente.intake.cells import precision, times
from detente.intake.cells.names import fold
from detente.intake.checks.plausible import implausible
from detente.intake.columns import mapping, positions
from detente.intake.columns.mapping import Layout
from detente.intake.datum import stated, widened
from detente.intake.model import Alternative, Doubt, Item, Origin, Precision, Window
from detente.intake.template import Template, is_example, reduced
from detente.volume import DECIMALS, MAX_RADIUS_M, Circle, Corridor, Footprint, Point, Polygon, Position, Volume4D

EXACT_M: Final = 100.0
"""A position that is known no better than this is an area: a building is smaller (R05)."""
USUAL_HALF_WIDTH_M: Final = 500.0
EVERY: Final = 500
_PLACE: Final = positions.PLACE
_DATELESS: Final = (*_PLACE, "id", "name", "name_local", "place", "pcode")
_TIMES: Final = ("time", "time_start", "time_end")
_NOTES: Final = frozenset({
    "order-assumed", "hemisphere-assumed", "longitude-first", "xy-order", "leading-zero", "minutes-mark-twice", "approximate",
    "near-used", "short-grid", "short-code", "datum-padded", "datum-coarse",
    "datum-unknown",
})  # fmt: skip
"""Doubts of a reading that are worth saying and hold no row back: the ground decides whether the reading fits."""
MAX_WAYPOINTS: Final = 200


Orders = Mapping[str, tuple[times.Order | None, Doubt | None]]
"""Of each column of times: day or month first, and a doubt about the dates that a program turned, where it turned some."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What who imports says about a whole file.

    ``said`` fills fields that a row leaves empty (country, function, datum, zone …). ``kind``: `site` or `movement`.
    ``half_width_m``: of corridors made from lines. ``near``: a position that short grid references and plus codes are near.
    ``template``: the one of ours that the file was made from. ``now``: held against dates; None: nothing is.
    """

    said: Mapping[str, str] = {}
    kind: str = "site"
    half_width_m: float = USUAL_HALF_WIDTH_M
    near: tuple[float, float] | None = None
    template: Template | None = None
    now: datetime | None = None


class Understood(msgspec.Struct, frozen=True):
    """A file, understood: one item for each row that is no heading. ``headings``: rows that were taken for headings."""

    items: tuple[Item, ...]
    headings: int
    layouts: Mapping[str, Layout]


def understand(
    table: Table, layouts: Mapping[str, Layout], settings: Settings, progress: Callable[[int], None] = lambda done: None
) -> Understood:
    """Every row of every sheet as an item; ``layouts`` by the name of the sheet (see `detente.intake.columns.mapping`)."""
    items: list[Item] = []
    headings = 0
    for sheet in table.sheets:
        layout = layouts[sheet.name]
        before = len(items)
        for item in _sheet(table.file, sheet, layout, settings):
            items.append(item)
            if len(items) % EVERY == 0:
                progress(len(items))
        headings += len(sheet.rows) - (len(items) - before)
    progress(len(items))
    return Understood(tuple(_keyed(items)), headings, layouts)


def _sheet(file: str, sheet: Sheet, layout: Layout, settings: Settings) -> Iterator[Item]:
    placed = any(field in layout.columns for field in _PLACE) or any(row.shapes for row in sheet.rows)
    order = _date_orders(sheet, layout)
    turned = _turned(sheet, layout)
    for row, original, said, values in mapping.rows(sheet, layout):
        said = {**settings.said, **(_filled_in(settings.template, original, said) if settings.template else said)}
        said = positions.unmarked(said)
        bare = Item(origin=Origin(file, sheet.name, row.number), key="", original=original, said=said)
        reason = "sheet-hidden" if sheet.hidden else "" if placed or layout.rivals else "no-position-column"
        reason = "example-row" if settings.template and is_example(said) else reason
        if reason:
            yield msgspec.structs.replace(bare, state="rejected", reason=reason)
        elif unsure := positions.rivals(row, layout):
            yield msgspec.structs.replace(bare, doubts=(unsure,))
        else:
            item = _timed(_item(bare, row, values, layout, settings), values, order, settings)
            item = positions.explained(item, row, layout, tuple(_dates(row, turned)))
            more = implausible(item, settings.kind, settings.template, settings.now)
            yield msgspec.structs.replace(item, doubts=(*item.doubts, *more))


def _turned(sheet: Sheet, layout: Layout) -> dict[int, list[Value]]:
    """Columns of names, numbers and places that hold some date: a program made it of something else."""
    at = {i for field in _DATELESS for i in layout.columns.get(field, ())}
    columns = {i: [row.values[i] if i < len(row.values) else None for row in sheet.rows] for i in at}
    return {i: column for i, column in columns.items() if any(isinstance(value, date | time) for value in column)}


def _dates(row: Row, turned: Mapping[int, list[Value]]) -> Iterator[Doubt]:
    for at, column in turned.items():
        if (
            at < len(row.values)
            and isinstance(row.values[at], date | time)
            and (doubt := times.excel_date(row.values[at], column))
        ):
            yield doubt


def _filled_in(template: Template, original: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """A row of our own template, with the columns that only a notice has a field for."""
    held = {key: original[heading] for key, heading in template.columns.items() if heading in original}
    return reduced(template, {**held, **said})


def _item(bare: Item, row: Row, values: Mapping[str, Value], layout: Layout, settings: Settings) -> Item:
    said = bare.said
    grade = precision.of_row(said.get("precision", ""), said.get("position_source", ""), said.get("accuracy_m", ""))
    bare = msgspec.structs.replace(bare, precision=grade)
    readings = positions.readings(said, values, positions.further(row, layout), settings.near)
    if row.shapes and not said.get("destination_position"):
        return _shaped(bare, row.shapes, readings, settings)
    if _is_way(said):
        return _moving(bare, settings)
    found = positions.of_readings(readings)
    reading = found.reading
    item = msgspec.structs.replace(bare, reading=reading, doubts=found.doubts)
    if reading is None:
        return msgspec.structs.replace(item, state="rejected", reason="position-missing")
    if not reading.candidates and (regrouped := positions.regrouped(reading, stated(said))):
        return msgspec.structs.replace(item, doubts=(regrouped,))
    if not reading.candidates:
        doubt = Doubt(code="position-unreadable", args={"text": reading.text, "problem": reading.problem, "hint": reading.hint})
        return msgspec.structs.replace(item, doubts=(doubt,), state="rejected", reason="position-unreadable")
    if reading.only is None:
        return msgspec.structs.replace(item, doubts=(*found.doubts, _several(reading)))
    return placed(item, reading.only)


def placed(item: Item, found: Candidate) -> Item:
    """The item at one of the places that its text may mean, or that a person chose."""
    own = _own(found)
    position = (round(found.longitude, DECIMALS), round(found.latitude, DECIMALS))
    footprint, coarse = area(position, found.accuracy_m, item.precision, precision.metres(item.said.get("radius_m", "")) or 0.0)
    return msgspec.structs.replace(item, position=position, footprints=(footprint,), doubts=(*own, *item.doubts, *coarse))


def _own(found: Candidate) -> tuple[Doubt, ...]:
    """What the text of a position leaves in doubt by itself."""
    own = tuple(Doubt(code=d.code, args={"words": d.words, **d.args}, note=d.code in _NOTES) for d in found.doubts)
    return own if found.datum_stated else (*own, Doubt(code="datum-assumed", args={"datum": found.datum}, note=True))


def area(position: Position, accuracy_m: float, grade: Precision | None, radius_m: float) -> tuple[Footprint, tuple[Doubt, ...]]:
    """The footprint of a position: a point where it is known as well as a building is large, else the area that it may lie in.

    A grade that the row states always makes an area: what is known to 25 km must never look like a point (R05, G8).
    """
    known = accuracy_m + (grade.radius_m if grade else 0.0)
    if grade is None and known <= EXACT_M:
        return Point(position, radius_m), ()
    size = min(known + radius_m, MAX_RADIUS_M)
    note = Doubt(code="coarse-position", args={"metres": f"{known:.0f}"}, note=True)
    return Circle(position, round(max(size, 1.0), 1)), (note,) if known > EXACT_M else ()


def _several(reading: Reading) -> Doubt:
    found = tuple(Alternative(c.latitude, c.longitude, "reading", {"how": c.how}) for c in reading.candidates)
    return Doubt(code="several-readings", args={"text": reading.text, "count": str(len(found))}, alternatives=found)


def _shaped(item: Item, shapes: Sequence[Shape], readings: Sequence[Reading], settings: Settings) -> Item:
    if not all(shape.parts and shape.parts[0] for shape in shapes):
        return msgspec.structs.replace(item, state="rejected", reason="position-missing")
    longitude, latitude = shapes[0].parts[0][0]
    reading = read_pair(latitude, longitude, datum="WGS 84")
    if reading.only is None:
        return msgspec.structs.replace(item, reading=reading, state="rejected", reason="position-unreadable")
    item = msgspec.structs.replace(item, doubts=positions.beside_shapes(shapes, readings))
    if len(shapes) == 1 and shapes[0].kind == "point":
        return placed(msgspec.structs.replace(item, reading=reading), reading.only)
    footprints = tuple(_footprint(shape, settings.half_width_m) for shape in shapes)
    try:
        for footprint in footprints:
            parts(Volume4D(footprint, edges="lonlat"))
    except InputError as error:
        doubt = Doubt(code="shape-unusable", args={"problem": error.message, "hint": error.hint})
        return msgspec.structs.replace(item, reading=reading, doubts=(doubt,), state="rejected", reason="shape-unusable")
    return msgspec.structs.replace(item, reading=reading, position=_rounded(shapes[0].parts[0])[0], footprints=footprints)


def _moving(item: Item, settings: Settings) -> Item:
    """A movement from its origin over the waypoints of its route to its destination, each as a position (requirements §2.4)."""
    said = item.said
    between = [word.strip() for word in said.get("route", "").replace("→", ";").replace("|", ";").split(";") if word.strip()]
    if len(between) > MAX_WAYPOINTS:
        return msgspec.structs.replace(item, state="rejected", reason="too-many-waypoints")
    texts = (*between, said.get("destination_position") or said["destination"])
    way = (_start(said, settings), *(widened(read(text, datum=stated(said), near=settings.near), said) for text in texts))
    item = msgspec.structs.replace(item, reading=way[0], way=way)
    line, accuracy = [], item.precision.radius_m if item.precision else 0.0
    for reading in way:
        if reading.only is None:
            problem = reading.problem or f"{len(reading.candidates)} readings"
            doubt = Doubt(code="position-unreadable", args={"text": reading.text, "problem": problem, "hint": reading.hint})
            return msgspec.structs.replace(
                item, reading=reading, doubts=(doubt, *item.doubts), state="rejected", reason="position-unreadable"
            )
        line.append((reading.only.longitude, reading.only.latitude))
        accuracy = max(accuracy, reading.only.accuracy_m + (item.precision.radius_m if item.precision else 0.0))
    rounded = _rounded(line)
    if len(set(rounded)) < 2:
        return msgspec.structs.replace(item, state="rejected", reason="movement-without-way")
    width = min((precision.metres(said.get("radius_m", "")) or settings.half_width_m) + accuracy, MAX_RADIUS_M)
    footprint = Corridor(_unrepeated(rounded), round(width, 1))
    own = {(d.code, *d.args.values()): d for reading in way for found in reading.candidates for d in _own(found)}
    return msgspec.structs.replace(item, position=rounded[0], footprints=(footprint,), doubts=(*own.values(), *item.doubts))


def _start(said: Mapping[str, str], settings: Settings) -> Reading:
    """Where a movement starts: as a telephone measured it, else as it was typed."""
    if said.get("latitude") and said.get("longitude"):
        return read_pair(said["latitude"], said["longitude"], datum="WGS 84")
    return widened(read(said.get("position") or said.get("origin", ""), datum=stated(said), near=settings.near), said)


def _unrepeated(line: Sequence[Position]) -> tuple[Position, ...]:
    """The line without a position that stands twice in a row: forms ask for the ends and for the whole way."""
    return tuple(place for at, place in enumerate(line) if at == 0 or place != line[at - 1])


def _is_way(said: Mapping[str, str]) -> bool:
    if said.get("destination_position"):
        return any(said.get(name) for name in _PLACE)
    return bool(said.get("origin") and said.get("destination")) and not any(said.get(name) for name in _PLACE[:3])


def _footprint(shape: Shape, half_width_m: float) -> Footprint:
    match shape.kind:
        case "point":
            return Point(_rounded(shape.parts[0])[0])
        case "line":
            return Corridor(_rounded(shape.parts[0]), half_width_m)
        case "polygon":
            return Polygon(tuple(_rounded(part) for part in shape.parts))


def _rounded(part: Sequence[Position]) -> tuple[Position, ...]:
    return tuple((round(x, DECIMALS), round(y, DECIMALS)) for x, y in part)


def _timed(item: Item, values: Mapping[str, Value], order: Orders, settings: Settings) -> Item:
    """The item with its window. A movement stands and falls with its times; of a site they are told and move nothing."""
    window, found = _window(item, values, order)
    if settings.kind == "movement":
        if window is None or window.start is None:
            found.append(Doubt(code="time-missing"))
        elif window.end is not None and window.end < window.start:
            found.append(Doubt(code="times-reversed", args={"start": f"{window.start:%F %R}Z", "end": f"{window.end:%F %R}Z"}))
    else:
        found = [msgspec.structs.replace(doubt, note=True) for doubt in found]
    return msgspec.structs.replace(item, window=window, doubts=(*item.doubts, *found))


def _window(item: Item, values: Mapping[str, Value], order: Orders) -> tuple[Window | None, list[Doubt]]:
    said, zone = item.said, item.said.get("zone") or None
    found: list[Doubt] = []
    read_as: dict[str, Window] = {}
    for name in _TIMES:
        value = values.get(name, said.get(name))
        if not said.get(name):
            continue
        days_first, turned = order.get(name, (None, None))
        read_as[name], doubts = times.read_time(value, zone=zone, end=name == "time_end", order=days_first)
        found += doubts
        if turned is not None and isinstance(value, date):
            found.append(turned)
        if zone is None and item.position is not None:
            either = times.zone_doubt(value, item.position[1], item.position[0], order=days_first)
            found += [either] if either else []
    if not read_as:
        return None, found
    whole = read_as.get("time")
    start, end = read_as.get("time_start", whole), read_as.get("time_end", whole)
    text = " – ".join(window.text for window in read_as.values())
    used = next((window.zone for window in read_as.values() if window.zone), "")
    return Window(text, start.start if start else None, end.end or end.start if end else None, used, bool(zone)), found


def _date_orders(sheet: Sheet, layout: Layout) -> Orders:
    found: dict[str, tuple[times.Order | None, Doubt | None]] = {}
    for name in (name for name in _TIMES if name in layout.columns):
        column = [row.values[i] for row in sheet.rows for i in layout.columns[name] if i < len(row.values)]
        found[name] = (times.date_order(column), times.mixed_order(column))
    return found


def _keyed(items: Iterable[Item]) -> Iterator[Item]:
    """Keys that hold in the next edition of the file: an id where every row has its own, else name and units, else the place."""
    rows = list(items)
    ids = [item.said.get("id", "") for item in rows if not item.said.get("leg")]
    unique = len({i for i in ids if i}) == len([i for i in ids if i])
    seen: dict[str, int] = {}
    for item in rows:
        leg = item.said.get("leg", "")
        base = f"id {item.said['id']} {leg}".rstrip() if item.said.get("id") and (unique or leg) else _described(item)
        seen[base] = seen.get(base, 0) + 1
        key = base if seen[base] == 1 else f"{base} #{seen[base]}"
        yield msgspec.structs.replace(item, key=sha256(key.encode()).hexdigest()[:32])


def _described(item: Item) -> str:
    names = [fold(item.said[name]) for name in ("name", "name_local", "place") if item.said.get(name)]
    if not names:
        return "row " + " ".join(f"{k}={v}" for k, v in sorted(item.original.items()))
    return " | ".join([*names, *(fold(unit) for _, unit in item.admin), item.said.get("function", "")])


def settle(item: Item) -> Item:
    """The item with the verdict that its doubts give: held back by any doubt that is more than a note."""
    if item.state == "rejected":
        return item
    held = next((doubt for doubt in item.doubts if not doubt.note), None)
    return msgspec.structs.replace(item, state="doubted" if held else "accepted", reason=held.code if held else "")
