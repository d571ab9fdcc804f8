"""Cosignatures of checkpoints, version 1 (C2SP tlog-cosignature): what a mirror adds to the head of another party's log.

The signed bytes are ``cosignature/v1``, ``time <POSIX seconds>`` and the whole text of the checkpoint. They do not name the
cosigner: a public key serves one name only.
"""

from __future__ import annotations

from typing import Final

from detente.errors import PeerError
from detente.tlog.keys import COSIGNATURE, SIGNATURE_SIZE, VerifierKey
from detente.tlog.text import MAX_INT

SIZE: Final = 8 + SIGNATURE_SIZE


def message(text: bytes, time: int) -> bytes:
    """The bytes that a cosigner signs for a checkpoint's text at ``time`` (POSIX seconds)."""
    return b"cosignature/v1\ntime %d\n" % time + text


def pack(time: int, signature: bytes) -> bytes:
    """``timestamped_signature``: the payload that follows the key id in the signature line."""
    return time.to_bytes(8, "big") + signature


def unpack(payload: bytes) -> tuple[int, bytes]:
    """Time (POSIX seconds) and raw signature of a payload; `PeerError` bad-signature when malformed."""
    if len(payload) != SIZE:
        raise PeerError("bad-signature", f"a cosignature of {len(payload)} bytes instead of {SIZE}")
    time = int.from_bytes(payload[:8], "big")
    if time > MAX_INT:
        raise PeerError("bad-signature", "the time of a cosignature is above 2^63 - 1")
    return time, payload[8:]


def verify(key: VerifierKey, text: bytes, payload: bytes) -> int:
    """The time that ``key`` signed with this checkpoint text; `PeerError` bad-signature or bad-key otherwise."""
    if key.type != COSIGNATURE:
        raise PeerError("bad-key", "not a key for cosignatures", where=key.name)
    time, signature = unpack(payload)
    if not key.verify(message(text, time), signature):
        raise PeerError("bad-signature", "the cosignature does not verify", where=key.name)
    return time
