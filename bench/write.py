"""The write path: group commit, the audit of a log."""

from __future__ import annotations

import statistics
from hashlib import sha256
from pathlib import Path

from bench.machine import seconds
from detente.store import Append, Batch
from detente.store.sqlite import SqliteStore
from detente.tlog.merkle import Tree

Row = dict[str, float | str]


def group_commit(folder: Path) -> Row:
    """Leaves a second, one transaction each, against 256 in one transaction, in the same store."""
    store = SqliteStore.open(folder / "s.sqlite")

    def write(count: int, size: int) -> float:
        def work() -> None:
            for _ in range(count // size):
                store.commit(Batch(appends=(Append("log", store.size("log"), (b"x" * 700,) * size, 0.0),)))

        return count / seconds(work)

    single = statistics.median(write(200, 1) for _ in range(5))
    grouped = statistics.median(write(5120, 256) for _ in range(5))
    store.close()
    what = "group commit of 256 against one by one, leaves/s (goal: ratio >= 10)"
    return {"what": what, "ours": grouped, "other": single, "ratio": grouped / single}


def audit(count: int) -> Row:
    """A log rebuilt from its entries, against bare SHA-256 of the same entries."""
    entries = [b"%0200d" % n for n in range(count)]
    ours = seconds(lambda: Tree.from_entries(entries).root())
    bare = seconds(lambda: [sha256(entry).digest() for entry in entries])
    return {
        "what": f"audit of {count} leaves against bare SHA-256, s (goal: 60)",
        "ours": ours,
        "other": bare,
        "ratio": ours / bare,
    }
