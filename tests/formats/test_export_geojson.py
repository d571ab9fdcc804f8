"""What leaves as GeoJSON: RFC 7946, with the sentence, read back by us as no less than it was."""

import json
import random
from pathlib import Path

from excerpts import CELL, any_excerpt, everything, excerpt, features, ogrinfo
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats import Broken, geojson
from detente.formats.write_geojson import write
from detente.geometry import geod, meet, parts
from detente.notice import PRESUMPTION
from detente.standing import VOLUNTARY
from detente.testing import START, ZOO, away
from detente.volume import Altitude, Circle, Point, Volume4D, positions


def test_the_sentence_and_whose_information_it_is_stand_in_it() -> None:
    found = json.loads(write(everything()))
    assert found["presumption"] == PRESUMPTION
    assert found["about"][0] == PRESUMPTION
    assert found["voluntary"] == VOLUNTARY["en"] == found["about"][4]
    assert (found["held_by"], found["agreement"], found["as_of"]) == ("hq.example", "Coast", "2015-11-20T06:00:00Z")
    assert (found["basis"], found["reasons"], found["tlp"]) == ("incomplete", ["ocha is silent"], "AMBER")
    assert found["left_out"] == [{"count": 2, "why": "no objection areas"}]
    assert all(f["properties"]["presumption"] == PRESUMPTION for f in found["features"])
    assert all(f["properties"]["review_by"] and f["properties"]["state"] for f in found["features"])


def test_every_feature_is_read_back() -> None:
    items = geojson.read(write(everything()), "spared.geojson")
    assert len(items) == len(everything().features)
    assert [item for item in items if isinstance(item, Broken)] == []


@settings(max_examples=80, deadline=None)
@given(st.randoms(use_true_random=False))
def test_what_is_read_back_is_equal_or_larger(rng: random.Random) -> None:
    """What met the volume meets what was read of it: in space, altitude and time."""
    volume, given_ = any_excerpt(rng)
    pieces = [part for item in geojson.read(write(given_), "f") for v in item.volumes for part in parts(v)]  # type: ignore[union-attr]
    corners = [p for _, p in positions(volume.footprint)]
    margin = 1.0 + volume.accuracy_m + volume.buffer_m + getattr(volume.footprint, "radius_m", 0.0)
    for _ in range(20):
        course, _, length = geod().inv(*(a := rng.choice(corners)), *rng.choice(corners))
        place = away(away(a, course, length * rng.random()), rng.uniform(0, 360), margin * rng.uniform(0.0, 1.2))
        lower, when = rng.choice([0, 300, 700, 3000]), START.replace(hour=rng.randrange(24))
        band = Altitude(lower, "M", "W84")
        (spot,) = parts(Volume4D(Point(place), band, band, when, when))
        if any(meet(spot, part) for part in parts(volume)):
            assert any(meet(spot, part) for part in pieces), place


def test_a_cell_is_read_back_as_the_cell_and_a_point_as_the_point() -> None:
    cell, point = Volume4D(CELL, edges="lonlat"), ZOO["point"]
    made = excerpt(*features(cell, level="cell"), *features(point))
    first, second = (item.volumes[0] for item in geojson.read(write(made), "f"))  # type: ignore[union-attr]
    assert set(first.footprint.coordinates[0]) == set(CELL.coordinates[0])
    assert second.footprint == point.footprint


def test_altitudes_keep_their_datum_and_windows_only_grow() -> None:
    """R06 of the interfaces: nothing is converted."""
    low, high = Altitude(100, "FL", "STD"), Altitude(9000, "FT", "AMSL")
    volume = Volume4D(Circle((36.1, 35.8), 500.0), low, high, START, START, accuracy_m=20.0, buffer_m=30.0)
    (item,) = geojson.read(write(excerpt(*features(volume))), "f")
    assert not isinstance(item, Broken)
    (found,) = item.volumes
    assert (found.altitude_lower, found.altitude_upper, found.time_start, found.time_end) == (low, high, START, START)
    assert (found.accuracy_m, found.buffer_m) == (0.0, 0.0), "the area holds them already"


def test_a_length_that_nobody_stated_is_not_stated_as_zero() -> None:
    """An accuracy of 0 m for a cell of ten kilometres would claim what nobody knows."""
    made = excerpt(*features(Volume4D(CELL, edges="lonlat"), level="cell"), *features(ZOO["point"]), *features(ZOO["circle"]),
                   *features(ZOO["known to a kilometre"], known_to_m=1000.0))  # fmt: skip
    cell, point, circle, coarse = (f["properties"] for f in json.loads(write(made))["features"])
    assert "accuracy_m" not in cell["stated"]
    assert set(point["stated"]["footprint"]) == {"type", "coordinates"}
    assert circle["stated"]["footprint"]["radius_m"] == 500.0
    assert (coarse["stated"]["accuracy_m"], coarse["known_to"]) == (1000.0, "known to 1.00 km only")
    assert "[known to 1.00 km only]" in coarse["name"]


def test_it_is_the_same_file_twice() -> None:
    assert write(everything()) == write(everything())


def test_gdal_reads_it(tmp_path: Path) -> None:
    said = ogrinfo(tmp_path, "spared.geojson", write(everything()))
    assert f"Feature Count: {len(everything().features)}" in said
