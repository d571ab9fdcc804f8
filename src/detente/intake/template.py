"""Our own templates, recognised when they come back filled in: by a hidden sheet that says what they are, never by a guess.

`detente.forms` writes the sheet; it names the kind, the language, and for every column its key and its heading. Columns may have
been moved, left out or added since: what counts is the heading, wherever it stands now. Submissions of our form for ODK and Kobo
say in each of them what they are (`FORM`); their columns are headed by the keys, and their answers are codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from detente.formats.table import Row, Sheet, Table, Value
from detente.intake.cells.precision import metres
from detente.intake.columns.mapping import Layout
from detente.intake.model import FIELDS
from detente.standing import LANGUAGES

SHEET: Final = "_detente"
MARK: Final = "detente-template"
VERSION: Final = "1"
EXAMPLE: Final = "EXAMPLE"
"""What the first cell of the row begins with that shows how to fill in a template, in every language."""
KINDS: Final = ("site", "movement")
MAX_COLUMNS: Final = 200
SEARCHED: Final = 20
"""Rows from the top of a sheet among which its headings are looked for."""
LEAST: Final = 3
"""So many headings of a template in one row are its headings; fewer are somebody's own sheet with ours left in it."""
FORM: Final = "detente_form"
"""The hidden question of which every submission holds the answer: ``site/1/en`` is kind, version, language."""
MEASURED: Final = "position_gps"
"""The question that a telephone measures; exports give its parts in columns of their own."""
_PARTS: Final = {
    f"{MEASURED}_latitude": "latitude", f"{MEASURED}_longitude": "longitude", f"{MEASURED}_precision": "gps_accuracy_m",
}  # fmt: skip
_SIGNED: Final = re.compile(rf"({'|'.join(KINDS)})/([0-9]{{1,6}})(?:/([a-z]{{2}}))?")
_ASKED: Final = {
    "site": frozenset({"function", "function_at_submission", "contact_means"}),
    "movement": frozenset({"leg", "destination_position", "contact_means"}),
}
"""What every submission of a kind has an answer to: by these a form that does not say what it is is known."""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A template as it came back. ``sheet`` holds the rows, ``heading`` is the number of the row with its headings.

    ``columns``: key to heading, those that are still there. ``coded``: keys whose cells hold a word with its code in brackets.
    ``ours``: names of the sheets that hold nothing of the sender.
    """

    kind: str
    language: str
    version: str
    sheet: str
    heading: int
    columns: dict[str, str]
    coded: frozenset[str]
    ours: tuple[str, ...]

    @property
    def fields(self) -> dict[str, str]:
        """Fields of intake to their headings; columns that only a notice has a field for are not among them."""
        return {key: heading for key, heading in self.columns.items() if key in FIELDS}


def template_of(table: Table) -> Template | None:
    """The template that a file was made from, or None where it was made from none of ours."""
    return _workbook(table) or _submissions(table)


def _workbook(table: Table) -> Template | None:
    hidden = next((sheet for sheet in table.sheets if sheet.name == SHEET), None)
    rows = [_texts(row)[:4] for row in hidden.rows[: MAX_COLUMNS + SEARCHED]] if hidden else []
    says = {row[0]: row[1] for row in rows if len(row) > 1 and row[0] != "column"}
    if MARK not in says or says.get("kind") not in KINDS or says.get("language") not in LANGUAGES:
        return None
    issued = {row[2]: row[1] for row in rows if len(row) > 2 and row[0] == "column" and row[1] and row[2]}
    coded = frozenset(row[1] for row in rows if len(row) > 3 and row[0] == "column" and row[3] == "coded")
    ours = tuple(name for name in (SHEET, says.get("instructions", "")) if name)
    found = max(
        ((_headings(row, issued), -i, sheet.name, row.number) for i, (sheet, row) in enumerate(_tops(table, ours))),
        key=lambda one: (len(one[0]), one[1]),
        default=None,
    )
    if found is None or len(found[0]) < min(LEAST, len(issued)):
        return None
    return Template(
        kind=says["kind"], language=says["language"], version=says[MARK], sheet=found[2], heading=found[3],
        columns=found[0], coded=coded & found[0].keys(), ours=ours,
    )  # fmt: skip


def _submissions(table: Table) -> Template | None:
    for sheet, row in _tops(table, ()):
        keys = _keys(row)
        says = _signed(sheet, row, keys[FORM]) if FORM in keys else None
        kind, version, language = says or ("", "", "")
        if table.format == "odk" and not kind:
            kind = next((one for one, asked in _ASKED.items() if asked <= keys.keys()), "")
        if kind:
            return Template(
                kind=kind, language=language if language in LANGUAGES else "en", version=version, sheet=sheet.name,
                heading=row.number, columns={key: heading for key, heading in keys.items() if key != FORM},
                coded=frozenset(), ours=(),
            )  # fmt: skip
    return None


def _keys(row: Row) -> dict[str, str]:
    """The questions by their names, whatever groups they were put into; what the server adds begins with a line and is none."""
    found: dict[str, str] = {}
    for heading in sorted(_texts(row), key=lambda text: text.count("/")):
        name = heading.rpartition("/")[2].removeprefix("_")
        if name in _PARTS:
            found.setdefault(_PARTS[name], heading)
        elif heading and not heading.startswith("_"):
            found.setdefault(name, heading)
    return found


def _signed(sheet: Sheet, top: Row, heading: str) -> tuple[str, str, str] | None:
    at = _texts(top).index(heading)
    for row in sheet.rows:
        if at < len(row.values) and (found := _SIGNED.fullmatch(_text(row.values[at]))):
            return found[1], found[2], found[3] or ""
    return None


def claimed(layout: Layout, template: Template) -> Layout:
    """The layout of the template's sheet, in which no column of the template counts as one that means nothing."""
    ours = {" ".join(heading.split()) for heading in template.columns.values()}
    return msgspec.structs.replace(layout, unmapped=tuple(at for at in layout.unmapped if layout.headings[at] not in ours))


def _tops(table: Table, ours: tuple[str, ...]) -> list[tuple[Sheet, Row]]:
    sheets = [sheet for sheet in table.sheets if sheet.name not in ours]
    return [(sheet, row) for sheet in sheets for row in ((_columns(sheet),) if sheet.columns else sheet.rows[:SEARCHED])]


def _columns(sheet: Sheet) -> Row:
    return Row(0, sheet.columns)


def _headings(row: Row, issued: Mapping[str, str]) -> dict[str, str]:
    return {issued[text]: text for text in _texts(row) if text in issued}


def _texts(row: Row) -> list[str]:
    return [_text(value) for value in row.values]


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def senders(table: Table, template: Template) -> Table:
    """The table without the sheets of the template itself: instructions and what the template is are no rows of the sender."""
    return msgspec.structs.replace(table, sheets=tuple(sheet for sheet in table.sheets if sheet.name not in template.ours))


def reduced(template: Template, said: Mapping[str, str]) -> dict[str, str]:
    """What a row says, with the codes of its chosen words: ``hospital, clinic [health]`` says ``health``.

    Of a position that a telephone measured, the less exact of its own and the stated accuracy counts.
    """
    coded = {key: code_of(text) if key in template.coded else text for key, text in said.items()}
    if not (coded.get("latitude") and coded.get("longitude")):
        return coded
    known = [text for key in ("gps_accuracy_m", "accuracy_m") if (text := coded.get(key))]
    accuracy = {"accuracy_m": max(known, key=lambda text: metres(text) or 0.0)} if known else {}
    return {**coded, **accuracy, "position_source": coded.get("position_source") or "gps"}


def code_of(text: str) -> str:
    """The code in brackets at the end of a chosen word; the text itself where a person wrote words of their own."""
    words, bracket, code = text.strip().removesuffix("]").rpartition("[")
    return code.strip() if bracket and words.strip() and text.strip().endswith("]") else text.strip()


def is_example(said: Mapping[str, str]) -> bool:
    """Whether a row is the one that shows how to fill in a template: it is rejected, with that reason, however it was changed."""
    return said.get("id", "").strip().casefold().startswith(EXAMPLE.casefold())
