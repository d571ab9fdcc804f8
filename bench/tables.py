"""Files to tables: time for each size, beside what the bare parser of the format takes; it grows with the size and no faster."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import openpyxl

from bench.machine import seconds
from bench.write import Row
from detente.formats import csvfile, geojson_table, kml, xlsx

Worst = tuple[str, bytes, Callable[[bytes], object]]
SIZES = (2_000, 20_000, 200_000)
_HEAD = ("id", "name", "type", "admin1", "admin2", "lat", "lon", "precision", "remarks", "date")
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/styles.xml": f"<styleSheet {_MAIN}/>",
}


def rows(count: int) -> list[tuple[object, ...]]:
    """A list of places as offices keep them: few words that repeat, names and positions that do not."""
    return [_HEAD] + [
        (f"SY{n:06}", f"Clinic, number {n}", ("hospital", "clinic", "school")[n % 3], f"admin {n % 14}", f"district {n % 60}",
         35 + n / 1e6, 36 + n / 1e6, "exact", f"remark {n % 500}", f"2024-01-{n % 28 + 1:02}")
        for n in range(count)
    ]  # fmt: skip


def _csv(count: int) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows(count))
    return out.getvalue().encode()


def _xlsx(count: int) -> bytes:
    def cell(value: object) -> str:
        return f"<c><v>{value!r}</v></c>" if isinstance(value, float) else f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    body = "".join(f'<row r="{n}">{"".join(map(cell, row))}</row>' for n, row in enumerate(rows(count), 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {
            **_PARTS,
            "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}><sheetData>{body}</sheetData></worksheet>",
        }.items():
            archive.writestr(name, text)
    return out.getvalue()


def _bare_csv(data: bytes) -> None:
    for _ in csv.reader(io.StringIO(data.decode(), newline="")):
        pass


def _openpyxl(data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for _ in book.worksheets[0].iter_rows(values_only=True):
        pass


def _read(
    form: str,
    sizes: tuple[int, ...],
    make: Callable[[int], bytes],
    ours: Callable[[bytes], object],
    other: str,
    bare: Callable[[bytes], object],
) -> list[Row]:
    found: list[Row] = []
    for count in sizes:
        data = make(count)
        mine, others = seconds(lambda d=data: ours(d)), seconds(lambda d=data: bare(d))  # type: ignore[misc]
        what = f"{form} of {count} rows ({len(data) / 1e6:.1f} MB) against {other}, s"
        found.append({"what": what, "ours": mine, "other": others, "ratio": mine / others})
    return found


def tables(*, quick: bool) -> list[Row]:
    """CSV and workbooks by size; then what is made to be slow, against an ordinary file of the same size."""
    sizes = SIZES[:2] if quick else SIZES
    found = _read("CSV", sizes, _csv, lambda data: csvfile.read(data, "f"), "csv.reader", _bare_csv)
    found += _read("workbook", sizes, _xlsx, lambda data: xlsx.read(data, "f"), "openpyxl", _openpyxl)
    size = 1_000_000 if quick else 10_000_000
    return found + [_slow(*both) for both in zip(_worst(size), _worst(size // 2), strict=True)]


def _worst(size: int) -> list[Worst]:
    quotes = b'a,"b\n' + b"x,y\n" * 500
    nested = (
        b'{"type":"FeatureCollection","features":[' + b",".join([b'{"type":"Feature","geometry":null}'] * (size // 80)) + b"]}"
    )
    marks = b"<kml><Document>" + b"<Placemark><name>x</name></Placemark>" * (size // 80) + b"</Document></kml>"
    return [
        ("quotes that nothing closes", quotes * (size // len(quotes) // 4), lambda data: csvfile.read(data, "f")),
        ("features without anything", nested, lambda data: geojson_table.read(data, "f")),
        ("placemarks without a place", marks, lambda data: kml.read(data, "f")),
    ]


def _slow(large: Worst, small: Worst) -> Row:
    name, data, read = large
    whole, part = seconds(lambda: read(data)), seconds(lambda: read(small[1]))
    return {
        "what": f"{name}, {len(data) / 1e6:.1f} MB against half of it, s (2 is linear)",
        "ours": whole,
        "other": part,
        "ratio": whole / part,
    }
