"""A8: no bytes from outside, however malformed, give anything but an error that says whose fault it is, and quickly."""

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detente import agreement, evidence, sign, statement
from detente.errors import DetenteError
from detente.formats import Broken, geojson, points, volumes
from detente.node import bulk, draft, prove, publish
from detente.node.home import card
from detente.notice import Site
from detente.peer.folder import FolderSource
from detente.scenario import model
from detente.testing import Town
from detente.tlog import checkpoint, fork, note, proof, tiles

FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "id": 7, "properties": {"radius_m": 5.5, "time_start": "2026-01-01T00:00:00Z"},
         "geometry": {"type": "Point", "coordinates": [36.1, 35.2]}},
        {"type": "Feature", "properties": {"altitude_lower": {"value": 3, "units": "M"}},
         "geometry": {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}},
        {"type": "Feature", "properties": None, "geometry": {"type": "GeometryCollection", "geometries": []}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One good input for every parser, made by a town."""
    with Town(tmp_path_factory.mktemp("fuzz"), "france", "russia") as town:
        terms = town.agree("france", "russia")
        content = town.notice(Site, title="clinic")
        ref = publish.publish(town["france"], terms.id, content).ref
        town.settle()
        folder = town.outbox("france", "russia")
        source = FolderSource(folder)
        files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        leaf = next(leaf for n, leaf, _ in town["france"].store.leaves(ref.origin) if n == ref.index)
        evidence_file = prove.prove(town["france"], ref)
        whole = source.checkpoint(ref.origin)
        member = msgspec.json.encode(card(town["france"].folder, town["france"].config))
        return {
            "statement": content, "leaf": leaf, "note": whole, "checkpoint": whole, "bundle": tiles.encode_bundle([leaf, leaf]),
            "evidence": evidence_file, "agreement": agreement.encode(terms), "card": member, "content": files["0"],
            "terms": b'[[clauses]]\nid = "p"\nkinds = ["site"]\n', "geojson": json.dumps(FEATURES).encode(),
            "points": b"name,lat,lon\na,35.1,36.2\n", "volume": b'{"footprint": {"type": "Point", "coordinates": [1, 2]}}',
            "notices": b"[" + content + b"]", "fork": b"detente.fork/1\nkey a+b+c\nroot x\n----\na\n----\nb\n",
            "scenario": (Path(__file__).parent.parent.parent / "scenarios" / "wck-2024.toml").read_bytes(),
            "proof": b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + whole, "vkey": town["france"].key("log").vkey.encode(),
        }  # fmt: skip


def in_file(read: Callable[[Path], object]) -> Callable[[bytes], object]:
    def run(data: bytes) -> object:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return read(Path(file.name))

    return run


def text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


DEFAULTS = bulk.Defaults(datetime(2030, 1, 1, tzinfo=UTC), "site")
PARSERS: dict[str, Callable[[bytes], object]] = {
    "statement": statement.decode,
    "leaf": sign.parse_leaf,
    "note": note.parse,
    "checkpoint": lambda data: checkpoint.parse_text(data),
    "bundle": lambda data: tiles.decode_bundle(data, 2),
    "evidence": evidence.verify,
    "agreement": agreement.decode,
    "card": lambda data: draft.read_card(data, "card"),
    "terms": lambda data: draft.read_terms(data, "terms"),
    "geojson": lambda data: geojson.read(data, "f"),
    "points": lambda data: points.read(data, "f"),
    "volume": lambda data: volumes.read(data, "f"),
    "notices": lambda data: bulk.wishes(data, "f.json", DEFAULTS, lambda n: bytes(n)),
    "fork": fork.verify_fork,
    "scenario": in_file(model.read),
    "proof": lambda data: proof.parse_proof(data),
    "vkey": lambda data: sign.parse_vkey(text(data)),
}

WORDS = [b"", b"\0", b"\n", b"\n\n", b"{", b"[" * 300, b'"', b"\xff", b"NaN", b"1e999", b"-1", b"9" * 400, b"\xe2\x80\x94 "]
pieces = st.sampled_from(WORDS) | st.binary(max_size=8)
edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), pieces), min_size=1, max_size=5)


def outcome(name: str, data: bytes) -> object:
    """What a parser gives, or its refusal; anything else that it raises fails the test."""
    try:
        return PARSERS[name](data)
    except DetenteError as error:
        return error


def edited(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, gone, put in changes:
        at = int(place * len(data))
        data = data[:at] + put + data[at + gone :]
    return data


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(edits)
@example([(0.0, 0, b"[" * 100_000)])
@example([(0.0, 1 << 30, b"")])
@example([(1.0, 0, b"\n" * 70_000)])
def test_what_is_almost_right_is_refused_or_read(
    valid: dict[str, bytes], name: str, changes: list[tuple[float, int, bytes]]
) -> None:
    found = outcome(name, edited(valid[name], changes))
    broken = [item for item in found if isinstance(item, Broken)] if isinstance(found, list) else []
    assert all(item.problem and item.where for item in broken)
    assert not isinstance(found, DetenteError) or (found.message and found.code)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_what_is_nothing_is_refused(name: str, data: bytes) -> None:
    found = outcome(name, data)
    assert not isinstance(found, DetenteError) or found.message


def test_the_valid_inputs_are_valid(valid: dict[str, bytes]) -> None:
    refused = {name for name in PARSERS if isinstance(outcome(name, valid[name]), DetenteError)}
    assert refused == {"fork", "checkpoint"}  # the shape of a fork without a fork, and a whole note where its text is read
