"""emergency: “you are hitting us”, into every agreement of ours that its place touches, and what is answered to it.

It is never relayed: what was said under one agreement is said again, by its author, under another, as a statement of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from detente import line, picture
from detente.errors import DetenteError, InputError, OurError
from detente.geometry import meet, parts
from detente.node.node import Node
from detente.node.publish import act, holders, publish
from detente.notice import Emergency, Place, Typed, Validity
from detente.statement import LineTest, ReadBack, Ref, encode
from detente.terms import Agreement, Text
from detente.volume import MAX_RADIUS_M, Circle, Volume4D

REVIEW: Final = timedelta(days=1)
LEAST_RADIUS_M: Final = 50.0
CONTENT: Final = "its content, which has not come: call its author"


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says on the line. ``typed``: coordinates as typed and as understood; None goes out as *unlocated*."""

    what: Text
    effect: str = "cease"
    place: Text = ""
    typed: Typed | None = None
    radius_m: float = 0.0
    since: datetime | None = None
    call_back: Text = ""


class Raised(msgspec.Struct, frozen=True):
    """Where an emergency stands now, in each agreement; ``words``: what the other side has to say for its place.

    ``lacks``: why it is unlocated; ``failed``: agreements in which it could not be logged, and why.
    """

    refs: tuple[Ref, ...]
    words: str
    lacks: tuple[str, ...]
    given: tuple[str, ...]
    failed: tuple[str, ...] = ()


def raise_(node: Node, said: Call, *, desk: str = "") -> Raised:
    """Log an emergency in every agreement whose area its place touches; in all where it has no place.

    One agreement that fails keeps it from no other. `OurError` where it could be logged in none.
    """
    volumes = _volumes(said)
    refs: list[Ref] = []
    failed: list[str] = []
    reached: set[str] = set()
    for terms in node.picture.terms.values():
        if not _touches(terms.agreement, volumes):
            continue
        try:
            done = publish(node, terms.agreement.id, encode(_notice(node, said, volumes)), desk=desk)
            refs.append(done.ref)
            reached |= {party for party, level in done.to.items() if level != "none"}
        except (DetenteError, msgspec.MsgspecError) as error:
            failed.append(f"{terms.agreement.title}: {error}")
    if not refs:
        problem = "; ".join(failed) or "no agreement of ours covers this place"
        raise OurError("not-entitled", f"the emergency was logged nowhere: {problem}", hint="call them by voice now")
    notice = node.entry(refs[0]).statement
    lacks = line.missing(notice) if isinstance(notice, Emergency) else ()
    words = line.check_words(said.typed.understood) if said.typed else ""
    return Raised(tuple(refs), words, lacks, tuple(sorted(reached)), tuple(failed))


def _volumes(said: Call) -> tuple[Volume4D, ...]:
    if said.typed is None:
        return ()
    radius = min(max(said.radius_m, said.typed.accuracy_m or 0.0, LEAST_RADIUS_M), MAX_RADIUS_M)
    return (Volume4D(Circle(said.typed.understood, radius)),)


def _notice(node: Node, said: Call, volumes: tuple[Volume4D, ...]) -> Emergency:
    body = {
        "id": node.entropy(16).hex(), "what": said.what, "effect": said.effect, "call_back": said.call_back,
        "validity": Validity(node.now() + REVIEW), "since": said.since or node.now(), "volumes": volumes,
        "place": Place(name=said.place, typed=(said.typed,) if said.typed else ()),
        "read_back": line.check_words(said.typed.understood) if said.typed else "", "title": said.what[:200],
    }  # fmt: skip
    return msgspec.convert(msgspec.to_builtins(body), Emergency)


def _touches(agreement: Agreement, volumes: Sequence[Volume4D]) -> bool:
    """Whether the area of an agreement holds any of a place, at whatever time; everything is touched where either says none."""
    if agreement.area is None or not volumes:
        return True
    area = msgspec.structs.replace(agreement.area, time_start=None, time_end=None, altitude_lower=None, altitude_upper=None)
    return any(meet(a, b) is not None for volume in volumes for a in parts(volume) for b in parts(area))


def read_back(node: Node, ref: Ref, words: str, *, heard_from: str = "", desk: str = "") -> tuple[Ref, bool]:
    """Log the check words that our desk heard, and from whom (its author, if nobody is named); whether they are the right ones.

    The author itself names who read them to it, unless there is one only.
    """
    entry = node.entry(ref)
    notice = entry.statement
    place = line.position(notice) if isinstance(notice, Emergency) else None
    if place is None:
        hint = "an unlocated emergency has no check words; ask for coordinates"
        raise OurError("usage", "nothing to read back", where=str(ref), hint=hint)
    others = [party for party in holders(node, ref) if party != node.party]
    heard_from = heard_from or (entry.author if entry.author != node.party else others[0] if len(others) == 1 else "")
    if heard_from not in others:
        hint = f"--from one of {', '.join(others)}"
        raise InputError("usage", "who read the words to you", where="heard_from", hint=hint)
    heard = ReadBack(of=entry.leaf_hash, words=words, heard_from=heard_from)
    said = act(node, entry.leaf.agreement, heard, to=holders(node, ref), cites=(ref,), desk=desk)
    return said, line.same_words(words, line.check_words(place))


def try_line(node: Node, agreement_id: str, *, desk: str = "") -> Ref:
    """Ask under an agreement whether anybody is there: the daily test of the line (R26)."""
    return act(node, agreement_id, LineTest(), desk=desk)


class Possible(msgspec.Struct, frozen=True):
    """An activity that goes on now, and may be what an unlocated emergency is about."""

    ref: Ref
    party: str
    title: str


def possible(node: Node, ref: Ref) -> list[Possible]:
    """Activities under the agreement of an emergency that go on now: what an unlocated one may be about."""
    agreement = node.entry(ref).leaf.agreement
    found = []
    for place in sorted(node.indexed):
        entry = node.picture.entries[place]
        if entry.leaf.kind != "activity" or entry.leaf.agreement != agreement:
            continue
        known = node.known_ref(place)
        if known.state != "ended" and _now(node, place):
            found.append(Possible(place, entry.author, known.title))
    return found


def _now(node: Node, ref: Ref) -> bool:
    statement = node.picture.entries[ref].statement
    volumes = getattr(statement, "volumes", ())
    now = node.now()
    return any((v.time_start is None or v.time_start <= now) and (v.time_end is None or now <= v.time_end) for v in volumes)


class Status(msgspec.Struct, frozen=True):
    """How an emergency stands: how long it lasts, who has answered, who is silent, with whom the place is read back.

    ``what`` is empty where its content is not here.
    """

    ref: Ref
    party: str
    what: str
    effect: str
    clock: str
    words: str
    lacks: tuple[str, ...]
    answered: tuple[str, ...]
    silent: tuple[str, ...]
    confirmed: tuple[str, ...]
    contradicted: tuple[str, ...]
    possible: tuple[Possible, ...] = ()


def status(node: Node, ref: Ref) -> Status:
    """An emergency as both sides see it; the clock runs since it was received here."""
    entry = node.entry(ref)
    if entry.leaf.kind != "emergency":
        raise OurError("usage", "not an emergency", where=str(ref))
    notice = entry.statement if isinstance(entry.statement, Emergency) else None
    place, lacks = (line.position(notice), line.missing(notice)) if notice else (None, (CONTENT,))
    what, effect = (notice.what, notice.effect) if notice else ("", "identify")
    since = datetime.fromtimestamp(entry.received_at, node.now().tzinfo)
    return Status(
        ref, entry.author, what, effect, line.clock(since, node.now()), line.check_words(place) if place else "",
        lacks, line.answered_by(node.picture, ref), line.silent(node.picture, ref), line.confirmed(node.picture, ref),
        tuple(f"{s.party} heard “{s.heard}” from {s.heard_from}" for s in line.read_back(node.picture, ref) if not s.agrees),
        tuple(possible(node, ref)) if lacks else (),
    )  # fmt: skip


def held(node: Node) -> list[Ref]:
    """Every emergency held that was not replaced or withdrawn, newest first."""
    refs = node.picture.of_kind.get("emergency", set())
    live = [r for r in refs if not picture.replaced(node.picture, r) and _concerns(node, r)]
    return sorted(live, key=lambda r: node.picture.entries[r].received_at, reverse=True)


def _concerns(node: Node, ref: Ref) -> bool:
    """Whether an emergency is here, or was addressed to us and its content has not come: its envelope alone has to ring."""
    entry = node.picture.entries[ref]
    return isinstance(entry.statement, Emergency) or picture.level_of(node.picture, ref, node.party) != "none"


def explain(found: Status) -> list[str]:
    """An emergency in words."""
    lines = [f"EMERGENCY {found.ref} by {found.party}, {found.clock} ago: {found.what}; asks to {found.effect}"]
    lines += [f"  UNLOCATED: it lacks {', '.join(found.lacks)}"] if found.lacks else []
    lines += [f"  may be about {p.ref} of {p.party}: {p.title or 'an activity'}, which goes on now" for p in found.possible]
    lines += [f"  check words: {found.words}"] if found.words else []
    lines += [f"  answered by a person of: {', '.join(found.answered) or 'nobody'}"]
    lines += [f"  NO PERSON HAS ANSWERED at: {', '.join(found.silent)}"] if found.silent else []
    lines += [f"  place read back on both sides with: {', '.join(found.confirmed) or 'nobody'}"]
    return [*lines, *(f"  READ-BACK DIFFERS: {words}" for words in found.contradicted)]
