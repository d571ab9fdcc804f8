"""The nearest alternatives of a plan that meet nothing known: earlier or later, higher or lower, sideways (M6).

In each direction the plan is moved as a whole, step by step, and the first step that meets nothing held is the nearest. A step is
passed over only where a conflict that was measured nearer by is certain to last until there; so the nearest is the same as if
every step had been asked about. An alternative says only that nothing held meets it; it permits nothing (G2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Literal, NamedTuple

import msgspec

from detente import move
from detente.engine import Engine, Hit, Screening
from detente.errors import InputError
from detente.geometry import Part, parts
from detente.volume import Altitude, Corridor, Segment, Volume4D, metres

Direction = Literal[
    "earlier", "later", "higher", "lower", "left", "right", "sideways",
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west",
]  # fmt: skip
COURSES: Final[tuple[Direction, ...]] = (
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west",
)  # fmt: skip
MEASURED: Final = 8
"""How many of the conflicts at a step are measured in order to pass over steps."""
MARGIN_M: Final = 0.1
"""Rounding of positions to `DECIMALS`, with room to spare."""
MARGIN_S: Final = 0.001


class Search(msgspec.Struct, frozen=True):
    """How far is looked, and in which steps. Altitudes that are not all in metres are moved in steps of 500 ft."""

    time_s: float = 12 * 3600.0
    time_step_s: float = 300.0
    height_m: float = 3000.0
    height_step_m: float = 100.0
    sideways_m: float = 50_000.0
    sideways_step_m: float = 500.0


class Against(NamedTuple):
    """What a plan is held against: an engine, the kinds and keys in it that count (all where None), and what is to be kept."""

    engine: Engine
    kinds: Collection[int] | None = None
    keys: Collection[int] | None = None
    separation_m: float = 0.0
    vertical_m: float = 0.0
    skew_s: float = 0.0

    def screen(self, pieces: Sequence[Part], k: int = MEASURED) -> Screening:
        """What meets these parts, the nearest ``k`` measured."""
        return self.engine.screen(
            pieces, separation_m=self.separation_m, vertical_m=self.vertical_m, skew_s=self.skew_s, k=k, kinds=self.kinds,
            keys=self.keys,
        )  # fmt: skip


class Move(NamedTuple):
    """A plan moved as a whole. ``amount``: seconds or metres; ``share``: of the way that is looked at, 0…1."""

    direction: Direction
    amount: float
    share: float
    volumes: tuple[Volume4D, ...]


class Found(NamedTuple):
    """The first move of each direction that meets nothing, the smallest share first; and directions that have none, with why.

    ``needed`` is False where the plan meets nothing as it stands: then no alternative was looked for.
    """

    moves: tuple[Move, ...]
    without: tuple[tuple[Direction, str], ...]
    needed: bool = True


class Way(NamedTuple):
    """A direction to look in: steps ``first`` … ``last`` of ``step`` seconds or metres, what a step makes of the plan, and how
    much further a measured conflict is certain to last."""

    direction: Direction
    step: float
    first: int
    last: int
    limit: float
    made: Callable[[float], tuple[Volume4D, ...]]
    lasts: Callable[[Part, Hit], float]


def alternatives(volumes: Sequence[Volume4D], against: Against, *, now: datetime, search: Search | None = None) -> Found:
    """The nearest moves of ``volumes`` that meet nothing of what they are held ``against``.

    Looked for: earlier (not before ``now``) and later; higher and lower (not below 0 of the altitude's own reference); to the
    left and right of a corridor's course, for other shapes in eight directions, of which the nearest is given. Raises
    `InputError` where the plan itself is not usable.
    """
    if not against.screen([p for i, v in enumerate(volumes) for p in parts(v, f"$[{i}]")], k=0).count:
        return Found((), (), needed=False)
    moves: list[Move] = []
    without: list[tuple[Direction, str]] = []
    limits = search or Search()
    for ways in (*_in_time(volumes, against, limits, now), *_in_height(volumes, limits), *_sideways(volumes, limits)):
        if isinstance(ways, tuple):
            without.append(ways)
            continue
        found = _nearest(ways, against)
        moves += found
        without += [] if found else [_none(ways)]
    return Found(tuple(sorted(moves, key=lambda m: m.share)), tuple(without))


def _none(ways: list[Way]) -> tuple[Direction, str]:
    way = ways[0]
    looked = f"none within {amount(way.direction, way.last * way.step)}" if way.last >= max(way.first, 1) else "no room"
    if len(ways) > 1:
        return "sideways", f"{looked} in {len(ways)} directions"
    return way.direction, looked


def _nearest(ways: Sequence[Way], against: Against) -> list[Move]:
    """The nearest move of several ways, the first named of equals; nobody looks further than the best so far."""
    best: list[Move] = []
    upto = ways[0].last
    for way in ways:
        index = _first(way, against, upto)
        if index is not None:
            upto = index - 1
            best = [Move(way.direction, index * way.step, index * way.step / way.limit, way.made(index * way.step))]
    return best


def _first(way: Way, against: Against, upto: int) -> int | None:
    index = way.first
    while index <= upto:
        try:
            pieces = [part for volume in way.made(index * way.step) for part in parts(volume)]
        except (InputError, OverflowError):  # moved into a shape that no notice may have, or past the calendar
            index += 1
            continue
        found = against.screen(pieces)
        if not found.count:
            return index
        lasting = max((way.lasts(pieces[hit.query_part], hit) for hit in found.hits), default=0.0)
        index = max(index + 1, math.floor((index * way.step + lasting) / way.step) + 1)
    return None


def amount(direction: str, value: float) -> str:
    """An amount as people read it."""
    if direction in {"earlier", "later"}:
        hours, minutes = divmod(round(value / 60), 60)
        return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
    return f"{value / 1000:.1f} km" if value >= 1000 else f"{value:.0f} m"


def words(found: Move) -> str:
    """A move in plain words."""
    how = {"left": "to the left of its course", "right": "to the right of its course"}.get(found.direction, found.direction)
    return f"{amount(found.direction, found.amount)} {how}"


# --- the ways a plan can be moved ----------------------------------------------------------------------------------------

Ways = list[Way] | tuple[Direction, str]


def _in_time(volumes: Sequence[Volume4D], against: Against, search: Search, now: datetime) -> tuple[Ways, ...]:
    times = [t for v in volumes for segment in _segments(v) for t in _window(v, segment)]
    starts = [t for t in times if t is not None]
    if None in times or not starts:
        return ("earlier", "it has no beginning or no end"), ("later", "it has no beginning or no end")
    room, step = (min(starts) - now).total_seconds(), search.time_step_s
    made = partial(move.in_time, volumes)
    last = int(search.time_s // step)
    back = partial(_lasts_in_time, against.skew_s, -1)
    on = partial(_lasts_in_time, against.skew_s, 1)
    return (
        [Way("earlier", step, 1, min(last, math.floor(room / step)), search.time_s, lambda s: made(-s), back)],
        [Way("later", step, max(1, math.ceil(-room / step)), last, search.time_s, made, on)],
    )


def _in_height(volumes: Sequence[Volume4D], search: Search) -> tuple[Ways, ...]:
    levels = [a for v in volumes for segment in _segments(v) for a in _band(v, segment)]
    stated = [a for a in levels if a is not None]
    if None in levels or not stated:
        return ("higher", "it has no altitude limits"), ("lower", "it has no altitude limits")
    # No level goes below 0 of its own reference: there is no terrain here to say more.
    room = max(0.0, min(map(metres, stated)))
    step = search.height_step_m if {a.units for a in stated} == {"M"} else 500 * move.FOOT_M
    made, last = partial(move.in_height, volumes), int(search.height_m // step)
    return (
        [Way("higher", step, 1, last, search.height_m, made, _never)],
        [Way("lower", step, 1, min(last, int((room + 1e-6) // step)), search.height_m, lambda m: made(-m), _never)],
    )


def _sideways(volumes: Sequence[Volume4D], search: Search) -> tuple[Ways, ...]:
    try:
        plan = [move.geodesic(volume) for volume in volumes]
    except InputError as error:
        return (("sideways", error.message),)
    step, last = search.sideways_step_m, int(search.sideways_m // search.sideways_step_m)

    def way(direction: Direction, azimuth: float) -> Way:
        return Way(direction, step, 1, last, search.sideways_m, partial(move.aside, plan, azimuth), _lasts_aside)

    if all(isinstance(v.footprint, Corridor) for v in plan):
        course = move.course(plan)
        return [way("left", course - 90.0)], [way("right", course + 90.0)]
    return ([way(direction, 45.0 * i) for i, direction in enumerate(COURSES)],)


def _segments(volume: Volume4D) -> tuple[Segment, ...]:
    footprint = volume.footprint
    return (footprint.segments if isinstance(footprint, Corridor) else ()) or (Segment(),)


def _window(volume: Volume4D, segment: Segment) -> tuple[datetime | None, datetime | None]:
    return segment.time_start or volume.time_start, segment.time_end or volume.time_end


def _band(volume: Volume4D, segment: Segment) -> tuple[Altitude | None, Altitude | None]:
    return segment.altitude_lower or volume.altitude_lower, segment.altitude_upper or volume.altitude_upper


# --- how far a conflict is certain to last -------------------------------------------------------------------------------


def _never(part: Part, hit: Hit) -> float:
    """A gap of zero does not say how deep two bands overlap: every step of height is asked about."""
    return 0.0


def _lasts_in_time(skew_s: float, sign: int, part: Part, hit: Hit) -> float:
    """Two windows part only when the moved one has passed all that they have in common; a gap within the skew is reversed."""
    start, end = hit.meeting.window
    if start < part.t0 or end > part.t1:
        start, end = end, start
    return (end - part.t0 if sign > 0 else part.t1 - start) + skew_s - MARGIN_S


def _lasts_aside(part: Part, hit: Hit) -> float:
    """Nothing moves further than the plan as a whole does, and an ellipsoid bends its shape by less than a hundredth.

    Heights above ground of places that do not touch are compared with padding, so a conflict of such may end where they touch.
    """
    meeting = hit.meeting
    apart = meeting.distance.metres
    room = meeting.threshold_m - apart - meeting.distance.bound_m
    if meeting.gap.padding_m and apart:
        room = min(room, apart)
    return (room - MARGIN_M) / 1.01
