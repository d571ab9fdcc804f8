"""gate: who asks. A request is refused before anything is done for it, unless a member's node key signed it, for this node, now.

Refusals cost little and say little; addresses that are refused often, or that ask too often, are answered later and later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from detente.errors import PeerError
from detente.peer.signature import Nonces, Request, verify_request
from detente.web.shelf import Shelf

RATE: Final = 400.0
BURST: Final = 2000.0
"""Requests a second from one address, and at once: above what catching up over a fast line takes."""
MAX_ADDRESSES: Final = 50_000
MAX_SIGNATURE: Final = 4096


class Buckets:
    """How many requests an address still has: tokens that fill up. ``limit`` addresses are remembered, the oldest go."""

    def __init__(self, rate: float = RATE, burst: float = BURST, limit: int = MAX_ADDRESSES) -> None:
        self._rate, self._burst, self._limit = rate, burst, limit
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, address: str, at: float, cost: float = 1.0) -> bool:
        """Whether an address may ask at an instant (seconds of a clock that never goes back)."""
        left, since = self._left.pop(address, (self._burst, at))
        left = min(self._burst, left + (at - since) * self._rate)
        taken = left >= cost
        self._left[address] = (left - cost if taken else left, at)
        while len(self._left) > self._limit:
            del self._left[next(iter(self._left))]
        return taken


class Asked(NamedTuple):
    """A request as it came: ``url`` with the authority that the client named; ``body`` None where it has not been read yet."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


class Gate:
    """Admits requests. ``authorities``: host and port under which this node may be addressed; what is for others is a replay."""

    def __init__(
        self, shelf: Callable[[], Shelf], authorities: AbstractSet[str], now: Callable[[], datetime], skew: timedelta
    ) -> None:
        self._shelf, self._authorities, self._now, self._skew = shelf, authorities, now, skew
        self._nonces = Nonces()

    def knows(self, key_id: str) -> bool:
        """Whether requests by this key may be admitted (`detente.peer.signature.key_id`)."""
        return key_id in self._shelf().keys

    def admit(self, asked: Asked) -> str:
        """The party that asks; `PeerError` (bad-signature, replay, bad-key) otherwise.

        A body that is read later is held against the head by `detente.peer.signature.check_body`.
        """
        if _authority(asked.url) not in self._authorities:
            raise PeerError("replay", "this request was made for another node", hint="write serve.url as others reach it")
        if max(len(asked.headers.get(name, "")) for name in ("signature-input", "signature")) > MAX_SIGNATURE:
            raise PeerError("bad-signature", "more signatures than anybody needs")
        shelf = self._shelf()
        request = Request(asked.method, asked.url, dict(asked.headers))
        signed = verify_request(request, asked.body, shelf.keys, self._now(), self._skew)
        self._nonces.take(signed, self._now(), self._skew)
        found = [party for id_, party in shelf.parties.items() if shelf.keys[id_] == signed.key]
        if not found:
            raise PeerError("bad-key", "no member's key")
        return found[0]


def _authority(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
