"""``detente verify``: an evidence file, offline."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from detente.cli.common import read_file, say
from detente.cli.errors import reported


@click.command(epilog="Example: detente verify evidence.zip")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The verdict as JSON.")
def verify(file: Path, as_json: bool) -> None:
    """Verify the evidence, or the fork proof, in FILE with the public keys in it, without any server.

    A fork proof shows that a party's log key signed two histories; compare the key with the one in your agreement.
    """
    from detente import evidence
    from detente.tlog.fork import HEADER, verify_fork

    with reported(as_json=as_json):
        data = read_file(file, evidence.MAX_FILE)
        if data.startswith(HEADER.encode()):
            key, proven = verify_fork(data)
            say({"key": key.vkey, "proven": proven}, as_json, lambda: ["VERIFIED", *proven])
            return
        if as_json:
            click.echo(msgspec.json.encode(evidence.verify(data)).decode())
    if not as_json:
        sys.exit(evidence.main([str(file)]))
