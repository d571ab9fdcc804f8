"""The protocol of activities as a small machine: what every party logs, what it has read of the others, what follows from that.

One party's step is one transaction: it appends what it received and everything it says because of it. A crash loses nothing of a
step that is done and all of one that is not, so it is no step of its own; delay, loss and repetition are reading later, not
reading, and reading again what is held. Every activity version lies in a place; two in one place are in conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import NamedTuple

Version = tuple[str, int]
"""An activity's name and the number of the version."""


class Act(NamedTuple):
    """A version of an activity; ``place`` empty: a withdrawal."""

    name: str
    version: int
    place: str


class Receipt(NamedTuple):
    """That a version was received, and whether it was seen to conflict."""

    of: Version
    conflict: bool


class Verdict(NamedTuple):
    """The author's verdict `no known conflict`, or (``good`` false) that it is taken back."""

    of: Version
    good: bool


Record = Act | Receipt | Verdict


Counting = dict[Version, tuple[int, str]]
"""Versions that count in conflicts, with their author and place."""


class State(NamedTuple):
    """``logs``: what each party has said; ``read``: how many records of each other's log each has taken (row: the reader)."""

    logs: tuple[tuple[Record, ...], ...]
    read: tuple[tuple[int, ...], ...]


Step = tuple[str, Callable[[], State]]
"""What can happen, in words, and how the state is then: only a walk that takes the step works that out."""


class Rules(NamedTuple):
    """The protocol, and ways of getting it wrong that a check of it must find.

    ``log_first``: a version is logged, then checked, then judged. Without: it is checked, and logged together with its verdict.
    ``own_plans``: a receipt counts our own pending plans. ``revoke``: a later conflict takes a verdict back. ``wait``: a verdict
    waits for everybody's receipt.
    ``make_first``: an old version counts until all have received the new one. ``lapse``: the verdict on it is nothing to others
    who hold the new one, though it counts with them still: another plan may have been judged by who knows that all have it.
    """

    log_first: bool = True
    own_plans: bool = True
    revoke: bool = True
    wait: bool = True
    make_first: bool = True
    lapse: bool = True


RIGHT = Rules()


class World:
    """Parties and what each may still do: ``plans`` by party, each a list of places, the next version in the next place."""

    def __init__(self, plans: tuple[tuple[tuple[str, ...], ...], ...], rules: Rules = RIGHT) -> None:
        self.plans, self.rules, self.parties = plans, rules, len(plans)
        # A step changes what one party holds: what all others hold was looked at a step ago.
        self._seen: list[tuple[list[tuple[Record, ...]], Counting, set[Version]]] = [([], {}, set())] * len(plans)

    def start(self) -> State:
        """Nobody has said anything."""
        n = self.parties
        return State(((),) * n, ((0,) * n,) * n)

    # --- what a party holds ----------------------------------------------------------------------------------------------

    def held(self, state: State, party: int) -> list[tuple[int, Record]]:
        """Every record that a party holds, with its author."""
        return [(q, record) for q in range(self.parties) for record in self._of(state, party, q)]

    def _of(self, state: State, party: int, author: int) -> tuple[Record, ...]:
        log = state.logs[author]
        return log if author == party else log[: state.read[party][author]]

    def counting(self, state: State, party: int) -> Counting:
        """What counts for a party. An old version counts until all have a newer one."""
        return self.view(state, party)[0]

    def view(self, state: State, party: int) -> tuple[Counting, set[Version]]:
        """What counts for a party, and what stands with `no known conflict`, by whose verdict ever."""
        logs, before = [self._of(state, party, q) for q in range(self.parties)], self._seen[party]
        if before[0] != logs:
            held = self.held(state, party)
            before = self._seen[party] = (logs, self._count(held), self._good(held, party))
        return before[1:]

    def _good(self, held: list[tuple[int, Record]], party: int) -> set[Version]:
        last = {r.of: (r.good, q) for q, r in held if isinstance(r, Verdict)}
        newest = {r.name: r.version for _, r in held if isinstance(r, Act)} if self.rules.lapse else {}
        return {of for of, (good, author) in last.items() if good and (author == party or of[1] >= newest.get(of[0], 0))}

    def _count(self, held: list[tuple[int, Record]]) -> Counting:
        acts = {(r.name, r.version): (q, r.place) for q, r in held if isinstance(r, Act)}
        found = {}
        for (name, version), (author, place) in acts.items():
            newer = [v for n, v in acts if n == name and v > version]
            if place and not any(self._replaced(held, author, (name, v)) for v in newer):
                found[name, version] = (author, place)
        return found

    def _replaced(self, held: list[tuple[int, Record]], author: int, newer: Version) -> bool:
        got = {q for q, r in held if isinstance(r, Receipt) and r.of == newer}
        return not self.rules.make_first or got >= set(range(self.parties)) - {author}

    def standing(self, state: State, party: int) -> set[Version]:
        """Versions of a party that stand with its verdict `no known conflict`, as its own log says."""
        last = {r.of: r.good for r in state.logs[party] if isinstance(r, Verdict)}
        return {version for version, good in last.items() if good}

    # --- steps -----------------------------------------------------------------------------------------------------------

    def steps(self, state: State) -> Iterator[Step]:
        """Everything that can happen next, each in words."""
        for party in range(self.parties):
            yield from self._publish(state, party)
            yield from self._judge(state, party)
            for author in range(self.parties):
                if author != party and state.read[party][author] < len(state.logs[author]):
                    yield f"{party} reads {author}", partial(self._take, state, party, author)

    def _publish(self, state: State, party: int) -> Iterator[Step]:
        said = [r for r in state.logs[party] if isinstance(r, Act)]
        for number, places in enumerate(self.plans[party]):
            name = f"{party}.{number}"
            version = sum(r.name == name for r in said)
            if version == len(places):
                continue
            act = Act(name, version, places[version])
            records: list[Record] = [act]
            if not self.rules.log_first and act.place and not self._meets(state, party, act.place, name):
                records.append(Verdict((name, version), True))
            yield f"{party} says {name} version {version}", partial(self._append, state, party, records)

    def _judge(self, state: State, party: int) -> Iterator[Step]:
        counting, standing = self.counting(state, party), self.standing(state, party)
        for (name, version), (author, place) in counting.items():
            known = author != party or (name, version) in standing
            if known or self._meets(state, party, place, name) or not self._answered(state, party, (name, version)):
                continue
            yield f"{party} judges {name}", partial(self._append, state, party, [Verdict((name, version), True)])

    def _answered(self, state: State, party: int, version: Version) -> bool:
        given = {q: r.conflict for q, r in self.held(state, party) if isinstance(r, Receipt) and r.of == version and q != party}
        everybody = len(given) == self.parties - 1 or not self.rules.wait
        return everybody and not any(given.values())

    def _meets(self, state: State, party: int, place: str, name: str) -> bool:
        return any(p == place and other != name for (other, _), (_, p) in self.counting(state, party).items())

    def _take(self, state: State, party: int, author: int) -> State:
        at = state.read[party][author]
        record = state.logs[author][at]
        row = tuple(n + (q == author) for q, n in enumerate(state.read[party]))
        after = State(state.logs, tuple(row if p == party else r for p, r in enumerate(state.read)))
        if not isinstance(record, Act):
            return after
        counting = self.counting(after, party)
        met = [
            (version, owner) for version, (owner, place) in counting.items()
            if record.place and place == record.place and version[0] != record.name
        ]  # fmt: skip
        # What a third party told is no part of an answer.
        conflict = any(owner == party for _, owner in met) and self.rules.own_plans
        said: list[Record] = [Receipt((record.name, record.version), conflict)]
        if self.rules.revoke:
            standing = self.standing(after, party)
            said += [Verdict(version, False) for version, owner in met if owner == party and version in standing]
        return self._append(after, party, said)

    def _append(self, state: State, party: int, records: list[Record]) -> State:
        logs = tuple(log + tuple(records) if p == party else log for p, log in enumerate(state.logs))
        return State(logs, state.read)

    # --- the property ----------------------------------------------------------------------------------------------------

    def broken(self, state: State) -> str:
        """What must never be, in words; else nothing.

        In nobody's picture do two activities in one place both count and both stand with `no known conflict`; nor do they at
        their authors, each in its own picture; and no author lets its verdict stand beside what it has read of somebody else.
        """
        views = [self.view(state, party) for party in range(self.parties)]
        for party, (counting, good) in enumerate(views):
            for version in good & counting.keys():
                author, place = counting[version]
                for other, (owner, there) in counting.items():
                    if place == there and version[0] != other[0] and (other in good or (party == author != owner)):
                        return f"{party} is shown {version} as without conflict beside {other}, both in {place}"
        own = [(v, views[p][0][v][1]) for p in range(self.parties) for v in self.standing(state, p) & views[p][0].keys()]
        for (a, place), (b, there) in combinations(own, 2):
            if place == there and a[0] != b[0]:
                return f"{a} and {b} both stand in {place}, each at its author"
        return ""


def explore(world: World, seen_limit: int = 50_000_000) -> tuple[int, str]:
    """Every state that can be reached: how many there are, and the first way to one that is broken (empty: none is)."""
    start = world.start()
    seen, front = {start}, [start]
    came: dict[State, tuple[State, str]] = {}
    while front:
        following: list[State] = []
        for state in front:
            for words, step in world.steps(state):
                after = step()
                if after in seen:
                    continue
                seen.add(after)
                came[after] = (state, words)
                if what := world.broken(after):
                    return len(seen), f"{' · '.join(_way(came, after, start))}: {what}"
                following.append(after)
        front = following
        if len(seen) > seen_limit:
            raise MemoryError(f"more than {seen_limit} states")
    return len(seen), ""


def _way(came: dict[State, tuple[State, str]], state: State, start: State) -> list[str]:
    steps = []
    while state != start:
        state, words = came[state]
        steps.append(words)
    return steps[::-1]


def walk(world: World, choose: Callable[[int], int], length: int) -> str:
    """One random schedule; what is broken in it, with the way there (empty: nothing is)."""
    state, way = world.start(), []
    for _ in range(length):
        steps = list(world.steps(state))
        if not steps:
            break
        words, step = steps[choose(len(steps))]
        state = step()
        way.append(words)
        if what := world.broken(state):
            return f"{' · '.join(way)}: {what}"
    return ""
