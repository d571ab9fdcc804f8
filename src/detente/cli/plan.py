"""``detente plan``: every feature of a plan."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.check import exit_code, read_items, report, viewed, window_of, window_options
from detente.cli.common import COUNT, json_option, progress
from detente.cli.errors import reported


@click.command(epilog="Example: detente -C france plan tomorrow.geojson --from 2026-01-31T06:00:00Z --until 2026-01-31T09:00:00Z")
@click.argument("file", type=click.Path(path_type=Path))
@window_options
@click.option(
    "--first", default=5, type=COUNT, show_default=True, help="How many conflicts to measure and list for each; all are counted."
)
@click.option("--alternatives", is_flag=True, help="For each conflict: the nearest alternatives that meet nothing known.")
@json_option
@click.pass_context
def plan(
    ctx: click.Context, file: Path, start: str, until: str, lower: str, upper: str, radius: float, first: int,
    alternatives: bool, as_json: bool,
) -> None:  # fmt: skip
    """Screen every feature of FILE (GeoJSON) against everything held. Nothing is published, nothing is logged.

    \b
    Properties that are understood, all optional:
      altitude_lower, altitude_upper   {"value": 3000, "units": "M", "reference": "AMSL"}
      time_start, time_end             RFC 3339, UTC
      radius_m (points)   half_width_m (lines)   buffer_m   accuracy_m   edges (lonlat, geodesic, rhumb)
    The options complete what a feature does not state. A broken feature costs only itself and is named.
    Exit codes: as for `check`; the worst answer counts.
    """
    from detente.node import plan as flow

    with reported(as_json=as_json), viewed(ctx) as held:
        items = read_items(file)
        window = window_of(start, until, lower, upper, radius)
        with progress(len(items), "screening") as done:
            found = list(flow.screen(held, items, window, k=first, alternatives=alternatives, progress=done))
        summary = flow.summary(found)
        report(found, summary, as_json)
    ctx.exit(exit_code(summary))
