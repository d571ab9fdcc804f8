"""Archives and XML that are made to break who reads them: refused with words, within memory."""

import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import MAIN, SHEET, changed, packed, parts, simple, table

from detente.errors import InputError
from detente.formats import geojson_table, odk
from detente.formats.guard import Archive, events

WORKBOOK = simple(["name", "lat"], ["A", 36.1], ["B", 36.2])
NAMES = sorted(parts(WORKBOOK))
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'


@pytest.mark.parametrize(
    "xml",
    [
        LAUGHS,
        b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "x"> %p;]><a/>',
    ],
)
def test_entities_are_refused(xml: bytes) -> None:
    with pytest.raises(InputError, match="entities"):
        list(events([xml], "f"))


def test_a_document_type_alone_is_no_harm() -> None:
    assert [what for what, _, _ in events([b'<!DOCTYPE kml SYSTEM "http://example.org/k.dtd"><kml/>'], "f")] == ["start", "end"]


@pytest.mark.parametrize(
    "xml", [b"<a>" * 101 + b"</a>" * 101, b"<a>", b"x", b'<?xml version="1.0" encoding="nothing"?><a/>', b""]
)
def test_xml_that_cannot_be_read_is_refused(xml: bytes) -> None:
    with pytest.raises(InputError):
        list(events([xml], "f"))


def test_xml_of_too_many_elements_is_refused() -> None:
    with pytest.raises(InputError, match="too many"):
        list(events([b"<a>" + b"<b/>" * 11 + b"</a>"], "f", limit=10))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(WORKBOOK, SHEET, b"<row>" + b" " * (100 << 20))
    tracemalloc.start()
    with pytest.raises(InputError, match="far more comes out"):
        table(bomb)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


def test_a_bomb_that_hides_its_size_is_stopped_while_it_is_unpacked() -> None:
    bomb = bytearray(packed({"a": b" " * (100 << 20)}))
    at = bomb.index(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = (5).to_bytes(4, "little")
    tracemalloc.start()
    with pytest.raises(InputError):
        Archive(bytes(bomb), "f").read("a")
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    tracemalloc.stop()


def test_a_part_that_is_named_as_many_sheets_counts_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.formats.guard.MAX_UNPACKED", 100_000)
    archive = Archive(packed({"a": bytes(60_000)}), "f")
    assert len(archive.read("a")) == 60_000
    with pytest.raises(InputError, match="far more comes out"):
        archive.read("a")


def test_a_million_cells_in_a_row_take_little_memory() -> None:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{"<c/>" * 1_000_000}</row></sheetData></worksheet>'
    data = changed(WORKBOOK, SHEET, xml.encode())
    del xml
    tracemalloc.start()
    assert table(data).sheets[0].rows == ()
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


def test_archives_in_other_ways_of_packing_or_with_a_password_are_refused() -> None:
    with pytest.raises(InputError, match="packed in a way"):
        Archive(packed({"a": b"x"}, zipfile.ZIP_LZMA), "f")
    locked = bytearray(packed({"a": b"x"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="password"):
        Archive(bytes(locked), "f")


def test_a_file_without_a_name_is_a_file() -> None:
    nameless = bytearray(packed({"a": b"x"}))
    at = nameless.index(b"PK\x01\x02")
    nameless[at + 28 : at + 30] = b"\0\0"
    del nameless[at + 46]
    end = nameless.index(b"PK\x05\x06")
    nameless[end + 12 : end + 16] = (46).to_bytes(4, "little")
    assert Archive(bytes(nameless), "f").names == ("",)


def test_members_that_are_larger_than_asked_for_are_refused() -> None:
    with pytest.raises(InputError, match="more than 3 bytes"):
        Archive(packed({"a": b"four"}), "f").read("a", 3)


@pytest.mark.parametrize(
    "data",
    [b"[" + b"{}," * 2_000_001 + b"{}]", b"[" * 4_000_001, b'{"type":"FeatureCollection","features":[' + b"1," * 10_000_001],
)
@pytest.mark.parametrize("read", [odk.read, geojson_table.read])
def test_json_of_too_many_parts_is_refused_before_it_is_read(read: Callable[[bytes, str], object], data: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(InputError, match="too many parts"):
        read(data, "f.json")
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


EDITS: list[Callable[[bytes, int, bytes], bytes]] = [
    lambda data, at, junk: data[:at] + junk + data[at + len(junk) :],
    lambda data, at, junk: data[:at] + junk + data[at:],
    lambda data, at, junk: data[:at],
    lambda data, at, junk: data[:at] + data[at + 1 + len(junk) :],
]


def mangled(data: bytes, edits: list[tuple[int, float, bytes]]) -> bytes:
    for which, place, junk in edits:
        data = EDITS[which](data, int(place * len(data)), junk)
    return data


MANGLED = st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(MANGLED)
def test_a_mangled_archive_gives_a_table_or_a_refusal(edits: list[tuple[int, float, bytes]]) -> None:
    try:
        table(mangled(WORKBOOK, edits))
    except InputError as error:
        assert error.message  # noqa: PT017


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(NAMES), MANGLED)
def test_a_mangled_part_of_a_workbook_gives_a_table_or_a_refusal(name: str, edits: list[tuple[int, float, bytes]]) -> None:
    try:
        table(changed(WORKBOOK, name, mangled(parts(WORKBOOK)[name], edits)))
    except InputError as error:
        assert error.message  # noqa: PT017
