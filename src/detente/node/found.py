"""found: an agreement comes into force here when it carries the signatures of all its members' root keys."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from detente import agreement as agreements
from detente import sign
from detente.errors import InputError, OurError, PeerError
from detente.node.follow import versions_at
from detente.node.node import Node
from detente.node.receive import take
from detente.terms import Agreement, Member
from detente.tlog.note import merge, open_note


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
    _refuse_stray(node, agreement, text)
    before = node.picture.history.get(agreement.id, {}).get(agreement.version - 1)
    cards = [*agreement.members, *(before[0].members if before else ())]
    roots = [card.root for card in cards if card.party == node.party]
    if not roots:
        raise PeerError("not-member", f"{node.party} is not a member of “{agreement.title}”")
    if node.key("root").vkey not in roots:
        raise InputError("bad-key", "the document names another root key for us", where="agreement.members")
    return merge([*signed, sign.sign_text(text, [node.key("root")])])


def _refuse_stray(node: Node, agreement: Agreement, text: bytes) -> None:
    """Put our root key under nothing that cannot follow what stands in our log. `InputError`, `OurError` (replay)."""
    if agreement.id not in node.picture.terms:
        return
    where, versions = "agreement.version", node.picture.history[agreement.id]
    origin = agreements.origin(agreement, node.party)
    newest = versions_at(node.picture, origin, node.store.size(origin))[-1]
    known = versions.get(agreement.version)
    if known is not None and sign.text_of(known[1]) != text:
        what = f"another version {agreement.version} of “{agreement.title}” is signed by all members already"
        raise OurError("replay", what, where=where, hint="draft the next version after that one: `detente agreement amend`")
    if agreement.version > newest[0].version + 1:
        what = f"version {newest[0].version} is in our log; version {agreement.version} does not follow it"
        raise InputError("usage", what, where=where, hint=f"sign version {newest[0].version + 1} first")
    if agreement.version == newest[0].version + 1 and agreement.previous != sha256(newest[1]).hexdigest():
        hint = "draft it from the version in force: `detente agreement amend`"
        raise InputError("bad-value", "it names another document as the one before it", where="agreement.previous", hint=hint)


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
    version: int
    waiting: tuple[str, ...]
    document: bytes = b""


def sign_and_open(node: Node, document: bytes, earlier: Sequence[bytes] = ()) -> Signed:
    """Sign, where we have not yet; once all have signed, begin our log or amend it. Doing it twice changes nothing.

    ``earlier``: the signed versions before it, for a party that enters by an amendment: its log begins with all of them.
    """
    signed = sign_terms(node, document)
    agreement = agreements.decode(sign.text_of(signed))
    roots = {sign.parse_vkey(card.root): card.party for card in (*agreement.members, *_before(node, agreement, earlier))}
    done = {verified.key for verified in open_note(signed, roots).verified}
    waiting = tuple(sorted({party for key, party in roots.items() if key not in done}))
    if not waiting:
        _open_or_amend(node, agreement, signed, earlier)
    return Signed(agreement.id, agreement.title, agreement.version, waiting, signed)


def _before(node: Node, agreement: Agreement, earlier: Sequence[bytes]) -> tuple[Member, ...]:
    if agreement.version == 1:
        return ()
    held = node.picture.history.get(agreement.id, {}).get(agreement.version - 1)
    if held is not None:
        return held[0].members
    if earlier:
        return agreements.open_genesis(earlier[-1]).members
    hint = "name the signed versions before it: --earlier FILE, once for each, in order"
    raise InputError("usage", "we do not hold the version before this amendment", where="agreement.version", hint=hint)


def _open_or_amend(node: Node, agreement: Agreement, note: bytes, earlier: Sequence[bytes]) -> None:
    origin = agreements.origin(agreement, node.party)
    if agreement.version in node.picture.foundings.get(origin, {}).values():
        return
    size = node.store.size(origin)
    try:
        take(node, origin, size, [note] if size else [*earlier, note])
    except PeerError as error:  # the documents came from a person here: theirs to mend, whoever signed them
        hint = error.hint or "give the signed versions as they stand in the members' logs, in order"
        raise InputError(error.code, error.message, where=error.where, hint=hint) from error
