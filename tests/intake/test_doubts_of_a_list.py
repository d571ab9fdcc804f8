"""Doubts of whole lists: independent of order and of rows elsewhere, with no ground, never silent of what is not checked."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listrows import doubts, row, syria, typed

from detente.intake.checks.doubts import CODES, unchecked
from detente.intake.checks.gazetteer import Gazetteer
from detente.intake.checks.ground import NOTHING, Ground
from detente.intake.checks.unchecked import UNCHECKED
from detente.intake.model import Item

PLACES = Gazetteer.of([((f"Salma {i}",), 34.0 + i / 30, 37.2, "SY", ("West",), f"V{i}") for i in range(40)])
GROUNDS = {
    "nothing": NOTHING,
    "all": Ground(boundaries=syria(), gazetteer=PLACES, office=(34.5, 37.0), settlements=False),
}
NUMBERS = st.floats(-90, 90).map(lambda x: f"{x:.5f}") | st.sampled_from(["0", "90", "-90", "34.5", "36.430491", "34.51234"])
ROWS = st.lists(
    st.tuples(
        NUMBERS,
        NUMBERS | st.sampled_from(["180", "-180", "179.9999"]),
        st.sampled_from(["Syria", "Mali", "Fiji", "", "Nowhere", "Iraq, Syria"]),
        st.sampled_from(["West", "East", "", "Elsewhere"]),
        st.sampled_from(["", "Ariha", "Salma 3 clinic", "قرية"]),
        st.sampled_from(["", "SY0000", "TR01", "V3"]),
    ),
    max_size=30,
)


def listed(rows: list[tuple[str, ...]]) -> list[Item]:
    """The rows as items."""
    return [
        row(i, y, x, country=country, admin1=unit, name=name, pcode=code)
        for i, (y, x, country, unit, name, code) in enumerate(rows)
    ]


@pytest.mark.parametrize("ground", GROUNDS)
@settings(max_examples=40, deadline=None)
@given(rows=ROWS, rng=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(ground: str, rows: list[tuple[str, ...]], rng: random.Random) -> None:
    items = listed(rows)
    before = dict(zip((item.key for item in items), doubts(items, GROUNDS[ground]), strict=True))
    rng.shuffle(items)
    assert dict(zip((item.key for item in items), doubts(items, GROUNDS[ground]), strict=True)) == before


@pytest.mark.parametrize("ground", GROUNDS)
@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_a_right_row_of_another_country_changes_nothing(ground: str, rows: list[tuple[str, ...]]) -> None:
    items = listed(rows)
    japan = row(999, 35.68123, 139.76712, country="Japan", admin1="Tokyo", name="東京")
    assert doubts([*items, japan], GROUNDS[ground])[:-1] == doubts(items, GROUNDS[ground])


@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_every_doubt_is_of_the_table(rows: list[tuple[str, ...]]) -> None:
    for found in doubts(listed(rows), GROUNDS["all"]):
        for doubt in found:
            meant = CODES[doubt.code]
            assert meant.note in (None, doubt.note)
            assert set(doubt.args) <= set(meant.args)
            assert all(isinstance(value, str) for value in doubt.args.values())
            assert doubt.distance_m is None or doubt.distance_m >= 0


@pytest.mark.parametrize("ground", GROUNDS)
def test_an_empty_list_and_rows_without_positions(ground: str) -> None:
    assert doubts([], GROUNDS[ground]) == []
    assert unchecked([], GROUNDS[ground]) == ()
    assert doubts([typed(1, "near the bridge")], GROUNDS[ground]) == [()]


def test_one_wrong_row_is_doubted_once_for_all_rows_to_see() -> None:
    items = [
        row(i, 34.10123 + i / 60, 36.70123 + (i * 7 % 40) / 60, country="Syria", admin1="West", name=f"n{i}") for i in range(40)
    ]
    items.append(row(99, 36.71234, 34.31234, country="Syria", admin1="West", name="odd"))
    assert [i.key for i, found in zip(items, doubts(items, GROUNDS["all"]), strict=True) if any(not d.note for d in found)] == [
        "99"
    ]


def told(items: list[Item], ground: Ground) -> dict[str, dict[str, str]]:
    """What was not checked, by code; the last of each."""
    return {doubt.code: doubt.args for doubt in unchecked(items, ground)}


def test_with_no_ground_everything_is_named_as_not_checked() -> None:
    items = [*(row(i, 12.6 + i / 50, -8.1, country="Mali", admin2="Kati") for i in range(3)), row(9, 12.0, -8.0), typed(10, "?")]
    assert told(items, NOTHING) == {
        "unchecked-position": {"rows": "1"},
        "unchecked-country": {"rows": "1"},
        "unchecked-unit": {"country": "Mali", "level": "admin2", "rows": "3"},
        "unchecked-inside": {"level": "admin2", "rows": "3"},
        "unchecked-siblings": {"rows": "4"},
        "unchecked-place": {"rows": "4"},
        "unchecked-settlements": {},
        "unchecked-office": {},
    }


def test_what_was_checked_is_not_named() -> None:
    items = [row(i, 34.1 + i / 50, 37.2, country="Syria", admin1="West", name=f"Salma {i}") for i in range(8)]
    assert told(items, GROUNDS["all"]) == {"unchecked-inside": {"level": "admin1", "rows": "8"}, "unchecked-settlements": {}}
    deeper = [row(i, 34.1 + i / 50, 37.2, country="Syria", admin1="West", admin3="Sub", name=f"Salma {i}") for i in range(8)]
    assert told(deeper, GROUNDS["all"])["unchecked-unit"] == {"country": "Syria", "level": "admin3", "rows": "8"}


def test_many_kinds_of_units_are_told_together() -> None:
    items = [row(i, 10 + i / 100, 10.0, country=f"Land {i}", admin1="x") for i in range(60)]
    of_units = [doubt.args for doubt in unchecked(items, NOTHING) if doubt.code == "unchecked-unit"]
    assert len(of_units) == 21
    assert sum(int(args["rows"]) for args in of_units) == 60
    assert all(set(doubt.args) <= set(UNCHECKED[doubt.code]) for doubt in unchecked(items, NOTHING))
