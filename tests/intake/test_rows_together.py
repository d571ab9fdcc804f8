"""Rows held against each other: one position for different places, the office, one place under two names."""

from listrows import found, row, said_of, typed

from detente.intake.checks.ground import Ground
from detente.intake.model import Item

SY = {"country": "Syria"}


def plain(count: int) -> list[Item]:
    """Rows of different names, kilometres apart."""
    return [
        row(i, 34.10123 + i / 40, 36.90123 + (i * 7 % 40) / 40, name=f"Place {chr(97 + i % 26)}{i}", **SY) for i in range(count)
    ]


def test_different_places_at_one_position_are_doubted() -> None:
    items = [
        *plain(40),
        *(row(90 + i, 34.55551, 37.44441, name=name, **SY) for i, name in enumerate(("Ariha", "Salqin", "Harim"))),
    ]
    doubts = found(items, "repeated-position")
    assert set(doubts) == {"90", "91", "92"}
    assert doubts["90"].args == {"count": "3", "others": "a.csv row 91, a.csv row 92"}
    assert not doubts["90"].note


def test_a_department_at_the_position_of_its_hospital_is_the_same_place() -> None:
    names = ("Ariha", "Ariha hospital", "Ariha maternity")
    items = [*plain(40), *(row(90 + i, 34.55551, 37.44441, name=name, **SY) for i, name in enumerate(names))]
    assert not any(said_of(items))
    assert set(found(items, "duplicate-place")) >= {"90", "91", "92"}


def test_rows_that_state_different_units_cannot_be_at_one_position() -> None:
    items = [row(90 + i, 34.55551, 37.44441, admin1=unit, name="Ariha", **SY) for i, unit in enumerate(("Homs", "Hama"))]
    assert set(found([*plain(40), *items], "repeated-position")) == {"90", "91"}


def test_where_positions_are_those_of_villages_sharing_is_noted() -> None:
    villages = [row(i, 34.1 + i // 4 / 40, 37.0, name=f"{'abcd'[i % 4] * 5} {i}", **SY) for i in range(40)]
    doubts = found(villages, "repeated-position")
    assert len(doubts) == 40
    assert all(doubt.note for doubt in doubts.values())


def test_at_the_office_of_who_submits() -> None:
    ground = Ground(office=(34.55551, 37.44441), settlements=False)
    items = [*plain(5), row(90, 34.5560, 37.4445, name="Clinic", **SY)]
    assert set(found(items, "office", ground)) == {"90"}
    own = row(91, 34.5560, 37.4445, name="Clinic", office_latitude="34.5561", office_longitude="37.4446", **SY)
    assert set(found([own], "office")) == {"91"}
    odd = row(92, 34.5560, 37.4445, office_latitude="north", office_longitude="", **SY)
    assert said_of([odd]) == [[]]


def test_one_place_under_two_names_is_linked_by_a_note() -> None:
    items = [*plain(20), row(90, 34.55551, 37.44441, name="Kafr Nabl", **SY), row(91, 34.55661, 37.44501, name="كفر نبل", **SY)]
    doubts = found(items, "duplicate-place")
    assert {key: doubt.args["others"] for key, doubt in doubts.items()} == {"90": "a.csv row 91", "91": "a.csv row 90"}
    assert all(doubt.note for doubt in doubts.values())


def test_one_name_far_apart_or_two_names_near_each_other_are_two_places() -> None:
    items = [
        row(1, 34.5, 37.51234, name="Kafr Nabl", **SY), row(2, 34.6, 37.51234, name="Kafr Nabl", **SY),
        row(3, 34.8, 37.51234, name="Ariha", **SY), row(4, 34.801, 37.51234, name="Salqin", **SY),
    ]  # fmt: skip
    assert not found(items, "duplicate-place")


def test_rows_without_names_are_linked_where_they_touch() -> None:
    items = [row(n, latitude, 37.51234, **SY) for n, latitude in enumerate((34.5, 34.5001, 34.51))]
    assert set(found(items, "duplicate-place")) == {"0", "1"}


def test_rows_without_a_position_take_no_part() -> None:
    items = [row(1, 34.5, 37.51234, **SY), typed(2, "behind the mosque", **SY)]
    assert said_of(items) == [[], []]
