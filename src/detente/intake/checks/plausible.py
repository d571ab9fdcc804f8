"""What a row says that cannot well be meant: words of no list, dates that are past, ends that are missing, a reference twice.

Of our own forms, where a list was offered, such a word holds the row back; of other lists it is a note, because there a word of
one's own is no error. Nothing that a row says is dropped in silence (R05, R24).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from detente.intake.details import moment, unclear, unread
from detente.intake.model import Doubt, Item
from detente.intake.template import Template
from detente.volume import Circle, Point

SHOWN: Final = 5
"""Rows with the same reference that are named; where more have it, it is no reference."""
_GRADED: Final = "position_source"
"""Of other lists this says how exact a position is, in any words."""


def implausible(item: Item, kind: str, template: Template | None, now: datetime | None) -> tuple[Doubt, ...]:
    """The doubts about what one row says beside its place. ``now``: held against its dates."""
    if item.state == "rejected":
        return ()
    found = [*_words(item, kind, template), *_past(item, now)]
    if kind == "movement":
        found += _movement(item, template, now)
    return tuple(found)


def _words(item: Item, kind: str, template: Template | None) -> Iterator[Doubt]:
    for field, word in unread(item.said, kind):
        if template or field != _GRADED:
            asked = template.columns.get(field, field).removesuffix(" *") if template else field
            yield Doubt(code="word-unknown", args={"field": asked, "text": word}, note=not template)
    for doubt in unclear(item.said, kind):
        yield msgspec.structs.replace(doubt, note=True)


def _past(item: Item, now: datetime | None) -> Iterator[Doubt]:
    review = moment(item.said, "review_by") if now and item.said.get("review_by") else None
    if now and review and review < now:
        yield Doubt(code="review-past", args={"text": item.said["review_by"]})


def _movement(item: Item, template: Template | None, now: datetime | None) -> Iterator[Doubt]:
    window, said = item.window, item.said
    if window and window.start and window.end is None:
        yield Doubt(code="time-end-missing", note=template is None)
    if now and window and window.end and window.end < now:
        yield Doubt(code="movement-past", args={"text": window.text})
    # Lines and areas of a map say themselves where a movement goes.
    alone = any(isinstance(footprint, Point | Circle) for footprint in item.footprints[:1])
    if alone and (template or said.get("destination")) and not said.get("destination_position"):
        yield Doubt(code="arrival-missing", args={"place": said.get("destination", "")})


def repeated(items: Sequence[Item], kind: str, template: Template | None) -> dict[str, Doubt]:
    """Rows that have the reference of another place: by key. Legs of a movement share theirs."""
    by_id: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.said.get("id") and item.state != "rejected" and item.position is not None and (kind == "site" or template):
            by_id.setdefault((item.said["id"].strip(), item.said.get("leg", "") if kind == "movement" else ""), []).append(item)
    found = {}
    for (reference, _), rows in by_id.items():
        if len({row.footprints for row in rows}) < 2 or len(rows) > SHOWN + 1:
            continue
        for row in rows:
            others = ", ".join(str(other.origin) for other in rows if other is not row)
            args = {"text": reference, "others": others}
            found[row.key] = Doubt(code="reference-twice", args=args, note=template is None)
    return found
