"""exchange: one round with every peer whose folder is known: put out what they may read, read what they serve, answer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from detente.errors import DetenteError, PeerError
from detente.node import home, sync
from detente.node.between import Between, between
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.node.tick import Ticked, tick
from detente.peer.folder import FolderSource
from detente.statement import Ref
from detente.terms import parse_origin

OUTBOX: Final = "outbox"


class Exchanged(msgspec.Struct, frozen=True):
    """What came of one peer: statements new here, ``waiting`` for its first word, or the error that stopped us."""

    party: str
    folder: str
    new: tuple[Ref, ...] = ()
    waiting: bool = False
    error: dict[str, str] | None = None


class Round(msgspec.Struct, frozen=True):
    """What came of all peers, what time had made due once they were read, and which conflicts among the news we alone see."""

    peers: tuple[Exchanged, ...]
    due: Ticked
    only_we_see: tuple[Between, ...] = ()


def exchange(node: Node, progress: Callable[[str], None] = lambda words: None) -> Round:
    """Put out, read every peer, put out our answers and what is due. One peer's damage keeps no other from being read (A8)."""
    outbox = node.folder / OUTBOX
    put_out(node, outbox)
    found = []
    for peer in node.config.peers:
        progress(f"reading {peer.party}")
        found.append(_read(node, peer))
    ticked = tick(node)
    put_out(node, outbox)
    return Round(tuple(found), ticked, tuple(between(node, {ref for one in found for ref in one.new})))


def _read(node: Node, peer: home.PeerConfig) -> Exchanged:
    folder = home.folder_of(peer)
    folder = folder if folder.is_absolute() else node.folder / folder
    try:
        if not folder.is_dir() and not _heard(node, peer.party):
            return Exchanged(peer.party, str(folder), waiting=True)
        if not folder.is_dir():
            raise PeerError("not-found", "the folder is gone", where=str(folder), hint="bring it back; what was read stays")
        return Exchanged(peer.party, str(folder), tuple(sync.pull(node, FolderSource(folder))))
    except DetenteError as error:
        return Exchanged(peer.party, str(folder), error=error.as_dict() | {"words": str(error)})


def _heard(node: Node, party: str) -> bool:
    return any(parse_origin(origin).party == party for origin in node.store.origins())
