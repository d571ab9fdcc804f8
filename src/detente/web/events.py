"""events: what rings at this node, as server-sent events (WHATWG HTML, 9.2), for programs on this machine.

::

    GET /v1/events     text/event-stream: ``alarm`` and ``outlet``, each with the journal's line as JSON

A reader that comes back with ``Last-Event-ID`` goes on where it was; one that comes without hears what rings from now on. Only on
loopback, and only with the token in ``local.token``: other users of the machine hear nothing.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import anyio
import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from detente.node import ring
from detente.peer.address import is_loopback

EVENTS: Final = "/v1/events"
TOKEN: Final = "local.token"
LOOK_S: Final = 0.25
QUIET: Final = 60
"""Looks without news after which a comment is sent, so that a connection that is gone is noticed."""
MOST: Final = 16


def token(folder: Path) -> str:
    """The token by which programs of this user reach this node; made, with mode 0600, where there is none."""
    path = folder / TOKEN
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("utf-8").strip()
    made = os.urandom(32).hex()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(made + "\n")
    return made


class Events:
    """The stream, for at most `MOST` readers."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._token, self._open = folder, token(folder), 0

    async def answer(self, request: Request) -> Response:
        """The handler of `EVENTS`."""
        if request.client is None or not is_loopback(request.client.host):
            return Response(status_code=404)
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return Response(f"the token stands in {TOKEN}\n", 401, {"WWW-Authenticate": "Bearer"}, media_type="text/plain")
        if self._open >= MOST:
            return Response("too many listen here\n", 503, {"Retry-After": "5"}, media_type="text/plain")
        last = request.headers.get("last-event-id", "")
        offset = int(last) if last.isascii() and last.isdigit() and len(last) < 16 else ring.end(self._folder)
        return StreamingResponse(self._stream(offset), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _stream(self, offset: int) -> AsyncIterator[bytes]:
        self._open += 1
        quiet = 0
        try:
            yield b"retry: 1000\n\n"
            while True:
                found, offset = await to_thread.run_sync(ring.follow, self._folder, offset)
                for at, line in found:
                    kind = "outlet" if line.outlet else "alarm"
                    yield b"id: %d\nevent: %s\ndata: %s\n\n" % (at, kind.encode(), msgspec.json.encode(line))
                quiet = 0 if found else quiet + 1
                if quiet % QUIET == QUIET - 1:
                    yield b":\n\n"
                await anyio.sleep(LOOK_S)
        finally:
            self._open -= 1
