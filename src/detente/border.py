"""Borders: lines with a source and an error, never a constant. Inside and outside are answers about a source (G14).

Two published borders of one salient lie more than a kilometre apart; a position nearer to the line than the error of its source
is on no side of it.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec
import numpy as np

from detente.errors import InputError
from detente.geometry import distance, ecef, parts
from detente.geometry.part import central, frame_at
from detente.volume import Corridor, Point, Position, Volume4D

DISCLAIMER: Final = "Borders are shown as their source has them; showing one is no statement about it."
Word = Literal["inside", "outside", "depends on the border source"]


class Border(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A border line. ``left`` and ``right`` name what lies on its sides, seen along it.

    ``error_m``: how far the line may lie from where its source means it, metres. ``source``: who says so, when.
    """

    name: str
    line: tuple[Position, ...]
    left: str
    right: str
    source: str
    error_m: float
    disclaimer: str = DISCLAIMER


class Side(msgspec.Struct, frozen=True):
    """On which side a position lies, metres from the line, and what would have to be known better. ``of``: what was asked."""

    word: Word
    of: str
    distance_m: float
    margin_m: float
    source: str
    disclaimer: str


def side(border: Border, position: Position, of: str, accuracy_m: float = 0.0) -> Side:
    """Whether ``position`` (longitude, latitude) lies inside ``of``, one of the two names of the border's sides.

    Nearer to the line than its error and the accuracy of the position together, or beyond the ends of the line, the answer is
    `depends on the border source`. `InputError` for a name that is on neither side.
    """
    if of not in (border.left, border.right):
        raise InputError("bad-value", f"{of} is on no side of “{border.name}”", where="of", hint=f"{border.left}, {border.right}")
    (here,) = parts(Volume4D(Point(position)))
    metres = min(distance(here, leg).metres for leg in parts(Volume4D(Corridor(border.line, 0.0))))
    margin = border.error_m + accuracy_m
    turn = _left_of(border.line, position)
    word: Word = "depends on the border source"
    if metres > margin and turn != 0.0:
        word = "inside" if (turn > 0) == (of == border.left) else "outside"
    return Side(word, of, round(metres, 1), margin, border.source, border.disclaimer)


def _left_of(line: tuple[Position, ...], position: Position) -> float:
    """Above zero where the position lies to the left of the line, below to the right; zero beyond its ends.

    Seen in a central projection at the position, where geodesics are straight. At a corner both legs decide together.
    """
    (origin,) = ecef(np.array([position]))
    xy = central(ecef(np.array(line)), frame_at(origin / float(np.linalg.norm(origin))))
    start, along = xy[:-1], np.diff(xy, axis=0)
    t = np.clip(-(start * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)
    foot = start + t[:, None] * along
    near = np.sqrt((foot**2).sum(axis=1))
    closest = np.flatnonzero(near <= near.min() * (1 + 1e-9))
    first, last = int(closest[0]), int(closest[-1])
    if (first == 0 and t[0] == 0.0) or (last == len(along) - 1 and t[-1] == 1.0):
        return 0.0
    directions = along[closest] / np.sqrt((along[closest] ** 2).sum(axis=1))[:, None]
    ahead = directions.sum(axis=0)
    back = -foot[first]
    return float(ahead[0] * back[1] - ahead[1] * back[0])


def explain(found: Side) -> str:
    """A side in one line, with its source."""
    far = f"{found.distance_m:.0f} m from the line, which may be {found.margin_m:.0f} m off"
    return (
        f"{found.word} {found.of} ({far}; source: {found.source})"
        if found.word != "depends on the border source"
        else (f"inside or outside {found.of} {found.word} ({far}; source: {found.source})")
    )
