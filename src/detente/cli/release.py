"""``detente release``: conflicts that only we see, and the way of a statement from one agreement into another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import click

from detente.cli.common import json_option, opened, recipients, say
from detente.cli.errors import reported
from detente.notice import PRESUMPTION

if TYPE_CHECKING:
    from detente.node.release import Asked

desk_option = click.option("--desk", default="", help="The desk that speaks (default: the first).")
ANYONE: Final = "anyone"


@click.group(epilog="Example: detente -C france release list;  detente -C france release ask turkey.example#4")
def release() -> None:
    """Conflicts between others that only we see, and passing on what its author releases.

    What a party told us under one agreement is for that agreement. Where two partners of ours collide and neither is told of
    the other, our desk alone sees it: it can `ask` one of them for release, which that party may `give`, and then `pass-on`.
    """


@release.command("list", epilog="Example: detente -C france release list --json")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Conflicts that only we see, with the step that is open to our desk; and what others ask us to release.

    Show this to nobody outside our desk: each entry holds what one party told us in confidence, and what another did.
    """
    from detente.node import between as betweens
    from detente.node import release as releases

    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        found, asked = betweens.between(node), releases.asked(node)
        value = {"only_we_see": found, "asked_of_us": asked, "presumption": PRESUMPTION}
        none = ["no conflict is seen by us alone, and nobody asks us for release"] if not found and not asked else []
        say(value, as_json, lambda: [*betweens.explain(found), *map(_asked, asked), *none, PRESUMPTION])


def _asked(one: Asked) -> str:
    give = f"detente release give {one.ref} --to {one.by} --onward PARTY"
    return f"{one.by} asks for release of {one.ref}: “{one.words}”; to let it pass it on: {give}"


@release.command(epilog="Example: detente -C france release ask turkey.example#4")
@click.argument("statement")
@click.option(
    "--text",
    default="",
    help="Words that go with it. They name nobody unless you do: the third party's notice is not ours to tell.",
)
@desk_option
@json_option
@click.pass_context
def ask(ctx: click.Context, statement: str, text: str, desk: str, as_json: bool) -> None:
    """Ask the author of STATEMENT whether we may pass it on. Nobody else is told what is asked, and no third party is named."""
    from detente.node import release as releases

    with reported(as_json=as_json), opened(ctx) as node:
        ref = node.ref(statement)
        place = releases.ask(node, ref, text=text, desk=desk)
        say({"ref": place}, as_json, lambda: [f"asked for release: logged as {place}; its author decides"])


@release.command(epilog="Example: detente -C turkey release give turkey.example#4 --to france.example --onward us.example")
@click.argument("statement")
@click.option("--to", multiple=True, required=True, help="Who may pass it on; once for each.")
@click.option("--onward", multiple=True, required=True, help=f"To which party it may be passed on, once for each; or `{ANYONE}`.")
@click.option("--level", type=click.Choice(["cell", "exact"]), default="exact", show_default=True, help="No finer than this.")
@click.option("--text", default="", help="Words that go with it.")
@desk_option
@json_option
@click.pass_context
def give(
    ctx: click.Context, statement: str, to: tuple[str, ...], onward: tuple[str, ...], level: Literal["cell", "exact"], text: str,
    desk: str, as_json: bool,
) -> None:  # fmt: skip
    """Let others pass our STATEMENT on, as our words, under their other agreements. What was passed on cannot be taken back."""
    from detente.node import release as releases

    with reported(as_json=as_json), opened(ctx) as node:
        named = [party for party in onward if party != ANYONE]
        place = releases.give(
            node, node.ref(statement), to, onward=named, anyone=ANYONE in onward, level=level, text=text, desk=desk
        )
        words = f"released ({level}) to {', '.join(to)}, onward to {', '.join(onward)}: logged as {place}"
        say({"ref": place, "to": to, "onward": onward, "level": level}, as_json, lambda: [words])


@release.command("pass-on", epilog="Example: detente -C france release pass-on turkey.example#4 --agreement Coast")
@click.argument("statement")
@click.option("--agreement", "-a", required=True, help="Under which agreement: its title, or the beginning of its id.")
@click.option("--to", multiple=True, metavar="PARTY=LEVEL", help="Only to these (default: all to whom it is released).")
@click.option("--grade", default="F6", show_default=True, help="What we think of source and words (Admiralty, A1 to F6).")
@desk_option
@json_option
@click.pass_context
def pass_on(
    ctx: click.Context, statement: str, agreement: str, to: tuple[str, ...], grade: str, desk: str, as_json: bool
) -> None:
    """Publish STATEMENT of another party in another agreement, in its author's words, marked as released by it.

    Refused where no release is on record. From then on it counts there like any notice; its members see that we say it, whose
    words it is, and the hash of the release, which `detente prove` proves to whom we decide to show it.
    """
    from detente.conflict import explain
    from detente.node import release as releases

    with reported(as_json=as_json), opened(ctx) as node:
        done = releases.pass_on(node, node.ref(statement), agreement, to=recipients(to), grade=grade, desk=desk)
        given = ", ".join(f"{party} ({level})" for party, level in done.to.items())
        meets = [f"  {line}" for line in explain(done.answer)] if done.answer else []
        say(done, as_json, lambda: [f"passed on: logged as {done.ref}, given to {given}", *meets, PRESUMPTION])
