"""A question in the form in which many rows are held against it: its parts, their pieces, and what is asked to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.engine.table import REFERENCES, Column, Rows
from detente.geometry import Part
from detente.geometry.measure import _pieces as pieces

ALIKE: Final = tuple(REFERENCES.index(name) for name in ("W84", "AMSL", "STD"))
AGL: Final = REFERENCES.index("AGL")


class Question(NamedTuple):
    """Columns over the parts of a question. ``limits``: radius, accuracy and separation, metres.

    ``starts``, ``ends``: pieces of all parts, ECEF metres; part ``i`` has ``first[i] … first[i + 1] - 1``.
    """

    parts: Sequence[Part]
    centres: Column
    reach: Column
    limits: Column
    t0: Column
    t1: Column
    lower: Column
    upper: Column
    raw_lower: Column
    raw_upper: Column
    reference: Column
    first: Rows
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    vertical: float
    skew: float


def question(parts: Sequence[Part], separation: float, vertical: float, skew: float) -> Question:
    """The columns of a question's parts."""
    cut = [pieces(part) for part in parts]
    bands = np.array([[*part.band[:4], REFERENCES.index(part.band.reference)] for part in parts]).T
    return Question(
        parts=parts, centres=np.array([part.centre for part in parts]).T, reach=np.array([part.reach_m for part in parts]),
        limits=np.array([part.radius_m + part.accuracy_m + separation for part in parts]),
        t0=np.array([part.t0 for part in parts]), t1=np.array([part.t1 for part in parts]),
        lower=bands[0], upper=bands[1], raw_lower=bands[2], raw_upper=bands[3], reference=bands[4],
        first=np.cumsum([0, *(len(start) for start, _ in cut)]), starts=np.concatenate([start for start, _ in cut]),
        ends=np.concatenate([end for _, end in cut]), vertical=vertical, skew=skew,
    )  # fmt: skip
