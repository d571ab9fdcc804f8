"""What was understood, in lines for a terminal: doubted rows first, then what was rejected, then counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from detente.intake.columns.mapping import Layout
from detente.intake.examine import Examined
from detente.intake.listing import Difference, Listing
from detente.intake.model import Item
from detente.intake.page.amounts import length
from detente.intake.page.shown import accuracy_m, alternatives, dd, doubts, meant, mgrs, reason, told
from detente.intake.page.words import flat, say, shown

FILE_LEVEL: Final = frozenset({"datum-assumed", "order-assumed"})
"""Notes that nearly every row has: said once for the whole file, with their count."""


SHEET_LEVEL: Final = frozenset({"no-position-column", "sheet-hidden"})
"""Reasons that all rows of a sheet share."""
NOT_REPEATED: Final = FILE_LEVEL | {"coarse-position"}
"""And the note that the precision beside the position says already."""


def described(item: Item, language: str) -> list[str]:
    """One row: what was typed, what was understood, what is doubted and why, what may have been meant."""
    where = f"{item.origin.sheet} row {item.origin.row}".strip()
    reasoned = item.reason if item.state == "rejected" else ""
    lines = [f"{say(item.state, {}, language, 'state').upper()}  {where}  “{shown(item.name)}”"]
    if item.reading is not None:
        lines.append(f"  typed       {shown(item.reading.text)}")
    if item.position is not None:
        lines.append(
            f"  understood  {place(item.position[1], item.position[0], accuracy_m(item) or 1.0)}{_known(item, language)}"
        )
    if item.state == "rejected":
        lines.append(f"  because     {flat(reason(item, language))}")
    said = [d for d in (*doubts(item, note=False), *doubts(item, note=True)) if d.code not in NOT_REPEATED and d.code != reasoned]
    lines += [f"  {'note ' if doubt.note else 'doubt'}       {flat(told(doubt, language))}" for doubt in said]
    for number, found in enumerate(alternatives(item), 1):
        lead = "meant?" if number == 1 else "      "
        lines.append(f"  {lead}      {number}) {place(found.latitude, found.longitude)}  {flat(meant(found, language))}")
    return lines


def of_sheets(items: Sequence[Item], language: str) -> list[str]:
    """What is the reason for whole sheets, once for each."""
    counted = Counter((item.origin.sheet, item.reason) for item in items if item.reason in SHEET_LEVEL)
    return [
        f"{say('rejected', {}, language, 'state').upper()}  {sheet or 'all'}: {count} rows. {say(why, {}, language)}"
        for (sheet, why), count in counted.items()
    ]


def place(latitude: float, longitude: float, known_m: float = 1.0) -> str:
    """A position in decimal degrees and as a grid reference."""
    return f"{dd(latitude, longitude)}  {mgrs(latitude, longitude, known_m)}".rstrip()


def summary(file: str, found: Examined, language: str) -> list[str]:
    """Counts that add up, the columns as they were understood, what could not be checked, what differs from the last edition."""
    counts = found.counts
    rows = ", ".join(f"{count} {say(state, {}, language, 'state')}" for state, count in counts.items())
    lines = [f"{file}: {len(found.items)} rows: {rows}; and {found.headings} rows of headings"]
    lines += [line for name, layout in found.layouts.items() for line in columns(name, layout, language)]
    lines += _file_notes(found.items, language)
    lines += [f"not checked: {say(doubt.code, doubt.args, language)}" for doubt in found.unchecked]
    return lines


def columns(sheet: str, layout: Layout, language: str) -> Iterator[str]:
    """How the columns of a sheet were mapped, in one line."""
    named = [f"{say(field, {}, language, 'field')} ← {_headings(layout, at)}" for field, at in layout.columns.items()]
    named += [f"{say('position', {}, language, 'field')} ← {_headings(layout, (at,))}" for at in layout.also]
    unused = [layout.headings[i] for i in layout.unmapped]
    if named:
        rest = f"; not used: {', '.join(unused)}" if unused else ""
        yield f"columns{f' of “{sheet}”' if sheet else ''}: {'; '.join(named)}{rest}"


def changes(difference: Difference, listing: Listing) -> list[str]:
    """What an edition changes against the last one."""
    lines = [
        f"against the last edition: {len(difference.new)} new, {len(difference.changed)} changed, "
        f"{len(difference.same)} the same, {len(difference.gone)} gone"
    ]
    for change in difference.changed:
        said = "; ".join(f"{name}: {before or '(nothing)'} → {now or '(nothing)'}" for name, before, now in change.fields)
        lines.append(f"  changed “{change.name}”: {said or 'a column that is not used'}")
    for key in difference.gone:
        entry = listing.entries[key]
        what = "its withdrawal is proposed, nothing was taken away" if entry.drafted else "it was never drafted"
        lines.append(f"  gone “{entry.name}”: {what}")
    return lines


def _headings(layout: Layout, at: Sequence[int]) -> str:
    return " + ".join(f"“{layout.headings[i]}”" for i in at)


def _known(item: Item, language: str) -> str:
    metres = accuracy_m(item)
    if metres is None or metres < 1:
        return ""
    words = f"{say(item.precision.code, {}, language, 'precision')}, " if item.precision else ""
    return f"  ({words}± {length(metres, language)})"


def _file_notes(items: Sequence[Item], language: str) -> list[str]:
    counted = Counter((d.code, tuple(sorted(d.args.items()))) for item in items for d in item.doubts if d.code in FILE_LEVEL)
    return [f"{count} rows: {say(code, dict(args), language)}" for (code, args), count in counted.most_common()]


def as_data(file: str, found: Examined, presumption: str) -> dict[str, object]:
    """The summary as one object, for programs."""
    columns = {
        name: {field: [layout.headings[i] for i in at] for field, at in layout.columns.items()}
        for name, layout in found.layouts.items()
    }
    unused = {name: [layout.headings[i] for i in layout.unmapped] for name, layout in found.layouts.items()}
    counts: dict[str, int] = {"rows": found.rows, "headings": found.headings, "items": len(found.items)}
    counts |= {str(state): count for state, count in found.counts.items()}
    said: dict[str, object] = {"file": file, "columns": columns, "not_used": unused, "difference": found.difference}
    return {"summary": said | counts | {"not_checked": found.unchecked}, "presumption": presumption}
