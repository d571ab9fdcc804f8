"""Attack 2: an author takes a statement out of its log again, for all or for one reader; a relay drops what it carries."""

from attacker import HERE, leaves_of, log_of, plan, say, shell, show, verdict

from detente.node import answer, check, look
from detente.testing import Town


def test_a_log_without_a_statement_that_was_read_is_two_histories(town: Town) -> None:
    liar = town["liar"]
    say(town, liar, "clinic")
    say(town, liar, "school")
    town.settle(rounds=1)
    leaves = leaves_of(liar, log_of(town, "liar"))
    show(town, "liar", "france", [leaves[0], leaves[2], leaves[2]])
    code, whose, words = verdict(lambda: town.pull("france", "liar"))
    assert (code, whose) == ("split-view", "the peer's")
    assert "two histories" in words
    proof = next((town["france"].folder / "forks").iterdir())
    assert shell(town["france"], "verify", str(proof))[0] == 0


def test_a_shorter_log_is_a_rollback(town: Town) -> None:
    liar = town["liar"]
    say(town, liar, "clinic")
    town.settle(rounds=1)
    show(town, "liar", "france", leaves_of(liar, log_of(town, "liar"))[:1])
    code, whose, words = verdict(lambda: town.pull("france", "liar"))
    assert (code, whose) == ("rollback", "the peer's")
    assert "the log has 1 leaves; 2 were here" in words
    assert check.check(town["france"], [HERE]).conflicts  # what was read stays


def test_content_that_a_relay_drops_is_missing_and_said_in_our_log(town: Town) -> None:
    ref = say(town, town["liar"], "clinic")
    town.put_out("liar")
    for path in town.outbox("liar", "france").rglob("content/*"):
        path.unlink()
    town.pull("france", "liar")
    france = town["france"]
    assert france.entry(ref).level == "none"
    given = check.check(france, [HERE])
    assert given.basis == "incomplete"
    assert any("1 statements of liar.example have not arrived whole" in reason for reason in given.reasons), given.reasons
    said = [e for e in france.picture.entries.values() if e.author == "france.example" and e.leaf.kind == "missing-content"]
    assert [e.leaf.cites for e in said] == [((ref.origin, ref.index),)]
    assert look.logs(france)  # and no mirror of ours signs for what it does not hold
    note = france.store.checkpoint(ref.origin)
    assert note is not None
    assert france.store.cosignatures(ref.origin, note.size) == []
    town.settle()  # once it comes, all is well again
    assert france.entry(ref).level == "exact"


def test_who_does_not_answer_is_named(town: Town) -> None:
    ref = plan(town, town["france"], "patrol")
    town.settle(offline=["liar"])
    done = answer.register(town["france"], ref)
    assert (done.verdict, done.unconfirmed_by) == ("unconfirmed", ("liar.example",))
    assert [event.words for event in look.detail(town["france"], ref).events if event.what == "verdict"] == ["unconfirmed"]
