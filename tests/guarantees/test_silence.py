"""A6: coverage shown is coverage proved by valid receipts; silence is never shown as consent."""

from pathlib import Path

import msgspec
import pytest

from detente import picture
from detente.node import answer, check, publish, react
from detente.notice import Activity
from detente.statement import Receipt, Ref
from detente.testing import Town
from detente.volume import Altitude, Circle, Volume4D

PLACE = Volume4D(Circle((36.1, 35.8), 400.0), Altitude(0, "M", "W84"), Altitude(3000, "M", "W84"))


@pytest.fixture
def town(tmp_path: Path):
    with Town(tmp_path, "france", "russia", "turkey") as made:
        yield made


def planned(town: Town, **receipts: object) -> Ref:
    """A plan of France in an agreement of three; Russia's machine does not answer it by itself."""
    terms = town.agree("france", "russia", "turkey")
    return publish.publish(town["france"], terms.id, town.notice(Activity, PLACE)).ref


def silence(monkeypatch: pytest.MonkeyPatch, party: str) -> None:
    """A party whose node says nothing by itself."""
    told = react.reactions
    monkeypatch.setattr(react, "reactions", lambda node, *a: [] if node.party == f"{party}.example" else told(node, *a))


def verdict(town: Town, ref: Ref) -> tuple[str, tuple[str, ...]]:
    given = answer.register(town["france"], ref)
    return given.verdict, given.unconfirmed_by


def test_silence_is_no_consent(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    silence(monkeypatch, "russia")
    plan = planned(town)
    town.settle()
    assert verdict(town, plan) == ("unconfirmed", ("russia.example",))
    town.clock.tick(10 * 365 * 86_400)
    assert verdict(town, plan) == ("unconfirmed", ("russia.example",))
    assert picture.state(town["turkey"].picture, plan, town.clock()) != "answered"
    assert not picture.no_known_conflict(town["turkey"].picture, plan)
    given = check.check(town["france"], [PLACE])
    assert given.basis == "incomplete"
    assert any("russia.example is silent" in reason for reason in given.reasons)


def test_an_answer_of_everybody_is_consent_of_nobody_but_an_answer(town: Town) -> None:
    plan = planned(town)
    town.settle()
    assert picture.state(town["france"].picture, plan, town.clock()) == "answered"
    assert verdict(town, plan) == ("no known conflict", ())


FALSE: dict[str, dict[str, object]] = {
    "of another leaf": {"of": "ab" * 32},
    "that answers nothing": {"answer": ""},
}


@pytest.mark.parametrize("change", FALSE.values(), ids=FALSE)
def test_a_receipt_that_is_none_confirms_nothing(change: dict[str, object], town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    silence(monkeypatch, "russia")
    plan = planned(town)
    town.settle()
    russia = town["russia"]
    receipt = Receipt(of=russia.entry(plan).leaf_hash, grade="accounted-for", answer="no notice found")
    publish.act(russia, russia.entry(plan).leaf.agreement, msgspec.structs.replace(receipt, **change), cites=(plan,))
    town.settle()
    assert verdict(town, plan) == ("unconfirmed", ("russia.example",))


def test_a_receipt_for_an_earlier_version_does_not_serve_the_next(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = town.agree("france", "russia")
    identity = town.entropy(16).hex()
    publish.publish(town["france"], terms.id, town.notice(Activity, PLACE, id=identity))
    town.settle()
    silence(monkeypatch, "russia")
    second = town.notice(Activity, PLACE, id=identity, version=2, relation="supersede")
    plan = publish.publish(town["france"], terms.id, second).ref
    town.settle()
    assert verdict(town, plan) == ("unconfirmed", ("russia.example",))


def test_a_sealed_receipt_confirms_nothing_to_the_author(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """An envelope whose content the planner was not given, or that did not arrive whole, may hold *conflict*."""
    silence(monkeypatch, "russia")
    plan = planned(town)
    town.settle()
    russia = town["russia"]
    receipt = Receipt(of=russia.entry(plan).leaf_hash, grade="delivered", answer="conflict")
    publish.act(russia, russia.entry(plan).leaf.agreement, receipt, to={}, cites=(plan,))
    town.settle()
    assert verdict(town, plan) == ("unconfirmed", ("russia.example",))
    assert picture.unconfirmed(town["turkey"].picture, plan) == ("russia.example",)


def test_a_receipt_whose_content_is_lost_confirms_nothing(town: Town) -> None:
    plan = planned(town)
    town.put_out("france")
    town.pull("russia", "france")
    town.put_out("russia")
    (lost,) = town.outbox("russia", "france").rglob("content/0")
    kept = lost.read_bytes()
    lost.unlink()
    town.pull("france", "russia")
    town.pull("turkey", "france", "russia")
    town.put_out("turkey")
    town.pull("france", "turkey")
    assert picture.state(town["france"].picture, plan, town.clock()) == "logged"
    assert verdict(town, plan) == ("unconfirmed", ("russia.example",))
    lost.write_bytes(kept)
    town.pull("france", "russia")
    assert verdict(town, plan) == ("no known conflict", ())
