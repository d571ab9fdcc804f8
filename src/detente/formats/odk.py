"""Submissions of Kobo and ODK forms to a table: a sheet for the form and one for each of its repeats (R05).

Read are the lists of Kobo (``{"results": […]}``), of ODK Central (``{"value": […]}``), a bare list, and a single submission.
Groups become ``group/question``. Every position is also given in the four columns that Kobo's own exports have:
``_place_latitude``, ``_place_longitude``, ``_place_altitude``, ``_place_precision`` (metres).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from detente.errors import InputError
from detente.formats.features import Layer, degrees, line, point, polygon, position
from detente.formats.guard import Progress, check_json, check_size, silent
from detente.formats.table import MAX_ROWS, Shape, Sheet, Table

PARENT: Final = "parent row"
"""Of a repeat: the row of the sheet above it to which it belongs."""
MAX_DEPTH: Final = 20
MAX_TRACE: Final = 1 << 20
"""Characters of a trace or area; a longer answer is text."""
MAX_SHEETS: Final = 200
_LISTS: Final = ("results", "value")
_PARTS: Final = ("latitude", "longitude", "altitude", "precision")
_LINKED: Final = "@odata.navigationLink"
_PULSE: Final = 1_000
_DEVICE: Final = ("start-geopoint", "start_geopoint")
"""Where the device was when the form was opened: nothing of the place."""
_KINDS: Final = {"Point": "point", "LineString": "line", "Polygon": "polygon"}


class _Place(NamedTuple):
    """A position or shape that was found in an answer. ``parts``: latitude, longitude, altitude, accuracy of a point."""

    shape: Shape
    parts: tuple[float, ...] = ()


def read(data: bytes, file: str, *, progress: Progress = silent) -> Table:
    """The submissions of a file, numbered from 1 in its order; those of a repeat from 1 among their kind.

    A row has a shape where its sheet has one question for a position only; where there are several, the columns tell them apart.
    """
    check_size(data, file)
    check_json(data, file)
    try:
        top = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        hint = "have the file sent again, or export it anew"
        raise InputError("not-json", str(error)[:300], where=file, hint=hint) from error
    given, notes = _submissions(top, file)
    form = _Form(file)
    for number, submission in enumerate(given, 1):
        form.take("", number, submission, 0)
        if not number % _PULSE:
            progress(number, len(given))
    return Table(file, "odk", tuple(form.sheets()), (*notes, *form.notes()))


def _submissions(top: Any, file: str) -> tuple[list[dict[str, Any]], list[str]]:
    notes = []
    if isinstance(top, dict):
        found = next((top[key] for key in _LISTS if isinstance(top.get(key), list)), [top])
        if top.get("next") or top.get("@odata.nextLink"):
            notes.append(f"the file says that it is one page of several ({len(found)} of {str(top.get('count', 'more'))[:20]})")
    else:
        found = top
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        hint = "export the submissions as JSON, or the form as XLSX"
        raise InputError("not-json", "neither a list of submissions nor GeoJSON", where=file, hint=hint)
    if len(found) > MAX_ROWS:
        raise InputError("too-large", f"{len(found)} submissions; at most {MAX_ROWS}", where=file, hint="split the file")
    return found, notes


class _Form:
    """The sheets of a form under way."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._layers: dict[str, Layer] = {}
        self._rows: dict[str, list[tuple[int, dict[str, Any], dict[str, _Place]]]] = {}
        self._linked: set[str] = set()

    def take(self, sheet: str, number: int, answers: dict[str, Any], parent: int) -> None:
        """One submission, or one turn of a repeat, with all that is in it."""
        rows = self._rows.setdefault(sheet, [])
        if len(self._rows) > MAX_SHEETS or len(rows) >= MAX_ROWS:
            raise InputError("too-large", "more repeats than a table may have", where=self._file, hint="split the file")
        values: dict[str, Any] = {PARENT: parent} if parent else {}
        places: dict[str, _Place] = {}
        rows.append((number, values, places))
        for key, value in self._flat("", answers, 0):
            if (
                isinstance(value, list)
                and value
                and not key.rpartition("/")[2].startswith("_")
                and all(isinstance(v, dict) for v in value)
            ):
                for turn in value:
                    self.take(_under(sheet, key), len(self._rows.get(_under(sheet, key), ())) + 1, turn, number)
                continue
            name = key.removeprefix(f"{sheet}/") if sheet else key
            while name in values:
                name += " (again)"
            values[name] = value
            if place := _place(value):
                places[name] = place
                values |= {f"_{name}_{part}": given for part, given in zip(_PARTS, place.parts, strict=False)}

    def _flat(self, path: str, answers: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
        if depth > MAX_DEPTH:
            raise InputError("too-large", "groups that are nested too deep", where=self._file)
        for key, value in answers.items():
            name = f"{path}/{key}" if path else key
            if key.endswith(_LINKED):
                self._linked.add(name.removesuffix(_LINKED))
            elif isinstance(value, dict) and not _geojson(value):
                yield from self._flat(name, value, depth + 1)
            else:
                yield name, value

    def sheets(self) -> Iterator[Sheet]:
        """The form first, then its repeats."""
        for sheet, rows in self._rows.items():
            layer = Layer(f"{self._file} {sheet}".strip())
            asked = list(dict.fromkeys(name for _, _, places in rows for name in places))
            chosen = [name for name in asked if name.rpartition("/")[2] not in _DEVICE]
            for number, values, places in rows:
                place = places.get(chosen[0]) if len(chosen) == 1 else None
                layer.add(number, values, (place.shape,) if place else ())
            several = f"several questions hold positions ({', '.join(chosen[:10])}): say which one is the place"
            yield layer.sheet(sheet or "submissions", [several] if len(chosen) > 1 else [])

    def notes(self) -> list[str]:
        """What the file only links to."""
        named = ", ".join(sorted(self._linked)[:10])
        return [f"repeats that are not in the file: {named}; export it with $expand=*"] if self._linked else []


def _under(sheet: str, key: str) -> str:
    return key if not sheet or key.startswith(f"{sheet}/") else f"{sheet}/{key}"


def _geojson(value: dict[str, Any]) -> bool:
    kind = value.get("type")
    return isinstance(kind, str) and kind in _KINDS and isinstance(value.get("coordinates"), list)


def _place(value: Any) -> _Place | None:
    try:
        if isinstance(value, str):
            return _text(value)
        return _object(value) if isinstance(value, dict) and _geojson(value) else None
    except (InputError, OverflowError):
        return None


def _text(text: str) -> _Place | None:
    """A geopoint ``lat lon altitude accuracy``; a geotrace or geoshape, which is several of them between semicolons."""
    if len(text) > MAX_TRACE or text.count(" ", 0, 200) < 3 or not (text[0] in "+-." or text[0].isdigit()):
        return None
    found = [[degrees(word) for word in item.split()] for item in text.strip().rstrip(";").split(";")]
    if any(len(item) != 4 or abs(item[0]) > 90 or abs(item[1]) > 180 for item in found):
        return None
    if len(found) == 1:
        return _Place(point(found[0][1], found[0][0]), tuple(found[0]))
    places = [position(item[1], item[0]) for item in found]
    closed = len(places) > 3 and places[0] == places[-1]
    return _Place(polygon([places]) if closed else line(places))


def _object(value: dict[str, Any]) -> _Place | None:
    """The same as ODK Central gives it, as GeoJSON."""
    kind, given = _KINDS[value["type"]], value["coordinates"]
    if kind == "point":
        numbers = [float(x) for x in given if type(x) in (int, float)]
        if len(numbers) < 2:
            return None
        properties = value.get("properties")
        accuracy = properties.get("accuracy") if isinstance(properties, dict) else None
        known = [float(accuracy)] if isinstance(accuracy, int | float) and len(numbers) > 2 else []
        return _Place(point(*numbers[:2]), (numbers[1], numbers[0], *numbers[2:3], *known))
    rings = [given] if kind == "line" else given
    places = [
        [position(float(item[0]), float(item[1])) for item in ring if _pair(item)] for ring in rings if isinstance(ring, list)
    ]
    return _Place(polygon(places) if kind == "polygon" else line(places[0])) if places else None


def _pair(item: Any) -> bool:
    return isinstance(item, list) and len(item) > 1 and all(type(x) in (int, float) for x in item[:2])
