"""Attack 6: what was said once is said again: to another node, in another agreement, for another version."""

from datetime import timedelta

import pytest
from attacker import forge_leaf, leaves_of, log_of, plan, say, show, verdict

from detente import picture
from detente.node import answer
from detente.node.receive import verify
from detente.peer.signature import LIFE, Nonces, Request, key_id, sign_request, verify_request
from detente.store import Content
from detente.testing import Town

SKEW = timedelta(seconds=120)


def request(town: Town, url: str = "https://10.0.0.7:4747/v1/hint") -> tuple[Request, dict[str, object]]:
    made = Request("POST", url, {"Content-Type": "application/json"})
    key = town["liar"].key("node")
    sign_request(made, b"{}", key, town.clock.now, bytes(16))
    return made, {key_id(key.verifier): key.verifier}


def test_a_request_counts_once(town: Town) -> None:
    made, keys = request(town)
    nonces = Nonces()
    nonces.take(verify_request(made, b"{}", keys, town.clock.now, SKEW), town.clock.now, SKEW)  # type: ignore[arg-type]
    town.clock.tick(1)
    signed = verify_request(made, b"{}", keys, town.clock.now, SKEW)  # type: ignore[arg-type]
    assert verdict(lambda: nonces.take(signed, town.clock.now, SKEW))[:2] == ("replay", "the peer's")


@pytest.mark.parametrize("seconds", [-200, LIFE.total_seconds() + 121, 86400])
def test_a_request_of_another_time_is_refused(town: Town, seconds: float) -> None:
    made, keys = request(town)
    code, whose, words = verdict(lambda: verify_request(made, b"{}", keys, town.clock.tick(seconds), SKEW))  # type: ignore[arg-type]
    assert (code, whose) == ("bad-signature", "the peer's")
    assert words


def test_a_request_to_another_node_is_refused(town: Town) -> None:
    made, keys = request(town)
    moved = Request(made.method, made.url.replace("10.0.0.7", "10.0.0.8"), made.headers)
    assert verdict(lambda: verify_request(moved, b"{}", keys, town.clock.now, SKEW))[0] == "bad-signature"  # type: ignore[arg-type]


def test_a_statement_of_another_agreement_says_nothing(town: Town) -> None:
    liar = town["liar"]
    say(town, liar, "clinic")
    leaf = leaves_of(liar, log_of(town, "liar"))[1]
    other = town.agree("liar", "france")
    origin = town["france"].origin(other.id, "liar.example")
    code, whose, words = verdict(lambda: verify(liar, origin, 1, leaf, (), strict=True))
    assert (code, whose) == ("replay", "the peer's")
    assert "another agreement" in words


def test_an_old_leaf_once_more_is_kept_and_refused(town: Town) -> None:
    liar = town["liar"]
    say(town, liar, "clinic")
    leaves = leaves_of(liar, log_of(town, "liar"))
    show(town, "liar", "france", [*leaves, leaves[1]])
    town.pull("france", "liar")
    (reason,) = town["france"].picture.refused.values()
    assert "stands in this log already" in reason
    assert len([e for e in town["france"].picture.entries.values() if e.leaf.kind == "site"]) == 1


def test_an_old_head_is_a_rollback(town: Town) -> None:
    say(town, town["liar"], "clinic")
    town.put_out("liar")
    old = {path: path.read_bytes() for path in town.outbox("liar", "france").rglob("checkpoint")}
    say(town, town["liar"], "school")
    town.settle(rounds=1)
    for path, data in old.items():
        path.write_bytes(data)
    assert verdict(lambda: town.pull("france", "liar"))[:2] == ("rollback", "the peer's")


def test_a_receipt_for_one_version_is_none_for_the_next(town: Town) -> None:
    """The liar answers version 2 with the hash of version 1: France's verdict stays unconfirmed."""
    first, second = plan(town, town["france"], "patrol", 30.0), plan(town, town["france"], "patrol 2", 31.0)
    liar = town["liar"]
    old = liar.store.size(log_of(town, "liar"))
    content = (
        b'{"kind":"receipt","of":"' + town["france"].entry(first).leaf_hash.encode()
        + b'","grade":"delivered","answer":"no notice found"}'
    )  # fmt: skip
    leaf, salt = forge_leaf(
        town,
        liar,
        liar.desk_key(),
        content,
        kind="receipt",
        cites=[(second.origin, second.index)],
        to=[("france.example", "exact")],
    )
    origin = log_of(town, "liar")
    show(town, "liar", "france", [*leaves_of(liar, origin), leaf], [Content(origin, old, "exact", salt, content)])
    town.put_out("france", "russia")
    town.pull("russia", "france")
    town.put_out("russia")
    town.pull("france", "russia", "liar")
    assert "liar.example" not in picture.answers(town["france"].picture, second)
    done = answer.register(town["france"], second)
    assert (done.verdict, done.unconfirmed_by) == ("unconfirmed", ("liar.example",))
