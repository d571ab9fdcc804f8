"""quick: a check from the snapshot, without reading the logs; and the snapshot that makes it possible."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from detente import lifecycle, picture
from detente.conflict import Known
from detente.engine import make_engine
from detente.node import check, home, snapshot
from detente.node.node import STORE, Clock, Node, store_key, utc_now
from detente.statement import Ref
from detente.store import Store
from detente.store.sqlite import SqliteStore

WORTH: Final = 1000
"""Notices in the engine from which on a snapshot is written: below, reading the logs is as quick."""


def save(node: Node) -> bool:
    """Write the snapshot of the node as it stands; False where it holds too little to be worth one."""
    if len(node.indexed) < WORTH:
        snapshot.discard(node.folder)
        return False
    node.settle_time()
    held = check.view(node)
    data = snapshot.encode(
        key=store_key(node.store), as_of=node.now(), heard=check.heard(node), refusals=check.refusals(node),
        limits=held.limits, items=[item(node, ref) for ref in node.refs], arrays=node.engine.arrays(),
        cells=node.undisclosed.arrays(),
    )  # fmt: skip
    snapshot.write(node.folder, data)
    return True


@contextmanager
def viewed(folder: Path, clock: Clock = utc_now) -> Iterator[check.View]:
    """What a check needs: from the snapshot where it is of this state, else from the logs; a snapshot is made for the next."""
    home.read(folder)
    with closing(SqliteStore.open(folder / STORE, readonly=True)) as store:
        found = view(folder, store, clock())
    if found is not None:
        yield found
        return
    with Node.open(folder, clock=clock, readonly=True) as node:
        yield check.view(node)
        save(node)


def view(folder: Path, store: Store, now: datetime) -> check.View | None:
    """What a check needs, from the snapshot; None where there is none of exactly this state of the store."""
    found = snapshot.read(folder, store_key(store), now)
    return None if found is None else view_of(found, now)


def view_of(found: snapshot.Snapshot, now: datetime) -> check.View:
    """What a check needs, of a snapshot, at an instant."""
    engine = make_engine(found.arrays)
    for handle in found.over(now.timestamp()):
        engine.remove(handle)
    facts = check.facts_of(found.header.heard, found.header.refusals, now)
    return check.View(engine, lambda handle: found.known(handle, now.timestamp()), facts, found.header.limits)


def item(node: Node, ref: Ref) -> snapshot.Item:
    """What a snapshot says of a notice; of one that stands in the engine no more, where it stood."""
    if ref not in node.indexed:
        gone = Known(origin=ref.origin, index=ref.index, party="", agreement_title="", kind="", title="", state="")
        return snapshot.Item(gone, math.inf, planned=False, held=False)
    known, turn = node.known_ref(ref), picture.turns(node.picture, ref)
    planned = known.kind in lifecycle.PLANNED
    return snapshot.Item(known, math.inf if turn is None else turn.timestamp(), planned=planned, held=True)
