"""``detente publish``: notices into our log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import click

from detente.cli.common import instant, json_option, opened, progress, read_file, say
from detente.cli.errors import reported
from detente.errors import InputError
from detente.notice import PRESUMPTION

if TYPE_CHECKING:
    from detente.node.bulk import Outcome
    from detente.node.node import Node
    from detente.terms import Level

REVIEW: Final = timedelta(days=30)
SHOWN: Final = 20


@click.command(epilog="Example: detente -C ocha publish --agreement Coast --kind site hospitals.geojson")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--agreement", "-a", default="", help="Agreement: its title, or the beginning of its id (default: the only one).")
@click.option("--kind", default="", help="Kind of the notices, where the file does not say it.")
@click.option("--to", "to", multiple=True, metavar="PARTY=LEVEL", help="Only to these (none, cell, exact), or to `nobody`.")
@click.option("--review-by", default="", help="When it must be looked at again, RFC 3339 UTC (default: in 30 days).")
@click.option("--set", "fields", multiple=True, metavar="FIELD=VALUE", help="A field for every notice made from a feature.")
@click.option("--withdraw", default="", metavar="STATEMENT", help="Withdraw a notice of ours instead (see `detente show`).")
@click.option("--redact", default="", metavar="STATEMENT", help="Delete the content of a statement here; its proof stands.")
@click.option("--rule", default="", help="For --redact: the rule under which it is deleted.")
@click.option("--desk", default="", help="The desk that speaks (default: the first).")
@json_option
@click.pass_context
def publish(
    ctx: click.Context, file: Path | None, agreement: str, kind: str, to: tuple[str, ...], review_by: str,
    fields: tuple[str, ...], withdraw: str, redact: str, rule: str, desk: str, as_json: bool,
) -> None:  # fmt: skip
    """Append the notices in FILE to our log, durably, and say what they meet. No answer of anybody is waited for.

    \b
    FILE (`-`: standard input) is
      .json            one notice as an object, or an array of them (see `detente schema`)
      .jsonl           one notice a line
      .geojson         features; properties like altitude_lower, time_start, radius_m (see `detente plan --help`)
    What a file leaves out of id and validity is filled in. A notice that cannot be used costs only itself, is named, and
    the exit code is 3.
    """
    from detente.formats import MAX_FILE
    from detente.node import bulk

    with reported(as_json=as_json), opened(ctx) as node:
        if redact:
            _redact(node, redact, rule, desk, as_json)
            return
        name = _agreement(node, agreement, withdraw)
        if withdraw:
            _withdraw(node, withdraw, desk, as_json)
            return
        if file is None:
            raise click.UsageError("name a FILE of notices, or --withdraw STATEMENT")
        review = instant(review_by, "--review-by") if review_by else node.now() + REVIEW
        defaults = bulk.Defaults(review, kind, dict(field.partition("=")[::2] for field in fields), _recipients(to))
        wishes = bulk.wishes(read_file(file, MAX_FILE), str(file), defaults, node.entropy)
        with progress(len(wishes), "publishing") as done:
            outcome = bulk.publish_each(node, name, wishes, desk=desk, progress=done)
        say(outcome, as_json, lambda: _words(outcome))
    if outcome.broken:
        ctx.exit(3)


def _agreement(node: Node, name: str, withdraw: str) -> str:
    if withdraw:
        return node.entry(node.ref(withdraw)).leaf.agreement
    if not name and len(node.picture.terms) == 1:
        return next(iter(node.picture.terms))
    return node.agreement(name).id


def _recipients(given: tuple[str, ...]) -> dict[str, Level] | None:
    if not given:
        return None
    pairs = [wish.partition("=") for wish in given if wish != "nobody"]
    for party, _, level in pairs:
        if level not in {"", "none", "cell", "exact"}:
            raise InputError("bad-value", f"{level!r} is not a level", where=f"--to {party}", hint="none, cell or exact")
    return {party: cast("Level", level or "exact") for party, _, level in pairs}


def _withdraw(node: Node, name: str, desk: str, as_json: bool) -> None:
    from detente.node.publish import withdraw

    done = withdraw(node, node.ref(name), desk=desk)
    say(
        done,
        as_json,
        lambda: [f"withdrawn by {done.ref}; history stays, and absence of a notice changes no protection", PRESUMPTION],
    )


def _redact(node: Node, name: str, rule: str, desk: str, as_json: bool) -> None:
    from detente.node.reveal import redact

    place = redact(node, node.ref(name), rule=rule, desk=desk, although_it_counts=True)
    words = f"deleted here, logged as {place}; whoever was given it still holds it, and every proof stays valid"
    say({"ref": place}, as_json, lambda: [words, PRESUMPTION])


def _words(outcome: Outcome) -> list[str]:
    from detente.conflict import explain

    lines = []
    for done in outcome.published[:SHOWN]:
        to = ", ".join(f"{party} ({level})" for party, level in done.to.items()) or "nobody"
        lines.append(f"logged as {done.ref}, given to {to}")
        lines += [f"  {line}" for line in explain(done.answer)] if done.answer else []
    if len(outcome.published) > SHOWN:
        lines.append(f"… {len(outcome.published)} notices logged, up to {outcome.published[-1].ref}")
    lines += [f"NOT published: {b.where}: {b.problem}" + (f" ({b.hint})" if b.hint else "") for b in outcome.broken]
    return [*lines, PRESUMPTION]
