"""Rows held against each other: the same position twice, the office, one place under two names (R29: linked, never merged)."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from typing import Final

import numpy as np
from rapidfuzz.fuzz import ratio

from detente.intake.cells.names import ALIKE, fold, likeness, place_words
from detente.intake.checks.frame import Frame, names_of, parts
from detente.intake.checks.near import apart

OFFICE_M: Final = 200.0
COARSE_M: Final = 1_000.0
"""Rows that are known no better by their own account may share a position."""
HABIT: Final = 0.2
"""Where more rows than this share positions, positions are those of villages or districts, and that is a note."""
SAME_M: Final = 1_000.0
"""Within this one name is one place."""
ALIKE_M: Final = 300.0
"""Within this a name spelt alike is."""
ROUGH: Final = 60.0
"""Of a hundred: letters that two spellings in one script have in common at least."""
COMPARED: Final = 20
"""Names at one position that are compared."""
TOUCHING_M: Final = 30.0
"""Within this two names may be one place."""
BESIDE: Final = 5
SHOWN: Final = 3


def check_office(frame: Frame, office: tuple[float, float] | None) -> None:
    """Doubt rows at the office of who submits, as the row or the user gives it."""
    for row, item in enumerate(frame.items):
        here = _office(item.said) or office
        if here is None:
            continue
        metres = float(apart(frame.lonlat[[row]], np.array([[here[1], here[0]]]))[0])
        if metres <= OFFICE_M:
            frame.doubt(row, "office", distance_m=metres)


def _office(said: dict[str, str]) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(said["office_latitude"]), float(said["office_longitude"])
    except (KeyError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def check_repeated(frame: Frame) -> None:
    """Doubt rows of different places at one position to the last digit; note rows of one name there."""
    shared = [rows.tolist() for rows in parts(frame.near.place, 2)]
    sharing = np.zeros(frame.count, dtype=np.bool_)
    for rows in shared:
        sharing[rows] = _different(frame, rows)
    of, all_of = np.bincount(frame.land[sharing] + 1, minlength=len(frame.lands) + 1), np.bincount(frame.land + 1)
    for rows in shared:
        origins = nsmallest(SHOWN + 1, (frame.items[row].origin for row in rows))
        for row in rows:
            others = ", ".join(str(origin) for origin in [o for o in origins if o != frame.items[row].origin][:SHOWN])
            if not sharing[row]:
                frame.doubt(row, "duplicate-place", note=True, distance_m=0.0, others=others)
                continue
            graded, land = frame.items[row].precision, frame.land[row] + 1
            note = bool(of[land] > HABIT * all_of[land] + 1) or (graded is not None and graded.radius_m >= COARSE_M)
            frame.doubt(row, "repeated-position", note=note, count=str(len(rows)), others=others)


def _different(frame: Frame, rows: Sequence[int]) -> bool:
    """Whether rows at one position state different units, or names that are not spellings of one."""
    if len({int(frame.group[row]) for row in rows if frame.group[row] >= 0}) > 1:
        return True
    said = sorted({names[0] for row in rows if (names := names_of(frame.items[row]))})
    return any(not _one_place(said[0], other) for other in said[1:COMPARED])


def _one_place(one: str, other: str) -> bool:
    """Spellings of one name, or one place said in both ("Ariha", "Ariha hospital")."""
    words, beside = set(fold(one).split()), set(fold(other).split())
    if words <= beside or beside <= words:
        return True
    place, there = place_words(one), place_words(other)
    return likeness(one, other) >= ALIKE or bool(place and there and likeness(place, there) >= ALIKE)


def check_duplicates(frame: Frame) -> None:
    """Note rows that may be one place: the same name within `SAME_M`, a name spelt alike within `ALIKE_M`, anything within
    `TOUCHING_M`. Of the rows at one position the first in the order of its origin speaks."""
    speaks = [min(rows.tolist(), key=lambda row: frame.items[row].origin) for rows in parts(frame.near.place)]
    found, metres = frame.near.nearest(frame.near.distinct, BESIDE, SAME_M)
    plain = [tuple(name.casefold() for name in names_of(frame.items[row])[:3]) for row in speaks]
    for place in np.flatnonzero(found[:, 1] >= 0).tolist():
        beside = [
            (away, frame.items[speaks[other]].origin)
            for other, away in zip(found[place].tolist(), metres[place].tolist(), strict=True)
            if other not in (-1, place) and (away <= TOUCHING_M or _same(plain[place], plain[other], away))
        ]
        if beside:
            others = ", ".join(str(origin) for _, origin in beside[:SHOWN])
            frame.doubt(speaks[place], "duplicate-place", note=True, distance_m=beside[0][0], others=others)


def _same(one: tuple[str, ...], other: tuple[str, ...], away: float) -> bool:
    if not set(one).isdisjoint(other):
        return True
    return away <= ALIKE_M and any(_alike(a, b) for a in one for b in other)


def _alike(one: str, other: str) -> bool:
    """Likeness costs: names in one script with few letters in common are unlike without it."""
    if one.isascii() == other.isascii() and ratio(one, other, score_cutoff=ROUGH) == 0:
        return False
    return likeness(one, other) >= ALIKE
