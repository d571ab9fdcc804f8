"""Excel workbooks (ISO/IEC 29500, transitional and strict) to a table: every sheet, every row at its number (R05).

What a cell really is, is marked: the last result of a formula, a date that may have been typed as something else, a number that
the program shows in another form, a value spread over merged cells. Hidden sheets, rows and columns are taken and said to be
hidden. The bytes are read as a stream: what a workbook claims of its size does not matter, only what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from posixpath import join, normpath
from typing import Final, NamedTuple

from detente.errors import InputError
from detente.formats.guard import Archive, Progress, check_size, events, silent
from detente.formats.table import MAX_CELLS, MAX_ROWS, Sheet, Table
from detente.formats.xlsx_sheet import Book, SheetReader, escaped, number_of

MAX_STRINGS: Final = 2_000_000
MAX_TEXT: Final = 64 << 20
"""Characters in the table of strings that the cells of a workbook share."""
MAX_SHEETS: Final = 500
MAX_STYLES: Final = 70_000
"""Cell formats; Excel itself holds 65,490."""
MAX_PART: Final = 16 << 20
_DATES: Final = {**dict.fromkeys([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)], "date"), 46: "duration"}
_SHOWN: Final = dict.fromkeys([9, 10], "shown")
_ASIDE: Final = re.compile(r'"[^"]*"|\\.|_.|\[(?!(?:h{1,2}|m{1,2}|s{1,2})\])[^\]]*\]', re.IGNORECASE)
_ELAPSED: Final = re.compile(r"\[[hms]{1,2}\]", re.IGNORECASE)
_DATE: Final = re.compile(r"[dmhys]", re.IGNORECASE)
_LOST: Final = {
    "comments": "remarks on cells are not taken over",
    "threadedcomments": "remarks on cells are not taken over",
    "media": "pictures are not taken over",
    "vbaproject.bin": "the workbook has macros; they are not run",
}


class _Part(NamedTuple):
    """A sheet as the workbook names it."""

    name: str
    path: str
    hidden: bool


def read(data: bytes, file: str, *, progress: Progress = silent) -> Table:
    """All sheets of a workbook, hidden ones too. `InputError` where the file as a whole cannot be read."""
    check_size(data, file)
    archive = Archive(data, file)
    parts, notes, since_1904 = _workbook(archive)
    book = Book(tuple(_strings(archive)), tuple(_styles(archive)), datetime(1904, 1, 1) if since_1904 else None)
    total = sum(archive.size(part.path) for part in parts)
    sheets: list[Sheet] = []
    done = rows = cells = 0
    for part in parts:
        reader = SheetReader(book, f"{file} {part.name}", MAX_ROWS - rows, MAX_CELLS - cells)
        for size in reader.take(archive.chunks(part.path)):
            done += size
            progress(min(done, total), total)
        found, said = reader.finish()
        rows, cells = rows + len(found), cells + sum(len(row.values) for row in found)
        sheets.append(Sheet(part.name, found, hidden=part.hidden, notes=said))
    return Table(file, "xlsx", tuple(sheets), tuple(notes + _lost(archive.names)))


def _workbook(archive: Archive) -> tuple[list[_Part], list[str], bool]:
    main = next((target for _, kind, target in _relations(archive, "") if kind == "officeDocument"), "xl/workbook.xml")
    if main not in archive.names:
        hint = "open it in a spreadsheet program and save it as .xlsx"
        raise InputError("bad-value", "the archive holds no Excel workbook", where=archive.file, hint=hint)
    targets = {key: (kind, target) for key, kind, target in _relations(archive, main)}
    parts, notes, since_1904 = list[_Part](), list[str](), False
    for what, tag, attributes in events(archive.chunks(main), archive.file):
        if what != "start":
            continue
        if tag == "workbookPr":
            since_1904 = attributes.get("date1904") in {"1", "true", "on"}
        elif tag == "sheet":
            name = attributes.get("name", f"sheet {len(parts) + 1}")[:100]
            kind, path = targets.get(attributes.get("id", ""), ("", ""))
            if kind != "worksheet" or path not in archive.names:
                notes.append(f"{name} is no sheet of cells ({kind[:40] or 'missing'}) and was left out")
                continue
            parts.append(_Part(name, path, attributes.get("state", "visible") != "visible"))
    if len(parts) > MAX_SHEETS:
        raise InputError("too-large", f"{len(parts)} sheets; at most {MAX_SHEETS}", where=archive.file, hint="split the workbook")
    if len({part.name for part in parts}) < len(parts):
        raise InputError("bad-value", "two sheets of one name", where=archive.file, hint="open the workbook and save it anew")
    if not parts:
        raise InputError("bad-value", "the workbook has no sheet of cells", where=archive.file, hint="save the workbook anew")
    return parts, notes, since_1904


def _relations(archive: Archive, part: str) -> Iterator[tuple[str, str, str]]:
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels".lstrip("/") if part else "_rels/.rels"
    if path not in archive.names:
        return
    for what, tag, attributes in events([archive.read(path, MAX_PART)], archive.file):
        if what == "start" and tag == "Relationship":
            target = normpath(join("/", folder, attributes.get("Target", ""))).lstrip("/")
            yield attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2], target


def _beside(archive: Archive, name: str) -> str:
    """The part of a workbook that is called so, wherever it stands: its place is usual, not fixed."""
    return next((path for path in archive.names if path.rpartition("/")[2].lower() == name.lower()), "")


def _strings(archive: Archive) -> Iterator[str]:
    path = _beside(archive, "sharedStrings.xml")
    if not path:
        return
    count = size = 0
    pieces, inside, aside = list[str](), False, False
    for what, tag, _ in events(archive.chunks(path), f"{archive.file} {path}"):
        if what == "text":
            if inside and not aside:
                pieces.append(tag)
        elif tag == "t":
            inside = what == "start"
        elif tag == "rPh":  # how to pronounce it
            aside = what == "start"
        elif tag == "si" and what == "end":
            text = escaped("".join(pieces))
            pieces.clear()
            count, size = count + 1, size + len(text)
            if count > MAX_STRINGS or size > MAX_TEXT:
                most = f"more than {MAX_TEXT >> 20} million characters or {MAX_STRINGS} texts"
                raise InputError("too-large", most, where=archive.file, hint="split the workbook")
            yield text


def _styles(archive: Archive) -> Iterator[str]:
    """What each cell format makes of a number: ``date``, ``duration``, ``shown`` or nothing."""
    path = _beside(archive, "styles.xml")
    if not path:
        return
    kinds: dict[int, str] = {**_DATES, **_SHOWN}
    inside, count = False, 0
    for what, tag, attributes in events(archive.chunks(path), f"{archive.file} {path}"):
        if tag == "cellXfs":
            inside = what == "start"
        elif what == "start" and tag == "numFmt":
            kinds[number_of(attributes.get("numFmtId"), 0)] = _kind(attributes.get("formatCode", "")[:1000])
        elif what == "start" and tag == "xf" and inside:
            count += 1
            if count > MAX_STYLES:
                raise InputError("too-large", f"more than {MAX_STYLES} cell formats", where=archive.file, hint="save it as CSV")
            yield kinds.get(number_of(attributes.get("numFmtId"), 0), "")


def _kind(code: str) -> str:
    code = code.partition(";")[0]
    if "°" in code or "º" in code:
        return "shown"
    bare = _ASIDE.sub("", code)
    if _ELAPSED.search(bare):
        return "duration"
    if _DATE.search(bare.replace("General", "")):
        return "date"
    return "shown" if "%" in bare else ""


def _lost(names: tuple[str, ...]) -> list[str]:
    words = {piece.rstrip("0123456789") for name in names for piece in name.lower().removesuffix(".xml").split("/")}
    return sorted({said for word, said in _LOST.items() if word in words})
