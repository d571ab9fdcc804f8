"""One angle: its degrees, minutes and seconds, written apart or together, with the precision that its decimals say."""

from __future__ import annotations

from typing import Final

import msgspec

from detente.coordinates.doubts import doubt
from detente.coordinates.model import Doubt
from detente.coordinates.tokens import Token

HINT: Final = "write it as 36.7180 N, 68.8622 E"
_LIMIT: Final = {"A": 90.0, "O": 180.0}
_NAME: Final = {"A": "latitude", "O": "longitude"}
_WHOLE: Final = {"A": 2, "O": 3}
_UNIT: Final = (1.0, 60.0, 3600.0)
_ORDER: Final = "DMC"
_PLACES: Final = 15


class Unread(Exception):
    """A text is no position: why, and what to do next. ``weight``: how much the reason says, where there are several."""

    def __init__(self, problem: str, hint: str = HINT, weight: int = 1) -> None:
        super().__init__(problem)
        self.problem, self.hint, self.weight = problem, hint, weight


class Part(msgspec.Struct):
    """The numbers of one angle with the unit that is written at each, and the letters, labels and sign beside them."""

    numbers: list[tuple[str, str]] = []
    hemispheres: list[str] = []
    axes: list[str] = []
    sign: str = ""
    leads: bool = False

    def take(self, token: Token) -> None:
        """Add one token. Raises: Unread where it cannot stand there."""
        if token.kind == "n":
            self.numbers.append((token.value, ""))
        elif token.kind == "h":
            self.hemispheres.append(token.value)
        elif token.kind == "a":
            self.axes.append(token.value)
        elif token.kind == "s":
            if self.sign:
                raise Unread("there are two signs before one number", "leave one")
            self.sign = token.value
        elif not self.numbers or self.numbers[-1][1]:
            raise Unread("a mark for degrees, minutes or seconds stands where no number is before it")
        else:
            self.numbers[-1] = (self.numbers[-1][0], token.value)


class Angle(msgspec.Struct, frozen=True):
    """Degrees without sign; ``half`` a unit of the last digit, degrees; ``depth``: 0 degrees, 1 minutes, 2 seconds."""

    value: float
    half: float
    depth: int
    typed: str
    doubts: tuple[Doubt, ...] = ()


def angle(part: Part, axis: str) -> Angle:
    """The angle that a part is, ``axis`` being ``A`` (latitude) or ``O`` (longitude).

    Raises: Unread
    """
    numbers = part.numbers
    if len(numbers) == 1 and not numbers[0][1] and len(numbers[0][0].partition(".")[0]) > 3:
        numbers, doubts = _packed(numbers[0][0], axis, letters=bool(part.hemispheres))
    else:
        numbers, doubts = _units(numbers)
    if not numbers or len(numbers) > 3:
        raise Unread("an angle has one to three numbers: degrees, minutes, seconds")
    value, half, depth, last = 0.0, 0.5, 0, -1
    for at, (digits, unit) in enumerate(numbers):
        depth = _ORDER.index(unit)
        if depth <= last:
            raise Unread("degrees, minutes and seconds are not in their order")
        last = depth
        decimals = digits.partition(".")[2]
        if decimals and at < len(numbers) - 1:
            raise Unread(f"{digits} has decimals, and a smaller unit follows", "give decimals to the last number only", weight=2)
        if len(digits) > 2 * _PLACES:
            raise Unread("a number has too many digits")
        _check(digits, depth, axis)
        value += float(digits) / _UNIT[depth]
        half = 0.5 * 10.0 ** -len(decimals) / _UNIT[depth]
    if numbers[0][1] != "D" or value > _LIMIT[axis]:
        raise _too_far(value, axis) if numbers[0][1] == "D" else Unread("an angle starts with degrees", "say the degrees too")
    return Angle(value, half, depth, part.numbers[0][0], doubts)


def _check(digits: str, depth: int, axis: str) -> None:
    if depth == 0 and len(digits.partition(".")[0].lstrip("0")) > 3:
        raise _too_far(float(digits), axis)
    if depth and float(digits) >= 60.0:
        unit = ("minutes", "seconds")[depth - 1]
        raise Unread(f"{digits} {unit}: there are 60 at most", f"check the {unit}, or whether decimals were meant", weight=2)


def _too_far(value: float, axis: str) -> Unread:
    hint = "check the decimal point, and which of the two is the latitude"
    if axis == "O" and 180.0 < value <= 360.0:
        hint = "if it is counted 0 to 360 eastward, take 360 off"
    return Unread(f"{_NAME[axis]} {value:g} is over {_LIMIT[axis]:g} degrees", hint, weight=2)


def _units(numbers: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], tuple[Doubt, ...]]:
    """Units where none is written, by their place; a second mark for minutes is one for seconds."""
    given: list[tuple[str, str]] = []
    doubts: tuple[Doubt, ...] = ()
    for digits, unit in numbers:
        last = _ORDER.index(given[-1][1]) if given else -1
        if not unit:
            if last == 2:
                raise Unread("a number follows the seconds")
            unit = _ORDER[last + 1]
        elif unit == "M" and last == 1:
            unit, doubts = "C", (doubt("minutes-mark-twice"),)
        given.append((digits, unit))
    return given, doubts


def _packed(typed: str, axis: str, *, letters: bool) -> tuple[list[tuple[str, str]], tuple[Doubt, ...]]:
    """``3643``, ``364305``, ``0685144`` and NMEA's ``06851.733``: two digits each for minutes and seconds, the rest degrees."""
    whole, point, decimals = typed.partition(".")
    full = _WHOLE[axis]
    if not letters and not (point and len(whole) <= full + 2):
        hint = "degrees and minutes written together need N, S, E or W; else the decimal point may be lost, or it is a grid"
        raise Unread(f"{typed} is too large for degrees", hint, weight=2)
    degrees = len(whole) - (2 if len(whole) <= full + 2 else 4)
    if not (degrees == full or (axis == "O" and degrees == 2)):
        hint = "write DDMMN DDDMME or DDMMSSN DDDMMSSE"
        raise Unread(f"{typed} is not degrees and minutes written together", hint, weight=2)
    parts = [whole[:degrees], whole[degrees : degrees + 2], whole[degrees + 2 :]]
    numbers = [(digits, unit) for digits, unit in zip(parts, _ORDER, strict=True) if digits]
    numbers[-1] = (numbers[-1][0] + point + decimals, numbers[-1][1])
    doubts = []
    if degrees != full:
        meaning = " ".join(digits + mark for (digits, _), mark in zip(numbers, "°'\"", strict=False))
        doubts.append(doubt("leading-zero", digits=typed, meaning=meaning))
    if not letters:
        doubts.append(doubt("packed-assumed", digits=typed))
    return numbers, tuple(doubts)
