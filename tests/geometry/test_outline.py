"""G10: an outline on a map holds every place that a check would call a conflict, and little more, everywhere on earth."""

import math
import random

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.geometry import geod, meet, parts
from detente.geometry.outline import CAP_M, Outline, outlines
from detente.testing import ZOO, a_place, a_volume, away
from detente.volume import Circle, Corridor, MultiPolygon, Point, Polygon, Position, Segment, Volume4D, positions, validate

LARGER = 1.03
"""An outline of a small place is larger by arcs drawn as straight pieces."""


def areas(outline: Outline) -> list[tuple[tuple[Position, ...], ...]]:
    footprint = outline.footprint
    assert isinstance(footprint, Polygon | MultiPolygon)
    return [footprint.coordinates] if isinstance(footprint, Polygon) else list(footprint.coordinates)


def covered(outline: Outline, place: Position) -> bool:
    """Whether a map that draws straight edges between longitudes and latitudes shows the place inside."""
    if isinstance(outline.footprint, Point):
        return outline.footprint.coordinates == place
    shapes = [shapely.Polygon(rings[0], rings[1:]) for rings in areas(outline)]
    lon, lat = place
    twins = [(-lon, lat)] if abs(lon) == 180.0 else []
    anywhere = [(x, lat) for x in range(-180, 181, 5)] if abs(lat) == 90.0 else []
    return any(s.covers(shapely.Point(p)) for s in shapes for p in ((lon, lat), *twins, *anywhere))


def places_around(rng: random.Random, volume: Volume4D, count: int) -> list[Position]:
    """Places in and about a volume: near its edges, at its margin, anywhere around it."""
    margin = volume.accuracy_m + volume.buffer_m + getattr(volume.footprint, "radius_m", 0.0)
    margin += getattr(volume.footprint, "half_width_m", 0.0)
    corners = [p for _, p in positions(volume.footprint)]
    found = []
    for _ in range(count):
        a, b = rng.choice(corners), rng.choice(corners)
        course, _, length = geod().inv(*a, *b)
        on = away(a, course, length * rng.random())
        found.append(away(on, rng.uniform(0, 360), margin * rng.choice([rng.random(), 0.999, 1.0, 1.0, rng.uniform(1, 1.5)])))
    return found


def check(volume: Volume4D, rng: random.Random, count: int = 40) -> int:
    """Every place that meets the volume is covered; returns how many did."""
    made = outlines(volume)
    met = 0
    for place in places_around(rng, volume, count):
        spot = Volume4D(Point(place))
        if any(meet(here, part) for part in parts(volume) for here in parts(spot)):
            met += 1
            assert any(covered(outline, place) for outline in made), place
    return met


@pytest.mark.parametrize("name", ZOO)
def test_what_a_check_finds_lies_within_the_outline(name: str) -> None:
    volume = ZOO[name]
    if "legs with" in name:
        volume = Volume4D(Corridor(volume.footprint.coordinates, 500.0))  # type: ignore[union-attr]
    assert check(volume, random.Random(name), 300) > 0


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_so_it_does_for_any_shape_anywhere(rng: random.Random) -> None:
    volume = a_volume(rng)
    try:
        validate(volume)
        parts(volume)
    except InputError:
        return
    for outline in outlines(volume):
        for area in areas(outline) if not isinstance(outline.footprint, Point) else ():
            assert shapely.Polygon(area[0], area[1:]).is_valid
            assert shapely.LinearRing(area[0]).is_ccw  # RFC 7946 §3.1.6
            assert all(not shapely.LinearRing(hole).is_ccw for hole in area[1:])
        validate(Volume4D(outline.footprint, edges="lonlat"))
    timeless = Volume4D(
        Corridor(volume.footprint.coordinates, volume.footprint.half_width_m)
        if isinstance(volume.footprint, Corridor)
        else volume.footprint,
        edges=volume.edges,
        accuracy_m=volume.accuracy_m,
        buffer_m=volume.buffer_m,
    )
    check(timeless, rng)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_an_outline_is_hardly_larger(rng: random.Random) -> None:
    """Away from the poles, where it may run along a whole parallel."""
    place = a_place(rng)
    radius = round(10 ** rng.uniform(0, 4.5), 1)
    if abs(place[1]) > 88.0:
        return
    (outline,) = outlines(Volume4D(Circle(place, radius)))
    for area in areas(outline):
        for lon, lat in area[0]:
            if abs(lon) < 180.0:
                assert geod().inv(*place, lon, lat)[2] <= radius * LARGER + 1.0


def test_a_point_without_a_radius_stays_a_point_and_a_coarse_one_becomes_an_area() -> None:
    assert [o.footprint for o in outlines(ZOO["point"])] == [Point((36.135, 35.834))]
    (coarse,) = outlines(Volume4D(Point((36.1234567, 35.7654321)), accuracy_m=25_000.0))
    (area,) = areas(coarse)
    assert all(round(x, 4) == x for position in area[0] for x in position), "digits that nobody knows are not printed"
    assert not any("36.1234567" in repr(position) or "35.7654321" in repr(position) for position in area[0])


def test_a_cell_stays_the_cell_it_is() -> None:
    cell = ((36.1, 35.8), (36.2, 35.8), (36.2, 35.9), (36.1, 35.9), (36.1, 35.8))
    (outline,) = outlines(Volume4D(Polygon((cell,)), edges="lonlat"))
    (area,) = areas(outline)
    assert set(area[0]) == set(cell)


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_at_a_pole_it_holds_all_longitudes_and_little_else(pole: float) -> None:
    near = math.copysign(89.9999, pole)
    (outline,) = outlines(Volume4D(Point((100.0, near), 50.0)))
    assert covered(outline, (-80.0, pole))
    assert all(geod().inv(0.0, pole, *p)[2] < 1.1 * CAP_M for area in areas(outline) for p in area[0])
    (around,) = outlines(ZOO["around the north pole"])
    assert covered(around, (-170.0, 89.99))
    assert not covered(around, (0.0, 88.9))


@pytest.mark.parametrize("beside", [-20.0, 0.0, 3.0, 8.0, 12.0, 20.0, 60.0, 300.0])
def test_beside_a_pole_nothing_is_lost_between_the_meridians(beside: float) -> None:
    """Edges that pass a pole at some metres turn by half the earth there."""
    rng = random.Random(beside)
    for lon in range(-180, 180, 24):
        middle, width = away((0.0, 90.0), 180.0 - lon, 1000.0 + beside), 1000.0
        band = Volume4D(Corridor((away(middle, 90.0, 30_000.0), away(middle, -90.0, 30_000.0)), width))
        (outline,) = outlines(band)
        for place in (away((0.0, 90.0), rng.uniform(0, 360), 10 ** rng.uniform(0, 2.5)) for _ in range(40)):
            if any(meet(here, part) for part in parts(band) for here in parts(Volume4D(Point(place)))):
                assert covered(outline, place), place


def test_over_the_antimeridian_it_is_cut() -> None:
    """RFC 7946 §3.1.9."""
    (outline,) = outlines(ZOO["corridor over the antimeridian"])
    assert isinstance(outline.footprint, MultiPolygon)
    for area in areas(outline):
        longitudes = [lon for lon, _ in area[0]]
        assert max(longitudes) - min(longitudes) < 1.0


def test_a_hole_only_shrinks() -> None:
    (outline,) = outlines(ZOO["hole"])
    (area,) = areas(outline)
    hole = shapely.Polygon(area[1])
    assert shapely.Polygon(ZOO["hole"].footprint.coordinates[1]).contains(hole)  # type: ignore[union-attr]
    (filled,) = outlines(Volume4D(ZOO["hole"].footprint, buffer_m=2_000.0))
    assert len(areas(filled)[0]) == 1


def test_segments_with_windows_of_their_own_have_outlines_of_their_own() -> None:
    made = outlines(ZOO["legs with their own heights and times"])
    assert [(o.altitude_lower is None, o.time_start is None, o.time_end is None) for o in made] == [
        (True, True, False),
        (False, False, True),
    ]
    same = Volume4D(Corridor(((36.0, 35.0), (36.1, 35.0), (36.2, 35.0)), 500.0, (Segment(), Segment())))
    assert len(outlines(same)) == 1
