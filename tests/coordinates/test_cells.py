"""Two cells of a table, and the doubts that a text raises by itself."""

import csv
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from detente.coordinates import Candidate, read, read_pair
from detente.coordinates.areas import distance_m
from detente.coordinates.doubts import WORDS, doubt

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "protected"
PLACE = (36.718031, 68.862211)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (36.718031, 68.862211),
        ("36.718031", "68.862211"),
        ("36,718031", "68,862211"),
        (" 36.718031 ", "68.862211\n"),
        ("36.718031 N", "68.862211 E"),
        ("N36.718031", "E68.862211"),
        ("36.718031°", "68.862211°"),
        ("+36.718031", "+68.862211"),
        ("36°43'04.91\"N", "68°51'43.96\"E"),
        ("36 43 04.91 N", "68 51 43.96 E"),
        ("36:43:04.91N", "68:51:43.96E"),
        ("36-43-04.91 N", "68-51-43.96 E"),
        ("36,43,04.91 N", "68,51,43.96 E"),
        ("36.43.04,91 N", "68.51.43,96 E"),
        ("364304.91N", "0685143.96E"),
        ("lat 36.718031", "lon 68.862211"),
        ("٣٦٫٧١٨٠٣١", "٦٨٫٨٦٢٢١١"),
        ("36.718031 с.ш.", "68.862211 в.д."),
        ("3.6718031E+01", "6.8862211e+1"),
        ("36.718031, 68.862211", ""),
        ("", "36.718031, 68.862211"),
        (None, "42SVF8769463602"),
        ("42S VF 87694 63602", "42S VF 87694 63602"),
        ("42N 487695", "4063602"),
        ("42S VF 87694", "63602"),
        ("36.718031 (WGS84)", "68.862211"),
        ("https://maps.apple.com/?q=36.718031,68.862211", None),
    ],
)
def test_two_cells_are_read(latitude: str | float | None, longitude: str | float | None) -> None:
    only = read_pair(latitude, longitude).only
    assert only is not None, read_pair(latitude, longitude)
    assert distance_m(*PLACE, only.latitude, only.longitude) <= only.accuracy_m <= 25
    assert not {one.code for one in only.doubts} - {"order-assumed"}


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        ("", "", "no position"),
        (None, None, "no position"),
        ("36.7", "", "empty"),
        ("", 68.8, "empty"),
        ("36.7 N", "36.7 N", "both"),
        ("36.7", "n/a", "word"),
        ("-", "-", "number"),
        (True, 68.8, "word"),
        (float("nan"), 68.8, "word"),
        (10**30, 68.8, "too large"),
        ("36.7", "191.2", "over 180"),
        ("36°75'", "68°51'", "75 minutes"),
        (136.7, 191.2, "over"),
        ("hospital", "36.7", "word"),
    ],
)
def test_cells_that_are_no_position_are_refused(latitude: str | float | None, longitude: str | float | None, words: str) -> None:
    reading = read_pair(latitude, longitude)
    assert not reading.candidates
    assert words in reading.problem
    assert reading.hint


def codes(candidate: Candidate | None) -> list[str]:
    assert candidate is not None
    for one in candidate.doubts:
        assert one.words == doubt(one.code, **one.args).words
    return [one.code for one in candidate.doubts]


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected", "first"),
    [
        ("68.8 E", "36.7 N", ["cells-swapped"], 36.7),
        ("lon 68.8", "lat 36.7", ["cells-swapped"], 36.7),
        ("128.8", "36.7", ["longitude-first"], 36.7),
        (0, 0, ["null-island"], 0.0),
        ("33.333333", "44.444444", ["suspicious-digits"], 33.333333),
        ("36 43 05", "68 51 44", ["hemisphere-assumed"] * 2, 36 + 43 / 60 + 5 / 3600),
        ("36.7", "68.8 E", ["hemisphere-assumed"], 36.7),
        ("36 43 05 N", "68 51 44 E", [], 36 + 43 / 60 + 5 / 3600),
        (68.8, 36.7, [], 68.8),
        ("12.345678", "68.862211", ["suspicious-digits"], 12.345678),
        (36.3333, 68.862211, [], 36.3333),
        (36, 68, [], 36.0),
        (36.0, 68.0, [], 36.0),
    ],
)
def test_cells_raise_their_doubts(latitude: str | float, longitude: str | float, expected: list[str], first: float) -> None:
    only = read_pair(latitude, longitude).only
    assert codes(only) == expected
    assert only is not None
    assert only.latitude == pytest.approx(first)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36.7, 68.8", ["order-assumed"]),
        ("128.8, 36.7", ["longitude-first"]),
        ("0,0", ["order-assumed", "null-island"]),
        ("0.0 N 0.0 E", ["null-island"]),
        ("0.000000, 0.000000", ["order-assumed", "null-island"]),
        ("36.7 N 68.8", ["hemisphere-assumed"]),
        ("36.7 68.8 E", ["hemisphere-assumed"]),
        ("36.7 N -68.8", []),
        ("33.333333, 44.444444", ["order-assumed", "suspicious-digits"]),
        ("36,718,68,862", ["order-assumed", "comma-ambiguous"]),
        ("x: 68.8 y: 36.7", ["xy-order"]),
        ("36°43'05' N 68°51'44' E", ["minutes-mark-twice"] * 2),
        ("364305N 685144E", ["leading-zero"]),
        ("3643.0819 06851.7327", ["order-assumed", *("packed-assumed", "hemisphere-assumed") * 2]),
        ("https://www.openstreetmap.org/#map=17/36.718/68.862", ["map-centre"]),
        ("https://maps.google.com/?q=0,0", ["null-island"]),
        ("approx. 36.7 N 68.8 E", ["approximate"]),
        ("~36.7 N 68.8 E", ["approximate"]),
        (".5 N, .25 E", []),
        ("36.7 N 68.8 E", []),
        ("-36.7, -68.8", ["order-assumed"]),
        ("lat 36.7 lon 68.8", []),
    ],
)
def test_a_text_raises_its_doubts(text: str, expected: list[str]) -> None:
    assert codes(read(text).only) == expected


def test_the_letter_o_is_west_or_east() -> None:
    west, east = read("13,5 N 2,1 O").candidates
    assert (west.longitude, east.longitude) == (-2.1, 2.1)
    assert (west.area.west, west.area.east) == (-east.area.east, -east.area.west)
    assert codes(west) == codes(east) == ["letter-o"]
    only = read("13,5 Nord 2,1 Ouest").only
    assert only is not None
    assert only.longitude == -2.1
    degrees = read("36o43'N 68o51'E").only
    assert degrees is not None
    assert degrees.longitude > 0


@pytest.mark.parametrize(
    ("cell", "half"), [(1e-05, 5e-6), (36.0, 0.5), (36.7, 0.05), (0.1 + 0.2, 5e-18), (-7.5e-05, 5e-7), (1e-30, 5e-18)]
)
def test_a_number_keeps_its_decimals_whatever_its_size(cell: float, half: float) -> None:
    only = read_pair(cell, 68.862211).only
    assert only is not None
    assert only.area.north - only.latitude == pytest.approx(half, abs=2e-13)
    assert only.latitude == pytest.approx(cell, abs=1e-16)


@pytest.mark.real_data
def test_every_facility_of_six_countries_is_read_as_it_stands() -> None:
    path = DATA / "africa_health_facilities_maina2019_6countries.csv"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    count = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            reading = read_pair(row["Lat"], row["Long"])
            if not row["Lat"] or not row["Long"]:
                assert not reading.candidates
                continue
            only, count = reading.only, count + 1
            assert only is not None, row
            assert (only.latitude, only.longitude) == (float(row["Lat"]), float(row["Long"]))
            assert (
                only == read_pair(float(row["Lat"]), float(row["Long"])).only or row["Lat"][-1] == "0" or row["Long"][-1] == "0"
            )
    assert count > 10_000


def test_plain_degrees_load_no_projection() -> None:
    script = (
        "import sys\nfrom detente.coordinates import read, read_pair\n"
        "assert read('36.7, 68.8').only and read_pair(36.7, 68.8).only and read('36 43 N 68 51 E').only\n"
        "assert not {'pyproj', 'mgrs', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_every_code_of_a_doubt_has_words() -> None:
    assert all(code == code.lower() and words[0] != " " and not words.endswith(".") for code, words in WORDS.items())
