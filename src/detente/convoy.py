"""Movements under way: contact tests, check-ins, deviations (R12, R13). Pure: instants come in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from detente.entry import Entry
from detente.notice import Movement
from detente.picture import Picture
from detente.statement import CheckIn, Ref

UNDER_WAY: Final = frozenset({"ready", "moving", "delayed", "deviating", "stopped", "split"})
"""States in which a team is expected to be heard."""
LEAST_S: Final = 60
"""However often a team is to be heard: nobody is called more often than that because it was not."""
DEVIATIONS: Final = {
    "vehicles": "vehicles", "escort": "escort", "escort_count": "escort", "legs": "legs", "volumes": "route or times",
    "staff_count": "staff", "status": "status", "purpose": "purpose",
}  # fmt: skip
"""Fields of a movement whose change is a deviation, and its word."""


class Heard(NamedTuple):
    """A check-in and where it stands."""

    entry: Entry
    said: CheckIn


def heard(picture: Picture, ref: Ref) -> list[Heard]:
    """Check-ins of a movement by its author, oldest first; those about an earlier version count too."""
    movement = picture.entries[ref]
    found = []
    for version in picture.versions[movement.subject]:
        for place in picture.about.get(version, ()):
            entry = picture.entries[place]
            if entry.author == movement.author and isinstance(entry.statement, CheckIn):
                found.append(Heard(entry, entry.statement))
    return sorted(found, key=lambda h: h.entry.ref)


def untested(picture: Picture, ref: Ref) -> bool:
    """Whether a team is said to be ready or under way, and was never reached in a contact test (R13)."""
    movement = picture.entries[ref].statement
    under_way = isinstance(movement, Movement) and movement.status in UNDER_WAY
    return under_way and not any(h.said.says == "contact-test" for h in heard(picture, ref))


class Missed(NamedTuple):
    """Check-ins that did not come: how many, and when the team was heard last."""

    number: int
    last: datetime


def missed(picture: Picture, ref: Ref, now: datetime) -> Missed | None:
    """How many check-ins of a movement are missing; None where none is, or none is expected now.

    It counts from the last check-in, or from the beginning of the movement's window, on the clock of whoever holds it.
    """
    entry = picture.entries[ref]
    movement = entry.statement
    if not isinstance(movement, Movement) or movement.status not in UNDER_WAY or not movement.check_in_interval_s:
        return None
    said = [h for h in heard(picture, ref) if h.said.says != "contact-test"]
    if said and said[-1].said.says == "arrived":
        return None
    starts = [leg.time_start for leg in movement.legs if leg.time_start] + [
        v.time_start for v in movement.volumes if v.time_start
    ]
    received = datetime.fromtimestamp(entry.received_at, UTC)
    begun = max(received, min(starts)) if starts else received
    since = datetime.fromtimestamp(said[-1].entry.received_at, UTC) if said else begun
    number = int((now - since) / timedelta(seconds=max(movement.check_in_interval_s, LEAST_S)))
    return Missed(number, since) if number > 0 else None


def deviations(before: Movement, after: Movement) -> Iterator[str]:
    """What a new version of a movement changes, field by field, in words."""
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    for field, word in DEVIATIONS.items():
        if old[field] != new[field]:
            yield f"{word}: {_words(field, old[field])} -> {_words(field, new[field])}"


def _words(field: str, value: Any) -> str:
    if field == "vehicles":
        return ", ".join(f"{v['count']} {v['type'] or 'vehicles'}" for v in value) or "none stated"
    if field == "legs":
        return ", ".join(leg["name"] for leg in value) or "none stated"
    if field == "volumes":
        return f"{len(value)} segments"
    return "not stated" if value is None else str(value)
