"""What could not be checked in a list, and why: that nothing was doubted there says nothing (R05, R06)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from detente.intake.checks.frame import LEVELS, Frame, place_of
from detente.intake.checks.ground import Ground
from detente.intake.checks.siblings import FEW
from detente.intake.checks.where import sites
from detente.intake.model import Doubt, Item

SHOWN: Final = 20
"""Kinds of units, by country and level, that are told one by one; the others are told together."""

UNCHECKED: Final[Mapping[str, tuple[str, ...]]] = {
    "unchecked-position": ("rows",),
    "unchecked-country": ("rows",),
    "unchecked-unit": ("rows", "country", "level"),
    "unchecked-inside": ("rows", "level"),
    "unchecked-siblings": ("rows",),
    "unchecked-place": ("rows",),
    "unchecked-settlements": (),
    "unchecked-office": (),
}
"""The codes and what they come with. ``position``: no single position; ``country``: none stated, or not known; ``unit``: no
boundaries have that level of that country; ``inside``: an error that stays within the stated unit may not be seen; ``siblings``:
too few rows of the unit to compare; ``place``: no gazetteer, or it does not have the place; ``settlements``: the open world file
is not installed or not used; ``office``: nobody said where the submitter's office is."""


def unchecked(items: Sequence[Item], ground: Ground) -> tuple[Doubt, ...]:
    """What could not be checked, as notes with the number of rows concerned."""
    frame = Frame(items)
    return tuple(Doubt(code=code, args=args, note=True) for code, args in _told(frame, len(items), ground))


def _told(frame: Frame, items: int, ground: Ground) -> Iterator[tuple[str, dict[str, str]]]:
    if items > frame.count:
        yield "unchecked-position", _rows(items - frame.count)
    if lost := sum(not codes for codes in frame.countries):
        yield "unchecked-country", _rows(lost)
    yield from _units(frame, ground)
    alone = Counter(frame.group.tolist())
    if lonely := sum(count for group, count in alone.items() if group < 0 or count < FEW or not any(frame.groups[group][1:])):
        yield "unchecked-siblings", _rows(lonely)
    if unplaced := sum(not _named(frame, row, ground) for row in range(frame.count)):
        yield "unchecked-place", _rows(unplaced)
    if frame.count and len(ground.places(frozenset[str]().union(*frame.countries))) == (1 if ground.gazetteer else 0):
        yield "unchecked-settlements", {}
    if frame.count and ground.office is None and not all("office_latitude" in item.said for item in frame.items):
        yield "unchecked-office", {}


def _units(frame: Frame, ground: Ground) -> Iterator[tuple[str, dict[str, str]]]:
    missing: Counter[tuple[str, str]] = Counter()
    inside: Counter[str] = Counter()
    for row, site in enumerate(sites(frame, ground.boundaries)):
        stated = frame.stated[row]
        deepest = stated.deepest
        held = max((ground.boundaries.units[at].level for at in site.units), default=-1) if ground.boundaries else -1
        if deepest > max(held, 0):
            missing[stated.units[0], LEVELS[deepest]] += 1
        if max(held, deepest) >= 0:
            inside[LEVELS[max(held, deepest)]] += 1
    for (land, level), rows in sorted(missing.most_common(SHOWN)):
        yield "unchecked-unit", {"country": land, "level": level} | _rows(rows)
    if rest := sum(missing.values()) - sum(count for _, count in missing.most_common(SHOWN)):
        yield "unchecked-unit", _rows(rest)
    for level, rows in sorted(inside.items()):
        yield "unchecked-inside", {"level": level} | _rows(rows)


def _named(frame: Frame, row: int, ground: Ground) -> bool:
    """Whether the user's gazetteer has the place that a row names."""
    if ground.gazetteer is None:
        return False
    item = frame.items[row]
    code, text = item.said.get("pcode", ""), place_of(item)
    if code and ground.gazetteer.coded(code):
        return True
    return bool(text and ground.gazetteer.named(text, frame.countries[row], frozenset())[0])


def _rows(count: int) -> dict[str, str]:
    return {"rows": str(count)}
