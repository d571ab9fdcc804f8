"""What a doubtful position may have been meant as: every single error of the known kinds, undone (R05, table of errors).

Each hypothesis is a position and the code of the error that would explain what was typed. None is a proposal by itself:
`detente.intake.checks.suspects` keeps those that fit what the row states.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from detente.coordinates import read, write
from detente.coordinates.digits import fold
from detente.intake.model import Item

_DECIMAL: Final = re.compile(r"(?<![\d.,])[-+]?\d{1,3}(?:[.,]\d{1,17})?(?![\d.,])")
_GRID: Final = re.compile(r"^(\d{1,2}[C-X])([A-Z]{2})(\d{2,10})$")
_GAPS: Final = re.compile(r"[\s,./:_-]+")
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
LEADING: Final = 4
"""Decimals whose digits are tried: the next one moves a position by less than a metre or ten."""


class Guess(NamedTuple):
    """A position that may have been meant, and the error that would explain the text."""

    latitude: float
    longitude: float
    why: str
    order: int
    """How usual the error is: a swap before a digit."""


def guesses(item: Item) -> Iterator[Guess]:
    """The positions that one error of a known kind makes of the row's text."""
    if item.position is None:
        return
    longitude, latitude = item.position
    only = item.reading.only if item.reading else None
    yield from _ordinary(latitude, longitude)
    if only is not None and only.format in ("MGRS", "UTM"):
        yield from _grid(item, latitude, longitude)
    elif only is not None and only.format in ("DMS", "DDM"):
        yield from _minutes(latitude, longitude)
    else:
        yield from _degrees(latitude, longitude)
        yield from _moved(*_texts(item, latitude, longitude))


def digits(item: Item) -> Iterator[Guess]:
    """The positions with one other digit, where degrees were typed as decimals."""
    only = item.reading.only if item.reading else None
    if item.position is None or (only is not None and only.format != "DD"):
        return
    y, x = _texts(item, item.position[1], item.position[0])
    for other in _mistyped(y):
        yield from _held(other, x, "digit-wrong", 5)
    for other in _mistyped(x):
        yield from _held(y, other, "digit-wrong", 5)


def _ordinary(latitude: float, longitude: float) -> Iterator[Guess]:
    if abs(longitude) <= 90:
        yield Guess(longitude, latitude, "swapped", 0)
    for y, x in ((-1, 1), (1, -1), (-1, -1)):
        yield Guess(y * latitude, x * longitude, "sign", 1)
        if abs(longitude) <= 90:
            yield Guess(y * longitude, x * latitude, "swapped-sign", 4)


def _degrees(latitude: float, longitude: float) -> Iterator[Guess]:
    """Degrees, minutes and seconds that were written or read as decimals of a degree."""
    for decode, why in ((_from_dms, "dms-as-decimal"), (_from_minutes, "minutes-as-decimal")):
        y, x = decode(latitude), decode(longitude)
        if y is not None and x is not None:
            yield Guess(y, x, why, 2)
        if y is not None:
            yield Guess(y, longitude, why, 3)
        if x is not None:
            yield Guess(latitude, x, why, 3)


def _from_dms(value: float) -> float | None:
    """36.430491 as 36°43'04.91"; None where minutes or seconds would be 60 or more."""
    hundredths = round((abs(value) % 1) * 1_000_000)
    minutes, seconds = hundredths // 10_000, hundredths % 10_000 / 100
    return math.copysign(int(abs(value)) + minutes / 60 + seconds / 3600, value) if minutes < 60 and seconds < 60 else None


def _from_minutes(value: float) -> float | None:
    """36.430818 as 36°43.0818'."""
    minutes = (abs(value) % 1) * 100
    return math.copysign(int(abs(value)) + minutes / 60, value) if minutes < 60 else None


def _minutes(latitude: float, longitude: float) -> Iterator[Guess]:
    """Decimals of a degree that were written as minutes and seconds, and decimals of a minute that were seconds."""
    yield Guess(_as_decimals(latitude), _as_decimals(longitude), "decimal-as-dms", 2)
    y, x = _seconds_in_minutes(latitude), _seconds_in_minutes(longitude)
    if y is not None and x is not None:
        yield Guess(y, x, "seconds-as-minutes", 3)


def _as_decimals(value: float) -> float:
    seconds = (abs(value) % 1) * 3600
    return math.copysign(int(abs(value)) + int(seconds / 60) / 100 + seconds % 60 / 10_000, value)


def _seconds_in_minutes(value: float) -> float | None:
    minutes = (abs(value) % 1) * 60
    seconds = (minutes % 1) * 100
    return math.copysign(int(abs(value)) + (int(minutes) + seconds / 60) / 60, value) if seconds < 60 else None


def _texts(item: Item, latitude: float, longitude: float) -> tuple[str, str]:
    """Both coordinates as they were typed; as they were understood, where that cannot be told."""
    text = fold(item.reading.text) if item.reading else ""
    numbers = [found.replace(",", ".") for found in _DECIMAL.findall(text)]
    for y, x in (numbers[:2], numbers[1::-1]) if len(numbers) == 2 else ():
        if abs(float(y) - latitude) < 1e-6 and abs(float(x) - longitude) < 1e-6:
            return y, x
    return f"{latitude:.5f}", f"{longitude:.5f}"


def _moved(y: str, x: str) -> Iterator[Guess]:
    for other in _transposed(y):
        yield from _held(other, x, "digit-transposed", 3)
    for other in _transposed(x):
        yield from _held(y, other, "digit-transposed", 3)
    for other in _shifted(x):
        yield from _held(y, other, "point-shifted", 4)
    for other in _shifted(y):
        yield from _held(other, x, "point-shifted", 4)


def _held(y: str, x: str, why: str, order: int) -> Iterator[Guess]:
    latitude, longitude = float(y), float(x)
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        yield Guess(latitude, longitude, why, order)


def _places(text: str) -> list[int]:
    end = text.index(".") + 1 + LEADING if "." in text else len(text)
    return [at for at, c in enumerate(text[:end]) if c.isdigit()]


def _transposed(text: str) -> Iterator[str]:
    for a, b in pairwise(_places(text)):
        if text[a] != text[b]:
            yield text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]


def _mistyped(text: str) -> Iterator[str]:
    for at in _places(text)[:LEADING]:
        for digit in "0123456789":
            if digit != text[at]:
                yield text[:at] + digit + text[at + 1 :]


def _shifted(text: str) -> Iterator[str]:
    for power in (-1, 1):
        yield repr(float(text) * 10.0**power)


def _grid(item: Item, latitude: float, longitude: float) -> Iterator[Guess]:
    """A grid reference with its halves exchanged, a letter of its square off by one, or the digit of 10 km wrong."""
    # As typed where it can be: numbers that run over the edge of their zone are another reference once converted.
    typed = _GAPS.sub("", item.reading.text if item.reading else "").upper()
    found = _GRID.match(typed) or _GRID.match(_GAPS.sub("", write(latitude, longitude, "MGRS")).upper())
    if not found or len(found[3]) % 2:
        return
    zone, square, numbers = found.groups()
    half = len(numbers) // 2
    texts = [(zone + square + numbers[half:] + numbers[:half], 2)]
    for at in (0, 1):
        for step in (-1, 1):
            letter = _LETTERS[(_LETTERS.index(square[at]) + step) % len(_LETTERS)]
            texts.append((zone + square[:at] + letter + square[at + 1 :] + numbers, 3))
    for at in (0, half):
        texts += [(zone + square + numbers[:at] + d + numbers[at + 1 :], 4) for d in "0123456789" if d != numbers[at]]
    for text, order in texts:
        only = read(text).only
        if only is not None:
            yield Guess(only.latitude, only.longitude, "grid-square", order)
