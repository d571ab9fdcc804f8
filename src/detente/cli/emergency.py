"""``detente emergency``: the line that bypasses everything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from detente.cli.common import instant, json_option, opened, say
from detente.cli.errors import reported
from detente.errors import InputError
from detente.notice import PRESUMPTION
from detente.volume import MAX_RADIUS_M

if TYPE_CHECKING:
    from datetime import datetime

    from detente.node.emergency import Raised
    from detente.node.node import Node
    from detente.notice import Typed

MAX_TEXT: Final = 4000
PARTLY: Final = 4
_PLACE: Final = re.compile(r"\s*([+-]?[0-9]{1,2}(?:\.[0-9]{1,10})?)\s*,\s*([+-]?[0-9]{1,3}(?:\.[0-9]{1,10})?)\s*")


RAISE: Final = 'Example: detente -C msf emergency raise "shells on us" --at 36.71803,68.86221 --accuracy 10 --place Kunduz'


@click.group(epilog=RAISE)
def emergency() -> None:
    """The emergency line: free of conditions and suspensions, logged in every agreement of ours that covers the place."""


@emergency.command("raise", epilog=RAISE)
@click.argument("what")
@click.option("--at", "where", default="", metavar="LAT,LON", help="Where: decimal degrees, WGS 84, latitude first.")
@click.option("--accuracy", type=float, default=None, metavar="METRES", help="How precise that is.")
@click.option("--place", default="", help="The name of the place, as people there say it.")
@click.option("--source", type=click.Choice(["gps", "imagery", "map", "telephone", "gazetteer", "unknown"]), default="unknown")
@click.option("--radius", default=0.0, metavar="METRES", help="How far around it others must look.")
@click.option("--effect", type=click.Choice(["cease", "hold", "identify"]), default="cease", show_default=True)
@click.option("--since", default="", metavar="TIME", help="Since when, RFC 3339 UTC (default: now).")
@click.option("--call-back", default="", help="How to reach whoever speaks.")
@click.option("--unlocated", is_flag=True, help="There is no place to give: send it all the same, marked as unlocated.")
@click.option("--desk", default="", help="The desk that speaks (default: the first).")
@json_option
@click.pass_context
def raise_(
    ctx: click.Context, what: str, where: str, accuracy: float | None, place: str, source: str, radius: float, effect: str,
    since: str, call_back: str, unlocated: bool, desk: str, as_json: bool,
) -> None:  # fmt: skip
    """Say WHAT happens, where, and what is asked for. It is logged at once, and sent before everything else.

    A place needs coordinates, their precision and a name. What has none goes out with --unlocated; each side then lists the
    activities that go on now. Nothing else can keep it back: what is wrong beside that is left out, and told. Exit code 4 where
    it could not be logged in every agreement.
    """
    from detente.node import emergency as flow

    with reported(as_json=as_json), opened(ctx) as node:
        notes: list[str] = []
        accuracy = _number(accuracy, "--accuracy", 100_000, notes)
        typed = _typed(where, accuracy, source) if where else None
        if not unlocated and (typed is None or accuracy is None or not place):
            lacks = [w for w, there in (("--at", where), ("--accuracy", accuracy is not None), ("--place", place)) if not there]
            hint = f"add {', '.join(lacks)}; or --unlocated, to send it as it is"
            raise InputError("usage", "an emergency says where", where="emergency", hint=hint)
        said = flow.Call(
            what=_words(what, "WHAT", notes), effect=effect, place=_words(place, "--place", notes), typed=typed,
            radius_m=_number(radius, "--radius", MAX_RADIUS_M, notes) or 0.0, call_back=_words(call_back, "--call-back", notes),
            since=_since(since, notes),
        )  # fmt: skip
        done = flow.raise_(node, said, desk=_desk(node, desk, notes))
        say({"raised": done, "notes": notes}, as_json, lambda: [*_raised(done), *(f"note: {words}" for words in notes)])
    ctx.exit(PARTLY if done.failed else 0)


def _words(text: str, where: str, notes: list[str]) -> str:
    """Words that can be logged: what cannot is cut or replaced, and told; nothing of second rank keeps an emergency back."""
    good = text.encode("utf-8", "replace").decode()[:MAX_TEXT]
    if good != text:
        notes.append(f"{where}: what cannot be sent of it was cut or replaced")
    return good


def _number(given: float | None, where: str, most: float, notes: list[str]) -> float | None:
    if given is None or 0 <= given <= most:
        return given
    notes.append(f"{where} {given}: not in 0..{most:.0f} m, and left out")
    return None


def _since(text: str, notes: list[str]) -> datetime | None:
    try:
        return instant(text, "--since") if text else None
    except InputError as error:
        notes.append(f"{error}; it is said to be since now")
        return None


def _desk(node: Node, desk: str, notes: list[str]) -> str:
    known = [one.id for one in node.config.desks]
    if not desk or desk in known:
        return desk
    notes.append(f"no desk {desk} here: {known[0]} speaks")
    return known[0]


def _typed(where: str, accuracy: float | None, source: str) -> Typed:
    import msgspec

    from detente.notice import Typed
    from detente.volume import DECIMALS, Point, Volume4D, validate

    found = _PLACE.fullmatch(where)
    if not found:
        raise InputError("bad-value", f"{where[:60]!r} is not a place", where="--at", hint="36.71803,68.86221: latitude first")
    understood = (round(float(found[2]), DECIMALS), round(float(found[1]), DECIMALS))
    validate(Volume4D(Point(understood)), "--at")
    return msgspec.convert(
        {"text": where, "understood": understood, "format": "DD", "source": source, "accuracy_m": accuracy}, Typed
    )


def _raised(done: Raised) -> list[str]:
    lines = [f"EMERGENCY logged as {ref}" for ref in done.refs] + [f"given to {', '.join(done.given) or 'nobody'}"]
    lines += [f"UNLOCATED: it lacks {', '.join(done.lacks)}"] if done.lacks else []
    if done.words:
        lines.append(f"check words: {done.words}: the other side reads them to you from its own map; then `emergency read-back`")
    lines += [f"NOT LOGGED in {words}" for words in done.failed]
    clock = "`detente emergency show` has the clock; the next contact is called every 30 s until a person answers"
    return [*lines, clock, PRESUMPTION]


@emergency.command("show", epilog="Example: detente -C france emergency show")
@click.argument("statement", default="")
@json_option
@click.pass_context
def show(ctx: click.Context, statement: str, as_json: bool) -> None:
    """Emergencies held here: clocks, who has answered, with whom the place was read back. One STATEMENT, or all."""
    from detente.node import emergency as flow

    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        refs = [node.ref(statement)] if statement else flow.held(node)
        found = [flow.status(node, ref) for ref in refs]
        lines = [line for one in found for line in flow.explain(one)] or ["no emergency is held here"]
        say(found, as_json, lambda: [*lines, PRESUMPTION])


@emergency.command("answer", epilog='Example: detente -C france emergency answer ocha.example#7 --text "we have stopped"')
@click.argument("statements", nargs=-1, required=True)
@click.option("--text", default="", help="What you say.")
@click.option("--desk", default="", help="The desk that answers (default: the first).")
@json_option
@click.pass_context
def answer(ctx: click.Context, statements: tuple[str, ...], text: str, desk: str, as_json: bool) -> None:
    """A person has seen STATEMENTS: no further contact of ours is called. Said under two agreements, it is answered in both."""
    from detente.node.answer import receipt

    with reported(as_json=as_json), opened(ctx) as node:
        refs = [receipt(node, ref, "opened", text=text, desk=desk) for ref in map(node.ref, statements)]
        say({"refs": refs}, as_json, lambda: [f"answered as {ref}" for ref in refs])


@emergency.command("read-back", epilog="Example: detente -C france emergency read-back ocha.example#7 kilo echo papa zulu")
@click.argument("statement")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--from", "heard_from", default="", help="The party that read them to you (default: its author, or the only other)."
)
@click.option("--desk", default="", help="The desk that heard them (default: the first).")
@json_option
@click.pass_context
def read_back(ctx: click.Context, statement: str, words: tuple[str, ...], heard_from: str, desk: str, as_json: bool) -> None:
    """Log the check WORDS that the other side read to you. The place is read back once both sides heard the right ones."""
    from detente.node import emergency as flow

    with reported(as_json=as_json), opened(ctx) as node:
        ref, agrees = flow.read_back(node, node.ref(statement), " ".join(words), heard_from=heard_from, desk=desk)
        differs = "DIFFERS: these are the words of another place. Read the coordinates to each other, figure by figure"
        say({"ref": ref, "agrees": agrees}, as_json, lambda: [f"logged as {ref}: {'the words agree' if agrees else differs}"])
    ctx.exit(0 if agrees else 10)


@emergency.command("words", epilog="Example: detente emergency words 36.71803,68.86221")
@click.argument("where", metavar="LAT,LON")
@json_option
def words(where: str, as_json: bool) -> None:
    """The check words of a place as you read it on your own map: say them to the other side."""
    from detente import line

    with reported(as_json=as_json):
        said = line.check_words(_typed(where, None, "unknown").understood)
        say({"words": said}, as_json, lambda: [said])


@emergency.command("test", epilog="Example: detente -C ocha emergency test")
@click.argument("agreement", default="")
@click.option("--desk", default="", help="The desk that asks (default: the first).")
@json_option
@click.pass_context
def test(ctx: click.Context, agreement: str, desk: str, as_json: bool) -> None:
    """Test the line: ask the other members of AGREEMENT (default: of all) whether a person is there."""
    from detente.node import emergency as flow

    with reported(as_json=as_json), opened(ctx) as node:
        held = [node.agreement(agreement).id] if agreement else list(node.picture.terms)
        refs = [flow.try_line(node, one, desk=desk) for one in held]
        say(
            {"refs": refs},
            as_json,
            lambda: [f"asked as {ref}; a person there answers it with `emergency answer`" for ref in refs],
        )
