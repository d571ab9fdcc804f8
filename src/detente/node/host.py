"""host: a party without a server takes part with its own keys through the node of another, which keeps its outbox for readers.

At the host: who its guests are. At the guest: which host it has chosen. At a reader: which guests are read there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from detente import sign
from detente.errors import DetenteError, InputError, OurError
from detente.node import home
from detente.node.follow import names
from detente.node.home import Config, GuestConfig, HostConfig, PeerConfig
from detente.node.node import Node
from detente.peer.address import check_url
from detente.terms import Member, check_party, key_name
from detente.tlog.keys import VerifierKey

if TYPE_CHECKING:
    from detente.peer.https import Us
    from detente.peer.space import SpaceClient

GUESTS: Final = "guests"


class Delivered(msgspec.Struct, frozen=True):
    """What came of bringing our space up to date: files sent and dropped, bytes sent; or the error that stopped it."""

    host: str
    sent: int = 0
    dropped: int = 0
    size: int = 0
    error: dict[str, str] | None = None


class Guest(msgspec.Struct, frozen=True):
    """A guest of ours: its node key, its quota, the bytes that it has put here, and for each reader how many files."""

    party: str
    node: str
    quota_mb: int
    size: int
    readers: dict[str, int]

    def __str__(self) -> str:
        told = ", ".join(f"{reader} ({count} files)" for reader, count in self.readers.items()) or "nobody yet"
        return f"{self.party}: {self.size / 2**20:.1f} of {self.quota_mb} MiB, for {told}; key {self.node}"


def add_guest(folder: Path, card: Member, quota_mb: int, where: str) -> Config:
    """Keep the files of the party on this card for its readers; replaces what was said of it before.

    Where the guest is not read from elsewhere, we read what it puts out for us out of its space, as from any folder.
    """
    config = home.read(folder)
    check_party(card.party, f"{where} $.party")
    if card.party == config.party:
        raise InputError("usage", "this is our own card", where=where, hint="a guest is another party: take its card")
    _check_node_key(card.node, card.party, config, where)
    guests = (*(g for g in config.guests if g.party != card.party), GuestConfig(card.party, card.node, quota_mb))
    peers = config.peers
    if all(peer.party != card.party for peer in peers):
        peers = (*peers, PeerConfig(card.party, f"{GUESTS}/{card.party}/{config.party}"))
    return home.write(folder, msgspec.structs.replace(config, guests=guests, peers=peers))


def remove_guest(folder: Path, party: str) -> Config:
    """Keep nothing more for a party; its files stay until somebody deletes them, and nobody is given them."""
    config = home.read(folder)
    if all(guest.party != party for guest in config.guests):
        raise InputError("not-found", "no guest of this name", where=party, hint="`detente host list`")
    return home.write(folder, msgspec.structs.replace(config, guests=tuple(g for g in config.guests if g.party != party)))


def guests(folder: Path) -> list[Guest]:
    """Our guests, with what stands of them here: files by reader."""
    found = []
    for guest in home.read(folder).guests:
        readers: dict[str, int] = {}
        size = 0
        for path in (folder / GUESTS / guest.party).glob("*/*/*/*/*/**/*"):
            if path.is_file() and not path.name.startswith("."):
                reader = path.relative_to(folder / GUESTS / guest.party).parts[0]
                readers[reader] = readers.get(reader, 0) + 1
                size += path.stat().st_size
        found.append(Guest(guest.party, guest.node, guest.quota_mb, size, dict(sorted(readers.items()))))
    return found


def set_host(folder: Path, url: str, key: str) -> Config:
    """Let the node at ``url``, known by its node key ``key``, keep our outbox for our readers; an empty ``url``: nobody does."""
    config = home.read(folder)
    if url:
        check_url(url)
        if sign.parse_vkey(key, "--key").name.partition("/")[0] == config.party:
            raise InputError("usage", "this is our own key", where="--key", hint="take the host's: `detente party card` there")
    return home.write(folder, msgspec.structs.replace(config, host=HostConfig(url, key if url else "")))


def _check_node_key(vkey: str, party: str, config: Config, where: str) -> None:
    if not vkey:
        hint = "its program is older than this one: ask for a card by a present one"
        raise InputError("bad-key", "the card has no node key", where=where, hint=hint)
    expected = key_name(party, "node", exercise=config.exercise)
    if (name := sign.parse_vkey(vkey, where).name) != expected:
        code = "exercise-mix" if "/exercise/" in expected + name else "bad-key"
        raise InputError(code, f"its node key is named {name}, not {expected}", where=where, hint="take the right card")


def readers_of(node: Node) -> dict[str, tuple[str, ...]]:
    """By which node keys those who may read us ask, as the agreements name them that we have signed."""
    found: dict[str, set[str]] = {}
    for terms in node.picture.terms.values():
        for card in terms.agreement.members:
            if card.party != node.party and card.node and names(terms.agreement, node.party):
                found.setdefault(card.party, set()).add(card.node)
    return {party: tuple(sorted(keys)) for party, keys in sorted(found.items())}


def check_via(config: Config, peer: PeerConfig) -> None:
    """Whether a peer can be read at its host: an address, and some way to know the key there; `InputError` otherwise."""
    check_url(peer.via)
    if peer.via_key:
        sign.parse_vkey(peer.via_key, "--via-key")
    elif all(other.url != peer.via for other in config.peers):
        raise _unknown_host(peer)


def _unknown_host(peer: PeerConfig) -> InputError:
    hint = f"`detente party add {peer.party} --via {peer.via} --via-card CARD`, with the host's card"
    return InputError("bad-key", "the key of the node at this address is not known", where=peer.via, hint=hint)


def via_key(config: Config, peer: PeerConfig, node_key: Callable[[str], VerifierKey]) -> VerifierKey:
    """The key of the node at which a guest is read: as it was given, or of the peer whose own address that is, as agreed."""
    if peer.via_key:
        return sign.parse_vkey(peer.via_key, f"{peer.party} via_key")
    for other in config.peers:
        if other.url == peer.via:
            return node_key(other.party)
    raise _unknown_host(peer)


def space(peer: PeerConfig, key: VerifierKey, us: Us) -> SpaceClient:
    """A client of the host at which a peer is read, known by its key (see `via_key`)."""
    from detente.peer.space import SpaceClient

    return SpaceClient(peer.via, key, us, peer.party)


def deliver(node: Node, outbox: Path, progress: Callable[[str], None]) -> Delivered | None:
    """Bring our space at our host up to date with our outbox; None where we have no host. What fails is said, never raised."""
    config = node.config.host
    if not config.url:
        return None
    try:
        from detente.peer import space as spaces
        from detente.peer.https import Us
    except ImportError as error:
        raise OurError("usage", f"{error.name} is not installed", where=config.url, hint="pip install 'detente[web]'") from error
    progress(f"sending to {config.url}")
    try:
        us = Us(node.key("node"), node.clock, node.entropy, timedelta(seconds=node.config.serve.skew_s))
        host = spaces.Host(config.url, sign.parse_vkey(config.key, "host.key"), us)
        try:
            told = spaces.deliver(host, node.party, outbox, readers_of(node), lambda a, b: progress(f"{a} of {b} files sent"))
        finally:
            host.close()
        return Delivered(config.url, *told)
    except DetenteError as error:
        return Delivered(config.url, error=error.as_dict() | {"words": str(error)})
