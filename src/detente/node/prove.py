"""prove: a statement and what became of it, as a file for somebody who trusts nobody here."""

from __future__ import annotations

from detente import evidence
from detente.errors import StoreError
from detente.node.node import Node
from detente.node.outbox import sign_head
from detente.statement import Ref
from detente.terms import parse_origin
from detente.tlog.proof import format_proof


def prove(node: Node, ref: Ref) -> bytes:
    """Evidence of a statement and of everything said about it that we hold: leaves, proofs, contents (see `detente.evidence`)."""
    entry = node.entry(ref)
    places = [ref, *sorted(node.picture.about.get(ref, ()))]
    notes = {number: note for number, (_, note) in node.picture.history[entry.leaf.agreement].items()}
    proofs = {
        (parse_origin(origin).party, number): _proof(node, Ref(origin, index))
        for origin in sorted({place.origin for place in places})
        for index, number in node.picture.foundings.get(origin, {}).items()
        if number > 1
    }
    return evidence.make(evidence.Versions(notes, proofs), [exhibit(node, place) for place in places])


def exhibit(node: Node, ref: Ref) -> evidence.Exhibit:
    """One statement with the proof to the newest signed head of its log that we hold, and the contents that we hold."""
    ((_, leaf, _),) = node.store.leaves(ref.origin, ref.index, ref.index + 1)
    contents = {c.level: (c.salt, c.content) for c in node.store.contents(ref.origin, ref.index, ref.index + 1)}
    return evidence.Exhibit(leaf, _proof(node, ref), contents)


def _proof(node: Node, ref: Ref) -> bytes:
    name = parse_origin(ref.origin)
    if name.party == node.party:
        sign_head(node, node.agreement(name.agreement))
    note = node.store.checkpoint(ref.origin)
    if note is None:
        raise StoreError("corrupt", "no signed head of this log is held", where=str(ref), hint="sync again")
    lines = b"".join(node.store.cosignatures(ref.origin, note.size))
    return format_proof(ref.index, node.tree(ref.origin).inclusion(ref.index, note.size), note.note + lines)
