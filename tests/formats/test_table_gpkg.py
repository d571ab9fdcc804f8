"""GeoPackages as tables: every layer, every geometry; and a database that is somebody's code does nothing here."""

import random
import sqlite3
import struct

import pytest
import shapely
from geopackages import made, point
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.formats import gpkg, wkb
from detente.formats.features import PROBLEM
from detente.formats.table import Row, Shape, Table

LAYER = "INSERT INTO gpkg_contents VALUES ('{0}', 'features', '', 4326);"
PLACED = "INSERT INTO gpkg_geometry_columns VALUES ('{0}', 'geom', 'POINT', {1}, 0, 0);"
GEOMETRIES = [
    "POINT (1 2)", "POINT Z (1 2 3)", "LINESTRING (1 2, 3 4)", "LINESTRING ZM (1 2 5 6, 3 4 5 6)", "MULTIPOINT (1 2, 3 4)",
    "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
    "MULTILINESTRING M ((1 2 3, 3 4 5), (5 6 7, 7 8 9))", "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (3 4, 5 6))",
    "POINT EMPTY", "GEOMETRYCOLLECTION EMPTY", "POLYGON EMPTY",
]  # fmt: skip


def table(data: bytes) -> Table:
    return gpkg.read(data, "f.gpkg")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
            st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=9),
            st.none() | st.floats(-1e9, 1e9),
        ),
        max_size=6,
    )
)
def test_rows_and_points_are_read_back(rows: list[tuple[tuple[float, float], str | None, float | None]]) -> None:
    (sheet,) = table(made([(point(*place), name, beds) for place, name, beds in rows])).sheets
    assert sheet.columns == ("fid", "name", "beds")
    assert [(row.number, row.values, row.shapes) for row in sheet.rows] == [
        (n, (n, name, beds), (Shape("point", ((place,),)),)) for n, (place, name, beds) in enumerate(rows, 1)
    ]


@pytest.mark.parametrize("text", GEOMETRIES)
@pytest.mark.parametrize("flavour", ["iso", "extended"])
@pytest.mark.parametrize("order", [0, 1])
def test_every_geometry_is_what_shapely_wrote(text: str, flavour: str, order: int) -> None:
    given_ = shapely.from_wkt(text)
    dimension = 2 + shapely.has_z(given_) + shapely.has_m(given_)
    found = wkb.shapes(shapely.to_wkb(given_, flavor=flavour, byte_order=order, output_dimension=dimension, include_srid=False))
    parts = [part for part in shapely.get_parts(given_) if not part.is_empty]
    assert len(found) == len(parts)
    for shape, part in zip(found, parts, strict=True):
        rings = [part.exterior, *part.interiors] if shape.kind == "polygon" else [part]
        assert shape.parts == tuple(tuple((x, y) for x, y in shapely.get_coordinates(ring).tolist()) for ring in rings)


def test_wkb_with_a_reference_number_is_read() -> None:
    assert wkb.shapes(shapely.to_wkb(shapely.set_srid(shapely.Point(1, 2), 4326), include_srid=True)) == (
        Shape("point", (((1.0, 2.0),),)),
    )


@pytest.mark.parametrize(
    "blob",
    [b"", b"GP", b"GP\0\1\0\0\0\0", b"XX\0\1\0\0\0\0" + b"\1" * 21, point(1, 2)[:-1], b"GP\0\x0f" + b"\0" * 80, "text",
     b"GP\0\1\0\0\0\0" + struct.pack("<BII", 1, 2, 0xFFFFFFFF), b"GP\0\1\0\0\0\0" + struct.pack("<BI", 1, 10) + bytes(40),
     b"GP\0\1\0\0\0\0" + struct.pack("<BII", 1, 7, 1) * 50, point(float("inf"), 1)],
)  # fmt: skip
def test_a_geometry_that_cannot_be_read_costs_only_itself(blob: object) -> None:
    (sheet,) = table(made([(point(1, 2), "A", 1.0), (blob, "B", 2.0)])).sheets
    assert [len(row.shapes) for row in sheet.rows] == [1, 0]
    assert sheet.rows[1].values[:3] == (2, "B", 2.0)
    assert sheet.columns[3] == PROBLEM


def test_a_layer_in_another_system_is_not_read_at_the_wrong_place() -> None:
    other = "UPDATE gpkg_geometry_columns SET srs_id = 32638;"
    with pytest.raises(InputError, match="UTM 38") as caught:
        table(made(more=other))
    assert "ogr2ogr" in caught.value.hint
    more = (
        "CREATE TABLE far (geom BLOB, name TEXT); INSERT INTO far VALUES (x'00', 'F');"
        + LAYER.format("far")
        + PLACED.format("far", 32638)
    )
    far, sites = table(made(more=more)).sheets
    assert far.rows == (Row(1, ("F",)),)
    assert "not WGS 84" in far.notes[0]
    assert sites.rows[0].shapes


def test_a_reference_number_that_says_4326_and_means_another_is_not_believed() -> None:
    with pytest.raises(InputError, match="not WGS 84"):
        table(made(more="UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 32637 WHERE srs_id = 4326;"))


def test_a_view_that_is_made_of_plain_tables_is_a_layer() -> None:
    more = "CREATE VIEW big AS SELECT name, geom FROM sites WHERE beds > 1;" + LAYER.format("big") + PLACED.format("big", 4326)
    big, _ = table(made(more=more)).sheets
    assert big.rows[0].values == ("A",)
    assert big.rows[0].shapes


@pytest.mark.parametrize(
    "body",
    [
        "SELECT randomblob(1000000000) AS geom",
        "SELECT load_extension('/tmp/x.so') AS geom",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS geom FROM n",
        "SELECT group_concat(name) AS geom FROM sites",
        "SELECT * FROM pragma_database_list",
    ],
)
def test_a_view_that_is_code_is_not_run(body: str) -> None:
    found = table(made(more=f"CREATE VIEW evil AS {body};" + LAYER.format("evil")))
    assert [sheet.name for sheet in found.sheets] == ["sites"]
    assert "layer evil was not read" in found.notes[0]


def test_a_join_without_end_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpkg, "MAX_STEPS", 3_000_000)
    body = (
        "SELECT a.name FROM "
        + ", ".join(f"sites {x}" for x in "abcdefgh")
        + " WHERE "
        + " + ".join(f"{x}.beds" for x in "abcdefgh")
        + " > 1e9"
    )
    with pytest.raises(InputError, match="asks too much"):
        table(made([(point(1, 2), "A", float(n)) for n in range(50)], f"CREATE VIEW evil AS {body};" + LAYER.format("evil")))


def test_triggers_and_virtual_tables_do_nothing() -> None:
    more = (
        "CREATE TRIGGER t AFTER INSERT ON sites BEGIN DELETE FROM sites; END;"
        "CREATE VIRTUAL TABLE r USING rtree(id, a, b);" + LAYER.format("r")
    )
    found = table(made(more=more))
    assert [sheet.name for sheet in found.sheets] == ["sites"]
    assert len(found.sheets[0].rows) == 1


def test_names_with_quotes_are_names() -> None:
    more = """CREATE TABLE "a""b; DROP TABLE sites" (name TEXT); INSERT INTO "a""b; DROP TABLE sites" VALUES ('x');"""
    more += """INSERT INTO gpkg_contents VALUES ('a"b; DROP TABLE sites', 'attributes', '', 0);"""
    first, second = table(made(more=more)).sheets
    assert (first.rows[0].values, second.name) == (("x",), "sites")


def test_a_file_that_was_in_use_is_read_and_said() -> None:
    data = made()
    found = table(data[:18] + b"\2\2" + data[20:])
    assert len(found.sheets[0].rows) == 1
    assert "in use" in found.notes[0]


def test_other_databases_are_refused() -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE a (b)")
    for data in (bytes(base.serialize()), b"SQLite format 3\0" + bytes(200), b"SQLite format 3\0", b"x" * 200):
        with pytest.raises(InputError) as caught:
            table(data)
        assert caught.value.hint
    base.close()


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_damaged_database_gives_a_table_or_a_refusal(chance: random.Random) -> None:
    data = bytearray(made([(point(n, n), f"name {n}", 1.0) for n in range(40)]))
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(100, len(data))] = chance.randrange(256)
    try:
        table(bytes(data))
    except InputError as error:
        assert error.message  # noqa: PT017
