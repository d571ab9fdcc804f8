"""What is written is read back: to within what was written, the area holding the position; and no text ever raises."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coordinates import Candidate, Format, Reading, read, read_pair, write
from detente.coordinates.areas import distance_m, inside, radius_m
from detente.coordinates.reading import LONGEST

EDGES = [-180.0, -179.9999999, -0.0, 0.0, 3.0, 6.0, 12.0, 42.0, 179.9999999, 180.0]
LATITUDES = st.one_of(
    st.floats(-90, 90),
    st.sampled_from([-90.0, -89.9999999, -80.0, -1e-9, 0.0, 56.0, 64.0, 72.0, 83.9999, 84.0, 84.00001, -80.00001, 90.0]),
)
LONGITUDES = st.one_of(st.floats(-180, 180), st.sampled_from(EDGES), st.floats(179.99, 180), st.floats(-180, -179.99))
PRECISIONS: dict[Format, st.SearchStrategy[int]] = {
    "DD": st.integers(0, 12),
    "DDM": st.integers(0, 9),
    "DMS": st.integers(0, 7),
    "UTM": st.integers(0, 6),
    "UPS": st.integers(0, 6),
    "MGRS": st.sampled_from([0, 2, 4, 6, 8, 10]),
    "PLUSCODE": st.sampled_from([2, 4, 6, 8, 10, 11, 12, 13, 14, 15]),
    "GEOURI": st.integers(0, 12),
}


def sound(candidate: Candidate) -> bool:
    area = candidate.area
    return (
        -90 <= area.south <= area.north <= 90
        and all(-180 <= edge <= 180 for edge in (area.west, area.east, candidate.longitude))
        and inside(area, candidate.latitude, candidate.longitude)
        and math.isfinite(candidate.accuracy_m)
        and candidate.accuracy_m >= 0
        and all(one.code and one.words for one in candidate.doubts)
    )


def checked(reading: Reading) -> None:
    assert bool(reading.candidates) != bool(reading.problem and reading.hint), reading
    assert all(map(sound, reading.candidates)), reading


@pytest.mark.parametrize("format", PRECISIONS)
@settings(max_examples=150, deadline=None)
@given(latitude=LATITUDES, longitude=LONGITUDES, data=st.data())
def test_what_is_written_is_read_back(format: Format, latitude: float, longitude: float, data: st.DataObject) -> None:
    precision = data.draw(PRECISIONS[format])
    if format == "UPS":
        latitude = math.copysign(90 - abs(latitude) / 15, latitude)
    if format == "UTM":
        latitude = max(-80.0, min(84.0, latitude))
    text = write(latitude, longitude, format, precision)
    only = read(text).only
    assert only is not None, (text, read(text))
    assert only.format == format
    assert sound(only), (text, only)
    assert inside(only.area, latitude, longitude), (text, only)
    assert distance_m(latitude, longitude, only.latitude, only.longitude) <= only.accuracy_m * 1.000001 + 1e-6, (text, only)


@settings(max_examples=150, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_number_has_the_decimals_of_its_shortest_form(latitude: float, longitude: float) -> None:
    latitude, longitude = round(latitude, 4), round(longitude, 3)
    only = read_pair(latitude, longitude).only
    assert only is not None
    assert (only.latitude, only.longitude) == (latitude, longitude)
    assert only.area.north - only.area.south >= 0.99e-4 or abs(latitude) > 89.9999
    assert sound(only)
    as_text = read_pair(repr(latitude).removesuffix(".0"), repr(longitude).removesuffix(".0"))
    assert as_text.candidates == (only,)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_no_text_raises(text: str, other: str) -> None:
    checked(read(text))
    checked(read(text, near=(36.7, 68.9)))
    checked(read_pair(text, other))
    read(text, datum=other)


ALPHABET = st.text("0123456789.,;:-+°'\" NSEWnseoxymdlat/()٣٫ش°сВ\n", max_size=40)


@settings(max_examples=400, deadline=None)
@given(ALPHABET, ALPHABET)
def test_no_text_of_the_right_letters_raises(text: str, other: str) -> None:
    checked(read(text))
    checked(read_pair(text, other))


SEEDS = [
    "36.718031, 68.862211",
    "36°43'04.91\"N 068°51'43.96\"E",
    "42S VF 87694 63602",
    "UTM 42 north 487695 4063602",
    "geo:36.7,68.8;u=5",
    "8J8CPV96+6V8",
    "https://yandex.ru/maps/?pt=68.862211,36.718031&z=17",
    "$GPGLL,3643.08186,N,06851.73266,E,092751.000,A",
    "ED50 36,718031 68,862211",
    "خط العرض: ٣٦٫٧١٨٠٣١ خط الطول: ٦٨٫٨٦٢٢١١",
    "36.43.05 68.51.44",
    "UPS north 2012345 2123456",
]


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_no_mutated_spelling_raises(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(st.text("0123456789.,+-NSEW °'\"/;=ZABX", max_size=3)) + text[at + cut :]
    checked(read(text))
    checked(read(text, near=(-0.1, 179.9)))
    head, _, tail = text.partition(" ")
    checked(read_pair(head, tail))


def test_what_is_too_long_is_a_problem() -> None:
    for text in ("1" * (LONGEST + 1), "36.7, 68.8" + " " * 10_000, "N" * 1_000_000):
        checked(read(text))
        checked(read_pair(text, "68.8"))
        checked(read_pair(text, ""))
        assert "characters" in read(text).problem


@pytest.mark.parametrize("cell", [math.nan, math.inf, -math.inf, 10**400, True, 1e300, 5e-324, -0.0])
def test_no_number_raises(cell: float) -> None:
    checked(read_pair(cell, 68.8))
    checked(read_pair(36.7, cell))


@settings(max_examples=100, deadline=None)
@given(LATITUDES, LONGITUDES, st.floats(0, 95), st.floats(0, 200), st.integers(0, 2**32))
def test_the_radius_holds_the_whole_area(latitude: float, longitude: float, half: float, wide: float, seed: int) -> None:
    from random import Random

    from detente.coordinates.areas import around

    area, random = around(latitude, longitude, half, wide), Random(seed)
    radius = radius_m(latitude, longitude, area)
    width = (area.east - area.west) % 360 or (360 if area.east > area.west else 0)
    for _ in range(50):
        north, east = random.uniform(area.south, area.north), area.west + random.uniform(0, width)
        assert distance_m(latitude, longitude, north, east) <= radius + 1e-6


@pytest.mark.parametrize(
    ("format", "precision"), [("DD", 13), ("DD", -1), ("MGRS", 3), ("MGRS", 12), ("PLUSCODE", 1), ("LINK", None), ("UTM", 9)]
)
def test_what_cannot_be_written_is_an_error(format: Format, precision: int | None) -> None:
    with pytest.raises(ValueError, match=r"precision|written"):
        write(36.7, 68.8, format, precision)


@pytest.mark.parametrize(
    ("latitude", "longitude", "format"), [(85.0, 0.0, "UTM"), (0.0, 0.0, "UPS"), (91.0, 0.0, "DD"), (math.nan, 0, "DD")]
)
def test_a_format_has_its_room(latitude: float, longitude: float, format: Format) -> None:
    with pytest.raises(ValueError, match=r"UPS|UTM|position"):
        write(latitude, longitude, format)
