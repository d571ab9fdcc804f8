"""GeoJSON, KML and GPX as tables: a feature a row, its properties and its shape as they stand."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import packed

from detente.errors import InputError
from detente.formats import geojson_table, gpx, kml
from detente.formats.features import PROBLEM
from detente.formats.table import MAX_CELL, MAX_COLUMNS, Row, Shape, Sheet, Table

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=8)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(-1e12, 1e12)
PROPERTIES = st.dictionaries(WORDS, st.none() | st.booleans() | NUMBERS | WORDS, max_size=4)
PLACES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))


def features(*given: object, **top: object) -> Sheet:
    data = json.dumps({"type": "FeatureCollection", "features": given, **top}).encode()
    return geojson_table.read(data, "f.geojson").sheets[0]


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def placemarks(body: str) -> Sheet:
    return kml.read(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'.encode(), "f.kml").sheets[0]


def by_name(sheet: Sheet, row: Row) -> dict[str, object]:
    return {name: value for name, value in zip(sheet.columns, row.values, strict=True) if value is not None}


def tracks(body: str) -> Table:
    return gpx.read(f'<gpx xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>'.encode(), "f.gpx")


@settings(max_examples=100)
@given(st.lists(st.tuples(PROPERTIES, PLACES), max_size=5))
def test_properties_and_points_of_geojson_are_read_back(given: list[tuple[dict[str, object], tuple[float, float]]]) -> None:
    found = features(*({"type": "Feature", "properties": p, "geometry": {"type": "Point", "coordinates": x}} for p, x in given))
    assert [row.number for row in found.rows] == list(range(1, len(given) + 1))
    for row, (properties, place) in zip(found.rows, given, strict=True):
        assert by_name(found, row) == {
            key: value for key, value in properties.items() if value not in (None, "") or value is False
        }
        assert row.shapes == (Shape("point", ((place),)),) or row.shapes == (Shape("point", ((place,),)),)


def test_every_geometry_of_geojson_has_its_shape() -> None:
    ring = [list(place) for place in TRIANGLE]
    found = features(
        feature({"type": "MultiPoint", "coordinates": [[1, 2], [3, 4, 99]]}),
        feature({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}),
        feature({"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6]]]}),
        feature({"type": "Polygon", "coordinates": [ring, ring[:3]]}),
        feature({"type": "MultiPolygon", "coordinates": [[ring], [ring]]}),
        feature({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}),
        feature(None),
    )
    kinds = [[shape.kind for shape in row.shapes] for row in found.rows]
    assert kinds == [["point"] * 2, ["line"], ["line", "point"], ["polygon"], ["polygon"] * 2, ["point"], []]
    assert found.rows[3].shapes[0].parts == (TRIANGLE, TRIANGLE)
    assert found.columns == ()


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": ["1", 2]}, {"type": "Point", "coordinates": [True, 2]}, {"type": "Point"},
        {"type": "Circle", "coordinates": []}, {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, {}, [1, 2], "POINT(1 2)",
        {"type": "LineString", "coordinates": []}, {"type": {}, "coordinates": []},
        {"type": "Point", "coordinates": [10**400, 2]},
        {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": [1]}]},
    ],
)  # fmt: skip
def test_a_geometry_that_cannot_be_read_costs_only_itself(geometry: object) -> None:
    found = features(feature({"type": "Point", "coordinates": [1, 2]}, name="A"), feature(geometry, name="B"))
    assert found.rows[0].shapes
    assert found.rows[1].shapes == ()
    assert found.rows[1].values[0] == "B"
    assert found.columns == ("name", PROBLEM)
    assert found.rows[1].marks == {1: "error"}
    assert found.notes == ("geometries that cannot be read: 1, in row 2",)


def test_what_is_no_feature_is_a_row_all_the_same() -> None:
    found = features(5, {"type": "Feature", "properties": [1]}, {"type": "Other", "a": 1, "geometry": None})
    assert [row.number for row in found.rows] == [1, 2, 3]
    assert [bool(row.marks) for row in found.rows] == [True, True, False]


def test_nested_properties_become_text_and_the_id_a_column() -> None:
    found = features({**feature(None, tags={"a": [1]}, long="x" * (MAX_CELL + 1)), "id": 7})
    assert by_name(found, found.rows[0]) == {"tags": '{"a": [1]}', "long": "x" * MAX_CELL, "id": 7}
    assert found.rows[0].marks == {1: "cut"}
    assert "cut in row 1" in found.notes[0]


def test_geojson_of_one_feature_or_one_geometry() -> None:
    for text in ('{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}', '{"type":"Point","coordinates":[1,2]}'):
        assert geojson_table.read(text.encode("utf-8-sig"), "f").sheets[0].rows[0].shapes == (Shape("point", (((1.0, 2.0),),)),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type":"FeatureCollection","features":[],"crs":{"properties":{"name":"EPSG:32637"}}}', "another coordinate system"),
        ('{"type":"FeatureCollection"}', "neither"),
        ('{"type":"Topology","features":[]}', "neither"),
        ('{"type":', "truncated"),
        ('{"type":"FeatureCollection","features":[' + "[" * 100_000, ""),
    ],
)
def test_geojson_that_cannot_be_read_as_a_whole_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        geojson_table.read(text.encode(), "f.geojson")
    assert words in caught.value.message
    assert caught.value.hint


def test_too_many_properties_are_refused() -> None:
    with pytest.raises(InputError, match="columns"):
        features(feature(None, **{f"p{n}": 1 for n in range(MAX_COLUMNS + 1)}))


def test_an_older_geojson_that_names_epsg_4326_is_read_and_said() -> None:
    found = features(
        feature({"type": "Point", "coordinates": [36.0, 35.0]}),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}},
    )
    assert found.rows[0].shapes[0].parts == (((36.0, 35.0),),)
    assert "longitude, latitude" in found.notes[0]


def test_placemarks_with_folders_times_and_data() -> None:
    ring = "<LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing>"
    found = placemarks(
        "<name>all</name><Folder><name>North</name><Folder><name>Clinics</name>"
        '<Placemark id="p1"><name>A &amp; B</name><description>one <b>two</b></description>'
        "<Point><coordinates> 36.5,35.25,10 </coordinates></Point>"
        '<TimeStamp><when>2024-01-02</when></TimeStamp><LookAt><TimeStamp><when>1999</when></TimeStamp></LookAt>'
        '<ExtendedData><Data name="beds"><displayName>x</displayName><value>20</value></Data>'
        '<SchemaData><SimpleData name="kind">clinic</SimpleData></SchemaData></ExtendedData></Placemark></Folder></Folder>'
        "<Placemark><TimeSpan><begin>2024</begin><end>2025</end></TimeSpan><MultiGeometry>"
        "<LineString><coordinates>1,2 3,4</coordinates></LineString>"
        f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs><innerBoundaryIs>{ring}</innerBoundaryIs></Polygon></MultiGeometry></Placemark>"
    )  # fmt: skip
    assert by_name(found, found.rows[0]) == {
        "name": "A & B", "folder": "North/Clinics", "id": "p1", "description": "one two", "time": "2024-01-02",
        "beds": "20", "kind": "clinic",
    }  # fmt: skip
    assert found.rows[0].shapes == (Shape("point", (((36.5, 35.25),),)),)
    assert by_name(found, found.rows[1]) == {"begin": "2024", "end": "2025"}
    assert found.rows[1].shapes == (Shape("line", (((1.0, 2.0), (3.0, 4.0)),)), Shape("polygon", (TRIANGLE, TRIANGLE)))


def test_a_track_of_kml_is_a_line_with_its_first_and_last_time() -> None:
    found = placemarks(
        '<Placemark xmlns:gx="g"><gx:Track><when>T1</when><when>T2</when><when>T3</when><gx:coord>1 2 0</gx:coord>'
        "<gx:coord>3 4 0</gx:coord><gx:coord>5 6 0</gx:coord></gx:Track></Placemark>"
    )
    assert by_name(found, found.rows[0]) == {"begin": "T1", "end": "T3"}
    assert found.rows[0].shapes == (Shape("line", (((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)),)),)


@pytest.mark.parametrize("text", ["36,5 35,25,1,2", "36.5", "a,b", "1_0,2", "nan,1", "", "1,2 3,4"])
def test_a_placemark_whose_position_cannot_be_read_is_a_row_without_a_shape(text: str) -> None:
    found = placemarks(f"<Placemark><name>A</name><Point><coordinates>{text}</coordinates></Point></Placemark><Placemark/>")
    assert [row.number for row in found.rows] == [1, 2]
    assert found.rows[0].shapes == ()
    assert PROBLEM in by_name(found, found.rows[0])


def test_a_shape_that_lacks_a_part_is_no_shape() -> None:
    found = placemarks(
        "<Placemark><MultiGeometry><Point><coordinates>1,2</coordinates></Point><Point><coordinates>x</coordinates></Point></MultiGeometry></Placemark>"
    )
    assert found.rows[0].shapes == ()


def test_what_a_kml_links_to_is_not_followed_and_said() -> None:
    found = placemarks("<NetworkLink><Link><href>http://example.org</href></Link></NetworkLink><GroundOverlay/><Placemark/>")
    assert len(found.rows) == 1
    assert any("not followed" in note for note in found.notes)


def test_a_kmz_is_its_first_kml() -> None:
    one = b"<kml><Document><Placemark><name>A</name></Placemark></Document></kml>"
    found = kml.read(packed({"files/x.kml": b"<kml/>", "doc.kml": one, "files/a.png": b"x"}), "f.kmz").sheets[0]
    assert len(found.rows) == 1
    assert "files/x.kml inside it was not read" in found.notes
    with pytest.raises(InputError, match="no KML"):
        kml.read(packed({"a.png": b"x"}), "f.kmz")


def test_waypoints_routes_and_tracks() -> None:
    found = tracks(
        "<metadata><name>m</name><time>2020</time></metadata>"
        '<wpt lat="35.5" lon="36.5"><ele>9</ele><name>A</name><time>T0</time></wpt>'
        '<rte><name>R</name><rtept lat="1" lon="2"/><rtept lat="3" lon="4"><name>stop</name></rtept></rte>'
        '<trk><name>T</name><trkseg><trkpt lat="1" lon="2"><time>T1</time></trkpt>'
        '<trkpt lat="3" lon="4"><time>T2</time></trkpt></trkseg>'
        '<trkseg><trkpt lat="5" lon="6"><ele>1</ele><time>T3</time></trkpt></trkseg></trk><trk/>'
    )
    assert [sheet.name for sheet in found.sheets] == ["waypoints", "routes", "tracks"]
    waypoints, routes, tracks_ = found.sheets
    assert by_name(waypoints, waypoints.rows[0]) == {"name": "A", "ele": "9", "time": "T0"}
    assert waypoints.rows[0].shapes == (Shape("point", (((36.5, 35.5),),)),)
    assert by_name(routes, routes.rows[0]) == {"name": "R", "points": 2}
    assert by_name(tracks_, tracks_.rows[0]) == {"name": "T", "points": 3, "first time": "T1", "last time": "T3"}
    assert tracks_.rows[0].shapes == (Shape("line", (((2.0, 1.0), (4.0, 3.0)),)), Shape("point", (((6.0, 5.0),),)))
    assert tracks_.rows[1].shapes == ()
    assert found.notes == ("not taken over: what is said of single points of routes and tracks (name)",)


@pytest.mark.parametrize("attributes", ['lat="x" lon="1"', 'lat="1"', "", 'lat="1,5" lon="2"', 'lat="inf" lon="2"'])
def test_a_point_of_gpx_that_cannot_be_read_costs_its_row_its_shape(attributes: str) -> None:
    found = tracks(
        f'<wpt {attributes}/><wpt lat="1" lon="2"/><trk><trkseg><trkpt lat="1" lon="2"/><trkpt {attributes}/></trkseg></trk>'
    )
    assert [len(row.shapes) for sheet in found.sheets for row in sheet.rows] == [0, 1, 0]
    assert "point 2" in str(by_name(found.sheets[1], found.sheets[1].rows[0])[PROBLEM])


@pytest.mark.parametrize("read", [kml.read, gpx.read])
def test_xml_of_another_kind_is_refused(read: object) -> None:
    for data in (b"<html/>", b"<kml>", b"text", b"<!DOCTYPE a [<!ENTITY b 'c'>]><kml>&b;</kml>"):
        with pytest.raises(InputError):
            read(data, "f")  # type: ignore[operator]


@settings(max_examples=60)
@given(st.lists(PLACES, min_size=2, max_size=8))
def test_lines_of_kml_and_gpx_are_read_back(places: list[tuple[float, float]]) -> None:
    text = " ".join(f"{x!r},{y!r}" for x, y in places)
    (row,) = placemarks(f"<Placemark><LineString><coordinates>{text}</coordinates></LineString></Placemark>").rows
    assert row.shapes == (Shape("line", (tuple(places),)),)
    points = "".join(f'<rtept lat="{y!r}" lon="{x!r}"/>' for x, y in places)
    (row,) = tracks(f"<rte>{points}</rte>").sheets[0].rows
    assert row.shapes == (Shape("line", (tuple(places),)),)


@pytest.mark.parametrize("read", [geojson_table.read, kml.read, gpx.read])
@settings(max_examples=100)
@given(data=st.binary(max_size=200))
def test_any_bytes_give_a_table_or_a_refusal(read: object, data: bytes) -> None:
    try:
        found = read(data, "f")  # type: ignore[operator]
    except InputError:
        return
    assert all(
        math.isfinite(x)
        for s in found.sheets
        for row in s.rows
        for shape in row.shapes
        for part in shape.parts
        for p in part
        for x in p
    )
