"""A list that comes again: what was decided about its rows, what was drafted from them, and what its next edition changes.

The list is kept in a file beside the sender's (`detente intake --list`). A decision holds for the row as it was: where the row
changes, the question is asked again. A row that is gone is never taken away silently: its withdrawal is proposed (R15, G9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Literal

import msgspec
import numpy as np

from detente.errors import InputError
from detente.intake.cells.names import fold
from detente.intake.checks.near import apart
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
    position: tuple[float, float] | None = None
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


def rekeyed(listing: Listing, items: Sequence[Item]) -> list[Item]:
    """The rows under the keys that the list knows them by, also where an id column has gone or a name is spelt anew.

    A row that is new and one that is gone are the same where name and position agree, else where either does and nothing else of
    the edition shares it (R29).
    """
    there = {item.key for item in items}
    gone = {key: entry for key, entry in listing.entries.items() if key not in there}
    new = [item for item in items if item.key not in listing.entries]
    if not gone or not new:
        return list(items)
    known: dict[str, str] = {}
    for told, held in _LIKENESSES:
        left = [item for item in new if item.key not in known and told(item)]
        by: dict[object, list[str]] = {}
        for key, entry in gone.items():
            by.setdefault(held(entry), []).append(key)
        said = Counter(told(item) for item in left)
        for item in left:
            keys = by.get(told(item), [])
            if len(keys) == 1 and said[told(item)] == 1:
                known[item.key] = keys[0]
                gone.pop(keys[0])
    return [msgspec.structs.replace(item, key=known[item.key]) if item.key in known else item for item in items]


def moved_m(listing: Listing, item: Item) -> float:
    """How far the position of a row is from that of the last edition, metres; 0 where either has none."""
    entry = listing.entries.get(item.key)
    if entry is None or entry.position is None or item.position is None:
        return 0.0
    return float(apart(np.array([entry.position]), np.array([item.position]))[0])


def _place(position: tuple[float, float] | None) -> tuple[float, float] | None:
    return (round(position[0], 4), round(position[1], 4)) if position else None


def _named(said: Mapping[str, str]) -> tuple[str, ...] | None:
    name = fold(said.get("name") or said.get("name_local") or "")
    return (name, *(fold(said.get(level, "")) for level in ("country", "admin1", "admin2", "admin3"))) if name else None


def _both(name: object, place: object) -> object:
    return (name, place) if name and place else None


_LIKENESSES: Final[tuple[tuple[Callable[[Item], object], Callable[[Entry], object]], ...]] = (
    (
        lambda item: _both(_named(item.said), _place(item.position)),
        lambda entry: _both(_named(entry.said), _place(entry.position)),
    ),
    (lambda item: _place(item.position), lambda entry: _place(entry.position)),
    (lambda item: _named(item.said), lambda entry: _named(entry.said)),
)


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
            reason=item.reason, position=item.position, decision=decisions.get(item.key),
            drafted=before.drafted if before else {},
        )  # fmt: skip
    kept = {key: entry for key, entry in listing.entries.items() if key not in entries and entry.drafted}
    return msgspec.structs.replace(listing, file=file, entries={**entries, **kept})


def _fields(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    names = sorted(before.keys() | now.keys())
    return tuple((name, before.get(name, ""), now.get(name, "")) for name in names if before.get(name, "") != now.get(name, ""))
