"""What a figure was measured on, and how a time is taken."""

from __future__ import annotations

import gc
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

Question = TypeVar("Question")


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best_ms(ask: Callable[[Question], object], questions: Sequence[Question], rounds: int = 3) -> NDArray[np.float64]:
    """Milliseconds for each question: the least of some rounds, so that a busy machine tells less."""
    gc.collect()
    gc.freeze()  # what is held is not looked through again while a question is timed: the same for all
    taken = [[seconds(lambda q=q: ask(q)) * 1000 for q in questions] for _ in range(rounds)]  # type: ignore[misc]
    return np.array(taken).min(axis=0)


def fsync_ms(folder: Path) -> float:
    """The median of fifty small durable writes: what no database can be faster than."""
    with (folder / "fsync").open("wb") as file:

        def once() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return statistics.median(seconds(once) for _ in range(50)) * 1000


def describe(folder: Path) -> dict[str, object]:
    """Versions, cores, load, and the time of a durable write."""
    return {
        "python": platform.python_version(), "numpy": np.__version__, "shapely": shapely.__version__,
        "geos": shapely.geos_version_string, "pyproj": pyproj.__version__, "sqlite": sqlite3.sqlite_version,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores", "load": round(os.getloadavg()[0], 2),
        "fsync_ms": round(fsync_ms(folder), 3),
    }  # fmt: skip
