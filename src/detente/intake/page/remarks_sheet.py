"""The first sheet of a workbook with remarks, and a new workbook where the sender's file can hold none."""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from detente.intake.model import Item
from detente.intake.page import shown
from detente.intake.page.amounts import count
from detente.intake.page.remark import COLUMNS, MAX_CELL, MAX_COMMENTS, WIDTHS, Remark, align, comment, put, stripe
from detente.intake.page.words import joined, say
from detente.intake.page.words import shown as plain
from detente.standing import BORDERS, RIGHT_TO_LEFT, standing

if TYPE_CHECKING:
    from detente.intake.page.report import Report

MAX_LISTED: Final = 5_000
"""Rows that the first sheet lists; all rows have their remarks on their own sheet."""
_WIDTHS: Final = {"A": 22, "B": 10, "C": 36, "D": 16, "E": 80, "F": 46}
_LINE: Final = 150
_MAX_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("\\/*?:[]'", "_"))


def first(book: Any, report: Report, remarks: Sequence[Remark], notes: Sequence[str], language: str) -> None:
    """Put the sheet that explains in front; one of ours that came back must have been taken out before."""
    sheet = book.create_sheet(say("sheet-name", {}, language, "report"), 0)
    _filled(sheet, report, remarks, [say("striped", {}, language, "report"), *notes], language)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def rebuilt(report: Report, remarks: Sequence[Remark], language: str) -> bytes:
    """A new workbook: the sheet that explains, then every row with the columns that it came with, and its remarks."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(say("sheet-name", {}, language, "report"))
    _filled(sheet, report, remarks, [say("rebuilt", {}, language, "report")], language)
    by_sheet: dict[str, list[tuple[Item, Remark]]] = {}
    for item, said in zip(report.items, remarks, strict=True):
        by_sheet.setdefault(item.origin.sheet, []).append((item, said))
    for name, rows in by_sheet.items():
        _copied(book.create_sheet(_name(name or report.file)), rows, language)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _filled(sheet: Any, report: Report, remarks: Sequence[Remark], notes: Sequence[str], language: str) -> None:
    sheet.sheet_view.rightToLeft = language in RIGHT_TO_LEFT
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for text, bold in _lines(report, notes, language):
        for line in textwrap.wrap(text, _LINE, break_on_hyphens=False) or [""]:
            sheet.append([_cell(sheet, line, bold=bold)])
    heads = ("sheet", "row", "name", "column-state", "column-remarks", "column-meant")
    sheet.append([_cell(sheet, say(head, {}, language, "report"), bold=True) for head in heads])
    listed = [(item, said) for item, said in zip(report.items, remarks, strict=True) if item.state != "accepted"]
    for item, said in sorted(listed[:MAX_LISTED], key=lambda pair: pair[0].state):
        texts = (plain(item.origin.sheet), str(item.origin.row), plain(item.name), *said)
        sheet.append([_cell(sheet, text, words=True, coordinates=n == len(texts) - 1) for n, text in enumerate(texts)])
    if len(listed) > MAX_LISTED:
        args = {"shown": str(MAX_LISTED), "total": str(len(listed))}
        sheet.append([_cell(sheet, say("cut-sheet", args, language, "report"))])


def _lines(report: Report, notes: Sequence[str], language: str) -> Iterator[tuple[str, bool]]:
    """What the first sheet says above its list, and which of it is a heading."""
    states = Counter(item.state for item in report.items)
    args = {state: count(states[state], language) for state in ("accepted", "doubted", "rejected")}
    headings = count(report.headings, language) if report.headings else ""
    args |= {"rows": count(len(report.items), language), "headings": headings}
    # The name alone: a reader of the next edition knows our sheet by it.
    yield say("sheet-name", {}, language, "report"), True
    yield say("title", {"file": report.file}, language, "report"), True
    yield from ((sentence, True) for sentence in standing(language))
    yield f"{say('made', {}, language, 'report')}: {report.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC", False
    yield say("equation", args, language, "report"), False
    for code in ("unpublished", "please"):
        yield say(code, {}, language, "report"), False
    yield from ((note, False) for note in notes)
    common = shown.common(report.items)
    if common:
        yield say("rows-notes", {}, language, "report"), True
    for doubt, rows in common.values():
        lead = say("rows-note", {"rows": count(rows, language)}, language, "report")
        yield f"{lead} {joined(shown.told(doubt, language), language)}", False
    if report.unchecked:
        yield say("unchecked", {}, language, "report"), True
        yield from ((joined(shown.told(doubt, language), language), False) for doubt in report.unchecked)
    yield say("sources", {}, language, "report"), True
    yield from ((plain(source.name), False) for source in report.sources)
    yield BORDERS[language], False
    yield "", False


def _copied(sheet: Any, rows: Sequence[tuple[Item, Remark]], language: str) -> None:
    """Rows as they came, text for text, with their number and their remarks."""
    from openpyxl.utils import get_column_letter

    columns = list(dict.fromkeys(heading for item, _ in rows for heading in item.original))
    for number, width in enumerate(WIDTHS, len(columns) + 2):
        sheet.column_dimensions[get_column_letter(number)].width = width
    own = [say(code, {}, language, "report") for code in COLUMNS]
    sheet.append([_cell(sheet, plain(text), bold=True) for text in (say("column-row", {}, language, "report"), *columns, *own)])
    comments = MAX_COMMENTS
    for item, said in rows:
        cells = [_cell(sheet, plain(item.original.get(heading, ""), MAX_CELL)) for heading in columns]
        texts = [_cell(sheet, text, words=True, coordinates=n == len(said) - 1) for n, text in enumerate(said)]
        if item.state != "accepted":
            stripe(texts[0])
            if comments > 0:
                texts[0].comment = comment(said)
                comments -= 1
        sheet.append([item.origin.row, *cells, *texts])


def _cell(sheet: Any, text: str, *, bold: bool = False, words: bool = False, coordinates: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    if text:
        put(cell, text, bold=bold)
    if words:
        align(cell, coordinates=coordinates)
    return cell


def _name(text: str) -> str:
    """A name that a sheet may have; two that become the same are told apart by the library."""
    return plain(text).translate(_NOT_IN_NAMES)[:_MAX_NAME].strip() or "1"
