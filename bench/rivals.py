"""What a user would take instead: shapely's STRtree, SQLite's R*Tree, both with shapely's planar distance.

Exact in a planar metric: one equirectangular plane for the region. The times and altitudes are filtered in numpy, or by the tree.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.workload import M_PER_DEG, REGION
from detente.volume import Altitude, Circle, Corridor, Point, Polygon, Volume4D, inherited, metres

COS = math.cos(math.radians((REGION[1] + REGION[3]) / 2))


class Flat(NamedTuple):
    """A volume in the plane: geometry, radius, altitude band, window."""

    geometry: Any
    radius: float
    low: float
    high: float
    t0: float
    t1: float


def flat(volume: Volume4D) -> list[Flat]:
    """A volume, one for each leg of a corridor."""
    match volume.footprint:
        case Point(coordinates=at, radius_m=radius) | Circle(center=at, radius_m=radius):
            return [_flat(volume, shapely.Point(_xy(at)), radius)]
        case Polygon(coordinates=rings):
            return [_flat(volume, shapely.Polygon(list(map(_xy, rings[0]))), 0.0)]
        case Corridor(coordinates=line, half_width_m=radius, segments=segments):
            found = []
            for start, end, segment in zip(line, line[1:], segments, strict=False):
                low, high, t0, t1 = inherited(volume, segment)
                leg = Volume4D(Point(start), low, high, t0, t1)
                found.append(_flat(leg, shapely.LineString([_xy(start), _xy(end)]), radius))
            return found
    raise ValueError("the workload has no other shapes")


def _xy(at: tuple[float, float]) -> tuple[float, float]:
    return at[0] * COS * M_PER_DEG, at[1] * M_PER_DEG


def _flat(volume: Volume4D, geometry: Any, radius: float) -> Flat:
    low, high = (_metres(a, d) for a, d in ((volume.altitude_lower, -math.inf), (volume.altitude_upper, math.inf)))
    t0 = volume.time_start.timestamp() if volume.time_start else -math.inf
    return Flat(geometry, radius, low, high, t0, volume.time_end.timestamp() if volume.time_end else math.inf)


def _metres(altitude: Altitude | None, default: float) -> float:
    return default if altitude is None else metres(altitude)


class StrTree:
    """shapely's STRtree over boxes, numpy for times and altitudes, prepared `dwithin`."""

    def __init__(self, rows: Sequence[Flat], keys: NDArray[np.int64]) -> None:
        self.geometries = np.array([r.geometry for r in rows], dtype=object)
        self.radius, self.low, self.high, self.t0, self.t1 = np.array([r[1:] for r in rows]).T
        self.keys = keys
        self.tree = self.plant()

    def plant(self) -> shapely.STRtree:
        """The tree; to be made anew after every insertion."""
        west, south, east, north = shapely.bounds(self.geometries).T
        r = self.radius
        return shapely.STRtree(shapely.box(west - r, south - r, east + r, north + r))

    def screen(self, question: Sequence[Flat]) -> NDArray[np.int64]:
        """Keys of everything that meets any part of the question."""
        found = []
        for q in question:
            west, south, east, north = q.geometry.bounds
            row = self.tree.query(shapely.box(west - q.radius, south - q.radius, east + q.radius, north + q.radius))
            row = row[(self.t0[row] <= q.t1) & (self.t1[row] >= q.t0) & (self.low[row] <= q.high) & (self.high[row] >= q.low)]
            shapely.prepare(q.geometry)
            found.append(row[shapely.dwithin(q.geometry, self.geometries[row], self.radius[row] + q.radius)])
        return np.unique(self.keys[np.concatenate(found)])


class RStarTree:
    """SQLite's R*Tree in four dimensions, and shapely's distance."""

    def __init__(self, rows: Sequence[Flat], keys: NDArray[np.int64]) -> None:
        self.rows, self.keys = rows, keys
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1, y0, y1, z0, z1, t0, t1)")
        # R*Tree keeps 32-bit floats: seconds are counted from the start of the workload, infinities are cut.
        self.base = min(r.t0 for r in rows if math.isfinite(r.t0))
        self.db.executemany(
            "INSERT INTO boxes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", ((i, *self._box(r)) for i, r in enumerate(rows))
        )

    def _box(self, r: Flat) -> tuple[float, ...]:
        west, south, east, north = r.geometry.bounds
        window = (max(r.t0 - self.base, -1e9), min(r.t1 - self.base, 1e9))
        band = (max(r.low, -1e6), min(r.high, 1e6))
        return (west - r.radius, east + r.radius, south - r.radius, north + r.radius, *band, *window)

    def screen(self, question: Sequence[Flat]) -> NDArray[np.int64]:
        """Keys of everything that meets any part of the question."""
        found: set[int] = set()
        sql = "SELECT id FROM boxes WHERE x0<=? AND x1>=? AND y0<=? AND y1>=? AND z0<=? AND z1>=? AND t0<=? AND t1>=?"
        for q in question:
            x0, x1, y0, y1, z0, z1, t0, t1 = self._box(q)
            for (i,) in self.db.execute(sql, (x1, x0, y1, y0, z1, z0, t1, t0)):
                r = self.rows[i]
                if shapely.dwithin(q.geometry, r.geometry, r.radius + q.radius):
                    found.add(int(self.keys[i]))
        return np.array(sorted(found), dtype=np.int64)
