"""The sentences that stand on what people are shown, in the languages of the field: one place for all of them (G4, G5, G14).

An unknown language gets English: a sentence in a language that one does not read is better than none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from detente.notice import PRESUMPTION as _PRESUMPTION

Language = Literal["en", "fr", "ar", "ru"]
LANGUAGES: Final[tuple[str, ...]] = get_args(Language)
RIGHT_TO_LEFT: Final = frozenset({"ar"})

PRESUMPTION: Final[Mapping[str, str]] = {
    "en": _PRESUMPTION,
    "fr": "L’absence de notification ne signifie pas l’absence de protection.",
    "ar": "عدم وجود إخطار لا يعني عدم وجود حماية.",
    "ru": "Отсутствие уведомления не означает отсутствия защиты.",
}
"""Guard rail G4."""

VOLUNTARY: Final[Mapping[str, str]] = {
    "en": "Notification is voluntary and informs; it is no request for permission.",
    "fr": "La notification est volontaire et sert à informer ; ce n’est pas une demande de permission.",
    "ar": "الإخطار طوعي وغرضه الإعلام، وليس طلبًا للحصول على إذن.",
    "ru": "Уведомление добровольно и служит для информирования; это не просьба о разрешении.",
}
"""Guard rail G5."""

BORDERS: Final[Mapping[str, str]] = {
    "en": "Borders and names are shown as the named source gives them. They express no opinion on the status of any place "
    "and on where any border runs.",
    "fr": "Les frontières et les noms sont repris de la source citée. Ils n’expriment aucune opinion sur le statut d’un lieu "
    "ni sur le tracé d’une frontière.",
    "ar": "الحدود والأسماء معروضة كما يوردها المصدر المذكور، ولا تعبّر عن أي رأي في وضع أي مكان ولا في مسار أي حدود.",
    "ru": "Границы и названия показаны так, как их даёт указанный источник. Они не выражают никакого мнения о статусе "
    "какого-либо места и о прохождении каких-либо границ.",
}
"""Guard rail G14."""


def language_of(tag: str) -> str:
    """The language of ours for a tag such as ``ar-SY``; English for one that we do not have."""
    code = tag.lower().replace("_", "-").split("-")[0]
    return code if code in LANGUAGES else "en"


def standing(language: str) -> tuple[str, str]:
    """The two sentences that stand on every output for people: G4 and G5."""
    code = language_of(language)
    return PRESUMPTION[code], VOLUNTARY[code]
