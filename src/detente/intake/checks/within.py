"""Whether a position would fit what a row states: its unit by boundaries, else by its siblings, else its country by zones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from detente.intake.checks import country
from detente.intake.checks.boundaries import Boundaries, Found
from detente.intake.checks.frame import Frame, Mask
from detente.intake.checks.near import Floats, Ints
from detente.intake.checks.siblings import FEW, Neighbours

MEANT: Final = 4
"""Units of one name that a statement may mean, at most."""
MAJORITY: Final = 2
"""Of the three nearest places so many must state the row's unit."""
BESIDE_M: Final = 300_000.0
"""Farther off than this a place is no neighbour, however few there are."""


class Within:
    """The statements of all rows, ready to be held against any positions.

    ``bounded``: rows with a unit that the boundaries have; ``verified``: those whose deepest statement it is; ``stated``: rows
    that state anything a position can be held against.
    """

    def __init__(self, frame: Frame, boundaries: Boundaries | None, sites: Sequence[Found], neighbours: Neighbours) -> None:
        self.frame, self.boundaries, self.neighbours = frame, boundaries, neighbours
        self.wanted = np.full((frame.count, MEANT), -2, dtype=np.intp)
        level = np.full(frame.count, -1)
        for row, site in enumerate(sites):
            if site.units and boundaries is not None:
                self.wanted[row, : len(site.units)] = site.units[:MEANT]
                level[row] = max(boundaries.units[at].level for at in site.units)
        self.bounded: Mask = level >= 0
        self.verified: Mask = self.bounded & (level >= np.array([each.deepest for each in frame.stated]))
        self.stated: Mask = self.bounded | (neighbours.group >= 0) | np.array([bool(c) for c in frame.countries], dtype=np.bool_)

    def lies(self, rows: Ints, lonlat: Floats, among: Mask | None = None, least: int = MAJORITY) -> Mask:
        """Whether each position (one for each of ``rows``) fits all that its row states. False where a row states nothing.

        ``among``: rows whose siblings are asked although boundaries have their unit. ``least``: of the three nearest places so
        many must state the unit where siblings are asked. With one, units of which few rows lie in their country are not asked.
        """
        ok = self.stated[rows].copy()
        part = np.flatnonzero(self.bounded[rows])
        if len(part):
            ok[part] = self.inside(rows[part], lonlat[part])
        for at in np.flatnonzero(~self.bounded[rows] & ok).tolist():
            wanted = self.frame.countries[rows[at]]
            there = country.countries_at(float(lonlat[at, 0]), float(lonlat[at, 1]))
            ok[at] = bool(wanted & there if wanted else there)
        asked = ~self.verified if among is None else ~self.verified | among
        group = self.neighbours.group[rows]
        lone = (
            (least < MAJORITY)
            & (self.neighbours.vouching[group + 1] < FEW)
            & np.array([bool(self.frame.countries[r]) for r in rows.tolist()], dtype=np.bool_)
        )
        part = np.flatnonzero(asked[rows] & (group >= 0) & ok & ~lone)
        if len(part):
            units, metres = self.neighbours.around(rows[part], lonlat[part])
            own = (units[:, :3] == group[part][:, None]) & (metres[:, :3] <= BESIDE_M)
            ok[part] = own.sum(axis=1) >= least
        return ok

    def inside(self, rows: Ints, lonlat: Floats) -> Mask:
        """Whether each position lies in (one of) the units that boundaries give for its row."""
        hit = np.zeros(len(rows), dtype=np.bool_)
        if self.boundaries is None:
            return hit
        for (which, leaf), member in zip(self.boundaries.at(lonlat), self.boundaries.unit_of, strict=True):
            for level in member:
                hit[which[(level[leaf][:, None] == self.wanted[rows[which]]).any(axis=1)]] = True
        return hit
