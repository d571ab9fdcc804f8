"""MGRS, UTM, UPS and plus codes: squares are areas; letters against the library as an oracle; what `near` completes."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mgrs import MGRS
from mgrs.core import MGRSError

from detente.coordinates import Area, read, write
from detente.coordinates.areas import distance_m, inside
from detente.coordinates.projections import BANDS

LIBRARY = MGRS()
KUNDUZ = (36.718031, 68.862211)


@pytest.mark.parametrize(
    ("text", "side_m", "doubted"),
    [
        ("42S VF 87694 63602", 1, False),
        ("42S VF 8769 6360", 10, False),
        ("42S VF 876 636", 100, True),
        ("42S VF 87 63", 1_000, True),
        ("42S VF 8 6", 10_000, True),
        ("42SVF86", 10_000, True),
        ("42S VF", 100_000, True),
    ],
)
def test_a_short_grid_is_an_area(text: str, side_m: float, doubted: bool) -> None:
    only = read(text).only
    assert only is not None
    height = distance_m(only.area.south, 0, only.area.north, 0)
    assert side_m * 0.99 <= height <= side_m * 1.05
    assert side_m * 0.7 <= only.accuracy_m <= side_m * 0.75
    assert inside(only.area, *KUNDUZ)
    assert [one.code for one in only.doubts] == ["short-grid"] * doubted
    if doubted:
        assert only.doubts[0].args["metres"] == f"{side_m:.0f}"


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 60),
    st.sampled_from(BANDS),
    st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=2, max_size=2),
    st.integers(0, 5),
    st.data(),
)
def test_every_square_is_where_the_library_has_it(zone: int, band: str, letters: str, half: int, data: st.DataObject) -> None:
    digits = data.draw(st.text("0123456789", min_size=2 * half, max_size=2 * half))
    text = f"{zone}{band}{letters}{digits}"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            latitude, longitude = LIBRARY.toLatLon(text)
        except (MGRSError, RuntimeWarning):
            return
    reading = read(text)
    if reading.only is None:  # squares that no place of their zone or band lies in: the library takes some of them
        assert "does not lie in" in reading.problem or "no grid zone" in reading.problem
        return
    assert distance_m(latitude, longitude, reading.only.latitude, reading.only.longitude) <= reading.only.accuracy_m
    assert inside(reading.only.area, latitude, longitude)


@settings(max_examples=200, deadline=None)
@given(st.floats(-80, 84), st.floats(-180, 180), st.sampled_from([0, 2, 4, 6, 8, 10]))
def test_letters_are_those_of_the_library(latitude: float, longitude: float, digits: int) -> None:
    ours = write(latitude, longitude, "MGRS", digits).replace(" ", "")
    theirs = LIBRARY.toMGRS(latitude, longitude, MGRSPrecision=digits // 2)
    if ours != theirs.lstrip("0"):  # cut or rounded at the edge of a square
        one, other = read(ours).only, read(theirs).only
        assert one is not None
        assert other is not None
        assert distance_m(one.latitude, one.longitude, other.latitude, other.longitude) <= 2 * max(
            one.accuracy_m, other.accuracy_m
        )


@settings(max_examples=200, deadline=None)
@given(st.floats(84.01, 90), st.sampled_from([-1, 1]), st.floats(-180, 180), st.sampled_from([0, 4, 8]))
def test_letters_around_the_poles_are_those_of_the_library(north: float, side: int, longitude: float, digits: int) -> None:
    latitude = max(-90.0, -(north - 3.99)) if side < 0 else north
    ours = write(latitude, longitude, "MGRS", digits).removeprefix("MGRS ").replace(" ", "")
    theirs = LIBRARY.toMGRS(latitude, longitude, MGRSPrecision=digits // 2)
    if ours != theirs:
        one, other = read(f"MGRS {ours}").only, read(f"MGRS {theirs}").only
        assert one is not None
        assert other is not None
        assert distance_m(one.latitude, one.longitude, other.latitude, other.longitude) <= 2 * max(one.accuracy_m, 8.0)


@pytest.mark.parametrize("place", [(84.00001, 30.2), (-80.00001, 30.2), (84.0004, -45.1), (-80.0005, 180.0), (84.0006, 9.0)])
@pytest.mark.parametrize("digits", [0, 2, 4, 6, 8, 10])
def test_just_beyond_the_zones_squares_are_those_around_the_poles(place: tuple[float, float], digits: int) -> None:
    text = write(*place, "MGRS", digits)
    only = read(text).only
    assert text.removeprefix("MGRS ")[0] in "ABYZ"
    assert only is not None, text
    assert inside(only.area, *place)


@pytest.mark.parametrize("text", ["Z AA 1 1", "Y ZH 1 1", "A UM 5 5", "Z IA 1 1", "B DA 1 1", "Y AA 1 1"])
def test_squares_that_are_not_around_a_pole_are_refused(text: str) -> None:
    reading = read(text)
    assert bool(reading.candidates) == (text in ("Y ZH 1 1", "A UM 5 5"))


@pytest.mark.parametrize(
    "text",
    [
        "UTM/MGRS: 42S VF 87694 63602", "GR 42S VF 87694 63602", "42S VF 87694,63602", "42S VF E87694 N63602",
        "42S/VF/87694/63602", "42S.VF.87694.63602", "42S-VF-87694-63602", "Grid reference: 42S VF 87694 63602",
        "UTM 42S VF 87694 63602",
    ],
)  # fmt: skip
def test_a_square_is_read_with_whatever_stands_between_its_parts(text: str) -> None:
    assert read(text).candidates == read("42S VF 87694 63602").candidates


def test_decimals_in_a_square_are_not_taken_for_its_parts() -> None:
    for text in ("42S VF 8769.5 6360.5", "42S VF 8769,5,6360,5", "42S/VF/8769/636"):
        assert not read(text).candidates, text
    assert read("GR 42S VF 876 636").candidates == read("42S VF 876 636").candidates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36M 300000 3700000", [(-56.801, 29.724, True), (33.421, 30.849, True)]),
        ("36M 500000 300000", [(2.714, 33.0, True)]),
        ("36M 500000 9700000", [(-2.714, 33.0, False)]),
        ("36 m 500000 9700000", [(-2.714, 33.0, False)]),
        ("zone 35M E 750000 N 9800000", [(-1.808, 29.247, False)]),
        ("750000 E 9800000 N zone 35M", [(-1.808, 29.247, False)]),
        ("36K 300000 3700000", [(-56.801, 29.724, True), (33.421, 30.849, True)]),
        ("36R 300000 9700000", [(-2.713, 31.201, True)]),
        ("42T 487695 4063602", [(36.718, 68.862, True)]),
    ],
)
def test_a_letter_behind_the_zone_is_its_band(text: str, expected: list[tuple[float, float, bool]]) -> None:
    found = read(text).candidates
    assert [
        (round(one.latitude, 3), round(one.longitude, 3), "band-mismatch" in {doubt.code for doubt in one.doubts})
        for one in found
    ] == expected


@pytest.mark.parametrize("zone", [32, 34, 36])
def test_three_zones_of_svalbard_are_not_there(zone: int) -> None:
    assert f"no grid zone {zone}X" in read(f"{zone}X 500000 8500000").problem
    assert read(f"{zone + 1}X 500000 8500000").only is not None


@pytest.mark.parametrize(
    "text",
    [
        "487695,4063602,42N", "42N,487695,4063602", "487.695 4.063.602 zone 42N", "487 695 4 063 602 42N",
        "المنطقة 42N 487695 4063602", "487695m 4063602m 42N",
    ],
)  # fmt: skip
def test_a_grid_is_read_with_whatever_parts_its_numbers(text: str) -> None:
    only = read(text).only
    assert only is not None, read(text)
    assert distance_m(*KUNDUZ, only.latitude, only.longitude) < 1


@pytest.mark.parametrize("digits", [0, 2, 4, 6, 8, 10])
@pytest.mark.parametrize("place", [(89.9999, 12.0), (90.0, 0.0), (-90.0, 0.0), (-85.0, -170.0), (84.5, 180.0), (-80.1, 90.0)])
def test_around_the_poles(place: tuple[float, float], digits: int) -> None:
    for text in (write(*place, "MGRS", digits), write(*place, "UPS", 0)):
        only = read(text).only
        assert only is not None, text
        assert inside(only.area, *place), (text, only)


def test_the_square_with_the_pole_in_it_has_all_longitudes() -> None:
    only = read("UPS north 2000000 2000000").only
    assert only is not None
    assert (only.area.west, only.area.east, only.area.north) == (-180.0, 180.0, 90.0)
    south = read("A 2000000 2000000").only
    assert south is not None
    assert south.latitude == -90


def test_across_the_antimeridian_west_is_greater_than_east() -> None:
    for text in ("1N 166021 0", "12.3, 180", "12.3 N 180.0 W", "60N 833979 100"):
        only = read(text).only
        assert only is not None, text
        assert only.area.west > 179 > 0 > only.area.east > -181, only


def test_at_the_pole_the_area_is_cut() -> None:
    only = read("90.0 N 10.0 E").only
    assert only is not None
    assert only.area == Area(only.area.south, only.area.west, 90.0, only.area.east)
    assert only.latitude == 90
    assert 5_500 < only.accuracy_m < 5_700


def test_the_accuracy_is_half_a_unit_of_the_last_digit() -> None:
    for text, metres in [
        ("36.7, 68.8", 7_159),
        ("0.5, 0.1", 7_900),
        ("36, 68", 71_700),
        ("36°43' N 68°51' E", 1_193),
        ("36°43'05\" N 68°51'44\" E", 19.9),
        ("36.718031, 68.862211", 0.0716),
    ]:
        only = read(text).only
        assert only is not None
        assert only.accuracy_m == pytest.approx(metres, rel=0.01), text


@pytest.mark.parametrize(("text", "digits"), [("VF 8769 6360", 8), ("VF87694 63602", 10), ("vf 87 63", 4)])
def test_a_square_without_its_zone_needs_what_it_is_near(text: str, digits: int) -> None:
    assert "zone" in read(text).problem
    only = read(text, near=(36.5, 69.5)).only
    assert only is not None
    assert inside(only.area, *KUNDUZ)
    assert only.doubts[-1].code == "near-used"
    assert read(text, near=(-36.5, 20.0)).problem


def test_a_square_on_the_edge_of_two_bands_is_one_candidate() -> None:
    text = write(40.0, 69.0, "MGRS", 4).split(" ", 1)[1]
    assert len(read(text, near=(40.0, 69.0)).candidates) == 1


@pytest.mark.parametrize("text", ["PV96+6V", "pv96+6v Kunduz", "CPV96+6V"])
def test_a_short_plus_code_needs_what_it_is_near(text: str) -> None:
    assert "plus code" in read(text).problem
    if text != "CPV96+6V":
        only = read(text, near=(36.73, 68.86)).only
        assert only is not None
        assert inside(only.area, *KUNDUZ)
        assert only.doubts[-1].code == "near-used"


def test_a_code_of_no_place_is_refused() -> None:
    for near in (None, (36.7, 68.9)):
        assert "no plus code of any place" in read("WJ8CPV96+6V8", near=near).problem


def test_near_completes_and_does_nothing_else() -> None:
    for text in ("36.718031, 68.862211", "42S 487695 4063602", "42S VF 87694 63602", "8J8CPV96+6V8"):
        assert read(text, near=(36.7, 68.8)) == read(text)
    assert read("PV96+6V", near=(100.0, 0.0)).problem
    assert read("PV96+6V", near=(float("nan"), 0.0)).problem


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("42T 487695 4063602", ["band-mismatch"]),
        ("42N 4063602 487695", ["northing-first"]),
        ("42N 200000 500000", []),
        ("42N 101000 500000", []),
        ("42N 860000 6500000", ["outside-zone"]),
        ("8J8C0000+", ["short-code"]),
    ],
)
def test_a_grid_that_does_not_fit_together_is_doubted(text: str, codes: list[str]) -> None:
    only = read(text).only
    assert only is not None
    assert [one.code for one in only.doubts] == codes
