"""W1: one activity against everything, many activities, and a notice that was published just now."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from bench.machine import best_ms, seconds
from bench.rivals import Flat, RStarTree, StrTree, flat
from bench.workload import Generator, Notice, question
from bench.write import Row
from detente.engine import Engine, Item, make_engine
from detente.geometry import Part, parts

CHUNK = 20_000
ASKED = 600
SLOW = 100
"""Questions for the rival that is much slower."""


class World:
    """The workload, held by each of the three."""

    def __init__(self, scale: float) -> None:
        notices = list(Generator(scale=scale).notices())
        flats = [(key, f) for key, n in enumerate(notices) for v in n.volumes for f in flat(v)]
        rows, keys = [f for _, f in flats], np.array([key for key, _ in flats], dtype=np.int64)
        self.engine: Engine = make_engine()
        self.load_s = seconds(lambda: fill(self.engine, notices))
        self.str = StrTree(rows, keys)
        self.rstar_s = seconds(lambda: setattr(self, "rstar", RStarTree(rows, keys)))
        self.rstar: RStarTree
        self.volumes, self.notices = len(rows), len(notices)
        asked = _asked()
        self.ours = [pieces(n) for n in asked]
        self.flat = [[f for v in n.volumes for f in flat(v)] for n in asked]


def _asked() -> list[Notice]:
    generator = Generator(seed=7)
    return [generator.activity() for _ in range(ASKED)]


def pieces(notice: Notice) -> list[Part]:
    """All parts of a notice."""
    return [part for volume in notice.volumes for part in parts(volume)]


def fill(engine: Engine, notices: Sequence[Notice]) -> None:
    """Let an engine hold the workload."""
    for start in range(0, len(notices), CHUNK):
        engine.insert_many([Item(start + i, pieces(n), 0, n.kind) for i, n in enumerate(notices[start : start + CHUNK])])
        if sys.stderr.isatty():
            print(f"\r{min(start + CHUNK, len(notices))} notices", end="", file=sys.stderr, flush=True)


def one_activity(world: World) -> list[Row]:
    """Everything that meets one activity: the set of keys, as the rivals give it; and with the first twenty measured."""
    for ask, asked in ((world.str.screen, world.flat), (lambda q: world.engine.screen(q, k=0), world.ours)):
        best_ms(ask, asked[:20], 1)  # type: ignore[arg-type]
    theirs = best_ms(world.str.screen, world.flat)
    ours = best_ms(lambda q: world.engine.screen(q, k=0), world.ours)
    measured = best_ms(lambda q: world.engine.screen(q), world.ours, 1)
    slow = best_ms(world.rstar.screen, world.flat[:SLOW], 1)
    fast = best_ms(lambda q: world.engine.screen(q, k=0), world.ours[:SLOW], 1)
    name = f"one activity against {world.volumes} volumes"
    rows = [_row(f"{name}, against STRtree, p50 ms (goal: ratio <= 3)", ours, theirs, 50)]
    rows += [_row(f"{name}, against STRtree, p99 ms (goal: ratio <= 1)", ours, theirs, 99)]
    rows += [_row(f"{name}, against SQLite R*Tree, p{p} ms", fast, slow, p) for p in (50, 99)]
    return rows + [_row(f"the same with the first 20 measured, against STRtree, p{p} ms", measured, theirs, p) for p in (50, 99)]


def _row(what: str, ours: np.ndarray, theirs: np.ndarray, at: int) -> Row:  # type: ignore[type-arg]
    a, b = float(np.percentile(ours, at)), float(np.percentile(theirs, at))
    return {"what": what, "ours": a, "other": b, "ratio": a / b}


def bulk(world: World) -> Row:
    """A plan of many activities screened one after the other."""
    ours = seconds(lambda: [world.engine.screen(q, k=0) for q in world.ours])
    theirs = seconds(lambda: [world.str.screen(q) for q in world.flat])
    what = f"a plan of {len(world.ours)} activities, activities/s"
    return {"what": what, "ours": len(world.ours) / ours, "other": len(world.flat) / theirs, "ratio": theirs / ours}


def agreement(world: World) -> Row:
    """How many notices each finds: the metrics differ (geodesic here, one plane there), so the counts do by a little."""
    ours = sum(world.engine.screen(q, k=0).count for q in world.ours)
    theirs = sum(len(world.str.screen(q)) for q in world.flat)
    return {"what": "notices found in all (geodesic against one plane)", "ours": ours, "other": theirs, "ratio": ours / theirs}


def published(world: World) -> Row:
    """A notice is inserted, and the very next question finds it; the rival plants its tree anew."""
    middle = (38.123, 35.321)
    asked, key = list(parts(question(middle, 1_000.0))), world.notices
    fresh = parts(question(middle, 500.0))

    def work() -> None:
        world.engine.insert(key, fresh, owner=0, kind=0)
        if key not in world.engine.screen(asked, k=0).keys:
            raise RuntimeError("the very next check did not see a published notice")

    ours = seconds(work) * 1000
    row: list[Flat] = flat(question(middle, 500.0))
    theirs = seconds(lambda: (row, world.str.plant())) * 1000
    world.engine.remove(key)
    return {
        "what": "a notice published and seen by the very next check, ms",
        "ours": ours,
        "other": theirs,
        "ratio": ours / theirs,
    }
