"""What intake makes of a row: where it came from, what it says, what it was understood as, what is doubted and why."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, get_args

import msgspec

from detente.coordinates import Reading
from detente.volume import Footprint

Field = Literal[
    "id", "name", "name_local", "aliases", "function", "organisation", "relationship", "contact", "remarks",
    "country", "admin1", "admin2", "admin3", "admin4", "place", "pcode",
    "latitude", "longitude", "position", "datum", "position_source", "precision", "accuracy_m", "radius_m",
    "office_latitude", "office_longitude",
    "time", "time_start", "time_end", "zone", "since", "until", "review_by", "status",
    "origin", "destination", "route", "vehicles", "staff_count",
]  # fmt: skip
FIELDS: Final[tuple[str, ...]] = get_args(Field)
State = Literal["accepted", "doubted", "rejected"]


class Origin(msgspec.Struct, frozen=True, order=True):
    """Where a row stands: file name (no folder), sheet or layer, row number as the file's own program counts."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        sheet = f" {self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet} row {self.row}"


class Alternative(msgspec.Struct, frozen=True):
    """What a doubtful position may have been meant as. ``why`` is a code (``swapped``, ``sign``, ``dms-as-decimal`` …)."""

    latitude: float
    longitude: float
    why: str
    args: dict[str, str] = {}


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """One doubt about a row. ``code`` and ``args`` carry the meaning; `detente.intake.page.words` renders them in each language.

    ``note``: worth saying, but no reason to hold the row back (a datum that was assumed). ``distance_m``: how far the position
    is from where it was expected. ``alternatives``: positions that would fit better, best first; never chosen for a person.
    """

    code: str
    args: dict[str, str] = {}
    note: bool = False
    distance_m: float | None = None
    alternatives: tuple[Alternative, ...] = ()


class Precision(msgspec.Struct, frozen=True):
    """How well a position is known: a class of the closed list in `detente.intake.cells.precision`, what the row said, metres."""

    code: str
    radius_m: float
    text: str = ""
    stated: bool = False


class Window(msgspec.Struct, frozen=True):
    """A time as typed and as understood, UTC. ``zone``: the one that was used; ``stated`` by the row, or by who imports."""

    text: str
    start: datetime | None = None
    end: datetime | None = None
    zone: str = ""
    stated: bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A row, understood.

    ``original``: every cell of the row under its heading, as text, so that nothing of the row is lost. ``said``: the cells that
    were mapped to a field. ``key``: what tells this row from all others also in the next edition of the file. ``position`` is
    the middle of the first of ``footprints``, ``(longitude, latitude)`` WGS 84. A coarse row has an area there, never a point.
    ``way``: of a movement that was typed point by point all its positions, departure first, arrival last; else empty.
    ``reason``: why it is not accepted, empty where it is. ``confirmed``: the position that a person gave instead.
    """

    origin: Origin
    key: str
    original: dict[str, str]
    said: dict[str, str]
    reading: Reading | None = None
    way: tuple[Reading, ...] = ()
    position: tuple[float, float] | None = None
    footprints: tuple[Footprint, ...] = ()
    precision: Precision | None = None
    window: Window | None = None
    doubts: tuple[Doubt, ...] = ()
    state: State = "accepted"
    reason: str = ""
    confirmed: str = ""

    @property
    def name(self) -> str:
        """The name of the place as its row gives it, else where the row stands."""
        return self.said.get("name") or self.said.get("name_local") or self.said.get("place") or str(self.origin)

    @property
    def admin(self) -> tuple[tuple[str, str], ...]:
        """The administrative units that the row states, coarsest first: ``(("country", "Syria"), ("admin1", "Idleb"))``."""
        levels = ("country", "admin1", "admin2", "admin3", "admin4")
        return tuple((level, self.said[level]) for level in levels if self.said.get(level))
