"""What calls for a person: emergencies, what was not delivered, who was not heard, what was relied on.

R01, R03, R13, R16, R19, R26, R33.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from detente import line
from detente.errors import InputError, OurError
from detente.node import answer, emergency, movement, publish
from detente.node.alarms import Alarm, alarms, urgent
from detente.node.reach import publish_roster
from detente.node.relied import relying
from detente.node.tick import tick
from detente.notice import Activity, Area, Movement, Typed
from detente.statement import CheckIn, Duty, LineTest, Post, Ref, Roster, Suspend, encode
from detente.terms import Clause
from detente.testing import Town
from detente.volume import Circle, Volume4D

PLACE = (34.333, 31.425)
CLAUSES = (
    Clause("moves", ("movement", "area"), suspended_by=("incident", "notice"), survives=False),
    Clause("plans", ("activity",), suspended_by=("incident", "notice")),
    Clause("line", ("emergency",)),
)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "kitchen", "ocha") as made:
        made.join("hq", "duty", "night")
        agreed = made.agree("kitchen", "hq", "ocha", clauses=CLAUSES)
        posts = (
            Post("night", "night officer", "hq.example/desk/night", contact="line 2", duties=(Duty(("emergency",)),)),
            Post("duty", "duty officer", "hq.example/desk/duty", contact="line 1", duties=(Duty(),)),
        )
        publish_roster(made["hq"], agreed.id, encode(Roster(posts=posts)))
        made.settle()
        yield made


def said(**fields: object) -> emergency.Call:
    typed = Typed("31.425, 34.333", PLACE, "DD", accuracy_m=10.0)
    return emergency.Call(**{"what": "first car hit", "place": "coastal road", "typed": typed} | fields)  # type: ignore[arg-type]


def kinds(town: Town, name: str, *but: str) -> list[str]:
    return [alarm.kind for alarm in alarms(town[name]) if alarm.kind not in {"line-test", *but}]


def window(town: Town, hours: float, length: float = 2.0, radius: float = 500.0) -> Volume4D:
    start = town.clock.now + timedelta(hours=hours)
    return Volume4D(Circle(PLACE, radius), time_start=start, time_end=start + timedelta(hours=length))


def say(town: Town, name: str, cls: type, *volumes: Volume4D, **fields: object) -> Ref:
    node = town[name]
    return publish.publish(node, next(iter(node.picture.terms)), town.notice(cls, *volumes, **fields)).ref


# --- the line ------------------------------------------------------------------------------------------------------------


def test_the_next_contact_is_called_every_thirty_seconds_until_a_person_answers(town: Town) -> None:
    (ref,) = emergency.raise_(town["kitchen"], said()).refs
    town.settle(rounds=1)
    hq, started = town["hq"], town.clock.now
    calls: list[Alarm] = []
    for _ in range(13):
        calls += [alarm for alarm in urgent(hq) if alarm.key not in {c.key for c in calls}]
        town.clock.tick(10)
    assert [c.post for c in calls] == ["night officer", "duty officer", "night officer", "duty officer", "night officer"]
    assert calls[0].contact == "line 2"
    assert calls[0].at == f"{started:%Y-%m-%dT%H:%M:%SZ}"
    answer.receipt(hq, ref, "delivered")  # a machine is not a person
    assert urgent(hq)
    answer.receipt(hq, ref, "opened", desk="night")
    assert urgent(hq) == []
    assert urgent(town["ocha"])


def test_both_sides_have_the_clock_and_the_sender_sees_who_is_silent(town: Town) -> None:
    (ref,) = emergency.raise_(town["kitchen"], said()).refs
    town.settle(rounds=1)
    answer.receipt(town["ocha"], ref, "opened")
    town.settle()
    town.clock.tick(60)
    (alarm,) = urgent(town["kitchen"])
    assert "no person at hq.example has answered" in alarm.words
    assert "1:40" in alarm.words
    shown = emergency.status(town["hq"], ref)
    assert (shown.clock, shown.answered, shown.silent) == ("1:30", ("ocha.example",), ("hq.example",))


def test_the_place_is_read_back_only_when_both_heard_the_right_words(town: Town) -> None:
    raised = emergency.raise_(town["kitchen"], said())
    (ref,) = raised.refs
    town.settle()
    wrong = line.check_words((PLACE[0], PLACE[1] - 0.081))  # nine kilometres
    assert not emergency.read_back(town["hq"], ref, wrong)[1]
    assert emergency.read_back(town["kitchen"], ref, raised.words, heard_from="ocha.example")[1]
    town.settle()
    for name in ("kitchen", "hq"):
        assert emergency.status(town[name], ref).confirmed == ()
        assert any("hq.example heard" in words for words in emergency.status(town[name], ref).contradicted)
    assert emergency.read_back(town["hq"], ref, raised.words.upper())[1]
    with pytest.raises(InputError, match="who read the words"):
        emergency.read_back(town["kitchen"], ref, raised.words)
    town.settle()
    assert emergency.status(town["kitchen"], ref).confirmed == ()  # it heard ocha, and hq heard it
    assert emergency.read_back(town["kitchen"], ref, raised.words, heard_from="hq.example")[1]
    town.settle()
    for name in ("kitchen", "hq"):
        assert emergency.status(town[name], ref).confirmed == ("hq.example",)
    assert not emergency.read_back(town["kitchen"], ref, wrong, heard_from="hq.example")[1]  # the newest counts
    assert emergency.status(town["kitchen"], ref).confirmed == ()


@pytest.mark.parametrize("metres", [9_000, 14_000, 100, 20])
def test_no_shifted_place_has_the_same_words(metres: int) -> None:
    shift = metres / 111_000
    places = {(34.333 + i * 0.37, 31.425 + j * 0.41) for i in range(20) for j in range(20)}
    assert all(line.check_words((x, y)) != line.check_words((x, y + shift)) for x, y in places)


def test_one_that_lacks_a_place_goes_out_as_unlocated_and_names_what_goes_on(town: Town) -> None:
    plan = say(town, "hq", Activity, window(town, -1.0, 3.0), title="night flight")
    say(town, "hq", Activity, window(town, 5.0), title="tomorrow")
    town.settle()
    raised = emergency.raise_(town["kitchen"], emergency.Call(what="you know where we are"))
    assert "coordinates with format and precision" in raised.lacks
    town.settle()
    shown = emergency.status(town["hq"], raised.refs[0])
    assert [p.ref for p in shown.possible] == [plan]
    assert "UNLOCATED" in urgent(town["hq"])[0].words
    assert emergency.status(town["hq"], raised.refs[0]).words == ""


def test_it_goes_into_every_agreement_whose_area_it_touches_and_no_other(town: Town) -> None:
    near = Volume4D(Circle(PLACE, 50_000.0))
    far = Volume4D(Circle((10.0, 10.0), 50_000.0))
    inside = town.agree("kitchen", "hq", clauses=CLAUSES, area=near, title="near")
    outside = town.agree("kitchen", "hq", clauses=CLAUSES, area=far, title="far")
    bare = town.agree("kitchen", "ocha", clauses=CLAUSES[:2], title="no clause names it")
    raised = emergency.raise_(town["kitchen"], said())
    used = {town["kitchen"].entry(ref).leaf.agreement for ref in raised.refs}
    assert {inside.id, bare.id} <= used
    assert outside.id not in used
    subjects = [town["kitchen"].entry(ref).leaf.subject for ref in raised.refs]
    assert len(set(subjects)) == len(subjects)  # nothing links them (A2)


def test_it_survives_every_suspension(town: Town) -> None:
    for name in ("kitchen", "hq", "ocha"):
        agreed = next(iter(town[name].picture.terms))
        publish.act(town[name], agreed, Suspend(clauses=("moves", "plans", "line"), because="incident"))
    town.settle()
    with pytest.raises(OurError, match="suspended"):
        say(town, "kitchen", Activity, window(town, 1.0))
    (ref,) = emergency.raise_(town["kitchen"], said()).refs
    town.settle(rounds=1)
    assert [a.ref for a in urgent(town["hq"])] == [str(ref)]


def test_one_agreement_that_fails_keeps_it_from_no_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.agree("kitchen", "hq", clauses=CLAUSES, title="second")
    real = publish.publish
    calls: list[str] = []

    def failing(node: object, agreement: str, *args: object, **more: object) -> object:
        calls.append(agreement)
        if len(calls) == 1:
            raise OurError("not-member", "we have left")
        return real(node, agreement, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(emergency, "publish", failing)
    raised = emergency.raise_(town["kitchen"], said())
    assert len(raised.refs) == 1
    assert "we have left" in raised.failed[0]


def test_the_daily_test_of_the_line(town: Town) -> None:
    def untested() -> list[str]:
        return [a.words for a in alarms(town["kitchen"]) if a.kind == "line-test"]

    assert len(untested()) == 2
    agreed = next(iter(town["kitchen"].picture.terms))
    ref = emergency.try_line(town["kitchen"], agreed)
    assert isinstance(town["kitchen"].entry(ref).statement, LineTest)
    town.settle()
    assert any("tests the emergency line" in a.words for a in alarms(town["hq"]))
    answer.receipt(town["hq"], ref, "opened", desk="night")
    town.settle()
    assert [words.split(" (")[0] for words in untested()] == ["the emergency line with ocha.example"]
    town.clock.tick(86_401)
    assert len(untested()) == 2


def test_hours_without_anybody_are_told_before_they_come(town: Town) -> None:
    agreed = next(iter(town["hq"].picture.terms))
    post = Post("day", "day officer", "hq.example/desk/duty", duties=(Duty(hours=("0600-1800",)),))
    publish_roster(town["hq"], agreed, encode(Roster(posts=(post,))))
    (gap,) = [a for a in alarms(town["hq"]) if a.kind == "gap"]
    assert "18:00Z" in gap.words


# --- reach ---------------------------------------------------------------------------------------------------------------


def test_what_is_not_delivered_is_told_within_seconds_and_silence_is_never_consent(town: Town) -> None:
    ref = say(town, "kitchen", Movement, window(town, 6.0), title="three cars")
    town.put_out()
    town.pull("hq", "kitchen")
    town.clock.tick(9)
    assert kinds(town, "kitchen") == []
    town.clock.tick(1)
    told = [a for a in alarms(town["kitchen"]) if a.kind == "not-delivered"]
    assert {a.key.split("/")[-1] for a in told} == {"hq.example", "ocha.example"}  # nothing of hq's has come back
    town.settle()
    assert kinds(town, "kitchen") == []
    assert ref


def test_before_they_set_out_an_incomplete_reach_calls(town: Town) -> None:
    say(town, "kitchen", Movement, window(town, 3.0), title="three cars", required_reach=("opened",))
    town.settle()
    assert kinds(town, "kitchen") == []
    town.clock.tick(3600)
    found = [a for a in alarms(town["kitchen"]) if a.kind == "reach"]
    assert [a.level for a in found] == ["urgent"]
    assert "duty officer" in found[0].words
    town.clock.tick(3600)
    assert "overdue" in kinds(town, "kitchen")
    town.clock.tick(4 * 3600)  # they have arrived
    assert "reach" not in kinds(town, "kitchen")


def test_who_does_not_answer_in_time_is_told_so_and_whom_to_call_next_until_all_were(town: Town) -> None:
    refs = [say(town, "kitchen", Movement, window(town, 30.0), required_reach=("opened",), title=f"c{i}") for i in range(10)]
    town.settle()
    assert tick(town["kitchen"]).overdue == ()
    told: list[tuple[str, str]] = []
    for _ in range(4):
        town.clock.tick(3600)
        told += [(s.party, s.next) for s in (town["kitchen"].entry(r).statement for r in tick(town["kitchen"]).overdue)]  # type: ignore[union-attr]
        assert tick(town["kitchen"]).overdue == ()  # twice does nothing more
    assert [call for party, call in told if party == "hq.example"] == ["duty officer, line 1", "night officer, line 2"]
    assert [call for party, call in told if party == "ocha.example"] == ["ops desk, line 1"]
    town.settle()
    (alarm, *_) = [a for a in alarms(town["hq"]) if a.kind == "waited-for"]
    assert "call night officer, line 2" in alarm.words
    for ref in refs:
        assert "waited-for" in kinds(town, "hq")
        answer.receipt(town["hq"], ref, "opened", desk="duty")
    assert "waited-for" not in kinds(town, "hq")


def test_a_desk_is_not_called_a_hundred_times_at_once(town: Town) -> None:
    for number in range(100):
        say(town, "kitchen", Movement, window(town, 1.0), title=f"convoy {number}")
    assert "reach" not in kinds(town, "kitchen")  # it is on its way
    town.clock.tick(10)
    found = [a.words for a in alarms(town["kitchen"]) if a.kind == "reach"]
    assert len(found) == 11
    assert any(words.startswith("90 more notices") for words in found)


# --- movements -----------------------------------------------------------------------------------------------------------


def leave(town: Town) -> Ref:
    ref = say(town, "kitchen", Movement, window(town, 0.1), check_in_interval_s=600, title="three cars")
    movement.check_in(town["kitchen"], ref, CheckIn(of="0" * 64, says="contact-test", means="satellite phone"))
    changed = movement.change(town["kitchen"], ref, {"status": "ready"})
    town.settle()
    return changed.published.ref


def test_nobody_is_ready_before_the_contact_was_tested(town: Town) -> None:
    ref = say(town, "kitchen", Movement, window(town, 0.1))
    with pytest.raises(OurError, match="no contact test"):
        movement.change(town["kitchen"], ref, {"status": "ready"})
    # said all the same in a file, it stands (G5), and calls on both sides
    say(town, "kitchen", Movement, window(town, 0.1), status="ready")
    town.settle()
    assert "contact" in kinds(town, "kitchen")
    assert "contact" in kinds(town, "hq")


def test_a_missed_check_in_calls_on_both_sides_and_again_with_the_next(town: Town) -> None:
    ref = leave(town)
    town.clock.tick(360)
    movement.check_in(town["kitchen"], ref, CheckIn(of="0" * 64, says="moving"))
    town.settle()
    town.clock.tick(500)
    assert "check-in" not in kinds(town, "hq")
    town.clock.tick(100)
    first = [a for name in ("kitchen", "hq") for a in alarms(town[name]) if a.kind == "check-in"]
    assert len(first) == 2
    town.clock.tick(600)
    second = [a for name in ("kitchen", "hq") for a in alarms(town[name]) if a.kind == "check-in"]
    assert not {a.key for a in first} & {a.key for a in second}
    movement.check_in(town["kitchen"], ref, CheckIn(of="0" * 64, says="arrived"))
    town.settle()
    assert "check-in" not in kinds(town, "hq") + kinds(town, "kitchen")


def test_an_incident_at_one_vehicle_calls_all_at_once(town: Town) -> None:
    ref = leave(town)
    movement.check_in(town["kitchen"], ref, CheckIn(of="0" * 64, says="incident", vehicle="car 2", text="hit"))
    assert "incident" in kinds(town, "kitchen")
    town.settle(rounds=1)
    for name in ("hq", "ocha"):
        (alarm,) = [a for a in alarms(town[name]) if a.kind == "incident"]
        assert "car 2" in alarm.words


def test_a_deviation_is_said_field_by_field(town: Town) -> None:
    ref = leave(town)
    done = movement.change(town["kitchen"], ref, {"escort": "armed", "escort_count": 2, "status": "deviating"})
    assert done.changes == ("escort: not-stated -> armed", "escort: not stated -> 2", "status: ready -> deviating")
    town.settle()
    assert town["hq"].entry(done.published.ref).statement.escort == "armed"  # type: ignore[union-attr]


# --- what was relied on --------------------------------------------------------------------------------------------------


def test_whoever_relied_on_a_clause_is_told_that_it_is_suspended(town: Town) -> None:
    plan = say(town, "ocha", Activity, window(town, 2.0))
    town.settle()
    publish.act(town["hq"], next(iter(town["hq"].picture.terms)), Suspend(clauses=("plans",), because="notice"))
    town.settle()
    found = [a for a in alarms(town["ocha"]) if a.kind == "suspended"]
    assert [(a.ref, a.level) for a in found] == [(str(plan), "urgent")]
    assert not [a for a in alarms(town["kitchen"]) if a.kind == "suspended"]
    town.clock.tick(5 * 3600)  # what is over rests on nothing any more
    assert not [a for a in alarms(town["ocha"]) if a.kind == "suspended"]


@pytest.mark.parametrize("how", ["withdraw", "moved", "stays"])
def test_the_end_of_a_pause_calls_every_movement_that_relied_on_it(how: str, town: Town) -> None:
    pause = say(town, "hq", Area, window(town, 0.0, 8.0, 5000.0), stance="refrain", title="pause")
    move = say(town, "kitchen", Movement, window(town, 2.0))
    town.settle()
    assert "pause-ended" not in kinds(town, "kitchen")
    if how == "withdraw":
        publish.withdraw(town["hq"], pause)
    else:
        again = town["hq"].entry(pause).statement
        length = 1.0 if how == "moved" else 6.0
        fields = {"version": 2, "relation": "supersede", "of": 1, "id": again.id}  # type: ignore[union-attr]
        say(town, "hq", Area, window(town, 0.0, length, 5000.0), stance="refrain", **fields)
    town.settle()
    found = [a.ref for a in alarms(town["kitchen"]) if a.kind == "pause-ended"]
    assert found == ([] if how == "stays" else [str(move)])


def test_who_relied_on_what_we_take_away_is_known_to_us_before_anybody_is_told(town: Town) -> None:
    say(town, "ocha", Activity, window(town, 2.0))
    pause = say(town, "hq", Area, window(town, 0.0, 8.0, 5000.0), stance="refrain")
    say(town, "kitchen", Movement, window(town, 3.0))
    town.settle()
    agreed = next(iter(town["hq"].picture.terms))
    assert relying(town["hq"], pause) == ()
    plans = publish.act(town["hq"], agreed, Suspend(clauses=("plans",), because="notice"))
    assert relying(town["hq"], plans) == ("ocha.example",)
    assert relying(town["hq"], publish.withdraw(town["hq"], pause).ref) == ("kitchen.example",)


def test_a_verdict_that_a_later_plan_shakes_calls_its_desk(town: Town) -> None:
    plan = say(town, "ocha", Activity, window(town, 2.0))
    town.settle()
    assert answer.register(town["ocha"], plan).verdict == "no known conflict"
    town.settle()
    say(town, "hq", Activity, window(town, 2.5))
    town.settle()
    (alarm,) = [a for a in alarms(town["ocha"]) if a.kind == "later-conflict"]
    assert alarm.ref == str(plan)


def test_however_many_notices_were_not_delivered_it_is_one_alarm_for_each_party(town: Town) -> None:
    for number in range(30):
        say(town, "kitchen", Movement, window(town, 6.0), title=f"convoy {number}")
    town.clock.tick(60)
    told = [a.words for a in alarms(town["kitchen"]) if a.kind == "not-delivered"]
    assert told == [f"NOT DELIVERED to {party}.example: “convoy 29” and 29 more" for party in ("hq", "ocha")]
