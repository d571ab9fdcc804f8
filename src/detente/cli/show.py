"""``detente show``: what is held, and who knew what, when."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click
import msgspec

from detente.cli.common import COUNT, json_option, marked, opened, say
from detente.cli.errors import reported
from detente.notice import PRESUMPTION

if TYPE_CHECKING:
    from detente.node.look import Detail, Event, Line


EXPOSED = "EXPOSED: its author gave a cell that does not contain the exact place; both count here"


@click.command(epilog="Example: detente -C france show --kind site;  detente -C france show ocha.example#3")
@click.argument("statement", required=False)
@click.option("--kind", default="", help="Only this kind.")
@click.option("--party", default="", help="Only this party's.")
@click.option("--agreement", "-a", default="", help="Only of this agreement.")
@click.option("--first", default=50, type=COUNT, show_default=True, help="How many to list; the rest are counted.")
@json_option
@click.pass_context
def show(ctx: click.Context, statement: str | None, kind: str, party: str, agreement: str, first: int, as_json: bool) -> None:
    """The notices held here, or one STATEMENT (LOG#INDEX, or PARTY#INDEX) with everything said about it."""
    from detente.node import look

    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        if statement:
            one = look.detail(node, node.ref(statement))
            say(one, as_json, lambda: _detail(one))
            return
        found = look.lines(node, kind=kind, party=party, agreement=agreement)
        listed = list(islice(found, first))
        more = sum(1 for _ in found)
        rest = [f"… and {more} more (--first {first + more})"] if more else []
        none = [] if listed or more else ["no notice like this is held here"]
        value = {"notices": listed, "more": more, "presumption": PRESUMPTION}
        say(value, as_json, lambda: [*map(_line, listed), *rest, *none, PRESUMPTION])


def _line(line: Line) -> str:
    coarse = "" if line.level == "exact" else f" [{line.level} only]"
    exposed = " EXPOSED" if line.exposed else ""
    title = f"“{line.title}”" if line.title else ""
    when = f"{line.issued}{marked(line.remark)}"
    return f"{line.party}#{line.ref.index}  {line.kind}{exposed}  {title}{coarse}  {line.meaning}  ({line.agreement}, {when})"


def _detail(one: Detail) -> list[str]:
    lines = [_line(one.line), f"  log: {one.line.ref}"]
    since = f"in its log not before {one.when.after}, " if one.when.after else ""
    lines += [f"  {since}here at {one.when.before}", *([f"  {one.when.words}"] if one.when.words else [])]
    lines += [f"  {EXPOSED}"] if one.line.exposed else []
    lines += [f"  given to {party}: {level}" for party, level in one.given_to.items()] or ["  given to nobody else"]
    lines += [f"  {_event(event)}" for event in one.events]
    lines += [f"  {words}" for words in (*one.discounted, *one.deletion)]
    lines += [f"  not understood here: {', '.join(one.unknown)}"] if one.unknown else []
    if one.content is not None:
        lines += ["  " + text for text in msgspec.json.format(msgspec.json.encode(one.content), indent=2).decode().split("\n")]
    return [*lines, one.presumption]


def _event(event: Event) -> str:
    words = event.words or "sealed to us"
    return f"{event.issued}{marked(event.remark)}  {event.party} {event.what}: {words}  ({event.ref})"
