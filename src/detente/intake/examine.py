"""The whole flow over one file: understand its rows, doubt them, and apply what a person has decided already."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from detente.errors import InputError
from detente.formats.table import Table
from detente.intake import listing as lists
from detente.intake.doubts import doubts, unchecked
from detente.intake.ground import Ground
from detente.intake.listing import Decision, Difference, Listing
from detente.intake.mapping import Layout
from detente.intake.model import Doubt, Item, State
from detente.intake.precision import metres
from detente.intake.understand import Settings, area, settle, understand


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
    placed = [item for item in understood.items if item.position is not None]
    found = dict(zip((item.key for item in placed), doubts(placed, ground), strict=True))
    decisions: dict[str, Decision] = {}
    items = []
    for bare in understood.items:
        item = settle(msgspec.structs.replace(bare, doubts=(*bare.doubts, *found.get(bare.key, ()))))
        decision = lists.decided(listing, item)
        if decision is not None:
            decisions[item.key] = decision
            item = apply(item, decision)
        items.append(item)
    return Examined(
        items=tuple(items), headings=understood.headings, rows=sum(len(sheet.rows) for sheet in table.sheets), layouts=layouts,
        difference=lists.compare(listing, items), unchecked=unchecked(placed, ground), decisions=decisions,
    )  # fmt: skip


def with_decisions(found: Examined, decisions: Mapping[str, Decision]) -> Examined:
    """With what a person has decided now."""
    items = tuple(apply(item, decisions[item.key]) if item.key in decisions else item for item in found.items)
    return msgspec.structs.replace(found, items=items, decisions={**found.decisions, **decisions})


def apply(item: Item, decision: Decision) -> Item:
    """The item as a person decided it. Its doubts stay, as notes, so that a reader of the report sees what was confirmed."""
    noted = tuple(msgspec.structs.replace(doubt, note=True) for doubt in item.doubts)
    args = {"by": decision.by, "at": f"{decision.at:%Y-%m-%dT%H:%M:%SZ}", "why": decision.why}
    confirmed = Doubt(code=f"decided-{decision.state}", args=args, note=True)
    item = msgspec.structs.replace(item, doubts=(confirmed, *noted))
    if decision.state == "rejected":
        return msgspec.structs.replace(item, state="rejected", reason="decided-rejected")
    if decision.position is not None:
        footprint, _ = area(decision.position, decision.accuracy_m, item.precision, metres(item.said.get("radius_m", "")) or 0.0)
        item = msgspec.structs.replace(item, position=decision.position, footprints=(footprint,))
    if item.position is None:
        raise InputError("bad-value", "a row without a position cannot be kept as typed", where=str(item.origin), hint="type one")
    return msgspec.structs.replace(item, state="accepted", reason="")
