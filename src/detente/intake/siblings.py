"""Whether a position lies among the rows that state the same unit: where no boundaries are supplied, the list itself draws them.

Two questions, each answered leaving the row itself out. *Among others*: of the nearest places around, none states the row's unit,
while the row lies well inside them. *Alone*: its nearest sibling is much farther than siblings of that unit usually are. Both
thresholds come from the list: the second from the tail of its own distances, taken between the 75th and the 90th percentile, so
that a list of which a tenth is wrong still draws the same line. Settlements of the world file take part as neighbours, once the
list has taught what their codes of units mean.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente.intake.frame import Frame, Mask
from detente.intake.gazetteer import Gazetteer
from detente.intake.near import Floats, Ints, Near

AROUND: Final = 8
"""Neighbours that are asked for their unit."""
FEW: Final = 4
"""Rows that a unit needs before anything is said of its siblings."""
RARE: Final = 0.001
"""How rare a distance must be among siblings before it is doubted."""
USUAL: Final = 0.1
"""Where more rows than this lie among others, units are mixed in this list, and that says nothing."""
TAUGHT: Final = 0.7
"""The share of the places of a code that must lie among rows of one unit before the code is taken for that unit."""
DEPTH_M: Final = 1_000.0
"""How much nearer than its siblings others must be."""


def check_siblings(frame: Frame, verified: Mask, open_world: Gazetteer | None) -> None:
    """Doubt rows that lie among rows of another unit, or far from all siblings. ``verified``: boundaries hold their deepest unit."""
    # A country is no neighbourhood: zones of time and boundaries tell it, and its places may lie anywhere in it.
    within = np.array([any(units[1:]) for units in frame.groups] + [False])[frame.group]
    frame_group = np.where(within, frame.group, -1)
    group = np.where(verified, -1, frame_group)
    alone = _nearest_siblings(frame, frame_group)
    for row in np.flatnonzero(_far(alone, frame_group) & (alone > frame.known_m)).tolist():
        frame.doubt(row, "far-from-siblings", distance_m=float(alone[row]), unit=_deepest(frame.groups[frame.group[row]]))
    if (group >= 0).any():
        _check_among(frame, group, alone, open_world)


def _check_among(frame: Frame, group: Ints, alone: Floats, open_world: Gazetteer | None) -> None:
    around, metres, label = _neighbours(frame, open_world)
    units = np.where(around >= 0, label[around], -1)
    others = (units != group[:, None]) & (units >= 0)
    many = np.bincount(group[group >= 0], minlength=len(frame.groups))
    asked = (group >= 0) & (many[group] >= FEW)
    strange = asked & others[:, :AROUND].all(axis=1) & (alone - metres[:, AROUND // 2] > np.maximum(DEPTH_M, frame.known_m))
    mixed = strange.sum() > USUAL * max(1, asked.sum())
    for row in np.flatnonzero(strange).tolist():
        there = frame.groups[np.bincount(units[row]).argmax()]
        frame.doubt(
            row, "among-others", note=bool(mixed), distance_m=float(alone[row]), unit=_deepest(frame.groups[group[row]]),
            found=_deepest(there),
        )  # fmt: skip


def _neighbours(frame: Frame, open_world: Gazetteer | None) -> tuple[Ints, Floats, Ints]:
    """The `AROUND` nearest other places of each row that state a unit, metres to them, and the unit of every place."""
    positions, label = frame.near.distinct, _labels(frame.near, frame.group)
    if open_world is not None and len(open_world.places):
        taught = _taught(open_world, Near(positions[label >= 0]), label[label >= 0])
        positions, label = (
            np.concatenate((positions, open_world.lonlat[taught >= 0])),
            np.concatenate((label, taught[taught >= 0])),
        )
    positions, label = positions[label >= 0], label[label >= 0]
    near = Near(positions)
    label = _labels(near, label)
    around, metres = near.nearest(frame.lonlat, AROUND + 1)
    itself = metres <= 0.01
    order = np.argsort(np.where(itself, np.inf, metres), axis=1, kind="stable")[:, :AROUND]
    around, metres = np.take_along_axis(np.where(itself, -1, around), order, axis=1), np.take_along_axis(metres, order, axis=1)
    return around, metres, label


def _labels(near: Near, group: Ints) -> Ints:
    """The unit that the rows at each distinct position state; -1 where they state none or do not agree."""
    low, high = np.full(near.count, len(group) + 1, dtype=np.intp), np.full(near.count, -1, dtype=np.intp)
    np.minimum.at(low, near.place, group)
    np.maximum.at(high, near.place, group)
    return np.where(low == high, high, -1)


def _taught(open_world: Gazetteer, near: Near, label: Ints) -> Ints:
    """For each settlement the unit of the list that its code means, -1 where the list does not teach it."""
    label = _labels(near, label)
    codes = np.array([next(iter(place.units)) for place in open_world.places])
    found, _ = near.nearest(open_world.lonlat, 3)
    seen = np.where(found >= 0, label[found], -1)
    taught = np.full(len(codes), -1, dtype=np.intp)
    for code in np.unique(codes):
        rows = codes == code
        held = seen[rows][seen[rows] >= 0]
        if len(held) >= 3 * FEW:
            best = np.bincount(held).argmax()
            taught[rows] = best if (held == best).sum() >= TAUGHT * len(held) else -1
    return taught


def _nearest_siblings(frame: Frame, group: Ints) -> Floats:
    """Metres from each row to the second nearest other place of its unit: one wrong row beside it does not vouch for it. NaN
    where the unit has too few rows."""
    metres = np.full(frame.count, np.nan)
    order = np.argsort(group, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(rows) < FEW or group[rows[0]] < 0:
            continue
        near = Near(frame.lonlat[rows])
        found, away = near.nearest(frame.lonlat[rows], 3)
        away = np.sort(np.where(found == near.place[:, None], np.inf, away), axis=1)
        metres[rows] = np.where(np.isfinite(away[:, 1]), away[:, 1], away[:, 0])
    return np.where(np.isfinite(metres), metres, np.nan)


def _far(alone: Floats, group: Ints) -> Mask:
    """Which distances are rare among those of their unit: logarithms, the tail of the whole list fitted where it is sound."""
    height = np.log(np.maximum(alone, 100.0))
    known = np.isfinite(height)
    if known.sum() < 10 * FEW:
        return np.zeros(len(alone), dtype=np.bool_)
    above = np.full(len(alone), np.nan)
    order = np.argsort(group, kind="stable")
    overall = float(np.quantile(height[known], 0.9) - np.median(height[known]))
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        held = height[rows][known[rows]]
        if len(held) >= FEW and group[rows[0]] >= 0:
            # The fewer rows a unit has, the less its own percentile counts beside the list's.
            own = float(np.quantile(held, 0.9)) if len(held) >= 10 else float(np.median(held)) + overall
            above[rows] = height[rows] - own
    at = np.isfinite(above)
    upper, top = np.quantile(above[at], (0.75, 0.9))
    slope = max((top - upper) / np.log(0.25 / 0.1), 0.05)
    return np.asarray(np.nan_to_num(above, nan=-np.inf) > top + slope * np.log(0.1 / RARE))


def _deepest(units: tuple[str, ...]) -> str:
    return next((unit for unit in reversed(units) if unit), "")
