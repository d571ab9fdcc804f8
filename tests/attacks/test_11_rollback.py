"""Attack 11: yesterday's copy of a store is brought back, or two nodes run on one store: no size ever gets two roots."""

import shutil
from pathlib import Path

import msgspec
import pytest
from attacker import log_of, plan, say, shell, shell_in, twin, verdict

from detente.node.node import Node
from detente.node.outbox import put_out
from detente.node.refill import refill
from detente.node.reveal import redact
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


def test_an_old_store_answers_nothing_and_so_makes_no_second_history(town: Town) -> None:
    """A plan waits at Russia, who has not seen the newest of us; France has. The old store must not answer Russia first."""
    twin(town, "liar").close()
    say(town, town["liar"], "clinic")
    town.put_out("liar")
    town.pull("france", "liar")
    plan(town, town["russia"], "patrol")
    town.put_out("france", "russia")
    old = town.folder / "liar-twin"
    for name in ("russia", "france"):
        assert shell_in(old, "party", "add", f"{name}.example", "--folder", str(town.outbox(name, "liar")))[0] == 0
    code, output = shell_in(old, "sync", "--json")
    assert code == 4
    errors = [peer["error"] for peer in msgspec.json.decode(output)["peers"]]
    assert [(e["error"], e["whose"]) for e in errors] == [("rollback", "ours")] * 2
    code, output = shell_in(old, "sync")
    assert code == 4
    assert "our own log is known to others at size 2, and has 1 leaves here" in output
    assert "restore the newest copy" in output
    with Node.open(old, clock=town.clock) as node:
        assert node.store.size(log_of(town, "liar")) == 1
    assert all(len(found) == 1 for found in roots(town.folder).values())


def test_one_folder_with_a_plan_and_our_newest_head_is_not_answered_either(town: Town) -> None:
    old = twin(town, "liar")
    say(town, town["liar"], "clinic")
    town.settle()
    plan(town, town["france"], "patrol")
    town.put_out("france")
    assert verdict(lambda: pull(old, FolderSource(town.outbox("france", "liar"))))[:2] == ("rollback", "ours")
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


def test_an_old_store_is_refilled_from_what_others_fetched_and_goes_on(town: Town) -> None:
    old = twin(town, "liar")
    clinic = say(town, town["liar"], "clinic")
    gone = say(town, town["liar"], "secret")
    town.settle()
    copy = town.folder / "copy"
    shutil.copytree(town.outbox("liar", "france"), copy)  # as France has it in its inbox
    redact(town["liar"], gone, rule="30 days", although_it_counts=True)
    town.settle()
    assert verdict(lambda: pull(old, FolderSource(town.outbox("france", "liar"))))[0] == "rollback"
    done = refill(old, FolderSource(copy))
    assert [(one.before, one.after) for one in done] == [(1, 3)]
    assert verdict(lambda: say(town, old, "another"))[0] == "rollback"  # the copy was not the newest
    newest = town.outbox("liar", "france")
    for path in copy.rglob("content/*"):  # what was deleted is still in what France holds
        place = newest / path.relative_to(copy)
        lines = {*path.read_bytes().splitlines(keepends=True), *place.read_bytes().splitlines(keepends=True)}
        place.write_bytes(b"".join(sorted(lines, key=lambda line: msgspec.json.decode(line)["index"])))
    refill(old, FolderSource(newest))
    assert old.store.size(log_of(town, "liar")) == town["liar"].store.size(log_of(town, "liar"))
    assert "exact" in old.entry(clinic).contents
    assert old.entry(gone).contents == {}
    ref = say(town, old, "school")
    put_out(old, old.folder / "outbox")
    pull(town["france"], FolderSource(old.folder / "outbox" / "france.example"))
    assert town["france"].entry(ref).level == "exact"
    assert refill(old, FolderSource(newest))[0].contents == 0  # twice is once
    old.close()


def test_a_copy_of_another_history_refills_nothing(town: Town) -> None:
    old = twin(town, "liar")
    say(town, town["liar"], "clinic")
    town.put_out()
    say(town, old, "depot")
    assert verdict(lambda: refill(old, FolderSource(town.outbox("liar", "france"))))[:2] == ("split-view", "ours")
    assert old.store.size(log_of(town, "liar")) == 2
    old.close()


def test_at_the_shell_a_copy_without_our_logs_is_refused_in_words(town: Town) -> None:
    town["liar"].close()
    code, output = shell_in(town.folder / "liar", "rebuild", "--refill", str(town.folder / "france"))
    assert code != 0
    assert "no log of ours" in output
    code, output = shell_in(town.folder / "liar", "rebuild", "--refill", str(town.outbox("liar", "france")))
    assert code == 0
    assert "contents came back" in output
    town.reopen("liar")
