"""What a row of our own forms says that cannot well be meant: every point of a way, words of no list, dates, references."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from listrows import syria
from test_template_to_notice import filled, notices

from detente.cli.intake_steps import columns_of
from detente.coordinates.datum_names import WORST_M
from detente.formats.read import read
from detente.formats.table import Row, Sheet, Table
from detente.forms.columns import EXAMPLES
from detente.intake.checks.ground import NOTHING, Ground
from detente.intake.columns.mapping import Layout
from detente.intake.details import details, moment
from detente.intake.examine import Examined, examine
from detente.intake.listing import Decision, Listing, digest, merged
from detente.intake.model import Doubt, Item
from detente.intake.page.shown import told
from detente.intake.page.tell import columns
from detente.intake.page.words import flat
from detente.intake.understand import Settings, understand
from detente.standing import LANGUAGES
from detente.volume import Circle, Corridor

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SYRIA = {
    "id": "7", "country": "Syria", "admin1": "", "destination_admin1": "", "origin": "Idleb", "position": "35.93121, 36.63417",
    "destination": "Salqin", "destination_position": "36.13912, 36.45431", "route": "",
}  # fmt: skip


def looked_at(
    kind: str, *rows: dict[str, str], listing: Listing | None = None, now: datetime | None = NOW, ground: Ground = NOTHING
) -> Examined:
    base = EXAMPLES[kind] | ({"id": "7"} if kind == "site" else SYRIA)
    data = filled(kind, "en", [{**base, **row} for row in rows])
    table, layouts, template = columns_of(read(data, "form.xlsx"))
    settings = Settings(kind=kind, template=template, now=now)
    found = examine(table, layouts, settings, ground, listing or Listing())
    return msgspec.structs.replace(found, items=tuple(item for item in found.items if item.reason != "example-row"))


def one(kind: str, ground: Ground = NOTHING, **row: str) -> Item:
    (item,) = looked_at(kind, row, ground=ground).items
    return item


def held(item: Item) -> dict[str, Doubt]:
    return {doubt.code: doubt for doubt in item.doubts if not doubt.note}


def test_a_movement_in_order_is_taken() -> None:
    assert one("movement").state == "accepted"


@pytest.mark.parametrize(
    ("row", "point"),
    [
        ({"destination_position": "36.60123, 35.80123"}, "arrival"),
        ({"destination_position": "36.60123, 35.80123", "route": "36.00012, 36.50023; 36.60123, 35.80123"}, "arrival"),
        ({"route": "36.00012, 36.50023; 36.60123, 35.80123"}, "3"),
        ({"destination_position": "36.13912, -36.45431"}, "arrival"),
    ],
)
def test_any_point_of_a_way_may_be_the_wrong_one(row: dict[str, str], point: str) -> None:
    item = one("movement", **row)
    assert item.state == "doubted"
    assert {doubt.args.get("point") for doubt in held(item).values()} == {point}
    assert not any(doubt.alternatives for doubt in item.doubts)
    typed = item.way[-1 if point == "arrival" else int(point) - 1].text
    for language in LANGUAGES:
        assert typed in flat(told(next(iter(held(item).values())), language))


def test_a_wrong_departure_is_told_without_a_point_and_a_choice_moves_nothing_else() -> None:
    row = {"position": "36.63417, 35.93121"}
    found = looked_at("movement", row)
    (item,) = found.items
    doubt = next(iter(held(item).values()))
    assert "point" not in doubt.args
    decision = Decision(state="accepted", by="x", at=NOW, digest=digest(item), position=(36.63417, 35.93121), accuracy_m=1.0)
    again = looked_at("movement", row, listing=merged(Listing(), "form.xlsx", [item], {item.key: decision}))
    (item,) = again.items
    way = item.footprints[0]
    assert isinstance(way, Corridor)
    assert way.coordinates == ((36.63417, 35.93121), (36.45431, 36.13912))


@pytest.mark.parametrize(("arrival", "reason"), [("East", ""), ("West", "outside-unit"), ("", "")])
def test_the_arrival_is_held_against_its_own_province(arrival: str, reason: str) -> None:
    way = {
        "origin": "Aa", "destination": "Bb", "admin1": "West", "position": "34.51234, 37.01234",
        "destination_admin1": arrival, "destination_position": "34.51234, 38.01234",
    }  # fmt: skip
    item = one("movement", ground=Ground(boundaries=syria()), **way)
    assert item.reason == reason
    assert [doubt.args["point"] for doubt in held(item).values()] == (["arrival"] if reason else [])


def test_a_movement_without_an_arrival_is_asked_about() -> None:
    item = one("movement", destination_position="")
    assert (item.state, item.reason) == ("doubted", "arrival-missing")
    assert held(item)["arrival-missing"].args == {"place": "Salqin"}


@pytest.mark.parametrize("kind", ["site", "movement"])
def test_a_datum_that_is_not_known_widens_the_place_by_the_largest_shift(kind: str) -> None:
    (item,) = looked_at(kind, {"datum": "not known [unknown]"}).items
    assert item.state == "accepted", held(item)
    assert any(doubt.code == "datum-unknown" and doubt.note for doubt in item.doubts)
    assert not any(doubt.code == "datum-assumed" for doubt in item.doubts)
    footprint = item.footprints[0]
    assert isinstance(footprint, Circle | Corridor)
    assert (footprint.radius_m if isinstance(footprint, Circle) else footprint.half_width_m) >= WORST_M
    (notice,) = notices(looked_at(kind, {"datum": "not known [unknown]"}), kind)
    assert notice.place.typed[0].datum == "unknown"  # type: ignore[attr-defined]
    assert notice.place.typed[0].accuracy_m >= WORST_M  # type: ignore[attr-defined]


def test_a_datum_in_the_text_itself_is_known() -> None:
    item = one("site", datum="not known [unknown]", position="ED50 46.22667, 6.14000")
    assert not any(doubt.code == "datum-unknown" for doubt in item.doubts)


def test_a_time_of_day_without_a_zone_is_never_taken_for_utc() -> None:
    said = {"until": "2026-12-01 05:30", "since": "2025-01-31", "review_by": "2026-06-01"}
    assert moment(said, "until") is None
    assert moment({**said, "zone": "+03:00"}, "until") == datetime(2026, 12, 1, 2, 30, tzinfo=UTC)
    # a day that may be of any zone: its first moment, and of an end its last
    assert moment(said, "since") == datetime(2025, 1, 30, 10, tzinfo=UTC)
    assert moment({"until": "2026-12-01"}, "until") == datetime(2026, 12, 2, 12, tzinfo=UTC)
    item = one("site", **said, zone="")
    assert item.state == "accepted"
    assert any(doubt.code == "zone-missing" and doubt.note and doubt.args["text"] == said["until"] for doubt in item.doubts)
    assert "until" not in details(item.said, "site")


@pytest.mark.parametrize(
    ("kind", "row", "field"),
    [
        ("site", {"function": "barracks"}, "Function"),
        ("site", {"tlp": "secret"}, "Sharing label"),
        ("site", {"function_at_submission": "perhaps"}, "Serves it today"),
        ("site", {"position_source": "a friend"}, "Where the position is from"),
        ("movement", {"purpose": "weapons"}, "Purpose"),
        ("movement", {"vehicles": "a few"}, "Number of vehicles"),
        ("movement", {"escort": "some"}, "Escort"),
    ],
)
def test_a_word_of_no_list_is_asked_about(kind: str, row: dict[str, str], field: str) -> None:
    item = one(kind, **row)
    assert (item.state, item.reason) == ("doubted", "word-unknown")
    assert held(item)["word-unknown"].args == {"field": field, "text": next(iter(row.values()))}


def test_a_label_counts_however_it_is_written() -> None:
    assert details({"tlp": "red"}, "site")["handling"] == {"tlp": "RED"}
    assert one("site", tlp="red", function="HEALTH", status="Active").state == "accepted"


@pytest.mark.parametrize(
    ("kind", "row", "code"),
    [
        ("site", {"review_by": "2025-06-01"}, "review-past"),
        ("movement", {"time_start": "2025-06-01 06:00", "time_end": "2025-06-01 08:00"}, "movement-past"),
        ("movement", {"time_end": ""}, "time-end-missing"),
    ],
)
def test_times_that_cannot_be_meant_are_asked_about(kind: str, row: dict[str, str], code: str) -> None:
    assert one(kind, **row).reason == code


def test_without_a_clock_nothing_is_past() -> None:
    (item,) = looked_at("site", {"review_by": "2025-06-01"}, now=None).items
    assert item.state == "accepted"
    assert one("movement", time_end=f"{NOW + timedelta(days=99):%Y-%m-%d %H:%M}").state == "accepted"


def test_one_reference_for_two_places_is_asked_about() -> None:
    here, there = {"id": "A"}, {"id": "A", "name": "Other", "position": "46.20011, 6.15022"}
    assert [item.reason for item in looked_at("site", here, there).items] == ["reference-twice"] * 2
    assert [item.state for item in looked_at("site", here, {**there, "id": "B"}).items] == ["accepted"] * 2
    legs = (
        {"id": "M", "leg": "1"},
        {"id": "M", "leg": "2", "position": "36.13912, 36.45431", "destination_position": SYRIA["position"]},
    )
    assert [item.state for item in looked_at("movement", *legs).items] == ["accepted"] * 2
    assert {item.reason for item in looked_at("movement", legs[0], {**legs[1], "leg": "1"}).items} == {"reference-twice"}


def test_columns_of_the_form_are_none_that_are_not_used() -> None:
    _, layouts, template = columns_of(read(filled("site", "en", [{**EXAMPLES["site"], "id": "7"}]), "form.xlsx"))
    assert template is not None
    (line,) = columns(template.sheet, layouts[template.sheet], "en")
    assert "not used" not in line


def rows_of_others(**said: str) -> Any:
    heads = ("name", "country", "latitude", "longitude", *said)
    table = read(
        ",".join(heads).encode() + b"\n" + ",".join(("Clinic", "Syria", "35.61402", "36.56101", *said.values())).encode(), "a.csv"
    )
    table, layouts, template = columns_of(table)
    assert template is None
    return examine(table, layouts, Settings(now=NOW), NOTHING, Listing()).items[0]


def test_in_lists_of_others_a_word_of_their_own_is_a_note() -> None:
    item = rows_of_others(**{"facility type": "barracks"})
    assert item.state == "accepted"
    assert [doubt.args for doubt in item.doubts if doubt.code == "word-unknown"] == [{"field": "function", "text": "barracks"}]
    assert not [doubt for doubt in rows_of_others(**{"facility type": "hospital"}).doubts if doubt.code == "word-unknown"]


def test_dates_that_a_program_turned_are_doubted_where_others_of_the_column_were_left() -> None:
    sheet = Sheet(
        "s",
        (
            Row(1, ("from", "to", "start", "end", "zone")),
            Row(2, ("35.61 36.56", "35.65 36.67", datetime(2026, 4, 3, 8), "13/04/2026 10:00", "UTC")),
            Row(3, ("35.61 36.56", "35.65 36.67", "14/04/2026 08:00", "14/04/2026 10:00", "UTC")),
        ),
    )
    at = {"origin": (0,), "destination": (1,), "time_start": (2,), "time_end": (3,), "zone": (4,)}
    layout = Layout(sheet="s", headings=("from", "to", "start", "end", "zone"), lines=(1,), skipped=(1,), columns=at)
    turned, left = understand(Table("t", "xlsx", (sheet,)), {"s": layout}, Settings(kind="movement")).items
    assert "date-order-turned" in {doubt.code for doubt in turned.doubts if not doubt.note}
    assert "date-order-turned" not in {doubt.code for doubt in left.doubts}
