"""A mutation engine for machines without atheris: seeded, blind to coverage, with the same limits and the same words."""

from __future__ import annotations

import random
import resource
import signal
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

WORDS: Final = (
    b"", b"\0", b"\n", b"\n\n", b"{", b"[", b"]", b"}", b'"', b"\xff", b"NaN", b"1e999", b"-1", b"0", b"9" * 400, b"9" * 5000,
    b"[" * 300, b"a." * 300, b"\xe2\x80\x94 ", b"\xc2\xb2", b"\xef\xbb\xbf", b"\\u0000", b"null", b"true", b"2026-01-01T00:00Z",
)  # fmt: skip
"""What parsers stumble over."""


class TooLong(BaseException):
    """One input took longer than it may. No `Exception`, so that no parser takes it for an error of its own."""


def mutated(rng: random.Random, data: bytes, other: bytes, limit: int) -> bytes:
    """``data`` with some bytes changed, put in, taken out, doubled, or taken from ``other``."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        at, count = rng.randrange(len(data) + 1), rng.choice((0, 1, 1, 2, 8, 40))
        match rng.randrange(6):
            case 0:
                data = data[:at] + rng.choice(WORDS) + data[at + count :]
            case 1:
                data = data[:at] + rng.randbytes(count) + data[at + count :]
            case 2:
                data = data[:at] + bytes(b ^ 1 << rng.randrange(8) for b in data[at : at + 1]) + data[at + 1 :]
            case 3:
                data = data[:at] + data[at : at + count] * rng.choice((2, 3, 50)) + data[at + count :]
            case 4:
                start = rng.randrange(len(other) + 1)
                data = data[:at] + other[start : start + count] + data[at + count :]
            case _:
                data = data[:at] + data[at + count :]
    return data[:limit]


class Limits(NamedTuple):
    """How many inputs from which seed, how long each, how much memory, how many seconds for one."""

    runs: int
    seed: int
    length: int
    rss_mb: int
    timeout_s: int


def run(once: Callable[[bytes], object], seeds: Sequence[bytes], artifact: Path, limits: Limits) -> None:
    """Hand inputs to ``once``; the first finding is written beside ``artifact``, said, and raised."""
    rng, start, data = random.Random(limits.seed), time.monotonic(), b""

    def too_long(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, too_long)
    done = 0
    try:
        for done in range(1, limits.runs + 1):
            data = seeds[done - 1] if done <= len(seeds) else mutated(rng, rng.choice(seeds), rng.choice(seeds), limits.length)
            signal.alarm(limits.timeout_s)
            once(data)
            if done & (done - 1) == 0:
                print(f"#{done}\tpulse", flush=True)
            if peak_mb() > limits.rss_mb:
                raise MemoryError(f"more than {limits.rss_mb} MB")
    except BaseException:
        path = artifact.with_name(f"{artifact.name}crash-{sha256(data).hexdigest()[:40]}")
        path.write_bytes(data)
        print(f"Test unit written to {path}", flush=True)
        raise
    finally:
        signal.alarm(0)
        print(f"stat::number_of_executed_units: {done}\nstat::seconds: {time.monotonic() - start:.0f}")
        print(f"stat::peak_rss_mb: {peak_mb()}", flush=True)


def peak_mb() -> int:
    """The most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
