"""``detente log``: the logs held here."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

from detente.cli.common import COUNT, json_option, marked, opened, say
from detente.cli.errors import reported

if TYPE_CHECKING:
    from detente.node.look import Head, Said


@click.command(epilog="Example: detente -C france log;  detente -C france log ocha.example")
@click.argument("name", required=False)
@click.option("--from", "start", default=0, type=COUNT, show_default=True, help="First index to list.")
@click.option("--first", default=50, type=COUNT, show_default=True, help="How many to list.")
@json_option
@click.pass_context
def log(ctx: click.Context, name: str | None, start: int, first: int, as_json: bool) -> None:
    """Every log held here with its size, root and cosignatures; or the statements in those whose name begins with NAME."""
    from detente.node import look

    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        if name is None:
            heads = look.logs(node)
            say(heads, as_json, lambda: [*map(_head, heads)] or ["no log is held; see `detente agreement sign`"])
            return
        said = look.statements(node, name, start)
        found = list(islice(said, first))
        more = sum(1 for _ in said)
        rest = [f"… and {more} more (--first {first + more})"] if more else []
        none = [] if found or more else [f"nothing from index {start} on"]
        say(found, as_json, lambda: [*map(_said, found), *rest, *none])


def _said(one: Said) -> str:
    return f"{one.ref}  {one.issued}{marked(one.remark)}  {one.kind}  {one.words}"


def _head(head: Head) -> str:
    by = ", ".join(head.cosigned) or "nobody"
    return f"{head.origin}  {head.size} statements  root {head.root[:16]}…  cosigned by {by}"
