"""Attack 11: yesterday's copy of a store is brought back, or two nodes run on one store: no size ever gets two roots."""

import shutil
from pathlib import Path

import pytest
from attacker import log_of, say, shell, twin, verdict

from detente.node.node import Node
from detente.node.outbox import put_out
from detente.node.sync import pull
from detente.peer.folder import FolderSource
from detente.testing import Town
from detente.tlog.checkpoint import parse_text
from detente.tlog.note import parse


def roots(folder: Path) -> dict[tuple[str, int], set[bytes]]:
    """Every root in every head that was ever put out below a folder."""
    found: dict[tuple[str, int], set[bytes]] = {}
    for path in [*folder.rglob("checkpoint"), *folder.rglob("seen/*")]:
        head = parse_text(parse(path.read_bytes()).text)
        found.setdefault((head.origin, head.size), set()).add(head.root)
    return found


def test_yesterdays_store_finds_out_before_it_signs_anything(town: Town) -> None:
    old = twin(town, "liar")  # the back-up
    say(town, town["liar"], "clinic")
    town.settle()
    shutil.copytree(town.folder, town.folder.with_name("emitted"))
    source = FolderSource(town.outbox("france", "liar"))
    code, whose, words = verdict(lambda: pull(old, source))
    assert (code, whose) == ("rollback", "ours")
    assert "restore the newest copy" in words
    for attempt in (lambda: say(town, old, "another"), lambda: pull(old, source)):
        assert verdict(attempt)[:2] == ("rollback", "ours")
    put_out(old, old.folder / "outbox")  # what it shows is its old self, and no other root for a size
    assert all(len(found) == 1 for found in roots(town.folder).values())
    assert old.store.size(log_of(town, "liar")) == 1
    old.close()


def test_what_was_written_on_the_old_store_before_anybody_was_heard_is_found_by_the_readers(town: Town) -> None:
    """Nobody can hinder a node that hears nobody; its readers then prove it, and its owner is told at once."""
    old = twin(town, "liar")
    say(town, town["liar"], "clinic")
    town.settle()
    say(town, old, "depot")
    put_out(old, old.folder / "outbox")
    code, whose, words = verdict(lambda: pull(town["france"], FolderSource(old.folder / "outbox" / "france.example")))
    assert (code, whose) == ("split-view", "the peer's")
    code, whose, words = verdict(lambda: pull(old, FolderSource(town.outbox("france", "liar"))))
    assert (code, whose) == ("split-view", "ours")
    assert "two nodes write with our keys, or an old copy was restored" in words
    old.close()


@pytest.mark.parametrize("command", [("sync",), ("tick",)])
def test_a_second_node_on_the_store_is_refused(town: Town, command: tuple[str, ...]) -> None:
    liar = town["liar"]
    code, output = shell(liar, *command, "--json")
    assert code != 0
    assert '"locked"' in output
    assert '"the store\'s"' in output
    assert verdict(lambda: Node.open(liar.folder))[:2] == ("locked", "the store's")
    assert shell(liar, "show")[0] == 0  # reading beside it is allowed
