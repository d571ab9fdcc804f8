"""Random and structural mutations of a large log and of an evidence file: each is found, and told in words (A4)."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from detente import evidence
from detente.errors import PeerError
from detente.node import answer, prove, publish
from detente.notice import Activity
from detente.sign import ED25519, SigningKey
from detente.testing import Town
from detente.tlog import checkpoint, note, proof, tiles
from detente.tlog.audit import audit
from detente.tlog.merkle import Tree
from detente.volume import Circle, Volume4D

SIZE = 2_500
SHARES, EACH = 8, 1_250
"""10^4 mutations, in parts that several processes can share."""
ORIGIN = "a.example/agr/" + "9f" * 16 + "/0"
LOG = SigningKey.from_seed(ORIGIN, ED25519, bytes([1]) * 32)
Files = dict[str, bytes]
Rng = random.Random


def entries() -> list[bytes]:
    rng = Rng(1)
    return [rng.randbytes(rng.randrange(1, 120)) for _ in range(SIZE)]


def log_of(made: list[bytes]) -> Files:
    tree = Tree.from_entries(made)
    files = {"checkpoint": note.sign_note(checkpoint.Checkpoint(ORIGIN, len(made), tree.root()).text, [LOG])}
    for bundle in tiles.bundles(len(made)):
        files[bundle.path] = tiles.encode_bundle(made[bundle.index * 256 :][: bundle.width])
    return files | {tile.path: tiles.tile_data(tree, tile) for tile in tiles.tiles(len(made))}


ENTRIES = entries()
FILES = log_of(ENTRIES)


def flip(data: bytes, rng: Rng) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def remove(data: bytes, rng: Rng) -> bytes:
    at, length = rng.randrange(len(data)), rng.choice([1, 2, 32, 256])
    return data[:at] + data[at + length :]


def insert(data: bytes, rng: Rng) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.choice([1, 2, 32])) + data[at:]


def repeat(data: bytes, rng: Rng) -> bytes:
    at, length = rng.randrange(len(data)), rng.choice([1, 32, 64])
    return data[:at] + data[at : at + length] + data[at:]


def swap(data: bytes, rng: Rng) -> bytes:
    width = rng.choice([1, 32])
    a, b = sorted(rng.sample(range(max(2, len(data) // width)), 2))
    cells = [data[i : i + width] for i in range(0, len(data), width)]
    if b < len(cells):
        cells[a], cells[b] = cells[b], cells[a]
    return b"".join(cells)


def overwrite(data: bytes, rng: Rng) -> bytes:
    at = rng.randrange(len(data))
    length = min(rng.choice([1, 4, 32]), len(data) - at)
    return data[:at] + rng.randbytes(length) + data[at + length :]


MUTATIONS: tuple[Callable[[bytes, Rng], bytes], ...] = (flip, remove, insert, repeat, swap, overwrite)


def found(files: Files) -> str:
    with pytest.raises(PeerError) as caught:
        audit(files.__getitem__, ORIGIN, LOG.verifier)
    assert caught.value.message
    return str(caught.value)


@pytest.mark.parametrize("share", range(SHARES))
def test_random_mutations_of_a_large_log_are_found(share: int) -> None:
    rng, names, done = Rng(share), sorted(FILES), 0
    while done < EACH:
        name = rng.choice(names)
        changed = rng.choice(MUTATIONS)(FILES[name], rng)
        if changed != FILES[name]:
            found(FILES | {name: changed})
            done += 1
    audit(FILES.__getitem__, ORIGIN, LOG.verifier)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder: Path = tmp_path_factory.mktemp("town")
    with Town(folder, "france", "russia") as town:
        terms = town.agree("france", "russia")
        plan = publish.publish(town["france"], terms.id, town.notice(Activity, Volume4D(Circle((36.1, 35.8), 500.0)))).ref
        town.settle()
        answer.register(town["france"], plan)
        town.settle()
        return prove.prove(town["russia"], plan)


@pytest.mark.parametrize("share", range(SHARES))
def test_random_mutations_of_evidence_are_found(file: bytes, share: int) -> None:
    rng, done = Rng(share), 0
    while done < EACH:
        changed = rng.choice(MUTATIONS)(file, rng)
        if changed != file:
            with pytest.raises(PeerError):
                evidence.verify(changed)
            done += 1


# --- structural ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [tiles.Tile(0, 0), tiles.Tile(0, 9, 196)], ids=lambda t: t.path)
def test_an_entry_forged_with_its_matching_tile(path: tiles.Tile) -> None:
    made = list(ENTRIES)
    made[path.index * 256 + 7] = b"forged"
    forged = log_of(made)
    bundle = path._replace(level=tiles.ENTRIES).path
    assert "entries" in found(FILES | {bundle: forged[bundle], path.path: forged[path.path]})


def test_every_file_forged_but_the_checkpoint() -> None:
    forged = log_of([*ENTRIES[:-1], b"forged"])
    found(forged | {"checkpoint": FILES["checkpoint"]})


def test_leaves_swapped() -> None:
    made = [ENTRIES[1], ENTRIES[0], *ENTRIES[2:]]
    found(FILES | {"tile/entries/000": tiles.encode_bundle(made[:256])})


@pytest.mark.parametrize("cut", [1, 2, 3, 50])
def test_a_bundle_cut_in_an_entry(cut: int) -> None:
    path = "tile/entries/009.p/196"
    found(FILES | {path: FILES[path][:-cut]})


@pytest.mark.parametrize("size", [0, 1, SIZE - 1, SIZE + 1, 2**63 - 1, 2**63, 2**64])
def test_a_signed_head_of_another_size(size: int) -> None:
    """Signed by the right key, and still not what the entries give; a size beyond all files costs one look."""
    text = f"{ORIGIN}\n{size}\n".encode() + FILES["checkpoint"].split(b"\n")[2] + b"\n"
    with pytest.raises((PeerError, KeyError)):
        audit((FILES | {"checkpoint": note.sign_note(text, [LOG])}).__getitem__, ORIGIN, LOG.verifier)


@pytest.mark.parametrize("line", ["more\n", "\n", "size 3\n"])
def test_unknown_lines_in_a_head(line: str) -> None:
    text = checkpoint.Checkpoint(ORIGIN, SIZE, Tree.from_entries(ENTRIES).root()).text + line.encode()
    with pytest.raises(PeerError):
        audit((FILES | {"checkpoint": note.sign_note(text, [LOG])}).__getitem__, ORIGIN, LOG.verifier)


def test_a_signature_twice() -> None:
    line = FILES["checkpoint"].split(b"\n\n")[1]
    assert "two signatures" in found(FILES | {"checkpoint": FILES["checkpoint"] + line})


@pytest.mark.parametrize("index", [0, 1, 1_000, SIZE - 1])
def test_a_proof_one_hash_short_or_long(index: int) -> None:
    tree, signed = Tree.from_entries(ENTRIES), FILES["checkpoint"]
    path = tree.inclusion(index)
    assert proof.verify_proof(proof.format_proof(index, path, signed), ENTRIES[index], ORIGIN, LOG.verifier)[0] == index
    for wrong in (path[:-1], path[1:], [*path, tree.root()], [tree.root(), *path], path[::-1]):
        with pytest.raises(PeerError):
            proof.verify_proof(proof.format_proof(index, wrong, signed), ENTRIES[index], ORIGIN, LOG.verifier)
    for other in (index + 1, SIZE, 2**62):
        with pytest.raises(PeerError):
            proof.verify_proof(proof.format_proof(other, path, signed), ENTRIES[index], ORIGIN, LOG.verifier)
