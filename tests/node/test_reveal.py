"""Reveals in their window, on proximity, by a desk; and content that was deleted while its proof stands (G8, G15, G17)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from detente import evidence, picture
from detente.errors import OurError, PeerError
from detente.node import check, doctor, prove, publish, rebuild, reveal
from detente.notice import Activity, Movement, Site
from detente.statement import Ref
from detente.terms import Clause
from detente.testing import START, Town
from detente.volume import Circle, Volume4D

OPENS = START + timedelta(hours=10)
HERE = Volume4D(Circle((36.1, 35.8), 500.0), time_start=OPENS, time_end=OPENS + timedelta(hours=2))
CLAUSES = (
    Clause("moves", ("movement",), when="in-window", lead_time_s=3600),
    Clause("protect", ("site",), when="on-proximity", separation_m=2_000.0),
    Clause("plans", ("activity",), separation_m=2_000.0),
    Clause("coarse", ("presence",), level="cell"),
)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "ocha", "france", "russia") as made:
        made.agree("ocha", "france", "russia", clauses=CLAUSES)
        made.settle()
        yield made


def say(town: Town, name: str, cls: type, volume: Volume4D = HERE, to: dict[str, str] | None = None, **fields: object) -> Ref:
    node = town[name]
    return publish.publish(node, next(iter(node.picture.terms)), town.notice(cls, volume, **fields), to=to).ref  # type: ignore[arg-type]


def held(town: Town, name: str, ref: Ref) -> str:
    return town[name].entry(ref).level


def test_in_its_window_a_movement_is_given_exactly_and_not_before(town: Town) -> None:
    ref = say(town, "ocha", Movement, title="convoy")
    town.settle()
    assert {held(town, n, ref) for n in ("france", "russia")} == {"cell"}
    town.clock.now = OPENS - timedelta(hours=1, seconds=1)
    assert reveal.tick(town["ocha"]) == []
    town.settle()
    assert held(town, "france", ref) == "cell"
    town.clock.now = OPENS - timedelta(hours=1)
    assert reveal.tick(town["ocha"]) == []
    size = town["ocha"].store.size(ref.origin)
    assert reveal.tick(town["ocha"]) == []
    assert town["ocha"].store.size(ref.origin) == size
    town.settle()
    assert {held(town, n, ref) for n in ("france", "russia")} == {"exact"}
    words = evidence.verify(prove.prove(town["france"], ref)).proven
    assert any("reveal" in line for line in words)


def test_what_the_originator_gave_to_fewer_follows_no_clause(town: Town) -> None:
    ref = say(town, "ocha", Movement, to={"france.example": "cell"})
    town.clock.now = OPENS
    (waiting,) = reveal.tick(town["ocha"])
    assert (waiting.ref, waiting.to) == (ref, ("france.example",))
    town.settle()
    assert held(town, "france", ref) == "cell"


def test_on_proximity_a_desk_is_asked_and_decides(town: Town) -> None:
    ref = say(town, "ocha", Site, title="clinic")
    town.settle()
    assert reveal.due(town["ocha"]) == []
    say(town, "france", Activity, Volume4D(Circle((36.115, 35.8), 300.0), time_start=OPENS, time_end=OPENS + timedelta(hours=1)))
    town.settle()
    (waiting,) = reveal.tick(town["ocha"])
    assert (waiting.ref, waiting.to, waiting.by_clause) == (ref, ("france.example",), False)
    assert held(town, "france", ref) == "cell"
    reveal.reveal(town["ocha"], ref, waiting.to, reason=waiting.why)
    town.settle()
    assert (held(town, "france", ref), held(town, "russia", ref)) == ("exact", "cell")
    assert reveal.due(town["ocha"]) == []
    assert picture.level_of(town["russia"].picture, ref, "france.example") == "exact"


def test_nobody_hands_over_what_is_not_his_or_finer_than_agreed(town: Town) -> None:
    ref = say(town, "ocha", Site, title="clinic")
    town.settle()
    with pytest.raises(OurError, match="only the originator"):
        reveal.reveal(town["france"], ref, ["russia.example"])
    with pytest.raises(PeerError, match="not a member"):
        reveal.reveal(town["ocha"], ref, ["mars.example"])


def test_deleted_content_is_gone_everywhere_here_and_every_proof_stands(town: Town) -> None:
    ref = say(town, "ocha", Site, title="the house of a family")
    town.settle()
    ocha = town["ocha"]
    with pytest.raises(OurError, match="still counts"):
        reveal.redact(ocha, ref, rule="retention")
    before = set(evidence.verify(prove.prove(ocha, ref)).proven)
    reveal.redact(ocha, ref, level="exact", rule="retention")
    assert ocha.entry(ref).level == "cell"
    assert check.check(ocha, [HERE]).count == 1
    reveal.redact(ocha, ref, rule="retention", although_it_counts=True)
    town.settle()
    assert all(b"family" not in p.read_bytes() for p in (ocha.folder / "outbox").rglob("*") if p.is_file())
    after = set(evidence.verify(prove.prove(ocha, ref)).proven)
    gone = {line.split(" of site")[0] for line in before - after if "content" in line}
    assert gone == {"The exact content", "The coarse content"}
    rows = [(r.origin, r.index, r.data) for r in ocha.store.rows()]
    rebuild.rebuild(ocha)
    assert [(r.origin, r.index, r.data) for r in ocha.store.rows()] == rows
    assert [f for f in doctor.examine(ocha) if f.severity == "wrong"] == []
    # those who hold it keep it: data given cannot be taken back
    assert held(town, "france", ref) == "cell"


def test_what_a_reader_deleted_is_not_asked_for_again(town: Town) -> None:
    ref = say(town, "ocha", Site, title="clinic")
    town.settle()
    france = town["france"]
    reveal.redact(france, ref, rule="not needed", although_it_counts=True)
    town.settle()
    assert held(town, "france", ref) == "none"
    assert not any(e.leaf.kind == "missing-content" for e in france.picture.entries.values())
    assert not any("whole" in reason for reason in check.check(france, [HERE]).reasons)
