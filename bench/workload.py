"""W1: a seeded region of 40 cities with 200,000 places, 20,000 areas and 50,000 activities, some 410,000 volumes in all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np

from detente.volume import Altitude, Circle, Corridor, Footprint, Point, Polygon, Segment, Volume4D

SEED = 20151126
REGION = (34.0, 32.0, 46.0, 38.0)
START = datetime(2015, 11, 26, tzinfo=UTC)
DAYS = 30
M_PER_DEG = 111_195.0
PLACE, AREA, ACTIVITY = 0, 1, 2
SPEEDS = ((70.0, 8_000.0), (120.0, 20_000.0), (230.0, 60_000.0))
"""Metres a second, and the usual length of a leg."""


class Notice(NamedTuple):
    """One generated notice: class, volumes."""

    kind: int
    volumes: tuple[Volume4D, ...]


class Generator:
    """The workload of a seed; ``scale`` 1.0 is the whole of W1."""

    def __init__(self, seed: int = SEED, scale: float = 1.0) -> None:
        self.rng = np.random.default_rng(seed)
        self.scale = scale
        west, south, east, north = REGION
        cities = np.random.default_rng(SEED)  # the cities are those of the region, whatever is asked about them
        self.cities = np.column_stack((cities.uniform(west + 1, east - 1, 40), cities.uniform(south + 1, north - 1, 40)))
        weights = cities.pareto(1.2, 40) + 0.05
        self.weights = weights / weights.sum()

    def notices(self) -> Iterator[Notice]:
        """Everything that is held: places, areas, activities."""
        for _ in range(int(200_000 * self.scale)):
            yield Notice(PLACE, (self._place(),))
        for _ in range(int(20_000 * self.scale)):
            yield Notice(AREA, (self._area(),))
        for _ in range(int(50_000 * self.scale)):
            yield self.activity()

    def activity(self) -> Notice:
        """A planned activity: four in five a corridor of some legs, else a polygon."""
        if self.rng.random() < 0.8:
            return Notice(ACTIVITY, (self._corridor(),))
        return Notice(ACTIVITY, (self._timed(self._polygon(self._where(0.25), self._log(1_000, 20_000), 4, 20), 1.0, 12.0),))

    # --- shapes ------------------------------------------------------------------------------------------------------

    def _where(self, background: float) -> tuple[float, float]:
        west, south, east, north = REGION
        if self.rng.random() < background:
            return float(self.rng.uniform(west, east)), float(self.rng.uniform(south, north))
        lon, lat = self.cities[self.rng.choice(40, p=self.weights)] + self.rng.normal(0, 0.08, 2)
        return float(lon), float(lat)

    def _log(self, low: float, high: float) -> float:
        return float(math.exp(self.rng.uniform(math.log(low), math.log(high))))

    def _polygon(self, middle: tuple[float, float], radius: float, fewest: int, most: int) -> Polygon:
        count = int(self.rng.integers(fewest, most + 1))
        angles = (np.arange(count) + self.rng.uniform(0.1, 0.9, count)) * (2 * math.pi / count)
        reach = radius * self.rng.uniform(0.6, 1.0, count) / M_PER_DEG
        lon = middle[0] + reach * np.cos(angles) / math.cos(math.radians(middle[1]))
        lat = middle[1] + reach * np.sin(angles)
        ring = tuple((round(float(x), 7), round(float(y), 7)) for x, y in zip(lon, lat, strict=True))
        return Polygon(((*ring, ring[0]),))

    def _place(self) -> Volume4D:
        middle = self._where(0.1)
        top = Altitude(float(round(self.rng.uniform(150, 3000))), "M", "AMSL")
        ground = Altitude(0.0, "M", "AMSL")
        if self.rng.random() < 0.6986:
            spot = (round(middle[0], 7), round(middle[1], 7))
            return Volume4D(Point(spot, float(round(self.rng.uniform(50, 1000)))), ground, top)
        return Volume4D(self._polygon(middle, self._log(50, 1_500), 4, 12), ground, top)

    def _area(self) -> Volume4D:
        return self._timed(self._polygon(self._where(0.25), self._log(500, 25_000), 4, 200), 2.0, 720.0)

    def _timed(self, footprint: Footprint, shortest: float, longest: float) -> Volume4D:
        start = START + timedelta(hours=float(self.rng.uniform(0, DAYS * 24)))
        low = float(round(self.rng.uniform(0, 6_000)))
        high = low + float(round(self.rng.uniform(300, 4_000)))
        end = start + timedelta(hours=self._log(shortest, longest))
        return Volume4D(footprint, Altitude(low, "M", "AMSL"), Altitude(high, "M", "AMSL"), start, end)

    def _corridor(self) -> Volume4D:
        speed, usual = SPEEDS[int(self.rng.integers(0, 3))]
        line, course = [self._where(0.25)], float(self.rng.uniform(0, 2 * math.pi))
        now = START + timedelta(hours=float(self.rng.uniform(0, DAYS * 24)))
        segments, level = [], float(round(self.rng.uniform(300, 9_000)))
        for _ in range(int(self.rng.integers(2, 8))):
            course += float(self.rng.normal(0, 0.4))
            length = usual * float(self.rng.uniform(0.3, 1.2))
            lon, lat = line[-1]
            lat2 = min(60.0, max(0.0, lat + length * math.sin(course) / M_PER_DEG))
            line.append((lon + length * math.cos(course) / M_PER_DEG / math.cos(math.radians(lat)), lat2))
            end = now + timedelta(seconds=length / speed)
            level = max(150.0, level + float(round(self.rng.normal(0, 400))))
            slack = timedelta(seconds=60 + 0.1 * length / speed)
            low, high = Altitude(level - 150, "M", "AMSL"), Altitude(level + 150, "M", "AMSL")
            segments.append(Segment(low, high, now - slack, end + slack))
            now = end
        points = tuple((round(x, 7), round(y, 7)) for x, y in line)
        return Volume4D(Corridor(points, self._log(50, 2_000), tuple(segments)))


def question(middle: tuple[float, float], radius: float) -> Volume4D:
    """A circle to be asked about."""
    return Volume4D(Circle(middle, radius))
