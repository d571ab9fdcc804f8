"""Every code has words in every language; nothing that a file or another module says makes them fail."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import standing
from detente.coordinates.doubts import WORDS
from detente.coordinates.model import Format
from detente.intake.cells.precision import RADIUS_M
from detente.intake.cells.times import _WORDS
from detente.intake.model import FIELDS, State
from detente.intake.page.amounts import count, length, surface
from detente.intake.page.words import CATALOGUE, MAX_ARGUMENT, joined, parts, say, shown, template_of
from detente.notice import PRESUMPTION

SRC = Path(__file__).parent.parent.parent / "src" / "detente"
SOURCES = sorted([*(SRC / "coordinates").rglob("*.py"), *(SRC / "intake").rglob("*.py")])
LANGUAGES = sorted(CATALOGUE)
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
ARGUMENT = re.compile(r"\{([a-z_0-9]+)\}")


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def texts(node: ast.expr | None) -> Iterator[str]:
    """The texts that an expression may be: itself, or either branch of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def codes() -> dict[tuple[str, str], str]:
    """Codes that stand in the source, with their kind and where: what is given to something that is called a doubt, a reason, a
    guess; and the codes of the table of the coordinates."""
    found: dict[tuple[str, str], str] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            place = f"{path.name}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"reason", "code"}:
                found.update({("doubt", code): place for code in texts(node.value)})
            if (
                isinstance(node, ast.AnnAssign)
                and getattr(node.target, "id", "") == "UNCHECKED"
                and isinstance(node.value, ast.Dict)
            ):
                found.update({("doubt", code): place for key in node.value.keys for code in texts(key)})
            if not isinstance(node, ast.Call):
                continue
            named = {k.arg: k.value for k in node.keywords}
            if called(node).lower().endswith("doubt"):
                found.update({("doubt", code): place for one in node.args[:2] for code in texts(one)})
            if called(node) in {"Doubt", "Item", "replace"}:
                found.update({("doubt", code): place for name in ("code", "reason") for code in texts(named.get(name))})
            if called(node) in {"Alternative", "Guess"}:
                found.update({("why", code): place for one in (named.get("why"), *node.args[2:3]) for code in texts(one)})
    return found | {("doubt", code): "coordinates/doubts.py" for code in WORDS} | {("doubt", code): "times.py" for code in _WORDS}


def test_codes_are_found_at_all() -> None:
    """What looks for them finds those that are known to be there."""
    found = codes()
    wanted = [("doubt", "position-missing"), ("doubt", "outside-unit"), ("doubt", "null-island"), ("doubt", "sheet-hidden")]
    assert {*wanted, ("why", "reading"), ("why", "swapped")} <= found.keys()
    assert len(found) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_source_has_words(language: str) -> None:
    """R25."""
    missing = {f"{kind} {code} ({place})" for (kind, code), place in codes().items() if code not in CATALOGUE[language][kind]}
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_closed_lists_have_words(language: str) -> None:
    words = CATALOGUE[language]
    assert words["field"].keys() == set(FIELDS)
    assert words["format"].keys() == set(get_args(Format))
    assert words["precision"].keys() == RADIUS_M.keys()
    assert words["state"].keys() == set(get_args(State))
    for code in ("decided-accepted", "decided-rejected"):
        assert code in words["doubt"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_say_the_same(language: str) -> None:
    """Same codes, same arguments, none left out in one language only; brackets close."""
    for kind, english in CATALOGUE["en"].items():
        words = CATALOGUE[language][kind]
        assert words.keys() == english.keys(), kind
        for code, template in words.items():
            assert set(ARGUMENT.findall(template)) == set(ARGUMENT.findall(english[code])), (kind, code)
            assert re.fullmatch(r"[^\[\]]*(\[[^\[\]]*\][^\[\]]*)*", template), (kind, code)
            assert template.strip() == template
            assert template


def given_with() -> Iterator[tuple[str, set[str], str]]:
    """Codes that are written out together with all their arguments: code, names of arguments, where."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or called(node) not in {"Doubt", "doubt"}:
                continue
            named = {k.arg: k.value for k in node.keywords}
            args = named.get("args")
            if None in named or not (args is None or (isinstance(args, ast.Dict) and None not in args.keys)):
                continue
            names = {name for name in named if name not in {"code", "args", "note", "distance_m", "alternatives"}}
            names |= {str(ast.literal_eval(key)) for key in getattr(args, "keys", ())}
            names |= {"distance"} & {name.removesuffix("_m") for name in named if name}
            for one in (named.get("code"), *node.args[:2]):
                for code in texts(one):
                    yield code, {name for name in names if name}, f"{path.name}:{node.lineno}"


def test_arguments_are_those_that_are_given() -> None:
    """An argument that nobody gives would be shown as a question mark."""
    found = list(given_with())
    assert len(found) > 15
    for code, names, place in found:
        needed = re.sub(r"\[[^\]]*\]", "", CATALOGUE["en"]["doubt"][code])
        assert set(ARGUMENT.findall(needed)) <= names, (code, place)


def test_arguments_are_those_that_the_coordinates_give() -> None:
    """An argument that nobody gives would be shown as a question mark."""
    for code, words in WORDS.items():
        needed = re.sub(r"\[[^\]]*\]", "", CATALOGUE["en"]["doubt"][code])
        assert set(ARGUMENT.findall(needed)) <= set(ARGUMENT.findall(words)), code


ALIKE = {
    "UTM", "PLUSCODE", "format", "fields", "position", "contact", "latitude", "longitude", "organisation", "destination",
    "radius", "north", "notes", "lost-macros", "lost-images",
}  # fmt: skip
"""Codes whose words are the same in two languages."""


def test_languages_are_not_left_in_english() -> None:
    """A translation that was forgotten is the English text again."""
    for language in ("fr", "ar", "ru"):
        for kind, words in CATALOGUE[language].items():
            for code, template in words.items():
                assert template != CATALOGUE["en"][kind][code] or code in ALIKE, (language, kind, code)


def test_standing_sentences() -> None:
    """G4, G5, G14: one place, all languages, the English one to the letter."""
    assert standing.PRESUMPTION["en"] == PRESUMPTION == "No notice does not mean no protection."
    assert (
        set(standing.PRESUMPTION) == set(standing.VOLUNTARY) == set(standing.BORDERS) == set(LANGUAGES) == set(standing.LANGUAGES)
    )
    assert standing.standing("ar-SY") == (standing.PRESUMPTION["ar"], standing.VOLUNTARY["ar"])
    assert standing.standing("de") == standing.standing("en")
    assert not [text for text in standing.VOLUNTARY.values() if text in standing.PRESUMPTION.values()]


def test_optional_parts_need_their_arguments() -> None:
    assert say("position-unreadable", {"text": "x"}, "en") == "The position cannot be read: “x”."
    assert say("position-unreadable", {}, "en") == "The position cannot be read."
    said = say("position-unreadable", {"text": "x", "problem": "no number"}, "en")
    assert said == "The position cannot be read: “x” – no number."


def test_codes_in_arguments_are_said_too() -> None:
    assert say("several-readings", {"text": "x"}, "en") == "“x” can be read in ? ways. Which one is meant?"
    assert parts("rivals", {"fields": "a"}, "fr", "report")[1] == ("a", True)
    assert say("within", {"metres": "2500"}, "fr", "report") == "à 2,5\u00a0km près"


def test_unknown_codes_and_languages_fall_back() -> None:
    assert say("never-heard", {}, "fr") == "never-heard"
    assert say("never-heard", {"words": "nothing says so"}, "ar") == "nothing says so"
    assert say("name-missing", {}, "xx") == say("name-missing", {}, "en")
    assert say("name-missing", {}, "RU_ru") == say("name-missing", {}, "ru")
    assert template_of("never-heard", "en") is None


@settings(max_examples=300)
@given(
    st.sampled_from([*CATALOGUE["en"]["doubt"], "x"]),
    st.dictionaries(st.sampled_from(["text", "unit", "metres", "words", "level", "found"]), st.text(max_size=400)),
    st.sampled_from([*LANGUAGES, "", "zz-ZZ"]),
    st.sampled_from([*CATALOGUE["en"], "no-such-kind"]),
)
def test_saying_never_fails(code: str, args: dict[str, str], language: str, kind: str) -> None:
    said = say(code, args, language, kind)
    assert "\n" not in said
    assert not re.search("[\u0000-\u001f\u007f-\u009f\u202a-\u202e]", said)
    assert len(said) < 3_000


def test_an_argument_is_never_a_template() -> None:
    assert say("several-readings", {"text": "{count}[x]", "count": "2"}, "en").startswith("“{count}[x]” can be read in 2 ways")


def test_pairs_of_numbers_keep_their_order_in_arabic() -> None:
    """Two numbers in a line that runs from the right would be shown exchanged; an isolate (UAX 9) keeps them."""
    pieces = {language: parts("key-understood", {"position": "36.5, 37.5"}, language, "report") for language in ("ar", "en")}
    assert "\u206836.5, 37.5\u2069" in joined(pieces["ar"], "ar")
    assert joined(pieces["en"], "en") == "as understood: 36.5, 37.5"
    assert "\u2068إدلب\u2069" in joined(parts("key-unit", {"unit": "إدلب"}, "en", "report"), "en")


def test_dates_of_our_own_words_are_not_turned_in_arabic() -> None:
    """After an Arabic letter the digits of 2024-04-01 would be shown as 01-04-2024 (UAX 9 W2)."""
    held = re.compile(r"\d[-:+/]\d|[-+]\d")
    for kind, words in CATALOGUE["ar"].items():
        for code in words:
            ours = [text for text, given in parts(code, {"text": "x", "first": "y", "second": "z"}, "ar", kind) if not given]
            assert not any(held.search(text) for text in ours), (kind, code)
    assert ("2024-04-01", True) in parts("date-order", {}, "ar")


def test_texts_of_a_file_are_shown_on_one_line_and_cut_with_a_count() -> None:
    assert shown(" a\r\nb\tc\x1b[31m‮ ") == "a ↵ b c\\u001b[31m\\u202e"
    assert shown("x" * 1000) == "x" * MAX_ARGUMENT + "… (+700)"
    assert shown("\ufffe\ud800") == "\ufffd\\ud800"


@pytest.mark.parametrize(
    ("metres", "said"),
    [(0, "0 m"), (0.2, "1 m"), (19.4, "19 m"), (999.7, "1 km"), (44_600, "44.6 km"), (4_078_940, "4079 km")],
)
def test_lengths(metres: float, said: str) -> None:
    assert length(metres, "en").replace("\u00a0", " ") == said


def test_numbers_of_languages() -> None:
    assert length(44_600, "fr") == "44,6\u00a0km"
    assert length(12_345_678, "ru") == "12\u202f346\u00a0км"
    assert (count(8854, "en"), count(200_000, "en"), count(200_000, "fr")) == ("8854", "200,000", "200\u202f000")
    assert surface(25_000, "ar") == "1963\u00a0كم²"
    assert surface(10, "en") == "314\u00a0m²"
