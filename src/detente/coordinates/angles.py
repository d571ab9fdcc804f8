"""Angles in degrees, degrees and minutes, or degrees, minutes and seconds, as people type them, in every order and script.

    36.718031, 68.862211      36°43'04.91"N 68°51'43.96"E     N 36 43.082 E 068 51.733
    36,718031; 68,862211      364305N0685144E                 широта 36.718 долгота 68.862

The decimals that were kept are the precision: half a unit of the last digit each way. What commas, dots and dashes mean is tried
in every way (`tokens.ways`); the ways that make a position are its candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeVar

import msgspec

from detente.coordinates.areas import Found, around
from detente.coordinates.doubts import doubt
from detente.coordinates.model import Doubt, Format
from detente.coordinates.sexagesimal import Angle, Part, Unread, angle
from detente.coordinates.tokens import Lexed, Token, Way, lex, ways

T = TypeVar("T")
_AXIS: Final = {"N": "A", "S": "A", "E": "O", "W": "O", "A": "A", "O": "O"}
_NAME: Final = {"A": "latitude", "O": "longitude"}
_FORMATS: Final[tuple[Format, ...]] = ("DD", "DDM", "DMS")
_TWO: Final = "leave out altitude and accuracy; write it as 36.7180 N, 68.8622 E"
_ASSUMED: Final = {"A": ("north or south", "north"), "O": ("east or west", "east")}


class Half(NamedTuple):
    """One of the two angles: its axis, and every value that it may have, each with its doubts."""

    angle: Angle
    axis: str
    values: tuple[tuple[float, tuple[Doubt, ...]], ...]


def pair(text: str) -> list[Found]:
    """Every position that a whole text (with signs for words, see `words.signs`) may mean.

    Raises: Unread, with the likeliest reason, where there is none.
    """
    made, ways = _first(text, lambda lexed, way: _together(_two(lexed.tokens), lexed, way, ordered=False))
    return _distinct(made, doubted=any(way.open for way in ways))


def cells(latitude: str, longitude: str) -> list[Found]:
    """Every position that two cells may mean. Letters and labels in a cell go before the name of its column.

    Raises: Unread
    """
    first, second = _readings(latitude, "A"), _readings(longitude, "O")
    made: list[Found] = []
    error: Unread | None = None
    for one, one_way in first:
        for other, other_way in second:
            way = Way("", one_way.how or other_way.how, one_way.commas or other_way.commas)
            joined = Lexed([], one.west_by_o or other.west_by_o, one.named_xy or other.named_xy, one.rough or other.rough)
            try:
                made += _together((_one(one.tokens), _one(other.tokens)), joined, way, ordered=True)
            except Unread as reason:
                error = error or reason
    if not made:
        raise error or Unread("no angle")
    return _distinct(made, doubted=any(way.open for _, way in (*first, *second)))


def is_angle(text: str) -> bool:
    """Whether a cell holds one angle, of either axis, and nothing else."""
    try:
        return bool(_readings(text, ""))
    except Unread:
        return False


def _readings(text: str, axis: str) -> list[tuple[Lexed, Way]]:
    def one(lexed: Lexed, way: Way) -> list[tuple[Lexed, Way]]:
        part = _one(lexed.tokens)
        likely = _marked(part) or axis or "O"
        try:
            angle(part, likely)
        except Unread as reason:
            try:
                angle(part, "O" if likely == "A" else "A")
            except Unread:
                raise reason from None
        return [(lexed, way)]

    return _first(text, one, alone=True)[0]


def _first(text: str, make: Callable[[Lexed, Way], list[T]], *, alone: bool = False) -> tuple[list[T], list[Way]]:
    """What the likeliest ways give that give anything; and those ways."""
    error: Unread | None = None
    for group in ways(text, alone=alone):
        made: list[T] = []
        taken: list[Way] = []
        for way in group:
            lexed = lex(way.text)
            if lexed.strange:
                raise Unread(
                    f"the character {lexed.strange!r} is not part of any position", "leave only the position in the field"
                )
            try:
                made += make(lexed, way)
                taken.append(way)
            except Unread as reason:
                error = error if error and error.weight >= reason.weight else reason
        if made:
            return made, taken
    raise error or Unread("no position is in it")


def _distinct(made: list[Found], *, doubted: bool) -> list[Found]:
    """Each position once, by its likeliest way; where several are left and commas are why, all say so."""
    seen: dict[object, Found] = {}
    for one in made:
        seen.setdefault((one.latitude, one.longitude, one.area), one)
    if len(seen) < 2 or not doubted:
        return list(seen.values())
    commas = doubt("comma-ambiguous")
    return [one if commas in one.doubts else msgspec.structs.replace(one, doubts=(*one.doubts, commas)) for one in seen.values()]


def _two(tokens: list[Token]) -> tuple[Part, Part]:
    """The two parts of a position: by letters, labels, degree signs and minus; else by what parts them; else halves.

    Raises: Unread
    """
    count = sum(token.kind == "n" for token in tokens)
    if count < 2:
        raise Unread(
            "there is one number; a position needs two" if count else "there is no number in it",
            "give latitude and longitude", weight=0,
        )  # fmt: skip
    if count > 6:
        raise Unread(f"there are {count} numbers; a position has two angles of up to three", _TWO)
    for soft in (False, True):
        parts = list(_parts(tokens, soft=soft))
        if len(parts) == 2:
            return _shared(parts[0], parts[1])
    whole = next(_parts([token for token in tokens if token.kind != "p"], soft=False))
    if len(whole.numbers) != count or count % 2 or any(unit for _, unit in whole.numbers):
        raise Unread(f"{count} numbers do not part into a latitude and a longitude", _TWO)
    return _halves(whole)


def _one(tokens: list[Token]) -> Part:
    parts = list(_parts(tokens, soft=False))
    if len(parts) != 1 or not 1 <= len(parts[0].numbers) <= 3:
        raise Unread("one angle is expected in it", "one cell for the latitude, one for the longitude", weight=0)
    return parts[0]


def _halves(whole: Part) -> tuple[Part, Part]:
    middle = len(whole.numbers) // 2
    first = Part(whole.numbers[:middle], sign=whole.sign)
    second = Part(whole.numbers[middle:])
    for marks, one, other in ((whole.hemispheres, first.hemispheres, second.hemispheres), (whole.axes, first.axes, second.axes)):
        if len(marks) == 1:
            (one if whole.leads else other).append(marks[0])
        else:
            one += marks[:1]
            other += marks[1:]
    return first, second


def _shared(first: Part, second: Part) -> tuple[Part, Part]:
    """``lat/lon: 36.7, 68.8``: both labels before the first number, or both after the last, are one for each."""
    for one, other in ((first.hemispheres, second.hemispheres), (first.axes, second.axes)):
        if len(one) == 2 and not other and _AXIS[one[0]] != _AXIS[one[1]]:
            other.append(one.pop())
        elif len(other) == 2 and not one and _AXIS[other[0]] != _AXIS[other[1]]:
            one.append(other.pop(0))
    return first, second


def _style(tokens: list[Token], kind: str) -> bool:
    """Whether marks of a kind stand before their number."""
    shown = [token.kind for token in tokens if token.kind in ("n", "p", kind)]
    marks = [at for at, shape in enumerate(shown) if shape == kind]
    if not marks or marks[0] < shown.index("n"):
        return True
    if [shape for shape in shown if shape != "p"][-1] == kind:
        return False
    return shown[marks[0] - 1] == "p"


def _parts(tokens: list[Token], *, soft: bool) -> Iterator[Part]:
    if not any(token.kind == "n" for token in tokens):
        return
    before = {kind: _style(tokens, kind) for kind in "ha"}
    glued = soft and any(token.glued for token in tokens)
    part, closed, parted = Part(), False, False
    for at, token in enumerate(tokens):
        if token.kind == "p":
            parted = soft
            continue
        full = bool(part.numbers)
        degrees = token.kind == "n" and tokens[at + 1 : at + 2] == [Token("u", "D")]
        loose = glued and not token.glued and not (full and part.numbers[-1][1])
        apart = token.kind == "n" and (degrees or closed or parted or loose)
        if full and (apart or token.kind == "s" or (before.get(token.kind))):
            yield part
            part, closed = Part(), False
        part.take(token)
        if token.kind in before:
            part.leads = part.leads or not part.numbers
            closed = closed or (bool(part.numbers) and not before[token.kind])
        if token.kind == "n":
            parted = False
    yield part


def _marked(part: Part) -> str:
    """The axis that letters and labels give a part, or ``""``.

    Raises: Unread where they contradict each other.
    """
    axes = {_AXIS[mark] for mark in (*part.hemispheres, *part.axes)}
    if len(axes) > 1 or len(set(part.hemispheres)) > 1:
        shown = " and ".join(dict.fromkeys(part.hemispheres)) or "latitude and longitude"
        raise Unread(f"the letters of one angle contradict each other ({shown})", "one letter for each: N or S, E or W", weight=3)
    return next(iter(axes), "")


def _together(parts: tuple[Part, Part], lexed: Lexed, way: Way, *, ordered: bool) -> list[Found]:
    first, second = _marked(parts[0]), _marked(parts[1])
    if first and first == second:
        raise Unread(f"both angles are marked as {_NAME[first]}", "check the letters: one N or S, one E or W", weight=3)
    doubts: list[Doubt] = []
    if first or second:
        order = "AO" if first == "A" or second == "O" else "OA"
        if ordered and order == "OA":
            doubts.append(doubt("cells-swapped"))
        angles = angle(parts[0], order[0]), angle(parts[1], order[1])
    else:
        order, angles = _unmarked(parts)
        if order == "OA":
            doubts.append(doubt("longitude-first"))
        elif not ordered:
            doubts.append(doubt("order-assumed"))
    if way.commas:
        doubts.append(doubt("comma-ambiguous"))
    if lexed.rough:
        doubts.append(doubt("approximate"))
    if lexed.named_xy:
        doubts.append(doubt("xy-order"))
    plain = not (parts[0].hemispheres or parts[1].hemispheres) and angles[0].depth == angles[1].depth == 0
    halves = [_half(part, one, axis, plain) for part, one, axis in zip(parts, angles, order, strict=True)]
    how = ("latitude" if order == "AO" else "longitude") + " first" + ("; " + way.how if way.how else "")
    found = _positions(halves[order == "OA"], halves[order == "AO"], doubts, how)
    return _by_letter_o(found) if lexed.west_by_o else found


def _unmarked(parts: tuple[Part, Part]) -> tuple[str, tuple[Angle, Angle]]:
    try:
        return "AO", (angle(parts[0], "A"), angle(parts[1], "O"))
    except Unread as reason:
        try:
            return "OA", (angle(parts[0], "O"), angle(parts[1], "A"))
        except Unread:
            raise reason from None


def _half(part: Part, one: Angle, axis: str, plain: bool) -> Half:
    """The values of an angle: two where sign and letter do not go together."""
    letter = part.hemispheres[0] if part.hemispheres else ""
    by_letter = -1.0 if letter in ("S", "W") else 1.0
    by_sign = -1.0 if part.sign == "-" else 1.0
    value, doubts = one.value, one.doubts
    if letter and part.sign and value and not by_letter == by_sign == 1.0:
        both = (*doubts, doubt("sign-and-letter", sign=part.sign, letter=letter))
        return Half(one, axis, ((by_letter * value, both), (-by_letter * value, both)))
    if not letter and not part.sign and not plain and value:
        missing, assumed = _ASSUMED[axis]
        doubts = (*doubts, doubt("hemisphere-assumed", missing=missing, assumed=assumed))
    return Half(one, axis, ((by_letter * by_sign * value + 0.0, doubts),))


def _positions(latitude: Half, longitude: Half, doubts: list[Doubt], how: str) -> list[Found]:
    depth = max(latitude.angle.depth, longitude.angle.depth)
    marks = _digits(latitude.angle, longitude.angle)
    return [
        Found(
            latitude=north,
            longitude=east,
            area=around(north, east, latitude.angle.half, longitude.angle.half),
            format=_FORMATS[depth],
            how=how,
            doubts=(*doubts, *first, *second, *marks),
        )
        for north, first in latitude.values
        for east, second in longitude.values
    ]


def _by_letter_o(found: list[Found]) -> list[Found]:
    """West as in *Ouest*, and east as in *Ost*."""
    both: list[Found] = []
    for one in found:
        area = one.area
        east = msgspec.structs.replace(
            one, longitude=-one.longitude, area=msgspec.structs.replace(area, west=-area.east, east=-area.west)
        )
        for position, assumed in ((one, "west"), (east, "east")):
            both.append(msgspec.structs.replace(position, doubts=(*one.doubts, doubt("letter-o", assumed=assumed))))
    return both


def _digits(latitude: Angle, longitude: Angle) -> tuple[Doubt, ...]:
    if latitude.value == longitude.value == 0.0:
        return (doubt("null-island"),)
    made_up = [one.typed for one in (latitude, longitude) if one.depth == 0 and suspicious(one.typed)]
    return (doubt("suspicious-digits", digits=" ".join(made_up)),) if made_up else ()


def suspicious(typed: str) -> bool:
    """Whether a decimal number is one digit repeated, or counted up: with four decimals or more."""
    whole, _, decimals = typed.partition(".")
    digits = whole.lstrip("0") + decimals
    if len(decimals) < 4 or not digits:
        return False
    return (len(set(digits)) == 1 and digits[0] != "0") or digits in "1234567890123456789"
