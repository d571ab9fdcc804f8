"""The sender's workbook comes back as it was, with remarks beside it; nothing in it becomes a formula by way of us."""

import io
import zipfile
from itertools import zip_longest
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from detente import standing
from detente.formats import xlsx
from detente.formats.table import Row, Sheet, Table
from detente.intake.columns.mapping import Layout, guess
from detente.intake.model import Item, Origin
from detente.intake.page.remark import AUTHOR, MAX_COMMENTS, STRIPE
from detente.intake.page.remarks import annotate
from detente.intake.page.report import Report
from detente.intake.page.words import say
from detente.intake.returned import of_sender, own_headings, own_sheets
from detente.intake.understand import Settings, settle, understand
from tests.intake.samples import HARM, MADE, accepted, report, several, swapped, unreadable

REAL = Path(__file__).parents[3] / "shared" / "data" / "incidents" / "insecurity_insight_attacks_health_2016-2023.xlsx"
LANGUAGES = sorted(standing.LANGUAGES)
LAYOUT = Layout(
    sheet="Sites", headings=("Name", "Lat", "Lon"), skipped=(1,), columns={"name": (0,), "latitude": (1,), "longitude": (2,)}
)
ROWS = (accepted(2), swapped(3), unreadable(4, "near the mosque"), several(5))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent() -> bytes:
    """A workbook as a sender has it: formulas, merged cells, colours, a remark, a hidden sheet, widths, a frozen pane."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sites"
    sheet.append(["Name", "Lat", "Lon"])
    sheet.append(["Clinic", 35.9002, 36.65])
    sheet.append(["مشفى إدلب", 36.65, 35.93])
    sheet.append(["x", "near the mosque", None])
    sheet.append(['=CONCATENATE("=1","+1")', "13,97 44,18", None])
    sheet["A2"].fill, sheet["A2"].font = PatternFill("solid", fgColor="FFFFFF00"), Font(bold=True, name="Arial")
    sheet["B3"].comment = Comment("ours, asked twice", "Sender")
    sheet["E9"] = "=SUM(B2:B3)"
    sheet.merge_cells("A11:F11")
    sheet["A11"] = "total"
    sheet.column_dimensions["A"].width = 33
    sheet.freeze_panes = "B2"
    hidden = book.create_sheet("old")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "kept"
    return saved(book)


def back(language: str = "en", *rows: Item, data: bytes | None = None) -> bytes:
    given = report(*(rows or ROWS), layouts={"Sites": LAYOUT}, difference=None)
    return annotate(sent() if data is None else data, given, language)


def test_no_cell_of_the_sender_is_changed() -> None:
    """Values, formulas, looks (but for the stripes), widths, merged cells, panes, sheets."""
    before, after = load_workbook(io.BytesIO(sent())), load_workbook(io.BytesIO(back()))
    assert after.sheetnames == ["Remarks", "Sites", "old"]
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                other = after[name][cell.coordinate]
                assert other.value == cell.value, cell.coordinate
                assert other.data_type == cell.data_type
                assert repr(other.font) == repr(cell.font)
                assert other.number_format == cell.number_format
                assert repr(other.fill) == repr(cell.fill) or other.fill.patternType == STRIPE[0]
    sheet = after["Sites"]
    assert sheet["E9"].value == "=SUM(B2:B3)"
    assert sheet["A5"].data_type == "f"
    assert str(sheet.merged_cells) == "A11:F11"
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width == 33
    assert after["old"].sheet_state == "hidden"
    assert after.active.title == "Remarks"
    assert [one.title for one in after.worksheets if one.sheet_view.tabSelected] == ["Remarks"]


def test_remarks_stand_right_of_everything_in_the_row_they_are_about() -> None:
    sheet = load_workbook(io.BytesIO(back()))["Sites"]
    assert [sheet.cell(1, column).value for column in (7, 8, 9)] == [
        "Détente: state", "Détente: remarks", "Détente: was this meant? (WGS 84)",
    ]  # fmt: skip
    said = [[sheet.cell(row, column).value for column in (7, 8, 9)] for row in range(2, 6)]
    assert [line[0] for line in said] == ["taken", "to look at", "not taken", "to look at"]
    assert "58.9\u00a0km outside \u2068إدلب\u2069" in said[1][1]
    assert said[1][2].startswith("1) 35.93000, 36.65000 · latitude and longitude the other way round")
    assert "cannot be read" in said[2][1]
    assert said[3][2].count("\n") == 1
    assert sheet.cell(6, 7).value is None


def test_cells_in_doubt_are_striped_and_say_why() -> None:
    """By pattern, not by colour alone; what hung on a cell stays."""
    sheet = load_workbook(io.BytesIO(back()))["Sites"]
    striped = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if (cell.fill.patternType, cell.fill.fgColor.rgb) == STRIPE
    }
    assert striped == {"B3", "C3", "G3", "B4", "C4", "G4", "B5", "C5", "G5"}
    assert sheet["B3"].comment.text.startswith("ours, asked twice\n")
    assert "1) 35.93000, 36.65000" in sheet["B3"].comment.text
    assert sheet["B4"].comment.author == AUTHOR
    assert sheet["B2"].comment is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_explains(language: str) -> None:
    """G4, G5, G14, counts that add up, in the language, and its direction."""
    sheet = load_workbook(io.BytesIO(back(language))).worksheets[0]
    lines = [str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0]]
    text = " ".join(lines)
    assert sheet.title in own_sheets()
    assert lines[0] == sheet.title
    for sentence in (*standing.standing(language), standing.BORDERS[language], "OCHA 2020", "2026-11-27 09:30 UTC"):
        assert sentence in text
    assert sheet.sheet_view.rightToLeft is (language == "ar")
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == "Sites"]
    assert sorted(int(row[1]) for row in rows) == [3, 4, 5]


def formulas(data: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(data))
    return [f"{s.title} {c.coordinate}" for s in book.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"]


ATTACK = '=cmd|" /C calc"!A0'
ATTACKS = [ATTACK, "+1+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", "\x00=1", "=HYPERLINK(1)"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_becomes_a_formula(attack: str) -> None:
    """CSV/formula injection: not in the sender's book, not in a new one, and not where a cell is copied on."""
    item = msgspec.structs.replace(
        several(5), said={"name": attack}, original={"Name": attack, attack: attack},
        doubts=(msgspec.structs.replace(several(5).doubts[0], code=attack, args={"words": attack}),), reason=attack,
    )  # fmt: skip
    assert formulas(back("en", item)) == ["Sites A5", "Sites E9"]
    made = back("ar", item, data=b"Name,Position\n")
    assert formulas(made) == []
    if attack[0] in "=+-@":
        book = load_workbook(io.BytesIO(made))
        cells = [cell for row in book.worksheets[1].iter_rows() for cell in row if cell.value == attack]
        assert len(cells) >= 3
        assert all(cell.quotePrefix for cell in cells)


def test_what_is_no_workbook_becomes_one_of_its_rows() -> None:
    """Every column that a row came with, as text, under its heading, with the number of its row."""
    book = load_workbook(io.BytesIO(back("fr", data=b"Name;Lat;Lon\n")))
    assert book.sheetnames == ["Remarques", "Sites"]
    rows = list(book["Sites"].iter_rows(values_only=True))
    assert rows[0][:4] == ("Détente : ligne", "Name", "Lat", "Lon")
    assert [row[0] for row in rows[1:]] == [2, 3, 4, 5]
    assert rows[2][1:4] == ("مشفى إدلب", "36.65", "35.93")
    assert [row[4] for row in rows[1:]] == ["retenues", "à vérifier", "non retenues", "à vérifier"]


def damaged(data: bytes) -> bytes:
    """A workbook whose first sheet is cut off."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:200] if name.endswith("sheet1.xml") else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", damaged(sent()), sent()[:400]], ids=["empty", "zip", "xls", "sheet", "cut"]
)
def test_a_workbook_that_cannot_be_opened_costs_no_remark(data: bytes) -> None:
    book = load_workbook(io.BytesIO(back(data=data)))
    assert book.sheetnames == ["Remarks", "Sites"]
    assert book["Sites"].max_row == 1 + len(ROWS)


def test_a_book_that_comes_back_gets_its_remarks_anew() -> None:
    """No second set of columns, no second sheet; what was mended is striped no longer."""
    mended = tuple(accepted(row) for row in range(2, 6))
    again = load_workbook(io.BytesIO(back("fr", *mended, data=back("ar"))))
    assert again.sheetnames == ["Remarques", "Sites", "old"]
    sheet = again["Sites"]
    assert [sheet.cell(1, column).value for column in range(6, 11)][1:4] == [
        "Détente : état", "Détente : remarques", "Détente : était-ce voulu ? (WGS 84)",
    ]  # fmt: skip
    assert sheet.cell(1, 10).value is None
    assert {sheet.cell(row, 7).value for row in range(2, 6)} == {"retenues"}
    assert not [c for row in sheet.iter_rows() for c in row if c.fill.patternType == STRIPE[0]]
    assert sheet["B4"].comment is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("data", [sent(), b"Name,Lat,Lon"], ids=["workbook", "rows"])
def test_a_reader_of_what_comes_back_sees_the_sender_only(data: bytes, language: str) -> None:
    """Our columns would be read as precision and status, our sheet as rows without a position."""
    table = of_sender(xlsx.read(back(language, data=data), "back.xlsx"))
    assert "Sites" in {sheet.name for sheet in table.sheets}
    assert not own_sheets() & {sheet.name for sheet in table.sheets}
    texts = {str(value) for sheet in table.sheets for row in sheet.rows for value in row.values}
    assert not own_headings() & texts
    assert not {say(state, {}, language, "state") for state in ("accepted", "doubted", "rejected")} & texts
    layout = guess(next(sheet for sheet in table.sheets if sheet.name == "Sites"))
    assert {"name", "latitude", "longitude"} <= layout.columns.keys()
    assert not {"precision", "status", "remarks"} & layout.columns.keys()


def test_what_is_not_ours_stays() -> None:
    """A sheet that only has our name, and columns beyond ours with their marks."""
    table = xlsx.read(sent(), "list.xlsx")
    assert of_sender(table) is table
    rows = (Row(1, ("Name", "Détente: state", "Lat")), Row(2, ("x", "taken", 3.5), marks={0: "merged", 1: "formula", 2: "date"}))
    kept = of_sender(Table("l.xlsx", "xlsx", (Sheet("Remarks", rows),))).sheets[0]
    assert kept.rows == (Row(1, ("Name", "Lat")), Row(2, ("x", 3.5), marks={0: "merged", 1: "date"}))


def test_sheets_that_are_full_or_gone_are_named() -> None:
    book = Workbook()
    book.active.title = "Sites"
    book.active.cell(1, 16_383, "the last")
    rows = [swapped(3), msgspec.structs.replace(swapped(4), origin=Origin("list.xlsx", "gone", 4))]
    sheet = load_workbook(io.BytesIO(back("en", *rows, data=saved(book)))).worksheets[0]
    text = " ".join(str(row[0]) for row in sheet.iter_rows(values_only=True))
    assert "The sheet “Sites” has no room" in text
    assert "The sheet “gone” has no room" in text
    assert len([row for row in sheet.iter_rows(values_only=True) if row[3] == "to look at"]) == 2


def test_what_the_copy_has_lost_is_said() -> None:
    out = io.BytesIO(sent())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/media/image1.png", b"x")
        archive.writestr("xl/drawings/drawing1.xml", b"<a/>")
    said = load_workbook(io.BytesIO(back(data=out.getvalue()))).worksheets[0]
    text = " ".join(str(row[0]) for row in said.iter_rows(values_only=True))
    assert "Not kept in this copy, and still in your own file: macros, pictures, drawings." in text
    clean = load_workbook(io.BytesIO(back())).worksheets[0]
    assert not any("Not kept" in str(row[0]) for row in clean.iter_rows(values_only=True))


def test_the_same_input_gives_the_same_bytes() -> None:
    """No instant of writing stands in it."""
    data = sent()
    assert back(data=data) == back(data=data)
    made = load_workbook(io.BytesIO(back(data=data))).properties.modified
    assert made.replace(tzinfo=None) == MADE.replace(tzinfo=None)


def test_many_remarks_do_not_all_hang_on_cells() -> None:
    """Programs take long to open a sheet with tens of thousands of comments."""
    rows = [swapped(row) for row in range(2, MAX_COMMENTS + 12)]
    sheet = load_workbook(io.BytesIO(back("en", *rows, data=b"")))["Sites"]
    comments = sum(cell.comment is not None for row in sheet.iter_rows() for cell in row)
    assert comments == MAX_COMMENTS
    assert sheet.max_row == 1 + len(rows)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(max_size=30) | st.sampled_from([HARM, *ATTACKS, "x" * 40_000, "\ud800", "\uffff"]), min_size=5, max_size=5)
)
def test_any_text_of_a_file_can_be_written_and_read(texts: list[str]) -> None:
    """In a book of the sender and in a new one; what is written is what is read."""
    name, sheet, heading, value, word = texts
    item = msgspec.structs.replace(
        several(5), said={"name": name}, original={heading: value}, origin=Origin("list.xlsx", sheet, 5),
        doubts=(msgspec.structs.replace(several(5).doubts[0], args={"text": word, "count": "2"}),),
    )  # fmt: skip
    for data in (sent(), b""):
        made = back("ar", item, accepted(2), data=data)
        assert not set(formulas(made)) - {"Sites A5", "Sites E9"}
        assert xlsx.read(made, "back.xlsx").sheets[0].name == "ملاحظات"


def real() -> tuple[bytes, Report]:
    data = REAL.read_bytes()
    table = xlsx.read(data, REAL.name)
    layouts = {sheet.name: guess(sheet) for sheet in table.sheets}
    found = understand(table, layouts, Settings())
    items = tuple(settle(item) for item in found.items)
    return data, Report(file=REAL.name, made_at=MADE, items=items, headings=found.headings, layouts=layouts)


def told(value: object) -> object:
    """Fifteen digits of a number: as many as spreadsheet programs keep, and all that is written."""
    return f"{value:.15g}" if isinstance(value, float) else value


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not here")
def test_the_large_workbook_comes_back_whole() -> None:
    """8,854 rows: every cell of the sender as it was, a remark for every row."""
    data, given = real()
    after = load_workbook(io.BytesIO(annotate(data, given, "en")), read_only=True)
    before = load_workbook(io.BytesIO(data), read_only=True)
    stated = 0
    for name in before.sheetnames:
        old, new = before[name].iter_rows(values_only=True), after[name].iter_rows(values_only=True)
        for one, other in zip_longest(old, new, fillvalue=()):
            assert [told(value) for value in other[: len(one)]] == [told(value) for value in one] or not any(one)
            stated += bool({"taken", "to look at", "not taken"} & {*map(str, other[-3:])})
    assert stated == len(given.items)
