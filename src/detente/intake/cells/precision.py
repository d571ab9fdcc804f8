"""How well a position is known: words and lengths of lists to a class of a closed list with a radius in metres (R05).

    of_row("(2) 25 km Precision", "", "")       radius      25,000 m
    of_row("", "Digitized from online map", "") settlement   5,000 m
    of_row("", "", "±50m")                      exact           50 m

Real lists grade positions in words of their own. Where words fit several classes the coarsest is taken, and what is not known
is coarse: an error of this module may only make the protected area larger. A row that says nothing gives None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from detente.intake.cells.grades import HIGH, LESSER, LEVELS, MEANS, NEGATIONS, UNITS, VAGUE
from detente.intake.cells.names import fold
from detente.intake.model import Precision
from detente.volume import MAX_RADIUS_M

RADIUS_M: Final[dict[str, float]] = {
    # A receiver's fix is within 10 m, but of the gate as often as of the middle: two fixes of one hospital were 38 m apart.
    "exact": 50.0,
    # A building is known; its compound reaches further.
    "building": 100.0,
    # A street or quarter of a city is up to a kilometre long. Also a fix of poor accuracy: a telephone that gives its approximate
    # place gives an area of 3 square kilometres, a circle of one kilometre.
    "street": 1_000.0,
    # Gazetteers give one point for a village with its fields, or for a town.
    "settlement": 5_000.0,
    # Units: 99 % of the 7,580 settlements of Syria lie within 35, 63 and 114 km of the middle of their unit of level 3, 2 and 1.
    "admin4": 10_000.0,
    "admin3": 40_000.0,
    "admin2": 75_000.0,
    "admin1": 150_000.0,
    # The largest radius that a footprint may have.
    "country": MAX_RADIUS_M,
    # Somewhere along a road or river, between two towns.
    "linear": 50_000.0,
    # Words that are not known here: as coarse as the grade that lists of incidents give to most of their places.
    "unknown": 25_000.0,
    # A stated length: the radius is that length.
    "radius": 0.0,
}
"""Metres for each class. A caller that holds the boundary of the unit may use that in place of the circle."""
CHOICES: Final = tuple(code for code in RADIUS_M if code != "radius")
"""The classes that a form offers."""

MAX_TEXT: Final = 500
"""Characters of a cell that are looked at."""
COARSE_M: Final = 100.0
"""A position that is known no better than this is an area and never a point: a building is smaller."""

_CHOSEN: Final = re.compile(r"\[([a-z]{1,12}\d?)\]$")
"""The code that our own forms put behind the words of a choice."""
_NUMBER: Final = r"(\d{1,3}(?:[ \u00a0\u202f,.'’]\d{3}){1,2}|\d{1,7}(?:[.,]\d{1,9})?)"
_LENGTH: Final = re.compile(rf"(?<![\d.,]){_NUMBER}\s?({'|'.join(sorted(UNITS, key=len, reverse=True))})(?!\w)")
_BARE: Final = re.compile(rf"(?<![\d.,\w]){_NUMBER}(?![\d\w])")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f,.'’]\d{3}){1,2}")


def of_row(text: str, source: str, accuracy: str) -> Precision | None:
    """How well a row says that its position is known; None where it says nothing.

    ``text``: the cell that grades the precision, ``source``: the one that says how the position was found, ``accuracy``: a
    length, in metres where it has no unit. The coarsest of ``text`` and ``accuracy`` counts. ``source`` counts where neither says
    anything, or cannot be understood: a building may well be found on an online map. "low" is a grade of what the source is.
    """
    if source and (grade := next((cell for cell in (text, accuracy) if _is_grade(cell)), "")):
        text, accuracy = (f"{source.strip()}: {grade.strip()}" if cell == grade else cell for cell in (text, accuracy))
    graded = [found for found in (of_words(text), of_length(accuracy)) if found]
    if not graded or any(found.code == "unknown" for found in graded):
        graded += [found for found in (of_words(source),) if found]
    return max(graded, key=lambda found: found.radius_m, default=None)


def is_coarse(precision: Precision) -> bool:
    """Whether a position is an area, never a point: all but a building and better, known to at most `COARSE_M`."""
    return precision.code not in ("exact", "building") or precision.radius_m > COARSE_M


@lru_cache(1 << 14)
def of_words(text: str) -> Precision | None:
    """What a grade in words, or with a length and its unit, means; None for an empty text."""
    text = text[:MAX_TEXT].strip()
    if not text:
        return None
    if (chosen := _CHOSEN.search(text)) and chosen[1] in CHOICES:
        return Precision(chosen[1], RADIUS_M[chosen[1]], text, stated=chosen[1] != "unknown")
    if (length := max(_lengths(text), default=0.0)) > 0:
        named = _coarsest(_found(f" {fold(text)} ", LEVELS))
        if not named or RADIUS_M[named] <= length:
            return _of_metres(length, text)
    code = _class(f" {fold(text)} ")
    return Precision(code, RADIUS_M[code], text, stated=code != "unknown")


def of_length(text: str) -> Precision | None:
    """What an accuracy means: a length, in metres where no unit is given. Nought says nothing: devices write it for unknown."""
    metres_stated = metres(text)
    if metres_stated is None:
        return of_words(text)
    return _of_metres(metres_stated, text.strip()) if metres_stated > 0 else None


@lru_cache(maxsize=10_000)
def metres(text: str) -> float | None:
    """The length that a text states, in metres, at most `MAX_RADIUS_M`: its largest number, with or without a unit; else None."""
    text = text[:MAX_TEXT]
    found = list(_lengths(text)) or [_number(n) for n in _BARE.findall(_ascii(text))]
    return min(max(found), MAX_RADIUS_M) if found else None


def _of_metres(length: float, text: str) -> Precision:
    length = min(length, MAX_RADIUS_M)
    code = next((name for name in ("exact", "building") if length <= RADIUS_M[name]), "radius")
    return Precision(code, length, text, stated=True)


def _lengths(text: str) -> Iterator[float]:
    for number, unit in _LENGTH.findall(_ascii(text)):
        yield _number(number) * UNITS[unit]


def _ascii(text: str) -> str:
    """Lower case with ASCII digits, the points and commas kept, which `fold` does not keep."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in text.casefold()).replace("٫", ".").replace("٬", ",")


def _number(text: str) -> float:
    """``1,500`` may be one and a half or fifteen hundred: the larger is taken, since it protects more."""
    if _GROUPED.fullmatch(text):
        return float(re.sub(r"\D", "", text))
    return float(text.replace(",", "."))


def _class(text: str) -> str:
    """The class of folded words between spaces. What is said of the place goes before the means by which it was found."""
    code = _coarsest(_found(text, LEVELS)) or _by_means(text)
    fine = RADIUS_M[code] < RADIUS_M["settlement"]
    if fine and any(word in text for word in _SPACED_NEGATIONS):
        return "unknown"
    return "settlement" if fine and any(word in text for word in _SPACED_VAGUE) else code


def _by_means(text: str) -> str:
    """The class of a means; a fix of low accuracy is a fix still, a place on a map of low accuracy is not known."""
    code = _coarsest(_found(text, MEANS)) or "unknown"
    if not any(word in text for word in _SPACED_LESSER):
        return code
    return "street" if code == "exact" else "unknown"


def _is_grade(text: str) -> bool:
    """Whether a cell grades an accuracy ("low") and says nothing else that is known."""
    words = f" {fold(text[:MAX_TEXT])} "
    graded = any(word in words for word in (*_SPACED_LESSER, *_SPACED_HIGH))
    return graded and not _found(words, LEVELS) and not _found(words, MEANS) and metres(text) is None


def _coarsest(codes: list[str]) -> str:
    return max(codes, key=lambda code: RADIUS_M[code], default="")


def _found(text: str, table: dict[str, str]) -> list[str]:
    """The classes of a table whose words stand in a text; a longer phrase hides the shorter ones in it ("sub-district")."""
    codes = []
    for phrase, code in _PHRASES[id(table)]:
        if phrase in text:
            codes.append(code)
            text = text.replace(phrase, "  ")
    return codes


def _phrases(table: dict[str, str]) -> list[tuple[str, str]]:
    """Folded phrases between spaces, longest first."""
    pairs = {f" {fold(phrase)} ": code for code, words in table.items() for phrase in words.split("|")}
    return sorted(pairs.items(), key=lambda pair: -len(pair[0]))


_PHRASES: Final = {id(table): _phrases(table) for table in (LEVELS, MEANS)}
_SPACED_NEGATIONS: Final = [f" {fold(word)} " for word in NEGATIONS.split("|")]
_SPACED_HIGH: Final = [f" {fold(word)} " for word in HIGH.split("|")]
_SPACED_LESSER: Final = [f" {fold(word)} " for word in LESSER.split("|")]
_SPACED_VAGUE: Final = [f" {fold(word)} " for word in VAGUE.split("|")]
