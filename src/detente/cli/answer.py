"""``detente answer``: what a desk says about a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from detente.cli.common import json_option, opened, say
from detente.cli.errors import reported

if TYPE_CHECKING:
    from detente.conflict import Answer
    from detente.terms import Grade, Level

GRADES: Final = ("opened", "loaded", "accounted-for", "asks", "objects", "contests")


@click.command(
    epilog="Example: detente -C france answer ocha.example#3 accounted-for;  "
    "detente -C ocha answer ocha.example#3 reveal --to france.example"
)
@click.argument("statement")
@click.argument("word", type=click.Choice([*GRADES, "verdict", "reveal"]))
@click.option("--text", default="", help="Words that go with it.")
@click.option("--to", multiple=True, help="For `reveal`: to whom; once for each.")
@click.option("--level", type=click.Choice(["cell", "exact"]), default="exact", show_default=True, help="For `reveal`: how fine.")
@click.option("--desk", default="", help="The desk that speaks (default: the first).")
@json_option
@click.pass_context
def answer(
    ctx: click.Context, statement: str, word: str, text: str, to: tuple[str, ...], level: Level, desk: str, as_json: bool
) -> None:
    """Answer STATEMENT (LOG#INDEX, or PARTY#INDEX): the receipt of a desk; or `verdict` on an activity of our own.

    \b
    opened          a person has read it
    loaded          it is on the device that decides
    accounted-for   it is in our plan
    asks, objects, contests     it stays on the list; its author is told
    reveal          hand over what was held back of a statement of ours, to those named
    verdict         our own check and the others' signed receipts: conflict, no known conflict, or unconfirmed
    """
    from detente.node import answer as answers
    from detente.node import reveal as reveals

    with reported(as_json=as_json), opened(ctx) as node:
        ref = node.ref(statement)
        if word == "verdict":
            done = answers.register(node, ref, desk=desk)
            silent = f" by {', '.join(done.unconfirmed_by)}" if done.unconfirmed_by else ""
            say(
                done,
                as_json,
                lambda: [f"verdict: {done.verdict}{silent}, logged as {done.ref}", *_explained(done.answer), *done.discounted],
            )
        elif word == "reveal":
            place = reveals.reveal(node, ref, to, level=level, reason=text, desk=desk)
            say(
                {"ref": place, "to": to, "level": level},
                as_json,
                lambda: [f"given to {', '.join(to)} ({level}): logged as {place}"],
            )
        else:
            grade: Grade = word  # type: ignore[assignment]
            place = answers.receipt(node, ref, grade, text=text, desk=desk)
            say({"ref": place, "grade": word}, as_json, lambda: [f"{word}: logged as {place}; it permits and prevents nothing"])


def _explained(given: Answer) -> list[str]:
    from detente.conflict import explain

    return [f"  {line}" for line in explain(given)]
