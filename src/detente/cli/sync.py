"""``detente sync``: one round with every peer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from detente.cli.common import json_option, opened, place, say, tell
from detente.cli.errors import reported

if TYPE_CHECKING:
    from detente.node.exchange import Exchanged


@click.command(epilog="Example: detente -C france sync")
@json_option
@click.pass_context
def sync(ctx: click.Context, as_json: bool) -> None:
    """Put out what each peer may read (outbox/PARTY), read every peer's folder, and put out our receipts.

    Carry the folders as you like: a shared disk, a USB stick, a web server. Nothing in them is believed, everything is verified.
    Exit code 4 where a peer could not be read; the others are read all the same.
    """
    from detente.node import exchange, reveal

    with reported(as_json=as_json), opened(ctx) as node:
        progress = (lambda words: tell(words, err=True)) if sys.stderr.isatty() else (lambda words: None)
        found = exchange.exchange(node, progress)
        put_out = f"put out for our peers: {place(ctx) / exchange.OUTBOX}"
        words = [_words(one) for one in found] or ["no peer is known; see `detente party add`"]
        waiting = reveal.due(node)
        words += [f"to decide: {d.ref} is known to {', '.join(d.to)} as a cell, and {d.why} (clause {d.clause})" for d in waiting]
        say({"peers": found, "to_decide": waiting}, as_json, lambda: [*words, put_out])
    if any(e.error for e in found):
        ctx.exit(4)


def _words(one: Exchanged) -> str:
    if one.error is not None:
        return f"{one.party}: NOT READ: {one.error['words']}"
    return f"{one.party}: nothing put out for us yet" if one.waiting else f"{one.party}: {len(one.new)} new"
