"""Typed positions: as a whole text, and as two cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from detente.coordinates import Reading, read, read_pair
from detente.coordinates.areas import inside

FARTHEST_M: Final = 3e7
"""More than half-way round the earth."""


def checked(reading: Reading) -> Reading:
    """The reading, where every candidate lies in its area and that on the earth, and where there are words without any."""
    for one in reading.candidates:
        edges = (one.area.west, one.area.east, one.longitude)
        if not (-90 <= one.area.south <= one.area.north <= 90 and all(-180 <= edge <= 180 for edge in edges)):
            raise AssertionError(f"off the earth: {one}")
        if not (inside(one.area, one.latitude, one.longitude) and 0 <= one.accuracy_m < FARTHEST_M):
            raise AssertionError(f"outside its area: {one}")
    if not reading.candidates and not (reading.problem and reading.hint):
        raise AssertionError("no position, and no words")
    return reading


def _whole(data: bytes) -> Reading:
    return checked(read(data.decode("utf-8", "replace"), near=(36.7, 68.9)))


def _cells(data: bytes) -> Reading:
    latitude, _, longitude = data.decode("utf-8", "replace").partition("\n")
    return checked(read_pair(latitude, longitude))


READERS: Final[dict[str, Callable[[bytes], object]]] = {"position": _whole, "position pair": _cells}


def seeds() -> dict[str, bytes]:
    """One good input for each."""
    return {"position": "36°43'04.91\"N 068°51'43.96\"E ED50".encode(), "position pair": b"36,718031 N\n068 51.733 E"}
