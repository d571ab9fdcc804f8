"""Submissions of our own form for ODK and Kobo become notices with everything that the form asks."""

import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from pyxform.xls2xform import convert

from detente.cli.intake_steps import columns_of
from detente.formats.read import read
from detente.forms.columns import COLUMNS, KINDS
from detente.forms.xlsform import xlsform
from detente.intake import draft, listing
from detente.intake.checks.ground import NOTHING
from detente.intake.examine import Examined, examine
from detente.intake.listing import Listing
from detente.intake.template import FORM, template_of
from detente.intake.understand import Settings
from detente.notice import Movement, Site
from detente.statement import decode
from detente.volume import Circle, Corridor

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SERVER = {"_id": 7, "_uuid": "u", "formhub/uuid": "f", "__version__": "v1", "_status": "submitted_via_web", "_notes": []}
ANY = {
    "organisation": "Relief Org", "country": "Syria", "contact": "duty desk", "contact_means": "+41 00; desk@relief.example",
    "tlp": "RED", "marking_day": "red crescent", "remarks": "gate in the north",
}  # fmt: skip
SITE = {
    **ANY, FORM: "site/1/ar", "id": "A-7", "name": "Clinic", "name_local": "عيادة", "aliases": "old clinic", "function": "health",
    "function_at_submission": "no", "relationship": "supports", "admin1": "Idleb", "admin2": "Harim", "admin3": "Salqin",
    "pcode": "SY070", "position_source": "gps", "radius_m": "40", "marking_night": "lamp", "marking_infrared": "panel",
    "visible_from_air": "yes", "legal_basis": "GC IV 18", "status": "under-review", "since": "2025-03-01", "until": "2027-03-01",
    "review_by": "2026-06-01", "zone": "UTC", "verified_by": "hnt.example", "verified_method": "visit",
    "verified_at": "2025-12-01",
}  # fmt: skip
MOVEMENT = {
    **ANY, FORM: "movement/1/fr", "id": "M-1", "leg": "1", "name": "Food", "purpose": "food", "emergency": "yes",
    "emergency_reason": "flour", "origin": "Idleb", "admin1": "Idleb", "destination": "Salqin", "destination_admin1": "Idleb",
    "destination_position": "36.13912, 36.45431", "route": "36.00012, 36.50023", "stops": "Harim", "datum": "EPSG:4326",
    "radius_m": "300", "time_start": "2026-02-01T06:00:00.000+03:00", "time_end": "2026-02-01T09:30:00.000+03:00",
    "vehicles": "4", "vehicle_type": "truck", "vehicle_make": "any", "vehicle_colour": "white", "vehicle_plates": "1; 2",
    "marking_night": "lamp", "marking_infrared": "panel", "visible_from_air": "no", "staff_count": "9", "escort": "armed",
    "escort_count": "2", "contact_tested_at": "2026-01-30T06:00:00.000+03:00", "check_in_minutes": "60", "status": "ready",
    "review_by": "2026-06-01",
}  # fmt: skip
GPS = {"position_gps": "35.61402 36.56101 400 5.0"}
TYPED = {"position": "35.81233, 36.60515", "datum": "EPSG:4326"}


def examined(*submissions: dict[str, Any], **settings: Any) -> Examined:
    rows = [{**SERVER, **one} for one in submissions]
    table = read(json.dumps({"count": len(rows), "next": None, "results": rows}).encode(), "kobo.json")
    table, layouts, template = columns_of(table)
    assert template is not None
    return examine(table, layouts, Settings(kind=template.kind, template=template, **settings), NOTHING, Listing())


def notices(found: Examined, kind: str) -> list[Any]:
    wanted = draft.Wanted(kind=kind, review_by=NOW)
    held = listing.merged(Listing(), "kobo.json", found.items, {})
    drawn = iter(range(1, 99))
    made = draft.drafts(held, found.items, wanted, None, lambda size: next(drawn).to_bytes(size, "big"))
    return [decode(json.dumps(one).encode(), "draft") for one in made.notices]


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_says_in_every_submission_what_it_is(kind: str) -> None:
    made = convert(xlsform=io.BytesIO(xlsform(kind, "fr", NOW)), file_type=".xlsx").xform
    assert re.search(rf"""nodeset="/data/{FORM}" [^>]*calculate="'{kind}/1/fr'\"""", made)
    answered = {**(SITE if kind == "site" else MOVEMENT), **TYPED, "accuracy_m": "5", "precision": "exact"}
    answered |= {"position_source": "gps"}
    assert {column.key for column in COLUMNS[kind]} - answered.keys() <= ({"zone"} if kind == "movement" else set())


def test_all_that_a_site_says_is_in_its_notice() -> None:
    (site,) = notices(examined({**SITE, **TYPED}), "site")
    assert isinstance(site, Site)
    assert (site.handling.tlp, site.function_at_submission, site.function) == ("RED", False, "health")
    assert (site.relationship, site.status, site.organisation) == ("supports", "under-review", "Relief Org")
    assert (site.marking.day, site.marking.night, site.marking.infrared) == ("red crescent", "lamp", "panel")
    assert site.marking.visible_from_air == "yes"
    assert site.legal_basis == ("GC IV 18",)
    assert (site.since, site.until) == (datetime(2025, 3, 1, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC))
    assert site.validity.review_by == datetime(2026, 6, 1, tzinfo=UTC)
    assert site.contacts[0].means == ("+41 00", "desk@relief.example")
    assert (site.verification[0].by, site.verification[0].at) == ("hnt.example", datetime(2025, 12, 1, tzinfo=UTC))
    assert (site.title, site.place.name_local, site.place.aliases) == ("Clinic", "عيادة", ("old clinic",))
    assert (site.place.admin, site.place.pcode) == (("Syria", "Idleb", "Harim", "Salqin"), "SY070")
    assert (site.text, site.place.typed[0].datum) == ("gate in the north", "WGS 84")


def test_a_measured_position_is_as_exact_as_the_telephone_says_and_a_typed_one_stands_beside_it() -> None:
    found = examined({**SITE, **GPS}, {**SITE, **TYPED, "id": "A-8"})
    assert [(item.state, item.reason) for item in found.items] == [("accepted", "")] * 2
    assert [item.position for item in found.items] == [(36.56101, 35.61402), (36.60515, 35.81233)]
    measured, typed = notices(found, "site")
    assert 5.0 <= measured.place.typed[0].accuracy_m <= 7.0
    assert isinstance(measured.volumes[0].footprint, Circle)
    assert measured.volumes[0].footprint.radius_m <= 47.0
    assert (measured.place.typed[0].source, typed.place.typed[0].text) == ("gps", "35.81233, 36.60515")


@pytest.mark.parametrize("start", [GPS, TYPED])
def test_all_that_a_movement_says_is_in_its_notice(start: dict[str, str]) -> None:
    found = examined({**MOVEMENT, **start}, now=NOW)
    assert [(item.state, item.reason) for item in found.items] == [("accepted", "")], found.items[0].doubts
    (movement,) = notices(found, "movement")
    assert isinstance(movement, Movement)
    way = movement.volumes[0].footprint
    assert isinstance(way, Corridor)
    assert way.coordinates[0] in {(36.56101, 35.61402), (36.60515, 35.81233)}
    assert way.coordinates[1:] == ((36.50023, 36.00012), (36.45431, 36.13912))
    assert 300 <= way.half_width_m < 360
    assert movement.volumes[0].time_start == datetime(2026, 2, 1, 3, tzinfo=UTC)
    assert movement.volumes[0].time_end == datetime(2026, 2, 1, 6, 30, tzinfo=UTC)
    assert (movement.handling.tlp, movement.purpose, movement.status) == ("RED", "food", "ready")
    assert (movement.emergency, movement.emergency_reason) == (True, "flour")
    assert (movement.escort, movement.escort_count, movement.staff_count) == ("armed", 2, 9)
    assert movement.check_in_interval_s == 3600
    assert (movement.legs[0].origin, movement.legs[0].destination, movement.legs[0].stops) == ("Idleb", "Salqin", ("Harim",))
    (vehicles,) = movement.vehicles
    assert (vehicles.count, vehicles.type, vehicles.make, vehicles.colour) == (4, "truck", "any", "white")
    assert vehicles.marking.infrared == "panel"
    assert movement.contacts[0].tested_at == datetime(2026, 1, 30, 3, tzinfo=UTC)


def test_it_is_known_by_what_it_asks_too_and_groups_and_exports_are_no_matter() -> None:
    bare = {key: value for key, value in SITE.items() if key != FORM}
    assert notices(examined({**bare, **GPS}), "site")[0].handling.tlp == "RED"
    table = read(json.dumps([{**SERVER, f"a/{FORM}": "site/1/ru", **{f"b/{k}": v for k, v in bare.items()}}]).encode(), "k.json")
    template = template_of(table)
    assert template is not None
    assert (template.kind, template.language, template.columns["tlp"]) == ("site", "ru", "b/tlp")
    heads = ("_id", FORM, *(f"b/{key}" for key in bare), "b/_position_gps_latitude", "b/_position_gps_longitude")
    values = ("7", "site/1/en", *bare.values(), "35.61402", "36.56101")
    table, layouts, template = columns_of(read(("\t".join(heads) + "\n" + "\t".join(values) + "\n").encode(), "kobo.csv"))
    found = examine(table, layouts, Settings(template=template), NOTHING, Listing())
    assert [item.position for item in found.items] == [(36.56101, 35.61402)]
    assert notices(found, "site")[0].handling.tlp == "RED"
    assert template_of(read(json.dumps([{**SERVER, "name": "x", "position": "1, 2"}]).encode(), "k.json")) is None


def test_the_accuracy_that_a_telephone_gives_is_in_metres_in_forms_of_others_too() -> None:
    rows = [{"name": "Clinic A", "gps": "35.61402 36.56101 400 5.0"}, {"name": "Clinic B", "gps": "35.81233 36.60515 1 8"}]
    table, layouts, template = columns_of(read(json.dumps(rows).encode(), "k.json"))
    assert template is None
    found = examine(table, layouts, Settings(), NOTHING, Listing())
    assert [item.precision.radius_m for item in found.items if item.precision] == [5.0, 8.0]


def test_rows_of_one_movement_are_one_notice_with_its_legs() -> None:
    """R12: every leg has a volume, the way back too; another row of the same leg brings its vehicles."""
    out = {**MOVEMENT, **TYPED, "vehicle_plates": "1"}
    second = {**out, "vehicle_type": "car", "vehicles": "1", "vehicle_plates": "9"}
    back = {
        **out, "leg": "2", "origin": out["destination"], "destination": out["origin"], "position": out["destination_position"],
        "destination_position": out["position"], "time_start": "2026-02-02T06:00:00.000+03:00",
        "time_end": "2026-02-02T09:30:00.000+03:00", "escort": "none", "tlp": "AMBER", "status": "planned", "staff_count": "3",
        "review_by": "2026-05-01", "remarks": "empty",
    }  # fmt: skip
    later = {"time_start": "2026-02-05T06:00:00.000+03:00", "time_end": "2026-02-05T09:30:00.000+03:00"}
    found = examined(out, second, back, {**out, **later, "id": "M-2"}, now=NOW)
    assert {item.state for item in found.items} == {"accepted"}
    movement, other = notices(found, "movement")
    assert [(leg.name, leg.origin, leg.volume) for leg in movement.legs] == [("1", "Idleb", 0), ("2", "Salqin", 1)]
    assert [volume.footprint.coordinates[0] for volume in movement.volumes] == [(36.60515, 35.81233), (36.45431, 36.13912)]
    assert movement.volumes[1].time_start == datetime(2026, 2, 2, 3, tzinfo=UTC)
    assert [(one.type, one.count) for one in movement.vehicles] == [("truck", 4), ("car", 1)]
    assert (movement.escort, movement.handling.tlp, movement.staff_count) == ("armed", "RED", 9)
    # a date whose zone is not said begins where the day begins first
    assert movement.validity.review_by == datetime(2026, 4, 30, 10, tzinfo=UTC)
    assert movement.text == "gate in the north · empty"
    assert len(other.legs) == 1
    assert other.id != movement.id


def test_a_leg_that_is_gone_leaves_its_movement_and_both_gone_withdraw_it_once() -> None:
    out = {**MOVEMENT, **TYPED}
    back = {
        **out,
        "leg": "2",
        "name": "Way back",
        "position": out["destination_position"],
        "destination_position": out["position"],
    }
    wanted = draft.Wanted(kind="movement", review_by=NOW)
    first, second = examined(out, back), examined(out)
    made = draft.drafts(listing.merged(Listing(), "k", first.items, {}), first.items, wanted, None, lambda size: b"\1" * size)
    assert [len(notice["legs"]) for notice in made.notices] == [2]
    held = listing.merged(made.listing, "k", second.items, {})
    again = draft.drafts(held, second.items, wanted, None, lambda size: b"\2" * size)
    assert [(notice["id"], len(notice["legs"])) for notice in again.notices] == [(made.notices[0]["id"], 1)]
    assert not again.withdrawals
    gone = draft.drafts(listing.merged(made.listing, "k", (), {}), (), wanted, None, lambda size: b"\3" * size)
    assert [notice["id"] for notice in gone.withdrawals] == [made.notices[0]["id"]]
