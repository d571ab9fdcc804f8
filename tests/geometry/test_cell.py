"""G10: a coarse volume always contains the exact one, everywhere on earth."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from detente.geometry import coarsen, contains, meet, parts
from detente.volume import Altitude, Circle, Corridor, MultiPolygon, Point, Polygon, Volume4D

PLACES = [(36.17, 35.815), (179.97, 10.0), (-179.999, -60.0), (0.0, 0.0), (12.0, 89.95), (-40.0, -89.999), (99.99, 70.03)]


def volumes(lon: float, lat: float) -> list[Volume4D]:
    rng = random.Random(7)
    times = {"time_start": datetime(2015, 11, 24, 7, 24, 5, tzinfo=UTC), "time_end": datetime(2015, 11, 24, 9, 0, 1, tzinfo=UTC)}
    band = {"altitude_lower": Altitude(120, "M", "AMSL"), "altitude_upper": Altitude(19_000, "FT", "AMSL")}

    def near() -> tuple[float, float]:
        return (
            round((lon + rng.uniform(-0.3, 0.3) + 180) % 360 - 180, 7),
            round(max(-90.0, min(90.0, lat + rng.uniform(-0.02, 0.02))), 7),
        )

    a, b, c = near(), near(), near()
    shapes = [Point(a, 300.0), Circle(b, 12_000.0), Corridor((a, b), 2_000.0), Polygon(((a, b, c, a),))]
    return [Volume4D(shape, accuracy_m=50.0, buffer_m=10.0, **times, **band) for shape in shapes]  # type: ignore[arg-type]


@pytest.mark.parametrize("place", PLACES)
def test_the_cell_contains_the_exact_volume(place: tuple[float, float]) -> None:
    for volume in volumes(*place):
        coarse = coarsen(volume)
        assert contains(coarse, volume), coarse
        assert coarse.time_start == datetime(2015, 11, 24, 7, tzinfo=UTC)
        assert coarse.time_end == datetime(2015, 11, 24, 10, tzinfo=UTC)
        assert coarse.altitude_upper == Altitude(6000, "M", "AMSL")
        assert any(meet(c, e) for c in parts(coarse) for e in parts(volume))


def test_a_volume_that_sticks_out_is_not_contained() -> None:
    volume = Volume4D(Circle((36.15, 35.85), 3_000.0))
    cell = coarsen(volume)
    assert not contains(cell, Volume4D(Circle((36.15, 35.85), 30_000.0)))
    assert not contains(Volume4D(cell.footprint, Altitude(0, "M", "W84"), edges="lonlat"), volume)
    assert not contains(Volume4D(cell.footprint, time_end=datetime(2015, 1, 1, tzinfo=UTC), edges="lonlat"), volume)
    assert contains(Volume4D(Circle((36.15, 35.85), 3_100.0)), volume)


def test_open_ends_stay_open() -> None:
    coarse = coarsen(Volume4D(Point((1.0, 1.0))))
    assert (coarse.time_start, coarse.time_end, coarse.altitude_lower, coarse.altitude_upper) == (None, None, None, None)


def test_the_end_of_the_calendar_is_an_open_end() -> None:
    last = Volume4D(
        Point((1.0, 1.0)), time_start=datetime(1, 1, 1, tzinfo=UTC), time_end=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    )
    assert coarsen(last).time_end is None
    assert contains(coarsen(last), last)


HOUR = datetime(2015, 11, 24, 7, tzinfo=UTC)
LEVELS = [1000.0, 1000.5, 500.5, 500.0, 0.0, -0.5, -500.0, 100_000.0, -100_000.0]


@pytest.mark.parametrize("value", LEVELS)
@pytest.mark.parametrize("minutes", [0, 1, 59])
def test_one_level_at_one_instant_is_told_as_a_step_and_an_hour(value: float, minutes: int) -> None:
    """Also where both stand on the border of a step: no band and no window of a cell is thinner than the others."""
    level, time = Altitude(value, "M", "W84"), HOUR + timedelta(minutes=minutes)
    exact = Volume4D(Point((1.0, 1.0)), level, level, time, time)
    coarse = coarsen(exact)
    assert contains(coarse, exact)
    assert coarse.altitude_lower is not None
    assert coarse.altitude_upper is not None
    assert coarse.altitude_upper.value - coarse.altitude_lower.value == 500.0
    assert (coarse.time_start, coarse.time_end) == (HOUR, HOUR + timedelta(hours=1))
    parts(coarse)


def test_the_last_instant_of_the_calendar_has_an_open_end() -> None:
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    assert coarsen(Volume4D(Point((1.0, 1.0)), time_start=last, time_end=last)).time_end is None


def test_a_cell_that_leaves_little_room_holds_what_it_was_made_from() -> None:
    volume = Volume4D(Circle((0.0, 3.9124265), 100_000.0))
    assert contains(coarsen(volume), volume)


def test_a_shape_is_not_taken_for_the_box_around_it() -> None:
    inner = Volume4D(Circle((0.8, 0.8), 1_000.0))
    triangle = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0))
    far = ((10.0, 10.0), (10.1, 10.0), (10.1, 10.1), (10.0, 10.1), (10.0, 10.0))
    assert not contains(Volume4D(MultiPolygon(((triangle,), (far,))), edges="lonlat"), inner)
    bow = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))
    assert not contains(Volume4D(MultiPolygon(((bow,), (far,))), edges="lonlat"), inner)
