"""alternatives: where and when a plan would meet nothing that is held here, nearest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from detente import alternatives as core
from detente import conflict
from detente.alternatives import Search
from detente.engine import Engine
from detente.errors import OurError
from detente.node import check
from detente.node.check import Scope, View
from detente.node.node import Node
from detente.notice import PRESUMPTION, Notice
from detente.statement import Ref, encode
from detente.volume import Volume4D


class Alternative(msgspec.Struct, frozen=True):
    """A plan moved so that it meets nothing held. ``answer`` says on what that rests."""

    direction: str
    amount: float
    words: str
    volumes: tuple[Volume4D, ...]
    answer: conflict.Answer


class Alternatives(msgspec.Struct, frozen=True):
    """The nearest alternative in each direction, the smallest change first; ``without``: directions that gave none, and why.

    ``needed`` is False where the plan meets nothing held as it stands: then no alternative was looked for.
    """

    found: tuple[Alternative, ...]
    without: tuple[tuple[str, str], ...]
    needed: bool = True
    presumption: str = PRESUMPTION


def for_volumes(held: View, volumes: Sequence[Volume4D], *, now: datetime, search: Search | None = None) -> Alternatives:
    """For a plan that is not published: against everything held."""
    against = _against(held.engine, Scope("activity", held.limits, None))
    found = core.alternatives(volumes, against, now=now, search=search)
    return _answered(found, lambda moved: check.ask(held, moved, kind="activity"))


def for_activity(node: Node, ref: Ref, *, search: Search | None = None) -> Alternatives:
    """For an activity of ours: against everything held but its own versions, by the separation of its agreement."""
    notice = _planned(node, ref)
    within = check.scope(node, ref)
    found = core.alternatives(notice.volumes, _against(node.engine, within), now=node.now(), search=search)
    return _answered(found, lambda moved: check.ask_in(node, within, moved))


def _against(engine: Engine, within: Scope) -> core.Against:
    return core.Against(engine, conflict.codes_meeting(within.kind), within.keys, *within.limits)


def _answered(found: core.Found, ask: Callable[[Sequence[Volume4D]], conflict.Answer]) -> Alternatives:
    made = [Alternative(m.direction, m.amount, core.words(m), m.volumes, ask(m.volumes)) for m in found.moves]
    return Alternatives(tuple(made), tuple((str(d), why) for d, why in found.without), found.needed)


def _planned(node: Node, ref: Ref) -> Notice:
    entry = node.entry(ref)
    if entry.author != node.party or not isinstance(entry.statement, Notice) or entry.leaf.kind != "activity":
        raise OurError("usage", "alternatives are looked for to an activity of our own", where=str(ref))
    return entry.statement


def next_version(node: Node, ref: Ref, volumes: tuple[Volume4D, ...]) -> bytes:
    """The content of the version that takes an alternative.

    Make-before-break: the old version counts until all have received the new one.
    """
    notice = _planned(node, ref)
    version = max(node.picture.versions[node.entry(ref).subject].values()) + 1
    taken = msgspec.structs.replace(notice, version=version, relation="supersede", of=notice.version, volumes=volumes)
    return encode(taken)


def explain(given: Alternatives) -> tuple[str, ...]:
    """Alternatives in plain words, nearest first."""
    lines = [f"{a.words}: {a.answer.answer} ({a.answer.basis} basis)" for a in given.found]
    lines += [f"{direction}: {why}" for direction, why in given.without]
    if not given.needed:
        lines = ["nothing held here meets the plan as it stands: no alternative was looked for"]
    return (*lines, given.presumption)
