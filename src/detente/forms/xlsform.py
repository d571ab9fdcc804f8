"""The questions as an XLSForm for ODK and Kobo, all languages in one file (R05, R24).

A position is measured on the spot or written as the sender has it, never both. Of a movement, times carry the offset of the
telephone; dates of a site need their zone. Every submission says what it is (`detente.intake.template.FORM`), so that intake
takes over all that it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from detente.forms import language as words
from detente.forms.columns import CHOICES, COLUMNS, DATUMS, Column
from detente.forms.saved import saved
from detente.intake.template import FORM, MEASURED, VERSION
from detente.standing import LANGUAGES, standing

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MAX_POSITION: Final = 400
TOLD: Final = ("exact", "late", "never", "recipients")
"""What is said before the first question."""
_TYPES: Final = {"count": "integer", "metres": "decimal", "time": "dateTime", "date": "date"}
_TYPED: Final = frozenset({"position", "destination_position", "route"})
"""Positions that are written down: of these the datum is asked."""
_LIMITS: Final = {"count": ". >= 0 and . <= 1000000", "metres": ". >= 0 and . <= 1000000"}
_PLAIN: Final = ("list_name", "type", "name", "calculation", "required", "relevant", "constraint", "appearance")
Line = Mapping[str, str]


def xlsform(kind: str, language: str, made: datetime) -> bytes:
    """The XLSForm of a kind, as XLSX; ``language`` is the one it opens in. ``made``: what stands in its properties."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    _write(book.create_sheet("survey"), list(_survey(kind, language)))
    _write(book.create_sheet("choices"), list(_choices(kind)))
    settings = {
        "form_title": words.text(language, kind), "form_id": f"detente_{kind}", "version": VERSION,
        "default_language": _tongue(language),
    }  # fmt: skip
    _write(book.create_sheet("settings"), [settings])
    book.properties.title, book.properties.creator = words.text(language, kind), "detente"
    book.properties.subject = standing(language)[0]
    return saved(book, made)


def code_name(code: str) -> str:
    """A code as the name of a choice, which holds no spaces: of a datum the EPSG code, by which intake knows it too."""
    return f"EPSG:{DATUMS[code]}" if code in DATUMS else code


def _tongue(language: str) -> str:
    return f"{words.text(language, 'language')} ({language})"


def _said(**given: Mapping[str, str]) -> dict[str, str]:
    """``label={"en": …}`` as the columns ``label::English (en)`` …"""
    return {f"{what}::{_tongue(one)}": text for what, texts in given.items() for one, text in texts.items()}


def _each(key: str) -> dict[str, str]:
    return {one: words.text(one, key) for one in LANGUAGES}


def _survey(kind: str, language: str) -> Iterator[Line]:
    yield {"type": "calculate", "name": FORM, "calculation": f"'{kind}/{VERSION}/{language}'"}
    for number, sentence in enumerate(("presumption", "voluntary")):
        yield {"type": "note", "name": sentence} | _said(label={one: standing(one)[number] for one in LANGUAGES})
    for key in TOLD:
        label = {one: words.instructions(one, key)[0] for one in LANGUAGES}
        yield {"type": "note", "name": f"told_{key}"} | _said(label=label)
    for column in COLUMNS[kind]:
        if column.key == "position":
            yield from _positions(column, kind)
        elif column.sort != "zone" or kind == "site":
            yield _question(column, kind)


def _positions(column: Column, kind: str) -> Iterator[Line]:
    """Measured or written: the second is asked for only where the first has no answer."""
    yield {"type": "note", "name": "position_or"} | _said(label=_each("position_or"))
    measured = {"type": "geopoint", "name": MEASURED}
    yield measured | _said(label=_each("position_gps"), hint=_each("position_gps.hint"))
    written = {
        "type": "text", "name": column.key, "required": f"${{{MEASURED}}} = ''", "relevant": f"${{{MEASURED}}} = ''",
        "constraint": f"string-length(.) <= {MAX_POSITION}",
    }  # fmt: skip
    label = {one: f"{words.heading(one, kind, column.key)}: {words.text(one, 'position_typed')}" for one in LANGUAGES}
    hint = {one: words.hint(one, kind, column.key) for one in LANGUAGES}
    yield written | _said(label=label, hint=hint, constraint_message=_each("position_limit"))


def _question(column: Column, kind: str) -> Line:
    line = {"type": _TYPES.get(column.sort, "text"), "name": column.key}
    if column.choice:
        line |= {"type": f"select_one {column.choice}", "appearance": "minimal"}
    if column.required:
        line["required"] = "yes"
    if column.only_if:
        asked, answers = column.only_if
        line["relevant"] = " or ".join(f"${{{asked}}} = '{answer}'" for answer in answers)
    elif column.key == "datum":
        typed = [one.key for one in COLUMNS[kind] if one.key in _TYPED]
        line["relevant"] = " or ".join(f"${{{key}}} != ''" for key in typed)
    if column.sort in _LIMITS:
        line |= {"constraint": _LIMITS[column.sort]} | _said(constraint_message=_each(f"{column.sort}_limit"))
    if column.sort == "long":
        line["appearance"] = "multiline"
    label = {one: words.heading(one, kind, column.key) for one in LANGUAGES}
    return line | _said(label=label, hint={one: words.hint(one, kind, column.key) for one in LANGUAGES})


def _choices(kind: str) -> Iterator[Line]:
    for name in dict.fromkeys(column.choice for column in COLUMNS[kind] if column.choice):
        for code in CHOICES[name]:
            label = {one: words.choice(one, name, code) for one in LANGUAGES}
            yield {"list_name": name, "name": code_name(code)} | _said(label=label)


def _write(sheet: Worksheet, lines: list[Line]) -> None:
    columns = list(dict.fromkeys(key for line in lines for key in line))
    order = [*(name for name in _PLAIN if name in columns), *(name for name in columns if name not in _PLAIN)]
    for place, name in enumerate(order, 1):
        sheet.cell(1, place, name)
        for row, line in enumerate(lines, 2):
            if line.get(name):
                cell = sheet.cell(row, place)
                cell.value, cell.data_type = line[name], "s"
    sheet.freeze_panes = "A2"
