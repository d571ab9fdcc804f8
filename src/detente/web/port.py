"""port: HTTP/1.1 on a port, over TLS 1.3 with the node's key, and limits for who sends slowly, or too much, or opens too many."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

import h11
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from detente.errors import StoreError
from detente.node import home

HEAD_S: Final = 10.0
"""A connection that has not sent a whole request after this long is closed; so is one that is idle between two for `KEEP_S`."""
KEEP_S: Final = 75
UPLOAD_S: Final = 600.0
"""The same for a request whose head was verified as one of who may send much, from then on."""
WAIT: Final = "detente.wait"
"""Under this name a request's scope holds what gives it `UPLOAD_S`."""
PER_ADDRESS: Final = 64
"""Open connections from one address."""


class Protocol(H11Protocol):
    """HTTP/1.1 that does not wait for who sends slowly, and gives one address a share of the connections only."""

    open_from: ClassVar[dict[str, int]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, and give it a time to ask."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self.open_from[self._address] = self.open_from.get(self._address, 0) + 1
        self._waiter = _waiter(weakref.ref(self))  # what a request holds must not keep its connection from going
        self._slow: asyncio.TimerHandle | None = self.loop.call_later(HEAD_S, self._close_slow)
        if self.open_from[self._address] > PER_ADDRESS:
            transport.close()

    def handle_events(self) -> None:
        """Bytes have come: the time runs from the first byte of a request to its last, however they trickle."""
        super().handle_events()
        if self.scope is not None:
            self.scope[WAIT] = self._waiter  # type: ignore[typeddict-unknown-key]
        if self.conn.their_state in {h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.ERROR}:
            self._stop_clock()
        elif self._slow is None and self.conn.trailing_data[0]:
            self._slow = self.loop.call_later(HEAD_S, self._close_slow)

    def _stop_clock(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None

    def wait(self) -> None:
        """Give the request that is coming in the time of one that may be large."""
        if self._slow is not None:
            self._slow.cancel()
            self._slow = self.loop.call_later(UPLOAD_S, self._close_slow)

    def _close_slow(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it out."""
        self._stop_clock()
        left = self.open_from.get(self._address, 1) - 1
        if left:
            self.open_from[self._address] = left
        else:
            self.open_from.pop(self._address, None)
        super().connection_lost(exc)


def _waiter(protocol: weakref.ref[Protocol]) -> Callable[[], None]:
    def wait() -> None:
        if (found := protocol()) is not None:
            found.wait()

    return wait


class Port:
    """An application on a port. ``pem``: key and certificate; without it plain HTTP, which is for loopback only."""

    def __init__(self, app: Starlette, host: str, port: int, pem: Path | None) -> None:
        files: dict[str, Any] = {"ssl_certfile": str(pem), "ssl_keyfile": str(pem)} if pem else {}
        config = uvicorn.Config(
            app, host=host, port=port, http=Protocol, loop="asyncio", lifespan="off", log_config=None, access_log=False,
            server_header=False, date_header=False, timeout_keep_alive=KEEP_S, limit_concurrency=512,
            timeout_graceful_shutdown=2, h11_max_incomplete_event_size=16384, ws="none", **files,
        )  # fmt: skip
        config.load()
        if config.ssl is not None:
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
        self._server = _Server(config)

    def run(self, bound: Callable[[int], None]) -> None:
        """Serve until a signal comes, or `stop`; ``bound`` hears the port once it is open. `StoreError` where it is not free."""
        self._server.bound = bound
        try:
            self._server.run()
        except SystemExit:
            config = self._server.config
            hint = "another process has this port: choose another with --port, or in detente.toml"
            raise StoreError("locked", f"port {config.port} cannot be taken", where=config.host, hint=hint) from None

    def start(self) -> int:
        """Serve in a thread of its own until `stop`; returns the port."""
        opened: Future[int] = Future()
        self._thread = threading.Thread(target=self.run, args=(opened.set_result,), name="port", daemon=True)
        self._thread.start()
        return opened.result()

    def ask_to_stop(self) -> None:
        """Let `run` come to its end."""
        self._server.should_exit = True

    def stop(self) -> None:
        """End what `start` began."""
        self._server.should_exit = True
        self._thread.join()


class _Server(uvicorn.Server):
    """Says on which port it listens, once it does; a signal ends it, and not the process: the node is closed after it."""

    bound: Callable[[int], None]

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

    async def shutdown(self, sockets: Any = None) -> None:
        """Whoever has not hung up by then, as TLS wants it done by both, is cut off: nothing of it is left behind."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0.01)

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.bound(self.servers[0].sockets[0].getsockname()[1])


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
