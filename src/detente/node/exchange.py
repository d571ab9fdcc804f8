"""exchange: one round with every peer that has a folder or an address: put out what they may read, read them, answer them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from detente import agreement as agreements
from detente import sign
from detente.errors import DetenteError, InputError, OurError, PeerError
from detente.node import gossip, home, host, sync
from detente.node.between import Between, between
from detente.node.follow import names
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.node.tick import Ticked, tick
from detente.peer.folder import FolderSource
from detente.statement import Ref
from detente.terms import parse_origin
from detente.tlog.keys import VerifierKey

OUTBOX: Final = "outbox"
MANY: Final = 50
"""Files after which it is said how far we are."""


class Exchanged(msgspec.Struct, frozen=True):
    """What came of one peer: statements new here, ``waiting`` for its first word, or the error that stopped us."""

    party: str
    folder: str
    new: tuple[Ref, ...] = ()
    waiting: bool = False
    error: dict[str, str] | None = None


class Round(msgspec.Struct, frozen=True):
    """What came of all peers, what time had made due once they were read, which conflicts among the news we alone see.

    ``host``: what came of sending our outbox to our host, where we have one.
    """

    peers: tuple[Exchanged, ...]
    due: Ticked
    only_we_see: tuple[Between, ...] = ()
    host: host.Delivered | None = None


def exchange(node: Node, progress: sync.Progress = sync.silent) -> Round:
    """Put out, read every peer, put out our answers and what is due, and send it to our host where we have one.

    One peer's damage keeps no other from being read (A8).
    """
    outbox = node.folder / OUTBOX
    put_out(node, outbox)
    arrived = []
    for peer in node.config.peers:
        progress(f"reading {peer.party}")
        arrived.append(_arrived(node, peer, progress))
    for source in arrived:
        if isinstance(source, FolderSource):
            with suppress(DetenteError):  # reading it says so again
                gossip.heed(node, source)
    found = [
        _read(node, peer, source, progress) if isinstance(source, FolderSource) else source
        for peer, source in zip(node.config.peers, arrived, strict=True)
    ]
    ticked = tick(node)
    put_out(node, outbox)
    sent = host.deliver(node, outbox, progress)
    return Round(tuple(found), ticked, tuple(between(node, {ref for one in found for ref in one.new})), sent)


def node_key(node: Node, party: str) -> VerifierKey:
    """The key of a party's node, as an agreement that both have signed names it; `InputError` (not-member) where none does."""
    for terms in node.picture.terms.values():
        if names(terms.agreement, party) and names(terms.agreement, node.party):
            card = agreements.member(terms.agreement, party)
            if card.node:
                return sign.parse_vkey(card.node)
    hint = "`detente agreement sign` what you agreed, or amend it with its present card"
    raise InputError("not-member", "no agreement that we have signed names it with a key for its node", where=party, hint=hint)


def _fetch(node: Node, peer: home.PeerConfig, folder: Path, progress: sync.Progress) -> None:
    """Bring the folder of a peer up to date with its node, or with its host; neither needs a node of ours on a port."""
    try:
        from detente.peer.fetch import fetch
        from detente.peer.https import Client, Us
    except ImportError as error:
        raise OurError("usage", f"{error.name} is not installed", where=peer.party, hint="pip install 'detente[web]'") from error
    us = Us(node.key("node"), node.clock, node.entropy, timedelta(seconds=node.config.serve.skew_s))
    key = partial(node_key, node)
    if peer.via:
        client: Client = host.space(peer, host.via_key(node.config, peer, key), us)
    else:
        client = Client(peer.url, key(peer.party), us)
    try:
        fetch(client, folder, _held(node, peer.party), progress=lambda done, todo: _fetched(peer.party, done, todo, progress))
    finally:
        client.close()


def _held(node: Node, party: str) -> dict[str, int]:
    terms = [t.agreement for t in node.picture.terms.values() if names(t.agreement, party)]
    return {origin: node.store.size(origin) for origin in (agreements.origin(agreement, party) for agreement in terms)}


def _fetched(party: str, done: int, todo: int, progress: sync.Progress) -> None:
    if todo > MANY and (done % MANY == 0 or done == todo):
        progress(f"{party}: {done} of {todo} files fetched")


def _arrived(node: Node, peer: home.PeerConfig, progress: sync.Progress) -> FolderSource | Exchanged:
    """What a peer has put out for us, as it is here now; or why it is not."""
    folder = home.folder_of(peer)
    folder = folder if folder.is_absolute() else node.folder / folder
    try:
        if peer.url or peer.via:
            _fetch(node, peer, folder, progress)
        if not folder.is_dir() and not _heard(node, peer.party):
            return Exchanged(peer.party, str(folder), waiting=True)
        if not folder.is_dir():
            raise PeerError("not-found", "the folder is gone", where=str(folder), hint="bring it back; what was read stays")
        return FolderSource(folder)
    except DetenteError as error:
        return _failed(peer.party, folder, error)


def _read(node: Node, peer: home.PeerConfig, source: FolderSource, progress: sync.Progress) -> Exchanged:
    try:
        return Exchanged(peer.party, str(source.folder), tuple(sync.pull(node, source, progress)))
    except DetenteError as error:
        if peer.url or peer.via:
            from detente.peer.fetch import doubt

            doubt(source.folder, _held(node, peer.party))
        return _failed(peer.party, source.folder, error)


def _failed(party: str, folder: Path, error: DetenteError) -> Exchanged:
    return Exchanged(party, str(folder), error=error.as_dict() | {"words": str(error)})


def _heard(node: Node, party: str) -> bool:
    return any(parse_origin(origin).party == party for origin in node.store.origins())
