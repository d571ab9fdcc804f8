"""Whether a position lies among the rows that state the same unit: where no boundaries are supplied, the list itself draws them.

Two questions, each answered within the stated country and leaving the row itself out. *Among others*: of the nearest places
around, none states the row's unit, or one or two do that may be wrong themselves, while the row lies well inside the others.
*Alone*: its second nearest sibling is much farther than siblings of that unit usually are. The threshold of the second comes from
the list: from the tail of its own distances, drawn through the 75th and the 90th percentile, so that a list of which a tenth is
wrong still draws much the same line. Settlements of the world file take part as neighbours, once the list has taught what their
codes of units mean.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente.intake.checks.frame import Frame, Mask, parts
from detente.intake.checks.gazetteer import Gazetteer
from detente.intake.checks.near import Floats, Ints, Near

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
WRONG_TOO: Final = 2
"""Siblings among the neighbours that may be wrong themselves."""
CLEARLY: Final = 2.0
"""How many times as far as all that were asked the next sibling must be then."""
DEPTH_M: Final = 1_000.0
"""How much nearer than its siblings others must be."""


class Neighbours:
    """Every place that is known to lie in a unit: the rows' own, and settlements whose unit the list has taught.

    ``group``: the unit that each row states (-1: none below the country; a country is no neighbourhood, its places may lie
    anywhere in it). ``taught``: the unit of each settlement, -1 where the list does not teach it.
    """

    def __init__(self, frame: Frame, open_world: Gazetteer | None) -> None:
        within = np.array([any(units[1:]) for units in frame.groups] + [False])
        self.group: Ints = np.where(within[frame.group], frame.group, -1)
        self.taught: Ints = np.full(len(open_world.places) if open_world else 0, -1, dtype=np.intp)
        self.land = frame.land
        self.vouching: Ints = np.bincount(self.group[~frame.abroad] + 1, minlength=len(frame.groups) + 1)
        self.known: dict[int, tuple[Near, Ints]] = {}
        for rows in parts(frame.land):
            # A row in another country than it states tells nothing of where its unit is: a list may be exchanged throughout.
            held = rows[(self.group[rows] >= 0) & ~frame.abroad[rows]]
            if not len(held):
                continue
            near = Near(frame.lonlat[held])
            label = _labels(near, self.group[held])
            land = int(frame.land[rows[0]])
            self.known[land] = (near, label)
            if open_world is not None and land >= 0:
                self._learn(frame, land, open_world)

    def _learn(self, frame: Frame, land: int, open_world: Gazetteer) -> None:
        here = np.array([at for at, place in enumerate(open_world.places) if place.countries <= frame.lands[land]], dtype=np.intp)
        if not len(here):
            return
        near, label = self.known[land]
        self.taught[here] = taught = _taught(open_world, here, near, label)
        positions = np.concatenate((near.distinct[label >= 0], open_world.lonlat[here[taught >= 0]]))
        near = Near(positions)
        self.known[land] = (near, _labels(near, np.concatenate((label[label >= 0], taught[taught >= 0]))))

    def around(self, rows: Ints, lonlat: Floats) -> tuple[Ints, Floats]:
        """For each position (one for each of ``rows``) the units of the `AROUND` nearest other places of the row's country (-1:
        not known), and the metres to these."""
        units = np.full((len(rows), AROUND), -1, dtype=np.intp)
        metres = np.full((len(rows), AROUND), np.inf)
        for part in parts(self.land[rows]):
            if (known := self.known.get(int(self.land[rows[part[0]]]))) is None:
                continue
            near, label = known
            found, away = near.nearest(lonlat[part], AROUND + 1)
            away = np.where(away <= 0.01, np.inf, away)
            order = np.argsort(away, axis=1, kind="stable")[:, :AROUND]
            metres[part] = np.take_along_axis(away, order, axis=1)
            units[part] = np.where(np.isfinite(metres[part]), label[np.take_along_axis(found, order, axis=1)], -1)
        return units, metres

    def sibling_m(self, rows: Ints, lonlat: Floats) -> Floats:
        """For each position the metres to the nearest place of the row's unit among those around it; infinite: there is none."""
        units, metres = self.around(rows, lonlat)
        own = (units == self.group[rows][:, None]) & (units >= 0)
        return np.asarray(np.where(own, metres, np.inf).min(axis=1))


def check_siblings(frame: Frame, verified: Mask, neighbours: Neighbours) -> None:
    """Doubt rows that lie far from all siblings or, unless boundaries have verified their unit, among rows of another unit."""
    siblings = _nearest_siblings(frame, neighbours.group)
    # One wrong row beside a row does not vouch for it: the second sibling counts.
    alone = np.where(np.isfinite(siblings[:, 1]), siblings[:, 1], siblings[:, 0])
    for rows in parts(frame.land):
        for row in rows[
            _far(alone[rows], neighbours.group[rows]) & np.isfinite(alone[rows]) & (alone[rows] > frame.known_m[rows])
        ].tolist():
            frame.doubt(row, "far-from-siblings", distance_m=float(alone[row]), unit=deepest(frame.groups[frame.group[row]]))
        asked = rows[~verified[rows] & (neighbours.group[rows] >= 0) & np.isfinite(alone[rows])]
        if len(asked):
            _check_among(frame, asked, siblings[asked], neighbours)


def _check_among(frame: Frame, rows: Ints, siblings: Floats, neighbours: Neighbours) -> None:
    units, metres = neighbours.around(rows, frame.lonlat[rows])
    own = (units == neighbours.group[rows][:, None]).sum(axis=1)
    # A sibling or two among them may be wrong themselves: then the next one must be clearly farther than all that were asked.
    after = np.take_along_axis(siblings, np.minimum(own, WRONG_TOO)[:, None], axis=1)[:, 0]
    clearly = np.where(own == 0, metres[:, AROUND // 2], CLEARLY * metres[:, -1])
    strange = (units >= 0).all(axis=1) & (own <= WRONG_TOO) & (after > clearly)
    strange &= after > metres[:, AROUND // 2] + np.maximum(DEPTH_M, frame.known_m[rows])
    mixed = bool(strange.sum() > max(1.0, USUAL * len(rows)))
    for at in np.flatnonzero(strange).tolist():
        said, there = frame.groups[frame.group[rows[at]]], frame.groups[np.bincount(units[at]).argmax()]
        args = {"unit": deepest(said), "found": deepest(there)}
        away = float(after[at]) if np.isfinite(after[at]) else None
        frame.doubt(int(rows[at]), "among-others", note=mixed, distance_m=away, **args)


def _labels(near: Near, group: Ints) -> Ints:
    """The unit that the rows at each distinct position state; -1 where they do not agree."""
    low, high = np.full(near.count, np.iinfo(np.intp).max, dtype=np.intp), np.full(near.count, -1, dtype=np.intp)
    np.minimum.at(low, near.place, group)
    np.maximum.at(high, near.place, group)
    return np.where(low == high, high, -1)


def _taught(open_world: Gazetteer, here: Ints, near: Near, label: Ints) -> Ints:
    """For each of some settlements the unit of the list that its code means, -1 where the list does not teach it."""
    codes = np.array([next(iter(open_world.places[at].units)) for at in here.tolist()])
    found, _ = near.nearest(open_world.lonlat[here], 3)
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
    """Metres from each row to the nearest other places of its unit, `WRONG_TOO` + 1 of them; NaN where the unit has too few rows,
    infinite where it has fewer places."""
    metres = np.full((frame.count, WRONG_TOO + 1), np.nan)
    for rows in parts(group, FEW):
        if group[rows[0]] >= 0:
            near = Near(frame.lonlat[rows])
            found, away = near.nearest(frame.lonlat[rows], WRONG_TOO + 2)
            metres[rows] = np.sort(np.where(found == near.place[:, None], np.inf, away), axis=1)[:, : WRONG_TOO + 1]
    return metres


def _far(alone: Floats, group: Ints) -> Mask:
    """Which distances are rare among those of their unit: logarithms, the tail of all of them drawn where it is sound."""
    height = np.log(np.maximum(alone, 100.0))
    known = np.isfinite(height)
    if known.sum() < 10 * FEW:
        return np.zeros(len(alone), dtype=np.bool_)
    above = np.full(len(alone), np.nan)
    overall = float(np.quantile(height[known], 0.9) - np.median(height[known]))
    for rows in parts(group, FEW):
        held = height[rows][known[rows]]
        if len(held) >= FEW:
            own = float(np.quantile(held, 0.9)) if len(held) >= 10 else float(np.median(held)) + overall
            above[rows] = height[rows] - own
    upper, top = np.quantile(above[np.isfinite(above)], (0.75, 0.9))
    slope = max((top - upper) / np.log(0.25 / 0.1), 0.05)
    return np.asarray(np.nan_to_num(above, nan=-np.inf) > top + slope * np.log(0.1 / RARE))


def deepest(units: tuple[str, ...]) -> str:
    """The last of the units of a path that is stated."""
    return next((unit for unit in reversed(units) if unit), "")
