"""Rows that stand twice in one list, and names that stand for several places of it."""

import pytest
from listrows import found, row

from detente.intake.model import Item

SY = {"country": "Syria"}
MANY = [row(100 + i, 34.1 + i / 90, 36.6 + (i * 7 % 50) / 60, name=f"Place {i * 37 % 101} b{i}", **SY) for i in range(60)]


def pair(one: dict[str, str], other: dict[str, str], north_m: float = 0.0) -> list[Item]:
    return [row(1, 35.12345, 37.12345, **SY, **one), row(2, 35.12345 + north_m / 111_000, 37.12345, **SY, **other)]


@pytest.mark.parametrize(
    ("one", "other", "north_m", "twice"),
    [
        ({"name": "Hama hospital"}, {"name": "HAMA  Hospital"}, 0, True),
        ({"name": "Hama hospital"}, {"name": "Hama hospital"}, 8, True),
        ({"name": "Hama hospital"}, {"name": "Hama hospital"}, 20, False),
        ({"name": "مشفى حلب"}, {"name": "Mashfa Halab"}, 0, True),
        ({"name": "x", "name_local": "مشفى حلب"}, {"name": "مشفى حلب"}, 0, True),
        ({"name": "a", "id": "7"}, {"name": "b", "id": "7"}, 0, True),
        ({"name": "Hama hospital", "function": "hospital"}, {"name": "Hama hospital", "function": "school"}, 0, False),
        ({"name": "Hama hospital", "time": "2024-01-01"}, {"name": "Hama hospital", "time": "2024-01-02"}, 0, False),
        ({"name": "Hama hospital"}, {"name": "Salqin market"}, 0, False),
        ({"name": "Goumadji Centre de Santé"}, {"name": "Goumadje Centre de Sante"}, 0, True),
        ({"name": "Mokofi Centre de Santé"}, {"name": "Moukoulou Centre de Santé"}, 0, False),
        ({"name": "Hanano Health Centre"}, {"name": "Hamarweyne Health Centre"}, 0, False),
        ({}, {}, 0, False),
    ],
)  # fmt: skip
def test_the_later_of_two_copies_is_asked_about(one: dict[str, str], other: dict[str, str], north_m: float, twice: bool) -> None:
    doubt = found([*MANY, *pair(one, other, north_m)], "duplicate-row")
    assert set(doubt) == ({"2"} if twice else set())
    if twice:
        assert not doubt["2"].note
        assert doubt["2"].args == {"others": "a.csv row 1"}


def test_where_many_rows_are_copies_it_is_the_habit_of_the_list() -> None:
    copies = [row(200 + i, item.said["latitude"], item.said["longitude"], name=item.said["name"], **SY)
              for i, item in enumerate(MANY)]  # fmt: skip
    doubt = found([*MANY, *copies], "duplicate-row")
    assert len(doubt) == len(MANY)
    assert all(each.note for each in doubt.values())


def test_one_name_in_two_units_is_noted_on_both() -> None:
    two = [row(1, 35.1, 36.7, name="Salihiya", admin1="Hama", **SY), row(2, 34.5, 40.9, name="Salihiya", admin1="Deir", **SY)]
    doubt = found([*MANY, *two], "same-name")
    assert {key: (each.note, each.args["others"]) for key, each in doubt.items()} == {
        "1": (True, "a.csv row 2"), "2": (True, "a.csv row 1"),
    }  # fmt: skip
    kinds = [row(i, 34.2 + i / 10, 37.0, name="Health post", admin1=f"U{i}", **SY) for i in range(9)]
    assert not found(kinds, "same-name"), "a kind of place is no name"
