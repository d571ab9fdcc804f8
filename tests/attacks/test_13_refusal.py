"""Attack 13: a member reads and never answers, or answers to some; silence is never shown as consent."""

import shutil

from attacker import HERE, log_of, plan, say, verdict

from detente import picture
from detente.node import answer, check
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.node.sync import pull
from detente.peer.folder import FolderSource
from detente.testing import Town


def test_who_reads_and_never_answers_is_named_in_the_verdict_and_in_every_answer(town: Town) -> None:
    ref = plan(town, town["france"], "patrol")
    town.put_out("france", "russia")
    town.pull("liar", "france")  # it reads, and puts nothing out
    town.pull("russia", "france")
    town.put_out("russia")
    town.pull("france", "russia")
    done = answer.register(town["france"], ref)
    assert (done.verdict, done.unconfirmed_by) == ("unconfirmed", ("liar.example",))
    assert not picture.no_known_conflict(town["france"].picture, ref)
    town.clock.tick(86400 * 2)
    given = check.check(town["france"], [HERE])
    assert given.basis == "incomplete"
    assert any(reason.startswith("liar.example is silent in “liar-france-russia”") for reason in given.reasons)


def test_answering_to_one_member_alone_is_two_histories(town: Town) -> None:
    """The liar shows Russia a log with its receipt, and France the same log with another statement in its place."""
    ref = plan(town, town["france"], "patrol")
    town.put_out("france")
    shutil.copytree(town.folder / "liar", town.folder / "liar-before")
    town.pull("liar", "france")
    put_out(town["liar"], town["liar"].folder / "outbox")
    town.pull("russia", "liar", "france")
    with Node.open(town.folder / "liar-before", clock=town.clock, entropy=lambda n: b"\7" * n) as other:
        say(town, other, "something else")
        put_out(other, other.folder / "outbox")
        pull(town["france"], FolderSource(other.folder / "outbox" / "france.example"))
    assert "liar.example" in picture.unconfirmed(town["france"].picture, ref)
    town.put_out("russia", "france")
    code, whose, words = verdict(lambda: town.pull("france", "russia"))
    assert (code, whose) == ("split-view", "the peer's")
    assert "liar.example" in words


def test_another_member_carries_the_question_and_the_answer(town: Town) -> None:
    """France and the liar have no line; Russia carries France's folder there and the liar's back."""
    ref = plan(town, town["france"], "patrol")
    town.put_out("france")
    stick = town.folder / "stick"
    shutil.copytree(town.outbox("france", "liar"), stick / "to-liar")
    pull(town["liar"], FolderSource(stick / "to-liar"))
    town.put_out("liar")
    shutil.copytree(town.outbox("liar", "france"), stick / "to-france")
    pull(town["france"], FolderSource(stick / "to-france"))
    assert picture.unconfirmed(town["france"].picture, ref) == ("russia.example",)
    assert [r.answer for e, r in picture.receipts(town["france"].picture, ref)] == ["no notice found"]
    assert town["france"].store.size(log_of(town, "liar")) == 2
