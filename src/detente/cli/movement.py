"""``detente movement``: a team on the move."""

from __future__ import annotations

from typing import Any

import click

from detente.cli.common import json_option, opened, say
from detente.cli.errors import reported
from detente.errors import InputError
from detente.notice import PRESUMPTION
from detente.statement import CheckIn

SAYS = ("contact-test", "moving", "stopped", "delayed", "deviating", "arrived", "incident")
STATUS = ("ready", "moving", "delayed", "deviating", "stopped", "split", "completed", "cancelled")


@click.group(epilog="Example: detente -C kitchen movement heard kitchen.example#3 contact-test --means 'satellite phone'")
def movement() -> None:
    """Our teams on the move: contact tests, check-ins, and what is different from what was notified."""


@movement.command(epilog="Example: detente -C kitchen movement heard kitchen.example#3 moving")
@click.argument("statement")
@click.argument("says", type=click.Choice(SAYS))
@click.option("--means", default="", help="How the team was reached.")
@click.option("--vehicle", default="", help="Which vehicle it is about; for an incident.")
@click.option("--text", default="", help="What the team says.")
@click.option("--desk", default="", help="The desk that speaks (default: the first).")
@json_option
@click.pass_context
def heard(ctx: click.Context, statement: str, says: Any, means: str, vehicle: str, text: str, desk: str, as_json: bool) -> None:
    """The team of the movement STATEMENT was heard. An incident calls everybody who holds the movement, at once."""
    from detente.node.movement import check_in

    with reported(as_json=as_json), opened(ctx) as node:
        if says == "contact-test" and not means:
            raise InputError("usage", "by which means was the team reached", where="--means", hint="--means 'satellite phone'")
        said = CheckIn(of="0" * 64, says=says, means=means, vehicle=vehicle, text=text)
        ref = check_in(node, node.ref(statement), said, desk=desk)
        say({"ref": ref}, as_json, lambda: [f"logged as {ref}, for all who hold the movement"])


@movement.command(epilog="Example: detente -C kitchen movement change kitchen.example#3 --status deviating --vehicles 2")
@click.argument("statement")
@click.option("--status", type=click.Choice(STATUS), default=None, help="What the team does now.")
@click.option("--vehicles", type=click.IntRange(0, 10_000), default=None, help="How many vehicles there are now.")
@click.option("--escort", type=click.Choice(["none", "unarmed", "armed"]), default=None, help="What escorts them now.")
@click.option("--escort-count", type=click.IntRange(0, 10_000), default=None, help="How many escorts.")
@click.option("--text", default=None, help="Words for the others.")
@click.option("--desk", default="", help="The desk that speaks (default: the first).")
@json_option
@click.pass_context
def change(
    ctx: click.Context, statement: str, status: str | None, vehicles: int | None, escort: str | None, escort_count: int | None,
    text: str | None, desk: str, as_json: bool,
) -> None:  # fmt: skip
    """Say what is different from what STATEMENT notified: a new version for all who hold it, with the difference in words."""
    import msgspec

    from detente.node.movement import change as flow
    from detente.node.movement import movement_of

    with reported(as_json=as_json), opened(ctx) as node:
        ref = node.ref(statement)
        given = {"status": status, "escort": escort, "escort_count": escort_count, "text": text}
        fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if vehicles is not None:
            fields["vehicles"] = _counted(msgspec.to_builtins(movement_of(node, ref)), vehicles)
        done = flow(node, ref, fields, desk=desk)
        lines = [f"logged as {done.published.ref}", *(f"  {words}" for words in done.changes)]
        say(done, as_json, lambda: [*lines, "both versions count until all who hold the old one have the new one", PRESUMPTION])


def _counted(movement: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """The vehicles with another count; where there are several makes it has to be said of which, in a file."""
    vehicles = movement["vehicles"]
    if len(vehicles) > 1:
        hint = "publish the new version from a file"
        raise InputError("usage", "there are several makes of vehicles", where="--vehicles", hint=hint)
    return [{**(vehicles[0] if vehicles else {}), "count": count}]
