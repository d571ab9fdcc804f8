"""Checkpoints (C2SP tlog-checkpoint): the signed head of a log.

::

    <origin>
    <size>
    <base64 of the root>
    <empty line>
    — <log key> <signature>
    — <mirror key> <cosignature>
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from detente.errors import PeerError
from detente.tlog.keys import VerifierKey
from detente.tlog.merkle import EMPTY_ROOT, HASH_SIZE
from detente.tlog.note import MAX_NOTE, Verified, open_note
from detente.tlog.text import decimal, decode64, decode_text, encode64


class Checkpoint(NamedTuple):
    """A log's origin, its number of leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> bytes:
        """The text that the log key signs."""
        return f"{self.origin}\n{self.size}\n{encode64(self.root)}\n".encode()


class SignedCheckpoint(NamedTuple):
    """A checkpoint signed by its log, with the cosignatures that verify."""

    checkpoint: Checkpoint
    cosignatures: tuple[Verified, ...]


def parse_text(text: bytes) -> Checkpoint:
    """Read the text of a checkpoint; `PeerError` bad-note.

    Extension lines are refused: nobody can audit them, and our logs have none (tlog-checkpoint: NOT RECOMMENDED).
    """
    lines = decode_text(text, "bad-note", limit=MAX_NOTE).split("\n")[:-1]
    if len(lines) != 3:
        raise PeerError("bad-note", f"a checkpoint of {len(lines)} lines instead of 3")
    origin, size, root = lines
    if not origin:
        raise PeerError("bad-note", "a checkpoint without an origin")
    checkpoint = Checkpoint(
        origin,
        decimal(size, "bad-note", "size"),
        decode64(root, "bad-note", "root", length=HASH_SIZE),
    )
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise PeerError("bad-note", "the root of an empty log is not that of the empty tree")
    return checkpoint


def open_checkpoint(data: bytes, origin: str, log_key: VerifierKey, cosigners: Iterable[VerifierKey] = ()) -> SignedCheckpoint:
    """Verify a checkpoint of the log ``origin``, signed by ``log_key``; says which of the ``cosigners`` signed it too, and when.

    `PeerError` bad-note, bad-signature or bad-key (a checkpoint of another log, or not signed by its key).
    """
    opened = open_note(data, (log_key, *cosigners))
    if log_key not in (v.key for v in opened.verified):
        raise PeerError("bad-signature", "the checkpoint is not signed by its log", where=log_key.name)
    checkpoint = parse_text(opened.text)
    if checkpoint.origin != origin:
        raise PeerError("bad-note", f"a checkpoint of {checkpoint.origin!r}, not of {origin!r}")
    return SignedCheckpoint(checkpoint, tuple(v for v in opened.verified if v.key != log_key))


def contradict(first: Checkpoint, second: Checkpoint) -> bool:
    """Whether two signed heads alone show a split view: one log, one size, two roots."""
    return first[:2] == second[:2] and first.root != second.root
