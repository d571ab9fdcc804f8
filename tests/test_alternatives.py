"""Alternatives: the first step that meets nothing, in every direction; and what moving a plan does to it."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.alternatives import Search, alternatives, amount, words
from detente.engine import make_engine
from detente.geometry import Part, geod, meet, parts
from detente.volume import Altitude, Circle, Corridor, Point, Polygon, Segment, Volume4D

NOON = datetime(2015, 11, 24, 12, tzinfo=UTC)
EARLY = NOON - timedelta(days=1)
COARSE = Search(time_s=7200, time_step_s=600, height_m=1500, height_step_m=250, sideways_m=12_000, sideways_step_m=1_000)


def band(low: float, high: float, start: int = 0, minutes: int = 60) -> dict[str, object]:
    return {
        "altitude_lower": Altitude(low, "M", "AMSL"), "altitude_upper": Altitude(high, "M", "AMSL"),
        "time_start": NOON + timedelta(minutes=start), "time_end": NOON + timedelta(minutes=start + minutes),
    }  # fmt: skip


def flight(lon: float = 36.0, lat: float = 35.8) -> Volume4D:
    return Volume4D(Circle((lon, lat), 2000.0), **band(2000, 3000))  # type: ignore[arg-type]


def brute(held: Sequence[Part], volumes: Sequence[Volume4D]) -> bool:
    return any(meet(a, b) for v in volumes for a in parts(v) for b in held)


obstacles = st.builds(
    lambda lon, lat, radius, low, start, minutes: Volume4D(
        Circle((round(lon, 4), round(lat, 4)), radius), **band(low, low + 600, start, minutes)  # type: ignore[arg-type]
    ),
    st.floats(35.9, 36.1), st.floats(35.7, 35.9), st.floats(100, 6000), st.integers(0, 4000), st.integers(-200, 200),
    st.integers(1, 300),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(obstacles, max_size=6))
def test_the_first_step_that_meets_nothing_is_found_in_every_direction(others: list[Volume4D]) -> None:
    engine, held = make_engine(), [p for v in others for p in parts(v)]
    for key, volume in enumerate(others):
        engine.insert(key, parts(volume), owner=0, kind=0)
    asked: list[Sequence[Volume4D]] = []

    def meets(volumes: Sequence[Volume4D]) -> bool:
        asked.append(volumes)
        found = engine.screen([p for v in volumes for p in parts(v)], k=0).count > 0
        assert found == brute(held, volumes)
        return found

    found = alternatives([flight()], meets, now=EARLY, search=COARSE)
    assert {m.direction for m in found.moves} | {d for d, _ in found.without} == {
        "earlier", "later", "higher", "lower", "north", "east", "south", "west",
    }  # fmt: skip
    assert all(not brute(held, m.volumes) for m in found.moves)
    assert [m.share for m in found.moves] == sorted(m.share for m in found.moves)
    steps = {"earlier": 600.0, "later": 600.0, "higher": 250.0, "lower": 250.0}
    for move in found.moves:
        # everything nearer in its direction was asked about, and met something
        assert round(move.amount / steps.get(move.direction, 1_000.0)) == move.amount / steps.get(move.direction, 1_000.0)
    assert len(asked) == sum(round(m.amount / steps.get(m.direction, 1_000.0)) for m in found.moves) + sum(
        {"lower": 6, "higher": 6, "earlier": 12, "later": 12}.get(d, 12) for d, _ in found.without
    )


def test_the_past_and_the_ground_bound_what_is_looked_at() -> None:
    low = Volume4D(Circle((36.0, 35.8), 500.0), **band(100, 200))  # type: ignore[arg-type]
    found = alternatives([low], lambda volumes: True, now=NOON - timedelta(minutes=30), search=COARSE)
    assert not found.moves
    assert dict(found.without)["earlier"] == "none within 30 min"
    assert dict(found.without)["lower"] == "no room"
    assert dict(found.without)["later"] == "none within 2 h 00 min"
    assert dict(found.without)["north"] == "none within 12.0 km"


def test_what_has_no_end_or_no_limits_says_so() -> None:
    found = alternatives([Volume4D(Circle((36.0, 35.8), 500.0))], lambda volumes: False, now=EARLY)
    assert dict(found.without) == {
        "earlier": "it has no beginning or no end", "later": "it has no beginning or no end",
        "higher": "it has no altitude limits", "lower": "it has no altitude limits",
    }  # fmt: skip
    assert [m.direction for m in found.moves] == ["east", "north", "south", "west"]


def test_a_corridor_moves_beside_its_course_with_all_its_segments() -> None:
    segments = tuple(
        Segment(Altitude(100 + 10 * n, "FL", "STD"), Altitude(120 + 10 * n, "FL", "STD"), NOON, NOON + timedelta(hours=1))
        for n in range(2)
    )
    route = Volume4D(Corridor(((36.0, 35.0), (36.2, 35.0), (36.4, 35.0)), 900.0, segments))
    found = {m.direction: m for m in alternatives([route], lambda volumes: False, now=EARLY).moves}
    assert set(found) == {"earlier", "later", "higher", "lower", "left", "right"}
    left = found["left"].volumes[0].footprint
    assert isinstance(left, Corridor)
    assert left.coordinates[0][1] > 35.0  # eastbound: its left is north
    higher = found["higher"].volumes[0].footprint
    assert isinstance(higher, Corridor)
    assert [s.altitude_lower for s in higher.segments] == [Altitude(105.0, "FL", "STD"), Altitude(115.0, "FL", "STD")]
    later = found["later"].volumes[0].footprint
    assert isinstance(later, Corridor)
    assert later.segments[0].time_start == NOON + timedelta(minutes=5)
    assert words(found["left"]) == "500 m to the left of its course"


@pytest.mark.parametrize("middle", [(36.0, 35.8), (179.99, -12.0), (-179.995, 60.0), (20.0, 89.5), (10.0, -89.9), (0.0, 0.0)])
def test_moving_keeps_the_shape_and_goes_as_far_as_it_says(middle: tuple[float, float]) -> None:
    lon, lat = middle
    corner = (round((lon + 0.02 + 180) % 360 - 180, 7), lat)
    plan = [Volume4D(Point(middle, 100.0), **band(0, 100)), Volume4D(Point(corner, 100.0), **band(0, 100))]  # type: ignore[arg-type]
    found = alternatives(plan, lambda volumes: False, now=EARLY, search=Search(sideways_step_m=20_000.0))
    for move in found.moves:
        if move.direction not in {"north", "east", "south", "west"}:
            continue
        a, b = (v.footprint for v in move.volumes)
        assert isinstance(a, Point)
        assert isinstance(b, Point)
        before, after = geod().inv(*middle, *corner)[2], geod().inv(*a.coordinates, *b.coordinates)[2]
        assert math.isclose(before, after, rel_tol=0.01, abs_tol=1.0)
        assert math.isclose(geod().inv(*middle, *a.coordinates)[2], 20_000.0, rel_tol=0.02)
        assert all(abs(x) <= 180 and round(x, 7) == x for x in (*a.coordinates, *b.coordinates))


def test_a_move_into_an_unusable_shape_is_passed_over() -> None:
    ring = ((-170.0, 60.0), (-160.0, 60.0), (-165.0, 66.0), (-170.0, 60.0))
    plan = Volume4D(Polygon((ring,)), edges="lonlat", **band(0, 100))  # type: ignore[arg-type]
    far = Search(sideways_m=4_000_000.0, sideways_step_m=400_000.0)

    def meets(volumes: Sequence[Volume4D]) -> bool:
        return bool(parts(volumes[0])) and False

    assert {m.direction for m in alternatives([plan], meets, now=EARLY, search=far).moves} >= {"north", "south"}


def test_amounts_read_well() -> None:
    assert [amount("later", 300), amount("earlier", 4200), amount("higher", 152.4), amount("left", 1500)] == [
        "5 min", "1 h 10 min", "152 m", "1.5 km",
    ]  # fmt: skip
