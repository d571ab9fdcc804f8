"""via: guests and their hosts, at a node that serves: a peer that is read at its host, and a guest of ours that wrote to us."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from detente.errors import DetenteError, InputError
from detente.node import sync
from detente.node.home import Config, PeerConfig
from detente.node.host import GUESTS, space, via_key
from detente.node.node import Node
from detente.peer.folder import FolderSource
from detente.peer.https import Client, Us
from detente.tlog.keys import VerifierKey
from detente.web.link import Link
from detente.web.worker import Worker

log: Final = logging.getLogger("detente.serve")


class ViaLink(Link):
    """Reads one peer at its host until `stop`. Nobody there waits for our hints: the peer reads us when it comes on line."""

    def __init__(
        self, config: Config, peer: PeerConfig, us: Us, inbox: Path, worker: Worker, changed: Callable[[], None]
    ) -> None:
        super().__init__(peer, us, inbox, worker, config.serve.poll_s, changed)
        self._config = config

    def tell(self) -> None:
        """Nothing."""

    def _client(self) -> Client:
        return space(self._peer, via_key(self._config, self._peer, self._node_key), self._us)

    def _node_key(self, party: str) -> VerifierKey:
        key = self._worker.shelf.nodes.get(party)
        if key is None:
            raise InputError(
                "not-member", "no agreement names its node key", where=party, hint="`detente party add` with --via-key"
            )
        return key


def pull_guest(worker: Worker, folder: Path, guest: str, us: str) -> None:
    """Read, in the node's thread, what a guest of ours has just put here for ourselves."""

    def pull(node: Node) -> None:
        node.changed = True  # what we cosign is put out, too
        try:
            sync.pull(node, FolderSource(folder / GUESTS / guest / us), log.info)
        except DetenteError as error:
            log.warning("%s: %s", guest, error)

    worker.submit(pull)
