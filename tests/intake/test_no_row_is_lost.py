"""Rows in = accepted + doubted + rejected, each with its reason, whatever the file is like."""

import csv
import io

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.formats.read import read
from detente.formats.table import Table
from detente.intake.checks.ground import NOTHING
from detente.intake.columns import mapping
from detente.intake.examine import Examined, examine
from detente.intake.listing import Listing
from detente.intake.understand import Settings

HEADS = ("Facility name", "Latitude", "Longitude", "Governorate", "Precision", "Date")
cells = st.one_of(
    st.sampled_from(
        ["", "", " ", "clinic", "TOTAL", "35.6", "36,5", "35°36'N", "37SBV", "-", "N/A", "25 km", "0", "1e999", "\u200f٣٥٫٦"]
    ),
    st.floats(-200, 200).map(lambda value: f"{value:.5f}"),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)
tables = st.lists(st.lists(cells, min_size=len(HEADS), max_size=len(HEADS)), max_size=12)


def examined(table: Table) -> Examined:
    layouts = {sheet.name: mapping.guess(sheet) for sheet in table.sheets}
    return examine(table, layouts, Settings(), NOTHING, Listing())


def check(table: Table) -> Examined:
    """What must hold of any table that could be read at all."""
    found = examined(table)
    counts = found.counts
    assert sum(counts.values()) == len(found.items)
    assert found.rows == found.headings + len(found.items)
    origins = [item.origin for item in found.items]
    assert len(set(origins)) == len(origins)
    assert len({item.key for item in found.items}) == len(origins)
    held = {(sheet.name, row.number) for sheet in table.sheets for row in sheet.rows}
    assert {(origin.sheet, origin.row) for origin in origins} <= held
    for item in found.items:
        assert bool(item.reason) == (item.state != "accepted")
        assert item.state != "doubted" or any(not doubt.note for doubt in item.doubts)
        assert item.state != "accepted" or (item.footprints and item.position)
    return found


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *rows])
    return out.getvalue().encode()


def as_xlsx(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [list(HEADS), *rows]:
        book.active.append(
            [float(cell) if cell.replace(".", "", 1).isdecimal() and cell.isascii() else cell or None for cell in row]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@given(tables)
def test_every_row_of_a_table_comes_out_once(rows: list[list[str]]) -> None:
    found = check(read(as_csv(rows), "list.csv"))
    # an independent count: every record with a cell that holds anything
    held = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(found.items) == len(held)
    for item, row in zip(found.items, held, strict=True):
        said = [cell.strip() for cell in row if cell.strip()]
        assert sorted(value.strip() for value in item.original.values()) == sorted(said)


@given(tables)
@settings(max_examples=25)
def test_every_row_of_a_workbook_comes_out_once(rows: list[list[str]]) -> None:
    found = check(read(as_xlsx(rows), "list.xlsx"))
    assert len(found.items) == sum(any(cell.strip() for cell in row) for row in rows)


@given(tables, st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=3)), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_mangled_file_is_refused_or_every_row_of_it_comes_out_once(
    form: str, rows: list[list[str]], cuts: list[tuple[int, bytes]]
) -> None:
    data = bytearray(as_csv(rows) if form == "csv" else as_xlsx(rows[:3]))
    for at, put in cuts:
        place = at % (len(data) + 1)
        data[place : place + 2] = put
    try:
        table = read(bytes(data), f"list.{form}")
    except InputError:
        return
    check(table)


def test_what_a_row_said_is_kept_to_the_letter() -> None:
    found = examined(read(as_csv([["Kafr  Nabl ‏مشفى", "35.60", "36.50", "", "", "3/4"]]), "list.csv"))
    (item,) = found.items
    assert item.original == {
        "Facility name": "Kafr  Nabl ‏مشفى", "Latitude": "35.60", "Longitude": "36.50", "Date": "3/4"
    }  # fmt: skip
    assert msgspec.json.decode(msgspec.json.encode(item), type=type(item)) == item
