"""Submissions of Kobo and ODK as tables: groups, repeats with their parent, positions with their accuracy."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.formats import odk
from detente.formats.odk import PARENT
from detente.formats.table import Row, Shape, Sheet, Table

KOBO = {
    "count": 1, "next": None, "previous": None,
    "results": [
        {
            "_id": 7, "site/name": "Clinic A", "site/gps": "36.718031 68.862211 391.5 4.8",
            "_geolocation": [36.718031, 68.862211], "_attachments": [{"id": 1}], "_validation_status": {}, "_tags": [],
            "site/wards": [{"site/wards/kind": "A", "site/wards/beds": [{"site/wards/beds/n": 1}]}, {"site/wards/kind": "B"}],
        }
    ],
}  # fmt: skip
CENTRAL = {
    "value": [
        {
            "__id": "uuid:1", "__system": {"submissionDate": "2024-01-01T00:00:00Z"}, "photos@odata.navigationLink": "x",
            "site": {
                "name": "Clinic A",
                "gps": {"type": "Point", "coordinates": [68.862211, 36.718031, 391.5], "properties": {"accuracy": 4.8}},
            },
            "wards": [{"__id": "w1", "kind": "A"}],
        }
    ],
    "@odata.nextLink": "https://example.org/next",
}  # fmt: skip


def table(given_: object) -> Table:
    return odk.read(json.dumps(given_).encode(), "f.json")


def sheet(given_: object) -> Sheet:
    return table(given_).sheets[0]


def by_name(found: Sheet, row: Row) -> dict[str, object]:
    return {name: value for name, value in zip(found.columns, row.values, strict=True) if value is not None}


def test_a_page_of_kobo() -> None:
    found = table(KOBO)
    form, wards, beds = found.sheets
    assert by_name(form, form.rows[0]) == {
        "_id": 7, "site/name": "Clinic A", "site/gps": "36.718031 68.862211 391.5 4.8", "_site/gps_latitude": 36.718031,
        "_site/gps_longitude": 68.862211, "_site/gps_altitude": 391.5, "_site/gps_precision": 4.8, "_attachments": '[{"id": 1}]',
        "_geolocation": "[36.718031, 68.862211]", "_tags": "[]",
    }  # fmt: skip
    assert form.rows[0].shapes == (Shape("point", (((68.862211, 36.718031),),)),)
    assert (wards.name, [by_name(wards, row) for row in wards.rows]) == (
        "site/wards",
        [{PARENT: 1, "kind": "A"}, {PARENT: 1, "kind": "B"}],
    )
    assert (beds.name, [by_name(beds, row) for row in beds.rows]) == ("site/wards/beds", [{PARENT: 1, "n": 1}])
    assert found.notes == ()


def test_a_page_of_central() -> None:
    found = table(CENTRAL)
    form, wards = found.sheets
    row = by_name(form, form.rows[0])
    assert row["__system/submissionDate"] == "2024-01-01T00:00:00Z"
    assert (row["site/name"], row["_site/gps_precision"], row["_site/gps_latitude"]) == ("Clinic A", 4.8, 36.718031)
    assert form.rows[0].shapes == (Shape("point", (((68.862211, 36.718031),),)),)
    assert by_name(wards, wards.rows[0]) == {PARENT: 1, "__id": "w1", "kind": "A"}
    assert "one page of several" in found.notes[0]
    assert "photos" in found.notes[1]


def test_lists_and_single_submissions_are_the_same() -> None:
    one = {"a": 1, "place": "1.5 2.5 0 0"}
    assert sheet([one]).rows == sheet(one).rows == sheet({"results": [one]}).rows


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("1 2 0 0;3 4 0 0", "line", 2),
        ("1 2 0 0;3 4 0 0;5 6 0 0;1 2 0 0;", "polygon", 4),
        ("1 2 0 0; 3 4 0 0; 1 2 0 0", "line", 3),
        ("-1.5 +2.5 0.0 3", "point", 1),
    ],
)
def test_traces_and_shapes(text: str, kind: str, count: int) -> None:
    (shape,) = sheet({"a": text}).rows[0].shapes
    assert (shape.kind, len(shape.parts[0])) == (kind, count)


@pytest.mark.parametrize(
    "text", ["1 2", "1 2 3", "91 2 0 0", "1 181 0 0", "1 2 0 x", "1 2 0 0 0", "a 2 0 0", "1 2 0 0;3 4", "", "  1 2 3 4"]
)
def test_what_is_no_position_is_text(text: str) -> None:
    (row,) = sheet({"a": text, "b": 1}).rows
    assert row.shapes == ()
    assert len(row.values) == 2


def test_where_there_are_several_positions_none_is_chosen() -> None:
    found = sheet([{"office": "1 2 0 0", "site": "3 4 0 0"}])
    assert found.rows[0].shapes == ()
    assert found.notes == ("several questions hold positions (office, site): say which one is the place",)
    assert by_name(found, found.rows[0])["_site_longitude"] == 4.0


def test_where_the_device_was_at_first_is_nothing_of_the_place() -> None:
    found = sheet([{"start-geopoint": "1 2 0 0", "site": "3 4 0 0"}])
    assert found.rows[0].shapes == (Shape("point", (((4.0, 3.0),),)),)


@pytest.mark.parametrize("data", [b"", b"[1]", b"5", b'"x"', b"{", b"[" * 100_000, b'{"results":[1]}', b"\xff"])
def test_other_json_is_refused_with_words(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        odk.read(data, "f.json")
    assert caught.value.hint


def test_repeats_without_end_and_groups_too_deep_are_refused() -> None:
    nested: dict[str, object] = {"x": 1}
    for _ in range(300):
        nested = {"r": [nested]}
    with pytest.raises(InputError, match="more repeats"):
        table(nested)
    deep: dict[str, object] = {"x": 1}
    for _ in range(30):
        deep = {"g": deep}
    with pytest.raises(InputError, match="too deep"):
        table(deep)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("ab/ 12.;é", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "_c", "type", "coordinates"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "g/c", "type", "results"]), VALUES, max_size=4), max_size=4))
def test_every_submission_is_a_row_and_every_turn_of_a_repeat_too(given_: list[dict[str, object]]) -> None:
    def turns(value: object, key: str = "") -> int:
        if (
            isinstance(value, dict)
            and isinstance(value.get("coordinates"), list)
            and str(value.get("type")) in {"Point", "LineString", "Polygon"}
        ):
            return 0
        if isinstance(value, dict):
            return sum(turns(inner, str(name)) for name, inner in value.items())
        if isinstance(value, list) and value and not key.startswith("_") and all(isinstance(each, dict) for each in value):
            return sum(1 + sum(turns(inner, str(name)) for name, inner in each.items()) for each in value)
        return 0

    found = table(given_)
    rows = [row for each in found.sheets for row in each.rows]
    assert len(rows) == len(given_) + sum(turns(inner, name) for each in given_ for name, inner in each.items())
    assert all([row.number for row in each.rows] == list(range(1, len(each.rows) + 1)) for each in found.sheets)
