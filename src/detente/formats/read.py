"""Any file that holds a list to a table: what it is, is told by its bytes; its name only decides where they do not (R05)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import msgspec

from detente.errors import InputError
from detente.formats import csvfile, geojson_table, gpkg, gpx, kml, odk, shapefile, xlsx
from detente.formats.guard import Archive, Progress, check_size, silent
from detente.formats.table import Table

Reader = Callable[..., Table]
READABLE: Final = "XLSX, CSV, GeoJSON, KML, KMZ, GPX, GeoPackage, shapefiles, and Kobo or ODK submissions as JSON"
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "xlsx": ("xlsx", "xlsm", "xltx", "xltm"),
    "csv": ("csv", "tsv", "txt", "tab"),
    "geojson": ("geojson", "json"),
    "kml": ("kml", "kmz"),
    "gpx": ("gpx",),
    "gpkg": ("gpkg",),
    "shapefile": ("shp", "zip"),
    "odk": ("json",),
}
"""The endings that a file of each format usually has."""
_READERS: Final[dict[str, Reader]] = {
    "xlsx": xlsx.read, "csv": csvfile.read, "geojson": geojson_table.read, "kml": kml.read, "gpx": gpx.read, "gpkg": gpkg.read,
    "odk": odk.read,
}  # fmt: skip
_HEAD: Final = 4096
_OLD_EXCEL: Final = "open it in a spreadsheet program and save it as .xlsx"
_WIDE: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
_GEOJSON: Final = {
    "Feature", "FeatureCollection", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
}  # fmt: skip


class _Top(msgspec.Struct):
    type: str = ""


class _Not(NamedTuple):
    """A kind of file that is known and not read. ``marks``: what its bytes begin with, or hold near their beginning."""

    marks: tuple[bytes, ...]
    what: str
    hint: str


_BEGINNINGS: Final = (
    _Not((b"%PDF",), "a PDF", "ask for the table that it was made from: a list copied out of a PDF loses digits"),
    _Not((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), "an image", "ask for the table that it shows"),
    _Not((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"), "a packed file", "unpack it, and give what is in it"),
    _Not((b"{\\rtf",), "a text document", "copy its table into a spreadsheet and save that as .xlsx"),
)
_MARKUP: Final = (
    (re.compile(r"<(?:\w+:)?kml\b", re.IGNORECASE), "kml"),
    (re.compile(r"<(?:\w+:)?gpx\b", re.IGNORECASE), "gpx"),
    (re.compile(r"<(?:!doctype\s+)?html\b|<table\b|<meta\b", re.IGNORECASE), "a web page, whatever its name says"),
    (re.compile(r"<(?:\w+:)?Workbook\b|progid=\"Excel", re.IGNORECASE), "an old Excel workbook in XML"),
    (re.compile(r"<(?:\w+:)?osm\b", re.IGNORECASE), "an OpenStreetMap file"),
)
_MEMBERS: Final = (
    ("xl/workbook.bin", "an Excel workbook in the binary form", _OLD_EXCEL),
    ("word/document.xml", "a Word document", "copy its table into a spreadsheet and save that as .xlsx"),
    ("ppt/presentation.xml", "a presentation", "ask for the table that it shows"),
    ("content.xml", "an OpenDocument file", "open it in its program and save it as .xlsx"),
)


def read(data: bytes, file: str, *, companions: Mapping[str, bytes] | None = None, progress: Progress = silent) -> Table:
    """What a file holds, as sheets of rows. ``file``: its name, without folders. ``companions``: the other files of a shapefile.

    `InputError` where it is of a kind that is not read, damaged, or larger than is read; the hint says what to do.
    """
    check_size(data, file)
    if data.startswith(b"PK\x03\x04"):
        return _archive(data, file, progress)
    if data.startswith(b"\x00\x00\x27\x0a"):
        return shapefile.read(data, file, companions=companions, progress=progress)
    return _named(_READERS[_format(data, file)](data, file, progress=progress))


def _named(table: Table) -> Table:
    """The table, with a note where the name of its file promises another format."""
    ending = table.file.rpartition(".")[2].lower()
    known = any(ending in endings for endings in ENDINGS.values()) or ending == "xls"
    if not known or ending in ENDINGS[table.format]:
        return table
    note = f"the file is named .{ending}, but is {table.format}; it was read as what it is"
    return Table(table.file, table.format, table.sheets, (note, *table.notes))


def _format(data: bytes, file: str) -> str:
    if data.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _old_office(data, file)
    for kind in _BEGINNINGS:
        if data.startswith(kind.marks):
            raise _refused(kind.what, file, kind.hint)
    head = data[:_HEAD]
    encoding = next((name for mark, name in _WIDE.items() if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return _markup(text, file)
    if text.startswith(("{", "[")) and not file.lower().endswith((".csv", ".txt", ".tsv")):
        return _json(data)
    control = sum(head.count(bytes([byte])) for byte in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if control * 20 > len(head):
        raise _refused("of a kind that is not known", file, f"these are read: {READABLE}")
    return "csv"


def _refused(what: str, file: str, hint: str) -> InputError:
    return InputError("bad-value", f"the file is {what}, which is not read", where=file, hint=hint)


def _old_office(data: bytes, file: str) -> InputError:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        what = "the file is protected by a password"
        return InputError("bad-value", what, where=file, hint="open it with its password and save a copy without one")
    if holds("Workbook") or holds("Book"):
        return _refused("an old Excel workbook (.xls)", file, _OLD_EXCEL)
    return _refused("an old Office document", file, "save it as .xlsx or .csv")


def _markup(text: str, file: str) -> str:
    places = [(found.start(), what) for pattern, what in _MARKUP if (found := pattern.search(text))]
    what = min(places, default=(0, "XML of a kind that is not known"))[1]
    if what in _READERS:
        return what
    hint = _OLD_EXCEL if "page" in what or "Excel" in what else f"these are read: {READABLE}"
    raise _refused(what, file, hint)


def _json(data: bytes) -> str:
    """GeoJSON by its type, else submissions; what is no JSON at all is said by the reader."""
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Top)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "odk"
    return "geojson" if found.type in _GEOJSON else "odk"


def _archive(data: bytes, file: str, progress: Progress) -> Table:
    archive = Archive(data, file)
    names = [name for name in archive.names if not shapefile.aside(name)]
    lower = {name.lower() for name in names}
    for member, what, hint in _MEMBERS:
        if member in lower:
            raise _refused(what, file, hint)
    if "[content_types].xml" in lower:
        return _named(xlsx.read(data, file, progress=progress))
    endings = [name.rpartition(".")[2].lower() for name in names]
    if "shp" in endings:
        return shapefile.read(data, file, progress=progress)
    if "kml" in endings and (file.lower().endswith(".kmz") or (endings.count("kml") == 1 and "doc.kml" in lower)):
        return _named(kml.read(data, file, progress=progress))
    known = {ending for each in ENDINGS.values() for ending in each} - {"zip"}
    inside = [name for name, ending in zip(names, endings, strict=True) if ending in known]
    if len(inside) != 1:
        what = f"{len(inside)} files that can be read" if inside else "no file that can be read"
        hint = f"unpack it, and give one by one: {', '.join(inside)[:200]}" if inside else f"these are read: {READABLE}"
        raise InputError("bad-value", f"the archive holds {what}", where=file, hint=hint)
    return _inside(archive, inside[0], file, progress)


def _inside(archive: Archive, member: str, file: str, progress: Progress) -> Table:
    data, name = archive.read(member), member.rpartition("/")[2][:100]
    if data.startswith(b"PK\x03\x04") and not name.lower().endswith((".kmz", *(f".{each}" for each in ENDINGS["xlsx"]))):
        raise InputError("bad-value", "an archive inside an archive", where=file, hint="unpack it, and give what is in it")
    table = read(data, name, progress=progress)
    return Table(table.file, table.format, table.sheets, (f"it is in the archive {file[:100]}", *table.notes))
