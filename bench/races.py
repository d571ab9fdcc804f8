"""Races: every node plans at about the same time in one busy cell, and none may miss what meets it. Real nodes, a modelled line.

``python -m bench.races`` runs them alone, ``DETENTE_RACES=10000`` as many in all.

In a race each of 3, 5 or 7 nodes (`detente.node.node.Node`, each with its SQLite store, all in this process) publishes one plan
within 33 ms of the others', in one cell of about 1 km; windows are drawn so that some pairs meet and some do not. Messages
take max(1, N(16.5, 7.5)) ms one way, so one may overtake another. A race is over when nobody has anything more to say.

The clock is modelled: an event queue by time of delivery, in which a step of a node keeps that node, and no other, busy for as
long as it took this process in CPU time. So it is as if every node had a core of its own, and waiting for the disk is not in it
(see ``fsync_ms``; a verdict waits for two such writes). Nodes say what is new at most every 10 ms, the least that
``serve.tick_s`` may be. What a message carries is read from its author's store as it stood when it was sent; the files, HTTPS
and the hints by which nodes fetch it are not in these figures (`bench.network` measures them).

Of a pair that meets, both authors stand with `no known conflict`, at any instant: missed. Beside it stand the pairs of which
neither author had read the other's plan when it published: those that check-then-publish misses.
"""

from __future__ import annotations

import heapq
import itertools
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

from bench.machine import describe
from bench.write import Row
from detente import agreement as agreements
from detente import picture
from detente.errors import PeerError
from detente.node import answer, gossip, publish, sync
from detente.node.node import Node
from detente.node.outbox import disclosed, sign_head
from detente.notice import Activity
from detente.peer.folder import FolderSource
from detente.statement import Ref
from detente.store import Content
from detente.terms import Agreement
from detente.testing import START, Town, away
from detente.volume import Circle, Volume4D

SHARES = {3: 0.7, 5: 0.22, 7: 0.08}
"""Of all races, those between so many nodes: about as much work for each."""
DELAY_S, SPREAD_S, LEAST_S = 0.0165, 0.0075, 0.001
TICK_S = 0.01
TOGETHER = 40
"""Races in one town: nodes whose picture is neither empty nor ever larger."""
CENTRE = (36.1, 35.8)
CELL_M, SIZE_M = 450.0, 50.0
LONG, WITHIN, APART = timedelta(minutes=20), timedelta(hours=2), timedelta(hours=4)


class Sent(FolderSource):
    """What a node has for another, as it stands when this is made."""

    def __init__(self, author: Node, reader: str, agreement: Agreement) -> None:
        super().__init__(author.folder)
        self.origin = agreements.origin(agreement, author.party)
        self.size = author.store.size(self.origin)
        self._author, self._reader = author, reader
        self._head, self._seen = sign_head(author, agreement), gossip.seen(author, agreement)

    def origins(self) -> list[str]:
        return [self.origin]

    def checkpoint(self, origin: str) -> bytes:
        return self._head

    def entries(self, origin: str, start: int, size: int) -> list[bytes]:
        return [leaf for _, leaf, _ in self._author.store.leaves(origin, start, min(size, self.size))]

    def contents(self, origin: str, start: int = 0, end: int | None = None) -> list[Content]:
        stop = self.size if end is None else min(end, self.size)
        return disclosed(self._author, self._author.store.contents(origin, start, stop), self._reader)

    def seen(self, origin: str) -> dict[str, bytes]:
        return self._seen

    def file(self, origin: str, name: str) -> bytes:
        folder, _, party = name.partition("/")
        if folder != "seen" or party not in self._seen:
            raise PeerError("not-found", "nothing stands there", where=f"{origin} {name}")
        return self._seen[party]


@dataclass
class Plan:
    """An activity in a race. ``knew``: other plans of the race that its author had read when it published."""

    name: str
    volume: Volume4D
    ref: Ref | None = None
    began: float = 0.0
    ended: float = 0.0
    knew: set[Ref] = field(default_factory=set)


@dataclass
class Tally:
    """What came of races. ``seconds`` on the modelled clock until the last verdict of each, ``cpu_s`` of this process."""

    races: int = 0
    pairs: int = 0
    blind: int = 0
    missed: int = 0
    clear: int = 0
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu_s: float = 0.0


class Line:
    """The nodes of a town, what is under way between them, and the clock."""

    def __init__(self, town: Town, rng: random.Random, tally: Tally) -> None:
        self.town, self.rng, self.tally = town, rng, tally
        self.agreement = town.agree(*town.nodes)
        self.now = 0.0
        self.plans: list[Plan] = []
        self._queue: list[tuple[float, int, str, Callable[[], None]]] = []
        self._count = itertools.count()
        self._busy = dict.fromkeys(town.nodes, 0.0)
        self._next_put = dict.fromkeys(town.nodes, 0.0)
        self._said = dict.fromkeys(town.nodes, 0)
        for name in town.nodes:
            self._changed(name)
        self._run()

    def race(self, number: int) -> None:
        """One race, until nobody has anything more to say."""
        begin = self.now
        self.plans = [Plan(name, self._volume(number)) for name in self.town.nodes]
        for plan in self.plans:
            self._at(begin + self.rng.uniform(0.0, 2 * DELAY_S), plan.name, lambda plan=plan: self._publish(plan))  # type: ignore[misc]
        missed = self._run()
        meeting = [(a, b) for a, b in itertools.combinations(self.plans, 2) if _meet(a, b)]
        self.tally.races += 1
        self.tally.pairs += len(meeting)
        self.tally.blind += sum(a.ref not in b.knew and b.ref not in a.knew for a, b in meeting)
        self.tally.missed += len(missed)
        self.tally.clear += sum(self._stands(plan) for plan in self.plans)
        self.tally.seconds += max(plan.ended for plan in self.plans) - begin
        assert all(plan.ended for plan in self.plans), "a plan without a verdict"

    def _volume(self, number: int) -> Volume4D:
        place = away(CENTRE, self.rng.uniform(0, 360), self.rng.uniform(0, CELL_M))
        start = START + timedelta(days=1) + number * APART + timedelta(minutes=self.rng.randrange(WITHIN // timedelta(minutes=1)))
        return Volume4D(Circle(place, SIZE_M), time_start=start, time_end=start + LONG)

    # --- the queue -------------------------------------------------------------------------------------------------------

    def _at(self, when: float, name: str, work: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (when, next(self._count), name, work))

    def _run(self) -> set[tuple[str, str]]:
        """Let everything happen; returns the pairs that were missed at any instant."""
        missed: set[tuple[str, str]] = set()
        while self._queue:
            when, _, name, work = heapq.heappop(self._queue)
            if when < self._busy[name]:
                self._at(self._busy[name], name, work)
                continue
            self.now = max(self.now, when)
            self.town.clock.now = START + timedelta(seconds=int(self.now))
            start = time.process_time()
            work()
            took = time.process_time() - start
            self.tally.cpu_s += took
            self._busy[name] = self.now + took
            self._note(name)
            missed |= set(self._missed())
        return missed

    def _note(self, name: str) -> None:
        """After a step: verdicts that it gave have taken as long as it took; what it said leaves on the tick."""
        done = [plan for plan in self.plans if plan.name == name and not plan.ended and self._judged(plan)]
        for plan in done:
            plan.ended = self._busy[name]
            self.tally.waits.append(plan.ended - plan.began)
        self._changed(name)

    def _changed(self, name: str) -> None:
        size = self.town[name].store.size(agreements.origin(self.agreement, f"{name}.example"))
        if size > self._said[name]:
            self._said[name] = size
            self._next_put[name] = max(self._busy[name], self._next_put[name])
            self._at(self._next_put[name], name, lambda: self._put_out(name))
            self._next_put[name] += TICK_S

    # --- steps of a node -------------------------------------------------------------------------------------------------

    def _publish(self, plan: Plan) -> None:
        node = self.town[plan.name]
        plan.began = self.now
        plan.knew = {other.ref for other in self.plans if other.ref in node.picture.entries and other.ref}
        plan.ref = publish.publish(node, self.agreement.id, self.town.notice(Activity, plan.volume)).ref

    def _put_out(self, name: str) -> None:
        author = self.town[name]
        for reader in self.town.nodes:
            if reader != name:
                sent = Sent(author, f"{reader}.example", self.agreement)
                delay = max(LEAST_S, self.rng.gauss(DELAY_S, SPREAD_S))
                self._at(self.now + delay, reader, lambda sent=sent, reader=reader: self._read(reader, sent))  # type: ignore[misc]

    def _read(self, name: str, sent: Sent) -> None:
        node = self.town[name]
        if sent.size <= node.store.size(sent.origin):
            return  # a later one has overtaken it
        sync.pull(node, sent)
        for plan in self.plans:
            if plan.name == name and plan.ref and not plan.ended and not picture.unconfirmed(node.picture, plan.ref):
                self._judge(node, plan.ref)

    def _judge(self, node: Node, ref: Ref) -> None:
        for unread in answer.unread(node, ref):
            if unread not in node.picture.entries:
                return  # named by another, and under way
            answer.receipt(node, unread, "opened")
        answer.register(node, ref)

    # --- what is looked at -----------------------------------------------------------------------------------------------

    def _judged(self, plan: Plan) -> bool:
        return plan.ref is not None and bool(picture.verdicts(self.town[plan.name].picture, plan.ref))

    def _stands(self, plan: Plan) -> bool:
        return plan.ref is not None and picture.no_known_conflict(self.town[plan.name].picture, plan.ref)

    def _missed(self) -> Iterator[tuple[str, str]]:
        standing = [plan for plan in self.plans if self._stands(plan)]
        yield from ((a.name, b.name) for a, b in itertools.combinations(standing, 2) if _meet(a, b))


def _meet(a: Plan, b: Plan) -> bool:
    """All lie nearer together than the separation that the agreement asks for: they meet when their windows do."""
    starts = (a.volume.time_start, b.volume.time_start)
    assert starts[0] is not None
    assert starts[1] is not None
    return abs(starts[0] - starts[1]) <= LONG


def run(folder: Path, nodes: int, races: int, seed: int = 1) -> Tally:
    """So many races between so many nodes."""
    tally = Tally()
    for town_number, first in enumerate(range(0, races, TOGETHER)):
        with tempfile.TemporaryDirectory(dir=folder) as below:
            name = f"{nodes}/{town_number}/{seed}"
            with Town(Path(below), *"abcdefg"[:nodes], seed=name) as town:
                line = Line(town, random.Random(name), tally)
                for number in range(first, min(races, first + TOGETHER)):
                    line.race(number - first)
    return tally


def rows(tally: Tally, nodes: int) -> list[Row]:
    """The rows of the table for races between so many nodes."""
    cuts, verdicts = quantiles(tally.waits, n=100), len(tally.waits)
    what = f"{tally.races} races of {nodes}, {tally.pairs} pairs that meet: missed (goal: 0); by check-then-publish"
    rate, on_one = verdicts / tally.seconds, verdicts / tally.cpu_s
    return [
        Row(what=what, ours=tally.missed, other=tally.blind, ratio=tally.missed / tally.blind if tally.blind else 0.0),
        Row(
            what=f"races of {nodes}: verdicts/s, a core for each; on one core for all",
            ours=rate,
            other=on_one,
            ratio=rate / on_one,
        ),
        Row(what=f"races of {nodes}, plan to verdict: p50 and p99, s", ours=cuts[49], other=cuts[98], ratio=cuts[49] / cuts[98]),
    ]


def races(folder: Path, count: int) -> list[Row]:
    """About ``count`` races, shared out between 3, 5 and 7 nodes."""
    found: list[Row] = []
    for nodes, share in SHARES.items():
        start = time.perf_counter()
        tally = run(folder, nodes, max(2, round(count * share)))
        found += rows(tally, nodes)
        took, verdicts = time.perf_counter() - start, len(tally.waits)
        print(f"races of {nodes}: {tally.races} in {took:.0f} s, {tally.clear} of {verdicts} plans without conflict", flush=True)
    return found


def main() -> None:
    """The races alone."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        print("  ".join(f"{key} {value}" for key, value in describe(folder).items()), flush=True)
        for row in races(folder, int(os.environ.get("DETENTE_RACES", "200"))):
            print(f"{row['what']:100}{row['ours']:12.3f}{row['other']:12.3f}{row['ratio']:8.3f}")


if __name__ == "__main__":
    main()
