"""Agreements: who may see what, decided with the clause that decides.

Pure: the terms come from the genesis and its amendments, the standing (suspensions, declared conditions) is folded from the
members' statements, `at` comes in. Suspension works clause by clause; what protects survives it (M8, G9, G12).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from detente import sign
from detente.errors import InputError, OurError, PeerError
from detente.notice import KINDS
from detente.statement import Declare, Resume, Suspend, check_bytes
from detente.terms import AGREEMENT_HEADER, Agreement, Clause, Level, Member, Origin, When, check_party, key_name
from detente.tlog.keys import VerifierKey, make_key

PLANNING: Final = frozenset({"activity", "area", "presence", "report"})
"""Kinds whose clauses fall with a suspension unless the parties wrote otherwise; all others survive (M8, G12)."""
LEVELS: Final[tuple[Level, ...]] = ("none", "cell", "exact")


class Decision(msgspec.Struct, frozen=True):
    """What an agreement says about one kind at one instant, with the clause that decides and the reason in words."""

    in_force: bool
    level: Level
    when: When
    clause: str
    reason: str


@dataclass(slots=True)
class Standing:
    """What members have suspended and declared. Per member the last act in its own log counts, so order across logs is free."""

    suspended: dict[str, dict[str, str]] = field(default_factory=dict)
    declared: dict[str, dict[str, bool]] = field(default_factory=dict)

    def apply(self, author: str, act: Suspend | Resume | Declare) -> None:
        """Fold one act of ``author``, in the order of its log."""
        match act:
            case Suspend():
                for clause in act.clauses:
                    self.suspended.setdefault(clause, {})[author] = act.because
            case Resume():
                for clause in act.clauses:
                    self.suspended.get(clause, {}).pop(author, None)
            case Declare():
                self.declared.setdefault(act.condition, {})[author] = act.met


def survives(clause: Clause) -> bool:
    """Whether a clause stays in force while planning is suspended: what the parties wrote, else by its kinds."""
    if clause.survives is not None:
        return clause.survives
    return not PLANNING.intersection(clause.kinds)


def clause_for(agreement: Agreement, kind: str) -> Clause | None:
    """The clause that governs a kind: the first that names it."""
    return next((clause for clause in agreement.clauses if kind in clause.kinds), None)


def suspended_by(agreement: Agreement, standing: Standing, clause: Clause) -> tuple[str, ...]:
    """Members whose suspension of this clause stands and that the clause allows to suspend it."""
    if survives(clause):
        return ()
    members = {member.party for member in agreement.members}
    given = standing.suspended.get(clause.id, {})
    return tuple(sorted(party for party, because in given.items() if party in members and because in clause.suspended_by))


def decide(agreement: Agreement, standing: Standing, kind: str, at: datetime) -> Decision:
    """What the agreement says of ``kind`` at ``at``: in force or not, how fine, when, by which clause, and why."""
    clause = clause_for(agreement, kind)
    if clause is None and kind == "emergency":
        return Decision(True, "exact", "now", "", "the emergency channel needs no clause (G12)")
    if clause is None:
        return Decision(False, "none", "now", "", f"no clause of “{agreement.title}” names {kind}")
    problem = _out_of_period(agreement, kind, at) or _suspension(agreement, standing, clause) or _condition(standing, clause)
    if problem:
        return Decision(False, "none", "now", clause.id, problem)
    return Decision(True, clause.level, clause.when, clause.id, f"clause {clause.id} is in force")


def _out_of_period(agreement: Agreement, kind: str, at: datetime) -> str:
    if kind == "emergency":
        return ""  # G12: the emergency channel has no conditions
    if at < agreement.time_start:
        return f"the agreement starts {agreement.time_start:%Y-%m-%d %H:%MZ}"
    if agreement.time_end is not None and at > agreement.time_end:
        return f"the agreement ended {agreement.time_end:%Y-%m-%d %H:%MZ}"
    return ""


def _suspension(agreement: Agreement, standing: Standing, clause: Clause) -> str:
    parties = suspended_by(agreement, standing, clause)
    return f"clause {clause.id} is suspended by {', '.join(parties)}" if parties else ""


def _condition(standing: Standing, clause: Clause) -> str:
    if not clause.condition or "emergency" in clause.kinds:
        return ""
    met = standing.declared.get(clause.condition, {})
    missing = [party for party in clause.declared_by if not met.get(party, False)]
    if not missing:
        return ""
    return f"clause {clause.id} waits for “{clause.condition}” to be declared by {', '.join(missing)}"


def recipients(agreement: Agreement, decision: Decision, author: str, wished: dict[str, Level] | None) -> dict[str, Level]:
    """Who gets what at once. ``None``: all other members, as the clause says; an empty dict: nobody (G7).

    A wish may only lower what the clause allows (originator control). Exact content that the clause gives only in the window or
    on proximity starts as a cell. Raises `OurError` for a recipient outside the agreement or a finer level.
    """
    others = [member.party for member in agreement.members if member.party != author]
    allowed: Level = decision.level if decision.when == "now" or decision.level != "exact" else "cell"
    if wished is None:
        return dict.fromkeys(others, allowed)
    for party, level in wished.items():
        if party not in others:
            raise OurError(
                "not-entitled",
                f"{party} is not another member of “{agreement.title}”",
                where="to",
                hint=f"members: {', '.join(others)}",
            )
        if LEVELS.index(level) > LEVELS.index(decision.level):
            raise OurError("not-entitled", f"clause {decision.clause} allows {decision.level}, not {level}", where="to")
    return {party: min(level, allowed, key=LEVELS.index) for party, level in wished.items()}


def member(agreement: Agreement, party: str) -> Member:
    """A party's card; `PeerError` (not-member) where it has none."""
    for card in agreement.members:
        if card.party == party:
            return card
    raise PeerError("not-member", f"{party} is not a member of “{agreement.title}”")


def origin(agreement: Agreement, party: str, epoch: int = 0) -> str:
    """The name of a member's log in this agreement."""
    return str(Origin(party, agreement.id, agreement.exercise, epoch))


def log_key(agreement: Agreement, party: str) -> VerifierKey:
    """The key of a party's log in a version: its log key, under the log's own name (tlog-checkpoint: key name = origin)."""
    base = sign.parse_vkey(member(agreement, party).log)
    return make_key(origin(agreement, party), base.type, base.public)


def encode(agreement: Agreement) -> bytes:
    """The text that root keys sign."""
    return f"{AGREEMENT_HEADER}\n".encode() + msgspec.json.encode(agreement) + b"\n"


def decode(text: bytes) -> Agreement:
    """The terms in a text that root keys sign; `InputError` names the field that is wrong."""
    header, _, body = text.partition(b"\n")
    if header != AGREEMENT_HEADER.encode() or not body.endswith(b"\n") or b"\n" in body[:-1]:
        raise InputError("not-json", f"an agreement's text is `{AGREEMENT_HEADER}` and one line of JSON", where="agreement")
    check_bytes(body, "agreement", limit=60_000)
    try:
        agreement = msgspec.json.decode(body, type=Agreement)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise InputError("not-json", str(error)[:500], where="agreement") from error
    check(agreement)
    return agreement


def check(agreement: Agreement) -> None:
    """Refuse terms that contradict themselves: names, keys, clauses, and exercise mixed with live (G18)."""
    parties = [card.party for card in agreement.members]
    if len(set(parties)) != len(parties):
        raise InputError("bad-value", "a party stands twice", where="agreement.members")
    ids = [clause.id for clause in agreement.clauses]
    if len(set(ids)) != len(ids):
        raise InputError("bad-value", "two clauses have one id", where="agreement.clauses")
    for i, card in enumerate(agreement.members):
        check_party(card.party, f"agreement.members[{i}].party")
        _check_keys(card, agreement.exercise, f"agreement.members[{i}]")
    for i, clause in enumerate(agreement.clauses):
        _check_clause(clause, set(parties), f"agreement.clauses[{i}]")
    if agreement.time_end is not None and agreement.time_end < agreement.time_start:
        raise InputError("bad-value", "time_end is before time_start", where="agreement.time_end")


def _check_keys(card: Member, exercise: bool, where: str) -> None:
    named = {"root": card.root, "log": card.log, "mirror": card.mirror} | ({"node": card.node} if card.node else {})
    named |= {f"desks[{i}].key": d.key for i, d in enumerate(card.desks)}
    seen: set[str] = set()
    for role, vkey in named.items():
        key = sign.parse_vkey(vkey, f"{where}.{role}")
        prefix = key_name(card.party, "", exercise=exercise)
        if not key.name.startswith(prefix) or (not exercise and key.name.startswith(key_name(card.party, "", exercise=True))):
            raise InputError(
                "exercise-mix" if exercise else "bad-key", f"{key.name} is not named {prefix}…", where=f"{where}.{role}"
            )
        if vkey in seen:
            raise InputError("bad-key", "one key serves two roles", where=f"{where}.{role}")
        seen.add(vkey)


def _check_clause(clause: Clause, parties: set[str], where: str) -> None:
    for kind in clause.kinds:
        if kind not in KINDS:
            raise InputError("bad-value", f"{kind!r} is not a kind of notice", where=f"{where}.kinds", hint=", ".join(KINDS))
    if strangers := set(clause.declared_by) - parties:
        raise InputError("bad-value", f"{', '.join(sorted(strangers))}: not a member", where=f"{where}.declared_by")
    if clause.condition and not clause.declared_by:
        raise InputError("bad-value", "a condition needs parties that declare it met", where=f"{where}.declared_by")
    if "emergency" in clause.kinds and (clause.condition or clause.suspended_by):
        raise InputError("bad-value", "the emergency channel has no conditions and is never suspended", where=where, hint="G12")


def open_genesis(note: bytes) -> Agreement:
    """The agreement in a signed document, once the root keys of all its members have signed exactly these bytes.

    Raises `PeerError` (bad-signature) naming who has not signed.
    """
    agreement = decode(sign.text_of(note))
    keys = [sign.parse_vkey(card.root, f"{card.party} root") for card in agreement.members]
    sign.open_text(note, keys, required=[key.name for key in keys])
    return agreement


def check_amendment(agreement: Agreement, note: bytes, before: Agreement, before_note: bytes) -> None:
    """Refuse a version that does not follow the one before it, or that not all members of both have signed (`PeerError`)."""
    if agreement.id != before.id or agreement.version != before.version + 1:
        raise PeerError(
            "replay", f"version {agreement.version} does not follow version {before.version}", where="agreement.version"
        )
    if agreement.previous != sha256(before_note).hexdigest():
        raise PeerError("bad-proof", "it names another document as the one before it", where="agreement.previous")
    roots = {key.name: key for key in (sign.parse_vkey(card.root) for card in before.members)}
    sign.open_text(note, roots.values(), required=list(roots))
