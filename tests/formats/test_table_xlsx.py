"""A workbook as a table: every cell, every row at its number, and what each cell really is."""

import io
import warnings
from datetime import UTC, date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from workbooks import MAIN, SHEET, changed, of_xml, packed, parts, sheet, simple, table, written

from detente.errors import InputError
from detente.formats import xlsx
from detente.formats.guard import MAX_MEMBERS
from detente.formats.table import MAX_COLUMNS, Row
from detente.formats.xlsx_sheet import column_of, duration, letters_of, moment

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="_=\ufffe\uffff"), min_size=1, max_size=9
)
CELLS = st.none() | TEXT | st.integers(-(10**12), 10**12) | st.booleans() | st.floats(-1e9, 1e9).map(lambda x: float(f"{x:.15g}"))
GRID = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6)


def numbered(data: bytes) -> list[tuple[int, list[object]]]:
    return [(row.number, list(row.values)) for row in sheet(data).rows]


@settings(max_examples=80, deadline=None)
@given(GRID)
def test_what_openpyxl_writes_is_read_back_cell_for_cell_at_its_row(grid: list[list[object]]) -> None:
    full = [row for row in grid if any(cell is not None for cell in row)]
    width = max((max(n for n, cell in enumerate(row, 1) if cell is not None) for row in full), default=0)
    want = [
        (number, (row + [None] * width)[:width])
        for number, row in enumerate(grid, 1)
        if any(cell is not None for cell in row)
    ]  # fmt: skip
    assert numbered(simple(*grid)) == want


def test_dates_of_cells_are_dates_and_marked() -> None:
    def fill(book: Workbook) -> None:
        book.active.append(
            [datetime(2023, 4, 5, 6, 7, 8), date(1999, 12, 31), time(12, 42, 5), timedelta(hours=36, minutes=42, seconds=5)]
        )
        book.active["D1"].number_format = "[h]:mm:ss"

    (row,) = sheet(written(fill)).rows
    assert row.values == (datetime(2023, 4, 5, 6, 7, 8), datetime(1999, 12, 31), time(12, 42, 5), "36:42:05")
    assert row.marks == dict.fromkeys(range(4), "date")


@given(st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)), st.booleans())
def test_serial_numbers_are_the_dates_that_openpyxl_makes_of_them(when: datetime, mac: bool) -> None:
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, to_excel

    if mac and when < datetime(1904, 1, 2):
        return
    serial = to_excel(when, MAC_EPOCH if mac else WINDOWS_EPOCH)
    found = moment(serial, MAC_EPOCH if mac else None)
    assert isinstance(found, datetime)
    assert abs(found - when) <= timedelta(milliseconds=1)


def test_the_days_around_the_one_that_never_was() -> None:
    assert [moment(n, None) for n in (0.5, 1, 59, 60, 61, -1, 1e9)] == [
        time(12), datetime(1900, 1, 1), datetime(1900, 2, 28), None, datetime(1900, 3, 1), None, None,
    ]  # fmt: skip
    assert duration(-1.5) == "-36:00:00"
    assert duration(0.0000636574) == "0:00:05.5"
    assert duration(1e9) is None


def test_the_calendar_of_1904() -> None:
    data = simple([datetime(2023, 4, 5)])
    book = (
        parts(data)["xl/workbook.xml"]
        .replace(b"<workbookPr />", b"<workbookPr/>")
        .replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
    )
    (row,) = sheet(changed(data, "xl/workbook.xml", book)).rows
    assert row.values == (datetime(2027, 4, 6),)


def test_numbers_that_the_program_shows_in_another_form_are_marked() -> None:
    def fill(book: Workbook) -> None:
        book.active.append([0.3671, 364305, 5, 7])
        for cell, form in zip(book.active[1], ["0.00%", "00\\°00\\'00\\\"", '0 "days"', "General"], strict=True):
            cell.number_format = form

    (row,) = sheet(written(fill)).rows
    assert row == Row(1, (0.3671, 364305, 5, 7), {0: "shown", 1: "shown"})


def test_formulas_give_their_last_result_or_nothing_and_are_marked() -> None:
    found = sheet(of_xml(
        '<row r="2"><c r="A2"><f>B2*2</f><v>4.5</v></c><c r="B2"><f>NOW()</f></c><c r="C2" t="str"><f>A</f><v>x</v></c>'
        '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E2"><v>1</v></c></row><row r="3"><c r="A3"><f>1</f></c></row>'
    ))  # fmt: skip
    assert found.rows == (
        Row(2, (4.5, None, "x", "#DIV/0!", 1), {0: "formula", 1: "formula", 2: "formula", 3: "error"}),
        Row(3, (None,) * 5, {0: "formula"}),
    )
    assert "formulas without a result: 2" in found.notes[0]


def test_merged_cells_are_filled_in_rows_that_have_something_of_their_own() -> None:
    def fill(book: Workbook) -> None:
        ws = book.active
        for row in (["title", None, None], ["Idleb", "A", 1], [None, "B", 2], [None, None, None], [None, "C", 3]):
            ws.append(row)
        ws.merge_cells("A1:Z1")
        ws.merge_cells("A2:A5")

    found = sheet(written(fill))
    assert found.rows == (
        Row(1, ("title",) * 3, {1: "merged", 2: "merged"}),
        Row(2, ("Idleb", "A", 1)),
        Row(3, ("Idleb", "B", 2), {0: "merged"}),
        Row(5, ("Idleb", "C", 3), {0: "merged"}),
    )


def test_what_is_hidden_is_taken_and_said() -> None:
    def fill(book: Workbook) -> None:
        for made in (book.active, book.create_sheet("hidden"), book.create_sheet("very")):
            made.append(["a", "b"])
            made.append(["c", "d"])
        book["hidden"].sheet_state, book["very"].sheet_state = "hidden", "veryHidden"
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions["B"].hidden = True

    sheets = table(written(fill)).sheets
    assert [(s.name, s.hidden) for s in sheets] == [("Sheet", False), ("hidden", True), ("very", True)]
    assert sheets[0].notes == ("hidden, but taken: row 2", "hidden, but taken: column B")
    assert all(len(s.rows) == 2 for s in sheets)


def test_rich_text_is_one_text_without_how_it_is_pronounced_and_escapes_are_resolved() -> None:
    shared = f'<sst xmlns="{MAIN}"><si><r><t>Al </t></r><r><rPr/><t xml:space="preserve"> Quds</t></r><rPh><t>no</t></rPh></si>'
    shared += "<si><t>a_x000D_b_x0041__xD800_</t></si></sst>"
    data = of_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>9</v></c>'
                  '<c r="D1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>')  # fmt: skip
    (row,) = sheet(changed(data, "xl/sharedStrings.xml", shared.encode())).rows
    assert row == Row(1, ("Al  Quds", "a\rbA\ufffd", None, "inline"), {2: "error"})


def test_sheets_of_charts_and_remarks_and_pictures_are_said_to_be_left_out() -> None:
    from openpyxl.comments import Comment

    def fill(book: Workbook) -> None:
        book.active.append(["a"])
        book.active["A1"].comment = Comment("look", "me")
        book.create_chartsheet("chart")

    found = table(changed(written(fill), "xl/media/image1.png", b"x"))
    assert [s.name for s in found.sheets] == ["Sheet"]
    assert found.notes == (
        "chart is no sheet of cells (chartsheet) and was left out",
        "pictures are not taken over",
        "remarks on cells are not taken over",
    )


def test_strict_workbooks_and_prefixed_names_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    xml = f'<x:worksheet xmlns:x="{strict}"><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert numbered(changed(simple(["x"]), SHEET, xml.encode())) == [(1, [7])]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (of_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'), f"beyond column {letters_of(MAX_COLUMNS - 1)}"),
        (of_xml('<row r="1048577"><c r="A1"><v>1</v></c></row>'), "damaged"),
        (of_xml('<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="A5"><v>2</v></c></row>'), "damaged"),
        (of_xml('<row r="5"><c r="B5"><v>1</v></c><c r="A5"><v>2</v></c></row>'), "damaged"),
        (of_xml('<row r="5"><c r="55"><v>1</v></c></row>'), "damaged"),
        (of_xml("<row>"), "XML that is broken"),
        (of_xml("<a>" * 200 + "</a>" * 200 + '<row r="1"></row>').replace(b"PK\x05\x06", b"PK\x05\x07"), "archive is damaged"),
        (packed({"a.txt": b"x"}), "no Excel workbook"),
        (packed({f"{n}": b"" for n in range(MAX_MEMBERS + 1)}), "more than"),
        (changed(simple(["x"]), "xl/workbook.xml", b"<workbook/>"), "no sheet"),
        (simple(["x"])[:-40], "damaged"),
        (b"PK\x03\x04", "damaged"),
        (b"", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(data: bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        table(data)
    assert words in caught.value.message
    assert "f.xlsx" in caught.value.where


def test_a_blank_cell_at_the_last_corner_costs_nothing() -> None:
    data = of_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>',
        before='<dimension ref="A1:XFD1048576"/>',
    )
    assert sheet(data).rows == (Row(1, (1,)),)
    data = of_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>')
    assert numbered(data) == [(1, [1]), (1048576, [2])]


def test_merged_cells_over_everything_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.formats.xlsx_sheet.MAX_SPREAD", 1000)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="J{n}"><v>1</v></c></row>' for n in range(1, 60))
    found = sheet(of_xml(rows, after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50 + "</mergeCells>"))
    assert len(found.rows) == 59
    assert "more merged cells" in found.notes[-1]


def test_columns_and_their_letters() -> None:
    assert [letters_of(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_of(letters_of(n)) == n for n in range(0, 17_000, 7))
    assert column_of("É") == -1


def test_openpyxl_and_we_count_the_same_rows() -> None:
    data = simple(["a", None], [None, None], [None, 3])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    want = [n for n, row in enumerate(book.active.iter_rows(values_only=True), 1) if any(v is not None for v in row)]
    assert [row.number for row in sheet(data).rows] == want


def test_how_far_it_is_is_told() -> None:
    told: list[tuple[int, int]] = []
    xlsx.read(simple(["a"], ["b"]), "f.xlsx", progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0


def test_dates_in_iso_form_are_dates() -> None:
    (row,) = sheet(of_xml('<row r="1"><c r="A1" t="d"><v>2024-05-06T07:08:09Z</v></c><c r="B1" t="d"><v>soon</v></c></row>')).rows
    assert row == Row(1, (datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC), "soon"), {0: "date", 1: "date"})
