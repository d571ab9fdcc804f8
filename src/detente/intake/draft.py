"""Drafts: from rows that a person has confirmed to notices for a desk to sign. Nothing is published here.

A draft is a whole notice as `detente publish` takes it. A row that was drafted before gets the next version of the same notice;
one that says the same gets none, so that reading a file again never doubles anything (R29).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from detente.intake.details import details, moment
from detente.intake.functions import function_of
from detente.intake.listing import Drafted, Entry, Listing
from detente.intake.model import Item
from detente.notice import Movement, Notice, Site
from detente.volume import MAX_RADIUS_M, Point, Volume4D

Entropy = Callable[[int], bytes]
FORMATS: Final = frozenset({"DD", "DDM", "DMS", "MGRS", "UTM"})
SOURCES: Final = frozenset({"gps", "imagery", "map", "telephone", "gazetteer"})
MAX_TITLE: Final = 200
REVIEW: Final = timedelta(days=30)
"""After so long a notice is looked at again, where nothing else is said."""
MAX_WORDS: Final = 4000
MAX_STOPS: Final = 64
_NOT_COMPARED: Final = ("version", "relation", "of", "validity")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk says about all drafts of a file: ``kind`` (`site` or `movement`), the agreement they are for, a review date."""

    kind: str
    agreement: str = ""
    review_by: datetime
    language: str = "en"


class Drafts(msgspec.Struct, frozen=True):
    """Notices to publish, withdrawals to consider, and the list that remembers them."""

    notices: tuple[dict[str, Any], ...]
    withdrawals: tuple[dict[str, Any], ...]
    listing: Listing


class Held(msgspec.Struct, frozen=True):
    """The newest version of a notice of ours in the log, and whether it withdraws."""

    version: int = 0
    withdrawn: bool = False


def drafts(
    listing: Listing, items: Sequence[Item], wanted: Wanted, published: Mapping[str, Held] | None, entropy: Entropy
) -> Drafts:
    """Drafts of the rows that are accepted, and withdrawals for drafted rows that are gone.

    ``published``: what the log of the agreement holds of our notices, by id; None where there is no node to ask: then every
    earlier draft is taken to have been published, the withdrawals too, so that a row that comes back is always said again.
    """
    entries = dict(listing.entries)
    notices, withdrawals = [], []
    for item in items:
        entry = entries[item.key]
        if item.state == "accepted" and (made := _next(item, _last(entry, wanted.agreement), wanted, published, entropy)):
            notices.append(made.notice)
            entries[item.key] = _drafted(entry, wanted.agreement, made)
        elif item.state == "accepted" and (same := _last(entry, wanted.agreement)):
            entries[item.key] = _drafted(entry, wanted.agreement, same)
    there = {item.key for item in items}
    for key, entry in listing.entries.items():
        last = _last(entry, wanted.agreement)
        if key not in there and last is not None and (gone := _withdrawal(last, published)):
            withdrawals.append(gone.notice)
            entries[key] = _drafted(entry, wanted.agreement, gone)
    return Drafts(tuple(notices), tuple(withdrawals), msgspec.structs.replace(listing, entries=entries))


def _held(last: Drafted, published: Mapping[str, Held] | None) -> Held:
    if published is None:
        return Held(last.version, last.notice.get("relation") == "withdraw")
    return published.get(last.id, Held())


def _next(
    item: Item, last: Drafted | None, wanted: Wanted, published: Mapping[str, Held] | None, entropy: Entropy
) -> Drafted | None:
    held = _held(last, published) if last else Held()
    content = notice(item, wanted, last.id if last else entropy(16).hex())
    if last is not None and held == Held(last.version) and _same(content, last.notice):
        return None
    if held.version:
        content |= {"version": held.version + 1, "relation": "supersede", "of": held.version}
    return Drafted(content["id"], held.version + 1, content)


def _withdrawal(last: Drafted, published: Mapping[str, Held] | None) -> Drafted | None:
    proposed = last.notice.get("relation") == "withdraw"
    if published is None and proposed:
        return last
    held = _held(last, published)
    if not held.version or held.withdrawn:
        return None
    gone = {**last.notice, "version": held.version + 1, "relation": "withdraw", "of": held.version}
    return Drafted(last.id, held.version + 1, gone)


def _last(entry: Entry, agreement: str) -> Drafted | None:
    """The newest draft under an agreement. One that was made before an agreement was named is the first one's."""
    held = entry.drafted.get(agreement)
    return entry.drafted.get("") if held is None and set(entry.drafted) == {""} else held


def _drafted(entry: Entry, agreement: str, made: Drafted) -> Entry:
    others = {name: held for name, held in entry.drafted.items() if name}
    return msgspec.structs.replace(entry, drafted={**others, agreement: made})


def _same(content: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    return all(content.get(k) == before.get(k) for k in content.keys() | before.keys() if k not in _NOT_COMPARED)


def notice(item: Item, wanted: Wanted, id_: str) -> dict[str, Any]:
    """The notice that a row makes, as JSON values: what it typed beside what was understood, no field that it did not give."""
    kind = _KINDS[wanted.kind]
    # A site is there at all hours: what a list says of dates must not end what is protected (G9).
    start, end = (_start(item), _end(item)) if wanted.kind == "movement" else (None, None)
    volumes = [Volume4D(footprint, time_start=start, time_end=end, accuracy_m=_accuracy(item)) for footprint in item.footprints]
    fields: dict[str, Any] = {
        "kind": wanted.kind, "id": id_, "version": 1, "title": item.name[:MAX_TITLE], "language": wanted.language,
        "validity": {"review_by": moment(item.said, "review_by") or wanted.review_by}, "volumes": volumes,
        "place": _place(item), **_said(item, wanted.kind),
    }  # fmt: skip
    # As the list's file will give it back, so that the next edition compares like with like.
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.convert(msgspec.to_builtins(fields), kind)))
    return {name: made[name] for name in fields}


def _place(item: Item) -> dict[str, Any]:
    said = item.said
    aliases = [word.strip() for word in said.get("aliases", "").replace("|", ";").split(";") if word.strip()]
    given = {
        "name": said.get("name", said.get("place", ""))[:MAX_WORDS], "name_local": said.get("name_local", "")[:MAX_WORDS],
        "aliases": aliases[:16], "admin": [name[:MAX_WORDS] for _, name in item.admin],
        "pcode": said.get("pcode", "")[:MAX_TITLE], "typed": _typed(item),
    }  # fmt: skip
    return {name: value for name, value in given.items() if value}


def _typed(item: Item) -> list[dict[str, Any]]:
    if item.reading is None or item.position is None:
        return []
    source = item.said.get("position_source", "").casefold()
    only = item.reading.only
    return [
        {
            "text": item.reading.text[:MAX_WORDS],
            "understood": item.position,
            "format": only.format if only and only.format in FORMATS else "OTHER",
            "datum": only.datum if only else "WGS 84",
            "source": source if source in SOURCES else "unknown",
            "accuracy_m": round(known_to_m(item), 1),
        }
    ]


def _said(item: Item, kind: str) -> dict[str, Any]:
    found = details(item.said, kind)
    if kind == "site":
        found["function"] = function_of(item.said.get("function", ""))
    elif item.said.get("origin") or item.said.get("destination"):
        names = {name: item.said.get(name, "")[:MAX_WORDS] for name in ("origin", "destination")}
        stops = [stop.strip()[:MAX_TITLE] for stop in item.said.get("stops", "").split(";") if stop.strip()]
        leg = {"name": item.said.get("leg") or item.name[:MAX_TITLE], **names, "stops": stops[:MAX_STOPS]}
        found["legs"] = [{**leg, "time_start": _start(item), "time_end": _end(item), "volume": 0}]
    return found


def known_to_m(item: Item) -> float:
    """How well the place of a row is known, metres: what its text gives and what its grade says."""
    only = item.reading.only if item.reading else None
    return min((only.accuracy_m if only else 0.0) + (item.precision.radius_m if item.precision else 0.0), MAX_RADIUS_M)


def _accuracy(item: Item) -> float:
    """What is added to an exact position's edge; a coarse one has its whole uncertainty in its footprint already."""
    exact = bool(item.footprints) and isinstance(item.footprints[0], Point)
    return round(known_to_m(item), 1) if exact else 0.0


def _start(item: Item) -> datetime | None:
    return item.window.start if item.window else None


def _end(item: Item) -> datetime | None:
    return item.window.end if item.window else None


_KINDS: Final[Mapping[str, type[Notice]]] = {"site": Site, "movement": Movement}
