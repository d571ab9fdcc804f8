"""Typed positions: reads a second for each format, and time against the length of a text."""

from __future__ import annotations

import statistics
from typing import Final

from bench.machine import seconds
from bench.write import Row
from detente.coordinates import read, read_pair
from detente.coordinates.reading import LONGEST

GOAL: Final = 30_000
TEXTS: Final = {
    "decimal degrees": "36.718031, 68.862211",
    "decimal degrees with commas": "36,718031; 68,862211",
    "degrees, minutes, seconds": "36°43'04.91\"N 068°51'43.96\"E",
    "Arabic digits": "٣٦٫٧١٨٠٣١ ش ٦٨٫٨٦٢٢١١ ق",
    "MGRS": "42S VF 87694 63602",
    "UTM": "UTM 42 north 487695 4063602",
    "plus code": "8J8CPV96+6V8",
    "link": "https://yandex.ru/maps/?pt=68.862211,36.718031&z=17",
    "degrees in ED50": "36.2 N 36.16 E ED50",
    "no position": "hospital near the bridge",
}
HARD: Final = {
    "digits": "1", "commas": "1,", "dots": "1.", "dashes": "1-", "spaced dashes": "1 - ", "colons": "1:", "words": "n ",
    "one word": "a", "degrees": "1°", "spaces": " ", "minus": "-", "thousands": "1 234 ", "letters s": "1s",
    "percent": "http://a%20", "marks": "'",
}  # fmt: skip
"""What a text is filled with: every piece that a pattern of ours could go back over."""
LENGTHS: Final = (10, 50, 100, 250, LONGEST)


def rates(count: int = 2_000) -> list[Row]:
    """Reads a second, against the goal for decimal degrees."""
    read_pair(36.718031, 68.862211)
    rows: list[Row] = []
    for name, text in TEXTS.items():
        read(text)
        rate = statistics.median(count / seconds(lambda text=text: [read(text) for _ in range(count)]) for _ in range(5))
        rows.append({"what": f"positions read, {name}, 1/s", "ours": rate, "other": GOAL, "ratio": rate / GOAL})
    return rows


def lengths(count: int = 50) -> list[Row]:
    """Microseconds for the worst filling of a text of the full length, against a text of a tenth of it: 10 is linear."""
    rows: list[Row] = []
    for name, piece in HARD.items():
        long, short = (piece * LONGEST)[:LONGEST], (piece * LONGEST)[: LONGEST // 10]
        ours, other = _microseconds(long, count), _microseconds(short, count)
        rows.append(
            {
                "what": f"a text of {LONGEST} against {LONGEST // 10}, {name}, us",
                "ours": ours,
                "other": other,
                "ratio": ours / other,
            }
        )
    return rows


def curve(piece: str, count: int = 50) -> dict[int, float]:
    """Microseconds by length for one filling."""
    return {length: _microseconds((piece * length)[:length], count) for length in LENGTHS}


def _microseconds(text: str, count: int) -> float:
    read(text)
    return 1e6 * min(seconds(lambda: [read(text) for _ in range(count)]) for _ in range(5)) / count
