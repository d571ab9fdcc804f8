"""What digits tell: cut decimals, whole minutes, a whole list of minutes and seconds, either order, either sign."""

import random

import msgspec
import pytest
from listrows import box, found, row, said_of, source, syria, typed

from detente.intake.checks.boundaries import Boundaries
from detente.intake.checks.ground import Ground
from detente.volume import Corridor, Polygon

GROUND = Ground(boundaries=syria(), settlements=False)
WEST = {"country": "Syria", "admin1": "West"}
RNG = random.Random(1)
FINE = [row(i, 34.0 + RNG.random() * 1.9, 36.6 + RNG.random() * 0.8, name=f"n{i}", **WEST) for i in range(60)]


@pytest.mark.parametrize(
    ("latitude", "longitude", "note"),
    [
        ("34", "37", False),
        ("34.7", "37.1", False),
        ("34.70000", "37.10000", False),
        ("34.71", "37.13", True),
        ("34.713", "37.131", None),
    ],
)  # fmt: skip
def test_few_decimals_are_doubted_beside_rows_that_have_more(latitude: str, longitude: str, note: bool | None) -> None:
    doubts = found([*FINE, row(99, latitude, longitude, name="x", **WEST)], "truncated", GROUND)
    assert {key: doubt.note for key, doubt in doubts.items()} == ({} if note is None else {"99": note})


def test_where_tenths_are_the_habit_they_are_noted_but_whole_degrees_never_are() -> None:
    coarse = [row(i, f"{34 + i / 10:.1f}", "37.1", **WEST) for i in range(15)]
    doubts = found([*coarse, row(99, "35", "37", **WEST)], "truncated", GROUND)
    assert {doubt.note for key, doubt in doubts.items() if key not in ("99", "0", "10")} == {True}
    assert not doubts["99"].note


def test_a_row_that_says_how_wide_it_is_may_have_few_decimals() -> None:
    assert "99" not in found([*FINE, row(99, "34.7", "37.1", radius_m="6000", **WEST)], "truncated", GROUND)


def test_what_was_no_decimal_number_has_no_decimals_cut() -> None:
    texts = ["37S BU 9 4", "34°30'N 37°15'E"]
    assert not found([*FINE, *(typed(100 + i, text, **WEST) for i, text in enumerate(texts))], "truncated", GROUND)


def test_whole_minutes_are_noted() -> None:
    doubts = found([*FINE, row(99, "34.716667", "37.1333", **WEST)], "seconds-dropped", GROUND)
    assert set(doubts) == {"99"}
    assert doubts["99"].note


def test_a_whole_list_of_minutes_and_seconds_is_doubted() -> None:
    dms = [
        row(i, f"34.{i * 7 % 60:02}{i * 11 % 60:02}37", f"37.{i * 13 % 60:02}{i * 17 % 60:02}12", country="Syria")
        for i in range(20)
    ]
    assert len(found(dms, "dms-as-decimal")) == 20
    assert not found(FINE, "dms-as-decimal", GROUND)
    assert not found(dms[:5], "dms-as-decimal")


DIAGONAL = Boundaries(
    [source(box(35.5, 35.5, 37.0, 37.0, ADM1_EN="Both", ADM0_PCODE="SY"), box(38, 34, 39, 35, ADM1_EN="One", ADM0_PCODE="SY"))]
)


def test_where_either_order_fits_it_is_asked_which() -> None:
    ground = Ground(boundaries=DIAGONAL, settlements=False)
    plain = [row(i, 34.1 + i / 300, 38.2 + (i * 7 % 90) / 150, country="Syria", admin1="One", name=f"n{i}") for i in range(100)]
    doubt = found([*plain, row(999, 36.41234, 35.91234, country="Syria", admin1="Both")], "swapped", ground)["999"]
    assert not doubt.note
    assert [(a.latitude, a.longitude, a.why) for a in doubt.alternatives] == [(35.91234, 36.41234, "swapped")]
    near = row(999, 36.01234, 36.02234, country="Syria", admin1="Both")
    assert not found([*plain, near], "swapped", ground), "less than 5 km apart"


def test_where_either_order_fits_many_rows_it_is_noted() -> None:
    wide = [row(i, 36.5 + i / 90, 35.7 + i / 110, country="Syria", admin1="Both", name=f"n{i}") for i in range(20)]
    doubts = found(wide, "swapped", Ground(boundaries=DIAGONAL, settlements=False))
    assert len(doubts) > 5
    assert all(doubt.note for doubt in doubts.values())


def test_where_only_a_country_is_stated_it_is_noted() -> None:
    turkey = row(1, 38.51234, 40.51234, country="Turkey")
    assert said_of([turkey]) == [[]]
    assert found([turkey], "swapped")["1"].note


def test_where_either_sign_fits_it_is_asked_which() -> None:
    mali = [row(i, 12.4 + i / 1000, -8.1 + (i * 7 % 90) / 500, country="Mali", admin1="Bamako", name=f"n{i}") for i in range(300)]
    gao = [row(900 + i, 16.1 + i / 70, -0.2 + i / 30, country="Mali", admin1="Gao", name=f"g{i}") for i in range(12)]
    assert found([*mali, *gao], "sign")


def test_digits_and_points_of_every_script_are_decimals() -> None:
    texts = ["٣٥٫٢٠٢١,٣٧٫١٦١٢", "۳۵٫۲۰۲۱, ۳۷٫۱۶۱۲", "35,2021; 37,1612", "35·2021 37·1612"]
    items = [typed(i, text, country="Syria") for i, text in enumerate(texts)]
    assert all(item.position is not None for item in items)
    assert not found(items, "truncated")
    assert found([typed(1, "٣٥,٣٧", country="Syria"), typed(2, "٣٥٫٢, ٣٧٫١", country="Syria")], "truncated")


def test_usual_is_told_only_where_it_is_more() -> None:
    assert "usual" not in found([row(1, "34.7", "37.1", **WEST)], "truncated", GROUND)["1"].args
    assert found([*FINE, row(99, "34.7", "37.1", **WEST)], "truncated", GROUND)["99"].args["usual"] == "6"


def test_a_grade_about_as_wide_as_what_is_cut_makes_it_a_note() -> None:
    doubt = found([*FINE, row(99, "34", "37", radius_m="25000", **WEST)], "truncated", GROUND)["99"]
    assert doubt.note
    assert not found([*FINE, row(99, "34", "37", radius_m="2000", **WEST)], "truncated", GROUND)["99"].note


def test_the_corners_of_a_shape_are_typed_by_nobody() -> None:
    ring = ((37.0, 34.0), (37.1, 34.0), (37.1, 34.1), (37.0, 34.0))
    for shape in (Polygon((ring,)), Corridor(ring[:2], 500.0)):
        item = msgspec.structs.replace(row(99, "34", "37", **WEST), footprints=(shape,))
        assert not found([*FINE, item], "truncated", GROUND)
        assert item.reading is not None
        way = msgspec.structs.replace(item, way=(item.reading, item.reading))
        assert found([*FINE, way], "truncated", GROUND), "a movement is typed point by point"
