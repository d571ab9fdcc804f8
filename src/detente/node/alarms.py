"""alarms: what calls for a person at this desk now. A projection of what is held, and of the clock; nothing is kept of it.

An alarm has a key, so that it rings once for each: the next contact of an emergency, the next missed check-in, are new alarms.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Literal

import msgspec

from detente import agreement as agreements
from detente import convoy, line, picture, reach
from detente import roster as rosters
from detente.agreement import clause_for
from detente.node import emergency
from detente.node.node import Node
from detente.node.reach import Reaches
from detente.node.relied import broken
from detente.notice import Emergency, Notice
from detente.statement import CheckIn, Overdue, Post, Ref
from detente.terms import Agreement

DELIVERY: Final = timedelta(seconds=10)
"""After so long without a sign of a party's machine a statement is NOT DELIVERED (R16)."""
BEFORE: Final = timedelta(hours=2)
"""So long before it begins a reach that is not complete is an alarm (R01); earlier where the clause's lead time is longer."""
NAMED: Final = 10
AHEAD: Final = timedelta(days=1)
WEEK: Final = timedelta(days=8)
log: Final = logging.getLogger("detente.alarms")
Level = Literal["urgent", "warning"]


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One reason to call a person. ``post``, ``contact``: who is called; ``at``: since when it is due (RFC 3339)."""

    key: str
    level: Level
    kind: str
    at: str
    words: str
    ref: str = ""
    post: str = ""
    contact: str = ""


def urgent(node: Node) -> list[Alarm]:
    """Emergencies alone: what a node looks at every second."""
    return [alarm for ref in emergency.held(node) for alarm in _looked(node, partial(_emergency, ref=ref))]


def _looked(node: Node, source: Callable[[Node], Iterator[Alarm]]) -> Iterator[Alarm]:
    """What one source finds; where it breaks, that: what one statement does to one of them must not silence the others."""
    try:
        yield from list(source(node))
    except Exception as error:
        name = getattr(getattr(source, "func", source), "__name__", "a source")
        log.exception("alarms: %s", name)
        words = f"our own fault: part of what calls for a person could not be looked at ({name}: {type(error).__name__})"
        yield Alarm(key=f"fault/{name}/{type(error).__name__}", level="urgent", kind="fault", at=_rfc(node.now()), words=words)


class Open:
    """Notices of ours that may still call for somebody: of a long log few, and the others are not looked at again.

    What was settled is opened again where it was revealed to more, or did not come; all is, after an amendment, or where the
    clock went back.
    """

    def __init__(self) -> None:
        self._logs: dict[str, tuple[int, int, set[int]]] = {}
        self._heard: set[Ref] = set()
        self._now: datetime | None = None

    def of(self, node: Node, terms: Agreement) -> list[Ref]:
        """What is open in our log of an agreement, with all that came since it was asked last."""
        if self._now is not None and node.now() < self._now:
            self._logs.clear()
        self._now = node.now()
        origin = agreements.origin(terms, node.party)
        version, seen, held = self._logs.get(origin, (0, 0, set()))
        if version != terms.version:
            seen, held = 0, set()
        size = node.store.size(origin)
        held.update(range(seen, size))
        self._logs[origin] = (terms.version, size, held)
        self._reopen(node)
        return [Ref(origin, index) for index in sorted(held)]

    def _reopen(self, node: Node) -> None:
        for kind in ("reveal", "missing-content"):
            for place in node.picture.of_kind.get(kind, set()) - self._heard:
                self._heard.add(place)
                for origin, index in node.picture.entries[place].leaf.cites:
                    if origin in self._logs:
                        self._logs[origin][2].add(index)

    def settle(self, ref: Ref) -> None:
        """It is over, or it has reached everybody once and for all."""
        self._logs[ref.origin][2].discard(ref.index)


def alarms(node: Node, held: Open | None = None) -> list[Alarm]:
    """Everything that calls for a person now, the urgent first. ``held``: what is open of our own, where it was asked before."""
    sources: tuple[Callable[[Node], Iterator[Alarm]], ...] = (*SOURCES, partial(_reaches, held=held or Open()))
    found = [alarm for source in sources for alarm in _looked(node, source)]
    return sorted(found, key=lambda alarm: (alarm.level != "urgent", alarm.at, alarm.key))


def _posts(node: Node, agreement: str, kind: str, ref: Ref | None = None) -> list[Post]:
    """Our posts in the order in which they are called; our desks where we have no roster."""
    roster = reach.roster_of(node.picture, agreement, node.party)
    statement = node.picture.entries[ref].statement if ref else None
    volumes = statement.volumes if isinstance(statement, Notice) else ()
    if roster is not None:
        return rosters.called(roster, kind, volumes, node.now())
    cards = [card for card in node.agreement(agreement).members if card.party == node.party]
    return [Post(desk.id, desk.name, desk.id, contact=desk.contact) for card in cards for desk in card.desks]


def _alarm(
    node: Node, ref: Ref, kind: str, key: str, words: str, *, at: datetime, level: Level = "warning", call: int = 0
) -> Alarm:
    posts = _posts(node, node.picture.entries[ref].leaf.agreement, node.picture.entries[ref].leaf.kind, ref)
    post = posts[call % len(posts)] if posts else Post("", "", "")
    return Alarm(
        key=f"{ref}/{key}", level=level, kind=kind, at=_rfc(at), words=words, ref=str(ref), post=post.name,
        contact=post.contact,
    )  # fmt: skip


def _rfc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _since(node: Node, ref: Ref) -> datetime:
    return datetime.fromtimestamp(node.picture.entries[ref].received_at, UTC)


# --- emergencies ---------------------------------------------------------------------------------------------------------


def _emergencies(node: Node) -> Iterator[Alarm]:
    yield from urgent(node)


def _emergency(node: Node, ref: Ref) -> Iterator[Alarm]:
    entry = node.picture.entries[ref]
    since, now = _since(node, ref), node.now()
    notice = entry.statement if isinstance(entry.statement, Emergency) else None
    clock = line.clock(since, now)
    what = notice.what if notice else "its content has not come: call them"
    if entry.author == node.party:
        for party in line.silent(node.picture, ref):
            number = int((now - since) / line.ACK)
            if number:
                words = f"no person at {party} has answered our emergency for {clock}: {what}"
                yield _alarm(node, ref, "unanswered", f"unanswered/{party}/{number}", words, at=since, level="urgent")
        return
    if node.party in line.answered_by(node.picture, ref):
        return
    due = line.call(_posts(node, entry.leaf.agreement, "emergency", ref), since, now)
    if due is not None:
        located = notice is not None and not line.missing(notice)
        place = f"at {notice.place.name or notice.place.name_local}" if notice and located else "UNLOCATED"
        words = f"EMERGENCY by {entry.author}, {place}, {clock}: {what}{f'; asks to {notice.effect}' if notice else ''}"
        yield _alarm(node, ref, "emergency", f"call/{due.number}", words, at=due.at, level="urgent", call=due.number)


# --- reach ---------------------------------------------------------------------------------------------------------------


def _reaches(node: Node, held: Open) -> Iterator[Alarm]:
    """Our own current notices: what was not delivered, what is overdue, what has not reached everybody before it begins.

    What one party was not delivered, or has not answered, is one alarm, however many notices it is.
    """
    reaches = Reaches(node)
    soon: list[Alarm] = []
    silent: dict[tuple[str, str, str], list[tuple[Ref, str]]] = {}
    for ref in current(node, held):
        simple = reaches.undelivered(ref)
        if simple is not None:
            late = node.now() - _since(node, ref) >= DELIVERY
            for party in simple if late else ():
                silent.setdefault(("not-delivered", ref.origin, party), []).append((ref, ""))
            if not simple and picture.held_by(node.picture, ref):
                held.settle(ref)  # what was delivered once stays delivered; a list can expire
            if not (simple and late and _begins(node, ref)):
                continue
        found = reaches.of(ref)
        if not found.complete and found.needs:
            soon += _before(node, ref, found)
            for kind, party, why in _silent(node, ref, found) if simple is None else ():
                silent.setdefault((kind, ref.origin, party), []).append((ref, why))
    yield from _few(node, sorted(soon, key=lambda alarm: alarm.at))
    for (kind, _, party), waiting in silent.items():
        yield _waiting(node, kind, party, waiting)


def current(node: Node, held: Open) -> Iterator[Ref]:
    """Our notices that are neither over nor replaced; all others are settled, as that does not change again."""
    for terms in node.picture.terms.values():
        for ref in held.of(node, terms.agreement):
            entry = node.picture.entries.get(ref)
            notice = entry.statement if entry else None
            end = reach.window_of(notice).end
            over = end is not None and end <= node.now()
            if not isinstance(notice, Notice) or notice.relation == "withdraw" or over or picture.newer(node.picture, ref):
                held.settle(ref)
            else:
                yield ref


def _begins(node: Node, ref: Ref) -> bool:
    """Whether it says when it begins."""
    return reach.window_of(node.picture.entries[ref].statement).start is not None


def _few(node: Node, soon: list[Alarm]) -> Iterator[Alarm]:
    """The first that begin, each by name; how many more there are, where they are many: a desk that rings always is not heard."""
    yield from soon[:NAMED]
    more = len(soon) - NAMED
    if more > 0:
        words = f"{more} more notices of ours have not reached everybody, shortly before they begin: `detente reach`"
        key = f"{node.party}/reach/{more.bit_length()}"
        yield Alarm(key=key, level="urgent", kind="reach", at=soon[0].at, words=words)


def _silent(node: Node, ref: Ref, found: reach.Coverage) -> Iterator[tuple[str, str, str]]:
    """Which parties have kept silent about a notice for longer than they may: the kind of alarm, the party, what is missing."""
    waited = node.now() - _since(node, ref)
    for party in dict.fromkeys(need.party for need in found.missing):
        missing = [need for need in found.missing if need.party == party]
        if any(need.grade == "delivered" for need in missing) and waited >= DELIVERY:
            yield "not-delivered", party, ""
        who = ", ".join(dict.fromkeys(f"{n.name or 'the party'} {n.why}" for n in missing if n.grade != "delivered"))
        if who and waited >= deadline(node, ref):
            yield "overdue", party, who


def deadline(node: Node, ref: Ref) -> timedelta:
    """How long receipts for a statement may take, as its clause says."""
    entry = node.picture.entries[ref]
    clause = clause_for(node.agreement(entry.leaf.agreement), entry.leaf.kind)
    return timedelta(seconds=clause.receipt_deadline_s if clause else 3600)


def _waiting(node: Node, kind: str, party: str, waiting: list[tuple[Ref, str]]) -> Alarm:
    ref, why = waiting[-1]  # the newest: an old one that waits for ever must not keep it from being told of
    since = _since(node, ref)
    more = f" and {len(waiting) - 1} more" if waiting[1:] else ""
    what = f"“{_title(node, ref)}”{more}"
    words = (
        f"NOT DELIVERED to {party}: {what}"
        if kind == "not-delivered"
        else (f"unanswered by {party} for {line.clock(since, node.now())}: {what}: {why}")
    )
    return _alarm(node, ref, kind, f"{kind}/{party}", words, at=since)


def _title(node: Node, ref: Ref) -> str:
    statement = node.picture.entries[ref].statement
    return statement.title if isinstance(statement, Notice) else ""


def _before(node: Node, ref: Ref, found: reach.Coverage) -> Iterator[Alarm]:
    """A reach that is not complete, shortly before the notice's own window begins."""
    entry = node.picture.entries[ref]
    clause = clause_for(node.agreement(entry.leaf.agreement), entry.leaf.kind)
    start = datetime.fromisoformat(found.time_start) if found.time_start else None
    lead = max(BEFORE, timedelta(seconds=clause.lead_time_s if clause else 0))
    on_its_way = node.now() - _since(node, ref) < DELIVERY and any(need.grade == "delivered" for need in found.missing)
    if start is not None and not on_its_way and start - lead <= node.now():  # what is over is not looked at any more
        begins = "begins" if node.now() < start else "has begun"
        words = f"“{_title(node, ref)}” {begins} {start:%H:%MZ}: {reach.explain(found)[0]}"
        yield _alarm(node, ref, "reach", "reach", words, at=start - lead, level="urgent")


def _waited_for(node: Node) -> Iterator[Alarm]:
    """What others say they wait for from us."""
    newest: dict[str, Ref] = {}
    for ref in sorted(node.picture.of_kind.get("overdue", ())):
        said = node.picture.entries[ref].statement
        if isinstance(said, Overdue) and said.party == node.party:
            newest[ref.origin] = ref
    for ref in newest.values():
        entry, said = node.picture.entries[ref], node.picture.entries[ref].statement
        cited = (Ref(*cite) for cite in entry.leaf.cites)
        waiting = [r for r in cited if r in node.picture.entries and not picture.opened(node.picture, r, node.party)]
        if isinstance(said, Overdue) and waiting:
            about = waiting[0]
            what = f"{', '.join(said.grades)} of {', '.join(said.posts) or 'us'}"
            words = f"{entry.author} waits for {what}; call {said.next or 'the desk'}"
            yield _alarm(node, about, "waited-for", f"waited-for/{entry.ref}", words, at=_since(node, ref))


# --- movements -----------------------------------------------------------------------------------------------------------


def _movements(node: Node) -> Iterator[Alarm]:
    for ref in node.picture.of_kind.get("movement", ()):
        if picture.replaced(node.picture, ref):
            continue
        author = node.picture.entries[ref].author
        missed = convoy.missed(node.picture, ref, node.now())
        if missed is not None:
            end = reach.window_of(node.picture.entries[ref].statement).end
            over = end is not None and end < node.now()
            # The 1st, 2nd, 4th, 8th … that is missed: a desk that is called at every one is called for nothing in the end.
            key = f"check-in/{missed.last.timestamp():.0f}/{'over' if over else missed.number.bit_length()}"
            words = f"{missed.number} check-ins missed by the team of {author}, last heard {missed.last:%H:%M:%SZ}"
            level: Level = "warning" if over else "urgent"
            call = missed.number.bit_length() - 1
            yield _alarm(node, ref, "check-in", key, words, at=missed.last, level=level, call=call)
        if convoy.untested(node.picture, ref):
            words = f"the team of {author} is under way, and contact with it was not tested"
            yield _alarm(node, ref, "contact", "contact", words, at=_since(node, ref))
        said = convoy.heard(node.picture, ref)
        incidents = [h for h in said if h.said.says == "incident" and not _seen(node, h.entry.ref)]
        if incidents and said[-1].said.says != "arrived":
            yield _incident(node, ref, incidents[-1].entry.ref, incidents[-1].said)


def _incident(node: Node, ref: Ref, place: Ref, said: CheckIn) -> Alarm:
    """An incident at one vehicle concerns all others of the movement, at once."""
    whose = node.picture.entries[ref].author
    words = f"INCIDENT at {said.vehicle or 'one vehicle'} of the team of {whose}: {said.text}; all others stop"
    return _alarm(node, ref, "incident", f"incident/{place.index}", words, at=_since(node, place), level="urgent")


def _seen(node: Node, ref: Ref) -> bool:
    """Whether a person has seen what a team said: one of ours, or, of our own team, one of everybody who was told."""
    parties = picture.held_by(node.picture, ref) if node.picture.entries[ref].author == node.party else (node.party,)
    return all(picture.opened(node.picture, ref, party) for party in parties)


# --- what we rely on, who is there ---------------------------------------------------------------------------------------


def _relied(node: Node) -> Iterator[Alarm]:
    """Clauses suspended, pauses ended early, verdicts taken back: what our current notices rested on."""
    for one in broken(node):
        yield _alarm(
            node, one.ref, one.kind, f"{one.kind}/{one.because}", one.words, at=_since(node, one.because), level="urgent"
        )


def _gaps(node: Node) -> Iterator[Alarm]:
    """Hours of the next day in which nobody at ours answers for emergencies (R26)."""
    now = node.now()
    for terms in node.picture.terms.values():
        roster = reach.roster_of(node.picture, terms.agreement.id, node.party)
        if roster is None:
            continue
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        for start, end in rosters.gaps(roster, "emergency", midnight, midnight + WEEK):
            if end > now and start < now + AHEAD:
                hours = f"{start:%a %H:%MZ} to {end:%a %H:%MZ}"
                words = f"nobody on our roster answers for emergencies {hours} ({terms.agreement.title})"
                key = f"{terms.agreement.id}/gap/{start:%Y-%m-%dT%H:%M}"
                yield Alarm(key=key, level="warning", kind="gap", at=_rfc(now), words=words)


def _line_tests(node: Node) -> Iterator[Alarm]:
    """Tests of the line that no person has answered in time, and lines that were not tested for a day (R26)."""
    newest = {ref.origin: ref for ref in sorted(node.picture.of_kind.get("line-test", ()))}
    for ref in newest.values():
        entry = node.picture.entries[ref]
        waited = node.now() - _since(node, ref)
        if entry.author != node.party and not picture.opened(node.picture, ref, node.party) and waited < line.TEST_EVERY:
            words = f"{entry.author} tests the emergency line: answer it"
            yield _alarm(node, ref, "line-test", "asked", words, at=_since(node, ref))
    for terms in node.picture.terms.values():
        for card in terms.agreement.members:
            if card.party != node.party and clause_for(terms.agreement, "emergency"):
                yield from _untested(node, terms.agreement.id, card.party)


def _untested(node: Node, agreement: str, party: str) -> Iterator[Alarm]:
    ours = [r for r in node.picture.of_kind.get("line-test", ()) if r.origin == node.origin(agreement)]
    answered = [_since(node, r) for r in ours if picture.opened(node.picture, r, party)]
    last = max(answered, default=None)
    if last is None or node.now() - last > line.TEST_EVERY:
        how = "was never tested" if last is None else "was not tested for a day"
        words = f"the emergency line with {party} ({node.agreement(agreement).title}) {how}: `detente emergency test`"
        key = f"{agreement}/line/{party}/{node.now():%Y-%m-%d}"
        yield Alarm(key=key, level="warning", kind="line-test", at=_rfc(node.now()), words=words)


SOURCES: Final[tuple[Callable[[Node], Iterator[Alarm]], ...]] = (
    _emergencies, _waited_for, _movements, _relied, _gaps, _line_tests,
)  # fmt: skip
