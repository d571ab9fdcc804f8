"""A list that comes again: what was decided about its rows, what was drafted from them, and what its next edition changes.

The list is kept in a file beside the sender's (`detente intake --list`). A decision holds for the row as it was: where the row
changes, the question is asked again. A row that is gone is never taken away silently: its withdrawal is proposed (R15, G9).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Literal

import msgspec

from detente.errors import InputError
from detente.intake.model import Item, Origin, State

MAX_LIST: Final = 512 << 20
"""Largest list file, bytes: 200,000 rows with their drafts."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided about a doubted row, as it then was.

    ``accepted`` as typed (no ``position``), at one of the alternatives or at a position typed anew (``typed``), or ``rejected``.
    """

    state: Literal["accepted", "rejected"]
    by: str
    at: datetime
    digest: str
    position: tuple[float, float] | None = None
    accuracy_m: float = 0.0
    typed: str = ""
    why: str = ""


class Drafted(msgspec.Struct, frozen=True):
    """The newest draft of a row under one agreement: ids are of one agreement, so that nothing links two of them."""

    id: str
    version: int
    notice: dict[str, Any]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A row as the list knows it. ``digest`` is over what it said; ``drafted`` by agreement."""

    key: str
    name: str
    origin: Origin
    digest: str
    said: dict[str, str]
    state: State
    reason: str = ""
    decision: Decision | None = None
    drafted: dict[str, Drafted] = {}


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list: its entries by key, and the file it was last read from."""

    format: Literal["detente-intake/1"] = "detente-intake/1"
    file: str = ""
    entries: dict[str, Entry] = {}


class Change(msgspec.Struct, frozen=True):
    """A row that says something else than before: field, before, now."""

    key: str
    name: str
    fields: tuple[tuple[str, str, str], ...]


class Difference(msgspec.Struct, frozen=True):
    """What an edition changes: keys of rows that are new, changed, the same, and gone."""

    new: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    same: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def loads(data: bytes, where: str) -> Listing:
    """A list file; `InputError` where it is none."""
    if len(data) > MAX_LIST:
        raise InputError("too-large", f"{len(data)} bytes; at most {MAX_LIST}", where=where)
    try:
        return msgspec.json.decode(data, type=Listing)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        hint = "name the .intake.json file that `detente intake` wrote for this list, or another name to begin a new one"
        raise InputError("not-json", str(error)[:300], where=where, hint=hint) from error


def dumps(listing: Listing) -> bytes:
    """The bytes of a list file."""
    return msgspec.json.encode(listing) + b"\n"


def digest(item: Item) -> str:
    """What is the same as long as a row says the same, wherever it stands in its file."""
    return sha256(msgspec.json.encode([item.said, sorted(item.original.items())], order="deterministic")).hexdigest()


def compare(listing: Listing, items: Sequence[Item]) -> Difference:
    """The difference between the list and an edition of its file. Rows that were rejected count like all others."""
    new, changed, same = [], [], []
    for item in items:
        before = listing.entries.get(item.key)
        if before is None:
            new.append(item.key)
        elif before.digest == digest(item):
            same.append(item.key)
        else:
            changed.append(Change(item.key, item.name, _fields(before.said, item.said)))
    there = {item.key for item in items}
    return Difference(tuple(new), tuple(changed), tuple(same), tuple(key for key in listing.entries if key not in there))


def decided(listing: Listing, item: Item) -> Decision | None:
    """What was decided about this row as it is now; None where it was not, or where the row has changed since."""
    entry = listing.entries.get(item.key)
    held = entry.decision if entry else None
    return held if held and held.digest == digest(item) else None


def merged(listing: Listing, file: str, items: Sequence[Item], decisions: Mapping[str, Decision]) -> Listing:
    """The list after an edition: its rows, with what was decided. Rows that are gone stay as long as a draft of them does."""
    entries = {}
    for item in items:
        before = listing.entries.get(item.key)
        entries[item.key] = Entry(
            key=item.key, name=item.name, origin=item.origin, digest=digest(item), said=item.said, state=item.state,
            reason=item.reason, decision=decisions.get(item.key), drafted=before.drafted if before else {},
        )  # fmt: skip
    kept = {key: entry for key, entry in listing.entries.items() if key not in entries and entry.drafted}
    return msgspec.structs.replace(listing, file=file, entries={**entries, **kept})


def _fields(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    names = sorted(before.keys() | now.keys())
    return tuple((name, before.get(name, ""), now.get(name, "")) for name in names if before.get(name, "") != now.get(name, ""))
