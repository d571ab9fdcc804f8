"""Conflicts in words: the three answers, with basis, bounds, whose data, as of when.

`answer` asks the engine what meets a volume and puts it beside what the answer rests on; `explain` says it in plain words, one
fact a line. No word here says that a place may be struck or that anything was permitted (G2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

import msgspec
import numpy as np

from detente.engine import Engine, Hit, Screening
from detente.geometry import parts
from detente.notice import PRESUMPTION
from detente.volume import Position, Volume4D

NEARBY_M: Final = 5_000.0
NEARBY_S: Final = 3_600.0
NEARBY_SHOWN: Final = 5
A_BUILDING_M: Final = 100.0
"""A place known no better than this is an area, and every answer that names it says so (R05)."""
ANY_HEIGHT_M: Final = 1e7


class Kind(NamedTuple):
    """A kind of notice as the engine knows it, and what it does in the check of an activity or a place."""

    kind: str
    stance: str
    meets: Literal["conflict", "accompanies"]


KINDS: Final[tuple[Kind, ...]] = (
    Kind("site", "", "conflict"),
    Kind("movement", "", "conflict"),
    Kind("emergency", "", "conflict"),
    Kind("activity", "", "conflict"),
    Kind("presence", "some", "conflict"),
    Kind("presence", "none", "accompanies"),
    Kind("area", "refrain", "conflict"),
    Kind("area", "coordinate-first", "conflict"),
    Kind("area", "closed", "conflict"),
    Kind("area", "special-caution", "conflict"),
    Kind("area", "no-objection", "accompanies"),
)
CODES: Final = {(k.kind, k.stance): number for number, k in enumerate(KINDS)}
_CONFLICTING: Final = frozenset(number for number, k in enumerate(KINDS) if k.meets == "conflict")
_ACCOMPANYING: Final = frozenset(range(len(KINDS))) - _CONFLICTING
_ONLY_ACTIVITIES: Final = frozenset({CODES["activity", ""]})


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk may be told about one held notice. ``known_to_m``: how well its notifier knew the place, metres; 0: not stated.

    ``validated_by``: who else than its notifier verified a site (R27): nobody validates themselves.
    """

    origin: str
    index: int
    party: str
    agreement_title: str
    kind: str
    title: str
    state: str
    stance: str = ""
    level: str = "exact"
    clause: str = ""
    contact: str = ""
    released_by: str = ""
    known_to_m: float = 0.0
    validated_by: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Whose information an answer rests on: its last word (RFC 3339 or empty), statements kept from us, statements missing."""

    party: str
    agreement_title: str
    last_heard: str = ""
    undisclosed: int = 0
    missing: int = 0


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer rests on. ``reasons``: why it is incomplete. ``expired``: the list itself is past its date."""

    as_of: str
    sources: tuple[Source, ...] = ()
    reasons: tuple[str, ...] = ()
    expired: bool = False


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """One notice that meets the question. Distances in metres with their bound; window RFC 3339, empty where open-ended."""

    notice: Known
    distance_m: float
    distance_bound_m: float
    threshold_m: float
    gap_m: float
    gap_basis: str
    time_start: str
    time_end: str
    within_tolerance: bool
    here: Position
    there: Position


class Count(msgspec.Struct, frozen=True):
    """How many notices of one kind of one party meet the question."""

    party: str
    kind: str
    count: int


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a check."""

    answer: Literal["conflict", "notice nearby", "no notice found"]
    basis: Literal["complete", "incomplete"]
    as_of: str
    count: int = 0
    conflicts: tuple[Conflict, ...] = ()
    groups: tuple[Count, ...] = ()
    nearby_count: int = 0
    nearby: tuple[Conflict, ...] = ()
    accompanying: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    presumption: str = PRESUMPTION


def code(kind: str, stance: str = "") -> int:
    """The engine's number of a kind (areas and presences by stance). `KeyError` for kinds that have no place in the engine."""
    return CODES[kind, stance]


def codes_meeting(kind: str) -> frozenset[int]:
    """Which kinds conflict with this one: everything with an activity or a place that is asked about, else activities alone."""
    return _CONFLICTING if kind in {"activity", "check"} else _ONLY_ACTIVITIES


def answer(
    volumes: Sequence[Volume4D],
    *,
    engine: Engine,
    lookup: Callable[[int], Known],
    facts: Facts,
    kind: str = "check",
    separation_m: float = 0.0,
    vertical_m: float = 0.0,
    skew_s: float = 0.0,
    k: int = 20,
    nearby_m: float = NEARBY_M,
    keys: Collection[int] | None = None,
) -> Answer:
    """What is known about the volumes, among all notices held or the given ``keys``.

    ``separation_m``, ``vertical_m``, ``skew_s``: what the agreement asks to be kept. An expired list never answers `no notice
    found`: what it held is presumed to stand, so the answer is `notice nearby`.
    """
    pieces = [part for i, volume in enumerate(volumes) for part in parts(volume, f"$[{i}]")]
    limits = {"separation_m": separation_m, "vertical_m": vertical_m, "skew_s": skew_s}
    found = engine.screen(pieces, **limits, k=k, kinds=codes_meeting(kind), keys=keys)
    wide = {"separation_m": separation_m + nearby_m, "vertical_m": ANY_HEIGHT_M, "skew_s": skew_s + NEARBY_S}
    around = engine.screen(pieces, **wide, k=0, kinds=codes_meeting(kind), keys=keys)
    outside = np.setdiff1d(around.keys, found.keys, assume_unique=True).tolist()
    near = engine.screen(pieces, **wide, k=min(k, NEARBY_SHOWN), kinds=None, keys=outside).hits if outside else ()
    beside = engine.screen(pieces, k=k, kinds=_ACCOMPANYING, keys=keys) if kind in {"activity", "check"} else None
    return Answer(
        answer="conflict" if found.count else "notice nearby" if outside or facts.expired else "no notice found",
        basis="incomplete" if facts.reasons or facts.expired else "complete",
        as_of=facts.as_of,
        count=found.count,
        conflicts=tuple(_conflict(hit, lookup) for hit in found.hits),
        groups=_counts(found, lookup),
        nearby_count=len(outside),
        nearby=tuple(_conflict(hit, lookup) for hit in near),
        accompanying=_accompanying(beside, lookup),
        reasons=facts.reasons + (("the list has expired: what it held is presumed to stand",) if facts.expired else ()),
        sources=facts.sources,
    )


def _conflict(hit: Hit, lookup: Callable[[int], Known]) -> Conflict:
    meeting = hit.meeting
    return Conflict(
        notice=lookup(hit.key),
        distance_m=round(meeting.distance.metres, 3),
        distance_bound_m=round(meeting.distance.bound_m, 4),
        threshold_m=round(meeting.threshold_m, 3),
        gap_m=round(meeting.gap.metres, 2),
        gap_basis=meeting.gap.basis,
        time_start=_time(meeting.window[0]),
        time_end=_time(meeting.window[1]),
        within_tolerance=meeting.within_tolerance,
        here=meeting.distance.here,
        there=meeting.distance.there,
    )


def _time(seconds: float) -> str:
    return "" if math.isinf(seconds) else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _counts(found: Screening, lookup: Callable[[int], Known]) -> tuple[Count, ...]:
    totals: dict[tuple[str, str], int] = {}
    for key in found.keys.tolist():
        known = lookup(key)
        totals[known.party, known.kind] = totals.get((known.party, known.kind), 0) + 1
    return tuple(Count(party, kind, count) for (party, kind), count in sorted(totals.items()))


def _accompanying(found: Screening | None, lookup: Callable[[int], Known]) -> tuple[str, ...]:
    words = []
    for hit in found.hits if found else ():
        known = lookup(hit.key)
        if known.kind == "area":
            words.append(f"{known.party} has no objection within “{known.title}”; this is not an authorisation")
        else:
            words.append(f"{known.party} asserts that it has nobody within “{known.title}”: a claim, not a fact")
    return tuple(words)


# --- in plain words ------------------------------------------------------------------------------------------------------


def explain(given: Answer) -> tuple[str, ...]:
    """The answer in plain words, in the order in which an officer reads; the last line is the sentence of G4."""
    head = {
        "conflict": f"CONFLICT with {_notices(given.count)}",
        "notice nearby": f"NOTICE NEARBY: {_notices(given.nearby_count)}",
        "no notice found": "NO NOTICE FOUND",
    }[given.answer]
    lines = [head]
    for conflict in given.conflicts:
        lines += _conflict_lines(conflict)
    if given.count > len(given.conflicts):
        lines.append(f"  … and {given.count - len(given.conflicts)} more; all together:")
        lines += [f"    {c.party}: {c.count} of kind {c.kind}" for c in given.groups]
    lines += [f"  nearby: {_who(c.notice)}, {_apart(c.notice, c.distance_m, 'away')}" for c in given.nearby[:NEARBY_SHOWN]]
    more = given.nearby_count - len(given.nearby[:NEARBY_SHOWN])
    lines += [f"  nearby: {_notices(more)} more"] if more > 0 else []
    lines += [f"  {words}" for words in given.accompanying]
    lines.append(f"basis: {given.basis}, as of {given.as_of}")
    lines += [f"  because {reason}" for reason in given.reasons]
    lines += [_source_line(source) for source in given.sources]
    return (*lines, given.presumption)


def _notices(count: int) -> str:
    return f"{count} notice{'' if count == 1 else 's'}"


def _who(known: Known) -> str:
    kind = f"{known.kind} ({known.stance})" if known.stance else known.kind
    title = f" “{known.title}”" if known.title else ""
    coarse = ", known to the cell only" if known.level == "cell" else ""
    place = f", its place known to {length(known.known_to_m)} only" if known.known_to_m > A_BUILDING_M else ""
    others = f", validated by {', '.join(known.validated_by)}" if known.validated_by else ", not validated"
    validated = others if known.kind == "site" and known.level == "exact" else ""
    passed_on = f", the words of {known.released_by}, released by it" if known.released_by else ""
    return f"{known.party}: {kind}{title}, {known.state}{validated}{coarse}{place}{passed_on}"


def _apart(known: Known, metres: float, words: str = "apart") -> str:
    """A distance in words; to a place that is an area, the least and the most that it can be (R05)."""
    if known.known_to_m <= A_BUILDING_M:
        return f"{length(metres)} {words}"
    least = max(0.0, metres - known.known_to_m)
    return (
        f"between {length(least)} and {length(metres + known.known_to_m)} {words}" if least else "within the area where it lies"
    )


def _conflict_lines(conflict: Conflict) -> list[str]:
    known = conflict.notice
    apart = _apart(known, conflict.distance_m) if conflict.distance_m else "the footprints meet"
    asked = f"; {length(conflict.threshold_m)} asked" if conflict.threshold_m else ""
    doubt = "; within tolerance: position or measure leaves it open" if conflict.within_tolerance else ""
    heights = "altitudes overlap" if conflict.gap_m == 0 else f"{length(conflict.gap_m)} between the altitudes"
    lines = [
        f"  {_who(known)}",
        f"    distance: {apart}{asked} (± {conflict.distance_bound_m * 1000:.0f} mm){doubt}",
        f"    heights: {heights} ({conflict.gap_basis})",
        f"    time: {conflict.time_start or 'always'} to {conflict.time_end or 'open end'}",
    ]
    clause = f"clause: {known.clause} of “{known.agreement_title}”" if known.clause else ""
    ask = f"ask: {known.contact}" if known.contact else ""
    return [*lines, f"    {'; '.join(filter(None, (clause, ask)))}"] if clause or ask else lines


def _source_line(source: Source) -> str:
    heard = f"last heard {source.last_heard}" if source.last_heard else "never heard"
    hidden = f", {source.undisclosed} statements not disclosed to us" if source.undisclosed else ""
    missing = f", {source.missing} missing" if source.missing else ""
    return f"  {source.party} (“{source.agreement_title}”): {heard}{hidden}{missing}"


def length(metres: float) -> str:
    """A distance as people read it."""
    return f"{metres / 1000:.2f} km" if metres >= 1000 else f"{metres:.0f} m" if metres >= 10 else f"{metres:.2f} m"
