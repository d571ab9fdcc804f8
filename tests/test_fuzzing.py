"""The fuzzing itself: it counts, it finds, it keeps what it found, and its exit code says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz import plain

ROOT = Path(__file__).parent.parent
LIMITS = plain.Limits(runs=2000, seed=1, length=1000, rss_mb=4096, timeout_s=60)


def fuzz(folder: Path, names: str) -> "subprocess.CompletedProcess[str]":
    settings = {"FUZZ": names, "FUZZ_RUNS": "300", "FUZZ_ENGINE": "plain", "FUZZ_WORK": str(folder)}
    command = [sys.executable, "-m", "fuzz"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False, timeout=300)


def test_every_parser_that_is_named_is_run_and_told_in_a_line(tmp_path: Path) -> None:
    done = fuzz(tmp_path, "note, signed checkpoint")
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line.split() for line in done.stdout.splitlines() if line.endswith(" ok")]
    assert sorted((" ".join(words[:-4]), words[-4]) for words in told) == [("note", "300"), ("signed checkpoint", "300")]


def test_a_parser_that_is_none_is_a_wrong_word(tmp_path: Path) -> None:
    done = fuzz(tmp_path, "nota")
    assert done.returncode == 2
    assert "signed checkpoint" in done.stderr


def test_what_crashes_is_kept(tmp_path: Path) -> None:
    def once(data: bytes) -> None:
        if b"\xff" in data:
            raise KeyError("found")

    with pytest.raises(KeyError):
        plain.run(once, [b"good bytes"], tmp_path / "name-", LIMITS)
    (kept,) = tmp_path.iterdir()
    assert kept.name.startswith("name-crash-")
    assert b"\xff" in kept.read_bytes()


def test_what_takes_too_much_memory_is_kept(tmp_path: Path) -> None:
    with pytest.raises(MemoryError):
        plain.run(lambda data: None, [b"x"], tmp_path / "name-", LIMITS._replace(rss_mb=1))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"x"]


def test_the_same_seed_gives_the_same_inputs(tmp_path: Path) -> None:
    first: list[bytes] = []
    second: list[bytes] = []
    for seen in (first, second):
        plain.run(seen.append, [b"good bytes", b"others"], tmp_path / "name-", LIMITS)
    assert first == second
    assert len(set(first)) > 1000
    assert max(map(len, first)) <= LIMITS.length
