"""Two nodes that lose each other, or whose clocks jump: nothing is lost, and the operator is told in words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from detente import picture
from detente.errors import OurError
from detente.node import answer, publish
from detente.node.refill import refill
from detente.notice import Activity, Validity
from detente.peer.folder import FolderSource
from detente.statement import Ref
from detente.volume import Circle, Volume4D
from tests.web.pair import Pair
from tests.web.test_serve import until

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    yield made
    made.stop()


def plan(pair: Pair, name: str, lon: float) -> Ref:
    volume = Volume4D(Circle((lon, 31.4), 500.0), time_start=NOW + timedelta(hours=6), time_end=NOW + timedelta(hours=8))
    identity = f"{int(lon * 1e6):032x}"
    made = Activity(id=identity, validity=Validity(NOW + timedelta(days=9)), volumes=(volume,), title=f"plan {lon}")
    return pair.at(name, lambda node: publish.publish(node, "ab" * 16, msgspec.json.encode(made)).ref)


def answered(pair: Pair, name: str, refs: list[Ref]) -> bool:
    return pair.at(name, lambda node: all(picture.answers(node.picture, ref) for ref in refs))


def test_what_was_said_while_they_could_not_hear_each_other_is_answered_afterwards(pair: Pair) -> None:
    first = plan(pair, "kitchen", 34.0)
    until(lambda: answered(pair, "kitchen", [first]))
    pair.stop("hq")
    alone = [plan(pair, "kitchen", 35.0 + number / 10) for number in range(5)]
    verdict = pair.at("kitchen", lambda node: answer.register(node, alone[0]))
    assert (verdict.verdict, verdict.unconfirmed_by) == ("unconfirmed", ("hq.example",))
    until(lambda: "is its node running" in pair.served["kitchen"].links["hq.example"].state.error)
    pair.serve("hq")
    theirs = plan(pair, "hq", 35.0)
    until(lambda: answered(pair, "kitchen", alone), lambda: str(pair.served["kitchen"].links["hq.example"].state))
    until(lambda: answered(pair, "hq", [theirs]))
    assert pair.at("kitchen", lambda node: answer.register(node, alone[1])).verdict == "no known conflict"
    assert pair.at("hq", lambda node: node.picture.entries.keys() >= set(alone))


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_a_clock_that_jumps_is_named_and_nothing_is_lost(jump: float, pair: Pair) -> None:
    first = plan(pair, "kitchen", 34.0)
    until(lambda: answered(pair, "kitchen", [first]))
    pair.ahead(jump, "hq")
    ref = plan(pair, "kitchen", 35.0)
    until(lambda: "clock" in pair.served["kitchen"].links["hq.example"].state.error)
    assert pair.at("kitchen", lambda node: node.store.size(ref.origin)) == ref.index + 1
    other = plan(pair, "hq", 36.0)
    pair.ahead(0.0, "hq")
    until(lambda: answered(pair, "kitchen", [ref]), lambda: str(pair.served["kitchen"].links["hq.example"].state))
    until(lambda: answered(pair, "hq", [other]))
    until(lambda: all(served.links[party].state.word == "trusted" for party, served in links(pair)))


def links(pair: Pair) -> list[tuple[str, object]]:
    return [("hq.example", pair.served["kitchen"]), ("kitchen.example", pair.served["hq"])]  # type: ignore[list-item]


def test_an_old_store_that_is_started_again_writes_nothing_and_is_refilled(pair: Pair) -> None:
    first = plan(pair, "kitchen", 34.0)
    until(lambda: answered(pair, "kitchen", [first]))
    pair.stop("kitchen")
    old = (pair.folder / "kitchen" / "store.sqlite").read_bytes()
    pair.serve("kitchen")
    second = plan(pair, "kitchen", 35.0)
    until(lambda: answered(pair, "kitchen", [second]))
    until(lambda: pair.at("hq", lambda node: node.store.size(second.origin)) == second.index + 1)
    pair.stop("kitchen")
    for path in (pair.folder / "kitchen").glob("store.sqlite*"):
        path.unlink()
    (pair.folder / "kitchen" / "store.sqlite").write_bytes(old)  # yesterday's back-up
    pair.serve("kitchen")
    with pytest.raises(OurError, match="others know this log at size") as refused:
        plan(pair, "kitchen", 36.0)
    assert "rebuild --refill" in refused.value.hint
    done = pair.at("kitchen", lambda node: refill(node, FolderSource(pair.folder / "hq" / "inbox" / "kitchen.example")))
    assert [(one.before, one.after) for one in done] == [(second.index, second.index + 1)]
    third = plan(pair, "kitchen", 36.0)
    until(lambda: answered(pair, "kitchen", [third]))
