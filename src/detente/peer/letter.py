"""Letters: what a reader has not got yet of an outbox, as one text that e-mail carries.

::

    detente.letter/1                    a signed note over JSON: from whom, for whom, the digest of every file
    {"from": …, "to": …, "files": …}

    — clinic.example/node …

    then each file as base64, in the order of their paths, with an empty line between two

The signature is that of the sender's node, so that no stranger fills our disk; what the files say is believed as far as every
peer's files are: not before it is verified.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from textwrap import wrap
from typing import Annotated, Final

import msgspec

from detente import sign
from detente.errors import InputError, OurError, PeerError
from detente.peer.folder import digest
from detente.peer.space import parse_name
from detente.sign import SigningKey
from detente.terms import Name
from detente.tlog.keys import VerifierKey

HEADER: Final = b"detente.letter/1\n"
MAX_FILES: Final = 400
MAX_LETTER: Final = 16 << 20
WIDTH: Final = 76


class Label(msgspec.Struct, frozen=True, rename={"author": "from"}):
    """Who writes to whom, and the digest of each file by its path (``<reader>/agr/<agreement>/<author>/<epoch>/…``)."""

    author: Name
    to: Name
    files: Annotated[dict[str, str], msgspec.Meta(max_length=MAX_FILES)]


class Letter(msgspec.Struct, frozen=True):
    """A letter that was read: its label, and the files; nothing of it is verified but that they are those of the label."""

    label: Label
    files: dict[str, bytes]
    note: bytes


def write(author: str, to: str, files: Mapping[str, bytes], key: SigningKey) -> bytes:
    """The text of a letter; `OurError` (too-large) where it is too much for one."""
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_LETTER // 2:
        size = sum(map(len, files.values()))
        raise OurError(
            "too-large",
            f"{len(files)} files, {size} bytes: too much for a letter",
            where=to,
            hint="take a stick: copy the outbox",
        )
    label = Label(author, to, {path: digest(files[path]) for path in sorted(files)})
    # A line of a mail has at most 998 characters (RFC 5322, 2.1.1).
    note = sign.sign_text(HEADER + msgspec.json.format(msgspec.json.encode(label), indent=1) + b"\n", [key])
    bodies = ["\n".join(wrap(base64.b64encode(files[path]).decode(), WIDTH)) for path in sorted(files)]
    return note + b"\n" + "\n\n".join(bodies).encode() + b"\n"


def read(data: bytes) -> Letter:
    """A letter as it came; `InputError` or `PeerError` says what is wrong with it. Its signature is verified by `check`."""
    if len(data) > MAX_LETTER:
        raise InputError("too-large", f"more than {MAX_LETTER} bytes", where="letter")
    data = data.replace(b"\r\n", b"\n")  # as mail programs hand it over
    start = data.find(HEADER)
    head = data[start:].split(b"\n\n", 2)
    if start < 0 or len(head) < 3:
        raise InputError("bad-value", "not a letter, or a part of one", where="letter", hint="save the whole text as a file")
    text, signatures, body = head
    try:
        label = msgspec.json.decode(text.removeprefix(HEADER), type=Label)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise InputError("not-json", str(error)[:300], where="letter") from error
    bodies = body.strip(b"\n").split(b"\n\n")
    if len(bodies) != len(label.files) or list(label.files) != sorted(label.files):
        raise InputError(
            "bad-value", f"{len(bodies)} files instead of {len(label.files)}", where="letter", hint="it was cut: ask again"
        )
    files = {path: _file(label, path, lines) for path, lines in zip(label.files, bodies, strict=True)}
    return Letter(label, files, text + b"\n\n" + signatures + b"\n")


def _file(label: Label, path: str, lines: bytes) -> bytes:
    if parse_name(label.author, path).reader != label.to:
        raise PeerError("not-entitled", "a file that is not for whom the letter is", where=path[:200])
    try:
        found = base64.b64decode(b"".join(lines.split()), validate=True)
    except binascii.Error as error:
        raise InputError(
            "bad-encoding", str(error), where=path, hint="the text was changed on the way: attach it as a file"
        ) from None
    if digest(found) != label.files[path]:
        raise InputError(
            "bad-value", "not the file that was sent", where=path, hint="the text was changed on the way: attach it as a file"
        )
    return found


def check(letter: Letter, party: str, key: VerifierKey) -> None:
    """Refuse a letter that is for somebody else, or that the sender's node did not sign."""
    if letter.label.to != party:
        raise InputError(
            "usage", f"a letter to {letter.label.to}, and we are {party}", where="letter", hint="hand it on, unopened"
        )
    sign.open_text(letter.note, [key], required=[key.name])
