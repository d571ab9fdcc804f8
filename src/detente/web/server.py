"""server: a node on its port, until it is told to stop: the node's thread, its links, the port, in this order, and back."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from detente.errors import InputError, StoreError
from detente.node import home
from detente.node.exchange import OUTBOX
from detente.node.node import Clock, Node, utc_now
from detente.node.ring import Ringer
from detente.peer.address import check_url, is_loopback
from detente.peer.fetch import You
from detente.peer.folder import put
from detente.peer.https import Us
from detente.web import compare
from detente.web.app import Rim, Rimmed
from detente.web.events import Events
from detente.web.gate import Gate
from detente.web.lend import Lender
from detente.web.link import Link
from detente.web.port import Port, Protocol, certificate
from detente.web.shelf import Shelf
from detente.web.spaces import Spaces
from detente.web.via import ViaLink, pull_guest
from detente.web.worker import Worker

log: Final = logging.getLogger("detente.serve")
LATER_S: Final = 0.3
"""So much later others hear of what was taken away than those who relied on it."""


class Served:
    """A node as it is served: `begin`, then `run` in the main thread until a signal, then `end`."""

    def __init__(
        self, folder: Path, *, port: int | None = None, clock: Clock = utc_now, entropy: home.Entropy = os.urandom
    ) -> None:
        self.config = home.read(folder)
        serve = self.config.serve
        self.folder, self.port = folder, serve.port if port is None else port
        if not serve.tls and not is_loopback(serve.host):
            raise InputError("bad-value", "without TLS a node serves on loopback only", where="serve.host", hint="tls = true")
        self._us = Us(home.key(folder, self.config, "node"), clock, entropy, timedelta(seconds=serve.skew_s))
        self._ringer = Ringer(folder, self.config.outlets)
        self.worker = Worker(lambda: Node.open(folder, clock=clock, entropy=entropy), serve.tick_s, self._tell, self._ringer)
        self.links: dict[str, Link] = {}
        self._port: Port | None = None
        self._noting = threading.Lock()

    @property
    def url(self) -> str:
        """Where this node is reached."""
        serve = self.config.serve
        host = f"[{serve.host}]" if ":" in serve.host else serve.host
        return f"{'https' if serve.tls else 'http'}://{host}:{self.port}"

    def begin(self) -> None:
        """Open the node, compare it with what its peers know of it, lend it to commands, read the peers."""
        self.worker.begin()
        heads = compare.seen(self.config.peers, self.worker.shelf, self._us, self.config.party)
        for problem in self.worker.submit(partial(compare.heed, heads=heads)).result():
            log.error("%s", problem)
        self._lender = Lender(self.folder, self.worker)
        self._lender.start()
        for peer in self.config.peers:
            inbox = self.folder / home.folder_of(peer)
            if peer.via:
                self.links[peer.party] = ViaLink(self.config, peer, self._us, inbox, self.worker, self._note)
            elif peer.url:
                self.links[peer.party] = Link(peer, self._us, inbox, self.worker, self.config.serve.poll_s, self._note)
        for link in self.links.values():
            link.start()

    def run(self, ready: Callable[[str], None] = lambda url: None) -> None:
        """Serve until a signal comes."""
        port = self._open_port()
        self.worker.failed = port.ask_to_stop
        port.run(lambda number: self._bound(number, ready))

    def start(self) -> str:
        """Begin, and serve in a thread of its own until `end`; returns the address."""
        self.begin()
        self._port = self._open_port()
        self._bound(self._port.start(), lambda url: None)
        return self.url

    def _bound(self, port: int, ready: Callable[[str], None]) -> None:
        self.port = port
        self._authorities.update({self.url.split("//")[1], *self._named()})
        ready(self.url)

    def _named(self) -> set[str]:
        """Other names under which this node may be addressed: ``serve.url``, and loopback's where it serves there."""
        named = {self.config.serve.url} if self.config.serve.url else set()
        found = {f"{host}:{port}" for _, host, port in map(check_url, named)}
        return found | ({f"localhost:{self.port}"} if is_loopback(self.config.serve.host) else set())

    def end(self) -> None:
        """Stop in order: nothing new comes in, what was begun is finished and put out, the node is closed."""
        if self._port is not None:
            self._port.stop()
        for link in self.links.values():
            link.stop()
        self._lender.stop()
        self.worker.stop()
        self._ringer.close()

    def _tell(self, readers: set[str], first: set[str]) -> None:
        """Let the readers know; those who relied on what was taken away a moment before all others."""
        for party in readers & first & self.links.keys():
            self.links[party].tell()
        later = (readers - first) & self.links.keys()
        if readers & first:
            threading.Timer(LATER_S, self._tell, (later, set())).start()
            return
        for party in later:
            self.links[party].tell()

    def _hint(self, party: str) -> None:
        if party in self.links:
            self.links[party].hinted()

    def _you(self, party: str) -> You:
        link = self.links.get(party)
        state = link.state if link else home.LinkState("no address")
        return You(self._us.clock(), state.word, state.error)

    def _note(self) -> None:
        """Write down how every link stands, for `detente party list`."""
        states = {party: link.state for party, link in self.links.items()}
        with self._noting, suppress(StoreError):  # on a full disk the links go on
            put(self.folder / home.LINKS, msgspec.json.encode(states), durable=False)

    def _gauges(self) -> dict[str, float]:
        states = {name: link.state.word for name, link in self.links.items()}
        words = ("trusted", "suspected", "exposed")
        return {f'detente_peers{{state="{word}"}}': float(sum(s == word for s in states.values())) for word in words} | {
            "detente_connections": float(sum(Protocol.open_from.values()))
        }

    def _gate(self, shelf: Callable[[], Shelf]) -> Gate:
        return Gate(shelf, self._authorities, self._us.clock, self._us.skew)

    def _came(self, guest: str, readers: set[str]) -> None:
        """A guest has put something here for these readers; where we are one of them, it is read."""
        if self.config.party in readers:
            pull_guest(self.worker, self.folder, guest, self.config.party)

    def _open_port(self) -> Port:
        self._authorities: set[str] = set()
        gate = self._gate(lambda: self.worker.shelf)
        rim = Rim(
            shelf=lambda: self.worker.shelf, outbox=self.folder / OUTBOX, gate=gate, key=self._us.key, now=self._us.clock,
            hint=self._hint, you=self._you, gauges=self._gauges, spaces=Spaces(self.folder, self._gate, self._came),
            events=Events(self.folder).answer,
        )  # fmt: skip
        pem = certificate(self.folder, self.config, self._us.clock()) if self.config.serve.tls else None
        return Port(Rimmed(rim).app(), self.config.serve.host, self.port, pem)
