"""What leaves as a GeoPackage: the tables of the standard, the sentence in every row, and nothing that was in memory beside."""

import random
import re
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import shapely
from excerpts import any_excerpt, everything, excerpt, features, ogrinfo
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats.write_gpkg import write
from detente.notice import PRESUMPTION
from detente.standing import VOLUNTARY
from detente.volume import Circle, Point, Polygon, Volume4D

KINDS = ("site", "movement", "emergency", "area")


def opened(data: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    return database


def test_it_is_a_geopackage_of_version_1_3() -> None:
    """Requirements 1, 2, 6, 7, 11, 14 of OGC 12-128r17."""
    data = write(everything())
    assert data.startswith(b"SQLite format 3\x00")
    assert data[68:72] == b"GPKG"
    assert struct.unpack(">I", data[60:64]) == (10300,)
    with closing(opened(data)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        systems = database.execute("SELECT srs_id, organization FROM gpkg_spatial_ref_sys ORDER BY srs_id").fetchall()
        assert systems == [(-1, "NONE"), (0, "NONE"), (4326, "EPSG")]
        contents = database.execute("SELECT table_name, data_type, srs_id FROM gpkg_contents ORDER BY 1").fetchall()
        assert contents == [("about", "attributes", None), *((kind, "features", 4326) for kind in sorted(KINDS))]


def test_the_sentence_stands_in_every_description_and_row() -> None:
    with closing(opened(write(everything()))) as database:
        for (described,) in database.execute("SELECT description FROM gpkg_contents"):
            assert described.startswith(PRESUMPTION)
            lines = described.split("\n")
            assert set(VOLUNTARY.values()) < set(lines)
            assert "As held by hq.example under “Coast” as of 2015-11-20T06:00:00Z; basis: incomplete" in lines
            assert "left out: 2 no objection areas" in lines
        for kind in KINDS:
            rows = database.execute(f"SELECT notices, held_by, agreement, review_by, tlp FROM {kind}").fetchall()
            assert set(rows) == {(PRESUMPTION, "hq.example", "Coast", "2015-12-20T06:00:00.000Z", "AMBER")}
        told = [words for (words,) in database.execute("SELECT words FROM about ORDER BY id")]
        assert told[0] == PRESUMPTION
        assert "left out: 2 no objection areas" in told


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_geometries_are_what_was_drawn(rng: random.Random) -> None:
    _, made = any_excerpt(rng)
    with closing(opened(write(made))) as database:
        rows = database.execute("SELECT geom FROM site ORDER BY fid").fetchall()
        bounds = database.execute("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'site'").fetchone()
    assert len(rows) == len(made.features)
    boxes = []
    for (blob,), feature in zip(rows, made.features, strict=True):
        magic, version, flags, system = struct.unpack("<2sBBi", blob[:8])
        west, east, south, north = struct.unpack("<4d", blob[8:40])
        found = shapely.from_wkb(blob[40:])
        drawn = feature.outline.footprint
        assert (magic, version, flags, system) == (b"GP", 0, 3, 4326)
        assert found.bounds == (west, south, east, north)
        if isinstance(drawn, Point):
            assert found.coords[0] == drawn.coordinates
        else:
            given_ = (drawn.coordinates,) if isinstance(drawn, Polygon) else drawn.coordinates  # type: ignore[union-attr]
            read = [tuple(tuple(r.coords) for r in (p.exterior, *p.interiors)) for p in shapely.get_parts(found).tolist()]
            assert read == list(given_)
        boxes.append(found.bounds)
    assert bounds == tuple(pick(column) for pick, column in zip((min, min, max, max), zip(*boxes, strict=True), strict=True))


def test_it_is_the_same_file_twice_whatever_was_in_memory() -> None:
    one = write(everything())
    with closing(sqlite3.connect(":memory:")) as other:
        other.execute("CREATE TABLE t (x)")
        other.executemany("INSERT INTO t VALUES (?)", [("SECRETOFANOTHER" * 50,)] * 2000)
    assert write(everything()) == one
    assert b"SECRETOFANOTHER" not in one


def test_a_kind_without_places_has_no_layer() -> None:
    with closing(opened(write(excerpt(*features(Volume4D(Circle((36.1, 35.8), 500.0))))))) as database:
        assert database.execute("SELECT table_name FROM gpkg_contents ORDER BY 1").fetchall() == [("about",), ("site",)]
    with closing(opened(write(excerpt()))) as database:
        assert database.execute("SELECT count(*) FROM about").fetchone()[0] > 5


def test_gdal_reads_it(tmp_path: Path) -> None:
    said = ogrinfo(tmp_path, "spared.gpkg", write(everything()))
    layers = dict(re.findall(r"Layer name: (\w+).*?Feature Count: (\d+)", said, re.DOTALL))
    for kind in KINDS:
        assert int(layers[kind]) == sum(f.kind == kind for f in everything().features)
    assert "WGS 84" in said
    assert "review_by: DateTime" in said
