"""Angles as tokens, once for each way in which commas, dots and dashes of a text can be taken.

A comma parts numbers or is a decimal point; a dot is a decimal point or parts degrees, minutes and seconds (``36.43.05``); a dash
is a sign or parts. Every way that a text allows is tried; which of them make a position is found out in `angles`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple


class Token(NamedTuple):
    """``kind``: ``n`` number, ``h`` hemisphere, ``a`` axis, ``u`` unit, ``s`` sign, ``p`` a mark that parts. ``glued``: joined to
    the number before it by a colon."""

    kind: str
    value: str
    glued: bool = False


class Way(NamedTuple):
    """A text in which every comma, dot and dash has one meaning, and what was decided. ``commas``: they part and are decimal
    points; ``open``: each may be either, which is a doubt where another way makes a position too."""

    text: str
    how: str = ""
    commas: bool = False
    open: bool = False


_AFTER_UNIT: Final = re.compile("([0-9])([°'\"])[.]([0-9]+)")
"""``36°.718``, as astronomers have it."""
_CHAIN: Final = re.compile(r"(?<![0-9])[0-9]+(?:\.[0-9]+){2,}")
_COMMA: Final = re.compile(r"[0-9],[0-9]")
_DECIMAL: Final = re.compile(r"[0-9]\.[0-9]")
_DOT_COMMA: Final = re.compile(r"[0-9]\.[0-9]+,[0-9]")
_DOT_ALONE: Final = re.compile(r"[0-9]\.[0-9]+(?!,?[0-9])")
"""A number whose dot is its decimal point, so that other dots of the text, without letters, part nothing: ``36.7, 68.8,412``."""
_ONLY_COMMAS: Final = re.compile(r"\s*[0-9]+(?:,[0-9]+)+\s*\Z")
_GLUED: Final = re.compile("(?<=[0-9]),(?=[0-9])")
_MOST_COMMAS: Final = 5
"""More of them between digits are not tried in every way: 2^n ways; two angles of three numbers have no more."""
_MARKED: Final = re.compile("[NSEWAOxyso]")
_APART: Final = re.compile(r"(?<=[0-9°'\"NSEWDMC]) ?[x×] ?(?=[+-]?\.?[0-9NSEW])")
_LONE_O: Final = re.compile(r"(?<=[0-9]) o (?=[+-]?\.?[0-9])")
_DASH: Final = re.compile(
    r"(?<=[0-9NSEWDMCAOso°'\".])-(?=\.?[0-9])|(?<=[^\s,;/|&:=]) -(?: (?=[0-9])| ?(?=[NSEWAO]))"
    r"|(?<=[0-9NSEWDMC°'\"])-(?=[NSEWAO ])"
)
_SIGNABLE: Final = re.compile(r"[0-9AOso°'\"DMC.]-\.?[0-9]| - [0-9]")
_WHOLE_DIGITS: Final = 3
"""No number of degrees has more."""
_HEMISPHERE: Final = re.compile("[NSEW]")
_LABEL_DASH: Final = re.compile("[AO]-")


def ways(text: str, *, alone: bool = False) -> Iterator[list[Way]]:
    """Ways to take ``text`` (with signs for words), the likelier first; a later list counts only where no earlier one gave a
    position. ``alone``: the text is one angle, so that a comma hardly parts two."""
    for group in _punctuation(_AFTER_UNIT.sub(r"\1.\3\2", text if alone else _apart(text)), alone):
        yield from _dashes(group)


def _apart(text: str) -> str:
    """A lone x or × between two numbers parts them; so does a lone o where no letter is there for the other angle."""
    if text.count("x") + text.count("×") == 1 and "y" not in text:
        return _APART.sub(" ; ", text)
    if text.count("o") == 1 and len(_MARKED.findall(text)) == 1:
        return _LONE_O.sub(" ; ", text)
    return text


def _punctuation(text: str, alone: bool) -> Iterator[list[Way]]:
    if _CHAIN.search(text):
        parted = Way(_CHAIN.sub(lambda m: m[0].replace(".", ":"), text), "dots part degrees, minutes and seconds")
        last = Way(_CHAIN.sub(_but_last, text), "the first dot parts, the last is a decimal point")
        group = [parted, last]
        if _COMMA.search(text):
            group = [Way(_decimal(way.text), way.how + "; comma as decimal point") for way in group]
        yield group
    elif not _COMMA.search(text):
        yield [Way(text)]
    elif _DECIMAL.search(text):
        yield from _mixed(text)
    else:
        decimal = Way(_decimal(text), "comma as decimal point")
        if alone or not _ONLY_COMMAS.match(text):
            yield [decimal]
            yield [Way(text, "commas part")]
        else:
            yield _only_commas(text.strip())


def _mixed(text: str) -> Iterator[list[Way]]:
    """Points and commas in one text. A comma that can be a decimal point is likelier one; beside letters it is one wherever that
    makes a position, unless other commas of the text can only part."""
    commas = len(_GLUED.findall(text))
    tried: list[tuple[int, str]] = []
    if commas <= _MOST_COMMAS:
        pieces = _GLUED.split(text)
        for marks in sorted(product(".,", repeat=commas), key=lambda marks: -marks.count(".")):
            made = "".join(piece + mark for piece, mark in zip(pieces, (*marks, ""), strict=True))
            if not _CHAIN.search(made):
                tried.append((marks.count("."), made))
    decimals = [
        Way(made, "comma as decimal point", "," in made, open=True) for count, made in tried if count and made.count(",") < 4
    ]
    parted, last = [Way(text, "", open=bool(decimals))], []
    if _DOT_COMMA.search(text) and (_MARKED.search(text) or not _DOT_ALONE.search(text)):
        dots = _decimal(_DECIMAL.sub(lambda m: m[0].replace(".", ":"), text))
        last = [Way(dots, "dot parts; comma as decimal point", open=True)]
    if not decimals or not _MARKED.search(text):
        yield decimals + parted + (last if decimals else [])
        yield [] if decimals else last
    elif tried[0][0] < commas:
        yield parted + decimals
        yield last
    else:
        yield decimals
        yield parted
        yield last


def _only_commas(text: str) -> list[Way]:
    numbers = text.split(",")
    parted = Way(text, "commas part")
    if len(numbers) == 2:
        return [Way(_decimal(text)) if len(numbers[1]) > _WHOLE_DIGITS else parted]
    if len(numbers) == 3:
        first, second, third = numbers
        both = (f"{first}.{second},{third}", f"{first},{second}.{third}")
        return [Way(way, "one comma as decimal point", commas=True) for way in both] + [parted]
    if len(numbers) == 4:
        return [Way(_decimal(text), "commas as decimal points and between", commas=True), parted]
    return [parted]


def _decimal(text: str) -> str:
    return re.sub("([0-9]),([0-9]+)", r"\1.\2", text)


def _but_last(found: re.Match[str]) -> str:
    head, _, tail = found[0].rpartition(".")
    return head.replace(".", ":") + "." + tail


def _dashes(group: list[Way]) -> Iterator[list[Way]]:
    """A dash that may part and may be a sign is taken both ways; beside letters for the hemisphere it parts."""
    if not group:
        return
    parted = [way._replace(text=_DASH.sub(_parting, way.text)) for way in group]
    if not _SIGNABLE.search(group[0].text):
        yield parted
        return
    signed = [way._replace(how=(way.how + "; " if way.how else "") + "dash as minus") for way in group]
    text = group[0].text
    if _HEMISPHERE.search(text) and not _LABEL_DASH.search(text):
        yield parted
        yield signed
    else:
        yield parted + signed


def _parting(found: re.Match[str]) -> str:
    return ":" if found[0] == "-" else ","


_TOKEN: Final = re.compile(
    r"(?P<n>[0-9]+(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+)|(?P<h>[NSEW])|(?P<a>[AOxy])|(?P<u>''|[°'\"DMC])|(?P<s>[+-])"
    r"|(?P<p>[,;/|&\n\t_])|(?P<l>[so])|(?P<g>:)|(?P<x>[\s=]+|\.)|(?P<q>[~≈])|(?P<z>.)",
    re.DOTALL,
)
_NORTH_SOUTH: Final = re.compile("[NSs]")
_EAST_WEST: Final = re.compile("[EW]")
_UNITS: Final = {"°": "D", "'": "M", '"': "C", "''": "C", "D": "D", "M": "M", "C": "C"}


class Lexed(NamedTuple):
    """The tokens; ``west_by_o``: the letter O was taken for west; ``named_xy``: the axes are called x and y; ``rough``: it says
    *about*; ``strange``: the first character that is none of ours."""

    tokens: list[Token]
    west_by_o: bool = False
    named_xy: bool = False
    rough: bool = False
    strange: str = ""


def lex(text: str) -> Lexed:
    """The tokens of one `Way`."""
    tokens: list[Token] = []
    west_by_o, named_xy, strange, glue = False, False, "", False
    lone = text.count("o") == 1 and bool(_NORTH_SOUTH.search(text)) and not _EAST_WEST.search(text)
    minutes = text.find("M") + 1 or len(text)
    for found in _TOKEN.finditer(text):
        kind, value = found.lastgroup or "z", found[0]
        if kind in "gqxz":
            glue = kind == "g" and bool(tokens) and tokens[-1].kind in "nu"
            strange = strange or (value if kind == "z" else "")
            continue
        if kind == "n":
            tokens.append(Token("n", value, glue))
        elif kind == "u":
            tokens.append(Token("u", _UNITS[value]))
        elif value == "s":
            tokens.append(_seconds_or_south(tokens, letters=found.start() >= minutes))
        elif value == "o":
            tokens.append(_degree_or_west(tokens, lone or not text[found.start() - 1 : found.start()].isdigit()))
            west_by_o |= tokens[-1].kind == "h"
        else:
            named_xy |= value in "xy"
            tokens.append(Token(kind, {"x": "O", "y": "A"}.get(value, value)))
        glue = False
    return Lexed(tokens, west_by_o, named_xy, "~" in text or "≈" in text, strange)


def _seconds_or_south(before: list[Token], *, letters: bool) -> Token:
    """``s`` after a number that has no unit yet, and that follows minutes by letter, is seconds: ``36d 43m 5s``."""
    seconds = letters and len(before) > 1 and before[-1].kind == "n" and before[-2] == ("u", "M", False)
    return Token("u", "C") if seconds else Token("h", "S")


def _degree_or_west(before: list[Token], apart: bool) -> Token:
    degree = bool(before) and before[-1].kind == "n" and not apart
    return Token("u", "D") if degree else Token("h", "W")
