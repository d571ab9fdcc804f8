"""Templates that go out and come back: every language, what may be chosen, and that intake knows what they hold."""

import io
import re
import unicodedata
from datetime import UTC, datetime, timezone
from typing import Any, get_args, get_type_hints

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from detente.coordinates import datums, read
from detente.formats import xlsx
from detente.formats.table import Row, Sheet, Table
from detente.forms import language as words
from detente.forms.columns import CHOICES, COLUMNS, DATUMS, EXAMPLES, KINDS, WRITTEN, ZONES
from detente.forms.workbook import FIRST, PROMPT, TITLE, shown, title, workbook
from detente.forms.xlsform import xlsform
from detente.intake.cells import times
from detente.intake.cells.functions import FUNCTIONS
from detente.intake.cells.precision import of_words
from detente.intake.model import FIELDS
from detente.intake.template import EXAMPLE, SHEET, code_of, is_example, reduced, senders, template_of
from detente.notice import Handling, Marking, Movement, Place, Site, Typed, Validity, Vehicles
from detente.standing import LANGUAGES, standing

MADE = datetime(2026, 1, 1, tzinfo=UTC)
FORBIDDEN = re.compile(r"driver|patient|occupant|home|armed|weapon|fighter|affiliation", re.IGNORECASE)
EVERY = [(kind, one) for kind in KINDS for one in LANGUAGES]


def opened(kind: str, one: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(kind, one, MADE)))


def rules(sheet: Any) -> dict[str, DataValidation]:
    """What may stand in the first row of the sender, by column letter."""
    return {re.match("[A-Z]+", str(rule.sqref))[0]: rule for rule in sheet.data_validations.dataValidation}  # type: ignore[index]


@pytest.mark.parametrize(("kind", "one"), EVERY)
def test_the_first_sheet_says_what_stands_on_everything(kind: str, one: str) -> None:
    book = opened(kind, one)
    said = [cell.value for cell in book.worksheets[0]["A"]]
    assert said[1:3] == list(standing(one))
    assert all(any(text in line for line in said) for _, text in WRITTEN)
    late = next(line for line in said if "72" in line)
    assert "24" in late
    assert "48" in late
    assert book.active is book.worksheets[0]
    assert book.worksheets[1].sheet_view.rightToLeft == (one == "ar")
    assert book.worksheets[1].freeze_panes == "B3"
    assert book[SHEET].sheet_state == "hidden"


@pytest.mark.parametrize(("kind", "one"), EVERY)
def test_every_column_has_heading_tag_message_and_a_form_that_keeps_what_is_typed(kind: str, one: str) -> None:
    sheet = opened(kind, one).worksheets[1]
    messages = rules(sheet)
    for cell, column in zip(sheet[1], COLUMNS[kind], strict=True):
        assert cell.value == title(column, kind, one)
        assert sheet.cell(2, cell.column).value == column.tag
        form = sheet.column_dimensions[cell.column_letter].number_format
        assert form == ("General" if column.sort in {"count", "metres"} else "@")
        rule = messages[cell.column_letter]
        assert rule.prompt
        assert len(rule.prompt) <= PROMPT
        assert len(rule.promptTitle) <= TITLE
        assert rule.showInputMessage
    assert len({cell.value for cell in sheet[1]}) == len(COLUMNS[kind])
    assert len({column.tag for column in COLUMNS[kind]}) == len(COLUMNS[kind])


@pytest.mark.parametrize(("kind", "one"), EVERY)
def test_what_may_be_chosen_is_what_a_notice_can_say(kind: str, one: str) -> None:
    book = opened(kind, one)
    sheet, hidden = book.worksheets[1], book[SHEET]
    for cell, column in zip(sheet[1], COLUMNS[kind], strict=True):
        rule = rules(sheet)[cell.column_letter]
        if not column.choice:
            continue
        assert rule.type == "list"
        offered = [row[0].value for row in hidden[rule.formula1.rpartition("!")[2].replace("$", "")]]
        assert tuple(code_of(text) for text in offered) == CHOICES[column.choice]
        assert rule.showErrorMessage != column.open


def test_lists_come_from_the_schema() -> None:
    def of(cls: type, field: str) -> tuple[str, ...]:
        return get_args(get_type_hints(cls)[field])

    assert CHOICES["function"] == FUNCTIONS
    assert CHOICES["escort"] == of(Movement, "escort")
    assert CHOICES["relationship"] == of(Site, "relationship")
    assert CHOICES["source"] == of(Typed, "source")
    assert CHOICES["visible"] == of(Marking, "visible_from_air")
    assert CHOICES["tlp"] == of(Handling, "tlp")
    assert CHOICES["movement_status"] == of(Movement, "status")
    used = {column.choice for kind in KINDS for column in COLUMNS[kind]} - {""}
    assert used == set(CHOICES)


def test_intake_understands_every_code_that_a_list_offers() -> None:
    for code in CHOICES["precision"]:
        found = of_words(code)
        assert found is not None
        assert found.code == code
    for name in DATUMS:
        assert datums.named(name.lower()).name == name
        assert datums.named(f"epsg:{DATUMS[name]}").codes == datums.named(name.lower()).codes
    for _, text in WRITTEN:
        only = read(text).only
        assert only is not None
        assert (round(only.latitude, 3), round(only.longitude, 3)) == (36.718, 68.862), text


def test_intake_understands_every_zone_that_the_list_offers() -> None:
    for zone in ZONES:
        window, doubts = times.read_time("2026-01-31 06:00", zone=zone, end=False, order=None)
        assert window.start is not None
        assert not doubts


def test_every_language_has_the_same_words() -> None:
    english = words.MODULES["en"]
    for one in LANGUAGES:
        module = words.MODULES[one]
        for name in ("COLUMNS", "TEXTS", "INSTRUCTIONS", "PAGE", "CHOICES"):
            assert list(getattr(module, name)) == list(getattr(english, name)), (one, name)
        for name, codes in CHOICES.items():
            meant = [words.choice(one, name, code) for code in codes]
            assert len(set(meant)) == len(codes)
            assert set(module.CHOICES.get(name, {})) <= set(codes)
        for kind in KINDS:
            for column in COLUMNS[kind]:
                assert words.heading(one, kind, column.key)
                assert words.hint(one, kind, column.key)


def test_lists_of_the_reader_of_the_language_are_in_it() -> None:
    """A code may stand for itself only where it is a name: of a label for sharing, of a datum."""
    for one in ("fr", "ar", "ru"):
        for name, codes in CHOICES.items():
            same = [code for code in codes if words.choice(one, name, code) == code and code not in DATUMS]
            assert same in ([], ["migrants"]), (one, name, same)


@pytest.mark.parametrize("make", [workbook, xlsform])
def test_the_bytes_are_those_of_the_day(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two copies of a form can be told to be one: what a library writes of the present second is put right."""
    first = make("site", "en", MADE)
    monkeypatch.setattr("zipfile.time.localtime", lambda *given: (2031, 2, 3, 4, 5, 6, 0, 34, 0))
    monkeypatch.setattr("openpyxl.writer.excel.datetime", FakeDatetime)
    assert make("site", "en", MADE) == first
    assert make("site", "en", MADE.replace(day=2)) != first


class FakeDatetime:
    """The module as the library uses it, in another year."""

    timezone = timezone

    class datetime(datetime):
        """With a clock that stands."""

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime(2031, 2, 3, 4, 5, 6, tzinfo=tz)

        @classmethod
        def utcnow(cls) -> Any:
            return datetime(2031, 2, 3, 4, 5, 6)


def test_what_is_never_asked() -> None:
    """G6, G8: the escort of one's own movement is the only word on arms, as the schema has it."""
    fields = {f for cls in (Site, Movement, Place, Typed, Validity, Handling, Marking, Vehicles) for f in cls.__struct_fields__}
    for kind in KINDS:
        for column in COLUMNS[kind]:
            assert not FORBIDDEN.search(column.key)
            assert not FORBIDDEN.search(words.heading("en", kind, column.key))
    assert "escort" not in {column.key for column in COLUMNS["site"]}
    renamed = {
        "leg", "position", "destination_position", "destination_admin1",
        "route", "country", "admin1", "admin2", "admin3", "zone", "contact",
        "contact_means", "contact_tested_at", "check_in_minutes", "remarks", "origin", "destination", "stops", "datum",
        "position_source", "precision", "radius_m",
    }  # fmt: skip
    prefixes = re.compile(r"(marking|vehicle|verified|time)_")
    unknown = {c.key for kind in KINDS for c in COLUMNS[kind] if c.key not in fields | renamed and not prefixes.match(c.key)}
    assert unknown <= {"status", "tlp"} | fields


# --- and back ------------------------------------------------------------------------------------------------------------


def filled(kind: str, one: str, *, moved: bool = False) -> bytes:
    """The template with a row of the sender under the example, as a person fills it in."""
    book = opened(kind, one)
    sheet = book.worksheets[1]
    answers = {**EXAMPLES[kind], "id": "A-7"}
    for place, column in enumerate(COLUMNS[kind], 1):
        if column.key in answers:
            value = answers[column.key]
            sheet.cell(FIRST + 1, place, shown(column.choice, value, one) if column.choice else value)
    if moved:
        sheet.insert_cols(1)
        sheet.cell(1, 1, "our own column")
        sheet.delete_cols(4)
        sheet.insert_rows(1)
        sheet.title = "list of March"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(data: bytes) -> tuple[Any, list[dict[str, str]]]:
    table = xlsx.read(data, "back.xlsx")
    template = template_of(table)
    assert template is not None
    (sheet,) = [sheet for sheet in senders(table, template).sheets if sheet.name == template.sheet]
    heads = next(row for row in sheet.rows if row.number == template.heading).values
    keys = {heading: key for key, heading in template.columns.items()}
    pairs = [list(zip(heads, row.values, strict=False)) for row in sheet.rows if row.number > template.heading + 1]
    said = [{keys[str(head)]: str(value) for head, value in row if head in keys and value is not None} for row in pairs]
    return template, [reduced(template, row) for row in said]


@pytest.mark.parametrize(("kind", "one"), EVERY)
def test_a_template_that_comes_back_says_what_was_chosen(kind: str, one: str) -> None:
    template, (example, row) = rows_of(filled(kind, one))
    assert (template.kind, template.language, template.version) == (kind, one, "1")
    assert list(template.columns) == [column.key for column in COLUMNS[kind]]
    assert set(template.fields) == set(template.columns) & set(FIELDS)
    assert {"position", "datum", "zone", "country"} <= set(template.fields)
    assert is_example(example)
    assert not is_example(row)
    assert row == {**EXAMPLES[kind], "id": "A-7"}


@pytest.mark.parametrize("kind", KINDS)
def test_columns_may_be_moved_and_left_out(kind: str) -> None:
    template, (_, row) = rows_of(filled(kind, "ar", moved=True))
    assert template.sheet == "list of March"
    assert template.heading == 2
    gone = COLUMNS[kind][2].key
    assert gone not in template.columns
    assert row == {key: value for key, value in ({**EXAMPLES[kind], "id": "A-7"}).items() if key != gone}


def test_only_what_is_ours_is_recognised() -> None:
    table = xlsx.read(filled("site", "en"), "a.xlsx")
    assert template_of(table) is not None
    others = tuple(sheet for sheet in table.sheets if sheet.name != SHEET)
    assert template_of(Table("a.xlsx", "xlsx", others)) is None
    hidden = next(sheet for sheet in table.sheets if sheet.name == SHEET)
    foreign = Sheet("s", (Row(1, ("Lat", "Lon", "Name")),))
    assert template_of(Table("a.xlsx", "xlsx", (foreign, hidden))) is None
    assert template_of(Table("a.xlsx", "xlsx", (foreign, Sheet(SHEET, ())))) is None
    odd = Sheet(SHEET, (Row(1, ("detente-template",)), Row(2, ("kind", 5)), Row(3, ()), Row(4, ("language", "xx"))))
    assert template_of(Table("a.xlsx", "xlsx", (foreign, odd))) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hospital, clinic [health]", "health"), ("health", "health"), ("  مستشفى، عيادة [health] ", "health"), ("[x]", "[x]"),
        ("a] [b", "a] [b"), ("", ""), ("recipient and its clients [AMBER+STRICT]", "AMBER+STRICT"), ("a [b] c", "a [b] c"),
    ],
)  # fmt: skip
def test_a_code_stands_in_brackets_at_the_end(text: str, code: str) -> None:
    assert code_of(text) == code


def test_a_datum_that_is_not_known_stays_so() -> None:
    template = template_of(xlsx.read(filled("site", "en"), "a.xlsx"))
    assert template is not None
    said = {"datum": "not known [unknown]", "precision": "x [unknown]"}
    assert reduced(template, said) == {"datum": "unknown", "precision": "unknown"}
    assert is_example({"id": f" {EXAMPLE.lower()}: this row"})
    assert not is_example({})


def test_figures_in_arabic_are_held_together() -> None:
    """Without marks the date 2026-01-31 after an Arabic word is shown as 31-01-2026 (UAX 9, rule W2)."""
    for key in ("since", "time_start", "zone"):
        hint = words.hint("ar", "movement", key)
        for found in re.finditer(r"[0-9]{4}-[0-9]{2}|[+][0-9]{2}:", hint):
            before = hint[: found.start()].rstrip("0123456789- :")
            assert before.endswith("\u200e")
            assert unicodedata.bidirectional(before[-1]) == "L"
