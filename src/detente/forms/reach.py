"""Where a notice is, as one position: what a line for radio can say of its place, never narrower than the notice (R05, G10)."""

from __future__ import annotations

import math
from typing import Final

import msgspec

from detente.errors import InputError
from detente.geometry import lonlat, parts
from detente.geometry.earth import A, B, ecef_of
from detente.geometry.part import Part
from detente.notice import Emergency, Movement, Notice
from detente.volume import DECIMALS, Position

_GRIDS: Final = frozenset({"MGRS", "UTM"})


class Spot(msgspec.Struct, frozen=True):
    """A position (longitude, latitude; degrees WGS 84), how far from it the place may lie, how far around it the notice reaches.

    Metres; None where the notice does not say. ``typed_as_grid``: a person gave it as grid reference.
    """

    position: Position | None
    exact_m: float | None
    around_m: float | None
    typed_as_grid: bool = False


def spot(notice: Notice) -> Spot:
    """The first coordinates as understood, else the middle of the first volume; of a movement the place where it starts.

    `InputError` where a site or movement has no place. An emergency without one, or with a volume that cannot be measured, has
    a spot that says so: nothing keeps it from going out (G12).
    """
    typed = next(iter(notice.place.typed), None)
    accuracies = [x for x in (typed.accuracy_m if typed else None, *(v.accuracy_m for v in notice.volumes)) if x]
    exact = max(accuracies, default=None)
    grid = typed is not None and typed.format in _GRIDS
    try:
        pieces = [part for volume in notice.volumes for part in parts(volume)]
    except InputError as error:
        if not isinstance(notice, Emergency):
            raise error.at("$.volumes") from error
        pieces = []
    if typed is not None:
        position: Position | None = (typed.understood[0], typed.understood[1])
    else:
        position = _place(pieces[0], start=isinstance(notice, Movement)) if pieces else None
    if position is None:
        if isinstance(notice, Emergency):
            return Spot(None, None, None)
        hint = "give coordinates: no line goes out without a place, save an emergency"
        raise InputError("bad-value", "the notice has no place", where="$.place.typed", hint=hint)
    if not (-180.0 <= position[0] <= 180.0 and -90.0 <= position[1] <= 90.0):
        raise InputError("bad-value", f"{position[1]}, {position[0]} is no position", where="$.place.typed[0].understood")
    return Spot(position, exact, _around(notice, position, pieces), grid)


def _place(part: Part, *, start: bool) -> Position:
    point = part.points[:1] if start else part.centre.reshape(1, 3)
    lon, lat = lonlat(point)[0].tolist()
    return round(lon, DECIMALS), round(lat, DECIMALS)


def _around(notice: Notice, position: Position, pieces: list[Part]) -> float | None:
    if not pieces:
        return None
    if isinstance(notice, Movement):
        return max(part.radius_m for part in pieces)
    here = ecef_of(position)[0]
    return max(_arc(float(math.dist(here, part.centre.reshape(3)))) + _arc(part.reach_m) + part.radius_m for part in pieces)


def _arc(chord_m: float) -> float:
    """A distance along the ground that is never less than the chord's: the chord on the smaller sphere, the arc on the larger."""
    return 2 * A * math.asin(min(1.0, chord_m / (2 * B)))
