"""The safety property, by exhaustion: two activities that conflict are never both shown with `no known conflict`.

Small worlds whole, larger ones by random schedules. More: ``DETENTE_MODEL=full`` also explores the worlds that take minutes, and
``DETENTE_SCHEDULES=1000000`` walks as many schedules.
"""

import os
import random

import pytest
from protocol import Rules, World, explore, walk

HERE, MOVES, THERE, ENDS, BACK = ("x",), ("x", "y"), ("y", "x"), ("x", ""), ("x", "y", "x")
SMALL = {
    "one activity each": ((HERE,), (HERE,)),
    "two activities each": ((HERE, HERE), (HERE, HERE)),
    "one moves, one ends": ((MOVES,), (ENDS,)),
    "both move, one comes back": ((BACK,), (THERE,)),
    "one moves between two others' receipts": ((MOVES,), (HERE,), ()),
    "one ends, a third one answers": ((ENDS,), (HERE,), ()),
    "one ends, its author plans anew": ((ENDS, HERE), (), ()),
    "three activities of three parties": ((HERE,), (HERE,), (HERE,)),
}
LARGE = {
    "three, one of which moves": ((MOVES,), (HERE,), (HERE,)),
    "three, one of which ends": ((ENDS,), (HERE,), (HERE,)),
}
WORLDS = SMALL | (LARGE if os.environ.get("DETENTE_MODEL") == "full" else {})
SCHEDULES = int(os.environ.get("DETENTE_SCHEDULES", "400"))
PARTS = 8


@pytest.mark.parametrize("name", WORLDS)
def test_no_order_of_steps_shows_two_that_conflict(name: str) -> None:
    states, way = explore(World(WORLDS[name]))
    assert way == ""
    assert states > 30


@pytest.mark.parametrize("part", range(PARTS))
def test_random_schedules_of_many(part: int) -> None:
    """Three to five parties, each with up to three plans that move and end, in two places."""
    for seed in range(part, SCHEDULES, PARTS):
        rng = random.Random(seed)
        plans = tuple(
            tuple(tuple(rng.choice(["x", "x", "y", ""]) for _ in range(rng.randint(1, 2))) for _ in range(rng.randint(0, 2)))
            for _ in range(rng.randint(2, 5))
        )
        assert walk(World(plans), rng.randrange, 120) == "", (seed, plans)


@pytest.mark.parametrize("rule", Rules._fields)
def test_every_rule_is_needed(rule: str) -> None:
    """Without it some order of steps shows two that conflict: the exploration can fail, and the protocol has no ornament."""
    for plans in (
        ((HERE,), (HERE,)),
        ((MOVES,), (ENDS,)),
        ((HERE,), (HERE,), ()),
        ((MOVES,), (HERE,), ()),
        ((ENDS, HERE), (), ()),
    ):
        way = explore(World(plans, Rules(**{rule: False})))[1]
        if way:
            assert "says" in way
            return
    pytest.fail(f"nothing goes wrong without {rule}")
