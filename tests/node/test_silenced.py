"""What must not silence an alarm, nor show a reach that is not: each of these once did."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from detente.node import alarms as looking
from detente.node import answer, emergency, movement, publish
from detente.node.alarms import Alarm, Open, alarms, urgent
from detente.node.compose import compose
from detente.node.reach import Reaches, publish_roster
from detente.node.receive import take
from detente.node.reveal import reveal
from detente.node.tick import tick
from detente.notice import Emergency, Movement, Notice, Place, Site, Typed
from detente.statement import CheckIn, Duty, Head, Loaded, Post, Ref, Roster, encode
from detente.store import Content
from detente.terms import Clause
from detente.testing import Town
from detente.volume import Circle, Volume4D

PLACE = (34.333, 31.425)
HERE = Volume4D(Circle(PLACE, 500.0))
CLAUSES = (Clause("moves", ("movement", "site")), Clause("line", ("emergency",)))
DESK = "hq.example/desk/ops"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "kitchen", "hq", "ocha") as made:
        made.agree("kitchen", "hq", "ocha", clauses=CLAUSES)
        roster(made, Duty())
        made.settle()
        yield made


def roster(town: Town, *duties: Duty, name: str = "officer", contact: str = "line 1", device: bool = False) -> None:
    posts = (Post("p", name, DESK, contact=contact, device=device, duties=duties),)
    publish_roster(town["hq"], next(iter(town["hq"].picture.terms)), encode(Roster(posts=posts)))


def say(town: Town, name: str, cls: type[Notice], *volumes: Volume4D, to: object = None, **fields: object) -> Ref:
    node = town[name]
    return publish.publish(node, next(iter(node.picture.terms)), town.notice(cls, *volumes, **fields), to=to).ref  # type: ignore[arg-type]


def window(town: Town, hours: float, length: float = 2.0) -> Volume4D:
    start = town.clock.now + timedelta(hours=hours)
    return Volume4D(Circle(PLACE, 500.0), time_start=start, time_end=start + timedelta(hours=length))


def kinds(town: Town, name: str, held: Open | None = None) -> list[str]:
    return [alarm.kind for alarm in alarms(town[name], held) if alarm.kind != "line-test"]


# --- emergencies ---------------------------------------------------------------------------------------------------------


def test_an_envelope_whose_content_did_not_come_rings_until_a_person_answers(town: Town) -> None:
    say(town, "kitchen", Emergency, HERE, what="help")
    town.put_out("kitchen")
    for path in town.outbox("kitchen", "hq").glob("*/*/*/*/content/*"):
        path.unlink()
    town.pull("hq", "kitchen")
    (alarm,) = urgent(town["hq"])
    assert "content has not come" in alarm.words
    assert "has not come" in emergency.explain(emergency.status(town["hq"], emergency.held(town["hq"])[0]))[1]
    answer.receipt(town["hq"], emergency.held(town["hq"])[0], "opened")
    assert urgent(town["hq"]) == []


def test_a_newer_version_that_was_not_given_to_us_silences_nothing(town: Town) -> None:
    ref = say(town, "kitchen", Emergency, HERE, what="help", id="ab" * 16)
    town.settle(rounds=1)
    again = {"id": "ab" * 16, "version": 2, "relation": "supersede", "of": 1}
    say(town, "kitchen", Emergency, HERE, what="better", to={"ocha.example": "exact"}, **again)
    town.settle(rounds=1)
    assert [a.ref for a in urgent(town["hq"])] == [str(ref)]


def test_coordinates_that_lie_elsewhere_than_the_footprint_are_no_place(town: Town) -> None:
    place = Place(name="road", typed=(Typed("31.344, 34.333", (34.333, 31.344), "DD", accuracy_m=10.0),))
    ref = say(town, "kitchen", Emergency, HERE, what="help", place=place)
    assert "a volume around the place" in emergency.status(town["kitchen"], ref).lacks


def test_one_statement_that_breaks_a_source_silences_no_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    say(town, "kitchen", Emergency, HERE, what="help")
    town.settle(rounds=1)

    def broken(node: object) -> Iterator[Alarm]:
        raise OverflowError("date value out of range")
        yield

    monkeypatch.setattr(looking, "SOURCES", (broken, *looking.SOURCES))
    found = {alarm.kind: alarm.words for alarm in alarms(town["hq"])}
    assert "our own fault" in found["fault"]
    assert "help" in found["emergency"]


@pytest.mark.parametrize("year", [1, 2, 9998, 9999])
def test_the_ends_of_the_calendar_break_nothing(year: int, town: Town) -> None:
    roster(town, Duty(("movement",), hours=("1800-0600",)))
    town.settle()
    at = datetime(year, 12, 31, 7, tzinfo=UTC) if year > 5 else datetime(year, 1, 1, 7, tzinfo=UTC)
    volume = Volume4D(Circle(PLACE, 5.0), time_start=at, time_end=at + timedelta(hours=10))
    say(town, "kitchen", Movement, volume, required_reach=("opened",))
    town.settle()
    town.clock.tick(7200)
    assert "fault" not in kinds(town, "kitchen")
    tick(town["kitchen"])


def test_a_roster_of_long_words_keeps_nobody_from_being_told(town: Town) -> None:
    roster(town, Duty(), name="n" * 200, contact="c" * 4000)
    say(town, "kitchen", Movement, window(town, 9.0), required_reach=("opened",))
    town.settle()
    town.clock.tick(3601)
    assert len(tick(town["kitchen"]).overdue) == 2


# --- reach ---------------------------------------------------------------------------------------------------------------


def missing(town: Town, ref: Ref) -> list[str]:
    return [need.why for need in Reaches(town["kitchen"]).of(ref).missing if need.party == "hq.example"]


def test_hours_of_its_window_without_anybody_are_missing(town: Town) -> None:
    town.clock.tick(2 * 3600)  # 08:00
    roster(town, Duty(hours=("1800-0600",)))
    ref = say(town, "kitchen", Movement, window(town, 0.0, 12.0), required_reach=("opened",), to={"hq.example": "exact"})
    town.settle()
    answer.receipt(town["hq"], ref, "opened")
    town.settle()
    (why,) = missing(town, ref)
    assert "08:00 to 20 Nov 18:00Z" in why


def test_a_place_without_anybody_is_missing(town: Town) -> None:
    roster(town, Duty(area=HERE))
    far = Volume4D(Circle((40.0, 31.0), 500.0))
    ref = say(town, "kitchen", Site, HERE, far, required_reach=("opened",), to={"hq.example": "exact"})
    town.settle()
    answer.receipt(town["hq"], ref, "opened")
    town.settle()
    assert missing(town, ref) == ["nobody on its roster answers for it at its place 2"]


def test_a_word_for_a_list_is_no_list(town: Town) -> None:
    roster(town, Duty(), device=True)
    ref = say(town, "kitchen", Site, HERE, required_reach=("loaded",), to={"hq.example": "exact"})
    town.settle()
    answer.receipt(town["hq"], ref, "loaded")
    town.settle()
    assert missing(town, ref) == ["has loaded no list"]


@pytest.mark.parametrize(
    "runs", [((-9, -8), (0, 99)), ((5, 3), (0, 99)), ((0, 99), (0, 99)), ((0, 50), (50, 99)), ((-(2**70), 2**70),)]
)
def test_runs_that_are_not_in_order_cover_nothing(runs: tuple[tuple[int, int], ...], town: Town) -> None:
    roster(town, Duty(), device=True)
    ref = say(town, "kitchen", Site, HERE, required_reach=("loaded",), to={"hq.example": "exact"})
    town.settle()
    node = town["hq"]
    head = Head(ref.origin, node.store.size(ref.origin), node.tree(ref.origin).root().hex())
    loaded = Loaded(pack="0" * 64, expires=town.clock.now + timedelta(days=9), head=head, runs=runs)
    try:
        publish.act(node, node.entry(ref).leaf.agreement, loaded, to={"kitchen.example": "exact"})
    except Exception:  # our own node does not even say it
        return
    town.settle()
    assert missing(town, ref) == ["its list does not have it: a newer one has to be loaded"]


def test_what_has_begun_still_rings_until_it_has_reached_them(town: Town) -> None:
    say(town, "kitchen", Movement, window(town, -0.1), required_reach=("opened",))
    town.settle()
    assert "reach" in kinds(town, "kitchen")
    town.clock.tick(3600)
    assert "reach" in kinds(town, "kitchen")


def test_what_is_revealed_later_is_looked_at_again(town: Town) -> None:
    held = Open()
    ref = say(town, "kitchen", Site, HERE, to={})
    other = say(town, "kitchen", Site, HERE, to={"ocha.example": "exact"})
    town.settle()
    assert kinds(town, "kitchen", held) == []
    for one in (ref, other):
        reveal(town["kitchen"], one, ["hq.example"])
    town.put_out()
    town.clock.tick(60)
    told = [a for a in alarms(town["kitchen"], held) if a.kind == "not-delivered"]
    assert ["hq.example" in a.words for a in told] == [True]
    assert "1 more" in told[0].words


def test_a_clock_that_jumps_and_comes_back_settles_nothing(town: Town) -> None:
    held = Open()
    say(town, "kitchen", Movement, window(town, 1.5), required_reach=("opened",))
    town.settle()
    town.clock.tick(400 * 86400)
    alarms(town["kitchen"], held)
    town.clock.tick(-400 * 86400)
    assert "reach" in kinds(town, "kitchen", held)


def test_an_old_one_that_waits_does_not_mask_a_new_one(town: Town) -> None:
    say(town, "kitchen", Site, HERE)
    town.clock.tick(86400)
    before = {a.key for a in alarms(town["kitchen"]) if a.kind == "not-delivered"}
    say(town, "kitchen", Site, HERE)
    town.clock.tick(60)
    assert not before & {a.key for a in alarms(town["kitchen"]) if a.kind == "not-delivered"}


def test_content_that_came_late_has_its_receipt(town: Town) -> None:
    ref = say(town, "kitchen", Site, HERE, to={"hq.example": "exact"})
    town.put_out("kitchen")
    paths = {path: path.read_bytes() for path in town.outbox("kitchen", "hq").glob("*/*/*/*/content/*")}
    for path in paths:
        path.unlink()
    town.pull("hq", "kitchen")
    town.put_out("hq")
    town.pull("kitchen", "hq")
    assert missing(town, ref) == ["says that the content did not come"]
    for path, data in paths.items():
        path.write_bytes(data)
    town.pull("hq", "kitchen")
    town.put_out("hq")
    town.pull("kitchen", "hq")
    assert missing(town, ref) == []


def test_one_statement_an_hour_tells_of_all_that_wait(town: Town) -> None:
    for number in range(60):
        say(town, "kitchen", Site, HERE, required_reach=("opened",), title=f"{number}", to={"hq.example": "exact"})
    town.settle()
    told = []
    for _ in range(5):
        town.clock.tick(3601)
        told += tick(town["kitchen"]).overdue
    assert len(told) == 1  # there is one post to call


# --- movements and rosters -----------------------------------------------------------------------------------------------


def leave(town: Town, *volumes: Volume4D, interval: int = 600) -> Ref:
    ref = say(town, "kitchen", Movement, *volumes, check_in_interval_s=interval, status="moving")
    movement.check_in(town["kitchen"], ref, CheckIn(of="0" * 64, says="contact-test", means="radio"))
    return ref


def checked(town: Town) -> list[Alarm]:
    return [alarm for alarm in alarms(town["kitchen"]) if alarm.kind == "check-in"]


def test_after_an_arrival_the_way_back_is_watched_again(town: Town) -> None:
    ref = leave(town, window(town, 0.0, 9.0))
    for says in ("arrived", "moving"):
        movement.check_in(town["kitchen"], ref, CheckIn(of="0" * 64, says=says))
    town.clock.tick(3600)
    assert checked(town)


def test_the_first_part_that_begins_counts_wherever_it_stands_in_the_list(town: Town) -> None:
    leave(town, window(town, 9.0), window(town, 0.0))
    town.clock.tick(3600)
    assert checked(town)


def test_a_team_that_is_not_heard_does_not_call_at_every_look_nor_for_ever(town: Town) -> None:
    leave(town, window(town, 0.0, 3.0), interval=1)
    rung = set()
    for _ in range(400):
        rung |= {(alarm.key, alarm.level) for alarm in checked(town)}
        town.clock.tick(60)
    assert len({key for key, level in rung if level == "urgent"}) < 10
    assert len({key for key, level in rung if level == "warning"}) == 1


def test_hours_without_anybody_ring_once_for_each(town: Town) -> None:
    roster(town, Duty(hours=("0600-2200",)))
    keys = set()
    for _ in range(24 * 12):
        keys |= {a.key for a in alarms(town["hq"]) if a.kind == "gap"}
        town.clock.tick(300)
    assert len(keys) <= 4


def test_an_incident_ends_for_its_author_when_all_have_seen_it(town: Town) -> None:
    ref = leave(town, window(town, 0.0, 9.0))
    place = movement.check_in(town["kitchen"], ref, CheckIn(of="0" * 64, says="incident", vehicle="car 2"))
    town.settle()
    for name in ("hq", "ocha"):
        assert "incident" in kinds(town, "kitchen")
        answer.receipt(town[name], place, "opened")
        town.settle()
    assert "incident" not in kinds(town, "kitchen")


def test_what_cannot_be_read_is_no_alarm_of_ours(town: Town) -> None:
    """A statement of a kind that looks like one of the line, in content that does not hold."""
    node = town["kitchen"]
    agreed = node.agreement(next(iter(node.picture.terms)))
    made = compose(node, agreed, CheckIn(of="0" * 64, says="moving"), {"hq.example": "exact"})
    wrong = [Content(c.origin, c.index, c.level, c.salt, c.content + b" ") for c in made.contents]
    take(town["hq"], made.origin, town["hq"].store.size(made.origin), [made.leaf], wrong)
    assert kinds(town, "hq") == []
    assert json.loads(msgspec.json.encode(alarms(town["hq"])))
