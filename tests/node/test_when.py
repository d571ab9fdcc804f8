"""When a statement entered its log: what its author claims is marked where others know better (log.md §2.8)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from detente.cli import main
from detente.node import look, publish
from detente.notice import Site
from detente.statement import Ref
from detente.testing import Town
from detente.volume import Circle, Volume4D

HERE = Volume4D(Circle((36.1, 35.8), 500.0))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "liar", "france", "ocha") as made:
        made.agree("liar", "france", "ocha")
        made.settle()
        made.clock.tick(6 * 3600)
        yield made


def say(town: Town, name: str, hours: float = 0.0) -> Ref:
    """A site published with a clock that is off by some hours."""
    node, right = town[name], town[name].clock
    node.clock = lambda: right() + timedelta(hours=hours)
    try:
        return publish.publish(node, next(iter(node.picture.terms)), town.notice(Site, HERE, title="clinic")).ref
    finally:
        node.clock = right


def remarks(town: Town, ref: Ref) -> tuple[str, str]:
    when = look.detail(town["france"], ref).when
    return when.remark, when.words


def test_a_time_that_may_be_so_is_not_marked(town: Town) -> None:
    written = say(town, "liar")
    town.clock.tick(5 * 3600)  # off line for a while
    town.settle()
    when = look.detail(town["france"], written).when
    assert (when.remark, when.claimed, when.after) == ("", "2015-11-20T12:00:30Z", "2015-11-20T06:00:10Z")
    assert when.before > "2015-11-20T17:00:00Z"


def test_nobody_dates_back_behind_a_head_that_we_cosigned(town: Town) -> None:
    town.settle()
    say(town, "liar")
    town.settle()
    ref = say(town, "liar", hours=-5.5)
    town.settle()
    remark, words = remarks(town, ref)
    assert remark == "late"
    assert words.startswith("LATE: it claims 2015-11-20T06:")
    assert "was not in its log before 2015-11-20T12:" in words
    for command in (["log", "liar"], ["show"], ["show", "liar.example#2"]):
        done = CliRunner().invoke(main, ["-C", str(town["france"].folder), *command])
        assert " LATE" in done.output, command
    done = CliRunner().invoke(main, ["-C", str(town["france"].folder), "log", "liar", "--json"])
    assert [row["remark"] for row in msgspec.json.decode(done.output)] == ["", "", "late"]


def test_nobody_dates_back_behind_what_it_cites_of_ours(town: Town) -> None:
    say(town, "france")
    town.put_out("france")
    town.pull("liar", "france")
    ref = say(town, "liar", hours=-3)
    town.settle()
    assert remarks(town, ref)[0] == "late"


def test_a_time_ahead_of_ours_is_marked(town: Town) -> None:
    ref = say(town, "liar", hours=2)
    town.settle()
    assert remarks(town, ref)[0] == "early"


def test_a_time_before_what_stands_before_it_is_marked(town: Town) -> None:
    say(town, "liar")
    ref = say(town, "liar", hours=-1)
    town.settle()
    assert remarks(town, ref)[0] == "out of order"


@pytest.mark.parametrize("hours", [-0.03, 0.0, 0.03])
def test_clocks_may_differ_by_what_was_agreed(town: Town, hours: float) -> None:
    town.settle()
    say(town, "liar")
    town.settle()
    ref = say(town, "liar", hours)
    town.settle()
    assert remarks(town, ref) == ("", "")


def test_a_third_party_marks_what_it_knows_itself(town: Town) -> None:
    town.settle()
    say(town, "liar")
    town.settle()
    ref = say(town, "liar", hours=-5.5)
    town.settle()
    assert look.detail(town["ocha"], ref).when.remark == "late"
    assert look.detail(town["liar"], ref).when.remark == ""
