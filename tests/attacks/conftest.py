"""The town that every attack is made on: three members of one agreement, one of whom lies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.testing import Town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "liar", "france", "russia") as made:
        made.agree("liar", "france", "russia")
        made.settle()
        yield made
