"""Workbooks for tests: written by openpyxl, or with parts of their XML changed by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping

from openpyxl import Workbook

from detente.formats import xlsx
from detente.formats.table import Sheet, Table

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(fill: Callable[[Workbook], object]) -> bytes:
    """The bytes of a workbook that is filled so."""
    book, out = Workbook(), io.BytesIO()
    fill(book)
    book.save(out)
    return out.getvalue()


def simple(*rows: list[object]) -> bytes:
    """A workbook of one sheet."""

    def fill(book: Workbook) -> None:
        for row in rows:
            book.active.append(row)

    return written(fill)


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out.getvalue()


def changed(data: bytes, name: str, part: bytes) -> bytes:
    """An archive with one part in place of another, or as one more."""
    return packed(parts(data) | {name: part})


def of_xml(rows: str, after: str = "", before: str = "") -> bytes:
    """A workbook whose sheet has this XML."""
    xml = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return changed(simple(["x"]), SHEET, xml.encode())


def table(data: bytes) -> Table:
    """What is read of it."""
    return xlsx.read(data, "f.xlsx")


def sheet(data: bytes) -> Sheet:
    """The first sheet of it."""
    return table(data).sheets[0]
