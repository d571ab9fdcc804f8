"""What stands around a doubted row, for its map in the report: the outline of the stated unit, the named place, its siblings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from detente.intake.checks import where
from detente.intake.checks.boundaries import Boundaries
from detente.intake.checks.frame import Frame, Stated, place_of, stated
from detente.intake.checks.ground import Ground
from detente.intake.examine import Examined
from detente.intake.listing import Listing
from detente.intake.model import Item, Origin
from detente.intake.page.report import MAX_MAPS, Report, Source
from detente.intake.page.sketch import Drawing
from detente.volume import Position

SIBLINGS: Final = 60
"""Other rows of the same unit that are drawn."""


def report_of(file: str, made_at: datetime, found: Examined, ground: Ground, notes: Sequence[str], listing: Listing) -> Report:
    """The report on an examined file, with a drawing for each doubted row that gets a map."""
    known = ground.boundaries.sources if ground.boundaries else ()
    sources = [Source(name=one.name, error_m=one.error_m or None) for one in known]
    if ground.gazetteer:
        sources.append(Source(name=ground.gazetteer.name, error_m=ground.gazetteer.error_m or None))
    return Report(
        file=file, made_at=made_at, items=found.items, headings=found.headings, layouts=found.layouts,
        unchecked=found.unchecked, sources=sources, notes=notes,
        difference=found.difference if listing.entries else None,
        names={key: entry.name for key, entry in listing.entries.items()}, drawings=drawings(found.items, ground),
    )  # fmt: skip


def drawings(items: Sequence[Item], ground: Ground) -> dict[Origin, Drawing]:
    """Drawings of the first `MAX_MAPS` doubted rows, by where the row stands."""
    doubted = [item for item in items if item.state == "doubted"][:MAX_MAPS]
    wanted = {stated(item) for item in doubted}
    siblings: dict[Stated, list[Position]] = {one: [] for one in wanted}
    for item in items:
        if item.position is not None and item.state == "accepted" and (one := stated(item)) in wanted:
            siblings[one].append(item.position)
    placed = [item for item in doubted if item.position is not None]
    sites = dict(zip((i.origin for i in placed), where.sites(Frame(placed), ground.boundaries), strict=True))
    made = {}
    for item in doubted:
        units = sites[item.origin].units if item.origin in sites else ()
        others = siblings[stated(item)]
        step = max(1, len(others) // SIBLINGS)
        outline, unit = _outline(ground.boundaries, units)
        place, name = _place(item, ground)
        made[item.origin] = Drawing(
            outline=outline, unit=unit, place=place, place_name=name, siblings=tuple(others[::step][:SIBLINGS]),
            office=(ground.office[1], ground.office[0]) if ground.office else None,
        )  # fmt: skip
    return made


def _outline(boundaries: Boundaries | None, units: Sequence[int]) -> tuple[tuple[tuple[Position, ...], ...], str]:
    if boundaries is None or not units:
        return (), ""
    return boundaries.rings(units[0]), boundaries.units[units[0]].name


def _place(item: Item, ground: Ground) -> tuple[Position | None, str]:
    if ground.gazetteer is None or not any(doubt.code == "far-from-place" for doubt in item.doubts):
        return None, ""
    held = (
        ground.gazetteer.coded(item.said.get("pcode", "")) or ground.gazetteer.named(place_of(item), frozenset(), frozenset())[0]
    )
    if not held or item.position is None:
        return None, ""
    longitude, latitude = ground.gazetteer.lonlat[held[0]].tolist()
    return (longitude, latitude), place_of(item)
