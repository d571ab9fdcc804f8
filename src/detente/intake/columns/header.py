"""Where the headings of a sheet stand: below a title, over one row or two, with a row of HXL tags, or nowhere (R05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from detente.formats.table import Row, Sheet, Value
from detente.intake.columns.evidence import number_of, of_column
from detente.intake.columns.wording import WEAK_SCORE, is_tag, meanings, part_of, tag_of

LOOKED_AT: Final = 30
"""Rows from the top among which headings are looked for."""
NEARLY: Final = 0.75
"""The first row that reads nearly as well as the best is the headings: data may read well, too."""
MAX_LINE: Final = 80
"""Characters of a cell that may still be a heading."""
Lines = Literal["", "group", "languages"]


class Header(msgspec.Struct, frozen=True):
    """The headings of a sheet: one text for each column (empty where none) and its HXL tag.

    ``group``: what stands over several headings ("Latitude" above "deg", "min", "sec"). ``lines``: numbers of the rows that the
    headings stand in, ``rows``: these, that of the tags, and titles above.
    """

    headings: tuple[str, ...]
    group: tuple[str, ...]
    tags: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[int, ...]


def find(sheet: Sheet) -> Header:
    """The headings of a sheet: those of its format; else the row, or two, that read like headings; else none."""
    top, tagged, tags = _top(sheet, 0)
    if sheet.columns:
        headings = tuple(sheet.columns[i] if i < len(sheet.columns) else "" for i in range(len(tags)))
        return Header(headings, ("",) * len(tags), tags, (), (top[tagged].number,) if tagged is not None else ())
    above = top[:tagged] if tagged is not None else top
    return _joined(above, *_lines(above, tagged is not None, len(tags)), tags, top, tagged)


def holding(sheet: Sheet, wanted: Sequence[str]) -> Header:
    """The headings of a sheet; where none are found, its first row if one of those that a person names stands in it."""
    found = find(sheet)
    if sheet.columns or found.lines or not wanted:
        return found
    first = next((row for row in sheet.rows if any(_text(value) for value in row.values)), None)
    named = {" ".join(heading.split()) for heading in wanted}
    return stated(sheet, [first.number]) if first and named & {_text(value) for value in first.values} else found


def stated(sheet: Sheet, numbers: Sequence[int]) -> Header:
    """The headings of a sheet where somebody says in which rows they stand; no rows: it has none."""
    top, tagged, tags = _top(sheet, max(numbers, default=0))
    lines = [i for i, row in enumerate(top) if row.number in numbers][:2]
    kind: Lines = _kind(top[lines[0]], top[lines[1]]) if len(lines) == 2 else ""
    return _joined(top, lines, kind, tags, top, tagged)


def _kind(upper: Row, lower: Row) -> Lines:
    """What two rows are that somebody says are the headings: the same as where they are found."""
    if _is_group(upper, lower) and _reads_like(upper) < NEARLY * _reads_like(lower):
        return "group"
    return _continues(upper, lower, 9, 0) or "group"


def _top(sheet: Sheet, last: int) -> tuple[list[Row], int | None, tuple[str, ...]]:
    """Rows near the top that are not blank, and which of them holds the tags of the columns, if any."""
    width = max(len(sheet.columns), max((len(row.values) for row in sheet.rows), default=0))
    top: list[Row] = []
    for row in sheet.rows:
        if len(top) >= LOOKED_AT and row.number > last:
            break
        if any(_text(value) for value in row.values):
            top.append(row)
    tagged = next((i for i, row in enumerate(top) if _is_tagged(row)), None)
    return top, tagged, tuple(tag_of(_text(_cell(top[tagged], i))) for i in range(width)) if tagged is not None else ("",) * width


def _lines(above: Sequence[Row], tagged: bool, width: int) -> tuple[list[int], Lines]:
    """Which of the rows hold the headings: none, one, or two; what the two are: a group over its parts, or two languages."""
    if not above:
        return [], ""
    scores = [_reads_like(row) for row in above]
    best = next(i for i in range(len(above)) if scores[i] >= min(max(scores), NEARLY * max(scores)))
    if tagged and (scores[best] < 1 or len(above) - best > 2):
        best = len(above) - 1
    if not tagged and scores[best] < (1 if width < 3 else 1.2):
        return [i for i in range(len(above)) if _stands_out(above[i], above[i + 1 :], width)][:1], ""
    following = best + 1
    if following < len(above) and (kind := _continues(above[best], above[following], scores[following], scores[best])):
        return [best, following], kind
    if best and _is_group(above[best - 1], above[best]):
        return [best - 1, best], "group"
    return [best], ""


def _joined(
    above: Sequence[Row], lines: Sequence[int], kind: Lines, tags: tuple[str, ...], top: Sequence[Row], tagged: int | None
) -> Header:
    width = len(tags)
    texts = [[_text(_cell(above[i], column)) for column in range(width)] for i in lines]
    lower = texts[-1] if texts else [""] * width
    upper = texts[0] if kind else [""] * width
    upper = _spread(upper, lower) if kind == "group" else upper
    headings = [_heading(up, low, kind, lower) for up, low in zip(upper, lower, strict=True)]
    used = [above[i].number for i in lines] + ([top[tagged].number] if tagged is not None else [])
    used += [
        row.number for row in above[: lines[0] if lines else len(above) if tagged is not None else 0] if _is_title(row, width)
    ]
    group = tuple(upper if kind == "group" else [""] * width)
    return Header(tuple(headings), group, tags, tuple(above[i].number for i in lines), tuple(sorted(used)))


def _heading(up: str, low: str, kind: Lines, lower: Sequence[str]) -> str:
    if not up or not low or up == low:
        return up or low
    if kind == "languages":
        return f"{up} / {low}"
    return f"{up} {low}" if lower.count(low) > 1 or part_of(low) is not None else low


def _spread(upper: list[str], lower: Sequence[str]) -> list[str]:
    """A group's name also over the columns that a merged cell leaves blank, as long as those have headings of their own."""
    found, name = [], ""
    for up, low in zip(upper, lower, strict=True):
        name = up or (name if low else "")
        found.append(name)
    return found


def _reads_like(row: Row) -> float:
    """How much a row reads like headings: what its cells mean, less for cells that no heading is."""
    texts = [_text(value) for value in row.values]
    held = [text for text in texts if text]
    if not held or len(set(held)) < min(2, len(row.values)):
        return 0.0
    meant = sum(
        max((s for s in meanings(text).values() if s >= WEAK_SCORE), default=0.0) for text in set(held) if len(text) <= 80
    )
    strange = sum(number_of(value) is not None or not isinstance(value, str) for value in row.values if _text(value))
    return meant - 0.7 * strange - 0.5 * sum(len(text) > MAX_LINE for text in held)


def _stands_out(row: Row, below: Sequence[Row], width: int) -> bool:
    """Whether a row of unknown words is the headings all the same: it fills the sheet, says nothing twice, nothing of it comes
    again below, and numbers, dates or positions stand below some of its words."""
    texts = [_text(value) for value in row.values]
    held = [text for text in texts if text]
    if len(below) < 2 or len(held) < 0.8 * width or len(set(held)) < len(held) or max(map(len, held)) > MAX_LINE:
        return False
    if any(not isinstance(v, str) or number_of(v) is not None for v in row.values if _text(v)):
        return False
    columns = [[value for other in below if _text(value := _cell(other, i))] for i in range(len(texts))]
    if any(text and text in {_text(value) for value in column} for text, column in zip(texts, columns, strict=True)):
        return False
    seen = [of_column(column) for column in columns if len(column) >= 2]
    return any(found.number + found.date + found.clock + found.position + found.angle >= 0.7 for found in seen)


def _continues(upper: Row, lower: Row, score: float, best: float) -> Lines:
    """Whether the row below is a second line of headings, words only: in another language, or parts of a group."""
    held = [value for i, value in enumerate(lower.values) if _text(value) and _text(value) != _text(_cell(upper, i))]
    if any(not isinstance(v, str) or number_of(v) is not None for v in held):
        return ""
    if all(part_of(str(v)) is not None for v in held):
        return "group"
    return "languages" if len(held) > 1 and score >= max(1.5, 0.5 * best) else ""


def _is_group(upper: Row, lower: Row) -> bool:
    held = [_text(value) for value in upper.values if _text(value)]
    if len(set(held)) < 2 or any(number_of(v) is not None for v in upper.values) or max(map(len, held)) > 60:
        return False
    filled = sum(bool(_text(value)) for value in lower.values)
    return len(held) < filled or "merged" in upper.marks.values() or len(set(held)) < len(held)


def _is_title(row: Row, width: int) -> bool:
    held = {_text(value) for value in row.values if _text(value)}
    return len(held) <= 2 < width and not any(number_of(value) is not None for value in row.values)


def _is_tagged(row: Row) -> bool:
    held = [text for value in row.values if (text := _text(value))]
    tags = sum(is_tag(text) for text in held)
    return tags > 0 and tags * 2 >= len(held)


def _cell(row: Row, index: int) -> Value:
    return row.values[index] if index < len(row.values) else None


def _text(value: Value) -> str:
    return " ".join(str(value).split()) if value is not None else ""
