"""Outside verifiers accept our logs: the Go team's tlog and note packages rebuild every root from the entries (A4).

`logcheck` (beside this file, in Go) shares no code with us and is built by `make test`. Each run has a time limit: a verifier
that hangs on a forged file has been seen.
"""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from detente.peer.folder import export, place
from detente.sign import COSIGNATURE, ED25519, SigningKey
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.merkle import Tree
from detente.tlog.note import format_note
from detente.tlog.proof import format_proof
from detente.tlog.text import encode64
from detente.tlog.tiles import Tile, bundles, decode_bundle, encode_bundle, tile_data

LOGCHECK = Path(sys.executable).parent / "logcheck"
SIZES = (1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 70_003)
ORIGIN = "a.example/agr/" + "9f" * 16 + "/0"
LOG = SigningKey.from_seed(ORIGIN, ED25519, bytes([1]) * 32)
MIRROR = SigningKey.from_seed("b.example/mirror", COSIGNATURE, bytes([2]) * 32)
SECONDS = 60


def entries(size: int) -> list[bytes]:
    """Entries of all lengths, empty ones and the longest included."""
    rng = Random(size)
    made = [rng.randbytes(rng.randrange(300)) for _ in range(size)]
    made[rng.randrange(size)] = rng.randbytes(65_535)
    return made


def write(folder: Path, made: list[bytes]) -> tuple[Path, Path]:
    """A log as our peers read it, and proofs of some of its entries and of its growth."""
    tree, size = Tree.from_entries(made), len(made)
    text = Checkpoint(ORIGIN, size, tree.root()).text
    signed = format_note(text, [LOG.sign(text), MIRROR.cosign(text, 1_448_000_000)])
    export(folder / "out", ORIGIN, signed, made, [], {})
    proofs = folder / "proofs"
    proofs.mkdir()
    rng = Random(size)
    for index in {0, size - 1, size // 2, *(rng.randrange(size) for _ in range(20))}:
        (proofs / f"{index}.tlog-proof").write_bytes(format_proof(index, tree.inclusion(index), signed))
    for old in {1, size, max(1, size - 1), *(rng.randrange(1, size + 1) for _ in range(20))}:
        lines = [tree.root(old), *tree.consistency(old)]
        (proofs / f"{old}.consistency").write_text("\n".join(map(encode64, lines)) + "\n")
    return folder / "out" / place(ORIGIN), proofs


def logcheck(log: Path, proofs: Path) -> subprocess.CompletedProcess[str]:
    assert LOGCHECK.is_file(), "the outside verifier is not built: run `make test` once, or scripts/logcheck"
    command = [LOGCHECK, log, proofs, LOG.vkey, MIRROR.vkey]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)


@pytest.mark.parametrize("size", SIZES)
def test_an_outside_verifier_accepts_our_log(tmp_path: Path, size: int) -> None:
    log, proofs = write(tmp_path, entries(size))
    done = logcheck(log, proofs)
    inclusion, consistency = len(list(proofs.glob("*.tlog-proof"))), len(list(proofs.glob("*.consistency")))
    assert (done.stdout, done.stderr) == (f"ok {size} {inclusion} {consistency} 1\n", "")


def test_it_refuses_a_forged_entry_with_the_forged_tile_above_it(tmp_path: Path) -> None:
    """CVE-2026-56865: at 70,003 entries a reader that authenticates tiles accepted just this."""
    made = entries(70_003)
    log, proofs = write(tmp_path, made)
    made[25_600] = b"forged"
    forged = Tree.from_entries(made)
    bundle = Tile(-1, 100)
    (log / bundle.path).write_bytes(encode_bundle(made[25_600 : 25_600 + 256]))
    (log / Tile(0, 100).path).write_bytes(tile_data(forged, Tile(0, 100)))
    assert "another root" in logcheck(log, proofs).stderr


@pytest.mark.parametrize("name", ["checkpoint", "tile/entries/000.p/10", "tile/0/000.p/10"])
def test_it_refuses_a_flipped_bit_in_every_file(tmp_path: Path, name: str) -> None:
    log, proofs = write(tmp_path, [bytes([n]) * n for n in range(10)])
    path = log / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert logcheck(log, proofs).returncode == 1


def test_it_refuses_a_proof_that_is_one_hash_short(tmp_path: Path) -> None:
    log, proofs = write(tmp_path, entries(257))
    path = proofs / "0.tlog-proof"
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[:2], *lines[3:]]))
    assert "0.tlog-proof" in logcheck(log, proofs).stderr


def test_the_bundles_hold_what_was_logged(tmp_path: Path) -> None:
    made = entries(257)
    log, _ = write(tmp_path, made)
    assert [e for b in bundles(257) for e in decode_bundle((log / b.path).read_bytes(), b.width)] == made
