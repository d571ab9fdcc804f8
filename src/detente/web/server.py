"""server: a node on its port, until it is told to stop: the node's thread, its links, the rim, in this order, and back."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from uvicorn.protocols.http.h11_impl import H11Protocol

from detente.errors import InputError, StoreError
from detente.node import home
from detente.node.exchange import OUTBOX
from detente.node.node import Clock, Node, utc_now
from detente.peer.address import check_url, is_loopback
from detente.peer.https import Us
from detente.web.app import Rim, Rimmed
from detente.web.gate import Gate
from detente.web.lend import Lender
from detente.web.link import Link
from detente.web.worker import Worker

HEAD_S: Final = 10.0
"""A connection that has not sent a whole request after this long is closed; so is one that is idle for `KEEP_S`."""
KEEP_S: Final = 75
PER_ADDRESS: Final = 64
"""Open connections from one address."""
log: Final = logging.getLogger("detente.serve")


class Protocol(H11Protocol):
    """HTTP/1.1 that does not wait for who sends slowly, and gives one address a share of the connections only."""

    open_from: ClassVar[dict[str, int]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, and give it a time to ask."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self.open_from[self._address] = self.open_from.get(self._address, 0) + 1
        self._slow = self.loop.call_later(HEAD_S, self._close_slow)
        if self.open_from[self._address] > PER_ADDRESS:
            transport.close()

    def handle_events(self) -> None:
        """A whole request has come, or a part of one: the time runs for a part only."""
        super().handle_events()
        self._slow.cancel()
        if self.cycle is None or self.cycle.response_complete or self.cycle.more_body:
            self._slow = self.loop.call_later(HEAD_S if self.conn.trailing_data[0] else KEEP_S, self._close_slow)

    def _close_slow(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it out."""
        self._slow.cancel()
        left = self.open_from.get(self._address, 1) - 1
        if left:
            self.open_from[self._address] = left
        else:
            self.open_from.pop(self._address, None)
        super().connection_lost(exc)


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
        self.worker = Worker(lambda: Node.open(folder, clock=clock, entropy=entropy), serve.tick_s, self._tell)
        self.links: dict[str, Link] = {}

    @property
    def url(self) -> str:
        """Where this node is reached."""
        serve = self.config.serve
        host = f"[{serve.host}]" if ":" in serve.host else serve.host
        return f"{'https' if serve.tls else 'http'}://{host}:{self.port}"

    def begin(self) -> None:
        """Open the node, lend it to commands, read the peers."""
        self.worker.begin()
        self._lender = Lender(self.folder, self.worker)
        self._lender.start()
        for peer in self.config.peers:
            if peer.url:
                inbox = self.folder / home.folder_of(peer)
                self.links[peer.party] = Link(peer, self._us, inbox, self.worker, self.config.serve.poll_s)
        for link in self.links.values():
            link.start()

    def run(self, ready: Callable[[str], None] = lambda url: None) -> None:
        """Serve until a signal comes."""
        server = _Server(self._uvicorn(), lambda port: self._bound(port, ready))
        try:
            server.run()
        except SystemExit:
            hint = "another process has this port: choose another with --port, or in detente.toml"
            raise StoreError("locked", f"port {self.port} cannot be taken", where=self.config.serve.host, hint=hint) from None

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
        for link in self.links.values():
            link.stop()
        self._lender.stop()
        self.worker.stop()

    def _tell(self, readers: set[str]) -> None:
        for party, link in self.links.items():
            if party in readers:
                link.tell()

    def _hint(self, party: str) -> None:
        if party in self.links:
            self.links[party].hinted()

    def _gauges(self) -> dict[str, float]:
        states = {name: link.state.word for name, link in self.links.items()}
        words = ("trusted", "suspected", "exposed")
        return {f'detente_peers{{state="{word}"}}': float(sum(s == word for s in states.values())) for word in words} | {
            "detente_connections": float(sum(Protocol.open_from.values()))
        }

    def _uvicorn(self) -> uvicorn.Config:
        self._authorities: set[str] = set()
        gate = Gate(lambda: self.worker.shelf, self._authorities, self._us.clock, self._us.skew)
        rim = Rim(lambda: self.worker.shelf, self.folder / OUTBOX, gate, self._us.key, self._us.clock, self._hint, self._gauges)
        serve = self.config.serve
        more: dict[str, Any] = {}
        if serve.tls:
            pem = certificate(self.folder, self.config, self._us.clock())
            more = {"ssl_certfile": str(pem), "ssl_keyfile": str(pem)}
        config = uvicorn.Config(
            Rimmed(rim).app(), host=serve.host, port=self.port, http=Protocol, loop="asyncio", lifespan="off", log_config=None,
            access_log=False, server_header=False, date_header=False, timeout_keep_alive=KEEP_S, limit_concurrency=512,
            timeout_graceful_shutdown=2, h11_max_incomplete_event_size=16384, ws="none", **more,
        )  # fmt: skip
        config.load()
        if config.ssl is not None:
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
        return config


class _Server(uvicorn.Server):
    """Says on which port it listens, once it does; a signal ends it, and not the process: the node is closed after it."""

    def __init__(self, config: uvicorn.Config, bound: Callable[[int], None]) -> None:
        super().__init__(config)
        self._bound = bound

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A signal asks to stop; nothing is raised once more when it has stopped."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sig: signal.signal(sig, self.handle_exit) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._bound(self.servers[0].sockets[0].getsockname()[1])


def certificate(folder: Path, config: home.Config, now: datetime) -> Path:
    """A certificate over the node's key, signed by itself: peers compare the key with the agreement, and nothing else of it."""
    seed = bytes.fromhex((folder / "keys" / "node.key").read_text("utf-8").split()[2])
    key = Ed25519PrivateKey.from_private_bytes(seed)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, config.party[:64])])
    start = now.astimezone(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=3650)).sign(key, None)
    path = folder / "keys" / "tls.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private + made.public_bytes(Encoding.PEM))
    return path
