"""Tables as files hold them, before anything is understood: sheets of rows, each with its place in the file (R05).

Readers (`formats/xlsx.py`, `csvfile.py`, …) give these; `detente.intake` understands them. A feature of a map format is a row:
its properties are the columns, its geometry is ``shape``.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final, Literal

import msgspec

from detente.formats import MAX_ITEMS

Value = str | int | float | bool | datetime | date | time | None
Position = tuple[float, float]

MAX_COLUMNS: Final = 1_000
MAX_CELL: Final = 32_767
"""Characters of a cell: what a workbook itself can hold."""
MAX_ROWS: Final = MAX_ITEMS + 100
"""Rows of a file, its headings among them."""
MAX_CELLS: Final = 20_000_000
"""Rows times columns, over all sheets."""


class Shape(msgspec.Struct, frozen=True):
    """A geometry as the file gives it: positions ``(longitude, latitude)`` in degrees WGS 84, rings of polygons closed.

    ``parts``: one for a point (of one position) or a line; all rings, outer first, for a polygon. A multi-geometry is several
    shapes.
    """

    kind: Literal["point", "line", "polygon"]
    parts: tuple[tuple[Position, ...], ...]


class Row(msgspec.Struct, frozen=True):
    """One row or feature. ``number``: as the file's own program counts it, from 1 (a feature: its place in the file).

    ``values``: one for each column of the sheet. ``marks``: what a cell (by index) really is: ``formula`` (the value is its
    last result), ``merged`` (the value was spread over several cells), ``date`` (the program holds a date, which may have been
    typed as something else), ``error`` (``#N/A`` and the like; in a column ``geometry problem``: why there is no shape),
    ``shown`` (the program shows the number in another form, as a percentage or with signs of degrees), ``cut`` (longer than
    `MAX_CELL`), ``quotes`` (a quotation mark that nothing closes). Where two fit, the one that says more stands.
    """

    number: int
    values: tuple[Value, ...]
    marks: dict[int, str] = {}
    shapes: tuple[Shape, ...] = ()


class Sheet(msgspec.Struct, frozen=True):
    """A sheet, layer or folder of a file.

    ``columns``: headings where the format has them (map formats, ODK), else empty: then the headings stand somewhere in the rows
    and `detente.intake` finds them. ``hidden``: the program does not show it. ``notes``: what was not taken over, for people.
    """

    name: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()
    hidden: bool = False
    notes: tuple[str, ...] = ()


class Table(msgspec.Struct, frozen=True):
    """A file with all its sheets. ``format``: `xlsx`, `csv`, `geojson`, `kml`, `gpx`, `gpkg`, `shapefile` or `odk`."""

    file: str
    format: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
