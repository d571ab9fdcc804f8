"""How well a column fits each field: what its tag or heading says, weighed against what stands in its cells (R05)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal

import msgspec

from detente.intake.columns.evidence import Evidence
from detente.intake.columns.headings import HXL_ALSO
from detente.intake.columns.joined import Column
from detente.intake.columns.wording import WEAK_SCORE, meanings, normal, tag_field

How = Literal["heading", "hxl", "values", "profile"]
FOUND: Final = 0.6
"""From this on a column is taken for a field."""
FAINT: Final = 0.5
"""Below this a heading means nothing, whatever stands in the column."""
EXACT: Final = 0.95
"""From this on a heading is a known one, at most with words beside it that change nothing ("GPS latitude (decimal)")."""
FEW: Final = 0.1
"""Share of different values below which a column names kinds and no places."""


_METRES: Final = re.compile(r"(?:[^/]{1,100}/){0,20}_.{1,100}_precision")
"""What exports of Kobo and our reader of submissions call the accuracy of a position, in metres: it is no class."""


class Why(msgspec.Struct, frozen=True):
    """By what a column was taken for a field, and how sure that is (0 to 1)."""

    how: How
    sure: float

    @property
    def weight(self) -> float:
        """For comparing: a tag goes before any heading."""
        return self.sure + (self.how == "hxl")


def fields_of(column: Column) -> dict[str, Why]:
    """The fields that a column may be, from tag, heading and cells. What a tag excludes is empty."""
    field = tag_field(column.tag) if column.tag else None
    if field is not None:
        return _tagged(column, field) if field else {}
    said: dict[str, float] = {}
    for heading in dict.fromkeys((column.heading, f"{column.group} {column.heading}")):
        for name, score in meanings(heading).items():
            said[name] = max(said.get(name, 0.0), score)
    said = {name: score for name, score in said.items() if score >= FAINT}
    _exchange(said, column.evidence)
    if "precision" in said and _METRES.fullmatch(column.heading):
        said["accuracy_m"] = max(said.get("accuracy_m", 0.0), said.pop("precision"))
    found = {name: Why("heading", _fit(name, score, column)) for name, score in said.items()}
    for name, sure in _by_values(column.evidence).items():
        if name not in found or found[name].sure < FOUND:
            found[name] = Why("values", sure)
    return {name: why for name, why in found.items() if why.sure > 0}


def _tagged(column: Column, field: str) -> dict[str, Why]:
    also = HXL_ALSO.get(field, "")
    if also and meanings(column.heading).get(also, 0.0) >= 0.9:
        field = also
    if field == "place" and column.tag == "loc" and _few(column.evidence):
        return {}
    iso = any(word in column.tag.split("+") for word in ("iso", "iso3", "code", "v_iso3"))
    return {field: Why("hxl", 0.97 if iso else 0.95)}


def _few(found: Evidence) -> bool:
    return found.count >= 20 and found.distinct < FEW


def _exchange(said: dict[str, float], found: Evidence) -> None:
    """Headings that mean one thing where words stand below them, and another where numbers do."""
    if "precision" in said and found.number >= 0.9 and (found.fractions > 0.1 or found.largest > 9):
        said["accuracy_m"] = max(said.get("accuracy_m", 0.0), said.pop("precision"))
    elif "accuracy_m" in said and found.graded >= 0.5:
        said["precision"] = max(said.get("precision", 0.0), said.pop("accuracy_m"))
    units = [name for name in said if name.startswith("admin")]
    if units and found.pcode >= 0.8:
        said["pcode"] = max(said.get("pcode", 0.0), *(said.pop(name) for name in units))


def _fit(field: str, score: float, column: Column) -> float:
    found = column.evidence
    if not found.count:
        return 0.9 * score if score > WEAK_SCORE else 0.0
    rule = _RULES.get(field) or (_RULES["admin"] if field.startswith("admin") else None)
    return min(1.0, rule(score, column)) if rule else score if score > WEAK_SCORE else 0.0


def _axis(score: float, column: Column) -> float:
    """A heading that says the axis to the letter goes before the cells: rows are doubted one by one, not all together."""
    found = column.evidence
    if found.position >= 0.5 or (found.number >= 0.5 and not found.degrees and score < EXACT):
        return 0.0
    if score <= WEAK_SCORE:
        return 0.75 if found.number >= 0.9 and found.fractions >= 0.5 else 0.0
    return score if found.number + found.angle >= 0.5 or score >= EXACT else 0.6 * score


def _position(score: float, column: Column) -> float:
    found = column.evidence
    if found.position >= 0.5:
        return max(score, 0.95)
    return 0.0 if score <= WEAK_SCORE or found.number >= 0.5 else 0.65 * score


def _words(score: float, column: Column) -> float:
    """Fields that are words: no numbers, no dates."""
    found = column.evidence
    if found.number >= 0.5 or found.date >= 0.5 or found.position >= 0.5:
        return 0.3 * score
    return score if score > WEAK_SCORE else 0.62


def _kind(score: float, column: Column) -> float:
    found = column.evidence
    return 0.3 * score if found.number >= 0.5 or (score <= WEAK_SCORE and not _few(found)) else max(score, 0.62)


def _unit(score: float, column: Column) -> float:
    return 0.0 if column.evidence.regions >= 0.5 else _words(score, column)


def _place(score: float, column: Column) -> float:
    return 0.0 if score <= WEAK_SCORE and _few(column.evidence) else _words(score, column)


def _country(score: float, column: Column) -> float:
    """A code of a country is surer than its name in any language."""
    found = column.evidence
    return score + 0.05 if found.iso3 >= 0.9 else 0.95 * _words(score, column)


def _code(score: float, column: Column) -> float:
    """Codes of places: the deepest level is the most exact."""
    words = normal(column.heading)
    depth = next((level for level in (1, 2, 3, 4) if f"adm{level}" in words or f"admin{level}" in words), 5)
    return (0.9 * score if column.evidence.pcode >= 0.5 else 0.6 * score) + 0.02 * depth


def _id(score: float, column: Column) -> float:
    found = column.evidence
    if found.date >= 0.5 or found.fractions >= 0.3 or found.position >= 0.5:
        return 0.2 * score
    return score * (0.9 + 0.1 * found.distinct) if found.distinct >= 0.5 or found.count < 20 else 0.5 * score


def _moment(score: float, column: Column) -> float:
    found = column.evidence
    if found.date + found.clock >= 0.3:
        return score
    if found.number >= 0.8:
        return 0.7 * score if found.smallest > 20_000 and found.largest < 80_000 else 0.0
    return 0.7 * score


def _zone(score: float, column: Column) -> float:
    """A zone of time: words or offsets; a zone of the grid is a number with a letter."""
    return 0.0 if column.evidence.zone >= 0.7 else max(score, 0.62)


def _grid_zone(score: float, column: Column) -> float:
    return max(score, 0.7) if column.evidence.zone >= 0.7 else 0.0


def _grid_number(score: float, column: Column) -> float:
    found = column.evidence
    return max(score, 0.7) if found.number >= 0.7 and found.largest > 1_000 else 0.0


def _graded(score: float, column: Column) -> float:
    """Weak headings ("source") count only where the cells grade positions."""
    return score if score > WEAK_SCORE else 0.7 if column.evidence.graded >= 0.5 else 0.0


_RULES: Final[dict[str, Callable[[float, Column], float]]] = {
    **dict.fromkeys(("latitude", "longitude", "office_latitude", "office_longitude"), _axis),
    **dict.fromkeys(("name", "name_local", "aliases", "origin", "destination", "organisation"), _words),
    **dict.fromkeys(("time", "time_start", "time_end", "since", "until", "review_by"), _moment),
    **dict.fromkeys(("precision", "position_source"), _graded),
    **dict.fromkeys(("_easting", "_northing"), _grid_number),
    "position": _position, "function": _kind, "admin": _unit, "place": _place, "country": _country, "pcode": _code, "id": _id,
    "zone": _zone, "_zone": _grid_zone,
}  # fmt: skip


def _by_values(found: Evidence) -> dict[str, float]:
    """What the cells say by themselves, whatever stands above them."""
    if found.count < 2:
        return {}
    tests = {
        "position": (found.position >= 0.8, 0.75),
        "pcode": (found.pcode >= 0.9, 0.62),
        "country": (found.iso3 >= 0.95 and found.count >= 3, 0.65),
        "precision": (found.graded >= 0.9 and found.length >= 0.1, 0.65),
    }
    return {field: sure for field, (met, sure) in tests.items() if met}
