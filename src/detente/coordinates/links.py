"""Links to maps, read by what stands in them alone: nothing is fetched. ``geo:`` links as RFC 5870 has them.

A link that only names a place, or that a service must resolve, is refused with a word on what to do.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from detente.coordinates.areas import Found, around, grown
from detente.coordinates.doubts import doubt
from detente.coordinates.model import Doubt, Format
from detente.coordinates.sexagesimal import Part, Unread, angle

_NUMBER: Final = r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,20})?"
_PAIR: Final = rf"({_NUMBER})\s*[,~_/]\s*\+?\s*({_NUMBER})(?![0-9.])"
_LINK: Final = re.compile(
    r"\s*(?:https?://|www\.)|\s*(?:maps\.|goo\.gl/|osm\.org|openstreetmap\.org|yandex\.|ya\.ru|waze\.com|w3w\.co|what3words)",
    re.I,
)
_HOST: Final = re.compile(r"\s*(?:https?://)?([^/?#\s]{1,255})", re.I)
_WORDS: Final = re.compile(r"\s*///?\w+\.\w+\.\w+\s*\Z")


class Rule(NamedTuple):
    """Where a kind of link holds a position: a pattern with two numbers; ``lon_first``; ``middle``: only of the map's view."""

    pattern: re.Pattern[str]
    lon_first: bool = False
    middle: bool = False


def _query(names: str, *, lon_first: bool = False, middle: bool = False) -> Rule:
    return Rule(re.compile(rf"[?&#;](?:{names})=(?:loc:|point\.)?\s*{_PAIR}", re.I), lon_first, middle)


_RULES: Final[tuple[tuple[str, tuple[Rule, ...]], ...]] = (
    ("yandex|ya.ru", (
        _query(r"whatshere\[point\]|pt|oll", lon_first=True), _query("text|rtext"), _query("ll", lon_first=True, middle=True),
    )),
    ("openstreetmap|osm.org", (
        Rule(re.compile(rf"[?&]mlat=({_NUMBER})&mlon=({_NUMBER})(?![0-9.])", re.I)), _query("query|to"),
        Rule(re.compile(rf"[?&]lat=({_NUMBER})&lon=({_NUMBER})(?![0-9.])", re.I), middle=True),
        Rule(re.compile(rf"[#&?]map=[0-9.]{{1,9}}/{_PAIR}", re.I), middle=True),
    )),
    ("2gis", (Rule(re.compile(rf"/geo/(?:[0-9]+/)?{_PAIR}", re.I), lon_first=True), _query("m", lon_first=True, middle=True))),
    ("bing", (_query("sp|where1|rtp|pos"), _query("cp", middle=True))),
    ("apple", (_query("ll|coordinate|q|daddr|address"), _query("sll|center|near", middle=True))),
    ("", (
        Rule(re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})(?![0-9.])", re.I)),
        _query("q|query|ll|destination|daddr|latlng|coordinate|markers|mlatlon|viewpoint"),
        Rule(re.compile(rf"/(?:place|search|dir)/(?:[^/]{{0,80}}/)?{_PAIR}", re.I)),
        Rule(re.compile(rf"@{_PAIR}", re.I), middle=True), _query("center|sll|cbll|cp|c", middle=True),
    )),
)  # fmt: skip
_SHORT: Final = re.compile(
    r"goo\.gl|bit\.ly|tinyurl|binged\.it|osm\.org/go/|openstreetmap\.org/go/|/maps/-/|maps\.apple/p/|t\.co/|wa\.me|g\.co/", re.I
)
_SHIFTED: Final = re.compile(r"baidu\.|amap\.|gaode\.|map\.qq\.", re.I)
_CODE: Final = re.compile("[23456789CFGHJMPQRVWX]{4,8}\\+[23456789CFGHJMPQRVWX]{2}", re.I)
_OPEN: Final = "open it and copy the position that it shows"


def parse(text: str) -> Found | str | None:
    """The position of a link as typed (not folded); or the text in it that holds one in words; ``None`` where it is no link.

    Raises: Unread
    """
    if text[:20].lstrip()[:4].lower() == "geo:":
        return _geo(text.strip()[4:])
    if _WORDS.match(text) or re.match(r"\s*(?:https?://)?(?:w3w\.co|(?:\w+\.)?what3words\.com)", text, re.I):
        raise Unread("three words need a service to become a position", "give coordinates: " + _OPEN, weight=4)
    if not _LINK.match(text):
        return None
    link = decoded(text.strip())
    host = (_HOST.match(link) or [""])[0].lower()
    if _SHIFTED.search(host):
        raise Unread("maps of that service are shifted by law", "give the position as a receiver shows it", weight=4)
    for name, rules in _RULES:
        if not name or any(part in host for part in name.split("|")):
            for rule in rules:
                if found := rule.pattern.search(link):
                    first, second = (found[2], found[1]) if rule.lon_first else (found[1], found[2])
                    doubts = (doubt("map-centre"),) if rule.middle else ()
                    return position(first, second, "LINK", f"link to {host.removeprefix('https://')[:60]}", doubts)
    if _SHORT.search(link):
        raise Unread("a short link says nothing of the position itself", _OPEN, weight=4)
    words = re.search(r"(?:[?&](?:q|query|daddr|destination|text)=|/(?:place|search)/)([^&/#]{5,200})", link)
    if words:
        return words[1] if _CODE.search(words[1]) else words[1].replace("+", " ")
    raise Unread("the link holds no position", _OPEN, weight=4)


def decoded(link: str) -> str:
    """Percent signs undone, as UTF-8."""

    def run(found: re.Match[str]) -> str:
        return bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace")

    return re.sub("(?:%[0-9A-Fa-f]{2})+", run, link)


def position(latitude: str, longitude: str, kind: Format, how: str, doubts: tuple[Doubt, ...] = ()) -> Found:
    """Two numbers of a program's notation. Raises: Unread out of range."""
    values = []
    for text, axis in ((latitude, "A"), (longitude, "O")):
        part = Part([(text.lstrip("+-").rstrip("."), "D")])
        made = angle(part, axis)
        values.append((-made.value if text.startswith("-") else made.value, made.half))
    (north, half_north), (east, half_east) = values
    if north == east == 0.0:
        doubts = (*doubts, doubt("null-island"))
    area = around(north, east, half_north, half_east)
    return Found(latitude=north + 0.0, longitude=east + 0.0, area=area, format=kind, how=how, doubts=doubts)


_GEO: Final = re.compile(
    rf"(?P<lat>{_NUMBER}),(?P<lon>{_NUMBER})(?:,[+-]?[0-9.]{{1,20}})?(?P<rest>(?:;[^;?]{{1,80}})*)(?:\?(?P<query>.*))?\Z", re.S
)


def _geo(body: str) -> Found | str:
    found = _GEO.match(body.replace(" ", ""))
    if found is None:
        raise Unread("the geo: link is malformed", "write geo:36.718031,68.862211", weight=4)
    options = dict(option.lower().partition("=")[::2] for option in found["rest"].split(";") if option)
    if options.get("crs", "wgs84") != "wgs84":
        raise Unread(f"the geo: link is in {options['crs'][:40]}", "give it in WGS 84", weight=4)
    query = decoded(found["query"] or "")
    pin = re.search(rf"(?:^|&)q={_PAIR}", query)
    latitude, longitude = (pin[1], pin[2]) if pin else (found["lat"], found["lon"])
    if not pin and re.search("(?:^|&)q=.", query) and float(latitude) == float(longitude) == 0.0:
        raise Unread("the geo: link names a place and gives no position", _OPEN, weight=4)
    made = position(latitude, longitude, "GEOURI", "geo: link")
    uncertainty = options.get("u", "")
    if not re.fullmatch(r"[0-9]{1,7}(?:\.[0-9]{1,9})?", uncertainty):
        return made
    area = grown(made.area, float(uncertainty))
    return Found(
        latitude=made.latitude, longitude=made.longitude, area=area, format="GEOURI", how="geo: link", doubts=made.doubts
    )
