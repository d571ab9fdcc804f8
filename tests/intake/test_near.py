"""Nearest positions against brute force, repeats, poles, the antimeridian."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.geometry import ecef, geod
from detente.intake.checks.near import Near, apart, arc

POSITIONS = st.lists(
    st.tuples(st.floats(-180, 180, width=32), st.floats(-90, 90, width=32))
    | st.tuples(st.floats(179.875, 180, width=32), st.floats(-0.125, 0.125, width=32)),
    min_size=1,
    max_size=60,
)


@settings(max_examples=80)
@given(POSITIONS, POSITIONS, st.integers(1, 12))
def test_the_nearest_are_those_of_brute_force(
    held: list[tuple[float, float]], asked: list[tuple[float, float]], count: int
) -> None:
    near = Near(np.array(held))
    found, metres = near.nearest(np.array(asked), count)
    every = arc(np.sqrt(((ecef(np.array(asked))[:, None] - ecef(near.distinct)[None]) ** 2).sum(axis=2)))
    wanted = np.sort(every, axis=1)[:, :count]
    assert np.allclose(metres[:, : wanted.shape[1]], wanted, atol=1e-3)
    assert (found[:, : wanted.shape[1]] >= 0).all()
    assert (found[:, wanted.shape[1] :] == -1).all()
    assert np.isinf(metres[:, wanted.shape[1] :]).all()


def test_only_within_the_stated_distance() -> None:
    near = Near(np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 2.0]]))
    found, _ = near.nearest(np.array([[0.0, 0.1]]), 3, within_m=120_000.0)
    assert (found >= 0).sum() == 2


def test_repeats_are_one_place_whatever_their_order() -> None:
    positions = np.array([[5.0, 5.0], [1.0, 1.0], [5.0, 5.0]])
    near = Near(positions)
    assert near.distinct.tolist() == [[1.0, 1.0], [5.0, 5.0]]
    assert near.place.tolist() == [1, 0, 1]


def test_many_rows_at_one_position_cost_no_more_than_one() -> None:
    near = Near(np.full((100_000, 2), 36.0))
    assert near.count == 1


def test_nothing_is_found_in_nothing() -> None:
    found, metres = Near(np.zeros((0, 2))).nearest(np.array([[1.0, 1.0]]), 2)
    assert found.tolist() == [[-1, -1]]
    assert np.isinf(metres).all()


@settings(max_examples=200)
@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
def test_distances_are_good_to_their_stated_error(x: float, y: float, x2: float, y2: float) -> None:
    geodesic = geod().inv(x, y, x2, y2)[2]
    error = 0.0003 if geodesic < 5e6 else 0.0013 if geodesic < 1e7 else 0.05
    assert float(apart(np.array([[x, y]]), np.array([[x2, y2]]))[0]) == pytest.approx(geodesic, rel=error, abs=0.01)
