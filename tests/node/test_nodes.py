"""Two and three parties on real SQLite stores, reading each other's folders."""

import random
import subprocess
import sys
from base64 import b64encode as b64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from detente import agreement as agreements
from detente import evidence, picture
from detente.errors import InputError, OurError, PeerError
from detente.node import answer, check, found, home, prove, publish, sync
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.notice import Activity, Notice, Site, Validity
from detente.peer.folder import FolderSource
from detente.statement import Ref, Suspend, encode
from detente.terms import Agreement, Clause
from detente.volume import Altitude, Circle, Volume4D

START = datetime(2015, 11, 20, 6, tzinfo=UTC)
CLAUSES = (
    Clause("protect", ("site", "movement")),
    Clause("plans", ("activity",), separation_m=2000.0, suspended_by=("incident",)),
    Clause("line", ("emergency",)),
)


class Town:
    """Parties with their folders, one clock, one seeded source of keys and salts."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder = folder
        self.now = START
        self.chance = random.Random(7)
        self.nodes: dict[str, Node] = {}
        for name in names:
            desk = home.DeskConfig("ops", "operations", "line 1")
            home.create(folder / name, home.Config(f"{name}.example", name, desks=(desk,)), self.chance.randbytes)
            self.nodes[name] = self.open(name)

    def open(self, name: str) -> Node:
        return Node.open(self.folder / name, clock=lambda: self.now, entropy=self.chance.randbytes)

    def agree(self, *names: str, title: str = "") -> Agreement:
        members = tuple(home.card(self.nodes[n].folder, self.nodes[n].config) for n in names)
        terms = Agreement(self.chance.randbytes(16).hex(), 1, title or "-".join(names), members, CLAUSES, START)
        document = agreements.encode(terms)
        for name in names:
            document = found.sign_terms(self.nodes[name], document)
        for name in names:
            found.open_log(self.nodes[name], document)
        return terms

    def put_out(self) -> None:
        for name, node in self.nodes.items():
            put_out(node, self.folder / name / "outbox")

    def pull(self, name: str, *others: str) -> None:
        for other in others or [n for n in self.nodes if n != name]:
            source = self.folder / other / "outbox" / f"{name}.example"
            if source.exists():
                sync.pull(self.nodes[name], FolderSource(source))

    def settle(self) -> None:
        for _ in range(3):
            self.now += timedelta(seconds=10)
            self.put_out()
            for name in self.nodes:
                self.pull(name)

    def notice(self, cls: type[Notice], lon: float, radius: float = 500.0, **more: object) -> bytes:
        window = {"time_start": START + timedelta(hours=6), "time_end": START + timedelta(hours=9)} if cls is Activity else {}
        volume = Volume4D(Circle((lon, 35.8), radius), Altitude(0, "M", "W84"), Altitude(3000, "M", "W84"), **window)
        fields = {
            "id": self.chance.randbytes(16).hex(),
            "validity": Validity(review_by=START + timedelta(days=30)),
            "volumes": (volume,),
        }
        return encode(cls(**(fields | more)))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path, "france", "russia", "turkey")
    yield made
    for node in made.nodes.values():
        node.close()


def held(node: Node, ref: Ref) -> str:
    return picture.state(node.picture, ref, node.now())


def test_a_site_is_known_to_the_other_side_and_found(town: Town) -> None:
    terms = town.agree("france", "russia")
    france, russia = town.nodes["france"], town.nodes["russia"]
    site = publish.publish(france, terms.id, town.notice(Site, 36.1, title="clinic"))
    assert site.to == {"russia.example": "exact"}
    town.settle()
    given = check.check(russia, [Volume4D(Circle((36.1, 35.8), 100.0))])
    assert (given.answer, given.conflicts[0].notice.title, given.conflicts[0].notice.contact) == (
        "conflict",
        "clinic",
        "operations, line 1",
    )
    assert russia.store.cosignatures(site.ref.origin, 2), "everything that was addressed to us is held: our mirror says so"


def test_two_plans_that_collide_are_found_by_both_and_get_no_good_verdict(town: Town) -> None:
    terms = town.agree("france", "russia")
    france, russia = town.nodes["france"], town.nodes["russia"]
    mine = publish.publish(france, terms.id, town.notice(Activity, 36.1, title="patrol"))
    yours = publish.publish(russia, terms.id, town.notice(Activity, 36.11, title="transit"))
    assert mine.answer is not None
    assert mine.answer.answer == "no notice found"
    town.settle()
    assert {e.author: r.answer for e, r in picture.receipts(france.picture, mine.ref)} == {"russia.example": "conflict"}
    with pytest.raises(OurError, match="not read when this was planned"):
        answer.register(france, mine.ref)
    for node, plan in ((france, mine), (russia, yours)):
        for ref in answer.unread(node, plan.ref):
            answer.receipt(node, ref, "opened")
        assert answer.register(node, plan.ref).verdict == "conflict"


def test_a_plan_alone_gets_its_verdict_and_loses_it_to_a_later_one(town: Town) -> None:
    terms = town.agree("france", "russia")
    france, russia = town.nodes["france"], town.nodes["russia"]
    plan = publish.publish(france, terms.id, town.notice(Activity, 36.1))
    assert answer.register(france, plan.ref).verdict == "unconfirmed"
    town.settle()
    assert answer.register(france, plan.ref).verdict == "no known conflict"
    later = publish.publish(russia, terms.id, town.notice(Activity, 36.1))
    assert later.answer is not None
    assert later.answer.answer == "conflict"
    town.settle()
    assert held(france, plan.ref) == "revoked"
    assert held(russia, plan.ref) == "revoked"


def test_what_two_share_a_third_does_not_see(town: Town) -> None:
    secret = town.agree("france", "russia")
    town.agree("france", "turkey")
    publish.publish(town.nodes["france"], secret.id, town.notice(Site, 36.1, title="only for Russia"))
    town.settle()
    files = [p for n in town.nodes for p in (town.folder / n / "outbox" / "turkey.example").rglob("*") if p.is_file()]
    assert files
    assert not any(secret.id.encode() in p.read_bytes() or b"only for Russia" in p.read_bytes() for p in files)
    assert check.check(town.nodes["turkey"], [Volume4D(Circle((36.1, 35.8), 100.0))]).answer == "no notice found"


def test_a_receipt_never_rests_on_what_a_third_party_told(town: Town) -> None:
    """Turkey's plan, told to France alone, meets Russia's: France's receipt to Russia says nothing, France's desk sees it."""
    common, other = town.agree("france", "russia"), town.agree("france", "turkey")
    publish.publish(town.nodes["turkey"], other.id, town.notice(Activity, 36.1))
    town.settle()
    plan = publish.publish(town.nodes["russia"], common.id, town.notice(Activity, 36.1))
    town.settle()
    assert [r.answer for _, r in picture.receipts(town.nodes["russia"].picture, plan.ref)] == ["no notice found"]
    assert check.check_own(town.nodes["france"], plan.ref).answer == "conflict"


def test_what_is_disclosed_to_nobody_is_answered_with_whom_to_ask(town: Town) -> None:
    terms = town.agree("france", "russia")
    publish.publish(town.nodes["france"], terms.id, town.notice(Activity, 36.1), to={})
    plan = publish.publish(town.nodes["russia"], terms.id, town.notice(Activity, 36.1))
    town.settle()
    ((_, receipt),) = picture.receipts(town.nodes["russia"].picture, plan.ref)
    assert (receipt.answer, receipt.contact, receipt.unaware) == ("coordinate", "operations, line 1", ())


def test_those_who_may_know_the_cell_hold_nothing_finer(town: Town) -> None:
    terms = town.agree("france", "russia")
    site = publish.publish(
        town.nodes["france"], terms.id, town.notice(Site, 36.123456, title="clinic"), to={"russia.example": "cell"}
    )
    town.settle()
    assert town.nodes["russia"].entry(site.ref).level == "cell"
    files = [p.read_bytes() for p in (town.folder / "france" / "outbox" / "russia.example").rglob("*") if p.is_file()]
    assert not any(b"36.123456" in data or b"clinic" in data for data in files)
    assert check.check(town.nodes["russia"], [Volume4D(Circle((36.123456, 35.8), 10.0))]).answer == "conflict"


def test_suspension_stops_planning_and_nothing_else(town: Town) -> None:
    terms = town.agree("france", "russia")
    publish.act(town.nodes["russia"], terms.id, Suspend(clauses=("plans", "protect"), because="incident"))
    town.settle()
    with pytest.raises(OurError, match=r"suspended by russia\.example"):
        publish.publish(town.nodes["france"], terms.id, town.notice(Activity, 36.1))
    publish.publish(town.nodes["france"], terms.id, town.notice(Site, 36.1))


def test_memory_can_be_thrown_away(town: Town) -> None:
    terms = town.agree("france", "russia")
    site = publish.publish(town.nodes["france"], terms.id, town.notice(Site, 36.1))
    town.settle()
    town.nodes["russia"].close()
    town.nodes["russia"] = town.open("russia")
    assert held(town.nodes["russia"], site.ref) == "active"
    assert check.check(town.nodes["russia"], [Volume4D(Circle((36.1, 35.8), 10.0))]).answer == "conflict"


def test_silence_makes_the_basis_incomplete(town: Town) -> None:
    town.agree("france", "russia")
    given = check.check(town.nodes["france"], [Volume4D(Circle((36.1, 35.8), 10.0))])
    assert (given.answer, given.basis) == ("no notice found", "incomplete")
    assert "russia.example is silent" in given.reasons[0]


def test_a_log_that_becomes_shorter_or_contradicts_itself_is_not_read(town: Town, tmp_path: Path) -> None:
    terms = town.agree("france", "russia")
    old = tmp_path / "kept"
    town.put_out()
    (town.folder / "france" / "outbox" / "russia.example").rename(old)
    publish.publish(town.nodes["france"], terms.id, town.notice(Site, 36.1))
    town.settle()
    with pytest.raises(PeerError) as error:
        sync.pull(town.nodes["russia"], FolderSource(old))
    assert error.value.code == "rollback"


def damage(path: Path, rng: random.Random) -> bytes:
    data = path.read_bytes()
    at = rng.randrange(len(data))
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    return data


def test_a_damaged_log_is_refused_whole(town: Town) -> None:
    terms = town.agree("france", "russia")
    publish.publish(town.nodes["france"], terms.id, town.notice(Site, 36.1))
    town.put_out()
    folder = town.folder / "france" / "outbox" / "russia.example"
    rng = random.Random(3)
    for path in [p for p in folder.rglob("*") if p.name == "checkpoint" or p.parent.parent.name == "entries"] * 20:
        data = damage(path, rng)
        with pytest.raises(PeerError):
            sync.pull(town.nodes["russia"], FolderSource(folder))
        assert town.nodes["russia"].store.size(agreements.origin(terms, "france.example")) == 0
        path.write_bytes(data)
    assert sync.pull(town.nodes["russia"], FolderSource(folder))


def test_damaged_content_is_missing_until_it_comes_whole(town: Town) -> None:
    terms = town.agree("france", "russia")
    site = publish.publish(town.nodes["france"], terms.id, town.notice(Site, 36.1, title="clinic"))
    town.put_out()
    folder = town.folder / "france" / "outbox" / "russia.example"
    (path,) = folder.rglob("content/0")
    whole = path.read_bytes()
    line = FolderSource(folder).contents(site.ref.origin)[0]
    path.write_bytes(whole.replace(b64(line.salt), b64(bytes(32))))
    russia = town.nodes["russia"]
    sync.pull(russia, FolderSource(folder))
    given = check.check(russia, [Volume4D(Circle((36.1, 35.8), 10.0))])
    assert (given.basis, russia.entry(site.ref).level) == ("incomplete", "none")
    assert "have not arrived whole" in " ".join(given.reasons)
    assert [e.leaf.kind for e in russia.picture.entries.values() if e.author == "russia.example"] == ["missing-content"]
    assert not russia.store.cosignatures(site.ref.origin, 2)
    path.write_bytes(whole)
    sync.pull(russia, FolderSource(folder))
    assert russia.entry(site.ref).level == "exact"
    assert russia.store.cosignatures(site.ref.origin, 2)


def test_bad_notices_are_refused_whole(town: Town) -> None:
    terms = town.agree("france", "russia")
    france = town.nodes["france"]
    size = france.store.size(france.origin(terms.id))
    site = town.notice(Site, 36.1)
    for wishes in (
        [publish.Wish(site), publish.Wish(site.replace(b"35.8", b"95.8"))],
        [publish.Wish(site), publish.Wish(site)],
        [publish.Wish(b"{}")],
        [publish.Wish(site, to={"turkey.example": "exact"})],
    ):
        with pytest.raises((InputError, OurError)):
            publish.publish_many(france, terms.id, wishes)
        assert france.store.size(france.origin(terms.id)) == size


def test_keys_that_others_may_read_are_refused(town: Town) -> None:
    (town.folder / "france" / "keys" / "log.key").chmod(0o644)
    with pytest.raises(OurError, match="others may read"):
        town.nodes["france"].key("log")


def evidence_of_a_plan(town: Town) -> bytes:
    terms = town.agree("france", "russia")
    plan = publish.publish(town.nodes["france"], terms.id, town.notice(Activity, 36.1, title="patrol"))
    town.settle()
    answer.register(town.nodes["france"], plan.ref)
    town.settle()
    return prove.prove(town.nodes["russia"], plan.ref)


def test_evidence_says_whose_keys_said_what(town: Town) -> None:
    text = "\n".join(evidence.verify(evidence_of_a_plan(town)).proven)
    for words in ("france.example, russia.example signed the agreement", "france.example/desk/ops signed the activity",
                  "russia.example/desk/ops signed the receipt", "It concerns statement 1 of france.example",
                  "The exact content", "The mirror of russia.example held everything"):  # fmt: skip
        assert words in text


def test_every_flipped_byte_of_evidence_is_found(town: Town) -> None:
    data = evidence_of_a_plan(town)
    for at in range(len(data)):
        with pytest.raises(PeerError):
            evidence.verify(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    for wrong in (b"", data[:-1], data + b"x", data[: len(data) // 2]):
        with pytest.raises(PeerError):
            evidence.verify(wrong)


def test_the_verifier_runs_with_two_libraries(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(evidence_of_a_plan(town))
    block = "import sys; sys.modules.update(dict.fromkeys(['numpy', 'shapely', 'pyproj', 'click'])); "
    run = "import runpy; sys.argv = ['evidence', sys.argv[1]]; runpy.run_module('detente.evidence', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", block + run, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("VERIFIED")
