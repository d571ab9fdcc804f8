"""Codes to sentences, in the languages of the field (R25): doubts, what may have been meant, states, fields, formats.

    say("null-island", {}, "fr")     "Latitude 0, longitude 0 : le plus souvent un champ laissé vide."

Codes carry the meaning and are stable; the words here are data, one module for each language. A template holds ``{name}`` for an
argument, ``{=2024-04-01}`` around what the words beside it must not turn, and ``[…]`` around what is left out where one of its
arguments is missing. A code or an argument that is not known here never fails: English words, the words that came with the code,
or the code itself are said instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from detente.intake.page import words_ar, words_en, words_fr, words_ru
from detente.intake.page.amounts import length
from detente.standing import RIGHT_TO_LEFT, language_of
from detente.tlog.text import plain

Words = Mapping[str, Mapping[str, str]]
CATALOGUE: Final[Mapping[str, Words]] = {
    "en": words_en.WORDS, "fr": words_fr.WORDS, "ar": words_ar.WORDS, "ru": words_ru.WORDS,
}  # fmt: skip
MAX_ARGUMENT: Final = 300
"""Characters of an argument that are shown."""

_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_ARGUMENT: Final = re.compile(r"\{([a-z_0-9]+)\}")
_HELD: Final = re.compile(r"\{(=?)([^{}]+)\}")
_KIND_OF: Final[Mapping[str, str]] = {
    "field": "field", "level": "field", "format": "format", "precision": "precision", "why": "why", "reason": "doubt",
}  # fmt: skip
"""Arguments whose value is a code itself, and of which kind."""
_LENGTHS: Final = frozenset({"metres", "moved_m", "place_m"})
"""Arguments that are a length in metres; they are said with their unit."""
_UNSAID: Final = "?"


def say(code: str, args: Mapping[str, str], language: str, kind: str = "doubt") -> str:
    """The sentence for a code as plain text.

    ``kind``: ``doubt`` (also the reasons why a row is not accepted), ``why`` (of an alternative), ``state``, ``precision``,
    ``field``, ``format`` or ``report`` (sentences of the report).
    """
    return flat(parts(code, args, language, kind))


def flat(pieces: Iterable[tuple[str, bool]]) -> str:
    """The pieces of `parts` as text without marks of direction: for terminals, which show such marks as what they are."""
    return "".join(text for text, _ in pieces)


def joined(pieces: Iterable[tuple[str, bool]], language: str) -> str:
    """The pieces of `parts` as text for documents, whose readers order it by its scripts (UAX 9).

    Arguments that run against the direction of the language are isolated (FSI … PDI), so that no pair of numbers is ever shown
    the other way round.
    """
    rtl = language_of(language) in RIGHT_TO_LEFT
    return "".join(_isolated(text, rtl) if given else text for text, given in pieces)


def parts(code: str, args: Mapping[str, str], language: str, kind: str = "doubt") -> list[tuple[str, bool]]:
    """The sentence in pieces: ``(text, whether it is an argument)``. Arguments come as `shown`; they are text, never markup."""
    template = template_of(code, language, kind)
    if template is None:
        return [(shown(args.get("words", "") or code), True)]
    template = _OPTIONAL.sub(lambda found: found[1] if _has_all(found[1], args) else "", template)
    return list(_filled(template, args, language))


def template_of(code: str, language: str, kind: str = "doubt") -> str | None:
    """The words for a code before its arguments are put in; None where there are none, not even in English."""
    for one in (language_of(language), "en"):
        found = CATALOGUE[one].get(kind, {}).get(code)
        if found is not None:
            return found
    return None


def shown(text: str, limit: int = MAX_ARGUMENT) -> str:
    """A text from a file as it is shown to people: on one line, controls and marks of direction written out, cut with a count."""
    whole = text.strip()
    head = " ↵ ".join(line.replace("\t", " ") for line in whole[:limit].splitlines())
    rest = f"… (+{len(whole) - limit})" if len(whole) > limit else ""
    return plain("".join(c if ord(c) & 0xFFFE != 0xFFFE else "\ufffd" for c in head)) + rest


def _has_all(part: str, args: Mapping[str, str]) -> bool:
    return all(args.get(name) for name in _ARGUMENT.findall(part))


def _filled(template: str, args: Mapping[str, str], language: str) -> Iterator[tuple[str, bool]]:
    at = 0
    for found in _HELD.finditer(template):
        if found.start() > at:
            yield template[at : found.start()], False
        yield found[2] if found[1] else _value(found[2], args.get(found[2]) or _UNSAID, language), True
        at = found.end()
    if at < len(template):
        yield template[at:], False


def _value(name: str, value: str, language: str) -> str:
    if name in _LENGTHS and value.replace(".", "", 1).isdecimal():
        return length(float(value), language)
    kind = _KIND_OF.get(name)
    known = template_of(value, language, kind) if kind else None
    return shown(value) if known is None or _ARGUMENT.search(known) else known


def _isolated(text: str, rtl: bool) -> str:
    against = {"L", "EN", "AN"} if rtl else {"R", "AL", "AN"}
    return f"\u2068{text}\u2069" if any(unicodedata.bidirectional(c) in against for c in text) else text
