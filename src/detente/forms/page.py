"""One page on paper for radio and telephone: nine numbered fields, and how they are read and read back (R04, R25).

The check words are said by the receiver, whose node makes them from what it was told; on paper they are only written down.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Final

from detente.forms import language as words
from detente.forms.radio import ENDED, WHAT
from detente.line import WORDS
from detente.standing import standing

WIDTH: Final = 78
LINES: Final = 66
"""A page of A4 in 12 point type."""
_LISTS: Final = {"site": "function", "movement": "purpose"}
_GIVEN: Final = ("id", "position", "accuracy", "around", "code", "time", "party")
_SO: Final = {
    "position": "36.7180N 068.8622E · 42SVF87696360", "accuracy": "50M", "around": "300M", "time": "2026-01-31 0600Z",
    "party": "RELIEF.EXAMPLE",
}  # fmt: skip
"""How a field is written."""


def page(kind: str, language: str) -> str:
    """The page for a `site`, `movement` or `emergency` in a language: UTF-8 text, at most `LINES` lines."""

    def say(key: str) -> str:
        return words.page(language, kind, key)

    title, colon = words.text(language, kind), "\u00a0:" if language == "fr" else ":"
    lines = [title.upper(), ""]
    for sentence in (*standing(language), say("lead"), say("spell")):
        lines += _wrapped(sentence, language)
    lines += ["", f"1  {say('kind')}{colon} {kind.upper()}", *_wrapped(_ended(kind, language, colon), language, "   ", "   ")]
    for number, key in enumerate(_GIVEN, 2):
        lines.append(_field(number, say(key) + colon))
        so = _codes(kind, language, colon) if key == "code" else words.marked(language, _SO.get(key, ""))
        lines += _wrapped(so, language, "   ", "   ")
    lines.append(_field(9, say("check") + colon))
    lines += ["", f"{say('also')}{colon}", *_wrapped(say("also.fields"), language), "." * WIDTH, "", f"{say('how')}{colon}"]
    for step in words.page(language, kind, "steps", title=title).split("\n"):
        lines += _wrapped(step, language, "•  ", "   ")
    lines += ["", *wrap(" ".join(f"{word[0].upper()} {word}" for word in WORDS), WIDTH)]
    return "\n".join(lines) + "\n"


def _wrapped(text: str, language: str, first: str = "", rest: str = "") -> list[str]:
    if language == "fr":  # no line begins with a sign that belongs to the word before it
        text = text.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" :", "\u00a0:").replace(" ;", "\u00a0;")
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _field(number: int, label: str) -> str:
    line = f"{number}  {label} "
    return line + "." * max(8, WIDTH - len(line))


def _codes(kind: str, language: str, colon: str) -> str:
    """What may be said in field 6: the meaning, then the word that is said."""
    if kind == "emergency":
        return words.page(language, kind, "words")
    pairs = [(words.choice(language, _LISTS[kind], code), code) for code in WHAT[kind]]
    return " · ".join(code.upper() if meaning == code else f"{meaning}{colon} {code.upper()}" for meaning, code in pairs)


def _ended(kind: str, language: str, colon: str) -> str:
    """What is said in field 1 of what no longer holds."""
    meant = {end: words.choice(language, "movement_status", end) for end in ENDED[kind]}
    meant["withdrawn"] = words.page(language, kind, "withdrawn")
    return " · ".join(f"{meaning}{colon} {kind.upper()} {end.upper()}" for end, meaning in meant.items())
