"""How positions, doubts and what may have been meant look to people, in each language.

Coordinates always have a decimal point: a list goes back and forth between people, and `36,7` and `36.7` must not both be in it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from detente.coordinates import write
from detente.intake.model import Alternative, Doubt, Item
from detente.intake.page.amounts import length
from detente.intake.page.words import parts, template_of

Parts = list[tuple[str, bool]]
SAME_DEGREES: Final = 5
"""Alternatives that agree to so many decimals are one."""
COMMON: Final = 10
"""A note that at least so many rows have, and a fifth of all, is common."""
_DECIMALS: Final = 5
"""Of degrees: one metre."""
_DIGITS: Final = ((5.0, 10), (50.0, 8), (500.0, 6), (5_000.0, 4))
"""Known better than so many metres, a position is written with so many digits of a grid reference."""


def dd(latitude: float, longitude: float) -> str:
    """Decimal degrees WGS 84, latitude first; what is no position on earth as the numbers that it is."""
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return write(latitude, longitude, "DD", _DECIMALS)
    return f"{latitude:g}, {longitude:g}"


def mgrs(latitude: float, longitude: float, known_m: float = 1.0) -> str:
    """Grid reference, WGS 84, with no more digits than a position known to ``known_m`` metres has."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return ""
    digits = next((digits for most, digits in _DIGITS if known_m < most), 2)
    return write(latitude, longitude, "MGRS", digits)


def accuracy_m(item: Item) -> float | None:
    """How well the place of an item is known, metres: by its stated class and by how finely it was typed."""
    found = [item.precision.radius_m] if item.precision else []
    only = item.reading.only if item.reading else None
    found += [only.accuracy_m] if only else []
    return sum(found) if found else None


def alternatives(item: Item) -> list[Alternative]:
    """Positions that a row may have been meant as, best first, each once."""
    seen: dict[tuple[float, float], Alternative] = {}
    for doubt in item.doubts:
        for found in doubt.alternatives:
            seen.setdefault((round(found.latitude, SAME_DEGREES), round(found.longitude, SAME_DEGREES)), found)
    return list(seen.values())


def common(items: Sequence[Item]) -> dict[str, tuple[Doubt, int]]:
    """Notes that most rows share, by code: an example and the number of rows. They are said once for the file."""
    number = Counter(code for item in items for code in {doubt.code for doubt in item.doubts if doubt.note})
    example = {doubt.code: doubt for item in reversed(items) for doubt in item.doubts if doubt.note}
    return {code: (example[code], rows) for code, rows in number.most_common() if rows >= COMMON and 5 * rows >= len(items)}


def doubts(item: Item, *, note: bool) -> list[Doubt]:
    """The doubts of an item that hold it back, or those that are only worth saying."""
    return [doubt for doubt in item.doubts if doubt.note == note]


def told(doubt: Doubt, language: str) -> Parts:
    """A doubt in words, with its distance, and which point of a way it is about; pieces as of `words.parts`."""
    args = doubt.args
    if "point" in args:
        rest = told(msgspec.structs.replace(doubt, args={name: text for name, text in args.items() if name != "point"}), language)
        return [*_point(args, language), (" ", False), *rest]
    if doubt.distance_m is None or not math.isfinite(doubt.distance_m):
        return parts(doubt.code, args, language)
    args = {"distance": length(doubt.distance_m, language), **args}
    pieces = parts(doubt.code, args, language)
    if "{distance}" in (template_of(doubt.code, language) or ""):
        return pieces
    return [*pieces, (" ", False), *parts("distance", args, language, "report")]


def _point(args: Mapping[str, str], language: str) -> Parts:
    return parts("point-arrival" if args["point"] == "arrival" else "point-way", args, language, "report")


def meant(found: Alternative, language: str) -> Parts:
    """Why a position may have been meant, and how far it is from what was typed."""
    said = parts(found.why, found.args, language, "why")
    return [*said, *parts("moved", found.args, language, "report")] if "moved_m" in found.args else said


def reason(item: Item, language: str) -> Parts:
    """Why an item is not accepted, in words."""
    args: Mapping[str, str] = next((doubt.args for doubt in item.doubts if doubt.code == item.reason), {})
    return parts(item.reason, args, language) if item.reason else []
