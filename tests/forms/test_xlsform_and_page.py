"""The form for ODK and Kobo as pyxform takes it, and the page on paper."""

import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest
from pyxform.xls2xform import convert

from detente.coordinates import datums
from detente.forms.columns import CHOICES, COLUMNS, DATUMS, KINDS
from detente.forms.heard import decode
from detente.forms.page import LINES, WIDTH, page
from detente.forms.radio import FIELDS
from detente.forms.xlsform import code_name, xlsform
from detente.intake.template import FORM
from detente.standing import LANGUAGES, standing

MADE = datetime(2026, 1, 1, tzinfo=UTC)
TONGUES = ("English (en)", "Français (fr)", "العربية (ar)", "Русский (ru)")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("one", LANGUAGES)
def test_pyxform_makes_a_form_of_it_without_a_warning(kind: str, one: str) -> None:
    warnings: list[str] = []
    made = convert(xlsform=io.BytesIO(xlsform(kind, one, MADE)), file_type=".xlsx", warnings=warnings)
    assert warnings == []
    assert all(f'<translation lang="{tongue}"' in made.xform for tongue in TONGUES)
    assert f'default="true()" lang="{TONGUES[LANGUAGES.index(one)]}"' in re.sub(
        r'lang="([^"]*)" default="true\(\)"', r'default="true()" lang="\1"', made.xform
    )
    plain = [sentence.replace("’", "'") for language in LANGUAGES for sentence in standing(language)]  # pyxform writes them so
    assert all(sentence in made.xform for sentence in plain)
    assert '<bind nodeset="/data/position_gps" type="geopoint"/>' in made.xform
    assert re.search(r"""nodeset="/data/position" [^>]*required=" ?/data/position_gps  ?= ''""", made.xform)


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_is_asked_in_every_language_and_answers_are_codes(kind: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsform(kind, "en", MADE)))
    head, *lines = book["survey"].iter_rows(values_only=True)
    survey = [dict(zip(head, line, strict=True)) for line in lines]
    names = [line["name"] for line in survey]
    assert len(set(names)) == len(names)
    wanted = {column.key for column in COLUMNS[kind]} - ({"zone"} if kind == "movement" else set())
    assert wanted <= set(names)
    datum = next(line["relevant"] for line in survey if line["name"] == "datum")
    assert all(f"${{{name}}}" in datum for name in ("position", "destination_position", "route") if name in names)
    assert [line["name"] for line in survey if line["type"] == "calculate"] == [FORM]
    for line in [line for line in survey if line["type"] != "calculate"]:
        assert all(line[f"label::{tongue}"] for tongue in TONGUES), line["name"]
        assert bool(line["constraint"]) == all(line[f"constraint_message::{tongue}"] for tongue in TONGUES)
    head, *lines = book["choices"].iter_rows(values_only=True)
    offered: dict[str, list[str]] = {}
    for line in lines:
        offered.setdefault(str(line[0]), []).append(str(line[1]))
    for name, codes in offered.items():
        assert codes == [code_name(code) for code in CHOICES[name]]
        assert not any(re.search(r"\s", code) for code in codes)
    assert datums.named(code_name("Herat North").lower()).name == "Herat North"
    assert all(code_name(code) == code for name in CHOICES for code in CHOICES[name] if code not in DATUMS)


@pytest.mark.parametrize("kind", ["site", "movement", "emergency"])
@pytest.mark.parametrize("one", LANGUAGES)
def test_the_page_is_one_page_with_nine_fields_and_the_sentences(kind: str, one: str) -> None:
    text = page(kind, one)
    lines = text.splitlines()
    assert len(lines) <= LINES
    assert all(len(line.replace("\u200e", "")) <= WIDTH for line in lines)
    assert [line[0] for line in lines if re.match(r"[1-9]  ", line)] == [str(n) for n in range(1, len(FIELDS) + 1)]
    flat = re.sub(r"\s+", " ", text)
    assert all(re.sub(r"\s+", " ", sentence) in flat for sentence in standing(one))
    assert "--by-voice" in text
    assert "{" not in text
    assert "Z zulu" in flat


@pytest.mark.parametrize("one", LANGUAGES)
def test_what_the_page_shows_is_what_is_read(one: str) -> None:
    """Filled in with its own samples, the page makes a line that is read by voice."""
    text = page("movement", one)
    assert all(
        word in text for word in ("36.7180N 068.8622E", "42SVF87696360", "50M", "300M", "2026-01-31 0600Z", "RELIEF.EXAMPLE")
    )
    heard = decode("movement//36.7180n 068.8622e/50m/300m/NON-FOOD/2026-01-31 0600z/relief.example", by_voice=True)
    assert (heard.number, heard.what, heard.exact_m) == ("", "non-food", 50)
    assert "NON-FOOD" in text
