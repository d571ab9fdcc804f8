"""Boxes in degrees around rows and questions, for the tree: two parts that meet have boxes that meet.

Every box contains the core and all places within the limit of it. Near a pole, and where the antimeridian is near, a box covers
all longitudes: such rows are few, and the index may propose too much, never too little.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente.engine.question import Question
from detente.engine.table import Column, Table
from detente.geometry import lonlat
from detente.geometry.earth import B

MARGIN_M: Final = 25.0
"""Dips of chords and bulges of edges between dense points, below `STEEP` degrees of latitude."""
STEEP: Final = 85.0


def row_boxes(table: Table, start: int, end: int) -> Column:
    """Boxes ``(n, 4)`` west, south, east, north of rows, each with its own limit around it."""
    first = table["first"][start:end].astype(np.int64)
    places = lonlat(table.points[int(first[0]) : int(table["last"][end - 1])]) if end > start else np.empty((0, 2))
    offsets = first - (first[0] if end > start else 0)
    west, south = np.minimum.reduceat(places, offsets).T
    east, north = np.maximum.reduceat(places, offsets).T
    reach = np.where(table["shape"][start:end] == 2.0, table["reach"][start:end], 0.0)
    return _boxes(west, south, east, north, table["limit"][start:end], reach)


def around(q: Question) -> Column:
    """Boxes of the parts of a question and of what is asked to be kept around them."""
    places = lonlat(np.concatenate([part.points for part in q.parts]))
    counts = np.array([len(part.points) for part in q.parts], dtype=np.int64)
    starts = np.cumsum(counts) - counts
    west, south = np.minimum.reduceat(places, starts).T
    east, north = np.maximum.reduceat(places, starts).T
    return _boxes(west, south, east, north, q.limits, np.where(q.polygons, q.reach, 0.0))


def _boxes(west: Column, south: Column, east: Column, north: Column, limits: Column, reach: Column) -> Column:
    degrees = np.degrees((limits + MARGIN_M) / B) * 1.01
    top, low = north + degrees, south - degrees
    # A polygon can hold a pole that none of its points is near: it reaches that far.
    far = np.degrees(reach / B) * 1.05
    polar = np.maximum(np.maximum(top, -low), np.maximum(np.abs(north), np.abs(south)) + far) > STEEP
    # The widest difference of longitude within an arc d of a place: sin w = sin d / cos latitude.
    steepest = np.radians(np.minimum(np.maximum(np.abs(top), np.abs(low)), STEEP))
    widest = np.degrees(np.arcsin(np.minimum(1.0, np.sin(np.radians(np.minimum(degrees, 90.0))) / np.cos(steepest))))
    all_round = polar | (east - west > 180.0) | (west - widest < -180.0) | (east + widest > 180.0)
    steep = np.where(polar, np.degrees(2_600.0 / B) + far, 0.0)
    return np.column_stack((
        np.where(all_round, -180.0, west - widest), np.maximum(low - steep, -90.0),
        np.where(all_round, 180.0, east + widest), np.minimum(top + steep, 90.0),
    ))  # fmt: skip
