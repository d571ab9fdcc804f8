"""What was understood, in lines for a terminal: doubted rows first, then what was rejected, then counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from detente.coordinates import write
from detente.intake.examine import Examined
from detente.intake.listing import Difference
from detente.intake.mapping import Layout
from detente.intake.model import Doubt, Item
from detente.intake.words import say

FILE_LEVEL = frozenset({"datum-assumed", "order-assumed"})
"""Notes that nearly every row has: said once for the whole file, with their count."""


def described(item: Item, language: str) -> list[str]:
    """One row: what was typed, what was understood, what is doubted and why, what may have been meant."""
    where = f"{item.origin.sheet} row {item.origin.row}".strip()
    lines = [f"{say(item.state, {}, language, 'state').upper()}  {where}  “{item.name}”"]
    if item.reading is not None:
        lines.append(f"  typed       {item.reading.text}")
    if item.position is not None:
        lines.append(f"  understood  {place(item.position[1], item.position[0])}{_known(item, language)}")
    if item.state == "rejected":
        lines.append(f"  because     {say(item.reason, _args(item, item.reason), language)}")
    lines += [f"  {'note ' if doubt.note else 'doubt'}       {say(doubt.code, doubt.args, language)}" for doubt in _shown(item)]
    for number, found in enumerate(alternatives(item), 1):
        why = say(found.why, found.args, language, "why")
        lines.append(f"  {'meant?' if number == 1 else '      '}      {number}) {place(found.latitude, found.longitude)}  {why}")
    return lines


def alternatives(item: Item) -> list:  # type: ignore[type-arg]
    """Positions that a row may have been meant as, best first, each once."""
    seen: dict[tuple[float, float], object] = {}
    for doubt in item.doubts:
        for found in doubt.alternatives:
            seen.setdefault((round(found.latitude, 5), round(found.longitude, 5)), found)
    return list(seen.values())


def place(latitude: float, longitude: float) -> str:
    """A position in decimal degrees and as a grid reference."""
    return f"{write(latitude, longitude, 'DD')}  {write(latitude, longitude, 'MGRS')}"


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
    unused = [layout.headings[i] for i in layout.unmapped]
    if named:
        rest = f"; not used: {', '.join(unused)}" if unused else ""
        yield f"columns{f' of “{sheet}”' if sheet else ''}: {'; '.join(named)}{rest}"


def changes(difference: Difference, names: Mapping[str, str]) -> list[str]:
    """What an edition changes against the last one."""
    lines = [
        f"against the last edition: {len(difference.new)} new, {len(difference.changed)} changed, "
        f"{len(difference.same)} the same, {len(difference.gone)} gone"
    ]
    for change in difference.changed:
        said = "; ".join(f"{name}: {before or '(nothing)'} → {now or '(nothing)'}" for name, before, now in change.fields)
        lines.append(f"  changed “{change.name}”: {said or 'a column that is not used'}")
    lines += [f"  gone “{names.get(key, key)}”: its withdrawal is proposed, nothing was taken away" for key in difference.gone]
    return lines


def _headings(layout: Layout, at: Sequence[int]) -> str:
    return " + ".join(f"“{layout.headings[i]}”" for i in at)


def _known(item: Item, language: str) -> str:
    if item.precision is not None:
        return f"  ({say(item.precision.code, {}, language, 'precision')}, ± {item.precision.radius_m:.0f} m)"
    only = item.reading.only if item.reading else None
    return f"  (± {only.accuracy_m:.0f} m)" if only and only.accuracy_m >= 1 else ""


def _shown(item: Item) -> list[Doubt]:
    return [doubt for doubt in item.doubts if (doubt.code not in FILE_LEVEL and doubt.code != item.reason) or not doubt.note]


def _args(item: Item, code: str) -> Mapping[str, str]:
    return next((doubt.args for doubt in item.doubts if doubt.code == code), {})


def _file_notes(items: Sequence[Item], language: str) -> list[str]:
    counted = Counter((d.code, tuple(sorted(d.args.items()))) for item in items for d in item.doubts if d.code in FILE_LEVEL)
    return [f"{count} rows: {say(code, dict(args), language)}" for (code, args), count in counted.most_common()]
