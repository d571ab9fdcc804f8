"""check: a place and a time against everything held here, with what the answer rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from detente import agreement as agreements
from detente import conflict, picture
from detente.engine import Engine
from detente.entry import Entry
from detente.errors import OurError
from detente.node.expose import exposed
from detente.node.follow import versions_at
from detente.node.lacking import deleted
from detente.node.node import Node
from detente.node.snapshot import Heard
from detente.notice import Notice
from detente.statement import Ref
from detente.terms import Agreement, Member
from detente.volume import Volume4D


class View(NamedTuple):
    """What a check needs of a node at an instant: the node itself in memory, or its snapshot (`detente.node.snapshot`).

    ``limits``: separation and vertical separation in metres, clock skew in seconds: the strictest of all agreements.
    """

    engine: Engine
    lookup: Callable[[int], conflict.Known]
    facts: conflict.Facts
    limits: tuple[float, float, float]


def view(node: Node) -> View:
    """What the node holds now."""
    node.settle_time()
    limits = [_limits(terms.agreement) for terms in node.picture.terms.values()]
    return View(node.engine, node.known, facts(node), strictest(limits))


def strictest(limits: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """The largest separation, vertical separation and skew; zeros where there is no agreement."""
    separation, vertical, skew = (max(column) for column in zip((0.0, 0.0, 0.0), *limits, strict=True))
    return separation, vertical, skew


def ask(held: View, volumes: Sequence[Volume4D], *, k: int = 20, kind: str = "check") -> conflict.Answer:
    """What is known about a place, in all our agreements."""
    separation, vertical, skew = held.limits
    return conflict.answer(
        volumes, engine=held.engine, lookup=held.lookup, facts=held.facts, kind=kind, separation_m=separation,
        vertical_m=vertical, skew_s=skew, k=k,
    )  # fmt: skip


def check(node: Node, volumes: Sequence[Volume4D], *, k: int = 20) -> conflict.Answer:
    """What the node knows about a place now."""
    return ask(view(node), volumes, k=k)


class Scope(NamedTuple):
    """What a statement of ours is held against, and what its agreement asks to be kept (metres, metres, seconds)."""

    kind: str
    limits: tuple[float, float, float]
    keys: frozenset[int] | None


def scope(node: Node, ref: Ref, *, agreement_only: bool = False) -> Scope:
    """Everything held but the versions of the statement itself; or only what stands in its own agreement."""
    node.settle_time()
    entry = node.entry(ref)
    agreement = node.agreement(entry.leaf.agreement)
    same = node.picture.versions[entry.subject]
    keys = (h for r, h in node.handles.items() if r in node.indexed and r not in same)
    if agreement_only:
        keys = (h for h in keys if node.picture.entries[node.refs[h]].leaf.agreement == agreement.id)
    return Scope(entry.leaf.kind, _limits(agreement), frozenset(keys))


def check_own(node: Node, ref: Ref, *, agreement_only: bool = False) -> conflict.Answer:
    """What a statement of ours meets: everything held, or what stands in its own agreement only (what a verdict may rest on)."""
    entry = node.entry(ref)
    if not isinstance(entry.statement, Notice):
        raise OurError("usage", "only a notice with volumes can be checked", where=str(ref))
    return ask_in(node, scope(node, ref, agreement_only=agreement_only), entry.statement.volumes)


def ask_in(node: Node, within: Scope, volumes: Sequence[Volume4D]) -> conflict.Answer:
    """What volumes meet among what is in scope."""
    separation, vertical, skew = within.limits
    return conflict.answer(
        volumes, engine=node.engine, lookup=node.known, facts=facts(node), kind=within.kind,
        separation_m=separation, vertical_m=vertical, skew_s=skew, keys=within.keys,
    )  # fmt: skip


def _limits(agreement: Agreement) -> tuple[float, float, float]:
    clause = agreements.clause_for(agreement, "activity")
    return (clause.separation_m, clause.vertical_m, agreement.clock_skew_s) if clause else (0.0, 0.0, agreement.clock_skew_s)


def facts(node: Node) -> conflict.Facts:
    """Whose information an answer rests on, how old it is, and what is missing."""
    return facts_of(heard(node), refusals(node), node.now())


def heard(node: Node, agreement: str = "") -> list[Heard]:
    """What is held of every other member of every agreement, or of one where its id is named."""
    found: dict[str, list[Entry]] = {}
    for ref, entry in node.picture.entries.items():
        found.setdefault(ref.origin, []).append(entry)
    return [
        _heard(node, terms.agreement, card.party, found.get(agreements.origin(terms.agreement, card.party), []))
        for terms in node.picture.terms.values()
        for card in terms.agreement.members
        if card.party != node.party and agreement in {"", terms.agreement.id}
    ]


def _heard(node: Node, agreement: Agreement, party: str, entries: Sequence[Entry]) -> Heard:
    return Heard(
        party=party,
        agreement_title=agreement.title,
        heard=max((min(e.issued, datetime.fromtimestamp(e.received_at, UTC)) for e in entries), default=None),
        undisclosed=sum(_kept_back(node, e) for e in entries),
        missing=len(node.lacking.of(agreements.origin(agreement, party))),
        max_silence_s=agreement.max_silence_s,
    )


def _kept_back(node: Node, entry: Entry) -> bool:
    """Whether we know no more than that it was said: nothing of it is given to us, or all of it was deleted before we read it."""
    nothing = entry.level == "none" and bool(deleted(node.picture, entry.ref))
    return nothing or picture.level_of(node.picture, entry.ref, node.party) == "none"


def refusals(node: Node, agreement: str = "") -> list[str]:
    """What says nothing here, or may not be its party's: logs that contradict themselves or that old keys can write, and
    statements that break a rule; in the logs of one agreement where its id is named.
    """
    split = [
        f"{origin} contradicts itself: nothing more is read from it" for origin in node.store.origins() if exposed(node, origin)
    ]
    refused = [f"{ref} could not be read: {reason}" for ref, reason in sorted(node.picture.refused.items())]
    found = [*split, *_old_keys(node), *refused]
    return [words for words in found if not agreement or f"/{agreement}/" in words.partition(" ")[0]]


def _old_keys(node: Node) -> Iterator[str]:
    """Logs without the version, held here, by which their party took keys out of use: in these the old keys still speak."""
    for terms in node.picture.terms.values():
        for card in terms.agreement.members:
            origin = agreements.origin(terms.agreement, card.party)
            read = versions_at(node.picture, origin, node.store.size(origin))
            if card.party == node.party or not read or read[-1][0].version >= terms.agreement.version:
                continue
            if any(c.party == card.party and _speaking(c) - _speaking(card) for c in read[-1][0].members):
                yield (
                    f"{origin} stops at version {read[-1][0].version} here, and {card.party} has taken keys out of use since: "
                    "whoever holds them can still speak in it"
                )


def _speaking(card: Member) -> set[str]:
    return {card.log, *(desk.key for desk in card.desks)}


def facts_of(heard: Sequence[Heard], refusals: Sequence[str], now: datetime) -> conflict.Facts:
    """What an answer given at ``now`` rests on."""
    sources = tuple(
        conflict.Source(
            party=h.party, agreement_title=h.agreement_title, last_heard=f"{h.heard:%Y-%m-%dT%H:%M:%SZ}" if h.heard else "",
            undisclosed=h.undisclosed, missing=h.missing,
        )
        for h in heard
    )  # fmt: skip
    reasons = (
        [reason for h in heard for reason in _doubts(h, now)] if heard else ["no agreement is held: nobody tells us anything"]
    )
    return conflict.Facts(as_of=f"{now:%Y-%m-%dT%H:%M:%SZ}", sources=sources, reasons=(*reasons, *refusals))


def _doubts(h: Heard, now: datetime) -> list[str]:
    doubts = []
    if h.heard is None or (now - h.heard).total_seconds() > h.max_silence_s:
        since = f"since {h.heard.astimezone(UTC):%Y-%m-%d %H:%MZ}" if h.heard else "so far"
        doubts.append(f"{h.party} is silent in “{h.agreement_title}” {since}")
    if h.missing:
        doubts.append(f"{h.missing} statements of {h.party} have not arrived whole")
    return doubts
