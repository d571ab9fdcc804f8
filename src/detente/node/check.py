"""check: a place and a time against everything held here, with what the answer rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from detente import agreement as agreements
from detente import conflict, picture
from detente.errors import OurError
from detente.node.node import Node
from detente.node.receive import missing
from detente.notice import Notice
from detente.statement import Ref
from detente.terms import Agreement
from detente.volume import Volume4D


def check(node: Node, volumes: Sequence[Volume4D], *, k: int = 20) -> conflict.Answer:
    """What is known about a place, in all our agreements; the strictest separation and skew of them is kept."""
    node.settle_time()
    terms = [t.agreement for t in node.picture.terms.values()]
    limits = [_limits(agreement) for agreement in terms] or [(0.0, 0.0, 0.0)]
    separation, vertical, skew = (max(column) for column in zip(*limits, strict=True))
    return conflict.answer(
        volumes,
        engine=node.engine,
        lookup=node.known,
        facts=facts(node),
        separation_m=separation,
        vertical_m=vertical,
        skew_s=skew,
        k=k,
    )


def check_own(node: Node, ref: Ref, *, agreement_only: bool = False) -> conflict.Answer:
    """What a statement of ours meets: everything held, or what stands in its own agreement only (what a verdict may rest on)."""
    node.settle_time()
    entry = node.entry(ref)
    if not isinstance(entry.statement, Notice):
        raise OurError("usage", "only a notice with volumes can be checked", where=str(ref))
    agreement = node.agreement(entry.leaf.agreement)
    same = {node.handles[r] for r in node.picture.versions[entry.subject] if r in node.indexed}
    inside = {h for r, h in node.handles.items() if r in node.indexed and _in_scope(node, r, agreement, agreement_only)}
    separation, vertical, skew = _limits(agreement)
    return conflict.answer(
        entry.statement.volumes, engine=node.engine, lookup=node.known, facts=facts(node), kind=entry.leaf.kind,
        separation_m=separation, vertical_m=vertical, skew_s=skew, keys=inside - same,
    )  # fmt: skip


def _in_scope(node: Node, ref: Ref, agreement: Agreement, agreement_only: bool) -> bool:
    return not agreement_only or node.picture.entries[ref].leaf.agreement == agreement.id


def _limits(agreement: Agreement) -> tuple[float, float, float]:
    clause = agreements.clause_for(agreement, "activity")
    return (clause.separation_m, clause.vertical_m, agreement.clock_skew_s) if clause else (0.0, 0.0, agreement.clock_skew_s)


def facts(node: Node) -> conflict.Facts:
    """Whose information an answer rests on, how old it is, and what is missing."""
    now = node.now()
    sources: list[conflict.Source] = []
    reasons: list[str] = []
    for terms in node.picture.terms.values():
        for card in terms.agreement.members:
            if card.party != node.party:
                source, heard = _source(node, terms.agreement, card.party)
                sources.append(source)
                reasons += _doubts(terms.agreement, source, heard, now)
    reasons += [f"{ref} could not be read: {reason}" for ref, reason in sorted(node.picture.refused.items())]
    return conflict.Facts(as_of=f"{now:%Y-%m-%dT%H:%M:%SZ}", sources=tuple(sources), reasons=tuple(reasons))


def _source(node: Node, agreement: Agreement, party: str) -> tuple[conflict.Source, datetime | None]:
    origin = agreements.origin(agreement, party)
    entries = [e for ref, e in node.picture.entries.items() if ref.origin == origin]
    heard = max((e.issued for e in entries), default=None)
    hidden = sum(picture.level_of(node.picture, e.ref, node.party) == "none" for e in entries)
    source = conflict.Source(
        party=party, agreement_title=agreement.title, last_heard=f"{heard:%Y-%m-%dT%H:%M:%SZ}" if heard else "",
        undisclosed=hidden, missing=len(missing(node, origin)),
    )  # fmt: skip
    return source, heard


def _doubts(agreement: Agreement, source: conflict.Source, heard: datetime | None, now: datetime) -> list[str]:
    doubts = []
    if heard is None or (now - heard).total_seconds() > agreement.max_silence_s:
        since = f"since {heard.astimezone(UTC):%Y-%m-%d %H:%MZ}" if heard else "so far"
        doubts.append(f"{source.party} is silent in “{agreement.title}” {since}")
    if source.missing:
        doubts.append(f"{source.missing} statements of {source.party} have not arrived whole")
    return doubts
