"""A date and a time of day out of a text, in the words and digits of four languages; no zone is applied here (R24).

What is found is taken out of the text step by step; a word that is left over makes the whole unreadable, because it may change
what the time means.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from detente.intake.cells.calendar import AFTER_NOON, BEFORE_NOON, HIJRI, LOCAL, MILITARY, MONTHS, NAMED, NOISE, UNKNOWN, ZONES

MAX_TIME: Final = 120
"""Characters of a cell that holds a time."""
Days = tuple[date, date]


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """What a text says of a time.

    ``days``: first and last day of every date that it may mean (day first, then month first). ``seconds``: the time of day and
    the end of a span, from midnight; None: no time of day. ``zone``: what it says of its zone, lower case; ``offset``: seconds
    east of UTC. ``problem``: a code of why nothing can be made of it.
    """

    days: tuple[Days, ...] = ()
    seconds: tuple[int, int] | None = None
    zone: str = ""
    offset: int | None = None
    problem: str = ""


def _plain(text: str) -> str:
    """Lower case, ASCII digits, one kind of space, no marks of direction."""
    text = unicodedata.normalize("NFKC", text[:MAX_TIME]).casefold().replace("،", ",").replace("ـ", "")
    kept = (c for c in text if unicodedata.category(c) != "Cf")
    return " ".join("".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept).split())


def _words(text: str) -> list[str]:
    return [_plain(word) for word in text.split("|")]


def _options(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(_words(words), key=len, reverse=True))


_MONTH_OF: Final = {word: number for number, words in enumerate(MONTHS, 1) for word in _words(words)}
_MONTH: Final = rf"(?P<month>{_options('|'.join(MONTHS))})"
_DAY: Final = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|-?го|-?е)?"
_YEAR: Final = r"(?P<year>\d{4}|\d{2})(?!\d)"
_DTG: Final = re.compile(
    r"(?<!\d)(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})\s?(?P<zone>[a-z])\s?(?P<month>[a-z]{3})\s?(?P<year>\d{4}|\d{2})(?!\d)"
)
_DATES: Final = (
    re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:t(?=\d)|(?!\d))"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:t(?=\d)|(?!\d))"),
    re.compile(r"(?<!\d)(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(rf"{_DAY}[\s.\-/]{{0,3}}(?:de |of )?{_MONTH}[\s.,\-/]{{0,3}}{_YEAR}"),
    re.compile(rf"(?<!\w){_MONTH}\.?\s{{0,2}}{_DAY},?\s{{0,2}}(?P<year>\d{{4}})(?!\d)"),
    re.compile(rf"(?<!\w){_MONTH}[\s.,\-/]{{0,3}}(?P<year>\d{{4}})(?!\d)"),
)
_HALF: Final = rf"(?:\s?(?P<half>{_options(BEFORE_NOON + '|' + AFTER_NOON)})(?!\w))"
_CLOCKS: Final = (
    re.compile(
        rf"(?<!\d)(?P<hour>\d{{1,2}})\s?[:h]\s?(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:[.,]\d{{1,9}})?)?(?!\d){_HALF}?"
    ),
    re.compile(r"(?<!\d)(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?=\s?(?:hrs?|hours?|h|z|ч)(?!\w))"),
    re.compile(rf"(?<!\d)(?P<hour>\d{{1,2}}){_HALF}"),
    re.compile(r"(?<!\d)(?P<hour>\d{1,2})\s?h(?!\w)"),
)
_TO: Final = re.compile(r"\s?(?:-|–|—|to|à|до|حتى|إلى|الى)\s?")
_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s?(?P<sign>[+\-−])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)")
_LIKE_OFFSET: Final = re.compile(r"0?\d:[03]0|1[01]:[03]0")
_IANA: Final = re.compile(r"(?<![\w/])[a-z]{2,12}/[a-z_+\-0-9]{2,30}(?:/[a-z_\-]{2,30})?(?![\w/])")
_ZONE: Final = re.compile(rf"(?<!\w)(?:{_options('|'.join([*ZONES, *NAMED, *LOCAL.split('|')]))})(?!\w)")
_HIJRI: Final = re.compile(
    rf"(?<!\w)(?:{_options(HIJRI)})(?!\w)|(?<!\d)1[345]\d{{2}}[-/.]\d{{1,2}}[-/.]\d|\d[-/.]\d{{1,2}}[-/.]1[345]\d{{2}}(?!\d)"
)
_WORD: Final = re.compile(r"[^\s,;()\[\].]+")
LOCALLY: Final = frozenset(_words(LOCAL))
_NOISE: Final = frozenset(_words(NOISE))
_UNKNOWN: Final = frozenset(_words(UNKNOWN))
_AFTERNOON: Final = frozenset(_words(AFTER_NOON))


@lru_cache(1 << 14)
def parse(text: str) -> Parsed:
    """What a text says of a time."""
    rest = _plain(text)
    if not rest:
        return Parsed(problem="time-unreadable")
    if rest in _UNKNOWN:
        return Parsed(problem="time-unknown")
    if found := _DTG.search(rest):
        return _group(found, rest)
    days, rest = _dates(rest)
    if not days and _HIJRI.search(rest):
        return Parsed(problem="calendar")
    seconds, rest, doubtful = _clock(rest)
    if doubtful:
        return Parsed(problem="span-or-offset")
    zone, offset, rest = _zone(rest)
    words = [word for word in _WORD.findall(rest) if word not in _NOISE]
    if words == ["unknown"] or " ".join(words) in _UNKNOWN:
        words = []
    if words or (days == () and seconds is None) or any(not (1 <= day[0].year <= 9998) for day in days):
        return Parsed(problem="calendar" if _HIJRI.search(rest) else "time-unreadable")
    return Parsed(days=days, seconds=seconds, zone=zone, offset=offset)


def _group(found: re.Match[str], rest: str) -> Parsed:
    """A date-time group: 011430Z APR 24."""
    month = _MONTH_OF.get(found["month"])
    day = _day(_year(found["year"]), month or 0, int(found["day"]))
    hour, minute = int(found["hour"]), int(found["minute"])
    left = [word for word in _WORD.findall(rest[: found.start()] + " " + rest[found.end() :]) if word not in _NOISE]
    if day is None or hour > 24 or minute > 59 or left:
        return Parsed(problem="time-unreadable")
    seconds = hour * 3600 + minute * 60
    if found["zone"] == "j":
        return Parsed(days=((day, day),), seconds=(seconds, seconds), zone="local")
    return Parsed(days=((day, day),), seconds=(seconds, seconds), zone=found["zone"], offset=MILITARY[found["zone"]] * 60)


def _dates(text: str) -> tuple[tuple[Days, ...], str]:
    for pattern in _DATES:
        if not (found := pattern.search(text)):
            continue
        parts = found.groupdict()
        year = _year(parts["year"])
        if "one" in parts:
            pairs = ((int(parts["one"]), int(parts["two"])), (int(parts["two"]), int(parts["one"])))
            days = tuple(dict.fromkeys(day for d, m in pairs if (day := _day(year, m, d))))
            read: tuple[Days, ...] = tuple((day, day) for day in days)
        else:
            read = _one(parts, year)
        if read:
            return read, f"{text[: found.start()]} {text[found.end() :]}"
    return (), text


def _one(parts: dict[str, str | None], year: int) -> tuple[Days, ...]:
    word = parts["month"] or ""
    month = int(word) if word.isdecimal() else _MONTH_OF[word]
    if parts.get("day"):
        day = _day(year, month, int(parts["day"] or 0))
        return ((day, day),) if day else ()
    first = _day(year, month, 1)
    after = _day(year + month // 12, month % 12 + 1, 1)
    return ((first, after - timedelta(days=1)),) if first and after else ()


def _year(digits: str) -> int:
    """Two digits of a year are those of 1970 to 2069."""
    year = int(digits)
    return year if len(digits) > 2 else 2000 + year if year < 70 else 1900 + year


def _day(year: int, month: int, day: int) -> date | None:
    """A day, if there is one; years of other calendars give nothing."""
    if 1300 <= year < 1600 or year > 2400:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(text: str) -> tuple[tuple[int, int] | None, str, bool]:
    """The time of day, or a span of the day, and what is left; whether its end may as well be an offset (``10:30-04:00``)."""
    for pattern in _CLOCKS:
        if not (found := pattern.search(text)):
            continue
        start, end = _seconds(found), found.end()
        last, doubtful = start, False
        to = _TO.match(text, end)
        second = pattern.match(text, to.end()) if to else None
        offset = to is not None and (to[0] == " -" or (to[0] == "-" and bool(found.groupdict().get("second"))))
        if to and second and not offset:
            last, end = _seconds(second), second.end()
            doubtful = to[0] == "-" and bool(_LIKE_OFFSET.fullmatch(second[0])) and not any(_zone(text[end:])[:2])
        if start is not None and last is not None:
            return (start, last), f"{text[: found.start()]} {text[end:]}", doubtful
    return None, text, False


def _seconds(found: re.Match[str]) -> int | None:
    parts = found.groupdict()
    hour, minute, second = int(parts["hour"]), int(parts.get("minute") or 0), int(parts.get("second") or 0)
    half = parts.get("half")
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    total = hour * 3600 + minute * 60 + second
    return total if minute < 60 and second < 60 and total <= 86_400 else None


def _zone(text: str) -> tuple[str, int | None, str]:
    if found := _IANA.search(text):
        return found[0], None, text.replace(found[0], " ", 1)
    if found := _OFFSET.search(text):
        hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
        if hours <= 14 and minutes < 60:
            seconds = (hours * 60 + minutes) * 60
            return found[0].strip(), -seconds if found["sign"] != "+" else seconds, text.replace(found[0], " ", 1)
    if found := _ZONE.search(text):
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        return ("local" if found[0] in LOCALLY else found[0]), None, rest
    return "", None, text
