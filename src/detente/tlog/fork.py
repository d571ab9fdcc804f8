"""Fork proofs: two signed heads of one log that contradict each other, verified with the log's public key alone.

Of one size with two roots, the two heads are enough. Of two sizes, a consistency proof shows that the larger tree begins with
another root than the smaller head says: both heads were signed, and no log can have both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from detente.errors import PeerError
from detente.tlog.checkpoint import open_checkpoint
from detente.tlog.keys import VerifierKey, parse_vkey
from detente.tlog.merkle import HASH_SIZE, verify_consistency
from detente.tlog.text import decode64, decode_text, encode64

HEADER: Final = "detente.fork/1"
MAX_FORK: Final = 256 * 1024
_RULE: Final = "----"


def format_fork(
    key: VerifierKey, first: bytes, second: bytes, root: bytes, proof: Sequence[bytes], later: VerifierKey | None = None
) -> bytes:
    """The text of a fork proof.

    ``first``, ``second``: the two notes, the smaller first. ``root``: what the tree of ``second`` has at the size of ``first``;
    ``proof``: that it has it. The key's name is the log's origin; ``later``: the key of ``second``, where the log's key was
    changed between them.
    """
    signers = [f"key {key.vkey}" for key in dict.fromkeys((key, later or key))]
    lines = [HEADER, *signers, f"root {encode64(root)}", *(f"proof {encode64(hash_)}" for hash_ in proof), _RULE]
    return "\n".join(lines).encode() + b"\n" + first + f"{_RULE}\n".encode() + second


def verify_fork(data: bytes) -> tuple[VerifierKey, tuple[str, ...]]:
    """The key that signed both heads (the first, where the log's key was changed between them), and in words what is proved.

    `PeerError` bad-proof where nothing is.
    """
    text = decode_text(data, "bad-proof", limit=MAX_FORK)
    head, *notes = text.split(f"{_RULE}\n")
    lines = head.split("\n")[:-1]
    if len(notes) != 2 or len(lines) < 3 or lines[0] != HEADER or not lines[1].startswith("key "):
        raise PeerError("bad-proof", f"not a {HEADER}")
    keys, hashes = _keys(lines[1:])
    root = _hash(hashes[0], "root ")
    proof = [_hash(line, "proof ") for line in hashes[1:]]
    first, second = (open_checkpoint(note.encode(), key.name, key).checkpoint for key, note in zip(keys, notes, strict=True))
    if first.size > second.size or root == first.root:
        raise PeerError("bad-proof", "the two heads do not contradict each other")
    verify_consistency(first.size, second.size, proof, root, second.root)
    who = f"The key {keys[0].vkey}" if keys[0] == keys[1] else f"The key {keys[0].vkey} and its successor {keys[1].vkey}"
    words = (
        f"{who} signed two heads of the log {keys[0].name} that contradict each other.",
        f"Of size {first.size} it signed the root {first.root.hex()};",
        f"of size {second.size} it signed the root {second.root.hex()}, and the first {first.size} leaves below that",
        f"have the root {root.hex()}.",
        *_whose(keys),
        "A log that only grows cannot have both: who holds that key showed different histories to different readers.",
    )
    return keys[0], words


def _keys(lines: Sequence[str]) -> tuple[tuple[VerifierKey, VerifierKey], Sequence[str]]:
    """The key of each head, and the lines after them; one line where one key signed both."""
    first = parse_vkey(lines[0].removeprefix("key "))
    if not lines[1].startswith("key "):
        return (first, first), lines[1:]
    second = parse_vkey(lines[1].removeprefix("key "))
    if second.name != first.name or second == first or len(lines) < 3:
        raise PeerError("bad-proof", "two keys of one log are expected")
    return (first, second), lines[2:]


def _whose(keys: tuple[VerifierKey, VerifierKey]) -> tuple[str, ...]:
    changed = "That both are keys of this log stands in the versions of its agreement; this proof does not show it."
    return () if keys[0] == keys[1] else (changed,)


def _hash(line: str, word: str) -> bytes:
    if not line.startswith(word):
        raise PeerError("bad-proof", f"no line {word.strip()}")
    return decode64(line.removeprefix(word), "bad-proof", word.strip(), length=HASH_SIZE)
