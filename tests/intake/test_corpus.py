"""The corpus of errors over real lists, small: `python -m bench.corpus` prints all of it."""

from collections import Counter

import pytest

from bench import corpus
from bench.corpus import CASES, DATA, Figures, item_of, measure, wrong
from bench.mistakes import MISTAKES
from detente.intake.checks.doubts import doubts

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not (DATA / "protected").is_dir(), reason="the folder of real data is absent"),
]
LARGE = ("swapped", "sign", "MGRS 100 km letter", "office", "another place", "sea", "decimals kept: 0")
ROWS = 40


def as_it_is(case: corpus.Case) -> list[tuple[str, ...]]:
    """The doubts on a list before anything is made wrong."""
    return wrong(doubts([item_of(said, i) for i, said in enumerate(case.rows)], case.ground))


@pytest.fixture(scope="module")
def syria() -> tuple[corpus.Case, list[tuple[str, ...]]]:
    """The list of places with sub-districts, and its doubts as it is."""
    case = corpus.syria()
    return case, as_it_is(case)


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_fewer_than_one_row_in_a_hundred_is_doubted_as_it_is(make) -> None:  # type: ignore[no-untyped-def]
    case = make()
    found = as_it_is(case)
    assert sum(map(bool, found)) < 0.01 * len(case.rows), Counter(code for codes in found for code in codes)


def test_what_moves_a_row_far_is_doubted_where_a_subdistrict_is_stated(syria: tuple[corpus.Case, list[tuple[str, ...]]]) -> None:
    case, before = syria
    for mistake in LARGE:
        figures, _ = measure(case, mistake, ROWS, before)
        assert figures.both == figures.far > 0, mistake
        if mistake in ("swapped", "sign"):
            assert figures.among == figures.both, mistake


def test_nineteen_of_twenty_errors_of_five_kilometres_are_doubted_where_the_place_is_known_too() -> None:
    case = corpus.syria_named()
    before = as_it_is(case)
    total = Figures()
    for mistake in MISTAKES:
        total = total.plus(measure(case, mistake, ROWS, before)[0])
    assert total.both >= 0.95 * total.far


def test_every_swap_that_leaves_the_country_is_doubted_where_only_that_is_stated() -> None:
    case = corpus.unesco()
    before = as_it_is(case)
    figures, codes = measure(case, "swapped", 2 * ROWS, before)
    assert figures.both >= 0.97 * figures.far
    assert set(codes) <= {"outside-country", "sea"}
