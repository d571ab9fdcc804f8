"""Worlds for the proof of noninterference: random agreements, the same acts in every run, and one secret that varies."""

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from functools import partial
from hashlib import sha256
from itertools import combinations, permutations
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from detente.errors import DetenteError, OurError
from detente.node import answer, between, check, look, prove, publish, receive, release, reveal
from detente.node.node import Node
from detente.notice import Activity, Area, Emergency, Movement, Notice, Site
from detente.statement import MissingContent, Receipt, Redact, Ref, Reveal, Suspend
from detente.terms import Level
from detente.testing import Town, away
from detente.volume import Altitude, Circle, Volume4D

NAMES: Final = ("ocha", "france", "russia", "turkey", "us", "un")
HERE: Final = (36.1, 35.8)
STEPS: Final = 6
Group = tuple[str, ...]
Told = dict[str, str]
"""What somebody can read: a name for it, and its hash or its words."""


def placed(count: int) -> bytes:
    """Entropy that depends on nothing but the place in a log for which it is drawn: salts are held fixed."""
    frame = sys._getframe(1)
    while frame is not None:
        held = frame.f_locals
        if "origin" in held and "index" in held:
            seed = f"{held['origin']} {held['index']} {held.get('level', '')} {count}"
            return sha256(seed.encode()).digest()[:count]
        frame = frame.f_back  # type: ignore[assignment]
    raise AssertionError("entropy was drawn for no place in a log: this test must learn where")


def volume(rng: random.Random, metres: float, radius: float = 500.0) -> Volume4D:
    """A circle somewhere within ``metres`` of here."""
    place = away(HERE, rng.uniform(0, 360), rng.uniform(0, metres))
    return Volume4D(Circle(place, radius), Altitude(0, "M", "W84"), Altitude(3000, "M", "W84"))


# --- topologies ----------------------------------------------------------------------------------------------------------


class Topology(NamedTuple):
    """Parties, and the members of every agreement between them."""

    names: Group
    groups: tuple[Group, ...]

    def pairs(self) -> list[tuple[int, int]]:
        """Agreements with a member in common, of which the second has a member that stands outside the first."""
        sets = [set(group) for group in self.groups]
        return [(i, j) for i, j in permutations(range(len(sets)), 2) if sets[i] & sets[j] and sets[j] - sets[i]]


def topology(seed: int) -> Topology:
    """Three to six parties in three to five agreements of two to four, at least two of which overlap."""
    rng = random.Random(f"topology {seed}")
    while True:
        names = NAMES[: rng.randrange(3, len(NAMES) + 1)]
        possible = [group for size in (2, 2, 3, 4) for group in combinations(names, size) if size < len(names)]
        distinct = sorted(set(possible))
        groups = tuple(rng.sample(distinct, min(len(distinct), rng.randrange(3, 6))))
        found = Topology(names, groups)
        if len(found.pairs()) >= 2:
            return found


# --- secrets -------------------------------------------------------------------------------------------------------------

Secret = Callable[[Town, str, Group, int], None]
"""What members of an agreement say in it: called twice, with the number of the call."""


def nothing(town: Town, agreement: str, group: Group, call: int) -> None:
    """The world without the secret."""


def say(metres: float, *kinds: type[Notice], to: Level | None = "exact", then: Secret = nothing) -> Secret:
    """Members in turn give notices; at the second call they do something about them as well."""

    def secret(town: Town, agreement: str, group: Group, call: int) -> None:
        rng = random.Random(metres)
        for number, cls in enumerate(kinds):
            fields = {Area: {"stance": "refrain"}, Emergency: {"what": "fire"}}.get(cls, {})
            identity = sha256(f"secret {metres} {number} {call}".encode()).hexdigest()[:32]
            content = town.notice(cls, volume(rng, metres, 20_000.0), id=identity, title="SECRET", **fields)
            author, *others = group[number % len(group) :] + group[: number % len(group)]
            given: dict[str, Level] = {f"{other}.example": to for other in others} if to else {}
            with suppress(DetenteError):
                publish.publish(town[author], agreement, content, to=given)
        if call:
            then(town, agreement, group, call)

    return secret


def suspended(town: Town, agreement: str, group: Group, call: int) -> None:
    """A member suspends the clause on plans."""
    publish.act(town[group[0]], agreement, Suspend(clauses=("plans",), because="incident"))


def _own(node: Node, agreement: str) -> list[Ref]:
    held = (Ref(node.origin(agreement), index) for index in range(1, node.store.size(node.origin(agreement))))
    return [ref for ref in held if isinstance(node.entry(ref).statement, Notice)]


def withdrawn(town: Town, agreement: str, group: Group, call: int) -> None:
    """Everything said so far is withdrawn, and then deleted where that can be."""
    for node in (town[name] for name in group):
        for ref in _own(node, agreement):
            with suppress(DetenteError):
                publish.withdraw(node, ref)
            with suppress(DetenteError):
                reveal.redact(node, ref, although_it_counts=True)


def asked_and_released(town: Town, agreement: str, group: Group, call: int) -> None:
    """Members ask each other for release, and give it to anyone."""
    for author, other in permutations(group, 2):
        for ref in _own(town[author], agreement):
            with suppress(DetenteError):
                release.ask(town[other], ref)
            with suppress(DetenteError):
                release.give(town[author], ref, [f"{other}.example"], anyone=True)


def crossed(town: Town, agreement: str, group: Group, call: int) -> None:
    """Members say things in this agreement that cite what they hold under others."""
    for node in (town[name] for name in group):
        foreign = [ref for ref, e in sorted(node.picture.entries.items()) if e.leaf.agreement != agreement][:20]
        for ref in foreign:
            entry = node.entry(ref)
            for act in (
                Receipt(of=entry.leaf_hash, grade="contests", asks_for="release"),
                Reveal(level="exact"),
                Redact(),
                MissingContent(),
            ):
                publish.act(node, agreement, act, cites=[ref])


PLANS: Final = (Site, Activity, Movement, Area, Activity, Emergency)
SECRETS: Final[dict[str, Secret]] = {
    "far away": say(400_000.0, Site, Activity),
    "colliding": say(10.0, *PLANS),
    "undisclosed": say(10.0, *PLANS, to=None),
    "as cells": say(10.0, *PLANS, to="cell"),
    "suspended": suspended,
    "withdrawn": say(10.0, *PLANS, then=withdrawn),
    "released": say(10.0, Site, Activity, then=asked_and_released),
    "crossed": say(10.0, Site, Activity, then=crossed),
}


# --- one run -------------------------------------------------------------------------------------------------------------


class World(NamedTuple):
    """What every party could read at the end; and what each could prove of every agreement, by its number."""

    told: dict[str, Told]
    evidence: dict[tuple[str, int], Told]


def play(folder: Path, topology: Topology, seed: int, secret: Secret = nothing, where: int = 0) -> World:
    """The same acts in all agreements, and the secret in agreement number ``where``."""
    rng = random.Random(seed)
    with Town(folder, *topology.names, seed=seed) as town:
        ids = [town.agree(*group, title=f"agreement {number}").id for number, group in enumerate(topology.groups)]
        for node in town.nodes.values():
            node.entropy = placed
        stumbled: dict[str, list[str]] = {name: [] for name in topology.names}
        for step in range(STEPS):
            if step in {1, 4}:
                secret(town, ids[where], topology.groups[where], int(step == 4))
            if step == 3:
                _probe(town, topology, ids)
            _act(town, topology, ids, rng, step, where)
            _read(town, rng, stumbled)
        town.settle()
        told = {name: _readable(town, name) | dict(_met(town, topology, ids, name)) for name in topology.names}
        for name, errors in stumbled.items():
            told[name] |= {f"error {number} in reading": error for number, error in enumerate(errors)}
        proofs = {(n, k): _proofs(town[n], id_) for k, id_ in enumerate(ids) for n in topology.groups[k]}
        return World(told, proofs)


def _act(town: Town, topology: Topology, ids: list[str], rng: random.Random, step: int, where: int) -> None:
    """An act in every agreement: the same in every run, whatever others answered; the secret may forbid it in its own alone."""
    for number, group in enumerate(topology.groups):
        kinds: tuple[type[Notice], ...] = (Site, Activity, Activity, Movement)
        kind, place, coarse, chance = rng.choice(kinds), volume(rng, 3000), rng.random(), rng.random()
        node = town[rng.choice(group)]
        to: dict[str, Level] = {
            f"{n}.example": "cell" if coarse < 0.3 else "exact" for n in group if f"{n}.example" != node.party
        }
        content = town.notice(kind, place, id=sha256(f"{step} {number}".encode()).hexdigest()[:32], title=f"step {step}")
        with suppress(OurError) if number == where else nullcontext():
            publish.publish(node, ids[number], content, to={} if coarse > 0.9 else to)
        if chance < 0.6:
            _settle_one(node, ids[number])


def _settle_one(node: Node, agreement: str) -> None:
    for ref in [ref for ref in _own(node, agreement) if node.entry(ref).leaf.kind == "activity"][-1:]:
        for unread in answer.unread(node, ref):
            answer.receipt(node, unread, "opened")
        with suppress(DetenteError):
            answer.register(node, ref)


def _probe(town: Town, topology: Topology, ids: list[str]) -> None:
    """Everybody says something in agreements of its own that cites what may stand in the others'."""
    for name in topology.names:
        own = [k for k, group in enumerate(topology.groups) if name in group]
        foreign = [k for k, group in enumerate(topology.groups) if name not in group]
        for k in foreign:
            cites = [Ref(f"{other}.example/agr/{ids[k]}/0", index) for other in topology.groups[k] for index in (1, 2, 3)]
            for act in (Receipt(of="0" * 64, grade="contests"), Reveal(level="exact"), Redact(), MissingContent()):
                for j in own[:2]:
                    publish.act(town[name], ids[j], act, cites=cites)


def _read(town: Town, rng: random.Random, stumbled: dict[str, list[str]]) -> None:
    town.clock.tick(10)
    town.put_out()
    names = sorted(town.nodes)
    for reader in rng.sample(names, len(names)):
        for author in rng.sample(names, min(3, len(names))):
            try:
                town.pull(reader, author)
            except DetenteError as error:
                stumbled[reader].append(f"{error} {error.as_dict()}")


def _readable(town: Town, reader: str) -> Told:
    found: Told = {}
    for author in town.nodes:
        folder = town.outbox(author, reader)
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        found |= {f"{author}/{path.relative_to(folder)}": sha256(path.read_bytes()).hexdigest() for path in paths}
    return found


def _proofs(node: Node, agreement: str) -> Told:
    refs = sorted(ref for ref, entry in node.picture.entries.items() if entry.leaf.agreement == agreement)
    return {str(ref): sha256(prove.prove(node, ref)).hexdigest() for ref in refs}


def _met(town: Town, topology: Topology, ids: list[str], name: str) -> Iterator[tuple[str, str]]:
    """What a party's own node answers, and the errors with which it meets requests for what it must not have."""
    node = town[name]
    given = [check.check(node, [volume(random.Random(n), 3000)]) for n in range(2)]
    own = [ref for k, group in enumerate(topology.groups) if name in group for ref in _own(node, ids[k])[-2:]]
    yield "answers", repr([*given, *(check.check_own(node, ref) for ref in own)])
    yield "lists", repr([*look.lines(node), look.logs(node), between.between(node), release.asked(node)])
    for k in (k for k, group in enumerate(topology.groups) if name not in group):
        for other in topology.groups[k]:
            for number, request in enumerate(_requests(town, node, ids[k], f"{other}.example")):
                yield f"error {number} of agreement {k} at {other}", _error(request)


def _requests(town: Town, node: Node, agreement: str, other: str) -> Iterator[Callable[[], object]]:
    origin = f"{other}/agr/{agreement}/0"
    for text in (f"{origin}#1", f"{origin}#99", f"{other}#999", "nonsense", f"{origin}#x"):
        yield partial(_look_up, node, text)
    ref = Ref(origin, 1)
    content = town.notice(Site, volume(random.Random(1), 10), id="0" * 32)
    ours = next((terms for terms in node.picture.terms if not _member(node, terms, other)), None)
    yield lambda: node.agreement(agreement)
    yield lambda: list(look.statements(node, origin))
    yield lambda: look.detail(node, ref)
    yield lambda: prove.prove(node, ref)
    yield lambda: check.check_own(node, ref)
    yield lambda: answer.receipt(node, ref, "asks")
    yield lambda: answer.register(node, ref)
    yield lambda: reveal.reveal(node, ref, [node.party])
    yield lambda: release.ask(node, ref)
    yield lambda: release.pass_on(node, ref, ours or agreement)
    yield lambda: publish.withdraw(node, ref)
    yield lambda: publish.publish(node, agreement, content)
    yield lambda: receive.refuse_foreign(node, origin)
    if ours:
        yield lambda: publish.publish(node, ours, content, to={other: "exact"})


def _look_up(node: Node, text: str) -> object:
    return node.entry(node.ref(text))


def _member(node: Node, agreement: str, party: str) -> bool:
    return any(m.party == party for m in node.agreement(agreement).members)


def _error(request: Callable[[], object]) -> str:
    try:
        return f"NO ERROR {msgspec.to_builtins(request(), enc_hook=repr)}"
    except DetenteError as error:
        return f"{error} {error.as_dict()}"
