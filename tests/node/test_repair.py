"""rebuild and doctor: what was damaged is named, with the way to repair it; what can be made anew is made anew."""

import sqlite3
from pathlib import Path

import pytest

from detente.node import answer, check, doctor, publish, quick, rebuild, snapshot
from detente.node.node import STORE, Node, store_key
from detente.notice import Activity, Site
from detente.testing import Town
from detente.volume import Altitude, Circle, Volume4D

HERE = Volume4D(Circle((36.1, 35.8), 500.0))


@pytest.fixture
def town(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Town(tmp_path, "france", "russia") as made:
        terms = made.agree("france", "russia")
        site = publish.publish(made["france"], terms.id, made.notice(Site, HERE, title="clinic"), to={"russia.example": "cell"})
        made.settle()
        plan = Volume4D(HERE.footprint, Altitude(0, "M", "AMSL"), Altitude(900, "M", "AMSL"))
        activity = publish.publish(made["russia"], terms.id, made.notice(Activity, plan, title="flight"))
        made.settle()
        answer.receipt(made["france"], activity.ref, "asks", text="is this over the clinic?")
        answer.receipt(made["russia"], site.ref, "contests")
        made.settle()
        yield made


def sql(node: Node, *statements: str) -> None:
    node.store.close()
    with sqlite3.connect(node.folder / STORE) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def rows(node: Node) -> list[tuple[str, int, bytes | None]]:
    return [(row.origin, row.index, row.data) for row in node.store.rows()]


def wrong(node: Node) -> list[str]:
    return [str(f) for f in doctor.examine(node) if f.severity == "wrong"]


@pytest.mark.parametrize("name", ["france", "russia"])
def test_the_picture_is_made_anew_from_the_logs_alone(town: Town, name: str) -> None:
    before, given = rows(town[name]), check.check(town[name], [HERE])
    sql(town[name], "DELETE FROM picture")
    node = town.reopen(name)
    assert not node.picture.entries
    assert len(wrong(node)) >= len(before)
    made = rebuild.rebuild(node)
    assert (made.logs, made.statements, made.refused) == (2, len(before), 0)
    assert rows(node) == before
    assert check.check(node, [HERE]) == given
    assert wrong(node) == []


def test_nothing_is_wrong_in_a_town_that_nobody_touched(town: Town) -> None:
    for name in town.nodes:
        assert wrong(town[name]) == []


@pytest.mark.parametrize(
    ("damage", "words", "repair"),
    [
        ("UPDATE picture SET data = x'00' WHERE n = 1", "the picture is not what the log says", "rebuild"),
        (
            "INSERT INTO picture VALUES ('x.example/agr/' || printf('%032d', 0) || '/0', 9, x'00')",
            "without a leaf",
            "rebuild",
        ),
        ("DELETE FROM contents WHERE n = 1", "its content does not match", "backup"),
        ("UPDATE contents SET content = x'7b7d' WHERE n = 1", "its content does not match", "backup"),
        ("UPDATE checkpoints SET note = x'00'", "its newest checkpoint", "backup"),
        ("UPDATE logs SET size = size + 1", "leaves are here", "backup"),
    ],
)
def test_damage_in_the_store_is_named_with_its_repair(town: Town, damage: str, words: str, repair: str) -> None:
    node = town["russia"]
    sql(node, damage)
    damaged = Node.__new__(Node)
    damaged.__dict__ |= node.__dict__ | {"store": type(node.store).open(node.folder / STORE, readonly=True)}
    found = wrong(damaged)
    damaged.store.close()
    assert any(words in line and repair in line for line in found), found


def test_a_changed_leaf_is_named(town: Town) -> None:
    sql(town["russia"], "DROP TRIGGER log_keeps_bytes", "UPDATE log SET bytes = CAST(bytes || x'0a' AS BLOB) WHERE n = 1")
    found = wrong(town.reopen("russia"))
    assert any("do not give the root that was signed" in line for line in found)


def test_keys_are_looked_at(town: Town) -> None:
    keys = town["france"].folder / "keys"
    (keys / "log.key").chmod(0o644)
    (keys / "root.key").rename(keys.parent / "root.away")
    (keys / "mirror.key").write_text("nonsense")
    found = [str(f) for f in doctor.examine(town["france"])]
    assert any("WRONG" in f and "log.key" in f and "chmod 600" in f for f in found)
    assert any("NOTE" in f and "root.key" in f for f in found)
    assert any("WRONG" in f and "mirror.key" in f for f in found)


def test_a_key_that_is_not_the_agreed_one_is_named(town: Town) -> None:
    keys = town["france"].folder / "keys"
    seed = (keys / "log.key").read_text().split()
    (keys / "log.key").write_text(f"{seed[0]} {seed[1]} {'11' * 32}\n")
    town["france"]._keys.clear()
    assert any("the log key is not the one" in line for line in wrong(town["france"]))


def test_a_notice_past_its_review_date_is_told_and_nothing_is_changed(town: Town) -> None:
    before = rows(town["france"])
    town.clock.tick(90 * 86400)
    notes = [f.what for f in doctor.examine(town["france"]) if f.where == "review"]
    assert "presumed protected" in notes[0]
    assert rows(town["france"]) == before


# --- the snapshot --------------------------------------------------------------------------------------------------------


def from_snapshot(node: Node) -> check.View | None:
    return quick.view(node.folder, node.store, node.now())


def test_a_check_from_the_snapshot_is_the_check_from_the_logs(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "WORTH", 1)
    for name in town.nodes:
        node = town[name]
        assert quick.save(node)
        held = from_snapshot(node)
        assert held is not None
        assert check.ask(held, [HERE]) == check.check(node, [HERE])
        again = town.reopen(name)
        assert check.check(again, [HERE]) == check.ask(held, [HERE])


def test_what_depends_on_the_clock_is_decided_when_it_is_read(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "WORTH", 1)
    node = town["russia"]
    later = Volume4D(HERE.footprint, time_start=town.clock(), time_end=town.clock.tick(3600))
    publish.publish(node, next(iter(node.picture.terms)), town.notice(Activity, later, title="short"))
    quick.save(node)
    town.clock.tick(90 * 86400)
    held = from_snapshot(node)
    assert held is not None
    given = check.ask(held, [HERE])
    assert given == check.check(node, [HERE])
    assert "short" not in [c.notice.title for c in given.conflicts]
    assert given.basis == "incomplete"


def test_a_snapshot_of_another_state_or_with_a_changed_byte_is_not_used(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "WORTH", 1)
    node = town["france"]
    quick.save(node)
    whole = (node.folder / snapshot.NAME).read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 97)):
        (node.folder / snapshot.NAME).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        held = from_snapshot(node)
        assert held is None or check.ask(held, [HERE]) == check.check(node, [HERE])
    for cut in (0, 10, 200, len(whole) - 1):
        (node.folder / snapshot.NAME).write_bytes(whole[:cut])
        assert from_snapshot(node) is None
    (node.folder / snapshot.NAME).write_bytes(whole)
    assert from_snapshot(node) is not None
    assert snapshot.read(node.folder, store_key(node.store), town.clock.tick(-3600)) is None
    town.clock.tick(3600)
    publish.publish(node, next(iter(node.picture.terms)), town.notice(Site, HERE, title="later"))
    assert from_snapshot(node) is None
    rebuild.rebuild(node)
    assert not (node.folder / snapshot.NAME).exists()
