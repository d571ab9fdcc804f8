"""``detente export``: what our party holds under one agreement, as a file for maps and desks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.common import PROGRESS_FROM, instant, json_option, only_agreement, opened, progress, say, tell, write_file
from detente.cli.errors import reported
from detente.errors import InputError
from detente.excerpt import CAUTIONARY, FORCES, left_words, selected_for, stamp

if TYPE_CHECKING:
    from detente.excerpt import Excerpt
    from detente.node.node import Node

FORMATS = ("geojson", "kml", "kmz", "gpkg", "xlsx")
ALSO = frozenset({("geojson", "json"), ("kml", "xml")})
"""Endings by which files of a format go as well; alone they name none."""


@click.command(epilog="Example: detente -C ocha export --out spared.gpkg;  detente -C ocha export --kind site --out sites.kml")
@click.option("--as", "form", type=click.Choice(FORMATS), help="The format; else the file's ending says it.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(CAUTIONARY + FORCES), help="Only this kind; may be repeated.")
@click.option("--agreement", "-a", default="", help="The agreement, where there are several: one file holds what is of one.")
@click.option(
    "--at", default="", metavar="TIME", help="What was in force at this past instant, as far as is known now. Default: now."
)
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="The file; `-` for standard output.")
@json_option
@click.pass_context
def export(
    ctx: click.Context, form: str | None, kinds: tuple[str, ...], agreement: str, at: str, out: Path, as_json: bool
) -> None:
    """Write what must be spared, as held under one agreement, into a file for maps (GeoJSON, KML, GeoPackage) or desks (XLSX).

    \b
    In it: sites, movements, emergencies, and areas in which to refrain, as finely as our party may know them, with state,
    validity, originator, label, and altitudes in their datum. What is past its date stays: unverified, presumed protected.
    Never in it: areas of no objection; activities and presence of other parties; what was said under another agreement.
    Our own activities and presence are in it where --kind names them. What is left out is counted, here and in the file.
    """
    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        chosen = _format(form, out)
        given = _gathered(node, only_agreement(node, agreement), at, kinds)
        for line in _written(given, chosen, out):
            tell(f"warning: {line}", err=True)
        value, lines = _summary(given, chosen, out), _words(given, out, _others(node))
        if str(out) == "-":
            for line in lines:
                tell(line, err=True)
            return
        say(value, as_json, lambda: lines)


def _format(form: str | None, out: Path) -> str:
    """The format of a file; `InputError` where its ending names none or another: a program would take it for what it is not."""
    ending = out.suffix.lower().removeprefix(".")
    if form:
        if ending and ending != form and (form, ending) not in ALSO:
            hint = f"write {out.stem}.{form}, or leave out --as"
            raise InputError("usage", f"--as {form} does not fit the ending of {out.name}", where="--out", hint=hint)
        return form
    if ending not in FORMATS:
        raise InputError("usage", "the file's ending names no format", where="--out", hint=f"--as {', '.join(FORMATS)}")
    return ending


def _gathered(node: Node, agreement: str, at: str, kinds: tuple[str, ...]) -> Excerpt:
    from detente.node import export as flow

    now = node.now()
    when = instant(at, "--at") if at else now
    if when > now:
        hint = "an instant of the past, or leave it out"
        raise InputError("bad-value", f"{stamp(when)} is later than now: nobody holds it yet", where="--at", hint=hint)
    count = flow.how_many(node, agreement)
    with progress(count, "drawing") as done:
        return flow.gather(node, agreement, when, kinds, done, made=now)


def _written(given: Excerpt, form: str, out: Path) -> list[str]:
    """Write the file; what of it our own readers will refuse."""
    from detente.formats import MAX_FILE, MAX_ITEMS
    from detente.node import export as flow

    if len(given.features) >= PROGRESS_FROM:
        tell(f"writing {len(given.features)} places", err=True)
    data = flow.write(given, form)
    write_file(out, data)
    split = "`detente` will not read it back; split it with --kind or --agreement"
    found = [f"{len(data)} bytes, more than {MAX_FILE}: {split}"] if len(data) > MAX_FILE else []
    found += [f"{len(given.features)} places, more than {MAX_ITEMS}: {split}"] if len(given.features) > MAX_ITEMS else []
    crowded = sum(f.outline.crowded for f in given.features)
    found += [f"{crowded} shapes are too large or too winding: `detente plan` will not read them back"] if crowded else []
    return found


def _others(node: Node) -> int:
    return len(node.picture.terms) - 1


def _summary(given: Excerpt, form: str, out: Path) -> dict[str, Any]:
    kinds = {kind: sum(f.kind == kind for f in given.features) for kind in CAUTIONARY + FORCES}
    return {
        "file": str(out), "format": form, "held_by": given.party, "agreement": given.agreement, "exercise": given.exercise,
        "as_of": stamp(given.as_of), "selected_for": stamp(given.at), "old_from": stamp(given.old_from),
        "basis": given.basis, "reasons": given.reasons, "tlp": given.tlp, "notices": given.notices,
        "places": {kind: count for kind, count in kinds.items() if count}, "left_out": given.left_out,
        "presumption": given.presumption,
    }  # fmt: skip


def _words(given: Excerpt, out: Path, others: int) -> list[str]:
    kinds = {kind: sum(f.kind == kind for f in given.features) for kind in CAUTIONARY + FORCES}
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count) or "nothing"
    exercise = " [EXERCISE]" if given.exercise else ""
    return [
        f"{out}: {given.notices} notices; places: {counts}{exercise}",
        f"of “{given.agreement}” as of {stamp(given.as_of)}; basis: {given.basis}",
        *selected_for(given),
        *(f"  because {reason}" for reason in given.reasons),
        *([f"  other agreements held here: {others}; a file for each"] if others else []),
        *left_words(given.left_out),
        f"TLP:{given.tlp}; it cannot expire and nothing takes it back: from {stamp(given.old_from)} on it is old",
        given.presumption,
    ]
