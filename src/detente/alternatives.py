"""The nearest alternatives of a plan that meet nothing known: earlier or later, higher or lower, sideways (M6).

In each direction the plan is moved as a whole, step by step, and the first step that meets nothing is the nearest. Nothing is
skipped: the engine answers each step. An alternative says only that nothing known meets it; it permits nothing (G2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

import msgspec
import numpy as np

from detente.errors import InputError
from detente.geometry import ecef, lonlat
from detente.geometry.earth import RADIUS, Points
from detente.volume import (
    DECIMALS,
    Altitude,
    Circle,
    Corridor,
    Footprint,
    MultiPolygon,
    Point,
    Polygon,
    Position,
    Segment,
    Volume4D,
    metres,
    positions,
)

Direction = Literal["earlier", "later", "higher", "lower", "left", "right", "north", "east", "south", "west"]
FOOT_M: Final = 0.3048
COURSES: Final[dict[Direction, float]] = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}


class Search(msgspec.Struct, frozen=True):
    """How far is looked, and in which steps. Altitudes in feet or flight levels are moved in steps of 500 ft."""

    time_s: float = 12 * 3600.0
    time_step_s: float = 300.0
    height_m: float = 3000.0
    height_step_m: float = 100.0
    sideways_m: float = 30_000.0
    sideways_step_m: float = 500.0


class Move(NamedTuple):
    """A plan moved as a whole. ``amount``: seconds or metres; ``share``: of the way that is looked at, 0…1."""

    direction: Direction
    amount: float
    share: float
    volumes: tuple[Volume4D, ...]


class Found(NamedTuple):
    """The first move of each direction that meets nothing, the smallest share first; and directions that have none, with why."""

    moves: tuple[Move, ...]
    without: tuple[tuple[Direction, str], ...]


def alternatives(
    volumes: Sequence[Volume4D], meets: Callable[[Sequence[Volume4D]], bool], *, now: datetime, search: Search | None = None
) -> Found:
    """The nearest moves that meet nothing. ``meets`` says whether volumes meet anything known; ``now`` bounds earlier moves."""
    limits = search or Search()
    moves: list[Move] = []
    without: list[tuple[Direction, str]] = []
    for direction, steps in _directions(volumes, limits, now).items():
        if isinstance(steps, str):
            without.append((direction, steps))
            continue
        found, looked = _first(steps, meets)
        if found is not None:
            moves.append(found)
        else:
            without.append((direction, f"none within {amount(direction, looked)}" if looked else "no room"))
    return Found(tuple(sorted(moves, key=lambda m: (m.share, m.direction))), tuple(without))


def _first(steps: Iterator[Move], meets: Callable[[Sequence[Volume4D]], bool]) -> tuple[Move | None, float]:
    looked = 0.0
    for move in steps:
        looked = move.amount
        try:
            if not meets(move.volumes):
                return move, looked
        except InputError:
            continue  # moved over a pole or the antimeridian into a shape that no notice may have
    return None, looked


def amount(direction: str, value: float) -> str:
    """An amount as people read it."""
    if direction in {"earlier", "later"}:
        hours, minutes = divmod(round(value / 60), 60)
        return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
    return f"{value / 1000:.1f} km" if value >= 1000 else f"{value:.0f} m"


def words(move: Move) -> str:
    """A move in plain words."""
    how = {"left": "to the left of its course", "right": "to the right of its course"}.get(move.direction, move.direction)
    return f"{amount(move.direction, move.amount)} {how}"


# --- the ways a plan can be moved ----------------------------------------------------------------------------------------


def _directions(volumes: Sequence[Volume4D], search: Search, now: datetime) -> dict[Direction, Iterator[Move] | str]:
    sides: tuple[tuple[Direction, float], ...] = tuple(COURSES.items())
    if all(isinstance(v.footprint, Corridor) for v in volumes):
        course = _course(volumes)
        sides = (("left", course - 90.0), ("right", course + 90.0))
    found: dict[Direction, Iterator[Move] | str] = {}
    times = [t for v in volumes for pair in _windows(v) for t in pair]
    open_ended = None in times
    starts = [t for t in times if t is not None]
    room = (min(starts) - now).total_seconds() if starts else 0.0
    found["earlier"] = "it has no beginning or no end" if open_ended else _in_time(volumes, "earlier", search, room)
    found["later"] = "it has no beginning or no end" if open_ended else _in_time(volumes, "later", search, math.inf)
    levels = [a for v in volumes for pair in _bands(v) for a in pair]
    unlimited = None in levels
    found["higher"] = "it has no altitude limits" if unlimited else _in_height(volumes, "higher", search, math.inf)
    lowest = min((metres(a) for a in levels if a is not None), default=0.0)
    found["lower"] = "it has no altitude limits" if unlimited else _in_height(volumes, "lower", search, max(0.0, lowest))
    for direction, azimuth in sides:
        found[direction] = _sideways(volumes, direction, azimuth, search)
    return found


def _windows(volume: Volume4D) -> list[tuple[datetime | None, datetime | None]]:
    segments = volume.footprint.segments if isinstance(volume.footprint, Corridor) else ()
    return [(s.time_start or volume.time_start, s.time_end or volume.time_end) for s in segments or (Segment(),)]


def _bands(volume: Volume4D) -> list[tuple[Altitude | None, Altitude | None]]:
    segments = volume.footprint.segments if isinstance(volume.footprint, Corridor) else ()
    return [
        (s.altitude_lower or volume.altitude_lower, s.altitude_upper or volume.altitude_upper) for s in segments or (Segment(),)
    ]


def _in_time(volumes: Sequence[Volume4D], direction: Direction, search: Search, room: float) -> Iterator[Move]:
    sign = -1 if direction == "earlier" else 1
    for step in range(1, int(min(search.time_s, room) // search.time_step_s) + 1):
        seconds = step * search.time_step_s
        by = timedelta(seconds=sign * seconds)
        yield Move(direction, seconds, seconds / search.time_s, tuple(_timed(v, by) for v in volumes))


def _in_height(volumes: Sequence[Volume4D], direction: Direction, search: Search, room: float) -> Iterator[Move]:
    # No level goes below 0 of its own reference: there is no terrain here to say more.
    units = {a.units for v in volumes for pair in _bands(v) for a in pair if a is not None}
    width = search.height_step_m if "M" in units else 500 * FOOT_M
    sign = 1 if direction == "higher" else -1
    for step in range(1, int(min(search.height_m, room) // width) + 1):
        yield Move(
            direction, step * width, step * width / search.height_m, tuple(_raised(v, sign * step * width) for v in volumes)
        )


def _sideways(volumes: Sequence[Volume4D], direction: Direction, azimuth: float, search: Search) -> Iterator[Move]:
    centre = _middle(volumes)
    for step in range(1, int(search.sideways_m // search.sideways_step_m) + 1):
        away = step * search.sideways_step_m
        turn = _turn(centre, azimuth, away)
        yield Move(direction, away, away / search.sideways_m, tuple(_moved(v, turn) for v in volumes))


# --- moved volumes -------------------------------------------------------------------------------------------------------


def _timed(volume: Volume4D, by: timedelta) -> Volume4D:
    return _changed(volume, lambda part: {k: _later(getattr(part, k), by) for k in ("time_start", "time_end")})


def _later(time: datetime | None, by: timedelta) -> datetime | None:
    return None if time is None else time + by


def _raised(volume: Volume4D, by: float) -> Volume4D:
    return _changed(volume, lambda part: {k: _lifted(getattr(part, k), by) for k in ("altitude_lower", "altitude_upper")})


def _lifted(altitude: Altitude | None, by: float) -> Altitude | None:
    if altitude is None:
        return None
    factor = {"M": 1.0, "FT": FOOT_M, "FL": 100 * FOOT_M}[altitude.units]
    return msgspec.structs.replace(altitude, value=round(altitude.value + by / factor, 3))


def _changed(volume: Volume4D, change: Callable[[Volume4D | Segment], dict[str, object]]) -> Volume4D:
    footprint = volume.footprint
    if isinstance(footprint, Corridor) and footprint.segments:
        segments = tuple(msgspec.structs.replace(s, **change(s)) for s in footprint.segments)
        footprint = msgspec.structs.replace(footprint, segments=segments)
    return msgspec.structs.replace(volume, footprint=footprint, **change(volume))


Turn = Callable[[Position], Position]


def _course(volumes: Sequence[Volume4D]) -> float:
    line = [p for v in volumes for _, p in positions(v.footprint)]
    start, end = ecef(np.array([line[0], line[-1]]))
    east, north = _compass(_middle(volumes))
    along = end - start
    return math.degrees(math.atan2(float(along @ east), float(along @ north)))


def _middle(volumes: Sequence[Volume4D]) -> Points:
    points = ecef(np.array([p for v in volumes for _, p in positions(v.footprint)]))
    mean = points.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _compass(up: Points) -> tuple[Points, Points]:
    pole = np.array([0.0, 0.0, 1.0])
    east = np.cross(pole, up)
    east = east / np.linalg.norm(east) if float(np.linalg.norm(east)) > 1e-9 else np.array([0.0, 1.0, 0.0])
    return east, np.cross(up, east)


def _turn(centre: Points, azimuth: float, away: float) -> Turn:
    """A rotation of the earth that moves ``centre`` by ``away`` metres: shapes keep their form to a third of a per cent."""
    east, north = _compass(centre)
    ahead = math.sin(math.radians(azimuth)) * east + math.cos(math.radians(azimuth)) * north
    axis, angle = np.cross(centre, ahead), away / RADIUS

    def turned(at: Position) -> Position:
        p = ecef(np.array([at]))[0]
        q = p * math.cos(angle) + np.cross(axis, p) * math.sin(angle) + axis * float(axis @ p) * (1 - math.cos(angle))
        lon, lat = lonlat(q[None, :])[0]
        return round(float(lon), DECIMALS), round(float(lat), DECIMALS)

    return turned


def _moved(volume: Volume4D, turn: Turn) -> Volume4D:
    return msgspec.structs.replace(volume, footprint=_turned(volume.footprint, turn))


def _turned(footprint: Footprint, turn: Turn) -> Footprint:
    match footprint:
        case Circle():
            return msgspec.structs.replace(footprint, center=turn(footprint.center))
        case Point():
            return msgspec.structs.replace(footprint, coordinates=turn(footprint.coordinates))
        case Corridor():
            return msgspec.structs.replace(footprint, coordinates=tuple(map(turn, footprint.coordinates)))
        case Polygon():
            return Polygon(tuple(tuple(map(turn, ring)) for ring in footprint.coordinates))
        case MultiPolygon():
            return MultiPolygon(tuple(tuple(tuple(map(turn, ring)) for ring in poly) for poly in footprint.coordinates))
