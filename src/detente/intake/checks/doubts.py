"""Every doubt about where a row says it is, for a whole list at once (R04, R05, R25, R29).

`CODES` lists what may be doubted. Doubts do not depend on the order of the rows, and rows of one country do not change what is
said of another's. What could not be checked is said by `unchecked`, so that silence is never taken for agreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from detente.intake.checks.exchanged import check_exchanged
from detente.intake.checks.frame import Frame
from detente.intake.checks.ground import Ground
from detente.intake.checks.listed import check_duplicates, check_office, check_repeated
from detente.intake.checks.named import Match, check_places
from detente.intake.checks.siblings import Neighbours, check_siblings
from detente.intake.checks.suspects import explain
from detente.intake.checks.twice import check_twice
from detente.intake.checks.typed import check_digits, check_order
from detente.intake.checks.unchecked import unchecked
from detente.intake.checks.where import check_codes, check_countries, check_units, sites
from detente.intake.checks.within import Within
from detente.intake.model import Doubt, Item


class Code(NamedTuple):
    """What a code means. ``note``: always, sometimes or never a note (True, None, False); ``args``: what it may come with."""

    note: bool | None
    args: tuple[str, ...]
    meaning: str


CODES: Final[Mapping[str, Code]] = {
    "outside-unit": Code(False, ("unit", "found", "source"), "outside the stated unit by more than the boundaries' own error"),
    "outside-country": Code(False, ("country", "found", "source"), "in another country than stated, by zones of time"),
    "sea": Code(False, ("country", "source"), "in the zone of no country: open sea"),
    "unit-unknown": Code(True, ("unit", "near"), "the stated unit or country is not known here"),
    "country-mismatch": Code(False, ("country", "pcode", "found"), "the code of the place begins with another country's"),
    "among-others": Code(None, ("unit", "found"), "all places around state another unit"),
    "far-from-siblings": Code(False, ("unit",), "much farther from rows of its unit than these are from each other"),
    "far-from-place": Code(False, ("place", "source"), "far from every place of the name that the row gives"),
    "homonym": Code(True, ("place", "count"), "several places have that name"),
    "swapped": Code(None, ("latitude", "longitude"), "latitude and longitude exchanged would fit"),
    "columns-swapped": Code(False, ("rows", "count"), "most rows of the country fit only with the two columns exchanged"),
    "sign": Code(None, ("latitude", "longitude"), "the other hemisphere would fit"),
    "dms-as-decimal": Code(False, ("latitude", "longitude", "rows"), "degrees, minutes and seconds typed as decimals"),
    "digit-transposed": Code(False, ("latitude", "longitude"), "two neighbouring digits exchanged would fit"),
    "grid-square": Code(False, ("latitude", "longitude"), "another square of the grid, or its halves exchanged, would fit"),
    "truncated": Code(None, ("metres", "decimals", "usual"), "fewer decimals than a place needs"),
    "seconds-dropped": Code(True, ("metres",), "whole minutes"),
    "office": Code(False, (), "at the office of who submits"),
    "repeated-position": Code(None, ("count", "others"), "different places at one position"),
    "duplicate-place": Code(True, ("others",), "may be the same place as another row (linked, never merged)"),
    "duplicate-row": Code(None, ("others",), "the same name or reference at the same position as an earlier row"),
    "same-name": Code(True, ("others",), "another row of this name states another unit and lies elsewhere"),
}


def doubts(items: Sequence[Item], ground: Ground) -> list[tuple[Doubt, ...]]:
    """The doubts of each item, in their order; items without a position have none."""
    frame = Frame(items)
    if frame.count:
        _check(frame, ground)
    out: list[tuple[Doubt, ...]] = [()] * len(items)
    for row, found in zip(frame.rows, frame.found, strict=True):
        out[row] = tuple(found)
    return out


def _check(frame: Frame, ground: Ground) -> None:
    gazetteers = ground.places(frozenset[str]().union(*frame.countries))
    meant = sites(frame, ground.boundaries)
    neighbours = Neighbours(frame, next((each for each in gazetteers if each is not ground.gazetteer), None))
    within = Within(frame, ground.boundaries, meant, neighbours)
    inside = np.zeros(frame.count, dtype=np.bool_)
    if ground.boundaries:
        inside = check_units(frame, within, ground.boundaries, meant)
    check_codes(frame, ground.boundaries)
    check_countries(frame, inside)
    check_siblings(frame, within.verified, neighbours)
    matches = [Match(frame, each, within, None if each is ground.gazetteer else neighbours.taught) for each in gazetteers]
    check_places(frame, matches)
    check_digits(frame)
    check_office(frame, ground.office)
    check_repeated(frame)
    check_exchanged(frame, within)
    explain(frame, within, matches)
    check_order(frame, within)
    check_duplicates(frame)
    check_twice(frame)


__all__ = ["CODES", "Code", "doubts", "unchecked"]
