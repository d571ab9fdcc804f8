"""Signed notes (C2SP signed-note): UTF-8 text, an empty line, one signature a line.

::

    the text, which may hold empty lines
    <empty line>
    — <key name> base64(key id || signature)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from detente.errors import OurError, PeerError
from detente.tlog import cosignature
from detente.tlog.keys import ED25519, VerifierKey, key_id, make_key, parse_vkey
from detente.tlog.text import decode64, decode_text, encode64, is_name

__all__ = [
    "Note",
    "Opened",
    "Signature",
    "Signer",
    "Verified",
    "VerifierKey",
    "add_signatures",
    "format_note",
    "key_id",
    "make_key",
    "merge",
    "open_note",
    "parse",
    "parse_vkey",
    "sign_note",
]

MAX_NOTE: Final = 64 * 1024
MAX_SIGNATURES: Final = 32
_DASH: Final = "\u2014 "


class Signature(NamedTuple):
    """One signature line: who claims to have signed, and what follows the key id."""

    name: str
    key_id: bytes
    payload: bytes


class Note(NamedTuple):
    """A parsed note. Nothing in it is verified."""

    text: bytes
    signatures: tuple[Signature, ...]


class Verified(NamedTuple):
    """A key whose signature verifies; ``time`` is the POSIX time in a cosignature, ``None`` for other types."""

    key: VerifierKey
    time: int | None


class Opened(NamedTuple):
    """A note with the known keys that signed it, in the order of its lines."""

    text: bytes
    verified: tuple[Verified, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the known keys that signed."""
        return tuple(v.key.name for v in self.verified)


class Signer(Protocol):
    """What signs a note: a private key that only shows its signatures."""

    def sign(self, text: bytes) -> Signature:
        """The signature line over the text of a note."""
        ...


def parse(data: bytes) -> Note:
    """Split a note into text and signatures; `PeerError` bad-note for anything that is not exactly a signed note.

    Limits: 64 KiB, 32 signatures (the standard asks for at least 16).
    """
    whole = decode_text(data, "bad-note", limit=MAX_NOTE)
    split = whole.rfind("\n\n")
    if split < 0:
        raise PeerError("bad-note", "no empty line between text and signatures")
    lines = whole[split + 2 :].split("\n")[:-1]
    if not lines:
        raise PeerError("bad-note", "no signatures")
    if len(lines) > MAX_SIGNATURES:
        raise PeerError("bad-note", f"{len(lines)} signatures; at most {MAX_SIGNATURES}")
    signatures = tuple(_parse_line(line, f"signature {i + 1}") for i, line in enumerate(lines))
    return Note(whole[: split + 1].encode(), signatures)


def _parse_line(line: str, where: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_name(name):
        raise PeerError("bad-note", "not a signature line", where=where)
    blob = decode64(encoded, "bad-note", where)
    if len(blob) < 5:
        raise PeerError("bad-note", "a signature shorter than its key id", where=where)
    return Signature(name, blob[:4], blob[4:])


def format_note(text: bytes, signatures: Iterable[Signature]) -> bytes:
    """The bytes of a note. What it returns parses again: `OurError` bad-note otherwise."""
    lines = [f"{_DASH}{s.name} {encode64(s.key_id + s.payload)}\n" for s in signatures]
    data = text + b"\n" + "".join(lines).encode()
    try:
        same = parse(data).text == text
    except PeerError as error:
        raise OurError("bad-note", error.message, where=error.where) from None
    if not same:
        raise OurError("bad-note", "the text of a note ends in one newline")
    return data


def sign_note(text: bytes, signers: Iterable[Signer]) -> bytes:
    """A note over ``text`` signed by all ``signers``, lines in the order of their names.

    The order is fixed so that the same signatures always give the same bytes, whoever puts them together.
    """
    return format_note(text, sorted(signer.sign(text) for signer in signers))


def add_signatures(data: bytes, signatures: Iterable[Signature]) -> bytes:
    """The note with more signature lines at its end; lines that it has already are not repeated."""
    note = parse(data)
    return format_note(note.text, dict.fromkeys((*note.signatures, *signatures)))


def merge(notes: Iterable[bytes]) -> bytes:
    """One note with the signatures of all ``notes``, which must have the same text (each root key signs at its own place)."""
    parsed = [parse(data) for data in notes]
    texts = {note.text for note in parsed}
    if len(texts) != 1:
        raise PeerError("bad-note", f"{len(texts)} different texts cannot be one note", hint="let all sign the same bytes")
    return format_note(texts.pop(), sorted({signature for note in parsed for signature in note.signatures}))


def open_note(data: bytes, keys: Iterable[VerifierKey]) -> Opened:
    """Parse a note and verify the signatures of the known ``keys``.

    Signatures by other keys are ignored, also when they share a name or an id with a known key. A bad or repeated signature by
    a known key refuses the whole note, and so does a note that no known key signed. `PeerError` bad-note, bad-signature, bad-key.
    """
    return open_parsed(parse(data), keys)


def open_parsed(note: Note, keys: Iterable[VerifierKey]) -> Opened:
    """As `open_note`, for a note that was parsed already."""
    known = _by_name_and_id(keys)
    verified: dict[VerifierKey, Verified] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if key in verified:
            raise PeerError("bad-note", "two signatures by one key", where=key.name)
        verified[key] = Verified(key, _verify(key, note.text, signature.payload))
    if not verified:
        raise PeerError("bad-signature", "no signature by a known key")
    return Opened(note.text, tuple(verified.values()))


def _by_name_and_id(keys: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key:
            raise PeerError("bad-key", "two keys with one name and one id", where=key.name)
    return known


def _verify(key: VerifierKey, text: bytes, payload: bytes) -> int | None:
    if key.type != ED25519:
        return cosignature.verify(key, text, payload)
    if not key.verify(text, payload):
        raise PeerError("bad-signature", "the signature does not verify", where=key.name)
    return None
