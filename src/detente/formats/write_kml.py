"""An excerpt as KML 2.2 (OGC 07-147r2): one folder a kind, areas and no markers in their middle, the words in every balloon.

A time span is given only while a notice stands, and ends only where time alone ends a notice: what is withdrawn or past its
date is presumed protected, and a viewer with a time slider must not hide it (G9). Nothing is fetched: no icons, no links.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Final

from detente.columns import name, shown, told
from detente.excerpt import CAUTIONARY, FORCES, Excerpt, Feature, as_held, heading, selected_for, stamp
from detente.geometry.outline import Outline
from detente.lifecycle import PLANNED
from detente.volume import Altitude, MultiPolygon, Point, Polygon, Position, metres

STYLES: Final = {
    "site": "ffb03000", "movement": "ffd07000", "emergency": "ff2020c0", "area": "ff2080e0",
    "activity": "ff806060", "presence": "ff806060",
}  # fmt: skip
"""Line colours, aabbggrr. None is green: nothing here permits anything."""
MODES: Final = {"AMSL": "absolute", "AGL": "relativeToGround"}
"""Altitudes that KML has (§9.20: above mean sea level or ground). Others would have to be converted: they stand in words."""
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
SPANNED: Final = frozenset({"active", "logged", "answered", "registered", "revoked"})
"""States in which a notice stands as it was stated, in its time."""


def write(excerpt: Excerpt) -> bytes:
    """The file, UTF-8."""
    return ("\n".join(_document(excerpt)) + "\n").encode()


def write_archive(excerpt: Excerpt) -> bytes:
    """KML in an archive (annex C), as phones and tablets open it; the same bytes for the same excerpt."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml", _OLDEST), write(excerpt), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _document(excerpt: Excerpt) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<kml xmlns="http://www.opengis.net/kml/2.2">'
    exercise = "EXERCISE: " if excerpt.exercise else ""
    title = f"{exercise}{excerpt.agreement}, as held by {excerpt.party} as of {stamp(excerpt.as_of)}"
    yield f"<Document><name>{_text(title)}</name><open>1</open>"
    yield f"<description>{_balloon(heading(excerpt))}</description>"
    for kind, colour in STYLES.items():
        fill = f"<PolyStyle><color>50{colour[2:]}</color></PolyStyle>"
        yield f'<Style id="{kind}"><LineStyle><color>{colour}</color><width>2</width></LineStyle>{fill}</Style>'
    for kind in CAUTIONARY + FORCES:
        features = [f for f in excerpt.features if f.kind == kind]
        if features:
            yield f"<Folder><name>{kind} ({len(features)})</name>"
            yield from (_placemark(feature, excerpt) for feature in features)
            yield "</Folder>"
    yield "</Document></kml>"


def _placemark(feature: Feature, excerpt: Excerpt) -> str:
    facts = [(column, stamp(value) if isinstance(value, datetime) else _number(value)) for column, value in told(feature)]
    told_ = (f"{column.heading}: {words}" for column, words in facts)
    lines = [excerpt.presumption, *told_, as_held(excerpt), *selected_for(excerpt)]
    data = "".join(f'<Data name="{column.name}"><value>{_text(words)}</value></Data>' for column, words in facts)
    return (
        f"<Placemark><name>{_text(name(feature))}</name><description>{_balloon(lines)}</description>{_span(feature)}"
        f"<styleUrl>#{feature.kind}</styleUrl>"
        f'<ExtendedData>{data}<Data name="presumption"><value>{_text(excerpt.presumption)}</value></Data></ExtendedData>'
        f"{_geometry(feature.outline)}</Placemark>"
    )


def _span(feature: Feature) -> str:
    """When a viewer with a time slider shows a notice: from its start, and until its end only where it is a plan.

    No clock ends a site, a movement, an emergency or an area in the life cycle: they become unverified and stay. A movement's
    window is when it was meant to be there; who is late, stopped or hit is still there after it.
    """
    start, end = feature.outline.time_start, feature.outline.time_end if feature.kind in PLANNED else None
    if feature.state not in SPANNED or not (start or end):
        return ""
    begins = f"<begin>{stamp(start)}</begin>" if start else ""
    ends = f"<end>{stamp(end)}</end>" if end else ""
    return f"<TimeSpan>{begins}{ends}</TimeSpan>"


def _geometry(outline: Outline) -> str:
    mode, height = _height(outline.altitude_lower, outline.altitude_upper)
    extrude = "" if mode == "clampToGround" else "<extrude>1</extrude>"
    head = f"{extrude}<altitudeMode>{mode}</altitudeMode>"
    match outline.footprint:
        case Point(coordinates=position):
            return f"<Point>{head}<coordinates>{_position(position, height)}</coordinates></Point>"
        case Polygon(coordinates=rings):
            return _polygon(rings, head, height)
        case MultiPolygon(coordinates=polygons):
            return "<MultiGeometry>" + "".join(_polygon(rings, head, height) for rings in polygons) + "</MultiGeometry>"


def _height(lower: Altitude | None, upper: Altitude | None) -> tuple[str, float]:
    """Drawn from the ground to the upper limit, where KML has its datum; else on the ground, and the words tell the band."""
    if upper is None or upper.reference not in MODES or (lower is not None and lower.reference != upper.reference):
        return "clampToGround", 0.0
    return MODES[upper.reference], metres(upper)


def _polygon(rings: tuple[tuple[Position, ...], ...], head: str, height: float) -> str:
    outer, *inner = [f"<LinearRing><coordinates>{_ring(ring, height)}</coordinates></LinearRing>" for ring in rings]
    holes = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in inner)
    return f"<Polygon>{head}<outerBoundaryIs>{outer}</outerBoundaryIs>{holes}</Polygon>"


def _ring(ring: tuple[Position, ...], height: float) -> str:
    return " ".join(_position(position, height) for position in ring)


def _position(position: Position, height: float) -> str:
    lon, lat = (f"{value:.7f}".rstrip("0").rstrip(".") for value in position)
    return f"{lon},{lat},{height:.10g}" if height else f"{lon},{lat}"


def _number(value: str | float | None) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _text(words: str) -> str:
    return escape(shown(words))


def _balloon(lines: list[str]) -> str:
    """Lines of a balloon. What stands there is read as HTML: words of others are made text in it first, then in the XML."""
    return escape("<br/>".join(_text(line) for line in lines))
