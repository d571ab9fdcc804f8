"""``detente host``: parties without a server, for whom this node keeps what they put out."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.common import json_option, place, read_file, say
from detente.cli.errors import reported

MAX_CARD = 1 << 20


@click.group(epilog="Example: detente -C ocha host add clinic.card --quota-mb 128")
def host() -> None:
    """Guests: parties without a server, whose files we keep for their readers.

    A guest has its own keys and its own log; we can withhold what it puts here, and cannot forge it. Readers ask for it at the
    address of our node (`detente serve`), by the keys that the guest names. What a guest gives its readers we can read as well:
    it lies here as it is.
    """


@host.command(epilog="Example: detente -C ocha host add clinic.card --quota-mb 128")
@click.argument("card", type=click.Path(path_type=Path))
@click.option(
    "--quota-mb", type=click.IntRange(1, 1_000_000), default=64, show_default=True, help="How much it may put here, in MiB."
)
@json_option
@click.pass_context
def add(ctx: click.Context, card: Path, quota_mb: int, as_json: bool) -> None:
    """Keep the files of the party whose CARD this is (it writes it with `detente party card -o FILE`) for its readers.

    Again with a new card or another quota: replaces what was said before. A `serve` that runs takes it up by itself. Where we
    share an agreement with the guest, we read it from what it puts here for us.
    """
    from detente.node import host as flow
    from detente.node.draft import read_card

    with reported(as_json=as_json):
        member = read_card(read_file(card, MAX_CARD), str(card))
        config = flow.add_guest(place(ctx), member, quota_mb, str(card))
        words = [
            f"{member.party} is a guest here, with {quota_mb} MiB",
            f"there: detente party host {config.serve.url or 'https://OUR-ADDRESS:PORT'} --card OUR-CARD",
            f"its readers: detente party add {member.party} --via {config.serve.url or 'https://OUR-ADDRESS:PORT'}",
        ]
        say({"party": member.party, "node": member.node, "quota_mb": quota_mb}, as_json, lambda: words)


@host.command("list", epilog="Example: detente -C ocha host list --json")
@json_option
@click.pass_context
def list_guests(ctx: click.Context, as_json: bool) -> None:
    """Our guests, what they have put here, and for whom."""
    from detente.node import host as flow

    with reported(as_json=as_json):
        found = flow.guests(place(ctx))
        words = [str(guest) for guest in found] or ["no guests; see `detente host add`"]
        say(found, as_json, lambda: words)


@host.command(epilog="Example: detente -C ocha host remove clinic.example")
@click.argument("party")
@json_option
@click.pass_context
def remove(ctx: click.Context, party: str, as_json: bool) -> None:
    """Keep nothing more for PARTY. From now on nobody is given its files; they stay until you delete them."""
    from detente.node import host as flow

    with reported(as_json=as_json):
        flow.remove_guest(place(ctx), party)
        folder = place(ctx) / flow.GUESTS / party
        say({"party": party, "folder": str(folder)}, as_json, lambda: [f"{party} is no guest any more; its files: {folder}"])
