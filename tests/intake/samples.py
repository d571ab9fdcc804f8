"""Reports for tests: rows of every state, in two scripts, with texts that would do harm if they were not escaped."""

from __future__ import annotations

from datetime import UTC, datetime

from detente.coordinates import Reading, read
from detente.intake.columns.mapping import Layout
from detente.intake.listing import Change, Difference
from detente.intake.model import Alternative, Doubt, Item, Origin, Precision, Window
from detente.intake.page.report import Report, Source
from detente.intake.page.sketch import Drawing
from detente.volume import Circle, Corridor, Point

MADE = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
HARM = "<script>alert(1)</script>\" onload='x' <img src=//example.org/x> &amp; \x1b[31m‮gnp.exe"
IDLEB = ((36.5, 35.8), (36.8, 35.75), (36.9, 36.0), (36.6, 36.1), (36.5, 35.8))
NOTE = Doubt(code="datum-assumed", args={"datum": "WGS 84"}, note=True)


def accepted(row: int, name: str = "Clinic") -> Item:
    """A row that nothing is doubtful about."""
    latitude, longitude = 35.9 + row / 1e4, 36.65
    return Item(
        origin=Origin("list.xlsx", "Sites", row), key=f"k{row}",
        original={"Name": name, "Lat": f"{latitude}", "Lon": f"{longitude}"},
        said={"name": name, "latitude": f"{latitude}", "longitude": f"{longitude}", "country": "Syria", "admin1": "Idleb"},
        reading=read(f"{latitude:.5f}, {longitude}"), position=(longitude, latitude), footprints=(Point((longitude, latitude)),),
        doubts=(NOTE,),
    )  # fmt: skip


def swapped(row: int, name: str = "مشفى إدلب") -> Item:
    """A row outside its unit, which would be in it with its numbers exchanged."""
    text = "36.65, 35.93"
    other = Alternative(35.93, 36.65, "swapped", {"moved_m": "101900"})
    outside = Doubt(code="outside-unit", args={"unit": "إدلب", "found": "Hatay"}, distance_m=58_900.0, alternatives=(other,))
    return Item(
        origin=Origin("list.xlsx", "Sites", row), key=f"k{row}", original={"Name": name, "Lat": "36.65", "Lon": "35.93"},
        said={"name": name, "latitude": "36.65", "longitude": "35.93", "country": "سوريا", "admin1": "إدلب"},
        reading=read(text), position=(35.93, 36.65), footprints=(Point((35.93, 36.65)),), doubts=(outside, NOTE),
        state="doubted", reason="outside-unit",
    )  # fmt: skip


def unreadable(row: int, text: str = "قرب المسجد") -> Item:
    """A row whose position says nothing."""
    doubt = Doubt(code="position-unreadable", args={"text": text, "problem": "there is no number", "hint": "give two"})
    return Item(
        origin=Origin("list.xlsx", "Sites", row), key=f"k{row}", original={"Name": "x", "Lat": text},
        said={"name": "x", "position": text}, reading=Reading(text, (), "there is no number", "give two"), doubts=(doubt,),
        state="rejected", reason="position-unreadable",
    )  # fmt: skip


def several(row: int) -> Item:
    """A row whose text can be read in two ways."""
    text = "13,97 44,18"
    ways = (Alternative(13.97, 44.18, "reading", {"how": "latitude first"}), Alternative(44.18, 13.97, "reading"))
    doubt = Doubt(code="several-readings", args={"text": text, "count": "2"}, alternatives=ways)
    return Item(
        origin=Origin("list.xlsx", "Sites", row), key=f"k{row}", original={"Name": "=1+1", "Lat": text},
        said={"name": "=1+1", "position": text}, reading=Reading(text), doubts=(doubt,),
        state="doubted", reason="several-readings",
    )  # fmt: skip


def coarse(row: int) -> Item:
    """A village, and a time of day that names no zone."""
    at, road = (36.7, 35.9), ((36.7, 35.9), (36.8, 36.0))
    strange = Doubt(code="never-heard", args={"words": HARM}, distance_m=3.0)
    return Item(
        origin=Origin("list.xlsx", "Sites", row), key=f"k{row}", original={"Name": HARM}, said={"name": HARM, "admin1": HARM},
        reading=Reading(HARM), position=at, footprints=(Circle(at, 5_000.0), Corridor(road, 500.0)),
        precision=Precision("settlement", 5_000.0, "village", stated=True), window=Window("14:30", MADE, None, "", False),
        doubts=(Doubt(code="zone-missing", args={"text": "14:30"}), strange),
        state="doubted", reason="zone-missing",
    )  # fmt: skip


def items() -> tuple[Item, ...]:
    """One row of each kind, and a dozen accepted ones."""
    return (*(accepted(row) for row in range(2, 14)), swapped(14), unreadable(15, HARM), several(16), coarse(17))


def report(*rows: Item, **changes: object) -> Report:
    """A report on some rows, with everything that a report can hold."""
    found = rows or items()
    around = Drawing(
        outline=(IDLEB,), unit="إدلب", place=(36.63, 35.93), place_name=HARM, siblings=((36.6, 35.9), (36.7, 35.95)),
        office=(36.2, 36.2),
    )  # fmt: skip
    layout = Layout(
        sheet="Sites", headings=("Name", "Lat", "Lon", HARM), skipped=(1,),
        columns={"name": (0,), "latitude": (1,), "longitude": (2,)}, unmapped=(3,),
    )  # fmt: skip
    given: dict[str, object] = {
        "file": "list.xlsx", "made_at": MADE, "items": found, "headings": 1, "layouts": {"Sites": layout},
        "unchecked": (Doubt(code="unit-unknown", args={"unit": HARM}, note=True),), "notes": ("pictures are not taken over",),
        "sources": (Source(name="OCHA 2020", error_m=56.0), Source(name=HARM)),
        "difference": Difference(new=("a",), changed=(Change("b", HARM, (("latitude", "1", ""),)),), same=("c",), gone=("d",)),
        "names": {"d": HARM}, "drawings": {item.origin: around for item in found if item.state == "doubted"},
    }  # fmt: skip
    return Report(**(given | changes))  # type: ignore[arg-type]
