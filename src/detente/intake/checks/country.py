"""In which country a position lies, and which country a text states, with no data supplied: zones of time and names (R05, G14).

The world of time zones (`tzfpy`, borders simplified, territorial waters mostly inside) says in which zone a position lies;
`zone.tab` says whose zone that is. Etc/GMT zones are open sea. A statement is doubted only where no place within `TOLERANCE_M`
has a zone of the stated country: borders are those of that source, with an error of some kilometres, and say nothing about
whose land it is. Where states claim the same land, a statement of any of them is taken.
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final

from tzfpy import get_tzs

from detente.intake.cells.names import fold
from detente.intake.checks.nations import NATIONS

SOURCE: Final = "time zones"
TOLERANCE_M: Final = 5_000.0
"""How far from the stated country a position may lie before it is doubted: the zones' borders are simplified."""
COAST_M: Final = 1_000.0
"""How far from any zone but those of the sea a position may lie: most zones reach twelve miles out, some end at the coast."""
_COMMA: Final = re.compile(r"\s*[,;/|]\s*")
_AND: Final = re.compile(r"\s*(?:&|\band\b|\bet\b)\s*", re.IGNORECASE)

BEYOND: Final[dict[str, frozenset[str]]] = {
    code: frozenset(others.split())
    for code, others in {
        "GB": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG", "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT", "NL": "AW BQ CW SX",
        "DK": "FO GL", "US": "AS GU MP PR VI", "NO": "SJ", "FI": "AX", "AU": "CC CX NF", "NZ": "CK NU TK", "CN": "HK MO",
    }.items()
}  # fmt: skip
"""Codes of lands overseas or apart that lists also state under the name of the country before."""

CLAIMED: Final[tuple[tuple[frozenset[str], tuple[float, float, float, float]], ...]] = tuple(
    (frozenset(codes.split()), box)
    for codes, box in (
        ("UA RU", (32.0, 44.2, 40.3, 50.2)), ("IL PS", (34.2, 31.2, 35.6, 32.6)), ("IL SY LB", (35.5, 32.6, 36.0, 33.5)),
        ("MA EH", (-17.2, 20.7, -8.6, 27.7)), ("RS XK", (20.0, 41.8, 21.9, 43.3)), ("CY TR", (32.2, 34.9, 34.7, 35.8)),
        ("GE RU", (39.9, 41.9, 45.1, 43.7)), ("AZ AM", (45.0, 38.8, 47.5, 40.6)), ("IN PK CN", (72.4, 32.0, 80.5, 37.1)),
        ("IN CN", (91.5, 26.5, 97.5, 29.6)), ("EG SD", (33.0, 21.9, 37.0, 23.3)), ("SD SS", (27.4, 9.2, 29.1, 10.3)),
        ("KE SS ET", (34.7, 4.2, 36.1, 5.5)), ("GY VE", (-61.5, 1.0, -57.8, 8.6)), ("FK AR", (-61.5, -52.6, -57.5, -50.9)),
        ("TW CN", (116.5, 20.5, 122.2, 26.5)), ("RU JP", (145.2, 43.2, 149.0, 45.7)), ("SO ET DJ", (41.5, 7.9, 49.2, 11.6)),
        ("KG TJ UZ", (69.2, 39.4, 71.9, 40.5)), ("SR GY", (-58.1, 1.8, -55.9, 4.0)), ("TD LY", (15.9, 19.4, 24.1, 23.5)),
    )
)  # fmt: skip
"""Land that several states claim or hold, as boxes (west, south, east, north, degrees): any of them may be stated there."""


@cache
def zones() -> dict[str, frozenset[str]]:
    """The countries (ISO 3166-1 alpha-2) of each time zone. A zone that a country shares without one of its own is of both."""
    folder = files("tzdata").joinpath("zoneinfo")
    own = {zone: codes for codes, zone in _table(folder.joinpath("zone.tab").read_text("utf-8"))}
    shared = {zone: codes for codes, zone in _table(folder.joinpath("zone1970.tab").read_text("utf-8"))}
    merged = {code for zone, codes in own.items() if zone not in shared for code in codes}
    # zone1970.tab joins countries whose clocks agree: those have a zone of their own beside, and are not meant here.
    return {zone: codes | (shared.get(zone, frozenset()) - merged) for zone, codes in own.items()}


def _table(text: str) -> list[tuple[frozenset[str], str]]:
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return [(frozenset(line[0].split(",")), line[2]) for line in lines]


def countries_at(longitude: float, latitude: float) -> frozenset[str]:
    """The countries in whose zones a position lies, as codes; none: open sea."""
    held = _held(tuple(get_tzs(longitude, latitude)))
    for codes, (west, south, east, north) in CLAIMED:
        if west <= longitude <= east and south <= latitude <= north and codes & held:
            held |= codes
    return held


@cache
def _held(names: tuple[str, ...]) -> frozenset[str]:
    """The countries of zones; as many sets of zones as there are on earth."""
    return frozenset[str]().union(*(zones().get(zone, frozenset()) for zone in names))


def around(longitude: float, latitude: float, metres: float = TOLERANCE_M) -> frozenset[str]:
    """The countries within about so many metres of a position: of a few places around it."""
    across = metres / 111_320.0
    wide = across / max(math.cos(math.radians(latitude)), 0.01)
    found = frozenset[str]()
    for x, y, part in product((-1, 0, 1), (-1, 0, 1), (0.5, 1.0)):
        scale = part if not (x and y) else part * math.sqrt(0.5)
        found |= countries_at(
            (longitude + x * wide * scale + 540.0) % 360.0 - 180.0, max(-90.0, min(90.0, latitude + y * across * scale))
        )
    return found


@cache
def _names() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    found: dict[str, str] = {}
    codes: dict[str, tuple[str, str]] = {}
    for line in NATIONS.strip().splitlines():
        two, three, names = line.split(" ", 2)
        codes.setdefault(two, (three, names.split("|")[0]))
        for name in (two, three, *names.split("|")):
            found.setdefault(fold(name), two)
    return found, codes


@cache
def stated(text: str) -> frozenset[str]:
    """The countries that a cell states, as codes: by code or name, in any of four languages, one or several; none: not known."""
    known, _ = _names()
    whole = known.get(fold(text))
    if whole:
        return frozenset((whole,))
    parts = [
        part for comma in _COMMA.split(text[:500]) for part in ([comma] if fold(comma) in known else _AND.split(comma)) if part
    ]
    found = [known.get(fold(part)) for part in parts]
    return frozenset(code for code in found if code) if found and all(found) else frozenset()


@cache
def with_beyond(codes: frozenset[str]) -> frozenset[str]:
    """The codes, and those of lands that are also stated under them (`BEYOND`)."""
    return codes.union(*(BEYOND.get(code, frozenset()) for code in codes)) if codes else codes


def name_of(code: str) -> str:
    """The English name for a code of ISO 3166-1 alpha-2; the code itself where there is none."""
    return _names()[1].get(code, ("", code))[1]
