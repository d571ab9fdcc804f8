"""Whether a position lies where its row says: in the stated unit (boundaries), in the stated country (zones of time), on land."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from detente.intake.cells.names import fold
from detente.intake.checks import country
from detente.intake.checks.boundaries import Boundaries, Found
from detente.intake.checks.frame import Frame, Mask, Stated, parts
from detente.intake.checks.near import Floats
from detente.intake.checks.within import Within

COD_USUAL: Final = 0.5
"""Where more of a country's codes than this begin with the country's own, they are COD codes."""
_COD: Final = re.compile(r"^[A-Z]{2}\d")

Sites = dict[Stated, Found]


def sites(frame: Frame, boundaries: Boundaries | None) -> list[Found]:
    """For each row the units that its deepest statement means, of the deepest level that the boundaries have."""
    held: Sites = {}
    for row, each in enumerate(frame.stated):
        if each not in held:
            held[each] = _site(each, frame.countries[row], boundaries) if boundaries else Found()
    return [held[each] for each in frame.stated]


def _site(each: Stated, countries: frozenset[str], boundaries: Boundaries) -> Found:
    coded = boundaries.coded(each.pcode) if each.pcode else ()
    if coded and boundaries.units[coded[0]].level >= max(1, each.deepest):
        return Found(coded, covered=True)
    missed = Found()
    for level in range(each.deepest, -1, -1):
        if not each.units[level]:
            continue
        parents = frozenset(fold(unit) for unit in each.units[1:level] if unit)
        found = boundaries.find(level, each.units[level], countries, parents)
        if found.units:
            return Found(found.units, missed.near, True)
        missed = missed if missed.covered else found
    return missed if missed.covered else Found()


def check_units(frame: Frame, within: Within, boundaries: Boundaries, sites: Sequence[Found]) -> Mask:
    """Doubt rows outside their unit by more than the boundaries' error and their own; say which rows are inside."""
    hit = within.inside(np.arange(frame.count), frame.lonlat)
    by_unit: dict[tuple[int, ...], list[int]] = {}
    for row, site in enumerate(sites):
        if site.units and not hit[row]:
            by_unit.setdefault(site.units, []).append(row)
        if site.covered and not within.verified[row]:
            unit = frame.stated[row].units[frame.stated[row].deepest]
            frame.doubt(row, "unit-unknown", note=True, unit=unit, near=", ".join(site.near))
    for units, rows in by_unit.items():
        positions = frame.lonlat[rows]
        away = np.min([boundaries.distance(unit, positions) - boundaries.error_m(unit) for unit in units], axis=0)
        around = _holding(boundaries, positions, boundaries.units[units[0]].level)
        name, source = boundaries.units[units[0]].name, boundaries.sources[boundaries.units[units[0]].source].name
        for row, metres, there in zip(rows, away.tolist(), around, strict=True):
            hit[row] = metres <= frame.known_m[row]
            if not hit[row]:
                frame.doubt(row, "outside-unit", distance_m=metres, unit=name, found=there, source=source)
    return hit


def _holding(boundaries: Boundaries, positions: Floats, level: int) -> list[str]:
    """The unit of a level, or the next one above, that holds each position; empty: none."""
    best: list[tuple[int, str]] = [(-1, "")] * len(positions)
    for (which, leaf), member in zip(boundaries.at(positions), boundaries.unit_of, strict=True):
        for position, outline in zip(which.tolist(), leaf.tolist(), strict=True):
            for above in range(level, best[position][0], -1):
                if member[above, outline] >= 0:
                    best[position] = (above, boundaries.units[member[above, outline]].name)
                    break
    return [name for _, name in best]


def check_countries(frame: Frame, verified: Mask) -> None:
    """Doubt rows in another country than stated, or at sea, that no boundaries have placed; a few kilometres are no matter."""
    for row in range(frame.count):
        if verified[row]:
            continue
        longitude, latitude = frame.lonlat[row].tolist()
        wanted, said = frame.countries[row], frame.stated[row].units[0]
        if said and not wanted:
            frame.doubt(row, "unit-unknown", note=True, unit=said)
        here = frame.here[row]
        if here & wanted or (here and not wanted):
            continue
        near = country.around(
            longitude, latitude, max(country.TOLERANCE_M if here else country.COAST_M, float(frame.known_m[row]))
        )
        if near & wanted or (near and not wanted):
            continue
        said = said or ", ".join(sorted(country.name_of(code) for code in wanted))
        if here:
            there = ", ".join(sorted(country.name_of(code) for code in here))
            frame.doubt(row, "outside-country", country=said, found=there, source=country.SOURCE)
        else:
            frame.doubt(row, "sea", country=said, source=country.SOURCE)


def check_codes(frame: Frame, boundaries: Boundaries | None) -> None:
    """Doubt rows whose code belongs to another country than the one they state: by boundaries, else where the codes of a
    country's rows begin with that of the country, as COD codes do, and this one does not."""
    for rows in parts(frame.land):
        land = frame.land[rows[0]]
        coded = [row for row in rows.tolist() if land >= 0 and _COD.match(frame.stated[row].pcode)]
        own = [row for row in coded if frame.stated[row].pcode[:2] in frame.lands[land]]
        usual = len(own) > COD_USUAL * len(coded)
        for row in coded:
            code = frame.stated[row].pcode
            held = boundaries.coded(code) if boundaries else ()
            there = frozenset[str]().union(*(boundaries.units[at].countries for at in held)) if boundaries else frozenset()
            there = there or (country.stated(code[:2]) if usual else frozenset())
            if there and not there & frame.lands[land]:
                found = ", ".join(sorted(country.name_of(each) for each in there))
                frame.doubt(
                    row,
                    "country-mismatch",
                    country=frame.stated[row].units[0] or country.name_of(code[:2]),
                    pcode=code,
                    found=found,
                )
