"""Rows held against boundaries and zones: outside the unit, another country, the sea, codes of another country."""

import pytest
from listrows import box, found, row, said_of, source, syria

from detente.intake.checks.boundaries import Boundaries
from detente.intake.checks.doubts import doubts
from detente.intake.checks.ground import Ground

GROUND = Ground(boundaries=syria(), settlements=False)
WEST = {"country": "Syria", "admin1": "West", "admin2": "Dist 00"}


def test_inside_its_unit_nothing_is_doubted() -> None:
    assert said_of([row(1, 34.51234, 37.01234, **WEST)], GROUND) == [[]]


def test_outside_its_unit_the_distance_and_the_unit_there_are_told() -> None:
    doubt = found([row(1, 34.51234, 37.61234, **WEST)], "outside-unit", GROUND)["1"]
    assert doubt.args == {"unit": "Dist 00", "found": "Dist 10", "source": "units.geojson"}
    assert doubt.distance_m == pytest.approx(10_300, abs=300)


def test_the_error_of_the_boundaries_and_of_the_row_is_no_doubt() -> None:
    assert said_of([row(1, 34.51234, 37.50050, **WEST)], GROUND) == [[]], "46 m outside, lines good to 100 m"
    assert said_of([row(1, 34.51234, 37.51234, **WEST)], GROUND)[0][0] == "outside-unit"
    assert said_of([row(1, 34.51234, 37.51234, radius_m="2000", **WEST)], GROUND) == [[]]


def test_a_unit_that_is_not_in_the_boundaries_is_noted_and_the_one_above_checked() -> None:
    items = [row(n, 34.51234, x, country="Syria", admin1="West", admin2="Elsewhere") for n, x in ((1, 37.0123), (2, 38.0123))]
    assert set(found(items, "unit-unknown", GROUND)) == {"1", "2"}
    assert set(found(items, "outside-unit", GROUND)) == {"2"}
    assert all(doubt.note for doubt in found(items, "unit-unknown", GROUND).values())


def test_the_code_of_a_place_goes_before_the_names() -> None:
    wrong_name = {**WEST, "admin2": "Dist 11", "admin1": "East", "pcode": "SY0000"}
    assert said_of([row(1, 34.51234, 37.01234, **wrong_name)], GROUND) == [[]]


def test_either_of_two_units_of_one_name_may_be_meant() -> None:
    twice = Boundaries([source(*(box(x, 34, x + 1, 35, ADM1_EN="Center", ADM1_PCODE=f"SY{x}") for x in (36, 38)))])
    items = [row(i, 34.51234, x, country="Syria", admin1="Center") for i, x in enumerate((36.51234, 38.51234, 37.51234))]
    assert said_of(items, Ground(boundaries=twice, settlements=False)) == [[], [], ["outside-unit"]]


@pytest.mark.parametrize(
    ("latitude", "longitude", "country", "codes"),
    [
        (35.93212, 36.63312, "Syria", []),
        (36.63312, 35.93212, "Syria", ["outside-country", "swapped"]),
        (-35.93212, 36.63312, "Syria", ["sea", "sign"]),
        (35.93212, -36.63312, "سوريا", ["sea", "sign"]),
        (36.84, 37.95, "Syria", []),
        (33.0123, 35.8123, "Syria", []),
        (33.0123, 35.8123, "Israel", []),
        (12.7123, -8.0123, "MLI", []),
        (35.93212, 36.63312, "", []),
        (-35.93212, -16.63312, "", ["sea"]),
        (35.93212, 36.63312, "Nowhere", []),
    ],
)
def test_countries_by_zones_of_time(latitude: float, longitude: float, country: str, codes: list[str]) -> None:
    assert said_of([row(1, latitude, longitude, country=country)]) == [codes]


def test_a_country_that_is_not_known_is_noted() -> None:
    assert found([row(1, 35.9, 36.6, country="Nowhere")], "unit-unknown")["1"].args["unit"] == "Nowhere"


def test_a_code_of_another_country_is_doubted() -> None:
    items = [row(i, 34.5 + i / 100, 37.01234, pcode=f"SY00{i:02}", country="Syria") for i in range(10)]
    odd = row(99, 34.61234, 37.01234, pcode="TR0100", country="Syria")
    assert found([*items, odd], "country-mismatch")["99"].args == {"country": "Syria", "pcode": "TR0100", "found": "Türkiye"}
    assert not found([odd], "country-mismatch"), "codes of a list's own may begin with any letters"


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.0, 0.0), (-90.0, 180.0), (0.00001, 180.0), (0.00001, -180.0), (-16.9, 179.9999)]
)
def test_poles_and_the_antimeridian_are_ordinary_places(latitude: float, longitude: float) -> None:
    items = [row(i, latitude, longitude, country="Fiji", admin1="North", name=f"n{i}") for i in range(6)]
    assert len(doubts(items, GROUND)) == 6
