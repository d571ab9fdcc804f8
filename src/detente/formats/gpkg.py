"""GeoPackage (OGC 12-128r19) to a table: every layer of features or of attributes, read from memory, nothing of it run.

The database comes from outside: views and triggers in it are somebody's code. It is opened without functions, without writing,
without its own tables' names meaning more than tables, and with a bound on the work.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final, NamedTuple

from detente.errors import InputError
from detente.formats.features import Layer
from detente.formats.guard import Progress, check_size, silent
from detente.formats.table import Shape, Sheet, Table
from detente.formats.wkb import shapes

MAX_STEPS: Final = 100_000_000
"""Instructions of the database's machine for a whole file; a row takes about a hundred."""
MAX_LAYERS: Final = 200
MAX_VALUE: Final = 4 << 20
"""Bytes of a value, and so of a geometry."""
_STEP: Final = 10_000
_PULSE: Final = 5_000
_MAGIC: Final = b"SQLite format 3\0"
_MODES: Final = slice(18, 20)
_ANEW: Final = "write it anew: ogr2ogr -f GPKG new.gpkg old.gpkg"
_WGS84: Final = {("EPSG", 4326), ("EPSG", 4979), ("OGC", 84)}
_NOT_MADE: Final = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_AUTH}
_ENVELOPES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_VALUE, sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000, sqlite3.SQLITE_LIMIT_COLUMN: 2000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100, sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10, sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0, sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1, sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}  # fmt: skip


_PLAIN: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'view' OR (type = 'table' AND rootpage > 0 AND sql LIKE 'CREATE TABLE%')"
)


class _Layer(NamedTuple):
    """A layer as the file lists it. ``system``: its coordinate system in words, empty where it is WGS 84."""

    table: str
    geometry: str
    system: str


def read(data: bytes, file: str, *, progress: Progress = silent) -> Table:
    """The layers of a file, a sheet each; a row has its place in the layer as its number, from 1.

    The positions of a layer in another system than WGS 84 longitude and latitude are not read: its rows have no shapes, and the
    notes say so. `InputError` where no layer has any that can be read.
    """
    check_size(data, file)
    if not data.startswith(_MAGIC) or len(data) < 100:
        raise InputError("bad-value", "not a GeoPackage", where=file, hint=_ANEW)
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            notes = _open(base, data)
            layers = list(_layers(base))
            if not layers or len(layers) > MAX_LAYERS:
                raise InputError(
                    "bad-value", f"{len(layers)} layers of features; 1 to {MAX_LAYERS} are read", where=file, hint=_ANEW
                )
            placed = [layer for layer in layers if layer.geometry]
            if placed and all(layer.system for layer in placed):
                hint = "ogr2ogr -t_srs EPSG:4326 new.gpkg old.gpkg"
                raise InputError("bad-value", f"its positions are in {placed[0].system}, not WGS 84", where=file, hint=hint)
            sheets = [found for layer in layers if (found := _sheet(base, layer, file, progress, notes))]
            if not sheets:
                raise InputError("bad-value", "no layer in it can be read", where=file, hint=_ANEW)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError, MemoryError) as error:
            # SQLite calls a size that cannot be a lack of memory.
            raise InputError(
                "bad-value", f"the database is damaged or asks too much: {str(error)[:200]}", where=file, hint=_ANEW
            ) from error
    return Table(file, "gpkg", tuple(sheets), tuple(notes))


def _open(base: sqlite3.Connection, data: bytes) -> list[str]:
    notes = []
    if data[_MODES] != b"\x01\x01":
        # A write-ahead log cannot be beside a file that is in memory; without it the database is as of its last checkpoint.
        data = data[: _MODES.start] + b"\x01\x01" + data[_MODES.stop :]
        notes.append("the file was in use when it was copied: what had not been written into it is not there")
    base.deserialize(data)
    base.text_factory = _text
    for what, limit in _LIMITS.items():
        base.setlimit(what, limit)
    for rule in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "temp_store = MEMORY", "mmap_size = 0"):
        base.execute(f"PRAGMA {rule}")
    base.set_progress_handler(_budget(), _STEP)
    plain = {str(name).lower() for (name,) in base.execute(_PLAIN)}
    base.set_authorizer(_authorizer(plain))
    return notes


def _text(given: bytes) -> str:
    return given.decode("utf-8", "replace")


def _budget() -> Callable[[], int]:
    left = MAX_STEPS

    def spend() -> int:
        nonlocal left
        left -= _STEP
        return int(left < 0)

    return spend


def _authorizer(plain: set[str]) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    """Only reading, and only ordinary tables and views: no function, no virtual table, no statement of another kind."""

    def allow(action: int, first: str | None, second: str | None, database: str | None, view: str | None) -> int:
        readable = action == sqlite3.SQLITE_SELECT or (action == sqlite3.SQLITE_READ and (first or "").lower() in plain)
        return sqlite3.SQLITE_OK if readable else sqlite3.SQLITE_DENY

    return allow


def _layers(base: sqlite3.Connection) -> Iterator[_Layer]:
    query = "SELECT srs_id, organization, organization_coordsys_id, srs_name FROM gpkg_spatial_ref_sys LIMIT 10000"
    systems = {row[0]: row[1:] for row in base.execute(query)}
    query = "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns LIMIT 1000"
    columns = {str(table): (str(column), system) for table, column, system in base.execute(query)}
    query = "SELECT table_name, data_type FROM gpkg_contents LIMIT 1000"
    for table, kind in sorted(base.execute(query), key=lambda row: str(row[0])):
        if kind in {"features", "attributes", "aspatial"}:
            column, system = columns.get(str(table), ("", None))
            yield _Layer(str(table), column, _system(systems, system) if column else "")


def _system(systems: dict[object, tuple[object, object, object]], given: object) -> str:
    organization, code, name = systems.get(given, ("", given, "an unknown system"))
    if isinstance(code, int) and (str(organization).upper(), code) in _WGS84:
        return ""
    return f"{name} ({organization}:{code})"[:100]


def _sheet(base: sqlite3.Connection, given: _Layer, file: str, progress: Progress, notes: list[str]) -> Sheet | None:
    try:
        rows = base.execute(f"SELECT * FROM {_quoted(given.table)}")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in _NOT_MADE:
            raise
        notes.append(f"layer {given.table[:80]} was not read: it is missing, or made by more than plain tables and views")
        return None
    names = [column[0] for column in rows.description]
    layer = Layer(f"{file} {given.table}", [name for name in names if name != given.geometry])
    raw = 0
    for number, row in enumerate(rows, 1):
        values = dict(zip(names, row, strict=True))
        blob = values.pop(given.geometry, None) if given.geometry else None
        for name, value in values.items():
            if isinstance(value, bytes):
                values[name], raw = f"{len(value)} bytes", raw + 1
        layer.add(number, values, *(_shapes(blob) if blob is not None and not given.system else ()))
        if not number % _PULSE:
            progress(number, number)
    said = (
        [f"its positions are in {given.system}, not WGS 84, and were not read: ogr2ogr -t_srs EPSG:4326"] if given.system else []
    )
    return layer.sheet(given.table[:100], said + ([f"{raw} values are bytes and were not read"] if raw else []))


def _shapes(blob: object) -> tuple[tuple[Shape, ...], str]:
    try:
        if not isinstance(blob, bytes):
            raise InputError("bad-geometry", "not a geometry of a GeoPackage")
        return shapes(blob[_header(blob) :]), ""
    except InputError as error:
        return (), error.message


def _header(blob: bytes) -> int:
    """How long the head of a GeoPackage geometry is (§2.1.3)."""
    if blob[:2] != b"GP" or len(blob) < 8 or blob[3] >> 1 & 7 not in _ENVELOPES:
        raise InputError("bad-geometry", "not a geometry of a GeoPackage")
    return 8 + _ENVELOPES[blob[3] >> 1 & 7]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace("\0", "") + '"'
