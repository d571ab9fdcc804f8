"""An engine is dumped as arrays and held again from them: the same answers, without what is slow to import."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from worlds import a_volume, brute, world

from detente.engine import Engine, Item, make_engine
from detente.geometry import parts
from detente.volume import Circle, Polygon, Volume4D

HERE = (36.2, 35.8)


def through_files(engine: Engine, folder: Path) -> dict[str, NDArray]:
    """What a start-up snapshot does: the arrays come back mapped from disk, and cannot be written."""
    held = {}
    for name, array in engine.arrays().items():
        assert array.dtype != object
        np.save(folder / f"{name}.npy", array)
        held[name] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return held


def test_what_was_dumped_answers_the_same(tmp_path: Path) -> None:
    rng, engine, held = world(7, 80, HERE)
    for key in range(0, 80, 9):
        engine.remove(key)
        del held[key]
    again = make_engine(through_files(engine, tmp_path))
    assert len(again) == len(engine) == len(held)
    for _ in range(10):
        question = parts(a_volume(rng, HERE))
        ours, theirs = engine.screen(question), again.screen(question)
        assert ours.keys.tolist() == theirs.keys.tolist() == brute(question, held)
        assert ours.hits == theirs.hits
        assert ours.groups == theirs.groups


def test_a_loaded_engine_takes_and_lets_go(tmp_path: Path) -> None:
    rng, engine, held = world(8, 60, HERE)
    again = make_engine(through_files(engine, tmp_path))
    for key in (3, 4, 5):
        again.remove(key)
        del held[key]
    for key in (3, 100, 101):
        held[key] = parts(a_volume(rng, HERE))
        again.insert(key, held[key], owner=1, kind=1)
    with pytest.raises(ValueError, match="held already"):
        again.insert(100, held[100], owner=1, kind=1)
    with pytest.raises(KeyError):
        again.remove(4)
    for _ in range(10):
        question = parts(a_volume(rng, HERE))
        assert again.screen(question).keys.tolist() == sorted(brute(question, held))


def test_an_empty_engine_is_held_again(tmp_path: Path) -> None:
    again = make_engine(through_files(make_engine(), tmp_path))
    assert len(again) == 0
    assert again.screen(parts(Volume4D(Circle(HERE, 500.0)))).count == 0


def test_many_at_once_or_none() -> None:
    engine = make_engine()
    here = parts(Volume4D(Circle(HERE, 500.0)))
    engine.insert(2, here, owner=0, kind=0)
    with pytest.raises(ValueError, match="held already"):
        engine.insert_many([Item(1, here, 0, 0), Item(2, here, 0, 0)])
    with pytest.raises(ValueError, match="held already"):
        engine.insert_many([Item(3, here, 0, 0), Item(3, here, 0, 0)])
    assert engine.screen(here).keys.tolist() == [2]
    engine.insert_many([Item(1, here, 0, 0), Item(3, here, 4, 5)])
    assert engine.screen(here).keys.tolist() == [1, 2, 3]
    assert [(g.owner, g.kind, g.count) for g in engine.screen(here).groups] == [(0, 0, 2), (4, 5, 1)]


def test_a_notice_without_a_place_is_held_and_never_found(tmp_path: Path) -> None:
    engine = make_engine()
    engine.insert(5, (), owner=1, kind=1)
    again = make_engine(through_files(engine, tmp_path))
    for held in (engine, again):
        assert len(held) == 1
        assert held.screen(parts(Volume4D(Circle(HERE, 500.0)))).count == 0
        held.remove(5)
        assert len(held) == 0


def test_holding_what_was_dumped_and_asking_once_needs_no_geometry_library(tmp_path: Path) -> None:
    engine = make_engine()
    square = ((36.0, 35.0), (36.1, 35.0), (36.1, 35.1), (36.0, 35.1), (36.0, 35.0))
    engine.insert(1, parts(Volume4D(Polygon((square,)))), owner=0, kind=0)
    engine.insert(2, parts(Volume4D(Circle((37.0, 35.0), 500.0))), owner=0, kind=0)
    through_files(engine, tmp_path)
    program = """
import sys
from pathlib import Path
import numpy as np
from detente.engine import make_engine
from detente.geometry import parts
from detente.volume import Circle, Volume4D
engine = make_engine({f.stem: np.load(f, mmap_mode="r") for f in Path(sys.argv[1]).glob("*.npy")})
found = engine.screen(parts(Volume4D(Circle((38.0, 35.0), 500.0))))
assert (len(engine), found.count) == (2, 0)
print(sorted({"shapely", "pyproj"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
