"""The XLSX template of sites or movements: headings and lists in one of four languages, a sheet by which intake knows it (R05).

Every cell that holds a position, a time or a code is text: a program that makes dates or sums of what was typed destroys it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from detente.forms import language as words
from detente.forms.columns import CHOICES, COLUMNS, EXAMPLES, WRITTEN, ZONES, Column
from detente.forms.saved import saved
from detente.intake.template import EXAMPLE, MARK, SHEET, VERSION
from detente.standing import RIGHT_TO_LEFT, standing

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS: Final = 1
TAGS: Final = 2
FIRST: Final = 3
"""Row of the example; rows of the sender follow."""
LAST: Final = 10_000
"""Last row with lists to choose from."""
PROMPT: Final = 255
TITLE: Final = 32
"""Characters that a program shows of an input message and its title (ECMA-376 §18.3.1.32)."""
MAX_NUMBER: Final = 1_000_000
LISTS_FROM: Final = 7
"""First column of the hidden sheet with a list; what the template is stands before it."""
_NUMBERS: Final = frozenset({"count", "metres"})
_WIDTHS: Final = {"long": 44, "position": 30, "count": 12, "metres": 12, "time": 20, "date": 14, "zone": 14}
_LEFT_TO_RIGHT: Final = frozenset({"position", "time", "date", "zone", "count", "metres"})
"""What reads from the left in every language: a reversed pair of coordinates is another place."""
_DARK, _LIGHT, _PALE, _WHITE = "1F4E79", "D6E4F0", "F2F2F2", "FFFFFF"


def workbook(kind: str, language: str, made: datetime) -> bytes:
    """The template of a kind in a language, as XLSX. ``made``: what stands in its properties."""
    from openpyxl import Workbook

    book = Workbook()
    first = cast("Worksheet", book.active)
    first.title = words.text(language, "instructions.sheet")
    sheet = book.create_sheet(words.text(language, f"{kind}.sheet"))
    hidden = book.create_sheet(SHEET)
    hidden.sheet_state = "hidden"
    for visible in (first, sheet):
        visible.sheet_view.rightToLeft = language in RIGHT_TO_LEFT
        visible.sheet_view.showGridLines = visible is sheet
    _instructions(first, kind, language)
    _identity(hidden, kind, language, sheet.title, first.title)
    lists = _lists(hidden, kind, language)
    for place, column in enumerate(COLUMNS[kind], 1):
        _column(sheet, place, column, kind, language)
        _validate(sheet, place, column, kind, language, lists)
    _page(sheet)
    _page(first)
    book.active = 0
    return _saved(book, kind, language, made)


def title(column: Column, kind: str, language: str) -> str:
    """The heading of a column, with a star where an answer is needed."""
    return words.heading(language, kind, column.key) + (" *" if column.required else "")


def shown(name: str, code: str, language: str) -> str:
    """What a list offers for a code: its meaning, and the code itself in brackets, by which it is read again."""
    meaning = words.choice(language, name, code)
    return code if meaning == code else f"{meaning} [{code}]"


def _instructions(sheet: Worksheet, kind: str, language: str) -> None:
    from openpyxl.styles import Alignment, Font

    order = 2 if language in RIGHT_TO_LEFT else 1
    body, mono = Font(size=11), Font(name="Consolas", size=11)
    numbered = [(f"{i}. {line}", body, order) for i, line in enumerate(words.instructions(language), 1)]
    lines = [(words.text(language, kind), Font(bold=True, size=16), order)]
    lines += [(sentence, Font(bold=True, size=12), order) for sentence in standing(language)]
    lines += [numbered[0], *((f"{name}:  {text}", mono, 1) for name, text in WRITTEN), *numbered[1:]]
    edge = "right" if order == 2 else "left"
    sheet.column_dimensions["A"].width = 110
    for row, (line, font, side) in enumerate(lines, 1):
        cell = sheet.cell(row, 1, line)
        cell.font = font
        cell.alignment = Alignment(
            wrap_text=True, vertical="top", readingOrder=side, indent=2 if font is mono else 0, horizontal=edge
        )
        sheet.row_dimensions[row].height = 16 * (1 + len(line) // 115) + (10 if row <= 3 else 6)


def _identity(sheet: Worksheet, kind: str, language: str, name: str, instructions: str) -> None:
    """What `detente.intake.template` reads; the standing sentence too, for who shows hidden sheets."""
    pairs = ((MARK, VERSION), ("kind", kind), ("language", language), ("sheet", name), ("instructions", instructions))
    for pair in (*pairs, ("presumption", standing(language)[0])):
        sheet.append(pair)
    for column in COLUMNS[kind]:
        sheet.append(("column", column.key, title(column, kind, language), "coded" if column.choice else ""))


def _lists(sheet: Worksheet, kind: str, language: str) -> dict[str, str]:
    """Write the lists that a kind chooses from; their ranges, by name."""
    from openpyxl.utils import get_column_letter

    wanted = {column.choice: CHOICES[column.choice] for column in COLUMNS[kind] if column.choice} | {"zone": ZONES}
    ranges = {}
    for place, (name, codes) in enumerate(wanted.items(), LISTS_FROM):
        for row, code in enumerate(codes, 1):
            sheet.cell(row, place, shown(name, code, language)).data_type = "s"
        letter = get_column_letter(place)
        ranges[name] = f"'{SHEET}'!${letter}$1:${letter}${len(codes)}"
    return ranges


def _column(sheet: Worksheet, place: int, column: Column, kind: str, language: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    order = 2 if language in RIGHT_TO_LEFT and column.sort not in _LEFT_TO_RIGHT else 1
    form = "General" if column.sort in _NUMBERS else "@"
    heading = title(column, kind, language)
    example = _example(place, column, kind, language)
    dark = column.required
    edge = Side(style="thin", color="FF9DB4C8")
    styles: Sequence[tuple[int, str, dict[str, Any], str]] = (
        (HEADINGS, heading, {"bold": True, "color": _WHITE if dark else _DARK}, _DARK if dark else _LIGHT),
        (TAGS, column.tag, {"italic": True, "size": 9, "color": "595959"}, _PALE),
        (FIRST, example, {"italic": True, "color": "595959"}, _PALE),
    )
    for row, value, font, fill in styles:
        cell = sheet.cell(row, place)
        cell.value, cell.data_type = (value, "s") if value else (None, "n")
        cell.font, cell.fill = Font(**font), PatternFill("solid", fgColor=fill)
        side = order if row == FIRST else 2 if row == HEADINGS and language in RIGHT_TO_LEFT else 1
        cell.alignment = Alignment(wrap_text=True, vertical="center" if row == HEADINGS else "top", readingOrder=side)
        cell.border = Border(left=edge, right=edge, bottom=edge)
        cell.number_format = "@"
    whole = sheet.column_dimensions[get_column_letter(place)]
    whole.width = max(_WIDTHS.get(column.sort, 20), min(26, len(heading) + 3))
    whole.number_format, whole.alignment = form, Alignment(wrap_text=True, vertical="top", readingOrder=order)


def _example(place: int, column: Column, kind: str, language: str) -> str:
    if place == 1:
        return f"{EXAMPLE}: {words.text(language, 'example')}"
    value = EXAMPLES[kind].get(column.key, "")
    return shown(column.choice, value, language) if value and column.choice else value


def _validate(sheet: Worksheet, place: int, column: Column, kind: str, language: str, lists: dict[str, str]) -> None:
    """The message that shows when a cell is chosen, and what may stand in it."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    name = "zone" if column.sort == "zone" else column.choice
    rule: dict[str, Any] = {}
    if name:
        rule = {"type": "list", "formula1": lists[name], "error": words.text(language, "choose")}
    elif column.sort in _NUMBERS:
        sort = "whole" if column.sort == "count" else "decimal"
        limits = {"operator": "between", "formula1": "0", "formula2": str(MAX_NUMBER)}
        rule = {"type": sort, **limits, "error": words.text(language, f"{column.sort}_limit")}
    heading = title(column, kind, language)
    check = DataValidation(
        **rule, allow_blank=True, showInputMessage=True, promptTitle=heading[:TITLE],
        prompt=words.hint(language, kind, column.key)[:PROMPT], errorTitle=heading[:TITLE],
        showErrorMessage=bool(rule) and not column.open and column.sort != "zone",
    )  # fmt: skip
    letter = get_column_letter(place)
    check.add(f"{letter}{FIRST}:{letter}{LAST}")
    sheet.add_data_validation(check)


def _page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape" if sheet.max_column > 1 else "portrait"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (4, 0) if sheet.max_column > 1 else (1, 1)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.max_column > 1:
        sheet.freeze_panes = sheet.cell(FIRST, 2)
        sheet.print_title_rows, sheet.print_title_cols = f"{HEADINGS}:{TAGS}", "A:A"
        sheet.row_dimensions[HEADINGS].height = 48
        sheet.row_dimensions[FIRST].height = 60


def _saved(book: Workbook, kind: str, language: str, made: datetime) -> bytes:
    about = book.properties
    about.title, about.language, about.creator = words.text(language, kind), language, "detente"
    about.subject = standing(language)[0]
    return saved(book, made)
