"""The rows of a list as columns: positions, how well they are known, what units they state, what they were typed as."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.coordinates.digits import fold as plain_digits
from detente.intake.cells import precision
from detente.intake.cells.names import ALIKE, fold, key, likeness, place_words
from detente.intake.checks import country
from detente.intake.checks.near import Floats, Ints, Near
from detente.intake.model import Doubt, Item

LEVELS: Final = ("country", "admin1", "admin2", "admin3", "admin4")
_COD: Final = re.compile(r"([A-Z]{2})[A-Z]?\d{2,12}\Z")
_CODES: Final = re.compile(r"p[-_ ]?code", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d{1,20}(?:[.,](\d{0,20}))?")

Units = tuple[str, ...]
Mask = NDArray[np.bool_]


class Stated(NamedTuple):
    """What a row says of where it is: ``units`` by level, as typed, and the code of its place or unit."""

    units: tuple[str, str, str, str, str]
    pcode: str

    @property
    def deepest(self) -> int:
        """The deepest level that is stated; -1 where none is."""
        return max((level for level in range(5) if self.units[level]), default=-1)


class Frame:
    """The rows that have a position, as arrays; ``found`` collects the doubts of each.

    ``land``: which of ``lands`` (sets of countries) a row states, -1 for none. What is usual in a list is asked within a land, so
    that rows of one country never change what is said of another's.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.rows: list[int] = [i for i, item in enumerate(items) if item.position is not None]
        self.items = [items[i] for i in self.rows]
        self.count = len(self.items)
        self.lonlat: Floats = np.array([item.position for item in self.items], dtype=np.float64).reshape(-1, 2)
        self.known_m: Floats = np.array([known_m(item) for item in self.items], dtype=np.float64)
        self.stated = [stated(item) for item in self.items]
        self.countries = [
            country.with_beyond(country.stated(each.units[0])) if each.units[0] else coded_country(item)
            for item, each in zip(self.items, self.stated, strict=True)
        ]
        self.lands = sorted(set(self.countries) - {frozenset()}, key=sorted)
        number = {codes: at for at, codes in enumerate(self.lands)}
        self.land: Ints = np.array([number.get(codes, -1) for codes in self.countries], dtype=np.intp)
        self.group, self.groups = _grouped(self.stated)
        self.near = Near(self.lonlat)
        self.found: list[list[Doubt]] = [[] for _ in self.items]

    @cached_property
    def here(self) -> list[frozenset[str]]:
        """The countries in which each row lies (`country.countries_at`)."""
        return [country.countries_at(longitude, latitude) for longitude, latitude in self.lonlat.tolist()]

    @cached_property
    def abroad(self) -> Mask:
        """Rows that lie in none of the countries that they state, nor within `country.TOLERANCE_M` of one."""
        out = np.zeros(self.count, dtype=np.bool_)
        for row, (wanted, here) in enumerate(zip(self.countries, self.here, strict=True)):
            if wanted and not wanted & here:
                longitude, latitude = self.lonlat[row].tolist()
                out[row] = not wanted & country.around(longitude, latitude, max(country.TOLERANCE_M, float(self.known_m[row])))
        return out

    def doubt(self, row: int, code: str, *, note: bool = False, distance_m: float | None = None, **args: str) -> None:
        """Put a doubt down for a row."""
        self.found[row].append(Doubt(code=code, args=args, note=note, distance_m=distance_m))

    def held(self, row: int) -> bool:
        """Whether a row has a doubt that is more than a note."""
        return any(not doubt.note for doubt in self.found[row])


def coded_country(item: Item) -> frozenset[str]:
    """The country of which the code of a row's place or unit is: COD codes begin with that of the country (ISO 3166-1 alpha-2).
    The column of the place may hold codes of another kind; then those of the units above it tell."""
    coded = (text for heading, text in item.original.items() if _CODES.search(heading))
    for text in (item.said.get("pcode", ""), *coded):
        if found := _COD.match(text.strip()):
            return country.with_beyond(country.stated(found[1]))
    return frozenset()


def known_m(item: Item) -> float:
    """How far from its position a row may really be by its own account: the precision as typed and as stated, and its extent."""
    only = item.reading.only if item.reading else None
    return (only.accuracy_m if only else 0.0) + extent_m(item)


def extent_m(item: Item) -> float:
    """How far a row reaches as it says itself: the grade of its precision, and its own radius."""
    radius = item.said.get("radius_m", "")
    stated = precision.of_row("", "", radius) if radius else None
    return (item.precision.radius_m if item.precision else 0.0) + (stated.radius_m if stated else 0.0)


def stated(item: Item) -> Stated:
    """The units that a row states."""
    said = item.said
    return Stated(tuple(said.get(level, "").strip() for level in LEVELS), said.get("pcode", "").strip())  # type: ignore[arg-type]


def names_of(item: Item) -> tuple[str, ...]:
    """All names of a row as typed; the first is its own."""
    said = item.said
    texts = (said.get("name", ""), said.get("name_local", ""), *said.get("aliases", "").split(";")[:10])
    return tuple(text.strip() for text in texts if text.strip())


def place_of(item: Item) -> str:
    """The name of the place where a row is: as its own column gives it, else what its name says of where it is."""
    return item.said.get("place", "").strip() or place_words(item.said.get("name", "") or item.said.get("name_local", ""))


@lru_cache(1 << 16)
def decimals(text: str) -> tuple[int, ...]:
    """How many decimals the numbers of a text have, zeros at their end left out: a program may have lost or added those."""
    return tuple(len((rest or "").rstrip("0")) for rest in _NUMBER.findall(plain_digits(text)))


def _grouped(rows: Sequence[Stated]) -> tuple[Ints, list[tuple[str, ...]]]:
    """For each row the number of the units it states, all levels together (-1: none), and what these are, folded."""
    told: Counter[Units] = Counter(row.units for row in rows)
    known = _spelt_as_most(told)
    groups = sorted({path for path in known.values() if any(path)})
    number = {path: at for at, path in enumerate(groups)}
    return np.array([number.get(known[row.units], -1) for row in rows], dtype=np.intp), groups


def _spelt_as_most(told: Mapping[Units, int]) -> dict[Units, Units]:
    """For each path of units the same, folded, each unit spelt as most rows below its parent spell it ("Hiiran": "Hiraan")."""
    paths: dict[Units, Units] = {
        units: (" ".join(sorted(country.stated(units[0]))) or fold(units[0]), *(fold(unit) if unit else "" for unit in units[1:]))
        for units in told
    }
    for level in range(1, len(LEVELS)):
        rows: Counter[tuple[Units, str]] = Counter()
        for units, path in paths.items():
            rows[path[:level], path[level]] += told[units]
        chosen: dict[tuple[Units, str], list[str]] = {}
        for (above, name), _ in sorted(rows.items(), key=lambda each: (-each[1], each[0])):
            chosen.setdefault((above, key(name)), []).append(name)
        for units, path in paths.items():
            alike = chosen[path[:level], key(path[level])]
            best = next(name for name in alike if name == path[level] or likeness(name, path[level]) >= ALIKE)
            paths[units] = (*path[:level], best, *path[level + 1 :])
    return paths


def parts(number: Ints, few: int = 1) -> list[Ints]:
    """The indices of each value of an array, of values that occur at least ``few`` times."""
    order = np.argsort(number, kind="stable")
    split = np.split(order, np.flatnonzero(np.diff(number[order])) + 1)
    return [rows for rows in split if len(rows) >= max(1, few)]
