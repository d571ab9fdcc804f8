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
from detente.notice import PRESUMPTION

if TYPE_CHECKING:
    from detente.scenario.player import Over


@click.command(epilog="Example: detente play scenarios/syria-2015.toml")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Outcomes as JSON instead of the story.")
@click.option(
    "--over", type=click.Choice(["folders", "https"]), default="folders", show_default=True,
    help="How the nodes read each other: from folders, or on loopback ports over TLS with signed requests.",
)  # fmt: skip
@click.option("--brief", is_flag=True, help="The story alone, without what the nodes say in each step.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the nodes in this folder; otherwise a temporary one.")
def play(file: Path, as_json: bool, over: Over, brief: bool, keep: Path | None) -> None:
    """Play the scenario in FILE on nodes with real stores, and check every outcome it states."""
    from detente.scenario.model import read
    from detente.scenario.player import Player

    with reported(as_json=as_json), tempfile.TemporaryDirectory() as temporary:
        scenario = read(file)
        told = _unheard if as_json else _brief if brief else tell
        player = Player(scenario, keep or Path(temporary), told, over=over)
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
            tell(f"Every outcome stated in {file.name} holds ({len(scenario.steps)} steps). {PRESUMPTION}")
    sys.exit(1 if failed else 0)


def _unheard(line: str) -> None:
    """The story is not told."""


def _brief(line: str) -> None:
    if not line.startswith("    "):
        tell(line)
