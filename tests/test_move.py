"""Moving a plan: it goes as far as it says, in the direction it says, and keeps its shape, at every latitude."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import move
from detente.geometry import distance, geod, parts
from detente.testing import away
from detente.volume import Altitude, Circle, Corridor, MultiPolygon, Point, Polygon, Position, Segment, Volume4D

NOON = datetime(2015, 11, 24, 12, tzinfo=UTC)
PLACES = [(36.0, 35.8), (179.99, -12.0), (-179.995, 60.0), (20.0, 89.5), (10.0, -89.99), (0.0, 0.0), (0.0, 90.0)]


def metres(a: Position, b: Position) -> float:
    return float(geod().inv(*a, *b)[2])


def at(volume: Volume4D) -> Position:
    assert isinstance(volume.footprint, Point)
    return volume.footprint.coordinates


@pytest.mark.parametrize("middle", PLACES)
@given(azimuth=st.floats(0, 360), far=st.floats(10, 50_000), spread=st.floats(100, 60_000), turn=st.floats(0, 360))
def test_points_keep_their_distances_and_the_middle_goes_as_far_as_it_says(
    middle: Position, azimuth: float, far: float, spread: float, turn: float
) -> None:
    a, b = away(middle, turn, spread), away(middle, turn + 180, spread)
    moved = move.aside([Volume4D(Point(p)) for p in (a, b)], azimuth, far)
    assert math.isclose(metres(*map(at, moved)), metres(a, b), rel_tol=2e-3, abs_tol=0.1)
    halfway = geod().npts(*at(moved[0]), *at(moved[1]), 1)[0]
    assert math.isclose(metres(middle, halfway), far, rel_tol=2e-3, abs_tol=spread * 4e-4 + 0.1)
    assert all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in map(at, moved))
    assert all(round(x, 7) == x for position in map(at, moved) for x in position)


@pytest.mark.parametrize("azimuth", [0.0, 90.0, 180.0, 270.0])
def test_a_plan_goes_where_the_compass_says(azimuth: float) -> None:
    (moved,) = move.aside([Volume4D(Point((36.0, 35.8)))], azimuth, 10_000)
    there, _, far = geod().inv(36.0, 35.8, *at(moved))
    assert math.isclose(there % 360, azimuth, abs_tol=0.01)
    assert math.isclose(far, 10_000, abs_tol=0.1)


@pytest.mark.parametrize("edges", ["lonlat", "rhumb"])
@pytest.mark.parametrize("latitude", [0.0, 35.8, -60.0, 80.0])
def test_bending_edges_stay_within_a_metre(edges: str, latitude: float) -> None:
    ring = ((10.0, latitude), (10.6, latitude), (10.4, round(latitude + 0.3, 7)), (10.0, latitude))
    before = Volume4D(Polygon((ring,)), edges=edges)  # type: ignore[arg-type]
    after = move.geodesic(before)
    assert after.edges == "geodesic"
    inner, outer = parts(before)[0], parts(after)[0]
    for index in range(0, len(inner.points), 7):
        spot = Volume4D(Point(tuple(round(float(x), 7) for x in _lonlat(inner.points[index]))))  # type: ignore[arg-type]
        outline = Volume4D(Corridor(after.footprint.coordinates[0], 0.0))  # type: ignore[union-attr,arg-type]
        assert min(distance(parts(spot)[0], leg).metres for leg in parts(outline)) < 1.0
    assert len(outer.points) < 2 * len(inner.points)


def _lonlat(point: object) -> object:
    from detente.geometry import lonlat

    return lonlat(point[None, :])[0]  # type: ignore[index]


def test_edges_that_do_not_bend_stay_as_they_are_and_legs_keep_their_segments() -> None:
    segments = (Segment(Altitude(1, "M", "AMSL")), Segment(Altitude(2, "M", "AMSL")))
    line = Volume4D(Corridor(((10.0, 60.0), (10.0, 60.1), (11.0, 60.1)), 100.0, segments), edges="lonlat")
    bent = move.geodesic(line).footprint
    assert isinstance(bent, Corridor)
    assert len(bent.segments) == len(bent.coordinates) - 1
    assert bent.segments[0] == segments[0]  # a meridian does not bend
    assert set(bent.segments[1:]) == {segments[1]}
    assert len(bent.segments) > 2
    plain = Volume4D(Circle((10.0, 60.0), 100.0))
    assert move.geodesic(plain) is plain
    two = Volume4D(MultiPolygon(((((10.0, 0.0), (10.1, 0.0), (10.0, 0.1), (10.0, 0.0)),),)), edges="rhumb")
    assert isinstance(move.geodesic(two).footprint, MultiPolygon)


def test_a_lonlat_shape_crosses_the_antimeridian_when_it_moves() -> None:
    ring = ((179.7, 10.0), (179.9, 10.0), (179.9, 10.2), (179.7, 10.0))
    plan = [move.geodesic(Volume4D(Polygon((ring,)), edges="lonlat"))]
    (moved,) = move.aside(plan, 90.0, 30_000)
    (part,) = parts(moved)
    assert part.reach_m < 30_000  # not once round the world
    assert min(p[0] for p in moved.footprint.coordinates[0]) < -179  # type: ignore[union-attr]


def test_times_and_altitudes_move_in_their_own_units() -> None:
    volume = Volume4D(Circle((0.0, 0.0), 10.0), Altitude(1000, "FT", "AGL"), None, NOON, None)
    assert move.in_height([volume], 30.48)[0].altitude_lower == Altitude(1100.0, "FT", "AGL")
    assert move.in_time([volume], 90.0)[0].time_start == NOON + timedelta(seconds=90)
    assert move.in_time([volume], 90.0)[0].time_end is None
    with pytest.raises(OverflowError):
        move.in_time([volume], 1e12)
