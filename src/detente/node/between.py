"""between: conflicts between statements of others that neither of their authors is told of, and we alone see.

They are for our desk and for nobody else: no receipt, no file and no answer of ours rests on them (A2). What a desk can do is to
ask one of the authors for release.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Literal

import msgspec

from detente import agreement as agreements
from detente import conflict, lifecycle, picture
from detente.conflict import Conflict, Known
from detente.geometry import parts
from detente.node.check import strictest
from detente.node.node import Node, notice_of
from detente.node.released import passed_on, releases
from detente.node.undisclosed import Limits
from detente.statement import Ref

STEPS: Final = {
    "ask": "ask the originator for release: detente release ask {ref}",
    "asked": "asked for release; {party} has not answered",
    "released": "released by {party}: detente release pass-on {ref} --agreement …",
}


class Side(msgspec.Struct, frozen=True):
    """One of two statements that meet: who said it under which agreement, whom to ask, and how far its release has come."""

    notice: Known
    stage: Literal["ask", "asked", "released"]
    step: str


class Between(msgspec.Struct, frozen=True):
    """Two statements that meet and whose authors are not told of each other's; measures as in a conflict."""

    one: Side
    other: Side
    meeting: Conflict


def between(node: Node, refs: Collection[Ref] | None = None) -> list[Between]:
    """Every conflict that we alone see, or only those of which one side is among ``refs``."""
    node.settle_time()
    plans = [r for r in sorted(node.indexed) if node.picture.entries[r].leaf.kind in lifecycle.PLANNED]
    if len({node.picture.entries[ref].author for ref in node.indexed} - {node.party}) < 2 or not plans:
        return []
    asking = plans if refs is None or len(plans) < len(refs) else sorted(node.indexed.intersection(refs))
    found: dict[tuple[Ref, Ref], Between] = {}
    for ref in asking:
        for met in _met(node, ref):
            other = Ref(met.notice.origin, met.notice.index)
            if refs is None or ref in refs or other in refs:
                pair = (min(ref, other), max(ref, other))
                found.setdefault(pair, Between(_side(node, ref), _side(node, other), met))
    return [found[pair] for pair in sorted(found)]


def _met(node: Node, ref: Ref) -> Sequence[Conflict]:
    entry = node.picture.entries[ref]
    if entry.author == node.party or node.kind_in_engine(ref) not in conflict.codes_meeting("activity"):
        return ()
    held = [terms.agreement for terms in node.picture.terms.values()]
    limits = Limits(*strictest([Limits.of(a, agreements.clause_for(a, "activity")) for a in held]))._asdict()
    volumes = notice_of(entry).volumes
    pieces = [part for volume in volumes for part in parts(volume)]
    near = node.engine.screen(pieces, **limits, k=0, kinds=conflict.codes_meeting(entry.leaf.kind))
    keys = frozenset(key for key in near.keys.tolist() if _only_we(node, ref, node.refs[key]))
    if not keys:
        return ()
    given = conflict.answer(
        volumes, engine=node.engine, lookup=node.known, facts=conflict.Facts(as_of=""), kind=entry.leaf.kind, k=len(keys),
        keys=keys, **limits,
    )  # fmt: skip
    return given.conflicts


def _only_we(node: Node, one: Ref, other: Ref) -> bool:
    authors = {node.picture.entries[ref].author for ref in (one, other)}
    return len(authors | {node.party}) == 3 and not _told(node, one, other) and not _told(node, other, one)


def _told(node: Node, ref: Ref, reader: Ref) -> bool:
    """Whether the author of ``reader`` was given ``ref`` by its author, or by us after a release."""
    party = node.picture.entries[reader].author
    return any(picture.level_of(node.picture, place, party) != "none" for place in (ref, *passed_on(node, ref)))


def _side(node: Node, ref: Ref) -> Side:
    entry = node.picture.entries[ref]
    questions = (e for e, r in picture.receipts(node.picture, ref) if e.author == node.party and r.asks_for == "release")
    stage: Literal["ask", "asked", "released"] = "released" if releases(node, ref) else "asked" if any(questions) else "ask"
    return Side(node.known_ref(ref), stage, STEPS[stage].format(ref=ref, party=entry.author))


def explain(found: Sequence[Between]) -> list[str]:
    """Each conflict in plain words, with the steps that a desk can take."""
    lines = []
    for one in found:
        met, a, b = one.meeting, one.one, one.other
        apart = "the footprints meet" if met.distance_m == 0 else f"{conflict.length(met.distance_m)} apart"
        when = f"{met.time_start or 'always'} to {met.time_end or 'open end'}"
        lines.append(f"CONFLICT that only we see, between {a.notice.party} and {b.notice.party}: {apart}, {when}")
        for side in (a, b):
            known = side.notice
            title = f" “{known.title}”" if known.title else ""
            lines.append(f"  {known.party}: {known.kind}{title}, {known.state}, under “{known.agreement_title}”")
            lines.append(f"    ask: {known.contact}; {side.step}")
    return lines
