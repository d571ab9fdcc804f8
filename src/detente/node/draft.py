"""draft: from parties' cards and a file of terms to the document that all of them sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from detente.errors import InputError
from detente.node.home import Entropy
from detente.node.toml import read_toml
from detente.statement import check_bytes, extra
from detente.terms import Agreement, Clause, Member, Seconds
from detente.volume import Time, Volume4D

USUAL_SEPARATION_M: Final = 5000.0
USUAL_VERTICAL_M: Final = 300.0


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a file of terms says: clauses and settings of `detente.terms.Agreement`."""

    clauses: tuple[Clause, ...]
    time_end: Time | None = None
    area: Volume4D | None = None
    clock_skew_s: int = 120
    max_silence_s: Seconds = 86400


USUAL: Final = Terms(
    clauses=(
        Clause(
            "plans", ("activity", "presence"), separation_m=USUAL_SEPARATION_M, vertical_m=USUAL_VERTICAL_M,
            suspended_by=("incident", "notice"), text="Planned activities are told before they begin.",
        ),
        Clause("areas", ("area", "report"), suspended_by=("incident", "notice"), text="Areas to refrain from."),
        Clause("protect", ("site", "movement"), text="What must be spared. Survives every suspension."),
        Clause("line", ("emergency", "incident", "query", "message"), text="The line that stays open."),
    )
)  # fmt: skip


def read_card(data: bytes, where: str) -> Member:
    """A party's card as `detente party card` writes it; `InputError` names the field."""
    check_bytes(data, where)
    try:
        return msgspec.json.decode(data, type=Member)
    except msgspec.MsgspecError as error:
        raise InputError("not-json", str(error)[:300], where=where, hint="write it with `detente party card`") from error


def read_terms(data: bytes, where: str) -> Terms:
    """A file of terms (TOML); unknown words are refused, since a misspelt clause would be no clause."""
    given = read_toml(data, where)
    try:
        terms = msgspec.convert(given, Terms)
    except (msgspec.ValidationError, RecursionError) as error:
        raise InputError("bad-value", str(error)[:300], where=where) from error
    if unknown := extra(given, msgspec.to_builtins(terms), "$"):
        raise InputError("bad-value", f"{', '.join(unknown)}: no such field", where=where, hint="see `detente schema`, Clause")
    return terms


def draft(title: str, members: Sequence[Member], terms: Terms, start: datetime, entropy: Entropy) -> Agreement:
    """The first version of an agreement; it is an exercise where all cards are of exercises (G18)."""
    exercise = ["/exercise/" in card.root for card in members]
    if any(exercise) and not all(exercise):
        raise InputError("exercise-mix", "cards of exercises and live ones", where="members", hint="exercise and live never mix")
    given = {name: getattr(terms, name) for name in terms.__struct_fields__}
    return Agreement(
        id=entropy(16).hex(), version=1, title=title, members=tuple(members), time_start=start, exercise=all(exercise), **given
    )


def amend(held: Agreement, note: bytes, cards: Sequence[Member], remove: Sequence[str], terms: Terms | None) -> Agreement:
    """The next version of an agreement: cards replace those of their parties or add a party; terms replace all clauses.

    Every member of this version and of the next one signs it. `InputError` for a party to remove that is no member.
    """
    members = {card.party: card for card in held.members}
    if strangers := set(remove) - set(members):
        raise InputError("bad-value", f"{', '.join(sorted(strangers))}: no member", where="--remove")
    members |= {card.party: card for card in cards}
    given = {name: getattr(terms, name) for name in terms.__struct_fields__} if terms else {}
    return msgspec.structs.replace(
        held, version=held.version + 1, previous=sha256(note).hexdigest(),
        members=tuple(card for party, card in members.items() if party not in remove), **given,
    )  # fmt: skip
