"""Grid references (MGRS) of 10 m squares as a line for radio says them: from a position, to a position, as people write them."""

from __future__ import annotations

import re
from typing import Final

from detente.coordinates import read, write
from detente.volume import DECIMALS, Position

FIGURES: Final = 8
"""Figures of easting and northing together: squares of 10 m."""
SLACK_M: Final = 8.0
"""How far a position in such a square may lie from its middle, metres."""
_SQUARE: Final = re.compile(r"([0-9OIL]{0,2})([A-HJ-NP-Z])([A-HJ-NP-Z]{2})([0-9OIL]{8}|[0-9OIL]{10})")
_AS_FIGURES: Final = str.maketrans("OIL", "011")


def square(position: Position) -> str:
    """The 10 m square in which a position (longitude, latitude; degrees WGS 84) lies: ``42SVF87696360``."""
    return spelt(write(position[1], position[0], "MGRS", FIGURES).replace(" ", ""))


def middle(text: str) -> Position | None:
    """The middle of a square, (longitude, latitude); None where there is no such square."""
    found = read(text).only
    return (round(found.longitude, DECIMALS), round(found.latitude, DECIMALS)) if found and found.format == "MGRS" else None


def spelt(text: str) -> str:
    """The one spelling of a grid reference of 8 or 10 figures that was written without spaces, or nothing where it is none."""
    found = _SQUARE.fullmatch(text)
    if not found:
        return ""
    zone = found[1].translate(_AS_FIGURES)
    return f"{zone.zfill(2) if zone else ''}{found[2]}{found[3]}{found[4].translate(_AS_FIGURES)}"
