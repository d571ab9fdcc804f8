"""Amendments: the next version, signed by all before and after; what was said is judged by the keys in force at its place."""

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from detente import agreement as agreements
from detente import evidence, picture, sign
from detente.errors import DetenteError, InputError, OurError, PeerError
from detente.node import answer, check, doctor, draft, expose, found, home, prove, publish, rebuild, sync, tick
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.notice import Activity, Site
from detente.peer.folder import FolderSource, export
from detente.statement import Ref
from detente.store import Content
from detente.terms import Agreement
from detente.testing import Town
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.fork import verify_fork
from detente.tlog.merkle import Tree
from detente.volume import Circle, Volume4D

HERE = Volume4D(Circle((36.1, 35.8), 500.0))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "france", "russia", "ocha") as made:
        made.agree("france", "russia")
        made.settle()
        yield made


def terms(node: Node) -> Agreement:
    return next(iter(node.picture.terms.values())).agreement


def note(node: Node) -> bytes:
    return next(iter(node.picture.terms.values())).note


def card(town: Town, name: str) -> object:
    return home.card(town[name].folder, town[name].config)


def drafted(town: Town, *cards: str, remove: tuple[str, ...] = (), clauses: draft.Terms | None = None) -> bytes:
    held = town["france"]
    made = draft.amend(terms(held), note(held), [card(town, name) for name in cards], remove, clauses)  # type: ignore[misc]
    agreements.check(made)
    return agreements.encode(made)


def signed(town: Town, document: bytes, *names: str) -> bytes:
    for name in names:
        document = found.sign_terms(town[name], document)
    return document


def enter(town: Town, document: bytes, *names: str, earlier: tuple[bytes, ...] = ()) -> None:
    for name in names:
        done = found.sign_and_open(town[name], document, earlier if not town[name].picture.terms else ())
        assert done.waiting == ()


def site(town: Town, name: str, title: str, desk: str = "") -> Ref:
    return publish.publish(town[name], terms(town[name]).id, town.notice(Site, HERE, title=title), desk=desk).ref


def new_key(town: Town, name: str, role: str) -> None:
    """A fresh key in the place of an old one, which is kept beside."""
    path = town[name].folder / "keys" / f"{role}.key"
    label, kind, _ = path.read_text().split()
    path.rename(path.with_suffix(".old"))
    path.write_text(f"{label} {kind} {town.entropy(32).hex()}\n")
    path.chmod(0o600)
    town[name]._keys.clear()


def titles(node: Node) -> set[str]:
    return {c.notice.title for c in check.check(node, [HERE]).conflicts}


@pytest.mark.parametrize("role", ["desk-ops", "log", "mirror"])
def test_a_key_is_changed_and_what_it_said_before_still_stands(town: Town, role: str) -> None:
    before = site(town, "france", "before")
    town.settle()
    new_key(town, "france", role)
    document = signed(town, drafted(town, "france"), "russia")
    path = town["france"].folder / "keys" / f"{role}.key"
    fresh = path.read_text()
    enter(town, signed(town, document, "france"), "france")
    assert path.read_text() == fresh
    after = site(town, "france", "after")
    town.put_out("france")
    town.pull("russia", "france")  # france amended first: what it says is judged by the versions in its own log
    assert terms(town["russia"]).version == 1
    assert titles(town["russia"]) == {"before", "after"}
    enter(town, signed(town, document, "france"), "russia")
    town.settle()
    russia = town["russia"]
    assert terms(russia).version == 2
    assert titles(russia) == {"before", "after"}
    assert not russia.picture.refused
    for ref, version in ((before, 1), (after, 2)):
        proven = evidence.verify(prove.prove(russia, ref)).proven
        assert [line for line in proven if f"Version {version} of the agreement, in force there, names" in line]
        assert f"Version 2 of the agreement is statement {after.index - 1} of the log of france.example." in proven
    rows = [(r.origin, r.index, r.data) for r in russia.store.rows()]
    rebuild.rebuild(russia)
    assert [(r.origin, r.index, r.data) for r in russia.store.rows()] == rows
    assert [f for f in doctor.examine(russia) if f.severity == "wrong"] == []


def test_an_old_key_says_nothing_more_after_the_amendment(town: Town) -> None:
    new_key(town, "france", "desk-ops")
    enter(town, signed(town, drafted(town, "france"), "france", "russia"), "france", "russia")
    keys = town["france"].folder / "keys"
    (keys / "desk-ops.old").replace(keys / "desk-ops.key")
    town["france"]._keys.clear()
    with pytest.raises(PeerError, match="signature"):
        site(town, "france", "with the old key")


def stolen(town: Town, after: int) -> tuple[Node, Ref]:
    """A statement that a thief of the old desk key and the log key puts into a log, ``after`` statements past the amendment."""
    france = town["france"]
    new_key(town, "france", "desk-ops")
    enter(town, signed(town, drafted(town, "france"), "france", "russia"), "france", "russia")
    for n in range(after):
        site(town, "france", f"genuine {n}")
    name, kind, seed = (france.folder / "keys" / "desk-ops.old").read_text().split()
    old = sign.SigningKey.from_seed(name, int(kind), bytes.fromhex(seed))
    content, salt = town.notice(Site, HERE, title="by the thief"), bytes(32)
    fields = msgspec.json.decode(content)
    leaf = sign.make_leaf(
        kind="site", agreement=terms(france).id, subject=fields["id"], version=1, issued="2015-11-19T00:00:00Z", key=old,
        commit_exact=sign.commitment(salt, content), to=[("russia.example", "exact")],
    )  # fmt: skip
    origin = france.origin(terms(france).id)
    leaves = [data for _, data, _ in france.store.leaves(origin)]
    head = Checkpoint(origin, len(leaves) + 1, Tree.from_entries([*leaves, leaf]).root())
    note = sign.sign_text(head.text, [france.key("log").renamed(origin)])
    given = [*france.store.contents(origin), Content(origin, len(leaves), "exact", salt, content)]
    export(town.outbox("france", "russia"), origin, note, [*leaves, leaf], given, {})
    town.pull("russia", "france")
    return town["russia"], Ref(origin, len(leaves))


@pytest.mark.parametrize("after", [0, 2])
def test_what_an_old_key_signed_later_is_refused_by_its_place_whatever_date_it_bears(town: Town, after: int) -> None:
    russia, ref = stolen(town, after)
    assert list(russia.picture.refused) == [ref]
    assert "by the thief" not in titles(russia)
    notes = {number: note for number, (_, note) in russia.picture.history[terms(russia).id].items()}
    place = Ref(ref.origin, ref.index - after - 1)
    places = {("france.example", 2): prove.exhibit(russia, place).proof}
    with pytest.raises(PeerError, match="signature"):
        evidence.verify(evidence.make(evidence.Versions(notes, places), [prove.exhibit(russia, ref)]))
    # who leaves out where the amendment stands has proved less, and the file says so
    verdict = evidence.verify(evidence.make(evidence.Versions(notes), [prove.exhibit(russia, ref)]))
    assert not any("in force there" in words for words in verdict.proven)
    assert verdict.not_proven[0].startswith("where version 2 of the agreement stands in the log of france.example")


def test_a_new_log_key_signs_no_head_before_it_is_in_force(town: Town) -> None:
    site(town, "france", "one more")
    new_key(town, "france", "log")
    with pytest.raises(OurError, match="not the one in force"):
        town.put_out("france")


def test_a_party_enters_and_is_given_nothing_older(town: Town) -> None:
    site(town, "france", "before")
    town.settle()
    first = note(town["france"])
    document = drafted(town, "ocha")
    with pytest.raises(InputError, match="do not hold the version before"):
        found.sign_and_open(town["ocha"], document)
    complete = signed(town, document, "ocha", "france", "russia")
    enter(town, complete, "ocha", "france", "russia", earlier=(first,))
    site(town, "france", "after")
    town.settle()
    ocha = town["ocha"]
    assert titles(ocha) == {"after"}
    assert titles(town["russia"]) == {"before", "after"}
    plan = publish.publish(ocha, terms(ocha).id, town.notice(Activity, HERE, title="flight")).ref
    town.settle()
    assert answer.register(ocha, plan).verdict == "conflict"
    rows = [(r.origin, r.index, r.data) for r in ocha.store.rows()]
    rebuild.rebuild(ocha)
    assert [(r.origin, r.index, r.data) for r in ocha.store.rows()] == rows


def test_a_party_leaves_and_is_told_nothing_more(town: Town) -> None:
    enter(town, signed(town, drafted(town, "ocha"), "ocha", "france", "russia"), "france", "russia")
    enter(town, signed(town, drafted(town, remove=("russia.example",)), "ocha", "france", "russia"), "france")
    assert {m.party for m in terms(town["france"]).members} == {"france.example", "ocha.example"}
    later = site(town, "france", "later")
    assert dict(town["france"].entry(later).leaf.to) == {"ocha.example": "exact"}


def test_clauses_change_from_the_amendment_on(town: Town) -> None:
    only_sites = draft.Terms(clauses=(agreements.Clause("protect", ("site",)),))
    enter(town, signed(town, drafted(town, clauses=only_sites), "france", "russia"), "france", "russia")
    with pytest.raises(OurError, match="no clause"):
        publish.publish(town["france"], terms(town["france"]).id, town.notice(Activity, HERE))


def test_what_does_not_follow_is_refused(town: Town) -> None:
    france = town["france"]
    good = agreements.decode(drafted(town))
    for changes in ({"previous": "0" * 64}, {"version": 3}, {"id": "0" * 32}):
        wrong = agreements.encode(msgspec.structs.replace(good, **changes))  # type: ignore[arg-type]
        with pytest.raises(DetenteError):
            found.sign_and_open(france, signed(town, wrong, "france", "russia"))
    assert found.sign_and_open(france, signed(town, agreements.encode(good), "france")).waiting == ("russia.example",)
    assert terms(france).version == 1
    first = note(france)
    enter(town, signed(town, agreements.encode(good), "france", "russia"), "france")
    size = france.store.size(france.origin(good.id))
    enter(town, signed(town, agreements.encode(good), "france", "russia"), "france")
    found.sign_and_open(france, first)  # an old version once more changes nothing
    assert france.store.size(france.origin(good.id)) == size
    assert terms(france).version == 2


def test_a_root_key_is_changed_by_both_the_old_and_the_new_one(town: Town) -> None:
    france, keys = town["france"], town["france"].folder / "keys"
    new_key(town, "france", "root")
    document = drafted(town, "france")
    half = signed(town, document, "france", "russia")
    assert found.sign_and_open(france, half).waiting == ("france.example",)
    fresh = (keys / "root.key").read_text()
    (keys / "root.key").write_text((keys / "root.old").read_text())
    france._keys.clear()
    assert found.sign_and_open(france, half).waiting == ()
    assert terms(france).version == 2
    (keys / "root.key").write_text(fresh)
    enter(town, note(france), "russia")
    site(town, "france", "after")
    town.settle()
    assert titles(town["russia"]) == {"after"}


# --- who enters, who leaves ----------------------------------------------------------------------------------------------


@pytest.fixture
def three(town: Town) -> Town:
    first = note(town["france"])
    complete = signed(town, drafted(town, "ocha"), "ocha", "france", "russia")
    enter(town, complete, "ocha", "france", "russia", earlier=(first,))
    town.settle()
    return town


def russia_leaves(town: Town) -> bytes:
    return signed(town, drafted(town, remove=("russia.example",)), "ocha", "france", "russia")


def rows(node: Node) -> list[tuple[str, int, bytes | None]]:
    return [(row.origin, row.index, row.data) for row in node.store.rows()]


def test_what_a_party_said_before_it_left_still_counts(three: Town) -> None:
    old = site(three, "russia", "clinic")
    three.settle()
    enter(three, russia_leaves(three), "france", "ocha")
    for _ in range(2):
        assert titles(three["france"]) == {"clinic"}
        assert evidence.verify(prove.prove(three["france"], old)).proven
        assert [f for f in doctor.examine(three["france"]) if f.severity == "wrong"] == []
        three.reopen("france")


def test_who_has_left_says_nothing_more_and_its_node_still_works(three: Town) -> None:
    leaving = russia_leaves(three)
    site(three, "russia", "clinic")  # not read by anybody before the amendment
    enter(three, leaving, "france", "ocha", "russia")
    three.settle()
    assert titles(three["france"]) == {"clinic"}
    with pytest.raises(OurError, match="we have left") as error:
        site(three, "russia", "later")
    assert error.value.code == "not-member"
    russia = three["russia"]
    assert tick.tick(russia) == tick.Ticked()
    assert [f for f in doctor.examine(russia) if f.severity == "wrong"] == []
    assert any("we have left" in f.what for f in doctor.examine(russia))
    before = rows(three["france"])
    rebuild.rebuild(three["france"])
    assert rows(three["france"]) == before


def test_who_has_left_and_does_not_say_so_in_its_log_is_not_read_on(three: Town) -> None:
    leaving = russia_leaves(three)
    enter(three, leaving, "france", "ocha")
    site(three, "russia", "under the old version")
    three.put_out("russia")
    with pytest.raises(PeerError, match="does not carry that") as error:
        three.pull("france", "russia")
    assert error.value.code == "not-member"
    assert titles(three["france"]) == set()
    enter(three, leaving, "russia")
    three.settle()
    assert titles(three["france"]) == {"under the old version"}


def test_nothing_waits_for_who_has_left(three: Town) -> None:
    france = three["france"]
    old = site(three, "france", "clinic")
    plan = publish.publish(france, terms(france).id, three.notice(Activity, HERE, title="flight")).ref
    three.put_out("france")
    three.pull("ocha", "france")
    enter(three, russia_leaves(three), "france", "ocha")
    latest = publish.withdraw(france, old)
    assert latest.to == {"ocha.example": "exact"}
    three.settle(offline=["russia"])
    assert picture.state(france.picture, old, three.clock()) == "withdrawn"
    assert picture.unconfirmed(france.picture, plan) == ()


def test_who_enters_is_not_asked_about_what_it_was_never_told(town: Town) -> None:
    plan = publish.publish(town["france"], terms(town["france"]).id, town.notice(Activity, HERE, title="flight")).ref
    town.settle()
    complete = signed(town, drafted(town, "ocha"), "ocha", "france", "russia")
    enter(town, complete, "ocha", "france", "russia", earlier=(note(town["france"]),))
    town.settle()
    assert picture.unconfirmed(town["france"].picture, plan) == ()


def test_who_enters_is_read_once_our_own_log_names_it(town: Town) -> None:
    complete = signed(town, drafted(town, "ocha"), "ocha", "france", "russia")
    enter(town, complete, "ocha", "france", earlier=(note(town["france"]),))
    site(town, "ocha", "camp")
    site(town, "france", "school")
    town.put_out()
    town.pull("russia", "france")
    with pytest.raises(PeerError, match="no version in our log names ocha"):
        town.pull("russia", "ocha")
    enter(town, complete, "russia")
    town.settle()
    assert titles(town["russia"]) == {"camp", "school"}
    before = rows(town["russia"])
    rebuild.rebuild(town["russia"])
    assert rows(town["russia"]) == before


# --- heads ---------------------------------------------------------------------------------------------------------------


def old_log_key(node: Node) -> sign.SigningKey:
    name, kind, seed = (node.folder / "keys" / "log.old").read_text().split()
    return sign.SigningKey.from_seed(name, int(kind), bytes.fromhex(seed))


@pytest.mark.parametrize("trick", ["head", "document"])
def test_a_stolen_old_log_key_signs_no_head_after_the_amendment(town: Town, trick: str) -> None:
    new_key(town, "france", "log")
    enter(town, signed(town, drafted(town, "france"), "france", "russia"), "france", "russia")
    site(town, "france", "after")
    france = town["france"]
    origin = france.origin(terms(france).id)
    old = old_log_key(france)
    leaves = [leaf for _, leaf, _ in france.store.leaves(origin)]
    if trick == "document":  # a version that the thief alone signed brings the old key back into force
        with Town(town.folder / "thief", "france", "russia", seed="thief") as thief:
            cards = tuple(home.card(n.folder, n.config) for n in thief.nodes.values())
            cards = (msgspec.structs.replace(cards[0], log=old.vkey), cards[1])
            forged = msgspec.structs.replace(terms(france), version=3, previous=sha256(note(france)).hexdigest(), members=cards)
            leaves.append(signed(thief, agreements.encode(forged), "france", "russia"))
    head = Checkpoint(origin, len(leaves), Tree.from_entries(leaves).root())
    shown = sign.sign_text(head.text, [old.renamed(origin)])
    export(town.outbox("france", "russia"), origin, shown, leaves, [], {})
    with pytest.raises(PeerError) as error:
        town.pull("russia", "france")
    assert error.value.code == "bad-signature"
    assert town["russia"].store.size(origin) == 1


@pytest.mark.parametrize("common", [0, 1])
def test_two_histories_are_proved_across_a_change_of_the_log_key(town: Town, common: int) -> None:
    for n in range(common):
        site(town, "france", f"common {n}")
    town["france"].close()
    twin = shutil.copytree(town["france"].folder, town.folder / "twin")
    town.reopen("france")
    new_key(town, "france", "log")
    document = signed(town, drafted(town, "france"), "france", "russia")
    with Node.open(Path(twin), clock=town.clock, entropy=lambda n: b"\7" * n) as other:
        for n in range(3):
            publish.publish(other, terms(other).id, town.notice(Site, HERE, title=f"shown to russia {n}"))
        put_out(other, town.folder / "twin" / "outbox")
    sync.pull(town["russia"], FolderSource(town.folder / "twin" / "outbox" / "russia.example"))
    enter(town, document, "france", "russia")
    for n in range(4):
        site(town, "france", f"shown to others {n}")
    town.put_out("france")
    with pytest.raises(PeerError, match="two histories"):
        town.pull("russia", "france")
    (proof,) = (town["russia"].folder / expose.FORKS).iterdir()
    key, words = verify_fork(proof.read_bytes())
    assert key == old_log_key(town["france"]).renamed(key.name).verifier
    assert "its successor" in words[0]
    assert any("this proof does not show it" in line for line in words)


# --- documents -----------------------------------------------------------------------------------------------------------


def test_our_root_key_signs_nothing_that_cannot_follow(town: Town) -> None:
    good = agreements.decode(drafted(town))
    for changes, code in (({"previous": "0" * 64}, "bad-value"), ({"version": 3}, "usage")):
        wrong = agreements.encode(msgspec.structs.replace(good, **changes))  # type: ignore[arg-type]
        with pytest.raises(InputError) as error:
            found.sign_terms(town["france"], wrong)
        assert error.value.code == code
    enter(town, signed(town, agreements.encode(good), "france", "russia"), "france")
    town.settle()
    rival = agreements.encode(msgspec.structs.replace(good, max_silence_s=7))
    with pytest.raises(OurError, match="another version 2") as refused:
        found.sign_terms(town["russia"], rival)
    assert refused.value.code == "replay"


@pytest.mark.parametrize("wrong", ["previous", "gap", "replay", "unsigned", "foreign"])
def test_a_document_of_a_peer_that_does_not_follow_is_kept_and_refused(town: Town, wrong: str) -> None:
    france, russia = town["france"], town["russia"]
    good = agreements.decode(drafted(town))
    changes = {"previous": {"previous": "0" * 64}, "gap": {"version": 3}, "foreign": {"id": "0" * 32}}.get(wrong, {})
    text = agreements.encode(msgspec.structs.replace(good, **changes))  # type: ignore[arg-type]
    leaf = sign.sign_text(text, [n.key("root") for n in ((france,) if wrong == "unsigned" else (france, russia))])
    leaf = note(france) if wrong == "replay" else leaf
    origin = france.origin(good.id)
    leaves = [note(france), leaf]
    head = Checkpoint(origin, 2, Tree.from_entries(leaves).root())
    shown = sign.sign_text(head.text, [france.key("log").renamed(origin)])
    export(town.outbox("france", "russia"), origin, shown, leaves, [], {})
    town.pull("russia", "france")
    assert list(russia.picture.refused) == [Ref(origin, 1)]
    assert terms(russia).version == 1
    before = rows(russia)
    rebuild.rebuild(russia)
    assert rows(russia) == before


def test_evidence_with_a_version_that_the_members_before_did_not_sign_is_refused(town: Town) -> None:
    place = site(town, "france", "clinic")
    enter(town, signed(town, drafted(town), "france", "russia"), "france", "russia")
    parts = evidence._unpack(prove.prove(town["france"], place))
    with Town(town.folder / "forger", "france", "russia", seed="forger") as forger:
        cards = tuple(home.card(n.folder, n.config) for n in forger.nodes.values())
        held = agreements.decode(sign.text_of(parts["agreement"]))
        forged = signed(forger, agreements.encode(msgspec.structs.replace(held, members=cards)), "france", "russia")
    with pytest.raises(PeerError, match="known key"):
        evidence.verify(evidence._pack({**parts, "agreement": forged}))
    alone = {name: data for name, data in parts.items() if name != "agreement-1"}
    with pytest.raises(PeerError, match="without the version before it"):
        evidence.verify(evidence._pack(alone))
