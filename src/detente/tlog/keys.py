"""Public keys of signed notes: names, key ids, vkeys (C2SP signed-note)."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from detente.errors import PeerError
from detente.tlog.text import decode64, encode64, is_name

ED25519: Final = 0x01
"""Ed25519 signature over the text of a note."""
COSIGNATURE: Final = 0x04
"""Timestamped Ed25519 cosignature of a checkpoint (tlog-cosignature v1)."""
TYPES: Final = {ED25519: "note signature", COSIGNATURE: "cosignature"}

KEY_SIZE: Final = 32
SIGNATURE_SIZE: Final = 64
MAX_NAME: Final = 255
"""Bytes of a key name: the ML-DSA form of tlog-cosignature has one byte for its length."""
MAX_VKEY: Final = 1024

_FIELD: Final = 2**255 - 19
_SMALL_ORDER: Final = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7,
    }
)
"""The y coordinates of the eight points of small order on edwards25519."""


class VerifierKey(NamedTuple):
    """A public key with the name and the type that its signatures carry."""

    name: str
    type: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that stand in front of every signature by this key."""
        return key_id(self.name, self.type, self.public)

    @property
    def vkey(self) -> str:
        """The key as text: ``name+hex(key id)+base64(type || public key)``."""
        return f"{self.name}+{self.id.hex()}+{encode64(bytes([self.type]) + self.public)}"

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's raw Ed25519 signature over exactly ``message``."""
        if len(signature) != SIGNATURE_SIZE:
            return False
        try:
            _load(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=4096)
def key_id(name: str, type: int, public: bytes) -> bytes:
    """SHA-256(name || 0x0A || type || public key), first four bytes (signed-note §Signatures)."""
    return sha256(name.encode() + b"\n" + bytes([type]) + public).digest()[:4]


def make_key(name: str, type: int, public: bytes) -> VerifierKey:
    """A checked `VerifierKey`; `PeerError` bad-key for a name, type or point that may not be used."""
    if not is_name(name) or len(name.encode(errors="replace")) > MAX_NAME:
        raise PeerError("bad-key", "a key name is empty, longer than 255 bytes, or holds a space, '+' or a control character")
    if type not in TYPES:
        raise PeerError("bad-key", f"key type {type:#04x} is not known here", where=name)
    if len(public) != KEY_SIZE:
        raise PeerError("bad-key", f"a public key of {len(public)} bytes", where=name)
    # Under a key of small order, or one that is spelled in two ways, a signature says nothing about who made it.
    y = int.from_bytes(public, "little") & (2**255 - 1)
    if y >= _FIELD or y in _SMALL_ORDER:
        raise PeerError("bad-key", "the public key is of small order or not canonical", where=name)
    return VerifierKey(name, type, public)


@lru_cache(maxsize=4096)
def parse_vkey(text: str) -> VerifierKey:
    """Read a vkey; `PeerError` bad-key unless it is spelled exactly as `VerifierKey.vkey` would."""
    if len(text) > MAX_VKEY:
        raise PeerError("bad-key", f"a vkey of {len(text)} characters; at most {MAX_VKEY}")
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise PeerError("bad-key", "a vkey is name+id+key", where=parts[0])
    name, id_, encoded = parts
    blob = decode64(encoded, "bad-key", name)
    if not blob:
        raise PeerError("bad-key", "a vkey without a key", where=name)
    key = make_key(name, blob[0], blob[1:])
    if id_ != key.id.hex():
        raise PeerError("bad-key", "the key id is not that of the key", where=name)
    return key


@lru_cache(maxsize=4096)
def _load(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
