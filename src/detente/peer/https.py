"""A client of peers' nodes: signed requests over TLS 1.3 whose certificate carries the key that the agreement names.

The peer is the key, never the name of a host or a public authority: a certificate with another key is refused before one byte of
a request is sent. Plain HTTP is for loopback alone.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from detente.errors import PeerError
from detente.peer.address import check_url
from detente.peer.signature import Request, Response, sign_request, verify_response
from detente.sign import SigningKey
from detente.tlog.keys import VerifierKey

TIMEOUT_S: Final = 10.0
"""For connecting, and for every read: a peer that trickles is left when the whole answer takes longer than `WHOLE_S`."""
WHOLE_S: Final = 120.0
CHUNK: Final = 64 * 1024
MAX_HEADERS: Final = 64


class Answer(NamedTuple):
    """A verified answer of a peer's node."""

    status: int
    etag: str
    body: bytes


class Us(NamedTuple):
    """Who asks: our node key, and the clock and entropy that requests take."""

    key: SigningKey
    clock: Callable[[], datetime]
    entropy: Callable[[int], bytes]
    skew: timedelta


class Client:
    """One peer's node. Not for use by several threads at once; a connection is kept as long as both sides like."""

    def __init__(self, url: str, peer: VerifierKey, us: Us, timeout_s: float = TIMEOUT_S) -> None:
        self._scheme, self._host, self._port = check_url(url)
        host = f"[{self._host}]" if ":" in self._host else self._host
        self._base = f"{self._scheme}://{host}:{self._port}"
        self._peer, self._us, self._timeout = peer, us, timeout_s
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, limit: int, etag: str = "") -> Answer:
        """What stands at a path, at most ``limit`` bytes; status 304 without a body where it is still what ``etag`` names."""
        return self._ask("GET", path, b"", limit, {"If-None-Match": etag} if etag else {})

    def post(self, path: str, body: bytes, limit: int = CHUNK) -> Answer:
        """Send a body."""
        return self._ask("POST", path, body, limit, {"Content-Type": "application/json"})

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes, limit: int, extra: dict[str, str]) -> Answer:
        kept = self._connection is not None
        try:
            return self._send(method, path, body, limit, extra)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if kept and isinstance(error, http.client.RemoteDisconnected | ConnectionError):
                return self._ask(method, path, body, limit, extra)  # the peer had let a kept connection go
            hint = "is its node running, is this its address, does a firewall stand between? `detente doctor --peer`"
            raise PeerError("not-found", f"not reached: {_words(error)}", where=self._base, hint=hint) from error
        except PeerError:
            self.close()
            raise

    def _send(self, method: str, path: str, body: bytes, limit: int, extra: dict[str, str]) -> Answer:
        if self._connection is None:
            self._connection = self._connect()
        request = Request(method, f"{self._base}{path}", dict(extra))
        sign_request(request, body, self._us.key, self._us.clock(), self._us.entropy(16))
        # In pieces, each with a time of its own: a slow line is not one that hangs.
        large = {"Content-Length": str(len(body))} if len(body) > CHUNK else {}
        self._connection.request(method, path, io.BytesIO(body) if large else body or None, {**request.headers, **large})
        with self._connection.getresponse() as got:
            data = _read(got, limit)
            headers = dict(got.getheaders()[:MAX_HEADERS])
        if got.status == 401 and "signature" not in {name.lower() for name in headers}:
            said = data[:200].decode("utf-8", "replace").strip()
            hint = "compare clocks, addresses and the node keys in the agreement: `detente doctor --peer`"
            raise PeerError("not-entitled", f"it refuses our request, and says, unsigned: {said}", where=self._base, hint=hint)
        verify_response(Response(got.status, headers, request), data, self._peer, self._us.clock(), self._us.skew)
        return Answer(got.status, headers.get("ETag") or headers.get("etag", ""), data)

    def _connect(self) -> http.client.HTTPConnection:
        if self._scheme == "http":
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        connection = http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=_context())
        connection.connect()
        certificate = connection.sock.getpeercert(binary_form=True) if isinstance(connection.sock, ssl.SSLSocket) else None
        try:
            check_certificate(certificate or b"", self._peer)
        except PeerError:
            connection.close()
            raise
        return connection


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # the key is checked instead, by check_certificate, before a request is sent
    context.verify_mode = ssl.CERT_NONE
    return context


def check_certificate(der: bytes, peer: VerifierKey) -> None:
    """Whether a TLS certificate carries the peer's node key; `PeerError` (bad-key) otherwise."""
    try:
        key = x509.load_der_x509_certificate(der).public_key()
    except (ValueError, x509.InvalidVersion, UnsupportedAlgorithm) as error:
        raise PeerError("bad-key", "the certificate cannot be read", where=peer.name) from error
    if not isinstance(key, Ed25519PublicKey) or key.public_bytes_raw() != peer.public:
        hint = "somebody stands between, the address is another party's, or its key was changed without an amendment"
        raise PeerError("bad-key", "the node there shows another key than the agreement names", where=peer.name, hint=hint)


def _read(got: http.client.HTTPResponse, limit: int) -> bytes:
    data, until = bytearray(), time.monotonic() + WHOLE_S
    while chunk := got.read(min(CHUNK, limit + 1 - len(data))):
        data += chunk
        if len(data) > limit:
            raise PeerError("too-large", f"an answer of more than {limit} bytes")
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(data)


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError | socket.timeout):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"no TLS 1.3 with it: {error.reason or error}"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
