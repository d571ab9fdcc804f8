"""Reach: whom a statement has to reach, whom it has reached, as valid receipts prove it and nothing else (R01, A6).

Each party that was given a statement has posts that answer for it (`detente.roster`); clause and statement say which receipts are
required. One required receipt of one post is a `Need`. What has no roster, no post or no receipt is a need that is not met:
silence is never shown as consent, and coverage is complete only when every need is met.

Pure: the picture, an instant, and how far the parties' mirrors have cosigned come in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

import msgspec

from detente import picture as pictures
from detente import roster as rosters
from detente.agreement import clause_for
from detente.entry import Entry
from detente.notice import Notice
from detente.picture import PERSON, Picture
from detente.statement import Head, Loaded, Post, Ref, Roster
from detente.terms import Clause, Grade
from detente.volume import Volume4D

SATISFIES: Final[dict[Grade, frozenset[str]]] = {
    "delivered": frozenset({"delivered", "loaded", *PERSON}),
    "opened": PERSON,
    "loaded": frozenset({"loaded"}),
    "accounted-for": frozenset({"accounted-for"}),
    "asks": frozenset({"asks"}),
    "objects": frozenset({"objects"}),
    "contests": frozenset({"contests"}),
}
"""Which receipts meet a requirement: any answer of a person shows that a person has opened it; only a load is a load."""
SHOWN: Final = 8


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """One receipt that is required. ``post``: empty for a party as a whole; ``met``: where the receipt stands, or empty.

    ``depth``: how far below the top of the party's reach tree; ``why``: for one that is not met.
    """

    party: str
    grade: Grade
    post: str = ""
    name: str = ""
    depth: int = 0
    met: str = ""
    why: str = ""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How far a statement has reached. ``percent`` is rounded down: 100 is said only of a reach that is complete."""

    ref: str
    percent: int
    complete: bool
    needs: tuple[Need, ...]
    time_start: str = ""

    @property
    def missing(self) -> tuple[Need, ...]:
        """What is not met."""
        return tuple(need for need in self.needs if not need.met)


SameHistory = Callable[[Head], bool]


class Known(msgspec.Struct, frozen=True):
    """What reach rests on beside the picture.

    ``mirrored``: how many leaves of the statement's log each party's mirror has cosigned; ``lacking``: parties that said in their
    log that content did not come, with these indexes; ``same``: whether a head is of the history held here.
    """

    mirrored: Mapping[str, int] = {}
    lacking: Mapping[str, frozenset[int]] = {}
    same: SameHistory = lambda head: True
    lists: dict[Ref, tuple[list[int], list[int]]] = {}

    def listed(self, place: Ref, loaded: Loaded) -> tuple[list[int], list[int]]:
        """Beginnings and ends of the runs on a list; of one whose runs are not in order nothing is on it."""
        if place not in self.lists:
            flat = [index for run in loaded.runs for index in run]
            good = all(a < b for a, b in pairwise(flat)) and (not flat or flat[0] >= 0)
            self.lists[place] = (flat[::2], flat[1::2]) if good else ([], [])
        return self.lists[place]


def coverage(picture: Picture, ref: Ref, at: datetime, known: Known) -> Coverage:
    """How far a statement has reached at an instant; a list on a device has to hold until the statement's own window begins."""
    entry = picture.entries[ref]
    notice = entry.statement
    window, volumes = window_of(notice), notice.volumes if isinstance(notice, Notice) else ()
    agreement = picture.terms[entry.leaf.agreement].agreement
    grades = required(clause_for(agreement, entry.leaf.kind), notice)
    given = [(e, receipt.grade) for e, receipt in pictures.receipts(picture, ref)]
    until = at if window.start is None else max(at, window.start)
    members = {card.party for card in agreement.members}
    needs: list[Need] = []
    for party in (p for p in pictures.held_by(picture, ref) if p in members):
        mine = [(e, grade) for e, grade in given if e.author == party]
        roster = roster_of(picture, entry.leaf.agreement, party)
        needs += [_delivered(picture, ref, party, mine, known)] if "delivered" in grades else []
        desired = [grade for grade in grades if grade != "delivered"]
        if desired:
            needs += _of_party(picture, entry, roster, party, desired, _Asked(mine, volumes, window, until, known))
    met = sum(bool(need.met) for need in needs)
    start = f"{window.start:%Y-%m-%dT%H:%M:%SZ}" if window.start else ""
    percent = 100 * met // len(needs) if needs else 0
    return Coverage(
        ref=str(ref), percent=percent, complete=bool(needs) and met == len(needs), needs=tuple(needs), time_start=start
    )


def undelivered(picture: Picture, ref: Ref, known: Known) -> tuple[str, ...] | None:
    """Parties to which a statement was not delivered, where nothing but that is required of it; None where more is.

    The same as `coverage` says, for a node that looks at very many statements again and again.
    """
    entry = picture.entries[ref]
    agreement = picture.terms[entry.leaf.agreement].agreement
    if required(clause_for(agreement, entry.leaf.kind), entry.statement) != ("delivered",):
        return None
    members = {card.party for card in agreement.members}
    parties = [party for party in pictures.held_by(picture, ref) if party in members]
    given = [(e, receipt.grade) for e, receipt in pictures.receipts(picture, ref)] if picture.about.get(ref) else []
    needs = [_delivered(picture, ref, p, [(e, g) for e, g in given if e.author == p], known) for p in parties]
    return tuple(need.party for need in needs if not need.met)


def required(clause: Clause | None, statement: object) -> tuple[Grade, ...]:
    """The receipts that clause and statement require, each once."""
    asked = (*(clause.required_reach if clause else ()), *(statement.required_reach if isinstance(statement, Notice) else ()))
    return tuple(dict.fromkeys(asked))


def window_of(statement: object) -> rosters.Window:
    """From the first beginning to the last end that a notice states; open where one of its volumes is."""
    if not isinstance(statement, Notice):
        return rosters.Window(None, None)
    validity = statement.validity
    starts = [v.time_start for v in statement.volumes] or [validity.time_start]
    ends = [v.time_end for v in statement.volumes] or [validity.time_end]
    known_starts, known_ends = [s for s in starts if s], [e for e in ends if e]
    return rosters.Window(
        min(known_starts) if len(known_starts) == len(starts) else None,
        max(known_ends) if len(known_ends) == len(ends) else None,
    )


def roster_of(picture: Picture, agreement: str, party: str) -> Roster | None:
    """The roster of a party in an agreement: the last one in its log whose content is held."""
    places = (picture.entries[ref] for ref in picture.of_kind.get("roster", ()))
    held = [e for e in places if e.author == party and e.leaf.agreement == agreement and isinstance(e.statement, Roster)]
    newest = max(held, key=lambda e: e.ref, default=None)
    return newest.statement if newest is not None and isinstance(newest.statement, Roster) else None


class _Asked(msgspec.Struct, frozen=True):
    """What is asked of the posts of one party: its receipts, and where and when."""

    given: Sequence[tuple[Entry, str]]
    volumes: tuple[Volume4D, ...]
    window: rosters.Window
    until: datetime
    known: Known


def _delivered(picture: Picture, ref: Ref, party: str, given: Iterable[tuple[Entry, str]], known: Known) -> Need:
    """A party's machine holds it: any receipt, or the bulk one, its mirror's cosignature over a head that reaches beyond it.

    What was revealed to it later has to lie under that head as well: a cosignature of before says nothing of it.
    """
    receipt = next((e for e, _ in given), None)
    if receipt is not None:
        return Need(party=party, grade="delivered", met=str(receipt.ref))
    size = known.mirrored.get(party, 0)
    if ref.index in known.lacking.get(party, ()):
        return Need(party=party, grade="delivered", why="says that the content did not come")
    about = (picture.entries[place] for place in picture.about.get(ref, ()) if place.origin == ref.origin)
    revealed = (e.ref.index for e in about if e.leaf.kind == "reveal" and party in dict(e.leaf.to))
    if size > max(ref.index, *revealed, 0):
        return Need(party=party, grade="delivered", met=f"{ref.origin} cosigned at size {size}")
    return Need(party=party, grade="delivered", why="NOT DELIVERED: no receipt, no cosignature")


def _of_party(
    picture: Picture, entry: Entry, roster: Roster | None, party: str, grades: Sequence[Grade], asked: _Asked
) -> list[Need]:
    if roster is None:
        why = "publishes no roster: whom it reaches is not known"
        return [Need(party=party, grade=grade, why=why) for grade in grades]
    fitting = [p for p in roster.posts if rosters.answers_for(p, entry.leaf.kind, asked.volumes, asked.window)]
    if not fitting:
        why = f"no post on its roster answers for {entry.leaf.kind} there and then"
        return [Need(party=party, grade=grade, why=why) for grade in grades]
    devices = [post for post in fitting if post.device] or fitting
    alone = rosters.unanswered(roster, entry.leaf.kind, asked.volumes, asked.window)
    needs = [Need(party=party, grade=grades[0], why=f"nobody on its roster answers for it {words}") for words in alone[:SHOWN]]
    for post in fitting:
        for grade in (g for g in grades if g != "loaded" or post in devices):
            met, why = _met(picture, entry, party, post, grade, asked)
            deep = rosters.depth(roster, post)
            needs.append(Need(party=party, grade=grade, post=post.id, name=post.name, depth=deep, met=met, why=why))
    return needs


def _met(picture: Picture, entry: Entry, party: str, post: Post, grade: Grade, asked: _Asked) -> tuple[str, str]:
    """Where the receipt of a post stands; or why there is none."""
    for receipt, given in asked.given:
        listed = grade == "loaded" and post.device  # who decides with a list has to have one: a word for it is not enough
        if receipt.leaf.signer == post.desk and given in SATISFIES[grade] and not listed:
            return str(receipt.ref), ""
    if grade != "loaded":
        return "", f"has not {grade} it" if grade in {"opened", "accounted-for"} else f"has not answered `{grade}`"
    found = _list_of(picture, entry.ref.origin, party, post)
    if found is None or not isinstance(found.statement, Loaded):
        return "", "has loaded no list"
    return _on_list(entry.ref, found, found.statement, asked)


def _list_of(picture: Picture, origin: str, party: str, post: Post) -> Entry | None:
    """What the desk of a post has loaded last of a log."""
    places = (picture.entries[ref] for ref in picture.of_kind.get("loaded", ()))
    mine = (e for e in places if (e.author, e.leaf.signer) == (party, post.desk) and f"/{e.leaf.agreement}/" in origin)
    held = [e for e in mine if isinstance(e.statement, Loaded) and e.statement.head.origin == origin]
    return max(held, key=lambda e: e.ref, default=None)


def _on_list(ref: Ref, place: Entry, loaded: Loaded, asked: _Asked) -> tuple[str, str]:
    starts, ends = asked.known.listed(place.ref, loaded)
    run = bisect_right(starts, ref.index) - 1
    if run < 0 or ref.index >= ends[run] or ref.index >= loaded.head.size:
        return "", "its list does not have it: a newer one has to be loaded"
    if not asked.known.same(loaded.head):
        return "", "its list is of another history of this log"
    if loaded.expires < asked.until:
        return "", f"its list expires {loaded.expires:%Y-%m-%d %H:%MZ}, before the time it is needed"
    return str(place.ref), ""


def explain(found: Coverage) -> list[str]:
    """Coverage in words: per cent, then the reach tree of every party, what is missing first to see."""
    unmet = found.missing
    if not found.needs:
        return [f"reach 0 %: {found.ref} was given to nobody, or no receipt is required"]
    words = f"reach {found.percent} %: {len(found.needs) - len(unmet)} of {len(found.needs)} required receipts are in"
    missing = ", ".join(dict.fromkeys(f"{n.name or n.party}" for n in unmet))
    start = f", before {found.time_start}" if found.time_start and unmet else ""
    lines = [words + (f"; missing: {missing}{start}" if unmet else "")]
    for need in found.needs:
        who = f"{need.party}: {need.name or need.post}" if need.post else need.party
        what = f"{need.grade}, {need.met}" if need.met else f"MISSING {need.grade}: {need.why}"
        lines.append(f"  {'  ' * need.depth}{who}: {what}")
    return lines
