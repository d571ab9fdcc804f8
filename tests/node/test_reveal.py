"""Reveals in their window, on proximity, by a desk; and content that was deleted while its proof stands (G8, G15, G17)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from detente import evidence, picture
from detente.cli import main
from detente.errors import OurError, PeerError, StoreError
from detente.geometry import coarsen
from detente.node import check, compose, doctor, look, prove, publish, quick, rebuild, receive, reveal, snapshot, tick
from detente.notice import Activity, Movement, Presence, Site
from detente.statement import Ref, Resume, Suspend
from detente.terms import Clause
from detente.testing import START, Town
from detente.volume import Altitude, Circle, Volume4D

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
    assert tick.tick(town["ocha"]).to_decide == ()
    town.settle()
    assert held(town, "france", ref) == "cell"
    town.clock.now = OPENS - timedelta(hours=1)
    assert tick.tick(town["ocha"]).to_decide == ()
    size = town["ocha"].store.size(ref.origin)
    assert tick.tick(town["ocha"]).to_decide == ()
    assert town["ocha"].store.size(ref.origin) == size
    town.settle()
    assert {held(town, n, ref) for n in ("france", "russia")} == {"exact"}
    words = evidence.verify(prove.prove(town["france"], ref)).proven
    assert any("reveal" in line for line in words)


def test_what_the_originator_gave_to_fewer_follows_no_clause(town: Town) -> None:
    ref = say(town, "ocha", Movement, to={"france.example": "cell"})
    town.clock.now = OPENS
    (waiting,) = tick.tick(town["ocha"]).to_decide
    assert (waiting.ref, waiting.to) == (ref, ("france.example",))
    town.settle()
    assert held(town, "france", ref) == "cell"


def test_on_proximity_a_desk_is_asked_and_decides(town: Town) -> None:
    ref = say(town, "ocha", Site, title="clinic")
    town.settle()
    assert reveal.due(town["ocha"]) == []
    say(town, "france", Activity, Volume4D(Circle((36.115, 35.8), 300.0), time_start=OPENS, time_end=OPENS + timedelta(hours=1)))
    town.settle()
    (waiting,) = tick.tick(town["ocha"]).to_decide
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


# --- what is handed over -------------------------------------------------------------------------------------------------


def test_nothing_is_handed_over_that_is_finer_than_agreed_gone_or_for_nobody(town: Town) -> None:
    ocha = town["ocha"]
    coarse = say(town, "ocha", Presence, assertion="some")
    with pytest.raises(OurError, match="allows cell") as error:
        reveal.reveal(ocha, coarse, ["france.example"])
    assert error.value.code == "not-entitled"
    site = say(town, "ocha", Site)
    for to in ([], ["ocha.example"]):
        with pytest.raises(OurError, match="other members"):
            reveal.reveal(ocha, site, to)
    reveal.redact(ocha, site, level="exact")
    with pytest.raises(OurError, match="not held"):
        reveal.reveal(ocha, site, ["france.example"])


def test_what_was_withdrawn_deleted_or_is_over_is_not_handed_over_any_more(town: Town) -> None:
    ocha = town["ocha"]
    gone, deleted, _over = (say(town, "ocha", Movement) for _ in range(3))
    publish.withdraw(ocha, gone)
    reveal.redact(ocha, deleted, level="exact")
    town.clock.now = OPENS + timedelta(hours=2, seconds=1)
    assert tick.tick(ocha).revealed == ()
    town.clock.now = OPENS
    assert [item.ref for item in tick.tick(ocha).revealed] == [_over]


def test_nothing_is_handed_over_under_a_suspended_clause(tmp_path: Path) -> None:
    clauses = (Clause("plans", ("activity",), when="in-window", suspended_by=("notice",)),)
    with Town(tmp_path, "france", "russia") as town:
        terms = town.agree("france", "russia", clauses=clauses).id
        ref = say(town, "france", Activity)
        publish.act(town["russia"], terms, Suspend(clauses=("plans",)))
        town.settle()
        town.clock.now = OPENS
        assert tick.tick(town["france"]).revealed == ()
        publish.act(town["russia"], terms, Resume(clauses=("plans",)))
        town.settle()
        assert [item.ref for item in tick.tick(town["france"]).revealed] == [ref]


def test_a_plan_that_is_handed_over_exactly_is_answered_again(town: Town) -> None:
    """By its cell it met ours; by its place it does not."""
    say(town, "france", Activity, Volume4D(Circle((36.12, 35.82), 100.0)))
    plan = Volume4D(Circle((36.18, 35.88), 100.0), time_start=OPENS, time_end=OPENS + timedelta(hours=1))
    ref = say(town, "russia", Activity, plan, to={"france.example": "cell"})
    town.settle()
    assert picture.answers(town["russia"].picture, ref)["france.example"].answer == "conflict"
    reveal.reveal(town["russia"], ref, ["france.example"])
    town.settle()
    assert picture.answers(town["russia"].picture, ref)["france.example"].answer == "no notice found"


# --- what time makes due -------------------------------------------------------------------------------------------------


def test_what_is_past_its_date_is_told_and_not_changed(town: Town) -> None:
    ocha = town["ocha"]
    site, plan = say(town, "ocha", Site), say(town, "ocha", Activity)
    assert tick.tick(ocha) == tick.Ticked()
    town.clock.now = OPENS + timedelta(hours=3)
    assert tick.tick(ocha) == tick.Ticked(ended=(plan,))
    town.clock.tick(40 * 86_400)
    before = [(row.origin, row.index, row.data) for row in ocha.store.rows()]
    assert tick.tick(ocha) == tick.tick(ocha) == tick.Ticked(to_review=(site,), ended=(plan,))
    assert [(row.origin, row.index, row.data) for row in ocha.store.rows()] == before
    newer = msgspec.json.decode(ocha.entry(site).contents["exact"]) | {"version": 2, "relation": "supersede"}
    newer["validity"]["review_by"] = "2017-01-01T00:00:00Z"
    publish.publish(ocha, ocha.entry(site).leaf.agreement, msgspec.json.encode(newer))
    assert tick.tick(ocha).to_review == ()


# --- what was deleted ----------------------------------------------------------------------------------------------------


def test_what_was_deleted_before_it_was_read_is_not_missing_and_not_nothing(town: Town) -> None:
    site, other = say(town, "ocha", Site), say(town, "ocha", Site)
    reveal.redact(town["ocha"], site, rule="retention", although_it_counts=True)
    reveal.redact(town["ocha"], other, level="cell", rule="retention")
    town.settle()
    france = town["france"]
    assert (held(town, "france", site), held(town, "france", other)) == ("none", "none")
    assert not any(e.leaf.kind == "missing-content" for e in france.picture.entries.values())
    assert france.store.cosignatures(site.origin, town["ocha"].store.size(site.origin)), "our mirror waits for nothing"
    source = next(s for s in check.check(france, [HERE]).sources if s.party == "ocha.example")
    assert (source.undisclosed, source.missing) == (2, 0)
    assert look.detail(france, site).line.state == "content deleted"


def test_who_was_given_more_than_is_left_gets_what_is_left(town: Town) -> None:
    site = say(town, "ocha", Site, to={"france.example": "cell"})
    reveal.reveal(town["ocha"], site, ["france.example"])
    reveal.redact(town["ocha"], site, level="exact")
    town.settle()
    assert held(town, "france", site) == "cell"
    assert check.check(town["france"], [HERE]).count == 1


def test_who_holds_it_keeps_it_and_is_shown_that_deletion_is_asked(town: Town) -> None:
    """ADR 0008: until its own desk deletes it too."""
    site = say(town, "ocha", Site, title="clinic", to={"france.example": "cell"})
    town.settle()
    reveal.redact(town["ocha"], site, rule="consent withdrawn", although_it_counts=True)
    town.settle()
    france = town["france"]
    assert check.check(france, [HERE]).count == 1
    (words,) = look.detail(france, site).deletion
    assert words.startswith("ocha.example deleted its content under the rule “consent withdrawn”")
    assert "asks us" in words
    reveal.redact(france, site, rule="asked by its author", although_it_counts=True)
    assert (held(town, "france", site), check.check(france, [HERE]).count) == ("none", 0)
    assert not any("asks us" in words for words in look.detail(france, site).deletion)


def test_a_plan_that_counts_is_never_forgotten(town: Town) -> None:
    """Two plans that collide could both stand with a good verdict, if one of them were forgotten by its author."""
    plan = say(town, "france", Activity)
    town.settle()
    with pytest.raises(OurError, match="cannot be forgotten"):
        reveal.redact(town["france"], plan, although_it_counts=True)
    publish.withdraw(town["france"], plan)
    town.settle()
    reveal.redact(town["france"], plan)
    assert town["france"].entry(plan).level == "none"


def test_deleting_is_done_whole_or_not_at_all(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "WORTH", 1)
    ref = say(town, "ocha", Site)
    ocha = town["ocha"]
    quick.save(ocha)
    rows, contents = list(ocha.store.rows()), list(ocha.store.contents(ref.origin))

    def refuse(batch: object) -> None:
        raise StoreError("disk", "full")

    with monkeypatch.context() as full:
        full.setattr(ocha.store, "commit", refuse)
        with pytest.raises(StoreError):
            reveal.redact(ocha, ref, although_it_counts=True)
    assert (list(ocha.store.rows()), list(ocha.store.contents(ref.origin))) == (rows, contents)
    assert (held(town, "ocha", ref), check.check(ocha, [HERE]).count) == ("exact", 1)
    reveal.redact(ocha, ref, although_it_counts=True)
    assert not (ocha.folder / snapshot.NAME).exists(), "it held footprints"
    assert not any(c.index == ref.index for c in ocha.store.contents(ref.origin))


# --- coarse and exact: a reveal that breaks containment ------------------------------------------------------------------

FAR = Volume4D(Circle((40.0, 35.8), 500.0), time_start=OPENS, time_end=OPENS + timedelta(hours=2))
LIES = {
    "space": Volume4D(Circle((40.0, 35.8), 400.0), time_start=OPENS, time_end=OPENS + timedelta(hours=2)),
    "time": msgspec.structs.replace(HERE, time_end=OPENS + timedelta(days=3)),
    "altitude": msgspec.structs.replace(
        HERE, altitude_lower=Altitude(9000, "M", "AMSL"), altitude_upper=Altitude(9500, "M", "AMSL")
    ),
}


def lie(town: Town, monkeypatch: pytest.MonkeyPatch, exact: Volume4D, **fields: object) -> Ref:
    """OCHA's node is made to commit to the cell of one place and to the exact content of another."""
    wrong = msgspec.structs.replace(HERE, altitude_lower=Altitude(0, "M", "AMSL"), altitude_upper=Altitude(100, "M", "AMSL"))
    with monkeypatch.context() as patch:
        patch.setattr(compose, "coarsen", lambda volume: coarsen(wrong))
        patch.setattr(receive, "check_coarse", lambda contents, where: None)
        ref = say(town, "ocha", Site, exact, title="clinic", **fields)
    return ref


@pytest.mark.parametrize("part", LIES)
def test_a_reveal_that_its_cell_does_not_contain_exposes_its_author_and_lowers_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    ref = lie(town, monkeypatch, LIES[part])
    town.settle()
    france = town["france"]
    assert (held(town, "france", ref), france.entry(ref).exposed) == ("cell", False)
    reveal.reveal(town["ocha"], ref, ["france.example"])
    town.settle()
    assert france.entry(ref).exposed
    for place in (HERE, LIES[part]):  # both what the cell said and what the exact content says count
        given = check.check(france, [msgspec.structs.replace(place, altitude_lower=None, altitude_upper=None)])
        assert {c.notice.title for c in given.conflicts} == {"clinic"}
    assert look.detail(france, ref).line.exposed
    done = CliRunner().invoke(main, ["-C", str(france.folder), "show", str(ref)])
    assert "EXPOSED: its author gave a cell that does not contain the exact place" in done.output
    assert [f.where for f in doctor.examine(france) if "does not contain" in f.what] == [str(ref)]
    assert [f for f in doctor.examine(france) if f.severity == "wrong"] == []
    before = [(r.origin, r.index, r.data) for r in france.store.rows()]
    rebuild.rebuild(france)
    assert [(r.origin, r.index, r.data) for r in france.store.rows()] == before
    # the file shows a third person both contents under one leaf of its author
    verdict = evidence.verify(prove.prove(france, ref))
    assert [shown.of.rpartition(" ")[2] for shown in verdict.shown][:2] == ["(exact)", "(coarse)"]
    assert not town["russia"].entry(ref).exposed
    reveal.redact(france, ref, level="exact", although_it_counts=True)  # what is left counts, and is what a rebuild finds
    assert [f for f in doctor.examine(france) if f.severity == "wrong"] == []
    assert check.check(france, [msgspec.structs.replace(HERE, altitude_lower=None, altitude_upper=None)]).count == 1


def test_who_gives_both_at_once_is_exposed_as_well(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = town.agree("ocha", "france", "russia", clauses=(Clause("protect", ("site",)),))
    node = town["ocha"]
    with monkeypatch.context() as patch:
        patch.setattr(compose, "coarsen", lambda volume: coarsen(FAR))
        patch.setattr(receive, "check_coarse", lambda contents, where: None)
        to = {"france.example": "cell", "russia.example": "exact"}
        ref = publish.publish(node, terms.id, town.notice(Site, HERE), to=to).ref  # type: ignore[arg-type]
    town.settle()
    assert town["russia"].entry(ref).exposed


def test_who_may_know_the_cell_holds_no_finer_byte(town: Town) -> None:
    """Not one byte that reaches Russia changes with the exact place, its name or its hour within the cell."""
    told = []
    for step in range(3):
        with Town(town.folder / f"world {step}", "ocha", "russia") as world:
            world.agree("ocha", "russia", clauses=CLAUSES)
            place = Volume4D(
                Circle((36.105, round(35.805 - step * 0.0002, 7)), 100.0 + step),
                Altitude(100 + step, "M", "AMSL"), Altitude(110 + step, "M", "AMSL"),
                OPENS + timedelta(minutes=5 + step), OPENS + timedelta(minutes=50 - step),
            )  # fmt: skip
            ref = say(world, "ocha", Site, place, title=f"clinic {step}")
            world.settle()
            assert held(world, "russia", ref) == "cell"
            bytes_told = world.told("russia")
            assert f"clinic {step}".encode() not in bytes_told
            ((coarse, salt),) = [
                (c.content, c.salt) for c in world["russia"].store.contents(ref.origin, ref.index) if c.index == ref.index
            ]
            told.append(coarse.replace(world["ocha"].entry(ref).leaf.subject.encode(), b""))
            ours = {c.level: c for c in world["ocha"].store.contents(ref.origin, ref.index)}
            assert ours["exact"].salt not in bytes_told
            assert ours["exact"].salt != salt
    assert len(set(told)) == 1


def test_who_held_the_exact_place_since_when_is_proved(town: Town) -> None:
    ref = say(town, "ocha", Site, title="clinic")
    town.settle()
    town.clock.tick(3600)
    since = town.clock.now
    reveal.reveal(town["ocha"], ref, ["france.example"], reason="they come near")
    town.settle()
    words = "\n".join(evidence.verify(prove.prove(town["russia"], ref)).proven)
    assert f"it says it did so at {since:%Y-%m-%dT%H:%M:%SZ}" in words
    assert "It gives the exact content of the statement that it concerns to france.example." in words
    assert "It gives the coarse content to france.example, russia.example." in words
