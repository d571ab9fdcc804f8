"""Amendments: the next version, signed by all before and after; what was said is judged by the keys in force at its place."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from detente import agreement as agreements
from detente import evidence
from detente.errors import DetenteError, InputError, OurError, PeerError
from detente.node import answer, check, doctor, draft, found, home, prove, publish, rebuild
from detente.node.node import Node
from detente.notice import Activity, Site
from detente.statement import Ref
from detente.terms import Agreement
from detente.testing import Town
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
    if role == "log":  # a head under a key that is not known here yet cannot be read
        with pytest.raises(PeerError, match="known key"):
            town.pull("russia", "france")
    else:
        town.pull("russia", "france")
    enter(town, signed(town, document, "france"), "russia")
    town.settle()
    russia = town["russia"]
    assert terms(russia).version == 2
    assert titles(russia) == {"before", "after"}
    assert not russia.picture.refused
    for ref in (before, after):
        words = evidence.verify(prove.prove(russia, ref)).proven
        assert any("version 2" in line for line in words)
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
