"""found: an agreement comes into force here when it carries the signatures of all its members' root keys."""

from __future__ import annotations

import msgspec

from detente import agreement as agreements
from detente import sign
from detente.errors import InputError, PeerError
from detente.node.node import Node
from detente.node.receive import take
from detente.terms import Agreement
from detente.tlog.note import merge, parse


def sign_terms(node: Node, document: bytes) -> bytes:
    """Add our root key's signature to an agreement's document (its bare text, or a note that others have signed)."""
    try:
        text = sign.text_of(document)
        signed = [document]
    except PeerError:
        text, signed = document, []
    agreement = agreements.decode(text)
    if agreement.exercise != node.config.exercise:
        raise InputError("exercise-mix", "exercise and live never mix", where="agreement.exercise", hint="use a node made for it")
    if agreements.member(agreement, node.party).root != node.key("root").vkey:
        raise InputError("bad-key", "the document names another root key for us", where="agreement.members")
    return merge([*signed, sign.sign_text(text, [node.key("root")])])


def open_log(node: Node, note: bytes) -> Agreement:
    """Begin our log in a fully signed agreement: the document becomes leaf 0, identical bytes in every member's log."""
    agreement = agreements.open_genesis(note)
    origin = agreements.origin(agreement, node.party)
    if node.store.size(origin):
        raise InputError("usage", f"our log in “{agreement.title}” is open already", where=origin)
    take(node, origin, 0, [note])
    return agreement


class Signed(msgspec.Struct, frozen=True):
    """A document after our signature, and which parties have still to sign it."""

    agreement: str
    title: str
    waiting: tuple[str, ...]
    document: bytes = b""


def sign_and_open(node: Node, document: bytes) -> Signed:
    """Sign, where we have not yet; open our log, once all have signed. Doing it twice changes nothing."""
    signed = sign_terms(node, document)
    agreement = agreements.decode(sign.text_of(signed))
    names = {line.name for line in parse(signed).signatures}
    waiting = tuple(card.party for card in agreement.members if sign.parse_vkey(card.root).name not in names)
    if not waiting and not node.store.size(agreements.origin(agreement, node.party)):
        open_log(node, signed)
    return Signed(agreement.id, agreement.title, waiting, signed)
