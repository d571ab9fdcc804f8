"""The errors of real lists, made on purpose: each takes a position as typed and gives what a person would have typed by mistake.

The classes are those of the table of coordinate errors in the requirements (swap, DMS typed as decimals, a digit transposed, MGRS
halves swapped, …) and those of the documented cases (the submitter's office, another place of the list, the sea).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import mgrs
import numpy as np

from detente.coordinates import read
from detente.geometry.earth import ecef, lonlat
from detente.intake.checks.country import countries_at

Pair = tuple[str, str]
"""Latitude and longitude as typed."""
Mistake = Callable[[Pair, Sequence[Pair], random.Random], Pair | str | None]
"""What was typed instead: two cells, or one text in MGRS; None where this row cannot have this error."""

OFFICE = "office"
"""One position for several rows: `bench.corpus` gives each office `AN_OFFICE` rows of whatever place."""
GRID = mgrs.MGRS()
ED50 = np.array([-87.0, -98.0, -121.0])
"""A usual shift of a local datum to WGS 84, metres."""


def swap(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair | None:
    """Latitude and longitude in each other's cell; where the longitude is no latitude, a reader sees the error by itself."""
    return None if abs(float(at[1])) > 90 else (at[1], at[0])


def dms_as_decimal(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair:
    """36°43'04.91" typed as 36.430491."""
    return _minutes(at[0], "{d}.{m:02}{s:04}"), _minutes(at[1], "{d}.{m:02}{s:04}")


def seconds_as_minutes(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair:
    """43'04.91" read as 43.0491 minutes."""
    return _decimal_minutes(at[0]), _decimal_minutes(at[1])


def seconds_dropped(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair:
    """36°43'04.91" kept as 36°43'."""
    return _whole_minutes(at[0]), _whole_minutes(at[1])


def _split(text: str) -> tuple[str, int, int, int]:
    """Sign, degrees, minutes and hundredths of seconds."""
    hundredths = round(abs(float(text)) * 360_000)
    return "-" if float(text) < 0 else "", hundredths // 360_000, hundredths // 6_000 % 60, hundredths % 6_000


def _minutes(text: str, form: str) -> str:
    sign, d, m, s = _split(text)
    return sign + form.format(d=d, m=m, s=s)


def _decimal_minutes(text: str) -> str:
    sign, d, m, s = _split(text)
    return f"{sign}{d + (m + s / 10_000) / 60:.6f}"


def _whole_minutes(text: str) -> str:
    sign, d, m, _ = _split(text)
    return f"{sign}{d + m / 60:.6f}"


def transposed(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair | None:
    """Two neighbouring digits of one coordinate in each other's place, whole degrees or the first four decimals."""
    which = rng.randrange(2)
    text = at[which]
    end = text.index(".") + 5 if "." in text else len(text)
    digits = [i for i, c in enumerate(text[:end]) if c.isdigit()]
    pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    swapped = text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]
    if abs(float(swapped)) > (90, 180)[which]:
        return None
    return (swapped, at[1]) if which == 0 else (at[0], swapped)


def sign(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair:
    """A minus lost or gained, or the wrong hemisphere, of one coordinate: the negative one where there is one."""
    negative = [i for i in (0, 1) if at[i].startswith("-")]
    which = rng.choice(negative or [0, 1])
    flipped = at[which][1:] if at[which].startswith("-") else f"-{at[which]}"
    return (flipped, at[1]) if which == 0 else (at[0], flipped)


def kept(decimals: int) -> Mistake:
    """So many decimals kept of each coordinate, cut off."""

    def cut(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair:
        return _cut(at[0], decimals), _cut(at[1], decimals)

    return cut


def _cut(text: str, decimals: int) -> str:
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest[:decimals]}" if decimals else whole


def _grid(at: Pair) -> str | None:
    latitude, longitude = float(at[0]), float(at[1])
    text = str(GRID.toMGRS(latitude, longitude)) if -80 <= latitude <= 84 else ""
    return text if len(text) in (14, 15) else None


def grid_halves(at: Pair, others: Sequence[Pair], rng: random.Random) -> str | None:
    """Easting and northing of a grid reference in each other's place."""
    text = _grid(at)
    return text and text[:-10] + text[-5:] + text[-10:-5]


def grid_digit(at: Pair, others: Sequence[Pair], rng: random.Random) -> str | None:
    """The digit of 10 km of one half off by one."""
    text = _grid(at)
    if text is None:
        return None
    place = len(text) - rng.choice((10, 5))
    digit = int(text[place])
    other = digit + 1 if digit == 0 or (digit < 9 and rng.random() < 0.5) else digit - 1
    return text[:place] + str(other) + text[place + 1 :]


def grid_letter(at: Pair, others: Sequence[Pair], rng: random.Random) -> str | None:
    """One letter of the 100 km square off by one: the neighbouring square."""
    text = _grid(at)
    if text is None:
        return None
    place = len(text) - rng.choice((12, 11))
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    for step in rng.sample((-1, 1), 2):
        other = text[:place] + letters[(letters.index(text[place]) + step) % 24] + text[place + 1 :]
        only = read(other).only
        if only is not None and abs(only.latitude - float(at[0])) < 3 and abs(only.longitude - float(at[1])) < 5:
            return other
    return None


def other_place(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair:
    """The position of another row."""
    return rng.choice(others)


def sea(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair | None:
    """The nearest open sea in one of eight directions, in steps of 25 km."""
    latitude, longitude = float(at[0]), float(at[1])
    wide = max(0.05, math.cos(math.radians(latitude)))
    for step in range(1, 61):
        for turn in rng.sample(range(8), 8):
            y = latitude + 0.225 * step * math.sin(turn * math.pi / 4)
            x = longitude + 0.225 * step * math.cos(turn * math.pi / 4) / wide
            if abs(y) < 89 and abs(x) < 180 and not countries_at(x, y):
                return f"{y:.5f}", f"{x:.5f}"
    return None


def datum(at: Pair, others: Sequence[Pair], rng: random.Random) -> Pair:
    """Coordinates of a local datum taken for WGS 84: about 100 to 200 m."""
    moved = lonlat(ecef(np.array([[float(at[1]), float(at[0])]])) + ED50)
    return f"{moved[0, 1]:.6f}", f"{moved[0, 0]:.6f}"


MISTAKES: dict[str, Mistake] = {
    "swapped": swap,
    "sign": sign,
    "DMS as decimals": dms_as_decimal,
    "digits transposed": transposed,
    "MGRS halves swapped": grid_halves,
    "MGRS 100 km letter": grid_letter,
    "MGRS 10 km digit": grid_digit,
    OFFICE: other_place,
    "another place": other_place,
    "sea": sea,
    "decimals kept: 0": kept(0),
    "decimals kept: 1": kept(1),
    "decimals kept: 2": kept(2),
    "decimals kept: 3": kept(3),
    "decimals kept: 4": kept(4),
    "seconds dropped": seconds_dropped,
    "seconds as minutes": seconds_as_minutes,
    "local datum": datum,
}
