"""What leaves as KML: areas, no markers in their middle, nothing that hides what is past its date (G9), nothing to fetch."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

import shapely
from defusedxml.ElementTree import fromstring
from excerpts import HOSTILE, everything, excerpt, features, ogrinfo

from detente.excerpt import CAUTIONARY, FORCES
from detente.formats.write_kml import STYLES, write, write_archive
from detente.notice import PRESUMPTION
from detente.standing import VOLUNTARY
from detente.testing import START, ZOO
from detente.volume import Altitude, Circle, Point, Volume4D

NS = "{http://www.opengis.net/kml/2.2}"
HERE = Circle((36.1, 35.8), 500.0)


def placemarks(data: bytes) -> list[Element]:
    return list(fromstring(data).iter(f"{NS}Placemark"))


def test_the_sentence_stands_in_the_document_and_in_every_balloon() -> None:
    root = fromstring(write(everything()))
    described = root.findtext(f"{NS}Document/{NS}description") or ""
    assert described.startswith(PRESUMPTION)
    assert "As held by hq.example under “Coast” as of 2015-11-20T06:00:00Z; basis: incomplete" in described
    assert "left out: 2 no objection areas" in described
    assert all(sentence in described for sentence in VOLUNTARY.values())
    found = placemarks(write(everything()))
    assert len(found) == len(everything().features)
    for mark in found:
        balloon = mark.findtext(f"{NS}description") or ""
        assert balloon.startswith(PRESUMPTION)
        assert "Accuracy (m): 0" not in balloon
        assert "Originator: ocha.example" in balloon
        assert "TLP: AMBER" in balloon
        assert "Review by (UTC): 2015-12-20T06:00:00Z" in balloon


def test_words_of_others_stay_words() -> None:
    """In the XML, and in the HTML that a balloon is."""
    (mark,) = (m for m in placemarks(write(everything())) if "calc" in (m.findtext(f"{NS}name") or ""))
    balloon = mark.findtext(f"{NS}description") or ""
    assert "<script" not in balloon
    assert "&lt;script&gt;" in balloon
    assert set(re.findall(r"<[^>]*>", balloon)) == {"<br/>"}
    assert "\n" not in (mark.findtext(f"{NS}name") or "")
    assert HOSTILE not in write(everything()).decode()


def test_only_a_place_that_is_a_point_is_a_point() -> None:
    """A marker in the middle of an area would be taken for the place."""
    made = excerpt(*(f for volume in ZOO.values() for f in features(volume)))
    points = [f for f in made.features if isinstance(f.outline.footprint, Point)]
    assert len(list(fromstring(write(made)).iter(f"{NS}Point"))) == len(points) < len(made.features)


def test_rings_hold_what_was_drawn() -> None:
    made = excerpt(*features(ZOO["hole"]))
    (mark,) = placemarks(write(made))
    rings = [[tuple(map(float, p.split(",")[:2])) for p in (r.text or "").split()] for r in mark.iter(f"{NS}coordinates")]
    drawn = made.features[0].outline.footprint
    assert tuple(tuple(ring) for ring in rings) == drawn.coordinates  # type: ignore[union-attr]
    assert shapely.Polygon(rings[0], rings[1:]).is_valid


def test_a_time_slider_never_hides_what_is_past_its_date() -> None:
    """G9."""
    window = Volume4D(HERE, time_start=START, time_end=START)
    spans = {}
    for state in ("active", "unverified", "withdrawn", "contested", "withdrawing", "superseding"):
        (mark,) = placemarks(write(excerpt(*features(window, state=state))))
        spans[state] = mark.find(f"{NS}TimeSpan") is not None
        assert "There until (UTC): 2015-11-20T06:00:00Z" in (mark.findtext(f"{NS}description") or "")
    assert spans == {"active": True} | dict.fromkeys(list(spans)[1:], False)
    for kind in CAUTIONARY + FORCES:
        (mark,) = placemarks(write(excerpt(*features(window, kind=kind))))
        ends = mark.find(f"{NS}TimeSpan/{NS}end") is not None
        assert ends == (kind == "activity"), "the life cycle lets time alone end nothing else"
        (mark,) = placemarks(write(excerpt(*features(Volume4D(HERE, time_end=START), kind=kind))))
        assert (mark.find(f"{NS}TimeSpan") is not None) == ends
    (mark,) = placemarks(write(excerpt(*features(Volume4D(HERE)))))
    assert mark.find(f"{NS}TimeSpan") is None


def test_altitudes_are_drawn_only_where_kml_has_their_datum() -> None:
    """Nothing is converted: what KML cannot have stands in words."""
    low, words = Altitude(100, "M", "W84"), []
    for band in (
        (None, Altitude(300, "M", "AGL")), (None, Altitude(1000, "FT", "AMSL")), (None, Altitude(100, "FL", "STD")),
        (None, Altitude(300, "M", "W84")), (None, Altitude(300)), (low, Altitude(1000, "FT", "AMSL")), (low, None),
    ):  # fmt: skip
        (mark,) = placemarks(write(excerpt(*features(Volume4D(HERE, *band)))))
        balloon = mark.findtext(f"{NS}description") or ""
        (words_,) = re.findall(r"To altitude: ([^<]*)", balloon)
        place = (mark.findtext(f"{NS}Polygon//{NS}coordinates") or "").split()[0].split(",")
        words.append((mark.findtext(f".//{NS}altitudeMode"), place[2:], words_))
    assert words == [
        ("relativeToGround", ["300"], "300 m AGL (above the ground)"),
        ("absolute", ["304.8"], "1000 ft AMSL (above mean sea level)"),
        ("clampToGround", [], "FL 100 STD (pressure altitudes)"),
        ("clampToGround", [], "300 m W84 (above the WGS 84 ellipsoid)"),
        ("clampToGround", [], "300 m UNKNOWN (of unknown datum)"),
        ("clampToGround", [], "1000 ft AMSL (above mean sea level)"),
        ("clampToGround", [], "no upper limit"),
    ]


def test_nothing_is_fetched_and_nothing_is_green() -> None:
    data = write(everything()).decode()
    assert not re.search(r"<(href|NetworkLink|Icon|Link|Model|GroundOverlay)\b", data)
    assert "http" not in data.replace("http://www.opengis.net/kml/2.2", "")
    for colour in STYLES.values():
        blue, green, red = (int(colour[i : i + 2], 16) for i in (2, 4, 6))
        assert green < max(blue, red)


def test_an_archive_holds_the_same_and_is_the_same_twice() -> None:
    data = write_archive(everything())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == write(everything())
    assert data == write_archive(everything())


def test_gdal_reads_both(tmp_path: Path) -> None:
    for name, data in (("spared.kml", write(everything())), ("spared.kmz", write_archive(everything()))):
        counts = re.findall(r"Feature Count: (\d+)", ogrinfo(tmp_path, name, data))
        assert sum(map(int, counts)) == len(everything().features)
