"""when: between which instants of our own clock a statement entered its log, and whether the time it claims lies there.

What a leaf says of its own time is a claim. Our mirror's cosignature of a head that did not reach as far, and a statement of ours
that it cites, are earlier than it; that we hold it is later. Nobody can date back behind those; a claim that lies outside is
marked, and changes nothing else: who was off line writes late, too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from detente.entry import Entry
from detente.node.gossip import signer
from detente.node.node import Node
from detente.tlog.cosignature import unpack
from detente.tlog.text import decode64

Remark = Literal["", "late", "early", "out of order"]


class Span(msgspec.Struct, frozen=True):
    """When a statement entered its log (RFC 3339, UTC): not before ``after`` (empty: not known), here by ``before``.

    ``remark``: where ``claimed`` lies outside of that by more than the agreement's ``clock_skew_s``: `late` (dated back), `early`
    (dated ahead), or `out of order` (older than a statement that its author put before it).
    """

    claimed: str
    after: str
    before: str
    remark: Remark = ""
    words: str = ""


class Times:
    """The spans of statements of one log; what it rests on is read once."""

    def __init__(self, node: Node, origin: str) -> None:
        self._node, self._origin = node, origin
        mirror = node.key("mirror").verifier.name
        lines = [(size, line) for size, line in node.store.cosigned(origin) if signer(line) == mirror]
        self._cosigned = [(size, _time(line)) for size, line in lines]
        self._newest: list[tuple[int, Entry]] = []
        for ref in sorted(r for r in node.picture.entries if r.origin == origin):
            entry = node.picture.entries[ref]
            if not self._newest or entry.issued > self._newest[-1][1].issued:
                self._newest.append((ref.index, entry))

    def span(self, entry: Entry) -> Span:
        """The span of a statement of this log. Of our own, that our own clock gave the time is all there is to know."""
        before = datetime.fromtimestamp(entry.received_at, UTC)
        if entry.author == self._node.party:
            return Span(entry.leaf.issued, "", _rfc(before))
        after = max((*self._seen(entry), *(_at(t) for size, t in self._cosigned if size <= entry.ref.index)), default=None)
        remark, words = self._remark(entry, after, before)
        return Span(entry.leaf.issued, _rfc(after) if after else "", _rfc(before), remark, words)

    def _seen(self, entry: Entry) -> list[datetime]:
        """When the newest statement of ours that it cites entered our log."""
        ours = self._node.origin(entry.leaf.agreement)
        sizes = [size for origin, size, _ in entry.leaf.seen if origin == ours and 0 < size <= self._node.store.size(ours)]
        return [_at(t) for size in sizes for _, _, t in self._node.store.leaves(ours, size - 1, size)]

    def _remark(self, entry: Entry, after: datetime | None, before: datetime) -> tuple[Remark, str]:
        skew = timedelta(seconds=self._node.agreement(entry.leaf.agreement).clock_skew_s)
        claimed = entry.leaf.issued
        if after is not None and entry.issued < after - skew:
            return "late", f"LATE: it claims {claimed}, and was not in its log before {_rfc(after)}"
        if entry.issued > before + skew:
            return "early", f"EARLY: it claims {claimed}, and was here at {_rfc(before)} already"
        place = bisect_left(self._newest, entry.ref.index, key=lambda item: item[0])
        newest = self._newest[place - 1][1] if place else entry
        if entry.issued < newest.issued - skew:
            return "out of order", f"OUT OF ORDER: it claims {claimed}, and stands after {newest.leaf.issued}"
        return "", ""


def spans(node: Node) -> Callable[[Entry], Span]:
    """The span of any statement held here; what a log's rest on is read once."""
    logs: dict[str, Times] = {}

    def span(entry: Entry) -> Span:
        origin = entry.ref.origin
        if origin not in logs:
            logs[origin] = Times(node, origin)
        return logs[origin].span(entry)

    return span


def _time(line: bytes) -> int:
    blob = decode64(line.split(b" ")[2].strip().decode(), "bad-note", "cosignature")
    return unpack(blob[4:])[0]


def _at(posix: float) -> datetime:
    return datetime.fromtimestamp(posix, UTC)


def _rfc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
