"""The C2SP texts: what is read, and what is refused (one case for each rule of strictness)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import DetenteError, PeerError
from detente.sign import COSIGNATURE, ED25519, SigningKey
from detente.tlog import checkpoint, note, proof, tiles
from detente.tlog.audit import audit
from detente.tlog.keys import parse_vkey
from detente.tlog.merkle import Tree

ORIGIN = "ocha.example/agr/" + "ab" * 16 + "/0"
LOG = SigningKey.from_seed(ORIGIN, ED25519, b"l" * 32)
MIRROR = SigningKey.from_seed("turkey.example/mirror", COSIGNATURE, b"m" * 32)
ENTRIES = [f"entry {n}".encode() for n in range(300)]
TREE = Tree.from_entries(ENTRIES)
HEAD = checkpoint.Checkpoint(ORIGIN, 300, TREE.root())
SIGNED = note.sign_note(HEAD.text, [LOG])
COSIGNED = note.add_signatures(SIGNED, [MIRROR.cosign(HEAD.text, 1_448_000_000)])
KEYS = (LOG.verifier, MIRROR.verifier)


def test_a_cosigned_checkpoint_opens() -> None:
    opened = checkpoint.open_checkpoint(COSIGNED, ORIGIN, *KEYS[:1], [MIRROR.verifier])
    assert opened.checkpoint == HEAD
    assert [(v.key.name, v.time) for v in opened.cosignatures] == [("turkey.example/mirror", 1_448_000_000)]


BAD_CHECKPOINTS = {
    "plus sign": HEAD.text.replace(b"\n300\n", b"\n+300\n"),
    "leading zero": HEAD.text.replace(b"\n300\n", b"\n0300\n"),
    "space": HEAD.text.replace(b"\n300\n", b"\n 300\n"),
    "underscore": HEAD.text.replace(b"\n300\n", b"\n3_00\n"),
    "arabic digits": HEAD.text.replace(b"\n300\n", "\n٣٠٠\n".encode()),
    "size above 2^63": HEAD.text.replace(b"\n300\n", b"\n9223372036854775808\n"),
    "negative": HEAD.text.replace(b"\n300\n", b"\n-300\n"),
    "no root": HEAD.text.rsplit(b"\n", 2)[0] + b"\n",
    "extension line": HEAD.text + b"extra\n",
    "base64 with loose bits": HEAD.text.replace(base64.b64encode(TREE.root()), base64.b64encode(TREE.root())[:-2] + b"/="),
    "short root": HEAD.text.replace(base64.b64encode(TREE.root()), b"AAAA"),
    "empty origin": b"\n" + HEAD.text.split(b"\n", 1)[1],
    "empty tree with a root": HEAD.text.replace(b"\n300\n", b"\n0\n"),
}


@pytest.mark.parametrize("text", BAD_CHECKPOINTS.values(), ids=BAD_CHECKPOINTS)
def test_checkpoints_that_are_refused(text: bytes) -> None:
    with pytest.raises(PeerError):
        checkpoint.parse_text(text)


BAD_NOTES = {
    "no empty line": HEAD.text,
    "no signature": HEAD.text + b"\n",
    "hyphen for the dash": SIGNED.replace("\u2014".encode(), b"-"),
    "control character": SIGNED.replace(b"agr", b"a\x07r"),
    "carriage return": SIGNED.replace(b"\n", b"\r\n"),
    "not UTF-8": SIGNED.replace(b"agr", b"a\xffr"),
    "cut": SIGNED[:-1],
    "33 signatures": SIGNED + SIGNED.split(b"\n\n")[1] * 32,
    "64 KiB": SIGNED.replace(b"ocha", b"ocha" * 17_000),
    "the same key twice": SIGNED + SIGNED.split(b"\n\n")[1],
    "another text": SIGNED.replace(b"\n300\n", b"\n301\n"),
}


@pytest.mark.parametrize("data", BAD_NOTES.values(), ids=BAD_NOTES)
def test_notes_that_are_refused(data: bytes) -> None:
    with pytest.raises(PeerError):
        note.open_note(data, KEYS)


def test_another_key_of_the_same_name_does_not_serve() -> None:
    forged = note.sign_note(HEAD.text, [SigningKey.from_seed(ORIGIN, ED25519, b"x" * 32)])
    with pytest.raises(PeerError, match="no signature by a known key"):
        note.open_note(forged, KEYS)


def test_a_cosignature_of_another_root_or_type_is_refused() -> None:
    other = MIRROR.cosign(HEAD.text.replace(b"300", b"299"), 5)
    with pytest.raises(PeerError):
        note.open_note(note.add_signatures(SIGNED, [other]), KEYS)
    with pytest.raises(DetenteError):
        MIRROR.sign(HEAD.text)
    with pytest.raises(DetenteError):
        LOG.cosign(HEAD.text, 5)


def test_vkeys_read_and_write_alike() -> None:
    assert parse_vkey(LOG.vkey) == LOG.verifier
    for wrong in (LOG.vkey[:-1], "a b+00000000+AAAA", "", "x" * 2000):
        with pytest.raises(PeerError):
            parse_vkey(wrong)


def test_a_private_key_does_not_show() -> None:
    assert (b"l" * 32).hex() not in repr(LOG)
    assert "6c6c6c" not in repr(LOG)


def test_proofs_stand_alone() -> None:
    data = proof.format_proof(257, TREE.inclusion(257, 300), COSIGNED)
    index, signed = proof.verify_proof(data, ENTRIES[257], ORIGIN, *KEYS[:1], [MIRROR.verifier])
    assert (index, signed.checkpoint) == (257, HEAD)
    lines = data.split(b"\n")
    cut = b"\n".join([*lines[:2], *lines[3:]])
    extended = b"\n".join([*lines[:2], lines[2], *lines[2:]])
    for wrong in (cut, extended, data.replace(b"index 257", b"index 256"), data.replace(b"@v1", b"@v2")):
        with pytest.raises(PeerError):
            proof.verify_proof(wrong, ENTRIES[257], ORIGIN, *KEYS[:1])
    with pytest.raises(PeerError):
        proof.verify_proof(data, b"forged", ORIGIN, *KEYS[:1])


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (tiles.Tile(0, 1234067), "tile/0/x001/x234/067"),
        (tiles.Tile(tiles.ENTRIES, 0, 5), "tile/entries/000.p/5"),
        (tiles.Tile(2, 0, 1), "tile/2/000.p/1"),
    ],
)
def test_paths_of_tiles(tile: tiles.Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse_path(path) == tile


@pytest.mark.parametrize(
    "path", ["tile/0/../000", "tile/00/000", "tile/0/x000/067", "tile/64/000", "tile/0/000.p/256", "tile/0/0", ""]
)
def test_paths_that_are_refused(path: str) -> None:
    with pytest.raises(PeerError):
        tiles.parse_path(path)


def files_of(size: int) -> dict[str, bytes]:
    tree = Tree.from_entries(ENTRIES[:size])
    head = checkpoint.Checkpoint(ORIGIN, size, tree.root())
    files = {"checkpoint": note.sign_note(head.text, [LOG])}
    for bundle in tiles.bundles(size):
        files[bundle.path] = tiles.encode_bundle(ENTRIES[bundle.index * 256 :][: bundle.width])
    return files | {tile.path: tiles.tile_data(tree, tile) for tile in tiles.tiles(size)}


def test_every_flipped_byte_of_a_log_is_found() -> None:
    """A4, for a log as static files."""
    files = files_of(10)
    assert audit(files.__getitem__, ORIGIN, LOG.verifier).tree.size == 10
    for path, data in files.items():
        for at in range(len(data)):
            changed = files | {path: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]}
            with pytest.raises(PeerError):
                audit(changed.__getitem__, ORIGIN, LOG.verifier)


def test_a_forged_entry_with_a_forged_tile_is_found() -> None:
    files = files_of(300)
    forged = [*ENTRIES[:256]]
    forged[7] = b"forged!"
    files["tile/entries/000"] = tiles.encode_bundle(forged)
    files["tile/0/000"] = tiles.tile_data(Tree.from_entries(forged), tiles.Tile(0, 0))
    with pytest.raises(PeerError):
        audit(files.__getitem__, ORIGIN, LOG.verifier)


@given(st.binary(max_size=200))
def test_no_parser_raises_anything_but_peer_errors(data: bytes) -> None:
    for parse in (note.parse, checkpoint.parse_text, proof.parse_proof, tiles.decode_bundle):
        refused = None
        try:
            parse(data)
        except PeerError as error:
            refused = error.message
        assert refused != ""
