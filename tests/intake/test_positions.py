"""A row that gives its position in several sets of columns, in none, or in a form that says why it has none."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coordinates import read_pair
from detente.coordinates.areas import distance_m
from detente.formats.table import Row, Shape, Sheet, Table, Value
from detente.intake.columns import positions, profile
from detente.intake.columns.mapping import guess, with_column
from detente.intake.model import Item
from detente.intake.understand import Settings, settle, understand

HEAD = ("site", "lat", "lon")


def items(*rows: Row, columns: tuple[str, ...]) -> list[Item]:
    sheet = Sheet("", rows, columns)
    return [settle(item) for item in understand(Table("a.csv", "csv", (sheet,)), {"": guess(sheet)}, Settings()).items]


def one(values: tuple[Value, ...], columns: tuple[str, ...] = HEAD, **more: object) -> Item:
    """The first of three rows, the others good ones without a word in the further columns."""
    good = [Row(n, ("Good", 35.0 + n / 7, 36.0 + n / 7, *[None] * (len(columns) - 3))) for n in (2, 3)]
    return items(Row(1, values, **more), *good, columns=columns)[0]  # type: ignore[arg-type]


def test_columns_that_contradict_each_other_hold_the_row_back() -> None:
    """R05: 110 km apart; which is right nobody but the sender knows."""
    item = one(("Alpha", "35.19179", "37.16009", "37S CA 34567 06789"), (*HEAD, "MGRS"))
    assert (item.state, item.reason) == ("doubted", "positions-differ")
    doubt = next(doubt for doubt in item.doubts if doubt.code == "positions-differ")
    assert doubt.distance_m == pytest.approx(111_000, rel=0.02)
    assert [round(found.latitude, 2) for found in doubt.alternatives] == [35.19, 36.19]
    assert {found.why for found in doubt.alternatives} == {"column"}


def test_the_finer_of_two_that_agree_is_taken() -> None:
    item = one(("Alpha", "36.19", "37.16", "37S CA 34567 06789"), (*HEAD, "MGRS"))
    assert item.state == "accepted"
    assert item.reading is not None
    assert item.reading.text == "37S CA 34567 06789"


@pytest.mark.parametrize(("other", "state"), [("36.4021 37.1612", "doubted"), ("36.30001 37.30004", "accepted")])
def test_two_columns_of_whole_positions_are_no_rivals(other: str, state: str) -> None:
    """As Kobo gives them beside a question of one's own."""
    rows = [Row(n, (f"Site {n}", "[36.30002,37.30003]", other)) for n in range(1, 4)]
    found = items(*rows, columns=("name", "_geolocation", "pos"))
    assert [item.state for item in found] == [state] * 3
    assert {item.reason for item in found} == {"positions-differ" if state == "doubted" else ""}


def test_further_columns_are_kept_in_a_profile() -> None:
    rows = tuple(Row(n, (f"Site {n}", "36.3, 37.3", "36.3, 37.3", "36.3, 37.3")) for n in range(1, 4))
    sheet = Sheet("", rows, ("name", "coordinates", "pos", "pos 2"))
    layout = guess(sheet)
    assert (layout.columns["position"], layout.also, layout.rivals, layout.unmapped) == ((1,), (2, 3), {}, ())
    again = profile.apply(profile.loads(profile.dumps(layout)), sheet)
    assert (again.columns, again.also) == (layout.columns, layout.also)
    assert with_column(layout, "position", "pos").also == (3,)


@pytest.mark.parametrize(
    ("kind", "part", "said"),
    [
        ("point", ((37.16009, 35.19179),), ()),
        ("point", ((37.16009, 36.19179),), ("positions-differ",)),
        ("line", ((37.0, 35.0), (37.3, 35.3)), ()),
        ("polygon", ((37.0, 35.0), (37.3, 35.0), (37.3, 35.3), (37.0, 35.0)), ()),
        ("polygon", ((38.0, 35.0), (38.3, 35.0), (38.3, 35.3), (38.0, 35.0)), ("positions-differ",)),
    ],
)
def test_a_geometry_is_held_against_the_columns(kind: str, part: tuple[tuple[float, float], ...], said: tuple[str, ...]) -> None:
    shape = Shape(kind, (part,))  # type: ignore[arg-type]
    item = one(("Alpha", "35.19179", "37.16009"), shapes=(shape,))
    assert tuple(doubt.code for doubt in item.doubts if not doubt.note) == said
    assert item.footprints


def test_a_shape_across_the_antimeridian_holds_what_lies_in_it() -> None:
    ring = ((179.0, -17.0), (-179.0, -17.0), (-179.0, -16.0), (179.0, -17.0))
    for longitude, said in ((179.9, ()), (-179.9, ()), (170.0, ("positions-differ",))):
        found = positions.beside_shapes((Shape("polygon", (ring,)),), (read_pair("-16.51", f"{longitude:.2f}"),))
        assert tuple(doubt.code for doubt in found) == said


def test_a_text_with_two_meanings_has_the_one_that_the_other_column_bears_out() -> None:
    item = one(("Alpha", "13.971", "44.182", "13,971 44,182"), (*HEAD, "coordinates"))
    assert item.state == "accepted"


def test_a_column_that_cannot_be_read_is_a_doubt_where_it_holds_numbers_only() -> None:
    wrong = one(("Alpha", "358123", "366051", "37S CA 34567 06789"), (*HEAD, "MGRS"))
    assert (wrong.state, wrong.reason) == ("doubted", "position-unreadable")
    assert wrong.position is not None
    assert one(("Alpha", "36.19179", "37.16009", "https://maps.app.goo.gl/x1"), (*HEAD, "coordinates")).state == "accepted"


@pytest.mark.parametrize("mark", ["N/A", "n.a.", "-", "unknown", "нет", "غير متوفر", "#REF!", "#N/A", True, "TRUE", "?", " – "])
def test_a_mark_is_no_position(mark: Value) -> None:
    item = one(("Alpha", mark, mark))
    assert (item.state, item.reason) == ("rejected", "position-missing")
    assert next(doubt for doubt in item.doubts if doubt.code == item.reason).args["mark"].strip()


def test_a_mark_hides_no_position_beside_it() -> None:
    assert one(("Alpha", "N/A", "-", "37S CA 34567 06789"), (*HEAD, "MGRS")).state == "accepted"


def test_a_formula_without_a_result_is_said_to_be_one() -> None:
    assert one(("Alpha", None, None), marks={1: "formula", 2: "formula"}).reason == "formula-without-result"
    assert one(("Alpha", None, None)).reason == "position-missing"


def test_a_date_in_the_place_of_a_latitude_is_said_before_what_is_wrong_with_it() -> None:
    item = one(("Alpha", datetime(2036, 2, 1), 36.6))
    assert (item.state, item.reason) == ("rejected", "excel-date")
    assert [doubt.code for doubt in item.doubts if not doubt.note][:2] == ["excel-date", "position-unreadable"]


@pytest.mark.parametrize("text", ["36.202.134", "36,202,134", "36 202 134"])
def test_a_separator_of_thousands_for_a_decimal_point(text: str) -> None:
    item = one(("Alpha", text, "37.13412"))
    assert (item.state, item.reason) == ("doubted", "thousands-separator")
    assert [(a.latitude, a.longitude) for doubt in item.doubts for a in doubt.alternatives] == [(36.202134, 37.13412)]


def test_rivals_are_shown_with_what_stands_in_them_and_how_to_choose() -> None:
    rows = [["Alpha", "hospital", 36.301, 36.302], ["Beta", "clinic", 36.401, 36.312]]
    sheet = Sheet("", tuple(Row(n, tuple(row)) for n, row in enumerate(rows, 1)))
    layout = guess(sheet)
    doubt = understand(Table("a.csv", "csv", (sheet,)), {"": layout}, Settings()).items[0].doubts[0]
    assert doubt.args == {"field": "latitude", "headings": "C (“36.301”) / D (“36.302”)", "option": "--map latitude=C"}
    chosen = with_column(layout, "latitude", "D")
    assert (chosen.columns["latitude"], chosen.columns["longitude"], chosen.rivals) == ((3,), (2,), {})


DEGREES = st.tuples(st.floats(-80, 80), st.floats(-180, 180))


@given(DEGREES, DEGREES, st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_positions_differ_exactly_where_they_are_too_far_apart(
    a: tuple[float, float], b: tuple[float, float], places: int
) -> None:
    """Against the rule itself: the sum of what each may be off by, and 100 m."""
    pairs = [read_pair(f"{y:.{places}f}", f"{x:.{places}f}") for y, x in (a, b)]
    if any(pair.only is None for pair in pairs):
        return
    one, two = (pair.candidates[0] for pair in pairs)
    far = distance_m(one.latitude, one.longitude, two.latitude, two.longitude) > one.accuracy_m + two.accuracy_m + 100
    assert [doubt.code for doubt in positions.of_readings(pairs).doubts] == ["positions-differ"] * far
