"""doctor: check everything that is held, and say how to repair it. Damage gives a finding, never an exception."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from typing import Final, Literal

import msgspec

from detente import agreement as agreements
from detente import picture, sign
from detente.entry import Entry
from detente.errors import DetenteError
from detente.node import home
from detente.node.expose import exposed
from detente.node.follow import names
from detente.node.gossip import open_head
from detente.node.node import Node, encode_row, notice_of
from detente.node.rebuild import records_of
from detente.notice import Notice
from detente.terms import Agreement, parse_origin
from detente.tlog.merkle import Tree, leaf_hash

RESTORE: Final = "restore the store from a backup, then `detente sync`: peers hold what they read of us"


class Finding(msgspec.Struct, frozen=True):
    """Something to look at. ``wrong`` must be repaired; ``note`` is worth knowing."""

    severity: Literal["wrong", "note"]
    where: str
    what: str
    repair: str

    def __str__(self) -> str:
        return f"{self.severity.upper()}: {self.where}: {self.what}. To do: {self.repair}"


def examine(node: Node, progress: Callable[[int], None] = lambda done: None) -> list[Finding]:
    """Every table, tree, signature, content, key and peer."""
    found = [Finding("wrong", node.folder.name, words, RESTORE) for words in node.store.check()]
    for origin in node.store.origins():
        found += _log(node, origin)
    found += _rows(node, progress)
    found += _exposed(node)
    found += _keys(node)
    found += _peers(node)
    found += _dates(node)
    return [*found, Finding("note", "engine", f"{type(node.engine).__name__} holds {len(node.engine)} notices", "nothing")]


def _log(node: Node, origin: str) -> Iterator[Finding]:
    name = parse_origin(origin)
    terms = node.picture.terms.get(name.agreement)
    if terms is None:
        yield Finding("wrong", origin, "no agreement is held for this log", "`detente rebuild`")
        return
    note = node.store.checkpoint(origin)
    if note is None:
        if name.party != node.party:
            yield Finding("note", origin, "no signed head of it is held", "`detente sync`")
        return
    try:
        leaves = node.store.leaves(origin, 0, note.size)
        tree = Tree.from_leaf_hashes(leaf_hash(leaf) for _, leaf, _ in leaves)
        mirrors = [sign.parse_vkey(m.mirror) for m in terms.agreement.members]
        whole = note.note + b"".join(node.store.cosignatures(origin, note.size))
        head = open_head(node, origin, whole, mirrors)[0]
        if tree.root() != head.root:
            yield Finding("wrong", origin, f"the leaves do not give the root that was signed for size {head.size}", RESTORE)
    except DetenteError as error:
        yield Finding("wrong", origin, f"its newest checkpoint: {error}", RESTORE)


def _exposed(node: Node) -> Iterator[Finding]:
    for ref, entry in sorted(node.picture.entries.items()):
        if entry.exposed:
            what = f"{entry.author} gave a cell that does not contain the exact place; both count here"
            yield Finding("note", str(ref), what, f"`detente prove '{ref}'` shows both; ask {entry.author}")


def _rows(node: Node, progress: Callable[[int], None]) -> Iterator[Finding]:
    held = {(row.origin, row.index): row.data for row in node.store.rows()}
    for record in records_of(node.store, node.party, progress):
        row = held.pop((record.ref.origin, record.ref.index), None)
        if row == encode_row(record):
            continue
        if not isinstance(record, Entry) and row is not None and b"entry" in row[:32]:
            yield Finding("wrong", str(record.ref), "the leaf or its content no longer verifies", RESTORE)
        elif isinstance(record, Entry) and row is not None and len(record.contents) < _contents(row):
            yield Finding("wrong", str(record.ref), "its content does not match its commitment", RESTORE)
        else:
            yield Finding("wrong", str(record.ref), "the picture is not what the log says", "`detente rebuild`")
    for origin, index in held:
        yield Finding("wrong", f"{origin}#{index}", "a picture row without a leaf", "`detente rebuild`")


def _contents(row: bytes) -> int:
    try:
        return len(msgspec.msgpack.decode(row).get("contents", {}))
    except (msgspec.MsgspecError, AttributeError):
        return 0


def _keys(node: Node) -> Iterator[Finding]:
    roles = [*home.ROLES, *(f"desk-{desk.id}" for desk in node.config.desks)]
    held = {}
    for role in roles:
        path = node.folder / "keys" / f"{role}.key"
        try:
            held[role] = home.key(node.folder, node.config, role).vkey
        except DetenteError as error:
            kept_away = role == "root" and not path.exists()
            repair = "nothing, if it is kept elsewhere" if kept_away else error.hint or "restore the key file from its backup"
            yield Finding("note" if kept_away else "wrong", str(path), error.message, repair)
    if stat.S_IMODE((node.folder / "keys").stat().st_mode) & 0o077:
        yield Finding("wrong", str(node.folder / "keys"), "others may look into this folder", "chmod 700 keys")
    for terms in node.picture.terms.values():
        yield from _card(node, terms.agreement, held)


def _card(node: Node, agreement: Agreement, held: dict[str, str]) -> Iterator[Finding]:
    if not names(agreement, node.party):
        yield Finding(
            "note", agreement.title, f"we have left by version {agreement.version}", "nothing: what we said before stands"
        )
        return
    card = agreements.member(agreement, node.party)
    agreed = {role: vkey for role in home.ROLES if (vkey := getattr(card, role))}
    agreed |= {f"desk-{desk.id.rpartition('/')[2]}": desk.key for desk in card.desks}
    for role, vkey in agreed.items():
        if role in held and held[role] != vkey:
            what = f"the {role} key is not the one in “{agreement.title}”"
            yield Finding("wrong", f"keys/{role}.key", what, "bring the agreed key back, or amend the agreement")
    for role in held.keys() - agreed.keys():
        what = f"{role} speaks in no clause of “{agreement.title}”: the agreement does not name it"
        yield Finding("note", f"keys/{role}.key", what, "amend the agreement to let this desk speak")


def _peers(node: Node) -> Iterator[Finding]:
    for ref, reason in sorted(node.picture.refused.items()):
        yield Finding("note", str(ref), f"refused: {reason}", "ask its author to say it again, rightly")
    for origin in node.store.origins():
        if proof := exposed(node, origin):
            repair = f"show {proof} to the other members; once it is settled: `detente party trust {parse_origin(origin).party}`"
            yield Finding("wrong", origin, "this log contradicted itself; nothing more is read from it", repair)
        lacking = node.lacking.of(origin)
        if lacking:
            what = f"{len(lacking)} contents addressed to us have not come, first of {lacking[0][0]}"
            yield Finding("wrong", origin, what, "ask that party to export again, then `detente sync`")
    known = {peer.party for peer in node.config.peers}
    others = {m.party for terms in node.picture.terms.values() for m in terms.agreement.members} - {node.party}
    for party in sorted(others - known):
        yield Finding("note", party, "it is not said where this party is read from", "`detente party add`")


def _dates(node: Node) -> Iterator[Finding]:
    now = node.now()
    ours = (e for e in node.picture.entries.values() if e.author == node.party and isinstance(e.statement, Notice))
    late = [e.ref for e in ours if notice_of(e).validity.review_by < now and not picture.newer(node.picture, e.ref)]
    if late:
        what = f"{len(late)} notices of ours are past their review date, first {late[0]}: shown as unverified, presumed protected"
        yield Finding("note", "review", what, "confirm them by a new version, or withdraw them")
