"""A2: with clock, salts and everybody's own acts held fixed, not one byte that an outsider can read changes with the secret.

The same world is played several times; only what two parties say under their own agreement differs: nothing, something far away,
something that collides with everything, a suspension. Parties, agreements, plans and orders of reading are random.
"""

import random
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest

from detente import agreement as agreements
from detente.errors import DetenteError
from detente.node import answer, check, publish
from detente.notice import Activity, Area, Emergency, Movement, Notice, Site
from detente.statement import Ref, Suspend
from detente.testing import Town, away
from detente.volume import Altitude, Circle, Volume4D

NAMES = ("ocha", "france", "russia", "turkey", "us")
HERE = (36.1, 35.8)
Bytes = dict[str, dict[str, bytes]]


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


def volume(rng: random.Random, metres: float) -> Volume4D:
    place = away(HERE, rng.uniform(0, 360), rng.uniform(0, metres))
    return Volume4D(Circle(place, 500.0), Altitude(0, "M", "W84"), Altitude(3000, "M", "W84"))


def nothing(town: Town, agreement: str, pair: tuple[str, str]) -> None:
    """The world without the secret."""


def say(metres: float, *kinds: type[Notice], to_nobody: bool = False) -> Callable[[Town, str, tuple[str, str]], None]:
    def secret(town: Town, agreement: str, pair: tuple[str, str]) -> None:
        rng = random.Random(metres)
        for number, cls in enumerate(kinds):
            fields = {Area: {"stance": "refrain"}, Emergency: {"what": "fire"}}.get(cls, {})
            identity = sha256(f"secret {metres} {number}".encode()).hexdigest()[:32]
            content = town.notice(cls, volume(rng, metres), id=identity, title="SECRET", **fields)
            publish.publish(town[pair[number % 2]], agreement, content, to={} if to_nobody else None)

    return secret


def suspended(town: Town, agreement: str, pair: tuple[str, str]) -> None:
    publish.act(town[pair[0]], agreement, Suspend(clauses=("plans",), because="incident"))


SECRETS = (
    nothing,
    say(400_000.0, Site, Activity),
    say(10.0, Site, Activity, Movement, Area, Activity, Emergency),
    say(10.0, Activity, Site, to_nobody=True),
    suspended,
)


def world(folder: Path, seed: int, secret: Callable[[Town, str, tuple[str, str]], None]) -> tuple[Bytes, list[str]]:
    """Everything that every party can read at the end, and who stands outside the secret's agreement."""
    rng = random.Random(seed)
    with Town(folder, *NAMES, seed=seed) as town:
        pair: tuple[str, str] = tuple(rng.sample(NAMES, 2))  # type: ignore[assignment]
        others = [who for size in (2, 3) for who in combinations(NAMES, size) if not set(pair) <= set(who)]
        common = [town.agree(*who).id for who in rng.sample(others, 4)]
        own = town.agree(*pair, title="secret").id
        for node in town.nodes.values():
            node.entropy = placed
        for step in range(10):
            if step in {2, 5}:
                with suppress(DetenteError):
                    secret(town, own, pair)
            act(town, rng, common, step)
            read(town, rng)
        for _ in range(3):
            town.settle()
        return {name: readable(town, name) for name in NAMES}, [n for n in NAMES if n not in pair]


def act(town: Town, rng: random.Random, common: list[str], step: int) -> None:
    """One act of one party in one of the other agreements: the same in every run, whatever the others answered."""
    chosen, kind, place = rng.choice(common), rng.choice([Site, Activity, Activity, Movement]), volume(rng, 3000)
    coarse, number = rng.random() < 0.3, rng.random()
    members = [name for name in NAMES if chosen in town[name].picture.terms]
    node = town[rng.choice(members)]
    level = "cell" if coarse else "exact"
    to = {f"{name}.example": level for name in members if name != node.party.partition(".")[0]}
    content = town.notice(kind, place, id=sha256(f"{step}".encode()).hexdigest()[:32], title=f"step {step}")
    publish.publish(node, chosen, content, to=to)  # type: ignore[arg-type]
    if number < 0.5:
        plans = [Ref(node.origin(chosen), i) for i in range(1, node.store.size(node.origin(chosen)))]
        mine = [ref for ref in plans if node.entry(ref).leaf.kind == "activity"]
        for ref in mine[:1]:
            for unread in answer.unread(node, ref):
                answer.receipt(node, unread, "opened")
            answer.register(node, ref)


def read(town: Town, rng: random.Random) -> None:
    town.clock.tick(10)
    town.put_out()
    for reader in rng.sample(NAMES, len(NAMES)):
        town.pull(reader, *rng.sample(NAMES, 3))


def readable(town: Town, reader: str) -> dict[str, bytes]:
    found = {}
    for author in NAMES:
        folder = town.outbox(author, reader)
        found |= {f"{author}/{p.relative_to(folder)}": p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return found


@pytest.mark.parametrize("seed", range(3))
def test_not_one_byte_that_an_outsider_can_read_depends_on_the_secret(seed: int, tmp_path: Path) -> None:
    seen: list[Bytes] = []
    for number, secret in enumerate(SECRETS):
        told, outsiders = world(tmp_path / str(number), seed, secret)
        seen.append(told)
    assert any(seen[0][name] != seen[2][name] for name in NAMES if name not in outsiders), "the secret was told to somebody"
    for name in outsiders:
        assert len(seen[0][name]) > 3, "the outsider reads something"
        for other in seen[1:]:
            changed = {path for path in seen[0][name] | other[name] if seen[0][name].get(path) != other[name].get(path)}
            assert changed == set()
            assert not any(b"SECRET" in data for data in other[name].values())


def test_nor_does_an_answer_or_a_picture(tmp_path: Path) -> None:
    """What an outsider's own node answers and knows is the same as well."""
    told = []
    for number, secret in enumerate(SECRETS[:3]):
        with Town(tmp_path / str(number), "france", "russia", "turkey") as town:
            own, common = town.agree("france", "russia").id, town.agree("france", "turkey").id
            for node in town.nodes.values():
                node.entropy = placed
            identity = sha256(b"plan").hexdigest()[:32]
            plan = publish.publish(town["turkey"], common, town.notice(Activity, volume(random.Random(1), 10), id=identity)).ref
            secret(town, own, ("france", "russia"))
            town.settle()
            turkey = town["turkey"]
            given = [check.check(turkey, [volume(random.Random(1), 10)]), check.check_own(turkey, plan)]
            told.append((given, answer.register(turkey, plan).verdict, agreements.origin(turkey.agreement(common), turkey.party)))
            assert own not in turkey.picture.terms
    assert told[0] == told[1] == told[2]
