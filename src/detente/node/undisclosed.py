"""undisclosed: what may be told of statements of ours that the asker does not hold exactly, and how often (G11).

They are compared as cells, hours and steps of altitude, by an engine of their own, so that an answer tells nothing finer. For
what the asker holds nothing of, its volumes are grown to a minimum first, and questions answered `coordinate` are counted:
beyond the budget of an hour the answer is `coordinate` without looking. A question of the same cells, hours and steps is
answered so for the rest of the hour: it costs nothing, and tells nothing new. What is spent is read from the receipts in our
own log, so that it survives everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from detente import conflict, picture
from detente.engine import Engine, Item, make_engine
from detente.entry import Entry, Founding, Recorded
from detente.errors import InputError
from detente.geometry import Part, coarsen, parts
from detente.notice import KINDS, Notice
from detente.statement import Receipt, Ref
from detente.terms import Agreement, Clause, parse_origin
from detente.volume import Volume4D

if TYPE_CHECKING:
    from detente.node.node import Node

BUDGET: Final = 12
"""Questions of one party in one agreement that are answered `coordinate` in an hour of our clock; more are so without looking."""
MINIMUM_M: Final = 2_000.0
"""Volumes reach at least so far from their middle before they are compared with what their author was not given, metres."""
MINIMUM_S: Final = 3_600.0
"""And last at least so long, seconds: an hour, like the windows of cells."""
_COMPARED: Final = conflict.codes_meeting("activity")


class Limits(NamedTuple):
    """What an agreement asks to be kept between activities and everything else: metres, metres, seconds."""

    separation_m: float
    vertical_m: float
    skew_s: float

    @classmethod
    def of(cls, agreement: Agreement, clause: Clause | None) -> Limits:
        """From the clause that governs the kind, and the agreement's clock skew."""
        return cls(clause.separation_m if clause else 0.0, clause.vertical_m if clause else 0.0, float(agreement.clock_skew_s))


@dataclass(slots=True)
class _Hour:
    """What a party was answered `coordinate` about in an hour: questions, and plans that are still to be read for theirs."""

    plans: set[Ref] = field(default_factory=set)
    questions: set[bytes] = field(default_factory=set)


class Undisclosed:
    """What one node keeps in memory for it: the cells of its own statements, made when first asked for, and what is spent.

    All of it is a projection of the picture.
    """

    def __init__(self) -> None:
        self.cells: Engine | None = None
        self._spent: dict[tuple[str, str, str], _Hour] = {}

    def note(self, record: Recorded, party: str) -> None:
        """See a record on its way into the picture: our answers are counted; new terms may have new members."""
        if isinstance(record, Founding) and parse_origin(record.ref.origin).party == party:
            self.cells = None
        elif isinstance(record, Entry) and record.author == party and _coordinates(record):
            plan = Ref(*record.leaf.cites[0])
            hour = (record.leaf.agreement, parse_origin(plan.origin).party, _hour(record.leaf.issued))
            self._spent.setdefault(hour, _Hour()).plans.add(plan)

    def insert(self, node: Node, ref: Ref, handle: int, kind: int) -> None:
        """A statement of ours counts from now on."""
        if self.cells is not None and _compared(node, ref, kind):
            self.cells.insert(handle, _cells(node, ref), owner=0, kind=kind)

    def remove(self, handle: int) -> None:
        """A statement counts no more."""
        if self.cells is not None:
            with suppress(KeyError):  # most are no secret to anybody
                self.cells.remove(handle)

    def adopt(self, arrays: Mapping[str, Any]) -> None:
        """Take the cells from a snapshot; where it has none, they are made when they are asked for."""
        self.cells = make_engine(arrays) if arrays else None

    def arrays(self) -> dict[str, Any]:
        """The cells for a snapshot; empty where nobody has asked yet."""
        return self.cells.arrays() if self.cells is not None else {}

    def spent(self, node: Node, agreement: str, asker: str, hour: str) -> set[bytes]:
        """The questions that a party was answered `coordinate` in an agreement in an hour of our clock."""
        held = self._spent.get((agreement, asker, hour), _Hour())
        while held.plans:  # read only now: in memory an answer may stand before the plan it answers
            held.questions.add(_question(node, held.plans.pop()))
        return held.questions


def _coordinates(entry: Entry) -> bool:
    return isinstance(entry.statement, Receipt) and entry.statement.answer == "coordinate"


def _hour(issued: str) -> str:
    return issued[:13]


def _compared(node: Node, ref: Ref, kind: int) -> bool:
    """Whether a statement is ours, of a kind that is compared with plans, and some member does not hold it exactly."""
    entry = node.picture.entries[ref]
    if entry.author != node.party or kind not in _COMPARED:
        return False
    members = node.agreement(entry.leaf.agreement).members
    return any(picture.level_of(node.picture, ref, member.party) != "exact" for member in members)


def _cells(node: Node, ref: Ref) -> list[Part]:
    statement = node.picture.entries[ref].statement
    return [part for volume in statement.volumes for part in _parts(coarsen(volume))] if isinstance(statement, Notice) else []


@lru_cache(maxsize=4_096)
def _parts(cell: Volume4D) -> tuple[Part, ...]:
    """What is near together has one cell."""
    return parts(cell)


def _engine(node: Node) -> Engine:
    held = node.undisclosed
    if held.cells is None:
        refs = [ref for t in node.picture.terms.values() for ref in node.indexed_of.get(node.origin(t.agreement.id), ())]
        kinds = {ref: node.kind_in_engine(ref) for ref in sorted(refs)}
        held.cells = make_engine()
        compared = {ref: kind for ref, kind in kinds.items() if _compared(node, ref, kind)}
        held.cells.insert_many([Item(node.handles[ref], _cells(node, ref), owner=0, kind=k) for ref, k in compared.items()])
    return held.cells


def touched(
    node: Node,
    agreement: Agreement,
    asker: str,
    pieces: Sequence[Part],
    limits: Limits,
    levels: Collection[str],
) -> list[Ref]:
    """Statements of ours in an agreement, known to the asker at one of these levels, whose cells meet ``pieces``."""
    own = node.origin(agreement.id)
    found = _engine(node).screen(pieces, **limits._asdict(), k=0)
    refs = (node.refs[int(key)] for key in found.keys)
    return [ref for ref in refs if ref.origin == own and picture.level_of(node.picture, ref, asker) in levels]


def must_coordinate(node: Node, agreement: Agreement, plan: Entry, pieces: Sequence[Part], limits: Limits) -> bool:
    """Whether something that its author was not given touches a plan; or whether it has asked so before, or too often."""
    spent = node.undisclosed.spent(node, agreement.id, plan.author, _hour(f"{node.now():%Y-%m-%dT%H}"))
    if len(spent) >= BUDGET or (spent and _question(node, plan.ref) in spent):
        return _keeps_back(node, agreement, plan.author)
    return bool(touched(node, agreement, plan.author, [grown(piece) for piece in pieces], limits, ("none",)))


def _question(node: Node, plan: Ref) -> bytes:
    """A digest of the cells, hours and steps that a plan touches: all plans that share them ask the same."""
    entry = node.picture.entries.get(plan)
    if entry is None or not isinstance(entry.statement, Notice):
        return sha256(str(plan).encode()).digest()
    return sha256(b"\n".join(sorted({msgspec.json.encode(_coarse(v)) for v in entry.statement.volumes}))).digest()


def _coarse(volume: Volume4D) -> Volume4D:
    try:
        return coarsen(volume)
    except InputError:
        return volume  # too large for cells: a question of its own


def _keeps_back(node: Node, agreement: Agreement, asker: str) -> bool:
    """Whether our log has any notice of which the asker was given nothing: its leaves show the asker as much."""
    own = node.origin(agreement.id)
    entries = (node.picture.entries.get(Ref(own, index)) for index in range(node.store.size(own)))
    return any(e.leaf.kind in KINDS and picture.level_of(node.picture, e.ref, asker) == "none" for e in entries if e is not None)


def grown(piece: Part) -> Part:
    """A part that reaches at least `MINIMUM_M` from its middle and lasts at least `MINIMUM_S`."""
    size = piece.radius_m + (piece.reach_m if piece.kind != "point" else 0.0)
    spare = max(0.0, MINIMUM_S - (piece.t1 - piece.t0)) / 2
    return replace(piece, radius_m=piece.radius_m + max(0.0, MINIMUM_M - size), t0=piece.t0 - spare, t1=piece.t1 + spare)
