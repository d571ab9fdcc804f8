"""``detente verify``: an evidence file, offline."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from detente.cli.errors import reported


@click.command(epilog="Example: detente verify evidence.zip")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The verdict as JSON.")
def verify(file: Path, as_json: bool) -> None:
    """Verify the evidence in FILE with the public keys in it, without any server."""
    from detente import evidence
    from detente.errors import InputError

    if not as_json:
        sys.exit(evidence.main([str(file)]))
    with reported(as_json=True):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise InputError("not-found", error.strerror or str(error), where=str(file)) from error
        click.echo(msgspec.json.encode(evidence.verify(data)).decode())
