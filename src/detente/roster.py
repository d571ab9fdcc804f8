"""Rosters: which posts of a party answer for what, where and when, and in which order they are called (R01, R03, R26).

Pure: instants come in. Hours are those of UTC. Doubt means that a post answers: a statement without a window or a footprint, or
in an area that cannot be compared, concerns everybody whose kinds fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, NamedTuple

import msgspec

from detente.errors import InputError
from detente.geometry import meet, parts
from detente.notice import KINDS
from detente.statement import CLASSES, Duty, Post, Roster
from detente.volume import Volume4D

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = timedelta(days=1)
FIRST, LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
"""Beyond these days the calendar has no day before and after; nobody is on duty there."""
LONGEST: Final = timedelta(days=7)
"""Hours repeat every week: a window that is longer has no hour that its first week has not."""
Interval = tuple[datetime, datetime]


class Window(NamedTuple):
    """From when to when something is answered for; None: open."""

    start: datetime | None
    end: datetime | None


def check(roster: Roster, desks: Iterable[str]) -> None:
    """Refuse a roster that contradicts itself, or names a desk that the party's card does not (`InputError`)."""
    ids = [post.id for post in roster.posts]
    known, desks = set(ids), set(desks)
    for i, post in enumerate(roster.posts):
        where = f"$.posts[{i}]"
        if ids.count(post.id) > 1:
            raise InputError("bad-value", f"two posts have the id {post.id}", where=f"{where}.id")
        if post.desk not in desks:
            hint = f"desks in the agreement: {', '.join(sorted(desks))}"
            raise InputError("not-found", f"{post.desk} is no desk of ours in this agreement", where=f"{where}.desk", hint=hint)
        if post.under and post.under not in known:
            raise InputError("not-found", f"no post has the id {post.under}", where=f"{where}.under")
        if post.id in _above(roster, post):
            raise InputError("bad-value", f"post {post.id} stands under itself", where=f"{where}.under")
        _check_duties(post, where)
    for i, name in enumerate(roster.escalation):
        if name not in known:
            raise InputError("not-found", f"no post has the id {name}", where=f"$.escalation[{i}]")


def _above(roster: Roster, post: Post) -> list[str]:
    by_id = {p.id: p for p in roster.posts}
    above: list[str] = []
    here: Post | None = post
    while here is not None and here.under and here.under not in above:
        above.append(here.under)
        here = by_id.get(here.under)
    return above


def _check_duties(post: Post, where: str) -> None:
    for i, duty in enumerate(post.duties):
        for kind in duty.kinds:
            if kind not in CLASSES:
                raise InputError(
                    "bad-value", f"{kind!r} is no kind of statement", where=f"{where}.duties[{i}].kinds", hint=", ".join(KINDS)
                )
        if duty.area is not None:
            parts(duty.area, f"{where}.duties[{i}].area")


def depth(roster: Roster, post: Post) -> int:
    """How many posts stand above one in the reach tree."""
    return len(_above(roster, post))


# --- hours ---------------------------------------------------------------------------------------------------------------


def on_duty(duty: Duty, at: datetime) -> bool:
    """Whether the hours of a duty hold an instant."""
    return any(start <= at < end for start, end in _shifts(duty, _before(at), at))


def _shifts(duty: Duty, start: datetime, end: datetime) -> Iterator[Interval]:
    """The hours of a duty that begin on the days from ``start`` to ``end``."""
    day, last = (min(max(at.astimezone(UTC), FIRST), LAST).date() for at in (start, end))
    while day <= last:
        if not duty.days or DAYS[day.weekday()] in duty.days:
            midnight = datetime.combine(day, time(), UTC)
            for words in duty.hours:
                begin, finish = (timedelta(hours=int(w[:2]), minutes=int(w[2:])) for w in words.split("-"))
                yield midnight + begin, midnight + (finish if finish > begin else finish + DAY)
        day += DAY


def _before(at: datetime) -> datetime:
    """A day earlier: what goes through midnight began then."""
    return max(at, FIRST) - DAY


def _overlaps(duty: Duty, window: Window) -> bool:
    """Whether the hours of a duty and a window have an instant in common; an open window has one with everybody."""
    start, end = window
    if start is None or end is None or end - start >= LONGEST:
        return True
    return any(a <= end and start < b for a, b in _shifts(duty, _before(start), end))


# --- who answers ---------------------------------------------------------------------------------------------------------


def answers_for(post: Post, kind: str, volumes: Sequence[Volume4D], window: Window) -> bool:
    """Whether a post has a duty for a statement of this kind, about this place, at some instant of this window."""
    return any(_fits(duty, kind, volumes) and _overlaps(duty, window) for duty in post.duties)


def _fits(duty: Duty, kind: str, volumes: Sequence[Volume4D]) -> bool:
    if duty.kinds and kind not in duty.kinds:
        return False
    if duty.area is None or not volumes:
        return True
    # Hours stand in the duty, not in its area.
    area = msgspec.structs.replace(duty.area, time_start=None, time_end=None)
    try:
        mine = parts(area)
    except InputError:
        return True  # a peer's area that has no meaning keeps nobody from being called
    return any(meet(a, b) is not None for volume in volumes for b in parts(volume) for a in mine)


def called(roster: Roster, kind: str, volumes: Sequence[Volume4D], at: datetime) -> list[Post]:
    """Who is called about a statement at an instant, first to last: the order of escalation, then as listed.

    Those on duty come first, then all others whose duties name it at another hour, then everybody: a gap in the roster must not
    mean that nobody is called.
    """
    order = {name: i for i, name in enumerate(roster.escalation)}
    listed = sorted(roster.posts, key=lambda post: order.get(post.id, len(order)))
    fitting = [post for post in listed if any(_fits(duty, kind, volumes) for duty in post.duties)]
    now = [post for post in fitting if any(_fits(duty, kind, volumes) and on_duty(duty, at) for duty in post.duties)]
    return [*now, *(p for p in fitting if p not in now), *(p for p in listed if p not in fitting)]


def gaps(roster: Roster, kind: str, start: datetime, end: datetime) -> list[Interval]:
    """When, between two instants, nobody of a party answers for a kind: alarms (R26)."""
    duties = [duty for post in roster.posts for duty in post.duties if not duty.kinds or kind in duty.kinds]
    return _uncovered((shift for duty in duties for shift in _shifts(duty, _before(start), end)), start, end)


def unanswered(roster: Roster, kind: str, volumes: Sequence[Volume4D], window: Window) -> list[str]:
    """For what of a statement nobody on a roster answers, in words: hours of its window (a week at most), one of its places."""
    found = []
    duties = [duty for post in roster.posts for duty in post.duties]
    for number, volume in enumerate(volumes or (None,)):
        fitting = [duty for duty in duties if _fits(duty, kind, [volume] if volume else [])]
        start = volume.time_start if volume else window.start
        end = volume.time_end if volume else window.end
        if not fitting:
            found.append(f"at its place {number + 1}")
        elif start is not None and end is not None and start < end:
            shifts = (shift for duty in fitting for shift in _shifts(duty, _before(start), min(end, _later(start))))
            found += [f"{a:%d %b %H:%M} to {b:%d %b %H:%MZ}" for a, b in _uncovered(shifts, start, min(end, _later(start)))]
    return found


def _later(start: datetime) -> datetime:
    return min(start, LAST) + LONGEST


def _uncovered(given: Iterable[Interval], start: datetime, end: datetime) -> list[Interval]:
    shifts = sorted(given)
    found: list[Interval] = []
    reached = start
    for begin, finish in shifts:
        if begin > reached:
            found.append((reached, min(begin, end)))
        reached = max(reached, finish)
        if reached >= end:
            return found
    return [*found, (reached, end)]
