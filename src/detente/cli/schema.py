"""``detente schema``: JSON Schema of every statement."""

from __future__ import annotations

import click
import msgspec


@click.command(epilog="Example: detente schema > detente.schema.json")
def schema() -> None:
    """Print the JSON Schema (2020-12) of notices, acts and agreements."""
    from detente import statement

    click.echo(msgspec.json.format(msgspec.json.encode(statement.schema()), indent=2).decode())
