"""Every doubt about where a row says it is, for a whole list at once (R04, R05, R25, R29)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.intake.frame import Frame
from detente.intake.ground import Ground
from detente.intake.listed import check_duplicates, check_office, check_repeated
from detente.intake.model import Doubt, Item
from detente.intake.named import Match, check_places
from detente.intake.siblings import Neighbours, check_siblings
from detente.intake.suspects import explain
from detente.intake.typed import check_digits, check_order
from detente.intake.where import check_codes, check_countries, check_units, sites
from detente.intake.within import Within


def doubts(items: Sequence[Item], ground: Ground) -> list[tuple[Doubt, ...]]:
    """The doubts of each item, in their order. Independent of the order of the items; items without a position have none."""
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
    explain(frame, within, matches)
    check_order(frame, within)
    check_duplicates(frame)


def unchecked(items: Sequence[Item], ground: Ground) -> tuple[Doubt, ...]:
    """What could not be checked, as notes: silence is never agreement."""
    return ()
