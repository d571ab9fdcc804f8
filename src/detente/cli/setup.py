"""``detente init``, ``party``, ``desk``: who we are, and whom we read."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from detente.cli.common import json_option, opened, place, say, write_file
from detente.cli.errors import reported
from detente.errors import InputError
from detente.peer.address import check_url

if TYPE_CHECKING:
    from detente.node.home import LinkState

PROMISE = (
    "What this cannot do (G15): it cannot stop bad faith, and data given cannot be taken back. "
    "No notice does not mean no protection."
)


@click.command(epilog='Example: detente -C ocha init --party ocha.example --name "OCHA" --desk access --contact "+41 22 …"')
@click.option("--party", required=True, help="The party's identifier, like a domain name.")
@click.option("--name", required=True, help="The party's name for people.")
@click.option("--desk", default="duty", show_default=True, help="Short name of the first desk.")
@click.option("--desk-name", default="", help="The desk's name for people.")
@click.option("--contact", default="", help="How a person reaches the desk.")
@click.option("--exercise", is_flag=True, help="A node for exercises: it can never take part in anything live (G18).")
@json_option
@click.pass_context
def init(
    ctx: click.Context, party: str, name: str, desk: str, desk_name: str, contact: str, exercise: bool, as_json: bool
) -> None:
    """Make a node in the folder of --node: settings, fresh keys (files of mode 0600), an empty store."""
    from detente.node import home

    with reported(as_json=as_json):
        if not name.strip():
            raise InputError("bad-value", "a party needs a name for people", where="--name", hint='like --name "OCHA"')
        first = home.DeskConfig(desk, desk_name or f"{desk} desk", contact)
        config = home.create(place(ctx), home.Config(party, name, exercise, (first,)), os.urandom)
        folder = place(ctx)
        with opened(ctx):
            pass  # makes the store: a reader that comes first finds it
        words = [
            f"{config.party}: a node in {folder}, desk {desk}" + (" [EXERCISE]" if exercise else ""),
            f"keys in {folder / 'keys'}; keep root.key elsewhere and bring it back to sign agreements",
            PROMISE,
        ]
        say({"party": config.party, "folder": str(folder), "desk": desk, "exercise": exercise}, as_json, lambda: words)


@click.group(epilog="Example: detente -C ocha party card -o ocha.card")
def party() -> None:
    """Our own card, and where the statements of peers are read from."""


@party.command(epilog="Example: detente -C ocha party card -o ocha.card")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("-"), help="File to write (default: standard output)."
)
@click.pass_context
def card(ctx: click.Context, output: Path) -> None:
    """Write our card: names, public keys, desks. Others put it into the agreements they draft with us."""
    from detente.node import home

    with reported():
        config = home.read(place(ctx))
        write_file(output, msgspec.json.format(msgspec.json.encode(home.card(place(ctx), config)), indent=2) + b"\n")


@party.command(epilog="Example: detente -C ocha party add france.example --url https://10.0.0.7:4747")
@click.argument("name")
@click.option("--folder", type=click.Path(path_type=Path), help="The folder into which that party puts what we may read.")
@click.option("--url", default="", help="The address of its node, like https://10.0.0.7:4747.")
@json_option
@click.pass_context
def add(ctx: click.Context, name: str, folder: Path | None, url: str, as_json: bool) -> None:
    """Say where the statements of the party NAME are read from; `detente sync` and `detente serve` read there.

    With --url and without --folder, what the node has fetched is kept in inbox/NAME of our folder, and read from there.
    """
    from detente.node import home

    with reported(as_json=as_json):
        if not folder and not url:
            raise InputError("usage", "neither a folder nor an address", where="NAME", hint="give --folder or --url")
        if home.read(place(ctx)).party == name:
            raise InputError("usage", f"{name} is this party itself", where="NAME", hint="name the party to read")
        if url:
            check_url(url)
        peer = home.PeerConfig(name, str(folder or ""), url)
        home.set_peer(place(ctx), peer)
        say({"party": name, "folder": peer.folder, "url": url}, as_json, lambda: [f"{name} is read from {url or folder}"])


@party.command("list", epilog="Example: detente -C ocha party list --json")
@json_option
@click.pass_context
def list_parties(ctx: click.Context, as_json: bool) -> None:
    """The peers that are read, and from where."""
    from detente.node import home

    with reported(as_json=as_json):
        config = home.read(place(ctx))
        states = home.link_states(place(ctx))
        words = [f"we are {config.party}"]
        words += [f"{p.party}: read from {p.url or p.folder}{_stands(states.get(p.party))}" for p in config.peers]
        say({"party": config.party, "peers": config.peers, "links": states}, as_json, lambda: words)


def _stands(state: LinkState | None) -> str:
    if state is None:
        return ""
    since = f"{datetime.fromtimestamp(state.since, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"; {state.word} since {since}{f': {state.error}' if state.error else ''}"


@party.command(epilog="Example: detente -C ocha party trust france.example")
@click.argument("name")
@json_option
@click.pass_context
def trust(ctx: click.Context, name: str, as_json: bool) -> None:
    """Read the logs of NAME again, which contradicted itself, once the members have settled it. The proofs stay."""
    from detente.node.expose import trust as lift

    with reported(as_json=as_json), opened(ctx) as node:
        origins = lift(node, name)
        say({"party": name, "logs": origins}, as_json, lambda: [f"{origin} is read again" for origin in origins])
