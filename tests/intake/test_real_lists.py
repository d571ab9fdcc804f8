"""Real lists: every row comes out with its reason, every grade of a position becomes an area, and answers say so."""

import csv
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest

from detente.conflict import A_BUILDING_M, explain
from detente.formats.read import read
from detente.intake import draft, listing
from detente.intake.cells.precision import RADIUS_M
from detente.intake.checks.ground import NOTHING
from detente.intake.columns import mapping
from detente.intake.examine import Examined, examine
from detente.intake.listing import Listing
from detente.intake.model import Item
from detente.intake.understand import Settings
from detente.node import check
from detente.node.node import Node
from detente.node.publish import Wish, publish_many
from detente.testing import Town
from detente.volume import Circle, Volume4D
from detente.volume import Point as Place

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is absent"),
]
AFRICA = "protected/africa_health_facilities_maina2019_6countries.csv"
INCIDENTS = "incidents/insecurity_insight_attacks_health_2016-2023.xlsx"
LISTS = (
    AFRICA, INCIDENTS, "incidents/insecurity_insight_attacks_health_region_geo.csv", "incidents/who_ssa_2020-2024.xlsx",
    "incidents/insecurity_insight_explosive_weapons_2020-2023.xlsx",
    "incidents/insecurity_insight_aid_workers_kika_api_sample.csv", "protected/unesco_whs_2019.csv",
    "protected/power_plants_wri_geodb_region.csv", "protected/syr_populated_places_ocha_adm4_20210113.csv",
    "protected/ukr_health_points_osm_hot_noattr.csv", "protected/yem_ibb_hospitals_osm_20260807_first12.geojson",
    "messages/gpx_kml/interuss_dcdemo_routes.kml", "messages/gpx_kml/gpxpy_around-visnjan-with-car.gpx",
    "messages/gpx_kml/gpxpy_cerknicko-jezero.gpx", "messages/gpx_kml/gpxpy_gpx1.1_with_all_fields.gpx",
    "messages/hxl/libhxl_input-merged.xlsx", "messages/hxl/libhxl_input-quality.xlsx", "messages/hxl/libhxl_input-valid.xlsx",
    "messages/xlsform/pyxform_choice_filter_test.xlsx", "messages/xlsform/pyxform_xlsform_spec_test.xlsx",
)  # fmt: skip


@cache
def examined(name: str) -> Examined:
    table = read((DATA / name).read_bytes(), Path(name).name)
    layouts = {sheet.name: mapping.guess(sheet) for sheet in table.sheets}
    return examine(table, layouts, Settings(), NOTHING, Listing())


@pytest.mark.parametrize("name", LISTS)
def test_no_row_is_lost_or_invented(name: str) -> None:
    found = examined(name)
    assert found.rows == found.headings + len(found.items)
    assert sum(found.counts.values()) == len(found.items)
    assert len({item.origin for item in found.items}) == len(found.items)
    assert all(bool(item.reason) == (item.state != "accepted") for item in found.items)
    if name.endswith(".csv"):
        with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
            assert len(found.items) == sum(1 for _ in csv.DictReader(file))


def test_every_grade_of_the_african_list_is_an_area() -> None:
    items = examined(AFRICA).items
    grades = Counter(item.said.get("position_source", "") for item in items)
    assert len(items) == 10_874
    for item in items:
        if item.position is None:
            assert (item.state, item.reason) == ("rejected", "position-missing")
            continue
        assert item.precision is not None or not item.said.get("position_source")
        if item.precision is not None:
            (footprint,) = item.footprints
            assert isinstance(footprint, Circle)
            assert footprint.radius_m >= RADIUS_M[item.precision.code]
    assert grades["GPS"] == 3_983
    assert grades["Digitized from online map"] == 4_648


def test_every_grade_of_the_incident_list_is_an_area_as_large_as_it_says() -> None:
    radius = {}
    for item in examined(INCIDENTS).items:
        if item.position is not None and item.precision is not None:
            (footprint,) = item.footprints
            assert isinstance(footprint, Circle)
            grade = item.said["precision"].strip()[:3]
            radius[grade] = min(radius.get(grade, 1e9), footprint.radius_m)
    assert radius["(2)"] >= 25_000
    assert radius["(2)"] < radius["(3)"] < radius["(4)"] < radius["(6)"]


def coarse() -> list[Item]:
    """Some rows of every grade of both lists that is coarser than a building."""
    found: dict[str, list[Item]] = {}
    for name in (AFRICA, INCIDENTS):
        for item in examined(name).items:
            if item.state == "accepted" and item.precision and item.precision.radius_m > A_BUILDING_M:
                found.setdefault(item.said.get("precision") or item.said.get("position_source") or "", []).append(item)
    return [item for items in found.values() for item in items[:3]]


def test_no_coarse_row_answers_a_check_like_a_point(tmp_path: Path) -> None:
    items = coarse()
    assert len(items) > 30
    with Town(tmp_path, "alpha", "beta") as town:
        _published(town, items)
        for item in items:
            _check(town["alpha"], item)


def _published(town: Town, items: list[Item]) -> None:
    node, agreement = town["alpha"], town.agree("alpha", "beta")
    held = listing.merged(Listing(), "list", items, {})
    wanted = draft.Wanted(kind="site", review_by=datetime(2040, 1, 1, tzinfo=UTC))
    made = draft.drafts(held, items, wanted, {}, node.entropy)
    published = publish_many(node, agreement.id, [Wish(msgspec.json.encode(one)) for one in made.notices])
    assert len(published) == len(items)


def _check(node: Node, item: Item) -> None:
    assert item.position is not None
    answer = check.check(node, [Volume4D(Place(item.position))])
    own = [c for c in answer.conflicts if c.notice.title == item.name[: draft.MAX_TITLE]]
    assert answer.answer == "conflict"
    assert answer.count > len(answer.conflicts) or own
    for conflict in own:
        assert conflict.notice.known_to_m > A_BUILDING_M
    for line in explain(answer):
        assert " site “" not in line or "its place known to" in line
