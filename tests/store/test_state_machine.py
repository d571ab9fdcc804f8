"""Memory is the specification: any sequence of calls gives the same answers from SQLite, reopened at any time."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from detente.errors import StoreError
from detente.store import Append, Batch, Content, Note, Row, Store
from detente.store.memory import MemoryStore
from detente.store.sqlite import SqliteStore

ORIGINS = st.sampled_from(["a.example/agr/0/0", "b.example/agr/0/0"])
BYTES = st.binary(max_size=4)
SMALL = st.integers(0, 6)
LEVELS = st.sampled_from(["coarse", "exact"])
BATCHES = st.builds(
    Batch,
    appends=st.lists(st.builds(Append, ORIGINS, SMALL, st.lists(BYTES, max_size=3).map(tuple), st.just(1.0)), max_size=2).map(
        tuple
    ),
    contents=st.lists(st.builds(Content, ORIGINS, SMALL, LEVELS, BYTES, BYTES), max_size=2).map(tuple),
    drops=st.lists(st.tuples(ORIGINS, SMALL, LEVELS), max_size=2).map(tuple),
    rows=st.lists(st.builds(Row, ORIGINS, SMALL, st.none() | BYTES), max_size=3).map(tuple),
    cursors=st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("12")), max_size=2).map(tuple),
)


class SideBySide(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store.sqlite"
        self.memory = MemoryStore()
        self.sqlite = SqliteStore.open(self.path)

    def teardown(self) -> None:
        self.sqlite.close()
        self.folder.cleanup()

    def both(self, verb: str, *values: object) -> None:
        outcomes = []
        for store in (self.memory, self.sqlite):
            try:
                outcomes.append(getattr(store, verb)(*values))
            except StoreError as error:
                outcomes.append(error.code)
        assert outcomes[0] == outcomes[1]

    @rule(batch=BATCHES)
    def commit(self, batch: Batch) -> None:
        self.both("commit", batch)

    @rule(origin=ORIGINS, leaves=st.lists(BYTES, min_size=1, max_size=3).map(tuple))
    def append(self, origin: str, leaves: tuple[bytes, ...]) -> None:
        self.both("commit", Batch(appends=(Append(origin, self.memory.size(origin), leaves, 2.0),)))

    @rule(origin=ORIGINS, size=SMALL, note=BYTES, root=st.sampled_from([b"r", b"s"]))
    def checkpoint(self, origin: str, size: int, note: bytes, root: bytes) -> None:
        self.both("record_checkpoint", Note(origin, size, note), root)

    @rule(origin=ORIGINS, size=SMALL, line=BYTES)
    def cosign(self, origin: str, size: int, line: bytes) -> None:
        self.both("add_cosignature", origin, size, line)

    @rule(rows=st.lists(st.builds(Row, ORIGINS, SMALL, BYTES), max_size=3))
    def rebuild(self, rows: list[Row]) -> None:
        self.both("rebuild", rows)

    @rule()
    def reopen(self) -> None:
        self.sqlite.close()
        self.sqlite = SqliteStore.open(self.path)

    @invariant()
    def same(self) -> None:
        assert everything(self.memory) == everything(self.sqlite)


def everything(store: Store) -> list[object]:
    found: list[object] = [store.heads(), list(store.rows()), [store.cursor(c) for c in "xy"], store.check()]
    for origin in ("a.example/agr/0/0", "b.example/agr/0/0"):
        found += [list(store.leaves(origin)), list(store.contents(origin, 1)), store.checkpoint(origin)]
        found += [
            [store.checkpoint(origin, n), store.cosignatures(origin, n), store.cosigned(origin), store.row(origin, n)]
            for n in range(7)
        ]
    return found


SideBySide.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestSideBySide = SideBySide.TestCase
