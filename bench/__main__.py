"""``python -m bench``: versions, load and the fsync line first, then a table with ratios; the same as JSON in bench/results."""

from __future__ import annotations

import json
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj
import shapely

from detente.engine import make_engine
from detente.geometry import parts
from detente.store import Append, Batch
from detente.store.sqlite import SqliteStore
from detente.tlog.merkle import Tree
from detente.volume import Circle, Volume4D

QUICK = "--quick" in sys.argv
RESULTS = Path(__file__).parent / "results"
Row = dict[str, float | str]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fsync_ms(folder: Path) -> float:
    with (folder / "fsync").open("wb") as file:

        def once() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return statistics.median(seconds(once) for _ in range(50)) * 1000


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
    return {
        "what": "group commit of 256 against one by one, leaves/s",
        "ours": grouped,
        "other": single,
        "ratio": grouped / single,
    }


def audit() -> Row:
    """A log rebuilt from its entries, against bare SHA-256 of the same entries."""
    from hashlib import sha256

    entries = [b"%0200d" % n for n in range(100_000 if QUICK else 1_000_000)]
    ours = seconds(lambda: Tree.from_entries(entries).root())
    bare = seconds(lambda: [sha256(entry).digest() for entry in entries])
    return {"what": f"audit of {len(entries)} leaves, s", "ours": ours, "other": bare, "ratio": ours / bare}


def one_question() -> list[Row]:
    """One place against many sites, beside a shapely STRtree over points in degrees (planar, no heights, no times)."""
    rng = random.Random(20151126)
    count = 20_000 if QUICK else 100_000
    places = [(round(rng.uniform(36, 46), 7), round(rng.uniform(32, 38), 7)) for _ in range(count)]
    engine = make_engine()
    for key, place in enumerate(places):
        engine.insert(key, parts(Volume4D(Circle(place, 500.0))), owner=0, kind=0)
    tree = shapely.STRtree(shapely.points(np.array(places)))
    asked = [(round(rng.uniform(36, 46), 7), round(rng.uniform(32, 38), 7)) for _ in range(200)]
    ours = [seconds(lambda p=p: engine.screen(parts(Volume4D(Circle(p, 2000.0))))) for p in asked]
    other = [seconds(lambda p=p: tree.query(shapely.Point(p), predicate="dwithin", distance=2500 / 111_000)) for p in asked]
    rows: list[Row] = []
    for name, at in (("p50", 50), ("p99", 99)):
        a, b = (float(np.percentile(x, at)) * 1000 for x in (ours, other))
        rows.append({"what": f"one question against {count} sites, {name}, ms", "ours": a, "other": b, "ratio": a / b})
    return rows


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        head = {
            "python": platform.python_version(), "numpy": np.__version__, "shapely": shapely.__version__,
            "geos": shapely.geos_version_string, "pyproj": pyproj.__version__, "sqlite": sqlite3.sqlite_version,
            "machine": f"{platform.machine()}, {os.cpu_count()} cores", "load": round(os.getloadavg()[0], 2),
            "fsync_ms": round(fsync_ms(folder), 3),
        }  # fmt: skip
        print("  ".join(f"{key} {value}" for key, value in head.items()), flush=True)
        rows = [group_commit(folder), audit(), *one_question()]
    print(f"{'':62}{'ours':>14}{'other':>14}{'ratio':>9}")
    for row in rows:
        print(f"{row['what']:62}{row['ours']:14.3f}{row['other']:14.3f}{row['ratio']:9.2f}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps({"head": head, "rows": rows}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
