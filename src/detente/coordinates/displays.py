"""What receivers, programs and chats put around a position: height, accuracy, quotes, names of calls and of keys.

All of it works on a text as `digits.fold` leaves it, and gives that text in the plain form that `words` and `angles` read.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from detente.coordinates.doubts import doubt
from detente.coordinates.model import Doubt

_LENGTH: Final = (
    r"(?P<number>[0-9]{1,6}(?:[.,][0-9]{1,3})?) ?"
    r"(?P<unit>km|км|m|м|mtrs?|met(?:er|re)s?|метр(?:а|ов)?|ft|feet|م|متر|امتار)(?![^\W\d_])"
)
_METRES: Final = {"km": 1_000.0, "км": 1_000.0, "ft": 0.3048, "feet": 0.3048}
_ACCURACY: Final = re.compile(
    r"[,;]? ?(?:(?:(?:gps )?accuracy|acc|precision|точность|погрешность|دقة|الدقة)[ .:=]{0,3})?(?:±|\+ ?/ ?-|\+-) ?" + _LENGTH
    + r"|[,;]? ?(?<!\w)(?:(?:gps )?accuracy|acc|точность|погрешность|دقة|الدقة)[ .:=]{1,3}(?:to |до )?"
    + _LENGTH.replace("number", "stated").replace("unit", "of")
)  # fmt: skip
_HEIGHT: Final = re.compile(
    r"[,;]? ?(?<!\w)[\"']?(?:alt|altitude|elev|elevation|ele|height|hae|высота|выс|висота|ارتفاع|الارتفاع)[\"']?[ .:=]{0,4}"
    r"(?P<number>[+-]?[0-9]{1,5}(?:[.,][0-9]{1,9})?)(?![0-9.]) ?"
    r"(?P<unit>(?:m|м|mtrs?|met(?:er|re)s?|метр(?:а|ов)?|ft|feet|م|متر)(?![^\W\d_]))?(?: ?(?:a ?)?[ma]sl(?!\w))?"
)
_LAST: Final = re.compile(
    r"(?<=[0-9°'\"a-zа-яء-ي])(?:[,;] ?| )(?P<number>[+-]?[0-9]{1,5}(?:[.,][0-9]{1,3})?) ?"
    r"(?:m|м|mtrs?|met(?:er|re)s?|ft|feet|م|متر)(?: ?(?:a ?)?[ma]sl)?[ .]{0,3}\Z"
)
_DECIMALS: Final = re.compile(r"[0-9]\.[0-9]")
_KEYED: Final = re.compile(r"[,;]? ?(?<!\w)accuracy ?[:=] ?(?P<number>[0-9]{1,6}(?:\.[0-9]{1,9})?)(?![\w.])")
"""As a key of a program's object it is in metres (W3C Geolocation)."""
_KEY: Final = re.compile(r"[\"']([a-z_]{1,12})[\"'](?= ?[:=])")
_VALUE: Final = re.compile(r"(?<=[:=])( ?)[\"']|(?<=[0-9])[\"'](?= ?[,;]| ?\Z)")
_CALL: Final = re.compile(
    r"(?<![^\W\d_])(?:new )?(?:google\.maps\.|l\.)?(lat|lon|lng|long)[_ ]?(lat|lon|lng|long)(?![^\W\d_])[ :=]{0,3}"
)
_BETWEEN: Final = re.compile(r"[\"'] ?([,;|]) ?[\"']")
_GERMAN: Final = re.compile(r"(?<![^\W\d_])(?:([ns])(?:\.|ordl\.?|udl\.?)? ?br|([ow])(?:\.|stl\.?|estl\.?)? ?l)(?![^\W\d_])\.?")
_LATIN: Final = re.compile("[a-z]")
_RUSSIAN: Final = {"c": "с", "b": "в"}
_ALONE: Final = re.compile(r"(?<![^\W\d_])[cb](?![^\W\d_])")
_OTHER: Final = re.compile(r"(?<![^\W\d_])[свз](?![^\W\d_])")


class Shown(NamedTuple):
    """The position alone; ``accuracy_m``: what is stated of it, else 0; ``how``: what was left out or taken, in words."""

    text: str
    accuracy_m: float = 0.0
    how: str = ""


def measured(text: str) -> Shown:
    """Without a height that is named and an accuracy, which are told."""
    accuracy, how = 0.0, ""
    if found := _ACCURACY.search(text):
        number, unit = (found["number"], found["unit"]) if found["number"] else (found["stated"], found["of"])
        accuracy = float(number.replace(",", ".")) * _METRES.get(unit, 1.0)
        text, how = _without(text, found), f"; accurate to {accuracy:g} m"
    if found := _HEIGHT.search(text):
        text, how = _without(text, found), f"{how}; height of {found['number']} left out"
    return Shown(text, accuracy, how)


def plain(shown: Shown) -> Shown:
    """Without quotes and the names of calls and keys; *n. Br.* as a letter."""
    text = shown.text
    if _KEY.search(text):
        text = _VALUE.sub(r"\1", _KEY.sub(r"\1", text))
        if found := _KEYED.search(text):
            accuracy = float(found["number"])
            shown = Shown("", max(accuracy, shown.accuracy_m), f"{shown.how}; accurate to {accuracy:g} m")
            text = _without(text, found)
    else:
        text = unquoted(text)
    return shown._replace(text=_GERMAN.sub(_of_german, _CALL.sub(r"\1 \2 ", text)))


def without_height(text: str) -> Shown | None:
    """The text without a last number of metres, where no word says that it is a height; ``None`` where there is none, or where it
    may be minutes: the numbers before it have decimals, or a letter closes them."""
    found = _LAST.search(text)
    if found is None:
        return None
    before = text[: found.start()]
    if len(_DECIMALS.findall(before)) < 2 and not before[-1].isalpha():
        return None
    return Shown(before, 0.0, f"; height of {found['number']} left out")


def unquoted(text: str) -> str:
    """Without the quotes around it, around its numbers, or the one mark before it by which sheets keep a number as text."""
    bare = text.strip()
    if bare[:1] not in ("'", '"'):
        return text
    mark, bare = bare[0], bare.lstrip("'\" ")
    if bare.endswith(mark):
        bare = bare[:-1]
    return _BETWEEN.sub(r"\1", bare)


def look_alikes(text: str) -> tuple[str, tuple[Doubt, ...]]:
    """``33.3 C 44.3 B``: Latin letters that look like the Russian ones for north and east, as those, with a doubt. Where only one
    of them is there, the other angle has a Russian letter."""
    alone = _ALONE.findall(text)
    if not alone or len(alone) != len(set(alone)) or len(alone) != len(_LATIN.findall(text)):
        return text, ()
    if len(alone) == 1 and not _OTHER.search(text):
        return text, ()
    return _ALONE.sub(lambda found: _RUSSIAN[found[0]], text), (doubt("letter-lookalike"),)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".rstrip(" ,;")


def _of_german(found: re.Match[str]) -> str:
    """*n. Br.* and *ö. L.*: the umlaut is folded away, and before *L.* the letter is east."""
    return (found[1] or {"o": "e"}.get(found[2], found[2])) + " "
