"""Borders: an answer about a source, with its error; no answer nearer to the line than that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.border import Border, explain, side
from detente.errors import InputError
from detente.geometry import geod

LINE = Border(
    name="salient", line=((36.0, 35.92), (36.17, 35.82), (36.25, 35.96)), left="north", right="south", source="a sketch",
    error_m=800.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("position", "of", "word"),
    [
        ((36.15, 35.90), "north", "inside"),
        ((36.15, 35.90), "south", "outside"),
        ((36.17, 35.80), "south", "inside"),  # below the tip: two legs are equally near
        ((36.17, 35.815), "south", "depends on the border source"),
        ((36.17, 35.8255), "north", "depends on the border source"),
        ((35.90, 35.90), "north", "depends on the border source"),  # beyond the end of the line
        ((36.30, 36.20), "north", "depends on the border source"),
    ],
)
def test_sides(position: tuple[float, float], of: str, word: str) -> None:
    found = side(LINE, position, of)
    assert found.word == word
    assert "a sketch" in explain(found)
    assert word in explain(found)


def test_doubt_about_the_position_counts_as_well() -> None:
    assert side(LINE, (36.15, 35.90), "north", accuracy_m=20_000.0).word == "depends on the border source"


def test_a_name_on_neither_side_is_refused() -> None:
    with pytest.raises(InputError, match="no side"):
        side(LINE, (36.0, 35.0), "east")


@given(st.floats(0.05, 0.95), st.floats(-20_000, 20_000))
def test_across_a_straight_line_the_side_turns_exactly_at_the_error(along: float, across: float) -> None:
    line = Border(name="l", line=((10.0, 50.0), (11.0, 50.0)), left="n", right="s", source="x", error_m=500.0)
    azimuth, _, length = geod().inv(10.0, 50.0, 11.0, 50.0)
    lon, lat, back = geod().fwd(10.0, 50.0, azimuth, along * length)
    lon, lat, _ = geod().fwd(lon, lat, back + 180.0 - 90.0, across)
    found = side(line, (round(lon, 7), round(lat, 7)), "n")
    if abs(abs(across) - 500.0) > 1.0 and abs(across) < along * length < length - abs(across):
        expected = "depends on the border source" if abs(across) < 500 else "inside" if across > 0 else "outside"
        assert found.word == expected
        assert abs(found.distance_m - abs(across)) < 1.0
