"""Units from files of many makers: levels and names, statements found, positions held, metres outside."""

import json

import numpy as np
import pytest
from listrows import box, row, said_of, source, syria

from detente.errors import InputError
from detente.geometry import geod
from detente.intake.checks.boundaries import Boundaries, Source
from detente.intake.checks.ground import Ground

SY = frozenset(("SY",))
NONE = frozenset[str]()


@pytest.mark.parametrize(
    ("properties", "file", "level", "name", "code"),
    [
        ({"ADM3_EN": "Ariha", "ADM3_PCODE": "SY070500", "ADM1_EN": "Idleb", "ADM0_PCODE": "SY"}, "", 3, "Ariha", "SY070500"),
        ({"admin1Name": "North", "admin1Na_1": "شمال", "admin1Pcod": "LB5", "admin0Pcod": "LB"}, "", 1, "North", "LB5"),
        ({"NAME_0": "Mali", "NAME_2": "Ansongo", "GID_2": "MLI.2.1_1", "TYPE_2": "Cercle"}, "", 2, "Ansongo", "MLI.2.1_1"),
        ({"name": "Черкаська область", "name:en": "Cherkasy Oblast", "iso3166-2": "UA-71"}, "", 1, "Cherkasy Oblast", "UA-71"),
        ({"name": "Adana", "number": 1}, "tur_adm1_x.geojson", 1, "Adana", None),
        ({"sovereignt": "Syria", "name": "Syria", "iso_a3": "SYR", "type": "Sovereign country"}, "", 0, "Syria", "SYR"),
        ({"shapeName": "Aleppo", "shapeISO": "SY-HL", "shapeGroup": "SYR", "shapeType": "ADM1"}, "", 1, "Aleppo", "SY-HL"),
    ],
)  # fmt: skip
def test_levels_and_names_are_guessed_from_the_properties(
    properties: dict[str, str], file: str, level: int, name: str, code: str | None
) -> None:
    held = Boundaries([source(box(36, 34, 37, 35, **properties), name=file)])
    unit = held.units[held.levels[level][0]]
    assert max(held.levels) == level
    assert name in unit.names
    assert code is None or code in unit.codes


def test_the_level_that_a_user_states_is_taken() -> None:
    held = Boundaries([Source("x.geojson", source(box(36, 34, 37, 35, name="Ariha")).data, 0.0, 3)])
    assert set(held.levels) == {3}


def test_levels_above_are_made_of_the_outlines_below() -> None:
    held = syria()
    (west,) = held.find(1, "West", SY, NONE).units
    assert len(held.units[west].leaves) == 2
    assert held.distance(west, np.array([[37.0, 34.999], [37.0, 35.001], [37.0, 34.5]])).max() == 0


def test_the_country_of_units_that_do_not_name_it_is_where_they_lie() -> None:
    held = Boundaries([source(box(35, 37, 36, 37.8, name="Adana"), name="adm1.geojson")])
    assert held.units[0].countries == {"TR"}


@pytest.mark.parametrize(
    ("level", "text", "parents", "names"),
    [
        (1, "West", NONE, ["West"]),
        (1, "SY01", NONE, ["East"]),
        (2, "Dist 01", frozenset(("west",)), ["Dist 01"]),
        (2, "dist  01", NONE, ["Dist 01"]),
    ],
)
def test_statements_are_found_by_code_and_by_name(level: int, text: str, parents: frozenset[str], names: list[str]) -> None:
    held = syria()
    assert [held.units[at].name for at in held.find(level, text, SY, parents).units] == names


def test_a_name_spelt_alike_is_found_and_another_is_named_as_near() -> None:
    held = Boundaries(
        [source(*(box(x, 34, x + 1, 35, ADM1_EN=n, ADM0_PCODE="SY") for x, n in ((36, "Deir ez-Zor"), (37, "Quneitra"))))]
    )
    assert [held.units[at].name for at in held.find(1, "Dayr az Zawr", SY, NONE).units] == ["Deir ez-Zor"]
    assert held.find(1, "دير الزور", SY, NONE).units
    missed = held.find(1, "Kuneytra Golan", SY, NONE)
    assert missed.covered
    assert not missed.units
    assert not held.find(2, "Anything", SY, NONE).covered
    assert not held.find(1, "Deir ez-Zor", frozenset(("TR",)), NONE).covered


def test_units_of_one_name_are_told_apart_by_what_is_above_them() -> None:
    held = Boundaries([
        source(*(
            box(36 + i, 34, 37 + i, 35, ADM1_EN=above, ADM2_EN="Center", ADM2_PCODE=f"SY{i}")
            for i, above in enumerate(("Homs", "Hama"))
        ))
    ])  # fmt: skip
    assert len(held.find(2, "Center", NONE, NONE).units) == 2
    (only,) = held.find(2, "Center", NONE, frozenset(("hama",))).units
    assert held.units[only].codes == ("SY1",)


def test_codes_of_places_begin_with_that_of_their_unit() -> None:
    held = syria()
    assert [held.units[at].name for at in held.coded("SY0101007")] == ["Dist 11"]
    assert held.coded("C1234") == ()
    assert held.coded("") == ()


def test_metres_outside_are_geodesic() -> None:
    held = syria()
    (west,) = held.find(1, "West", SY, NONE).units
    away = held.distance(west, np.array([[36.4, 34.5], [37.0, 33.0]]))
    assert away[0] == pytest.approx(geod().inv(36.4, 34.5, 36.5, 34.5)[2], rel=0.01)
    assert away[1] == pytest.approx(geod().inv(37.0, 33.0, 37.0, 34.0)[2], rel=0.01)


def test_a_unit_across_the_antimeridian_is_near_from_both_sides() -> None:
    held = Boundaries([source(box(179, -18, 180, -16, name="Taveuni"), name="adm1.geojson")])
    away = held.distance(0, np.array([[-179.99, -17.0], [179.5, -17.0]]))
    assert away[0] == pytest.approx(geod().inv(-179.99, -17, 180, -17)[2], rel=0.01)
    assert away[1] == 0


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"features": []}', json.dumps({"features": [box(400_000, 4_000_000, 400_100, 4_000_100)]}).encode()]
)
def test_what_is_no_file_of_boundaries_is_said_with_what_to_do(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        Boundaries([Source("x.geojson", data)])
    assert caught.value.where == "x.geojson"
    assert caught.value.hint


def test_outlines_that_cross_themselves_still_hold_positions() -> None:
    bow = {"type": "Polygon", "coordinates": [[[36, 34], [38, 36], [38, 34], [36, 36], [36, 34]]]}
    held = Boundaries([source({"type": "Feature", "properties": {"ADM1_EN": "Bow"}, "geometry": bow})])
    ((which, _),) = held.at(np.array([[36.2, 35.0], [37.0, 35.9]]))
    assert which.tolist() == [0]


def wavy(points: int) -> dict[str, object]:
    """An outline of so many corners a side, about a degree wide."""
    across = [36.5 + i / points for i in range(points + 1)]
    ring = [(x, 34.0) for x in across] + [(x, 35.0) for x in reversed(across)]
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"type": "Feature", "properties": {"ADM1_EN": "West", "ADM0_PCODE": "SY"}, "geometry": geometry}


def test_the_error_of_lines_that_state_none_is_taken_from_how_coarsely_they_are_drawn() -> None:
    fine, coarse, few = (Boundaries([source(wavy(points))]) for points in (2_000, 200, 10))
    (unit,) = [at for at, each in enumerate(coarse.units) if each.level == 1]
    assert fine.error_m(unit) == pytest.approx(0.2 * 46, rel=0.05)
    assert coarse.error_m(unit) == pytest.approx(0.2 * 460, rel=0.05)
    assert few.error_m(unit) == 0.0, "no drawing of a terrain"
    assert Boundaries([source(wavy(200), error_m=30.0)]).error_m(unit) == 30.0


def test_a_row_beyond_a_coarse_line_by_less_than_its_coarseness_is_not_doubted() -> None:
    ground = Ground(boundaries=Boundaries([source(wavy(200))]), settlements=False)
    at = {"country": "Syria", "admin1": "West"}
    assert "outside-unit" not in said_of([row(1, 34.0 - 80 / 111_000, 37.00001, **at)], ground)[0]
    assert "outside-unit" in said_of([row(1, 34.0 - 200 / 111_000, 37.00001, **at)], ground)[0]


def test_near_an_outline_of_many_corners_the_metres_are_those_of_the_outline_itself() -> None:
    teeth = [(36.5 + i / 3000, 34.0004 - (i % 2) * 0.0004) for i in range(3001)]
    ring = [*teeth, (37.5, 35.0), (36.5, 35.0), teeth[0]]
    feature = {"type": "Feature", "properties": {"ADM1_EN": "West"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    held = Boundaries([source(feature)])
    (unit,) = [at for at, each in enumerate(held.units) if each.level == 1]
    tip = np.array([[teeth[1001][0], 33.999]])
    assert held.distance(unit, tip)[0] == pytest.approx(0.001 * 110_900, rel=0.01)
