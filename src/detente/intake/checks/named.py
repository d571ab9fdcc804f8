"""Whether a position lies at the place that its row names: "Deir ez-Zor" 9 km from Deir ez-Zor is doubted (R04)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from detente.intake.cells.names import fold
from detente.intake.checks.frame import Frame, parts, place_of
from detente.intake.checks.gazetteer import Gazetteer
from detente.intake.checks.near import Floats, Ints, apart
from detente.intake.checks.within import Within

NEAREST_M: Final = 3_000.0
"""A village and its surroundings: nearer than this no position is doubted."""
FARTHEST_M: Final = 20_000.0
"""Where rows usually lie farther off than this from the places of their names, names decide nothing."""
RARE: Final = 0.002
SOUND: Final = 20
"""Rows with a name that is found before they are asked how far from it they usually are."""
MANY: Final = 50
"""Places of one name that are looked at."""


class Match:
    """The places of one gazetteer that each row may name, in the row's own unit where that can be told.

    ``metres``: to the nearest of them, NaN where there is none. ``sure``: a code, a unit or a column for the place decided.
    ``taught``: the unit of each place where only the list has taught it (`detente.intake.checks.siblings`).
    """

    def __init__(self, frame: Frame, gazetteer: Gazetteer, within: Within, taught: Ints | None = None) -> None:
        self.gazetteer = gazetteer
        self.known: dict[tuple[str, frozenset[str], frozenset[str]], tuple[list[int], bool]] = {}
        self.sure = np.zeros(frame.count, dtype=np.bool_)
        self.coded = np.zeros(frame.count, dtype=np.bool_)
        asked = range(frame.count) if taught is None else self._likely(frame)
        pairs = [(row, at) for row in asked for at in self._of(frame, row, taught is None)[:MANY]]
        rows, places = (np.array(part, dtype=np.intp) for part in zip(*pairs, strict=True)) if pairs else (_NONE, _NONE)
        keep = self.coded[rows] | ~within.bounded[rows] | within.inside(rows, gazetteer.lonlat[places])
        if taught is not None:
            group = within.neighbours.group[rows]
            keep &= within.bounded[rows] | (group < 0) | (taught[places] == group)
        self.rows, self.at = rows[keep], places[keep]
        metres = np.full(frame.count, np.inf)
        np.minimum.at(metres, self.rows, apart(frame.lonlat[self.rows], gazetteer.lonlat[self.at]))
        self.metres: Floats = np.where(np.isfinite(metres), metres, np.nan)
        self.count = np.bincount(self.rows, minlength=frame.count)
        self.start = np.searchsorted(self.rows, np.arange(frame.count + 1))

    def _likely(self, frame: Frame) -> list[int]:
        """Rows whose name has a word of some place: in a large list most names have none."""
        words = self.gazetteer.words
        said = (
            f"{item.said.get('place', '')} {item.said.get('name', '')} {item.said.get('name_local', '')}" for item in frame.items
        )
        return [row for row, text in enumerate(said) if not words.isdisjoint(text.casefold().split())]

    def _of(self, frame: Frame, row: int, alike: bool) -> list[int]:
        said = frame.items[row].said
        if (pcode := said.get("pcode", "")) and (held := self.gazetteer.coded(pcode)):
            self.sure[row] = self.coded[row] = True
            return held
        text = place_of(frame.items[row])
        if len(text) < 3:
            return []
        units = frozenset(fold(unit) for unit in frame.stated[row].units[1:] if unit)
        asked = (text, frame.countries[row], units)
        if asked not in self.known:
            # Many rows of one name meet many places of it: what is looked at is bounded, and asked once.
            places, decided = self.gazetteer.named(*asked, alike)
            self.known[asked] = (places[:MANY], decided)
        found, decided = self.known[asked]
        self.sure[row] = decided or bool(said.get("place"))
        return found

    def places(self, row: int) -> Floats:
        """The positions of the places that a row may name."""
        return self.gazetteer.lonlat[self.at[self.start[row] : self.start[row + 1]]]


_NONE: Final = np.zeros(0, dtype=np.intp)


def check_places(frame: Frame, matches: Sequence[Match]) -> None:
    """Doubt rows far from the nearest place of their name; where several places share it, say so."""
    for match in matches:
        for rows in parts(frame.land):
            limit = _limit(match.metres[rows])
            far = np.minimum(limit, FARTHEST_M) if limit < np.inf else NEAREST_M
            far = np.maximum(far, frame.known_m[rows] + match.gazetteer.error_m + NEAREST_M)
            asked = match.sure[rows] | (limit <= FARTHEST_M)
            for row in rows[asked & (np.nan_to_num(match.metres[rows]) > far)].tolist():
                if any(doubt.code == "far-from-place" for doubt in frame.found[row]):
                    continue
                name, source = place_of(frame.items[row]), match.gazetteer.name
                frame.doubt(row, "far-from-place", distance_m=float(match.metres[row]), place=name, source=source)
                if match.count[row] > 1:
                    frame.doubt(row, "homonym", note=True, place=name, count=str(match.count[row]))


def _limit(metres: Floats) -> float:
    """How far rows usually lie from the places they name, the tail drawn where it is sound; infinite where too few name any."""
    known = metres[np.isfinite(metres)]
    if len(known) < SOUND:
        return np.inf
    upper, top = np.log(np.maximum(np.quantile(known, (0.75, 0.9)), 100.0))
    return max(NEAREST_M, float(np.exp(top + max(top - upper, 0.05) / np.log(0.25 / 0.1) * np.log(0.1 / RARE))))
