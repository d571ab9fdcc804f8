"""``detente desk``: the desks that speak for this party, and the terminal that calls them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from detente.cli.common import json_option, opened, place, say, tell
from detente.cli.errors import reported

if TYPE_CHECKING:
    from detente.node.alarms import Alarm
    from detente.node.ring import Rung

LOOK_S: Final = 1.0
SELDOM_S: Final = 10.0
BELL: Final = "\a"


@click.group(epilog='Example: detente -C ocha desk add night --name "night desk" --contact "+41 22 …"')
def desk() -> None:
    """Add and list the desks that speak for this party."""


@desk.command("add", epilog='Example: detente -C ocha desk add night --name "night desk"')
@click.argument("short")
@click.option("--name", default="", help="The desk's name for people.")
@click.option("--contact", default="", help="How a person reaches the desk.")
@json_option
@click.pass_context
def add_desk(ctx: click.Context, short: str, name: str, contact: str, as_json: bool) -> None:
    """Add the desk SHORT with a fresh key. It speaks in agreements that are signed or amended after this."""
    from detente.node import home

    with reported(as_json=as_json):
        made = home.DeskConfig(short, name or f"{short} desk", contact)
        home.add_desk(place(ctx), made, os.urandom)
        say(made, as_json, lambda: [f"desk {short}: its key is in {place(ctx) / 'keys'}; it speaks once an agreement names it"])


@desk.command("list", epilog="Example: detente -C ocha desk list")
@json_option
@click.pass_context
def list_desks(ctx: click.Context, as_json: bool) -> None:
    """The desks of this party."""
    from detente.node import home

    with reported(as_json=as_json):
        desks = home.read(place(ctx)).desks
        say(desks, as_json, lambda: [f"{d.id}: {d.name}" + (f", {d.contact}" if d.contact else "") for d in desks])


@desk.command(epilog="Example: detente -C france desk watch")
@click.option("--once", is_flag=True, help="Say what calls for a person now, and end.")
@click.option("--quiet", "-q", is_flag=True, help="No bell.")
@json_option
@click.pass_context
def watch(ctx: click.Context, once: bool, quiet: bool, as_json: bool) -> None:
    """Call the person at this terminal: emergencies with their clocks, what is overdue, who is not reached, who is missing.

    Beside `detente serve` it follows what the node rings; where no node is served it looks for itself. Exit code of --once: 10
    where anything is urgent, 11 where there is a warning, 0 where nothing calls.
    """
    with reported(as_json=as_json):
        if once:
            ctx.exit(_once(ctx, as_json))
        for line in _lines(place(ctx)):
            _show(line, as_json, quiet)


def _once(ctx: click.Context, as_json: bool) -> int:
    from detente.node.alarms import alarms
    from detente.notice import PRESUMPTION

    with opened(ctx, readonly=True) as node:
        found = alarms(node)
    say(
        found,
        as_json,
        lambda: [*(_words(alarm) for alarm in found), *(["nothing calls for a person"] * (not found)), PRESUMPTION],
    )
    return 10 if any(alarm.level == "urgent" for alarm in found) else 11 if found else 0


def _lines(folder: Path) -> Iterator[Rung]:
    """What rings, until interrupted: what the process that serves writes down, and what is found by looking here.

    Beside a process that serves looking is only for doubt: one that was killed leaves its socket behind.
    """
    from detente.node import ring
    from detente.node.borrow import SOCKET

    offset = ring.end(folder)
    known: set[str] = set()
    often, seldom = ring.Pace(LOOK_S), ring.Pace(SELDOM_S)
    while True:
        pace = seldom if (folder / SOCKET).exists() else often
        if pace.due():
            begun = time.monotonic()
            yield from _looked(folder, known)
            pace.took(begun)
        found, offset = ring.follow(folder, offset)
        for _, line in found:
            if line.outlet or line.alarm.key not in known:
                known.add(line.alarm.key)
                yield line
        time.sleep(LOOK_S)


def _looked(folder: Path, known: set[str]) -> Iterator[Rung]:
    from detente.node.alarms import alarms
    from detente.node.node import Node
    from detente.node.ring import Rung

    with Node.open(folder, readonly=True) as node:
        found = [alarm for alarm in alarms(node) if alarm.key not in known]
    known.update(alarm.key for alarm in found)
    for alarm in found:
        yield Rung(at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", alarm=alarm)


def _show(line: Rung, as_json: bool, quiet: bool) -> None:
    import msgspec

    if as_json:
        click.echo(msgspec.json.encode(line))
        return
    if line.outlet:
        tell(f"{line.at}  outlet {line.outlet}: {line.error or 'told'} ({line.alarm.words})")
        return
    tell(f"{line.at}  {_words(line.alarm)}")
    if line.alarm.level == "urgent" and not quiet:
        click.echo(BELL, nl=False)


def _words(alarm: Alarm) -> str:
    call = f"; call {alarm.post}{f', {alarm.contact}' if alarm.contact else ''}" if alarm.post else ""
    return f"{alarm.level.upper()} {alarm.words}{f' [{alarm.ref}]' if alarm.ref else ''}{call}"
