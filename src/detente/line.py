"""The emergency line: what an emergency has to say, check words for its place, and whom to call when (R03, R04, R26, G12).

Pure: instants come in. Nothing here can keep an emergency from being sent: one that lacks a place goes out as *unlocated*.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from detente.geometry import meet, parts
from detente.notice import Emergency, Notice
from detente.picture import PERSON, Picture, held_by, receipts
from detente.statement import Post, ReadBack, Ref
from detente.volume import Point, Position, Volume4D

NEXT_CONTACT: Final = timedelta(seconds=30)
"""After so long without an answer of a person the next contact is called (requirements §2.2)."""
ACK: Final = timedelta(seconds=60)
"""After so long the sender is told that no person has answered (requirements §2.2)."""
TEST_EVERY: Final = timedelta(days=1)
WORDS: Final = (
    "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima", "mike",
    "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "xray", "yankee", "zulu",
)  # fmt: skip
"""ICAO spelling alphabet (Annex 10, volume II): said and understood in every language of aviation."""
SPOKEN: Final = 4
"""How many words: two places have the same ones once in 456,976."""
DECIMALS: Final = 4
"""Places are compared to about 11 m: as finely as two people can read a position to each other."""


def missing(notice: Emergency) -> tuple[str, ...]:
    """What its place lacks; empty for one that is located. One is enough, whole: coordinates, format, precision and a name."""
    lacks = [] if notice.place.name or notice.place.name_local else ["the name of the place"]
    if not notice.place.typed:
        return (*lacks, "coordinates with format and precision")
    if all(typed.accuracy_m is None for typed in notice.place.typed):
        lacks.append("the precision of the coordinates")
    if all(typed.format == "OTHER" for typed in notice.place.typed):
        lacks.append("the format of the coordinates")
    return tuple(lacks if _inside(notice) else (*lacks, "a volume around the place"))


def _inside(notice: Emergency) -> bool:
    """Whether the coordinates lie in one of its volumes: figures that say one place, and a footprint elsewhere, are no place."""
    spots = [part for typed in notice.place.typed for part in parts(Volume4D(Point(typed.understood)))]
    areas = [
        msgspec.structs.replace(v, time_start=None, time_end=None, altitude_lower=None, altitude_upper=None)
        for v in notice.volumes
    ]
    return any(meet(spot, part) is not None for spot in spots for area in areas for part in parts(area))


def position(notice: Notice) -> Position | None:
    """The place that is read back: the first coordinates, as understood."""
    return notice.place.typed[0].understood if notice.place.typed else None


def check_words(place: Position) -> str:
    """Words for a place (longitude, latitude; degrees, WGS 84), to be said and compared by two people who see their own map."""
    lon, lat = (round(x, DECIMALS) + 0.0 for x in place[:2])
    return spoken(f"detente.read-back/1 {lat:.{DECIMALS}f} {lon:.{DECIMALS}f}")


def spoken(text: str) -> str:
    """Check words for a text that both sides hold: `SPOKEN` words of the alphabet, the same only where the text is the same."""
    number = int.from_bytes(sha256(text.encode()).digest())
    words = []
    for _ in range(SPOKEN):
        number, letter = divmod(number, len(WORDS))
        words.append(WORDS[letter])
    return " ".join(words)


def same_words(heard: str, said: str) -> bool:
    """Whether two ways of writing check words are the same words."""
    return heard.casefold().replace("-", "").split() == said.split()


class Side(NamedTuple):
    """What one party's desk heard of the check words; ``agrees``: whether these are the words of the place."""

    party: str
    heard_from: str
    heard: str
    agrees: bool


def read_back(picture: Picture, ref: Ref) -> list[Side]:
    """The newest read-back of every party about an emergency, and from whom it heard the words; the author's included."""
    entry = picture.entries[ref]
    place = position(entry.statement) if isinstance(entry.statement, Notice) else None
    found: dict[tuple[str, str], Side] = {}
    for where in sorted(picture.about.get(ref, ())):
        said = picture.entries[where]
        if isinstance(said.statement, ReadBack) and said.statement.of == entry.leaf_hash:
            agrees = place is not None and same_words(said.statement.words, check_words(place))
            found[said.author, said.statement.heard_from] = Side(
                said.author, said.statement.heard_from, said.statement.words, agrees
            )
    return list(found.values())


def confirmed(picture: Picture, ref: Ref) -> tuple[str, ...]:
    """Parties with which the place is read back on both sides: each heard the right words from the other (R04)."""
    author = picture.entries[ref].author
    good = {(side.party, side.heard_from) for side in read_back(picture, ref) if side.agrees}
    return tuple(sorted(party for party, heard_from in good if heard_from == author and (author, party) in good))


def answered_by(picture: Picture, ref: Ref) -> tuple[str, ...]:
    """Parties of which a person has answered."""
    return tuple(sorted({entry.author for entry, receipt in receipts(picture, ref) if receipt.grade in PERSON}))


def silent(picture: Picture, ref: Ref) -> tuple[str, ...]:
    """Parties that were given an emergency and of which no person has answered."""
    return tuple(party for party in held_by(picture, ref) if party not in answered_by(picture, ref))


class Call(NamedTuple):
    """The call that is due: the ``number``-th (from 0), to ``post``, since ``at``."""

    number: int
    post: Post
    at: datetime


def call(posts: Sequence[Post], since: datetime, now: datetime, every: timedelta = NEXT_CONTACT) -> Call | None:
    """Whom to call by now: the first at once, the next every 30 s, and round again until a person answers."""
    if not posts:
        return None
    number = max(0, int((now - since) / every))
    return Call(number, posts[number % len(posts)], since + number * every)


def clock(since: datetime, now: datetime) -> str:
    """How long something has lasted, as both sides show it: minutes and seconds, hours where it is one."""
    minutes, seconds = divmod(max(0, int((now - since).total_seconds())), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}" if minutes >= 60 else f"{minutes}:{seconds:02d}"
