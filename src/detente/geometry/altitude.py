"""Altitude bands: stated, padded to the worst case of their datum, and compared.

Comparing always works. Alike datums compare as stated; unlike or unknown ones on the WGS 84 ellipsoid, padded to the worst case,
and the basis says so. No conversion without a grid ever happens silently.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from detente.volume import Altitude, Reference, metres

GEOID_M: Final = (-107.0, 86.0)
"""Range of mean sea level above the ellipsoid on earth (EGM96 -106.99 … 85.39 m)."""
TERRAIN_M: Final = (-430.0, 8_850.0)
"""Range of the ground above mean sea level."""
PRESSURE_M: Final = 600.0
PRESSURE_SHARE: Final = 0.12
"""A flight level lies within 600 m + 12 % of its number: pressures 940-1050 hPa, air 30 K from standard."""
NAMES: Final[dict[Reference, str]] = {
    "W84": "above the WGS 84 ellipsoid",
    "AMSL": "above mean sea level",
    "AGL": "above the ground",
    "STD": "pressure altitudes",
    "UNKNOWN": "of unknown datum",
}
ALIKE: Final = frozenset({"W84", "AMSL", "STD"})


class Band(NamedTuple):
    """``lower_m`` … ``upper_m`` metres above the ellipsoid, padded; ``raw_*`` metres in ``reference`` if both share it."""

    lower_m: float = -math.inf
    upper_m: float = math.inf
    raw_lower_m: float = -math.inf
    raw_upper_m: float = math.inf
    reference: Reference | None = None


class Gap(NamedTuple):
    """Least vertical gap in metres (0 where the bands overlap), how much padding it contains, and what was compared."""

    metres: float
    padding_m: float
    basis: str


def band(lower: Altitude | None, upper: Altitude | None) -> Band:
    """The band between two stated altitudes; an absent one is unbounded."""
    given = {altitude.reference for altitude in (lower, upper) if altitude is not None}
    raw_lower = metres(lower) if lower else -math.inf
    raw_upper = metres(upper) if upper else math.inf
    padded_lower = _padded(lower, 0) if lower else -math.inf
    padded_upper = _padded(upper, 1) if upper else math.inf
    if len(given) != 1:
        return Band(padded_lower, padded_upper)
    return Band(padded_lower, padded_upper, raw_lower, raw_upper, given.pop())


def _padded(altitude: Altitude, end: int) -> float:
    value = metres(altitude)
    pressure = (PRESSURE_M + PRESSURE_SHARE * abs(value)) * (1 if end else -1)
    pads = {
        "W84": 0.0,
        "AMSL": GEOID_M[end],
        "AGL": GEOID_M[end] + TERRAIN_M[end],
        "STD": GEOID_M[end] + pressure,
    }
    worst = max(pads.values()) if end else min(pads.values())
    return value + pads.get(altitude.reference, worst)


def vertical_gap(a: Band, b: Band, *, touching: bool) -> Gap:
    """The gap between two bands. ``touching``: the footprints meet, so that heights above ground have the same ground."""
    if a.reference is not None and a.reference == b.reference and (a.reference in ALIKE or (a.reference == "AGL" and touching)):
        return Gap(_gap(a.raw_lower_m, a.raw_upper_m, b.raw_lower_m, b.raw_upper_m), 0.0, f"both {NAMES[a.reference]}")
    gap = _gap(a.lower_m, a.upper_m, b.lower_m, b.upper_m)
    if _unbounded(a) or _unbounded(b):
        return Gap(gap, 0.0, "one of them has no altitude limits")
    padding = _padding(a) + _padding(b)
    words = f"{_words(a)} against {_words(b)}: worst case without terrain and geoid, {padding:.0f} m of padding"
    return Gap(gap, padding, words)


def _gap(lower_a: float, upper_a: float, lower_b: float, upper_b: float) -> float:
    return max(0.0, lower_b - upper_a, lower_a - upper_b)


def _unbounded(x: Band) -> bool:
    return math.isinf(x.lower_m) and math.isinf(x.upper_m)


def _padding(x: Band) -> float:
    pads = [
        abs(p - r) for p, r in ((x.lower_m, x.raw_lower_m), (x.upper_m, x.raw_upper_m)) if math.isfinite(p) and math.isfinite(r)
    ]
    return max(pads, default=0.0)


def _words(x: Band) -> str:
    return NAMES[x.reference] if x.reference else "altitudes of two datums"
