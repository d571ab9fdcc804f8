"""Parts: the static pieces of a volume in the form in which they are measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import InputError
from detente.geometry.altitude import Band, band
from detente.geometry.earth import A, B, Points, densify, ecef, ecef_of
from detente.volume import Circle, Corridor, MultiPolygon, Point, Polygon, Position, Segment, Volume4D, inherited, validate

Kind = Literal["point", "line", "polygon"]
MAX_REACH: Final = 0.5
"""Cosine of the largest arc (60 degrees) from a polygon's middle to its vertices."""
RECENT: Final = 8
"""Volumes whose parts are kept for a moment, where these have at most `LARGE` points."""
LARGE: Final = 4_096
STILL_M: Final = 1e-6
"""A leg that is shorter stays where it is: a line without length meets nothing in a plane."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """All places within ``radius_m`` of a core, in an altitude band, in a time window.

    ``points``: ECEF metres ``(n, 3)`` on the ellipsoid, dense along the edges; ``starts``: where each ring begins in ``points``,
    and the end. ``t0``, ``t1``: POSIX seconds UTC, infinite where open-ended. ``centre`` is a point of the core, ``reach_m`` no
    less than the chord from it to any point of the core.
    """

    kind: Kind
    points: Points
    starts: NDArray[np.int64]
    radius_m: float
    accuracy_m: float
    band: Band
    t0: float
    t1: float
    centre: Points
    reach_m: float
    plane: Any = None
    frame: Points | None = None


def parts(volume: Volume4D, where: str = "$") -> tuple[Part, ...]:
    """The parts of a volume, one for each leg and each polygon. `InputError` names the field that is wrong."""
    global _recent
    for held, made in _recent:
        if held is volume:
            return made
    validate(volume, where)
    made = _parts(volume, f"{where}.footprint.coordinates")
    if sum(len(part.points) for part in made) <= LARGE:
        _recent = ((volume, made), *_recent[: RECENT - 1])
    return made


_recent: tuple[tuple[Volume4D, tuple[Part, ...]], ...] = ()
"""What was measured to verify it is not measured again a moment later, when it is taken."""


def _parts(volume: Volume4D, place: str) -> tuple[Part, ...]:
    footprint = volume.footprint
    match footprint:
        case Point():
            return (_point(volume, footprint.coordinates, footprint.radius_m),)
        case Circle():
            return (_point(volume, footprint.center, footprint.radius_m),)
        case Corridor():
            segments = footprint.segments or (Segment(),) * (len(footprint.coordinates) - 1)
            legs = zip(footprint.coordinates, footprint.coordinates[1:], segments, strict=False)
            return tuple(_leg(volume, a, b, s, footprint.half_width_m, f"{place}[{i}]") for i, (a, b, s) in enumerate(legs))
        case Polygon():
            return (_polygon(volume, footprint.coordinates, place),)
        case MultiPolygon():
            return tuple(_polygon(volume, rings, f"{place}[{i}]") for i, rings in enumerate(footprint.coordinates))


def _time(value: datetime | None, default: float) -> float:
    return default if value is None else value.timestamp()


def _make(volume: Volume4D, kind: Kind, points: Points, radius: float, **more: Any) -> Part:
    segment = more.pop("segment", Segment())
    lower, upper, start, end = inherited(volume, segment)
    centre = more.pop("centre", points[len(points) // 2])
    far = 0.0 if kind == "point" else float(np.sqrt(((points - centre) ** 2).sum(axis=1).max()))
    reach = far + (1.0 if kind == "polygon" else 0.0)
    return Part(
        kind=kind, points=points, starts=more.pop("starts", np.array([0, len(points)])), radius_m=radius + volume.buffer_m,
        accuracy_m=volume.accuracy_m, band=band(lower, upper), t0=_time(start, -math.inf), t1=_time(end, math.inf),
        centre=centre, reach_m=reach, **more,
    )  # fmt: skip


def _point(volume: Volume4D, position: Position, radius: float) -> Part:
    return _make(volume, "point", ecef_of(position), radius)


def _leg(volume: Volume4D, start: Position, end: Position, segment: Segment, half_width: float, where: str) -> Part:
    points = ecef(densify((start, end), volume.edges, where))
    if float((points @ middle(points) / np.linalg.norm(points, axis=1)).min()) < MAX_REACH:
        message = "a leg of more than a third of the way round the earth"
        raise InputError("bad-geometry", message, where=where, hint="add positions")
    if float(np.abs(points - points[0]).max()) < STILL_M:
        return _make(volume, "point", points[:1], half_width, segment=segment)
    return _make(volume, "line", points, half_width, segment=segment)


def restore(kind: Kind, points: Points, starts: NDArray[np.int64], **measures: Any) -> Part:
    """A part made again from its measures, which `parts` has found usable before."""
    if kind != "polygon":
        return Part(kind=kind, points=points, starts=starts, **measures)
    dense = [points[a:b] for a, b in pairwise(starts)]
    frame = frame_at(middle(dense[0]))
    return Part(kind=kind, points=points, starts=starts, plane=_drawn(dense, frame, ""), frame=frame, **measures)


def _polygon(volume: Volume4D, rings: tuple[tuple[Position, ...], ...], where: str) -> Part:
    dense = [ecef(densify(ring, volume.edges, f"{where}[{i}]")) for i, ring in enumerate(rings)]
    points = np.concatenate(dense)
    frame = frame_at(middle(dense[0]))
    if float((points @ frame[2] / np.linalg.norm(points, axis=1)).min()) < MAX_REACH:
        raise InputError("bad-geometry", "a polygon that reaches over more than 60 degrees of arc", where=where, hint="split it")
    plane = _plane(dense, frame, where)
    inside = plane.representative_point()
    centre = on_surface(np.array([inside.x, inside.y]), frame)
    starts = np.cumsum([0, *(len(ring) for ring in dense)])
    return _make(volume, "polygon", points, 0.0, starts=starts, centre=centre, plane=plane, frame=frame)


def middle(points: Points) -> Points:
    """A direction from the earth's centre in the middle of points; any where they cancel out."""
    mean = points.mean(axis=0)
    norm = float(np.linalg.norm(mean))
    return np.asarray(mean / norm if norm > 1.0 else points[0] / np.linalg.norm(points[0]))


def frame_at(up: Points) -> Points:
    """Three unit vectors, rows: two of the tangent plane, then ``up``."""
    x, y, z = up.tolist()
    # `other x up`, where `other` is the axis that lies well off it; np.cross costs more than all the rest.
    ex, ey, ez = (-y, x, 0.0) if abs(z) < 0.9 else (0.0, -z, y)
    norm = math.sqrt(ex * ex + ey * ey + ez * ez)
    ex, ey, ez = ex / norm, ey / norm, ez / norm
    return np.array([[ex, ey, ez], [y * ez - z * ey, z * ex - x * ez, x * ey - y * ex], [x, y, z]])


def central(points: Points, frame: Points) -> Points:
    """Central projection onto a tangent plane: great ellipses become straight lines. Only for points in front of it."""
    local = points @ frame.T
    return np.asarray(local[:, :2] / local[:, 2:])


def on_surface(xy: Points, frame: Points) -> Points:
    """The point of the ellipsoid behind a point of a central projection."""
    ray = xy[0] * frame[0] + xy[1] * frame[1] + frame[2]
    scale = np.array([1 / A**2, 1 / A**2, 1 / B**2])
    return np.asarray(ray / math.sqrt(float((ray**2 * scale).sum())))


def _drawn(dense: list[Points], frame: Points, where: str) -> Any:
    import shapely

    shell, *holes = [central(ring, frame) for ring in dense]
    try:
        plane = shapely.Polygon(shell, holes)
    except (ValueError, shapely.errors.GEOSException) as error:
        raise InputError("bad-geometry", str(error), where=where) from error
    shapely.prepare(plane)
    return plane


def _plane(dense: list[Points], frame: Points, where: str) -> Any:
    import shapely

    plane = _drawn(dense, frame, where)
    if not plane.is_valid or plane.is_empty or plane.area == 0.0:
        why = shapely.is_valid_reason(plane).partition("[")[0] or "no area"
        raise InputError(
            "bad-geometry", f"not a usable polygon: {why.lower()}", where=where, hint="redraw the ring without crossings"
        )
    return plane
