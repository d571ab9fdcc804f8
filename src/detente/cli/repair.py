"""``detente rebuild`` and ``detente doctor``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from detente.cli.common import json_option, opened, progress, say
from detente.cli.errors import reported

if TYPE_CHECKING:
    from detente.node.node import Node


@click.command(epilog="Example: detente -C france rebuild")
@json_option
@click.pass_context
def rebuild(ctx: click.Context, as_json: bool) -> None:
    """Make everything but the logs anew from the logs, verifying every signature and every content again."""
    from detente.node import rebuild as flow

    with reported(as_json=as_json), opened(ctx) as node:
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
