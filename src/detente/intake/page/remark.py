"""What is said of one row in a workbook: its state, the remarks in words, what may have been meant; and how such cells look."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from typing import Any, Final, NamedTuple

from detente.intake.model import Item
from detente.intake.page import shown
from detente.intake.page.words import joined, say

COLUMNS: Final = ("column-state", "column-remarks", "column-meant")
"""The columns on the right, as they are called in `detente.intake.page.words`."""
WIDTHS: Final = (16, 70, 46)
MAX_CELL: Final = 32_767
"""Characters that a cell can hold."""
AUTHOR: Final = "Détente"
STRIPE: Final = ("lightUp", "FF8A2200")
"""Pattern and colour of cells in doubt: stripes are seen without colours, and print."""
MAX_COMMENTS: Final = 2_000
"""Remarks that hang on cells; beyond, programs take long to open a workbook. The columns say the same of every row."""
MAX_TEXT: Final = 4_000
"""Characters of the remarks on one row."""
MAX_MEANT: Final = 9
_FORMULA: Final = ("=", "+", "-", "@")
_POSITION: Final = ("latitude", "longitude", "position")
_ABOUT: Final = (
    (("zone", "date", "time", "excel", "dst", "calendar"), ("time", "time_start", "time_end")),
    (("name", "homonym", "duplicate"), ("name", "name_local", "place")),
)
"""What the words of a code are about; any other is about the position."""


class Remark(NamedTuple):
    """Texts for the three columns."""

    state: str
    words: str
    meant: str


def remark(item: Item, common: Container[str], language: str) -> Remark:
    """What is said of a row; notes that are ``common`` are said on the first sheet."""
    own = sorted((doubt for doubt in item.doubts if doubt.code not in common or not doubt.note), key=lambda d: d.note)
    lines = [joined(shown.told(doubt, language), language) for doubt in own]
    if not lines and item.reason:
        lines = [joined(shown.reason(item, language), language)]
    meant = [
        f"{number}) {shown.dd(one.latitude, one.longitude)} · {joined(shown.meant(one, language), language)}"
        for number, one in enumerate(shown.alternatives(item)[:MAX_MEANT], 1)
    ]
    return Remark(say(item.state, {}, language, "state"), "\n".join(lines)[:MAX_TEXT], "\n".join(meant))


def fields_of(item: Item) -> list[str]:
    """The fields that the doubts of a row are about."""
    codes = [doubt.code for doubt in item.doubts if not doubt.note] or [item.reason]
    found: dict[str, None] = {}
    for code in codes:
        words = set(code.split("-"))
        about = next((fields for signs, fields in _ABOUT if words & set(signs)), _POSITION)
        found.update(dict.fromkeys(about))
    return list(found)


def put(cell: Any, text: str, *, bold: bool = False) -> None:
    """A text in a cell: never a formula, whatever it begins with, neither here nor where the cell is copied to."""
    from openpyxl.styles import Font

    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_FORMULA)
    if bold:
        cell.font = Font(bold=True)


@cache
def _looks() -> dict[str, Any]:
    """Looks of cells, made once: a workbook has many cells and few looks."""
    from openpyxl.styles import Alignment, PatternFill

    return {
        "stripe": PatternFill(STRIPE[0], fgColor=STRIPE[1], bgColor="FFFDF0EA"),
        "words": Alignment(wrap_text=True, vertical="top"),
        "coordinates": Alignment(wrap_text=True, vertical="top", readingOrder=1),
    }


def stripe(cell: Any) -> None:
    """Mark a cell as in doubt; its value and all else of its look stay."""
    cell.fill = _looks()["stripe"]


def align(cell: Any, *, coordinates: bool = False) -> None:
    """Words from the top, on as many lines as they need; coordinates from the left in every language."""
    cell.alignment = _looks()["coordinates" if coordinates else "words"]


def comment(said: Remark, before: str = "") -> Any:
    """The remark as a comment that hangs on a cell, below what hung there already."""
    from openpyxl.comments import Comment

    text = "\n".join(part for part in (before, said.words, said.meant) if part)
    return Comment(text[:MAX_CELL], AUTHOR, height=180, width=360)
