"""``detente agreement``: what parties sign."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click
import msgspec

from detente.cli.common import instant, json_option, opened, read_file, say, write_file
from detente.cli.errors import reported
from detente.errors import DetenteError, InputError

if TYPE_CHECKING:
    from detente.node.node import Node
    from detente.statement import AnyAct
    from detente.terms import Agreement

MAX_DOCUMENT: Final = 1 << 20
Because = Literal["incident", "notice"]


@click.group(epilog="Example: detente agreement draft --title Coast --card a.card --card b.card -o coast.txt")
def agreement() -> None:
    """Draft, sign and show agreements. All root keys sign the same bytes; nothing is in force before the last has."""


@agreement.command(epilog="Example: detente agreement draft --title Coast --card ours.card --card theirs.card -o coast.txt")
@click.option("--title", required=True, help="What people call it.")
@click.option(
    "--card", "cards", multiple=True, required=True, type=click.Path(path_type=Path), help="A party's card; once for each."
)
@click.option("--terms", type=click.Path(path_type=Path), help="TOML file with clauses and settings; otherwise usual clauses.")
@click.option("--from", "start", default="", help="When it begins, RFC 3339 UTC (default: now).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("-"), help="File to write (default: standard output)."
)
def draft(title: str, cards: tuple[Path, ...], terms: Path | None, start: str, output: Path) -> None:
    """Write the document that all parties will sign.

    \b
    A file of terms has [[clauses]] (id, kinds, level, when, separation_m, …; see `detente schema`) and may set
    clock_skew_s, max_silence_s, time_end. The usual clauses: planned activities and areas are exchanged exactly and
    keep 5 km and 300 m; sites, movements and emergencies survive every suspension.
    """
    from detente import agreement as agreements
    from detente.node import draft as drafts
    from detente.node.node import utc_now

    with reported():
        members = [drafts.read_card(read_file(path, MAX_DOCUMENT), str(path)) for path in cards]
        given = drafts.read_terms(read_file(terms, MAX_DOCUMENT), str(terms)) if terms else drafts.USUAL
        begins = instant(start, "--from") if start else utc_now()
        document = drafts.draft(title, members, given, begins, os.urandom)
        agreements.check(document)
        write_file(output, agreements.encode(document))


@agreement.command(epilog="Example: detente -C ocha agreement amend Coast --card new.card -o coast-2.txt")
@click.argument("name")
@click.option(
    "--card", "cards", multiple=True, type=click.Path(path_type=Path), help="A card that replaces its party's, or adds it."
)
@click.option("--remove", multiple=True, help="A party that leaves; once for each.")
@click.option("--terms", type=click.Path(path_type=Path), help="TOML file with all clauses and settings (default: as they are).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("-"), help="File to write (default: standard output)."
)
@click.pass_context
def amend(
    ctx: click.Context, name: str, cards: tuple[Path, ...], remove: tuple[str, ...], terms: Path | None, output: Path
) -> None:
    """Write the next version of an agreement: other keys or desks, another member, other clauses.

    All members before and after sign it with `detente agreement sign`. What was said before it is judged by the keys of
    then, what is said after it by the new ones.
    """
    from detente import agreement as agreements
    from detente.node import draft as drafts

    with reported(), opened(ctx, readonly=True) as node:
        held = node.agreement(name)
        members = [drafts.read_card(read_file(path, MAX_DOCUMENT), str(path)) for path in cards]
        given = drafts.read_terms(read_file(terms, MAX_DOCUMENT), str(terms)) if terms else None
        document = drafts.amend(held, node.picture.terms[held.id].note, members, remove, given)
        agreements.check(document)
        write_file(output, agreements.encode(document))


@agreement.command(epilog="Example: detente -C ocha agreement sign coast.txt -o coast.signed")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where to write the signed document (default: FILE itself)."
)
@click.option(
    "--earlier", multiple=True, type=click.Path(path_type=Path), help="For a party that enters: the signed versions before."
)
@json_option
@click.pass_context
def sign(ctx: click.Context, file: Path, output: Path | None, earlier: tuple[Path, ...], as_json: bool) -> None:
    """Add our root key's signature to FILE; once all have signed, open our log in the agreement, or amend it there.

    Signing twice is signing once.
    """
    from detente.node import found

    with reported(as_json=as_json), opened(ctx) as node:
        document = read_file(file, MAX_DOCUMENT)
        try:
            done = found.sign_and_open(node, document, [read_file(path, MAX_DOCUMENT) for path in earlier])
        except DetenteError as error:
            raise error.at(str(file)) from None
        write_file(output or file, done.document)
        words = [f"signed: “{done.title}” ({done.agreement[:8]})"]
        done_words = f"all have signed; version {done.version} is in our log: it is open"
        words += [f"still to sign: {', '.join(done.waiting)}" if done.waiting else done_words]
        say(msgspec.structs.replace(done, document=b""), as_json, lambda: words)


@agreement.command(epilog="Example: detente -C ocha agreement show Coast")
@click.argument("name", default="")
@json_option
@click.pass_context
def show(ctx: click.Context, name: str, as_json: bool) -> None:
    """The agreements held, or one of them: its parties, its clauses, and what is in force now."""
    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        terms = [node.agreement(name)] if name else [t.agreement for t in node.picture.terms.values()]
        say(terms, as_json, lambda: [line for t in terms for line in _describe(node, t)] or ["no agreement is held"])


def _describe(node: Node, terms: Agreement) -> list[str]:
    from detente import agreement as agreements

    standing = node.picture.terms[terms.id].standing
    period = f"from {terms.time_start:%Y-%m-%d %H:%MZ}" + (f" to {terms.time_end:%Y-%m-%d %H:%MZ}" if terms.time_end else "")
    lines = [f"“{terms.title}” ({terms.id[:8]}), version {terms.version}, {period}" + (" [EXERCISE]" if terms.exercise else "")]
    lines += [
        f"  {m.party} ({m.name}): " + "; ".join(", ".join(filter(None, (d.name, d.contact))) for d in m.desks)
        for m in terms.members
    ]
    for clause in terms.clauses:
        decision = agreements.decide(terms, standing, clause.kinds[0], node.now())
        apart = (
            f", keep {clause.separation_m:.0f} m and {clause.vertical_m:.0f} m"
            if clause.separation_m or clause.vertical_m
            else ""
        )
        words = f"{', '.join(clause.kinds)}: {clause.level}, {clause.when}{apart}"
        lines.append(f"  clause {clause.id}: {words}; {'in force' if decision.in_force else decision.reason}")
    return lines


@agreement.command(epilog="Example: detente -C france agreement suspend Coast --clause plans --because incident")
@click.argument("name")
@click.option("--clause", "clauses", multiple=True, required=True, help="Clause to suspend; once for each.")
@click.option("--because", type=click.Choice(["incident", "notice"]), default="notice", show_default=True)
@click.option("--text", default="", help="Words for the other parties.")
@json_option
@click.pass_context
def suspend(ctx: click.Context, name: str, clauses: tuple[str, ...], because: Because, text: str, as_json: bool) -> None:
    """Suspend clauses. Sites, movements and emergencies survive unless the parties wrote otherwise."""
    from detente.statement import Suspend

    _act(ctx, name, Suspend(clauses=clauses, because=because, text=text), as_json, "--clause", clauses)


@agreement.command(epilog="Example: detente -C france agreement resume Coast --clause plans")
@click.argument("name")
@click.option("--clause", "clauses", multiple=True, required=True, help="Clause whose suspension is taken back; once for each.")
@click.option("--text", default="", help="Words for the other parties.")
@json_option
@click.pass_context
def resume(ctx: click.Context, name: str, clauses: tuple[str, ...], text: str, as_json: bool) -> None:
    """Take our suspension of clauses back."""
    from detente.statement import Resume

    _act(ctx, name, Resume(clauses=clauses, text=text), as_json, "--clause", clauses)


@agreement.command(epilog='Example: detente -C france agreement declare Coast "transition agreed"')
@click.argument("name")
@click.argument("condition")
@click.option("--not-met", is_flag=True, help="Declare that it is no longer met.")
@json_option
@click.pass_context
def declare(ctx: click.Context, name: str, condition: str, not_met: bool, as_json: bool) -> None:
    """Declare a named condition met: clauses that wait for it come into force once all named parties have."""
    from detente.statement import Declare

    _act(ctx, name, Declare(condition=condition, met=not not_met), as_json, "CONDITION", (condition,))


def _act(ctx: click.Context, name: str, statement: AnyAct, as_json: bool, where: str, words: tuple[str, ...]) -> None:
    """Log an act, once every word in it stands in the terms: a misspelt clause would suspend nothing, and look as if it did."""
    from detente.node import publish

    with reported(as_json=as_json), opened(ctx) as node:
        terms = node.agreement(name)
        known = {c.id if where == "--clause" else c.condition for c in terms.clauses} - {""}
        if strangers := [word for word in words if word not in known]:
            what = f"{', '.join(strangers)}: no such word in “{terms.title}”"
            raise InputError("not-found", what, where=where, hint=f"known: {', '.join(sorted(known)) or 'none'}")
        ref = publish.act(node, terms.id, statement)
        say({"ref": str(ref)}, as_json, lambda: [f"logged as {ref}", *_describe(node, terms)])
