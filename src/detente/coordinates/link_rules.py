"""Where the links of each map service hold positions, by what their makers document; and the zoom that they state."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

NUMBER: Final = r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,20})?"
PAIR: Final = rf"({NUMBER})\s*[,~_/]\s*\+?\s*({NUMBER})(?![0-9.])"
_LIST: Final = re.compile(rf"(?:^|[~|;])(?:loc:|point\.|pos\.|ll\.|via:)?\s*{PAIR}", re.I)
_STEP: Final = re.compile(rf"(?:^|/)\s*{PAIR}(?=[/?#\s]|$)")


class Rule(NamedTuple):
    """``field``: what holds positions, whole or in its first group, where ``pairs`` finds each of them. ``middle``: it is
    the middle of the view and no marked place."""

    field: re.Pattern[str]
    pairs: re.Pattern[str] | None = None
    lon_first: bool = False
    middle: bool = False

    def places(self, link: str) -> list[tuple[str, str, int]]:
        """Latitude and longitude of every place as typed, and where each ends in the link."""
        made = []
        for found in self.field.finditer(link):
            pairs = self.pairs.finditer(found[1]) if self.pairs else (found,)
            for pair in pairs:
                first, second = (pair[2], pair[1]) if self.lon_first else (pair[1], pair[2])
                made.append((first, second, (found.start(1) if self.pairs else 0) + pair.end()))
        return made


def _query(names: str, *, lon_first: bool = False, middle: bool = False) -> Rule:
    return Rule(re.compile(rf"[?&#;](?:{names})=([^&#]{{3,300}})", re.I), _LIST, lon_first, middle)


def _at(pattern: str, *, lon_first: bool = False, middle: bool = False) -> Rule:
    return Rule(re.compile(pattern, re.I), None, lon_first, middle)


_DIR: Final = Rule(re.compile(r"/(?:dir|directions(?:/[a-z]{1,12})?|r)/([^?#@]{3,400})", re.I), _STEP)
_NUMBERS: Final = rf"[?&#]lat(?:itude)?=({NUMBER})&(?:lon|lng|long|longitude)=({NUMBER})(?![0-9.])"
_ENDS: Final = "origin|saddr|waypoints|destination|daddr"

RULES: Final[tuple[tuple[str, tuple[Rule, ...]], ...]] = (
    ("yandex|ya.ru", (
        _query(r"whatshere\[point\]|pt|oll", lon_first=True), _query("text|rtext"), _query("ll", lon_first=True, middle=True),
    )),
    ("openstreetmap|osm.org", (
        _at(rf"[?&]mlat=({NUMBER})&mlon=({NUMBER})(?![0-9.])"), _query("route|from|query|to"), _at(_NUMBERS, middle=True),
        _at(rf"[#&?]map=[0-9.]{{1,9}}/{PAIR}", middle=True),
    )),
    ("2gis", (
        _at(rf"/geo/(?:[0-9]+/)?{PAIR}", lon_first=True), _query("m", lon_first=True, middle=True),
    )),
    ("bing", (_query("rtp|sp|where1|pos"), _query("cp", middle=True))),
    ("apple", (
        _query("coordinate|q|saddr|daddr|address"), _at(rf"(?<=[?&])ll={PAIR}(?=.*[?&]q=.)"), _at(rf"[?&]q=.*[?&]ll={PAIR}"),
        _query("ll|sll|center|near", middle=True),
    )),
    ("waze", (
        _query("ll|latlng|to|from|q"), _at(_NUMBERS, middle=True),
    )),
    ("here.com", (_at(rf"/l/{PAIR}"), _DIR, _query("map", middle=True))),
    ("", (
        _DIR, _at(rf"!3d({NUMBER})!4d({NUMBER})(?![0-9.])"), _at(rf"!2m2!1d({NUMBER})!2d({NUMBER})(?![0-9.])", lon_first=True),
        _query(f"q|query|latlng|coordinate|markers|mlatlon|viewpoint|{_ENDS}"),
        _at(rf"/(?:place|search)/(?:[^/]{{0,80}}/)?{PAIR}"),
        _at(rf"@{PAIR}", middle=True), _at(rf"!2d({NUMBER})!3d({NUMBER})(?![0-9.])", lon_first=True, middle=True),
        _query("center|ll|sll|cbll|cp|c", middle=True), _at(_NUMBERS, middle=True),
    )),
)  # fmt: skip
"""By a part of the host's name, the rules in the order in which they count; the first that finds anything is the only one."""

_ZOOM: Final = re.compile(
    r"[?&#](?:z|zoom|lvl)=([0-9]{1,2}(?:\.[0-9]{1,9})?)(?![0-9])|[#&?]map=([0-9]{1,2}(?:\.[0-9]{1,9})?)/"
    r"|[@=][0-9.+-]{1,25},[0-9.+-]{1,25}[,/]([0-9]{1,2}(?:\.[0-9]{1,9})?)(?=z|[,&/#?\s]|$)",
    re.I,
)
_HEIGHT: Final = re.compile(r"@[0-9.+-]{1,25},[0-9.+-]{1,25},([0-9]{1,8}(?:\.[0-9]{1,9})?)m", re.I)
_HALF_ROUND_M: Final = 20_000_000.0
_WIDEST_M: Final = 20_000_000.0
_ENDS_SAID: Final = re.compile(rf"[?&](?:{_ENDS})=([^&#]{{1,300}})", re.I)


def view_m(link: str) -> float | None:
    """Half the width of the view that a link opens, metres: the earth's girth halves with each zoom; Google states a height where
    it shows pictures. ``None`` where nothing is said of it."""
    if height := _HEIGHT.search(link):
        return min(_WIDEST_M, float(height[1]))
    found = _ZOOM.search(link)
    return _HALF_ROUND_M / 2.0 ** float(found[1] or found[2] or found[3]) if found else None


def stops(link: str) -> int:
    """How many places a link to a route names, with a position or by name alone; 0 where it is no route."""
    if steps := _DIR.field.search(link):
        return sum(bool(step.strip()) and not step.startswith("data=") for step in steps[1].split("/"))
    return sum(len(said[1].split("|")) for said in _ENDS_SAID.finditer(link))
