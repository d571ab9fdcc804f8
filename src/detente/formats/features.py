"""Features of map formats as rows of a table. Not a format; the readers of formats build on it.

A geometry that cannot be read costs only itself: its row is there, without a shape, and the column `PROBLEM` says why.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

import msgspec

from detente.errors import InputError
from detente.formats.guard import some
from detente.formats.table import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Position, Row, Shape, Sheet, Value

PROBLEM: Final = "geometry problem"
MAX_POSITIONS: Final = 2_000_000
"""Positions of all shapes of a file."""
_NUMBER: Final = re.compile(r"[+-]?(\d{1,40}\.?\d{0,40}|\.\d{1,40})([eE][+-]?\d{1,3})?", re.ASCII)
_PLAIN: Final = (str, bool, int, float, datetime, date, time)
_KNOWN: Final = 100_000
_SHORT: Final = 64


class Collection(msgspec.Struct):
    """The top of a GeoJSON file (RFC 7946 §3.3); features stay bytes, so that a broken one costs only itself."""

    type: str
    features: list[msgspec.Raw] | None = None
    crs: dict[str, Any] | None = None


class Feature(msgspec.Struct):
    """A feature of GeoJSON (RFC 7946 §3.2)."""

    type: str
    geometry: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None
    id: str | int | float | None = None


class Text:
    """What an element of XML says, piece by piece, up to a limit of characters."""

    def __init__(self, limit: int, file: str) -> None:
        self.limit, self.file = limit, file
        self.begin()

    def begin(self) -> None:
        """Nothing is said yet."""
        self.size, self.pieces = 0, list[str]()

    def add(self, text: str) -> None:
        """A piece more; `InputError` beyond the limit."""
        self.size += len(text)
        if self.size > self.limit:
            hint = "shorten it, or split the file"
            raise InputError("too-large", f"a text of more than {self.limit} characters", where=self.file, hint=hint)
        self.pieces.append(text)

    def take(self) -> str:
        """What was said."""
        said = "".join(self.pieces).strip()
        self.begin()
        return said


def degrees(text: str) -> float:
    """A decimal number as map formats write it; `InputError` for anything else."""
    if not _NUMBER.fullmatch(text):
        raise InputError("bad-geometry", f"{text[:30]!r} is not a number")
    return float(text)


def position(longitude: float, latitude: float) -> Position:
    """A position as it is given, whatever its degrees; `InputError` where it is no number."""
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise InputError("bad-geometry", "a position that is no number")
    return (longitude, latitude)


def point(longitude: float, latitude: float) -> Shape:
    """A point."""
    return Shape("point", ((position(longitude, latitude),),))


def line(positions: Sequence[Position]) -> Shape:
    """A line; a line of one position is a point."""
    if not positions:
        raise InputError("bad-geometry", "a line without positions")
    return Shape("line", (tuple(positions),)) if len(positions) > 1 else Shape("point", (tuple(positions),))


def polygon(rings: Iterable[Sequence[Position]]) -> Shape:
    """A polygon, outer ring first; a ring that is not closed is closed."""
    closed = []
    for ring in rings:
        whole = tuple(ring) if ring and ring[0] == ring[-1] else (*ring, *ring[:1])
        if len(whole) < 4:
            raise InputError("bad-geometry", "a ring of an area has fewer than three corners")
        closed.append(whole)
    if not closed:
        raise InputError("bad-geometry", "an area without a ring")
    return Shape("polygon", tuple(closed))


def plain(value: Any) -> Value:
    """A value as a cell holds it: what is nested becomes JSON text, what is no number becomes its word."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, _PLAIN) else json.dumps(value, ensure_ascii=False)


class Layer:
    """The rows of a sheet under way; a column is where it first had a value."""

    def __init__(self, where: str, columns: Iterable[str] = ()) -> None:
        self._where = where
        self._columns = {name: index for index, name in enumerate(columns)}
        self._rows: list[tuple[int, list[Value], dict[int, str], tuple[Shape, ...]]] = []
        self._positions = 0
        self._seen: dict[str, str] = {}
        self._long: list[int] = []
        self._bad: list[int] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, number: int, values: Mapping[str, Any], shapes: tuple[Shape, ...] = (), problem: str = "") -> None:
        """One row. ``problem``: why its geometry cannot be read."""
        if len(self._rows) >= MAX_ROWS:
            raise InputError("too-large", f"more than {MAX_ROWS} rows", where=self._where, hint="split the file")
        self._positions += sum(len(part) for shape in shapes for part in shape.parts)
        if self._positions > MAX_POSITIONS:
            raise InputError("too-large", f"more than {MAX_POSITIONS} positions", where=self._where, hint="split the file")
        cells: list[Value] = [None] * len(self._columns)
        marks: dict[int, str] = {}
        for name, value in values.items():
            self._put(number, cells, marks, name, plain(value))
        if problem:
            self._bad.append(number)
            self._put(number, cells, marks, PROBLEM, problem[:300])
            marks[self._columns[PROBLEM]] = "error"
        self._rows.append((number, cells, marks, shapes))

    def _put(self, number: int, cells: list[Value], marks: dict[int, str], name: str, value: Value) -> None:
        index = self._columns.setdefault(name, len(self._columns))
        if index >= MAX_COLUMNS:
            raise InputError(
                "too-large", f"more than {MAX_COLUMNS} columns", where=self._where, hint="leave out what is not needed"
            )
        if isinstance(value, str):
            if len(value) > MAX_CELL:
                self._long.append(number)
                value, marks[index] = value[:MAX_CELL], "cut"
            elif len(value) < _SHORT:
                value = self._seen.setdefault(value, value) if len(self._seen) < _KNOWN else self._seen.get(value, value)
        cells += [None] * (index + 1 - len(cells))
        cells[index] = value

    def sheet(self, name: str, notes: Iterable[str] = ()) -> Sheet:
        """All rows, as wide as there are columns; with what is to be said of them."""
        width = len(self._columns)
        if width * len(self._rows) > MAX_CELLS:
            what = f"{width * len(self._rows)} cells; at most {MAX_CELLS}"
            raise InputError("too-large", what, where=self._where, hint="split the file")
        rows = tuple(
            Row(number, (*cells, *[None] * (width - len(cells))), marks, shapes) for number, cells, marks, shapes in self._rows
        )
        said = [f"geometries that cannot be read: {len(self._bad)}, in row {some(self._bad)}"] if self._bad else []
        said += [f"a cell is longer than {MAX_CELL} characters and was cut in row {some(self._long)}"] if self._long else []
        return Sheet(name, rows, tuple(self._columns), notes=(*notes, *said))
