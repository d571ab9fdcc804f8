"""A1, the second half: adding notices never removes a conflict. Only the author of one of the two can end it, in words."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.conflict import KINDS
from detente.engine import make_engine
from detente.errors import DetenteError, InputError
from detente.geometry import parts
from detente.node import answer, check, publish
from detente.notice import Activity, Area, Emergency, Message, Movement, Notice, Presence, Site
from detente.statement import Declare, Ref, Resume, Suspend
from detente.testing import Town, a_volume, away
from detente.volume import Altitude, Circle, Volume4D

HERE = (36.1, 35.8)
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def some_parts(rng: random.Random) -> Iterator[tuple[object, ...]]:
    while True:
        try:
            yield parts(a_volume(rng, away(HERE, rng.uniform(0, 360), 10 ** rng.uniform(0, 5)), 10 ** rng.uniform(1, 4.5)))
        except InputError:
            continue


@SMALL
@given(st.randoms(use_true_random=False), st.integers(0, 12), st.integers(1, 12), st.integers(0, 4))
def test_the_engine_keeps_what_it_found(rng: random.Random, before: int, more: int, k: int) -> None:
    made, engine = some_parts(rng), make_engine()
    question = next(made)
    kinds = rng.choice([None, frozenset(range(len(KINDS) - 1))])
    for key in range(before):
        engine.insert(key, next(made), owner=key % 2, kind=key % len(KINDS))
    found = engine.screen(question, separation_m=500.0, k=k, kinds=kinds)
    for key in range(before, before + more):
        engine.insert(key, next(made), owner=key % 2, kind=key % len(KINDS))
        grown = engine.screen(question, separation_m=500.0, k=k, kinds=kinds)
        assert set(found.keys.tolist()) <= set(grown.keys.tolist())
        assert sum(g.count for g in grown.groups) == grown.count
        found = grown
    for key in range(before, before + more):
        engine.remove(key)
    again = engine.screen(question, separation_m=500.0, k=k, kinds=kinds)
    assert again.keys.tolist() == [key for key in found.keys.tolist() if key < before]


def volume(rng: random.Random, far: bool) -> Volume4D:
    place = away(HERE, rng.uniform(0, 360), 10 ** rng.uniform(*((5.5, 6.5) if far else (0, 2.5))))
    return Volume4D(Circle(place, 400.0), Altitude(0, "M", "W84"), Altitude(3000, "M", "W84"))


def anything(town: Town, rng: random.Random, agreement: str, taken: str) -> None:
    """Something that any party may say, near or far, in any agreement of its own; also under an id that another uses."""
    who = rng.choice(sorted(town.nodes))
    node = town[who]
    cls: type[Notice] = rng.choice([Activity, Site, Movement, Emergency, Area, Presence, Message])
    more = {
        Emergency: {"what": "fire"},
        Area: {"stance": rng.choice(["no-objection", "refrain"])},
        Presence: {"assertion": "none"},
    }
    fields = more.get(cls, {}) | rng.choice([{}, {}, {"id": taken, "version": 9}])
    held = [terms.agreement.id for terms in node.picture.terms.values()]
    acts = [Suspend(clauses=("plans", "protect"), because="incident"), Resume(clauses=("plans",)), Declare(condition="peace")]
    try:
        match rng.randrange(5):
            case 0 if agreement in held:
                publish.act(node, agreement, rng.choice(acts))
            case 1:
                others = [ref for ref, e in node.picture.entries.items() if e.author != node.party and e.level != "none"]
                answer.receipt(node, rng.choice(sorted(others)), rng.choice(["contests", "objects", "opened"]))  # type: ignore[arg-type]
            case _:
                publish.publish(node, rng.choice(held), town.notice(cls, volume(rng, rng.random() < 0.7), **fields))
    except (DetenteError, IndexError):
        return  # refused whole, or nothing to answer yet


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_anybody_adds_removes_a_conflict_at_any_node(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    with Town(tmp_path, "france", "russia", "ocha") as town:
        terms = town.agree("france", "russia", "ocha")
        town.agree("france", "russia", title="bilateral")
        taken = town.entropy(16).hex()
        site = publish.publish(town["ocha"], terms.id, town.notice(Site, volume(rng, False), id=taken)).ref
        plan = publish.publish(town["france"], terms.id, town.notice(Activity, volume(rng, False), volume(rng, True))).ref
        other = publish.publish(town["russia"], terms.id, town.notice(Activity, volume(rng, False))).ref
        town.settle()
        first = {name: met(town, name, plan) for name in ("france", "russia")}
        assert first["france"] == first["russia"] >= {site, other}
        for _ in range(12):
            anything(town, rng, terms.id, taken)
            town.settle(offline=rng.choice([(), ("ocha",), ("russia",)]))
            for name, found in first.items():
                assert found <= met(town, name, plan)
        for ref in answer.unread(town["france"], plan):
            answer.receipt(town["france"], ref, "opened")
        assert answer.register(town["france"], plan).verdict == "conflict"


def met(town: Town, name: str, plan: Ref) -> set[Ref]:
    """Everything that the plan meets, as this node sees it; the short answer must say conflict as well."""
    given = check.check_own(town[name], plan)
    assert given.answer == "conflict"
    assert given.count >= len(given.conflicts)
    asked = check.check(town[name], town[name].entry(plan).statement.volumes, k=1)  # type: ignore[union-attr]
    assert (asked.answer, len(asked.conflicts)) == ("conflict", 1)
    assert asked.count >= given.count
    return {Ref(c.notice.origin, c.notice.index) for c in given.conflicts}


def test_only_its_author_ends_it_and_in_so_many_words(tmp_path: Path) -> None:
    rng = random.Random(0)
    with Town(tmp_path, "france", "russia") as town:
        terms = town.agree("france", "russia")
        site = publish.publish(town["russia"], terms.id, town.notice(Site, volume(rng, False))).ref
        identity = town.entropy(16).hex()
        plan = publish.publish(town["france"], terms.id, town.notice(Activity, volume(rng, False), id=identity)).ref
        town.settle()
        withdrawal = town.notice(Activity, id=identity, version=2, relation="withdraw")
        with pytest.raises(InputError):
            publish.publish(town["russia"], terms.id, withdrawal)
        assert site in met(town, "russia", plan)
        publish.publish(town["france"], terms.id, withdrawal)
        assert site in met(town, "france", plan), "it counts until the other side has received the withdrawal"
        town.settle()
        assert plan not in town["russia"].indexed
        assert site in town["russia"].indexed


@pytest.mark.parametrize("cls", [Message, Area])
def test_a_statement_of_another_kind_replaces_nothing(cls: type[Notice], tmp_path: Path) -> None:
    """G9: a site under whose id its author later writes a message, or an area of no objection, is still a site."""
    rng = random.Random(0)
    with Town(tmp_path, "ocha", "russia") as town:
        terms = town.agree("ocha", "russia")
        identity = town.entropy(16).hex()
        site = publish.publish(town["ocha"], terms.id, town.notice(Site, volume(rng, False), id=identity)).ref
        town.settle()
        fields = {"stance": "no-objection"} if cls is Area else {}
        publish.publish(town["ocha"], terms.id, town.notice(cls, volume(rng, True), id=identity, version=2, **fields))
        town.settle()
        for name in ("ocha", "russia"):
            found = check.check(town[name], [volume(rng, False)])
            assert [Ref(c.notice.origin, c.notice.index) for c in found.conflicts] == [site]


def test_a_version_without_a_place_replaces_no_place(tmp_path: Path) -> None:
    """G9: who changes the words of a site and forgets its footprint has not withdrawn it."""
    rng = random.Random(0)
    with Town(tmp_path, "ocha", "russia") as town:
        terms = town.agree("ocha", "russia")
        identity = town.entropy(16).hex()
        site = publish.publish(town["ocha"], terms.id, town.notice(Site, volume(rng, False), id=identity)).ref
        town.settle()
        publish.publish(
            town["ocha"], terms.id, town.notice(Site, id=identity, version=2, relation="supersede", title="new words")
        )
        town.settle()
        for name in ("ocha", "russia"):
            found = check.check(town[name], [volume(rng, False)])
            assert [Ref(c.notice.origin, c.notice.index) for c in found.conflicts] == [site]
