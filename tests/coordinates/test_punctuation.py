"""Commas beside points, and letters that only part: the likelier reading first, every other one that is left beside it."""

import pytest

from detente.coordinates import Candidate, read, read_pair


def places(text: str) -> list[tuple[float, float]]:
    return [(round(one.latitude, 5), round(one.longitude, 5)) for one in read(text).candidates]


def codes(candidate: Candidate) -> set[str]:
    return {one.code for one in candidate.doubts}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("33,31 N 44.36 E", (33.31, 44.36)),
        ("33.31N, 44,36E", (33.31, 44.36)),
        ("N33,31 E44.36", (33.31, 44.36)),
        ("36,43 N 68.86 E", (36.43, 68.86)),
        ("33,5 N 44.4 E", (33.5, 44.4)),
        ("lat 33,31 lon 44.36", (33.31, 44.36)),
        ("36,718031 68.862211", (36.71803, 68.86221)),
        ("36.718031, 68,862211", (36.71803, 68.86221)),
        ("36.718031; 68,862211", (36.71803, 68.86221)),
        ("36,43.0819 N 68,51.7327 E", (36.71803, 68.86221)),
        ("36.43,0819 N 68.51,7327 E", (36.71803, 68.86221)),
    ],
)
def test_beside_a_point_a_comma_is_a_decimal_point_where_it_can_be(text: str, place: tuple[float, float]) -> None:
    assert places(text) == [place]


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("36.7,68,8", (36.7, 68.8)),
        ("33.31,44,36", (33.31, 44.36)),
        ("10,5 20.5", (10.5, 20.5)),
        ("10.5,20,5", (10.5, 20.5)),
        ("33,31 44.36", (33.31, 44.36)),
        ("36,43 N 68,51.5 E", (36.71667, 68.85833)),
    ],
)
def test_where_commas_leave_two_readings_both_are_candidates(text: str, likely: tuple[float, float]) -> None:
    reading = read(text)
    assert places(text)[0] == likely
    assert len(reading.candidates) == 2
    assert all("comma-ambiguous" in codes(one) for one in reading.candidates)


def test_two_cells_in_two_notations_are_one_place() -> None:
    only = read_pair("33,31 N", "44.36 E").only
    assert only is not None
    assert (only.latitude, only.longitude) == (33.31, 44.36)


@pytest.mark.parametrize(
    "text",
    [
        "36.718031 x 68.862211", "36.718031x68.862211", "36.718031 × 68.862211", "36.718031 X 68.862211", "36.718031 o 68.862211",
        "36.718031° x 68.862211°",
    ],
)  # fmt: skip
def test_a_lone_letter_between_two_numbers_parts_them(text: str) -> None:
    assert places(text) == [(36.71803, 68.86221)]
    assert codes(read(text).candidates[0]) == {"order-assumed"}


def test_letters_that_name_an_axis_or_west_still_do() -> None:
    assert places("x 68.8 y 36.7") == [(36.7, 68.8)]
    assert places("13,5 N 2,1 O") == [(13.5, -2.1), (13.5, 2.1)]


@pytest.mark.parametrize("text", ["36.7, 68.8,412", "36.7,68.8,412", "36.7,68.8, 412", "68.8,36.7,412"])
def test_a_third_number_is_not_taken_for_minutes(text: str) -> None:
    assert "3 numbers" in read(text).problem


def test_many_commas_are_not_tried_in_every_way() -> None:
    assert not read("1.5 " + "1,2," * 100 + "3").candidates
