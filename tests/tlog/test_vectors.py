"""Published known answers (``vectors/published.toml``, each with its source): other people's programs say the same."""

import base64
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

from detente.errors import PeerError
from detente.sign import COSIGNATURE, ED25519, SigningKey
from detente.tlog import checkpoint, cosignature, note, proof, tiles
from detente.tlog.keys import make_key, parse_vkey
from detente.tlog.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion

KNOWN = tomllib.loads((Path(__file__).parent / "vectors" / "published.toml").read_text("utf-8"))
TREE = Tree.from_entries(map(bytes.fromhex, KNOWN["tree"]["leaves"]))
ROOTS = list(map(bytes.fromhex, KNOWN["tree"]["roots"]))


def text_of(table: str) -> bytes:
    """TOML drops the first newline of a long string and nothing else."""
    return table.encode()


def test_every_vector_names_its_source() -> None:
    for table in KNOWN.values():
        for vector in table if isinstance(table, list) else [table]:
            assert len(vector["source"]) > 20


@pytest.mark.parametrize("vector", KNOWN["hashes"], ids=lambda v: v["hash"][:8])
def test_hashes(vector: dict) -> None:  # type: ignore[type-arg]
    inputs = list(map(bytes.fromhex, vector["input"]))
    assert (leaf_hash if vector["what"] == "leaf" else node_hash)(*inputs).hex() == vector["hash"]


def test_roots() -> None:
    assert [TREE.root(size) for size in range(1, 9)] == ROOTS
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("vector", KNOWN["tree"]["inclusion"], ids=lambda v: f"{v['index']} in {v['size']}")
def test_inclusion(vector: dict) -> None:  # type: ignore[type-arg]
    """The proof as published, the one we make, and the damages that the same table lists for it."""
    index, size, path = vector["index"], vector["size"], list(map(bytes.fromhex, vector["proof"]))
    leaf, root, other = TREE.leaf(index), ROOTS[size - 1], bytes(32)
    verify_inclusion(leaf, index, size, path, root)
    assert TREE.inclusion(index, size) == path
    damaged = [
        (leaf, index + 1, size, path, root), (leaf, index - 1, size, path, root), (leaf, index ^ 2, size, path, root),
        (leaf, index, size * 2, path, root), (leaf, index, size // 2, path, root), (b"WrongLeaf", index, size, path, root),
        (leaf, index, size, path, EMPTY_ROOT), (leaf, index, size, path, other), (leaf, index, size, [*path, b""], root),
        (leaf, index, size, [*path, root], root), (leaf, index, size, [b"", *path], root),
        (leaf, index, size, [root, *path], root),
        *((leaf, index, size, flipped(path, i, 8), root) for i in range(len(path))),
        *([(leaf, index, size, path[:-1], root)] if path else []),
    ]  # fmt: skip
    for case in damaged:
        with pytest.raises(PeerError):
            verify_inclusion(*case)


@pytest.mark.parametrize("vector", KNOWN["tree"]["consistency"], ids=lambda v: f"{v['old']} to {v['new']}")
def test_consistency(vector: dict) -> None:  # type: ignore[type-arg]
    """As for inclusion."""
    old, new, path = vector["old"], vector["new"], list(map(bytes.fromhex, vector["proof"]))
    first, second = ROOTS[old - 1], ROOTS[new - 1]
    verify_consistency(old, new, path, first, second)
    assert TREE.consistency(old, new) == path
    damaged = [
        (old + 1, new, path, first, second), (old ^ 2, new, path, first, second), (old, new * 2, path, first, second),
        (old, new // 2, path, first, second), (old, new, path, b"WrongRoot", second), (old, new, path, first, b"WrongRoot"),
        (old, new, path, second, first), (old, new, [], first, second), (old, new, path[:-1], first, second),
        *((old, new, [*path, extra], first, second) for extra in (b"", first, second)),
        *((old, new, [extra, *path], first, second) for extra in (b"", first, second)),
        *((old, new, flipped(path, i, 16), first, second) for i in range(len(path))),
    ] if path else [(old, new, [first], first, second)]  # fmt: skip
    for case in damaged:
        with pytest.raises(PeerError):
            verify_consistency(*case)


def flipped(path: list[bytes], at: int, bit: int) -> list[bytes]:
    return [bytes([h[0] ^ bit]) + h[1:] if i == at else h for i, h in enumerate(path)]


@pytest.mark.parametrize("vector", KNOWN["notes"], ids=lambda v: v["source"][:40])
def test_notes(vector: dict) -> None:  # type: ignore[type-arg]
    data = text_of(vector["note"])
    keys = [parse_vkey(key) for key in vector.get("vkeys", ())]
    if "public" in vector:
        keys = [make_key(vector["name"], ED25519, bytes.fromhex(vector["public"]))]
    if "seed" in vector:
        signer = SigningKey.from_seed(vector["name"], ED25519, bytes.fromhex(vector["seed"]))
        assert note.sign_note(note.parse(data).text, [signer]) == data, "Ed25519 is deterministic"
        keys = keys or [signer.verifier]
    assert set(note.open_note(data, keys).names) == {key.name for key in keys}
    if "origin" in vector:
        head = checkpoint.open_checkpoint(data, vector["origin"], keys[0]).checkpoint
        assert (head.size, head.text) == (vector["size"], note.parse(data).text)
    for at in range(len(data)):
        with suppress(PeerError):
            opened = note.open_note(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], keys)
            assert len(opened.names) < len(keys), "the name of a signer was changed: an unknown one, which proves nothing"


@pytest.mark.parametrize("vector", KNOWN["cosignatures"], ids=lambda v: v["name"])
def test_cosignatures(vector: dict) -> None:  # type: ignore[type-arg]
    text, blob = text_of(vector["text"]), base64.b64decode(vector["payload"])
    key = SigningKey.from_seed(vector["name"], COSIGNATURE, bytes.fromhex(vector["seed"]))
    made = key.cosign(text, vector["time"])
    assert made.key_id + made.payload == blob
    assert cosignature.verify(key.verifier, text, blob[4:]) == vector["time"]
    with pytest.raises(PeerError):
        cosignature.verify(key.verifier, text, cosignature.pack(vector["time"] + 1, blob[12:]))


@pytest.mark.parametrize("vector", KNOWN["times"], ids=lambda v: v["source"][-30:])
def test_times_of_cosignatures(vector: dict) -> None:  # type: ignore[type-arg]
    payload = base64.b64decode(vector["payload"])[4:]
    if "time" in vector:
        assert cosignature.unpack(payload)[0] == vector["time"]
    else:
        with pytest.raises(PeerError):
            cosignature.unpack(payload)


@pytest.mark.parametrize("text", KNOWN["vkeys"]["good"])
def test_keys(text: str) -> None:
    assert parse_vkey(text).vkey == text
    for start in range(len(text)):
        with pytest.raises(PeerError):
            parse_vkey(text[:start])
    for at in range(len(text)):
        with pytest.raises(PeerError):
            parse_vkey(text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :])


@pytest.mark.parametrize("text", KNOWN["vkeys"]["bad"])
def test_keys_that_are_refused(text: str) -> None:
    with pytest.raises(PeerError):
        parse_vkey(text)


@pytest.mark.parametrize("vector", KNOWN["tiles"]["sizes"], ids=lambda v: str(v["size"]))
def test_tiles_of_a_size(vector: dict) -> None:  # type: ignore[type-arg]
    found = list(tiles.tiles(vector["size"]))
    for level, (full, partial) in enumerate(zip(vector["full"], vector["partial"], strict=True)):
        widths = [tile.width for tile in found if tile.level == level]
        assert widths == [256] * full + ([partial] if partial else [])
    assert max(tile.level for tile in found) == len(vector["full"]) - 1


def test_paths_of_tiles() -> None:
    path = f"tile/0/{KNOWN['tiles']['path']}"
    assert tiles.Tile(0, KNOWN["tiles"]["index"]).path == path
    assert tiles.parse_path(path) == tiles.Tile(0, KNOWN["tiles"]["index"])


@pytest.mark.parametrize("text", KNOWN["proofs"]["bad"])
def test_proofs_that_are_refused(text: str) -> None:
    with pytest.raises(PeerError):
        proof.parse_proof(text.encode())
