"""The datum that a row states, and a position whose datum is said to be unknown: off by the largest shift there is (R05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from detente.coordinates import Candidate, Reading
from detente.coordinates.areas import grown
from detente.coordinates.datum_names import WORST_M
from detente.coordinates.model import Doubt

UNKNOWN: Final = "unknown"
"""The code of our forms for a datum that the sender does not know."""


def stated(said: Mapping[str, str]) -> str | None:
    """The datum that a row names; that it is not known names none."""
    word = said.get("datum", "").strip()
    return word if word and word.casefold() != UNKNOWN else None


def widened(reading: Reading, said: Mapping[str, str]) -> Reading:
    """The reading; where the row says that its datum is not known, wider by `WORST_M`, unless the text names one itself."""
    if said.get("datum", "").strip().casefold() != UNKNOWN:
        return reading
    return msgspec.structs.replace(reading, candidates=tuple(_wider(one) for one in reading.candidates))


def _wider(one: Candidate) -> Candidate:
    if one.datum_stated:
        return one
    metres = f"{WORST_M:.0f}"
    unknown = Doubt("datum-unknown", f"the datum is not known; {metres} m were added around the position", {"metres": metres})
    return msgspec.structs.replace(
        one, datum=UNKNOWN, datum_stated=True, area=grown(one.area, WORST_M), accuracy_m=one.accuracy_m + WORST_M,
        doubts=(*one.doubts, unknown),
    )  # fmt: skip
