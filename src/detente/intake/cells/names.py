"""Names of places across scripts and spellings: folded, in Latin letters, as a skeleton of consonants, and likeness (R25).

    fold("Kafr  Nubl")               "kafr nubl"          equal text, whatever marks and articles it was typed with
    key("كفر نبل") == key("Kafr Nobol")                   an index finds variants of a name in any script
    likeness("Deir ez-Zor", "Dayr az Zawr")   1.0 … 0.0   at least `ALIKE`: the same name, spelt otherwise

The same hospital is spelt three ways in three texts, because Arabic writes few vowels and each language renders them, and the
consonants that it lacks, in its own way. So consonants decide, in two degrees of coarseness, and vowels only where both names
write them. Everything here is about comparing: the text of a record is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii
from rapidfuzz.distance import Indel, LCSseq, Levenshtein

from detente.intake.cells.letters import ARABIC, COARSE, CYRILLIC, DIGRAPHS, GENERIC, KIN, LINKING, MIDDLE, QUALIFIERS, SUN

MAX_NAME: Final = 500
"""Characters of a name that are looked at."""
ALIKE: Final = 0.84
"""From this likeness on two names are taken for spellings of one: measured in the tests of this module."""
DIFFERENT: Final = 0.5
"""What names with different numbers ("Camp 1", "Camp 2") reach at most."""

_CACHE: Final = 1 << 16
_GONE: Final = re.compile("['’‘ʻʼʽʾʿ`´′ʹ\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_GAP: Final = re.compile(r"[\W_]+")
_AL: Final = re.compile(r"^(?:و?ال)(?=\w{2})")
_EL: Final = re.compile(r"^el(?=[a-z]{3})")
_HARD_H: Final = re.compile(r"(?<=[تدسكزجغ])ه")
_ARABIC: Final = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_DOUBLED: Final = re.compile(r"(.)\1+")
_NUMBER: Final = re.compile(r"\d+")
_VOWEL: Final = frozenset("aeiou")
_DROPPED: Final = frozenset("aeiouyw'")
_VOWEL_CLASS: Final = str.maketrans("eyow", "iiuu")
_WEIGHT: Final = {1: 0.5, 2: 0.4, 3: 0.3, 4: 0.2}
"""What vowels count, by the number of consonants: the fewer consonants, the more."""
_LETTERS: Final = str.maketrans(
    {"آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ھ": "ه"}
)


@lru_cache(_CACHE)
def plain(text: str) -> str:
    """Text for comparing words: one form for each letter, no case, no marks, no punctuation, single spaces, ASCII digits.

    Arabic: no vowel marks and no tatweel; forms of alef, ya and kaf, ta marbuta and ha are one. At most `MAX_NAME` characters.
    """
    text = text[:MAX_NAME]
    if text.isascii():  # the most of most lists, at a tenth of the price
        return _GAP.sub(" ", _GONE.sub("", text.lower())).strip()
    text = _GONE.sub("", unicodedata.normalize("NFKC", text).casefold()).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return _GAP.sub(" ", "".join(_digit(c) for c in bare)).strip()


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


@lru_cache(_CACHE)
def fold(text: str) -> str:
    """`plain` text without the Arabic article in any script: al-, el-, ez-, ash-, ال."""
    words = plain(text).split(" ")
    kept = [_bare(word, i) for i, word in enumerate(words) if not _article(word, words[i + 1 : i + 2])]
    return " ".join(KIN.get(word, word) for word in kept or words)


def _article(word: str, following: list[str]) -> bool:
    if not following or not word.isascii():
        return False
    return word in ("al", "el", "ul") or SUN.get(word, "-") == following[0][: len(SUN.get(word, "-"))]


def _bare(word: str, place: int) -> str:
    return _EL.sub("", word) if place and word.isascii() else _AL.sub("", word)


@lru_cache(_CACHE)
def latin(text: str) -> str:
    """The folded name in lower-case ASCII letters. Arabic keeps its written letters: what it does not write is not guessed."""
    return " ".join(_latin_word(word) for word in fold(text).split(" "))


def _latin_word(word: str) -> str:
    if word.isascii():
        return word
    if _ARABIC.search(word):
        bare = _HARD_H.sub("'ه", word[:-1] if len(word) > 2 and word[-1] in "هح" else word)
        return ("a" if word[0] == "ع" else "") + "".join(ARABIC[c] if c in ARABIC else anyascii(c).lower() for c in bare)
    if _CYRILLIC.search(word):
        return "".join(CYRILLIC[c] if c in CYRILLIC else anyascii(c).lower() for c in word)
    return _GAP.sub("", anyascii(word).lower())


@lru_cache(_CACHE)
def _consonants(text: str) -> str:
    """The consonants of a name without gaps, as finely as scripts tell them apart; a vowel only where a word begins with it."""
    words = [word for word in latin(text).split(" ") if word not in "aeiouy"]
    found = "".join(_skeleton(word, last=i == len(words) - 1) for i, word in enumerate(words))
    return found.replace("nb", "mb").replace("np", "mp")


def _skeleton(word: str, *, last: bool) -> str:
    if word.startswith("ou") and word[2:3] in _VOWEL:
        word = "w" + word[2:]
    word = word[1:] if word.startswith("tsh") else word
    for digraph, letter in DIGRAPHS:
        word = word.replace(digraph, letter)
    word = _DOUBLED.sub(r"\1", word)
    if len(word) > 2 and word[-1] in ("h" if last else "ht") and word[-2] in "ae":
        word = word[:-1]
    first = "a" if word[:1] in _VOWEL else word[:1]
    return first + "".join(c for c in word[1:] if c not in _DROPPED)


@lru_cache(_CACHE)
def _vowels(text: str) -> str:
    """The vowels of a name in three classes. An alef that begins an Arabic word stands for any vowel: it is left out."""
    words = latin(text).replace("ou", "u").replace("oo", "u").split(" ")
    if not _written(text):
        words = [word.removeprefix("a") for word in words]
    return "".join(c for word in words for c in word if c in _DROPPED).translate(_VOWEL_CLASS)


@lru_cache(_CACHE)
def key(text: str) -> str:
    """A skeleton for an index: equal, or one letter apart, for spellings of one name in Arabic, Cyrillic and Latin letters.

    Numbers stay. A name of nothing but vowels, or in no letters at all, gives its folded text.
    """
    return _consonants(text).translate(MIDDLE) or fold(text)


@lru_cache(_CACHE)
def _written(text: str) -> bool:
    return not _ARABIC.search(text)


def likeness(a: str, b: str) -> float:
    """How alike two names are, 0 to 1, whatever scripts they are in; 1 where they are equal once folded.

    What stands in brackets is the name in another script, else a remark (the town that a village belongs to), and left out.
    Words in another order, or a word more, make names unlike: "Tal Abiad" is not "Tal Abiad Sharqi". Names with different
    numbers, or that say different sides ("Eastern Smaqiyat", "Western Smaqiyat"), are at most `DIFFERENT`.
    """
    (one, aside), (other, beside) = _parts(a), _parts(b)
    pairs = ((one, other), (one, beside), (aside, other))
    found = max(_alike(x, y) for x, y in pairs)
    return min(found, DIFFERENT) if _NUMBER.findall(plain(a)) != _NUMBER.findall(plain(b)) else found


@lru_cache(_CACHE)
def _parts(name: str) -> tuple[str, str]:
    head, _, aside = name[:MAX_NAME].partition("(")
    if not plain(head):
        return name, ""
    return head, aside if plain(head).isascii() != plain(aside).isascii() else ""


@lru_cache(_CACHE)
def _sided(name: str) -> tuple[str, frozenset[str]]:
    """A name without the words that tell neighbours apart, and what those say."""
    words = fold(name).split(" ")
    sides = frozenset(_SIDES[word] for word in words if word in _SIDES)
    return " ".join(word for word in words if word not in _SIDES), sides


def _alike(a: str, b: str) -> float:
    if not plain(a) or not plain(b):
        return 0.0
    if fold(a) == fold(b):
        return 1.0
    (one, sides), (other, others) = _sided(a), _sided(b)
    if not sides or not others or not one or not other:
        return _sound(a, b)
    return _sound(one, other) if sides == others else min(DIFFERENT, _sound(one, other))


def _sound(a: str, b: str) -> float:
    one, other = _consonants(a), _consonants(b)
    length = max(len(one), len(other))
    if not length:
        return 0.0
    same = 0.25 * _near(one, other)
    same += 0.40 * _near(one.translate(MIDDLE), other.translate(MIDDLE))
    same += 0.35 * _near(one.translate(COARSE), other.translate(COARSE))
    weight = _WEIGHT.get(length, 0.12)
    return (1 - weight) * same + weight * _vowels_alike(a, b)


def _near(one: str, other: str) -> float:
    return Levenshtein.normalized_similarity(one, other)


def _vowels_alike(a: str, b: str) -> float:
    """Where both names write their vowels: half for how alike they are, half for how many. Arabic writes the long ones only."""
    one, other = _vowels(a), _vowels(b)
    if _written(a) == _written(b):
        count = 1 - abs(len(one) - len(other)) / max(len(one), len(other), 1)
        return (Indel.normalized_similarity(one, other) + count) / 2
    arabic, full = (other, one) if _written(a) else (one, other)
    return (1 + LCSseq.similarity(arabic, full) / len(arabic)) / 2 if arabic else 1.0


@lru_cache(_CACHE)
def place_words(name: str) -> str:
    """The words of a facility's name that say where it is, as they were typed: "Kafr Nabl Surgical Hospital" gives "Kafr Nabl".

    Empty where every word says only what the facility is.
    """
    words = name[:MAX_NAME].split()
    kept = [word for word in words if not _says_what(word)]
    while kept and fold(kept[0]) in _LINKING:
        kept.pop(0)
    while kept and fold(kept[-1]) in _LINKING:
        kept.pop()
    return " ".join(kept)


def _says_what(word: str) -> bool:
    parts = fold(word).split(" ")
    return all(part in _GENERIC or part in _LINKING for part in parts) and not all(part in _LINKING for part in parts)


_SIDES: Final = {fold(word): side for side, words in QUALIFIERS.items() for word in words.split()}
_GENERIC: Final = frozenset(fold(word) for word in GENERIC.split())
_LINKING: Final = frozenset({"", *(fold(word) for word in LINKING.split())})
