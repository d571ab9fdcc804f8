"""The table of a shapefile (dBASE III): columns of fixed width, letters in whatever encoding. Not a format of its own here."""

from __future__ import annotations

import codecs
import re
import struct
from datetime import date
from typing import Final

from detente.errors import InputError
from detente.formats.encoding import code_page
from detente.formats.table import MAX_COLUMNS, Value

_LANGUAGES: Final = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x26: "cp866", 0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852",
    0x65: "cp866", 0x66: "cp865", 0x6A: "cp737", 0x6B: "cp857", 0x7D: "cp1255", 0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251",
    0xCA: "cp1254", 0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip
"""The language byte of a dBASE file and its Windows or DOS code page."""
_NUMBER: Final = re.compile(rb"[+-]?(\d{1,40}\.?\d{0,40}|\.\d{1,40})([eE][+-]?\d{1,3})?")
_PAGE: Final = re.compile(r"(?:windows|ansi|cp|oem|iso)?[ _-]*(8859[ _-]?\d{1,2}|\d{3,5})", re.IGNORECASE)
_NAMED: Final = {"utf-8", "utf8", "latin1", "gbk", "gb18030", "big5", "shift_jis", "euc-kr", "koi8-r", "koi8-u", "mac_cyrillic"}
_FIELDS: Final = 32
_DELETED: Final = 0x2A


class Records:
    """The rows of a ``.dbf``. ``columns``: its fields; ``notes``: what had to be assumed."""

    def __init__(self, data: bytes, cpg: bytes, where: str) -> None:
        self.notes: list[str] = []
        if len(data) < _FIELDS + 1:
            raise _unreadable(where)
        stated, self._start, self._size = struct.unpack_from("<IHH", data, 4)
        self._data = data
        self._fields: list[tuple[str, str, int, int]] = []
        self._encoding = self._letters(data, cpg)
        self._read_fields(where)
        self.columns = tuple(name for name, _, _, _ in self._fields)
        held = max(len(data) - self._start, 0) // self._size
        self._count: int = min(stated, held)
        if held < stated:
            self.notes.append(f"the .dbf is cut off: rows that are said to be there: {stated}, that are there: {held}")

    def __len__(self) -> int:
        return self._count

    def _letters(self, data: bytes, cpg: bytes) -> str:
        named = cpg[:40].decode("ascii", "replace").strip().strip("\0")
        if named and (encoding := _encoding(named)):
            return encoding
        if data[29] in _LANGUAGES:
            return _LANGUAGES[data[29]]
        try:
            data[self._start :].decode("utf-8")
            return "utf-8"
        except UnicodeDecodeError:
            encoding = code_page(data[self._start :])
            self.notes.append(f"the letters of the .dbf are read as Windows-{encoding[2:]}, which no file says")
            return encoding

    def _read_fields(self, where: str) -> None:
        at, offset = _FIELDS, 1
        seen: dict[str, int] = {}
        while at + _FIELDS <= min(self._start, len(self._data)) and self._data[at] != 0x0D:
            name = self._data[at : at + 11].partition(b"\0")[0].decode(self._encoding, "replace").strip()
            kind, width = chr(self._data[at + 11]), self._data[at + 16]
            if kind == "C":
                width += self._data[at + 17] << 8
            seen[name] = seen.get(name, 0) + 1
            self._fields.append((name if seen[name] == 1 else f"{name} ({seen[name]})", kind, offset, offset + width))
            offset, at = offset + width, at + _FIELDS
        if not self._fields or offset > self._size or len(self._fields) > MAX_COLUMNS:
            raise _unreadable(where)
        if any(kind == "M" for _, kind, _, _ in self._fields):
            self.notes.append("long texts that stand in a .dbt are not read")

    def row(self, index: int) -> dict[str, Value] | None:
        """The values of a row, from 0; None where it is marked as deleted."""
        at = self._start + index * self._size
        record = self._data[at : at + self._size]
        if record[0] == _DELETED:
            return None
        return {name: self._value(kind, record[start:end]) for name, kind, start, end in self._fields}

    def _value(self, kind: str, given: bytes) -> Value:
        if kind in "NF":
            number = given.partition(b"\0")[0].strip()
            if not _NUMBER.fullmatch(number):
                return number.decode("ascii", "replace") if number.strip(b"*") else None
            return int(number) if number.lstrip(b"+-").isdigit() else float(number)
        if kind == "L":
            return True if given in {b"Y", b"y", b"T", b"t"} else False if given in {b"N", b"n", b"F", b"f"} else None
        text = given.partition(b"\0")[0].decode(self._encoding, "replace").strip()
        if kind == "D" and len(text) == 8 and text.isascii() and text.isdigit():
            try:
                return date(int(text[:4]), int(text[4:6]), int(text[6:]))
            except ValueError:
                return text if text.strip("0") else None
        return text or None


def _encoding(named: str) -> str:
    """The codec that a ``.cpg`` names, in any of the spellings in use; empty where it is none."""
    if named.lower() in _NAMED:
        return named.lower()
    page = _PAGE.fullmatch(named)
    if not page:
        return ""
    word = (
        "utf-8" if page[1] == "65001" else f"iso8859-{page[1][4:].strip(' _-')}" if page[1].startswith("8859") else f"cp{page[1]}"
    )
    try:
        return codecs.lookup(word).name
    except LookupError:
        return ""


def _unreadable(where: str) -> InputError:
    return InputError(
        "bad-value", "the .dbf is damaged", where=where, hint="write the shapefile anew from the program that made it"
    )
