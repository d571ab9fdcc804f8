"""A1, the second half: the engine gives the same set as `meet` over all pairs."""

import math
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

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


@pytest.mark.parametrize("middle", [(36.2, 35.8), (179.99, -12.0), (20.0, 89.9), (0.0, -89.99), (-60.0, 70.0)])
def test_the_same_set_as_brute_force(middle: tuple[float, float]) -> None:
    rng, engine, held = world(hash(middle) % 1000, 60, middle)
    for _ in range(12):
        question = parts(a_volume(rng, middle))
        limits = {
            "separation_m": rng.choice([0.0, 3000.0]),
            "vertical_m": rng.choice([0.0, 300.0]),
            "skew_s": rng.choice([0.0, 600.0]),
        }
        found = engine.screen(question, **limits)
        assert found.keys.tolist() == brute(question, held, **limits)
        assert sum(g.count for g in found.groups) == found.count
        assert [h.meeting.distance.metres for h in found.hits] == sorted(h.meeting.distance.metres for h in found.hits)


def test_what_is_unrelated_changes_nothing() -> None:
    rng, engine, _ = world(5, 40, (36.0, 35.0))
    question = parts(a_volume(rng, (36.0, 35.0)))
    before = engine.screen(question).keys.tolist()
    for key in range(1000, 1040):
        engine.insert(key, parts(a_volume(rng, (-70.0, -20.0))), owner=9, kind=1)
    assert engine.screen(question).keys.tolist() == before


def test_inserted_is_seen_at_once_and_removed_is_gone() -> None:
    engine = ArrayEngine()
    here = parts(Volume4D(Circle((36.0, 35.0), 500.0)))
    assert engine.screen(here).count == 0
    engine.insert(7, here, owner=1, kind=2)
    assert engine.screen(here).keys.tolist() == [7]
    assert engine.screen(here, kinds=[3]).count == 0
    assert engine.screen(here, keys=[8]).count == 0
    with pytest.raises(ValueError, match="held already"):
        engine.insert(7, here, owner=1, kind=2)
    engine.remove(7)
    assert (engine.screen(here).count, len(engine)) == (0, 0)
    with pytest.raises(KeyError):
        engine.remove(7)
    engine.insert(7, here, owner=1, kind=2)
    assert engine.screen(here).keys.tolist() == [7]


def test_rows_of_the_removed_are_reused() -> None:
    engine = ArrayEngine()
    here = parts(Volume4D(Circle((36.0, 35.0), 500.0)))
    for key in range(4000):
        engine.insert(key, here, owner=0, kind=0)
        if key % 8:
            engine.remove(key)
    found = engine.screen(here, k=3)
    assert np.array_equal(found.keys, np.arange(0, 4000, 8))
    assert len(found.hits) == 3
    assert engine._count < 2500


def test_a_dense_place_gives_a_count_and_the_first_few() -> None:
    engine = ArrayEngine()
    for key in range(3000):
        lon = round(36.0 + key / 1e5, 7)
        engine.insert(key, parts(Volume4D(Circle((lon, 35.0), 400.0))), owner=key % 2, kind=0)
    found = engine.screen(parts(Volume4D(Circle((36.0, 35.0), 9000.0))), k=5)
    assert [h.key for h in found.hits] == [0, 1, 2, 3, 4]
    assert found.count == len(
        brute(parts(Volume4D(Circle((36.0, 35.0), 9000.0))), {k: (engine._parts[k][1],) for k in range(3000)})
    )
    assert [g.owner for g in found.groups] == [0, 1]
