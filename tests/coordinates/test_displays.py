"""What receivers, programs, chats and registers put around a position; words, letters and datums of other countries."""

import pytest

from detente.coordinates import Candidate, read, read_pair
from detente.coordinates.areas import distance_m, radius_m

KUNDUZ = (36.718031, 68.862211)
PLAIN = read("36.718031, 68.862211").candidates[0]
AROUND = """
36.718031, 68.862211, 412m
36.718031, 68.862211, 412 m
36.718031, 68.862211 alt 412 m
36.718031, 68.862211, elev. 412 m asl
36.718031 68.862211 1795m
36.718031 68.862211 -12 m
36.718031 N 68.862211 E высота 412 м
36.718031 N 68.862211 E 412 ft
N 36 43.08186 E 068 51.73266 412 m
36°43'04.91"N 68°51'43.96"E, 412m
36 43 04.91 N 68 51 43.96 E 412 m
"36.718031, 68.862211"
'36.718031, 68.862211
'36.718031, 68.862211'
"36.718031","68.862211"
"36°43'04.91"N 68°51'43.96"E"
{"lat": 36.718031, "lng": 68.862211}
{'lat': '36.718031', 'lng': '68.862211'}
{"lng": 68.862211, "lat": 36.718031}
LatLng(36.718031, 68.862211)
new google.maps.LatLng(36.718031,68.862211)
LatLong=36.718031, 68.862211
lnglat: 68.862211, 36.718031
📍 36.718031, 68.862211
🏥36.718031, 68.862211
PSN 364304.91N0685143.96E
PSN: 364304.91N 0685143.96E
36.718031 СШ 68.862211 ВД
Шир. 36.718031 Дов. 68.862211
36,718031° n. Br., 68,862211° ö. L.
36,718031° nördl. Br. 68,862211° östl. L.
""".strip().split("\n")


def codes(candidate: Candidate | None) -> set[str]:
    assert candidate is not None
    return {one.code for one in candidate.doubts}


@pytest.mark.parametrize("text", AROUND)
def test_what_stands_around_a_position_is_left_out(text: str) -> None:
    only = read(text).only
    assert only is not None, read(text)
    assert distance_m(*KUNDUZ, only.latitude, only.longitude) <= only.accuracy_m <= 0.3
    assert not codes(only) - {"order-assumed"}
    assert ("left out" in only.how) == ("412" in text or "1795" in text or "-12" in text)


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("36.718031, 68.862211 ±10m", 10),
        ("36.718031, 68.862211 (+/- 10 m)", 10),
        ("36.718031, 68.862211 accuracy 10 m", 10),
        ("36.718031, 68.862211 точность: 10 м", 10),
        ("36.718031, 68.862211 ±0,5 km", 500),
        ("36.718031, 68.862211 alt 412 m ±10m", 10),
        ("36.718031, 68.862211 ±10m 412 m", 10),
        ("42S VF 87694 63602 ±10m", 10),
        ('{"latitude":36.718031,"longitude":68.862211,"altitude":412.5,"accuracy":10}', 10),
    ],
)
def test_a_stated_accuracy_widens_the_area(text: str, metres: float) -> None:
    only = read(text).only
    assert only is not None, read(text)
    assert metres < only.accuracy_m < 1.5 * metres + 2
    assert only.accuracy_m == radius_m(only.latitude, only.longitude, only.area)
    assert f"accurate to {metres:g} m" in only.how


@pytest.mark.parametrize(
    "text", ["36.7 68 51 m", "36.718 68.862 412", "36 43 68 51 m", "36.7, 68.8 ±10", "36.7, 68.8, 412 m, 5 m"]
)
def test_what_may_be_minutes_or_has_no_unit_is_no_height(text: str) -> None:
    assert "left out" not in "".join(one.how for one in read(text).candidates)
    assert "accurate" not in "".join(one.how for one in read(text).candidates)


def test_minutes_by_letter_are_no_height() -> None:
    only = read("36d 43.5m N 68d 51.5m E").only
    assert only is not None
    assert only.latitude == pytest.approx(36.725)


@pytest.mark.parametrize("text", ["33.3 C 44.3 B", "33.3 C 44.3 В", "33.3 С 44.3 B", "33.3 C.Ш. 44.3 B.Д.", "C 33.3 B 44.3"])
def test_latin_letters_like_russian_ones_are_doubted(text: str) -> None:
    only = read(text).only
    assert codes(only) == {"letter-lookalike"}
    assert only is not None
    assert (only.latitude, only.longitude) == (33.3, 44.3)


def test_a_latin_letter_alone_is_not_known() -> None:
    for text in ("33.3 C 44.3", "33.3 C 44.3 C", "33.3 B 44.3"):
        assert "word" in read(text).problem


@pytest.mark.parametrize(
    ("latitude", "longitude", "doubts"),
    [
        ("'36.718031", "'68.862211", set()),
        ('"36.718031"', '"68.862211"', set()),
        ("36.718031 СШ", "68.862211 ВД", set()),
        ("36.718031 C", "68.862211 B", {"letter-lookalike"}),
    ],
)
def test_cells_are_read_likewise(latitude: str, longitude: str, doubts: set[str]) -> None:
    only = read_pair(latitude, longitude).only
    assert codes(only) == doubts
    assert only is not None
    assert only.area == PLAIN.area


@pytest.mark.parametrize(
    ("text", "datum", "metres"),
    [
        ("48.3 N 37.3 E S-42", "Pulkovo 1942", 200), ("48.3 N 37.3 E datum Pulkovo", "Pulkovo 1942", 200),
        ("48.3 N 37.3 E УСК-2000", "UCS-2000", 200), ("48.3 N 37.3 E USK-2000", "UCS-2000", 200),
        ("48.3 N 37.3 E ITRF2014", "ITRF2014", 1), ("48.3 N 37.3 E ITRF 2020", "ITRF2020", 1),
    ],
)  # fmt: skip
def test_more_datums_have_names(text: str, datum: str, metres: float) -> None:
    only, plain = read(text).only, read("48.3 N 37.3 E").only
    assert only is not None, read(text)
    assert plain is not None
    assert (only.datum, only.datum_stated) == (datum, True)
    assert distance_m(48.3, 37.3, only.latitude, only.longitude) <= metres
    assert only.accuracy_m < plain.accuracy_m + 10


def test_a_datum_that_is_an_airport_and_a_southern_longitude_are_left_alone() -> None:
    assert not read("59.8 N 30.26 E Pulkovo").candidates
    assert read("59.8 N 30.26 E", datum="Pulkovo").candidates[0].datum == "Pulkovo 1942"
    only = read("12 S-42 W").only
    assert only is not None
    assert (only.latitude, only.longitude, only.datum) == (-12.0, -42.0, "WGS 84")


@pytest.mark.parametrize("text", ["31.3 N 121.3 E GCJ-02", "31.3, 121.3 (GCJ02)", "BD-09 31.3 N 121.3 E"])
def test_what_is_shifted_by_law_is_refused_in_words_of_its_own(text: str) -> None:
    assert "shifted by law" in read(text).problem
    assert "shifted by law" in read("31.3, 121.3", datum="GCJ-02").problem
