"""A8: inputs that once crashed a parser or held it for long, and large ones: refused, within the bounds of memory stated here."""

import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from detente import evidence
from detente.errors import DetenteError, PeerError
from detente.formats import Broken, Item, points
from detente.node import bulk
from detente.peer.folder import FolderSource, place
from detente.volume import Point
from fuzz.grounds import grounds
from fuzz.parsers import DEFAULTS, PARSERS, outcome

POINT = b'{"type":"Feature","properties":{%b},"geometry":{"type":%b,"coordinates":[%b,1]}}'
MANY = b"9" * 400
CRASHED = [
    ("geojson", POINT % (b"", b'"Point"', MANY)),
    ("geojson", POINT % (b'"accuracy_m":' + MANY, b'"Point"', b"1.123456789")),
    ("geojson", POINT % (b'"radius_m":' + MANY, b'"Point"', b"1")),
    ("geojson", POINT % (b"", b'["Point"]', b"1")),
    ("terms", b"x = " + b"9" * 5000),
    ("config", b"x = " + b"9" * 5000),
    ("scenario", b"x = " + b"9" * 5000),
    ("config", b"x = " + b"[" * 100_000),
    ("terms", b"a." * 100_000 + b"a = 1"),
    ("terms", b'"\\"" . ' * 100_000 + b"a = 1"),
    ("statement", b'{"kind":"site","id":"1","x":[1e999]}'),
    ("unknown fields", b'{"kind":"redact","x":[1e999]}'),
    ("ref", b"france.example#" + b"9" * 5000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), CRASHED, ids=lambda value: value if isinstance(value, str) else repr(value[:30]))
def test_what_crashed_once_is_refused(name: str, data: bytes) -> None:
    found = outcome(name, data)
    assert isinstance(found, DetenteError) or (isinstance(found, list) and all(isinstance(item, Broken) for item in found))


def test_a_column_without_a_heading_is_neither_name_nor_radius() -> None:
    (item,) = points.read(b",lat,lon\n7,35.1,36.2\n", "f")
    assert isinstance(item, Item)
    assert (item.name, item.volumes[0].footprint) == ("", Point((36.2, 35.1), 0.0))


@pytest.mark.parametrize("strange", [b'"<f6"', b'"|01"', b'"|O8"', b'"(2,)f"', b'"<f8"'[::-1]])
def test_a_snapshot_with_a_strange_array_is_not_used(strange: bytes) -> None:
    valid = grounds().valid["snapshot"]
    assert b'"<f8"' in valid
    assert outcome("snapshot", valid) is not None
    assert outcome("snapshot", valid.replace(b'"<f8"', strange)) is None


# --- memory --------------------------------------------------------------------------------------------------------------

SIZE = 1 << 17
LARGE = {
    "lines": b"\n" * SIZE,
    "arrays": b"[" * SIZE,
    "objects": b'{"a":' * (SIZE // 5),
    "small arrays": b"[" + b"[]," * (SIZE // 3) + b"[]]",
    "small objects": b'{"type":"FeatureCollection","features":[' + b"{}," * (SIZE // 3) + b"{}]}",
    "digits": b"9" * SIZE,
    "commas": b"lat,lon" + b"," * SIZE,
    "rows": b"lat,lon\n" + b"1\n" * (SIZE // 2),
    "keys": b"".join(b"k%d=1\n" % n for n in range(SIZE // 9)),
    "dots": b"a." * (SIZE // 2) + b"a=1",
    "huge lengths": b"\xff" * SIZE,
    "quotes": b'"' * SIZE,
    "spaces": b" " * SIZE,
    "dashes": "\u2014 ".encode() * (SIZE // 4) + b"\n",
}
TIMES = 32
"""Bytes that a parser may use for each byte that it is given, and `FLOOR` beside."""
NAMING = 160
"""The same where every row of two bytes is answered in words, up to `detente.formats.MAX_ITEMS` of them."""
NAMED = {"exhibits", "geojson", "points", "notices", "notices by line", "notices as features", "csv table"}
PER_BYTE = dict.fromkeys(NAMED, NAMING) | {"odk": 280, "features table": 280, "any table": 280, "list": 900}
"""Where every row of two or three bytes becomes a row of a table, or an item with its cells, its key and its reasons: up to
`table.MAX_ROWS` of them."""
FLOOR = 1 << 20


def peak(name: str, data: bytes) -> int:
    tracemalloc.start()
    try:
        outcome(name, data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", PARSERS)
def test_memory_grows_with_the_input_and_no_faster(name: str) -> None:
    outcome(name, grounds().valid[name])
    most = FLOOR + PER_BYTE.get(name, TIMES) * SIZE
    used = {what: peak(name, data) for what, data in LARGE.items()}
    assert not {what: size for what, size in used.items() if size > most}
    again = {what: peak(name, grounds().valid[name] + data) for what, data in LARGE.items()}
    assert not {what: size for what, size in again.items() if size > most + FLOOR}


def overlapping(entries: int, size: int) -> bytes:
    """A container whose every entry is the same bytes: it would unpack to ``entries`` times its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("0", bytes(size))
        first = archive.infolist()[0]
        for number in range(1, entries):
            info = zipfile.ZipInfo("0", evidence.DATE)
            info.CRC, info.file_size, info.compress_size, info.header_offset = first.CRC, size, size, first.header_offset
            info.orig_filename = info.filename = "0"
            archive.filelist.append(info)
            archive.NameToInfo[f"{number}"] = info
    return out.getvalue()


def test_a_container_that_unpacks_to_more_than_itself_is_refused_unread() -> None:
    data = overlapping(4000, SIZE)
    assert peak("evidence", data) < 16 * SIZE
    with pytest.raises(PeerError, match="too many files, or packed ones"):
        evidence.verify(data)


@pytest.mark.parametrize(("name", "data"), [("f.json", b"[0,0,0]"), ("f.jsonl", b"0\n0\n0\n"), ("f.jsonl", b"\n\n\n\n")])
def test_a_list_of_more_notices_than_may_be_is_refused(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MAX_ITEMS", 2)
    with pytest.raises(DetenteError, match="at most 2"):
        bulk.wishes(data, name, DEFAULTS, bytes)


def test_a_table_of_more_rows_than_may_be_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "MAX_ITEMS", 10)
    with pytest.raises(DetenteError, match="more than 10 rows"):
        points.read(b"lat,lon\n" + b"1,2\n" * 11, "f")
    assert peak("points", LARGE["rows"]) < 16 * SIZE


# --- what stands in a peer's folder ---------------------------------------------------------------------------------------


def test_files_that_are_no_numbers_are_passed_over(tmp_path: Path) -> None:
    origin = grounds().origin
    folder = tmp_path / place(origin) / "content"
    folder.mkdir(parents=True)
    for name in ("\u00b2", "\u0663", "x", "9" * 200):
        (folder / name).write_bytes(b"")
    assert FolderSource(tmp_path).contents(origin) == []


def test_a_pipe_in_a_peers_folder_holds_nobody(tmp_path: Path) -> None:
    origin = grounds().origin
    folder = tmp_path / place(origin)
    folder.mkdir(parents=True)
    os.mkfifo(folder / "checkpoint")
    assert FolderSource(tmp_path).checkpoint(origin) == b""
