"""The readers of tables under hostile bytes: a good file of each format, made by hand, and what must hold of any that is read."""

from __future__ import annotations

import io
import json
import math
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final

from detente.formats import csvfile, geojson_table, gpkg, gpx, kml, odk, shapefile, xlsx
from detente.formats.read import read
from detente.formats.table import Sheet, Table

MARK: Final = re.compile(rb"\n--part ([A-Za-z0-9_./\[\]]{1,60})\n")
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION: Final = f'<Relationship Id="r{{0}}" Type="{_OFFICE}/{{1}}" Target="{{2}}"/>'
_RELATIONS: Final = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
BOOK: Final[dict[str, str]] = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": _RELATIONS.format(_RELATION.format(1, "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><workbookPr date1904="0"/><sheets>'
    '<sheet name="A" sheetId="1" r:id="r1"/><sheet name="B" sheetId="2" state="hidden" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": _RELATIONS.format(_RELATION.format(1, "worksheet", "worksheets/sheet1.xml")),
    "xl/styles.xml": f'<styleSheet {_MAIN}><numFmts><numFmt numFmtId="164" formatCode="[h]:mm:ss"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f"<sst {_MAIN}><si><t>name</t></si><si><r><t>Al </t></r><r><t>Quds_x000D_</t></r></si></sst>",
    "xl/worksheets/sheet1.xml": f'<worksheet {_MAIN}><cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>lat</t></is></c></row>'
    '<row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>45000.5</v></c><c r="C2" s="2"><v>1.5</v></c>'
    '<c r="D2"><f>B2</f><v>36.7</v></c><c r="E2" t="b"><v>1</v></c><c r="F2" t="e"><v>#N/A</v></c></row>'
    '</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>',
}  # fmt: skip
_KML: Final = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>F</name>
<Placemark id="a"><name>A</name><ExtendedData><Data name="x"><value>1</value></Data></ExtendedData>
<TimeStamp><when>2024</when></TimeStamp><MultiGeometry><Point><coordinates>1,2,3</coordinates></Point><Polygon><outerBoundaryIs>
<LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
</Folder></Document></kml>"""
_GPX: Final = (
    '<gpx version="1.1"><wpt lat="1" lon="2"><name>A</name></wpt><rte><rtept lat="1" lon="2"/></rte><trk><name>T</name><trkseg>'
    '<trkpt lat="1" lon="2"><time>2024-01-01T00:00:00Z</time></trkpt><trkpt lat="3" lon="4"/></trkseg></trk></gpx>'
)
_CSV: Final = 'sep=;\nname;lat;lon\n"Clinic; ""A""";36,1;37,2\n"two\nlines";1;2\n'
_ODK: Final = {
    "results": [
        {"_id": 1, "g/name": "A", "gps": "36.7 68.8 1 4.5", "r": [{"r/x": 1, "r/y": [{"z": "1 2 0 0;3 4 0 0"}]}]},
        {"gps": {"type": "Point", "coordinates": [1, 2, 3], "properties": {"accuracy": 4}}, "g": {"name": "B"}},
    ]
}
_FEATURES: Final = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": 7,
            "properties": {"name": "A", "tags": [1]},
            "geometry": {"type": "Point", "coordinates": [1, 2]},
        },
        {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}},
        {"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": []}},
    ],
}
_GPKG: Final = """
PRAGMA page_size = 512;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER);
CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326);
CREATE TABLE sites (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);
CREATE VIEW named AS SELECT name FROM sites;
INSERT INTO gpkg_contents VALUES ('sites', 'features'), ('named', 'attributes');
INSERT INTO gpkg_geometry_columns VALUES ('sites', 'geom', 4326);
"""
_PRJ: Final = b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"],PRIMEM["Greenwich",0.0]]'


def joined(files: Mapping[str, bytes]) -> bytes:
    """The parts of a file as one, so that their bytes can be changed while what is around them stays in order."""
    return b"".join(b"\n--part %s\n%s" % (name.encode(), data) for name, data in files.items())


def unjoined(data: bytes) -> dict[str, bytes]:
    """The parts again."""
    pieces = MARK.split(data)
    return {name.decode(): part for name, part in zip(pieces[1::2], pieces[2::2], strict=True)}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of these parts, in order whatever they say."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _geopackage() -> bytes:
    base = sqlite3.connect(":memory:")
    base.executescript(_GPKG)
    head = b"GP\0\1" + struct.pack("<i", 4326)
    ring = struct.pack("<BIII8d", 1, 3, 1, 4, 0, 0, 1, 0, 1, 1, 0, 0)
    rows = [(head + struct.pack("<BI2d", 1, 1, 1, 2), "A"), (head + struct.pack(">BII", 0, 7, 1) + ring, "B")]
    base.executemany("INSERT INTO sites (geom, name) VALUES (?, ?)", rows)
    base.commit()
    data = bytes(base.serialize())
    base.close()
    return data


def _shapefile() -> dict[str, bytes]:
    ring = struct.pack("<8d", 0, 0, 0, 1, 1, 1, 0, 0)
    shapes = [struct.pack("<i4d2ii", 5, 0, 0, 1, 1, 1, 4, 0) + ring, struct.pack("<i", 0)]
    body, index, at = b"", b"", 50
    for number, shape in enumerate(shapes, 1):
        body += struct.pack(">2i", number, len(shape) // 2) + shape
        index += struct.pack(">2i", at, len(shape) // 2)
        at += 4 + len(shape) // 2
    head = struct.pack(">i20xi", 9994, at) + struct.pack("<2i64x", 1000, 5)
    fields = b"".join(
        struct.pack("<11sc4xBB14x", name, kind, size, 0) for name, kind, size in ((b"NAME", b"C", 8), (b"N", b"N", 6))
    )
    rows = b" clinic A    12" + b"*gone         3"
    dbf = struct.pack("<B3xIHH17xB2x", 3, 2, 97, 15, 0x57) + fields + b"\r" + rows
    return {"shp": head + body, "shx": head + index, "dbf": dbf, "prj": _PRJ, "cpg": b"UTF-8"}


def seeds() -> dict[str, bytes]:
    """One good input for every reader."""
    book = {name: text.encode() for name, text in BOOK.items()}
    return {
        "workbook": zipped(book), "workbook parts": joined(book), "csv table": _CSV.encode("utf-8-sig"), "kml": _KML.encode(),
        "kmz": zipped({"doc.kml": _KML.encode()}), "gpx": _GPX.encode(), "geopackage": _geopackage(),
        "shapefile": joined(_shapefile()), "odk": json.dumps(_ODK).encode(), "features table": json.dumps(_FEATURES).encode(),
        "any table": _CSV.encode(),
    }  # fmt: skip


def _shape_file(data: bytes) -> Table:
    parts = unjoined(data)
    return shapefile.read(parts.pop("shp", b""), "f.shp", companions={f"f.{name}": part for name, part in parts.items()})


def checked(read_it: Callable[[bytes], Table]) -> Callable[[bytes], object]:
    """The reader, and what must hold of any table that it gives."""

    def run(data: bytes) -> object:
        found = read_it(data)
        for sheet in found.sheets:
            _check(sheet)
        return found

    return run


def _check(sheet: Sheet) -> None:
    width = len(sheet.columns) or max((len(row.values) for row in sheet.rows), default=0)
    if any(later.number <= earlier.number for earlier, later in pairwise(sheet.rows)):
        raise AssertionError("rows that are not in their order")
    for row in sheet.rows:
        if len(row.values) != width or not all(0 <= index < width for index in row.marks):
            raise AssertionError("a row of another width")
        for value in row.values:
            if isinstance(value, str):
                value.encode("utf-8")
            elif isinstance(value, float) and not math.isfinite(value):
                raise AssertionError("a value that is no number")
        if not all(math.isfinite(x) for shape in row.shapes for part in shape.parts for place in part for x in place):
            raise AssertionError("a position that is no number")


READERS: Final[dict[str, Callable[[bytes], object]]] = {
    name: checked(read_it)
    for name, read_it in {
        "workbook": lambda data: xlsx.read(data, "f.xlsx"),
        "workbook parts": lambda data: xlsx.read(zipped(unjoined(data)), "f.xlsx"),
        "csv table": lambda data: csvfile.read(data, "f.csv"),
        "kml": lambda data: kml.read(data, "f.kml"),
        "kmz": lambda data: kml.read(data, "f.kmz"),
        "gpx": lambda data: gpx.read(data, "f.gpx"),
        "geopackage": lambda data: gpkg.read(data, "f.gpkg"),
        "shapefile": _shape_file,
        "odk": lambda data: odk.read(data, "f.json"),
        "features table": lambda data: geojson_table.read(data, "f.geojson"),
        "any table": lambda data: read(data, "f"),
    }.items()
}
