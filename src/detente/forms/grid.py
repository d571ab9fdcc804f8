"""Grid references (MGRS) of 10 m squares as a line for radio says them: from a position, to a position, as people write them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from warnings import catch_warnings

from detente.volume import DECIMALS, Position

if TYPE_CHECKING:
    from mgrs import MGRS

FIGURES: Final = 4
"""Figures of an easting or northing: squares of 10 m."""
SLACK_M: Final = 8.0
"""How far a position in such a square may lie from its middle, metres."""
_SQUARE: Final = re.compile(r"([0-9OIL]{0,2})([A-HJ-NP-Z])([A-HJ-NP-Z]{2})([0-9OIL]{8}|[0-9OIL]{10})")
_AS_FIGURES: Final = str.maketrans("OIL", "011")


@cache
def _mgrs() -> MGRS:
    from mgrs import MGRS

    return MGRS()


def square(position: Position) -> str:
    """The 10 m square in which a position (longitude, latitude; degrees WGS 84) lies: ``42SVF87696360``."""
    return str(_mgrs().toMGRS(position[1], position[0], MGRSPrecision=FIGURES))


def middle(text: str) -> Position:
    """The middle of a square in its one spelling, (longitude, latitude); as `spelt` gives it."""
    head, figures = text[: _head(text)], text[_head(text) :]
    half = len(figures) // 2
    whole = text if half > FIGURES else f"{head}{figures[:half]}5{figures[half:]}5"
    with catch_warnings(action="ignore", category=RuntimeWarning):  # a square on the edge of a band is in both
        found = _mgrs().toLatLon(whole)
    return round(found[1], DECIMALS), round(found[0], DECIMALS)


def _head(text: str) -> int:
    return 3 if text[0].isalpha() else 5


def spelt(text: str) -> str:
    """The one spelling of a grid reference of 8 or 10 figures that was written without spaces, or nothing where it is none."""
    found = _SQUARE.fullmatch(text)
    if not found:
        return ""
    zone = found[1].translate(_AS_FIGURES)
    one = f"{zone.zfill(2) if zone else ''}{found[2]}{found[3]}{found[4].translate(_AS_FIGURES)}"
    from mgrs.core import MGRSError

    try:
        middle(one)
    except MGRSError:
        return ""
    return one
