"""A value that is wrong costs its own row, never the list; the reason that is given is the one that helps."""

import pytest

from detente.formats.table import Row, Sheet, Table, Value
from detente.intake.columns.mapping import guess
from detente.intake.model import Item
from detente.intake.understand import Settings, settle, understand

GOOD: list[list[Value]] = [[f"Site {i}", f"{35.10312 + i / 100:.5f}", f"{36.60481 + i / 90:.5f}"] for i in range(19)]


def items(*lines: list[Value], headings: tuple[str, ...] = ("name", "latitude", "longitude")) -> list[Item]:
    rows = tuple(Row(number, tuple(line)) for number, line in enumerate([list(headings), *lines] if headings else lines, 1))
    sheet = Sheet("", rows)
    return [settle(item) for item in understand(Table("a.csv", "csv", (sheet,)), {"": guess(sheet)}, Settings()).items]


@pytest.mark.parametrize("headings", [("name", "latitude", "longitude"), ("name", "y", "x"), ("name", "Latitude (dd)", "Lon")])
@pytest.mark.parametrize("bad", [["358123", "366051"], ["36605.1", "35.1"], ["", "36.2"], ["near the mosque", "x"]])
def test_a_lost_decimal_point_costs_its_own_row(headings: tuple[str, ...], bad: list[Value]) -> None:
    """R05: a bad row costs only itself."""
    found = items(*GOOD, ["Bad", *bad], headings=headings)
    assert [item.state for item in found[:19]] == ["accepted"] * 19
    assert found[19].state == "rejected"


def test_an_exact_heading_goes_before_the_values() -> None:
    """A list whose every row is wrong is told row by row what is wrong."""
    lines: list[list[Value]] = [["A", 351234, 366051], ["B", 351334, 366151], ["C", 351434, 366251]]
    assert {item.reason for item in items(*lines)} == {"position-unreadable"}


def test_columns_without_headings_are_told_apart_by_most_of_their_values() -> None:
    lines: list[list[Value]] = [[f"Site {i}", 13.1 + i / 100, 144.7 + i / 90] for i in range(19)]
    assert [item.state for item in items(*lines, ["Bad", 131.9, 144.81], headings=())[:19]] == ["accepted"] * 19
