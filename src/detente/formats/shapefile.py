"""Shapefiles (ESRI white paper of July 1998) to a table: the shapes of a ``.shp`` with the rows of its ``.dbf``.

A shape and a row belong together by their place, so rows that are marked as deleted are passed over in both. ``.shx`` says where
the shapes are, ``.prj`` which coordinate system they are in, ``.cpg`` the letters of the ``.dbf``; each may be missing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from detente.errors import InputError
from detente.formats.dbf import Records
from detente.formats.features import Layer, line, point, polygon, position
from detente.formats.guard import Archive, Progress, check_size, silent, some
from detente.formats.table import MAX_ROWS, Position, Shape, Sheet, Table

MAX_LAYERS: Final = 50
MAX_STEPS: Final = 20_000_000
"""Positions that are looked at in a file, each as often as it is."""
_HEAD: Final = 100
_CODE: Final = 9994
_PULSE: Final = 5_000
_NULL: Final = 0
_POINTS: Final = {1, 11, 21}
_LINES: Final = {3, 13, 23}
_AREAS: Final = {5, 15, 25}
_MANY: Final = {8, 18, 28}
_PARTS: Final = ("shp", "dbf", "shx", "prj", "cpg")
_WGS84: Final = re.compile(r'GEOG(?:CS|CRS)\s*\[\s*"(?:GCS_WGS_1984|WGS[ _]?(?:19)?84)[^"]*"', re.IGNORECASE)
_NAME: Final = re.compile(r'\[\s*"([^"]{1,80})"')
_GREENWICH: Final = re.compile(r'PRIMEM\s*\[\s*"[^"]*"\s*,\s*0(?:\.0*)?\s*[,\]]', re.IGNORECASE)
_CONVERT: Final = "ogr2ogr -t_srs EPSG:4326 new.shp old.shp"


def read(data: bytes, file: str, *, companions: Mapping[str, bytes] | None = None, progress: Progress = silent) -> Table:
    """A ``.shp`` with its ``companions`` (by file name), or a zip archive of shapefiles, a sheet each.

    The number of a row is its place, from 1. `InputError` where the file is damaged or in another system than WGS 84.
    """
    check_size(data, file)
    if data.startswith(b"PK"):
        archive = Archive(data, file)
        stems = [name[:-4] for name in archive.names if name.lower().endswith(".shp") and not aside(name)]
        if not 0 < len(stems) <= MAX_LAYERS:
            raise InputError("bad-value", f"{len(stems)} shapefiles in the archive; 1 to {MAX_LAYERS} are read", where=file)
        sheets = [_read_layer(_from_archive(archive, stem), stem.rpartition("/")[2], file, progress) for stem in stems]
        return Table(file, "shapefile", tuple(sheets))
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    parts = {name.rpartition(".")[2].lower(): beside for name, beside in (companions or {}).items()}
    return Table(file, "shapefile", (_read_layer({**parts, "shp": data}, stem, file, progress),))


def aside(name: str) -> bool:
    """Whether a file in an archive is something that a program left there for itself."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(("._", "."))


def _from_archive(archive: Archive, stem: str) -> dict[str, bytes]:
    wanted = {f"{stem}.{part}".lower(): part for part in _PARTS}
    return {wanted[name.lower()]: archive.read(name) for name in archive.names if name.lower() in wanted}


def _read_layer(parts: Mapping[str, bytes], name: str, file: str, progress: Progress) -> Sheet:
    where = f"{file} {name}"
    notes = _system(parts.get("prj"), where)
    shapes = list(islice(_positions(parts["shp"], parts.get("shx"), where), MAX_ROWS + 1))
    if "dbf" not in parts:
        notes.append("there is no .dbf: the shapes have no names")
    records = Records(parts["dbf"], parts.get("cpg", b""), where) if "dbf" in parts else None
    total = max(len(shapes), 0 if records is None else len(records))
    if total > MAX_ROWS:
        raise InputError("too-large", f"{total} rows; at most {MAX_ROWS}", where=where, hint="split the file")
    if records is not None and len(records) != len(shapes):
        notes.append(f"shapes: {len(shapes)}, rows in the .dbf: {len(records)}; the files do not fit together")
    layer, deleted, reader = Layer(where, () if records is None else records.columns), list[int](), _Shapes(parts["shp"], where)
    for number in range(1, total + 1):
        values = records.row(number - 1) if records is not None and number <= len(records) else {}
        if values is None:
            deleted.append(number)
            continue
        found, problem = reader.at(*shapes[number - 1]) if number <= len(shapes) else ((), "no shape in the .shp")
        layer.add(number, values, found, problem)
        if not number % _PULSE:
            progress(number, total)
    notes += [f"deleted in the .dbf, and left out: row {some(deleted)}"] if deleted else []
    return layer.sheet(name, notes + ([] if records is None else records.notes))


def _system(prj: bytes | None, where: str) -> list[str]:
    if prj is None:
        return ["there is no .prj: positions are read as longitude and latitude, WGS 84"]
    text = prj[:10_000].decode("utf-8", "replace").strip().lstrip("\ufeff")
    if _WGS84.match(text) and (_GREENWICH.search(text) or "PRIMEM" not in text.upper()):
        return []
    named = _NAME.search(text)
    system = named[1] if named else "a system that is not named"
    raise InputError("bad-value", f"its positions are in {system}, not WGS 84", where=f"{where}.prj", hint=_CONVERT)


def _positions(shp: bytes, shx: bytes | None, where: str) -> Iterator[tuple[int, int]]:
    """Where each shape begins, and how long it is, in bytes of the ``.shp``."""
    if len(shp) < _HEAD or struct.unpack_from(">i", shp)[0] != _CODE:
        raise InputError("bad-value", "not a shapefile", where=where, hint="give the .shp, or a zip of all its files")
    if shx is not None and len(shx) >= _HEAD:
        for offset, length in struct.iter_unpack(">ii", shx[_HEAD : len(shx) - (len(shx) - _HEAD) % 8]):
            yield offset * 2 + 8, length * 2
        return
    at = _HEAD
    while at + 8 <= len(shp):
        length = struct.unpack_from(">i", shp, at + 4)[0] * 2
        if length < 4:
            raise InputError("bad-value", f"the .shp is damaged at byte {at}", where=where, hint="write it anew, or add its .shx")
        yield at + 8, length
        at += 8 + length


class _Shapes:
    """The shapes of a ``.shp``, and how much work may still be spent on them: an index may name one of them many times."""

    def __init__(self, shp: bytes, where: str) -> None:
        self._shp, self._where, self._left = shp, where, MAX_STEPS

    def at(self, start: int, length: int) -> tuple[tuple[Shape, ...], str]:
        """The shapes of one record; else why there are none."""
        if not _HEAD <= start <= start + length <= len(self._shp):
            return (), "the .shp is cut off"
        try:
            return tuple(self._geometry(self._shp[start : start + length])), ""
        except struct.error:
            return (), "the shape is cut off"
        except InputError as error:
            if error.code == "too-large":
                raise
            return (), error.message

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            hint = "simplify its shapes, or split the file"
            raise InputError("too-large", "shapes that take too much work", where=self._where, hint=hint)

    def _geometry(self, data: bytes) -> Iterator[Shape]:
        (kind,) = struct.unpack_from("<i", data)
        if kind == _NULL:
            return
        if kind in _POINTS:
            yield point(*struct.unpack_from("<2d", data, 4))
        elif kind in _MANY:
            yield from (point(*place) for place in self._pairs(data, 40, struct.unpack_from("<i", data, 36)[0]))
        elif kind in _LINES:
            yield from map(line, self._pieces(data))
        elif kind in _AREAS:
            yield from self._areas(self._pieces(data))
        else:
            raise InputError("bad-geometry", f"shapes of kind {kind} are not read")

    def _pieces(self, data: bytes) -> list[list[Position]]:
        parts, count = struct.unpack_from("<2i", data, 36)
        if not 0 <= parts <= len(data) // 4:
            raise InputError("bad-geometry", "the shape is cut off")
        starts = struct.unpack_from(f"<{parts}i", data, 44)
        ends = (*starts[1:], count)[:parts]
        if (count and not parts) or any(not 0 <= start <= end <= count for start, end in zip(starts, ends, strict=True)):
            raise InputError("bad-geometry", "parts of the shape that are not in it")
        places = self._pairs(data, 44 + 4 * parts, count)
        return [places[start:end] for start, end in zip(starts, ends, strict=True) if start < end]

    def _pairs(self, data: bytes, at: int, count: int) -> list[Position]:
        if not 0 <= count <= len(data) // 16:
            raise InputError("bad-geometry", "the shape is cut off")
        self._spend(count)
        numbers = struct.unpack_from(f"<{2 * count}d", data, at)
        return [position(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]

    def _areas(self, rings: list[list[Position]]) -> Iterator[Shape]:
        """Rings that run clockwise are areas, the others holes in the one around them (white paper, p. 8)."""
        outer = [ring for ring in rings if _doubled(ring) <= 0]
        holes = [ring for ring in rings if _doubled(ring) > 0]
        if not outer:
            outer, holes = holes, []
        inside: list[list[list[Position]]] = [[] for _ in outer]
        alone = list[list[Position]]()
        for hole in holes:
            self._spend(sum(map(len, outer)))
            around = next((n for n, ring in enumerate(outer) if len(outer) == 1 or _holds(ring, hole[0])), -1)
            (inside[around] if around >= 0 else alone).append(hole)
        yield from (polygon([ring, *within]) for ring, within in zip(outer, inside, strict=True))
        yield from (polygon([ring]) for ring in alone)


def _doubled(ring: list[Position]) -> float:
    """Twice the area of a ring; below zero where it runs clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def _holds(ring: list[Position], place: Position) -> bool:
    x, y = place
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
