"""follow: whether a signed document may stand at a place of a log: the first version first, then each after the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from detente import agreement as agreements
from detente.errors import DetenteError, PeerError
from detente.picture import Picture
from detente.terms import AGREEMENT_HEADER, Agreement, parse_origin

Version = tuple[Agreement, bytes]
"""A version of an agreement and its signed document."""


def versions_at(picture: Picture, origin: str, size: int) -> list[Version]:
    """The versions among the first ``size`` leaves of a log, in order."""
    places = picture.foundings.get(origin, {})
    history = picture.history.get(parse_origin(origin).agreement, {})
    return [history[version] for index, version in sorted(places.items()) if index < size]


def served(picture: Picture, origin: str, size: int, leaves: Sequence[bytes], start: int) -> list[Version]:
    """The versions among the first ``size`` leaves of a log of which ``leaves`` stand from ``start`` on.

    A document that does not follow the one before it in that log counts for nothing: it is refused when it is taken.
    """
    chain = versions_at(picture, origin, min(size, start))
    for index, leaf in enumerate(leaves[: max(0, size - start)], start):
        if leaf.startswith(AGREEMENT_HEADER.encode()):
            with suppress(DetenteError):
                chain.append((follows(picture, origin, index, leaf, chain[-1] if chain else None), leaf))
    return chain


def names(agreement: Agreement, party: str) -> bool:
    """Whether a party is a member in a version."""
    return any(card.party == party for card in agreement.members)


def follows(picture: Picture, origin: str, index: int, note: bytes, before: Version | None) -> Agreement:
    """The version in a signed document, as the leaf ``index`` of a log whose last version is ``before`` (None: it has none).

    `PeerError` where it is of another agreement, does not follow, lacks a signature, or differs from the version held here.
    """
    name, where = parse_origin(origin), f"{origin}#{index}"
    agreement = agreements.open_genesis(note)
    if agreement.id != name.agreement:
        raise PeerError("replay", "terms of another agreement", where=where)
    if agreement.exercise != name.exercise:
        raise PeerError("exercise-mix", "exercise and live never mix", where=where)
    held = picture.history.get(agreement.id, {})
    if agreement.version in held and held[agreement.version][1] != note:
        raise PeerError("bad-leaf", "other terms than those we hold", where=where)
    if before is not None:
        agreements.check_amendment(agreement, note, *before)
    elif agreement.version != 1 or index != 0:
        raise PeerError("replay", "a log begins with the first version of its agreement", where=where)
    elif agreement.id in picture.terms and 1 not in held:
        raise PeerError("bad-leaf", "other terms than those we hold", where=where)
    return agreement
