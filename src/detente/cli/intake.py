"""``detente intake``: a list as people have it to what was understood and doubted, and on to drafts for a desk to sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from detente.cli.common import json_option, place, progress
from detente.cli.errors import reported

DOUBTED: Final = 13
SHOWN: Final = 20
_PATH: Final = click.Path(path_type=Path)
_OPTIONS: Final = (
    click.option("--sheet", "sheets", multiple=True, help="Only this sheet or layer (default: all that are not hidden)."),
    click.option("--map", "maps", multiple=True, metavar="FIELD=HEADING", help="Which column is what, where the guess is wrong."),
    click.option("--profile", type=_PATH, help="Columns and settings of a list that came before (TOML)."),
    click.option("--save-profile", type=_PATH, help="Write the columns and settings as a profile, to look at and to change."),
    click.option("--set", "said", multiple=True, metavar="FIELD=VALUE", help="Of all rows: country=Syria, zone=Asia/Gaza."),
    click.option("--boundaries", multiple=True, type=_PATH, help="Administrative units (GeoJSON) to hold positions against."),
    click.option("--gazetteer", "gazetteers", multiple=True, type=_PATH, help="Named places with positions (CSV, XLSX …)."),
    click.option("--office", default="", metavar="POSITION", help="Where the list was written: no row should lie just there."),
    click.option("--places/--no-places", default=True, help="Use the places of GeoNames where they are installed."),
    click.option("--kind", type=click.Choice(["site", "movement"]), default="site", show_default=True, help="What the rows are."),
    click.option("--half-width", default=500.0, show_default=True, metavar="METRES", help="Of corridors made from lines."),
    click.option("--decide", "wishes", multiple=True, metavar="ROW=WISH", help="keep, reject, 1 (an alternative) or a position."),
    click.option("--fix", is_flag=True, help="Go through the doubted rows and decide each."),
    click.option("--by", default="", metavar="NAME", help="Who decides and accepts: stands in the list."),
    click.option("--why", default="", metavar="WORDS", help="Why, for --decide."),
    click.option("--list", "list_file", type=_PATH, help="What is remembered of this list (default: beside FILE, .intake.json)."),
    click.option("--accept", is_flag=True, help="Take the accepted rows: remember them, and write drafts."),
    click.option("--drafts", type=_PATH, help="Where the drafts go (default: beside FILE, .drafts.jsonl)."),
    click.option("--agreement", "-a", default="", help="The agreement that the drafts are for."),
    click.option("--review-by", default="", help="When the notices must be looked at again, RFC 3339 UTC (default: in 30 days)."),
    click.option("--report", "reports", multiple=True, type=_PATH, metavar="FILE.html|FILE.xlsx", help="For the sender."),
    click.option("--language", default="en", type=click.Choice(["en", "fr", "ar", "ru"]), help="Of what is said about rows."),
    click.option("--all", "everything", is_flag=True, help=f"Show every row (default: the first {SHOWN} that need a look)."),
)  # fmt: skip


def _with_options(command: Any) -> Any:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command(
    epilog="""\b
Example: detente intake facilities.xlsx --boundaries adm3.geojson --report facilities.html
         detente intake facilities.xlsx --fix --by "A. Haddad" --accept --agreement Coast
         detente publish --agreement Coast facilities.xlsx.drafts.jsonl"""
)
@click.argument("file", type=_PATH)
@_with_options
@json_option
@click.pass_context
def intake(ctx: click.Context, /, file: Path, as_json: bool, **given: Any) -> None:
    """Read a list of sites or movements, say what was understood and what is doubtful, and draft notices of what is accepted.

    \b
    FILE is a workbook (.xlsx), a table (.csv), a map (.geojson, .kml, .kmz, .gpx, .gpkg, .shp or a zip of its parts) or
    submissions of Kobo or ODK (.json). Nothing is published: `detente publish` does that with the drafts, and signs them.
    Nobody's node is needed; with one (-C), drafts know which versions its log holds.
    Exit code 13: rows are doubted or rejected, a person must look.
    """
    from detente.cli import intake_steps as steps

    with reported(as_json=as_json):
        with steps.installed():
            job = steps.job(file, place(ctx), given)
            with progress(job.rows, "rows") as done:
                found = steps.examined(job, done)
            steps.refuse_empty(job, found)
            found = steps.decided(job, found)
            steps.show(job, found, as_json)
            steps.write(job, found, as_json)
        if found.counts["doubted"] or found.counts["rejected"]:
            ctx.exit(DOUBTED)
