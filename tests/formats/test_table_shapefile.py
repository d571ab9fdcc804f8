"""Shapefiles as tables: shapes and rows that belong together, letters as they were, deleted rows out of both."""

import io
import struct
from datetime import date

import pytest
import shapefile as pyshp
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import packed

from detente.errors import InputError
from detente.formats import shapefile
from detente.formats.features import PROBLEM
from detente.formats.table import Shape, Sheet

PRJ = b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0]]'
UTM = b'PROJCS["WGS_1984_UTM_Zone_37N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]]'
OUTER = [[0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [10.0, 0.0], [0.0, 0.0]]
HOLE = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 1.0]]
APART = [[20.0, 0.0], [20.0, 5.0], [25.0, 5.0], [20.0, 0.0]]


def written(shape_type: int, shapes: list[object], names: list[object] | None = None, **options: object) -> dict[str, bytes]:
    """A shapefile as pyshp writes it: ``{"shp": …, "shx": …, "dbf": …}``."""
    out = {part: io.BytesIO() for part in ("shp", "shx", "dbf")}
    writer = pyshp.Writer(**out, shapeType=shape_type, **options)
    writer.field("name", "C", size=80)
    writer.field("beds", "N", size=12)
    writer.field("value", "N", size=18, decimal=6)
    for n, shape in enumerate(shapes):
        if shape is None:
            writer.null()
        elif shape_type == pyshp.POINT:
            writer.point(*shape)  # type: ignore[misc]
        elif shape_type == pyshp.POLYGON:
            writer.poly(shape)
        elif shape_type == pyshp.MULTIPOINT:
            writer.multipoint(shape)
        else:
            writer.line(shape)
        writer.record(names[n] if names else f"n{n}", n, n + 0.5)
    writer.close()
    return {part: stream.getvalue() for part, stream in out.items()}


def sheet(parts: dict[str, bytes], **more: bytes) -> Sheet:
    given_ = {f"f.{part}": data for part, data in {"prj": PRJ, **parts, **more}.items() if part != "shp" and data}
    return shapefile.read(parts["shp"], "f.shp", companions=given_).sheets[0]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.none() | st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=6), st.booleans())
def test_points_and_rows_are_read_back(places: list[tuple[float, float] | None], index: bool) -> None:
    parts = written(pyshp.POINT, list(places))
    found = sheet(parts if index else {**parts, "shx": b""})
    assert found.columns == ("name", "beds", "value")
    assert [(row.number, row.values) for row in found.rows] == [(n + 1, (f"n{n}", n, n + 0.5)) for n in range(len(places))]
    assert [row.shapes for row in found.rows] == [(Shape("point", ((place,),)),) if place else () for place in places]


def test_lines_points_areas_and_holes() -> None:
    lines = sheet(written(pyshp.POLYLINE, [[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]]))
    assert lines.rows[0].shapes == (Shape("line", (((1.0, 2.0), (3.0, 4.0)),)), Shape("line", (((5.0, 6.0), (7.0, 8.0)),)))
    points = sheet(written(pyshp.MULTIPOINT, [[[1.0, 2.0], [3.0, 4.0]]]))
    assert [shape.parts for shape in points.rows[0].shapes] == [(((1.0, 2.0),),), (((3.0, 4.0),),)]
    areas = sheet(written(pyshp.POLYGON, [[APART, OUTER, HOLE], [HOLE], [OUTER, HOLE]]))
    assert [[len(shape.parts) for shape in row.shapes] for row in areas.rows] == [[1, 2], [1], [2]]
    assert areas.rows[0].shapes[1].parts[1] == tuple(map(tuple, HOLE))


def test_a_deleted_row_takes_its_shape_with_it_and_no_other() -> None:
    parts = written(pyshp.POINT, [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)])
    dbf = bytearray(parts["dbf"])
    start, size = struct.unpack_from("<HH", dbf, 8)
    dbf[start + size] = ord("*")
    found = sheet({**parts, "dbf": bytes(dbf)})
    assert [(row.number, row.values[0], row.shapes[0].parts[0][0]) for row in found.rows] == [
        (1, "n0", (1.0, 1.0)),
        (3, "n2", (3.0, 3.0)),
    ]
    assert "row 2" in found.notes[0]


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [("utf-8", b"UTF-8"), ("utf-8", b""), ("cp1256", b"1256"), ("cp1256", b"windows-1256"), ("cp1251", b"ANSI 1251"),
     ("cp1251", b""), ("cp1256", b""), ("iso8859-6", b"8859-6"), ("iso8859-5", b"ISO 88595"), ("cp1256", b"nonsense")],
)  # fmt: skip
def test_letters_are_as_they_were(encoding: str, cpg: bytes) -> None:
    names = ["مستشفى الثورة العام", "المدينة"] if encoding in {"cp1256", "iso8859-6"} else ["Больница", "Киев"]
    parts = written(pyshp.POINT, [(1.0, 1.0), (2.0, 2.0)], list(names), encoding=encoding)
    found = sheet(parts, cpg=cpg)
    assert [row.values[0] for row in found.rows] == names


def test_numbers_and_dates_keep_what_stands_there() -> None:
    out = {part: io.BytesIO() for part in ("shp", "shx", "dbf")}
    writer = pyshp.Writer(**out, shapeType=pyshp.POINT)
    for name, kind, size in (("a", "N", 12), ("b", "D", 8), ("c", "L", 1), ("a", "C", 9)):
        writer.field(name, kind, size=size)
    writer.point(1, 2)
    writer.record(1, date(2024, 2, 29), True, "x")
    writer.close()
    parts = {part: stream.getvalue() for part, stream in out.items()}
    dbf = parts["dbf"].replace(b"           1", b"   36.718031")
    found = sheet({**parts, "dbf": dbf})
    assert found.columns == ("a", "b", "c", "a (2)")
    assert found.rows[0].values == (36.718031, date(2024, 2, 29), True, "x")


def test_other_systems_are_refused_and_a_missing_one_is_said() -> None:
    parts = written(pyshp.POINT, [(1.0, 1.0)])
    with pytest.raises(InputError, match="WGS_1984_UTM_Zone_37N") as caught:
        sheet(parts, prj=UTM)
    assert "ogr2ogr" in caught.value.hint
    for prj in (PRJ.replace(b"GCS_WGS_1984", b"GCS_Palestine_1923"), PRJ.replace(b",0.0]", b",2.3]"), b"?"):
        with pytest.raises(InputError, match="not WGS 84"):
            sheet(parts, prj=prj)
    assert "no .prj" in sheet(parts, prj=b"").notes[0]


def test_a_zip_of_shapefiles_is_a_sheet_each() -> None:
    parts = {**written(pyshp.POINT, [(1.0, 1.0)]), "prj": PRJ}
    files = {f"{stem}.{part.upper() if stem == 'b' else part}": data for stem in ("a/a", "b") for part, data in parts.items()}
    found = shapefile.read(packed({**files, "__MACOSX/a/._a.shp": b"x", "readme.txt": b"x"}), "f.zip")
    assert [(s.name, len(s.rows), s.notes) for s in found.sheets] == [("a", 1, ()), ("b", 1, ())]
    with pytest.raises(InputError, match="0 shapefiles"):
        shapefile.read(packed({"readme.txt": b"x"}), "f.zip")


def test_what_is_missing_or_does_not_fit_is_said() -> None:
    parts = written(pyshp.POINT, [(1.0, 1.0), (2.0, 2.0)])
    alone = sheet({"shp": parts["shp"]})
    assert [row.values for row in alone.rows] == [(), ()]
    assert "no .dbf" in alone.notes[0]
    fewer = sheet({**parts, "dbf": written(pyshp.POINT, [(1.0, 1.0)])["dbf"]})
    assert [row.values[0] for row in fewer.rows] == ["n0", None]
    assert "do not fit" in fewer.notes[0]
    more = sheet({**parts, "dbf": written(pyshp.POINT, [(1.0, 1.0)] * 3)["dbf"]})
    assert [len(row.shapes) for row in more.rows] == [1, 1, 0]
    assert more.columns[-1] == PROBLEM
    short = sheet({**parts, "dbf": parts["dbf"][:-150]})
    assert "cut off" in "".join(short.notes)


def test_an_index_that_names_one_shape_many_times_is_stopped() -> None:
    ring = [[n / 1000, (n % 7) / 7] for n in range(5000)]
    parts = written(pyshp.POLYLINE, [[ring]])
    shx = parts["shx"][:100] + parts["shx"][100:108] * 20_000
    with pytest.raises(InputError, match=r"too much work|positions"):
        sheet({**parts, "shx": shx})


@pytest.mark.parametrize(("parts", "count"), [(0, 5), (0, 0), (1, 0), (9, 5), (-1, 5), (1, -5), (1, 2**31 - 1), (2**31 - 1, 5)])
def test_counts_that_do_not_fit_cost_the_shape(parts: int, count: int) -> None:
    files = written(pyshp.POLYGON, [[OUTER]])
    shp = files["shp"][:144] + struct.pack("<2i", parts, count) + files["shp"][152:]
    (row,) = sheet({**files, "shp": shp}).rows
    assert row.shapes == ()


def test_a_shape_of_a_negative_length_ends() -> None:
    parts = written(pyshp.POINT, [(1.0, 1.0), (2.0, 2.0)])
    shp = parts["shp"][:104] + struct.pack(">i", -4) + parts["shp"][108:]
    with pytest.raises(InputError, match="damaged"):
        sheet({"shp": shp, "dbf": parts["dbf"]})


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(["shp", "shx", "dbf", "prj", "cpg"]), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_damaged_bytes_give_a_table_or_a_refusal(part: str, at: int, junk: bytes) -> None:
    parts = {**written(pyshp.POLYGON, [[OUTER, HOLE], [APART]]), "prj": PRJ, "cpg": b"UTF-8"}
    parts[part] = parts[part][:at] + junk + parts[part][at + len(junk) :]
    try:
        sheet(parts)
    except InputError as error:
        assert error.message  # noqa: PT017
