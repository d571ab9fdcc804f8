"""Rows held against the place that they name (R04): 9 km beside it is doubted, its homonyms are told."""

import pytest
from listrows import found, row, said_of, syria

from detente.intake.checks.gazetteer import Gazetteer
from detente.intake.checks.ground import Ground

PLACES = Gazetteer.of(
    [
        (("Deir ez-Zor", "دير الزور"), 34.5, 36.9, "SY", ("West",), "C1"),
        (("Salala",), 34.2, 36.8, "SY", ("West",), "C2"),
        (("Salala",), 34.2, 38.2, "SY", ("East",), "C3"),
        *(((f"Salma {i}",), 34.0 + i / 50, 37.2, "SY", ("West",), f"V{i}") for i in range(49)),
    ],
    name="own places",
)
GROUND = Ground(gazetteer=PLACES, settlements=False)
SY = {"country": "Syria"}


@pytest.mark.parametrize("metres", [9_000, 14_000])
@pytest.mark.parametrize(
    "said", [{"place": "Dayr az Zawr"}, {"name": "Deir ez-Zor General Hospital", "admin1": "West"}, {"pcode": "C1"}]
)
def test_nine_and_fourteen_kilometres_beside_the_named_place_are_doubted(metres: int, said: dict[str, str]) -> None:
    away = row(1, 34.5 + metres / 110_940, 36.9, **SY, **said)
    doubt = found([away], "far-from-place", GROUND)["1"]
    assert doubt.distance_m == pytest.approx(metres, rel=0.01)
    assert doubt.args["source"] == "own places"
    assert not doubt.note
    assert said_of([row(1, 34.51, 36.91, **SY, **said)], GROUND) == [[]]


def test_any_place_of_the_name_will_do_and_the_others_are_told() -> None:
    near = [row(n, 34.21234, x, place="Salala", **SY) for n, x in ((1, 36.81234), (2, 38.21234))]
    assert said_of(near, GROUND) == [[], []]
    far = row(3, 34.51234, 37.51234, place="Salala", **SY)
    assert found([far], "homonym", GROUND)["3"].args == {"place": "Salala", "count": "2"}
    assert found([far], "homonym", GROUND)["3"].note
    assert said_of([row(4, 34.21234, 38.21234, place="Salala", admin1="West", **SY)], GROUND) == [["far-from-place"]]


def test_boundaries_tell_which_place_of_the_name_is_meant() -> None:
    ground = Ground(gazetteer=PLACES, boundaries=syria(), settlements=False)
    doubt = found([row(1, 34.51234, 36.81234, place="Salala", admin1="West", **SY)], "far-from-place", ground)["1"]
    assert doubt.distance_m == pytest.approx(34_600, rel=0.02)


def test_how_far_rows_usually_lie_from_their_places_is_learned_from_the_list() -> None:
    wide = [
        row(i, 34.00123 + i / 50 + 0.04 * ((i * 7) % 10) / 10, 37.20123, name=f"Salma {i}", admin1="West", **SY)
        for i in range(49)
    ]
    assert not found(wide, "far-from-place", GROUND), "up to 4 km is usual here"
    exact = [row(i, 34.00013 + i / 50, 37.20123, name=f"Salma {i}", admin1="West", **SY) for i in range(48)]
    odd = row(48, 34.00013 + 48 / 50 + 0.04, 37.20123, name="Salma 48", admin1="West", **SY)
    assert set(found([*exact, odd], "far-from-place", GROUND)) == {"48"}


def test_names_that_the_list_does_not_confirm_decide_nothing() -> None:
    elsewhere = [row(i, 34.90123 - i / 60, 37.90123, name=f"Salma {i}", **SY) for i in range(40)]
    assert not any(said_of(elsewhere, GROUND)), "a name alone, no unit, no column for the place, all far off"


def test_a_place_that_is_not_in_the_gazetteer_raises_nothing() -> None:
    assert said_of([row(1, 34.5, 36.9123, place="Nowhere", **SY)], GROUND) == [[]]


def test_many_rows_of_one_name_ask_for_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = Gazetteer.named

    def counted(self: Gazetteer, text: str, *rest: object) -> tuple[list[int], bool]:
        asked.append(text)
        return real(self, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Gazetteer, "named", counted)
    said_of([row(i, 34.2, 36.8 + i / 1000, place="Salala", **SY) for i in range(200)], GROUND)
    assert asked.count("Salala") == 1
