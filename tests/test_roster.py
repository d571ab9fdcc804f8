"""Rosters: hours against a clock that is read minute by minute, who is called, what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.roster import DAYS, Window, answers_for, called, check, depth, gaps, on_duty
from detente.statement import Duty, Post, Roster
from detente.volume import Circle, Volume4D

NOON = datetime(2024, 4, 1, 12, tzinfo=UTC)
HERE, AFAR = Volume4D(Circle((34.3, 31.4), 500.0)), Volume4D(Circle((36.3, 31.4), 500.0))
clock = st.integers(0, 24 * 60 - 1)
hours = st.tuples(clock, clock).map(lambda t: f"{t[0] // 60:02d}{t[0] % 60:02d}-{t[1] // 60:02d}{t[1] % 60:02d}")
duties = st.builds(
    Duty, hours=st.lists(hours, min_size=1, max_size=3).map(tuple), days=st.sets(st.sampled_from(DAYS), max_size=7).map(tuple)
)


def read_off(duty: Duty, at: datetime) -> bool:
    """As a person reads hours off a wall: today's that have begun, yesterday's that go through midnight."""
    minute = at.hour * 60 + at.minute
    today, yesterday = DAYS[at.weekday()], DAYS[at.weekday() - 1]
    for words in duty.hours:
        begin, end = (int(w[:2]) * 60 + int(w[2:]) for w in words.split("-"))
        over_night = end <= begin
        if (not duty.days or today in duty.days) and begin <= minute and (minute < end or over_night):
            return True
        if (not duty.days or yesterday in duty.days) and over_night and minute < end:
            return True
    return False


@given(duties, st.integers(0, 14 * 24 * 60))
def test_hours_are_those_on_the_wall(duty: Duty, minutes: int) -> None:
    at = NOON + timedelta(minutes=minutes)
    assert on_duty(duty, at) == read_off(duty, at)


@settings(max_examples=50, deadline=None)
@given(st.lists(duties, min_size=1, max_size=4), st.integers(0, 7 * 24 * 60))
def test_a_gap_is_a_minute_in_which_nobody_is_there(given_duties: list[Duty], start: int) -> None:
    roster = Roster(posts=tuple(Post(str(i), str(i), "d", duties=(duty,)) for i, duty in enumerate(given_duties)))
    begin = NOON + timedelta(minutes=start)
    found = gaps(roster, "emergency", begin, begin + timedelta(days=1))
    for minute in range(24 * 60):
        at = begin + timedelta(minutes=minute)
        alone = not any(read_off(duty, at) for duty in given_duties)
        assert alone == any(a <= at < b for a, b in found), at


def test_a_post_answers_where_kind_place_and_hours_fit_and_in_doubt() -> None:
    post = Post("a", "a", "d", duties=(Duty(("movement",), HERE, ("1800-0600",)),))
    night = Window(NOON.replace(hour=20), NOON.replace(hour=21))
    day = Window(NOON, NOON.replace(hour=13))
    assert answers_for(post, "movement", [HERE], night)
    assert not answers_for(post, "site", [HERE], night)
    assert not answers_for(post, "movement", [AFAR], night)
    assert not answers_for(post, "movement", [HERE], day)
    assert answers_for(post, "movement", [], night)  # no place: it may be here
    assert answers_for(post, "movement", [HERE], Window(NOON, None))  # open end: it may be tonight
    bent = Volume4D(Circle((34.3, 31.4), -1.0))
    assert answers_for(Post("b", "b", "d", duties=(Duty(area=bent),)), "movement", [AFAR], day)


def test_who_is_called_first_is_on_duty_and_in_the_end_everybody_is() -> None:
    night, day = Duty(("emergency",), hours=("1800-0600",)), Duty(("emergency",), hours=("0600-1800",))
    posts = (Post("n", "night", "d", duties=(night,)), Post("d", "day", "d", duties=(day,)), Post("x", "clerk", "d"))
    roster = Roster(posts=posts, escalation=("n",))
    assert [p.id for p in called(roster, "emergency", [], NOON)] == ["d", "n", "x"]
    assert [p.id for p in called(roster, "emergency", [], NOON.replace(hour=22))] == ["n", "d", "x"]
    assert [p.id for p in called(roster, "site", [], NOON)] == ["n", "d", "x"]


def test_depth_follows_the_tree() -> None:
    roster = Roster(posts=(Post("a", "a", "d"), Post("b", "b", "d", under="a"), Post("c", "c", "d", under="b")))
    assert [depth(roster, post) for post in roster.posts] == [0, 1, 2]
    check(roster, ["d"])


@pytest.mark.parametrize(
    ("posts", "escalation", "where"),
    [
        ((Post("a", "a", "d"), Post("a", "b", "d")), (), "$.posts[0].id"),
        ((Post("a", "a", "other"),), (), "$.posts[0].desk"),
        ((Post("a", "a", "d", under="z"),), (), "$.posts[0].under"),
        ((Post("a", "a", "d", under="b"), Post("b", "b", "d", under="a")), (), "$.posts[0].under"),
        ((Post("a", "a", "d", duties=(Duty(("sites",)),)),), (), "$.posts[0].duties[0].kinds"),
        ((Post("a", "a", "d", duties=(Duty(area=Volume4D(Circle((500.0, 0.0), 5.0))),)),), (), "$.posts[0].duties[0].area"),
        ((Post("a", "a", "d"),), ("b",), "$.escalation[0]"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_place(
    posts: tuple[Post, ...], escalation: tuple[str, ...], where: str
) -> None:
    with pytest.raises(InputError) as error:
        check(Roster(posts=posts, escalation=escalation), ["d"])
    assert error.value.where.startswith(where)
