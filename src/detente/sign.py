"""Who said it, unaltered: signing keys, leaves, commitments, and documents that several root keys sign.

A leaf is a signed note over these lines, in this order; lines of other words may follow them and are kept (`Leaf.unknown`)::

    detente.leaf/1
    kind <word>
    agreement <32 hex>
    subject <32 hex>/<version>
    commit-coarse <base64>        at most once
    commit-exact <base64>         at most once
    to <party> <none|cell|exact>  up to 64
    cites <origin> <index>        up to 1024: statements this one is about
    issued <RFC 3339, UTC>
    seen <origin> <size> <base64> up to 64: newest checkpoints seen in this agreement
    vector <base64>               at most once: hash over all heads seen

Content never stands in a leaf: a leaf carries salted commitments (G17). The received bytes are what is verified and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detente.errors import OurError, PeerError
from detente.terms import Level
from detente.tlog import cosignature, note
from detente.tlog.keys import COSIGNATURE, ED25519, VerifierKey, make_key
from detente.tlog.keys import parse_vkey as _parse_vkey
from detente.tlog.note import Signature
from detente.tlog.text import decimal, decode64, encode64, is_name

__all__ = [
    "COSIGNATURE", "ED25519", "HEADER", "Leaf", "SigningKey", "VerifierKey", "commitment", "make_leaf", "open_text",
    "parse_leaf", "parse_vkey", "sign_text", "text_of", "verify_leaf",
]  # fmt: skip

HEADER: Final = "detente.leaf/1"
POLICY: Final = 4096
"""Bytes of a leaf that we make."""
HARD: Final = 65_535
"""Bytes of a leaf that we read: the length in an entry bundle has 16 bits."""
_WORDS: Final = ("kind", "agreement", "subject", "commit-coarse", "commit-exact", "to", "cites", "issued", "seen", "vector")
_ORDER: Final = {word: place for place, word in enumerate(_WORDS)}
_LIMITS: Final = {"to": 64, "cites": 1024, "seen": 64}
_NEEDED: Final = ("kind", "agreement", "subject", "issued")
_KIND: Final = re.compile(r"[a-z][a-z-]{0,31}")
_HEX: Final = re.compile(r"[0-9a-f]{32}")
_WORD: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_LEVELS: Final = ("none", "cell", "exact")


class SigningKey:
    """A private Ed25519 key with its name and type; nothing it shows gives the private bytes away."""

    __slots__ = ("_private", "verifier")

    def __init__(self, private: Ed25519PrivateKey, verifier: VerifierKey) -> None:
        self._private = private
        self.verifier = verifier

    @classmethod
    def from_seed(cls, name: str, type: int, seed: bytes) -> SigningKey:
        """The key with this 32-byte seed."""
        if len(seed) != 32:
            raise OurError("bad-key", f"a seed of {len(seed)} bytes instead of 32", where=name)
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(private, make_key(name, type, private.public_key().public_bytes_raw()))

    @property
    def name(self) -> str:
        """The name that its signatures carry."""
        return self.verifier.name

    @property
    def vkey(self) -> str:
        """The public half as text."""
        return self.verifier.vkey

    def __repr__(self) -> str:
        return f"SigningKey({self.vkey})"

    def renamed(self, name: str) -> SigningKey:
        """The same key under another name: a log key signs each checkpoint under the name of that log."""
        return SigningKey(self._private, make_key(name, self.verifier.type, self.verifier.public))

    def sign(self, text: bytes) -> Signature:
        """The signature line over the text of a note (type 0x01)."""
        self._need(ED25519)
        return Signature(self.name, self.verifier.id, self._private.sign(text))

    def cosign(self, text: bytes, time: int) -> Signature:
        """The cosignature line over a checkpoint's text at ``time``, POSIX seconds (type 0x04)."""
        self._need(COSIGNATURE)
        raw = self._private.sign(cosignature.message(text, time))
        return Signature(self.name, self.verifier.id, cosignature.pack(time, raw))

    def sign_bytes(self, message: bytes) -> bytes:
        """The raw signature over a message of another format whose first bytes no note can have (RFC 9421)."""
        self._need(ED25519)
        return self._private.sign(message)

    def _need(self, kind: int) -> None:
        if self.verifier.type != kind:
            raise OurError("bad-key", f"a key of type {self.verifier.type:#04x} does not sign this", where=self.name)


class Leaf(msgspec.Struct, frozen=True):
    """What the lines of a leaf say. ``signer`` is the name of the key in its one signature line."""

    kind: str
    agreement: str
    subject: str
    version: int
    issued: str
    signer: str
    commit_coarse: bytes | None = None
    commit_exact: bytes | None = None
    to: tuple[tuple[str, Level], ...] = ()
    cites: tuple[tuple[str, int], ...] = ()
    seen: tuple[tuple[str, int, bytes], ...] = ()
    vector: bytes | None = None
    unknown: tuple[str, ...] = ()


def parse_vkey(text: str, where: str = "") -> VerifierKey:
    """A verifier key from its text; `PeerError` bad-key with the place."""
    try:
        return _parse_vkey(text)
    except PeerError as error:
        raise (error.at(where) if where else error) from None


def commitment(salt: bytes, content: bytes) -> bytes:
    """SHA-256 over ``detente.commit/1``, 32 bytes of salt and the content as sent (log.md: leaf = salted commitment)."""
    if len(salt) != 32:
        raise PeerError("bad-content", f"a salt of {len(salt)} bytes instead of 32")
    return sha256(b"detente.commit/1\n" + salt + content).digest()


def make_leaf(
    *,
    kind: str,
    agreement: str,
    subject: str,
    version: int,
    issued: str,
    key: SigningKey,
    commit_coarse: bytes | None = None,
    commit_exact: bytes | None = None,
    to: Iterable[tuple[str, Level]] = (),
    cites: Iterable[tuple[str, int]] = (),
    seen: Iterable[tuple[str, int, bytes]] = (),
    vector: bytes | None = None,
) -> bytes:
    """A signed leaf; `OurError` too-large above 4 KiB, bad-leaf for what would not parse again."""
    lines = [HEADER, f"kind {kind}", f"agreement {agreement}", f"subject {subject}/{version}"]
    lines += [f"commit-coarse {encode64(commit_coarse)}"] if commit_coarse is not None else []
    lines += [f"commit-exact {encode64(commit_exact)}"] if commit_exact is not None else []
    lines += [f"to {party} {level}" for party, level in to]
    lines += [f"cites {origin} {index}" for origin, index in cites]
    lines += [f"issued {issued}"]
    lines += [f"seen {origin} {size} {encode64(root)}" for origin, size, root in seen]
    lines += [f"vector {encode64(vector)}"] if vector is not None else []
    data = sign_text(("\n".join(lines) + "\n").encode(), [key])
    if len(data) > POLICY:
        raise OurError("too-large", f"a leaf of {len(data)} bytes; at most {POLICY}", hint="cite fewer statements in one")
    try:
        parse_leaf(data)
    except PeerError as error:
        raise OurError("bad-leaf", error.message, where=error.where) from None
    return data


def parse_leaf(data: bytes) -> Leaf:
    """Read a leaf without judging its signature; `PeerError` bad-leaf or bad-note for anything that is not exactly one."""
    return _read(_parsed(data))


def _parsed(data: bytes) -> note.Note:
    if len(data) > HARD:
        raise PeerError("bad-leaf", f"a leaf of {len(data)} bytes; at most {HARD}")
    return note.parse(data)


def _read(parsed: note.Note) -> Leaf:
    if len(parsed.signatures) != 1:
        raise PeerError("bad-leaf", f"{len(parsed.signatures)} signatures on a leaf instead of one")
    lines = parsed.text.decode().split("\n")[:-1]  # a note is UTF-8, holds no control characters, and its text ends in a newline
    if lines[0] != HEADER:
        raise PeerError("bad-leaf", f"the first line is not {HEADER}")
    known, unknown = _sort_lines(lines[1:])
    subject, _, version = known["subject"][0].partition("/")
    return Leaf(
        kind=_match(_KIND, known["kind"][0], "kind"),
        agreement=_match(_HEX, known["agreement"][0], "agreement"),
        subject=_match(_HEX, subject, "subject"),
        version=_positive(version),
        issued=_instant(known["issued"][0]),
        signer=parsed.signatures[0].name,
        commit_coarse=_hash(known, "commit-coarse"),
        commit_exact=_hash(known, "commit-exact"),
        to=_distinct([_to(line) for line in known.get("to", ())], "to"),
        cites=tuple(_cite(line) for line in known.get("cites", ())),
        seen=_distinct([_seen(line) for line in known.get("seen", ())], "seen"),
        vector=_hash(known, "vector"),
        unknown=tuple(unknown),
    )


def verify_leaf(data: bytes, keys: Mapping[str, VerifierKey]) -> Leaf:
    """Read a leaf whose one signature is by one of ``keys`` (by name); `PeerError` bad-key or bad-signature otherwise."""
    parsed = _parsed(data)
    leaf = _read(parsed)
    key = keys.get(leaf.signer)
    if key is None or key.name != leaf.signer:
        raise PeerError("bad-key", f"{leaf.signer} may not sign here", where="signature")
    note.open_parsed(parsed, [key])
    return leaf


def sign_text(text: bytes, signers: Iterable[SigningKey]) -> bytes:
    """A note over ``text`` with a signature line of every signer."""
    return note.sign_note(text, signers)


def text_of(data: bytes) -> bytes:
    """The text of a note. Nothing is verified."""
    return note.parse(data).text


def open_text(data: bytes, keys: Iterable[VerifierKey], required: Sequence[str]) -> bytes:
    """The text of a note that all ``required`` key names have signed; `PeerError` bad-signature names who has not."""
    opened = note.open_note(data, keys)
    absent = [name for name in required if name not in opened.names]
    if absent:
        raise PeerError("bad-signature", f"not signed by {', '.join(absent)}", hint="let them sign the same document")
    return opened.text


def _sort_lines(lines: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    known: dict[str, list[str]] = {}
    unknown: list[str] = []
    last = 0
    for number, line in enumerate(lines, 2):
        word, space, rest = line.partition(" ")
        place = _ORDER.get(word)
        if not space or not rest or (place is None and not _WORD.fullmatch(word)):
            raise PeerError("bad-leaf", "not a line of a leaf", where=f"line {number}")
        if place is None:
            unknown.append(line)
            continue
        if place < last or unknown or len(known.get(word, ())) >= _LIMITS.get(word, 1):
            raise PeerError("bad-leaf", f"{word} is out of order or too often", where=f"line {number}")
        last = place
        known.setdefault(word, []).append(rest)
    if absent := [word for word in _NEEDED if word not in known]:
        raise PeerError("bad-leaf", f"no line {', '.join(absent)}")
    return known, unknown


def _match(pattern: re.Pattern[str], word: str, where: str) -> str:
    if not pattern.fullmatch(word):
        raise PeerError("bad-leaf", f"{word[:80]!r} is not allowed here", where=where)
    return word


def _positive(word: str) -> int:
    version = decimal(word, "bad-leaf", "subject", limit=1_000_000)
    if version == 0:
        raise PeerError("bad-leaf", "versions count from 1", where="subject")
    return version


def _instant(word: str) -> str:
    try:
        datetime.fromisoformat(_match(_TIME, word, "issued"))
    except ValueError:
        raise PeerError("bad-leaf", f"{word!r} is not a time", where="issued") from None
    return word


def _hash(known: Mapping[str, list[str]], word: str) -> bytes | None:
    return decode64(known[word][0], "bad-leaf", word, length=32) if word in known else None


def _to(line: str) -> tuple[str, Level]:
    party, _, level = line.partition(" ")
    if not is_name(party):
        raise PeerError("bad-leaf", "not a party", where="to")
    for allowed in _LEVELS:
        if level == allowed:
            return party, allowed
    raise PeerError("bad-leaf", f"{level[:20]!r} is not a level", where="to", hint=", ".join(_LEVELS))


def _cite(line: str) -> tuple[str, int]:
    origin, _, index = line.partition(" ")
    if not is_name(origin):
        raise PeerError("bad-leaf", "not the name of a log", where="cites")
    return origin, decimal(index, "bad-leaf", "cites")


def _seen(line: str) -> tuple[str, int, bytes]:
    words = line.split(" ")
    if len(words) != 3 or not is_name(words[0]):
        raise PeerError("bad-leaf", "not a checkpoint seen", where="seen")
    return words[0], decimal(words[1], "bad-leaf", "seen"), decode64(words[2], "bad-leaf", "seen", length=32)


def _distinct(items: list[tuple[str, *tuple[object, ...]]], where: str) -> tuple:  # type: ignore[type-arg]
    if len({item[0] for item in items}) != len(items):
        raise PeerError("bad-leaf", "one name stands twice", where=where)
    return tuple(items)
