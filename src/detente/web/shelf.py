"""shelf: what of a node may be asked for, by whom; made anew by the node's one thread after every change, read by all others.

A reader finds the logs of the agreements of which it is a member, and the files that were put out for it. Everything else is
not there: the same answer as for what never existed.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from detente import agreement as agreements
from detente import sign
from detente.node.node import Node
from detente.peer.fetch import Index, Shown
from detente.peer.folder import digest, is_file, place
from detente.peer.signature import key_id
from detente.tlog.keys import VerifierKey

MAX_NAME: Final = 160


class Shelf(NamedTuple):
    """``keys``: who may ask, by `key_id`; ``indexes``: what stands there for a party, as JSON with its tag; ``logs``: folders
    below a party's outbox that it may read; ``nodes``: the key of every peer's node; ``held``: sizes of peers' logs held here."""

    keys: dict[str, VerifierKey]
    parties: dict[str, str]
    indexes: dict[str, tuple[bytes, str]]
    logs: dict[str, frozenset[str]]
    nodes: dict[str, VerifierKey]
    held: dict[str, dict[str, int]]


EMPTY: Final = Shelf({}, {}, {}, {}, {}, {})


class Keeper:
    """Makes shelves; remembers the digests of files that have not changed since."""

    def __init__(self, node: Node, outbox: Path) -> None:
        self._node, self._outbox = node, outbox
        self._digests: dict[Path, tuple[tuple[int, int], str]] = {}

    def shelf(self) -> Shelf:
        """What may be asked for now."""
        keys: dict[str, VerifierKey] = {}
        parties: dict[str, str] = {}
        nodes: dict[str, VerifierKey] = {}
        logs: dict[str, dict[str, Shown]] = {}
        held: dict[str, dict[str, int]] = {}
        for terms in self._node.picture.terms.values():
            members = {m.party: m for m in terms.agreement.members}
            ours = agreements.origin(terms.agreement, self._node.party)
            for party, card in members.items():
                if party == self._node.party or self._node.party not in members or not card.node:
                    continue
                key = sign.parse_vkey(card.node)
                keys[key_id(key)], parties[key_id(key)], nodes[party] = key, party, key
                logs.setdefault(party, {})[ours] = self._shown(self._outbox / party / place(ours))
                theirs = agreements.origin(terms.agreement, party)
                held.setdefault(party, {})[theirs] = self._node.store.size(theirs)
        indexes = {party: encode(shown) for party, shown in logs.items()}
        readable = {party: frozenset(place(origin).as_posix() for origin in shown) for party, shown in logs.items()}
        return Shelf(keys, parties, indexes, readable, nodes, held)

    def _shown(self, base: Path) -> Shown:
        content = {path.name: self._digest(path) for path in sorted(base.glob("content/*")) if path.name.isdigit()}
        seen = {path.name: self._digest(path) for path in sorted(base.glob("seen/*")) if not path.name.startswith(".")}
        return Shown(self._digest(base / "checkpoint"), content, seen)

    def _digest(self, path: Path) -> str:
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
            known = self._digests.get(path)
            if known is None or known[0] != stamp:
                known = self._digests[path] = (stamp, digest(path.read_bytes()))
            return known[1]
        except OSError:
            return ""


def encode(logs: dict[str, Shown]) -> tuple[bytes, str]:
    """What stands for a reader, as it is sent, with its tag; a log without a head is not there yet."""
    body = msgspec.json.encode(Index({origin: shown for origin, shown in logs.items() if shown.checkpoint}))
    return body, f'"{sha256(body).hexdigest()[:32]}"'


def file_of(shelf: Shelf, outbox: Path, party: str, path: str) -> Path | None:
    """The file at a path of the files that stand there for a party; None for whatever else it names."""
    parts = path.split("/")
    if len(path) > MAX_NAME or len(parts) < 5 or "/".join(parts[:4]) not in shelf.logs.get(party, ()):
        return None
    name = "/".join(parts[4:])
    return outbox / party / path if is_file(name) else None
