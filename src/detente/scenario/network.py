"""The network of a scenario: every node on a port of its own, on loopback, over TLS, with signed requests and answers."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta

from detente.node import sync
from detente.node.exchange import OUTBOX
from detente.node.home import INBOX
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.peer.fetch import You, fetch
from detente.peer.folder import FolderSource
from detente.peer.https import Client, Us
from detente.web.app import Rim, Rimmed
from detente.web.gate import Gate
from detente.web.port import Port, certificate
from detente.web.shelf import Keeper, Shelf


class Station:
    """A node with its port."""

    def __init__(self, node: Node, now: Callable[[], datetime]) -> None:
        self._node = node
        self._us = Us(node.key("node"), now, os.urandom, timedelta(seconds=120))
        self._keeper = Keeper(node, node.folder / OUTBOX)
        self.shelf: Shelf = self._keeper.shelf()
        self._authorities: set[str] = set()
        gate = Gate(lambda: self.shelf, self._authorities, now, self._us.skew)
        rim = Rim(
            shelf=lambda: self.shelf, outbox=node.folder / OUTBOX, gate=gate, key=self._us.key, now=now,
            hint=lambda party: None, you=lambda party: You(now(), "trusted"), gauges=dict,
        )  # fmt: skip
        self._port = Port(Rimmed(rim).app(), "127.0.0.1", 0, certificate(node.folder, node.config, now()))
        self.url = f"https://127.0.0.1:{self._port.start()}"
        self._authorities.add(self.url.removeprefix("https://"))
        self._clients: dict[str, Client] = {}

    def put_out(self) -> None:
        """Put out what others may read, and show it."""
        put_out(self._node, self._node.folder / OUTBOX)
        self.shelf = self._keeper.shelf()

    def read(self, party: str, url: str) -> None:
        """Fetch what another node shows us, and read it."""
        key = self.shelf.nodes.get(party)
        if key is None:
            return  # no agreement in common
        client = self._clients.setdefault(party, Client(url, key, self._us))
        inbox = self._node.folder / INBOX / party
        fetch(client, inbox, self.shelf.held[party])
        if inbox.is_dir():
            sync.pull(self._node, FolderSource(inbox))

    def hang_up(self) -> None:
        """Let go of the connections to others: a port is not closed before who speaks with it has hung up."""
        for client in self._clients.values():
            client.close()

    def close(self) -> None:
        """Let go of the port."""
        self._port.stop()
