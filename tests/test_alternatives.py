"""Alternatives: the first step that meets nothing, in every direction, as if every step had been asked about."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import move
from detente.alternatives import COURSES, Against, Search, alternatives, amount, words
from detente.engine import make_engine
from detente.geometry import meet, parts
from detente.testing import away
from detente.volume import Altitude, Circle, Corridor, Footprint, Point, Polygon, Segment, Volume4D

NOON = datetime(2015, 11, 24, 12, tzinfo=UTC)
EARLY = NOON - timedelta(days=1)
COARSE = Search(time_s=7200, time_step_s=600, height_m=1500, height_step_m=250, sideways_m=12_000, sideways_step_m=1_000)
PLACES = ((36.0, 35.8), (179.99, -12.0), (-179.995, 60.0), (20.0, 89.95), (10.0, -89.99), (0.0, 0.0))


def band(low: float, high: float, start: int = 0, minutes: int = 60, reference: Any = "AMSL") -> dict[str, Any]:
    return {
        "altitude_lower": Altitude(low, "M", reference), "altitude_upper": Altitude(high, "M", reference),
        "time_start": NOON + timedelta(minutes=start), "time_end": NOON + timedelta(minutes=start + minutes),
    }  # fmt: skip


def against(*held: Volume4D, kind: int = 0, **limits: float) -> Against:
    engine = make_engine()
    for key, volume in enumerate(held):
        engine.insert(key, parts(volume), owner=0, kind=kind)
    return Against(engine, **limits)


def a_world(seed: int, place: tuple[float, float]) -> tuple[list[Volume4D], list[Volume4D], dict[str, float]]:
    """A plan that is likely to meet something, what is held around it, and what is to be kept."""
    rng = random.Random(seed)

    def near(metres: float) -> tuple[float, float]:
        return away(place, rng.uniform(0, 360), rng.uniform(0, metres))

    def shape() -> Footprint:
        at = near(7_000)
        return rng.choice([
            Circle(at, rng.uniform(100, 5000)),
            Point(at, rng.uniform(0, 1000)),
            Corridor((at, near(12_000)), rng.uniform(0, 2000)),
            Polygon(((at, away(at, 90, 2000), away(at, 0, 2500), at),)),
        ])  # fmt: skip

    reference = rng.choice(["AMSL", "AGL", "STD", "W84"])
    held = [
        Volume4D(
            shape(), **band(low := rng.randrange(0, 3000), low + 600, rng.randrange(-200, 200), rng.randrange(1, 300), reference),
            accuracy_m=rng.choice([0.0, 300.0]),
        )
        for _ in range(rng.randrange(1, 9))
    ]  # fmt: skip
    if rng.random() < 0.3:
        held.append(Volume4D(shape()))  # a site without limits or times
    kept = {"separation_m": rng.choice([0.0, 1500.0]), "vertical_m": rng.choice([0.0, 300.0]), "skew_s": rng.choice([0.0, 120.0])}
    line = (place, away(place, 70, 2_000), away(place, 60, 5_000))
    footprint = rng.choice([Circle(place, 1500.0), Corridor(line, 500.0), Polygon(((*line, line[0]),))])
    return [Volume4D(footprint, **band(1200, 1800, reference=reference))], held, kept


def every_step(plan: Sequence[Volume4D], search: Search, now: datetime) -> dict[str, list[tuple[float, Sequence[Volume4D]]]]:
    """Every move in every direction, nearest first, made without the module under test."""

    def of(count: float, step: float, made: Callable[[float], Sequence[Volume4D]]) -> list[tuple[float, Sequence[Volume4D]]]:
        return [(i * step, made(i * step)) for i in range(1, int(count // step) + 1)]

    start = min(v.time_start for v in plan if v.time_start)
    low = min(v.altitude_lower.value for v in plan if v.altitude_lower)
    found = {
        "earlier": of(min(search.time_s, (start - now).total_seconds()), search.time_step_s, lambda s: move.in_time(plan, -s)),
        "later": of(search.time_s, search.time_step_s, lambda s: move.in_time(plan, s)),
        "higher": of(search.height_m, search.height_step_m, lambda m: move.in_height(plan, m)),
        "lower": of(min(search.height_m, low), search.height_step_m, lambda m: move.in_height(plan, -m)),
    }
    if isinstance(plan[0].footprint, Corridor):
        sides = {"left": move.course(plan) - 90, "right": move.course(plan) + 90}
    else:
        sides = {name: 45.0 * i for i, name in enumerate(COURSES)}
    for name, azimuth in sides.items():
        found[name] = of(search.sideways_m, search.sideways_step_m, lambda m, a=azimuth: move.aside(plan, a, m))  # type: ignore[misc]
    return found


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(PLACES))
def test_the_first_step_that_meets_nothing_is_found_as_if_all_had_been_asked_about(seed: int, place: tuple[float, float]) -> None:
    plan, others, kept = a_world(seed, place)
    held = [p for v in others for p in parts(v)]

    def meets(volumes: Sequence[Volume4D]) -> bool:
        return any(meet(a, b, **kept) for v in volumes for a in parts(v) for b in held)

    now = NOON - timedelta(minutes=random.Random(seed).choice([45, 1440]))
    found = alternatives(plan, against(*others, **kept), now=now, search=COARSE)
    assert found.needed == meets(plan)
    if not found.needed:
        assert (found.moves, found.without) == ((), ())
        return
    expected = {
        name: next((far for far, moved in steps if not meets(moved)), None)
        for name, steps in every_step(plan, COARSE, now).items()
    }
    aside = {name: expected.pop(name) for name in COURSES if name in expected}
    near = [(far, i, name) for i, (name, far) in enumerate(aside.items()) if far is not None]
    if near:
        far, _, name = min(near)
        expected[name] = far
    elif aside:
        expected["sideways"] = None
    given = {m.direction: m.amount for m in found.moves}
    assert given == {name: far for name, far in expected.items() if far is not None}
    assert {name for name, _ in found.without} == {name for name, far in expected.items() if far is None}
    assert [m.share for m in found.moves] == sorted(m.share for m in found.moves)
    assert not any(meets(m.volumes) for m in found.moves)


def flight(low: float = 2000, high: float = 3000, **more: Any) -> Volume4D:
    return Volume4D(Circle((36.0, 35.8), 2000.0), **(band(low, high) | more))


EVERYWHERE = Volume4D(Circle((36.0, 35.8), 900_000.0))


def test_the_past_and_the_ground_bound_what_is_looked_at() -> None:
    found = alternatives([flight(100, 200)], against(EVERYWHERE), now=NOON - timedelta(minutes=30), search=COARSE)
    assert not found.moves
    assert dict(found.without) == {
        "earlier": "none within 30 min", "later": "none within 2 h 00 min", "higher": "none within 1.5 km", "lower": "no room",
        "sideways": "none within 12.0 km in 8 directions",
    }  # fmt: skip


def test_a_plan_that_has_begun_is_moved_into_the_future_only() -> None:
    here = against(Volume4D(Circle((36.0, 35.8), 2000.0), time_end=NOON + timedelta(minutes=1)))
    found = alternatives([flight()], here, now=NOON + timedelta(minutes=15), search=COARSE)
    assert {m.direction: m.amount for m in found.moves}["later"] == 1200.0
    assert dict(found.without)["earlier"] == "no room"


def test_what_has_no_end_or_no_limits_says_so() -> None:
    found = alternatives([Volume4D(Circle((36.0, 35.8), 500.0))], against(Volume4D(Circle((36.0, 35.8), 500.0))), now=EARLY)
    assert dict(found.without) == {
        "earlier": "it has no beginning or no end", "later": "it has no beginning or no end",
        "higher": "it has no altitude limits", "lower": "it has no altitude limits",
    }  # fmt: skip
    assert [(m.direction, m.amount) for m in found.moves] == [("north", 1500.0)]


def test_what_meets_nothing_needs_no_alternative() -> None:
    far = Volume4D(Circle((40.0, 35.8), 2000.0))
    assert alternatives([flight()], against(far), now=EARLY) == ((), (), False)
    no_objection = against(Volume4D(Circle((36.0, 35.8), 2000.0)), kind=3)
    assert not alternatives([flight()], no_objection._replace(kinds={0, 1}), now=EARLY).needed


@pytest.mark.parametrize(
    ("units", "reference", "higher"),
    [("M", "AMSL", 2100.0), ("FT", "AMSL", 2500.0), ("FL", "STD", 2005.0)],
)
def test_steps_of_height_suit_the_unit(units: Any, reference: Any, higher: float) -> None:
    plan = flight(altitude_lower=Altitude(2000, units, reference), altitude_upper=Altitude(2100, units, reference))
    ceiling = {"M": 2099.0, "FT": 2499.0, "FL": 2004.0}[units]
    below = flight(altitude_lower=Altitude(0, units, reference), altitude_upper=Altitude(ceiling, units, reference))
    found = alternatives([plan], against(below), now=EARLY)
    moved = next(m for m in found.moves if m.direction == "higher").volumes[0]
    assert moved.altitude_lower == Altitude(higher, units, reference)
    assert moved.altitude_upper == Altitude(higher + 100, units, reference)


def test_a_corridor_moves_beside_its_course_with_all_its_segments() -> None:
    segments = tuple(
        Segment(Altitude(100 + 10 * n, "FL", "STD"), Altitude(120 + 10 * n, "FL", "STD"), NOON, NOON + timedelta(hours=1))
        for n in range(2)
    )
    route = Volume4D(Corridor(((36.0, 35.0), (36.2, 35.0), (36.4, 35.0)), 900.0, segments))
    spot = Volume4D(Point((36.2, 35.0), 100.0), Altitude(0, "FL", "STD"), Altitude(104, "FL", "STD"), NOON, NOON)
    found = {m.direction: m for m in alternatives([route], against(spot), now=EARLY).moves}
    assert {name: m.amount for name, m in found.items()} == {
        "earlier": 3900.0, "later": 300.0, "higher": 152.4, "left": 1500.0, "right": 1500.0,
    } | ({"lower": found["lower"].amount} if "lower" in found else {})  # fmt: skip
    left = found["left"].volumes[0].footprint
    assert isinstance(left, Corridor)
    assert left.coordinates[0][1] > 35.0  # eastbound: its left is north
    higher = found["higher"].volumes[0].footprint
    assert isinstance(higher, Corridor)
    assert [s.altitude_lower for s in higher.segments] == [Altitude(105.0, "FL", "STD"), Altitude(115.0, "FL", "STD")]
    later = found["later"].volumes[0].footprint
    assert isinstance(later, Corridor)
    assert later.segments[0].time_start == NOON + timedelta(minutes=5)
    assert words(found["left"]) == "1.5 km to the left of its course"


def test_a_shape_that_cannot_be_moved_is_passed_over() -> None:
    late = flight(time_start=datetime(9999, 12, 31, 22, tzinfo=UTC), time_end=datetime(9999, 12, 31, 23, tzinfo=UTC))
    found = alternatives([late], against(EVERYWHERE), now=EARLY, search=COARSE)
    assert dict(found.without)["later"] == "none within 2 h 00 min"


def test_amounts_read_well() -> None:
    assert [amount("later", 300), amount("earlier", 4200), amount("higher", 152.4), amount("left", 1500)] == [
        "5 min", "1 h 10 min", "152 m", "1.5 km",
    ]  # fmt: skip
