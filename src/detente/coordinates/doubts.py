"""The doubts that a text raises by itself: stable codes, and the words for people."""

from __future__ import annotations

from typing import Final

from detente.coordinates.model import Doubt

WORDS: Final[dict[str, str]] = {
    "order-assumed": "nothing says which number is the latitude; it was taken to come first",
    "longitude-first": "the first number cannot be a latitude; it was taken as the longitude",
    "cells-swapped": "the latitude stood in the cell for the longitude, and the longitude in that for the latitude",
    "hemisphere-assumed": "nothing says {missing}; {assumed} was assumed",
    "null-island": "latitude 0, longitude 0: mostly a field that was left empty",
    "suspicious-digits": "{digits}: repeated or counted-up digits, mostly a number that was made up",
    "comma-ambiguous": "commas both part numbers and stand for the decimal point",
    "approximate": "the text itself says that the position is approximate, and not by how much",
    "sign-and-letter": "{sign} before the number and {letter} beside it say the same thing twice, or contradict each other",
    "letter-o": "the letter O is west in French, Spanish and Italian, east in German; {assumed} was taken here",
    "xy-order": "x was taken as the longitude and y as the latitude; Russian maps name them the other way round",
    "minutes-mark-twice": "the mark for minutes stands twice; the second was taken for seconds",
    "leading-zero": "{digits} was read as {meaning}; a leading zero seems to be lost",
    "packed-assumed": "{digits} was read as degrees and minutes written together; no letter says so",
    "short-grid": "{digits} digits are a square of {metres} m, not a point",
    "short-code": "{characters} characters are an area, not a point",
    "band-mismatch": "band {band} does not hold northing {northing}; the letter or the number is wrong",
    "northing-first": "the first number cannot be an easting; it was taken as the northing",
    "outside-zone": "the position lies {degrees}° outside zone {zone}",
    "map-centre": "the link gives the middle of a map, not a marked place",
    "map-zoom-missing": "the link does not say how far the map is zoomed; how wide the view is, is not known",
    "link-several": "the link holds {count} places; which one is meant is not said",
    "beside-link": "other numbers stand beside the link; only the link was read",
    "letter-lookalike": "Latin C and B were taken for the Russian letters of north and east",
    "near-used": "a short form; completed by the position that was given as near: {near}",
    "datum-padded": "no transformation from {datum} is at hand here; the position is kept and padded by {metres} m",
    "datum-coarse": "the transformation from {datum} is stated to {metres} m only",
    "datum-conflict": "the text says {said}, the table says {given}",
}  # fmt: skip


def doubt(code: str, **args: str) -> Doubt:
    """The doubt of that ``code`` with its words made of ``args``."""
    return Doubt(code, WORDS[code].format(**args), args)
