"""``detente reach`` and ``detente roster``: whom a notice has reached, and whom it reaches at ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.common import json_option, only_agreement, opened, read_file, say
from detente.cli.errors import reported
from detente.notice import PRESUMPTION

if TYPE_CHECKING:
    from detente.node.node import Node
    from detente.reach import Coverage
    from detente.statement import Roster

NOT_COMPLETE = 12


@click.command(epilog="Example: detente -C kitchen reach kitchen.example#3")
@click.argument("statement", required=False, default="")
@json_option
@click.pass_context
def reach(ctx: click.Context, statement: str, as_json: bool) -> None:
    """How far STATEMENT has reached, as valid receipts prove it; without it, all notices of ours that have not reached everybody.

    Required are the receipts that its clause and the notice name, of every post that answers for it on the roster of every
    party that was given it. Exit code 12 where the reach is not complete.
    """
    from detente.node.alarms import Open, current
    from detente.node.reach import Reaches

    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        refs = [node.ref(statement)] if statement else current(node, Open())
        found = [one for one in map(Reaches(node).of, refs) if statement or not one.complete]
        nothing = [] if statement or found else ["every current notice of ours has reached everybody it has to"]
        say(found, as_json, lambda: [*(line for one in found for line in _words(one)), *nothing, PRESUMPTION])
    ctx.exit(0 if all(one.complete for one in found) else NOT_COMPLETE)


def _words(found: Coverage) -> list[str]:
    from detente.reach import explain

    first, *rest = explain(found)
    return [f"{found.ref}: {first}", *rest]


@click.group(epilog="Example: detente -C hq roster publish roster.json --agreement Coast")
def roster() -> None:
    """Who of a party answers for what, where and when: the posts that a notice has to reach."""


@roster.command(epilog="Example: detente -C hq roster publish roster.json --agreement Coast")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--agreement", "-a", default="", help="Agreement: its title, or the beginning of its id (default: the only one).")
@json_option
@click.pass_context
def publish(ctx: click.Context, file: Path, agreement: str, as_json: bool) -> None:
    """Publish the roster in FILE (JSON), as coarse as you wish. It replaces the one before.

    \b
    {"kind": "roster", "posts": [
      {"id": "hq",   "name": "duty officer", "desk": "hq.example/desk/duty", "duties": [{"kinds": ["emergency"]}]},
      {"id": "cell", "name": "drone cell", "desk": "hq.example/desk/cell", "under": "hq", "device": true,
       "duties": [{"kinds": ["movement", "site"], "hours": ["1800-0600"]}]}],
     "escalation": ["cell", "hq"]}
    """
    from detente.node.reach import publish_roster
    from detente.statement import MAX_CONTENT

    with reported(as_json=as_json):
        content = read_file(file, MAX_CONTENT)  # before the node is taken: it may come from a pipe
        with opened(ctx) as node:
            ref = publish_roster(node, only_agreement(node, agreement), content, where=str(file))
        say({"ref": ref}, as_json, lambda: [f"roster logged as {ref}"])


@roster.command(epilog="Example: detente -C kitchen roster show")
@click.argument("agreement", default="")
@json_option
@click.pass_context
def show(ctx: click.Context, agreement: str, as_json: bool) -> None:
    """The rosters held: posts, duties, who is on duty now."""
    from detente import reach as reaching

    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        held = [node.agreement(agreement)] if agreement else [terms.agreement for terms in node.picture.terms.values()]
        found = {
            f"{terms.title}: {card.party}": reaching.roster_of(node.picture, terms.id, card.party)
            for terms in held
            for card in terms.members
        }
        say(found, as_json, lambda: [line for name, one in found.items() for line in _roster(node, name, one)])


def _roster(node: Node, name: str, roster: Roster | None) -> list[str]:
    from detente import roster as rosters

    if roster is None:
        return [f"{name}: publishes no roster"]
    lines = [name]
    for post in roster.posts:
        here = any(rosters.on_duty(duty, node.now()) for duty in post.duties)
        duties = "; ".join(f"{', '.join(d.kinds) or 'everything'} {', '.join(d.hours)} UTC" for d in post.duties) or "no duties"
        contact, device = f", {post.contact}" if post.contact else "", ", a device" if post.device else ""
        indent = "  " * (1 + rosters.depth(roster, post))
        lines.append(f"{indent}{post.name}{contact}{device}: {duties}{' (on duty)' if here else ''}")
    return lines
