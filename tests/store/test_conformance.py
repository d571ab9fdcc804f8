"""What every store promises (`detente.store.Store`), asked of each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.errors import StoreError
from detente.store import Append, Batch, Content, Note, Row, Store
from detente.store.memory import MemoryStore
from detente.store.sqlite import SqliteStore

LOG = "ocha.example/agr/" + "a" * 32 + "/0"
OTHER = "france.example/agr/" + "a" * 32 + "/0"


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore.open(tmp_path / "store.sqlite")
    yield made
    made.close()


def leaves(*texts: str, at: int = 0, origin: str = LOG) -> Batch:
    return Batch(appends=(Append(origin, at, tuple(t.encode() for t in texts), 7.5),))


def test_leaves_come_back_as_they_were(store: Store) -> None:
    store.commit(leaves("one", "two"))
    store.commit(leaves("three", at=2))
    assert list(store.leaves(LOG)) == [(0, b"one", 7.5), (1, b"two", 7.5), (2, b"three", 7.5)]
    assert list(store.leaves(LOG, 1, 2)) == [(1, b"two", 7.5)]
    assert list(store.leaves(LOG, 5, 9)) == []
    assert (store.size(LOG), store.size(OTHER)) == (3, 0)
    assert store.heads() == {LOG: 3}
    assert store.origins() == [LOG]


def test_many_leaves_come_back_in_order(store: Store) -> None:
    store.commit(leaves(*(str(n) for n in range(3000))))
    assert [int(leaf) for _, leaf, _ in store.leaves(LOG)] == list(range(3000))
    assert [n for n, _, _ in store.leaves(LOG, 1020, 1030)] == list(range(1020, 1030))


def test_a_stale_writer_writes_nothing(store: Store) -> None:
    store.commit(leaves("one"))
    batch = Batch(
        appends=(Append(OTHER, 0, (b"x",), 0.0), Append(LOG, 0, (b"y",), 0.0)),
        rows=(Row(OTHER, 0, b"row"),),
        cursors=(("c", "1"),),
    )
    with pytest.raises(StoreError) as error:
        store.commit(batch)
    assert error.value.code == "stale"
    assert store.heads() == {LOG: 1}
    assert list(store.rows()) == []
    assert store.cursor("c") is None


def test_two_appends_to_one_log_in_one_batch(store: Store) -> None:
    store.commit(Batch(appends=(Append(LOG, 0, (b"a",), 0.0), Append(LOG, 1, (b"b",), 0.0))))
    assert [leaf for _, leaf, _ in store.leaves(LOG)] == [b"a", b"b"]


def test_content_needs_its_leaf_and_can_be_deleted(store: Store) -> None:
    store.commit(leaves("one"))
    exact, coarse = Content(LOG, 0, "exact", b"s", b"c"), Content(LOG, 0, "coarse", b"t", b"d")
    store.commit(Batch(contents=(exact, coarse)))
    assert list(store.contents(LOG)) == [coarse, exact]
    store.commit(Batch(drops=((LOG, 0, "exact"),)))
    assert list(store.contents(LOG)) == [coarse]
    assert list(store.leaves(LOG)) == [(0, b"one", 7.5)]
    for stray in (Content(LOG, 1, "exact", b"", b""), Content(OTHER, 0, "exact", b"", b""), Content(LOG, -1, "exact", b"", b"")):
        with pytest.raises(StoreError) as error:
            store.commit(Batch(contents=(stray,)))
        assert error.value.code == "corrupt"


def test_never_two_roots_for_one_size(store: Store) -> None:
    store.record_checkpoint(Note(LOG, 3, b"note"), b"root")
    store.record_checkpoint(Note(LOG, 3, b"note, cosigned"), b"root")
    store.record_checkpoint(Note(LOG, 5, b"later"), b"other")
    with pytest.raises(StoreError) as error:
        store.record_checkpoint(Note(LOG, 3, b"fork"), b"forked")
    assert error.value.code == "corrupt"
    assert store.checkpoint(LOG) == Note(LOG, 5, b"later")
    assert store.checkpoint(LOG, 3) == Note(LOG, 3, b"note")
    assert store.checkpoint(LOG, 4) is None
    assert store.checkpoint(OTHER) is None


def test_cosignatures_are_a_set(store: Store) -> None:
    for line in (b"b", b"a", b"b"):
        store.add_cosignature(LOG, 3, line)
    assert store.cosignatures(LOG, 3) == [b"a", b"b"]
    assert store.cosignatures(LOG, 4) == []
    store.add_cosignature(LOG, 12, b"c", b"d", b"c")
    assert store.cosigned(LOG) == [(3, b"a"), (3, b"b"), (12, b"c"), (12, b"d")]
    assert store.cosigned("unknown") == []


def test_rows_are_replaced_deleted_and_rebuilt(store: Store) -> None:
    store.commit(Batch(rows=(Row(LOG, 1, b"x"), Row(LOG, 0, b"y"))))
    store.commit(Batch(rows=(Row(LOG, 1, b"z"), Row(LOG, 0, None))))
    assert list(store.rows()) == [Row(LOG, 1, b"z")]
    assert store.row(LOG, 1) == Row(LOG, 1, b"z")
    assert store.row(LOG, 0) is None
    store.rebuild([Row(OTHER, 4, b"new")])
    assert list(store.rows()) == [Row(OTHER, 4, b"new")]


def test_a_rebuild_that_fails_changes_nothing(store: Store) -> None:
    def broken() -> Iterator[Row]:
        yield Row(LOG, 9, b"half")
        raise RuntimeError("the fold failed")

    store.commit(Batch(rows=(Row(LOG, 1, b"x"),)))
    with pytest.raises(RuntimeError):
        store.rebuild(broken())
    assert list(store.rows()) == [Row(LOG, 1, b"x")]


def test_cursors_are_replaced(store: Store) -> None:
    store.commit(Batch(cursors=(("peer", "1"), ("peer", "2"))))
    assert store.cursor("peer") == "2"
    assert store.check() == []
