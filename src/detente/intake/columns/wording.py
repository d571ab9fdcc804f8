"""What words of headings and tags of HXL mean: which field, which part of an angle, which axis (R05)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Indel

from detente.intake.cells.names import fold
from detente.intake.columns.headings import HXL, LATITUDE, LONGITUDE, NOISE, PARTS, SIGNS, STRONG, VETO, WEAK

MAX_HEADING: Final = 200
"""Characters of a heading that are looked at."""
WEAK_SCORE: Final = 0.55
"""Of a phrase that needs the cells of its column to agree."""
CLOSE: Final = 0.87
"""From this likeness on a heading is a phrase, misspelt."""

_TAG: Final = re.compile(r"\s*#[A-Za-z]\w*(?:[\s+]+[A-Za-z]\w*)*\s*", re.ASCII)
_WORD: Final = re.compile(r"[a-z0-9_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")
_LEVEL: Final = re.compile(r"\b(adm|admin|administrative level|admin level|level|adm level|niveau)\s(\d)\b")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'’ʼ", " "))
_SPLIT: Final = re.compile(r"[/|(\[\n:–—-]")


@lru_cache(1 << 14)
def normal(heading: str) -> str:
    """A heading for comparing: folded, ``facilityName`` and ``ADM3_EN`` taken apart, ``Admin 3`` and ``ADM3`` alike."""
    text = fold(_CAMEL.sub(" ", heading[:MAX_HEADING].translate(_APOSTROPHES)))
    return _LEVEL.sub(lambda found: ("adm" if found[1] == "adm" else "admin") + found[2], text)


@lru_cache(1 << 12)
def meanings(heading: str) -> dict[str, float]:
    """The fields that a heading may mean, with a score from 0 to 1."""
    text = normal(heading)
    if not text:
        return {}
    scores = dict(_weighed(text))
    for part in _SPLIT.split(heading[:MAX_HEADING]):
        for field, score in _exact(normal(part)):
            scores[field] = max(scores.get(field, 0.0), 0.9 * score)
    if any(word in _VETO for word in text.split(" ")):
        exact = {field for field, score in _exact(text) if score >= WEAK_SCORE}
        scores = {field: score if field in exact else score - 0.4 for field, score in scores.items()}
    return {field: score for field, score in scores.items() if score > 0}


def _exact(text: str) -> Iterator[tuple[str, float]]:
    for field in _STRONG.get(text, ()):
        yield field, 1.0
    for field in _WEAK.get(text, ()):
        yield field, WEAK_SCORE


def _weighed(text: str) -> Iterator[tuple[str, float]]:
    best: dict[str, float] = {}
    words = text.split(" ")
    bare = " ".join(word for word in words if word not in _NOISE)
    candidates = [*_exact(text), *((field, 0.95 * score) for field, score in _exact(bare) if bare != text)]
    candidates += _within(text, len(words))
    if not candidates and len(text) >= 5 and (close := process.extractOne(text, _LONG, scorer=Indel.normalized_similarity)):
        candidates += [(field, 0.8) for field in _STRONG[close[0]] if close[1] >= CLOSE]
    for field, score in candidates:
        best[field] = max(best.get(field, 0.0), score)
    yield from best.items()


def _within(text: str, count: int) -> Iterator[tuple[str, float]]:
    """Phrases in a longer heading: the more of it they are, the surer."""
    words = text.split(" ")
    for start in range(min(count, 12)):
        for end in range(start + 1, min(count, start + 6) + 1):
            share = (end - start) / count
            if 0.5 <= share < 1:
                for field in _STRONG.get(" ".join(words[start:end]), ()):
                    yield field, 0.35 + 0.5 * share


def is_tag(text: str) -> bool:
    """Whether a cell is a tag of HXL, also one with a space for a plus."""
    return len(text) <= MAX_HEADING and bool(_TAG.fullmatch(text))


def tag_of(text: str) -> str:
    """``#geo +lat`` as ``geo+lat``; empty where the cell holds no tag."""
    return "+".join(_WORD.findall(text.lower())) if is_tag(text) else ""


def tag_field(tag: str) -> str | None:
    """The field of an HXL tag: that of the rule of which most words are in it; empty: surely none; None: no rule knows it."""
    words = tag.split("+")
    fitting = [(len(rule), field) for rule, field in _HXL if rule[0] == words[0] and set(rule) <= set(words)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def part_of(heading: str) -> str | None:
    """The sign of the part of an angle that a heading names (``°``, ``'``, ``"``, empty for the hemisphere); None: no part."""
    words = [word for word in normal(heading).split(" ") if word and word not in _AXIS]
    if not words:
        return next((SIGNS[c] for c in heading if c in SIGNS), None)
    return _PARTS.get(" ".join(words))


def axis_of(heading: str) -> str:
    """``latitude`` or ``longitude`` where a word of the heading says so, else empty."""
    return next((_AXIS[word] for word in normal(heading).split(" ") if word in _AXIS), "")


def _table(words: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for field, phrases in words.items():
        for phrase in {normal(phrase) for phrase in phrases.split("|")}:
            found[phrase] = (*found.get(phrase, ()), field)
    return found


_STRONG: Final = _table(STRONG)
_WEAK: Final = _table(WEAK)
_LONG: Final = [phrase for phrase in _STRONG if len(phrase) >= 5]
_NOISE: Final = frozenset(normal(word) for word in NOISE.split("|"))
_VETO: Final = frozenset(normal(word) for word in VETO.split("|"))
_HXL: Final = [(tuple(tag.split("+")), field) for field, tags in HXL for tag in tags.split("|")]
_PARTS: Final = {normal(word): sign for sign, words in PARTS.items() for word in words.split("|")}
_AXIS: Final = {
    word: axis
    for axis, words in (("latitude", LATITUDE), ("longitude", LONGITUDE))
    for word in (normal(word) for word in words.split("|"))
}
