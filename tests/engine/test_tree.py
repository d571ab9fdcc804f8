"""A1 with a tree and the tangent plane: the same set as `meet` over all pairs, for every latitude and shape, at the limit."""

import random
from contextlib import suppress
from itertools import product

import numpy as np
import pytest
from worlds import brute

from detente.engine import Item, arrays
from detente.engine.arrays import ArrayEngine
from detente.errors import InputError
from detente.geometry import Part, distance, parts
from detente.testing import a_volume
from detente.volume import Circle, Volume4D

PLACES = [(36.2, 35.8), (179.99, -12.0), (-179.9, 65.0), (20.0, 89.7), (0.0, -89.99), (-60.0, 84.9), (100.0, 0.0)]
SIZES = (50.0, 3_000.0, 60_000.0, 900_000.0)


@pytest.fixture(params=[0, 25], ids=["all in the tree", "some behind it"])
def planted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree for every question, with at most so many rows behind it."""
    monkeypatch.setattr(arrays, "PATIENCE", 0)
    monkeypatch.setattr(arrays, "DELTA", request.param)


def usable(rng: random.Random, place: tuple[float, float], sizes: tuple[float, ...] = SIZES) -> tuple[Part, ...]:
    """Parts of a volume of chance that a notice could have."""
    while True:
        with suppress(InputError):
            return parts(a_volume(rng, place, rng.choice(sizes)))


def town(rng: random.Random, place: tuple[float, float], count: int) -> tuple[ArrayEngine, dict[int, tuple[Part, ...]]]:
    engine = ArrayEngine()
    held = {key: usable(rng, place) for key in range(count)}
    engine.insert_many([Item(key, pieces, key % 3, key % 5) for key, pieces in held.items()])
    return engine, held


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(("place", "seed"), list(product(PLACES, range(3))))
def test_the_same_set_as_brute_force_with_a_tree(place: tuple[float, float], seed: int) -> None:
    rng = random.Random(f"{place}{seed}")
    engine, held = town(rng, place, 40)
    for turn in range(8):
        asked = usable(rng, place)
        limits = {"separation_m": rng.choice([0.0, 2_000.0]), "vertical_m": rng.choice([0.0, 300.0]), "skew_s": 60.0}
        found = engine.screen(asked, **limits)
        expected = brute(asked, held, **limits)
        assert found.keys.tolist() == expected
        assert engine.screen(asked, k=0, **limits).keys.tolist() == expected
        assert len(found.hits) == min(20, len(expected))
        gone = rng.choice(sorted(held))
        engine.remove(gone)
        del held[gone]
        held[100 + turn] = usable(rng, place)
        engine.insert(100 + turn, held[100 + turn], owner=0, kind=0)


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("place", PLACES)
def test_at_the_very_limit_the_tree_decides_as_meet_does(place: tuple[float, float]) -> None:
    rng = random.Random(f"limit {place}")
    for _ in range(12):
        pieces, asked = (usable(rng, place, SIZES[:3])[:1] for _ in range(2))
        engine = ArrayEngine()
        engine.insert(1, pieces, owner=0, kind=0)
        bare = pieces[0].radius_m + asked[0].radius_m
        apart = distance(asked[0], pieces[0]).metres - bare - pieces[0].accuracy_m - asked[0].accuracy_m
        for off in (-1.0, -0.2, -0.01, -0.004, 0.0, 0.004, 0.006, 0.02, 0.3, 1.0, 5.0):
            limits = {"separation_m": max(0.0, apart + off), "vertical_m": 1e7, "skew_s": 1e12}
            assert engine.screen(asked, k=0, **limits).keys.tolist() == brute(asked, {1: pieces}, **limits)


def test_a_question_that_reaches_round_the_earth_is_answered() -> None:
    rng = random.Random(9)
    engine, held = town(rng, (36.0, 35.0), 15)
    asked = parts(Volume4D(Circle((-140.0, -30.0), 1_000_000.0)))
    limits = {"separation_m": 15_000_000.0, "vertical_m": 1e7, "skew_s": 1e12}
    for _ in range(6):
        assert engine.screen(asked, k=0, **limits).keys.tolist() == brute(asked, held, **limits)


@pytest.mark.usefixtures("planted")
def test_many_insertions_and_removals_keep_the_count() -> None:
    engine = ArrayEngine()
    here = parts(Volume4D(Circle((36.0, 35.0), 500.0)))
    engine.insert_many([Item(key, here, 1, 2) for key in range(3_000)])
    for key in range(0, 3_000, 3):
        engine.remove(key)
    engine.insert_many([Item(key, here, 3, 4) for key in range(5_000, 6_000)])
    found = engine.screen(here, k=4)
    assert np.array_equal(found.keys, np.array([*(k for k in range(3_000) if k % 3), *range(5_000, 6_000)]))
    assert [(g.owner, g.kind, g.count) for g in found.groups] == [(1, 2, 2_000), (3, 4, 1_000)]
    assert len(found.hits) == 4
