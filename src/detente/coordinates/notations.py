"""Positions as programs write them: ISO 6709, WKT, GeoJSON, geopoints of ODK, sentences of a receiver (NMEA 0183)."""

from __future__ import annotations

import re
from typing import Final

from detente.coordinates.sexagesimal import Unread

_NUMBER: Final = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_ISO: Final = re.compile(r"\s*([+-])([0-9]{2,7}(?:\.[0-9]+)?)([+-])([0-9]{3,7}(?:\.[0-9]+)?)(?:[+-][0-9.]+)?(?:crs\w*)?/?\s*")
_GEOPOINT: Final = re.compile(rf" ?({_NUMBER}) ({_NUMBER}) {_NUMBER} ([0-9]{{1,6}}(?:\.[0-9]+)?) ?")
_WKT: Final = re.compile(rf"\s*(?:;\s*)?point ?(?:zm?|m)? ?({_NUMBER}) ({_NUMBER})(?: {_NUMBER}){{0,2}}\s*")
_GEOJSON: Final = re.compile(rf"coordinates['\"]? ?: ?({_NUMBER}) ?, ?({_NUMBER})(?: ?, ?{_NUMBER})?(?![0-9.,])")
_TYPED: Final = re.compile(r"['\"]type['\"] ?: ?['\"]point['\"]")
_NMEA: Final = re.compile(r"\$[A-Z]{2}(GGA|RMC|GLL|GNS),([^$]*)")
_FIELDS: Final = {"GGA": (1, 5, "0"), "RMC": (2, 1, "V"), "GLL": (0, 5, "V"), "GNS": (1, 5, "N")}
"""Field of the latitude; field that tells of the fix, and what it holds where there is none."""


def rewritten(text: str) -> str | None:
    """A folded text of one of these notations as angles with letters, latitude first; ``None`` where it is none of them."""
    if iso := _ISO.fullmatch(text):
        signs = "ns"[iso[1] == "-"], "ew"[iso[3] == "-"]
        if len(iso[2].partition(".")[0]) in (2, 4, 6) and len(iso[4].partition(".")[0]) in (3, 5, 7):
            return f"{iso[2]}{signs[0]} {iso[4]}{signs[1]}"
    found = _WKT.fullmatch(text) or (_GEOJSON.search(text) if _TYPED.search(text) else None)
    return f"lat {found[2]} lon {found[1]}" if found else None


def geopoint(text: str) -> tuple[str, float] | None:
    """A geopoint of ODK (latitude, longitude, altitude, accuracy) as angles with labels, and its accuracy in metres."""
    found = _GEOPOINT.fullmatch(text)
    if found is None or "." not in found[1] or "." not in found[2]:
        return None
    return f"lat {found[1]} lon {found[2]}", float(found[3])


def sentence(text: str) -> str | None:
    """The position of a receiver's sentence as angles with letters; ``None`` where it is no sentence.

    Raises: Unread for a sum that does not match, and where the receiver had no fix.
    """
    found = _NMEA.match(text.strip())
    if found is None:
        return None
    body, star, given = found[2].partition("*")
    total = 0
    for char in text.strip()[1:].partition("*")[0]:
        total ^= ord(char)
    if star and given.strip()[:2].upper() != f"{total:02X}":
        raise Unread("the check sum of the sentence does not match", "read it from the receiver again", weight=4)
    fields = body.split(",")
    at, fix, none = _FIELDS[found[1]]
    if len(fields) <= max(at + 3, fix):
        raise Unread("the sentence is cut off", "read it from the receiver again", weight=4)
    if fields[fix][:1] == none or not fields[at]:
        raise Unread("the receiver had no fix", "read it again where it sees the sky", weight=4)
    return f"{fields[at]}{fields[at + 1]} {fields[at + 2]}{fields[at + 3]}".lower()
