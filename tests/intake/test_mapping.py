"""Headings, tags and cells to fields; profiles; every row comes out."""

import csv
import io
import json
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.formats.table import Row, Shape, Sheet, Value
from detente.forms.columns import COLUMNS
from detente.forms.workbook import workbook
from detente.intake.columns import profile
from detente.intake.columns.mapping import Layout, guess, letter, rows, text_of, unique
from detente.intake.columns.wording import meanings
from detente.intake.model import FIELDS

DATA = Path(__file__).parents[3] / "shared/data"


def sheet(*lines: list[Value], name: str = "", columns: tuple[str, ...] = ()) -> Sheet:
    return Sheet(name, tuple(Row(number, tuple(line)) for number, line in enumerate(lines, 1)), columns)


def named(layout: Layout) -> dict[str, str | tuple[str, ...]]:
    found = {field: tuple(layout.headings[i] for i in at) for field, at in layout.columns.items()}
    return {field: names[0] if len(names) == 1 else names for field, names in found.items()}


PLACES: list[list[Value]] = [["Kafr Nabl", 35.61, 36.56], ["Hama", 35.13, 36.75], ["Homs", 34.73, 36.71]]


@pytest.mark.parametrize(
    "headings",
    [
        ["Name", "Lat", "Long"],
        ["Facility Name", "LATITUDE", "LONGITUDE"],
        ["site_name", "gps_latitude", "gps_longitude"],
        ["facilityName", "latDD", "lonDD"],
        ["Hospital name *", "Latitude (decimal degrees)", "Longitude (decimal degrees)"],
        ["Nom de l'établissement", "Latitude", "Longitude"],
        ["اسم المستشفى", "خط العرض", "خط الطول"],
        ["Наименование учреждения", "Широта", "Долгота"],
        ["Назва", "Широта", "Довгота"],
        ["Name / الاسم", "Latitude / خط العرض", "Longitude / خط الطول"],
        ["Name of site", "Lattitude", "Longtitude"],
        ["Structure", "Y", "X"],
    ],
)
def test_headings_of_many_lists(headings: list[Value]) -> None:
    layout = guess(sheet(headings, *PLACES))
    assert layout.columns == {"name": (0,), "latitude": (1,), "longitude": (2,)}
    assert not layout.ambiguous
    assert layout.lines == layout.skipped == (1,)
    assert layout.unmapped == ()
    said = [said for _, _, said, _ in rows(sheet(headings, *PLACES), layout)]
    assert said[0] == {"name": "Kafr Nabl", "latitude": "35.61", "longitude": "36.56"}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Admin 1", "admin1"), ("ADM2_EN", "admin2"), ("Governorate", "admin1"), ("Oblast", "admin1"), ("محافظة", "admin1"),
        ("المحافظة", "admin1"), ("wilaya", "admin1"), ("District", "admin2"), ("Raion", "admin2"), ("الناحية", "admin3"),
        ("Sub-district", "admin3"), ("Governorate name", "admin1"), ("Name of district", "admin2"), ("Область", "admin1"),
        ("Village", "place"), ("Village/Town", "place"), ("القرية", "place"), ("Населённый пункт", "place"), ("Pays", "country"),
        ("Facility Type", "function"), ("Type of Facility", "function"), ("نوع المنشأة", "function"),
        ("LL source", "position_source"),
        ("Geo Precision", "precision"), ("GPS accuracy (m)", "accuracy_m"), ("Radius (m)", "radius_m"), ("Datum", "datum"),
        ("Time zone", "zone"), ("Departure time", "time_start"), ("ETA", "time_end"), ("Number of vehicles", "vehicles"),
        ("Office latitude", "office_latitude"), ("P-code", "pcode"), ("Comments", "remarks"), ("Also known as", "aliases"),
        ("MGRS", "position"), ("GPS Coordinates", "position"), ("الإحداثيات", "position"), ("Координаты", "position"),
    ],
)  # fmt: skip
def test_a_heading_means_a_field(heading: str, field: str) -> None:
    found = meanings(heading)
    assert max(found, key=lambda name: found[name]) == field
    assert found[field] >= 0.6


@pytest.mark.parametrize(
    "heading",
    ["Reported Perpetrator Name", "Number of Attacks on Health Facilities", "Health Workers Killed", "Facility Other",
     "Driver name",     "capacity_mw", "Weapon Carried/Used", "", "   ", "2016", "Known Kidnapping or Arrest Outcome"],
)  # fmt: skip
def test_a_heading_means_nothing_here(heading: str) -> None:
    assert max(meanings(heading).values(), default=0.0) < 0.6


def test_headings_below_a_title() -> None:
    made = sheet(["List of sites, Idleb"], [], ["as of 1 March", None, None], ["Name", "Lat", "Lon"], *PLACES, ["Total", 3, None])
    layout = guess(made)
    assert named(layout) == {"name": "Name", "latitude": "Lat", "longitude": "Lon"}
    assert (layout.lines, layout.skipped) == ((4,), (1, 3, 4))
    assert [row.number for row, *_ in rows(made, layout)] == [5, 6, 7, 8]


def test_two_rows_of_headings_and_an_angle_in_four_columns() -> None:
    group: list[Value] = ["Name", "Latitude", None, None, None, "Longitude", None, None, None]
    parts: list[Value] = [None, "Deg", "Min", "Sec", "N/S", "Deg", "Min", "Sec", "E/W"]
    made = sheet(group, parts, ["Kafr Nabl", 35, 36, 50.4, "N", 36, None, 33.0, "E"], ["Hama", 35, 8, 1, "N", 36, 45, 2, "E"])
    layout = guess(made)
    assert layout.columns == {"name": (0,), "latitude": (1, 2, 3, 4), "longitude": (5, 6, 7, 8)}
    assert layout.headings[1:5] == ("Latitude Deg", "Latitude Min", "Latitude Sec", "Latitude N/S")
    said = [said for _, _, said, _ in rows(made, layout)]
    assert said[0] == {"name": "Kafr Nabl", "latitude": "35° 36' 50.4\" N", "longitude": '36° 33" E'}
    _, _, _, values = next(rows(made, layout))
    assert values["latitude"] == "35° 36' 50.4\" N"


def test_an_angle_in_columns_of_one_row_of_headings() -> None:
    headings: list[Value] = ["Site", "Lat D", "Lat M", "Lat S", "Lon D", "Lon M", "Lon S"]
    layout = guess(sheet(headings, ["Hama", 35, 8, 1.5, 36, 45, 2.5]))
    assert layout.columns == {"name": (0,), "latitude": (1, 2, 3), "longitude": (4, 5, 6)}
    headings = ["Site", "Latitude", "", "Longitude", ""]
    layout = guess(sheet(headings, ["Hama", 35.1, "N", 36.7, "E"], ["Homs", 34.1, "N", 36.8, "E"]))
    assert layout.columns == {"name": (0,), "latitude": (1, 2), "longitude": (3, 4)}
    assert [said["latitude"] for *_, said, _ in rows(sheet(headings, ["Hama", 35.1, "N", 36.7, "E"]), layout)] == ["35.1 N"]


def test_a_grid_reference_in_columns() -> None:
    headings: list[Value] = ["Site", "UTM Zone", "Easting", "Northing"]
    made = sheet(headings, ["Hama", "37S", 295012, 3890123], ["Homs", "37S", 289999.5, 3845000])
    layout = guess(made)
    assert layout.columns == {"name": (0,), "position": (1, 2, 3)}
    assert [said["position"] for *_, said, _ in rows(made, layout)] == ["37S 295012 3890123", "37S 289999.5 3845000"]
    made = sheet(
        ["Site", "GZD", "Square", "Easting", "Northing"], ["Kunduz", "42S", "VF", 87694, 63602], ["B", "42S", "VF", 87695, 63603]
    )
    assert next(said["position"] for *_, said, _ in rows(made, guess(made))) == "42S VF 87694 63602"


@pytest.mark.parametrize(
    "cells",
    [["42S VF 87694 63602", "42SVF8769463602"], ["36.718, 68.862", "36,71803 ; 68,86221"], ["8GXV+2C Kunduz", "8HMJ8QC4+22"],
     ["36°43'04.9\"N 68°51'44.0\"E", "36°43.08'N, 68°51.73'E"], ["42S 487694 4063602", "42S 487695mE 4063603mN"]],
)  # fmt: skip
def test_cells_that_are_positions_whatever_their_heading(cells: list[str]) -> None:
    layout = guess(sheet(["Site", "Ort", "Farbe"], *([f"s{i}", cell, "x"] for i, cell in enumerate(cells))))
    assert layout.columns["position"] == (1,)
    assert layout.why["position"].how == "values"


def test_tags_go_before_headings() -> None:
    made = sheet(
        ["Where", "North", "East", "Code"], ["#loc +name", "#geo +lat", "#geo+lon", "#adm3 +code"], ["Hama", 35.1, 36.7, "SY0501"]
    )
    layout = guess(made)
    assert layout.columns == {"name": (0,), "pcode": (3,), "latitude": (1,), "longitude": (2,)}
    assert {why.how for why in layout.why.values()} == {"hxl"}
    assert layout.skipped == (1, 2)
    made = sheet(["Latitude", "Old", "Lon"], [None, "#geo+lat", "#geo+lon"], [35.2, 35.1, 36.7])
    assert guess(made).columns == {"latitude": (1,), "longitude": (2,)}
    assert not guess(made).ambiguous
    made = sheet(["Title"], ["#loc+name", "#geo+lat", "#geo+lon"], ["Hama", 35.1, 36.7], name="no headings")
    assert guess(made).columns == {"name": (0,), "latitude": (1,), "longitude": (2,)}
    made = sheet(["From", "Since"], ["#date+start", "#date +start"], ["2024-01-01", "2024-01-02"], columns=())
    assert guess(made).columns["since"] == (1,)


def test_no_headings_at_all() -> None:
    layout = guess(sheet(["Hama", 35.1, 136.7], ["Homs", 34.73, 136.71], ["Rann", 12.27, 114.47]))
    assert layout.headings == ("A", "B", "C")
    assert layout.columns == {"name": (0,), "latitude": (1,), "longitude": (2,)}
    assert layout.skipped == ()
    layout = guess(sheet(["Hama", 35.1, 36.7], ["Homs", 34.73, 36.71]))
    assert layout.rivals == {"latitude": (1, 2), "longitude": (1, 2)}
    assert layout.ambiguous


def test_words_that_are_not_known_are_headings_where_they_stand_out() -> None:
    layout = guess(
        sheet(["Sede", "Tamaño", "Ubicación"], ["Uno", 3, "36.1, 36.2"], ["Dos", 4, "36.3, 36.4"], ["Tres", 5, "36.5, 36.6"])
    )
    assert layout.lines == (1,)
    assert layout.columns == {"position": (2,)}
    layout = guess(sheet(["Uno", "x", "unknown"], ["Dos", "x", 36.5], ["Tres", "x", 36.6]))
    assert layout.lines == ()


def test_two_columns_that_may_be_the_latitude_are_asked_for() -> None:
    layout = guess(
        sheet(["Name", "Latitude", "Latitude (DMS)", "Longitude"], ["a", 35.1, "35°06'", 36.7], ["b", 35.2, "35°12'", 36.8])
    )
    assert layout.rivals == {"latitude": (1, 2)}
    assert "latitude" not in layout.columns
    assert layout.unmapped == (1, 2)


def test_a_column_that_is_empty_is_no_rival() -> None:
    layout = guess(sheet(["Name", "Lat", "GPS Latitude", "Lon"], ["a", 35.1, None, 36.7], ["b", 35.2, "", 36.8]))
    assert layout.columns["latitude"] == (1,)
    assert not layout.ambiguous


def test_names_in_two_scripts_and_codes_of_several_levels() -> None:
    made = sheet(
        ["ADM1_PCODE", "ADM3_PCODE", "Facility", "المنشأة", "Lat", "Lon"],
        ["SY07", "SY070500", "Ariha Hospital", "مستشفى أريحا", 35.8, 36.6],
        ["SY07", "SY070501", "Ehsem Clinic", "عيادة إحسم", 35.7, 36.5],
    )
    assert named(guess(made)) == {
        "name": "Facility", "name_local": "المنشأة", "pcode": "ADM3_PCODE", "latitude": "Lat", "longitude": "Lon",
    }  # fmt: skip


def test_a_date_and_a_time_in_two_columns_are_one_moment() -> None:
    made = sheet(["Site", "Date", "Time"], ["a", "2024-04-01", "14:30"], ["b", date(2024, 4, 2), time(9, 5)])
    layout = guess(made)
    assert layout.columns["time"] == (1, 2)
    assert [said["time"] for *_, said, _ in rows(made, layout)] == ["2024-04-01 14:30", "2024-04-02 09:05:00"]
    made = sheet(["Date", "Departure", "Arrival"], ["2024-04-01", "06:00", "09:30"], ["2024-04-02", "06:00", "09:45"])
    layout = guess(made)
    assert layout.columns == {"time_start": (0, 1), "time_end": (0, 2)}
    made = sheet(["Date", "Time"], [datetime(2024, 4, 1, 14, 30), "Time unknown"], [datetime(2024, 4, 2, 9, 5), "09:05"])
    assert guess(made).columns["time"] == (0,)


def test_cells_correct_what_a_heading_says() -> None:
    assert (
        named(guess(sheet(["GPS precision", "Lat", "Lon"], [4.5, 35.1, 36.2], [12, 35.2, 36.3])))["accuracy_m"] == "GPS precision"
    )
    assert "time" not in guess(sheet(["Date", "Lat", "Lon"], [2003, 35.1, 36.2], [2004, 35.2, 36.3])).columns
    assert "latitude" not in guess(sheet(["Name", "Y", "X"], ["a", 3, 4], ["b", 5, 6])).columns


@pytest.mark.parametrize(
    ("value", "text"),
    [(35.0, "35"), (0.1 + 0.2, "0.30000000000000004"), (1e-7, "0.0000001"), (1e22, "10000000000000000000000"), (7, "7"),
     (True, "TRUE"), (datetime(2024, 4, 1), "2024-04-01"), (datetime(2024, 4, 1, 14, 30), "2024-04-01 14:30:00"),
     (date(2024, 4, 1), "2024-04-01"),
     (time(9, 5), "09:05:00"), ("  a ", "a"), (None, ""), (float("nan"), "nan"), (float("inf"), "inf")],
)  # fmt: skip
def test_text_of_a_cell(value: Value, text: str) -> None:
    assert text_of(value) == text


def test_headings_are_made_unique() -> None:
    assert unique(["name", "", "name", "name (2)", "B"]) == ("name", "B", "name (2)", "name (2) (2)", "B (2)")
    assert [letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


CELLS: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(),
    st.sampled_from(["Name", "Latitude", "Longitude", "#geo+lat", "N", "deg", "36.5, 37.5", "2024-01-01", "خط العرض"]),
)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=6), max_size=12))
@example([[1000000000000000.0, 1000000000000001.0], [":", "N", "LAT"]])
@settings(max_examples=300, deadline=None)
def test_no_row_and_no_cell_is_lost(lines: list[list[Value]]) -> None:
    made = sheet(*lines)
    layout = guess(made)
    found = list(rows(made, layout))
    blank = {row.number for row in made.rows if not any(text_of(v) for v in row.values)}
    assert [row.number for row, *_ in found] == [
        r.number for r in made.rows if r.number not in blank and r.number not in layout.skipped
    ]
    for row, original, said, values in found:
        assert list(original.values()) == [text for v in row.values if (text := text_of(v))]
        assert said.keys() == values.keys() <= set(FIELDS)
    width = max((len(line) for line in lines), default=0)
    used = {i for at in layout.columns.values() for i in at}
    used |= {*layout.also}
    assert used | set(layout.unmapped) == set(range(width))
    assert not used & set(layout.unmapped)
    assert len(set(layout.headings)) == width
    again = profile.apply(profile.loads(profile.dumps(layout)), made)
    assert again.columns == layout.columns
    assert (again.lines, again.headings) == (layout.lines, layout.headings)


def test_a_profile_holds_where_columns_moved() -> None:
    layout = guess(sheet(["Name", "Lat", "Long", "Farbe"], *[[*line, "rot"] for line in PLACES], name="Sites"))
    text = profile.dumps(layout)
    assert 'latitude = ["Lat"]' in text
    assert '#   "Farbe"' in text
    moved = sheet(["A title"], ["Long", "Farbe", "Name", "Lat"], [36.56, "rot", "Kafr Nabl", 35.61], name="Sites")
    again = profile.apply(profile.loads(text), moved)
    assert again.columns == {"name": (2,), "latitude": (3,), "longitude": (0,)}
    assert (again.lines, again.skipped) == ((2,), (1, 2))
    assert [said for *_, said, _ in rows(moved, again)] == [{"name": "Kafr Nabl", "latitude": "35.61", "longitude": "36.56"}]


def test_a_profile_with_constants_marks_and_quotes() -> None:
    text = """
    sheet = "Sites"
    headings = [1]
    [fields]
    latitude = ["a", "b", 'c "d" \\']
    name = "n"
    [constants]
    country = "Syria"
    radius_m = 500
    """
    read = profile.loads(text)
    assert read.constants == {"country": "Syria", "radius_m": "500"}
    made = sheet(["a", "b", 'c "d" \\', "n"], [35, 6, 7.5, "Hama"], [35, None, 7.5, None], name="Sites")
    layout = profile.apply(read, made)
    found = [said for *_, said, _ in rows(made, layout)]
    assert found[0] == {"country": "Syria", "radius_m": "500", "latitude": "35° 6' 7.5\"", "name": "Hama"}
    assert found[1]["latitude"] == '35° 7.5"'
    assert profile.loads(profile.dumps(layout)) == read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour = 1", "colour"), ("[fields]\nlattitude = ['a']", "latitude"), ("[fields]\nlatitude = []", "fields.latitude"),
        ("fields = 3", "fields"), ("[constants]\ncountry = true", "constants.country"), ("headings = [0]", "headings"),
        ("sheet = 3", "sheet"), ("= 3", "profile"), ("a" * 5000, "too-large"), ("[constants]\ncolour = 'x'", "colour"),
    ],
)  # fmt: skip
def test_a_profile_that_is_wrong_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        profile.loads(text)
    assert words in f"{caught.value.code} {caught.value}"


def test_a_profile_for_another_file_says_which_heading_is_nearest() -> None:
    with pytest.raises(InputError, match="Latitude") as caught:
        profile.apply(profile.loads("[fields]\nlatitude = ['Latitude N']"), sheet(["Name", "Latitude", "Longitude"], *PLACES))
    assert "Latitude N" in caught.value.message
    assert "Latitude" in caught.value.hint


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ru"])
@pytest.mark.parametrize("kind", ["site", "movement"])
@pytest.mark.parametrize("tags", [True, False])
def test_our_own_forms_are_understood(kind: str, language: str, tags: bool) -> None:
    page = openpyxl.load_workbook(io.BytesIO(workbook(kind, language, datetime(2026, 1, 1)))).worksheets[1]
    lines = [list(line) for line in page.iter_rows(values_only=True, max_row=4)]
    layout = guess(sheet(*(lines if tags else [lines[0], *lines[2:]])))
    wanted = {column.key: place for place, column in enumerate(COLUMNS[kind]) if column.key in FIELDS}
    found = layout.columns
    assert all(wanted[field] in at for field, at in found.items())
    assert not layout.ambiguous
    # One word may stand for anything, where no tag says that it is whence and whither.
    vague = set() if tags else {"origin", "destination", "name"}
    assert wanted.keys() - found.keys() <= vague


def _real() -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    for path in (*DATA.glob("protected/*.csv"), *DATA.glob("incidents/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.name] = sheet(*(list(line) for line in csv.reader(file)))
    for path in (*DATA.glob("incidents/*.xlsx"), *DATA.glob("messages/hxl/*.xlsx")):
        for page in openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True):
            lines = [list(line) for line in page.iter_rows(values_only=True)]
            found[f"{path.name} {page.title.strip()}"] = sheet(*lines, name=page.title)
    for path in DATA.glob("protected/*.geojson"):
        features = json.loads(path.read_text("utf-8"))["features"]
        columns = tuple(dict.fromkeys(key for feature in features for key in feature["properties"]))
        lines = [[feature["properties"].get(key) for key in columns] for feature in features]
        found[path.name] = sheet(*lines, columns=columns)
    return found


INSECURITY = {
    "country": "Country ISO", "admin1": "Admin 1", "latitude": "Latitude", "longitude": "Longitude", "precision": "Geo Precision",
    "time": "Date", "id": "SiND Event ID",
}  # fmt: skip
EVENT = {"remarks": "Event Description"}
IBB = {"id": "osm", "name": "name", "admin1": "governorate", "admin2": "district"}
HXL = {"id": "Registro", "organisation": "Organización", "country": "País", "admin1": "Departamento/Provincia/Estado"}
EXPECTED: dict[str, dict[str, str]] = {
    "ukr_health_points_osm_hot_noattr.csv": {"latitude": "lat", "longitude": "lon"},
    "africa_health_facilities_maina2019_6countries.csv": {
        "name": "Facility name",
        "function": "Facility type",
        "organisation": "Ownership",
        "country": "iso3c",
        "admin1": "Admin1",
        "latitude": "Lat",
        "longitude": "Long",
        "position_source": "LL source",
    },
    "syr_populated_places_ocha_adm4_20210113.csv": {
        "place": "PP_NAME_EN",
        "aliases": "PP_ALT1_EN",
        "pcode": "PP_PCODE",
        "admin3": "ADM3_EN",
        "admin2": "ADM2_EN",
        "admin1": "ADM1_EN",
        "latitude": "lat",
        "longitude": "lon",
    },
    "unesco_whs_2019.csv": {
        "id": "unique_number",
        "name": "name_en",
        "function": "category",
        "remarks": "short_description_en",
        "country": "states_name_en",
        "latitude": "latitude",
        "longitude": "longitude",
    },
    "power_plants_wri_geodb_region.csv": {
        "id": "gppd_idnr",
        "name": "name",
        "organisation": "owner",
        "country": "country",
        "latitude": "latitude",
        "longitude": "longitude",
        "position_source": "geolocation_source",
    },
    "insecurity_insight_attacks_health_2016-2023.xlsx 2016-23 Attacks on Health Care": INSECURITY
    | {"remarks": "Event Description"},
    "insecurity_insight_attacks_health_region_geo.csv": INSECURITY | {"remarks": "Event Description"},
    "insecurity_insight_aid_workers_kika_api_sample.csv": INSECURITY,
    "insecurity_insight_explosive_weapons_2020-2023.xlsx 2020-2023 EWM Data": {
        "country": "Country ISO",
        "admin1": "Admin 1",
        "time": "Date",
        "id": "SiND Event ID",
        "remarks": "Event Description",
    },
    "who_ssa_2020-2024.xlsx Dashboard Report": {
        "id": "Attack ID",
        "time": "Attack Date",
        "country": "Country / Territory",
        "function": "Type of Facility",
    },
    "yem_ibb_hospitals_osm_20260807_first12.geojson": {
        "id": "osm",
        "name": "name",
        "admin1": "governorate",
        "admin2": "district",
    },
    "libhxl_input-valid.xlsx input-valid": HXL | {"time": "I"},
    "libhxl_input-merged.xlsx input-valid": HXL | {"time": "I"},
    "libhxl_input-quality.xlsx input-quality-hxl": HXL | {"time": "¿Cuándo?"},
    "libhxl_input-quality.xlsx input-quality-no-hxl": HXL,
    "insecurity_insight_attacks_health_2016-2023.xlsx MetaData&Notes": {},
    "insecurity_insight_explosive_weapons_2020-2023.xlsx MetaData&Notes": {},
}


@pytest.mark.real_data
def test_every_table_of_the_catalogue_is_understood() -> None:
    if not DATA.exists():
        pytest.skip(f"{DATA} is not there")
    found = _real()
    layouts = {name: guess(made) for name, made in found.items()}
    assert {name: named(layout) for name, layout in layouts.items()} == EXPECTED
    assert not any(layout.ambiguous for layout in layouts.values())
    for name, made in found.items():
        out = sum(1 for _ in rows(made, layouts[name]))
        blank = sum(not any(text_of(v) for v in row.values) for row in made.rows)
        assert out + blank + len(layouts[name].skipped) == len(made.rows)


def test_a_movement_has_no_rival_in_where_it_goes() -> None:
    headings: list[Value] = ["From", "Origin lat", "Origin lon", "To", "Destination lat", "Destination lon"]
    layout = guess(sheet(headings, ["Hama", 35.1, 36.7, "Homs", 34.7, 36.7], ["Homs", 34.7, 36.7, "Hama", 35.1, 36.7]))
    assert layout.columns == {"latitude": (1,), "longitude": (2,), "origin": (0,), "destination": (3,)}
    assert not layout.ambiguous


def test_a_feature_without_properties_is_a_row() -> None:
    point = Row(1, (None,), shapes=(Shape("point", (((36.5, 35.1),),)),))
    made = Sheet("", (point, Row(2, (None,))), columns=("name",))
    assert [row.number for row, *_ in rows(made, guess(made))] == [1]


def test_a_heading_that_a_person_names_makes_the_first_row_the_headings() -> None:
    """Words that nothing knows are data until somebody says that they are not."""
    made = sheet(["a", "b", "c"], ["x1", "x2", "x3"], ["y1", "y2", "y3"])
    assert guess(made).lines == ()
    layout = guess(made, ["a"])
    assert (layout.headings, layout.lines, layout.skipped) == (("a", "b", "c"), (1,), (1,))
    assert guess(made, ["x1"]).lines == guess(made, ["A"]).lines == ()
    assert guess(sheet(["Name", "Lat", "Long"], *PLACES), ["Hama"]).lines == (1,)
