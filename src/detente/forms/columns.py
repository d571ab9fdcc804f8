"""What the forms ask, in order: one list for the workbook and the form on a telephone (requirements §2.3, §2.4).

``key`` is the field of intake where there is one, else that of the notice. What may be chosen comes from the schema of notices
itself, so that no form offers a word which a notice cannot carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args, get_type_hints

import msgspec

from detente.coordinates import Format, write
from detente.coordinates.datum_names import ROWS
from detente.intake.cells.precision import CHOICES as PRECISIONS
from detente.notice import Handling, Marking, Movement, Site, Typed

Kind = Literal["site", "movement"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)
Sort = Literal["text", "long", "position", "count", "metres", "time", "zone", "date"]


class Column(msgspec.Struct, frozen=True):
    """One question. ``tag``: its HXL tag. ``choice``: the name of its closed list; ``open``: words of one's own may stand there.

    ``only_if``: asked on a telephone only where another question has one of these answers.
    """

    key: str
    tag: str
    sort: Sort = "text"
    required: bool = False
    choice: str = ""
    open: bool = False
    only_if: tuple[str, tuple[str, ...]] | None = None


def _words(cls: type[Any], field: str) -> tuple[str, ...]:
    return get_args(get_type_hints(cls)[field])


DATUMS: Final[Mapping[str, int]] = {
    ROWS[key].name: ROWS[key].codes[0]
    for key in (
        "wgs84", "pulkovo42", "ed50", "palestine", "ainelabd", "nahrwan", "herat", "kalianpur75", "adindan", "arc60",
    )
}  # fmt: skip
"""Datums that the list offers, with their EPSG codes."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "yes_no": ("yes", "no"),
    "function": _words(Site, "function"),
    "relationship": _words(Site, "relationship"),
    "site_status": _words(Site, "status"),
    "purpose": _words(Movement, "purpose"),
    "escort": _words(Movement, "escort"),
    "movement_status": _words(Movement, "status"),
    "source": _words(Typed, "source"),
    "visible": _words(Marking, "visible_from_air"),
    "tlp": _words(Handling, "tlp"),
    "precision": PRECISIONS,
    "datum": (*DATUMS, "unknown"),
}
"""Closed lists, by name. ``datum`` alone is open: a map may name any. A length is no class: ``accuracy_m`` asks for it."""
ZONES: Final = (
    "UTC", *(f"{sign}{hours:02d}:{minutes:02d}" for sign, hours, minutes in (
        ("-", 5, 0), ("-", 4, 0), ("-", 3, 0), ("+", 0, 0), ("+", 1, 0), ("+", 2, 0), ("+", 3, 0), ("+", 3, 30), ("+", 4, 0),
        ("+", 4, 30), ("+", 5, 0), ("+", 5, 30), ("+", 5, 45), ("+", 6, 0), ("+", 6, 30), ("+", 7, 0), ("+", 8, 0), ("+", 9, 0),
    )),
)  # fmt: skip
"""Offsets that the list of zones offers; names like Asia/Damascus may be written instead."""

_POSITION: Final = (
    Column("datum", "#geo+datum", required=True, choice="datum", open=True),
    Column("position_source", "#geo+source", choice="source"),
    Column("precision", "#geo+precision", choice="precision"),
    Column("accuracy_m", "#geo+accuracy+num", "metres"),
)
_MARKING: Final = (
    Column("marking_day", "#marking+day"),
    Column("marking_night", "#marking+night"),
    Column("marking_infrared", "#marking+infrared"),
    Column("visible_from_air", "#marking+air", choice="visible"),
)
_CONTACT: Final = (
    Column("contact", "#contact+desk", required=True),
    Column("contact_means", "#contact+means", required=True),
)
_END: Final = (
    Column("tlp", "#meta+tlp", choice="tlp"),
    Column("remarks", "#description", "long"),
)

SITE: Final = (
    Column("id", "#meta+id"),
    Column("organisation", "#org+name", required=True),
    Column("name", "#loc+name", required=True),
    Column("name_local", "#loc+name+local"),
    Column("aliases", "#loc+name+alt"),
    Column("function", "#loc+type", required=True, choice="function"),
    Column("function_at_submission", "#loc+type+now", required=True, choice="yes_no"),
    Column("relationship", "#org+role", choice="relationship"),
    Column("country", "#country+name", required=True),
    Column("admin1", "#adm1+name", required=True),
    Column("admin2", "#adm2+name"),
    Column("admin3", "#adm3+name"),
    Column("pcode", "#loc+code"),
    Column("position", "#geo+coord", "position", required=True),
    *_POSITION,
    Column("radius_m", "#geo+radius+num", "metres"),
    *_MARKING,
    Column("legal_basis", "#meta+law"),
    Column("status", "#status", choice="site_status"),
    Column("since", "#date+start", "date"),
    Column("until", "#date+end", "date"),
    Column("review_by", "#date+review", "date"),
    Column("zone", "#date+zone", "zone", required=True),
    *_CONTACT,
    Column("verified_by", "#org+verified"),
    Column("verified_method", "#meta+verified+method"),
    Column("verified_at", "#date+verified", "date"),
    *_END,
)
"""A fixed object with a protected function, one in each row."""

MOVEMENT: Final = (
    Column("id", "#meta+id"),
    Column("leg", "#activity+leg", required=True),
    Column("organisation", "#org+name", required=True),
    Column("name", "#activity+name"),
    Column("purpose", "#activity+type", required=True, choice="purpose"),
    Column("emergency", "#activity+urgent", choice="yes_no"),
    Column("emergency_reason", "#activity+urgent+reason", only_if=("emergency", ("yes",))),
    Column("country", "#country+name", required=True),
    Column("origin", "#loc+origin+name", required=True),
    Column("admin1", "#adm1+origin+name", required=True),
    Column("position", "#geo+origin+coord", "position", required=True),
    Column("destination", "#loc+destination+name", required=True),
    Column("destination_admin1", "#adm1+destination+name", required=True),
    Column("destination_position", "#geo+destination+coord", "position", required=True),
    Column("route", "#geo+route", "long"),
    Column("stops", "#loc+stops", "long"),
    *_POSITION,
    Column("radius_m", "#geo+width+num", "metres"),
    Column("time_start", "#date+start", "time", required=True),
    Column("time_end", "#date+end", "time", required=True),
    Column("zone", "#date+zone", "zone", required=True),
    Column("vehicles", "#item+vehicles+num", "count", required=True),
    Column("vehicle_type", "#item+type"),
    Column("vehicle_make", "#item+make"),
    Column("vehicle_colour", "#item+colour"),
    Column("vehicle_plates", "#item+plates"),
    *_MARKING,
    Column("staff_count", "#population+staff+num", "count"),
    Column("escort", "#activity+escort", choice="escort"),
    Column("escort_count", "#activity+escort+num", "count", only_if=("escort", ("unarmed", "armed"))),
    *_CONTACT,
    Column("contact_tested_at", "#date+contact", "time"),
    Column("check_in_minutes", "#activity+checkin+num", "count"),
    Column("status", "#status", choice="movement_status"),
    Column("review_by", "#date+review", "date"),
    *_END,
)
"""A movement of humanitarian staff and supplies, one leg in each row; the way back is a leg of its own (R12)."""

COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {"site": SITE, "movement": MOVEMENT}
_FORMS: Final[tuple[tuple[str, Format, int], ...]] = (
    ("DD", "DD", 5), ("DDM", "DDM", 3), ("DMS", "DMS", 1), ("MGRS", "MGRS", 10), ("UTM", "UTM", 0), ("plus code", "PLUSCODE", 11),
)  # fmt: skip
WRITTEN: Final = tuple((name, write(36.71803, 68.86221, form, precision)) for name, form, precision in _FORMS)
"""Forms in which a position may be written, each with one place."""
EXAMPLES: Final[Mapping[str, Mapping[str, str]]] = {
    "site": {
        "organisation": "Relief Org", "name": "Example Clinic", "name_local": "Clinique Exemple", "function": "health",
        "function_at_submission": "yes", "relationship": "supports", "country": "Switzerland", "admin1": "Genève",
        "position": "46°13'36.0\"N 6°08'24.0\"E", "datum": "WGS 84", "position_source": "gps",
        "precision": "exact", "accuracy_m": "10",
        "radius_m": "200", "visible_from_air": "unknown", "status": "active", "since": "2026-01-31", "zone": "UTC",
        "contact": "duty desk", "contact_means": "+41 00 000 00 00; desk@relief.example", "tlp": "AMBER",
    },
    "movement": {
        "leg": "1", "organisation": "Relief Org", "name": "Food to Example Town", "purpose": "food", "emergency": "no",
        "country": "Switzerland", "origin": "Genève", "admin1": "Genève", "position": "46.22667, 6.14000", "destination": "Nyon",
        "destination_admin1": "Vaud", "destination_position": "46.38333, 6.23333",
        "route": "46.22667, 6.14000; 46.30000, 6.17000; 46.38333, 6.23333",
        "datum": "WGS 84", "position_source": "map", "accuracy_m": "50", "radius_m": "500",
        "time_start": "2026-01-31 06:00", "time_end": "2026-01-31 09:30", "zone": "UTC", "vehicles": "4",
        "vehicle_type": "truck", "vehicle_colour": "white", "staff_count": "9", "escort": "none",
        "contact": "duty desk", "contact_means": "satellite +88 000 000; radio channel 5", "check_in_minutes": "60",
        "status": "planned", "tlp": "AMBER",
    },
}  # fmt: skip
"""What stands in the row that shows how to fill in the form: a place where nobody would look for it."""
