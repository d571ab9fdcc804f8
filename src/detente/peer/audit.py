"""The audit of what a peer put out: every log in a folder, every byte of every file, offline (A4).

Nothing but the folder is read. Whoever relies on the result compares the root keys it names with the ones that were agreed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from detente import agreement as agreements
from detente import sign
from detente.errors import DetenteError, InputError, PeerError
from detente.peer.folder import FolderSource, place
from detente.store import Content
from detente.terms import AGREEMENT_HEADER, Agreement, parse_origin
from detente.tlog.audit import audit
from detente.tlog.checkpoint import open_checkpoint, parse_text
from detente.tlog.keys import VerifierKey
from detente.tlog.merkle import Tree
from detente.tlog.note import parse
from detente.tlog.tiles import ENTRIES, WIDTH, encode_bundle, parse_path, tile_data

MAX_FILES: Final = 1_000_000
"""Files below one folder; more are refused, not passed over."""


class AuditedLog(msgspec.Struct, frozen=True):
    """A log in order: origin, number of leaves, title of its agreement and the root keys that signed it; contents that match the
    commitment of their leaf, and heads of other members' logs with all signatures in order."""

    origin: str
    size: int
    title: str
    roots: tuple[str, ...]
    contents: int
    heads: int

    def words(self) -> list[str]:
        """What was verified, line by line."""
        return [
            f"{self.origin}: {self.size} statements in “{self.title}”, {self.contents} contents, {self.heads} heads of others",
            *(f"  agreed by the root key {root}" for root in self.roots),
        ]


def audit_folder(folder: Path, progress: Callable[[int], None] = lambda done: None) -> list[AuditedLog]:
    """Check every log below ``folder``; `PeerError` names the first file that does not hold, or that belongs to no log.

    `InputError` where there is none at all.
    """
    source = FolderSource(folder)
    origins = source.origins()
    if not origins:
        raise InputError("not-found", "no log is in this folder", where=str(folder), hint="give the folder that the peer put out")
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    if len(files) > MAX_FILES:
        raise PeerError("too-large", f"{len(files)} files; at most {MAX_FILES}", where=str(folder))
    found, bases = [], {place(origin): origin for origin in origins}
    own: dict[str, list[str]] = {origin: [] for origin in origins}
    for path in sorted(files):
        base = next((parent for parent in path.parents if parent in bases), None)
        if base is None:
            raise PeerError("bad-proof", "a file that belongs to no log here", where=str(path))
        own[bases[base]].append(path.relative_to(base).as_posix())
    for done, origin in enumerate(origins, 1):
        try:
            found.append(_audit_log(source, origin, own[origin]))
        except DetenteError as error:
            where = error.where if error.where.startswith(origin) else f"{origin} {error.where}".strip()
            raise PeerError(error.code, error.message, where=where, hint=error.hint) from error
        progress(done)
    return found


def _audit_log(source: FolderSource, origin: str, files: Sequence[str]) -> AuditedLog:
    note = source.checkpoint(origin)
    leaves = source.entries(origin, 0, parse_text(parse(note).text).size)
    versions = _versions(origin, leaves)
    key = _key(versions, parse_origin(origin).party)
    tree = audit(lambda path: source.file(origin, path), origin, key).tree
    _all_known(note, origin, key, [])
    contents = source.contents(origin)
    _check_contents(leaves, contents)
    heads = source.seen(origin)
    for party, head in heads.items():
        _check_head(versions, party, head)
    accounted = {"checkpoint", *(f"content/{c.index // WIDTH}" for c in contents), *(f"seen/{party}" for party in heads)}
    for path in files:
        if path not in accounted:
            _check_row(source, origin, path, tree, leaves)
    first = versions[0]
    roots = tuple(card.root for card in first.members)
    return AuditedLog(origin, tree.size, versions[-1].title, roots, len(contents), len(heads))


def _versions(origin: str, leaves: Sequence[bytes]) -> list[Agreement]:
    """The versions of the agreement in a log: leaf 0, then each that follows; what does not follow counts for nothing."""
    first = agreements.open_genesis(leaves[0]) if leaves else None
    name = parse_origin(origin)
    if first is None or (first.id, first.version, first.exercise) != (name.agreement, 1, name.exercise):
        raise PeerError("replay", "a log begins with the first version of its agreement", where="leaf 0")
    chain = [(first, leaves[0])]
    for leaf in leaves[1:]:
        if leaf.startswith(AGREEMENT_HEADER.encode()):
            with suppress(DetenteError):
                version = agreements.open_genesis(leaf)
                agreements.check_amendment(version, leaf, *chain[-1])
                chain.append((version, leaf))
    return [version for version, _ in chain]


def _key(versions: Sequence[Agreement], party: str) -> VerifierKey:
    named = [v for v in versions if any(card.party == party for card in v.members)]
    if not named:
        raise PeerError("not-member", f"{party} is not a member of “{versions[0].title}”")
    return agreements.log_key(named[-1], party)


def _check_contents(leaves: Sequence[bytes], contents: Sequence[Content]) -> None:
    for content in contents:
        where = f"content/{content.index // WIDTH}, {content.level} of leaf {content.index}"
        if content.index >= len(leaves):
            raise PeerError("bad-content", "content of a leaf that is not in the log", where=where)
        leaf = sign.parse_leaf(leaves[content.index])
        commit = leaf.commit_exact if content.level == "exact" else leaf.commit_coarse
        if sign.commitment(content.salt, content.content) != commit:
            raise PeerError("bad-content", "the content is not what the leaf commits to", where=where)


def _check_head(versions: Sequence[Agreement], party: str, note: bytes) -> None:
    """A head of another member's log, signed by a log key it has had; every cosignature is a mirror's of the agreement."""
    where = f"seen/{party}"
    cards = [(v, card) for v in versions for card in v.members]
    mirrors = list(dict.fromkeys(sign.parse_vkey(card.mirror) for _, card in cards))
    keys = list(dict.fromkeys(agreements.log_key(v, party) for v, card in cards if card.party == party))
    if not keys:
        raise PeerError("not-member", f"{party} is not a member", where=where)
    for key in keys[:-1]:
        with suppress(PeerError):
            return _all_known(note, key.name, key, mirrors)
    try:
        return _all_known(note, keys[-1].name, keys[-1], mirrors)
    except PeerError as error:
        raise error.at(where) from None


def _all_known(note: bytes, origin: str, key: VerifierKey, mirrors: Sequence[VerifierKey]) -> None:
    """A line by an unknown key may be anything: in what a member puts out there is none."""
    signed = open_checkpoint(note, origin, key, mirrors)
    if len(parse(note).signatures) != 1 + len(signed.cosignatures):
        raise PeerError("bad-signature", "a signature by a key that the agreement does not name", where="checkpoint")


def _check_row(source: FolderSource, origin: str, path: str, tree: Tree, leaves: Sequence[bytes]) -> None:
    """A tile or bundle of this size, or of an earlier one that was left in place: what the entries give, at any width."""
    tile = parse_path(path)
    first = tile.index * WIDTH
    expected = None
    if tile.level != ENTRIES:
        with suppress(ValueError):
            expected = tile_data(tree, tile)
    elif first + tile.width <= len(leaves):
        expected = encode_bundle(leaves[first : first + tile.width])
    if source.file(origin, path) != expected:
        raise PeerError("bad-proof", "not what the entries of the log give", where=path)
