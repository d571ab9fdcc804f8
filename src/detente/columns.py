"""columns: what a file tells of one place, one column a fact; every format has the same ones, in the same words.

Least is told (G8): never plates, numbers of staff, escorts, persons, nor coordinates as somebody typed them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from detente.conflict import A_BUILDING_M, length
from detente.excerpt import Feature
from detente.geometry.altitude import NAMES
from detente.geometry.outline import bounds
from detente.tlog.text import plain
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
    Volume4D,
)  # fmt: skip

Value = str | float | datetime | None
SPELT: Final = 100
"""Positions of a shape that are spelt out; its bounds are always told."""


class Column(NamedTuple):
    """A fact by its name in files for programs, its heading for people, its HXL tag, and how it is found."""

    name: str
    heading: str
    tag: str
    type: type[str] | type[float] | type[datetime]
    value: Callable[[Feature], Value]


def altitude(given: Altitude | None, end: str) -> str:
    """An altitude with its datum in words; ``end``: `lower` or `upper`. It is never converted."""
    if given is None:
        return f"no {end} limit"
    number = f"FL {given.value:g}" if given.units == "FL" else f"{given.value:g} {given.units.lower()}"
    return f"{number} {given.reference} ({NAMES[given.reference]})"


def form(volume: Volume4D, level: str) -> str:
    """What a place is: a point, an area of some form, or a cell where no more may be known."""
    if level == "cell":
        return "cell: no more may be known here"
    match volume.footprint:
        case Point(radius_m=radius):
            return f"within {radius:g} m of a point" if radius else "point"
        case Circle(radius_m=radius):
            return f"circle of {radius:g} m"
        case Corridor(half_width_m=width, coordinates=places):
            return f"corridor along {len(places)} positions, {width:g} m on each side"
        case Polygon(coordinates=rings):
            return f"polygon of {len(rings[0]) - 1} corners"
        case MultiPolygon(coordinates=polygons):
            return f"{len(polygons)} polygons"


def positions(footprint: Footprint) -> str:
    """The positions of a shape in words, latitude first, as desks read and type them; nothing for a point or a circle."""
    match footprint:
        case Corridor(coordinates=places):
            lines = [("", places)]
        case Polygon(coordinates=rings):
            lines = _rings(rings)
        case MultiPolygon(coordinates=polygons):
            lines = [(f"polygon {n}: {mark}", ring) for n, p in enumerate(polygons, 1) for mark, ring in _rings(p)]
        case _:
            return ""
    words, spelt = [], 0
    for mark, ring in lines:
        shown_ = ring[: SPELT - spelt]
        spelt += len(shown_)
        words += [mark + "; ".join(f"{_degrees(lat)} {_degrees(lon)}" for lon, lat in shown_)] if shown_ else []
    more = sum(len(ring) for _, ring in lines) - spelt
    return "; ".join(words) + (f"; and {more} more positions: see the formats for maps" if more else "")


def _rings(rings: tuple[tuple[Position, ...], ...]) -> list[tuple[str, tuple[Position, ...]]]:
    return [("" if not n else "hole: ", ring[:-1]) for n, ring in enumerate(rings)]


def _degrees(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def known_to(feature: Feature) -> str:
    """How well its notifier knew a place, in the words of `detente.conflict`; nothing where nobody stated it."""
    if not feature.known_to_m:
        return ""
    return f"known to {length(feature.known_to_m)}" + (" only" if feature.known_to_m > A_BUILDING_M else "")


def _centre(feature: Feature) -> Position | None:
    footprint = feature.volume.footprint
    return footprint.center if isinstance(footprint, Circle) else footprint.coordinates if isinstance(footprint, Point) else None


def _latitude(feature: Feature) -> float | None:
    centre = _centre(feature)
    return None if centre is None else centre[1]


def _longitude(feature: Feature) -> float | None:
    centre = _centre(feature)
    return None if centre is None else centre[0]


COLUMNS: Final = (
    Column("title", "Title", "#loc +name", str, lambda f: f.title),
    Column("kind", "Kind", "#meta +kind", str, lambda f: f.kind),
    Column("stance", "Stance", "#meta +stance", str, lambda f: f.stance),
    Column("function", "Function", "#loc +type", str, lambda f: f.function),
    Column("state", "State", "#status", str, lambda f: f.meaning),
    Column("status", "Status, as its originator states it", "#status +stated", str, lambda f: f.status),
    Column("validated", "Validated", "#status +validation", str, lambda f: f.validated),
    Column("level", "Known as", "#meta +level", str, lambda f: f.level),
    Column("party", "Originator", "#org +name", str, lambda f: f.party),
    Column("released_by", "Said first by", "#org +source", str, lambda f: f.released_by),
    Column("contact", "Contact", "#contact", str, lambda f: f.contact),
    Column("place", "Place names", "#loc +alt +name", str, lambda f: "; ".join(f.names)),
    Column("latitude", "Latitude (WGS 84)", "#geo +lat", float, _latitude),
    Column("longitude", "Longitude (WGS 84)", "#geo +lon", float, _longitude),
    Column("radius_m", "Radius (m)", "#geo +radius +m", float, lambda f: getattr(f.volume.footprint, "radius_m", 0.0) or None),
    Column("form", "Form", "#geo +form", str, lambda f: form(f.volume, f.level)),
    Column("south", "Southernmost latitude", "#geo +lat +min", float, lambda f: bounds(f.outline)[1]),
    Column("west", "Westernmost longitude", "#geo +lon +min", float, lambda f: bounds(f.outline)[0]),
    Column("north", "Northernmost latitude", "#geo +lat +max", float, lambda f: bounds(f.outline)[3]),
    Column("east", "Easternmost longitude", "#geo +lon +max", float, lambda f: bounds(f.outline)[2]),
    Column("positions", "Positions (latitude longitude)", "#geo +positions", str, lambda f: positions(f.volume.footprint)),
    Column("known_to", "Place known to", "#geo +precision +place", str, known_to),
    Column("known_to_m", "Place known to (m)", "#geo +precision +place +m", float, lambda f: f.known_to_m or None),
    Column("accuracy_m", "Accuracy (m)", "#geo +precision +m", float, lambda f: f.volume.accuracy_m or None),
    Column("buffer_m", "Distance asked for (m)", "#geo +buffer +m", float, lambda f: f.volume.buffer_m or None),
    Column("lower", "From altitude", "#geo +alt +min", str, lambda f: altitude(f.outline.altitude_lower, "lower")),
    Column("upper", "To altitude", "#geo +alt +max", str, lambda f: altitude(f.outline.altitude_upper, "upper")),
    Column("time_start", "There from (UTC)", "#date +start", datetime, lambda f: f.outline.time_start),
    Column("time_end", "There until (UTC)", "#date +end", datetime, lambda f: f.outline.time_end),
    Column("valid_from", "Stated from (UTC)", "#date +valid +start", datetime, lambda f: f.validity.time_start),
    Column("valid_until", "Stated until (UTC)", "#date +valid +end", datetime, lambda f: f.validity.time_end),
    Column("review_by", "Review by (UTC)", "#date +review", datetime, lambda f: f.validity.review_by),
    Column("tlp", "TLP", "#meta +tlp", str, lambda f: f.handling.tlp),
    Column("rel_to", "Releasable to", "#meta +rel", str, lambda f: ", ".join(f.handling.rel_to)),
    Column("caveat", "Caveat", "#meta +caveat", str, lambda f: f.handling.caveat),
    Column("text", "Text", "#description", str, lambda f: f.text),
    Column("statement", "Statement", "#meta +id", str, lambda f: f.statement),
    Column("version", "Version", "#meta +version", float, lambda f: f.version),
    Column("part", "Place of the notice", "#meta +part", str, lambda f: f"{f.number} of {f.count}"),
    Column("issued", "Issued (UTC, as claimed)", "#date +issued", datetime, lambda f: f.issued),
)
"""Points and circles have a latitude and longitude; other places have none, so that nobody takes a middle for the place: they
have bounds, west above east where they cross the antimeridian, and positions. What is 0 because nobody stated it is not told."""


def shown(words: str) -> str:
    """Words of others in one line that they can neither break nor turn, without what no XML can hold (XML 1.0 §2.2)."""
    return plain(" ".join(words.splitlines())).translate(_NOT_XML)


_NOT_XML: Final = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")


def told(feature: Feature) -> Iterator[tuple[Column, Value]]:
    """What is told of a feature, without what is not."""
    for column in COLUMNS:
        value = column.value(feature)
        if value not in (None, ""):
            yield column, shown(value) if isinstance(value, str) else value


def name(feature: Feature) -> str:
    """How a feature is called on a map."""
    kind = f"{feature.kind}: {feature.stance}" if feature.stance else feature.kind
    number = f" ({feature.number} of {feature.count})" if feature.count > 1 else ""
    marks = " [cell only]" if feature.level == "cell" else ""
    marks += f" [{known_to(feature)}]" if feature.known_to_m > A_BUILDING_M else ""
    return shown(f"{feature.title or kind}{number}") + marks
