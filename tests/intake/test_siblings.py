"""Rows held against rows of the same unit, where no boundaries are supplied."""

import random

import pytest
from listrows import found, row, said_of

from detente.intake.checks.doubts import doubts
from detente.intake.checks.ground import NOTHING
from detente.intake.model import Item


def province(name: str, west: float, south: float, count: int, first: int) -> list[Item]:
    """Rows spread evenly at random over a square of one degree."""
    rng = random.Random(name)
    return [
        row(first + i, south + rng.uniform(0.02, 0.98), west + rng.uniform(0.02, 0.98), country="Syria", admin1=name, name=str(i))
        for i in range(count)
    ]


LIST = province("North", 37.0, 35.0, 60, 0) + province("South", 37.0, 34.0, 60, 100)


def test_a_list_without_errors_raises_no_doubt() -> None:
    assert not any(said_of(LIST))


def test_a_row_amid_another_unit_is_doubted() -> None:
    odd = row(999, 34.51234, 37.51234, country="Syria", admin1="North", name="Odd")
    doubt = found([*LIST, odd], "among-others")["999"]
    assert (doubt.args, doubt.note) == ({"unit": "north", "found": "south"}, False)
    assert doubt.distance_m is not None
    assert doubt.distance_m > 40_000


def test_a_row_far_from_all_others_of_its_unit_is_doubted() -> None:
    odd = row(999, 35.51234, 39.51234, country="Syria", admin1="North", name="Odd")
    assert found([*LIST, odd], "far-from-siblings")["999"].args == {"unit": "north"}


def test_what_a_row_knows_of_itself_is_no_doubt() -> None:
    odd = row(999, 35.51234, 39.51234, country="Syria", admin1="North", name="Odd", accuracy_m="", radius_m="250 km")
    assert "far-from-siblings" not in said_of([*LIST, odd])[-1]


@pytest.mark.parametrize(("share", "seen"), [(0.05, 0.9), (0.1, 0.5)])
def test_many_wrong_rows_do_not_hide_each_other(share: float, seen: float) -> None:
    rng = random.Random(7)
    items = list(LIST)
    wrong = rng.sample(range(len(items)), int(share * len(items)))
    for at in wrong:
        said = items[at].said
        other = 34.5 if said["admin1"] == "North" else 35.5
        latitude, longitude = other + rng.uniform(-0.35, 0.35), 37.5 + rng.uniform(-0.45, 0.45)
        items[at] = row(int(items[at].key), latitude, longitude, country="Syria", admin1=said["admin1"], name=said["name"])
    codes = said_of(items)
    assert sum(bool(codes[at]) for at in wrong) >= seen * len(wrong)
    assert not any(codes[at] for at in range(len(items)) if at not in wrong)


def test_where_units_are_mixed_neighbours_say_nothing() -> None:
    rng = random.Random(3)
    mixed = [
        row(i, 34 + rng.random(), 37 + rng.random(), country="Syria", admin1=rng.choice("ABCDEFGHIJKLMNOP"), name=str(i))
        for i in range(160)
    ]
    assert all(doubt.note for doubt in found(mixed, "among-others").values())


def test_a_country_is_no_neighbourhood() -> None:
    rng = random.Random(5)
    spread = [row(i, 34.5 + rng.random(), 37.5 + rng.random(), country="Syria", name=str(i)) for i in range(100)]
    lonely = row(999, 36.95123, 42.05123, country="Syria", name="x")
    assert not any(said_of([*spread, lonely]))


def test_a_unit_of_few_rows_is_not_held_against_itself() -> None:
    few = province("Tiny", 38.5, 35.0, 3, 500)
    assert not any(said_of([*LIST, *few]))


def test_a_unit_spelt_otherwise_is_the_same_unit() -> None:
    other = [row(800 + i, 35.15 + i / 8, 37.35123 + i / 9, country="SYR", admin1="al-Nort", name=f"x{i}") for i in range(5)]
    assert not found([*LIST, *other], "among-others")
    sides = [row(800 + i, 35.15 + i / 8, 37.35123 + i / 9, country="Syria", admin1="East", name=f"x{i}") for i in range(5)]
    assert found([*LIST, *sides], "among-others")


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_units_whose_rows_all_share_a_position_are_no_distance_apart() -> None:
    """A list of incidents has one position for many rows: there is no next sibling, and no infinite distance to one."""
    alone = [row(200 + i, "36.51234", "38.51234", country="Syria", admin1="East", name=str(i)) for i in range(30)]
    two = [row(300 + i, f"36.{i % 2}1234", "38.21234", country="Syria", admin1="West", name=str(i)) for i in range(30)]
    for items in (alone, two, [*LIST, *alone, *two], [*LIST[:60], *alone, row(999, 34.5, 37.5, country="Syria", admin1="East")]):
        for all_of in doubts(items, NOTHING):
            assert all(each.distance_m is None or each.distance_m < 21_000_000 for each in all_of)
