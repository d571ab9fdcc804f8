"""app: the addresses of a node.

::

    GET  /v1/index              what stands there for the reader: logs, digests of their files
    GET  /v1/files/<path>       one of these files
    GET  /v1/you                how the node stands with reading the one that asks
    POST /v1/hint               "something is new here": the node reads the sender soon; nothing in it is believed
    …    /v1/guests/…           what parties without a server have put here (`detente.web.spaces`)
    GET  /v1/health             whether the node is up; for anybody
    GET  /v1/events             what rings here (`detente.web.events`); on loopback, with the token of this user
    GET  /metrics               OpenMetrics; on loopback only

Every answer to an admitted request is signed by the node's key, with the request that it answers.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, NamedTuple

import anyio
import msgspec
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from detente.errors import DetenteError, PeerError
from detente.peer import signature
from detente.peer.address import is_loopback
from detente.peer.fetch import FILES, HINT, INDEX, YOU, You
from detente.peer.space import FULL, SPACES
from detente.sign import SigningKey
from detente.web.events import EVENTS
from detente.web.gate import MAX_SIGNATURE, Asked, Buckets, Gate
from detente.web.port import WAIT
from detente.web.shelf import Shelf, file_of
from detente.web.spaces import Handler, Spaces, bytes_of, indexed

MAX_BODY: Final = 4096
REFUSED: Final = 20.0
"""What a refused request costs of the requests that one may make; see `Buckets`."""
KEY_ID: Final = re.compile(r';keyid="([^"]+)"')
COUNTED: Final = {INDEX, HINT, YOU, "/v1/health", "/metrics"}
LINGERING: Final = frozenset({401, 413, 429})
LINGER_S: Final = 0.5
"""So long a refusal is kept back: on one connection nobody makes the node say no more often than twice a second."""
STATUS: Final = {"not-found": 404, "too-large": 413, "quota": FULL}


class Rim(NamedTuple):
    """What the addresses reach: nothing of it waits for the node's thread."""

    shelf: Callable[[], Shelf]
    outbox: Path
    gate: Gate
    key: SigningKey
    now: Callable[[], object]
    hint: Callable[[str], None]
    you: Callable[[str], You]
    gauges: Callable[[], dict[str, float]]
    spaces: Spaces | None = None
    events: Callable[[Request], Awaitable[Response]] | None = None


class _Refused(Exception):
    """A request that nobody signed who may ask it."""

    def response(self) -> Response:
        """What is said, unsigned."""
        return Response(f"{self}\n", 401, media_type="text/plain")


class Rimmed:
    """The handlers, over one rim."""

    def __init__(self, rim: Rim) -> None:
        self._rim = rim
        self._buckets = Buckets()
        self.answers: Counter[tuple[str, int]] = Counter()

    def app(self) -> Starlette:
        """The ASGI application."""
        spaces = self._rim.spaces.routes(self._signed) if self._rim.spaces else []
        events = [Route(EVENTS, self._rim.events)] if self._rim.events else []
        return Starlette(
            routes=[
                *events,
                *spaces,
                Route(INDEX, self._signed(self._index)),
                Route(FILES + "{path:path}", self._signed(self._file)),
                Route(YOU, self._signed(self._you)),
                Route(HINT, self._signed(self._hint), methods=["POST"]),
                Route("/v1/health", self._health),
                Route("/metrics", self._metrics),
            ]
        )

    def _signed(
        self, handler: Handler, gate_of: Callable[[Request], Gate] | None = None, limit: int = MAX_BODY
    ) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            response = await self._respond(request, handler, gate_of(request) if gate_of else self._rim.gate, limit)
            if response.status_code in LINGERING:
                await anyio.sleep(LINGER_S)
            return self._count(request, response)

        return answer

    async def _respond(self, request: Request, handler: Handler, gate: Gate, limit: int) -> Response:
        asker = _asker(request, gate)
        if not self._buckets.take(asker, time.monotonic()):
            return Response(status_code=429, headers={"Retry-After": "5"})
        party = None
        try:
            if limit > MAX_BODY:  # so much is read only of who may send it
                party = await to_thread.run_sync(self._admitted, gate, request, asker)
                request.scope.get(WAIT, _nothing)()
            body = await _body(request, limit)
        except _Refused as refused:
            return refused.response()
        except (PeerError, ClientDisconnect):
            return Response(status_code=413, headers={"Connection": "close"})
        return await to_thread.run_sync(self._answer, handler, gate, request, body, asker, party)

    def _admitted(self, gate: Gate, request: Request, asker: str) -> str:
        """The party whose key signed the head of a request; that its body is the one that was signed is for who has read it."""
        try:
            return gate.admit(Asked(request.method, _url_of(request), request.headers, None))
        except DetenteError as error:
            self._buckets.take(asker, time.monotonic(), cost=REFUSED)
            raise _Refused(error.message) from error

    def _answer(self, handler: Handler, gate: Gate, request: Request, body: bytes, asker: str, party: str | None) -> Response:
        try:
            party = party or self._admitted(gate, request, asker)
            signature.check_body(request.headers, body)
        except _Refused as refused:
            return refused.response()
        except DetenteError as error:
            return _Refused(error.message).response()
        request.state.body = body
        try:
            status, data, headers = handler(party, request)
        except DetenteError as error:
            status, data, headers = STATUS.get(error.code, 400), f"{error.message}\n".encode(), {}
        made = signature.Request(request.method, _url_of(request), dict(request.headers))
        signed = signature.Response(status, headers, made)
        signature.sign_response(signed, data, self._rim.key, self._rim.now())  # type: ignore[arg-type]
        return Response(data, status, dict(signed.headers))

    def _index(self, party: str, request: Request) -> tuple[int, bytes, dict[str, str]]:
        return indexed(request, *self._rim.shelf().indexes.get(party, (b"{}", '""')))

    def _file(self, party: str, request: Request) -> tuple[int, bytes, dict[str, str]]:
        return bytes_of(file_of(self._rim.shelf(), self._rim.outbox, party, request.path_params["path"]))

    def _hint(self, party: str, request: Request) -> tuple[int, bytes, dict[str, str]]:
        self._rim.hint(party)
        return 202, b"", {}

    def _you(self, party: str, request: Request) -> tuple[int, bytes, dict[str, str]]:
        return 200, msgspec.json.encode(self._rim.you(party)), {"Content-Type": "application/json"}

    async def _health(self, request: Request) -> Response:
        return self._count(request, Response(b'{"status":"up"}\n', media_type="application/json"))

    async def _metrics(self, request: Request) -> Response:
        if request.client is None or not is_loopback(request.client.host):
            return self._count(request, Response(status_code=404))
        lines = ["# TYPE detente_http_answers counter"]
        lines += [f'detente_http_answers_total{{path="{p}",status="{s}"}} {n}' for (p, s), n in sorted(self.answers.items())]
        for name, value in sorted(self._rim.gauges().items()):
            family = name.partition("{")[0]
            lines += [f"# TYPE {family} gauge"] if f"# TYPE {family} gauge" not in lines else []
            lines.append(f"{name} {value:g}")
        return Response("\n".join([*lines, "# EOF\n"]), media_type="application/openmetrics-text; version=1.0.0; charset=utf-8")

    def _count(self, request: Request, response: Response) -> Response:
        path = request.url.path
        known = path if path in COUNTED else next((name for name in (FILES, SPACES) if path.startswith(name)), "")
        self.answers[known, response.status_code] += 1
        return response


def _asker(request: Request, gate: Gate) -> str:
    """Who seems to ask: an address, and the key that is named where it may ask here, so that a stranger beside a member takes
    nothing of what the member has. Nothing of it is verified yet.
    """
    named = KEY_ID.search(request.headers.get("signature-input", "")[:MAX_SIGNATURE])
    key = named[1] if named and gate.knows(named[1]) else ""
    return f"{request.client.host if request.client else ''} {key}"


def _nothing() -> None:
    """There is no clock to stop, where no port stands below."""


def _url_of(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', '')}{_path_of(request)}"


def _path_of(request: Request) -> str:
    raw = request.scope.get("raw_path", b"").decode("ascii", "replace")
    query = request.scope.get("query_string", b"").decode("ascii", "replace")
    return f"{raw}?{query}" if query else raw


async def _body(request: Request, limit: int) -> bytes:
    data, length = bytearray(), request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or len(length) > 9 or int(length) > limit:
        raise PeerError("too-large", "a body of this size is not read")
    async for chunk in request.stream():
        data += chunk
        if len(data) > limit:
            raise PeerError("too-large", "a body of this size is not read")
    return bytes(data)
