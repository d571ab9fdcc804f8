"""A question in the form in which many rows are held against it: columns over its parts, and its parts in one tangent plane.

The plane is that of an orthographic projection at the middle of the question. There a distance is never longer than the chord,
and shorter by no more than the tilt of the surface allows; lines are drawn straight, and ``bend`` says by how much they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.engine.table import REFERENCES, Column
from detente.geometry import Part
from detente.geometry.part import frame_at, middle

ALIKE: Final = tuple(REFERENCES.index(name) for name in ("W84", "AMSL", "STD"))
AGL: Final = REFERENCES.index("AGL")


class Question(NamedTuple):
    """Columns over the parts of a question, metres and POSIX seconds. ``limits``: radius, accuracy and separation.

    ``frame``: rows are two directions of the plane and its normal; ``starts``, ``ends``: of each part that is no polygon, in the
    plane; ``far``: how far from the middle of the plane a part reaches.
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
    vertical: float
    skew: float
    frame: NDArray[np.float64]
    starts: Column
    ends: Column
    bend: Column
    far: Column
    polygons: NDArray[np.bool_]


def question(parts: Sequence[Part], separation: float, vertical: float, skew: float) -> Question:
    """The columns of a question's parts."""
    bands = np.array([[*part.band[:4], REFERENCES.index(part.band.reference)] for part in parts]).T
    measures = np.array([[p.reach_m, p.radius_m + p.accuracy_m + separation, p.t0, p.t1] for p in parts]).T
    frame = frame_at(middle(np.array([part.centre for part in parts])))
    starts, ends, bend, far = _drawn(parts, frame)
    return Question(
        parts=parts, centres=np.array([part.centre for part in parts]).T, reach=measures[0], limits=measures[1],
        t0=measures[2], t1=measures[3], lower=bands[0], upper=bands[1], raw_lower=bands[2], raw_upper=bands[3],
        reference=bands[4], vertical=vertical, skew=skew, frame=frame, starts=starts, ends=ends, bend=bend, far=far,
        polygons=np.array([part.kind == "polygon" for part in parts]),
    )  # fmt: skip


def _drawn(parts: Sequence[Part], frame: NDArray[np.float64]) -> tuple[Column, Column, Column, Column]:
    """First and last point of each part in the plane, how far its points are off the line between, and how far out it reaches."""
    starts, ends, bend, far = [], [], [], []
    for part in parts:
        local = part.points @ frame.T
        xy = local[:, :2]
        a, along = xy[0], xy[-1] - xy[0]
        square = float(along @ along)
        t = np.clip((xy - a) @ along / square, 0.0, 1.0)[:, None] if square > 0 else np.zeros((len(xy), 1))
        off = xy - a - t * along
        starts.append(a)
        ends.append(xy[-1])
        bend.append(0.0 if part.kind == "polygon" else float(np.sqrt((off * off).sum(axis=1).max())))
        far.append(float(np.sqrt((xy * xy).sum(axis=1).max())) if float(local[:, 2].min()) > 0 else np.inf)
    return np.array(starts).T, np.array(ends).T, np.array(bend), np.array(far)


def shapes(q: Question) -> NDArray[Any]:
    """The cores of all parts as geometries in the plane, as their points stand there."""
    import shapely

    found = []
    for part in q.parts:
        rings = [part.points[a:b] @ q.frame[:2].T for a, b in pairwise(part.starts)]
        line = shapely.Point(rings[0][0]) if part.kind == "point" else shapely.LineString(rings[0])
        found.append(shapely.Polygon(rings[0], rings[1:]) if part.kind == "polygon" else line)
    return np.array(found, dtype=object)
