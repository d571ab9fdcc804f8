"""Administrative units from boundaries that a user supplies: which one holds a position, how far it is from one (R05, G14).

Boundaries are those of their source, with its error, and say nothing about whose land it is. Shapely is used here, the third
place beside geometry and engine: tens of thousands of positions against hundreds of outlines need an index and vectorised
predicates in the plane of longitude and latitude, which is how these outlines are drawn; distances that are told to people are
metres on the ellipsoid to the nearest place of the outline.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from detente.errors import InputError
from detente.intake.cells.names import ALIKE, fold, key, likeness
from detente.intake.checks import country
from detente.intake.checks.near import Floats, Ints, apart
from detente.intake.checks.units import Named, named

MAX_BYTES: Final = 200_000_000
MAX_FEATURES: Final = 100_000
MANY_VERTICES: Final = 2_000
ROUGH_DEG: Final = 0.0005
"""Outlines of more than `MANY_VERTICES` are simplified by this (at most 56 m) before distances to them are measured …"""
NEAR_M: Final = 2_000.0
"""… but not for positions that are nearer than this: there metres decide."""
OF_SEGMENT: Final = 0.2
"""The error of lines of which none is stated, as a share of the median length of their segments. Whoever simplifies a line drops
what is nearer to it than his tolerance: 0.0005° (56 m) leaves a median of 498 m in the sub-districts of Syria, and lines of the
same border differ by 82 m there. A map of 1:10,000,000 has 1,800 m, survey lines 25 m."""
MOST_ASSUMED_M: Final = 1_000.0
DRAWN: Final = 100
"""Fewer segments are no drawing of a terrain, and say nothing of its scale."""
TRIED: Final = 2_000
"""How many names of one level are compared letter by letter with a name that is not found."""


class Source(msgspec.Struct, frozen=True):
    """A file of boundaries: ``name`` as shown to people, GeoJSON ``data``, ``error_m`` how far its lines may be from the truth
    (simplification, scale; as the user states it; 0: not stated, then assumed from the drawing), ``level`` 0 (country) to 4 where
    the user knows it."""

    name: str
    data: bytes
    error_m: float = 0.0
    level: int | None = None


class Unit(msgspec.Struct, frozen=True):
    """An administrative unit: a set of outlines of one source that carry its name or code. ``parents``: folded names and codes of
    the units above it."""

    source: int
    level: int
    names: tuple[str, ...]
    codes: tuple[str, ...]
    countries: frozenset[str]
    parents: frozenset[str]
    leaves: tuple[int, ...]

    @property
    def name(self) -> str:
        """The first name, else the code."""
        return (self.names or self.codes or ("?",))[0]


class Found(msgspec.Struct, frozen=True):
    """The units that a statement may mean; none: ``near`` holds names that are nearly alike. ``covered``: whether the boundaries
    have this level of this country at all."""

    units: tuple[int, ...] = ()
    near: tuple[str, ...] = ()
    covered: bool = False


class Boundaries:
    """Units of all levels from several files, ready for many positions at once."""

    def __init__(self, sources: Sequence[Source] = ()) -> None:
        self.sources = tuple(msgspec.structs.replace(source, data=b"") for source in sources)
        self.units: list[Unit] = []
        self.shapes: list[NDArray[np.object_]] = []
        self.trees: list[shapely.STRtree] = []
        self.unit_of: list[NDArray[np.intp]] = []
        for number, source in enumerate(sources):
            self._add(number, source)
        self._index()
        self.assumed_m = [0.0 if source.error_m else _assumed_m(held) for source, held in zip(sources, self.shapes, strict=True)]
        self._outlines: dict[tuple[int, bool], Any] = {}
        self._answers: dict[tuple[int, str, frozenset[str], frozenset[str]], Found] = {}
        self._lands: dict[tuple[int, frozenset[str]], list[int]] = {}

    def _add(self, number: int, source: Source) -> None:
        shapes, properties = _features(source)
        level, called = named(properties, source.name)
        if source.level is not None and source.level != level:
            level, called = source.level, [_moved(each, level, source.level) for each in called]
        self.shapes.append(shapes)
        self.trees.append(shapely.STRtree(shapes))
        groups: dict[tuple[int, str], list[int]] = {}
        for leaf, each in enumerate(called):
            for above in range(level + 1):
                if each.names[above] or each.codes[above]:
                    groups.setdefault((above, _path(each, above)), []).append(leaf)
        member = np.full((5, len(shapes)), -1, dtype=np.intp)
        for (above, _), leaves in groups.items():
            member[above, leaves] = len(self.units)
            self.units.append(_unit(number, above, [called[leaf] for leaf in leaves], leaves, shapes))
        self.unit_of.append(member)

    def _index(self) -> None:
        self.by_code: dict[str, list[int]] = {}
        self.by_name: dict[tuple[int, str], list[int]] = {}
        self.by_sound: dict[tuple[int, str], list[int]] = {}
        self.levels: dict[int, list[int]] = {}
        for at, unit in enumerate(self.units):
            self.levels.setdefault(unit.level, []).append(at)
            for code in unit.codes:
                self.by_code.setdefault(code, []).append(at)
            for name in unit.names:
                self.by_name.setdefault((unit.level, fold(name)), []).append(at)
                self.by_sound.setdefault((unit.level, key(name)), []).append(at)

    def find(self, level: int, text: str, countries: frozenset[str], parents: frozenset[str]) -> Found:
        """The units of a level that a statement may mean: by code, by name, else by a name spelt alike.

        ``parents``: folded names of the units above that the row states; of several units of one name those fit first.
        """
        asked = (level, text, countries, parents)
        if asked not in self._answers:
            self._answers[asked] = self._find(level, text, countries, parents)
        return self._answers[asked]

    def _find(self, level: int, text: str, countries: frozenset[str], parents: frozenset[str]) -> Found:
        here = self._here(level, countries)
        if not here or not text.strip():
            return Found(covered=bool(here))
        known = set(here)
        held = [at for at in self.by_code.get(text.strip().upper(), ()) if at in known]
        held = held or [at for at in self.by_name.get((level, fold(text)), ()) if at in known]
        if not held:
            held, near = self._alike(level, text, here)
            if not held:
                return Found(near=near, covered=True)
        inside = [at for at in held if self.units[at].parents & parents]
        return Found(tuple(inside or held), covered=True)

    def _here(self, level: int, countries: frozenset[str]) -> list[int]:
        if (level, countries) not in self._lands:
            self._lands[level, countries] = [at for at in self.levels.get(level, ()) if _of(self.units[at], countries)]
        return self._lands[level, countries]

    def coded(self, pcode: str) -> tuple[int, ...]:
        """The deepest units whose code a code is, or begins with: codes of places begin with that of their unit (COD)."""
        code = pcode.strip().upper()[:40]
        for end in range(len(code), 1, -1):
            if held := self.by_code.get(code[:end]):
                deepest = max(self.units[at].level for at in held)
                return tuple(at for at in held if self.units[at].level == deepest)
        return ()

    def _alike(self, level: int, text: str, here: list[int]) -> tuple[list[int], tuple[str, ...]]:
        known = set(here)
        pool = here if len(here) <= TRIED else [at for at in self.by_sound.get((level, key(text)), ()) if at in known]
        graded = sorted((-max((likeness(text, n) for n in self.units[at].names), default=0.0), at) for at in pool)
        best = [at for grade, at in graded if -grade >= ALIKE and grade == graded[0][0]]
        return best, tuple(dict.fromkeys(self.units[at].name for grade, at in graded[:3] if -grade >= 0.5))

    def at(self, positions: Floats) -> list[tuple[Ints, Ints]]:
        """For each source: pairs (position, outline) where an outline holds or touches a position."""
        points = shapely.points(positions)
        return [tuple(tree.query(points, predicate="intersects")) for tree in self.trees]

    def distance(self, unit: int, positions: Floats) -> Floats:
        """Metres from each position to the nearest place of a unit, 0 inside; error 1 %, and 56 m far from large outlines."""
        best = self._away(unit, positions, True)
        near = np.flatnonzero(best < NEAR_M)
        if len(near):
            best[near] = self._away(unit, positions[near], False)
        return best

    def _away(self, unit: int, positions: Floats, rough: bool) -> Floats:
        outline, scale = self._outline(unit, rough)
        best = np.full(len(positions), np.inf)
        for turn in (-360.0, 0.0, 360.0):
            moved = positions + np.array([turn, 0.0])
            if turn and not len(moved[(moved[:, 0] > -200) & (moved[:, 0] < 200)]):
                continue
            lines = shapely.shortest_line(shapely.points(moved * np.array([scale, 1.0])), outline)
            ends = shapely.get_coordinates(shapely.get_point(lines, 1)) / np.array([scale, 1.0])
            best = np.minimum(best, apart(moved, ends))
        return best

    def _outline(self, at: int, rough: bool) -> tuple[Any, float]:
        if (at, rough) not in self._outlines:
            unit = self.units[at]
            outline = shapely.union_all(self.shapes[unit.source][list(unit.leaves)])
            _, south, _, north = shapely.bounds(outline)
            scale = max(0.01, math.cos(math.radians((south + north) / 2)))
            if rough and shapely.get_num_coordinates(outline) > MANY_VERTICES:
                outline = shapely.simplify(outline, ROUGH_DEG)
            self._outlines[at, rough] = (shapely.transform(outline, lambda xy: xy * np.array([scale, 1.0])), scale)
        outline, scale = self._outlines[at, rough]
        return outline, scale

    def rings(self, at: int) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The outlines of a unit as rings of ``(longitude, latitude)``, to be drawn."""
        unit = self.units[at]
        polygons = [one for leaf in unit.leaves for one in shapely.get_parts(self.shapes[unit.source][leaf])]
        rings = [ring for one in polygons for ring in shapely.get_rings(one)]
        return tuple(tuple((x, y) for x, y in shapely.get_coordinates(ring).tolist()) for ring in rings)

    def error_m(self, unit: int) -> float:
        """How far the lines of a unit may be from the truth: as the user stated it for its source, else as `OF_SEGMENT` says."""
        source = self.units[unit].source
        return self.sources[source].error_m or self.assumed_m[source]


def _assumed_m(shapes: NDArray[np.object_]) -> float:
    """The error of the lines of a source from the median length of their segments, metres; 0 where too few are drawn."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    metres = apart(corners[:-1], corners[1:])[ring[:-1] == ring[1:]]
    return min(OF_SEGMENT * float(np.median(metres)), MOST_ASSUMED_M) if len(metres) >= DRAWN else 0.0


def _features(source: Source) -> tuple[NDArray[np.object_], list[dict[str, object]]]:
    if len(source.data) > MAX_BYTES:
        raise InputError("too-large", f"more than {MAX_BYTES} bytes of boundaries", where=source.name, hint="simplify them")
    try:
        held = msgspec.json.decode(source.data)
        features = [each for each in held["features"] if each.get("geometry")]
        shapes = [shape(each["geometry"]) for each in features]
    except Exception as error:
        raise InputError(
            "bad-geometry", f"these boundaries cannot be read: {error}", where=source.name, hint="save them as GeoJSON, WGS 84"
        ) from None
    areas = [i for i, each in enumerate(shapes) if each.geom_type in ("Polygon", "MultiPolygon") and not each.is_empty]
    if not areas or len(areas) > MAX_FEATURES:
        raise InputError("bad-geometry", f"{len(areas)} areas are in it", where=source.name, hint="give 1 to 100,000 polygons")
    outlines = np.array([shapes[i] for i in areas], dtype=object)
    west, south, east, north = shapely.total_bounds(outlines)
    if not (west >= -360 and south >= -91 and east <= 360 and north <= 91):
        raise InputError(
            "bad-geometry", "its coordinates are no degrees", where=source.name, hint="save it in WGS 84 (EPSG:4326)"
        )
    return shapely.make_valid(outlines), [features[i].get("properties") or {} for i in areas]


def _moved(each: Named, old: int, new: int) -> Named:
    names, codes = list(each.names), list(each.codes)
    names[old], names[new], codes[old], codes[new] = (), names[old], (), codes[old]
    return Named(tuple(names), tuple(codes))


def _path(each: Named, level: int) -> str:
    return "\n".join((each.codes[above] or each.names[above] or ("",))[0] for above in range(level + 1))


def _unit(source: int, level: int, called: list[Named], leaves: list[int], shapes: NDArray[np.object_]) -> Unit:
    names = tuple(dict.fromkeys(name for each in called for name in each.names[level]))
    codes = tuple(dict.fromkeys(code for each in called for code in each.codes[level]))
    above = {fold(t) for each in called for i in range(1, level) for t in (*each.names[i], *each.codes[i])}
    said = [country.stated(text) for each in called[:1] for text in (*each.codes[0], *each.names[0])]
    held = frozenset[str]().union(*said)
    if not held:
        point = shapely.point_on_surface(shapes[leaves[0]])
        held = country.countries_at(float(point.x), float(point.y))
    return Unit(source, level, names, codes, held, frozenset(above), tuple(leaves))


def _of(unit: Unit, countries: frozenset[str]) -> bool:
    return not countries or not unit.countries or bool(unit.countries & countries)
