"""Incidents: claims side by side, and what physics says of each. Claims are claims: no verdict, no blame (G14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from detente.notice import Claim


class Speed(msgspec.Struct, frozen=True):
    """The ground speed that a claim implies, metres per second, beside the range that its author calls usual."""

    low_mps: float
    high_mps: float
    flag: Literal["below the usual range", "within the usual range", "above the usual range", "no usual range stated"]


def implied_speed(claim: Claim) -> Speed | None:
    """Least and greatest speed from the claimed distances (metres) and durations (seconds); None where one is not claimed."""
    if claim.distance_m is None or claim.duration_s is None or min(claim.duration_s) <= 0:
        return None
    low = min(claim.distance_m) / max(claim.duration_s)
    high = max(claim.distance_m) / min(claim.duration_s)
    if claim.usual_speed_mps is None:
        return Speed(low, high, "no usual range stated")
    slowest, fastest = min(claim.usual_speed_mps), max(claim.usual_speed_mps)
    if high < slowest:
        return Speed(low, high, "below the usual range")
    return Speed(low, high, "above the usual range" if low > fastest else "within the usual range")


def side_by_side(claims: Iterable[Claim]) -> dict[str, tuple[Claim, ...]]:
    """Claims of all parties by topic, each topic by party; nothing is dropped and nothing decided."""
    topics: dict[str, list[Claim]] = {}
    for claim in claims:
        topics.setdefault(claim.topic or claim.about, []).append(claim)
    return {topic: tuple(sorted(found, key=lambda c: (c.party, c.id))) for topic, found in sorted(topics.items())}


def explain(claims: Iterable[Claim]) -> tuple[str, ...]:
    """Claims in plain words, one a line, with the speed that each implies."""
    lines = []
    for topic, found in side_by_side(claims).items():
        lines.append(f"{topic}:")
        for claim in found:
            speed = implied_speed(claim)
            words = f" [implies {_range(speed)} m/s: {speed.flag}]" if speed else ""
            lines.append(f"  {claim.party} claims: {claim.says}{words}")
    return tuple(lines)


def _range(speed: Speed) -> str:
    low, high = f"{speed.low_mps:.0f}", f"{speed.high_mps:.0f}"
    return low if low == high else f"{low} to {high}"
