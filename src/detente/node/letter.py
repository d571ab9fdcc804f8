"""letter: what a reader has not got yet, as a text to send; and a letter that came, read like a peer's folder.

A letter is written against what the reader is known to hold: the files of earlier letters, once the reader has cosigned the heads
that they carried. One that is lost is therefore sent again, with the next.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from detente import agreement as agreements
from detente import sign
from detente.errors import InputError
from detente.node import sync
from detente.node.exchange import OUTBOX, node_key
from detente.node.gossip import signer
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.peer import letter as letters
from detente.peer.folder import FolderSource, digest, put
from detente.statement import Ref

SENT: Final = "letters.json"
LETTERS: Final = "letters"
KEPT: Final = 32
"""Letters that are remembered while nothing shows that they arrived."""


class Sent(msgspec.Struct, frozen=True):
    """A letter that was written: the sizes of our logs in it, and its files by path and digest."""

    sizes: dict[str, int]
    files: dict[str, str]


class Reader(msgspec.Struct, frozen=True):
    """What a reader is known to hold, and what was written to it since."""

    held: dict[str, str] = {}
    letters: tuple[Sent, ...] = ()


def write(node: Node, reader: str, *, everything: bool = False) -> bytes:
    """A letter with all that we have put out for a reader and that it is not known to hold; all of it where ``everything``."""
    outbox = node.folder / OUTBOX
    put_out(node, outbox)
    paths = {p.relative_to(outbox).as_posix(): p for p in sorted((outbox / reader).glob("*/*/*/*/**/*")) if p.is_file()}
    paths = {name: path for name, path in paths.items() if "/tile/" not in name or "/tile/entries/" in name}
    if not paths:
        raise InputError("not-found", f"nothing is put out for {reader}", where="reader", hint="agree with it first, or publish")
    told = _told(node.folder)
    known = _arrived(node, reader, told.get(reader, Reader()))
    files = {name: path.read_bytes() for name, path in paths.items() if not name.rpartition("/")[2].startswith(".")}
    digests = {name: digest(data) for name, data in files.items()}
    news = {name: data for name, data in files.items() if everything or known.held.get(name) != digests[name]}
    if not news:
        hint = "--everything writes it all once more"
        raise InputError("not-found", f"{reader} is known to hold all that is put out for it", where="reader", hint=hint)
    written = letters.write(node.party, reader, news, node.key("node"))
    sizes = {node.origin(agreement): node.store.size(node.origin(agreement)) for agreement in node.picture.terms}
    sent = Sent(sizes, {name: digests[name] for name in news})
    told[reader] = msgspec.structs.replace(known, letters=(*known.letters, sent)[-KEPT:])
    put(node.folder / SENT, msgspec.json.encode(told))
    return written


def _told(folder: Path) -> dict[str, Reader]:
    try:
        return msgspec.json.decode((folder / SENT).read_bytes(), type=dict[str, Reader])
    except (OSError, msgspec.MsgspecError):
        return {}  # then more is sent than is needed


def _arrived(node: Node, reader: str, known: Reader) -> Reader:
    """Take the files of letters as held, whose heads the reader's mirror has cosigned since."""
    seen: dict[str, int] = {}
    for terms in node.picture.terms.values():
        mirrors = {sign.parse_vkey(card.mirror).name for card in terms.agreement.members if card.party == reader}
        origin = agreements.origin(terms.agreement, node.party)
        if mirrors:
            seen[origin] = max((size for size, line in node.store.cosigned(origin) if signer(line) in mirrors), default=0)
    held, waiting = dict(known.held), []
    for one in known.letters:
        if all(seen[origin] >= size for origin, size in one.sizes.items() if origin in seen):
            held |= one.files
        else:
            waiting.append(one)
    return Reader(held, tuple(waiting))


class Opened(msgspec.Struct, frozen=True):
    """A letter that was read: from whom, and the statements that are new here."""

    party: str
    new: tuple[Ref, ...]


def open_letter(node: Node, data: bytes) -> Opened:
    """Take a letter into its sender's folder here, and read that; doing it twice does nothing more."""
    found = letters.read(data)
    letters.check(found, node.party, node_key(node, found.label.author))
    folder = node.folder / LETTERS / found.label.author
    for path in sorted(found.files, key=lambda name: (name.endswith("/checkpoint"), name)):
        put(folder / path.partition("/")[2], found.files[path])
    return Opened(found.label.author, tuple(sync.pull(node, FolderSource(folder))))
