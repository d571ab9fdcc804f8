"""Our own templates, filled in, become notices with every field that they ask for; their example never does."""

import io
from datetime import UTC, datetime

import msgspec
import openpyxl
import pytest

from detente.cli.intake_steps import columns_of
from detente.formats.read import read
from detente.forms.columns import EXAMPLES
from detente.forms.workbook import workbook
from detente.intake import draft, listing
from detente.intake.checks.ground import NOTHING
from detente.intake.examine import Examined, examine
from detente.intake.listing import Listing
from detente.intake.template import SHEET
from detente.intake.understand import Settings
from detente.notice import Movement, Site
from detente.statement import decode
from detente.volume import Corridor

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def filled(kind: str, language: str, rows: list[dict[str, str]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(kind, language, NOW)))
    keys = {row[2]: row[1] for row in book[SHEET].iter_rows(values_only=True) if row[0] == "column"}
    sheet = next(
        s
        for s in book.worksheets
        if s.sheet_state == "visible" and any(c.value in keys for r in s.iter_rows(max_row=20) for c in r)
    )
    top = next(row for row in sheet.iter_rows(max_row=20) if sum(cell.value in keys for cell in row) > 5)
    for row in rows:
        at = sheet.max_row + 1
        for cell in top:
            if value := row.get(keys.get(cell.value, "")):
                sheet.cell(at, cell.column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def examined(data: bytes, kind: str) -> Examined:
    table, layouts, template = columns_of(read(data, "form.xlsx"))
    assert template is not None
    return examine(table, layouts, Settings(kind=kind, template=template), NOTHING, Listing())


def notices(found: Examined, kind: str) -> list[object]:
    wanted = draft.Wanted(kind=kind, review_by=NOW)
    held = listing.merged(Listing(), "form.xlsx", found.items, {})
    made = draft.drafts(held, found.items, wanted, None, lambda size: b"\1" * size)
    return [decode(msgspec.json.encode(one), "draft") for one in made.notices]


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ru"])
def test_a_site(language: str) -> None:
    row = {
        **EXAMPLES["site"],
        "id": "7",
        "marking_day": "red crescent",
        "verified_by": "hnt.example",
        "verified_at": "2026-01-02",
    }
    found = examined(filled("site", language, [row]), "site")
    assert [(i.state, i.reason) for i in found.items if i.state != "accepted"] == [("rejected", "example-row")]
    (site,) = notices(found, "site")
    assert isinstance(site, Site)
    assert (site.function, site.relationship, site.function_at_submission) == ("health", "supports", True)
    assert site.place.typed[0].datum == "WGS 84"
    assert site.place.typed[0].source == "gps"
    assert site.marking.day == "red crescent"
    assert site.marking.visible_from_air == "unknown"
    assert site.verification[0].by == "hnt.example"
    assert site.contacts[0].means == ("+41 00 000 00 00", "desk@relief.example")
    assert site.since == datetime(2026, 1, 31, tzinfo=UTC)
    assert site.volumes[0].time_start is None


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_movement(language: str) -> None:
    found = examined(filled("movement", language, [{**EXAMPLES["movement"], "id": "7"}]), "movement")
    assert [(i.state, i.reason) for i in found.items] == [("rejected", "example-row"), ("accepted", "")]
    (movement,) = notices(found, "movement")
    assert isinstance(movement, Movement)
    footprint = movement.volumes[0].footprint
    assert isinstance(footprint, Corridor)
    assert footprint.coordinates == ((6.14, 46.22667), (6.17, 46.3), (6.23333, 46.38333))
    assert footprint.half_width_m >= 550
    assert movement.volumes[0].time_start == datetime(2026, 1, 31, 6, tzinfo=UTC)
    assert movement.volumes[0].time_end == datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    assert movement.legs[0].destination == "Nyon"
    assert movement.vehicles[0].count == 4
    assert (movement.purpose, movement.escort, movement.staff_count, movement.check_in_interval_s) == ("food", "none", 9, 3600)
