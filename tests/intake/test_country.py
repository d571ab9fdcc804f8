"""Countries by name in four languages, by zone of time, at sea, where land is claimed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.intake.checks.country import around, countries_at, name_of, stated, with_beyond, zones
from detente.intake.checks.nations import NATIONS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Syrian Arab Republic", "SY"), ("سوريا", "SY"), ("Сирия", "SY"), ("syrie", "SY"), ("SYR", "SY"), ("sy", "SY"),
        ("Côte d’Ivoire", "CI"), ("Cote d'Ivoire", "CI"), ("Iran (Islamic Republic of)", "IR"), ("DRC", "CD"), ("РФ", "RU"),
        ("Bosnia and Herzegovina", "BA"), ("United Kingdom of Great Britain and Northern Ireland", "GB"), ("oPt", "PS"),
        ("جنوب السودان", "SS"), ("Türkiye", "TR"), ("Turkey", "TR"), ("Україна", "UA"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_name_or_code(text: str, code: str) -> None:
    assert stated(text) == {code}


@pytest.mark.parametrize("text", ["", "  ", "Atlantis", "Germany, Atlantis", "&"])
def test_what_is_no_country_states_none(text: str) -> None:
    assert not stated(text)


def test_several_countries_are_all_stated() -> None:
    assert stated("Germany, United Kingdom of Great Britain and Northern Ireland") == {"DE", "GB"}
    assert stated("France et Espagne") == {"FR", "ES"}
    assert stated("Bosnia and Herzegovina,Croatia,Serbia,Montenegro") == {"BA", "HR", "RS", "ME"}


def test_each_line_of_the_table_has_its_codes_and_states_itself() -> None:
    for line in NATIONS.strip().splitlines():
        two, three, names = line.split(" ", 2)
        assert stated(two) == stated(three) == {two}
        assert names.strip(" |") == names
    assert name_of("SY") == "Syria"
    assert name_of("??") == "??"


@pytest.mark.parametrize(
    ("longitude", "latitude", "codes"),
    [
        (36.63, 35.93, {"SY"}), (68.86, 36.72, {"AF"}), (31.6, 4.85, {"SS"}), (-8.0, 12.65, {"ML"}),
        (180.0, 0.0, set()), (-30.0, 40.0, set()),
    ],
)  # fmt: skip
def test_zones_say_in_which_country_a_position_lies(longitude: float, latitude: float, codes: set[str]) -> None:
    assert countries_at(longitude, latitude) == codes


def test_a_zone_that_countries_share_without_one_of_their_own_is_of_both() -> None:
    assert zones()["Europe/Simferopol"] == {"UA", "RU"}
    assert zones()["Africa/Bamako"] == {"ML"}, "clocks that agree make no country"


@pytest.mark.parametrize(
    ("longitude", "latitude", "codes"),
    [
        (34.1, 44.95, {"UA", "RU"}), (35.8, 33.0, {"IL", "SY"}), (35.24, 31.78, {"IL", "PS"}), (33.3, 35.2, {"CY", "TR"}),
        (-13.2, 27.1, {"EH", "MA"}),
    ],
)  # fmt: skip
def test_of_claimed_land_nothing_is_said_but_that_any_of_them_may_be_stated(
    longitude: float, latitude: float, codes: set[str]
) -> None:
    assert codes <= countries_at(longitude, latitude)


def test_near_a_border_both_sides_are_around() -> None:
    assert {"SY", "TR"} <= around(37.95, 36.83)
    assert around(37.0, 35.0) == {"SY"}


def test_lands_overseas_are_stated_under_their_country_too() -> None:
    assert {"GB", "GI", "BM"} <= with_beyond(frozenset(("GB",)))
    assert with_beyond(frozenset()) == frozenset()


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_place_of_the_earth_has_an_answer(longitude: float, latitude: float) -> None:
    assert countries_at(longitude, latitude) <= around(longitude, latitude, 1.0) | countries_at(longitude, latitude)


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert all(len(code) == 2 for code in stated(text))
