"""What stands in a column: shares of its cells that look like numbers, angles, grid references, dates, codes, grades.

The heading says what a column should hold, its cells what it does hold; `columns.mapping` weighs both. Only a sample is
looked at: `SAMPLE` cells, spread evenly over the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Final

import msgspec

from detente.formats.table import Row, Value
from detente.intake.cells.names import plain
from detente.intake.cells.precision import of_words
from detente.intake.checks.nations import NATIONS
from detente.intake.columns.headings import WORLD_REGIONS

SAMPLE: Final = 400
MOST: Final = 0.6
"""Share of the numbers of a column that decides what they are."""
MAX_LOOKED_AT: Final = 120
"""Characters of a cell that the patterns see."""

_TOO_LARGE: Final = 1e15
ISO3: Final = frozenset(line.split()[1] for line in NATIONS.strip().splitlines())
_WORLD: Final = frozenset(WORLD_REGIONS.split("|"))
_NUMBER: Final = re.compile(r"[-+]?\d{1,12}(?:[.,]\d{1,15})?")
_ANGLE: Final = re.compile(
    r"[NSEWnsewСЮВЗ]?\s?[-+]?\d{1,3}\s?[°º:\s]\s?\d{1,2}(?:[.,]\d{1,9})?[\s'’′:](?:[\d.,'’′\"”″\s]{0,20})[NSEWnsewСЮВЗ]?"
)
_LETTERED: Final = re.compile(
    r"(?:[NSEWnsew]\s?\d{1,3}(?:[.,]\d{1,12})?°?|\d{1,3}(?:[.,]\d{1,12})?°?\s?[NSEWnsew]|\d{1,3}[.,]\d{1,12}°)"
)
_PAIR: Final = re.compile(
    r"[-+]?\d{1,3}[.,]\d{1,15}\s?[°NSEWnsew]{0,2}[\s,;/]{1,3}[-+]?\d{1,3}[.,]\d{1,15}\s?[°NSEWnsew]{0,2}(?:[\s,;][-\d.\s]{0,20})?"
)
_ANGLES: Final = re.compile(r"[^°]{1,12}°[^°]{3,30}[NSns,;\s][^°]{1,12}°[^°]{3,30}")
_GRID: Final = re.compile(
    r"\d{1,2}\s?[C-HJ-NP-X]\s?(?:[A-HJ-NP-Z]{2}\s?\d[\d\s]{1,12}|[\s,]\d{5,7}(?:[.,]\d+)?[mE\s,]{1,4}\d{5,8}(?:[.,]\d+)?\s?[mN]{0,2})",
    re.I,
)
_PLUS: Final = re.compile(r"[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,7}(?:\s.{0,60})?", re.I)
_LINK: Final = re.compile(r"geo:[-\d.]+,|https?://[^\s]*(?:maps|goo\.gl|openstreetmap|osm)", re.I)
_PCODE: Final = re.compile(r"[A-Z]{2,3}\d{2}(?:\d{2}){0,4}\d?|C\d{4}")
_DATE: Final = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}\s+[^\W\d_]{3,12}\.?,?\s+\d{4}|[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+\d{4}"
)
_CLOCK: Final = re.compile(r"\d{1,2}[:hH]\d{2}(?::\d{2})?\s?(?:[AaPp]\.?[Mm]\.?)?")
_LENGTH: Final = re.compile(r"\d\s?(?:km|m|км|м|كم|miles)\b", re.I)
_HEMISPHERE: Final = re.compile(r"[NSEWnsewСЮВЗ]|North|South|East|West", re.I)
_ZONE: Final = re.compile(r"(?:[1-9]|[1-5]\d|60)\s?[C-HJ-NP-Xc-hj-np-x]?")
_SQUARE: Final = re.compile(r"[A-HJ-NP-Z]{2}")


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Shares (0 to 1) of the non-blank cells of a sample, and what the numbers among them are. ``count``: of those cells.

    ``smallest`` and ``largest`` leave a tenth of the numbers aside at either end: a slip of one row says nothing of a column.
    """

    count: int
    number: float = 0.0
    angle: float = 0.0
    position: float = 0.0
    pcode: float = 0.0
    iso3: float = 0.0
    date: float = 0.0
    clock: float = 0.0
    graded: float = 0.0
    length: float = 0.0
    hemisphere: float = 0.0
    zone: float = 0.0
    square: float = 0.0
    foreign: float = 0.0
    regions: float = 0.0
    fractions: float = 0.0
    distinct: float = 0.0
    smallest: float = 0.0
    largest: float = 0.0
    within: float = 1.0
    """Share of the numbers from -180 to 360."""

    @property
    def degrees(self) -> bool:
        """Whether most numbers can be degrees of latitude or longitude: a lost decimal point costs its own row only."""
        return self.within >= MOST


def number_of(value: Value) -> float | None:
    """A cell as a number: one of the file, or a text that is nothing else (point or comma)."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < _TOO_LARGE else None
    text = str(value).strip()
    return float(text.replace(",", ".")) if len(text) <= MAX_LOOKED_AT and _NUMBER.fullmatch(text) else None


def of_column(values: Sequence[Value]) -> Evidence:
    """The evidence of a column's cells."""
    held = [value for value in values if value is not None and str(value).strip()]
    if not held:
        return Evidence(count=0)
    numbers = sorted(number for value in held if (number := number_of(value)) is not None)
    aside = len(numbers) // 10
    texts = [str(value).strip()[:MAX_LOOKED_AT] for value in held if isinstance(value, str)]
    total = len(held)

    def share(test: Callable[[str], object]) -> float:
        return sum(bool(test(text)) for text in texts) / total

    return Evidence(
        count=total, number=len(numbers) / total, angle=share(_is_angle), position=share(_is_position),
        pcode=share(_PCODE.fullmatch), iso3=share(ISO3.__contains__), graded=share(_is_grade), length=share(_LENGTH.search),
        date=share(_DATE.match) + sum(isinstance(v, date) for v in held) / total,
        clock=share(_CLOCK.match) + sum(isinstance(v, time) for v in held) / total,
        hemisphere=share(_HEMISPHERE.fullmatch), zone=sum(bool(_ZONE.fullmatch(str(v).strip())) for v in held) / total,
        square=share(_SQUARE.fullmatch), foreign=share(_is_foreign), regions=share(lambda text: plain(text) in _WORLD),
        fractions=sum(number != int(number) for number in numbers) / total, distinct=len({str(v) for v in held}) / total,
        smallest=numbers[aside] if numbers else 0.0, largest=numbers[-1 - aside] if numbers else 0.0,
        within=sum(-180 <= number <= 360 for number in numbers) / len(numbers) if numbers else 1.0,
    )  # fmt: skip


def has_times(values: Sequence[Value]) -> bool:
    """Whether dates of a column come with a time of day."""
    cells = [v for v in values if isinstance(v, datetime) or (isinstance(v, str) and v.strip())]
    timed = sum(
        (v.time() != time()) if isinstance(v, datetime) else bool(re.search(r"\d[:hH]\d{2}", v[:MAX_LOOKED_AT])) for v in cells
    )
    return timed * 2 > len(cells) > 0


def spread(rows: Sequence[Row], count: int = SAMPLE) -> list[Row]:
    """At most ``count`` rows, evenly from first to last."""
    step = max(1, -(-len(rows) // count))
    return list(rows[::step])


def cells(rows: Sequence[Row], index: int) -> list[Value]:
    """A column of rows, of which some may be shorter."""
    return [row.values[index] for row in rows if index < len(row.values)]


def _is_angle(text: str) -> bool:
    return bool(_ANGLE.fullmatch(text) or _LETTERED.fullmatch(text)) and not _PAIR.fullmatch(text)


def _is_position(text: str) -> bool:
    text = text.strip("[]() ")
    return bool(
        _PAIR.fullmatch(text) or _GRID.fullmatch(text) or _PLUS.fullmatch(text) or _LINK.match(text) or _ANGLES.fullmatch(text)
    )


def _is_grade(text: str) -> bool:
    found = of_words(text) if len(text) >= 3 else None
    return found is not None and found.stated


def _is_foreign(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(ord(c) >= 0x370 for c in letters) * 2 > len(letters) > 0
