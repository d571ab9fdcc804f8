"""Attack 3: two leaves change places; a later version comes before an earlier one; receipts come in any order."""

import msgspec
from attacker import HERE, agreement_of, leaves_of, log_of, plan, say, show, verdict

from detente import picture
from detente.node import answer, check, publish
from detente.testing import Town


def test_leaves_that_change_places_are_two_histories(town: Town) -> None:
    liar = town["liar"]
    say(town, liar, "clinic")
    say(town, liar, "school")
    town.settle(rounds=1)
    leaves = leaves_of(liar, log_of(town, "liar"))
    show(town, "liar", "france", [leaves[0], leaves[2], leaves[1], leaves[2]])
    code, whose, words = verdict(lambda: town.pull("france", "liar"))
    assert (code, whose) == ("split-view", "the peer's")
    assert "two histories" in words


def test_the_order_in_the_log_counts_not_the_order_of_arrival(town: Town) -> None:
    """The first version's content comes last of all: the second one is in force, at everybody, in the same words."""
    liar = town["liar"]
    first = say(town, liar, "clinic")
    told = msgspec.json.decode(liar.entry(first).contents["exact"])
    told |= {"version": 2, "relation": "supersede", "of": 1, "title": "clinic, moved"}
    content = msgspec.json.encode({k: v for k, v in told.items() if v is not None})
    publish.publish(liar, agreement_of(liar), content)
    town.put_out("liar")
    held = {path: path.read_bytes() for path in town.outbox("liar", "france").rglob("content/0")}
    for path, data in held.items():
        lines = data.split(b"\n")
        path.write_bytes(b"\n".join(line for line in lines if b'"index":1,' not in line))
    town.pull("france", "liar")
    assert {c.notice.title for c in check.check(town["france"], [HERE]).conflicts} == {"clinic, moved"}
    for path, data in held.items():
        path.write_bytes(data)
    town.settle()
    for name in ("france", "russia"):
        assert town[name].entry(first).level == "exact"
        assert picture.state(town[name].picture, first, town.clock.now) == "superseded"
        assert {c.notice.title for c in check.check(town[name], [HERE]).conflicts} == {"clinic, moved"}


def test_receipts_in_any_order_give_the_same_verdict(town: Town) -> None:
    said = [plan(town, town["france"], "patrol", 30.0), plan(town, town["france"], "patrol 2", 31.0)]
    town.put_out()
    for name in ("russia", "liar"):
        town.pull(name, "france")
    town.put_out()
    for order, ref in zip((("russia", "liar"), ("liar", "russia")), said, strict=True):
        town.pull("france", *order)
        done = answer.register(town["france"], ref)
        assert (done.verdict, done.unconfirmed_by) == ("no known conflict", ())
