"""What a file is, is told by its bytes; what is not read says what to do instead."""

import gzip
import io

import pytest
from geopackages import made
from test_table_odk import KOBO
from test_table_shapefile import PRJ, written
from workbooks import packed, simple

from detente.errors import InputError
from detente.formats import MAX_FILE
from detente.formats.read import read

BOOK = simple(["name"], ["A"])
KML = b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark/></Document></kml>'
GPX = b'<gpx><wpt lat="1" lon="2"/></gpx>'
GEOJSON = b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def point() -> dict[str, bytes]:
    return {f"sites.{part}": data for part, data in {**written(1, [(1.0, 2.0)]), "prj": PRJ}.items()}


GOOD = [
    ("a.xlsx", BOOK, "xlsx"), ("a.csv", b"a,b\n1,2\n", "csv"), ("a.tsv", b"a\tb\n", "csv"), ("a.geojson", GEOJSON, "geojson"),
    ("a.json", GEOJSON, "geojson"), ("a.kml", KML, "kml"), ("a.kmz", packed({"doc.kml": KML}), "kml"), ("a.gpx", GPX, "gpx"),
    ("a.gpkg", made(), "gpkg"), ("a.json", str(KOBO["results"]).replace("'", '"').encode(), "odk"),
    ("a.zip", packed(point()), "shapefile"),
    ("a.csv", 'a,é\n'.encode("utf-16"), "csv"), ("a.kml", b"\xef\xbb\xbf" + KML, "kml"), ("a.txt", b"[x];y\n1;2\n", "csv"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "form"), GOOD)
def test_every_format_is_read(name: str, data: bytes, form: str) -> None:
    found = read(data, name)
    assert found.format == form
    assert sum(len(sheet.rows) for sheet in found.sheets) >= 1
    assert not [note for note in found.notes if "named" in note]


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [("a.csv", BOOK, "xlsx"), ("a.xls", BOOK, "xlsx"), ("a.xlsx", b"a,b\n1,2\n", "csv"), ("a.kml", GPX, "gpx")],
)
def test_a_name_that_promises_another_format_is_said(name: str, data: bytes, form: str) -> None:
    found = read(data, name)
    assert found.format == form
    assert f"named .{name[2:]}" in found.notes[0]


@pytest.mark.parametrize(
    ("name", "data", "words", "hint"),
    [
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "old Excel", ".xlsx"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password", "without one"),
        ("a.doc", OLE, "old Office", ".xlsx"),
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web page", ".xlsx"),
        ("a.xls", b'\r\n<meta http-equiv="Content-Type"><table>', "web page", ".xlsx"),
        ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', "old Excel", ".xlsx"),
        ("a.xml", b"<aixm/>", "XML of a kind", "XLSX, CSV"),
        ("a.osm", b"<osm/>", "OpenStreetMap", "XLSX, CSV"),
        ("a.pdf", b"%PDF-1.7", "PDF", "digits"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image", "table"),
        ("a.csv.gz", gzip.compress(b"a,b", mtime=0), "packed", "unpack"),
        ("a.xlsb", packed({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "binary", ".xlsx"),
        ("a.docx", packed({"[Content_Types].xml": b"", "word/document.xml": b""}), "Word", ".xlsx"),
        ("a.ods", packed({"mimetype": b"", "content.xml": b""}), "OpenDocument", ".xlsx"),
        ("a.bin", bytes(range(32)) * 20, "not known", "XLSX, CSV"),
        ("a.zip", packed({"a.csv": b"a,b", "b.csv": b"a,b"}), "2 files", "a.csv, b.csv"),
        ("a.zip", packed({"a.exe": b"a"}), "no file", "XLSX, CSV"),
        ("a.zip", packed({"a.csv": packed({"b.csv": b"a,b"})}), "archive inside", "unpack"),
        ("a.csv", b"", "empty", "again"),
        ("a.csv", bytes(MAX_FILE + 1), "at most", "split"),
    ],
)
def test_what_is_not_read_says_what_to_do(name: str, data: bytes, words: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, name)
    assert words in caught.value.message
    assert hint in caught.value.hint
    assert name in caught.value.where


def test_one_file_in_an_archive_is_read_and_the_archive_named() -> None:
    found = read(packed({"data/list.csv": b"a,b\n1,2\n", "data/readme.md": b"x", "__MACOSX/data/._list.csv": b"x"}), "a.zip")
    assert (found.file, found.format, found.notes) == ("list.csv", "csv", ("it is in the archive a.zip",))
    assert read(packed({"list.xlsx": BOOK}), "a.zip").format == "xlsx"
    assert read(packed({"routes.kml": KML}), "a.zip").format == "kml"


def test_a_bare_shapefile_is_read_with_its_companions() -> None:
    files = point()
    found = read(files["sites.shp"], "sites.shp", companions={name: data for name, data in files.items() if name != "sites.shp"})
    assert found.sheets[0].rows[0].values == ("n0", 0, 0.5)


@pytest.mark.parametrize(("name", "data", "form"), GOOD)
def test_every_prefix_of_a_file_is_read_or_refused(name: str, data: bytes, form: str) -> None:
    for end in {*range(0, len(data), max(1, len(data) // 40)), len(data) - 1}:
        try:
            read(data[:end], name)
        except InputError as error:
            assert error.message  # noqa: PT017


def test_a_workbook_that_another_program_protected_is_refused_in_words() -> None:
    out = io.BytesIO(OLE)
    with pytest.raises(InputError) as caught:
        read(out.getvalue() + "EncryptionInfo".encode("utf-16-le"), "list.xlsx")
    assert caught.value.as_dict()["hint"] == "open it with its password and save a copy without one"
