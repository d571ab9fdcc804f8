"""GeoPackages for tests, made with nothing but SQLite."""

import sqlite3
import struct
from collections.abc import Sequence

SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER,
    definition TEXT, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
    z INTEGER, m INTEGER);
INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, '', ''), ('UTM 38', 32638, 'EPSG', 32638, '', '');
CREATE TABLE sites (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, beds REAL);
INSERT INTO gpkg_contents VALUES ('sites', 'features', 'sites', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('sites', 'geom', 'POINT', 4326, 0, 0);
"""


def point(x: float, y: float) -> bytes:
    """A point as a GeoPackage holds it."""
    return b"GP\0\1" + struct.pack("<i", 4326) + struct.pack("<BI2d", 1, 1, x, y)


def made(rows: Sequence[tuple[object, ...]] = ((point(44.0, 14.0), "A", 5.0),), more: str = "") -> bytes:
    """A GeoPackage of one layer of points, and whatever else is said."""
    base = sqlite3.connect(":memory:")
    base.executescript(SCHEMA)
    base.executemany("INSERT INTO sites (geom, name, beds) VALUES (?, ?, ?)", rows)
    base.executescript(more)
    base.commit()
    data = bytes(base.serialize())
    base.close()
    return data
