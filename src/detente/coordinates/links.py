"""Links to maps, read by what stands in them alone: nothing is fetched. ``geo:`` links as RFC 5870 has them.

A link that only names a place, or that a service must resolve, is refused with a word on what to do.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from detente.coordinates.areas import Found, around, grown
from detente.coordinates.doubts import doubt
from detente.coordinates.link_rules import NUMBER, PAIR, RULES, stops, view_m
from detente.coordinates.model import Doubt, Format
from detente.coordinates.sexagesimal import Part, Unread, angle

_HOSTS: Final = (
    r"(?:[a-z0-9-]{1,30}\.){0,3}(?:google\.[a-z]{2,3}(?:\.[a-z]{2})?/(?:maps|search)|(?:maps|earth)\.google\.|goo\.gl/"
    r"|openstreetmap\.org|osm\.org|yandex\.[a-z.]{2,6}/|ya\.ru|waze\.com|2gis\.[a-z]{2,3}/|bing\.com/maps|maps\.apple|here\.com/"
    r"|plus\.codes/|w3w\.co|what3words)"
)
LINK: Final = re.compile(rf"(?<![\w.@/-])(?:https?://|www\.|maps\.[a-z]|{_HOSTS})", re.I)
_HOST: Final = re.compile(r"\s*(?:https?://)?([^/?#\s]{1,255})", re.I)
_WORDS: Final = re.compile(r"\s*///?\w+\.\w+\.\w+\s*\Z")
_VIEW: Final = re.compile(rf"\s*@?{PAIR},[0-9]{{1,2}}(?:\.[0-9]{{1,9}})?z\s*\Z", re.I)
_SHORT: Final = re.compile(
    r"goo\.gl|bit\.ly|tinyurl|binged\.it|osm\.org/go/|openstreetmap\.org/go/|/maps/-/|maps\.apple/p/|t\.co/|wa\.me|g\.co/", re.I
)
_SHIFTED: Final = re.compile(r"baidu\.|amap\.|gaode\.|map\.qq\.", re.I)
_CODE: Final = re.compile("[23456789CFGHJMPQRVWX]{4,8}\\+[23456789CFGHJMPQRVWX]{2}", re.I)
_NAMED: Final = re.compile(r"(?:[?&](?:q|query|daddr|destination|text)=|/(?:place|search)/|plus\.codes/)([^&/#?]{5,200})", re.I)
_OPEN: Final = "open it and copy the position that it shows"
_MOST: Final = 25
"""Links of one text, and places of one link."""


def parse(text: str) -> list[Found] | str | None:
    """Every place of the links in a text as typed (not folded); or the text in one that holds a position in words; ``None`` where
    there is no link. Words before a link are its label; numbers beside it raise a doubt.

    Raises: Unread
    """
    if text[:20].lstrip()[:4].lower() == "geo:":
        made = _geo(text.strip()[4:])
        return [made] if isinstance(made, Found) else made
    if _WORDS.match(text):
        raise Unread("three words need a service to become a position", "give coordinates: " + _OPEN, weight=4)
    if view := _VIEW.match(text):
        return [_middle(position(view[1], view[2], "LINK", "copied from the address of a map"), "@" + text.strip().lstrip("@"))]
    starts = [found.start() for found in LINK.finditer(text)][:_MOST]
    if not starts:
        return None
    parts = [text[start:end] for start, end in zip(starts, (*starts[1:], len(text)), strict=True)]
    if len(parts) == 1:
        made_of = _link(parts[0])
        if isinstance(made_of, str):
            return made_of
        found, end = made_of
    else:
        found, end = _several(parts)
    beside = text[: starts[0]] + " " + parts[-1][end:]
    return [_told(one, doubt("beside-link")) for one in found] if re.search(r"\d", beside) else found


def _several(parts: list[str]) -> tuple[list[Found], int]:
    made: list[Found] = []
    end = 0
    for part in parts:
        one = _link(part)
        if isinstance(one, str):
            raise Unread("there are several links, and not each holds a position", "leave one link in the field", weight=4)
        made, end = made + one[0], one[1]
    return made, end


def _link(text: str) -> tuple[list[Found], int] | str:
    """The places of one link and where it ends in the text, or the text in it that may be a position in words."""
    link = decoded(text.strip())
    host = (_HOST.match(link) or ["", ""])[1].lower()
    if re.search(r"w3w\.co|what3words", host):
        raise Unread("three words need a service to become a position", "give coordinates: " + _OPEN, weight=4)
    if _SHIFTED.search(host):
        raise Unread("maps of that service are shifted by law", "give the position as a receiver shows it", weight=4)
    for name, rules in RULES:
        if name and not any(part in host for part in name.split("|")):
            continue
        for rule in rules:
            if places := rule.places(link)[:_MOST]:
                return _placed(link, host, [place[:2] for place in places], middle=rule.middle), _end(text, link, places[-1][2])
    if _SHORT.search(link):
        raise Unread("a short link says nothing of the position itself", _OPEN, weight=4)
    if words := _NAMED.search(link):
        return words[1] if _CODE.search(words[1]) else words[1].replace("+", " ")
    raise Unread("the link holds no position", _OPEN, weight=4)


def _end(text: str, link: str, at: int) -> int:
    """Where the link ends: at the first space after its position."""
    space = re.compile(r"\s").search(link, at)
    return len(text.rstrip()) - (len(link) - space.start()) if space else len(text)


def _placed(link: str, host: str, places: list[tuple[str, str]], *, middle: bool) -> list[Found]:
    pairs = list(dict.fromkeys(places))
    made = [position(*pair, "LINK", f"link to {host[:60]}") for pair in pairs]
    if middle:
        return [_middle(one, link) for one in made]
    count = max(len(made), stops(link))
    if count < 2:
        return made
    several = doubt("link-several", count=str(count))
    return [_told(one, several, how=f"{one.how}; place {at} of those with a position") for at, one in enumerate(made, 1)]


def _middle(found: Found, link: str) -> Found:
    """The middle of a view, as wide as that is."""
    metres = view_m(link)
    if metres is None:
        return _told(found, doubt("map-centre"), doubt("map-zoom-missing"))
    wide = msgspec.structs.replace(found, area=grown(found.area, metres))
    return _told(wide, doubt("map-centre"), how=f"{found.how}; half of the view is {metres:.0f} m")


def _told(found: Found, *doubts: Doubt, how: str = "") -> Found:
    return msgspec.structs.replace(found, doubts=(*found.doubts, *doubts), how=how or found.how)


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
    rf"(?P<lat>{NUMBER}),(?P<lon>{NUMBER})(?:,[+-]?[0-9.]{{1,20}})?(?P<rest>(?:;[^;?]{{1,80}})*)(?:\?(?P<query>.*))?\Z", re.S
)


def _geo(body: str) -> Found | str:
    found = _GEO.match(body.replace(" ", ""))
    if found is None:
        raise Unread("the geo: link is malformed", "write geo:36.718031,68.862211", weight=4)
    options = dict(option.lower().partition("=")[::2] for option in found["rest"].split(";") if option)
    if options.get("crs", "wgs84") != "wgs84":
        raise Unread(f"the geo: link is in {options['crs'][:40]}", "give it in WGS 84", weight=4)
    query = decoded(found["query"] or "")
    pin = re.search(rf"(?:^|&)q={PAIR}", query)
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
