"""Release: a conflict that only the common member sees, and the way of a statement from one agreement into another."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from detente import evidence, picture
from detente.errors import DetenteError, InputError, OurError
from detente.node import answer, check, prove, publish, release, released
from detente.node.between import between, explain
from detente.notice import Activity, Released, Site
from detente.statement import Receipt, Ref, decode, encode
from detente.testing import Town
from detente.volume import Altitude, Circle, Volume4D

HERE = Volume4D(Circle((36.123456, 35.8), 400.0), Altitude(0, "M", "W84"), Altitude(3000, "M", "W84"))
THERE = Volume4D(Circle((39.0, 35.8), 400.0))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "france", "turkey", "us") as made:
        yield made


@pytest.fixture
def met(town: Town) -> tuple[Ref, Ref]:
    """A site of Turkey's and a plan of the United States' that France alone holds both of."""
    town.agree("france", "turkey", title="north")
    town.agree("france", "us", title="west")
    site = publish.publish(town["turkey"], "north", town.notice(Site, HERE, title="clinic")).ref
    plan = publish.publish(town["us"], "west", town.notice(Activity, HERE, title="flight")).ref
    town.settle()
    return site, plan


def released_to_us(town: Town, site: Ref, **terms: object) -> Ref:
    place = release.give(town["turkey"], site, ["france.example"], **(terms or {"onward": ["us.example"]}))  # type: ignore[arg-type]
    town.settle()
    return place


def test_the_desk_of_the_common_member_alone_sees_it(town: Town, met: tuple[Ref, Ref]) -> None:
    """A2: with both statements, both agreements, whom to ask, and the step that is open; the authors' desks see nothing."""
    (found,) = between(town["france"])
    sides = {side.notice.party: side for side in (found.one, found.other)}
    assert {party: s.notice.agreement_title for party, s in sides.items()} == {"turkey.example": "north", "us.example": "west"}
    assert all(side.notice.contact == "ops desk, line 1" and side.stage == "ask" for side in sides.values())
    assert "ask the originator for release" in "\n".join(explain([found]))
    assert [between(town[name]) for name in ("turkey", "us")] == [[], []]
    assert picture.answers(town["us"].picture, met[1])["france.example"].answer == "no notice found"


def test_what_the_authors_know_of_is_theirs(town: Town, met: tuple[Ref, Ref]) -> None:
    """Far away, told directly, our own: nothing that only we see."""
    france = town["france"]
    publish.publish(town["us"], "west", town.notice(Activity, THERE))
    publish.publish(france, "west", town.notice(Activity, HERE))
    town.settle()
    assert len(between(france)) == 1
    town.agree("turkey", "us", "france", title="all")
    publish.publish(town["turkey"], "all", town.notice(Activity, HERE, title="told to both"))
    town.settle()
    assert len(between(france)) == 1, "the others see this one themselves"
    news = {met[1]}
    assert between(france, news) == between(france)
    assert between(france, {Ref(met[0].origin, 99)}) == []


def test_two_partners_in_one_agreement_may_not_know_of_each_other_either(town: Town) -> None:
    town.agree("france", "turkey", "us", title="all")
    for name, cls in (("turkey", Site), ("us", Activity)):
        publish.publish(town[name], "all", town.notice(cls, HERE), to={"france.example": "exact"})
    town.settle()
    assert len(between(town["france"])) == 1
    assert between(town["us"]) == []


def test_the_question_tells_nothing_of_the_third_party(town: Town, met: tuple[Ref, Ref]) -> None:
    """Its author is asked, nobody else is told what; and it stands in both nodes until it is answered."""
    town.agree("france", "turkey", "us", title="three")
    both = publish.publish(town["turkey"], "three", town.notice(Site, HERE, title="school"), to={"france.example": "exact"}).ref
    town.settle()
    for ref in (met[0], both):
        release.ask(town["france"], ref)
    town.settle()
    asked = release.asked(town["turkey"])
    assert {(a.ref, a.by, a.words) for a in asked} == {(r, "france.example", release.QUESTION) for r in (met[0], both)}
    sent = town.told("turkey")
    assert release.QUESTION.encode() in sent
    assert not any(word in sent for word in (b"flight", b"west", met[1].origin.encode()))
    assert release.QUESTION.encode() not in town.told("us")
    assert {s.stage for b in between(town["france"]) for s in (b.one, b.other) if s.notice.party == "turkey.example"} == {"asked"}
    released_to_us(town, met[0])
    assert [a.ref for a in release.asked(town["turkey"])] == [both]


def test_a_released_statement_is_passed_on_and_counts(town: Town, met: tuple[Ref, Ref]) -> None:
    """The third party sees the conflict, whose words they are, and who released them; our desk has nothing left to do."""
    site, plan = met
    place = released_to_us(town, site)
    ((one, other),) = [(b.one, b.other) for b in between(town["france"])]
    assert {one.stage, other.stage} == {"ask", "released"}
    done = release.pass_on(town["france"], site, "west", grade="B2")
    assert done.to == {"us.example": "exact"}
    town.settle()
    given = decode(town["us"].entry(done.ref).contents["exact"])
    assert isinstance(given, Site)
    assert given.released == Released("turkey.example", town["turkey"].entry(place).leaf_hash, "B2")
    assert (given.title, given.volumes) == ("clinic", (HERE,))
    assert given.id != town["turkey"].entry(site).leaf.subject, "subjects of two agreements cannot be matched"
    (found,) = check.check_own(town["us"], plan).conflicts
    assert found.notice.released_by == "turkey.example"
    assert answer.register(town["us"], plan).verdict == "conflict"
    town.settle()
    assert between(town["france"]) == []
    with pytest.raises(InputError, match="passed on already"):
        release.pass_on(town["france"], site, "west")


def test_passing_on_names_nothing_of_the_other_agreement(town: Town, met: tuple[Ref, Ref]) -> None:
    place = released_to_us(town, met[0])
    release.pass_on(town["france"], met[0], "west")
    town.settle()
    told = town.told("us")
    assert town["turkey"].entry(place).leaf_hash.encode() in told
    assert place.origin.encode() not in told
    assert town["france"].agreement("north").id.encode() not in told
    assert b"north" not in told


def test_every_step_is_proved(town: Town, met: tuple[Ref, Ref]) -> None:
    question = release.ask(town["france"], met[0])
    town.settle()
    place = released_to_us(town, met[0])
    done = release.pass_on(town["france"], met[0], "west")
    town.settle()
    whole = " ".join(evidence.verify(prove.prove(town["france"], met[0])).proven)
    assert all(f"as statement {ref.index} of the log of {who}" in whole for ref, who in
               ((met[0], "turkey.example"), (question, "france.example"), (place, "turkey.example")))  # fmt: skip
    shown = evidence.verify(prove.prove(town["us"], done.ref)).shown
    assert town["turkey"].entry(place).leaf_hash in shown[0].text


def refused(town: Town, site: Ref, **how: object) -> str:
    with pytest.raises(DetenteError) as error:
        release.pass_on(town["france"], site, **({"agreement_id": "west"} | how))  # type: ignore[arg-type]
    return str(error.value)


def test_nothing_is_passed_on_without_a_release(town: Town, met: tuple[Ref, Ref]) -> None:
    """A2: nor under a wrong name, to others, in other words, or to the same agreement; nothing is written then."""
    france, (site, _) = town["france"], met
    size = france.store.size(france.origin("west"))
    assert "has not released it to us" in refused(town, site)
    by_hand = msgspec.structs.replace(decode(town.notice(Site, HERE)), released=Released("turkey.example", "0" * 64))
    with pytest.raises(OurError, match="released nothing like this"):
        publish.publish(france, "west", encode(by_hand))  # type: ignore[arg-type]
    place = released_to_us(town, site, onward=["ocha.example"])
    assert "released to nobody in “west”" in refused(town, site)
    assert "not to us.example" in refused(town, site, to={"us.example": "exact"})
    assert "in another agreement" in refused(town, site, agreement_id="north")
    leaf = france.entry(place)
    said = released.words(france, site, released.releases(france, site)[0], "0" * 32, "F6")
    assert said.released == Released("turkey.example", leaf.leaf_hash)
    moved = msgspec.structs.replace(said, volumes=(THERE,))
    with pytest.raises(OurError, match="not the words"):
        publish.publish(france, "west", encode(moved), to={})
    assert france.store.size(france.origin("west")) == size
    assert release.pass_on(france, site, "west", to={}).to == {}


def test_a_release_is_for_one_version_and_of_what_is_held(town: Town, met: tuple[Ref, Ref]) -> None:
    turkey, (site, _) = town["turkey"], met
    released_to_us(town, site, anyone=True)
    notice = decode(turkey.entry(site).contents["exact"])
    newer = msgspec.structs.replace(notice, version=2, relation="supersede", of=1, volumes=(THERE,))
    second = publish.publish(turkey, "north", encode(newer)).ref  # type: ignore[arg-type]
    town.settle()
    assert "has not released" in refused(town, second)
    cell = publish.publish(turkey, "north", town.notice(Site, HERE, title="known as a cell"), to={"france.example": "cell"}).ref
    for level, to, what in (("exact", "france.example", "was given cell"), ("cell", "us.example", "not a member")):
        with pytest.raises(DetenteError, match=what):
            release.give(turkey, cell, [to], anyone=True, level=level)  # type: ignore[arg-type]
    with pytest.raises(OurError, match="else that is nobody"):
        release.give(turkey, site, ["france.example"])
    with pytest.raises(OurError, match="only its author"):
        release.give(town["france"], site, ["turkey.example"], anyone=True)


def test_a_cell_is_passed_on_as_a_cell(town: Town, met: tuple[Ref, Ref]) -> None:
    """A release of the cell lets no word and no exact place out, though we hold both."""
    plan = town["us"].entry(met[1]).contents["exact"]
    released_to_us(town, met[0], onward=["us.example"], level="cell")
    done = release.pass_on(town["france"], met[0], "west")
    town.settle()
    given = decode(town["us"].entry(done.ref).contents["exact"])
    assert isinstance(given, Site)
    assert (given.coarse, given.title) == (True, "")
    assert all(word not in town.told("us").replace(plan, b"") for word in (b"36.123456", b"clinic"))


def test_what_was_passed_on_can_be_withdrawn_and_is_never_released_again(town: Town, met: tuple[Ref, Ref]) -> None:
    """Withdrawing needs nobody; and only words of one's own are released further."""
    released_to_us(town, met[0], anyone=True)
    done = release.pass_on(town["france"], met[0], "west")
    town.settle()
    with pytest.raises(OurError, match="words of our own"):
        release.give(town["france"], done.ref, ["us.example"], anyone=True)
    assert publish.withdraw(town["france"], done.ref).to == {"us.example": "exact"}
    town.clock.tick(timedelta(days=1).total_seconds())
    town.settle()
    assert picture.state(town["us"].picture, done.ref, town.clock()) == "withdrawn"


def test_what_is_said_under_another_agreement_is_in_no_evidence(town: Town, met: tuple[Ref, Ref]) -> None:
    """A member that cites, under one agreement, what was said under another neither gets into its proof nor spoils it."""
    before = prove.prove(town["france"], met[0])
    publish.act(town["us"], "west", Receipt(of=town["turkey"].entry(met[0]).leaf_hash, grade="contests"), cites=[met[0]])
    town.settle()
    assert evidence.verify(prove.prove(town["france"], met[0])).proven == evidence.verify(before).proven
    assert picture.state(town["france"].picture, met[0], town.clock()) == "active"
