"""A line that was heard or received, read again: what it says, or which field has to be said once more (R04).

Capitals or not, spaces more or less, the letter O for zero, figures of any script: all the same. What was heard wrongly is never
mended here. Where the check words are those of another text, every field is named in which one wrong letter would explain it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from string import ascii_uppercase, digits
from typing import Final, cast

from detente.errors import InputError
from detente.forms import grid as grids
from detente.forms.radio import CHECK, ENDED, FIELDS, PARTY, UNKNOWN, WHAT, Ended, Heard, Said, body, check, with_words
from detente.line import DECIMALS, SPOKEN, WORDS
from detente.volume import Position

MAX_HEARD: Final = 1_000
"""Characters that are looked at."""
_FIGURES: Final = str.maketrans("OIL", "011")
_LETTERS: Final = str.maketrans("01", "OI")
_SPELT: Final = {"ALPHA": "ALFA", "JULIET": "JULIETT", "X-RAY": "XRAY", "WHISKY": "WHISKEY"}
_NUMBER: Final = re.compile(r"([0-9A-F]{1,32})(?:-([1-9][0-9]{0,6}))?")
_NEAR: Final = re.compile(r" ?([.-]) ?")
_METRES: Final = re.compile(r"([0-9]{1,7})M")
_TIME: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([0-9]{2})([0-9]{2})Z")
_DEGREES: Final = re.compile(rf"([0-9]{{1,2}})[.,]([0-9]{{{DECIMALS}}})([NS])([0-9]{{1,3}})[.,]([0-9]{{{DECIMALS}}})([EW])")


def decode(text: str, *, by_voice: bool = False) -> Heard:
    """What a line says, with its check words.

    `InputError` names the field to be read again. ``by_voice``: a line without check words, as it was written down from a voice;
    the words of the result are then said back.
    """
    fields = _split(text, by_voice=by_voice)
    if by_voice and " " in (name := _NEAR.sub(r"\1", fields[7])):
        raise _again(8, f"{name!r} is no name of a party: nobody can tell a space from a dot that was not heard")
    heard = with_words(_read(fields))
    if not by_voice:
        _compare(heard, _words(fields[-1]))
    return heard


def _split(text: str, *, by_voice: bool) -> list[str]:
    if len(text) > MAX_HEARD:
        raise InputError("too-large", f"more than {MAX_HEARD} characters", where="line")
    plain = "".join(str(unicodedata.decimal(c, c)) for c in unicodedata.normalize("NFKC", text))
    fields = [" ".join(field.upper().split()) for field in plain.split("/")]
    wanted = FIELDS[: len(FIELDS) - by_voice]
    if len(fields) != len(wanted):
        hint = "between slashes: " + ", ".join(f"{i} {name}" for i, name in enumerate(wanted, 1))
        raise InputError("bad-value", f"{len(fields)} fields instead of {len(wanted)}", where="line", hint=hint)
    return fields


def _again(number: int, problem: str) -> InputError:
    where = f"field {number} ({FIELDS[number - 1]})"
    return InputError("bad-value", problem[:300], where=where, hint=f"have field {number} read again")


def _read(fields: list[str]) -> Heard:
    bare = [field.replace(" ", "") for field in fields]
    kind, ended = _kind(bare[0])
    number, version = _number(bare[1])
    position, square = _position(bare[2])
    if not PARTY.fullmatch(bare[7].lower()):
        raise _again(8, f"{fields[7]!r} is no name of a party")
    return Heard(
        kind=kind, ended=ended, number=number, version=version, position=position, exact_m=_metres(bare[3], 4),
        around_m=_metres(bare[4], 5), what=_word(bare[5], WHAT[kind], 6), when=_time(bare[6]), party=bare[7].lower(), grid=square,
    )  # fmt: skip


def _kind(text: str) -> tuple[Said, Ended]:
    said = text.translate(_LETTERS).lower()
    for kind, ends in ENDED.items():
        if said.startswith(kind) and said[len(kind) :] in ("", *ends):
            return cast("Said", kind), cast("Ended", said[len(kind) :])
    raise _again(1, f"{text!r} is none of {', '.join(ENDED)}, alone or with {', '.join(ENDED['movement'])}")


def _word(text: str, words: tuple[str, ...], number: int) -> str:
    said = text.translate(_LETTERS).lower()
    if said not in words:
        raise _again(number, f"{text!r} is none of {', '.join(words)}")
    return said


def _number(text: str) -> tuple[str, int]:
    if text in {UNKNOWN, ""}:
        return "", 1
    found = _NUMBER.fullmatch(text.translate(_FIGURES))
    if not found:
        raise _again(2, f"{text!r} is no number of a notice")
    return found[1].lower(), int(found[2] or 1)


def _position(text: str) -> tuple[Position | None, str]:
    if text == UNKNOWN:
        return None, ""
    found = _DEGREES.fullmatch(text.translate(_FIGURES))
    if not found:
        square = grids.spelt(text)
        middle = grids.middle(square) if square else None
        if middle is None:
            raise _again(3, f"{text!r} is neither degrees like 36.7180N 068.8622E nor a grid reference like 42SVF87696360")
        return middle, square
    lat, lon = float(f"{found[1]}.{found[2]}"), float(f"{found[4]}.{found[5]}")
    if lat > 90.0 or lon > 180.0:
        raise _again(3, f"{text!r} is beyond 90 degrees of latitude or 180 of longitude")
    return (lon if found[6] == "E" else -lon, lat if found[3] == "N" else -lat), ""


def _metres(text: str, number: int) -> int | None:
    if text == UNKNOWN:
        return None
    found = _METRES.fullmatch(text.translate(_FIGURES))
    if not found:
        raise _again(number, f"{text!r} is no number of metres like 10M")
    return int(found[1])


def _time(text: str) -> datetime | None:
    if text == UNKNOWN:
        return None
    found = _TIME.fullmatch(text.translate(_FIGURES))
    try:
        year, month, day, hour, minute = (int(part) for part in found.groups()) if found else (0, 0, 0, 0, 0)
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        raise _again(7, f"{text!r} is no time in UTC like 2026-01-31 0600Z") from None


# --- check words ---------------------------------------------------------------------------------------------------------


def _words(field: str) -> list[str]:
    first, *words = field.split() or [""]
    if first != CHECK:
        hint = "the line is cut off: ask for all of it; or read it by voice, without check words"
        raise InputError("bad-value", f"the last field does not begin with {CHECK}", where="field 9 (check words)", hint=hint)
    words = [_SPELT.get(word, word).lower() for word in words]
    for word in words:
        if word not in WORDS:
            raise _again(9, f"{word!r} is no word of the spelling alphabet")
    if len(words) != SPOKEN:
        raise _again(9, f"{len(words)} check words instead of {SPOKEN}")
    return words


def _compare(heard: Heard, words: list[str]) -> None:
    right = heard.words.split()
    if words == right:
        return
    if sum(a == b for a, b in zip(words, right, strict=True)) == SPOKEN - 1:
        raise _again(9, "one check word is another: the word, or a letter elsewhere, was heard wrongly")
    suspects = sorted(set(_suspects(body(heard), " ".join(words))))
    named = " and ".join(f"{number} ({FIELDS[number - 1]})" for number in suspects)
    problem = "the check words are those of another text"
    hint = f"have field {named} read again" if suspects else "have every field read again, figure by figure"
    raise InputError("bad-value", problem, where=f"field {named}" if suspects else "line", hint=hint)


def _suspects(text: str, words: str) -> Iterator[int]:
    """Fields in which one other letter or figure, or two in each other's place, would give these check words."""
    for at, letter in enumerate(text):
        others = digits if letter.isdigit() else ascii_uppercase if letter.isalpha() else ""
        changed = [text[:at] + other + text[at + 1 :] for other in others if other != letter]
        if any(check(one) == words for one in changed):
            yield text.count("/", 0, at) + 1
    for at, (a, b) in enumerate(pairwise(text)):
        if "/" not in (a, b) and a != b and check(text[:at] + b + a + text[at + 2 :]) == words:
            yield text.count("/", 0, at) + 1
