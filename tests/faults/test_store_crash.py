"""kill -9 at any instant: what was acknowledged is there, and nothing is half there (A3)."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from detente.store.sqlite import SqliteStore

WRITER = """
import sys
from pathlib import Path
from detente.store import Append, Batch, Content, Row
from detente.store.sqlite import SqliteStore
store = SqliteStore.open(Path(sys.argv[1]))
while True:
    n = store.size("a")
    leaves = (str(n).encode(), str(n + 1).encode())
    rows = tuple(Row("a", n + i, b"row") for i in (0, 1))
    contents = tuple(Content("a", n + i, "exact", b"s", b"c") for i in (0, 1))
    store.commit(Batch(appends=(Append("a", n, leaves, 1.0), Append("b", n, leaves, 1.0)), contents=contents, rows=rows))
    print(n + 2, flush=True)
"""


@pytest.mark.parametrize("after", [1, 2, 5, 17, 40, 90])
def test_kill_under_load(tmp_path: Path, after: int) -> None:
    path = tmp_path / "s.sqlite"
    for _ in range(2):
        acknowledged = kill_after(path, after)
        store = SqliteStore.open(path)
        assert store.size("a") == store.size("b") >= acknowledged
        assert [int(leaf) for _, leaf, _ in store.leaves("a")] == list(range(store.size("a")))
        assert len(list(store.rows())) == len(list(store.contents("a"))) == store.size("a")
        assert store.check() == []
        store.close()


def kill_after(path: Path, lines: int) -> int:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = 0
    for _ in range(lines):
        acknowledged = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()
    return int(rest[-1]) if rest else acknowledged
