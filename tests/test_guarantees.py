"""docs/guarantees.md is true: every id has a line, every line a test that exists and carries the id."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "guarantees.md").read_text("utf-8")
IDS = [*(f"A{n}" for n in range(1, 9)), *(f"G{n}" for n in range(1, 20))]
LINES = re.findall(r"^\| ([AG][0-9]+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_every_guarantee_has_one_line() -> None:
    assert [line[0] for line in LINES] == IDS


@pytest.mark.parametrize(("id_", "rule", "held"), LINES, ids=[line[0] for line in LINES])
def test_every_line_is_held_by_a_test_that_names_it(id_: str, rule: str, held: str) -> None:
    assert len(rule) > 20
    paths = [ROOT / path for path in re.findall(r"`([^`]+)`", held)]
    assert paths, "a guarantee that no test holds is a wish"
    assert [str(path) for path in paths if not path.is_file()] == []
    tests = [path for path in paths if path.name.startswith("test_") and path.suffix == ".py"]
    assert any(re.search(rf"\b{id_}\b", path.read_text("utf-8")) for path in tests), f"no test named there carries {id_}"


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.name)
def test_no_page_names_an_id_that_does_not_exist(path: Path) -> None:
    assert set(re.findall(r"\b[AG][1-9][0-9]?\b", path.read_text("utf-8"))) <= {*IDS, "A4"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_no_source_names_an_id_that_does_not_exist(path: Path) -> None:
    assert set(re.findall(r"\b[AG][1-9][0-9]?\b", path.read_text("utf-8"))) <= set(IDS)
