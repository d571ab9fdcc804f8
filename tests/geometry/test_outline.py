"""G10: an outline on a map holds every place that a check would call a conflict, and little more, everywhere on earth."""

import math
import random

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.geometry import geod, meet, parts
from detente.geometry.outline import CAP_M, FINE, Outline, bounds, outlines
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


def test_a_line_all_around_a_pole_has_no_empty_quarter() -> None:
    """A quarter between two meridians in which nothing lies is no polygon."""
    line = ((-54.0540866, -89.9521887), (19.6786452, -89.9580855), (151.3018478, -89.9337048), (-139.9944122, -89.9395871))
    (outline,) = outlines(Volume4D(Corridor(line, 0.0)))
    assert all(len(ring) >= 4 for area in areas(outline) for ring in area)
    assert not outline.crowded


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


def winding(count: int, size: float, lat: float, rng: random.Random) -> Polygon:
    """A ring of many positions, `size` degrees around, as coastlines are."""
    ring = []
    for step in range(count):
        turn, far = math.tau * step / count, size * rng.uniform(0.9, 1.1)
        lon = 36.0 + far * math.cos(turn) / math.cos(math.radians(lat))
        ring.append((round(lon, 7), round(lat + far * math.sin(turn), 7)))
    return Polygon(((*ring, ring[0]),))


def zigzag(count: int, step: float, lat: float, width: float) -> Corridor:
    """A corridor that goes to and fro."""
    return Corridor(tuple((round(30.0 + step * n / 10, 7), round(lat + step * (n % 2), 7)) for n in range(count)), width)


@pytest.mark.parametrize(
    "volume",
    [
        Volume4D(winding(9_900, 1.0, 35.0, random.Random(1)), accuracy_m=25.0),
        Volume4D(winding(3_000, 8.0, 60.0, random.Random(2))),
        Volume4D(zigzag(900, 0.05, 35.0, 50.0)),
        Volume4D(zigzag(900, 0.5, 70.0, 2_000.0)),
    ],
    ids=["coast", "continent", "zigzag", "wide zigzag"],
)
def test_an_outline_of_very_many_positions_is_drawn_coarser_so_that_it_can_be_read_again(volume: Volume4D) -> None:
    """It may only be larger (G10), and `parts` takes it: what was written is no less when it is read."""
    (outline,) = outlines(volume)
    assert not outline.crowded
    assert len(parts(Volume4D(outline.footprint, edges="lonlat"))) >= 1
    area = shapely.MultiPolygon([shapely.Polygon(a[0], a[1:]) for a in areas(outline)])
    pieces, met = parts(volume), 0
    for place in places_around(random.Random(3), volume, 40):
        if any(meet(here, piece) for piece in pieces for here in parts(Volume4D(Point(place)))):
            met += 1
            assert area.covers(shapely.Point(place)), place
    assert met > 0


def test_what_few_positions_draw_is_drawn_as_finely_as_ever() -> None:
    (outline,) = outlines(Volume4D(winding(FINE, 0.05, 35.0, random.Random(1))))
    gone = shapely.Polygon(areas(outline)[0][0]).symmetric_difference(
        shapely.Polygon(winding(FINE, 0.05, 35.0, random.Random(1)).coordinates[0])
    )
    assert gone.area < 0.1 * math.pi * 0.05**2


@settings(max_examples=120, deadline=None)
@given(st.randoms(use_true_random=False))
def test_bounds_hold_every_corner_and_no_more(rng: random.Random) -> None:
    volume = a_volume(rng)
    try:
        made = outlines(volume)
    except InputError:
        return
    for outline in made:
        west, south, east, north = bounds(outline)
        alone = isinstance(outline.footprint, Point)
        corners = (
            [outline.footprint.coordinates] if isinstance(outline.footprint, Point) else [p for a in areas(outline) for p in a[0]]
        )
        inside = [west <= lon <= east if west <= east else lon >= west or lon <= east for lon, _ in corners]
        assert all(inside)
        assert (south, north) == (min(lat for _, lat in corners), max(lat for _, lat in corners))
        assert {west, east} <= {lon for lon, _ in corners}
        widest = max(lon for lon, _ in corners) - min(lon for lon, _ in corners)
        assert alone or (east - west) % 360.0 <= widest or (west, east) == (-180.0, 180.0)


def test_bounds_across_the_antimeridian_are_narrow_and_around_a_pole_they_are_all() -> None:
    (pacific,) = outlines(ZOO["over the antimeridian"])
    west, south, east, north = bounds(pacific)
    assert (round(west, 2), round(south, 2), round(east, 2), round(north, 2)) == (179.9, 9.9, -179.9, 10.1)
    (pole,) = outlines(ZOO["around the north pole"])
    assert bounds(pole)[::2] == (-180.0, 180.0)
    assert bounds(pole)[3] == 90.0
    two = Outline(ZOO["two polygons"].footprint, None, None, None, None)  # type: ignore[arg-type]
    assert bounds(two) == (36.0, 35.0, 36.3, 35.1)
