"""columns: what a file tells of one place, one column a fact; every format has the same ones, in the same words.

Least is told (G8): never plates, numbers of staff, escorts, persons, nor coordinates as somebody typed them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from detente.excerpt import Feature
from detente.geometry.altitude import NAMES
from detente.tlog.text import plain
from detente.volume import Altitude, Circle, Corridor, MultiPolygon, Point, Polygon, Position, Volume4D

Value = str | float | datetime | None


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
    Column("level", "Known as", "#meta +level", str, lambda f: f.level),
    Column("party", "Originator", "#org +name", str, lambda f: f.party),
    Column("released_by", "Said first by", "#org +source", str, lambda f: f.released_by),
    Column("contact", "Contact", "#contact", str, lambda f: f.contact),
    Column("place", "Place names", "#loc +alt +name", str, lambda f: "; ".join(f.names)),
    Column("latitude", "Latitude (WGS 84)", "#geo +lat", float, _latitude),
    Column("longitude", "Longitude (WGS 84)", "#geo +lon", float, _longitude),
    Column("radius_m", "Radius (m)", "#geo +radius +m", float, lambda f: getattr(f.volume.footprint, "radius_m", None)),
    Column("form", "Form", "#geo +form", str, lambda f: form(f.volume, f.level)),
    Column("accuracy_m", "Accuracy (m)", "#geo +precision +m", float, lambda f: f.volume.accuracy_m),
    Column("buffer_m", "Distance asked for (m)", "#geo +buffer +m", float, lambda f: f.volume.buffer_m),
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
"""Points and circles have a latitude and longitude; other places have none, so that nobody takes a middle for the place."""


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
    return shown(f"{feature.title or kind}{number}") + (" [cell only]" if feature.level == "cell" else "")
