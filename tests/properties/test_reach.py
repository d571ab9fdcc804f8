"""Coverage is the set of valid receipts that arrived, whatever was lost on the way (A6, R01, R16)."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from detente import sign
from detente.errors import DetenteError
from detente.node import answer, pack, publish
from detente.node.device import Device
from detente.node.reach import Reaches, publish_roster
from detente.notice import Movement
from detente.reach import SATISFIES, coverage
from detente.statement import Duty, Post, Receipt, Ref, Roster, encode
from detente.terms import Clause
from detente.testing import Town
from detente.volume import Circle, Volume4D

GRADES = ("delivered", "opened", "loaded", "accounted-for")
CLAUSES = (Clause("moves", ("movement", "site"), required_reach=GRADES), Clause("line", ("emergency",)))
HQ = "hq.example/desk/"


def roster(name: str) -> Roster:
    """Four levels: headquarters, command, brigade, the cell that decides, which has a device."""
    own = f"{name}.example/desk/"
    duty = (Duty(("movement",)),)
    return Roster(
        posts=(
            Post("hq", "headquarters", own + "hq", duties=duty),
            Post("command", "command", own + "command", under="hq", duties=duty),
            Post("brigade", "brigade", own + "hq", under="command"),  # passes on
            Post("cell", "cell", own + "cell", under="brigade", device=True, duties=duty),
        )
    )


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path)
    for name in ("kitchen", "hq", "south"):
        made.join(name, "hq", "command", "cell")
    agreed = made.agree("kitchen", "hq", "south", clauses=CLAUSES)
    for name in ("hq", "south"):
        publish_roster(made[name], agreed.id, encode(roster(name)))
    made.settle()
    return made


def move(town: Town, hours: float = 6.0, **fields: object) -> Ref:
    start = town.clock.now + timedelta(hours=hours)
    volume = Volume4D(Circle((34.3, 31.4), 500.0), time_start=start, time_end=start + timedelta(hours=2))
    node = town["kitchen"]
    return publish.publish(node, next(iter(node.picture.terms)), town.notice(Movement, volume, **fields)).ref


def met(town: Town, ref: Ref) -> set[tuple[str, str, str]]:
    found = Reaches(town["kitchen"]).of(ref)
    needs = {(need.party, need.post, need.grade) for need in found.needs if need.met}
    assert found.complete == (not found.missing)
    assert (found.percent == 100) == found.complete
    return needs


def arrived(town: Town, said: Ref) -> bool:
    """Whether a statement of another party stands in the kitchen's copy of its log."""
    return town["kitchen"].store.size(said.origin) > said.index


@pytest.mark.parametrize("seed", range(25))
def test_coverage_is_what_was_really_signed_and_has_arrived(seed: int, town: Town) -> None:
    rng = random.Random(seed)
    ref = move(town)
    said: list[tuple[str, str, str, Ref]] = []
    devices = 0
    for _ in range(14):
        town.clock.tick(30)
        town.put_out()
        for reader in ("kitchen", "hq", "south"):
            for author in ("kitchen", "hq", "south"):
                if reader != author and rng.random() < 0.5:
                    town.pull(reader, author)
        name = rng.choice(["hq", "south"])
        node, desk = town[name], rng.choice(["hq", "command", "cell"])
        if ref not in node.picture.entries:
            continue
        if rng.random() < 0.3:
            place = town.folder / f"device{devices}"
            devices += 1
            pack.make(node, place, desk, timedelta(hours=rng.choice([1, 12])))
            label = Device(place, town.clock, town.entropy)
            label.load()
            at = next(r for r in pack.collect(node, place).refs if node.entry(r).statement.head.origin == ref.origin)  # type: ignore[union-attr]
            # Of one desk's lists the newest counts, and one that expires before they set out does not.
            said = [s for s in said if s[:3] != (name, desk, "listed") or not arrived(town, at)]
            said.append((name, desk, "listed" if label.pack.label.expires > town.clock.now + timedelta(hours=6) else "stale", at))
        else:
            grade = rng.choice(["opened", "accounted-for", "asks", "delivered", "loaded"])
            said.append((name, desk, grade, answer.receipt(node, ref, grade, desk=desk)))
        if rng.random() < 0.3:  # what says nothing about this version of this movement
            wrong = Receipt(of="0" * 64, grade="accounted-for")
            publish.act(node, node.entry(ref).leaf.agreement, wrong, cites=(ref,), desk=desk)
        assert met(town, ref) == oracle(town, ref, said)
    town.settle()
    assert met(town, ref) == oracle(town, ref, said)


def oracle(town: Town, ref: Ref, said: list[tuple[str, str, str, Ref]]) -> set[tuple[str, str, str]]:
    """Who was heard of what, by what was done in this test and what stands in the kitchen's store."""
    found = set()
    newest: dict[tuple[str, str], tuple[str, Ref]] = {}
    for name, desk, grade, at in said:
        if not arrived(town, at):
            continue
        if grade in {"listed", "stale"}:
            newest[name, desk] = (grade, at)
            continue
        found.add((f"{name}.example", "", "delivered"))
        for required in ("opened", "loaded", "accounted-for"):
            if grade in SATISFIES[required] and required != "loaded":  # a word for a list is none
                found.add((f"{name}.example", desk, required))
    found |= {
        (f"{name}.example", "cell", "loaded") for (name, desk), (g, _) in newest.items() if desk == "cell" and g == "listed"
    }
    agreement = town["kitchen"].agreement(town["kitchen"].entry(ref).leaf.agreement)
    for card in agreement.members:
        mirror = sign.parse_vkey(card.mirror).name
        lines = [size for size, line in town["kitchen"].store.cosigned(ref.origin) if f" {mirror} ".encode() in line]
        if card.party != "kitchen.example" and max(lines, default=0) > ref.index:
            found.add((card.party, "", "delivered"))
    # what stands in the logs of the two as automatic receipts: delivered, by their machines
    for entry in town["kitchen"].picture.entries.values():
        if (
            entry.leaf.kind == "receipt"
            and entry.author != "kitchen.example"
            and [ref.origin, ref.index] in [list(c) for c in entry.leaf.cites]
        ):
            statement = entry.statement
            if isinstance(statement, Receipt) and statement.of == town["kitchen"].entry(ref).leaf_hash:
                found.add((entry.author, "", "delivered"))
    return found


def test_a_cut_leaf_of_a_four_level_tree_is_never_shown_as_reached(town: Town) -> None:
    ref = move(town)
    town.settle()
    for name in ("hq", "south"):
        for desk in ("hq", "command", "cell"):
            if (name, desk) != ("south", "cell"):
                answer.receipt(town[name], ref, "accounted-for", desk=desk)
        pack.make(town[name], town.folder / name / "device", "cell", timedelta(hours=12))
        device = Device(town.folder / name / "device", town.clock, town.entropy)
        device.load()
        pack.collect(town[name], town.folder / name / "device")
    town.settle()
    found = Reaches(town["kitchen"]).of(ref)
    assert not found.complete
    assert found.percent < 100
    assert {(n.party, n.post, n.depth) for n in found.missing} == {("south.example", "cell", 3)}
    answer.receipt(town["south"], ref, "accounted-for", desk="cell")
    assert not Reaches(town["kitchen"]).of(ref).complete  # said, and not arrived
    town.settle()
    assert Reaches(town["kitchen"]).of(ref).complete


def test_a_list_that_expires_before_they_set_out_covers_nothing(town: Town) -> None:
    ref = move(town)
    town.settle()
    place = town.folder / "device"
    pack.make(town["hq"], place, "cell", timedelta(hours=1))
    Device(place, town.clock, town.entropy).load()
    pack.collect(town["hq"], place)
    town.settle()
    cell = next(
        n for n in Reaches(town["kitchen"]).of(ref).needs if (n.party, n.post, n.grade) == ("hq.example", "cell", "loaded")
    )
    assert "before the time it is needed" in cell.why


def test_a_new_version_has_reached_nobody_yet(town: Town) -> None:
    ref = move(town)
    town.settle()
    answer.receipt(town["hq"], ref, "accounted-for", desk="hq")
    town.settle()
    notice = town["kitchen"].entry(ref).statement
    later = move(town, 8.0, id=notice.id, version=2, relation="supersede", of=1)  # type: ignore[union-attr]
    assert met(town, later) == set()


def test_a_party_without_a_roster_is_not_covered(tmp_path: Path) -> None:
    with Town(tmp_path, "kitchen", "hq") as town:
        town.agree("kitchen", "hq", clauses=CLAUSES)
        town.settle()
        ref = move(town)
        town.settle()
        answer.receipt(town["hq"], ref, "accounted-for")
        town.settle()
        found = Reaches(town["kitchen"]).of(ref)
        assert {n.grade for n in found.missing} == {"opened", "loaded", "accounted-for"}
        assert all("no roster" in n.why for n in found.missing)


def test_what_was_given_to_nobody_is_at_nought(town: Town) -> None:
    node = town["kitchen"]
    done = publish.publish(node, next(iter(node.picture.terms)), town.notice(Movement), to={})
    found = coverage(node.picture, done.ref, town.clock.now, _known(town, done.ref))
    assert (found.percent, found.complete) == (0, False)


def _known(town: Town, ref: Ref) -> object:
    from detente.node.reach import known

    return known(town["kitchen"], ref.origin)


def test_a_roster_of_desks_that_are_not_ours_is_refused(town: Town) -> None:
    wrong = Roster(posts=(Post("a", "a", "south.example/desk/hq"),))
    with pytest.raises(DetenteError, match="no desk of ours"):
        publish_roster(town["hq"], next(iter(town["hq"].picture.terms)), encode(wrong))
