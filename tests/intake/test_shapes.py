"""Shapes of map formats: every corner is held against the ground, and what cannot be a footprint is no notice."""

import json

from detente.formats.read import read
from detente.intake.checks.ground import NOTHING
from detente.intake.columns import mapping
from detente.intake.examine import examine
from detente.intake.listing import Listing
from detente.intake.model import Item
from detente.intake.understand import Settings


def items(*geometries: tuple[str, object]) -> tuple[Item, ...]:
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"shape {i}", "country": "Syria"},
            "geometry": {"type": kind, "coordinates": c},
        }
        for i, (kind, c) in enumerate(geometries)
    ]
    table = read(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "shapes.geojson")
    layouts = {sheet.name: mapping.guess(sheet) for sheet in table.sheets}
    return examine(table, layouts, Settings(), NOTHING, Listing()).items


def test_a_shape_within_its_country_is_accepted() -> None:
    (item,) = items(("Polygon", [[[37.1, 36.2], [37.2, 36.2], [37.2, 36.3], [37.1, 36.2]]]))
    assert item.state == "accepted"


def test_a_corner_that_lies_elsewhere_is_doubted() -> None:
    polygon, line, points = items(
        ("Polygon", [[[37.1, 36.2], [-37.26, 36.2], [37.2, 36.3], [37.1, 36.2]]]),
        ("LineString", [[37.1, 36.2], [37.2, 36.3], [37.26, 17.26]]),
        ("MultiPoint", [[37.1, 35.2], [35.2, 37.1]]),
    )
    for item in (polygon, line, points):
        assert item.state != "accepted", item.origin
    assert line.reason == "outside-country"
    assert next(doubt.args["point"] for doubt in line.doubts if doubt.code == "outside-country") == "3"


def test_a_shape_that_crosses_itself_is_rejected_with_words() -> None:
    (item,) = items(("Polygon", [[[37.1, 36.2], [37.2, 36.3], [37.2, 36.2], [37.1, 36.3], [37.1, 36.2]]]))
    assert (item.state, item.reason) == ("rejected", "shape-unusable")
    assert item.doubts[0].args["problem"]
