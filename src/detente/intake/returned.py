"""A workbook of ours that comes back: our sheet and columns are taken out, so that remarks are not read as the sender's words.

Without this, "was this meant?" would be read as the precision of a row, and its state as the status of a site.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from detente.formats.table import Row, Sheet, Table
from detente.intake.page.remark import COLUMNS
from detente.intake.page.words import CATALOGUE, say

HEADING_ROWS: Final = 40
"""Rows from the top among which our headings are looked for."""


def own_headings() -> frozenset[str]:
    """The headings of our columns, in every language."""
    return frozenset(say(column, {}, language, "report") for language in CATALOGUE for column in ("column-row", *COLUMNS))


def own_sheets() -> frozenset[str]:
    """The names of our sheet, in every language; it is ours where its first cell says its name as well."""
    return frozenset(say("sheet-name", {}, language, "report") for language in CATALOGUE)


def of_sender(table: Table) -> Table:
    """The table without what we put into it; the same table where that is nothing."""
    names, headings = own_sheets(), own_headings()
    sheets = [_without(sheet, headings) for sheet in table.sheets if not _is_ours(sheet, names)]
    return table if sheets == list(table.sheets) else msgspec.structs.replace(table, sheets=tuple(sheets))


def _is_ours(sheet: Sheet, names: frozenset[str]) -> bool:
    first = sheet.rows[0].values if sheet.rows else ()
    return sheet.name in names and bool(first) and first[0] == sheet.name


def _without(sheet: Sheet, headings: frozenset[str]) -> Sheet:
    tops: list[Sequence[object]] = [sheet.columns, *(row.values for row in sheet.rows[:HEADING_ROWS])]
    ours = {at for top in tops for at, value in enumerate(top) if isinstance(value, str) and value in headings}
    if not ours:
        return sheet
    columns = tuple(heading for at, heading in enumerate(sheet.columns) if at not in ours)
    return msgspec.structs.replace(sheet, columns=columns, rows=tuple(_kept(row, ours) for row in sheet.rows))


def _kept(row: Row, ours: set[int]) -> Row:
    marks = {at - sum(one < at for one in ours): mark for at, mark in row.marks.items() if at not in ours}
    return msgspec.structs.replace(row, values=tuple(v for at, v in enumerate(row.values) if at not in ours), marks=marks)
