"""``detente sync``: one round with every peer; ``detente tick``: what time has made due."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from detente.cli.common import json_option, opened, place, say, tell
from detente.cli.errors import reported

if TYPE_CHECKING:
    from detente.node.exchange import Exchanged, Round
    from detente.node.tick import Ticked

SHOWN: Final = 5


@click.command(epilog="Example: detente -C france sync")
@json_option
@click.pass_context
def sync(ctx: click.Context, as_json: bool) -> None:
    """Put out what each peer may read (outbox/PARTY), read every peer's folder or node, and put out our receipts.

    A peer with an address is fetched from, whether we serve or not: who has no server still reads those who do.
    Where we have a host (`detente party host`), what we put out is sent there, after reading: only what has changed.
    Carry the folders as you like: a shared disk, a USB stick, a web server. Nothing in them is believed, everything is verified.
    Exit code 4 where a peer could not be read or our host not written to; all else is done all the same.
    """
    from detente.node import exchange

    with reported(as_json=as_json), opened(ctx) as node:
        progress = (lambda words: tell(words, err=True)) if sys.stderr.isatty() else (lambda words: None)
        done = exchange.exchange(node, progress)
        put_out = f"put out for our peers: {place(ctx) / exchange.OUTBOX}"
        words = [_words(one) for one in done.peers] or ["no peer is known; see `detente party add`"]
        value = {"peers": done.peers, "to_decide": done.due.to_decide, "due": done.due, "only_we_see": done.only_we_see}
        value |= {"host": done.host} if done.host else {}
        say(value, as_json, lambda: [*words, *_due(done.due), *_only_we_see(done), put_out, *_sent(done)])
    if any(e.error for e in done.peers) or (done.host and done.host.error):
        ctx.exit(4)


@click.command(epilog="Example: detente -C ocha tick")
@json_option
@click.pass_context
def tick(ctx: click.Context, as_json: bool) -> None:
    """Hand over what clauses give in a window that is open now, and say what else is due. `detente sync` does it as well.

    \b
    to decide    somebody comes near what they know as a cell: a desk hands it over (`detente answer STATEMENT reveal`), or not
    to review    notices of ours past their review date: they stay, shown as unverified, presumed protected
    ended        activities of ours whose time is over

    Doing it twice does nothing more. What was handed over leaves with the next `detente sync`.
    """
    from detente.node.tick import tick as flow

    with reported(as_json=as_json), opened(ctx) as node:
        done = flow(node)
        say(done, as_json, lambda: _due(done) or ["nothing is due"])


def _due(due: Ticked) -> list[str]:
    lines = [f"handed over: {d.ref}, exactly, to {', '.join(d.to)}: {d.why} (clause {d.clause})" for d in due.revealed]
    for d in due.to_decide:
        lines.append(f"to decide: {d.ref} is known to {', '.join(d.to)} as a cell, and {d.why} (clause {d.clause})")
        lines.append(f"  to hand it over: detente answer {d.ref} reveal {' '.join(f'--to {party}' for party in d.to)}")
    for word, refs in (("to review", due.to_review), ("ended", due.ended), ("told that it is overdue", due.overdue)):
        lines += [f"{word}: {ref}" for ref in refs[:SHOWN]]
        lines += [f"{word}: {len(refs) - SHOWN} more"] if len(refs) > SHOWN else []
    return lines


def _only_we_see(done: Round) -> list[str]:
    from detente.node.between import explain

    count = len(done.only_we_see)
    more = [f"{count - SHOWN} more that only we see: detente release list"] if count > SHOWN else []
    return [*explain(done.only_we_see[:SHOWN]), *more]


def _sent(done: Round) -> list[str]:
    host = done.host
    if host is None:
        return []
    if host.error is not None:
        return [f"our host {host.host}: NOT SENT: {host.error['words']}"]
    return [f"our host {host.host}: {host.sent} files sent ({host.size} bytes), {host.dropped} dropped"]


def _words(one: Exchanged) -> str:
    if one.error is not None:
        return f"{one.party}: NOT READ: {one.error['words']}"
    return f"{one.party}: nothing put out for us yet" if one.waiting else f"{one.party}: {len(one.new)} new"
