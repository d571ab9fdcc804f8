"""The report that goes back to who sent a list: one HTML file that needs nothing else (R05, R25, G4, G5, G14).

Rows to look at come first, each with what was typed, what was understood, every doubt in words, what may have been meant, and a
map. Every row of the file is counted; lists that would make the page too large are cut, saying how many rows stand elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from detente.intake.columns.mapping import Layout
from detente.intake.listing import Difference
from detente.intake.model import Doubt, Item, Origin, State
from detente.intake.page import shown
from detente.intake.page.amounts import count, length
from detente.intake.page.markup import exact, facts, given, page, scroll, section, sentence, table
from detente.intake.page.report_row import detail, known, place, where
from detente.intake.page.sketch import Drawing, definitions
from detente.intake.page.words import parts, say
from detente.standing import BORDERS, language_of, standing

MAX_DETAILED: Final = 300
"""Doubted rows that are shown in full; `MAX_MAPS` of them with a map. Bounds the page at about 2 MB."""
MAX_MAPS: Final = 200
MAX_LISTED: Final = 2_000
"""Rows in each of the other lists."""
STATES: Final[tuple[State, ...]] = ("accepted", "doubted", "rejected")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where borders, units or places were taken from: name with edition, and how far it may be off, metres (None: not known)."""

    name: str
    error_m: float | None = None
    licence: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a report tells.

    ``items``: one for each row that is no heading. ``unchecked``: what could not be checked, and why. ``difference`` against the
    last edition of the list; ``names`` of rows that are gone, by key. ``drawings``: what stands around a row, for its map.
    ``notes``: what the reader of the file did not take over, in English.
    """

    file: str
    made_at: datetime
    items: Sequence[Item]
    headings: int = 0
    layouts: Mapping[str, Layout] = {}
    unchecked: Sequence[Doubt] = ()
    sources: Sequence[Source] = ()
    notes: Sequence[str] = ()
    difference: Difference | None = None
    names: Mapping[str, str] = {}
    drawings: Mapping[Origin, Drawing] = {}


def html(report: Report, language: str) -> bytes:
    """The report as one HTML page, UTF-8; ``language``: en, fr, ar (right to left) or ru, else English."""
    tag = language_of(language)
    by_state: dict[State, list[Item]] = {state: [i for i in report.items if i.state == state] for state in STATES}
    common = shown.common(report.items)
    title = _say("title", tag, file=report.file)
    sections = (
        _short(report, by_state, common, tag), _unchecked(report, tag), _columns(report, tag), _difference(report, tag),
        _doubted(report, by_state["doubted"], common, tag), _rejected(by_state["rejected"], tag),
        _accepted(by_state["accepted"], common, tag), _sources(report, tag),
    )  # fmt: skip
    return page(
        tag, title, f'<a class="skip" href="#doubted">{_say("skip", tag)}</a>', _head(report, tag), "<main>", definitions(),
        *(one for one in sections if one), "</main>", f"<footer>{_standing(tag)}</footer>",
    )  # fmt: skip


def counts(items: Sequence[Item]) -> dict[State, int]:
    """How many rows came out how; they add up to the number of items."""
    found = Counter(item.state for item in items)
    return {state: found[state] for state in STATES}


def _say(code: str, language: str, **args: str) -> str:
    return sentence(parts(code, args, language, "report"))


def _p(code: str, language: str, **args: str) -> str:
    return f"<p>{_say(code, language, **args)}</p>"


def _standing(language: str) -> str:
    return "".join(f"<p>{one}</p>" for one in standing(language))


def _head(report: Report, language: str) -> str:
    made = f"{report.made_at.astimezone(UTC):%Y-%m-%d %H:%M}\u00a0UTC"
    lines = [(_say("file", language), given(report.file)), (_say("made", language), exact(made))]
    return f"<header><h1>{_say('title', language, file=report.file)}</h1>{facts(lines)}" + (
        f'<div class="standing">{_standing(language)}</div></header>'
    )


def _short(
    report: Report, by_state: Mapping[State, Sequence[Item]], common: Mapping[str, tuple[Doubt, int]], language: str
) -> str:
    number = {state: count(len(found), language) for state, found in by_state.items()}
    boxes = "".join(
        f'<li class="{state}"><a href="#{state}"><b>{exact(number[state])}</b>'
        f"{sentence(parts(state, {}, language, 'state'))}</a></li>"
        for state in ("doubted", "rejected", "accepted")
    )
    rows = count(len(report.items), language)
    headings = count(report.headings, language) if report.headings else ""
    total = _p("equation", language, rows=rows, headings=headings, **number)
    notes = "".join(f'<li><span lang="en">{given(note)}</span></li>' for note in report.notes)
    return section(
        "short", _say("short", language), f'<ul class="counts">{boxes}</ul>', total, _p("unpublished", language),
        _p("please", language), _noted("rows-notes", _common(common, language), language), _noted("file-notes", notes, language),
    )  # fmt: skip


def _noted(code: str, lines: str, language: str) -> str:
    return f"<h3>{_say(code, language)}</h3><ul>{lines}</ul>" if lines else ""


def _common(common: Mapping[str, tuple[Doubt, int]], language: str) -> str:
    """Notes that most rows share, each with an example and its number of rows."""
    return "".join(
        f"<li>{_say('rows-note', language, rows=count(rows, language))} {sentence(shown.told(doubt, language))}</li>"
        for doubt, rows in common.values()
    )


def _unchecked(report: Report, language: str) -> str:
    lines = "".join(f"<li>{sentence(shown.told(doubt, language))}</li>" for doubt in report.unchecked)
    body = f"<ul>{lines}</ul>" if lines else _p("unchecked-none", language)
    return section("unchecked", _say("unchecked", language), body)


def _columns(report: Report, language: str) -> str:
    rows = [row for sheet, layout in report.layouts.items() for row in _mapped(sheet, layout, language)]
    several = len([*filter(None, report.layouts)])
    heads = [_say(name, language) for name in ("column", "read-as", "sheet")][: 3 if several else 2]
    rows = [row[: len(heads)] for row in rows]
    return (
        section(
            "columns",
            _say("columns", language),
            scroll(table(heads, rows), _say("columns", language)),
            _p("columns-wrong", language),
        )
        if rows
        else ""
    )


def _mapped(sheet: str, layout: Layout, language: str) -> Iterator[Sequence[str]]:
    fields = {at: field for field, columns in layout.columns.items() for at in columns}
    fields |= dict.fromkeys(layout.also, "position")
    rivals: dict[int, list[str]] = {}
    for field, columns in layout.rivals.items():
        for at in columns:
            rivals.setdefault(at, []).append(field)
    for at, heading in enumerate(layout.headings):
        field = _say("not-used", language) if at in layout.unmapped else given(heading)  # a column that only our forms have
        if at in fields:
            field = sentence(parts(fields[at], {}, language, "field"))
        if at in rivals:
            field = _say("rivals", language, fields=", ".join(say(one, {}, language, "field") for one in rivals[at]))
        if heading or at in fields:
            yield given(heading) or _say("no-heading", language), field, given(sheet)


def _difference(report: Report, language: str) -> str:
    found = report.difference
    if found is None:
        return ""
    number = {name: count(len(getattr(found, name)), language) for name in ("new", "changed", "same", "gone")}
    changed = [
        f"<li>{given(one.name)}<ul>{''.join(_changed(field, language) for field in one.fields)}</ul></li>"
        for one in found.changed[:MAX_LISTED]
    ]
    gone = [f"<li>{given(report.names.get(key, key))}</li>" for key in found.gone[:MAX_LISTED]]
    return section(
        "difference", _say("difference", language), _p("difference-counts", language, **number),
        _listed("changed", changed, len(found.changed), language), _listed("gone", gone, len(found.gone), language),
        _p("gone-stays", language) if gone else "",
    )  # fmt: skip


def _changed(field: tuple[str, str, str], language: str) -> str:
    name, before, now = field
    nothing = _say("nothing", language)
    return f"<li>{sentence(parts(name, {}, language, 'field'))}: {given(before) or nothing} → {given(now) or nothing}</li>"


def _listed(code: str, lines: Sequence[str], total: int, language: str) -> str:
    cut = _cut(len(lines), total, language)
    return f"<h3>{_say(f'list-{code}', language)}</h3><ul>{''.join(lines)}</ul>{cut}" if lines else ""


def _cut(here: int, total: int, language: str, code: str = "cut") -> str:
    given_counts = {"shown": count(here, language), "total": count(total, language)}
    return _p(code, language, **given_counts) if here < total else ""


def _doubted(report: Report, found: Sequence[Item], common: Container[str], language: str) -> str:
    heading = _say("doubted", language)
    if not found:
        return section("doubted", heading, _p("doubted-none", language))
    heads = [_say(name, language) for name in ("row", "name", "doubts")]
    brief = [
        (_link(item, n, language), given(item.name, 120), "<br>".join(_first(item, language)))
        for n, item in enumerate(found[:MAX_LISTED], 1)
    ]
    full = "".join(
        detail(item, n, report.drawings.get(item.origin, Drawing()) if n <= MAX_MAPS else None, common, language)
        for n, item in enumerate(found[:MAX_DETAILED], 1)
    )
    return section(
        "doubted", heading, scroll(table(heads, brief), heading), _cut(len(brief), len(found), language),
        _cut(min(len(found), MAX_MAPS), min(len(found), MAX_DETAILED), language, "cut-maps"), full,
        _cut(min(len(found), MAX_DETAILED), len(found), language, "cut-full"),
    )  # fmt: skip


def _link(item: Item, number: int, language: str) -> str:
    said = where(item, language)
    return f'<a href="#r{number}">{said}</a>' if number <= MAX_DETAILED else said


def _first(item: Item, language: str) -> list[str]:
    found = shown.doubts(item, note=False) or shown.doubts(item, note=True)
    return [sentence(shown.told(doubt, language)) for doubt in found[:3]] or [sentence(shown.reason(item, language))]


def _rejected(found: Sequence[Item], language: str) -> str:
    heading = _say("rejected", language)
    if not found:
        return section("rejected", heading, _p("rejected-none", language))
    heads = [_say(name, language) for name in ("row", "name", "typed", "reason")]
    rows = [
        (where(item, language), given(item.name, 120), given(item.reading.text if item.reading else ""),
         sentence(shown.reason(item, language)))
        for item in found[:MAX_LISTED]
    ]  # fmt: skip
    cut = _cut(len(rows), len(found), language)
    return section("rejected", heading, scroll(table(heads, rows), heading), cut)


def _accepted(found: Sequence[Item], common: Container[str], language: str) -> str:
    heading = _say("accepted", language)
    if not found:
        return section("accepted", heading, _p("accepted-none", language))
    heads = [_say(name, language) for name in ("row", "name", "position", "known", "notes")]
    rows = [
        (where(item, language), given(item.name, 120), place(item), known(item, language),
         "<br>".join(sentence(shown.told(doubt, language)) for doubt in item.doubts if doubt.code not in common))
        for item in found[:MAX_LISTED]
    ]  # fmt: skip
    return section("accepted", heading, scroll(table(heads, rows), heading), _cut(len(rows), len(found), language))


def _sources(report: Report, language: str) -> str:
    lines = "".join(f"<li>{_source(source, language)}</li>" for source in report.sources)
    body = f"<ul>{lines}</ul>" if lines else _p("sources-none", language)
    return section("sources", _say("sources", language), body, f"<p>{BORDERS[language]}</p>")


def _source(source: Source, language: str) -> str:
    error = length(source.error_m, language) if source.error_m is not None else ""
    said = _say("source-error", language, error=error) if error else _say("source-error-unknown", language)
    return f"{given(source.name)}. {said}" + (f" {given(source.licence)}" if source.licence else "")
