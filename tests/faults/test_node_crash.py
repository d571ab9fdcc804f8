"""kill -9 of whole nodes under load, at every named write point and at random times (A3).

Whatever happens: never two roots for one size in all that was ever put out, nothing acknowledged lost, and the node opens again
and goes on. Each child is forked, works on two nodes, and dies by SIGKILL.
"""

import os
import random
import signal
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from detente.node import doctor, publish
from detente.node.node import Node
from detente.notice import Activity, Site
from detente.peer import folder as files
from detente.statement import Ref
from detente.store.sqlite import SqliteStore
from detente.terms import parse_origin
from detente.testing import START, Town, entropy
from detente.tlog.checkpoint import parse_text
from detente.tlog.note import parse
from detente.volume import Circle, Volume4D

POINTS: dict[str, tuple[Any, str]] = {
    "transaction": (SqliteStore, "commit"),
    "leaves, before COMMIT": (SqliteStore, "_append"),
    "picture rows, before COMMIT": (SqliteStore, "_put_rows"),
    "checkpoint": (SqliteStore, "record_checkpoint"),
    "cosignature": (SqliteStore, "add_cosignature"),
    "file put out": (files, "put"),
    "file renamed into place": (Path, "replace"),
}
KILLS = 14
"""At each point, half of them before it and half after; with as many at random times, over 200 in all."""
RANDOM = 112
ROUNDS = 6


def killed_at(call: Callable[..., Any], countdown: int, after: bool) -> Callable[..., Any]:
    left = [countdown]

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if not left[0] and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*args, **kwargs)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapped


class Shop:
    """Two nodes in a folder that outlive the processes that work on them, and what these told the world."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with Town(folder, "france", "russia") as town:
            self.agreement = town.agree("france", "russia").id
        self.acknowledged: dict[str, bytes] = {}
        self.roots: dict[tuple[str, int], bytes] = {}
        self.round = 0

    def run(self, arm: Callable[[], None]) -> int:
        """Fork a child that works until it dies; returns the signal that ended it (0: it came to its end)."""
        self.round += 1
        child = os.fork()
        if child == 0:
            try:
                arm()
                self._work()
            except BaseException:
                (self.folder / "failed").write_text(traceback.format_exc())
            finally:
                os._exit(0)
        status = os.waitpid(child, 0)[1]
        assert not (self.folder / "failed").exists(), (self.folder / "failed").read_text()
        return os.WTERMSIG(status)

    def _work(self) -> None:
        say, rng = os.open(self.folder / "told", os.O_WRONLY | os.O_APPEND | os.O_CREAT), random.Random(self.round)
        with self.town() as town:
            for _ in range(ROUNDS):
                for name in ("france", "russia"):
                    volume = Volume4D(Circle((round(36 + rng.random(), 5), 35.0), 500.0))
                    said = publish.publish(town[name], self.agreement, town.notice(rng.choice([Site, Activity]), volume))
                    leaf = next(leaf for _, leaf, _ in town[name].store.leaves(said.ref.origin, said.ref.index))
                    os.write(say, f"said {said.ref} {leaf.hex()}\n".encode())
                town.put_out()
                for path in sorted(self.folder.glob("*/outbox/*/*/*/*/*/checkpoint")):
                    os.write(say, f"head {path.read_bytes().hex()}\n".encode())
                town.pull("france")
                town.pull("russia")

    def town(self) -> Town:
        """The two nodes, opened as they lie."""
        town = Town(self.folder, seed=("crash", self.round))
        town.clock.now = START + timedelta(hours=self.round)
        for name in ("france", "russia"):
            town.nodes[name] = Node.open(self.folder / name, clock=town.clock, entropy=entropy((name, self.round)))
        return town

    def check(self) -> None:
        """Everything that was told still stands, at whoever told it."""
        told = (self.folder / "told").read_text().splitlines() if (self.folder / "told").exists() else []
        heads = [bytes.fromhex(line.split()[1]) for line in told if line.startswith("head ")]
        heads += [path.read_bytes() for path in self.folder.glob("*/outbox/*/*/*/*/*/checkpoint")]
        for note in heads:
            head = parse_text(parse(note).text)
            assert self.roots.setdefault((head.origin, head.size), head.root) == head.root, "two roots for one size"
        self.acknowledged |= {line.split()[1]: bytes.fromhex(line.split()[2]) for line in told if line.startswith("said ")}
        with self.town() as town:
            for node in town.nodes.values():
                assert node.store.check() == []
                leaves = {str(Ref(o, n)): leaf for o in node.store.origins() for n, leaf, _ in node.store.leaves(o)}
                mine = {ref: leaf for ref, leaf in self.acknowledged.items() if ref.startswith(node.party)}
                assert mine.items() <= leaves.items(), "an acknowledged statement is gone"
                for (origin, size), root in self.roots.items():
                    if parse_origin(origin).party == node.party:
                        assert node.tree(origin).root(size) == root

    def settle(self) -> None:
        """The nodes go on: they read each other, and nothing is wrong with either."""
        with self.town() as town:
            town.settle()
            for node in town.nodes.values():
                assert [str(f) for f in doctor.examine(node) if f.severity == "wrong"] == []


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_write_point(tmp_path: Path, point: str) -> None:
    shop, (owner, name), rng = Shop(tmp_path), POINTS[point], random.Random(point)
    ended = []
    for turn in range(KILLS):
        countdown = rng.randrange(1, 10)
        call = killed_at(getattr(owner, name), countdown, after=bool(turn % 2))
        ended.append(shop.run(lambda call=call: setattr(owner, name, call)))  # type: ignore[misc]
        shop.check()
    assert set(ended) == {signal.SIGKILL}, "the point was not reached"
    shop.settle()


@pytest.mark.parametrize("share", range(4))
def test_killed_at_random_times(tmp_path: Path, share: int) -> None:
    """SIGALRM by an interval timer, unhandled, ends a process as abruptly as SIGKILL, wherever it is."""
    shop, rng = Shop(tmp_path), random.Random(share)
    ended = []
    for _ in range(RANDOM // 4):
        delay = rng.uniform(0.005, 0.3)
        ended.append(shop.run(lambda delay=delay: signal.setitimer(signal.ITIMER_REAL, delay)))  # type: ignore[misc]
        shop.check()
    assert ended.count(signal.SIGALRM) > RANDOM // 16
    shop.settle()
