"""A workbook as bytes that depend on nothing but what is in it and the time that it is given."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from openpyxl import Workbook

_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def saved(book: Workbook, made: datetime) -> bytes:
    """The file, as made and last changed at ``made`` (UTC); the library itself would write the present second into it."""
    book.properties.created = made.replace(tzinfo=None)
    loose, packed = BytesIO(), BytesIO()
    book.save(loose)
    with zipfile.ZipFile(loose) as given, zipfile.ZipFile(packed, "w") as archive:
        for name in given.namelist():
            body = _MODIFIED.sub(rb"\g<1>" + f"{made:%Y-%m-%dT%H:%M:%SZ}".encode(), given.read(name))
            archive.writestr(zipfile.ZipInfo(name, _OLDEST), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
