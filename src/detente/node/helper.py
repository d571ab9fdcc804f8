"""helper: a process that reads leaves and judges their signatures for a node, and does nothing else (`detente.node.ahead`).

Frames in, frames out, each after its length in 4 bytes. An answer carries the hash of what was asked, so that it can be taken for
nothing else; where a leaf does not hold it says nothing, and the node finds out for itself why.
"""

from __future__ import annotations

import signal
import sys
from hashlib import sha256
from typing import IO, Final

import msgspec

from detente import sign
from detente.errors import DetenteError
from detente.sign import Leaf

MAX_FRAME: Final = 1 << 26
_LENGTH: Final = 4


class Asked(msgspec.Struct, frozen=True):
    """Leaves, and the keys of which one has to have signed each."""

    keys: tuple[str, ...]
    leaves: tuple[bytes, ...]


class Answered(msgspec.Struct, frozen=True):
    """What each leaf says that holds, and the hash of the frame that asked."""

    of: bytes
    leaves: tuple[Leaf | None, ...]


ask: Final = msgspec.msgpack.Encoder().encode
answered: Final = msgspec.msgpack.Decoder(Answered).decode
_asked: Final = msgspec.msgpack.Decoder(Asked).decode


def answer(frame: bytes) -> bytes:
    """The frame that answers a frame."""
    asked = _asked(frame)
    keys = {key.name: key for key in map(sign.parse_vkey, asked.keys)}
    return ask(Answered(sha256(frame).digest(), tuple(_read(leaf, keys) for leaf in asked.leaves)))


def _read(leaf: bytes, keys: dict[str, sign.VerifierKey]) -> Leaf | None:
    try:
        return sign.verify_leaf(leaf, keys)
    except DetenteError:
        return None


def send(pipe: IO[bytes], frame: bytes) -> None:
    """Write a frame."""
    pipe.write(len(frame).to_bytes(_LENGTH, "big") + frame)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Read a frame; `EOFError` where the other side is gone, or says what is no frame."""
    head = pipe.read(_LENGTH)
    size = int.from_bytes(head, "big")
    if len(head) < _LENGTH or size > MAX_FRAME:
        raise EOFError
    frame = pipe.read(size)
    if len(frame) < size:
        raise EOFError
    return frame


def main() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses it speaks to the node, which lets us go
    try:
        while True:
            send(sys.stdout.buffer, answer(receive(sys.stdin.buffer)))
    except (EOFError, BrokenPipeError):
        sys.stdout = None  # nothing is left to write to whoever is gone
