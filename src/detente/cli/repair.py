"""``detente rebuild`` and ``detente doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.common import json_option, opened, progress, say, tell
from detente.cli.errors import reported
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.node.node import Node


@click.command(epilog="Example: detente -C france rebuild;  detente -C france rebuild --refill copy/from/ocha")
@click.option("--refill", "copies", multiple=True, type=click.Path(path_type=Path, exists=True), help="A copy of our own logs.")
@json_option
@click.pass_context
def rebuild(ctx: click.Context, copies: tuple[Path, ...], as_json: bool) -> None:
    """Make everything but the logs anew from the logs, verifying every signature and every content again.

    --refill, once for each copy, first takes back what an old store has lost of our own logs: from what a peer has fetched from
    us (its folder `inbox/OUR-PARTY`, which it can hand over), or from what we had put out (our `outbox/PEER`).
    """
    from detente.node import rebuild as flow
    from detente.node.refill import refill
    from detente.peer.folder import FolderSource

    with reported(as_json=as_json), opened(ctx) as node:
        for copy in copies:
            found = refill(node, FolderSource(copy))
            for one in found:
                tell(f"{one.origin}: {one.before} leaves, now {one.after}; {one.contents} contents came back", err=as_json)
            if not found:
                raise InputError("not-found", "no log of ours is in it", where=str(copy), hint="name the folder above agr/")
        total = sum(node.store.heads().values())
        with progress(total, "rebuilding") as done:
            made = flow.rebuild(node, done)
        say(made, as_json, lambda: [f"{made.statements} statements of {made.logs} logs: the picture is made anew"])


@click.command(epilog="Example: detente -C france doctor --json;  detente -C france doctor --peer ocha.example")
@click.option("--peer", default="", help="Look at the link with this party instead, from both sides.")
@json_option
@click.pass_context
def doctor(ctx: click.Context, peer: str, as_json: bool) -> None:
    """Check everything that is held: tables, trees, signatures, contents, keys, peers; each finding says how to repair it.

    With --peer: whether its node is reached, shows the key that was agreed and takes ours, how the two clocks differ, and what
    that node says of reading ours. Exit code 1 where something is wrong.
    """
    from detente.node import doctor as flow

    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        if peer:
            _link(ctx, node, peer, as_json)
            return
        total = sum(node.store.heads().values())
        with progress(total, "examining") as done:
            findings = flow.examine(node, done)
        wrong = [f for f in findings if f.severity == "wrong"]
        words = [f"{len(wrong)} wrong, {len(findings) - len(wrong)} notes"]
        say(findings, as_json, lambda: [*map(str, findings), *words])
    if wrong:
        ctx.exit(1)


def _link(ctx: click.Context, node: Node, peer: str, as_json: bool) -> None:
    from detente.web.probe import probe

    findings = probe(node, peer)
    say(findings, as_json, lambda: list(map(str, findings)))
    if any(f.severity == "wrong" for f in findings):
        ctx.exit(1)
