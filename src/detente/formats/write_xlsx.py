"""An excerpt as a workbook (XLSX): a sheet about the file, then a sheet a kind with headings, HXL tags and one row a place.

The sentence stands in the first row of every sheet and in the footer of every printed page. Words stay words: nothing that begins
like a formula is one. Times are real dates, UTC. What a map would draw is here in words and numbers: positions and bounds.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from detente.columns import COLUMNS, Value, shown, told
from detente.excerpt import CAUTIONARY, FORCES, Excerpt, Feature, as_held, heading, selected_for, stamp
from detente.standing import VOLUNTARY

MAX_CELL: Final = 32_767
"""Characters of a cell: what a workbook can hold."""
FIRST: Final = 5
"""The row of the headings; HXL tags stand in the next one, which is the head of the filter."""
WIDTHS: Final = {
    "title": 24,
    "state": 60,
    "contact": 24,
    "place": 24,
    "form": 32,
    "positions": 60,
    "lower": 28,
    "upper": 28,
    "text": 40,
}
"""Columns, in characters, whose words must not be cut: what is withdrawn or past its date says that it stays protected."""
_FORMULA: Final = ("=", "+", "-", "@")
_TIME: Final = 'yyyy-mm-dd"T"hh:mm:ss"Z"'
_EPOCH: Final = 1900
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write(excerpt: Excerpt) -> bytes:
    """The file; the same bytes for the same excerpt. `ModuleNotFoundError` where ``openpyxl`` is not installed."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = shown(f"{excerpt.agreement}, as held by {excerpt.party} as of {stamp(excerpt.as_of)}")
    book.properties.creator = shown(excerpt.party)
    book.properties.description = excerpt.presumption
    book.properties.created = excerpt.as_of.replace(tzinfo=None)
    _about(book.active, excerpt)
    for kind in CAUTIONARY + FORCES:
        features = [f for f in excerpt.features if f.kind == kind]
        if features:
            _sheet(book.create_sheet(kind), excerpt, features)
    written = io.BytesIO()
    book.save(written)
    return _repacked(written.getvalue(), excerpt.as_of)


def _about(sheet: Any, excerpt: Excerpt) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = "about"
    sheet.column_dimensions["A"].width = 95
    for number, line in enumerate(heading(excerpt), 1):
        _put(sheet, number, 1, line)
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True)
    _printed(sheet, excerpt)


def _sheet(sheet: Any, excerpt: Excerpt, features: Sequence[Feature]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    held = "; ".join((as_held(excerpt), *selected_for(excerpt)))
    exercise = "EXERCISE: nothing here is live. " if excerpt.exercise else ""
    _put(sheet, 1, 1, excerpt.presumption)
    _put(sheet, 2, 1, VOLUNTARY["en"])
    _put(sheet, 3, 1, f"{exercise}{held}; what is not in it: see the sheet “about”")
    _put(sheet, 4, 1, f"TLP:{excerpt.tlp}. From {stamp(excerpt.old_from)} on this file is old; make a new one then.")
    for number, column in enumerate(COLUMNS, 1):
        _put(sheet, FIRST, number, column.heading)
        _put(sheet, FIRST + 1, number, column.tag)
        sheet.cell(FIRST, number).font = Font(bold=True)
        usual = 22 if column.type is datetime else max(12, min(len(column.heading) + 2, 24))
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.name, usual)
    for row, feature in enumerate(features, FIRST + 2):
        given = {column.name: value for column, value in told(feature)}
        for number, column in enumerate(COLUMNS, 1):
            _put(sheet, row, number, given.get(column.name))
    sheet.cell(1, 1).font = Font(bold=True)
    sheet.freeze_panes = sheet.cell(FIRST + 2, 2)
    sheet.auto_filter.ref = f"A{FIRST + 1}:{get_column_letter(len(COLUMNS))}{FIRST + 1 + len(features)}"
    sheet.print_title_rows = f"1:{FIRST}"
    sheet.print_title_cols = "A:A"
    _printed(sheet, excerpt, pages=3)


def _put(sheet: Any, row: int, column: int, value: Value) -> None:
    """A value in a cell: words as words, whatever they begin with; a time as a date, where a workbook has such dates."""
    if value is None:
        return
    cell = sheet.cell(row, column)
    if isinstance(value, datetime):
        if value.year > _EPOCH:
            cell.value = value.replace(tzinfo=None)
            cell.number_format = _TIME
            return
        value = stamp(value)
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = shown(value)[:MAX_CELL]
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(_FORMULA)


def _printed(sheet: Any, excerpt: Excerpt, pages: int = 1) -> None:
    """Landscape, so many pages side by side, with the sentence at the foot of each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = f"{excerpt.presumption} TLP:{excerpt.tlp}, as of {stamp(excerpt.as_of)}"
    sheet.oddFooter.right.text = "&P/&N"


def _repacked(data: bytes, as_of: datetime) -> bytes:
    """The same workbook without the instant at which it was written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            body = _MODIFIED.sub(rb"\g<1>" + stamp(as_of).encode(), given.read(name))
            archive.writestr(zipfile.ZipInfo(name, _OLDEST), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
