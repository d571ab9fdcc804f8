"""What a text that gives a position was understood as: frozen structs, degrees WGS 84, metres."""

from __future__ import annotations

from typing import Literal

import msgspec

Format = Literal["DD", "DDM", "DMS", "UTM", "UPS", "MGRS", "PLUSCODE", "GEOURI", "LINK"]


class Doubt(msgspec.Struct, frozen=True):
    """Something that a person should look at. ``code`` is stable and for programs, ``words`` are for people (English); ``args``
    are what the words were made of, for other languages."""

    code: str
    words: str
    args: dict[str, str] = {}


class Area(msgspec.Struct, frozen=True):
    """Every place that a text may mean: a box in degrees WGS 84. Across the antimeridian ``west`` is greater than ``east``."""

    south: float
    west: float
    north: float
    east: float


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One way to understand a text.

    ``latitude``, ``longitude``: the middle of ``area``, degrees WGS 84, after any datum shift; as typed where a pole cuts the
    area. ``accuracy_m``: radius around it that holds the whole area, which the uncertainty of the datum shift has widened.
    ``datum``: as stated, or the assumed one; ``datum_stated`` says which. ``how``: the reading in words ("latitude first; comma
    as decimal point").
    """

    latitude: float
    longitude: float
    area: Area
    accuracy_m: float
    format: Format
    datum: str = "WGS 84"
    datum_stated: bool = False
    how: str = ""
    doubts: tuple[Doubt, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """A text as typed, beside everything that it may mean. No candidate: ``problem`` says why, ``hint`` what to do next."""

    text: str
    candidates: tuple[Candidate, ...] = ()
    problem: str = ""
    hint: str = ""

    @property
    def only(self) -> Candidate | None:
        """The candidate, where there is exactly one."""
        return self.candidates[0] if len(self.candidates) == 1 else None
