"""Every function that takes bytes or text from outside, under its name; `detente.errors.DetenteError` is how each refuses."""

from __future__ import annotations

import base64
import binascii
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from detente import agreement, evidence, sign, statement
from detente.cli import common
from detente.errors import DetenteError, InputError
from detente.formats import Broken, geojson, page, points, volumes
from detente.node import bulk, device, draft, home, pack, snapshot
from detente.node.node import Node
from detente.peer import address, fetch, https, letter, space
from detente.peer.audit import audit_folder
from detente.peer.folder import FolderSource
from detente.peer.signature import Request, Response, key_id, verify_request, verify_response
from detente.scenario import model
from detente.terms import parse_origin
from detente.tlog import checkpoint, cosignature, fork, merkle, note, proof, tiles
from fuzz import lists, positions, tables
from fuzz.grounds import (
    DEVICE,
    FILES,
    KEY,
    NODE,
    NOW,
    URL,
    grounds,
    headers_in,
    in_file,
    new_folder,
    outbox_file,
    packed,
)

Parser = Callable[[bytes], object]
DEFAULTS: Final = bulk.Defaults(NOW, "site")
KEYS: Final = {key_id(NODE.verifier): NODE.verifier}
SKEW: Final = timedelta(seconds=10)
CONFIG: Final = home.Config("a.example", "a")


def text(data: bytes) -> str:
    """Words as a person or a shell gives them."""
    return data.decode("utf-8", "replace")


def _evidence(data: bytes) -> object:
    return page.render(evidence.verify(data), data, "f")


def _exhibits(data: bytes) -> object:
    files = {}
    for line in filter(None, data.split(b"\n")):
        name, _, body = line.partition(b" ")
        try:
            files[name.decode("ascii")] = base64.b64decode(body)
        except (binascii.Error, UnicodeDecodeError):
            continue
    if any("\0" in name or len(name) > 1000 for name in files):
        raise InputError("bad-value", "no container can be made of it")
    return _evidence(evidence._pack(files))


def _signed_request(data: bytes) -> object:
    headers, body = headers_in(data)
    return verify_request(Request("GET", URL, headers), body, KEYS, NOW, SKEW)


@cache
def _asked() -> Request:
    return Request("GET", URL, headers_in(grounds().valid["request"])[0])


def _signed_response(data: bytes) -> None:
    headers, body = headers_in(data)
    verify_response(Response(200, headers, _asked()), body, NODE.verifier, NOW, SKEW)


def _hashes(data: bytes) -> tuple[int, int, bytes, bytes, list[bytes]]:
    a, b = (int.from_bytes(data[at : at + 8], "big") for at in (0, 8))
    return a, b, data[16:48], data[48:80], [data[at : at + 32] for at in range(80, len(data), 32)]


def _inclusion(data: bytes) -> None:
    index, size, leaf, root, path = _hashes(data)
    merkle.verify_inclusion(leaf, index, size, path, root)


def _consistency(data: bytes) -> None:
    old, new, first, second, path = _hashes(data)
    merkle.verify_consistency(old, new, path, first, second)


@contextmanager
def _replaced(kind: str, data: bytes) -> Iterator[Path]:
    copy, inside = _copy(kind)
    inside.write_bytes(data)
    yield copy


@cache
def _copy(kind: str) -> tuple[Path, Path]:
    made, copy = grounds(), new_folder() / "outbox"
    shutil.copytree(made.outbox, copy)
    return copy, copy / outbox_file(made, kind).relative_to(made.outbox)


def _outbox(kind: str) -> Parser:
    """A peer's whole folder with one of its files changed: read as a sync reads it, and audited."""

    def run(data: bytes) -> object:
        with _replaced(kind, data) as folder:
            source, origin = FolderSource(folder), grounds().origin
            for read in (source.contents, source.seen, lambda o: source.entries(o, 0, 2)):
                try:
                    read(origin)
                except DetenteError:
                    continue
            return audit_folder(folder)

    return run


@cache
def _node() -> Node:
    return Node.open(grounds().folder, clock=lambda: NOW, readonly=True)


def _snapshot(data: bytes) -> object:
    whole = snapshot.MAGIC + sha256(data).hexdigest().encode() + b"\n" + data
    return _read_snapshot(whole)


_read_snapshot: Final = in_file(lambda folder: snapshot.read(folder, KEY, NOW), snapshot.NAME)
PARSERS: Final[dict[str, Parser]] = {
    "note": note.parse,
    "checkpoint": checkpoint.parse_text,
    "signed checkpoint": lambda data: checkpoint.open_checkpoint(data, grounds().origin, grounds().log_key, [grounds().mirror]),
    "cosignature": lambda data: cosignature.verify(grounds().mirror, b"a\n1\n", data),
    "vkey": lambda data: sign.parse_vkey(text(data)),
    "origin": lambda data: parse_origin(text(data)),
    "path": lambda data: tiles.parse_path(text(data)),
    "tile": lambda data: tiles.decode_tile(data, 2),
    "bundle": lambda data: tiles.decode_bundle(data, 2),
    "inclusion": _inclusion,
    "consistency": _consistency,
    "proof": proof.parse_proof,
    "verified proof": lambda data: proof.verify_proof(data, grounds().leaf, grounds().origin, grounds().log_key),
    "fork": fork.verify_fork,
    "leaf": sign.parse_leaf,
    "statement": statement.decode,
    "unknown fields": statement.unknown_fields,
    "agreement": agreement.decode,
    "genesis": agreement.open_genesis,
    "evidence": _evidence,
    "exhibits": _exhibits,
    "card": lambda data: draft.read_card(data, "card"),
    "terms": lambda data: draft.read_terms(data, "terms"),
    "config": in_file(home.read, home.CONFIG),
    "key file": in_file(lambda folder: home.key(folder, CONFIG, "root"), "keys/root.key"),
    "snapshot": _snapshot,
    "pack": lambda data: device.open_pack(data, DEVICE, NOW),
    "holdings": lambda data: device.open_pack(packed(data), DEVICE, NOW),
    "letter": letter.read,
    "queued": lambda data: pack.parse(data, "queued"),
    "scenario": in_file(lambda folder: model.read(folder / "s.toml"), "s.toml"),
    "geojson": lambda data: geojson.read(data, "f"),
    "points": lambda data: points.read(data, "f"),
    "volume": lambda data: volumes.read(data, "f"),
    "notices": lambda data: bulk.wishes(data, "f.json", DEFAULTS, bytes),
    "notices by line": lambda data: bulk.wishes(data, "f.jsonl", DEFAULTS, bytes),
    "notices as features": lambda data: bulk.wishes(data, "f.geojson", DEFAULTS, bytes),
    "ref": lambda data: _node().ref(text(data)),
    "instant": lambda data: common.instant(text(data), "--at"),
    "url": lambda data: address.check_url(text(data)),
    "certificate": lambda data: https.check_certificate(data, NODE.verifier),
    "you": fetch.read_you,
    "index": lambda data: fetch._index(200, data),
    "held": space.read_held,
    "space path": lambda data: space.parse_name("a.example", text(data)),
    "parcel": lambda data: space.read_parcel("a.example", data),
    "request": _signed_request,
    "response": _signed_response,
    **{f"outbox {kind}": _outbox(kind) for kind in FILES},
    **tables.READERS,
    **positions.READERS,
    **lists.READERS,
}


def outcome(name: str, data: bytes) -> object:
    """What a parser gives, or its refusal. Anything else that it raises is a finding, and so is a refusal without words."""
    try:
        found = PARSERS[name](data)
    except DetenteError as error:
        found = error
        if not error.message or not error.code:
            raise AssertionError("a refusal without words") from error
    broken = [item for item in found if isinstance(item, Broken)] if isinstance(found, list) else []
    if any(not item.problem or not item.where for item in broken):
        raise AssertionError("a broken item without words, or without its place")
    return found
