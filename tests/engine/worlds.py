"""Worlds of random notices around a place, and what brute force says meets a question there."""

import math
import random
from datetime import UTC, datetime, timedelta

from detente.engine.arrays import ArrayEngine
from detente.geometry import Part, meet, parts
from detente.volume import Altitude, Circle, Corridor, Point, Polygon, Volume4D

NOON = datetime(2015, 11, 24, 12, tzinfo=UTC)


def a_volume(rng: random.Random, middle: tuple[float, float]) -> Volume4D:
    def near(spread: float) -> tuple[float, float]:
        lon = (middle[0] + rng.uniform(-spread, spread) + 180) % 360 - 180
        return round(lon, 7), round(max(-90.0, min(90.0, middle[1] + rng.uniform(-spread, spread))), 7)

    a = near(0.2)
    shape = rng.choice([
        Point(a, rng.uniform(0, 900)),
        Circle(a, rng.uniform(10, 9000)),
        Corridor((a, near(0.3)), rng.uniform(0, 2000)),
        Polygon(((a, (a[0], round(a[1] - math.copysign(0.03, a[1]), 7)), (round(max(-180, a[0] - 0.02), 7), a[1]), a),)),
    ])  # fmt: skip
    low = rng.choice([0, 300, 3000])
    reference = rng.choice(["W84", "AMSL", "AGL", "STD", "UNKNOWN"])
    start = NOON + timedelta(minutes=rng.randrange(0, 600))
    return Volume4D(
        shape,
        rng.choice([None, Altitude(low, "M", reference)]),
        rng.choice([None, Altitude(low + rng.choice([50, 900]), rng.choice(["M", "FT"]) if low == 0 else "M", reference)]),
        rng.choice([None, start]),
        rng.choice([None, start + timedelta(minutes=rng.randrange(5, 300))]),
        accuracy_m=rng.choice([0.0, 0.0, 250.0]),
    )


def world(seed: int, count: int, middle: tuple[float, float]) -> tuple[random.Random, ArrayEngine, dict[int, tuple[Part, ...]]]:
    rng = random.Random(seed)
    engine, held = ArrayEngine(), {}
    for key in range(count):
        held[key] = parts(a_volume(rng, middle))
        engine.insert(key, held[key], owner=key % 3, kind=key % 5)
    return rng, engine, held


def brute(question: tuple[Part, ...], held: dict[int, tuple[Part, ...]], **limits: float) -> list[int]:
    return [key for key, pieces in held.items() if any(meet(q, p, **limits) for q in question for p in pieces)]
