"""One good input for every parser, made by a town; and the places where a parser finds its file or its keys."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from detente import agreement, evidence
from detente.conflict import Known
from detente.node import device, home, prove, publish, snapshot
from detente.notice import Site
from detente.peer import letter
from detente.peer.folder import FolderSource, place
from detente.peer.signature import Request, Response, sign_request, sign_response
from detente.peer.space import Held, Parcel
from detente.sign import ED25519, SigningKey
from detente.testing import Town
from detente.tlog import fork, merkle, note, proof, tiles
from detente.tlog.checkpoint import parse_text
from detente.tlog.keys import VerifierKey
from fuzz import lists, positions, tables

NOW: Final = datetime(2030, 1, 1, tzinfo=UTC)
NODE: Final = SigningKey.from_seed("a.example/node", ED25519, bytes([1]) * 32)
URL: Final = "https://b.example:4443/v1/index?x=1"
DEVICE: Final = device.Config("a.example", "a.example/desk/ops", NODE.vkey)
HOLDINGS: Final = (
    b'[{"pack":"' + b"ab" * 32 + b'","agreement":"0","title":"t","origin":"o","logs":[{"head":["o",1,"r"],"runs":[[0,1]]}]}]'
)
KEY: Final = snapshot.Key("1", {"a.example/agr/" + "0" * 32 + "/0": 3})
PATH: Final = f"b.example/agr/{'0' * 32}/a.example/0/tile/entries/x001/234.p/7"
SCENARIO: Final = Path(__file__).parent.parent / "scenarios" / "wck-2024.toml"
FEATURES: Final = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "id": 7, "properties": {"radius_m": 5.5, "time_start": "2026-01-01T00:00:00Z"},
         "geometry": {"type": "Point", "coordinates": [36.1, 35.2]}},
        {"type": "Feature", "properties": {"altitude_lower": {"value": 3, "units": "M"}, "accuracy_m": 2.5},
         "geometry": {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1.123456789, 0], [1, 1], [0, 0]]]]}},
        {"type": "Feature", "properties": None, "geometry": {"type": "GeometryCollection", "geometries": []}},
    ],
}  # fmt: skip


class Grounds(NamedTuple):
    """``valid``: one good input for every parser. ``outbox``: a folder that a peer put out, its one log ``origin``."""

    valid: Mapping[str, bytes]
    folder: Path
    outbox: Path
    origin: str
    log_key: VerifierKey
    mirror: VerifierKey
    leaf: bytes


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def new_folder() -> Path:
    """A folder that lives as long as this process."""
    _KEPT.append(tempfile.TemporaryDirectory(prefix="detente-fuzz-"))
    return Path(_KEPT[-1].name)


@cache
def grounds() -> Grounds:
    """Made once in a process, alike in every one."""
    folder = new_folder()
    with Town(folder, "france", "russia") as town:
        terms = town.agree("france", "russia")
        content = town.notice(Site, title="clinic")
        node, outbox = town["france"], town.outbox("france", "russia")
        ref = publish.publish(node, terms.id, content).ref
        town.settle()
        leaf = next(leaf for n, leaf, _ in node.store.leaves(ref.origin) if n == ref.index)
        log_key, mirror = agreement.log_key(terms, node.party), town["russia"].key("mirror").verifier
        made = Grounds({}, node.folder, outbox, ref.origin, log_key, mirror, leaf)
        valid = _words(made) | _forms(content) | _transport() | _proofs(made) | _outbox(made) | tables.seeds() | positions.seeds()
        valid |= lists.seeds()
        valid |= {
            "evidence": prove.prove(node, ref), "agreement": agreement.encode(terms), "genesis": _genesis(made),
            "card": msgspec.json.encode(home.card(node.folder, node.config)), "ref": str(ref).encode(),
        }  # fmt: skip
        valid["exhibits"] = joined(unpacked(valid["evidence"]))
    return made._replace(valid=valid)


def _words(made: Grounds) -> dict[str, bytes]:
    whole = FolderSource(made.outbox).checkpoint(made.origin)
    return {
        "leaf": made.leaf, "note": whole, "checkpoint": whole.partition(b"\n\n")[0] + b"\n", "signed checkpoint": whole,
        "vkey": made.log_key.vkey.encode(), "origin": made.origin.encode(), "path": b"tile/entries/x001/234.p/7",
        "bundle": tiles.encode_bundle([made.leaf, made.leaf]), "tile": bytes(64), "cosignature": bytes(72),
    }  # fmt: skip


def _forms(content: bytes) -> dict[str, bytes]:
    features = json.dumps(FEATURES).encode()
    return {
        "statement": content, "unknown fields": content[:-1] + b',"x":[{"y":1}]}', "geojson": features,
        "points": b"name,lat,lon\na,35.1,36.2\n", "volume": b'{"footprint": {"type": "Point", "coordinates": [1, 2]}}',
        "notices": b"[" + content + b"]", "notices by line": content + b"\n" + content + b"\n", "notices as features": features,
        "scenario": SCENARIO.read_bytes(), "terms": b'[[clauses]]\nid = "p"\nkinds = ["site"]\nseparation_m = 5.5\n',
        "config": b'party = "a.example"\nname = "a"\n\n[[desks]]\nid = "ops"\nname = "x"\n\n[serve]\nport = 4747\n',
        "key file": f"a.example/root 1 {'ab' * 32}\n".encode(), "snapshot": _snapshot(), "instant": b"2026-01-31T06:00:00Z",
        "letter": letter.write("a.example", "b.example", {f"b.example/agr/{'0' * 32}/a.example/0/checkpoint": b"x"}, NODE),
        "holdings": HOLDINGS, "pack": packed(HOLDINGS),
        "queued": msgspec.json.encode(device.Queued("a.example/agr/" + "0" * 32 + "/0", "leaf\n", bytes(32), content)),
    }  # fmt: skip


def packed(holdings: bytes) -> bytes:
    """A list for a device, signed over what it is said to hold."""
    label = device.Label("a.example", "a.example/desk/ops", NOW, NOW, "0" * 64, 1)
    return device.seal(label, holdings, _list(device.KEY), NODE)


def _transport() -> dict[str, bytes]:
    request = Request("GET", URL, {"Accept": "*/*"})
    sign_request(request, b"{}", NODE, NOW, bytes(16))
    response = Response(200, {"Content-Type": "text/plain"}, request)
    sign_response(response, b"{}", NODE, NOW)
    shown = {"checkpoint": "0" * 32, "content": {"0": "1" * 32}, "seen": {"b.example": "2" * 32}}
    return {
        "request": lines_of(request.headers) + b"\n{}", "response": lines_of(response.headers) + b"\n{}", "url": b"https://[::1]:4747",
        "you": b'{"now":"2026-11-27T12:00:00Z","reads_you":"trusted","error":""}',
        "held": msgspec.json.encode(Held({PATH: "1" * 32}, {"b.example": (NODE.vkey,)}, 4096, 1 << 20)),
        "space path": PATH.encode(),
        "parcel": msgspec.msgpack.encode(Parcel(((PATH, b"x"),), (PATH,), {"b.example": (NODE.vkey,)})),
        "index": msgspec.json.encode({"logs": {"a.example/agr/" + "0" * 32 + "/0": shown}}), "certificate": _certificate(),
    }  # fmt: skip


def _certificate() -> bytes:
    key, name = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a")])
    built = x509.CertificateBuilder(name, name, key.public_key(), 7, NOW, NOW.replace(year=2031))
    return built.sign(key, None).public_bytes(Encoding.DER)


def _proofs(made: Grounds) -> dict[str, bytes]:
    whole = FolderSource(made.outbox).checkpoint(made.origin)
    entries = _entries(made)
    tree = merkle.Tree.from_leaf_hashes(map(merkle.leaf_hash, entries))
    index, size, half = entries.index(made.leaf), len(entries), len(entries) - 1
    path, roots = tree.inclusion(index, size), (tree.root(half), tree.root(size))
    sizes = half.to_bytes(8, "big") + size.to_bytes(8, "big")
    return {
        "proof": proof.format_proof(index, path, whole), "verified proof": proof.format_proof(index, path, whole),
        "inclusion": index.to_bytes(8, "big") + sizes[8:] + merkle.leaf_hash(made.leaf) + roots[1] + b"".join(path),
        "consistency": sizes + b"".join(roots) + b"".join(tree.consistency(half, size)),
        "fork": fork.format_fork(made.log_key, whole, whole, bytes(32), [bytes(32)]),
    }  # fmt: skip


FILES: Final = {
    "head": "checkpoint",
    "entries": "tile/entries/000.p/*",
    "hashes": "tile/0/000.p/*",
    "contents": "content/0",
    "seen": "seen/*",
}


def outbox_file(made: Grounds, kind: str) -> Path:
    """A file of the log in the outbox, by its kind."""
    return sorted((made.outbox / place(made.origin)).glob(FILES[kind]))[-1]


def _outbox(made: Grounds) -> dict[str, bytes]:
    return {f"outbox {kind}": outbox_file(made, kind).read_bytes() for kind in FILES}


def _genesis(made: Grounds) -> bytes:
    return _entries(made)[0]


def _entries(made: Grounds) -> list[bytes]:
    source = FolderSource(made.outbox)
    return source.entries(made.origin, 0, parse_text(note.parse(source.checkpoint(made.origin)).text).size)


def _snapshot() -> bytes:
    return _list(KEY)[len(snapshot.MAGIC) + snapshot.DIGEST + 1 :]


def _list(key: snapshot.Key) -> bytes:
    arrays = {"boxes": np.zeros((2, 4)), "ids": np.arange(2)}
    known = Known(origin="o", index=1, party="p", agreement_title="t", kind="site", title="x", state="")
    item = snapshot.Item(known, 0.0, planned=False, held=True)
    heard = [snapshot.Heard("p", "t", NOW, 0, 0, 5)]
    return snapshot.encode(
        key=key, as_of=NOW, heard=heard, refusals=["r"], limits=(1.0, 2.0, 3.0), items=[item], arrays=arrays, cells={}
    )


def lines_of(headers: Mapping[str, str]) -> bytes:
    """Headers as they stand in a message."""
    return "".join(f"{name}: {value}\n" for name, value in headers.items()).encode()


def headers_in(data: bytes) -> tuple[dict[str, str], bytes]:
    """Headers and body of a message, decoded as an HTTP library does."""
    head, _, body = data.partition(b"\n\n")
    pairs = (line.decode("latin-1").partition(":") for line in head.split(b"\n"))
    return {name: value.strip() for name, colon, value in pairs if colon}, body


def joined(files: Mapping[str, bytes]) -> bytes:
    """The files of a container as lines, so that their bytes can be changed while the container stays in order."""
    return b"".join(name.encode() + b" " + base64.b64encode(data) + b"\n" for name, data in files.items())


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of an evidence container."""
    return evidence._unpack(data)


def in_file(read: Callable[[Path], object], name: str, mode: int = 0o600) -> Callable[[bytes], object]:
    """A parser of a file as one of bytes: it reads the folder in which the file stands under ``name``."""
    made: list[Path] = []

    def run(data: bytes) -> object:
        if not made:
            made.append(new_folder())
            (made[0] / name).parent.mkdir(parents=True, exist_ok=True)
            (made[0] / name).touch(mode)
        (made[0] / name).write_bytes(data)
        return read(made[0])

    return run
