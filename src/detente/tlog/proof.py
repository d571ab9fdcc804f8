"""The offline proof that an entry is in a log (C2SP tlog-proof v1), one text file.

::

    c2sp.org/tlog-proof@v1
    extra <base64>            optional, authenticated by nothing: read over, never used
    index <n>
    <base64 of a hash>        from the leaf's sibling up to the root's child
    <empty line>
    <checkpoint, verbatim, with its cosignatures>
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from detente.errors import PeerError
from detente.tlog.checkpoint import SignedCheckpoint, open_checkpoint
from detente.tlog.keys import VerifierKey
from detente.tlog.merkle import HASH_SIZE, MAX_PROOF, leaf_hash, verify_inclusion
from detente.tlog.note import MAX_NOTE, parse
from detente.tlog.text import decimal, decode64, decode_text, encode64

HEADER: Final = "c2sp.org/tlog-proof@v1"
MAX_EXTRA: Final = 4096
MAX_PROOF_FILE: Final = MAX_NOTE + 16 * 1024


class Proof(NamedTuple):
    """A parsed proof. Nothing in it is verified."""

    index: int  # type: ignore[assignment]
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def format_proof(index: int, hashes: Sequence[bytes], checkpoint: bytes) -> bytes:
    """The bytes of a proof for the entry at ``index`` in the tree of the signed ``checkpoint``."""
    lines = [HEADER, f"index {index}", *map(encode64, hashes), "", ""]
    return "\n".join(lines).encode() + checkpoint


def parse_proof(data: bytes) -> Proof:
    """Read a proof; `PeerError` bad-proof (or bad-note for its checkpoint). At most 63 hashes."""
    whole = decode_text(data, "bad-proof", limit=MAX_PROOF_FILE)
    head, empty, checkpoint = whole.partition("\n\n")
    lines = head.split("\n")
    if not empty or lines.pop(0) != HEADER:
        raise PeerError("bad-proof", f"not a proof: the first line is not {HEADER}, or there is no checkpoint")
    extra = _parse_extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise PeerError("bad-proof", "a proof without an index")
    index = decimal(lines.pop(0).removeprefix("index "), "bad-proof", "index")
    if len(lines) > MAX_PROOF:
        raise PeerError("bad-proof", f"{len(lines)} hashes; at most {MAX_PROOF}")
    hashes = tuple(decode64(line, "bad-proof", f"hash {i + 1}", length=HASH_SIZE) for i, line in enumerate(lines))
    note = checkpoint.encode()
    parse(note)
    return Proof(index, hashes, note, extra)


def _parse_extra(line: str) -> bytes:
    extra = decode64(line.removeprefix("extra "), "bad-proof", "extra")
    if not 0 < len(extra) <= MAX_EXTRA:
        raise PeerError("bad-proof", f"{len(extra)} bytes of extra data; 1 to {MAX_EXTRA}")
    return extra


def verify_proof(
    data: bytes, entry: bytes, origin: str, log_key: VerifierKey, cosigners: Iterable[VerifierKey] = ()
) -> tuple[int, SignedCheckpoint]:
    """Check that ``entry`` is in the log ``origin``: from its hash to the root, the log's signature, the cosignatures.

    Returns its index and the checkpoint; raises `PeerError`. Works offline, from these bytes and the public keys alone.
    """
    proof = parse_proof(data)
    signed = open_checkpoint(proof.checkpoint, origin, log_key, cosigners)
    head = signed.checkpoint
    verify_inclusion(leaf_hash(entry), proof.index, head.size, proof.hashes, head.root)
    return proof.index, signed
