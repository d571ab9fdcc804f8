"""Volumes become parts, or are refused with the place that is wrong."""

from datetime import UTC, datetime

import numpy as np
import pytest

from detente.errors import InputError
from detente.geometry import distance, ecef, lonlat, meet, parts, vertical_gap
from detente.geometry.altitude import band
from detente.volume import Altitude, Circle, Corridor, Edges, MultiPolygon, Point, Polygon, Position, Segment, Volume4D

SQUARE = ((36.0, 35.0), (36.1, 35.0), (36.1, 35.1), (36.0, 35.1), (36.0, 35.0))
HOLE = ((36.04, 35.04), (36.06, 35.04), (36.06, 35.06), (36.04, 35.06), (36.04, 35.04))


def one(footprint: object, **more: object):
    (part,) = parts(Volume4D(footprint, **more))  # type: ignore[arg-type]
    return part


def test_positions_go_to_the_centre_of_the_earth_and_back() -> None:
    places = np.array([[0.0, 0.0], [36.169, 35.815], [-180.0, -89.9], [179.999, 12.0]])
    assert np.allclose(lonlat(ecef(places)) % 360, places % 360, atol=1e-9)
    assert ecef(np.array([[0.0, 90.0]]))[0, 2] == pytest.approx(6_356_752.3142)


def test_each_leg_of_a_corridor_has_its_own_altitudes_and_times() -> None:
    noon = datetime(2015, 11, 24, 12, tzinfo=UTC)
    corridor = Corridor(
        ((36.0, 35.0), (36.1, 35.0), (36.2, 35.0)),
        500.0,
        (Segment(time_start=noon), Segment(altitude_upper=Altitude(100, "M", "W84"))),
    )
    first, second = parts(Volume4D(corridor, altitude_upper=Altitude(900, "M", "W84")))
    assert (first.t0, first.band.upper_m) == (noon.timestamp(), 900)
    assert (second.t0, second.band.upper_m) == (-np.inf, 100)


@pytest.mark.parametrize(
    ("footprint", "words"),
    [
        (Polygon((((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)),)), "self-intersection"),
        (Polygon((SQUARE, ((40.0, 40.0), (41.0, 40.0), (41.0, 41.0), (40.0, 40.0)))), "hole"),
        (Polygon((((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (0.0, 0.0)),)), "not a usable polygon"),
        (Polygon((((-150.0, 0.0), (0.0, 0.0), (150.0, 0.0), (0.0, 80.0), (-150.0, 0.0)),)), "60 degrees"),
        (Polygon((SQUARE[:-1],)), "not closed"),
        (Corridor(((0.0, 0.0), (170.0, 0.0)), 100.0), "third of the way"),
        (Corridor(((0.0, 0.0),), 100.0), "two positions"),
        (Point((10.0, 91.0)), "latitude"),
        (Point((float("nan"), 1.0)), "finite"),
        (Point((1.23456789, 1.0)), "decimals"),
        (Circle((1.0, 1.0), 0.0), "above 0"),
        (Polygon((tuple((i / 1e4, 0.0) for i in range(20_000)),)), "at most 10000"),
    ],
)
def test_footprints_that_are_refused(footprint: object, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        parts(Volume4D(footprint), "plan.geojson feature 3")  # type: ignore[arg-type]
    assert error.value.where.startswith("plan.geojson feature 3.footprint")


def test_one_bad_polygon_of_many_is_named() -> None:
    bow = ((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0))
    with pytest.raises(InputError) as error:
        parts(Volume4D(MultiPolygon(((SQUARE,), (bow,)))))
    assert error.value.where.endswith("coordinates[1]")


def test_holes_are_not_inside() -> None:
    ring = one(Polygon((SQUARE, HOLE)))
    assert distance(ring, one(Point((36.02, 35.02)))).metres == 0
    assert distance(ring, one(Point((36.05, 35.05)))).metres == pytest.approx(912, abs=5)
    assert distance(ring, one(Point((36.06, 35.05)))).metres < 1e-6


@pytest.mark.parametrize("lat", [90.0, -90.0])
def test_a_polygon_around_a_pole(lat: float) -> None:
    sign = lat / 90
    cap = one(
        Polygon((((0.0, sign * 89.0), (90.0, sign * 89.0), (180.0, sign * 89.0), (-90.0, sign * 89.0), (0.0, sign * 89.0)),))
    )
    assert distance(cap, one(Point((17.0, lat)))).metres == 0
    assert distance(cap, one(Point((0.0, sign * 88.0)))).metres == pytest.approx(111_693, abs=5)


def test_the_antimeridian_is_an_ordinary_place() -> None:
    west, east = one(Point((179.9999, 10.0))), one(Point((-179.9999, 10.0)))
    assert distance(west, east).metres == pytest.approx(21.93, abs=0.02)
    box = one(Polygon((((179.9, 9.9), (-179.9, 9.9), (-179.9, 10.1), (179.9, 10.1), (179.9, 9.9)),)))
    assert distance(box, west).metres == 0


@pytest.mark.parametrize(("edges", "off"), [("geodesic", 1233), ("lonlat", 0), ("rhumb", 0)])
def test_what_an_edge_means(edges: Edges, off: float) -> None:
    """300 km along a parallel: the geodesic runs 1,233 m north of it, lon/lat lines and rhumb lines stay on it."""
    (leg,) = parts(Volume4D(Corridor(((30.0, 35.0), (33.2889, 35.0)), 0.0), edges=edges))
    assert distance(leg, one(Point((31.64445, 35.0)))).metres == pytest.approx(off, abs=5 if off else 0.007)


@pytest.mark.parametrize("lat", [5.0, 35.0, 60.0, 85.0])
def test_lonlat_edges_are_followed_within_millimetres(lat: float) -> None:
    start, end = (10.0, lat), (12.0, lat + 1.5)
    (leg,) = parts(Volume4D(Corridor((start, end), 0.0), edges="lonlat"))
    for t in np.linspace(0.013, 0.987, 23):
        on: Position = (round(start[0] + t * 2.0, 7), round(start[1] + t * 1.5, 7))
        assert distance(leg, one(Point(on))).metres < 0.03


@pytest.mark.parametrize(
    ("a", "b", "gap", "words"),
    [
        (("W84", 0, 100), ("W84", 150, 200), 50, "both above the WGS 84 ellipsoid"),
        (("AMSL", 0, 100), ("AMSL", 150, 200), 50, "both above mean sea level"),
        (("STD", 0, 100), ("STD", 150, 200), 50, "both pressure"),
        (("W84", 0, 100), ("AMSL", 300, 400), 93, "padding"),
        (("W84", 0, 100), ("AGL", 500, 600), 0, "padding"),
        (("W84", 0, 100), ("UNKNOWN", 700, 800), 0, "unknown datum"),
    ],
)
def test_altitudes_are_compared_or_padded(a: tuple, b: tuple, gap: float, words: str) -> None:
    bands = [band(Altitude(low, "M", ref), Altitude(high, "M", ref)) for ref, low, high in (a, b)]
    found = vertical_gap(*bands, touching=True)
    assert found.metres == pytest.approx(gap)
    assert words in found.basis
    assert vertical_gap(*reversed(bands), touching=True).metres == found.metres


def test_heights_above_ground_are_alike_only_where_the_footprints_meet() -> None:
    low, high = (band(Altitude(x, "M", "AGL"), Altitude(x + 50, "M", "AGL")) for x in (0, 100))
    assert vertical_gap(low, high, touching=True).metres == 50
    assert vertical_gap(low, high, touching=False).metres == 0


def test_feet_and_flight_levels() -> None:
    (part,) = parts(Volume4D(Point((0.0, 0.0)), Altitude(190, "FL", "STD"), Altitude(20_000, "FT", "STD")))
    assert (part.band.raw_lower_m, part.band.raw_upper_m) == pytest.approx((5791.2, 6096.0))


def test_windows_are_closed_and_padded_by_the_skew() -> None:
    t = [datetime(2015, 11, 24, 7, m, tzinfo=UTC) for m in (0, 10, 20)]
    a = one(Point((0.0, 0.0)), time_start=t[0], time_end=t[1])
    b = one(Point((0.0, 0.0)), time_start=t[1], time_end=t[2])
    c = one(Point((0.0, 0.0)), time_start=datetime(2015, 11, 24, 7, 12, tzinfo=UTC))
    assert meet(a, b) is not None
    assert meet(a, c) is None
    assert meet(a, c, skew_s=120) is not None


def test_tolerance_makes_a_conflict_and_says_so() -> None:
    a = one(Circle((36.0, 35.0), 500.0))
    near = one(Circle((36.0, 35.01), 500.0))
    assert meet(a, near) is None
    found = meet(a, one(Circle((36.0, 35.01), 500.0), accuracy_m=200.0))
    assert found is not None
    assert found.within_tolerance
    assert found.distance.metres == pytest.approx(1109.4, abs=0.2)
    exact = meet(a, near, separation_m=200.0)
    assert exact is not None
    assert not exact.within_tolerance


def test_what_is_refused_is_refused_again_and_says_where() -> None:
    volume = Volume4D(Circle((36.0, 35.0), -1.0))
    for where in ("$", "$.volumes[3]"):
        with pytest.raises(InputError) as caught:
            parts(volume, where)
        assert caught.value.where.startswith(where)


def test_parts_are_measured_once_for_one_volume_and_anew_for_another_that_is_alike() -> None:
    volume = Volume4D(Circle((36.0, 35.0), 100.0))
    assert parts(volume) is parts(volume, "$.volumes[3]")
    assert parts(Volume4D(Circle((36.0, 35.0), 100.0))) is not parts(volume)
