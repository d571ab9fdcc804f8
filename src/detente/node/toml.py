"""Files in TOML that people write, read within bounds."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Final

from detente.errors import InputError

MAX_TOML: Final = 1 << 20
MAX_KEYS: Final = 32
"""Parts of one dotted key. The library's time and memory grow with their square: 100,000 in one line would hold us for long."""
_PART: Final = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_CHAIN: Final = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MAX_KEYS}}}")


def read_toml(data: bytes, where: str) -> dict[str, Any]:
    """What a file says; `InputError` where it is not TOML, or beyond the bounds."""
    if len(data) > MAX_TOML:
        raise InputError("too-large", f"more than {MAX_TOML} bytes", where=where)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("bad-encoding", f"not UTF-8 at byte {error.start}", where=where, hint="save it as UTF-8") from error
    if _CHAIN.search(text):
        raise InputError("too-large", f"a key of more than {MAX_KEYS} parts", where=where)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError, not one of TOML
        raise InputError("bad-value", str(error)[:300], where=where) from error


def read_toml_file(path: Path) -> dict[str, Any]:
    """What the file at a path says; what the disk refuses is an `OSError`."""
    with path.open("rb") as file:
        # What is asked for is set aside at once: no more than there is.
        return read_toml(file.read(min(MAX_TOML, os.fstat(file.fileno()).st_size) + 1), str(path))
