"""Named places from a table that the user supplies: what `detente.intake.checks.gazetteer` searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.coordinates import read, read_pair
from detente.formats.table import Row, Table
from detente.intake.checks.gazetteer import Entry
from detente.intake.columns import mapping
from detente.intake.columns.mapping import Layout
from detente.intake.model import FIELDS

NAMES = ("name", "name_local", "place")
UNITS = tuple(field for field in FIELDS if field.startswith("admin"))


def places(table: Table, layouts: Mapping[str, Layout]) -> Iterator[Entry]:
    """Every row with a name and one readable position; rows without are no places and are passed over."""
    for sheet in table.sheets:
        for row, _, said, _ in mapping.rows(sheet, layouts[sheet.name]):
            names = [said[field] for field in NAMES if said.get(field)]
            names += [word.strip() for word in said.get("aliases", "").split(";") if word.strip()]
            found = _position(row, said)
            if names and found is not None:
                units = tuple(said[field] for field in UNITS if said.get(field))
                yield tuple(names), *found, said.get("country", ""), units, said.get("pcode", "") or said.get("id", "")


def _position(row: Row, said: Mapping[str, str]) -> tuple[float, float] | None:
    if row.shapes and row.shapes[0].parts:
        longitude, latitude = row.shapes[0].parts[0][0]
        return latitude, longitude
    if said.get("latitude") and said.get("longitude"):
        only = read_pair(said["latitude"], said["longitude"]).only
    else:
        only = read(said.get("position", "")).only
    return (only.latitude, only.longitude) if only else None
