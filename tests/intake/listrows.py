"""Rows and outlines for tests of the ground: items as the reader of positions makes them, squares as units."""

import json
from collections.abc import Sequence

from detente.coordinates import read, read_pair
from detente.intake.checks.boundaries import Boundaries, Source
from detente.intake.checks.doubts import doubts
from detente.intake.checks.ground import NOTHING, Ground
from detente.intake.model import Doubt, Item, Origin


def row(number: int, latitude: float | str, longitude: float | str, **said: str) -> Item:
    """A row with its position in two cells, read as any row is."""
    cells = [f"{x:.6f}" if isinstance(x, float) else x for x in (latitude, longitude)]
    return _item(number, said | {"latitude": cells[0], "longitude": cells[1]}, read_pair(*cells))


def typed(number: int, text: str, **said: str) -> Item:
    """A row with its position in one text."""
    return _item(number, said | {"position": text}, read(text))


def _item(number, said, reading) -> Item:  # type: ignore[no-untyped-def]
    only = reading.only
    position = (only.longitude, only.latitude) if only else None
    return Item(origin=Origin("a.csv", "", number), key=str(number), original=said, said=said, reading=reading, position=position)


def box(west: float, south: float, east: float, north: float, **properties: str) -> dict[str, object]:
    """A rectangle as a feature."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def source(*features: dict[str, object], name: str = "units.geojson", error_m: float = 0.0) -> Source:
    """A file of boundaries."""
    return Source(name, json.dumps({"type": "FeatureCollection", "features": features}).encode(), error_m)


def said_of(items: Sequence[Item], ground: Ground = NOTHING) -> list[list[str]]:
    """The codes of each row's doubts that are no notes."""
    return [[d.code for d in found if not d.note] for found in doubts(items, ground)]


def found(items: Sequence[Item], code: str, ground: Ground = NOTHING) -> dict[str, Doubt]:
    """The doubts of one code, by the key of their row."""
    return {i.key: d for i, all_of in zip(items, doubts(items, ground), strict=True) for d in all_of if d.code == code}


def syria() -> Boundaries:
    """Two provinces of two districts each, one degree wide, in the middle of Syria."""
    return Boundaries([
        source(
            *(
                box(36.5 + i, 34.0 + j, 37.5 + i, 35.0 + j, ADM0_EN="Syria", ADM0_PCODE="SY", ADM1_EN=("West", "East")[i],
                    ADM1_PCODE=f"SY0{i}", ADM2_EN=f"Dist {i}{j}", ADM2_PCODE=f"SY0{i}0{j}")
                for i in (0, 1) for j in (0, 1)
            ),
            error_m=100.0,
        )
    ])  # fmt: skip
