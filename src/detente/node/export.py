"""export: what our party holds under one agreement, as a file for maps and desks.

What leaves is decided before anything is written (`detente.excerpt`); here the picture is read, and each place drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import Final

from detente import conflict, excerpt, lifecycle, picture
from detente.entry import Entry
from detente.errors import DetenteError, InputError, OurError
from detente.excerpt import Excerpt, Feature
from detente.geometry.outline import Outline, outlines
from detente.node import check
from detente.node.node import Node, notice_of, stance_of
from detente.notice import Activity, Area, Emergency, Movement, Notice, Presence, Site
from detente.statement import Ref

WRITERS: Final = {
    "geojson": ("write_geojson", "write"),
    "kml": ("write_kml", "write"),
    "kmz": ("write_kml", "write_archive"),
    "gpkg": ("write_gpkg", "write"),
    "xlsx": ("write_xlsx", "write"),
}
"""Formats by the ending of their files, each with the module of `detente.formats` and the function that writes it."""
_FUNCTIONS: Final[dict[type[Notice], Callable[..., str]]] = {
    Site: lambda n: n.function,
    Movement: lambda n: n.purpose,
    Area: lambda n: n.basis,
    Emergency: lambda n: f"{n.what}; asked for: {n.effect}",
    Activity: lambda n: n.purpose,
    Presence: lambda n: f"{n.assertion}, {n.confidence}",
}


def gather(
    node: Node,
    agreement: str,
    at: datetime | None = None,
    kinds: Collection[str] = (),
    progress: Callable[[int], None] = lambda done: None,
    *,
    made: datetime | None = None,
) -> Excerpt:
    """What leaves of an agreement, named by id; ``progress`` is told how many notices are drawn.

    ``at``: the instant at which it is in force; ``made``: when the file is made, from which its age counts; both are now unless
    given. `InputError` for an instant after the making: nobody holds the word of the future.
    """
    made = (made or node.now()).replace(microsecond=0)
    at = (at or made).replace(microsecond=0)
    if at > made:
        raise InputError(
            "bad-value", f"{excerpt.stamp(at)} is later than now", where="at", hint="an instant of the past, or none"
        )
    terms = node.agreement(agreement)
    chosen = excerpt.select(node.picture, terms.id, node.party, at, kinds)
    left = Counter({one.why: one.count for one in chosen.left_out})
    features: list[Feature] = []
    for done, ref in enumerate(chosen.refs, 1):
        try:
            features += _features(node, ref, at)
        except DetenteError:
            left[excerpt.UNDRAWN] += 1
        progress(done)
    heard = check.heard(node, terms.id)
    facts = check.facts_of(heard, check.refusals(node, terms.id), made)
    return Excerpt(
        party=node.party, agreement=terms.title, as_of=made, at=at, basis="incomplete" if facts.reasons else "complete",
        reasons=facts.reasons, heard=tuple((s.party, s.last_heard) for s in facts.sources), max_silence_s=terms.max_silence_s,
        exercise=terms.exercise, features=tuple(features), left_out=excerpt.counted(left),
    )  # fmt: skip


def how_many(node: Node, agreement: str) -> int:
    """About how many notices `gather` will draw, for a bar."""
    return sum(1 for ref in node.indexed if node.picture.entries[ref].leaf.agreement == agreement)


def _features(node: Node, ref: Ref, at: datetime) -> Iterator[Feature]:
    entry = node.entry(ref)
    notice = notice_of(entry)
    word = picture.state(node.picture, ref, at)
    known = node.known_ref(ref)
    drawn = [(volume, _whole_seconds(outline)) for volume in notice.volumes for outline in outlines(volume)]
    for number, (volume, outline) in enumerate(drawn, 1):
        yield Feature(
            statement=str(ref), version=entry.leaf.version, number=number, count=len(drawn), kind=entry.leaf.kind,
            stance=stance_of(notice), function=_FUNCTIONS[type(notice)](notice) if not notice.coarse else "",
            title=notice.title, text=notice.text, names=_names(notice), state=word, meaning=_meaning(entry, word),
            status=_status(notice), validated=_validated(entry, known), known_to_m=known.known_to_m,
            level=entry.level, party=entry.author, released_by=known.released_by, contact=known.contact,
            issued=entry.issued, handling=notice.handling, validity=notice.validity, volume=volume, outline=outline,
        )  # fmt: skip


def _status(notice: Notice) -> str:
    """What its originator states of a site or movement, or of when an area applies; a cell tells none of it (G8)."""
    if notice.coarse:
        return ""
    if isinstance(notice, Area):
        return notice.activation
    return notice.status if isinstance(notice, Site | Movement) else ""


def _validated(entry: Entry, known: conflict.Known) -> str:
    if entry.leaf.kind != "site" or entry.level != "exact":
        return ""
    return f"validated by {', '.join(known.validated_by)}" if known.validated_by else "not validated"


def _whole_seconds(outline: Outline) -> Outline:
    """Files have whole seconds: a window may only grow."""
    end = outline.time_end
    if end is not None and end.microsecond:
        end = end.replace(microsecond=0)
        end = end + timedelta(seconds=1) if end < datetime.max.replace(microsecond=0, tzinfo=end.tzinfo) else None
    return outline._replace(time_start=outline.time_start and outline.time_start.replace(microsecond=0), time_end=end)


def _names(notice: Notice) -> tuple[str, ...]:
    place = notice.place
    return tuple(dict.fromkeys(n for n in (place.name, place.name_local, *place.aliases) if n))


def _meaning(entry: Entry, word: str) -> str:
    doubled = "; its author gave a cell that does not contain the exact place: both are shown" if entry.exposed else ""
    return lifecycle.STATES[word].meaning + doubled


def write(given: Excerpt, form: str) -> bytes:
    """The bytes of a file in a format of `WRITERS`; the same for the same excerpt."""
    module, function = WRITERS[form]
    try:
        data: bytes = getattr(import_module(f"detente.formats.{module}"), function)(given)
    except ModuleNotFoundError as error:
        raise OurError("usage", f"{error.name} is not installed", hint="pip install 'detente[intake]'") from error
    return data
