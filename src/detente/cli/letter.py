"""``detente letter``: statements by e-mail."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.common import json_option, opened, read_file, say, tell, write_file
from detente.cli.errors import reported
from detente.notice import PRESUMPTION


@click.group(epilog="Example: detente -C clinic letter write france.example -o to-france.txt")
def letter() -> None:
    """What a peer has not got yet, as one text for e-mail, and letters that came: for who has neither server nor shared disk."""


@letter.command(epilog="Example: detente -C clinic letter write france.example -o to-france.txt")
@click.argument("reader")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("-"), help="Where to (default: standard output).")
@click.option("--everything", is_flag=True, help="All of it, whatever READER is known to hold.")
@click.pass_context
def write(ctx: click.Context, reader: str, output: Path, everything: bool) -> None:
    """Write what is put out for READER and what it is not known to hold yet. It is not encrypted: mail it as you would mail that.

    A letter that was lost is sent again with the next one: what counts as held is what READER's mirror has cosigned.
    """
    from detente.node import letter as flow

    with reported(), opened(ctx) as node:
        data = flow.write(node, reader, everything=everything)
        write_file(output, data)
        tell(f"a letter of {len(data)} bytes to {reader}; there: `detente letter read FILE`", err=True)


@letter.command(epilog="Example: detente -C france letter read from-clinic.txt")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def read(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Read a letter that came: what is in it is verified as in a peer's folder. Answer it with `letter write`."""
    from detente.node import letter as flow
    from detente.peer.letter import MAX_LETTER

    with reported(as_json=as_json), opened(ctx) as node:
        done = flow.open_letter(node, read_file(file, MAX_LETTER))
        words = [f"new statements of {done.party}: {len(done.new)}", f"answer: `detente letter write {done.party}`", PRESUMPTION]
        say(done, as_json, lambda: words)
