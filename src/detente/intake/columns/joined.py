"""What stands in several columns: degrees, minutes, seconds and hemisphere; zone, easting, northing; a date and a time of day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from detente.formats.table import Value
from detente.intake.columns.evidence import Evidence, number_of
from detente.intake.columns.wording import axis_of, part_of

MOSTLY: Final = 0.7
"""Share of the cells of a column from which on it is what they are."""
_ORDER: Final = ("°", "'", '"', "")


class Column(msgspec.Struct, frozen=True):
    """A column of a sheet: its heading, what stands over it, its HXL tag, and what is in it."""

    index: int
    heading: str
    group: str
    tag: str
    evidence: Evidence

    def part(self) -> str | None:
        """Which part of an angle the column is, by its heading, else by its letters N, S, E, W; None: none."""
        named = part_of(self.heading)
        return "" if named is None and self.evidence.hemisphere >= MOSTLY else named

    def axis(self) -> str:
        """``latitude`` or ``longitude`` where heading or group say so."""
        return axis_of(self.heading) or axis_of(self.group)


def angles(columns: Sequence[Column]) -> dict[str, tuple[tuple[int, ...], tuple[str, ...]]]:
    """Latitude and longitude that stand in several neighbouring columns, with the sign that follows a bare number in each."""
    found: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {}
    start = 0
    while start < len(columns):
        run, marks = _run(columns[start:])
        axis = columns[start].axis()
        if len(run) > 1 and axis not in found:
            found[axis] = (run, marks)
        start += max(1, len(run))
    return found


def _run(columns: Sequence[Column]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    first = columns[0]
    if not first.axis() or first.part() == "":
        return (), ()
    mark = first.part()
    indexes, marks = [first.index], ["°" if mark is None else mark]
    for column in columns[1:4]:
        part = column.part()
        if part is None or column.axis() not in ("", first.axis()) or _ORDER.index(part) <= _ORDER.index(marks[-1]):
            break
        indexes.append(column.index)
        marks.append(part)
    if marks[1:] == [""] and mark is None:
        marks[0] = ""
    return tuple(indexes), tuple(marks)


def marks_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The signs for columns that a person put together as one angle: by their headings and letters, else in the usual order."""
    numbered = iter(_ORDER)
    parts = [column.part() for column in columns]
    if len(columns) == 2 and parts[1] == "":
        return ("", "")
    return tuple(part if part is not None else next(numbered) for part in parts)


def grid(columns: Mapping[str, Column]) -> tuple[int, ...]:
    """The columns of a grid reference in order, of those that headings named as its parts; none without easting and northing."""
    if not {"_easting", "_northing"} <= columns.keys():
        return ()
    numbers = [columns[name].evidence for name in ("_easting", "_northing")]
    if any(evidence.number < MOSTLY or evidence.largest < 1_000 for evidence in numbers if evidence.count):
        return ()
    return tuple(columns[name].index for name in ("_zone", "_square", "_easting", "_northing") if name in columns)


def join(values: Sequence[Value], texts: Sequence[str], marks: Sequence[str]) -> str:
    """The text of cells as one; a bare number gets the sign of its column, so that an empty column shifts no other."""
    if not marks:
        return " ".join(text for text in texts if text)
    pairs = zip(values, texts, marks, strict=True)
    return " ".join(text + (mark if number_of(value) is not None else "") for value, text, mark in pairs if text)
