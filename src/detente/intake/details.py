"""What a row says beyond name and place, as fields of its notice (requirements §2.3, §2.4).

A person's name or number never gets into a notice by chance: contacts are taken only from columns that ask for a desk and its
means, as our own templates do (G8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, get_args, get_type_hints

from detente.intake.cells import times
from detente.intake.cells.functions import function_of
from detente.intake.model import Doubt
from detente.notice import Handling, Marking, Movement, Site, Typed

MAX_WORDS: Final = 4000
MAX_NAME: Final = 200
MAX_PARTS: Final = 64
_YES: Final = frozenset({"yes", "true", "1", "oui", "да", "نعم"})
_NO: Final = frozenset({"no", "false", "0", "non", "нет", "لا"})

Said = Mapping[str, str]


def details(said: Said, kind: str) -> dict[str, Any]:
    """The fields of a notice that a row fills in beside its name, place and volumes."""
    found = {field: value for field, make in _TABLES[kind].items() if (value := make(said)) not in (None, "", [], {})}
    marking = _marking(said)
    if kind == "site" and marking:
        found["marking"] = marking
    if kind == "movement" and (vehicles := _vehicles(said, marking)):
        found["vehicles"] = vehicles
    return found


def moment(said: Said, field: str) -> datetime | None:
    """A date or time that a row gives, where it can be only one; None for a time of day whose zone is not said.

    A date alone is a whole day, without a zone one of any zone: its first moment is taken, of an end its last.
    """
    text, ends = said.get(field, ""), field in _ENDS
    window, doubts = times.read_time(text, zone=said.get("zone"), end=ends) if text else (None, ())
    return window.start if window and not any(not doubt.note for doubt in doubts) else None


def unread(said: Said, kind: str) -> Iterator[tuple[str, str]]:
    """Fields of which a row says something that no notice can carry, with what it says: a word of no list, no number."""
    for field, codes in _CLOSED[kind].items():
        word = said.get(field, "").strip()
        if word and not _code(word, codes):
            yield field, word
    for field in _COUNTS[kind]:
        if said.get(field, "").strip() and _count(field)(said) is None:
            yield field, said[field].strip()
    word = said.get("function", "").strip() if kind == "site" else ""
    if word and function_of(word) == "other" and word.casefold() != "other":
        yield "function", word


def unclear(said: Said, kind: str) -> Iterator[Doubt]:
    """Doubts about dates and times that a notice would carry, beside those of its volumes."""
    for field in DATES[kind]:
        if text := said.get(field, ""):
            yield from times.read_time(text, zone=said.get("zone"))[1]


def _code(word: str, codes: Iterable[str]) -> str | None:
    return next((code for code in codes if code.casefold() == word.casefold()), None)


def _words(field: str) -> Callable[[Said], str]:
    return lambda said: said.get(field, "")[:MAX_WORDS]


def _word(cls: type[Any], field: str, key: str = "") -> Callable[[Said], str | None]:
    codes = get_args(get_type_hints(cls)[field])
    return lambda said: _code(said.get(key or field, "").strip(), codes)


def _flag(field: str) -> Callable[[Said], bool | None]:
    def read(said: Said) -> bool | None:
        word = said.get(field, "").strip().casefold()
        return True if word in _YES else False if word in _NO else None

    return read


def _count(field: str, factor: int = 1) -> Callable[[Said], int | None]:
    def read(said: Said) -> int | None:
        word = said.get(field, "").strip().removesuffix(".0")
        return int(word) * factor if word.isascii() and word.isdecimal() and len(word) < 7 else None

    return read


def _time(field: str) -> Callable[[Said], datetime | None]:
    return lambda said: moment(said, field)


def _list(text: str) -> list[str]:
    return [part.strip()[:MAX_NAME] for part in text.replace("|", ";").split(";") if part.strip()][:MAX_PARTS]


def _contacts(said: Said) -> list[dict[str, Any]]:
    if not said.get("contact_means"):
        return []
    tested = moment(said, "contact_tested_at")
    return [{"role": said.get("contact", "")[:MAX_WORDS], "means": _list(said["contact_means"]), "tested_at": tested}]


def _verification(said: Said) -> list[dict[str, Any]]:
    by = said.get("verified_by", "").strip()[:MAX_NAME]
    how = said.get("verified_method", "")[:MAX_WORDS]
    return [{"by": by, "method": how, "at": moment(said, "verified_at")}] if by else []


def _handling(said: Said) -> dict[str, str]:
    label = _word(Handling, "tlp")(said)
    return {"tlp": label} if label else {}


def _marking(said: Said) -> dict[str, str]:
    found = {name: said.get(f"marking_{name}", "")[:MAX_WORDS] for name in ("day", "night", "infrared")}
    found["visible_from_air"] = _word(Marking, "visible_from_air")(said) or ""
    return {name: words for name, words in found.items() if words}


def _vehicles(said: Said, marking: Mapping[str, str]) -> list[dict[str, Any]]:
    count = _count("vehicles")(said)
    if count is None:
        return []
    words = {name: said.get(f"vehicle_{name}", "")[:MAX_WORDS] for name in ("type", "make", "colour")}
    return [{"count": count, **words, "plates": _list(said.get("vehicle_plates", "")), "marking": dict(marking)}]


_BOTH: Final[dict[str, Callable[[Said], Any]]] = {
    "organisation": _words("organisation"), "text": _words("remarks"), "contacts": _contacts, "handling": _handling,
}  # fmt: skip
_TABLES: Final[Mapping[str, Mapping[str, Callable[[Said], Any]]]] = {
    "site": {
        **_BOTH, "relationship": _word(Site, "relationship"), "function_at_submission": _flag("function_at_submission"),
        "status": _word(Site, "status"), "legal_basis": lambda said: _list(said.get("legal_basis", "")),
        "since": _time("since"), "until": _time("until"), "verification": _verification,
    },
    "movement": {
        **_BOTH, "purpose": _word(Movement, "purpose"), "emergency": _flag("emergency"),
        "emergency_reason": _words("emergency_reason"), "staff_count": _count("staff_count"), "escort": _word(Movement, "escort"),
        "escort_count": _count("escort_count"), "status": _word(Movement, "status"),
        "check_in_interval_s": _count("check_in_minutes", 60),
    },
}  # fmt: skip


def _codes(cls: type[Any], field: str) -> tuple[str, ...]:
    return get_args(get_type_hints(cls)[field])


_ENDS: Final = frozenset({"until"})
DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "site": ("since", "until", "review_by", "verified_at"), "movement": ("review_by", "contact_tested_at"),
}  # fmt: skip
_OF_BOTH: Final = {
    "tlp": _codes(Handling, "tlp"), "visible_from_air": _codes(Marking, "visible_from_air"),
    "position_source": _codes(Typed, "source"),
}  # fmt: skip
_CLOSED: Final[Mapping[str, Mapping[str, Iterable[str]]]] = {
    "site": {
        **_OF_BOTH, "relationship": _codes(Site, "relationship"), "status": _codes(Site, "status"),
        "function_at_submission": _YES | _NO,
    },
    "movement": {
        **_OF_BOTH, "purpose": _codes(Movement, "purpose"), "escort": _codes(Movement, "escort"),
        "status": _codes(Movement, "status"), "emergency": _YES | _NO,
    },
}  # fmt: skip
"""Fields that a notice has a closed list for."""
_COUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "site": (), "movement": ("vehicles", "staff_count", "escort_count", "check_in_minutes"),
}  # fmt: skip
