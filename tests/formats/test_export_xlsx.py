"""What leaves as a workbook: a sheet a kind, the sentence on every page, words that stay words, dates that are dates."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from excerpts import CELL, HOSTILE, everything, excerpt, features, ogrinfo
from openpyxl import load_workbook

from detente.columns import COLUMNS, SPELT
from detente.formats.write_xlsx import FIRST, write
from detente.lifecycle import STATES
from detente.notice import PRESUMPTION
from detente.standing import VOLUNTARY
from detente.testing import ZOO
from detente.volume import Circle, Corridor, MultiPolygon, Volume4D

NAMES = [column.name for column in COLUMNS]
HERE = Volume4D(Circle((36.1, 35.8), 500.0))


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def rows(sheet: Any) -> list[dict[str, Any]]:
    return [dict(zip(NAMES, row, strict=True)) for row in sheet.iter_rows(min_row=FIRST + 2, values_only=True)]


def test_the_sentence_stands_on_every_sheet_and_every_printed_page() -> None:
    book = opened(write(everything()))
    assert book.sheetnames == ["about", "site", "movement", "emergency", "area"]
    for sheet in book:
        assert sheet["A1"].value == PRESUMPTION
        assert PRESUMPTION in sheet.oddFooter.center.text
    about = [row[0] for row in book["about"].iter_rows(values_only=True)]
    assert "left out: 2 no objection areas" in about
    assert any(line.startswith("As held by hq.example under “Coast” as of 2015-11-20T06:00:00Z") for line in about)
    assert set(VOLUNTARY.values()) < set(about)
    assert book["site"]["A2"].value == VOLUNTARY["en"]
    assert "As held by hq.example" in book["site"]["A3"].value
    assert "TLP:AMBER" in book["site"]["A4"].value


def test_every_place_has_a_row_under_headings_and_tags_with_a_filter() -> None:
    book = opened(write(everything()))
    for sheet in book.worksheets[1:]:
        assert [cell.value for cell in sheet[FIRST]] == [column.heading for column in COLUMNS]
        assert [cell.value for cell in sheet[FIRST + 1]] == [column.tag for column in COLUMNS]
        assert len(rows(sheet)) == sum(f.kind == sheet.title for f in everything().features)
        assert sheet.freeze_panes == f"B{FIRST + 2}"
        assert sheet.auto_filter.ref.startswith(f"A{FIRST + 1}:")
        assert sheet.print_title_rows == f"$1:${FIRST}"


def test_no_state_is_cut_by_its_column() -> None:
    """G9: “presumed protected” stands at the end of its words."""
    sheet = opened(write(everything()))["site"]
    width = sheet.column_dimensions[sheet.cell(FIRST, NAMES.index("state") + 1).column_letter].width
    meanings = [STATES[word].meaning for word in ("unverified", "withdrawn", "contested")]
    assert max(len(meaning) for meaning in meanings) <= width


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", HOSTILE, '=HYPERLINK("http://x","y")'])
def test_words_of_others_are_never_formulas(words: str) -> None:
    made = excerpt(*features(HERE, title=words, text=words, party=words), agreement=words, reasons=(words,))
    book = opened(write(made))
    for sheet in book:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f"]
    cell = book["site"].cell(FIRST + 2, 1)
    assert cell.data_type == "s"
    assert cell.quotePrefix == words.startswith(("=", "+", "-", "@"))


def test_times_are_dates_and_those_that_no_workbook_has_are_words() -> None:
    sheet = opened(write(everything()))["site"]
    found = {row["title"]: row for row in rows(sheet)}
    assert found["point"]["review_by"] == datetime(2015, 12, 20, 6)
    assert found["old"]["time_end"] == datetime(2015, 11, 20, 6)
    assert found["ancient"]["time_start"] == "0001-01-01T00:00:00Z"


def test_a_circle_has_a_position_and_a_radius_and_an_area_has_no_middle() -> None:
    made = excerpt(*features(HERE), *features(Volume4D(CELL, edges="lonlat"), level="cell"))
    circle, cell = rows(opened(write(made))["site"])
    assert (circle["latitude"], circle["longitude"], circle["radius_m"]) == (35.8, 36.1, 500)
    assert (cell["latitude"], cell["longitude"], cell["form"]) == (None, None, "cell: no more may be known here")


def test_a_desk_finds_every_place_without_a_map() -> None:
    """Bounds in numbers for all; the corners and legs of a shape in words, latitude first."""
    legs = Volume4D(Corridor(((36.1, 35.8), (36.25, 35.9)), 500.0))
    holed = Volume4D(MultiPolygon((ZOO["hole"].footprint.coordinates, CELL.coordinates)))  # type: ignore[union-attr]
    shapes = (Volume4D(CELL, edges="lonlat"), legs, holed, ZOO["over the antimeridian"])
    cell, corridor, two, pacific = rows(opened(write(excerpt(*(f for v in shapes for f in features(v)))))["site"])
    assert [cell[side] for side in ("south", "west", "north", "east")] == [35.8, 36.1, 35.9, 36.2]
    assert corridor["positions"] == "35.8 36.1; 35.9 36.25"
    assert corridor["south"] < 35.8 - 0.004 < 35.9 + 0.004 < corridor["north"]
    assert two["positions"].startswith("polygon 1: 35 36; 35 36.1; ")
    assert "; polygon 1: hole: 35.04 36.04; " in two["positions"]
    assert "; polygon 2: 35.8 36.1; " in two["positions"]
    assert (round(pacific["west"], 1), round(pacific["east"], 1)) == (179.9, -179.9)
    for row in rows(opened(write(everything()))["site"]):
        assert None not in [row[side] for side in ("south", "west", "north", "east")], row["title"]


def test_a_shape_of_very_many_positions_says_how_many_more_there_are() -> None:
    winding = tuple((36.0 + n / 1000, 35.0 + n % 2 / 1000) for n in range(SPELT + 7))
    (row,) = rows(opened(write(excerpt(*features(Volume4D(Corridor(winding, 10.0))))))["site"])
    assert row["positions"].endswith("; and 7 more positions: see the formats for maps")
    assert row["positions"].count(";") == SPELT


def test_no_precision_is_claimed_that_nobody_stated() -> None:
    blank = features(Volume4D(CELL, edges="lonlat"), level="cell") + features(ZOO["point"])
    for row in rows(opened(write(excerpt(*blank)))["site"]):
        names = ("accuracy_m", "buffer_m", "radius_m", "known_to", "known_to_m")
        assert [row[name] for name in names] == [None] * len(names)
    near, far = features(HERE, known_to_m=30.0), features(Volume4D(HERE.footprint, accuracy_m=20.0), known_to_m=25_000.0)
    one, other = rows(opened(write(excerpt(*near, *far)))["site"])
    assert (one["known_to"], one["known_to_m"], one["accuracy_m"]) == ("known to 30 m", 30, None)
    assert (other["known_to"], other["accuracy_m"]) == ("known to 25.00 km only", 20)


def test_status_and_who_validated_stand_beside_the_state() -> None:
    made = excerpt(*features(HERE, status="evacuated", validated="validated by un.example"))
    (row,) = rows(opened(write(made))["site"])
    assert (row["state"], row["status"], row["validated"]) == ("active", "evacuated", "validated by un.example")


def test_it_is_the_same_file_twice() -> None:
    assert write(everything()) == write(everything())
    assert b"2015-11-20T06:00:00Z" in _part(write(everything()), "docProps/core.xml")


def _part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return archive.read(name)


def test_gdal_reads_it(tmp_path: Path) -> None:
    said = ogrinfo(tmp_path, "spared.xlsx", write(everything()))
    assert "Layer name: site" in said
