"""Rows held against each other: the same position twice, the office, one place under two names (R29: linked, never merged)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from detente.intake.frame import Frame, names_of, parts
from detente.intake.names import ALIKE, likeness
from detente.intake.near import apart

OFFICE_M: Final = 200.0
COARSE_M: Final = 1_000.0
"""Rows that are known no better by their own account may share a position."""
HABIT: Final = 0.2
"""Where more rows than this share positions, positions are those of villages or districts, and that is a note."""
SAME_M: Final = 1_000.0
"""Within this one name is one place, in any spelling."""
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
    names = [names_of(item) for item in frame.items]
    shared = [rows.tolist() for rows in parts(frame.near.place, 2)]
    unlike = [rows for rows in shared if _different(frame, rows, names)]
    sharing = np.zeros(frame.count, dtype=np.bool_)
    sharing[[row for rows in unlike for row in rows]] = True
    of, all_of = np.bincount(frame.land[sharing] + 1, minlength=len(frame.lands) + 1), np.bincount(frame.land + 1)
    for rows in shared:
        for row in rows:
            others = _others(frame, row, rows)
            if not sharing[row]:
                frame.doubt(row, "duplicate-place", note=True, distance_m=0.0, others=others)
            else:
                graded = frame.items[row].precision
                land = frame.land[row] + 1
                note = bool(of[land] > HABIT * all_of[land] + 1) or (graded is not None and graded.radius_m >= COARSE_M)
                frame.doubt(row, "repeated-position", note=note, count=str(len(rows)), others=others)


def _different(frame: Frame, rows: Sequence[int], names: Sequence[tuple[str, ...]]) -> bool:
    """Whether rows at one position state different units, or names that are not spellings of one."""
    if len({int(frame.group[row]) for row in rows if frame.group[row] >= 0}) > 1:
        return True
    said = list(dict.fromkeys(names[row][0] for row in rows if names[row]))
    return any(not _alike(said[0], other) for other in said[1:20])


def _alike(one: str, other: str) -> bool:
    """Spellings of one name, or one holding the other ("Ariha", "Ariha hospital")."""
    return set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split()) or likeness(one, other) >= ALIKE


def _others(frame: Frame, row: int, rows: Sequence[int]) -> str:
    """Where up to `SHOWN` other rows stand."""
    origins = sorted(frame.items[other].origin for other in rows[: 50 + SHOWN] if other != row)
    return ", ".join(str(origin) for origin in origins[:SHOWN])


def check_duplicates(frame: Frame) -> None:
    """Note rows that may be one place: a name spelt alike within `SAME_M`, or anything within `TOUCHING_M`."""
    names = [names_of(item) for item in frame.items]
    rows_at: list[int] = [0] * frame.near.count
    for row in range(frame.count - 1, -1, -1):
        rows_at[frame.near.place[row]] = row
    found, metres = frame.near.nearest(frame.near.distinct, BESIDE, SAME_M)
    for place in range(frame.near.count):
        row = rows_at[place]
        beside = [
            (rows_at[other], away)
            for other, away in zip(found[place].tolist(), metres[place].tolist(), strict=True)
            if other not in (-1, place) and (away <= TOUCHING_M or _same(names[row], names[rows_at[other]]))
        ]
        if beside:
            others = ", ".join(str(frame.items[other].origin) for other, _ in beside[:SHOWN])
            frame.doubt(row, "duplicate-place", note=True, distance_m=beside[0][1], others=others)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return any(likeness(a, b) >= ALIKE for a in one[:3] for b in other[:3])
