"""One line for radio, SMS and satellite: a notice in at most 160 characters, with check words over all of it (R04, R24).

    SITE/3F9A1C07/36.7180N 068.8622E/18M/300M/HEALTH/2026-03-01 0000Z/RELIEF.EXAMPLE/CHECK LIMA KILO ECHO PAPA
    kind/number  /position          /exact/around/what/when           /party        /check words

Nine fields between slashes, capitals of GSM 03.38, WGS 84, UTC. What cannot be said exactly is said wider, never narrower: metres
are rounded up, and a position is rounded as finely as two people can read it to each other (`detente.line.DECIMALS`). Of a
movement the line says the start. What no longer holds says so in its kind: ``SITE WITHDRAWN``, ``MOVEMENT CANCELLED``; what was
withdrawn is protected as before (G9). The check words are those of `detente.line`: another text has the same ones once in
456,976.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Final, Literal, cast, get_args, get_type_hints

import msgspec

from detente.errors import InputError
from detente.forms import grid as grids
from detente.forms.reach import spot
from detente.geometry import geod
from detente.line import DECIMALS, SPOKEN, WORDS, check_words, spoken
from detente.notice import Emergency, Movement, Notice, Site
from detente.volume import Position

MAX_TEXT: Final = 160
"""Characters of one short message (3GPP TS 23.040)."""
FIELDS: Final = ("kind", "number", "position", "exact", "around", "what", "when", "party", "check words")
UNKNOWN: Final = "UNKNOWN"
CHECK: Final = "CHECK"
SHORT: Final = 8
"""Hex digits of an id that are said."""
METRES_LIMIT: Final = 9_999_999
ROUNDED_M: Final = 8.0
"""How far a position may lie from itself rounded to `DECIMALS` decimals, metres."""
LONGEST_WORDS: Final = SPOKEN * (max(map(len, WORDS)) + 1) - 1
PARTY: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?")

Said = Literal["site", "movement", "emergency"]
WHAT: Final[dict[str, tuple[str, ...]]] = {
    "site": get_args(get_type_hints(Site)["function"]),
    "movement": get_args(get_type_hints(Movement)["purpose"]),
    "emergency": get_args(get_type_hints(Emergency)["effect"]),
}
"""What field 6 may say, by kind: function, purpose, requested effect."""
Ended = Literal["", "withdrawn", "cancelled", "completed"]
ENDED: Final[dict[str, tuple[Ended, ...]]] = {
    "site": ("withdrawn",), "movement": ("withdrawn", "cancelled", "completed"), "emergency": ("withdrawn",),
}  # fmt: skip
"""What field 1 may say behind the kind, of a notice that no longer holds."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What a line says. ``number``: the beginning of the notice's id, empty where it has none yet. None: said to be unknown.

    ``position`` is (longitude, latitude), degrees WGS 84; ``grid`` the MGRS square, where it was said so. ``exact_m``: how far
    from there the place may lie; ``around_m``: how far around it the notice reaches. ``when``: of a site the date of its review,
    of a movement its departure, of an emergency its beginning. ``ended``: how it came not to hold any longer, or nothing.
    ``words``: the check words of the line.
    """

    kind: Said
    number: str
    version: int
    position: Position | None
    exact_m: int | None
    around_m: int | None
    what: str
    when: datetime | None
    party: str
    grid: str = ""
    ended: Ended = ""
    words: str = ""

    @property
    def place_words(self) -> str:
        """The read-back words of the place as screens show them for an emergency; none unless it was said in degrees."""
        return check_words(self.position) if self.position and not self.grid else ""


def encode(notice: Notice, party: str, *, grid: bool | None = None) -> str:
    """The line for a site, movement or emergency of ``party``. ``grid``: position as MGRS (None: where it was typed as such).

    `InputError` for another kind, where a site or movement has no place (an emergency goes out without one), and where the line
    would be longer than `MAX_TEXT`: then the party needs a shorter name.
    """
    said = said_of(notice, party, grid=grid)
    text = f"{body(said)}/{CHECK} {said.words.upper()}"
    if len(text) > MAX_TEXT:
        rest = MAX_TEXT - len(body(said)) + len(party) - len(f"/{CHECK} ") - LONGEST_WORDS
        hint = f"name the party in {rest} letters that both sides know"
        raise InputError("too-large", f"{len(text)} characters; at most {MAX_TEXT}", where="party", hint=hint)
    return text


def said_of(notice: Notice, party: str, *, grid: bool | None = None) -> Heard:
    """What the line of a notice says; see `encode`."""
    if not isinstance(notice, Site | Movement | Emergency):
        hint = "sites, movements and emergencies have one; other notices go by letter or network"
        raise InputError("usage", "no line for a notice of this kind", where="$.kind", hint=hint)
    where = spot(notice)
    square, position, slack = _rounded(where.position, grid=where.typed_as_grid if grid is None else grid)
    exact = None if where.exact_m is None else where.exact_m + slack
    around = where.around_m
    if exact is None and around is not None:  # no other field can say that the position was rounded
        around += _apart(where.position, position)
    said = Heard(
        kind=cast("Said", str(type(notice).__struct_config__.tag)), number=notice.id[:SHORT], version=notice.version,
        position=position, exact_m=_ceil(exact, "$.place.typed[0].accuracy_m"), around_m=_ceil(around, "$.volumes"),
        what=_what(notice), when=_when(notice), party=_party(party), grid=square, ended=_ended(notice),
    )  # fmt: skip
    return with_words(said)


def _apart(one: Position | None, other: Position | None) -> float:
    """Metres on the ellipsoid; nought for the same place and for none."""
    return 0.0 if one is None or other is None or one == other else float(geod().inv(*one, *other)[2])


def _ended(notice: Site | Movement | Emergency) -> Ended:
    if notice.relation == "withdraw":
        return "withdrawn"
    if isinstance(notice, Movement) and notice.status in ("cancelled", "completed"):
        return notice.status
    return ""


def with_words(said: Heard) -> Heard:
    """The same with its check words."""
    return msgspec.structs.replace(said, words=check(body(said)))


def check(text: str) -> str:
    """The check words of the first eight fields of a line in their one spelling."""
    return spoken(f"detente.text/1 {text}")


def body(said: Heard) -> str:
    """The first eight fields in their one spelling: the check words are over these."""
    number = said.number.upper() or UNKNOWN
    fields = (
        f"{said.kind} {said.ended}".rstrip().upper(), number if said.version == 1 else f"{number}-{said.version}",
        _position(said), _metres(said.exact_m), _metres(said.around_m), said.what.upper(),
        UNKNOWN if said.when is None else f"{said.when.year:04d}-{said.when:%m-%d %H%MZ}", said.party.upper(),
    )  # fmt: skip
    return "/".join(fields)


def _what(notice: Site | Movement | Emergency) -> str:
    match notice:
        case Site():
            return notice.function
        case Movement():
            return notice.purpose
        case Emergency():
            return notice.effect


def _when(notice: Site | Movement | Emergency) -> datetime | None:
    """To the minute, never later than the notice says: a review that is due sooner and a start that is earlier harm nobody."""
    match notice:
        case Site():
            when: datetime | None = notice.validity.review_by
        case Movement():
            starts = [leg.time_start for leg in notice.legs] + [volume.time_start for volume in notice.volumes]
            when = min((start for start in starts if start), default=notice.validity.time_start)
        case Emergency():
            when = notice.since
    try:
        return when.astimezone(UTC).replace(second=0, microsecond=0) if when else None
    except OverflowError:
        return None  # an offset at the first or last hour of the calendar


def _rounded(position: Position | None, *, grid: bool) -> tuple[str, Position | None, float]:
    """The square, the position as finely as the line says it, and how far that may lie from where it was, metres."""
    if position is None:
        return "", None, 0.0
    square = grids.square(position) if grid else ""
    middle = grids.middle(square) if square else None
    if middle is not None:
        return square, middle, grids.SLACK_M
    lon, lat = (round(x, DECIMALS) + 0.0 for x in position)
    return "", (lon, lat), ROUNDED_M


def _ceil(metres: float | None, where: str) -> int | None:
    if metres is None:
        return None
    if not 0 <= metres <= METRES_LIMIT:
        raise InputError("bad-value", f"{metres} m is outside 0..{METRES_LIMIT} m", where=where)
    return math.ceil(metres)


def _party(name: str) -> str:
    if not PARTY.fullmatch(name.lower()):
        hint = "Latin letters, figures, dots and hyphens, like relief.example"
        raise InputError("bad-value", f"{name[:99]!r} cannot be said in the line", where="party", hint=hint)
    return name.lower()


def _metres(metres: int | None) -> str:
    return UNKNOWN if metres is None else f"{metres}M"


def _position(said: Heard) -> str:
    if said.position is None or said.grid:
        return said.grid or UNKNOWN
    lon, lat = said.position
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):0{DECIMALS + 3}.{DECIMALS}f}{north} {abs(lon):0{DECIMALS + 4}.{DECIMALS}f}{east}"
