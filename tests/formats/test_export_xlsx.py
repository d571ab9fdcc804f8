"""What leaves as a workbook: a sheet a kind, the sentence on every page, words that stay words, dates that are dates."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from excerpts import CELL, HOSTILE, everything, excerpt, features, ogrinfo
from openpyxl import load_workbook

from detente.columns import COLUMNS
from detente.formats.write_xlsx import FIRST, write
from detente.lifecycle import STATES
from detente.notice import PRESUMPTION
from detente.volume import Circle, Volume4D

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
    assert "As held by hq.example" in book["site"]["A2"].value
    assert "TLP:AMBER" in book["site"]["A3"].value


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
