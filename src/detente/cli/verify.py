"""``detente verify``: an evidence file, a fork proof, or a folder that a peer put out, offline."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from detente.cli.common import progress, read_file, say
from detente.cli.errors import reported


@click.command(epilog="Example: detente verify evidence.zip; detente verify outbox/beta.example")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The verdict as JSON.")
def verify(file: Path, as_json: bool) -> None:
    """Verify the evidence, the fork proof, or the folder of logs in FILE with the public keys in it, without any server.

    A fork proof shows that a party's log key signed two histories; compare the key with the one in your agreement. Of a folder
    that a peer put out, every byte of every file is checked; compare the root keys with the ones that were agreed.
    """
    from detente import evidence
    from detente.tlog.fork import HEADER, verify_fork

    with reported(as_json=as_json):
        if file.is_dir():
            _folder(file, as_json)
            return
        data = read_file(file, evidence.MAX_FILE)
        if data.startswith(HEADER.encode()):
            key, proven = verify_fork(data)
            say({"key": key.vkey, "proven": proven}, as_json, lambda: ["VERIFIED", *proven])
            return
        if as_json:
            click.echo(msgspec.json.encode(evidence.verify(data)).decode())
    if not as_json:
        sys.exit(evidence.main([str(file)]))


def _folder(folder: Path, as_json: bool) -> None:
    from detente.peer.audit import audit_folder

    with progress(sum(1 for _ in folder.glob("*/*/*/*/checkpoint")), "logs") as done:
        logs = audit_folder(folder, done)
    say(logs, as_json, lambda: ["VERIFIED", *(line for log in logs for line in log.words())])
