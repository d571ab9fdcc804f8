"""The letters of texts that do not say in which encoding they are: what is assumed is said. Not a format."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

_SCRIPTS: Final = {"cp1251": "Cyrillic", "cp1256": "Arabic", "cp1252": "western European"}
_EDGES: Final = re.compile(rb"[\x80-\xff]+")
_LETTERS: Final = bytes({*range(0xC0, 0x100), 0xA8, 0xAA, 0xAF, 0xB2, 0xB3, 0xB8, 0xBA, 0xBF})
"""Bytes that are letters in Windows-1251, the Ukrainian ones included; most are letters in Windows-1252 and 1256 too."""


def decode(data: bytes) -> tuple[str, list[str]]:
    """A text, and what had to be assumed, left out or could not be read, for people."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding, [])
    if encoding := _wide(data[:4096]):
        return _lenient(data, encoding, [f"read as {encoding.upper()}, which the file does not say"])
    try:
        return _without_nul(data.decode("utf-8"), [])
    except UnicodeDecodeError as error:
        first = data.count(b"\n", 0, error.start) + 1
    whole = data.decode("utf-8", "replace")
    broken = whole.count("\ufffd")
    if sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", whole)) > 10 * broken:
        return _without_nul(whole, [f"damaged characters, shown as \ufffd: {broken}, the first in line {first}"])
    encoding = code_page(data)
    note = (
        f"not UTF-8; read as Windows-{encoding[2:]} ({_SCRIPTS[encoding]}), which the file does not say: "
        f"look at the letters in line {first}, and save it as UTF-8 where they are wrong"
    )
    return _lenient(data, encoding, [note])


def _wide(head: bytes) -> str:
    # Every other byte of Latin text in UTF-16 is zero, and no byte of any other text is.
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head) or min(even, odd) * 4 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def code_page(data: bytes) -> str:
    """Which Windows code page a text is in, by the shape of its words.

    Accented letters stand alone among ASCII (western European). Words of foreign letters only are Cyrillic where a capital
    begins them, and Arabic where read as Cyrillic capitals would stand in the middle of words.
    """
    runs = _EDGES.findall(data)[:20_000]
    long = [run for run in runs if len(run) > 2]
    if sum(map(len, long)) * 2 < sum(map(len, runs)):
        return "cp1252"
    letters = b"".join(long)
    if sum(letters.count(bytes([byte])) for byte in _LETTERS) * 10 < len(letters) * 9:
        return "cp1256"
    words = [run.decode("cp1251", "replace") for run in long]
    pairs = [(a, b) for word in words for a, b in pairwise(word)]
    mixed = sum(a.islower() and b.isupper() for a, b in pairs)
    return "cp1256" if mixed * 10 > len(pairs) else "cp1251"


def _lenient(data: bytes, encoding: str, notes: list[str]) -> tuple[str, list[str]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        notes = [*notes, f"damaged characters, shown as \ufffd: {text.count(chr(0xFFFD))}"]
    return _without_nul(text, notes)


def _without_nul(text: str, notes: list[str]) -> tuple[str, list[str]]:
    if count := text.count("\0"):
        return text.replace("\0", ""), [*notes, f"zero characters, left out: {count}"]
    return text, notes
