"""Answers: three words, what they rest on, and how they are said."""

import re
from datetime import UTC, datetime

import pytest

from detente.conflict import KINDS, Answer, Facts, Known, Source, answer, code, codes_meeting, explain
from detente.engine import make_engine
from detente.geometry import parts
from detente.notice import PRESUMPTION
from detente.volume import Altitude, Circle, Volume4D

SITE = Volume4D(Circle((36.135, 35.834), 500.0), Altitude(0, "M", "W84"), Altitude(300, "M", "W84"))
FACTS = Facts(
    as_of="2015-11-23T06:00:00Z",
    sources=(Source(party="ocha.example", agreement_title="OCHA–France", last_heard="2015-11-23T05:59:00Z"),),
)
BANNED = re.compile(r"\b(safe|clear(ed)?|approved?|authori[sz]ed|denied)\b", re.I)


def known(key: int) -> Known:
    kind = KINDS[key % 100]
    return Known(
        origin="ocha.example/agr/x/0", index=key, party="ocha.example", agreement_title="OCHA–France", kind=kind.kind,
        stance=kind.stance, title="Yamadi clinic", state="active", clause="sites", contact="access desk, +41",
    )  # fmt: skip


def ask(volume: Volume4D, *kinds: tuple[str, str], kind: str = "check", facts: Facts = FACTS, **limits: float) -> Answer:
    engine = make_engine()
    for name in kinds:
        engine.insert(code(*name), parts(SITE), owner=0, kind=code(*name))
    return answer([volume], engine=engine, lookup=known, facts=facts, kind=kind, **limits)


def at(lon: float, radius: float = 100.0) -> Volume4D:
    return Volume4D(
        Circle((lon, 35.834), radius), Altitude(0, "M", "W84"), Altitude(900, "M", "W84"), datetime(2015, 11, 23, tzinfo=UTC)
    )


def test_conflict_says_who_how_far_how_high_when_by_which_clause_and_whom_to_ask() -> None:
    given = ask(at(36.142), ("site", ""), separation_m=500.0)
    text = "\n".join(explain(given))
    assert given.answer == "conflict"
    for words in ("Yamadi clinic", "632 m apart; 1.10 km asked", "altitudes overlap (both above the WGS 84 ellipsoid)",
                  "2015-11-23T00:00:00Z to open end", "clause: sites", "ask: access desk, +41", "as of 2015-11-23T06:00:00Z",
                  "last heard 2015-11-23T05:59:00Z", "basis: complete"):  # fmt: skip
        assert words in text
    assert text.endswith(PRESUMPTION)


def test_three_answers() -> None:
    assert ask(at(36.135), ("site", "")).answer == "conflict"
    assert ask(at(36.16), ("site", "")).answer == "notice nearby"
    assert ask(at(38.0), ("site", "")).answer == "no notice found"


def test_other_heights_are_nearby() -> None:
    high = Volume4D(Circle((36.135, 35.834), 100.0), Altitude(5000, "M", "W84"), Altitude(6000, "M", "W84"))
    assert ask(high, ("site", "")).answer == "notice nearby"
    assert ask(high, ("site", ""), vertical_m=5000.0).answer == "conflict"


def test_an_expired_list_never_answers_no_notice_found() -> None:
    given = ask(at(38.0), facts=Facts(as_of="2015-11-23T06:00:00Z", expired=True))
    assert (given.answer, given.basis) == ("notice nearby", "incomplete")


def test_an_incomplete_basis_says_why() -> None:
    given = ask(at(38.0), facts=Facts(as_of="2015-11-23T06:00:00Z", reasons=("russia.example is silent since 2015-11-20",)))
    assert given.basis == "incomplete"
    assert "because russia.example is silent" in "\n".join(explain(given))


def test_no_objection_never_conflicts_and_permits_nothing() -> None:
    given = ask(at(36.135), ("area", "no-objection"))
    assert given.answer == "no notice found"
    assert "not an authorisation" in given.accompanying[0]
    assert "a claim, not a fact" in ask(at(36.135), ("presence", "none")).accompanying[0]


def test_only_activities_conflict_with_what_is_spared() -> None:
    assert codes_meeting("site") == {code("activity")}
    assert ask(at(36.135), ("site", ""), ("movement", ""), kind="site").answer == "no notice found"
    assert ask(at(36.135), ("activity", ""), kind="site").answer == "conflict"


@pytest.mark.parametrize("kinds", [(("site", ""), ("activity", ""), ("area", "refrain")), ()])
def test_no_word_of_ours_permits_anything(kinds: tuple[tuple[str, str], ...]) -> None:
    for lon in (36.135, 36.16, 38.0):
        assert not BANNED.search("\n".join(explain(ask(at(lon), *kinds))))


def test_dense_answers_say_how_many_more() -> None:
    engine = make_engine()
    for key in range(0, 5000, 100):
        engine.insert(key, parts(SITE), owner=0, kind=0)
    given = answer([at(36.135)], engine=engine, lookup=known, facts=FACTS, k=3)
    assert (given.count, len(given.conflicts), given.groups[0].count) == (50, 3, 50)
    assert "… and 47 more" in "\n".join(explain(given))
