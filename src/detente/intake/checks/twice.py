"""Rows that stand twice in one list, and rows that share a name but no place (R25, R29: linked, never merged).

Two drafts for one place are two answers to keep up to date: whoever changes one of them leaves the other behind. Where such rows
are few somebody pasted them twice, and is asked; where they are many, the list repeats places by its own habit.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz.fuzz import ratio

from detente.intake.cells.names import ALIKE, fold, likeness, place_words
from detente.intake.checks.frame import Frame, names_of, parts
from detente.intake.checks.near import Ints, apart

EXACT_M: Final = 10.0
"""Within this, positions of one name are one position."""
FEW: Final = 0.002
"""The share of a list up to which rows that stand twice are slips …"""
SLIPS: Final = 3
"""… and so many are in any list."""
BESIDE: Final = 5
COMPARED: Final = 20
"""Names at one position that are compared letter by letter."""
LETTERS: Final = 85.0
"""Of a hundred: letters that two spellings of one place in one script have in common at least."""
SHOWN: Final = 3
OFTEN: Final = 5
"""A name of more rows than this is a kind of place ("health post")."""
ELSEWHERE_M: Final = 1_000.0
_APART: Final = (
    "function",
    "time",
    "time_start",
    "time_end",
    "since",
    "until",
    "origin",
    "destination",
    "destination_position",
    "route",
    "leg",
    "vehicles",
    "vehicle_type",
    "vehicle_plates",
)
"""Rows that differ in one of these are no copies: another service in the house, another day."""


def check_twice(frame: Frame) -> None:
    """Doubt the later of two rows with one name or one reference at one position, and note rows of one name elsewhere."""
    copies = _copies(frame)
    note = len(copies) > max(SLIPS, FEW * frame.count)
    for row, first in sorted(copies.items()):
        metres = float(apart(frame.lonlat[[row]], frame.lonlat[[first]])[0])
        frame.doubt(row, "duplicate-row", note=note, distance_m=metres, others=str(frame.items[first].origin))
    _check_names(frame)


def _copies(frame: Frame) -> dict[int, int]:
    """The first row of each row that repeats it."""
    place = _within(frame)
    held: dict[tuple[object, ...], int] = {}
    names: dict[tuple[object, ...], list[tuple[str, int]]] = {}
    copies: dict[int, int] = {}
    for row in sorted(range(frame.count), key=lambda row: frame.items[row].origin):
        said = frame.items[row].said
        here = (int(place[frame.near.place[row]]), *(fold(said.get(field, "")) for field in _APART))
        own = [name for text in names_of(frame.items[row])[:2] if (name := fold(text))]
        marks = [(*here, "name", name) for name in own] + ([(*here, "id", said["id"].strip())] if said.get("id") else [])
        first = min((held[mark] for mark in marks if mark in held), default=-1)
        if first < 0 and own:
            first = _spelt_otherwise(names_of(frame.items[row])[0], names.setdefault(here, []), row)
        if first >= 0:
            copies[row] = first
        for mark in marks:
            held.setdefault(mark, row if first < 0 else first)
    return copies


def _within(frame: Frame) -> Ints:
    """For each distinct position the first one within `EXACT_M` of it: what is nearer than that is one position."""
    found, _ = frame.near.nearest(frame.near.distinct, BESIDE, EXACT_M)
    return np.asarray(np.where(found >= 0, found, frame.near.count).min(axis=1), dtype=np.intp)


def _spelt_otherwise(name: str, there: list[tuple[str, int]], row: int) -> int:
    """The row whose name is this one in another spelling or script, -1 for none; the name is put down beside them."""
    first = next((other for known, other in there if _alike(name, known)), -1)
    if first < 0 and len(there) < COMPARED:
        there.append((name, row))
    return first


def _alike(one: str, other: str) -> bool:
    """Spellings of one name. Words for kinds of places, which many names share, do not make names alike."""
    if likeness(one, other) < ALIKE:
        return False
    place, there = place_words(one) or one, place_words(other) or other
    # Of a name written out in other letters ("Mashfa Halab") the words for the kind of place are not known as such.
    return _is_latin(one) != _is_latin(other) or ratio(fold(place), fold(there)) >= LETTERS


def _is_latin(text: str) -> bool:
    return all(ord(letter) < 0x250 for letter in text if letter.isalpha())


def _check_names(frame: Frame) -> None:
    """Note rows that share their name with a few others that state another unit and lie elsewhere."""
    number: dict[str, int] = {}
    named = [fold(names[0]) if (names := names_of(item)[:1]) else "" for item in frame.items]
    which = np.array([number.setdefault(name, len(number)) if name else -1 for name in named], dtype=np.intp)
    for rows in parts(which, 2):
        if which[rows[0]] < 0 or len(rows) > OFTEN:
            continue
        for row in rows.tolist():
            away = apart(np.repeat(frame.lonlat[[row]], len(rows), axis=0), frame.lonlat[rows])
            others = rows[(away > ELSEWHERE_M) & (frame.group[rows] != frame.group[row])]
            if len(others):
                told = ", ".join(str(origin) for origin in sorted(frame.items[other].origin for other in others.tolist())[:SHOWN])
                frame.doubt(row, "same-name", note=True, others=told)
