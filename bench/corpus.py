"""``python -m bench.corpus [--rows 1000] [--only TEXT]``: errors put into real lists on purpose, and how many are doubted (R05).

For each list and class of error: rows that got it, rows that it moved by 5 km or more, the part of all and of these that is
doubted, for how many of these the right position is among the alternatives or the first of them, and rows doubted only beside
them. Before that the doubts on the list as it is. A note is no doubt here. The lists are read from ../shared/data, which is not
part of this.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.mistakes import MISTAKES, OFFICE, Pair
from detente.coordinates import read, read_pair
from detente.intake.checks.boundaries import Boundaries, Source
from detente.intake.checks.doubts import doubts
from detente.intake.checks.gazetteer import Gazetteer
from detente.intake.checks.ground import Ground
from detente.intake.checks.near import apart
from detente.intake.model import Doubt, Item, Origin

DATA = Path(__file__).parents[2] / "shared/data"
SEED = 20151124
FAR_M = 5_000.0
SHARE = 20
"""At most every twentieth row of a list is wrong at a time."""
SAME_M = 50.0
"""An alternative this near to where the row was is the right one."""
AN_OFFICE = 5
"""Rows that one office sends with its own position."""


class Case(NamedTuple):
    """A list with what is known of its ground."""

    name: str
    rows: list[dict[str, str]]
    ground: Ground


def item_of(said: dict[str, str], row: int, at: Pair | str | None = None) -> Item:
    """A row as understood, at its own position or where a mistake put it."""
    at = (said["latitude"], said["longitude"]) if at is None else at
    if isinstance(at, str):
        said = {k: v for k, v in said.items() if k not in ("latitude", "longitude")} | {"position": at}
        reading = read(at)
    else:
        said = said | {"latitude": at[0], "longitude": at[1]}
        reading = read_pair(at[0], at[1])
    only = reading.only
    position = (only.longitude, only.latitude) if only else None
    return Item(origin=Origin("list.csv", "", row), key=str(row), original=said, said=said, reading=reading, position=position)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _source(file: str, error_m: float) -> Source:
    return Source(file, (DATA / "borders" / file).read_bytes(), error_m)


def africa() -> Case:
    """10,689 facilities of six countries: country and province stated, no boundaries."""
    rows = [
        {"name": r["Facility name"], "country": r["Country"], "admin1": r["Admin1"], "latitude": r["Lat"], "longitude": r["Long"]}
        for r in _rows("protected/africa_health_facilities_maina2019_6countries.csv")
        if r["Lat"] and r["Long"]
    ]
    return Case("Africa, province stated, no boundaries", rows, Ground())


def _syria() -> list[dict[str, str]]:
    return [
        {
            "name": r["PP_NAME_EN"], "country": "Syria", "admin1": r["ADM1_EN"], "admin2": r["ADM2_EN"], "admin3": r["ADM3_EN"],
            "latitude": r["lat"], "longitude": r["lon"],
        }
        for r in _rows("protected/syr_populated_places_ocha_adm4_20210113.csv")
    ]  # fmt: skip


def syria() -> Case:
    """7,580 places: sub-district stated, boundaries of sub-districts supplied, no gazetteer."""
    boundaries = Boundaries([_source("syr_adm3_ocha_20201217_simpl0.0005.geojson", 56.0)])
    return Case("Syria, sub-district stated, boundaries", _syria(), Ground(boundaries=boundaries))


def syria_named() -> Case:
    """The same with the gazetteer of named places."""
    gazetteer = Gazetteer.of(
        (
            (r["PP_NAME_EN"], r["PP_REF_NAM"], r["PP_ALT1_EN"]), float(r["lat"]), float(r["lon"]), "SY",
            (r["ADM1_EN"], r["ADM2_EN"], r["ADM3_EN"]), r["PP_PCODE"],
        )
        for r in _rows("protected/syr_populated_places_ocha_adm4_20210113.csv")
    )  # fmt: skip
    case = syria()
    ground = Ground(boundaries=case.ground.boundaries, gazetteer=gazetteer)
    return Case("Syria, sub-district stated, boundaries and gazetteer", case.rows, ground)


def unesco() -> Case:
    """1,121 sites of the whole world: country stated, and the area of each site."""
    rows = [
        {
            "name": r["name_en"], "country": r["states_name_en"], "latitude": r["latitude"], "longitude": r["longitude"],
            "radius_m": str(round((float(r["area_hectares"] or 0) * 10_000 / math.pi) ** 0.5)),
        }
        for r in _rows("protected/unesco_whs_2019.csv")
    ]  # fmt: skip
    return Case("World heritage, country stated", rows, Ground())


def plants() -> Case:
    """580 power plants of 15 countries: country stated."""
    rows = [
        {"name": r["name"], "country": r["country"], "latitude": r["latitude"], "longitude": r["longitude"]}
        for r in _rows("protected/power_plants_wri_geodb_region.csv")
        if r["latitude"]
    ]
    return Case("Power plants, country stated", rows, Ground())


def ukraine() -> Case:
    """15,936 points without names: the oblast was taken from the boundaries that are supplied."""
    boundaries = Boundaries([_source("ukr_adm1_borshch.geojson", 100.0)])
    points = list(_rows("protected/ukr_health_points_osm_hot_noattr.csv"))
    places = np.array([[float(r["lon"]), float(r["lat"])] for r in points])
    (which, leaf) = boundaries.at(places)[0]
    oblast = dict(zip(which.tolist(), (boundaries.units[u].name for u in boundaries.unit_of[0][1, leaf]), strict=True))
    rows = [
        {"country": "Ukraine", "admin1": oblast[i], "latitude": r["lat"], "longitude": r["lon"]}
        for i, r in enumerate(points)
        if i in oblast
    ]
    return Case("Ukraine, oblast stated, boundaries", rows, Ground(boundaries=boundaries))


CASES: tuple[Callable[[], Case], ...] = (africa, syria, syria_named, unesco, plants, ukraine)


COPIES = "duplicate-row"
"""Rows that stand twice in a real list do so: that is true of it, says nothing of a position, and is counted apart."""


def wrong(found: Sequence[Sequence[Doubt]]) -> list[tuple[str, ...]]:
    """The codes of the doubts of each row that are no notes; without `COPIES`."""
    return [tuple(doubt.code for doubt in all_of if not doubt.note and doubt.code != COPIES) for all_of in found]


def inject(case: Case, mistake: str, count: int) -> Iterator[tuple[list[int], list[Item]]]:
    """The list several times, each time with other rows made wrong, until ``count`` rows have been."""
    rng = random.Random(f"{SEED} {case.name} {mistake}")
    pairs = [(r["latitude"], r["longitude"]) for r in case.rows]
    clean = [item_of(r, i) for i, r in enumerate(case.rows)]
    order = rng.sample(range(len(pairs)), len(pairs))
    share = max(1, len(pairs) // SHARE)
    done, at = 0, 0
    while done < count and at < 4 * len(order):
        made: dict[int, Pair | str] = {}
        centre: Pair = ("", "")
        while len(made) < min(share, count - done) and at < 4 * len(order):
            row = order[at % len(order)]
            at += 1
            if mistake == OFFICE:
                centre = _office(rng.choice(pairs), rng) if len(made) % AN_OFFICE == 0 else centre
            typed = centre if mistake == OFFICE else MISTAKES[mistake](pairs[row], pairs, rng)
            if typed is not None and typed != pairs[row]:
                made[row] = typed
        done += len(made)
        items = list(clean)
        for row, typed in made.items():
            items[row] = item_of(case.rows[row], row, typed)
        yield sorted(made), items


def _office(near: Pair, rng: random.Random) -> Pair:
    return f"{float(near[0]) + rng.uniform(-0.005, 0.005):.6f}", f"{float(near[1]) + rng.uniform(-0.005, 0.005):.6f}"


class Figures(NamedTuple):
    """Of one class of error: rows made wrong, moved by `FAR_M`, doubted, and both; of these the right position among the
    alternatives, and as the first; other rows doubted only because of them."""

    made: int = 0
    far: int = 0
    doubted: int = 0
    both: int = 0
    among: int = 0
    first: int = 0
    beside: int = 0

    def plus(self, other: Figures) -> Figures:
        """The figures of both."""
        return Figures(*(a + b for a, b in zip(self, other, strict=True)))


def measure(case: Case, mistake: str, count: int, before: Sequence[tuple[str, ...]]) -> tuple[Figures, Counter[str]]:
    """One class of error in one list."""
    total, said = Figures(), Counter[str]()
    start = np.array([[float(r["longitude"]), float(r["latitude"])] for r in case.rows])
    for made, items in inject(case, mistake, count):
        found = doubts(items, case.ground)
        after, touched = wrong(found), set(made)
        # A text that is not read is held back by that: it has no position.
        hit = np.array([bool(codes) or item.position is None for codes, item in zip(after, items, strict=True)])
        moved = apart(start, np.array([item.position or (0.0, 90.0) for item in items])) >= FAR_M
        both = [i for i in made if moved[i] and hit[i]]
        said.update((after[i] or ("unread",))[0] for i in both)
        offered = [_offered(found[i], start[i]) for i in both]
        beside = sum(bool(a) and not b for i, (a, b) in enumerate(zip(after, before, strict=True)) if i not in touched)
        far, doubted = int(moved[made].sum()), int(hit[made].sum())
        total = total.plus(Figures(len(made), far, doubted, len(both), sum(map(bool, offered)), offered.count(1), beside))
    return total, said


def _offered(found: Sequence[Doubt], right: Sequence[float]) -> int:
    """Which of the alternatives, from 1, is the right position; 0: none."""
    for doubt in found:
        for at, other in enumerate(doubt.alternatives, 1):
            if float(apart(np.array([right]), np.array([[other.longitude, other.latitude]]))[0]) <= SAME_M:
                return at
    return 0


def report(case: Case, count: int) -> None:
    """Print the table of one list."""
    held = doubts([item_of(r, i) for i, r in enumerate(case.rows)], case.ground)
    before, copies = wrong(held), sum(doubt.code == COPIES and not doubt.note for all_of in held for doubt in all_of)
    alarms = sum(map(bool, before))
    print(f"\n{case.name}: {len(before)} rows; doubted as they are {alarms} ({alarms / len(before):.2%})", flush=True)
    print(f"    beside these, rows that stand twice: {copies}")
    print("   ", dict(Counter(code for codes in before for code in codes)))
    print(f"{'error':20}{'made':>7}{'>= 5 km':>9}{'of all':>9}{'of far':>9}{'right among':>13}{'right first':>13}{'beside':>8}")
    whole = Figures()
    for mistake in MISTAKES:
        found, codes = measure(case, mistake, count, before)
        _line(mistake, found, str(dict(codes.most_common(4))))
        whole = whole.plus(found)
    _line("all", whole)


def _line(name: str, f: Figures, codes: str = "") -> None:
    of_all, of_far, among, first = (
        f"{part / whole:.1%}" if whole else "-"
        for part, whole in ((f.doubted, f.made), (f.both, f.far), (f.among, f.both), (f.first, f.both))
    )
    print(f"{name:20}{f.made:7}{f.far:9}{of_all:>9}{of_far:>9}{among:>13}{first:>13}{f.beside:8}  {codes}", flush=True)


def main(arguments: Sequence[str]) -> None:
    """Print the report for each list."""
    count = int(arguments[arguments.index("--rows") + 1]) if "--rows" in arguments else 1_000
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    for make in CASES:
        if make.__name__ == only or not only:
            report(make(), count)


if __name__ == "__main__":
    main(sys.argv[1:])
