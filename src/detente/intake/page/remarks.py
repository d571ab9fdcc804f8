"""The sender's own workbook back with remarks: cells in doubt striped, three columns on the right, a first sheet that explains.

No cell of the sender is changed but for its fill and a remark on it. What `openpyxl` cannot carry over (macros, drawings
…) is named on the first sheet. A file that can hold no remarks, or a workbook that cannot be opened, becomes a new workbook of
its rows. What we write is always text: nothing that stands in a file becomes a formula by way of us (CSV/formula injection).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from detente.errors import InputError
from detente.formats.guard import Archive
from detente.intake.model import Item
from detente.intake.page import remarks_sheet, shown
from detente.intake.page.remark import (
    AUTHOR,
    COLUMNS,
    MAX_COMMENTS,
    STRIPE,
    WIDTHS,
    Remark,
    align,
    comment,
    fields_of,
    put,
    remark,
    stripe,
)  # fmt: skip
from detente.intake.page.words import say
from detente.intake.returned import HEADING_ROWS, own_headings, own_sheets
from detente.standing import language_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from detente.intake.page.report import Report

LAST_COLUMN: Final = 16_384
_LOST: Final = (
    ("lost-macros", re.compile(r"vbaProject\.bin$")),
    (
        "lost-other",
        re.compile(r"xl/(?:slicers|threadedComments|ctrlProps|activeX|embeddings|timelines)/"),
    ),
)
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def annotate(data: bytes, report: Report, language: str) -> bytes:
    """A workbook with remarks for every row of ``report``; ``data``: the file as it came. The same bytes for the same input.

    `ModuleNotFoundError` where ``openpyxl`` is not installed.
    """
    tag = language_of(language)
    common = shown.common(report.items)
    remarks = [remark(item, common, tag) for item in report.items]
    opened = _opened(data, report.file)
    if opened is None:
        return _repacked(io.BytesIO(remarks_sheet.rebuilt(report, remarks, tag)), report.made_at)
    book, parts = opened
    for sheet in [one for one in book.worksheets if one.title in own_sheets() and one["A1"].value == one.title]:
        book.remove(sheet)
    notes = [*_not_kept(parts, book, tag), *_sheets(book, report, remarks, tag)]
    remarks_sheet.first(book, report, remarks, notes, tag)
    written = io.BytesIO()
    book.save(written)
    return _repacked(written, report.made_at)


def _opened(data: bytes, file: str) -> tuple[Any, tuple[str, ...]] | None:
    """The workbook and the names of its parts; None for what is no workbook, or none that can be opened here."""
    from openpyxl import load_workbook

    try:
        names = Archive(data, file).names
        if not any(name.endswith("workbook.xml") for name in names):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves out it warns; the first sheet says so
            book = load_workbook(io.BytesIO(data))
    except (InputError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, zipfile.BadZipFile, SyntaxError):
        return None
    return (book, names) if book.worksheets else None


def _not_kept(names: Sequence[str], book: Any, language: str) -> list[str]:
    """What stood in the workbook and is not in the copy."""
    charts = sum(name.startswith("xl/charts/chart") for name in names)
    pictures = sum(name.startswith("xl/media/") for name in names)
    drawings = sum(bool(re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)) for name in names)
    kept = {"charts": sum(len(s._charts) for s in book.worksheets), "images": sum(len(s._images) for s in book.worksheets)}
    found = [code for code, pattern in _LOST if any(pattern.search(name) for name in names)]
    found += ["lost-charts"] * (charts > kept["charts"]) + ["lost-images"] * (pictures > kept["images"])
    found += ["lost-drawings"] * (drawings > kept["charts"] + kept["images"])
    what = ", ".join(say(code, {}, language, "report") for code in found)
    return [say("not-kept", {"what": what}, language, "report")] if found else []


def _sheets(book: Any, report: Report, remarks: Sequence[Remark], language: str) -> Iterator[str]:
    """Put the remarks into the sheets they belong to; what could not be put anywhere is said."""
    by_sheet: dict[str, list[tuple[Item, Remark]]] = {}
    for item, said in zip(report.items, remarks, strict=True):
        by_sheet.setdefault(item.origin.sheet, []).append((item, said))
    comments = MAX_COMMENTS
    for name, rows in by_sheet.items():
        sheet = book[name] if name in book.sheetnames else None
        at = _our_column(sheet) if sheet is not None and hasattr(sheet, "cell") else LAST_COLUMN
        if at + len(COLUMNS) > LAST_COLUMN:
            yield say("no-room", {"sheet": name}, language, "report")
            continue
        layout = report.layouts.get(name)
        columns = layout.columns if layout else {}
        _headings(sheet, at, layout.skipped if layout else (), min(item.origin.row for item, _ in rows), language)
        for item, said in rows:
            comments -= _row(sheet, at, item, said, columns, comments > 0)


def _our_column(sheet: Worksheet) -> int:
    """The first of our columns: where they stand already, else right of everything that is used."""
    ours, used = own_headings(), 0
    # Cells that there are: `iter_rows` makes those that there are not.
    for (row, column), cell in sheet._cells.items():
        if row <= HEADING_ROWS and isinstance(cell.value, str) and cell.value in ours:
            _wiped(sheet, column)
            return int(column)
        used = max(used, column) if cell.value is not None else used
    return 1 + max([used, *(int(area.max_col) for area in sheet.merged_cells.ranges)])


def _wiped(sheet: Worksheet, ours: int) -> None:
    """Take out what we put in last time."""
    from openpyxl.styles import PatternFill

    for (_, column), cell in sheet._cells.items():
        if cell.fill.patternType == STRIPE[0] and cell.fill.fgColor.rgb == STRIPE[1]:
            cell.fill = PatternFill()
        if cell.comment and cell.comment.author == AUTHOR:
            cell.comment = None
        if ours <= column < ours + len(COLUMNS):
            cell.value = None


def _headings(sheet: Worksheet, at: int, skipped: Sequence[int], first: int, language: str) -> None:
    """Our headings, in the row of the sheet's own; nothing where the rows begin at the top."""
    above = [row for row in skipped if row < first] or [first - 1] * (first > 1)
    if not above:
        return
    row = max(above, key=lambda r: sum(cell.value is not None for cell in sheet[r]))
    for offset, (code, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        put(sheet.cell(row, at + offset), say(code, {}, language, "report"), bold=True)
        sheet.column_dimensions[sheet.cell(row, at + offset).column_letter].width = width


def _row(sheet: Worksheet, at: int, item: Item, said: Remark, columns: Mapping[str, Sequence[int]], with_comment: bool) -> int:
    """The remarks of a row; how many comments that took."""
    for offset, text in enumerate((said.state, said.words, said.meant)):
        if text:
            cell = sheet.cell(item.origin.row, at + offset)
            put(cell, text)
            align(cell, coordinates=offset == len(COLUMNS) - 1)
    if item.state == "accepted":
        return 0
    doubted = list(_doubted(sheet, item, columns))
    for cell in [*doubted, sheet.cell(item.origin.row, at)]:
        stripe(cell)
    return _comment(doubted, said) if with_comment else 0


def _doubted(sheet: Worksheet, item: Item, columns: Mapping[str, Sequence[int]]) -> Iterator[Any]:
    """The cells that are in doubt: those that were read as a field which a doubt is about."""
    wanted = [field for field in fields_of(item) if field in columns]
    for index in sorted({index for field in wanted for index in columns[field]}):
        yield sheet.cell(item.origin.row, index + 1)


def _comment(cells: Sequence[Any], said: Remark) -> int:
    """Hang the remark on the first cell that can hold one; how many that made."""
    from openpyxl.cell.cell import MergedCell

    cell = next((cell for cell in cells if not isinstance(cell, MergedCell)), None)
    if cell is None:
        return 0
    cell.comment = comment(said, cell.comment.text if cell.comment else "")
    return 1


def _repacked(data: io.BytesIO, made_at: datetime) -> bytes:
    """The same workbook without the instant at which it was written."""
    instant = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(data) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            body = given.read(name)
            if name == "docProps/core.xml":
                body = _MODIFIED.sub(rb"\g<1>" + instant, body)
            archive.writestr(zipfile.ZipInfo(name, _OLDEST), body, zipfile.ZIP_DEFLATED, 6)
    return packed.getvalue()
