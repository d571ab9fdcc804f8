"""Times as people write them, to UTC; a time without a zone is no time (R24).

    read_time("2024-04-01 14:30", zone="Asia/Gaza")       11:30… as UTC, no doubt
    read_time("2024-04-01 14:30", zone=None)              no start; doubt zone-missing
    read_time("03/04/2024 08:00Z", zone=None)             no start; doubt date-order with both readings

What may be read in two ways is never chosen for a person. Only where a clock is set back or forward the window holds both
readings, because it may be longer and must not be shorter. Zones come from the IANA database.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from itertools import product
from typing import Final, Literal
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from tzfpy import get_tzs

from detente.formats.table import Value
from detente.intake.cells.calendar import NAMED, SUMMER, ZONES
from detente.intake.cells.clock import LOCALLY, Days, Parsed, parse
from detente.intake.model import Doubt, Window

Order = Literal["dmy", "mdy"]
Reading = tuple[Window, tuple[Doubt, ...]]

PROBE_M: Final = 30_000.0
"""How far around a place other zones are looked for: parties on both sides of a line read the same clock differently."""
EARLIEST, LATEST = timedelta(hours=14), timedelta(hours=-12)
"""The zones furthest from UTC: a date without a zone lies between them."""
_EPOCH: Final = datetime(1899, 12, 30)
"""Day 0 of workbooks."""
_SERIAL: Final = (20_000, 80_000)
"""Days of workbooks that are taken for dates: 1954 to 2119."""


class Zone(msgspec.Struct, frozen=True):
    """A zone that a place may be in and its offset at the moment in question, seconds east of UTC."""

    name: str
    offset_s: int

    def __str__(self) -> str:
        return f"{self.name} {_sign(self.offset_s)}"


def read_time(value: Value, *, zone: str | None, end: bool = False, order: str | None = None) -> Reading:
    """What a cell says of a time, with what is doubtful about it.

    ``zone``: of times that name none (IANA name, offset or abbreviation). ``order``: of days and months in numbers, see
    `date_order`. The window's ``start`` and ``end`` are the first and the last moment that the text may mean; with ``end`` (the
    text closes a period) both are the last. No ``start``: it cannot be said, and the doubts say why.
    """
    text, notes = _text(value)
    if not text:
        return Window(""), ()
    window, doubts = _read(text, (zone or "").strip(), end, order)
    return window, (*notes, *doubts)


@lru_cache(1 << 14)
def _read(text: str, zone: str, end: bool, order: str | None) -> Reading:
    parsed = parse(text)
    if parsed.problem:
        return Window(text), (_doubt(parsed.problem, text),)
    stated = bool(parsed.offset is not None or parsed.zone not in ("", "local"))
    said = parsed.zone if stated else zone
    zones = _zones(parsed, said)
    if zones is None:
        return Window(text), (_doubt("zone-unknown", text, zone=said),)
    said = zones[0][0] if len(zones) == 1 else said
    days = _ordered(parsed, order)
    doubts = _lacking(parsed, text, zones, days)
    if len(days) > 1 or not days or (not zones and parsed.seconds is not None):
        return Window(text, zone=said, stated=stated), tuple(doubts)
    first, last, more = _bounds(parsed, days[0], zones, text)
    doubts += more
    if first is None:
        return Window(text, zone=said, stated=stated), tuple(doubts)
    return Window(text, last if end else first, last, said, stated), tuple(doubts)


def date_order(values: Sequence[Value]) -> Order | None:
    """Whether dates in numbers have the day or the month first, where some of a column can be only one; None: not decided."""
    found: set[Order] = set()
    for value in values:
        parts = [int(part) for part in _numbers(value)]
        if len(parts) == 3 and parts[0] <= 31 and parts[1] <= 31 and max(parts[:2]) > 12 >= min(parts[:2]) > 0:
            found.add("dmy" if parts[0] > 12 else "mdy")
    return found.pop() if len(found) == 1 else None


def mixed_order(values: Sequence[Value]) -> Doubt | None:
    """A column in which the program turned some dates and left others as text: those that it turned had no day above 12.

    Then it took the months of day-first dates for days, and what it turned is wrong.
    """
    turned = [value for value in values if isinstance(value, date)]
    if date_order(values) is None or not turned or any(value.day > 12 for value in turned):
        return None
    left = next(str(value) for value in values if date_order([value]))
    return Doubt(code="date-order-turned", args={"count": str(len(turned)), "text": left, "words": _WORDS["date-order-turned"]})


def excel_date(value: Value, column: Sequence[Value]) -> Doubt | None:
    """A date among cells that are none: "3-4" or "5.36" that the program turned into a date."""
    others = [other for other in column if other is not None and other != ""]
    dates = sum(isinstance(other, date | time) for other in others)
    if not isinstance(value, date | time) or 2 * dates > len(others) > 1:
        return None
    if isinstance(value, time):
        typed = [f"{value:%H:%M}"]
    else:
        typed = [
            f"{value.day}-{value.month}",
            f"{value.month}-{value.day}",
            f"{value.month}.{value:%y}",
            f"{value:%y}.{value.month}",
        ]
    return _doubt("excel-date", str(value), typed=", ".join(dict.fromkeys(typed)))


def zones_at(latitude: float, longitude: float, moment: datetime) -> tuple[Zone, ...]:
    """The zones that people at a place may mean, nearest first: of those within `PROBE_M`, one for each offset at that moment.

    A ``moment`` without a zone is a time on the wall.
    """
    found: dict[int, Zone] = {}
    for name in _names_around(round(latitude, 2), round(longitude, 2)):
        zone = ZoneInfo(name)
        offset = (moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)).utcoffset() or timedelta()
        seconds = round(offset.total_seconds())
        found.setdefault(seconds, Zone(name, seconds))
    return tuple(found.values())


def zone_doubt(value: Value, latitude: float, longitude: float, *, order: str | None = None) -> Doubt | None:
    """Both readings of a time of day that names no zone, at a place where two zones may be meant."""
    text, _ = _text(value)
    parsed = parse(text)
    if parsed.problem or parsed.seconds is None or parsed.zone not in ("", "local"):
        return None
    days = _ordered(parsed, order)
    if len(days) != 1:
        return None
    wall = _wall(days[0][0], parsed.seconds[0])
    zones = zones_at(latitude, longitude, wall)
    if len(zones) < 2:
        return None
    return _ambiguous(text, [(zone.name, wall.replace(tzinfo=UTC) - timedelta(seconds=zone.offset_s)) for zone in zones])


def _text(value: Value) -> tuple[str, list[Doubt]]:
    """A cell as text, and what is worth a note; empty for a blank one."""
    if isinstance(value, bool) or value is None:
        return "", []
    if isinstance(value, int | float):
        if not _SERIAL[0] < value < _SERIAL[1]:
            return str(value), []
        moment = _EPOCH + timedelta(seconds=round(value * 86_400))
        return _shown(moment), [_doubt("excel-serial", str(value), note=True)]
    if isinstance(value, datetime):
        return _shown(value), []
    return (value.isoformat() if isinstance(value, date | time) else value.strip()), []


def _shown(moment: datetime) -> str:
    """Midnight is what workbooks put for a date alone."""
    return moment.isoformat(" ") if moment.time() != time() or moment.tzinfo else moment.date().isoformat()


def _ordered(parsed: Parsed, order: str | None) -> tuple[Days, ...]:
    """The dates that are left where somebody knows the order; a date comes as day first, then month first."""
    if len(parsed.days) < 2 or order not in ("dmy", "mdy"):
        return parsed.days
    return parsed.days[:1] if order == "dmy" else parsed.days[1:]


def _lacking(parsed: Parsed, text: str, zones: Sequence[tuple[str, tzinfo]], days: Sequence[Days]) -> list[Doubt]:
    doubts = []
    if not zones:
        # A date alone is still a window, only a longer one.
        doubts.append(_doubt("zone-missing", text, note=parsed.seconds is None))
    if not days:
        doubts.append(_doubt("date-missing", text))
    if len(days) > 1:
        first, second = (day[0].isoformat() for day in days)
        doubts.append(_doubt("date-order", text, first=first, second=second))
    return doubts


def _bounds(
    parsed: Parsed, days: Days, zones: Sequence[tuple[str, tzinfo]], text: str
) -> tuple[datetime | None, datetime | None, list[Doubt]]:
    """First and last moment in UTC, and what is doubtful; none where the zones differ."""
    try:
        if parsed.seconds is None:
            first, last = _wall(days[0], 0), _wall(days[1], 86_400)
            if not zones:
                return first.replace(tzinfo=UTC) - EARLIEST, last.replace(tzinfo=UTC) - LATEST, []
            begun = min(moment for _, zone in zones for moment in _moments(first, zone))
            return begun, max(moment for _, zone in zones for moment in _moments(last, zone)), []
        first, last = _wall(days[0], parsed.seconds[0]), _wall(days[1], parsed.seconds[1])
        last += timedelta(days=1) if last < first else timedelta()
        if len({_moments(first, zone) for _, zone in zones}) > 1:
            return None, None, [_ambiguous(text, [(name, _moments(first, zone)[0]) for name, zone in zones])]
        starts, ends = _moments(first, zones[0][1]), _moments(last, zones[0][1])
        return starts[0], ends[-1], _shifted(text, first, zones[0]) or _shifted(text, last, zones[0])
    except OverflowError:
        return None, None, [_doubt("time-unreadable", text)]


def _wall(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


@lru_cache(1 << 12)
def _moments(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """The moments at which a clock may have shown a time: one, two where clocks are set back, both sides where forward."""
    return tuple(sorted({wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}))


def _shifted(text: str, wall: datetime, zone: tuple[str, tzinfo]) -> list[Doubt]:
    moments = _moments(wall, zone[1])
    if len(moments) == 1:
        return []
    exists = moments[0].astimezone(zone[1]).replace(tzinfo=None) == wall
    first, second = (f"{moment:%Y-%m-%dT%H:%MZ}" for moment in moments)
    return [_doubt("dst-fold" if exists else "dst-gap", text, zone=zone[0], first=first, second=second)]


def _zones(parsed: Parsed, said: str) -> list[tuple[str, tzinfo]] | None:
    """What is said of the zone, as zones with names: none where nothing is said, several where it is ambiguous, None: unknown."""
    if parsed.offset is not None:
        return [(_sign(parsed.offset), timezone(timedelta(seconds=parsed.offset)))]
    name = said.casefold()
    if not name or name in LOCALLY:
        return []
    if full := _known().get(NAMED.get(name, said).casefold()):
        return [(full, ZoneInfo(full))]
    if name in ZONES:
        meant = _meant(name)
        if name in SUMMER and parsed.days and not _is_summer(SUMMER[name], parsed.days[0][0]):
            meant = meant[:1]
        return [(f"{label} {_sign(minutes * 60)}", timezone(timedelta(minutes=minutes))) for label, minutes in meant]
    alone = parse(f"2000-01-01 00:00 {said}")
    if alone.problem or (alone.offset is None and alone.zone.casefold() in ("", "local", name)):
        return None
    return _zones(alone, alone.zone)


@cache
def _meant(abbreviation: str) -> list[tuple[str, int]]:
    pairs = (option.rsplit(" ", 1) for option in ZONES[abbreviation].split("|"))
    return [(label, int(minutes)) for label, minutes in pairs]


def _is_summer(zone: str, day: date) -> bool:
    return bool(datetime.combine(day, time(12), ZoneInfo(zone)).dst())


@cache
def _known() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name or name == "UTC"}


@lru_cache(1 << 14)
def _names_around(latitude: float, longitude: float) -> tuple[str, ...]:
    """Names of zones at a place and around it, nearest first; the open sea only where there is nothing else."""
    tall = PROBE_M / 111_320.0
    wide = tall / max(math.cos(math.radians(latitude)), 0.01)
    found: dict[str, None] = {}
    for part in (0.0, 0.5, 1.0):
        for x, y in product((0.0, 1.0, -1.0), repeat=2) if part else ((0.0, 0.0),):
            scale = part / max(1.0, math.hypot(x, y))
            east = (longitude + x * wide * scale + 540.0) % 360.0 - 180.0
            found |= dict.fromkeys(get_tzs(east, max(-90.0, min(90.0, latitude + y * tall * scale))))
    land = tuple(name for name in found if not name.startswith("Etc/"))
    return land or tuple(found)


def _numbers(value: Value) -> list[str]:
    """The three numbers of a date that is text in numbers, not year first."""
    if not isinstance(value, str):
        return []
    parts = value.strip().split(" ")[0].replace(".", "/").replace("-", "/").split("/")
    return parts if len(parts) == 3 and all(part.isdecimal() and len(part) <= 4 for part in parts) else []


def _ambiguous(text: str, readings: Sequence[tuple[str, datetime]]) -> Doubt:
    said = [f"{moment:%Y-%m-%dT%H:%MZ} ({name})" for name, moment in readings]
    return _doubt("zone-ambiguous", text, readings="; ".join(said), first=said[0], second=said[1])


def _sign(seconds: int) -> str:
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"


def _doubt(code: str, text: str, *, note: bool = False, **args: str) -> Doubt:
    return Doubt(code=code, args={"text": text, **args, "words": _WORDS[code]}, note=note or code == "time-unknown")


_WORDS: Final[dict[str, str]] = {
    "time-unreadable": "the time cannot be read: write 2024-04-01 14:30 +03:00",
    "time-unknown": "the row says that the time is not known",
    "calendar": "the year is not of the Gregorian calendar, and is not converted: give the Gregorian date",
    "zone-missing": "no time zone is given: write UTC, an offset such as +03:00, or a name such as Asia/Damascus",
    "zone-unknown": "the time zone is not known: write UTC, an offset such as +03:00, or a name such as Asia/Damascus",
    "zone-ambiguous": "the time zone may be one or the other: which is meant?",
    "span-or-offset": "the second time may be an offset or the end of a span: put UTC before an offset, spaces around a dash",
    "date-missing": "a time of day without a date",
    "date-order": "day and month may be either way round: write the date as 2024-04-01",
    "date-order-turned": "the program took days for months in part of this column: give the dates as text, 2024-04-01",
    "dst-fold": "clocks were set back: this time came twice that day",
    "dst-gap": "clocks were set forward: this time did not come that day",
    "excel-date": "the program made a date of what was typed",
    "excel-serial": "a number of days, as workbooks count them, was read as a date",
}
