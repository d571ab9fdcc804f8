"""Strict reading of the small words that all C2SP text formats share: decimals, base64, lines; and text shown to a person."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from typing import Final

from detente.errors import PeerError

MAX_INT: Final = 2**63 - 1
"""Largest size, index and POSIX time (tlog-cosignature §Format)."""

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL: Final = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_NAME: Final = re.compile(r"[^\s+\x00-\x1f]+")


def decimal(word: str, code: str, where: str, *, limit: int = MAX_INT) -> int:
    """A non-negative integer in ASCII without sign, leading zero or separator.

    ``int()`` alone would take ``+5``, `` 5``, ``1_0`` and Arabic-Indic digits: several spellings of one signed number.
    """
    if not _DECIMAL.fullmatch(word) or int(word) > limit:
        raise PeerError(code, f"not a decimal number up to {limit}", where=where)
    return int(word)


def encode64(data: bytes) -> str:
    """Standard base64 (RFC 4648 §4) with padding."""
    return base64.b64encode(data).decode("ascii")


def decode64(word: str, code: str, where: str, *, length: int | None = None) -> bytes:
    """The bytes of standard base64 in its one canonical spelling; exactly ``length`` bytes where given."""
    try:
        data = base64.b64decode(word.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise PeerError(code, "not standard base64", where=where) from None
    if encode64(data) != word:
        raise PeerError(code, "base64 is not canonical", where=where)
    if length is not None and len(data) != length:
        raise PeerError(code, f"{len(data)} bytes of base64 instead of {length}", where=where)
    return data


def is_name(word: str) -> bool:
    """Whether ``word`` can name a key or an origin of ours: not empty, no Unicode space, no ``+``, no control character."""
    return _NAME.fullmatch(word) is not None


def decode_text(data: bytes, code: str, *, limit: int) -> str:
    """UTF-8 text of at most ``limit`` bytes, without control characters other than newline, ending in a newline."""
    if len(data) > limit:
        raise PeerError(code, f"{len(data)} bytes; at most {limit}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PeerError(code, "not UTF-8", where=f"byte {error.start}") from None
    if not text.endswith("\n"):
        raise PeerError(code, "does not end in a newline")
    if _CONTROL.search(data):
        raise PeerError(code, "holds a control character")
    return text


def plain(text: str) -> str:
    """The text with line ends, escape sequences, controls and marks that turn its direction written out as ``\\u``."""
    return text if text.isprintable() else "".join(f"\\u{ord(c):04x}" if _hides(c) else c for c in text)


def _hides(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(char) in _TURNING


_TURNING: Final = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
