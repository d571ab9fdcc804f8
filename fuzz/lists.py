"""A whole list, and what intake reads beside it: profiles, remembered lists, boundaries, the line for radio."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from detente.formats.read import read
from detente.forms.heard import decode
from detente.forms.radio import encode
from detente.intake import listing
from detente.intake.checks.boundaries import Boundaries, Source
from detente.intake.checks.ground import NOTHING
from detente.intake.columns import mapping, profile
from detente.intake.examine import examine
from detente.intake.understand import Settings
from detente.notice import Site, Validity
from detente.volume import Point, Volume4D

CSV: Final = (
    "Facility name;Governorate;Lat;Long;Precision;Date\nclinic;Idleb;35.614;36.561;25 km;3/4/2024\n"
    "مشفى;Idleb;35°38.62' N;36°40.31' E;GPS;\n"
).encode()
GEOJSON: Final = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ADM1_EN":"Idleb","ADM1_PCODE":"SY07"},'
    b'"geometry":{"type":"Polygon","coordinates":[[[36,35],[37,35],[37,36],[36,36],[36,35]]]}}]}'
)
NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
CLINIC: Final = Site(id="3f9a1c07" * 4, validity=Validity(NOW), volumes=(Volume4D(Point((68.8622, 36.718))),), function="health")


def _list(data: bytes) -> object:
    """A whole list: every row of it must come out once, with its reason."""
    table = read(data, "list.csv")
    found = examine(table, {sheet.name: mapping.guess(sheet) for sheet in table.sheets}, Settings(), NOTHING, listing.Listing())
    if found.rows != found.headings + len(found.items) or any(bool(i.reason) == (i.state == "accepted") for i in found.items):
        raise AssertionError("a row is lost, invented, or without its reason")
    return found


READERS: Final[dict[str, Callable[[bytes], object]]] = {
    "list": _list,
    "profile": lambda data: profile.loads(data.decode("utf-8", "replace")),
    "remembered list": lambda data: listing.loads(data, "list"),
    "boundaries": lambda data: Boundaries([Source("b", data)]),
    "radio line": lambda data: decode(data.decode("utf-8", "replace")),
}


def seeds() -> dict[str, bytes]:
    """One good input for each."""
    table = read(CSV, "list.csv")
    layout = mapping.guess(table.sheets[0])
    found = examine(table, {"": layout}, Settings(), NOTHING, listing.Listing())
    item = found.items[0]
    decision = listing.Decision(state="rejected", by="a", at=NOW, digest=listing.digest(item))
    held = listing.merged(listing.Listing(), "list.csv", found.items, {item.key: decision})
    return {
        "list": CSV, "profile": profile.dumps(layout).encode(), "remembered list": listing.dumps(held),
        "boundaries": GEOJSON, "radio line": encode(CLINIC, "relief.example").encode(),
    }  # fmt: skip
