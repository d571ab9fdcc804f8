"""What only the SQLite store can show: locks, files, versions, a disk that is full."""

import sqlite3
import stat
from pathlib import Path

import pytest

from detente.errors import StoreError
from detente.store import Append, Batch
from detente.store.sqlite import SqliteStore

BATCH = Batch(appends=(Append("a.example/agr/0/0", 0, (b"leaf",), 1.0),))


def test_a_second_writer_is_refused_and_told_who_writes(tmp_path: Path) -> None:
    first = SqliteStore.open(tmp_path / "s.sqlite")
    with pytest.raises(StoreError) as error:
        SqliteStore.open(tmp_path / "s.sqlite")
    assert error.value.code == "locked"
    assert "process" in str(error.value)
    first.close()
    SqliteStore.open(tmp_path / "s.sqlite").close()


def test_a_reader_reads_beside_the_writer(tmp_path: Path) -> None:
    writer = SqliteStore.open(tmp_path / "s.sqlite")
    reader = SqliteStore.open(tmp_path / "s.sqlite", readonly=True)
    writer.commit(BATCH)
    assert reader.size("a.example/agr/0/0") == 1
    with pytest.raises(StoreError):
        reader.commit(BATCH)
    reader.close()
    writer.close()


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    SqliteStore.open(tmp_path / "s.sqlite").close()
    assert stat.S_IMODE((tmp_path / "s.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize("sql", ["UPDATE log SET bytes = x'00'", "DELETE FROM log"])
def test_the_log_is_append_only_for_everybody(tmp_path: Path, sql: str) -> None:
    store = SqliteStore.open(tmp_path / "s.sqlite")
    store.commit(BATCH)
    store.close()
    db = sqlite3.connect(tmp_path / "s.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(sql)
    db.close()


def test_a_file_of_another_version_or_kind_is_refused(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "s.sqlite")
    db.execute("CREATE TABLE other (x)")
    db.close()
    with pytest.raises(StoreError) as error:
        SqliteStore.open(tmp_path / "s.sqlite")
    assert error.value.code == "schema"
    (tmp_path / "t.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError) as error:
        SqliteStore.open(tmp_path / "t.sqlite")
    assert error.value.code == "corrupt"


def test_a_full_disk_writes_nothing_and_says_so(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "s.sqlite")
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError) as error:
        store.commit(Batch(appends=(Append("a.example/agr/0/0", 0, (b"x" * 60_000,), 1.0),)))
    assert error.value.code == "disk"
    assert store.size("a.example/agr/0/0") == 0
    store.commit(BATCH)
    assert store.size("a.example/agr/0/0") == 1
    store.close()


def test_missing_leaves_are_found(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "s.sqlite")
    store.commit(BATCH)
    store._db.execute("UPDATE logs SET size = 5")
    assert "1 of 5 leaves" in store.check()[0]
    store.close()
