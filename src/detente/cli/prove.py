"""``detente prove``: an evidence file, and a page that explains it."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.common import json_option, opened, say, write_file
from detente.cli.errors import reported


@click.command(epilog="Example: detente -C ocha prove ocha.example#3 -o clinic.zip")
@click.argument("statement")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("evidence.zip"), show_default=True)
@click.option("--page/--no-page", default=True, help="Write a page (HTML) beside it that explains it in words.")
@json_option
@click.pass_context
def prove(ctx: click.Context, statement: str, output: Path, page: bool, as_json: bool) -> None:
    """Write evidence of STATEMENT and of everything said about it: whoever holds the file verifies it without us.

    The page beside it (clinic.html for clinic.zip) says in words what is proved, by whose keys, and what is not.
    """
    from detente import evidence
    from detente.formats.page import render
    from detente.node import prove as proving

    with reported(as_json=as_json), opened(ctx) as node:
        data = proving.prove(node, node.ref(statement))
        verdict = evidence.verify(data)  # what we hand out is verified first, like a stranger's (G13)
        write_file(output, data)
        if str(output) == "-":
            return
        words = [f"{output}: {len(data)} bytes; verify it with `detente verify {output}`"]
        told = {"file": str(output), "bytes": len(data), "proven": verdict.proven}
        if page:
            beside = output.with_suffix(".html")
            write_file(beside, render(verdict, data, output.name))
            words.append(f"{beside}: the same in words, for reading")
            told["page"] = str(beside)
        say(told, as_json, lambda: [*words, *verdict.proven, verdict.presumption])
