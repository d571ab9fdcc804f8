"""The words of the forms, one module a language, all with the same keys; a translator needs to see nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import ModuleType
from typing import Final

from detente.forms.language import ar, en, fr, ru
from detente.intake.page.words import say
from detente.standing import RIGHT_TO_LEFT

MODULES: Final[Mapping[str, ModuleType]] = {"en": en, "fr": fr, "ar": ar, "ru": ru}


def heading(language: str, kind: str, key: str) -> str:
    """What a column is called in a form of this kind."""
    return _column(language, kind, key)[0]


def hint(language: str, kind: str, key: str) -> str:
    """How a column is filled in."""
    return marked(language, _column(language, kind, key)[1])


def _column(language: str, kind: str, key: str) -> tuple[str, str]:
    columns: Mapping[str, tuple[str, str]] = MODULES[language].COLUMNS
    return columns.get(f"{kind}.{key}") or columns[key]


def choice(language: str, name: str, code: str) -> str:
    """What a code of a closed list means; the code itself where it stands for itself."""
    if name == "precision":
        return say(code, {}, language, "precision")
    choices: Mapping[str, Mapping[str, str]] = MODULES[language].CHOICES
    return choices.get(name, {}).get(code, code)


def text(language: str, key: str) -> str:
    """Words around the questions."""
    texts: Mapping[str, str] = MODULES[language].TEXTS
    return marked(language, texts[key])


def page(language: str, kind: str, key: str, **given: str) -> str:
    """Words of the page on paper; ``given`` fills what stands in braces."""
    texts: Mapping[str, str] = MODULES[language].PAGE
    words = texts.get(f"{kind}.{key}") or texts[key]
    return marked(language, words.format(**given) if given else words)


def instructions(language: str, *keys: str) -> tuple[str, ...]:
    """What a person is told before the questions, below the standing sentences; all of it where no key is named."""
    lines: Mapping[str, str] = MODULES[language].INSTRUCTIONS
    return tuple(marked(language, lines[key]) for key in keys or lines)


_FROM_THE_LEFT: Final = re.compile(r"[+#(]?[A-Za-z0-9](?:[A-Za-z0-9 .:/+_()-]*[A-Za-z0-9)])?")


def marked(language: str, text: str) -> str:
    """Figures and Latin words in a text from the right, held together by marks: else a date is shown the other way round."""
    return _FROM_THE_LEFT.sub("\u200e\\g<0>\u200e", text) if language in RIGHT_TO_LEFT else text
