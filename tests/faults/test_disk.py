"""A full disk, and one that may only be read: nothing is half done, nothing acknowledged lost, the way out is said (A3)."""

import os
import resource
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli import main
from detente.errors import StoreError
from detente.node import doctor, publish
from detente.node.node import Node
from detente.node.outbox import put_out, sign_head
from detente.notice import Site
from detente.testing import Town, entropy
from detente.tlog.checkpoint import parse_text
from detente.tlog.note import parse
from detente.volume import Circle, Volume4D

NOBODY = 65534


def in_child(work: Callable[[], str], *, user: int | None = None) -> str:
    """Run in a process of its own, whose limits and user are its own; what it raises fails the test."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if user is not None and os.getuid() == 0:
                os.setuid(user)
            told = "told " + work()
        except BaseException:
            told = traceback.format_exc()[-60_000:]
        os.write(write, told.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    assert told.startswith("told "), told
    return told.removeprefix("told ")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    with Town(tmp_path, "france", "russia") as town:
        terms = town.agree("france", "russia")
        publish.publish(town["france"], terms.id, site(town))
        town.settle()
    return tmp_path


def site(town: Town) -> bytes:
    return town.notice(Site, Volume4D(Circle((36.1, 35.8), 500.0)), title="x" * 1000)


def opened(folder: Path, seed: str = "then") -> Town:
    town = Town(folder, seed=seed)
    town.clock.tick(3600)
    town.nodes["france"] = Node.open(folder / "france", clock=town.clock, entropy=entropy(seed))
    return town


@pytest.mark.parametrize("room", [0, 5_000, 40_000, 150_000])
def test_a_full_disk_refuses_what_it_cannot_keep_and_keeps_what_it_said(town: Path, room: int) -> None:
    """A limit on the size of files makes every write fail as on a full disk, at another place for every size."""

    def work() -> str:
        done: list[str] = []
        with opened(town) as open_town:
            node = open_town["france"]
            (agreement,) = node.picture.terms
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            with pytest.raises(StoreError) as caught:
                done.extend(str(publish.publish(node, agreement, site(open_town)).ref) for _ in range(1_000))
            assert (caught.value.code, caught.value.whose) == ("disk", "the store's")
            assert caught.value.hint.startswith("free space")
        return " ".join(done)

    told = in_child(work).split()
    assert bool(told) == (room > 20_000)
    with opened(town, "after") as after:
        node = after["france"]
        assert set(told) <= {str(ref) for ref in node.picture.entries}
        assert [str(f) for f in doctor.examine(node) if f.severity == "wrong"] == []
        (agreement,) = node.picture.terms
        assert publish.publish(node, agreement, site(after)).ref


def test_a_full_disk_leaves_the_files_that_were_put_out_whole(town: Path) -> None:
    before = {p: p.read_bytes() for p in (town / "france" / "outbox").rglob("*") if p.is_file()}

    def work() -> str:
        with opened(town) as open_town:
            node = open_town["france"]
            (agreement,) = node.picture.terms
            publish.publish(node, agreement, site(open_town))
            sign_head(node, node.agreement(agreement))
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
            with pytest.raises(StoreError) as caught:
                put_out(node, town / "france" / "outbox")
            return caught.value.hint

    assert "free space" in in_child(work)
    for path, data in before.items():
        assert path.read_bytes() == data
        assert path.name != "checkpoint" or parse_text(parse(data).text).size == 2


def test_on_a_disk_that_may_only_be_read_one_may_still_ask(town: Path) -> None:
    """As another user where the tests run as root, whom no mode of a file stops."""
    for path in [town, *town.parents, *town.rglob("*")]:
        if path.is_relative_to(town):
            os.chown(path, NOBODY, NOBODY) if os.getuid() == 0 else None
            path.chmod(0o500 if path.is_dir() else 0o400)
    opened_up = [p for p in town.parents if not p.stat().st_mode & 0o005 and p != Path("/")]
    modes = {p: p.stat().st_mode for p in opened_up}
    for path in opened_up:
        path.chmod(0o755)

    def work() -> str:
        node = str(town / "france")
        asked = CliRunner().invoke(main, ["-C", node, "check", "35.8,36.1"])
        assert (asked.exit_code, asked.output.split(" with ")[0]) == (10, "CONFLICT"), asked.output
        said = CliRunner().invoke(main, ["-C", node, "sync"])
        assert said.exit_code == 6, said.output
        return said.output

    try:
        assert "its rights" in in_child(work, user=NOBODY)
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
        for path in sorted(town.rglob("*")):
            path.chmod(0o700)
