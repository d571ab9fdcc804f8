"""Every doubt about where a row says it is, for a whole list at once (R04, R05, R25, R29)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.intake.frame import Frame
from detente.intake.ground import Ground
from detente.intake.model import Doubt, Item
from detente.intake.siblings import check_siblings
from detente.intake.where import check_codes, check_countries, check_units, sites


def doubts(items: Sequence[Item], ground: Ground) -> list[tuple[Doubt, ...]]:
    """The doubts of each item, in their order. Independent of the order of the items; items without a position have none."""
    frame = Frame(items)
    if not frame.count:
        return [()] * len(items)
    meant = sites(frame, ground.boundaries)
    inside = np.zeros(frame.count, dtype=np.bool_)
    if ground.boundaries:
        inside = check_units(frame, ground.boundaries, meant)
    check_codes(frame, ground.boundaries)
    check_countries(frame, inside)
    deepest = [bool(site.units) and not any(d.code == "unit-unknown" for d in frame.found[row]) for row, site in enumerate(meant)]
    worlds = ground.places(frozenset().union(*frame.countries))
    check_siblings(frame, np.array(deepest), worlds[-1] if worlds else None)
    out: list[tuple[Doubt, ...]] = [()] * len(items)
    for row, found in zip(frame.rows, frame.found, strict=True):
        out[row] = tuple(found)
    return out


def unchecked(items: Sequence[Item], ground: Ground) -> tuple[Doubt, ...]:
    """What could not be checked, as notes: silence is never agreement."""
    return ()
