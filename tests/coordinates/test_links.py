"""Links: every place in one is a candidate, the middle of a view is as wide as the view, words beside a link are its label."""

import pytest

from detente.coordinates import Candidate, read
from detente.coordinates.areas import radius_m

PLACES = [(33.1, 44.1), (33.2, 44.2)]
SEVERAL = """
https://www.google.com/maps/dir/33.1,44.1/33.2,44.2
https://www.google.com/maps/dir/33.1,44.1/33.2,44.2/@33.15,44.15,12z/data=!4m2
https://yandex.ru/maps/?rtext=33.1,44.1~33.2,44.2&rtt=auto
https://yandex.ru/maps/?pt=44.1,33.1~44.2,33.2
https://yandex.ru/maps/?pt=44.1,33.1,pm2rdm~44.2,33.2,pm2&z=14
https://www.google.com/maps/place/X/@33.1,44.1,17z/data=!3m1!8m2!3d33.1!4d44.1!16s!8m2!3d33.2!4d44.2
https://www.google.com/maps/dir/A/B/data=!1m5!1m1!1s0x0:0x0!2m2!1d44.1!2d33.1!1m5!1m1!1s0x0!2m2!1d44.2!2d33.2
https://maps.google.com/?saddr=33.1,44.1&daddr=33.2,44.2
https://www.google.com/maps/dir/?api=1&origin=33.1,44.1&destination=33.2,44.2
https://maps.googleapis.com/maps/api/staticmap?markers=color:red|33.1,44.1|33.2,44.2
https://www.bing.com/maps?rtp=pos.33.1_44.1~pos.33.2_44.2
https://www.openstreetmap.org/directions?route=33.1,44.1;33.2,44.2
https://share.here.com/r/33.1,44.1/33.2,44.2
https://maps.apple.com/?saddr=33.1,44.1&daddr=33.2,44.2
""".strip().split("\n")
CENTRES = [
    ("https://maps.google.com/maps?ll=36.718031,68.862211&z=16", 305),
    ("https://maps.google.com/?q=Hospital&ll=36.718031,68.862211", None),
    ("https://www.google.com/maps/d/viewer?mid=abc&ll=36.718031,68.862211&z=8", 78_125),
    ("https://www.google.com/maps/place/Kunduz+Hospital/@36.718031,68.862211,17z", 153),
    ("https://www.google.com/maps/@36.718031,68.862211,1795m/data=!3m1!1e3", 1_795),
    ("https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d3213.5!2d68.862211!3d36.718031!2m3!1f0", None),
    ("https://www.openstreetmap.org/#map=17/36.718031/68.862211", 153),
    ("https://www.bing.com/maps?cp=36.718031~68.862211&lvl=17", 153),
    ("https://yandex.com/maps/?ll=68.862211%2C36.718031&z=17", 153),
    ("https://2gis.ru/moscow?m=68.862211,36.718031/17", 153),
    ("https://wego.here.com/?map=36.718031,68.862211,15,normal", 610),
    ("https://maps.apple.com/?ll=36.718031,68.862211", None),
    ("https://www.waze.com/livemap?zoom=14&lat=36.718031&lon=68.862211", 1_221),
    ("https://www.waze.com/livemap?lat=36.718031&lon=68.862211", None),
    ("36.718031,68.862211,17z", 153),
    ("@36.718031,68.862211,17z", 153),
    ("https://maps.google.com/maps?ll=36.718031,68.862211&z=0", 20_000_000),
]
PINS = """
https://waze.com/ul?ll=36.718031,68.862211
https://www.waze.com/live-map/directions?to=ll.36.718031%2C68.862211
https://share.here.com/l/36.718031,68.862211,Hospital?z=16
https://maps.apple.com/?q=Hospital&ll=36.718031,68.862211
https://www.google.com/maps/dir//36.718031,68.862211
google.com/maps?q=36.718031,68.862211
maps.google.com/?q=36.718031,68.862211
Location: https://maps.google.com/?q=36.718031,68.862211
Clinic: google.com/maps?q=36.718031,68.862211
Clinic: https://maps.google.com/?q=36.718031,68.862211 near the bridge
عيادة: https://maps.google.com/?q=36.718031,68.862211
https://plus.codes/8J8CPV96+6V8
plus.codes/8J8CPV96%2B6V8
""".strip().split("\n")


def codes(candidate: Candidate) -> list[str]:
    return [one.code for one in candidate.doubts]


@pytest.mark.parametrize("link", SEVERAL)
def test_every_place_of_a_link_is_a_candidate(link: str) -> None:
    found = read(link).candidates
    assert [(one.latitude, one.longitude) for one in found] == PLACES
    assert all(codes(one) == ["link-several"] and one.doubts[0].args == {"count": "2"} for one in found)


def test_a_route_with_a_place_by_name_alone_is_doubted() -> None:
    for link in ("https://www.google.com/maps/dir/Kabul/33.2,44.2", "https://maps.google.com/?saddr=Kabul&daddr=33.2,44.2"):
        only = read(link).only
        assert only is not None
        assert codes(only) == ["link-several"]


@pytest.mark.parametrize(("link", "metres"), CENTRES)
def test_the_middle_of_a_view_is_as_wide_as_the_view(link: str, metres: float | None) -> None:
    only = read(link).only
    assert only is not None
    assert (only.latitude, only.longitude) == (36.718031, 68.862211)
    if metres is None:
        assert codes(only) == ["map-centre", "map-zoom-missing"]
    else:
        assert codes(only) == ["map-centre"]
        assert metres <= only.accuracy_m <= 1.6 * metres
        assert only.accuracy_m == radius_m(only.latitude, only.longitude, only.area)


@pytest.mark.parametrize("link", PINS)
def test_a_marked_place_raises_no_doubt(link: str) -> None:
    only = read(link).only
    assert only is not None, read(link)
    assert abs(only.latitude - 36.718031) < 2e-5
    assert abs(only.longitude - 68.862211) < 2e-5
    assert not codes(only)


@pytest.mark.parametrize(
    "text",
    [
        "Clinic 7: https://maps.google.com/?q=36.7,68.8",
        "36.9, 68.9 https://maps.google.com/?q=36.7,68.8",
        "https://maps.google.com/?q=36.7,68.8 36.9 68.9",
    ],
)
def test_other_numbers_beside_a_link_are_doubted(text: str) -> None:
    only = read(text).only
    assert only is not None
    assert (only.latitude, only.longitude) == (36.7, 68.8)
    assert codes(only) == ["beside-link"]


def test_two_links_are_two_candidates() -> None:
    reading = read("https://maps.google.com/?q=33.1,44.1 or https://osm.org/?mlat=33.2&mlon=44.2")
    assert [(one.latitude, one.longitude) for one in reading.candidates] == PLACES
    assert "several links" in read("https://maps.google.com/?q=33.1,44.1 https://maps.google.com/?q=Kabul").problem


@pytest.mark.parametrize("text", ["www.example.org", "see www.example.org", "https://t.co/abc 36.7", "maps.app.goo.gl/abc"])
def test_a_link_without_a_position_is_refused(text: str) -> None:
    reading = read(text)
    assert not reading.candidates
    assert "link" in reading.problem
    assert reading.hint
