"""An excerpt as a GeoPackage 1.3 (OGC 12-128r17): a layer a kind, and a table of what the file rests on and what is not in it.

The sentence stands in the description of every layer and in the column ``notices`` of every row.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Final

from detente.columns import COLUMNS, shown, told
from detente.excerpt import CAUTIONARY, FORCES, Excerpt, Feature, heading, stamp
from detente.volume import Footprint, Point, Polygon, Position

APPLICATION_ID: Final = 0x47504B47
"""``GPKG`` (requirement 2)."""
USER_VERSION: Final = 10_300
WGS84: Final = 4326
_WGS84_TEXT: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS: Final = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, _WGS84_TEXT, "longitude and latitude in degrees on the WGS 84 ellipsoid"),
)
"""The three that requirement 11 asks for."""
_TABLES: Final = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL, description TEXT
);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE about (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, words TEXT NOT NULL);
"""
"""Annex C of the standard, and our own table."""
_TYPES: Final = {str: "TEXT", float: "DOUBLE", datetime: "DATETIME"}
Box = tuple[float, float, float, float]


def write(excerpt: Excerpt) -> bytes:
    """The file; the same bytes for the same excerpt with the same SQLite."""
    with closing(sqlite3.connect(":memory:")) as database:
        # What is left of memory in the free part of a page would leave with the file.
        database.execute("PRAGMA secure_delete = ON")
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {USER_VERSION}")
        database.executescript(_TABLES)
        database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        _about(database, excerpt)
        for kind in CAUTIONARY + FORCES:
            features = [f for f in excerpt.features if f.kind == kind]
            if features:
                _layer(database, excerpt, kind, features)
        database.commit()
        return database.serialize()


def _about(database: sqlite3.Connection, excerpt: Excerpt) -> None:
    lines = [shown(line) for line in heading(excerpt)]
    database.executemany("INSERT INTO about (words) VALUES (?)", [(line,) for line in lines])
    _content(database, excerpt, "about", "attributes", None)


def _content(database: sqlite3.Connection, excerpt: Excerpt, table: str, type_: str, box: Box | None) -> None:
    description = "\n".join(shown(line) for line in heading(excerpt))
    row = (table, type_, table, description, _time(excerpt.as_of), *(box or (None,) * 4), WGS84 if box else None)
    database.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _layer(database: sqlite3.Connection, excerpt: Excerpt, kind: str, features: Sequence[Feature]) -> None:
    columns = ", ".join(f"{column.name} {_TYPES[column.type]}" for column in COLUMNS)
    database.execute(
        f"CREATE TABLE {kind} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY, {columns}, held_by TEXT, "
        "agreement TEXT, as_of DATETIME, selected_for DATETIME, notices TEXT)"
    )
    boxes = [_box(feature.outline.footprint) for feature in features]
    west, south, east, north = zip(*boxes, strict=True)
    _content(database, excerpt, kind, "features", (min(west), min(south), max(east), max(north)))
    database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", (kind, WGS84))
    held = (shown(excerpt.party), shown(excerpt.agreement), _time(excerpt.as_of), _time(excerpt.at), excerpt.presumption)
    rows = (
        (number, _geometry(feature.outline.footprint, box), *_values(feature), *held)
        for number, (feature, box) in enumerate(zip(features, boxes, strict=True), 1)
    )
    places = ", ".join("?" * (len(COLUMNS) + 7))
    database.executemany(f"INSERT INTO {kind} VALUES ({places})", rows)


def _values(feature: Feature) -> list[str | float | None]:
    given = {column.name: value for column, value in told(feature)}
    found = [given.get(column.name) for column in COLUMNS]
    return [_time(value) if isinstance(value, datetime) else value for value in found]


def _time(time: datetime) -> str:
    return stamp(time).replace("Z", ".000Z")


# --- geometries (clause 2.1.3: a header with the envelope, then well-known binary, all little-endian) ----------------------


def _positions(footprint: Footprint) -> list[Position]:
    match footprint:
        case Point():
            return [footprint.coordinates]
        case _:
            return [position for rings in _polygons(footprint) for ring in rings for position in ring]


def _polygons(footprint: Footprint) -> Sequence[tuple[tuple[Position, ...], ...]]:
    given = getattr(footprint, "coordinates", ())
    return (given,) if isinstance(footprint, Polygon) else given


def _box(footprint: Footprint) -> Box:
    lon, lat = zip(*_positions(footprint), strict=True)
    return min(lon), min(lat), max(lon), max(lat)


def _geometry(footprint: Footprint, box: Box) -> bytes:
    west, south, east, north = box
    header = struct.pack("<2sBBi4d", b"GP", 0, 0b11, WGS84, west, east, south, north)
    if isinstance(footprint, Point):
        return header + struct.pack("<BI2d", 1, 1, *footprint.coordinates)
    bodies = [_polygon(rings) for rings in _polygons(footprint)]
    return header + (bodies[0] if isinstance(footprint, Polygon) else struct.pack("<BII", 1, 6, len(bodies)) + b"".join(bodies))


def _polygon(rings: tuple[tuple[Position, ...], ...]) -> bytes:
    body = struct.pack("<BII", 1, 3, len(rings))
    for ring in rings:
        flat = [value for position in ring for value in position]
        body += struct.pack(f"<I{len(flat)}d", len(ring), *flat)
    return body
