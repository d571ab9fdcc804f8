"""How well a position is known: words of real lists to classes and radii."""

import csv
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.forms.workbook import shown
from detente.intake.cells.precision import CHOICES, RADIUS_M, is_coarse, metres, of_length, of_row, of_words
from detente.intake.page.words import say
from detente.volume import MAX_RADIUS_M

DATA = Path(__file__).parents[3] / "shared/data"


@pytest.mark.parametrize(
    ("text", "code", "radius"),
    [
        ("(2) 25 km Precision ", "radius", 25_000),
        ("(3) District, Communicipality or Commune ", "admin2", 75_000),
        ("(4) Province, State, Governorate ", "admin1", 150_000),
        ("(5) Linear Feature e.g. Along Road/River ", "linear", 50_000),
        ("(6) Country", "country", 1_000_000),
        ("(7) Estimated Sea/Air Coordinates ", "unknown", 25_000),
        ("25 km", "radius", 25_000),
        ("approx 500 m", "radius", 500),
        ("±50m", "exact", 50),
        ("+/- 90 metres", "building", 90),
        ("5 miles", "radius", 8046.72),
        ("2 NM", "radius", 3704),
        ("1,5 km", "radius", 1_500),
        ("1,500 km", "radius", 1_000_000),
        ("5-10 km", "radius", 10_000),
        ("٢٥ كم", "radius", 25_000),
        ("٠٫٥ كم", "radius", 500),
        ("500 метров", "radius", 500),
        ("village, 300 m", "settlement", 5_000),
        ("village, 25 km", "radius", 25_000),
        ("GPS", "exact", 50),
        ("low", "unknown", 25_000),
        ("accuracy: low", "unknown", 25_000),
        ("Medium", "unknown", 25_000),
        ("high accuracy", "unknown", 25_000),
        ("низкая точность", "unknown", 25_000),
        ("GPS low accuracy", "street", 1_000),
        ("GPS, medium", "street", 1_000),
        ("GPS high accuracy", "exact", 50),
        ("Google Maps, low accuracy", "unknown", 25_000),
        ("village, low accuracy", "settlement", 5_000),
        ("exact", "exact", 50),
        ("not exact", "unknown", 25_000),
        ("approximate, building", "settlement", 5_000),
        ("GPS of village centre", "settlement", 5_000),
        ("Sub-district", "admin3", 40_000),
        ("ناحية", "admin3", 40_000),
        ("المحافظة", "admin1", 150_000),
        ("Область", "admin1", 150_000),
        ("населённый пункт", "settlement", 5_000),
        ("Bâtiment", "building", 100),
        ("Digitized from online map", "settlement", 5_000),
        ("google earth", "settlement", 5_000),
        ("Combination", "settlement", 5_000),
        ("Encarta", "settlement", 5_000),
        ("Other", "unknown", 25_000),
        ("GEODB", "unknown", 25_000),
        ("5", "unknown", 25_000),
        ("0 km", "unknown", 25_000),
    ],
)
def test_words(text: str, code: str, radius: float) -> None:
    found = of_words(text)
    assert found is not None
    assert (found.code, found.radius_m) == (code, radius)
    assert found.text == text.strip()
    assert found.stated == (code != "unknown")


def test_a_row_that_says_nothing() -> None:
    assert of_row("", " ", "") is None
    assert of_row("", "", "0") is None


@pytest.mark.parametrize(
    ("text", "length"),
    [("50", 50), ("50.0", 50), ("± 12.5", 12.5), ("<100", 100), ("50 - 100", 100), ("1 000", 1000), ("3 km", 3000), ("", None),
     ("gate", None), ("99999999 km", None), ("9999999 km", 1_000_000)],
)  # fmt: skip
def test_an_accuracy_is_in_metres_where_it_has_no_unit(text: str, length: float | None) -> None:
    assert metres(text) == length


@pytest.mark.parametrize(
    ("row", "code", "radius"),
    [
        (("GPS", "", "25 km"), "radius", 25_000),
        (("(2) 25 km", "GPS", ""), "radius", 25_000),
        (("building", "Google Earth", ""), "building", 100),
        (("", "Google Earth", "8"), "exact", 8),
        (("", "GPS", ""), "exact", 50),
        (("who knows", "Geonames", ""), "unknown", 25_000),
        (("who knows", "district map", ""), "admin2", 75_000),
        (("", "", "district"), "admin2", 75_000),
    ],
)
def test_the_coarsest_of_what_a_row_says(row: tuple[str, str, str], code: str, radius: float) -> None:
    found = of_row(*row)
    assert found is not None
    assert (found.code, found.radius_m) == (code, radius)


def test_only_buildings_and_better_can_be_points() -> None:
    for code in RADIUS_M:
        found = of_words(code if code != "radius" else "101 m")
        assert found is not None
        assert found.code == code
        assert is_coarse(found) == (code not in ("exact", "building"))


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ru"])
def test_our_own_forms_are_read_back(language: str) -> None:
    for code in CHOICES:
        for text in (shown("precision", code, language), say(code, {}, language, "precision"), code):
            found = of_words(text)
            assert found is not None
            assert (found.code, found.radius_m) == (code, RADIUS_M[code]), text
    for code in ("gps", "imagery", "map", "telephone", "gazetteer"):
        found = of_words(shown("source", code, language))
        assert found is not None
        assert found.code == ("exact" if code == "gps" else "settlement")


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=300)
def test_any_row_gives_nothing_or_a_class_with_a_radius(text: str, source: str, accuracy: str) -> None:
    found = of_row(text, source, accuracy)
    if found is not None:
        assert found.code in RADIUS_M
        assert 0 < found.radius_m <= MAX_RADIUS_M
    elif text.strip():
        pytest.fail("a grade was dropped")


@given(st.integers(1, 99_999), st.sampled_from(["m", "km", "miles", "м", "كم"]))
def test_a_stated_length_is_never_made_smaller(number: int, unit: str) -> None:
    found = of_length(f"{number} {unit}")
    assert found is not None
    assert found.radius_m >= min(number, MAX_RADIUS_M)


def _values() -> Iterator[tuple[str, str]]:
    columns = {
        "protected/africa_health_facilities_maina2019_6countries.csv": "LL source",
        "protected/power_plants_wri_geodb_region.csv": "geolocation_source",
        "incidents/insecurity_insight_aid_workers_kika_api_sample.csv": "Geo Precision",
        "incidents/insecurity_insight_attacks_health_region_geo.csv": "Geo Precision",
        "incidents/who_ssa_2020-2024.xlsx": "Certainty Level",
        "incidents/insecurity_insight_attacks_health_2016-2023.xlsx": "Geo Precision",
    }
    for name, column in columns.items():
        path = DATA / name
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from {(name, row[column]) for row in csv.DictReader(file)}
        else:
            rows = (
                openpyxl.load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=True)
                .worksheets[0]
                .iter_rows(values_only=True)
            )
            place = next(rows).index(column)
            yield from {(name, str(row[place] or "")) for row in rows}


@pytest.mark.real_data
def test_every_grade_of_real_lists_has_a_class() -> None:
    if not DATA.exists():
        pytest.skip(f"{DATA} is not there")
    found = {text: of_words(text) for name, text in _values() if "who_ssa" not in name}
    assert len(found) >= 18
    unknown = {text.strip() for text, grade in found.items() if grade and grade.code == "unknown"}
    assert unknown == {"Other", "GEODB", "(7) Estimated Sea/Air Coordinates"}
    assert {text for text, grade in found.items() if grade is None} == {""}
    exact = {text for text, grade in found.items() if grade and not is_coarse(grade)}
    assert exact == {"GPS"}


@pytest.mark.real_data
def test_how_certain_an_event_is_says_nothing_of_its_place() -> None:
    if not DATA.exists():
        pytest.skip(f"{DATA} is not there")
    for text in {text for name, text in _values() if "who_ssa" in name}:
        grade = of_words(text)
        assert grade is not None
        assert (grade.code, grade.stated) == ("unknown", False)


@pytest.mark.parametrize(
    ("text", "source", "accuracy", "code"),
    [
        ("low", "", "", "unknown"), ("", "", "poor", "unknown"), ("low", "GPS", "", "street"), ("", "GPS", "low", "street"),
        ("high", "GPS", "", "exact"), ("", "Google Maps", "low", "unknown"), ("low", "GPS", "3 km", "radius"),
        ("village", "GPS", "low", "settlement"),
    ],
)  # fmt: skip
def test_a_grade_of_an_accuracy_is_no_unit(text: str, source: str, accuracy: str, code: str) -> None:
    """ "Low" names neither a length nor a place; beside a receiver it is a poor fix."""
    found = of_row(text, source, accuracy)
    assert found is not None
    assert found.code == code
