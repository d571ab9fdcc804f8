"""CSV and its kin to a table: any delimiter, any encoding that can be told, stray quotes; every row keeps its line (R05).

The number of a row is the line of the file on which it begins, as a text editor counts. What had to be assumed (the encoding)
or could not be read as it stands (quotes that are not closed) is said in the notes of the sheet, with the lines.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

from detente.errors import InputError
from detente.formats.encoding import decode
from detente.formats.guard import Progress, check_size, silent, some
from detente.formats.table import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, Sheet, Table, Value

DELIMITERS: Final = "\t;|,"
"""Tried in this order where two explain the file as well."""
MAX_QUOTED_LINES: Final = 500
"""Lines that one cell in quotes may run over; beyond that a quote is missing, not the end of the cell."""
MAX_FIELD: Final = 1 << 20
"""Characters of a cell while it is read; `MAX_CELL` of them are kept."""
_SAMPLE: Final = 50
_PULSE: Final = 5_000
_KNOWN: Final = 100_000
_SHORT: Final = 64
_SPLIT: Final = "split the file"
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEP: Final = re.compile(r"sep=([^\w\s\"]|\t)(?:\r\n?|\n)?", re.IGNORECASE)


def read(data: bytes, file: str, *, progress: Progress = silent) -> Table:
    """The rows of a delimited text; the first row is not told from the others. `InputError` where it is no such text at all."""
    check_size(data, file)
    text, notes = decode(data)
    del data
    rows, found = _Records(text, file, progress).read()
    return Table(file, "csv", (Sheet("", rows, notes=(*notes, *found)),))


def _delimiter(lines: list[str]) -> str:
    counts = {each: [line.count(each) for line in map(_unquoted, lines)] for each in DELIMITERS}

    def fit(each: str) -> tuple[int, int]:
        usual = max(set(counts[each]), key=lambda n: (n > 0, counts[each].count(n), n), default=0)
        return (counts[each].count(usual), usual) if usual else (0, 0)

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[0] else ","


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


class _Records:
    """The records of a text. A quote that nothing closes costs its own line, which is then taken as it stands."""

    def __init__(self, text: str, file: str, progress: Progress) -> None:
        self._file, self._progress, self._total = file, progress, len(text)
        self._rest = (match[0] for match in _LINE.finditer(text))
        self._ahead = deque(islice(self._rest, _SAMPLE))
        self._taken: list[str] = []
        self._number = self._done = self._width = 0
        self._quotes: list[int] = []
        self._long: list[int] = []
        given = _SEP.fullmatch(self._ahead[0]) if self._ahead else None
        if given:
            self._ahead.popleft()
            self._number = 1
        sample = [line for line in self._ahead if line.strip()]
        self._delimiter = given[1] if given else _delimiter(sample)
        d = re.escape(self._delimiter)
        self._skip = re.search(rf'{d} +"[^"]*"\s*(?:{d}|$)', (sample or [""])[0][:MAX_CELL]) is not None

    def read(self) -> tuple[tuple[Row, ...], list[str]]:
        """All rows, as wide as the widest; and what is to be said of them."""
        csv.field_size_limit(MAX_FIELD)
        found = list(self._rows())
        width = max((len(row.values) for row in found), default=0)
        if width * len(found) > MAX_CELLS:
            raise InputError("too-large", f"{width * len(found)} cells; at most {MAX_CELLS}", where=self._file, hint=_SPLIT)
        blank: list[tuple[Value, ...]] = [(None,) * n for n in range(width + 1)]
        for n, row in enumerate(found):
            if lacking := width - len(row.values):
                found[n] = Row(row.number, row.values + blank[lacking], row.marks)
        return tuple(found), self._notes()

    def _rows(self) -> Iterator[Row]:
        seen: dict[str, str] = {}
        for count, (number, cells) in enumerate(self._records(), 1):
            if count > MAX_ROWS or len(cells) > MAX_COLUMNS:
                what = f"more than {MAX_ROWS} rows" if count > MAX_ROWS else f"{len(cells)} columns; at most {MAX_COLUMNS}"
                raise InputError("too-large", what, where=f"{self._file} row {number}", hint=_SPLIT)
            # Most cells of a list say one of a few things; a dictionary of all others would only cost.
            kept = seen.setdefault if len(seen) < _KNOWN else seen.get
            if not count % _PULSE:
                self._progress(self._done, self._total)
            values = tuple([kept(cell, cell) if len(cell) < _SHORT else cell for cell in cells])
            yield self._row(number, tuple([value or None for value in values]))

    def _row(self, number: int, values: tuple[str | None, ...]) -> Row:
        marks = {n: "cut" for n, value in enumerate(values) if value is not None and len(value) > MAX_CELL}
        if marks:
            self._long.append(number)
            values = tuple(value and value[:MAX_CELL] for value in values)
        if self._quotes and self._quotes[-1] == number:
            marks |= {n: "quotes" for n, value in enumerate(values) if value and '"' in value}
        return Row(number, values, marks) if marks else Row(number, values)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            reader = csv.reader(self._feed(), delimiter=self._delimiter, strict=True, skipinitialspace=self._skip)
            while True:
                start = self._number + 1
                try:
                    cells = next(reader, None)
                except csv.Error:
                    cells = self._as_it_stands(start)
                else:
                    if cells is None:
                        return
                    if len(self._taken) > 1 and self._swallowed(cells):
                        cells = self._as_it_stands(start)
                self._number += len(self._taken)
                recovered = bool(self._quotes) and self._quotes[-1] == start
                self._taken.clear()
                if any(cells):
                    self._width = self._width or len(cells)
                    yield start, cells
                if recovered:
                    break

    def _feed(self) -> Iterator[str]:
        while len(self._taken) < MAX_QUOTED_LINES:
            line = self._ahead.popleft() if self._ahead else next(self._rest, None)
            if line is None:
                return
            self._taken.append(line)
            self._done += len(line)
            yield line

    def _as_it_stands(self, number: int) -> list[str]:
        self._quotes.append(number)
        self._ahead.extendleft(reversed(self._taken[1:]))
        self._done -= sum(map(len, self._taken[1:]))
        del self._taken[1:]
        return self._taken[0].rstrip("\r\n").split(self._delimiter)

    def _swallowed(self, cells: list[str]) -> bool:
        """Whether a record over several lines is several rows that a missing quote has joined: each line looks like a row."""
        fits = [line.count(self._delimiter) == self._width - 1 for line in self._taken if line.strip()]
        if len(cells) != self._width:
            return self._width > 1 and all(fits[1:])
        return self._width > 2 < len(fits) and all(fits)

    def _notes(self) -> list[str]:
        notes = []
        if self._quotes:
            notes.append(f"a quotation mark is not closed in row {some(self._quotes)}: the line was taken as it stands")
        if self._long:
            notes.append(f"a cell is longer than {MAX_CELL} characters and was cut in row {some(self._long)}")
        return notes
