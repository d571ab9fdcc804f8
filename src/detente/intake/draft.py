"""Drafts: from rows that a person has confirmed to notices for a desk to sign. Nothing is published here.

A draft is a whole notice as `detente publish` takes it, under the id that its row has had in every edition, so that reading a
file again never doubles anything (R29).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from detente.intake.cells.functions import function_of
from detente.intake.cells.names import fold
from detente.intake.details import details, moment
from detente.intake.legs import joined, together
from detente.intake.listing import Drafted, Entry, Listing
from detente.intake.model import Item
from detente.notice import Movement, Notice, Site
from detente.volume import MAX_RADIUS_M, Corridor, Edges, Footprint, Point, Polygon, Position, Volume4D

Entropy = Callable[[int], bytes]
FORMATS: Final = frozenset({"DD", "DDM", "DMS", "MGRS", "UTM"})
SOURCES: Final = frozenset({"gps", "imagery", "map", "telephone", "gazetteer"})
MAX_TITLE: Final = 200
REVIEW: Final = timedelta(days=30)
"""After so long a notice is looked at again, where nothing else is said."""
MAX_WORDS: Final = 4000
MAX_STOPS: Final = 64


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


class Log(msgspec.Struct, frozen=True):
    """What our log in the agreement says already: ids of notices, of those that are withdrawn, and ids by name and place."""

    published: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    places: Mapping[tuple[str, float, float], str] = {}


def drafts(listing: Listing, items: Sequence[Item], wanted: Wanted, log: Log | None, entropy: Entropy) -> Drafts:
    """A draft of every row that is accepted, and withdrawals for drafted rows that are gone.

    A row keeps its id in every edition. Which version it becomes, and whether it says anything new, is decided against the log
    when it is published (`detente publish --revise`), so nothing is lost by drafting twice, and nothing is doubled. ``log``: None
    where there is no node to ask.
    """
    entries = dict(listing.entries)
    notices, withdrawals = [], []
    for rows in together([item for item in items if item.state == "accepted"], wanted.kind):
        id_ = _id([entries[row.key] for row in rows], rows[0], wanted.agreement, log, entropy)
        made = joined([notice(row, wanted, id_) for row in rows])
        notices.append(made)
        for row in rows:
            entries[row.key] = _drafted(entries[row.key], wanted.agreement, Drafted(id_, made))
    there, told = {item.key for item in items}, {made["id"] for made in notices}
    for key, entry in listing.entries.items():
        last = _last(entry, wanted.agreement)
        # A leg that is gone takes nothing away but itself: the other rows of its movement say so. One that is doubted stays said.
        still = key in there and entries[key].drafted == entry.drafted
        if last is None or last.id in told or still or not (log is None or last.id in log.published - log.withdrawn):
            continue
        told.add(last.id)
        withdrawals.append({**last.notice, "version": 2, "relation": "withdraw", "of": 1})
    return Drafts(tuple(notices), tuple(withdrawals), msgspec.structs.replace(listing, entries=entries))


def place_key(title: str, position: Position) -> tuple[str, float, float]:
    """What is the same for one place under one name, to about 10 m."""
    return fold(title), round(position[0], 4), round(position[1], 4)


def _id(entries: Sequence[Entry], item: Item, agreement: str, log: Log | None, entropy: Entropy) -> str:
    """The id that the first of the rows of a notice has had that has any; else that of their place in the log, or a new one."""
    for entry in entries:
        if last := _last(entry, agreement):
            return last.id
    held = log.places.get(place_key(item.name[:MAX_TITLE], item.position)) if log and item.position else None
    return held or entropy(16).hex()


def _last(entry: Entry, agreement: str) -> Drafted | None:
    """The newest draft under an agreement. One that was made before an agreement was named is the first one's."""
    held = entry.drafted.get(agreement)
    return entry.drafted.get("") if held is None and set(entry.drafted) == {""} else held


def _drafted(entry: Entry, agreement: str, made: Drafted) -> Entry:
    others = {name: held for name, held in entry.drafted.items() if name}
    return msgspec.structs.replace(entry, drafted={**others, agreement: made})


def notice(item: Item, wanted: Wanted, id_: str) -> dict[str, Any]:
    """The notice that a row makes, as JSON values: what it typed beside what was understood, no field that it did not give."""
    kind = _KINDS[wanted.kind]
    # A site is there at all hours: what a list says of dates must not end what is protected (G9).
    start, end = (_start(item), _end(item)) if wanted.kind == "movement" else (None, None)
    volumes = [
        Volume4D(footprint, time_start=start, time_end=end, edges=_edges(item, footprint), accuracy_m=_accuracy(item))
        for footprint in item.footprints
    ]
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
            "text": _words(item)[:MAX_WORDS],
            "understood": item.position,
            "format": only.format if only and only.format in FORMATS else "OTHER",
            "datum": only.datum if only else "WGS 84",
            "source": source if source in SOURCES else "unknown",
            "accuracy_m": round(known_to_m(item), 1),
        }
    ]


def _words(item: Item) -> str:
    """What was typed; where a person gave another position, that first, and what the row says."""
    typed = item.reading.text if item.reading else ""
    return f"{item.confirmed} (confirmed; the list says: {typed})" if item.confirmed else typed


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


def _edges(item: Item, footprint: Footprint) -> Edges:
    """Map formats draw straight edges in degrees; a way that people type leads along the ground."""
    return "lonlat" if isinstance(footprint, Corridor | Polygon) and not item.way else "geodesic"


def _start(item: Item) -> datetime | None:
    return item.window.start if item.window else None


def _end(item: Item) -> datetime | None:
    return item.window.end if item.window else None


_KINDS: Final[Mapping[str, type[Notice]]] = {"site": Site, "movement": Movement}
