"""An excerpt as GeoJSON (RFC 7946): areas cut at the antimeridian, right-handed; what `detente plan` reads has our words.

The sentence and whose information it is stand as foreign members (§6.1) at the top, the sentence again in every feature.
``stated`` is the volume as its author gave it, as far as the reader may know it; the geometry holds it and may be larger.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from detente.columns import name, told
from detente.excerpt import Excerpt, Feature, heading, stamp
from detente.standing import VOLUNTARY
from detente.volume import Volume4D


def write(excerpt: Excerpt) -> bytes:
    """The file, UTF-8."""
    top = {
        "type": "FeatureCollection",
        "presumption": excerpt.presumption,
        "voluntary": VOLUNTARY["en"],
        "about": heading(excerpt),
        "held_by": excerpt.party,
        "agreement": excerpt.agreement,
        "exercise": excerpt.exercise,
        "as_of": stamp(excerpt.as_of),
        "selected_for": stamp(excerpt.at),
        "old_from": stamp(excerpt.old_from),
        "basis": excerpt.basis,
        "reasons": excerpt.reasons,
        "originators": excerpt.parties,
        "tlp": excerpt.tlp,
        "left_out": excerpt.left_out,
        "features": [_feature(feature, excerpt) for feature in excerpt.features],
    }
    return msgspec.json.encode(top) + b"\n"


def _feature(feature: Feature, excerpt: Excerpt) -> dict[str, Any]:
    outline = feature.outline
    geometry = {"type": type(outline.footprint).__name__, "coordinates": outline.footprint.coordinates}
    # A radius beside the area that holds it would be added once more by whoever reads it.
    properties = {column.name: _value(value) for column, value in told(feature) if column.name not in _IN_GEOMETRY}
    bounds = {"altitude_lower": outline.altitude_lower, "altitude_upper": outline.altitude_upper}
    return {
        "type": "Feature",
        "id": f"{feature.statement}/{feature.number}",
        "geometry": geometry,
        "properties": {
            **properties,
            "name": name(feature),
            **{key: value for key, value in bounds.items() if value is not None},
            "edges": "lonlat",
            "stated": _stated(feature.volume),
            "held_by": excerpt.party,
            "agreement": excerpt.agreement,
            "as_of": stamp(excerpt.as_of),
            "selected_for": stamp(excerpt.at),
            "presumption": excerpt.presumption,
        },
    }


_IN_GEOMETRY: Final = frozenset({"radius_m", "accuracy_m", "buffer_m", "south", "west", "north", "east", "positions"})


def _stated(volume: Volume4D) -> dict[str, Any]:
    """A volume as its author gave it, without the lengths of 0 that nobody stated: an accuracy of 0 m would claim precision."""
    found: dict[str, Any] = msgspec.to_builtins(volume)
    for holder in (found, found["footprint"]):
        for length in ("accuracy_m", "buffer_m", "radius_m"):
            if holder.get(length) == 0.0:
                del holder[length]
    return found


def _value(value: object) -> object:
    return stamp(value) if isinstance(value, datetime) else value
