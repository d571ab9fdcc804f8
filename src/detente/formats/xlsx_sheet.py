"""One sheet of a workbook, read as its XML streams by: rows, what each cell really is, what is hidden, what is merged."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from detente.errors import InputError
from detente.formats.guard import MAX_ELEMENTS, feed, local, parser, some
from detente.formats.table import MAX_CELL, MAX_COLUMNS, Row, Value

LAST_ROW: Final = 1_048_576
MAX_MERGED: Final = 100_000
MAX_SPREAD: Final = 1_000_000
"""Ranges of merged cells, and cells that are filled from them."""
_EPOCH: Final = datetime(1899, 12, 30)
_LAST_DAY: Final = 2_958_466
"""The day after 31 December 9999."""
_KNOWN: Final = 100_000
_SHORT: Final = 64
_NUMBER: Final = re.compile(r"[+-]?(\d{1,40}\.?\d{0,40}|\.\d{1,40})([eE][+-]?\d{1,4})?", re.ASCII)
_RANGE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIGITS: Final = "0123456789"
_TRUE: Final = {"1", "true"}


class Book(NamedTuple):
    """What the sheets of a workbook share: texts, what each cell format makes of a number, the day 0 where it is 1904."""

    strings: tuple[str, ...]
    styles: tuple[str, ...]
    epoch: datetime | None


def escaped(text: str) -> str:
    """A text with its ``_x000D_`` resolved (ST_Xstring, ISO/IEC 29500-1 §22.9.2.19); halves of letters become U+FFFD."""
    if "_x" not in text:
        return text
    whole = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def number_of(text: str | None, default: int) -> int:
    """A whole number of an attribute, of no more than nine digits."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else default


def column_of(letters: str) -> int:
    """The index of a column, from 0, by its letters; -1 where they are none."""
    index = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            return -1
        index = index * 26 + ord(letter) - 64
    return index - 1


def letters_of(column: int) -> str:
    """The letters of a column by its index."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def moment(serial: float, epoch: datetime | None) -> datetime | time | None:
    """The date of a serial number, to the millisecond: days since 1900 (with its 29 February, which never was) or ``epoch``."""
    if not 0 <= serial < _LAST_DAY or (epoch is None and 60 <= serial < 61):
        return None
    day, part = divmod(round(serial * 86_400_000), 86_400_000)
    within = timedelta(milliseconds=part)
    if day < 1:
        return (_EPOCH + within).time()
    try:
        return (epoch or _EPOCH) + timedelta(days=day + (epoch is None and day < 60)) + within
    except OverflowError:
        return None


def duration(serial: float) -> str | None:
    """Hours, minutes and seconds that a cell shows: ``36:42:05.5``."""
    if not abs(serial) < _LAST_DAY:
        return None
    total = round(abs(serial) * 86_400_000)
    seconds, part = divmod(total, 1000)
    fraction = f".{part:03}".rstrip("0") if part else ""
    return f"{'-' if serial < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"


class SheetReader:
    """A sheet under way: `take` its bytes, then `finish`."""

    def __init__(self, book: Book, where: str, most_rows: int, most_cells: int) -> None:
        self._book, self._where, self._most_rows, self._most_cells = book, where, most_rows, most_cells
        self._rows: list[tuple[int, list[Value], dict[int, str]]] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._hidden_rows: list[int] = []
        self._hidden_columns: set[int] = set()
        self._count = self._held = self._unresolved = 0
        self._number, self._column = 0, -1
        self._row_hidden = False
        self._names: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._seen: dict[str, str] = {}
        self._long: list[int] = []
        self._new_row()
        self._new_cell("", "")

    def take(self, chunks: Iterable[bytes]) -> Iterator[int]:
        """Read the XML; gives the size of each piece."""
        made = parser(self._where)
        made.StartElementHandler, made.EndElementHandler = self._start, self._end
        made.CharacterDataHandler = self._text
        sizes: list[int] = []

        def counted() -> Iterator[bytes]:
            for piece in chunks:
                sizes.append(len(piece))
                yield piece

        for _ in feed(made, counted(), self._where):
            yield sizes.pop() if sizes else 0

    def _new_row(self) -> None:
        self._values: list[Value] = []
        self._marks: dict[int, str] = {}
        self._column = -1

    def _new_cell(self, kind: str, style: str) -> None:
        self._kind, self._style = kind, style
        self._pieces: list[str] = []
        self._formula = self._listening = self._aside = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise InputError(
                "too-large", "far more cells than a table needs", where=self._where, hint="delete empty rows and columns"
            )
        tag = self._names.get(name) or self._names.setdefault(name, local(name))
        if tag == "c":
            reference = attributes.get("r")
            self._column = self._place(reference) if reference else self._column + 1
            self._new_cell(attributes.get("t", "n"), attributes.get("s", ""))
        elif tag == "v" or tag == "t":
            self._listening = not self._aside
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._open_row(attributes)
        elif tag == "rPh":
            self._aside = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = number_of(attributes.get("min"), 1), number_of(attributes.get("max"), 0)
            self._hidden_columns |= {*range(first - 1, min(last, MAX_COLUMNS))}

    def _end(self, name: str) -> None:
        tag = self._names[name]
        if tag == "v" or tag == "t":
            self._listening = False
        elif tag == "c":
            self._close_cell()
        elif tag == "rPh":
            self._aside = False
        elif tag == "row":
            self._close_row()

    def _text(self, text: str) -> None:
        if self._listening:
            self._pieces.append(text)

    def _place(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        column = self._columns.get(letters)
        if column is None:
            column = column_of(letters) if 0 < len(letters) <= 3 else -1
            if column < 0:
                raise self._unreadable(f"{reference[:20]!r} is no cell")
            self._columns[letters] = column
        return column

    def _unreadable(self, what: str) -> InputError:
        hint = "open it in a spreadsheet program and save it anew"
        return InputError("bad-value", f"the sheet is damaged: {what}", where=f"{self._where} row {self._number}", hint=hint)

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = number_of(attributes["r"], 0) if "r" in attributes else self._number + 1
        if not self._number < number <= LAST_ROW:
            raise self._unreadable(f"row {attributes.get('r', number)!r:.20} comes after it")
        self._number, self._row_hidden = number, attributes.get("hidden") in _TRUE
        self._new_row()

    def _merge(self, reference: str) -> None:
        found = _RANGE.fullmatch(reference)
        if found and len(self._merged) < MAX_MERGED:
            self._merged.append((int(found[2]), column_of(found[1]), int(found[4]), column_of(found[3])))

    def _close_cell(self) -> None:
        value, mark = self._value()
        if value is None and not mark:
            return
        if self._column >= MAX_COLUMNS:
            hint = "move what stands there nearer, or delete it, and save the workbook anew"
            place = f"{self._where} cell {letters_of(self._column)}{self._number}"
            raise InputError("too-large", f"a value beyond column {letters_of(MAX_COLUMNS - 1)}", where=place, hint=hint)
        if lacking := self._column - len(self._values):
            if lacking < 0:
                raise self._unreadable(f"two cells in column {letters_of(self._column)}, or not in their order")
            self._values += [None] * lacking
        self._values.append(value)
        if mark:
            self._marks[self._column] = mark

    def _value(self) -> tuple[Value, str]:
        text = "".join(self._pieces)
        if not text:
            self._unresolved += self._formula
            return None, "formula" if self._formula else ""
        value, mark = self._meant(text)
        if isinstance(value, str):
            if len(value) > MAX_CELL:
                self._long.append(self._number)
                value, mark = value[:MAX_CELL], "cut"
            elif len(value) < _SHORT:
                value = self._seen.setdefault(value, value) if len(self._seen) < _KNOWN else self._seen.get(value, value)
        return value, mark if mark == "error" or not self._formula else "formula"

    def _meant(self, text: str) -> tuple[Value, str]:
        """The value of a cell from what its XML says, and what it really is."""
        kind = self._kind
        if kind == "s":
            index = number_of(text, -1)
            return (self._book.strings[index] or None, "") if 0 <= index < len(self._book.strings) else (None, "error")
        if kind == "n":
            return self._number_in(text)
        if kind == "b":
            return text.strip() in _TRUE, ""
        if kind == "d":
            try:
                return datetime.fromisoformat(text), "date"
            except ValueError:
                return text, "date"
        return escaped(text), "error" if kind == "e" else ""

    def _number_in(self, text: str) -> tuple[Value, str]:
        text = text.strip()
        if not _NUMBER.fullmatch(text):
            return text, "error"
        value = int(text) if text.lstrip("+-").isdigit() else float(text)
        if not math.isfinite(value):
            return text, "error"
        style = (
            self._style and self._book.styles[index]
            if 0 <= (index := number_of(self._style, -1)) < len(self._book.styles)
            else ""
        )
        if style == "date":
            found = moment(value, self._book.epoch)
            return (value if found is None else found), "date"
        if style == "duration":
            shown = duration(value)
            return (value if shown is None else shown), "date"
        return value, style

    def _close_row(self) -> None:
        if not self._values:
            return
        if len(self._rows) >= self._most_rows:
            raise InputError("too-large", "more rows than a table may have", where=self._where, hint="split the workbook")
        self._held += len(self._values)
        if self._held > self._most_cells:
            raise InputError("too-large", "more cells than a table may have", where=self._where, hint="split the workbook")
        self._rows.append((self._number, self._values, self._marks))
        if self._row_hidden:
            self._hidden_rows.append(self._number)

    def finish(self) -> tuple[tuple[Row, ...], tuple[str, ...]]:
        """The rows, as wide as the widest, merged cells filled; and what is to be said of them."""
        width = max((len(values) for _, values, _ in self._rows), default=0)
        if width * len(self._rows) > self._most_cells:
            raise InputError("too-large", "more cells than a table may have", where=self._where, hint="split the workbook")
        for _, values, _ in self._rows:
            values += [None] * (width - len(values))
        spread = self._spread(width)
        rows = tuple(
            Row(number, tuple(values), marks) if marks else Row(number, tuple(values)) for number, values, marks in self._rows
        )
        return rows, tuple(self._notes(width, spread))

    def _spread(self, width: int) -> int:
        """Fill merged cells with what their first cell says, in rows that have something of their own."""
        numbers, left = [number for number, _, _ in self._rows], MAX_SPREAD
        for top, first, bottom, last in self._merged:
            start, end = bisect_left(numbers, top), bisect_right(numbers, bottom)
            if start == len(numbers) or numbers[start] != top or first >= width:
                continue
            value = self._rows[start][1][first]
            left -= (end - start) * (min(last, width - 1) - first + 1)
            if value is None or left < 0:
                continue
            for _, values, marks in self._rows[start:end]:
                for column in range(first, min(last + 1, width)):
                    if values[column] is None:
                        values[column], marks[column] = value, "merged"
        return left

    def _notes(self, width: int, spread: int) -> Iterator[str]:
        if self._hidden_rows:
            yield f"hidden, but taken: row {some(self._hidden_rows)}"
        if hidden := sorted(column for column in self._hidden_columns if column < width):
            yield f"hidden, but taken: column {some([letters_of(column) for column in hidden])}"
        if self._unresolved:
            yield f"formulas without a result: {self._unresolved}; open the workbook in a spreadsheet program and save it anew"
        if self._long:
            yield f"a cell is longer than {MAX_CELL} characters and was cut in row {some(self._long)}"
        if spread < 0 or len(self._merged) >= MAX_MERGED:
            yield "more merged cells than can be followed: some are empty here"
