"""``detente play``: a scenario on real nodes."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from detente.cli.common import tell
from detente.cli.errors import reported

if TYPE_CHECKING:
    from detente.scenario.player import Over


@click.command(epilog="Example: detente play scenarios/syria-2015.toml")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Outcomes as JSON instead of the story.")
@click.option(
    "--over", type=click.Choice(["folders", "https"]), default="folders", show_default=True,
    help="How the nodes read each other: from folders, or on loopback ports over TLS with signed requests.",
)  # fmt: skip
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the nodes in this folder; otherwise a temporary one.")
def play(file: Path, as_json: bool, over: Over, keep: Path | None) -> None:
    """Play the scenario in FILE on nodes with real stores, and check every outcome it states."""
    from detente.scenario.model import read
    from detente.scenario.player import Player

    with reported(as_json=as_json), tempfile.TemporaryDirectory() as temporary:
        scenario = read(file)
        player = Player(scenario, keep or Path(temporary), (lambda line: None) if as_json else tell, over=over)
        try:
            failed = player.play()
        finally:
            player.close()
        if as_json:
            report = {"scenario": scenario.title, "steps": len(scenario.steps), "failed": failed}
            click.echo(msgspec.json.encode(report).decode())
        elif failed:
            for f in failed:
                tell(f"step {f.step}: {f.what}: expected {f.expected}, found {f.found}", err=True)
        else:
            tell(f"Every outcome stated in {file.name} holds ({len(scenario.steps)} steps).")
    sys.exit(1 if failed else 0)
