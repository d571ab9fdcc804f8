"""A long log is read in portions, wherever it is held up to."""

from pathlib import Path

import pytest

from detente.node import publish, sync
from detente.notice import Site
from detente.testing import Town
from detente.tlog.tiles import WIDTH
from detente.volume import Circle, Volume4D


def test_portions_end_where_bundles_end_and_leave_nothing_out() -> None:
    for held in (0, 1, 255, 256, sync.READ - 1, sync.READ, sync.READ + 1):
        for size in (held, held + 1, sync.READ, 2 * sync.READ + 5, 4 * sync.READ):
            found = list(sync._reads(held, size))
            assert [index for a, b in found for index in range(a, b)] == list(range(held, size))
            assert all(stop == size or stop % WIDTH == 0 for _, stop in found)


@pytest.mark.parametrize("held", [1, 255, 256, 300])
def test_a_log_that_grew_by_more_than_one_portion_is_read(held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of what is new there is no partial bundle: asked for one, nothing was read at all."""
    monkeypatch.setattr(sync, "READ", 2 * WIDTH)
    with Town(tmp_path, "a", "b") as town:
        agreed = town.agree("a", "b")
        place = Volume4D(Circle((36.1, 35.8), 5.0))
        grow = [publish.Wish(town.notice(Site, place)) for _ in range(3 * WIDTH + 100)]
        publish.publish_many(town["a"], agreed.id, grow[: held - 1])
        town.settle(rounds=1)
        origin = town["a"].origin(agreed.id)
        assert town["b"].store.size(origin) == held
        publish.publish_many(town["a"], agreed.id, grow[held - 1 :])
        town.settle(rounds=1)
        assert town["b"].tree(origin).root() == town["a"].tree(origin).root()
