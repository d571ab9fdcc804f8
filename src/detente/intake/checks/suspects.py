"""For doubted rows: which single errors would explain them, because undoing the error puts the row where it says it is (R05)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from detente.intake.checks.frame import Frame
from detente.intake.checks.hypotheses import Guess, digits, guesses
from detente.intake.checks.named import Match
from detente.intake.checks.near import Floats, Ints, apart
from detente.intake.checks.within import Within
from detente.intake.model import Alternative, Doubt, Item

SHOWN: Final = 5
AT_PLACE_M: Final = 3_000.0
"""Within this of the named place a position is taken to be there."""
STEP_M: Final = 500.0
"""Places nearer to each other than this are equally near."""
ROWS_AT_ONCE: Final = 500
MOST: Final = 4_000
"""Rows for which it is worked out what they may have been meant as. A list with more is wrong as a whole, and that is told."""
PLACED: Final = frozenset(("outside-unit", "outside-country", "sea", "far-from-place", "far-from-siblings", "among-others"))
"""Doubts about where a row lies: only these are explained."""
AMONG: Final = frozenset(("far-from-siblings", "among-others"))
MANY: Final = 5
"""So many single digits that would fit say nothing: the unit is wide."""
NAMED_TOO: Final = frozenset(("swapped", "sign", "dms-as-decimal", "digit-transposed", "grid-square"))
"""Errors that are told as a doubt of their own, where one of them explains a row better than any other."""


def explain(frame: Frame, within: Within, matches: Sequence[Match]) -> None:
    """Give the doubted rows their alternatives, best first, and name the error where there is one best explanation.

    Single wrong digits are tried last, and only where nothing else explains a row: there are many.
    """
    rows = doubtful(frame.found)[:MOST]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        rest = _explain(frame, within, matches, part, guesses)
        _explain(frame, within, matches, rest, digits)


def doubtful(found: Sequence[Sequence[Doubt]]) -> list[int]:
    """The rows that are doubted for where they lie."""
    return [row for row, doubts in enumerate(found) if any(d.code in PLACED and not d.note for d in doubts)]


def _explain(
    frame: Frame, within: Within, matches: Sequence[Match], rows: list[int], make: Callable[[Item], Iterator[Guess]]
) -> list[int]:
    """Put down what explains some rows; give the rows that nothing explains."""
    made = {row: list(make(frame.items[row])) for row in rows}
    owner = np.array([row for row, found in made.items() for _ in found], dtype=np.intp)
    tried = [guess for found in made.values() for guess in found]
    if not tried:
        return rows
    among = np.zeros(frame.count, dtype=np.bool_)
    among[[row for row in rows if {d.code for d in frame.found[row] if not d.note} & PLACED <= AMONG]] = True
    lonlat = np.array([(guess.longitude, guess.latitude) for guess in tried])
    fits = within.lies(owner, lonlat, among, least=1)
    named = _from_places(owner, lonlat, matches)
    # Where a row names a place that is known, only positions there explain it.
    keep = np.where(np.isfinite(named), named <= AT_PLACE_M, fits) & (fits | ~within.stated[owner])
    least = np.array([_least(frame.found[row]) for row in rows])[np.searchsorted(rows, owner)]
    keep &= apart(lonlat, frame.lonlat[owner]) >= least
    kept: dict[int, list[tuple[float, int, int]]] = {}
    for at in np.flatnonzero(keep).tolist():
        kept.setdefault(int(owner[at]), []).append((float(np.nan_to_num(named[at], nan=0.0)) // STEP_M, tried[at].order, at))
    for row, found in kept.items():
        best = [at for _, _, at in sorted(found)]
        if make is guesses or len(best) <= MANY:
            _put(frame, row, [tried[at] for at in best], named, best)
    return [row for row in rows if row not in kept]


def _least(found: Sequence[Doubt]) -> float:
    """Metres that an explanation must move a row at least: less than a quarter of its distance explains nothing."""
    return max((doubt.distance_m or 0.0 for doubt in found if doubt.code in PLACED and not doubt.note), default=0.0) / 4


def _from_places(rows: Ints, lonlat: Floats, matches: Sequence[Match]) -> Floats:
    """Metres from each position to the nearest place that its row names; NaN where it names none that is known."""
    best = np.full(len(rows), np.nan)
    for match in matches:
        which = np.repeat(np.arange(len(rows)), match.count[rows])
        if not len(which):
            continue
        metres = np.full(len(rows), np.inf)
        np.minimum.at(metres, which, apart(lonlat[which], np.concatenate([match.places(row) for row in rows.tolist()])))
        best = np.where(np.isnan(best) & np.isfinite(metres), metres, best)
    return best


def _put(frame: Frame, row: int, found: list[Guess], named: Floats, index: list[int]) -> None:
    here = frame.lonlat[[row]]
    alternatives: list[Alternative] = []
    for guess, at in zip(found, index, strict=True):
        if len(alternatives) == SHOWN or any(
            abs(a.latitude - guess.latitude) < 1e-6 and abs(a.longitude - guess.longitude) < 1e-6 for a in alternatives
        ):
            continue
        moved = float(apart(here, np.array([[guess.longitude, guess.latitude]]))[0])
        args = {"moved_m": f"{moved:.0f}"} | ({"place_m": f"{named[at]:.0f}"} if np.isfinite(named[at]) else {})
        alternatives.append(Alternative(round(guess.latitude, 7), round(guess.longitude, 7), guess.why, args))
    first = next(i for i, doubt in enumerate(frame.found[row]) if doubt.code in PLACED and not doubt.note)
    frame.found[row][first] = msgspec.structs.replace(frame.found[row][first], alternatives=tuple(alternatives))
    best = alternatives[0]
    if best.why == "swapped" and any(doubt.code == "columns-swapped" for doubt in frame.found[row]):
        return
    if best.why in NAMED_TOO and all(other.why != best.why for other in alternatives[1:]):
        args = {"latitude": f"{best.latitude}", "longitude": f"{best.longitude}"}
        frame.found[row].append(Doubt(code=best.why, args=args, distance_m=float(best.args["moved_m"])))
