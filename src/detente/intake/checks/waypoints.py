"""The further positions of movements and shapes, held against the ground as the first is: each may be the wrong one (R05).

Their doubts are those of their rows, with ``point``: ``arrival``, or the number of the point on the way. What they may have been
meant as is not offered to choose from, because a choice moves the departure: the row is corrected instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from detente.coordinates import Reading, read_pair
from detente.intake.checks.doubts import doubts
from detente.intake.checks.ground import Ground
from detente.intake.model import Doubt, Item
from detente.volume import DECIMALS, Corridor, Polygon, Position, positions

ARRIVAL: Final = "arrival"
KEPT: Final = frozenset({
    "outside-unit", "outside-country", "sea", "far-from-place", "swapped", "sign", "dms-as-decimal", "digit-transposed",
    "grid-square", "office",
})  # fmt: skip
"""Doubts that do not come from other rows."""
_DEPARTURES: Final = frozenset({
    "id", "name", "name_local", "aliases", "place", "pcode", "admin1", "admin2", "admin3", "admin4", "latitude", "longitude",
    "radius_m",
})  # fmt: skip
"""What a row says of its beginning alone, or of itself."""


def check_ways(items: Sequence[Item], ground: Ground) -> dict[str, tuple[Doubt, ...]]:
    """The doubts about all points of ways but the first, by the key of their row; for a whole list at once."""
    points = [(item, point, alone) for item in items for point, alone in (_points(item) if item.way else _corners(item))]
    found: dict[str, tuple[Doubt, ...]] = {}
    for (item, point, alone), each in zip(points, doubts([alone for *_, alone in points], ground), strict=True):
        typed = alone.reading.text if alone.reading else ""
        told = tuple(
            msgspec.structs.replace(doubt, alternatives=(), args={**doubt.args, "point": point, "typed": typed})
            for doubt in each
            if doubt.code in KEPT
        )
        found[item.key] = (*found.get(item.key, ()), *told)
    return found


def _points(item: Item) -> Iterator[tuple[str, Item]]:
    """Each further point once, as a row of its own; the arrival also where the route says it again."""
    last = len(item.way) - 1
    seen = {_position(item.way[0])}
    for at in (last, *range(1, last)):
        position = _position(item.way[at])
        if position is None or position in seen:
            continue
        seen.add(position)
        yield ARRIVAL if at == last else str(at + 1), _alone(item, item.way[at], position, arrival=at == last)


def _corners(item: Item) -> Iterator[tuple[str, Item]]:
    """The outermost positions of a shape, as rows of their own: of many positions a wrong one is nearly always among these."""
    shapes = [footprint for footprint in item.footprints if isinstance(footprint, Corridor | Polygon)]
    if not shapes and len(item.footprints) < 2:
        return
    places = [place for footprint in item.footprints for _, place in positions(footprint)]
    outermost = {side(range(len(places)), key=lambda at: places[at][axis]) for side in (min, max) for axis in (0, 1)}
    for at in sorted(outermost - {0}):
        longitude, latitude = places[at]
        reading = read_pair(latitude, longitude, datum="WGS 84")
        if reading.only is not None and places[at] != item.position:
            yield str(at + 1), _alone(item, reading, places[at], arrival=False)


def _alone(item: Item, reading: Reading, position: Position, *, arrival: bool) -> Item:
    said = {field: text for field, text in item.said.items() if field not in _DEPARTURES}
    if arrival:
        ends = {"admin1": item.said.get("destination_admin1", ""), "place": item.said.get("destination", "")}
        said |= {field: text for field, text in ends.items() if text and text != reading.text}
    return msgspec.structs.replace(item, said={**said, "position": reading.text}, reading=reading, position=position, way=())


def _position(reading: Reading) -> Position | None:
    only = reading.only
    return (round(only.longitude, DECIMALS), round(only.latitude, DECIMALS)) if only else None
