"""A1, the second half: the engine gives the same set as `meet` over all pairs."""

import numpy as np
import pytest
from worlds import a_volume, brute, world

from detente.engine.arrays import ArrayEngine
from detente.geometry import parts
from detente.volume import Circle, Volume4D


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
    assert engine._table.count < 2500


def test_a_dense_place_gives_a_count_and_the_first_few() -> None:
    engine = ArrayEngine()
    for key in range(3000):
        lon = round(36.0 + key / 1e5, 7)
        engine.insert(key, parts(Volume4D(Circle((lon, 35.0), 400.0))), owner=key % 2, kind=0)
    found = engine.screen(parts(Volume4D(Circle((36.0, 35.0), 9000.0))), k=5)
    assert [h.key for h in found.hits] == [0, 1, 2, 3, 4]
    assert found.count == len(
        brute(parts(Volume4D(Circle((36.0, 35.0), 9000.0))), {k: (engine._table.part(k),) for k in range(3000)})
    )
    assert [g.owner for g in found.groups] == [0, 1]


def test_a_key_that_waits_for_its_place_is_held() -> None:
    engine, here = ArrayEngine(), parts(Volume4D(Circle((36.0, 35.0), 100.0)))
    engine.insert(1, here, owner=0, kind=0)
    assert len(engine) == 1
    with pytest.raises(ValueError, match="1 is held already"):
        engine.insert(1, here, owner=0, kind=0)
    assert ArrayEngine(engine.arrays()).screen(here).count == 1
    engine.insert(2, here, owner=0, kind=0)
    engine.remove(2)
    assert engine.screen(here).keys.tolist() == [1]
