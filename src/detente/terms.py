"""The terms that parties sign: agreements, their members, desks and clauses. Pure structs; the rules are in `agreement`.

An agreement's genesis is leaf 0 of every member's log, identical bytes, signed by the root keys of all members. Its text is
``detente.agreement/1``, a line with the JSON of `Agreement`, and the signatures. An amendment is the same document with the
next ``version``, naming the hash of the document before it.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

import msgspec

from detente.errors import InputError
from detente.volume import Time, Volume4D

AGREEMENT_HEADER: Final = "detente.agreement/1"
MAX_MEMBERS: Final = 64
MAX_CLAUSES: Final = 64
MAX_DESKS: Final = 64

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=4000)]
Level = Literal["none", "cell", "exact"]
When = Literal["now", "in-window", "on-proximity"]
Grade = Literal["delivered", "opened", "loaded", "accounted-for", "asks", "objects", "contests"]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=10 * 366 * 86400)]

_PARTY = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?")
_ORIGIN = re.compile(r"([a-z0-9.-]{1,100})/(agr|exercise)/([0-9a-f]{32})/(0|[1-9][0-9]{0,5})")


class Desk(msgspec.Struct, frozen=True):
    """A desk of a party. ``key`` is its verifier key (vkey, C2SP signed-note); ``contact`` is how a person reaches it.

    What it answers for stands in the party's roster (`detente.statement.Roster`), which changes without an amendment.
    """

    id: Name
    key: Name
    name: Name
    contact: Text = ""


class Member(msgspec.Struct, frozen=True):
    """A party's card in an agreement: verifier keys of its root, log and mirror (cosignature/v1), its desks, and its node.

    ``node``: the key that signs its node's requests and responses and stands in its TLS certificate; empty for a party that is
    read by folder only.
    """

    party: Name
    name: Name
    root: Name
    log: Name
    mirror: Name
    desks: Annotated[tuple[Desk, ...], msgspec.Meta(min_length=1, max_length=MAX_DESKS)]
    node: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Clause(msgspec.Struct, frozen=True):
    """One rule of an agreement.

    ``kinds``: kinds of statement it governs. ``level`` and ``when``: how fine and when content is disclosed to the other
    members. ``separation_m``, ``vertical_m``: distance that activities keep, metres. ``condition``: the clause is in force once
    every party of ``declared_by`` has declared that condition met. ``suspended_by``: words of what suspends it
    (``incident``: any member after an incident; ``notice``: any member at any time). ``survives``: stays in force when
    everything else is suspended; sites and emergencies survive unless the parties wrote otherwise (M8, G12).
    """

    id: Name
    kinds: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=32)]
    text: Text = ""
    level: Level = "exact"
    when: When = "now"
    separation_m: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] = 0.0
    vertical_m: Annotated[float, msgspec.Meta(ge=0, le=100_000)] = 0.0
    lead_time_s: Seconds = 0
    receipt_deadline_s: Seconds = 3600
    required_reach: tuple[Grade, ...] = ("delivered",)
    condition: Text = ""
    declared_by: tuple[Name, ...] = ()
    suspended_by: tuple[Name, ...] = ()
    survives: bool | None = None


class Agreement(msgspec.Struct, frozen=True):
    """What parties have signed. ``id``: 32 hex digits, random, so that it names nobody.

    ``max_silence_s``: after that long without a word from a member, answers that rest on it are ``incomplete``.
    ``clock_skew_s``: every time window is padded by it. ``exercise`` (G18) also shows in origins and key names.
    """

    id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    title: Name
    members: Annotated[tuple[Member, ...], msgspec.Meta(min_length=2, max_length=MAX_MEMBERS)]
    clauses: Annotated[tuple[Clause, ...], msgspec.Meta(min_length=1, max_length=MAX_CLAUSES)]
    time_start: Time
    time_end: Time | None = None
    area: Volume4D | None = None
    exercise: bool = False
    clock_skew_s: Annotated[int, msgspec.Meta(ge=0, le=86400)] = 120
    max_silence_s: Seconds = 86400
    previous: str = ""


class Origin(msgspec.Struct, frozen=True, order=True):
    """A log's name: ``<party>/agr/<agreement>/<epoch>``, or ``<party>/exercise/…`` (G18)."""

    party: str
    agreement: str
    exercise: bool = False
    epoch: int = 0

    def __str__(self) -> str:
        return f"{self.party}/{'exercise' if self.exercise else 'agr'}/{self.agreement}/{self.epoch}"


def parse_origin(text: str) -> Origin:
    """The parts of a log's name; `InputError` where it is not one."""
    found = _ORIGIN.fullmatch(text)
    if not found:
        raise InputError("bad-value", f"{text[:200]!r} is not the name of a log", hint="<party>/agr/<32 hex digits>/<epoch>")
    return Origin(found[1], found[3], found[2] == "exercise", int(found[4]))


def check_party(party: str, where: str = "party") -> str:
    """The party's identifier (a domain-like name), or `InputError`."""
    if not _PARTY.fullmatch(party):
        raise InputError("bad-value", f"{party[:200]!r} is not a party's name", where=where, hint="use a name like ocha.example")
    return party


def key_name(party: str, role: str, *, exercise: bool) -> str:
    """The name of a party's key, e.g. ``ocha.example/root`` or ``ocha.example/exercise/desk/access`` (G18)."""
    return f"{party}/exercise/{role}" if exercise else f"{party}/{role}"
