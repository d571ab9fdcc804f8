"""A delimited text as a table: no cell lost, no letter turned into another, every row at its line."""

import csv
import io
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.formats import csvfile
from detente.formats.table import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row, Sheet

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), max_size=12)
GRIDS = st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=8))


def sheet(data: bytes) -> Sheet:
    return csvfile.read(data, "f.csv").sheets[0]


def rows(data: bytes) -> list[tuple[int, list[object]]]:
    return [(row.number, list(row.values)) for row in sheet(data).rows]


def said(data: bytes) -> str:
    return "\n".join(sheet(data).notes)


@settings(max_examples=150)
@given(grid=GRIDS, delimiter=st.sampled_from(",;\t|"), ending=st.sampled_from(["\n", "\r\n", "\r"]), bom=st.booleans())
def test_what_csv_writes_is_read_back_cell_for_cell_at_its_line(
    grid: list[list[str]], delimiter: str, ending: str, bom: bool
) -> None:
    # The first line settles the delimiter and the width, so it stands for a row of headings.
    grid = [[f"h{n}" for n in range(len(grid[0]))], *grid]
    out, lines = io.StringIO(), []
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL)
    for row in grid:
        text = out.getvalue()
        lines.append(1 + text.count("\r\n") + text.replace("\r\n", "").count("\n") + text.replace("\r\n", "").count("\r"))
        writer.writerow(row)
    want = [(line, [cell or None for cell in row]) for line, row in zip(lines, grid, strict=True) if any(row)]
    assert rows(out.getvalue().encode("utf-8-sig" if bom else "utf-8")) == want


def test_a_row_is_numbered_by_the_line_on_which_it_begins() -> None:
    assert rows(b'a,b\n\n"1\n2",x\n,\n3,y') == [(1, ["a", "b"]), (3, ["1\n2", "x"]), (6, ["3", "y"])]


def test_rows_are_as_wide_as_the_widest() -> None:
    assert rows(b"a,b,c\n1\n1,2,3\n") == [(1, ["a", "b", "c"]), (2, ["1", None, None]), (3, ["1", "2", "3"])]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("name;lat;lon\nA;36,1;37,2\nB;36,3;37,4\n", ["name", "lat", "lon"]),
        ("name\tlat\nA, B, C\t36,1\n", ["name", "lat"]),
        ("a|b\n1|2\n", ["a", "b"]),
        ('"x;y;z",b\n"1;2;3",4\n', ["x;y;z", "b"]),
        ("sep=;\na,b;c,d\n1,2;3,4\n", ["a,b", "c,d"]),
        ("only one\nA\n", ["only one"]),
        ('name, "lat, lon", x\nA, "36.1, 37.2", 1\n', ["name", "lat, lon", "x"]),
    ],
)
def test_the_delimiter_is_found(text: str, first: list[str]) -> None:
    assert list(sheet(text.encode()).rows[0].values) == first


def test_the_line_that_names_the_delimiter_counts_as_a_line() -> None:
    assert rows(b"SEP=|\r\na|b\r\n") == [(2, ["a", "b"])]


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [
        ("nom,lieu\nHôpital général,Bébédjia\nÉcole,Abéché\n", "cp1252", "Windows-1252"),
        ("назва,місто\nЛікарня,Київ\nПоліклініка № 2,Вінниця\n", "cp1251", "Windows-1251"),
        ("БОЛЬНИЦА,ГОРОД\nНет,Да\n", "cp1251", "Windows-1251"),
        ("الاسم,المدينة\nمستشفى الثورة العام,إب\n", "cp1256", "Windows-1256"),
        ("a,b\nHôpital,Київ\n", "utf-16", ""),
        ("a,b\nplain,text here\n", "utf-16-le", "UTF-16-LE"),
        ("a,b\nplain,text here\n", "utf-16-be", "UTF-16-BE"),
    ],
)
def test_letters_are_read_in_the_encoding_that_is_theirs_and_it_is_said(text: str, encoding: str, words: str) -> None:
    data = text.encode(encoding)
    assert [list(row.values) for row in sheet(data).rows] == list(csv.reader(io.StringIO(text)))
    assert words in said(data)
    assert bool(said(data)) == bool(words)


def test_one_damaged_byte_costs_one_letter_and_is_said() -> None:
    data = "имя,город\n".encode() + "Больница,Идлиб и другие места\n".encode() + b"x\xff,y\n"
    assert rows(data)[2] == (3, ["x\ufffd", "y"])
    assert "1, the first in line 3" in said(data)


def test_zero_characters_are_left_out_and_counted() -> None:
    data = b"a,b\nx\0y,z\nmore,of,this here is some text without any\n"
    assert rows(data)[1] == (2, ["xy", "z", None, None][: len(rows(data)[1][1])])
    assert "zero characters, left out: 1" in said(data)


@pytest.mark.parametrize(
    "text",
    [
        'id,name,lat\n1,"Clinic A,36.1\n2,B,36.2\n3,C,36.3\n',
        'id,name,lat\n1,"Clinic A,36.1\n2,"B, old",36.2\n3,C,36.3\n',
        'id,name,lat\n1,"Clinic A,36.1\n2,B,36.2\n3,C",36.3\n',
        'id,name,lat\n1,"Clinic" A,36.1\n2,B,36.2\n3,C,36.3\n',
    ],
)
def test_a_quote_that_is_not_closed_costs_its_own_row_only(text: str) -> None:
    found = sheet(text.encode())
    assert [row.number for row in found.rows] == [1, 2, 3, 4]
    assert [row.values[0] for row in found.rows[1:]] == ["1", "2", "3"]
    assert "row 2" in "".join(found.notes)
    assert "quotes" in found.rows[1].marks.values()


def test_a_quote_that_is_not_closed_for_thousands_of_lines_costs_one_row() -> None:
    text = 'id,"name\n' + "".join(f"{n},x\n" for n in range(3000)) + 'z,"a\nb"\n'
    found = sheet(text.encode())
    assert len(found.rows) == 3002
    assert found.rows[-1] == Row(3002, ("z", "a\nb"))


def test_many_quotes_take_no_more_than_lines_allow() -> None:
    text = "".join(f'"{n}\n' + "x\n" * 20 for n in range(3000))
    assert len(sheet(text.encode()).rows) == 3000 * 21


def test_inches_in_a_cell_are_no_quotes() -> None:
    assert rows(b'size,name\n5" pipe,a\n6" pipe,b\n')[1:] == [(2, ['5" pipe', "a"]), (3, ['6" pipe', "b"])]


def test_a_long_cell_is_cut_and_said() -> None:
    found = sheet(b"a,b\n" + b"x" * (MAX_CELL + 1) + b",y\n")
    assert len(str(found.rows[1].values[0])) == MAX_CELL
    assert found.rows[1].marks == {0: "cut"}
    assert "row 2" in "".join(found.notes)


def test_too_many_columns_or_rows_or_cells_are_refused_with_words() -> None:
    for data, words in (
        (b"a,b\n" + b"," * MAX_COLUMNS + b"x\n", f"at most {MAX_COLUMNS}"),
        (b"a\n" * (MAX_ROWS + 1), f"more than {MAX_ROWS} rows"),
        (b"," * 900 + b"x\n" + b"a\n" * 30_000, "cells"),
        (b"", "empty"),
    ):
        with pytest.raises(InputError) as caught:
            csvfile.read(data, "f.csv")
        assert words in caught.value.message
        assert caught.value.hint
        assert "f.csv" in caught.value.where


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_refusal(data: bytes) -> None:
    try:
        found = sheet(data)
    except InputError:
        return
    assert len({len(row.values) for row in found.rows}) <= 1
    numbers = [row.number for row in found.rows]
    assert numbers == sorted(set(numbers))
    assert all(any(row.values) for row in found.rows)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_no_letter_or_digit_is_lost_whatever_the_quotes(chance: random.Random) -> None:
    pool = 'ab1,;"\n\r\t '
    text = "".join(chance.choice(pool) for _ in range(chance.randrange(1, 200)))
    kept = "".join(str(value) for row in sheet(text.encode()).rows for value in row.values if value is not None)
    wanted = set(string.ascii_letters + string.digits)
    assert [c for c in kept if c in wanted] == [c for c in text if c in wanted]
