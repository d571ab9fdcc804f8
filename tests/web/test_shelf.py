"""What stands for a reader is what was put out for it, and nothing else is there: not for a stranger, not by another path."""

from pathlib import Path

import msgspec
import pytest

from detente.node import publish
from detente.node.exchange import OUTBOX
from detente.notice import Site
from detente.peer.fetch import Index
from detente.peer.folder import place
from detente.testing import Town
from detente.volume import Circle, Volume4D
from detente.web.shelf import Keeper, file_of

HERE = Volume4D(Circle((36.1, 35.8), 500.0))


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path, "ocha", "france", "russia")
    for other in ("france", "russia"):
        terms = town.agree("ocha", other)
        publish.publish(town["ocha"], terms.id, town.notice(Site, HERE, title=other))
    town.settle()
    return town


def test_a_reader_finds_the_logs_of_its_agreements_and_no_other(town: Town) -> None:
    ocha = town["ocha"]
    shelf = Keeper(ocha, ocha.folder / OUTBOX).shelf()
    assert set(shelf.indexes) == {"france.example", "russia.example"}
    for party in shelf.indexes:
        index = msgspec.json.decode(shelf.indexes[party][0], type=Index)
        (origin,) = index.logs
        path = f"{place(origin).as_posix()}/checkpoint"
        found = file_of(shelf, ocha.folder / OUTBOX, party, path)
        assert found is not None
        assert found.read_bytes() == (ocha.folder / OUTBOX / party / path).read_bytes()
        assert shelf.held[party] == {origin.replace("ocha", party.split(".")[0], 1): 1}
        other = next(p for p in shelf.indexes if p != party)
        assert file_of(shelf, ocha.folder / OUTBOX, other, path) is None
        assert file_of(shelf, ocha.folder / OUTBOX, "mars.example", path) is None
    town.close()


@pytest.mark.parametrize(
    "name",
    [
        "../../../detente.toml", "content/../../x", "content/0/..", "content/-1", "content/²", ".checkpoint.new",
        "tile/0/000.p/256", "tile/entries/../000", "seen/..", "seen/a b", "", "checkpoint/", "content/" + "1" * 200,
    ],
)  # fmt: skip
def test_no_other_path_is_there(town: Town, name: str) -> None:
    ocha = town["ocha"]
    shelf = Keeper(ocha, ocha.folder / OUTBOX).shelf()
    (log,) = shelf.logs["france.example"]
    assert file_of(shelf, ocha.folder / OUTBOX, "france.example", f"{log}/{name}") is None
    assert file_of(shelf, ocha.folder / OUTBOX, "france.example", name) is None
    town.close()


def test_the_tag_changes_when_something_changes_and_not_before(town: Town) -> None:
    ocha = town["ocha"]
    keeper = Keeper(ocha, ocha.folder / OUTBOX)
    before = keeper.shelf().indexes
    assert keeper.shelf().indexes == before
    publish.publish(ocha, next(iter(ocha.picture.terms)), town.notice(Site, HERE, title="more"))
    town.put_out("ocha")
    after = keeper.shelf().indexes
    assert sorted(p for p in before if before[p] != after[p]) == ["france.example"]
    town.close()
