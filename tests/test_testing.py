"""What we ship for other people's tests holds: clock, town, zoo, strategies."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente import agreement as agreements
from detente.errors import InputError
from detente.geometry import parts
from detente.node import check, publish
from detente.notice import Notice, Site
from detente.sign import parse_leaf
from detente.statement import CLASSES, decode, encode, kind_of
from detente.terms import Agreement
from detente.testing import START, ZOO, Clock, Town, built, entropy, leaves, notices, volumes
from detente.volume import Circle, Volume4D

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_clock_stands_until_it_is_moved() -> None:
    clock = Clock()
    assert clock() == clock() == START
    assert (clock.tick(90) - START).total_seconds() == 90
    assert clock() == clock.now


def test_entropy_is_the_same_in_every_run() -> None:
    first, second = entropy("a"), entropy("a")
    assert first(32) == second(32) != first(32)
    assert entropy("b")(32) != entropy("a")(32)


def test_a_town_settles(tmp_path: Path) -> None:
    with Town(tmp_path, "france", "russia", "turkey") as town:
        terms = town.agree("france", "russia")
        town.agree("france", "turkey", title="other")
        site = town.notice(Site, Volume4D(Circle((36.1, 35.8), 500.0)), title="clinic")
        place = publish.publish(town["france"], terms.id, site).ref
        town.settle(offline=("russia",))
        assert place not in town["russia"].picture.entries
        town.settle()
        assert place in town["russia"].picture.entries
        assert place not in town["turkey"].picture.entries
        assert town.reopen("russia").entry(place).level == "exact"
        assert check.check(town["russia"], [Volume4D(Circle((36.1, 35.8), 10.0))]).answer == "conflict"


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_is_usable(name: str) -> None:
    assert parts(ZOO[name])


@SOME
@given(volumes())
def test_made_volumes_are_measured_or_refused_by_name(volume: Volume4D) -> None:
    with suppress(InputError):
        assert parts(volume)


@SOME
@given(notices())
def test_every_notice_reads_back_as_it_was_written(notice: Notice) -> None:
    assert decode(encode(notice)) == notice


@SOME
@given(st.data())
def test_every_statement_reads_back_as_it_was_written(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(CLASSES)))
    statement = data.draw(built(CLASSES[kind]))
    assert kind_of(statement) == kind
    assert decode(encode(statement)) == statement


@SOME
@given(leaves())
def test_leaves_parse(leaf: bytes) -> None:
    assert parse_leaf(leaf).signer == "town.example/desk/ops"


@settings(SOME, max_examples=15)
@given(built(Agreement))
def test_made_terms_are_read_or_refused(terms: Agreement) -> None:
    with pytest.raises((InputError, agreements.PeerError)):
        agreements.decode(agreements.encode(terms))


def test_hypothesis_is_needed_by_strategies_only() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import detente.testing as t; t.Clock(); t.ZOO; t.entropy(1)(32)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
