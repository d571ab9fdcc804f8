"""kill -9 of a node in the middle of reading a long log, with its helpers at work: it goes on where it was (A3)."""

import os
import random
import signal
import traceback
from pathlib import Path

import pytest

from detente.errors import PeerError
from detente.node import ahead, doctor, publish, sync
from detente.node.node import Node
from detente.notice import Activity, Site
from detente.peer.folder import FolderSource
from detente.store.sqlite import SqliteStore
from detente.testing import Town
from detente.volume import Circle, Volume4D

HELD = 1800


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(sync, "BATCH", 256)
    monkeypatch.setattr(ahead, "spare", lambda: 1)
    with Town(tmp_path, "france", "russia") as town:
        agreement, rng = town.agree("france", "russia"), random.Random(5)
        kinds = [Activity if n % 300 == 7 else Site for n in range(HELD)]
        volumes = [Volume4D(Circle((round(36 + rng.random(), 5), 35.0), 50.0)) for _ in kinds]
        wishes = [publish.Wish(town.notice(kind, volume)) for kind, volume in zip(kinds, volumes, strict=True)]
        publish.publish_many(town["france"], agreement.id, wishes)
        town.put_out()
        yield town


def pull_and_die(town: Town, countdown: int, after: bool) -> tuple[int, int]:
    """Read france in a child that dies at its nth transaction; the signal, and the size of the log that it last told of."""
    town.nodes.pop("russia").close()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _dies_at(countdown, after)
            with Node.open(town.folder / "russia", clock=town.clock) as node:
                sync.pull(node, source(town), lambda words: os.write(tell, f"{words.split()[1]}\n".encode()) and None)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(tell)
    with os.fdopen(told) as lines:
        sizes = [int(line) for line in lines]
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WTERMSIG(status), max(sizes, default=0)


def _dies_at(countdown: int, after: bool) -> None:
    commit, left = SqliteStore.commit, [countdown]

    def killed(store: SqliteStore, batch: object) -> None:
        left[0] -= 1
        if not left[0] and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(store, batch)  # type: ignore[arg-type]
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    SqliteStore.commit = killed  # type: ignore[method-assign]


def source(town: Town) -> FolderSource:
    return FolderSource(town.outbox("france", "russia"))


@pytest.mark.parametrize("after", [False, True], ids=["before the transaction", "after it"])
def test_a_node_that_dies_while_it_catches_up_goes_on_where_it_was(town: Town, after: bool) -> None:
    origin = town["france"].origin(next(iter(town["france"].picture.terms)))
    size, before, deaths = town["france"].store.size(origin), 0, 0
    for countdown in (1, 2, 1, 2, 9):
        ended, told = pull_and_die(town, countdown, after)
        deaths += ended == signal.SIGKILL
        node = town.reopen("russia")
        held = node.store.size(origin)
        assert told <= held, "what was told is held"
        assert before <= held <= size
        assert (held > before) == (after or countdown > 1), "each transaction that was finished counts, and no other"
        assert node.store.check() == []
        assert [str(f) for f in doctor.examine(node) if f.severity == "wrong"] == []
        before = held
    assert (deaths, before) == (4, size)
    leaves = [leaf for _, leaf, _ in town["france"].store.leaves(origin)]
    assert [leaf for _, leaf, _ in town["russia"].store.leaves(origin)] == leaves
    assert sync.pull(town["russia"], source(town)) == []
    cited = [entry.leaf.cites for entry in town["russia"].picture.entries.values() if entry.leaf.kind == "receipt"]
    assert len(set(cited)) == len(cited) == HELD // 300, "every plan is answered once"


def test_only_what_was_not_held_is_read_again(town: Town) -> None:
    origin = town["france"].origin(next(iter(town["france"].picture.terms)))
    assert pull_and_die(town, 3, True)[0] == signal.SIGKILL
    node, told = town.reopen("russia"), list[str]()
    held = node.store.size(origin)
    assert held == 3 * 256
    new = sync.pull(node, source(town), told.append)
    assert [ref.index for ref in new] == list(range(held, node.store.size(origin)))


def test_how_far_it_is_can_be_seen(town: Town) -> None:
    told: list[str] = []
    sync.pull(town["russia"], source(town), told.append)
    assert told[0].endswith(f" 256 of {HELD + 1} statements read")
    assert told[-1].endswith(f" {HELD + 1} of {HELD + 1} statements read")
    assert len(told) == 8


def test_contents_that_cannot_be_read_keep_no_bundle_before_them_from_being_taken(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "BATCH", 4 * 256)
    origin = town["france"].origin(next(iter(town["france"].picture.terms)))
    damaged = next(town.outbox("france", "russia").glob("*/*/*/*/content/2"))
    damaged.write_bytes(damaged.read_bytes()[:-2])
    with pytest.raises(PeerError, match="content/2"):
        sync.pull(town["russia"], source(town))
    assert town["russia"].store.size(origin) == 2 * 256
