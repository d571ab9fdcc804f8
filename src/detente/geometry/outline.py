"""Outlines: a volume as polygons with straight longitude/latitude edges, for programs that know nothing else.

An outline contains all places that count as the volume's: footprint, radius, buffer and positional accuracy. It may only be
larger (G10). It is cut at the antimeridian and oriented as RFC 7946 §3.1.6 and §3.1.9 ask; around a pole it reaches up to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from detente.errors import InputError
from detente.geometry.earth import RADIUS, B, Points, geod, lonlat
from detente.geometry.part import Part, middle, parts
from detente.volume import (
    DECIMALS,
    MAX_PARTS,
    Altitude,
    Corridor,
    MultiPolygon,
    Point,
    Polygon,
    Position,
    Time,
    Volume4D,
    inherited,
    rings,
)  # fmt: skip

CAP_M: Final = 1_000.0
"""What comes nearer to a pole than this holds all around it: meridians are too close there for edges between them."""
SLACK_M: Final = (0.05, 2.0)
"""Least and most that curves may be off where straight pieces stand for them, metres; outlines are larger by three times that."""
COARSEST: Final = ((1_000.0, 4), (100.0, 5), (10.0, 6))
"""Positional accuracy in metres from which on positions have so few decimals: digits that nobody knows are not printed."""
PIECE_M: Final = 5_000.0
COARSEST_SHARE: Final = 0.05
"""By how much of the reach of an area its curves may be off at most, however coarse it is drawn."""
FAR_DEG: Final = 20.0
"""Edges that are shorter than this all together are read whatever they are."""
LONGER: Final = 16.0
"""By how much longer the pieces of an edge may at most become in an outline that is drawn coarser."""
DEGREE_M: Final = 111_700.0
"""A degree of latitude at a pole, where it is longest."""
FINE: Final = 2_000
"""Points of a core up to which the arcs around it are drawn in 64 pieces to the circle; else in 16."""
Rings = tuple[tuple[Position, ...], ...]


COARSER: Final = tuple(4.0**step for step in range(9))
"""By how much more the curves may be off, in turn, until an outline has no more positions and parts than a reader takes."""


class Outline(NamedTuple):
    """Where, between which altitudes and when: a footprint that is a `Point` without a radius, else polygons, to be read with
    ``lonlat`` edges."""

    footprint: Point | Polygon | MultiPolygon
    altitude_lower: Altitude | None
    altitude_upper: Altitude | None
    time_start: Time | None
    time_end: Time | None

    @property
    def crowded(self) -> bool:
        """Whether `detente.geometry.parts` refuses it: more positions, parts or length of edges than it takes."""
        return not _readable(self.footprint)


def bounds(outline: Outline) -> tuple[float, float, float, float]:
    """West, south, east and north of an outline, degrees; west is above east across the antimeridian (RFC 7946 §5.2)."""
    footprint = outline.footprint
    if isinstance(footprint, Point):
        return footprint.coordinates * 2
    polygons = (footprint.coordinates,) if isinstance(footprint, Polygon) else footprint.coordinates
    shells = [polygon[0] for polygon in polygons]
    lats = [lat for ring in shells for _, lat in ring]
    spans = sorted((min(lon for lon, _ in ring), max(lon for lon, _ in ring)) for ring in shells)
    first, reach = spans[0]
    gaps: list[tuple[float, float, float]] = []
    for start, end in spans[1:]:
        gaps.append((start - reach, start, reach))
        reach = max(reach, end)
    # The largest gap is what the bounds leave out; of equal ones that over the antimeridian.
    _, west, east = max([(first + 360.0 - reach, first, reach), *gaps], key=lambda gap: gap[0])
    return west, min(lats), east, max(lats)


def outlines(volume: Volume4D) -> tuple[Outline, ...]:
    """The outlines of a volume: one, or for a corridor one for each altitude band and window that its segments have.

    `InputError` where the volume is not usable.
    """
    pieces = parts(volume)
    return tuple(Outline(_footprint(volume, group), *bounds) for bounds, group in _grouped(volume, pieces))


def _grouped(volume: Volume4D, pieces: Sequence[Part]) -> list[tuple[Any, list[Part]]]:
    whole = (volume.altitude_lower, volume.altitude_upper, volume.time_start, volume.time_end)
    if not isinstance(volume.footprint, Corridor) or not volume.footprint.segments:
        return [(whole, list(pieces))]
    found: dict[Any, list[Part]] = {}
    for segment, piece in zip(volume.footprint.segments, pieces, strict=True):
        found.setdefault(inherited(volume, segment), []).append(piece)
    return list(found.items())


def _footprint(volume: Volume4D, pieces: Sequence[Part]) -> Point | Polygon | MultiPolygon:
    given = volume.footprint
    exact = pieces[0].radius_m + pieces[0].accuracy_m == 0.0
    if exact and isinstance(given, Polygon | MultiPolygon) and volume.edges == "lonlat":
        return _made(_drawn(given), DECIMALS)  # a cell stays the cell it is
    if exact and len(pieces) == 1 and pieces[0].kind == "point" and not isinstance(given, Corridor):
        return Point(given.coordinates if isinstance(given, Point) else _only(pieces[0]))
    for coarser in COARSER:
        found = _widened(pieces, coarser)
        if _readable(found):
            break
    return found


def _widened(pieces: Sequence[Part], coarser: float) -> Polygon | MultiPolygon:
    """The pieces with all that belongs to them; ``coarser``: by how much more curves may be off, the area being larger by it."""
    import shapely

    decimals = next((few for metres, few in COARSEST if pieces[0].accuracy_m >= metres), DECIMALS)
    rounding = 0.71 * DEGREE_M * 10.0**-decimals
    piece = PIECE_M * min(coarser, LONGER)
    area = shapely.union_all([shape for part in pieces for shape in _unrolled(*_grown(part, rounding, coarser), piece)])
    return _made(area, decimals)


def _made(area: Any, decimals: int) -> Polygon | MultiPolygon:
    import shapely

    area = shapely.set_precision(area, 10.0**-decimals)
    polygons = [p for whole in shapely.get_parts(area).tolist() for p in _quartered(whole)]
    made = tuple(tuple(_ring(ring, decimals) for ring in (p.exterior, *p.interiors)) for p in polygons)
    return Polygon(made[0]) if len(made) == 1 else MultiPolygon(made)


def _readable(footprint: Point | Polygon | MultiPolygon) -> bool:
    """Whether `parts` takes it, so that what was written can be read back: positions, parts and points on edges have limits."""
    drawn = rings(footprint)
    if sum(len(ring) for _, ring in drawn) <= FINE and len(drawn) <= MAX_PARTS and _around(drawn) < FAR_DEG:
        return True
    try:
        parts(Volume4D(footprint, edges="lonlat"))
    except InputError:
        return False
    return True


def _around(drawn: Sequence[tuple[str, tuple[Position, ...]]]) -> float:
    """About how far it is around an area, degrees."""
    return sum(math.dist(*edge) for _, ring in drawn for edge in pairwise(ring))


def _quartered(area: Any) -> list[Any]:
    """The polygons of an area. One that runs all around a pole is cut at four meridians: its two ends would lie on each other."""
    import shapely
    from shapely.geometry import box

    west, _, east, _ = area.bounds
    found = [area]
    if east - west > 180.0:
        quarters = [area.intersection(box(lon, -90.0, lon + 90.0, 90.0)) for lon in (-180.0, -90.0, 0.0, 90.0)]
        found = shapely.get_parts(quarters).tolist()
    return [shapely.orient_polygons(p) for p in found if p.geom_type == "Polygon" and not p.is_empty]


def _only(part: Part) -> Position:
    lon, lat = lonlat(part.points)[0].tolist()
    return round(lon, DECIMALS), round(lat, DECIMALS)


def _drawn(footprint: Polygon | MultiPolygon) -> Any:
    import shapely

    given = (footprint.coordinates,) if isinstance(footprint, Polygon) else footprint.coordinates
    return shapely.union_all([shapely.Polygon(p[0], p[1:]) for p in given])


def _ring(ring: Any, decimals: int) -> tuple[Position, ...]:
    return tuple((round(x, decimals), round(y, decimals)) for x, y in ring.coords)


# --- in a plane around the part ------------------------------------------------------------------------------------------


def _grown(part: Part, rounding_m: float, coarser: float) -> tuple[Any, Position, float]:
    """The part with all that belongs to it, in the azimuthal equidistant plane around a centre: area, centre, slack in metres."""
    import shapely

    lon, lat = lonlat(middle(part.points)[None, :] * B)[0].tolist() if len(part.points) > 1 else lonlat(part.points)[0].tolist()
    xy = _plane(lonlat(part.points), (lon, lat))
    reach = float(np.hypot(xy[:, 0], xy[:, 1]).max())
    margin = part.radius_m + part.accuracy_m
    slack = min(max((reach + margin) / 5_000.0, SLACK_M[0]), SLACK_M[1])
    slack = min(slack * coarser, max(slack, reach * COARSEST_SHARE))
    # The plane shows distances from its centre as they are; across, they grow with the arc c, by c / sin c at most: the
    # ellipsoid is nowhere curved more than 1 / B², so that geodesics spread no less than on a sphere of radius B (Rauch).
    arc = (reach + margin + 4 * slack) / B
    stretch = arc / math.sin(arc)
    quarter = 16 if len(xy) <= FINE else 4
    distance = (margin + 3 * slack + rounding_m) * stretch / math.cos(math.pi / (4 * quarter))
    area = shapely.buffer(_core(part, xy), distance, quad_segs=quarter)
    return shapely.simplify(_capped(area, (lon, lat)), slack), (lon, lat), slack


def _plane(places: Points, centre: Position) -> Points:
    count = len(places)
    azimuth, _, metres = geod().inv(np.full(count, centre[0]), np.full(count, centre[1]), places[:, 0], places[:, 1])
    turn = np.radians(azimuth)
    return np.column_stack((metres * np.sin(turn), metres * np.cos(turn)))


def _core(part: Part, xy: Points) -> Any:
    import shapely

    if part.kind == "point":
        return shapely.Point(xy[0])
    shells = [xy[a:b] for a, b in pairwise(part.starts)]
    if part.kind == "line":
        return shapely.LineString(shells[0])
    return shapely.make_valid(shapely.Polygon(shells[0], shells[1:]))


def _capped(area: Any, centre: Position) -> Any:
    """All around the pole, where the area comes near to one."""
    import shapely

    pole = shapely.Point(_plane(np.array([[0.0, _pole(centre)]]), centre)[0])
    return shapely.union(area, pole.buffer(1.01 * CAP_M)) if float(shapely.distance(area, pole)) < CAP_M else area


def _pole(centre: Position) -> float:
    """The one pole that an area around ``centre`` can reach: it is smaller than half the earth."""
    return math.copysign(90.0, centre[1])


# --- onto the map --------------------------------------------------------------------------------------------------------


def _unrolled(area: Any, centre: Position, slack: float, piece: float) -> Iterator[Any]:
    """The polygons of an area as areas of longitude and latitude, between -180 and 180 degrees."""
    import shapely

    for polygon in shapely.get_parts(area).tolist():
        shell, *holes = [_on_map(_places(ring, centre, slack, piece), centre) for ring in (polygon.exterior, *polygon.interiors)]
        yield shapely.difference(shell, shapely.union_all(holes)) if holes else shell


def _places(ring: Any, centre: Position, slack: float, piece: float) -> Points:
    """Longitudes and latitudes along a ring, so dense that straight edges between them are off by ``slack`` metres at most."""
    import shapely

    xy = shapely.get_coordinates(shapely.segmentize(ring, piece))
    places = _lonlat(xy, centre)
    lat = np.abs(places[:, 1])
    # Over a length s a straight edge is off by s² / 8 times its bend: tan(latitude) / R on the map, below 2 / R in the plane.
    top = np.minimum(np.maximum(lat[:-1], lat[1:]) + piece / DEGREE_M, 90.0 - 0.9 * CAP_M / DEGREE_M)
    longest = np.sqrt(8 * RADIUS * slack / (np.tan(np.radians(top)) + 2.0))
    steps = np.ceil(np.hypot(*np.diff(xy, axis=0).T) / longest).astype(int).clip(1)
    if steps.max() == 1:
        return places
    share = np.concatenate([np.arange(n) / n for n in steps])[:, None]
    start = np.repeat(xy[:-1], steps, axis=0)
    dense = start + share * (np.repeat(xy[1:], steps, axis=0) - start)
    return _lonlat(np.concatenate((dense, xy[-1:])), centre)


def _lonlat(xy: Points, centre: Position) -> Points:
    count = len(xy)
    azimuth = np.degrees(np.arctan2(xy[:, 0], xy[:, 1]))
    lon, lat, _ = geod().fwd(np.full(count, centre[0]), np.full(count, centre[1]), azimuth, np.hypot(xy[:, 0], xy[:, 1]))
    return np.column_stack((lon, lat))


def _on_map(places: Points, centre: Position) -> Any:
    """The area inside a ring: around a pole up to it; what lies beyond 180 degrees is moved to the other side."""
    import shapely

    lon = np.unwrap(places[:, 0], period=360.0)
    ring = np.column_stack((lon, places[:, 1]))
    if abs(lon[-1] - lon[0]) > 180.0:
        ring = np.concatenate((ring, [[lon[-1], _pole(centre)], [lon[0], _pole(centre)]]))
    area = shapely.make_valid(shapely.Polygon(ring))
    if lon.min() >= -180.0 and lon.max() <= 180.0:
        return area
    turns = range(math.floor((lon.min() + 180.0) / 360.0), math.ceil((lon.max() + 180.0) / 360.0))
    return shapely.union_all([_slice(area, turn) for turn in turns])


def _slice(area: Any, turn: int) -> Any:
    from shapely.affinity import translate
    from shapely.geometry import box

    return translate(area.intersection(box(360.0 * turn - 180.0, -90.0, 360.0 * turn + 180.0, 90.0)), -360.0 * turn)
