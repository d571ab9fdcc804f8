"""Formats: bytes to volumes or to tables and back, pure; none imports another but `read`, which hands each file to its own."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from detente.volume import Volume4D

MAX_FILE: Final = 64 << 20
"""Largest file, bytes."""
MAX_ITEMS: Final = 200_000
ROUNDING_M: Final = 0.01
"""What rounding to seven decimals of a degree can move a position by, added to the accuracy of what was rounded."""


class Item(msgspec.Struct, frozen=True):
    """A feature or row that can be used. ``number`` counts from 1; ``notes`` tell what was rounded, dropped or not understood."""

    number: int
    name: str
    volumes: tuple[Volume4D, ...]
    properties: dict[str, Any]
    notes: tuple[str, ...] = ()


class Broken(msgspec.Struct, frozen=True):
    """A feature or row that cannot be used, and why."""

    number: int
    name: str
    problem: str
    where: str
    hint: str = ""
