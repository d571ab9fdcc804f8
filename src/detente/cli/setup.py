"""``detente init``, ``party``, ``desk``: who we are, and whom we read."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from detente.cli.common import json_option, opened, place, read_file, say, write_file
from detente.cli.errors import reported
from detente.errors import InputError
from detente.peer.address import check_url

if TYPE_CHECKING:
    from detente.node.home import LinkState, PeerConfig

MAX_CARD = 1 << 20
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
@click.option("--via", default="", help="The address of the node of its host, where it has no server.")
@click.option("--via-key", default="", help="The host's node key, unless we have agreed with the host and read it there.")
@click.option("--via-card", type=click.Path(path_type=Path), help="The host's card: instead of --via-key.")
@json_option
@click.pass_context
def add(
    ctx: click.Context, name: str, folder: Path | None, url: str, via: str, via_key: str, via_card: Path | None, as_json: bool
) -> None:
    """Say where the statements of the party NAME are read from; `detente sync` and `detente serve` read there.

    With --url or --via and without --folder, what was fetched is kept in inbox/NAME of our folder, and read from there.
    """
    from detente.node import home
    from detente.node import host as flow

    with reported(as_json=as_json):
        if not (folder or url or via):
            raise InputError("usage", "neither a folder nor an address", where="NAME", hint="give --folder, --url or --via")
        if url and via:
            raise InputError("usage", "its own address and its host's", where="NAME", hint="give --url or --via")
        if home.read(place(ctx)).party == name:
            raise InputError("usage", f"{name} is this party itself", where="NAME", hint="name the party to read")
        if url:
            check_url(url)
        key = _key(via_key, via_card)
        peer = home.PeerConfig(name, str(folder or ""), url, via, key)
        if via:
            flow.check_via(home.read(place(ctx)), peer)
        home.set_peer(place(ctx), peer)
        value = {"party": name, "folder": peer.folder, "url": url, "via": via, "via_key": key}
        say(value, as_json, lambda: [f"{name} is read from {_where(peer)}"])


@party.command("host", epilog="Example: detente -C clinic party host https://10.0.0.7:4747 --card ocha.card")
@click.argument("url")
@click.option("--key", default="", help="The host's node key, as it stands on its card.")
@click.option("--card", "from_card", type=click.Path(path_type=Path), help="The host's card: instead of --key.")
@json_option
@click.pass_context
def set_host(ctx: click.Context, url: str, key: str, from_card: Path | None, as_json: bool) -> None:
    """Let the node at URL keep what we put out for our readers, since we have no server; `none`: nobody does.

    `detente sync` sends it there. There `detente host add OUR-CARD` makes us a guest; our readers write
    `detente party add US --via URL`. The host cannot forge what we say. It can withhold it, it can read what we give
    our readers, and it sees who reads us and when.
    """
    from detente.node import host as flow

    with reported(as_json=as_json):
        given = "" if url == "none" else url
        vkey = _key(key, from_card)
        if given and not vkey:
            raise InputError("usage", "nothing says by which key the host is known", where="URL", hint="give --card or --key")
        flow.set_host(place(ctx), given, vkey)
        words = f"what we put out goes to {given}, known by {vkey}" if given else "what we put out goes to no host"
        say({"url": given, "key": vkey if given else ""}, as_json, lambda: [words])


def _key(vkey: str, from_card: Path | None) -> str:
    from detente.node.draft import read_card

    if vkey and from_card:
        raise InputError("usage", "a key and a card", where=str(from_card), hint="give one of them")
    return read_card(read_file(from_card, MAX_CARD), str(from_card)).node if from_card else vkey


def _where(peer: PeerConfig) -> str:
    return f"its space at {peer.via}" if peer.via else peer.url or peer.folder


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
        words += [f"our host: {config.host.url}"] if config.host.url else []
        words += [f"{p.party}: read from {_where(p)}{_stands(states.get(p.party))}" for p in config.peers]
        say({"party": config.party, "host": config.host, "peers": config.peers, "links": states}, as_json, lambda: words)


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
