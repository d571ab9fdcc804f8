"""Counts and lengths as people write them in each language. Digits are western in all of them (R25)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from detente.standing import language_of

UNITS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "en": ("m", "km", "m²", "km²"), "fr": ("m", "km", "m²", "km²"),
    "ar": ("م", "كم", "م²", "كم²"), "ru": ("м", "км", "м²", "км²"),
}  # fmt: skip
"""Metre, kilometre, square metre, square kilometre."""
_GROUP: Final = {"en": ",", "fr": "\u202f", "ar": ",", "ru": "\u202f"}
_POINT: Final = {"en": ".", "fr": ",", "ar": ".", "ru": ","}


def count(value: int, language: str) -> str:
    """A whole number with its thousands grouped; four digits stand together."""
    return f"{value:,}".replace(",", _GROUP[language_of(language)] if value >= 10_000 else "")


def number(value: float, language: str) -> str:
    """Three significant digits, or all digits before the point: what a length is known to."""
    places = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{round(value, places):,.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    whole, _, rest = text.partition(".")
    whole = whole.replace(",", _GROUP[language_of(language)] if abs(value) >= 10_000 else "")
    return whole + (_POINT[language_of(language)] + rest if rest else "")


def length(metres: float, language: str) -> str:
    """A length in metres, from a kilometre on in kilometres, with its unit."""
    unit = UNITS[language_of(language)]
    if round(metres) >= 1000:
        return f"{number(metres / 1000, language)}\u00a0{unit[1]}"
    return f"{number(max(round(metres), 1) if metres else 0, language)}\u00a0{unit[0]}"


def surface(radius_m: float, language: str) -> str:
    """The area of a circle, in square metres or square kilometres."""
    size, unit = math.pi * radius_m**2, UNITS[language_of(language)]
    far = size >= 100_000
    return f"{number(size / 1e6 if far else size, language)}\u00a0{unit[3 if far else 2]}"
