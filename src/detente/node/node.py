"""One party's node: its store, and what is in memory of it.

The picture and the conflict engine are projections of the logs in the store: `Node.open` replays the picture rows, and
`rebuild` makes those rows anew from the logs. The flows stand beside this file, one file each: `publish`, `receive`,
`answer`, `tick`, `check`. Their order is decided there and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from detente import agreement as agreements
from detente import conflict, lifecycle, picture
from detente.engine import Engine, make_engine
from detente.entry import Entry, Founding, Recorded
from detente.errors import InputError, StoreError
from detente.geometry import parts
from detente.node import home, snapshot
from detente.node.lacking import Lacking
from detente.node.undisclosed import Undisclosed
from detente.notice import Area, Notice, Presence, Site
from detente.peer.folder import Shown
from detente.picture import Picture
from detente.sign import SigningKey
from detente.statement import Head, Ref
from detente.store import Append, Batch, Content, Row, Store
from detente.store.sqlite import SqliteStore
from detente.terms import Agreement, Desk, parse_origin
from detente.tlog.merkle import Tree, leaf_hash

Clock = Callable[[], datetime]
STORE: Final = "store.sqlite"
_ROW: Final = msgspec.msgpack.Decoder(Recorded)
encode_row: Final = msgspec.msgpack.Encoder(order="deterministic").encode


def utc_now() -> datetime:
    """The machine's clock, UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class Node:
    """A party's node. One writer per folder; ``clock`` and ``entropy`` are given so that tests and scenarios decide them."""

    def __init__(self, folder: Path, store: Store, *, clock: Clock = utc_now, entropy: home.Entropy = os.urandom) -> None:
        self.folder = folder
        self.config = home.read(folder)
        self.store = store
        self.clock = clock
        self.entropy = entropy
        self.changed = False
        self._keys: dict[str, SigningKey] = {}
        self._reset()
        self._load()

    @classmethod
    def open(cls, folder: Path, *, clock: Clock = utc_now, entropy: home.Entropy = os.urandom, readonly: bool = False) -> Node:
        """Open the node in ``folder``; as a reader beside its writer where ``readonly``."""
        home.read(folder)
        return cls(folder, SqliteStore.open(folder / STORE, readonly=readonly), clock=clock, entropy=entropy)

    def close(self) -> None:
        """Let the store go; what was acknowledged is on disk already."""
        self.store.close()

    def __enter__(self) -> Node:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- who we are ------------------------------------------------------------------------------------------------------

    @property
    def party(self) -> str:
        """This node's party."""
        return self.config.party

    def now(self) -> datetime:
        """The instant of the given clock."""
        return self.clock()

    def key(self, role: str) -> SigningKey:
        """One of this node's keys, read from its file once."""
        if role not in self._keys:
            self._keys[role] = home.key(self.folder, self.config, role)
        return self._keys[role]

    def desk_key(self, desk: str = "") -> SigningKey:
        """The key of a desk; of the first where none is named."""
        known = [d.id for d in self.config.desks]
        if not known or (desk and desk not in known):
            raise InputError("not-found", f"no desk {desk or ''} here", where=home.CONFIG, hint=f"desks: {', '.join(known)}")
        return self.key(f"desk-{desk or known[0]}")

    # --- what is in memory -----------------------------------------------------------------------------------------------

    def _reset(self) -> None:
        self.picture = Picture(reader=self.party)
        self.engine: Engine = make_engine()
        self.handles: dict[Ref, int] = {}
        self.refs: list[Ref] = []
        self.indexed: set[Ref] = set()
        self.indexed_of: dict[str, set[Ref]] = {}
        self.undisclosed = Undisclosed()
        self.lacking = Lacking()
        self._trees: dict[str, Tree] = {}
        self.touched: dict[str, list[int]] = {}
        self.shown: dict[tuple[Path, str], Shown] = {}
        self._pending: list[Row] = []
        self._numbers: dict[str, int] = {}

    def _load(self) -> None:
        entries: list[Ref] = []
        for row in self.store.rows():
            if row.data is not None:
                entries += self._fold(_ROW.decode(row.data))
        self.lacking.note(self.picture, dict.fromkeys(entries))
        held = snapshot.read(self.folder, store_key(self.store), self.now())
        if held is None:
            self._index(dict.fromkeys(entries))
        else:
            self._adopt(held)

    def _adopt(self, held: snapshot.Snapshot) -> None:
        """Take the engine from a snapshot of exactly this state: the volumes need not be read again."""
        self.engine = make_engine(held.arrays)
        self.refs = held.refs()
        self.handles = {ref: handle for handle, ref in enumerate(self.refs)}
        for handle in held.indexed():
            self._note(self.refs[handle])
        self.undisclosed.adopt(held.cells)
        self.settle_time()

    def _note(self, ref: Ref) -> None:
        self.indexed.add(ref)
        self.indexed_of.setdefault(ref.origin, set()).add(ref)

    def reload(self) -> None:
        """Throw memory away and read it from the store: after a write that failed, memory may be ahead of it."""
        self._reset()
        self._load()

    def remember(self, record: Recorded) -> None:
        """Take a record into memory; its row is written by the next `commit`."""
        touched = self._fold(record)
        self._touch(touched)
        self.lacking.note(self.picture, touched)
        current = self.picture.entries.get(record.ref, record)
        self._pending.append(Row(record.ref.origin, record.ref.index, encode_row(current)))
        self._index(touched)

    def forget(self, ref: Ref, level: str) -> None:
        """Take deleted content out of memory; its row is written by the next `commit`."""
        self._unindex(ref)
        self._touch([ref])
        self._index(picture.forget(self.picture, ref, level))
        self.lacking.note(self.picture, [ref])
        self._pending.append(Row(ref.origin, ref.index, encode_row(self.picture.entries[ref])))

    def _touch(self, refs: Iterable[Ref]) -> None:
        """Note which statements of ours may be disclosed otherwise now: what was put out of them may have to be put out again."""
        for ref in (ref for ref in refs if ref.origin.startswith(f"{self.party}/")):
            self.touched.setdefault(ref.origin, []).append(ref.index)

    def _fold(self, record: Recorded) -> Iterable[Ref]:
        if isinstance(record, Entry) and record.level == "exact" and record.ref in self.indexed:
            self._unindex(record.ref)  # finer content replaces the cell
        if isinstance(record, Founding):
            self._numbers = {}
        self.undisclosed.note(record, self.party)
        return picture.record(self.picture, record)

    def _index(self, refs: Iterable[Ref]) -> None:
        now = self.now()
        for ref in refs:
            if ref not in self.picture.entries:
                continue
            counting = picture.counting(self.picture, ref, now)
            if counting and ref not in self.indexed:
                self._insert(ref)
            elif not counting and ref in self.indexed:
                self._unindex(ref)

    def settle_time(self) -> None:
        """Let go of activities that have ended by now; what is presumed protected never ends (G9)."""
        self._index([ref for ref in self.indexed if self.picture.entries[ref].leaf.kind in lifecycle.PLANNED])

    def _insert(self, ref: Ref) -> None:
        entry = self.picture.entries[ref]
        statement = entry.statement
        if not isinstance(statement, Notice) or kind_code(statement) is None:
            return
        pieces = [part for i, volume in enumerate(statement.volumes) for part in parts(volume, f"$.volumes[{i}]")]
        owner = len(self.handles)
        handle = self.handles.setdefault(ref, owner)
        if handle == len(self.refs):
            self.refs.append(ref)
        kind = self.kind_in_engine(ref)
        self.engine.insert(handle, pieces, owner=self.party_number(entry.author), kind=kind)
        self.undisclosed.insert(self, ref, handle, kind)
        self._note(ref)

    def kind_in_engine(self, ref: Ref) -> int:
        """The engine's number for the kind of a notice that stands in it."""
        return kind_code(notice_of(self.picture.entries[ref])) or 0

    def _unindex(self, ref: Ref) -> None:
        if ref in self.indexed:
            self.engine.remove(self.handles[ref])
            self.undisclosed.remove(self.handles[ref])
            self.indexed.discard(ref)
            self.indexed_of[ref.origin].discard(ref)

    def party_number(self, party: str) -> int:
        """A small number for a party, for aggregates: its place among all parties of all versions held."""
        if not self._numbers:
            held = (agreement for versions in self.picture.history.values() for agreement, _ in versions.values())
            parties = sorted({m.party for agreement in held for m in agreement.members})
            self._numbers = {name: number for number, name in enumerate(parties)}
        return self._numbers[party]

    # --- writing ---------------------------------------------------------------------------------------------------------

    def commit(
        self,
        appends: Sequence[Append],
        contents: Sequence[Content] = (),
        drops: Sequence[tuple[str, int, str]] = (),
        cursors: Sequence[tuple[str, str]] = (),
    ) -> None:
        """One transaction for leaves, contents and the rows that memory has gathered; memory follows the store on failure.

        Every one raises the store's generation, by which a snapshot knows whether it is of this state.
        """
        marks = (*cursors, ("generation", str(int(self.store.cursor("generation") or 0) + 1)))
        batch = Batch(tuple(appends), tuple(contents), drops=tuple(drops), rows=tuple(self._pending), cursors=marks)
        try:
            self.store.commit(batch)
        except StoreError:
            self.reload()
            raise
        self._pending.clear()
        self.changed = True
        for append in appends:
            if append.origin in self._trees:
                self._trees[append.origin].extend(leaf_hash(leaf) for leaf in append.leaves)

    def rebuild_rows(self, records: Iterable[Recorded]) -> None:
        """Replace every picture row, then read memory from them."""
        snapshot.discard(self.folder)
        self.store.rebuild(Row(r.ref.origin, r.ref.index, encode_row(r)) for r in records)
        self.reload()

    # --- logs ------------------------------------------------------------------------------------------------------------

    def tree(self, origin: str) -> Tree:
        """The Merkle tree over the leaves of a log as stored here; it grows with every commit."""
        if origin not in self._trees:
            self._trees[origin] = Tree.from_leaf_hashes(leaf_hash(leaf) for _, leaf, _ in self.store.leaves(origin))
        return self._trees[origin]

    def origin(self, agreement_id: str, party: str = "") -> str:
        """The name of a party's log in an agreement; ours where no party is named."""
        return agreements.origin(self.agreement(agreement_id), party or self.party)

    def agreement(self, agreement_id: str) -> Agreement:
        """The agreement with this id, or with this unambiguous beginning of its id or title."""
        terms = self.picture.terms
        if agreement_id in terms:
            return terms[agreement_id].agreement
        found = [t.agreement for i, t in terms.items() if i.startswith(agreement_id) or t.agreement.title == agreement_id]
        if len(found) != 1:
            titles = ", ".join(f"{t.agreement.title} ({i[:8]})" for i, t in terms.items()) or "none"
            raise InputError(
                "not-found", f"{len(found)} agreements match {agreement_id!r}", where="agreement", hint=f"held: {titles}"
            )
        return found[0]

    def heads(self, agreement: Agreement) -> list[Head]:
        """The newest heads held of the other members' logs in an agreement."""
        others = [agreements.origin(agreement, m.party) for m in agreement.members if m.party != self.party]
        sizes = {origin: self.store.size(origin) for origin in others}
        return [Head(origin, size, self.tree(origin).root().hex()) for origin, size in sizes.items() if size]

    # --- looking things up -----------------------------------------------------------------------------------------------

    def entry(self, ref: Ref) -> Entry:
        """A statement held here; `InputError` (not-found) otherwise."""
        found = self.picture.entries.get(ref)
        if found is None:
            reason = self.picture.refused.get(ref)
            raise InputError("not-found", f"{ref}: {reason or 'no such statement here'}", where="statement")
        return found

    def ref(self, text: str) -> Ref:
        """A statement named ``origin#index``, or ``party#index`` where that is unambiguous."""
        origin, hash_, index = text.rpartition("#")
        if not hash_ or not index.isascii() or not index.isdigit() or len(index) > 19:
            raise InputError(
                "bad-value",
                f"{text[:99]!r} does not name a statement",
                where="statement",
                hint="<log>#<index>, see `detente log`",
            )
        found = [o for o in self.store.origins() if o == origin or parse_origin(o).party == origin]
        found = [o for o in found if Ref(o, int(index)) in self.picture.entries] or found
        if len(found) != 1:
            raise InputError(
                "not-found", f"{len(found)} logs match {origin!r}", where="statement", hint="write the whole name of the log"
            )
        return Ref(found[0], int(index))

    def desk_of(self, entry: Entry) -> Desk | None:
        """The desk that signed a statement: as its party's newest card has it, else as it was when it signed."""
        then = picture.terms_at(self.picture, entry.ref.origin, entry.ref.index)
        versions = [self.agreement(entry.leaf.agreement), *([then] if then else [])]
        cards = [card for agreement in versions for card in agreement.members if card.party == entry.author]
        return next((desk for card in cards for desk in card.desks if desk.id == entry.leaf.signer), None)

    def known(self, handle: int) -> conflict.Known:
        """What our desk may be told about a notice in the engine."""
        return self.known_ref(self.refs[handle])

    def known_ref(self, ref: Ref) -> conflict.Known:
        """What our desk may be told about a notice held here."""
        entry = self.picture.entries[ref]
        notice = notice_of(entry)
        agreement = self.agreement(entry.leaf.agreement)
        clause = agreements.clause_for(agreement, entry.leaf.kind)
        desk = self.desk_of(entry)
        return conflict.Known(
            origin=ref.origin, index=ref.index, party=entry.author, agreement_title=agreement.title, kind=entry.leaf.kind,
            stance=stance_of(notice), title=notice.title, state=picture.state(self.picture, ref, self.now()), level=entry.level,
            clause=clause.id if clause else "",
            contact=", ".join(x for x in (desk.name, desk.contact) if x) if desk else "",
            released_by=notice.released.by if notice.released else "",
            validated_by=tuple(v.by for v in notice.verification if v.by != entry.author) if isinstance(notice, Site) else (),
            known_to_m=max((typed.accuracy_m or 0.0 for typed in notice.place.typed), default=0.0),
        )  # fmt: skip


def store_key(store: Store) -> snapshot.Key:
    """The state of a store, as a snapshot names it."""
    return snapshot.Key(store.cursor("generation") or "0", store.heads())


def notice_of(entry: Entry) -> Notice:
    """The notice in an entry, or `StoreError` where the projection holds something else in its place."""
    if not isinstance(entry.statement, Notice):
        raise StoreError("corrupt", "no notice stands here", where=str(entry.ref), hint="run `detente rebuild`")
    return entry.statement


def stance_of(notice: Notice) -> str:
    """An area's stance, a presence's assertion; empty for other kinds."""
    return notice.stance if isinstance(notice, Area) else notice.assertion if isinstance(notice, Presence) else ""


def kind_code(notice: Notice) -> int | None:
    """The engine's number for a notice's kind; None for kinds that conflict with nothing (reports, messages)."""
    return conflict.CODES.get((str(type(notice).__struct_config__.tag), stance_of(notice)))
