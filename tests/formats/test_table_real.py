"""Real files: as many rows come out as another program counts."""

import csv
import json
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import openpyxl
import pytest

from detente.formats.read import read
from detente.formats.table import Table

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is absent"),
]
FOLDERS = ("incidents", "protected", "borders", "cases", "messages/gpx_kml", "messages/hxl", "messages/xlsform")


def files(*endings: str) -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((DATA / folder).glob("*")) if path.suffix[1:] in endings]


def table(path: Path) -> Table:
    return read(path.read_bytes(), path.name)


def ids(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", files("csv"), ids=ids)
def test_every_row_of_a_csv_is_there(path: Path) -> None:
    with path.open(newline="", encoding="utf-8-sig") as file:
        want = [[cell or None for cell in row] for row in csv.reader(file) if any(row)]
    (sheet,) = table(path).sheets
    assert [list(row.values) for row in sheet.rows] == [row + [None] * (len(sheet.rows[0].values) - len(row)) for row in want]
    assert sheet.notes == ()


@pytest.mark.parametrize("path", files("xlsx"), ids=ids)
def test_every_cell_of_a_workbook_is_there_and_in_its_row(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
    found = table(path)
    assert [sheet.name for sheet in found.sheets] == book.sheetnames
    for sheet in found.sheets:
        cells = [cell for row in book[sheet.name].iter_rows() for cell in row]
        # openpyxl leaves the escapes of control characters as they are (ISO/IEC 29500-1 §22.9.2.19)
        want = {(c.row, c.column - 1): str(c.value).replace("_x000D_", "\r") for c in cells if c.value not in (None, "")}
        have = {
            (row.number, n): str(value)
            for row in sheet.rows
            for n, value in enumerate(row.values)
            if value is not None and row.marks.get(n) != "merged"
        }
        assert have == want


def test_the_workbook_of_the_incidents_has_its_rows() -> None:
    found = table(DATA / "incidents" / "insecurity_insight_attacks_health_2016-2023.xlsx")
    assert [len(sheet.rows) for sheet in found.sheets] == [8856, 12]
    assert "date" in found.sheets[0].rows[5].marks.values()


def test_merged_cells_of_a_real_sheet_are_filled() -> None:
    (sheet,) = table(DATA / "messages" / "hxl" / "libhxl_input-merged.xlsx").sheets
    assert [row.number for row in sheet.rows] == list(range(1, 8))
    assert any("merged" in row.marks.values() for row in sheet.rows)


@pytest.mark.parametrize("path", files("geojson"), ids=ids)
def test_every_feature_is_there_with_its_shape(path: Path) -> None:
    want = json.loads(path.read_bytes())["features"]
    (sheet,) = table(path).sheets
    assert [bool(row.shapes) for row in sheet.rows] == [feature["geometry"] is not None for feature in want]
    assert sheet.notes == ()


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="no ogrinfo")
@pytest.mark.parametrize("path", files("kml", "gpx"), ids=ids)
def test_ogrinfo_counts_the_same(path: Path) -> None:
    said = subprocess.run(["ogrinfo", "-al", "-so", "-ro", str(path)], capture_output=True, text=True, check=True).stdout
    counts = dict(zip(re.findall(r"Layer name: (.*)", said), map(int, re.findall(r"Feature Count: (\d+)", said)), strict=True))
    found = {sheet.name: len(sheet.rows) for sheet in table(path).sheets}
    if path.suffix == ".gpx":
        assert found == {name: count for name, count in counts.items() if count and name in {"waypoints", "routes", "tracks"}}
    else:
        assert sum(found.values()) == sum(counts.values())


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="no ogr2ogr")
@pytest.mark.parametrize(
    ("driver", "ending", "options"), [("GPKG", "gpkg", []), ("ESRI Shapefile", "shp", ["-lco", "ENCODING=UTF-8"])]
)
@pytest.mark.parametrize("path", files("geojson"), ids=ids)
def test_what_ogr2ogr_writes_of_it_is_the_same(path: Path, driver: str, ending: str, options: list[str], tmp_path: Path) -> None:
    made = tmp_path / f"a.{ending}"
    run = subprocess.run(["ogr2ogr", "-f", driver, *options, str(made), str(path)], capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("its features are of several kinds, which a shapefile cannot hold")
    beside = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each != made}
    (sheet,), (want,) = read(made.read_bytes(), made.name, companions=beside).sheets, table(path).sheets
    assert len(sheet.rows) == len(want.rows)
    for row, other in zip(sheet.rows, want.rows, strict=True):
        have = sorted(round(x, 6) for shape in row.shapes for part in shape.parts for place in part for x in place)
        assert have == sorted(round(x, 6) for shape in other.shapes for part in shape.parts for place in part for x in place)


@pytest.mark.parametrize("path", files("xls"), ids=ids)
def test_old_workbooks_are_refused_with_what_to_do(path: Path) -> None:
    from detente.errors import InputError

    with pytest.raises(InputError, match="old Excel workbook") as caught:
        table(path)
    assert ".xlsx" in caught.value.hint
