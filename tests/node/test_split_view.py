"""A party that shows two histories is proved to do so, by readers who compare heads; nothing more of it is read (G13, A4)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli import main
from detente.errors import OurError, PeerError
from detente.node import check, doctor, expose, publish, sync
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.notice import Site
from detente.peer.folder import FolderSource
from detente.statement import Ref
from detente.testing import Town
from detente.tlog.fork import format_fork, verify_fork
from detente.tlog.merkle import Tree
from detente.volume import Circle, Volume4D

HERE = Volume4D(Circle((36.1, 35.8), 500.0))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "liar", "france", "russia") as made:
        made.agree("liar", "france", "russia")
        made.settle()
        yield made


def say(town: Town, node: Node, title: str) -> Ref:
    return publish.publish(node, next(iter(node.picture.terms)), town.notice(Site, HERE, title=title)).ref


def two_histories(town: Town) -> tuple[Node, Node]:
    """The liar's folder, copied: two nodes with the same keys that go different ways."""
    folder = town["liar"].folder
    town["liar"].store.close()
    twin = folder.with_name("twin")
    shutil.copytree(folder, twin)
    twin_node = Node.open(twin, clock=town.clock, entropy=lambda n: b"\7" * n)
    return town.reopen("liar"), twin_node


def origin(town: Town) -> str:
    return town["france"].origin(next(iter(town["france"].picture.terms)), "liar.example")


def read(town: Town, reader: str, outbox: Path) -> None:
    sync.pull(town[reader], FolderSource(outbox / f"{reader}.example"))


@pytest.mark.parametrize("more", [1, 3])
def test_two_histories_to_one_reader_give_a_fork_proof_and_a_stop(town: Town, more: int) -> None:
    one, other = two_histories(town)
    say(town, one, "clinic")
    for n in range(more):
        say(town, other, f"depot {n}")
    put_out(one, one.folder / "outbox")
    put_out(other, other.folder / "outbox")
    read(town, "france", one.folder / "outbox")
    with pytest.raises(PeerError, match="two histories") as error:
        read(town, "france", other.folder / "outbox")
    assert error.value.code == "split-view"
    france = town["france"]
    (proof,) = (france.folder / expose.FORKS).iterdir()
    key, words = verify_fork(proof.read_bytes())
    assert key.name == origin(town)
    assert "different histories" in words[-1]
    done = CliRunner().invoke(main, ["verify", str(proof)])
    assert (done.exit_code, "VERIFIED" in done.output) == (0, True)
    # nothing more is read, the others' logs go on, every answer and the doctor say so
    say(town, one, "later")
    put_out(one, one.folder / "outbox")
    with pytest.raises(PeerError, match="nothing more is read"):
        read(town, "france", one.folder / "outbox")
    say(town, town["russia"], "school")
    town.put_out("russia")
    town.pull("france", "russia")
    given = check.check(france, [HERE])
    assert {c.notice.title for c in given.conflicts} == {"clinic", "school"}
    assert given.basis == "incomplete"
    assert any("contradicts itself" in reason for reason in given.reasons)
    assert any("contradicted itself" in f.what and "party trust" in f.repair for f in doctor.examine(france))
    assert expose.trust(france, "liar.example") == [origin(town)]
    read(town, "france", one.folder / "outbox")
    other.close()


def test_two_readers_who_were_shown_different_histories_find_it_by_comparing_heads(town: Town) -> None:
    one, other = two_histories(town)
    say(town, one, "clinic")
    say(town, other, "depot")
    say(town, other, "depot 2")
    put_out(one, one.folder / "outbox")
    put_out(other, other.folder / "outbox")
    read(town, "france", one.folder / "outbox")
    read(town, "russia", other.folder / "outbox")
    town.put_out("france", "russia")
    with pytest.raises(PeerError, match="two histories"):
        town.pull("russia", "france")
    (proof,) = (town["russia"].folder / expose.FORKS).iterdir()
    assert verify_fork(proof.read_bytes())[0].name == origin(town)
    other.close()


def test_cosignatures_come_back_to_the_author(town: Town) -> None:
    say(town, town["liar"], "clinic")
    town.settle()
    node = town["liar"]
    note = node.store.checkpoint(origin(town))
    assert note is not None
    assert len(node.store.cosignatures(origin(town), note.size)) == 2
    before = node.store.cosignatures(origin(town), note.size)
    town.settle()
    assert node.store.cosignatures(origin(town), note.size) == before


def test_a_node_whose_store_is_older_than_what_others_know_writes_nothing(town: Town) -> None:
    liar = town["liar"]
    liar.store.close()
    old = liar.folder.with_name("old")
    shutil.copytree(liar.folder, old)
    liar = town.reopen("liar")
    say(town, liar, "clinic")
    town.settle()
    with Node.open(old, clock=town.clock) as restored:
        folder = town["france"].folder / "outbox" / "liar.example"
        with pytest.raises(OurError, match="known to others at size"):
            sync.pull(restored, FolderSource(folder))
        with pytest.raises(OurError, match="nothing is written to it"):
            say(town, restored, "another")


def test_a_head_that_nobody_signed_is_nothing(town: Town) -> None:
    town.put_out("france")
    (path,) = (town["france"].folder / "outbox" / "russia.example").rglob("seen/liar.example")
    path.write_bytes(path.read_bytes().replace(b"\n1\n", b"\n9\n"))
    town.pull("russia", "france")
    assert not (town["russia"].folder / expose.FORKS).exists()


def test_a_fork_proof_that_proves_nothing_is_refused(town: Town) -> None:
    one, other = two_histories(town)
    say(town, one, "clinic")
    say(town, other, "depot")
    put_out(one, one.folder / "outbox")
    put_out(other, other.folder / "outbox")
    read(town, "france", one.folder / "outbox")
    with pytest.raises(PeerError):
        read(town, "france", other.folder / "outbox")
    (path,) = (town["france"].folder / expose.FORKS).iterdir()
    data = path.read_bytes()
    for at in range(0, len(data), 7):
        with pytest.raises(PeerError):
            verify_fork(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    note = one.store.checkpoint(origin(town))
    assert note is not None
    tree = Tree.from_entries([leaf for _, leaf, _ in one.store.leaves(origin(town))])
    key = verify_fork(data)[0]
    with pytest.raises(PeerError, match="do not contradict"):
        verify_fork(format_fork(key, note.note, note.note, tree.root(), []))
    other.close()
