"""What the digits of a position tell, held against the other rows: cut decimals, whole minutes, DMS as decimals, either order.

What is usual is asked of the rows of the same stated country: a list joins the habits of several offices.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente.intake.checks import country
from detente.intake.checks.frame import Frame, Mask, decimals, extent_m, parts
from detente.intake.checks.near import Floats, Ints, apart
from detente.intake.checks.within import Within
from detente.intake.model import Alternative, Doubt
from detente.volume import Corridor, Polygon

FAR_M: Final = 5_000.0
"""What counts as another place (R05)."""
DEGREE_M: Final = 111_320.0
MINUTE_M: Final = 1_855.0
FINE: Final = 3
"""Decimals that rows must usually have before fewer are a doubt and no habit."""
EXPECTED: Final = 0.005
"""Where another order or sign fits more of the rows than this, the stated units are too wide to tell, and it is a note; so it is
where only a country is stated."""
GRADED: Final = 5
"""A row that says itself that it is known to a fifth of what its decimals leave open is noted, to a fourth not even that."""
ALL_DMS: Final = 0.98
ENOUGH: Final = 10
"""So many rows, all with decimals that could be minutes and seconds (one in eight is by chance), are no chance: 1 in 10^9."""


def check_digits(frame: Frame) -> None:
    """Whole degrees and tenths of a degree are doubted where a place is meant; hundredths and whole minutes are noted; a country
    whose rows all look like degrees, minutes and seconds written as decimals is doubted as a whole."""
    have = np.array([_decimals(frame, row) for row in range(frame.count)])
    for rows in parts(frame.land):
        _check_cut(frame, rows, have)
        fine = rows[have[rows] >= 4]
        alike = fine[_sexagesimal(frame.lonlat[fine])]
        if len(fine) >= ENOUGH and len(alike) >= ALL_DMS * len(fine):
            for row in alike.tolist():
                frame.doubt(row, "dms-as-decimal", rows=str(len(alike)))
    for row in np.flatnonzero((have >= 4) & _whole_minutes(frame.lonlat)).tolist():
        frame.doubt(row, "seconds-dropped", note=True, metres=f"{MINUTE_M:.0f}")


def _check_cut(frame: Frame, rows: Ints, have: Ints) -> None:
    known = have[rows][have[rows] >= 0]
    usual = int(np.median(known)) if len(known) else -1
    for row in rows[(have[rows] >= 0) & (have[rows] <= 2)].tolist():
        step = DEGREE_M * 10.0 ** -int(have[row])
        # A site that is wide itself is told by a coarse position: a national park has no door.
        extent = extent_m(frame.items[row])
        if (have[row] == 2 and usual < 4) or 4 * extent >= step:
            continue
        note = have[row] == 2 or (have[row] == 1 and usual < FINE) or GRADED * extent >= step
        args = {"metres": f"{step:.0f}", "decimals": str(have[row])} | ({"usual": str(usual)} if usual > have[row] else {})
        frame.found[row].append(Doubt(code="truncated", args=args, note=bool(note)))


def _decimals(frame: Frame, row: int) -> int:
    """Decimals of the better given coordinate, where degrees were typed as decimals; else -1, as of the corners of a shape."""
    item = frame.items[row]
    if not item.way and any(isinstance(footprint, Polygon | Corridor) for footprint in item.footprints):
        return -1
    only = item.reading.only if item.reading else None
    if only is None or only.format != "DD" or item.reading is None:
        return -1
    return max(decimals(item.reading.text), default=-1)


def _whole_minutes(lonlat: Floats) -> Mask:
    """Which positions lie on whole minutes of both, to seven metres: by chance one in sixteen thousand."""
    minutes = lonlat * 60.0
    return np.asarray((np.abs(minutes - np.rint(minutes)) <= 0.004).all(axis=1))


def _sexagesimal(lonlat: Floats) -> Mask:
    """Which positions have decimals that could be minutes and seconds (D.MMSSss), both coordinates."""
    tenths = np.rint((np.abs(lonlat) % 1) * 1e6)
    return np.asarray(((tenths // 10_000 < 60) & (tenths % 10_000 < 6_000)).all(axis=1))


def check_order(frame: Frame, within: Within) -> None:
    """Rows that fit as typed, and would fit as well with latitude and longitude exchanged, or with the other sign."""
    wide = np.abs(frame.lonlat[:, 0]) <= 90
    _check_other(frame, within, np.flatnonzero(wide & within.stated), frame.lonlat[:, ::-1], "swapped")
    for turn in ((-1.0, 1.0), (1.0, -1.0)):
        _check_other(frame, within, np.flatnonzero(within.stated), frame.lonlat * np.array(turn), "sign")


def _only_tolerated(frame: Frame, row: int) -> bool:
    longitude, latitude = frame.lonlat[row].tolist()
    wanted = frame.countries[row]
    return bool(wanted) and not wanted & country.countries_at(longitude, latitude)


def _check_other(frame: Frame, within: Within, rows: Ints, other: Floats, why: str) -> None:
    rows = rows[apart(frame.lonlat[rows], other[rows]) >= np.maximum(FAR_M, frame.known_m[rows])]
    rows = rows[[not frame.held(row) for row in rows.tolist()]] if len(rows) else rows
    rows = rows[within.lies(rows, other[rows])] if len(rows) else rows
    stated = np.bincount(frame.land[within.stated] + 1, minlength=len(frame.lands) + 1)
    fitting = np.bincount(frame.land[rows] + 1, minlength=len(frame.lands) + 1)
    nearer = within.neighbours.sibling_m(rows, other[rows]) < within.neighbours.sibling_m(rows, frame.lonlat[rows])
    for row, better in zip(rows.tolist(), nearer.tolist(), strict=True):
        land = frame.land[row] + 1
        note = bool(fitting[land] > EXPECTED * stated[land] + 1) or frame.stated[row].deepest < 1
        # Exchanged cells are the one error of which none may be missed: where siblings are nearer then, or only the tolerance of
        # the country's border holds the row, it is no note.
        note = note and not (why == "swapped" and (better or (not within.bounded[row] and _only_tolerated(frame, row))))
        longitude, latitude = other[row].tolist()
        metres = float(apart(frame.lonlat[[row]], other[[row]])[0])
        frame.found[row].append(
            Doubt(
                code=why, note=note, distance_m=metres,
                args={"latitude": f"{latitude}", "longitude": f"{longitude}"},
                alternatives=(Alternative(latitude, longitude, why, {"moved_m": f"{metres:.0f}"}),),
            )
        )  # fmt: skip
