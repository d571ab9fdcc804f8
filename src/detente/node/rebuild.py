"""rebuild: everything but the logs is made anew from the logs; every signature and every content is verified again on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec

from detente import picture
from detente.entry import Entry, Recorded, Refused
from detente.node.node import Node
from detente.node.receive import verify
from detente.picture import Picture
from detente.store import Content, Store
from detente.terms import parse_origin


class Rebuilt(msgspec.Struct, frozen=True):
    """What was read again: logs, leaves, and how many of those are refused."""

    logs: int
    statements: int
    refused: int


class Replay:
    """A picture that grows as logs are read again; the clock shows when each leaf was received."""

    def __init__(self, party: str) -> None:
        self.picture = Picture(reader=party)
        self.received_at = 0.0

    def now(self) -> datetime:
        """When the leaf at hand was received."""
        return datetime.fromtimestamp(self.received_at, UTC)


def rebuild(node: Node, progress: Callable[[int], None] = lambda done: None) -> Rebuilt:
    """Replace every picture row by what the logs say, in one transaction. No log is changed."""
    records = list(records_of(node.store, node.party, progress))
    node.rebuild_rows(records)
    refused = sum(isinstance(record, Refused) for record in records)
    return Rebuilt(len(node.store.heads()), len(records), refused)


def records_of(store: Store, party: str, progress: Callable[[int], None] = lambda done: None) -> Iterator[Recorded]:
    """The record of every leaf, our own logs first: they hold the terms that the others are verified by."""
    replay = Replay(party)
    done = 0
    for origin in sorted(store.origins(), key=lambda o: (parse_origin(o).party != party, o)):
        for record in _log(store, origin, replay):
            picture.record(replay.picture, record)
            done += 1
            progress(done)
            yield record


def _log(store: Store, origin: str, replay: Replay) -> Iterator[Recorded]:
    contents = store.contents(origin)
    waiting = next(contents, None)
    for index, leaf, received_at in store.leaves(origin):
        mine: list[Content] = []
        while waiting is not None and waiting.index <= index:
            mine.append(waiting)
            waiting = next(contents, None)
        replay.received_at = received_at
        record = verify(replay, origin, index, leaf, mine, strict=False)
        yield msgspec.structs.replace(record, received_at=received_at) if isinstance(record, Entry) else record
