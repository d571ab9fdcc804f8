"""``detente publish``: notices into our log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from detente.cli.common import instant, json_option, only_agreement, opened, progress, read_file, recipients, say, tell
from detente.cli.errors import reported
from detente.errors import DetenteError, InputError
from detente.notice import PRESUMPTION

if TYPE_CHECKING:
    from detente.formats import Broken
    from detente.node.bulk import Defaults, Outcome
    from detente.node.node import Node

REVIEW: Final = timedelta(days=30)
SHOWN: Final = 20
KINDS: Final = (".json", ".jsonl", ".geojson")


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
@click.option("--although-it-counts", is_flag=True, help="For --redact: delete it even where checks here would miss it.")
@click.option("--again", is_flag=True, help="Say once more what our log says already.")
@click.option("--revise", is_flag=True, help="A notice whose id our log holds is its next version; the same is not said again.")
@click.option("--keep-unknown", is_flag=True, help="Publish fields that no schema knows as they are written.")
@click.option("--desk", default="", help="The desk that speaks (default: the first).")
@json_option
@click.pass_context
def publish(
    ctx: click.Context, file: Path | None, agreement: str, kind: str, to: tuple[str, ...], review_by: str,
    fields: tuple[str, ...], withdraw: str, redact: str, rule: str, although_it_counts: bool, again: bool, revise: bool,
    keep_unknown: bool,
    desk: str, as_json: bool,
) -> None:  # fmt: skip
    """Append the notices in FILE to our log, durably, and say what they meet. No answer of anybody is waited for.

    \b
    FILE (`-`: standard input) is
      .json            one notice as an object, or an array of them (see `detente schema`)
      .jsonl           one notice a line
      .geojson         features; properties like altitude_lower, time_start, radius_m (see `detente plan --help`)
    What a file leaves out of id and validity is filled in. A notice that cannot be used costs only itself, is named, and
    the exit code is 3. A file can be given again after an interruption: what our log says already is not said twice.
    """
    if sum(map(bool, (file, withdraw, redact))) != 1:
        raise click.UsageError("name a FILE of notices, or --withdraw STATEMENT, or --redact STATEMENT: one of them")
    with reported(as_json=as_json), opened(ctx) as node:
        if redact:
            _redact(node, redact, rule, desk, although_it_counts, as_json)
        elif withdraw:
            _withdraw(node, withdraw, desk, as_json)
        elif file and _publish(
            node, file, agreement, _defaults(node, kind, to, review_by, fields, keep_unknown), desk, (again, revise), as_json
        ):
            ctx.exit(3)


def _defaults(
    node: Node, kind: str, to: tuple[str, ...], review_by: str, fields: tuple[str, ...], keep_unknown: bool
) -> Defaults:
    from detente.node.bulk import Defaults

    review = instant(review_by, "--review-by") if review_by else node.now() + REVIEW
    if review <= node.now():
        raise InputError("bad-value", f"{review_by} is past", where="--review-by", hint="say when it will be looked at again")
    pairs = {}
    for field in fields:
        name, equals, value = field.partition("=")
        if not name or not equals:
            raise InputError("usage", f"{field!r} sets nothing", where="--set", hint="FIELD=VALUE, like function=health")
        pairs[name] = value
    return Defaults(review, kind, pairs, recipients(to), keep_unknown)


def _publish(node: Node, file: Path, name: str, defaults: Defaults, desk: str, how: tuple[bool, bool], as_json: bool) -> bool:
    """Publish a file and say what became of it; whether a notice of it could not be taken."""
    from detente.formats import MAX_FILE
    from detente.node import bulk

    if file.suffix and file.suffix.lower() not in KINDS:
        raise InputError("usage", "not a kind of file that is published", where=str(file), hint=f"one of {', '.join(KINDS)}")
    held = only_agreement(node, name)
    wishes = bulk.wishes(read_file(file, MAX_FILE), str(file), defaults, node.entropy)
    if defaults.fields and file.suffix.lower() != ".geojson":
        raise InputError("usage", "--set is for features of GeoJSON", where=str(file), hint="write the field into the notice")
    before = node.store.size(node.origin(held))
    try:
        with progress(len(wishes), "publishing") as done:
            outcome = bulk.publish_each(node, held, wishes, desk=desk, again=how[0], revise=how[1], progress=done)
    except (KeyboardInterrupt, DetenteError):
        if logged := node.store.size(node.origin(held)) - before:
            words = "run the same command again for the rest: what our log says already is not said twice"
            tell(f"{logged} of {len(wishes)} notices are in our log; {words}", err=True)
        raise
    say(outcome, as_json, lambda: _words(outcome, file))
    return bool(outcome.broken)


def _withdraw(node: Node, name: str, desk: str, as_json: bool) -> None:
    from detente.node.publish import withdraw

    done = withdraw(node, node.ref(name), desk=desk)
    say(
        done,
        as_json,
        lambda: [f"withdrawn by {done.ref}; history stays, and absence of a notice changes no protection", PRESUMPTION],
    )


def _redact(node: Node, name: str, rule: str, desk: str, although_it_counts: bool, as_json: bool) -> None:
    from detente.node.reveal import redact

    place = redact(node, node.ref(name), rule=rule, desk=desk, although_it_counts=although_it_counts)
    words = f"deleted here, logged as {place}; whoever was given it still holds it, and every proof stays valid"
    say({"ref": place}, as_json, lambda: [words, PRESUMPTION])


def _words(outcome: Outcome, file: Path) -> list[str]:
    from detente.conflict import explain

    lines = []
    for done in outcome.published[:SHOWN]:
        to = ", ".join(f"{party} ({level})" for party, level in done.to.items()) or "nobody"
        lines.append(f"logged as {done.ref}, given to {to}")
        lines += [f"  {line}" for line in explain(done.answer)] if done.answer else []
    if len(outcome.published) > SHOWN:
        lines.append(f"… {len(outcome.published)} notices logged, up to {outcome.published[-1].ref}")
    lines += [f"in our log already as {ref}, not said twice (--again says it twice)" for ref in outcome.already[:1]]
    lines += [f"… and {len(outcome.already) - 1} more of {file.name}, not said twice"] if len(outcome.already) > 1 else []
    lines += [f"note: {note}" for note in outcome.notes]
    lines += [_broken(one) for one in outcome.broken]
    return [*(lines or [f"{file.name} holds no notice: nothing is published"]), PRESUMPTION]


def _broken(one: Broken) -> str:
    name, hint = f" “{one.name}”" if one.name else "", f" ({one.hint})" if one.hint else ""
    return f"NOT published: {one.where}{name}: {one.problem}{hint}"
