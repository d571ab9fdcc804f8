"""A2: with clock, salts and everybody's own acts held fixed, not one byte that an outsider can read changes with the secret.

The same world is played several times; only what the members of one agreement say in it differs. Parties, agreements, acts and
orders of reading are random, and every agreement in turn holds the secret. More worlds: ``DETENTE_TOPOLOGIES=20 pytest …``.
"""

import os
import random
from hashlib import sha256
from pathlib import Path

import pytest
from topologies import SECRETS, Topology, World, nothing, placed, play, say, topology, volume

from detente import agreement as agreements
from detente.node import answer, check, publish
from detente.notice import Activity, Site
from detente.testing import Town

EVERY = "DETENTE_TOPOLOGIES" in os.environ
TOPOLOGIES = int(os.environ.get("DETENTE_TOPOLOGIES", "3"))


def changed(before: World, after: World, members: tuple[str, ...], where: int) -> list[str]:
    """What differs for those outside an agreement, or in what its members can prove of the others."""
    found = []
    for name in sorted(set(before.told) - set(members)):
        one, other = before.told[name], after.told[name]
        found += [f"{name} reads {key}" for key in sorted(one.keys() | other.keys()) if one.get(key) != other.get(key)]
    for (name, number), one in before.evidence.items():
        other = after.evidence[name, number] if number != where else one
        found += [f"{name} proves {key}" for key in sorted(one.keys() | other.keys()) if one.get(key) != other.get(key)]
    return found


def meaningful(world: World, made: Topology) -> None:
    """Outsiders read something, and every request for more is refused: else nothing would be compared with nothing."""
    for name, told in world.told.items():
        asked = [words for key, words in told.items() if key.startswith("error") and " of agreement " in key]
        assert asked or all(name in group for group in made.groups)
        assert not [words for words in asked if words.startswith("NO ERROR")]
        assert any("/content/" in key for key in told) or not any(name in group for group in made.groups)
    assert all(world.evidence.values())


@pytest.mark.parametrize("seed", range(TOPOLOGIES))
def test_not_one_byte_that_an_outsider_can_read_depends_on_the_secret(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every pair of overlapping agreements; every secret in each where more worlds are asked for, else some in turn."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    made = topology(seed)
    before = play(tmp_path / "nothing", made, seed)
    meaningful(before, made)
    worlds = 1
    places = sorted({secret for secret, _ in made.pairs()})
    for where in places:
        members = made.groups[where]
        words = [word for number, word in enumerate(SECRETS) if EVERY or (number + where + seed) % 4 == 0]
        worlds += len(words)
        for word in words:
            after = play(tmp_path / f"{where} {word}", made, seed, SECRETS[word], where)
            assert any(before.told[name] != after.told[name] for name in members), "the secret was told to somebody"
            assert changed(before, after, members, where) == [], f"{word} among {members} of {made}"
    print(f"\ntopology {seed}: {len(made.names)} parties, {len(made.pairs())} pairs, {worlds} worlds")


def test_nor_does_an_answer_or_a_picture(tmp_path: Path) -> None:
    """What an outsider's own node answers and knows is the same as well."""
    told = []
    for number, secret in enumerate((nothing, say(400_000.0, Site, Activity), SECRETS["colliding"])):
        with Town(tmp_path / str(number), "france", "russia", "turkey") as town:
            own, common = town.agree("france", "russia").id, town.agree("france", "turkey").id
            for node in town.nodes.values():
                node.entropy = placed
            identity = sha256(b"plan").hexdigest()[:32]
            plan = publish.publish(town["turkey"], common, town.notice(Activity, volume(random.Random(1), 10), id=identity)).ref
            secret(town, own, ("france", "russia"), 0)
            town.settle()
            turkey = town["turkey"]
            given = [check.check(turkey, [volume(random.Random(1), 10)]), check.check_own(turkey, plan)]
            told.append((given, answer.register(turkey, plan).verdict, agreements.origin(turkey.agreement(common), turkey.party)))
            assert own not in turkey.picture.terms
            assert b"SECRET" not in town.told("turkey")
    assert told[0] == told[1] == told[2]
