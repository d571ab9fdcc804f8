"""What commands share: the node, files with a limit, text or JSON, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click
import msgspec

from detente.errors import InputError
from detente.tlog.text import plain

if TYPE_CHECKING:
    from detente.node.node import Node
    from detente.terms import Level

PROGRESS_FROM: Final = 500
"""From so many items on, progress is shown (on the error stream, where that is a terminal)."""

COUNT: Final = click.IntRange(min=0)
"""How many, or from which on: never less than none."""

json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")


def place(ctx: click.Context) -> Path:
    """The node's folder, as given by ``--node`` or DETENTE_NODE."""
    return Path(ctx.find_root().obj)


@contextmanager
def opened(ctx: click.Context, *, readonly: bool = False) -> Iterator[Node]:
    """The node; a snapshot is written behind a change, so that the next check starts quickly."""
    from detente.node import quick
    from detente.node.borrow import borrowed
    from detente.node.node import Node

    with nullcontext() if readonly else borrowed(place(ctx)), Node.open(place(ctx), readonly=readonly) as node:
        yield node
        if node.changed:
            quick.save(node)


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a file (``-``: standard input) up to a limit; `InputError` names the file."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with path.open("rb") as file:
                data = file.read(limit + 1)
    except OSError as error:
        raise InputError("not-found", error.strerror or str(error), where=str(path)) from error
    if len(data) > limit:
        raise InputError("too-large", f"more than {limit} bytes", where=str(path), hint="split the file")
    return data


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole (``-``: standard output); a file that is there is replaced only when the new one is complete."""
    if str(path) == "-":
        sys.stdout.buffer.write(data)
        return
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        raise InputError("not-found", error.strerror or str(error), where=str(path), hint="choose another place") from error


def say(value: Any, as_json: bool, words: Callable[[], list[str]]) -> None:
    """Print a value as one line of JSON, or its words."""
    if as_json:
        click.echo(msgspec.json.encode(value))
    else:
        for line in words():
            tell(line)


def marked(remark: str) -> str:
    """A claimed time's remark (`late`, `early`, `out of order`), to stand right behind it; nothing where it may be so."""
    return f" {remark.upper()}" if remark else ""


def tell(line: str, *, err: bool = False) -> None:
    """Print one line. Words of others cannot break it: a title must not be able to print an answer, or hide one."""
    click.echo(plain(line), err=err)


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """A bar for long work: call it with how many are done."""
    if total < PROGRESS_FROM or not sys.stderr.isatty():
        yield lambda done: None
        return
    with click.progressbar(length=total, label=what, file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


def instant(text: str, where: str) -> datetime:
    """A time as RFC 3339 in UTC, like 2026-01-31T06:00:00Z; `InputError` for anything else, a time without zone included."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = datetime.min
    if time.utcoffset() != timedelta(0):
        raise InputError("bad-value", f"{text[:40]!r} is not a time in UTC", where=where, hint="write 2026-01-31T06:00:00Z")
    return time


def recipients(given: tuple[str, ...]) -> dict[str, Level] | None:
    """Who is given how much, as ``PARTY=LEVEL`` says it, or ``nobody``; None where nothing is said."""
    if not given:
        return None
    pairs = [wish.partition("=") for wish in given if wish != "nobody"]
    for party, _, level in pairs:
        if level not in {"", "none", "cell", "exact"}:
            raise InputError("bad-value", f"{level!r} is not a level", where=f"--to {party}", hint="none, cell or exact")
    return {party: cast("Level", level or "exact") for party, _, level in pairs}


def only_agreement(node: Node, name: str) -> str:
    """The id of the agreement that is named, or of the only one: nothing is said under several by not naming one (G7)."""
    if name or not node.picture.terms:
        return node.agreement(name).id
    if len(node.picture.terms) > 1:
        titles = ", ".join(t.agreement.title for t in node.picture.terms.values())
        raise InputError("usage", "there are several agreements", where="--agreement", hint=f"name one of {titles}")
    return next(iter(node.picture.terms))
