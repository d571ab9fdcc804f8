"""``detente prove``: an evidence file."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.common import json_option, opened, say, write_file
from detente.cli.errors import reported


@click.command(epilog="Example: detente -C ocha prove ocha.example#3 -o clinic.zip")
@click.argument("statement")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("evidence.zip"), show_default=True)
@json_option
@click.pass_context
def prove(ctx: click.Context, statement: str, output: Path, as_json: bool) -> None:
    """Write evidence of STATEMENT and of everything said about it: whoever holds the file verifies it without us."""
    from detente import evidence
    from detente.node import prove as proving

    with reported(as_json=as_json), opened(ctx) as node:
        data = proving.prove(node, node.ref(statement))
        verdict = evidence.verify(data)  # what we hand out is verified first, like a stranger's (G13)
        write_file(output, data)
        words = [f"{output}: {len(data)} bytes; verify it with `detente verify {output}`", *verdict.proven, verdict.presumption]
        say({"file": str(output), "bytes": len(data), "proven": verdict.proven}, as_json, lambda: words)
