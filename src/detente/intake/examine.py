"""The whole flow over one file: understand its rows, doubt them, and apply what a person has decided already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from detente.coordinates import Reading, read_pair
from detente.errors import InputError
from detente.formats.table import Table
from detente.intake import listing as lists
from detente.intake.cells.names import fold
from detente.intake.cells.precision import metres
from detente.intake.checks.doubts import doubts, unchecked
from detente.intake.checks.ground import Ground
from detente.intake.checks.plausible import repeated
from detente.intake.checks.suspects import MOST, doubtful
from detente.intake.checks.waypoints import check_ways
from detente.intake.columns.mapping import Layout
from detente.intake.draft import known_to_m
from detente.intake.listing import Decision, Difference, Listing
from detente.intake.model import Alternative, Doubt, Item, State
from detente.intake.understand import Settings, area, settle, understand
from detente.volume import MAX_RADIUS_M, Corridor, Footprint, Position

MOVED_M: Final = 1_000.0
"""A row whose place moved farther than this since the last edition, and farther than it is known, is asked about."""

_TOTAL: Final = re.compile(
    r"(?:grand |sub|sous |overall )?(?:totals?|sum|average|mean|median|total general|somme|moyenne|итого|всего|сумма|среднее"
    r"|مجموع|اجمالي|متوسط|المعدل)(?: \d+)*"
)
"""What the last rows of tables are called, folded."""


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """A file, examined: ``rows`` = ``headings`` + one item each; ``counts`` of the items by state add up to their number."""

    items: tuple[Item, ...]
    headings: int
    rows: int
    layouts: Mapping[str, Layout]
    difference: Difference
    unchecked: tuple[Doubt, ...]
    decisions: Mapping[str, Decision]

    @property
    def counts(self) -> dict[State, int]:
        """How many items came out how."""
        found: dict[State, int] = {"accepted": 0, "doubted": 0, "rejected": 0}
        for item in self.items:
            found[item.state] += 1
        return found


def examine(
    table: Table,
    layouts: Mapping[str, Layout],
    settings: Settings,
    ground: Ground,
    listing: Listing,
    progress: Callable[[int], None] = lambda done: None,
) -> Examined:
    """Every row of a file with its verdict, what differs from the list's last edition, and what could not be checked."""
    understood = understand(table, layouts, settings, progress)
    rows = lists.rekeyed(listing, understood.items)
    decisions = {item.key: held for item in rows if (held := lists.decided(listing, item))}
    rows = [chosen(item, decisions[item.key]) if item.key in decisions else item for item in rows]
    placed = [item for item in rows if item.position is not None]
    found = dict(zip((item.key for item in placed), doubts(placed, ground), strict=True))
    for key, more in check_ways(placed, ground).items():
        found[key] += more
    for key, twice in repeated(placed, settings.kind, settings.template).items():
        found[key] += (twice,)
    items = []
    for bare in rows:
        item = settle(
            msgspec.structs.replace(bare, doubts=(*bare.doubts, *found.get(bare.key, ()), *_moved(listing, bare), *_odd(bare)))
        )
        items.append(apply(item, decisions[item.key]) if item.key in decisions else item)
    return Examined(
        items=tuple(items), headings=understood.headings, rows=sum(len(sheet.rows) for sheet in table.sheets), layouts=layouts,
        difference=lists.compare(listing, items), unchecked=(*unchecked(placed, ground), *_unexplained(items)),
        decisions=decisions,
    )  # fmt: skip


def _unexplained(items: Sequence[Item]) -> Iterator[Doubt]:
    if (left := len(doubtful([item.doubts for item in items])) - MOST) > 0:
        yield Doubt(code="unchecked-alternatives", args={"rows": str(left)}, note=True)


def _moved(listing: Listing, item: Item) -> tuple[Doubt, ...]:
    """A place does not move: one that another edition puts elsewhere is asked about."""
    metres_apart = lists.moved_m(listing, item)
    if item.position is None or metres_apart <= max(MOVED_M, 2 * known_to_m(item)):
        return ()
    before = listing.entries[item.key].position or item.position
    return (Doubt(code="moved", distance_m=metres_apart, alternatives=(Alternative(before[1], before[0], "last-edition"),)),)


def _odd(item: Item) -> Iterator[Doubt]:
    """Rows that are no place of their own: totals, and places known no better than their country."""
    if _TOTAL.fullmatch(fold(item.said.get("name", ""))):
        yield Doubt(code="total-row", args={"text": item.name})
    if item.precision is not None and item.precision.code == "country":
        yield Doubt(code="too-coarse", args={"metres": f"{item.precision.radius_m:.0f}"})


def chosen(item: Item, decision: Decision) -> Item:
    """The row at the position that a person chose for it, to be doubted there like any other; unchanged where none was chosen."""
    if decision.position is None or decision.state == "rejected":
        return item
    longitude, latitude = decision.position
    reading = read_pair(latitude, longitude, datum="WGS 84")
    if reading.only is None:
        return item
    only = msgspec.structs.replace(reading.only, accuracy_m=decision.accuracy_m)
    typed = item.reading.text if item.reading else ""
    footprint = _there(item, decision, decision.position)
    return msgspec.structs.replace(
        item, reading=Reading(typed, (only,)), position=decision.position, footprints=(footprint,), doubts=(), state="accepted",
        reason="", confirmed=decision.typed or f"{latitude}, {longitude}",
    )  # fmt: skip


def apply(item: Item, decision: Decision) -> Item:
    """The item as a person decided it. Its doubts stay, as notes, so that a reader of the report sees what was confirmed."""
    noted = tuple(msgspec.structs.replace(doubt, note=True) for doubt in item.doubts)
    args = {"by": decision.by, "at": f"{decision.at:%Y-%m-%dT%H:%M:%SZ}", "why": decision.why}
    confirmed = Doubt(code=f"decided-{decision.state}", args=args, note=True)
    item = msgspec.structs.replace(item, doubts=(confirmed, *noted))
    if decision.state == "rejected":
        return msgspec.structs.replace(item, state="rejected", reason="decided-rejected")
    if item.position is None:
        raise InputError("bad-value", "a row without a position cannot be kept as typed", where=str(item.origin), hint="type one")
    return msgspec.structs.replace(item, state="accepted", reason="")


def _there(item: Item, decision: Decision, position: Position) -> Footprint:
    """Where a row is after a person chose its position; a movement starts there and goes where it went."""
    first = item.footprints[0] if item.footprints else None
    if item.way and isinstance(first, Corridor):
        return Corridor((position, *first.coordinates[1:]), min(first.half_width_m + decision.accuracy_m, MAX_RADIUS_M))
    return area(position, decision.accuracy_m, item.precision, metres(item.said.get("radius_m", "")) or 0.0)[0]
