"""A CSV file of points to volumes: one row a point, every row for itself; columns are found by their headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from detente.errors import DetenteError, InputError
from detente.formats import MAX_FILE, MAX_ITEMS, ROUNDING_M, Broken, Item
from detente.geometry import parts
from detente.volume import DECIMALS, Point, Volume4D

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "latitude": ("lat", "latitude", "y"),
    "longitude": ("lon", "long", "lng", "longitude", "x"),
    "name": ("name", "title", "id"),
    "radius_m": ("radius_m", "radius"),
}
MAX_LINE: Final = 1 << 16
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{0,30})?")


def read(data: bytes, where: str) -> list[Item | Broken]:
    """The rows of a file with a heading for latitude and one for longitude (decimal degrees, WGS 84).

    `InputError` where the file as a whole is not usable; a row that is not usable is `Broken` and costs only itself.
    """
    if len(data) > MAX_FILE:
        raise InputError("too-large", f"{len(data)} bytes; at most {MAX_FILE}", where=where, hint="split the file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("bad-encoding", f"not UTF-8 at byte {error.start}", where=where, hint="save it as UTF-8") from error
    csv.field_size_limit(MAX_LINE)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        columns = _columns(rows.fieldnames or (), where)
        found = [_row(number, row, columns, where) for number, row in enumerate(islice(rows, MAX_ITEMS + 1), 1)]
    except csv.Error as error:
        raise InputError("bad-value", str(error), where=where) from error
    if len(found) > MAX_ITEMS:
        raise InputError("too-large", f"more than {MAX_ITEMS} rows", where=where, hint="split the file")
    return found


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(headings: Sequence[str], where: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for meaning, words in HEADINGS.items():
        given = [h for h in headings if h is not None and h.strip().lower() in words]
        if len(given) > 1:
            raise InputError("bad-value", f"{', '.join(given)}: two columns for the {meaning}", where=f"{where} row 0")
        if given:
            found[meaning] = given[0]
    if missing := {"latitude", "longitude"} - set(found):
        hint = "the first row names the columns: lat, lon and, if you like, name and radius_m"
        raise InputError("bad-value", f"no column for the {' and the '.join(sorted(missing))}", where=f"{where} row 0", hint=hint)
    return found


def _row(number: int, row: Mapping[str, str | None], columns: Mapping[str, str], where: str) -> Item | Broken:
    place = f"{where} row {number}"
    name = ((row.get(columns["name"]) if "name" in columns else "") or "")[:200]
    try:
        lat, lon = (_number(row, columns[c]) for c in ("latitude", "longitude"))
        rounded = (round(lon, DECIMALS), round(lat, DECIMALS))
        accuracy = 0.0 if rounded == (lon, lat) else ROUNDING_M
        radius = _number(row, columns["radius_m"]) if "radius_m" in columns and row.get(columns["radius_m"]) else 0.0
        volume = Volume4D(Point(rounded, radius), accuracy_m=accuracy)
        parts(volume, "$")
        return Item(number, name, (volume,), {str(k): v for k, v in row.items()})
    except DetenteError as error:
        return Broken(number, name, error.message, f"{place} {error.where}".strip(), error.hint)


def _number(row: Mapping[str, str | None], column: str) -> float:
    text = (row.get(column) or "").strip()
    if not _DECIMAL.fullmatch(text):
        hint = "decimal degrees with a point, like 36.135"
        raise InputError("bad-value", f"{text[:40]!r} is not a number", where=column, hint=hint)
    return float(text)
