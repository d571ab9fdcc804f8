"""Datums: their names in a text and as an argument, the shift of each, and what happens where there is none."""

import pytest
from pyproj import Geod

from detente.coordinates import Candidate, read, read_pair, write
from detente.coordinates.areas import inside
from detente.coordinates.datum_names import ROWS
from detente.coordinates.datums import WGS84, _ways, by_code, named
from detente.coordinates.digits import fold

GEOD = Geod(ellps="WGS84")
KUNDUZ, HATAY, GAZA, MOHMAND, LUHANSK = (36.718031, 68.862211), (36.2, 36.16), (31.5, 34.45), (34.5, 71.3), (48.57, 39.3)


def shift_m(candidate: Candidate | None, place: tuple[float, float]) -> float:
    assert candidate is not None
    return float(GEOD.inv(place[1], place[0], candidate.longitude, candidate.latitude)[2])


@pytest.mark.parametrize(
    ("datum", "place", "low", "high"),
    [
        ("Herat North", KUNDUZ, 304, 306), ("ED50", HATAY, 114, 119), ("Pulkovo 1942", HATAY, 114, 119),
        ("Pulkovo 1942", LUHANSK, 112, 120), ("Palestine 1923", GAZA, 80, 82), ("Kalianpur 1962", MOHMAND, 72, 75),
        ("Kalianpur", MOHMAND, 72, 75), ("NAD27", (40.0, -100.0), 20, 60), ("WGS 72", KUNDUZ, 5, 20), ("PZ-90.11", KUNDUZ, 0, 3),
        ("Adindan", (9.0, 39.0), 150, 210), ("Arc 1960", (-1.0, 37.0), 250, 400), ("Nahrwan 1967", (25.0, 55.0), 200, 310),
        ("Ain el Abd", (24.0, 45.0), 70, 160), ("WGS 84", KUNDUZ, 0, 0),
    ],
)  # fmt: skip
def test_a_datum_moves_a_position_as_measured(datum: str, place: tuple[float, float], low: float, high: float) -> None:
    text = f"lat {place[0]} lon {place[1]}"
    for only in (read(text, datum=datum).only, read(f"{text} ({datum})").only, read_pair(*place, datum=datum).only):
        assert low <= shift_m(only, place) <= high
        assert only is not None
        assert only.datum == datum
        assert only.datum_stated
        assert "datum-padded" not in {one.code for one in only.doubts}


def test_the_accuracy_of_the_shift_is_added() -> None:
    plain, local = read("36.2 N 36.16 E").only, read("36.2 N 36.16 E ED50").only
    assert plain is not None
    assert local is not None
    assert 2 <= local.accuracy_m - plain.accuracy_m <= 4
    coarse = read("36.718031 N 68.862211 E", datum="Herat North").only
    assert coarse is not None
    assert coarse.accuracy_m >= 999
    assert [one.code for one in coarse.doubts] == ["datum-coarse"]


@pytest.mark.parametrize(
    ("text", "place", "metres"), [("ED50", KUNDUZ, 200), ("Kalianpur 1880", KUNDUZ, 2200), ("Palestine 1923", KUNDUZ, 100)]
)
def test_where_no_transformation_is_at_hand_the_position_is_kept_and_padded(
    text: str, place: tuple[float, float], metres: float
) -> None:
    only = read_pair(*place, datum=text).only
    assert only is not None
    assert (only.latitude, only.longitude) == place
    assert [one.code for one in only.doubts] == ["datum-padded"]
    assert only.accuracy_m >= metres
    for bearing in range(0, 360, 15):
        east, north, _ = GEOD.fwd(place[1], place[0], bearing, metres)
        assert inside(only.area, north, east)


@pytest.mark.parametrize("key", [key for key in ROWS if key != "wgs84"])
def test_the_padding_is_never_less_than_the_largest_shift(key: str) -> None:
    for way in _ways(ROWS[key].codes):
        use = way.area
        for north in range(5):
            for east in range(5):
                latitude = use.south + (use.north - use.south) * north / 4
                longitude = use.west + ((use.east - use.west) % 360 or 360) * east / 4
                longitude = (longitude + 180) % 360 - 180
                x, y = way.transformer.transform(longitude, latitude)
                if abs(y) <= 90 and abs(x) <= 180:
                    assert GEOD.inv(longitude, latitude, x, y)[2] <= ROWS[key].worst_m


def test_where_nothing_is_said_wgs_84_is_assumed_and_that_is_said() -> None:
    only = read("36.718031, 68.862211").only
    assert only is not None
    assert (only.datum, only.datum_stated) == ("WGS 84", False)


NAMES = """
WGS84; wgs 1984; WGS; EPSG:4326; 4326; CRS84; EPSG:32642 = WGS 84
urn:ogc:def:crs:EPSG:4230; EPSG 4230; ED-50; European Datum 1950; Européen 1950; datum: ED50; EPSG:23037 = ED50
СК-42; CK-42; ск 42; SK-42; Пулково 1942; Pulkovo 1942 г. = Pulkovo 1942
СК-95 = Pulkovo 1995
ПЗ-90; PZ-90 = PZ-90
ПЗ-90.11 = PZ-90.11
ГСК-2011 = GSK-2011
Герат северный; Herat; Herat North; هرات = Herat North
فلسطين 1923; Palestine; Palestine 1923 = Palestine 1923
عين العبد; Ain el-Abd 1970 = Ain el Abd
نهروان; Nahrwan; Nahrwan 1967 = Nahrwan 1967
Nahrwan 1934 = Nahrwan 1934
NAD 27 = NAD27
EPSG:4314 = DHDN
hospital; Clarke 1880; Krassowsky; EPSG:3857; EPSG:1; EPSG:4816; ED50 WGS84; Kunduz ED50 =
"""
PAIRS = [
    (text, line.rpartition("=")[2].strip())
    for line in NAMES.strip().split("\n")
    for text in line.rpartition("=")[0].strip().split("; ")
]


@pytest.mark.parametrize(("text", "name"), PAIRS)
def test_a_datum_has_many_names(text: str, name: str) -> None:
    reading = read("36.2 N 36.16 E", datum=text)
    if not name:
        assert not reading.candidates
        assert reading.problem
        assert reading.hint
    else:
        assert {one.datum for one in reading.candidates} == {name}
    assert not name or named(fold(text)).name == name


def test_a_place_is_not_a_datum() -> None:
    for text in ("34.35 N 62.2 E Herat", "31.5, 34.45 Palestine", "32.6, 44.0 Karbala"):
        assert not read(text).candidates, text
    assert read("34.35 N 62.2 E datum Herat").candidates


def test_a_code_of_utm_gives_zone_and_datum() -> None:
    only = read("487695 4063602", datum="EPSG:32642").only
    assert only is not None
    assert shift_m(only, KUNDUZ) < 1
    local = read("EPSG:23037 243000 4010000").only
    assert local is not None
    assert local.datum == "ED50"
    assert by_code(23037).zone == "37N"


def test_a_grid_lies_on_the_ellipsoid_of_its_datum() -> None:
    text = write(36.2, 36.16, "UTM", 2)
    plain, local = read(text).only, read(text, datum="ED50").only
    assert plain is not None
    assert local is not None
    # UTM on ED50 is about 80 m east and 190 m north of UTM on WGS 84 in the Near East.
    assert 150 <= shift_m(local, (36.2, 36.16)) <= 260
    assert "other letters" in read("37S BA 43000 10000", datum="NAD27").problem


def test_text_and_table_contradicting_each_other_are_both_candidates() -> None:
    reading = read("36.2 N 36.16 E WGS84", datum="ED50")
    assert [one.datum for one in reading.candidates] == ["WGS 84", "ED50"]
    assert all("datum-conflict" in {one.code for one in candidate.doubts} for candidate in reading.candidates)
    assert len(read("36.2 N 36.16 E ED50", datum="ED50").candidates) == 1
    code = read("8J8CPV96+6V8", datum="ED50").only
    assert code is not None
    assert (code.datum, code.doubts[-1].code) == ("WGS 84", "datum-conflict")
    assert "two datums" in read_pair("36.2 ED50", "36.16 WGS84").problem


def test_wgs84_is_the_row_of_that_name() -> None:
    assert named("wgs 84") == WGS84
