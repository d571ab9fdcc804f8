"""Whether the columns of latitude and longitude of a whole list stand in each other's place (R05).

Row by row this is not seen where a list states little: every row has siblings that are wrong in the same way. So the two orders
are held against each other over all rows of a country, by what these state; of rows that state no country by how many lie at sea.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente.intake.checks import country
from detente.intake.checks.frame import Frame, Mask, parts
from detente.intake.checks.near import Floats, Ints, apart
from detente.intake.checks.within import Within
from detente.intake.model import Alternative, Doubt

FEWEST: Final = 3
"""Rows of a country before its order is asked."""
MOST: Final = 0.5
"""More of a country's rows than this must fit exchanged, and not as read."""
TIMES: Final = 5
"""So many rows must fit exchanged only, for each that fits as read only."""
AT_SEA: Final = 0.1
"""Of rows that state no country so many must lie at sea as read, and on land exchanged …"""
WITHOUT: Final = 20
"""… and there must be so many of them."""


def check_exchanged(frame: Frame, within: Within) -> None:
    """Doubt each row of a country that fits what it states exchanged, where most of that country's rows fit only so."""
    turned = np.where(np.abs(frame.lonlat[:, :1]) <= 90, frame.lonlat[:, ::-1], np.nan)
    read = _fits(frame, within, frame.lonlat, frame.here)
    there = [country.countries_at(x, y) if x == x else frozenset[str]() for x, y in turned.tolist()]
    other = _fits(frame, within, turned, there)
    for rows in parts(frame.land):
        better, worse = int((other & ~read)[rows].sum()), int((read & ~other)[rows].sum())
        stated = bool(frame.land[rows[0]] >= 0)
        if better <= (MOST if stated else AT_SEA) * len(rows) or better < TIMES * worse:
            continue
        if len(rows) >= (FEWEST if stated else WITHOUT):
            _doubt(frame, rows[other[rows]], turned, {"rows": str(int(other[rows].sum())), "count": str(len(rows))})


def _fits(frame: Frame, within: Within, lonlat: Floats, there: list[frozenset[str]]) -> Mask:
    """Which positions lie in the unit of their row, else in its country, else on land."""
    pairs = zip(frame.countries, there, strict=True)
    fits = np.array([bool(wanted & held if wanted else held) for wanted, held in pairs], dtype=np.bool_)
    asked = np.flatnonzero(within.bounded & np.isfinite(lonlat[:, 0]))
    fits[asked] = within.inside(asked, lonlat[asked])
    return fits


def _doubt(frame: Frame, rows: Ints, turned: Floats, args: dict[str, str]) -> None:
    metres = apart(frame.lonlat[rows], turned[rows])
    for row, away in zip(rows.tolist(), metres.tolist(), strict=True):
        longitude, latitude = turned[row].tolist()
        meant = Alternative(latitude, longitude, "swapped", {"moved_m": f"{away:.0f}"})
        frame.found[row].append(Doubt(code="columns-swapped", args=args, distance_m=away, alternatives=(meant,)))
