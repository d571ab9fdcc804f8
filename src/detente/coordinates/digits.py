"""Typed text in one alphabet: digits of every script as 0-9, one kind of minus, prime, degree sign, quote, comma and space.

The result is lower case, without brackets and double spaces. Letters stay in their script; what stands above or below them
(accents, harakat) is taken off, so that vocabularies are written without.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SAME: Final = {
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2796\ufe58\ufe63\uff0d",
    "'": "\u2018\u2019\u201b\u2032\u2035\u00b4`\u02b9\u02bc\u02ca\u05f3\uff07\u055a\ua78c",
    '"': "\u201c\u201d\u201e\u201f\u2033\u2036\u02ba\u02dd\u02ee\u05f4\uff02\u00a8\u3003\u00ab\u00bb",
    "°": "\u00ba\u02da\u030a\u2070\u1d52\u2218\u25e6\u26ac\u066a*",
    ".": "\u066b\u00b7\u0387\u2024\ufe52\uff0e",
    ",": "\u060c\u066c\u201a\ufe50\uff0c\u3001",
    ";": "\u061b\u037e\ufe54\uff1b",
    ":": "\u02d0\u2236\ua789\ufe55\uff1a\u05c3",
    "/": "\u2044\u2215\uff0f",
    " ": "\ufeff",
    "ي": "\u06cc\u0649",
    "ك": "\u06a9",
    "": "\u0640",
}
"""What is typed for each sign. U+201A is what Windows-1252 makes of some commas."""

_MOJIBAKE: Final = (
    ("Â°", "°"),
    ("Âº", "°"),
    ("Â´", "'"),
    ("â€²", "'"),
    ("â€³", '"'),
    ("â€™", "'"),
    ("â€\u009d", '"'),
    ("â€", '"'),
)
"""UTF-8 that was read as Windows-1252 on its way."""

_MARKS: Final = re.compile("(?<=[^\\W\\d_])[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u06d6-\u06dc]+")
_SPACES: Final = re.compile("  +")
_PICTURES: Final = 0x1F000
"""From here on, signs are pictures: pins, hospitals, flags."""
_UNSEEN: Final = "\u200b"
_BETWEEN: Final = re.compile(f"(?<=[0-9]){_UNSEEN}+(?=[0-9])")
"""What is not seen parts two numbers, where it stands between digits: joined they would be a third one."""


class _Table(dict[int, str]):
    """Signs by code point; those that are not listed are worked out by what Unicode says of them, and not kept."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind == "Nd":
            return str(unicodedata.decimal(char))
        if kind in ("Zs", "Zl", "Zp"):
            return " "
        if 0xFF01 <= code <= 0xFF5E:
            return chr(code - 0xFEE0)
        if kind == "So" and code >= _PICTURES:
            return " "
        if kind == "Cf" or 0xFE00 <= code <= 0xFE0F:
            return _UNSEEN
        return char


_TABLE: Final = _Table(
    {code: chr(code) for code in range(128)} | {ord(char): sign for sign, chars in reversed(_SAME.items()) for char in chars}
)
_ASCII: Final = str.maketrans({"`": "'", "*": "°", **dict.fromkeys("()[]{}<>\v\f\r", " "), "\u007f": ""})


def fold(text: str) -> str:
    """``text`` with every sign in its plainest form, lower case; time grows with its length alone."""
    if text.isascii():
        return _SPACES.sub(" ", text.translate(_ASCII).lower())
    if "Â" in text or "â€" in text:
        for wrong, right in _MOJIBAKE:
            text = text.replace(wrong, right)
    plain = _BETWEEN.sub(" ", text.translate(_TABLE)).replace(_UNSEEN, "")
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", bare).translate(_ASCII).lower())
