"""What is in force, for whom: a fold over logs.

`fold` adds one entry and names the statements whose standing may have changed. States are functions of the facts that are
held, so any order of arrival across logs gives the same picture (A7); within a log the index is the order. The third-party
rule (M9, A2) is a property of `may_know`: what a reader may be told rests on one agreement's own entries, never on another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import msgspec

from detente.agreement import Standing, open_genesis
from detente.entry import Entry, Founding, Recorded, Refused, Subject
from detente.lifecycle import PLANNED, counts
from detente.notice import Notice
from detente.statement import Declare, Receipt, Ref, Resume, Suspend, Verdict
from detente.terms import Agreement, Level, parse_origin

SOUGHT: Final = frozenset(
    {"roster", "loaded", "emergency", "line-test", "movement", "overdue", "missing-content", "area", "reveal"}
)
"""Kinds that are looked for by kind (`Picture.of_kind`)."""
PERSON: Final = frozenset({"opened", "accounted-for", "asks", "objects", "contests"})
"""Grades of receipts that a person gave: a machine delivers, a device loads."""
RANK: Final[dict[str, int]] = {"none": 0, "cell": 1, "exact": 2}
_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Terms:
    """An agreement as held: its document and what its members have suspended and declared."""

    agreement: Agreement
    note: bytes
    standing: Standing = field(default_factory=Standing)


@dataclass(slots=True)
class Picture:
    """Everything one node holds, indexed by what the questions need. ``reader``: whose node it is, where that matters."""

    reader: str = ""
    terms: dict[str, Terms] = field(default_factory=dict)
    entries: dict[Ref, Entry] = field(default_factory=dict)
    versions: dict[Subject, dict[Ref, int]] = field(default_factory=dict)
    about: dict[Ref, set[Ref]] = field(default_factory=dict)
    revealed: dict[Ref, dict[str, Level]] = field(default_factory=dict)
    acts: dict[str, dict[int, Suspend | Resume | Declare]] = field(default_factory=dict)
    seen: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    refused: dict[Ref, str] = field(default_factory=dict)
    history: dict[str, dict[int, tuple[Agreement, bytes]]] = field(default_factory=dict)
    foundings: dict[str, dict[int, int]] = field(default_factory=dict)
    of_kind: dict[str, set[Ref]] = field(default_factory=dict)


def agree(picture: Picture, agreement: Agreement, note: bytes, place: Ref | None = None) -> None:
    """Take a signed agreement, or an amendment of it, into the picture; ``place`` is where it stands in a log.

    An amendment is in force for us from its place in our own log; what others said is judged by its place in theirs (`terms_at`).
    """
    picture.history.setdefault(agreement.id, {})[agreement.version] = (agreement, note)
    if place is not None:
        picture.foundings.setdefault(place.origin, {})[place.index] = agreement.version
    held = picture.terms.get(agreement.id)
    if held is None:
        picture.terms[agreement.id] = Terms(agreement, note)
        _restand(picture, agreement.id)
    elif agreement.version > held.agreement.version and (place is None or parse_origin(place.origin).party == picture.reader):
        held.agreement, held.note = agreement, note


def terms_at(picture: Picture, origin: str, index: int) -> Agreement | None:
    """The version of the agreement that is in force at a place of a log: the last that stands at or before it."""
    versions = picture.foundings.get(origin, {})
    place = max((i for i in versions if i <= index), default=None)
    return None if place is None else picture.history[parse_origin(origin).agreement][versions[place]][0]


def record(picture: Picture, given: Recorded) -> set[Ref]:
    """Take any record: an entry is folded, signed terms are taken up, what was refused is kept with its reason."""
    match given:
        case Entry():
            return fold(picture, given)
        case Founding():
            agree(picture, open_genesis(given.note), given.note, given.ref)
        case Refused():
            picture.refused[given.ref] = given.reason
    return set()


def fold(picture: Picture, entry: Entry) -> set[Ref]:
    """Add one entry, or finer content for one already held; returns the statements whose standing may have changed."""
    known = picture.entries.get(entry.ref)
    if known is not None:
        entry = msgspec.structs.replace(known, contents={**known.contents, **entry.contents}, exposed=entry.exposed)
    picture.entries[entry.ref] = entry
    picture.versions.setdefault(entry.subject, {})[entry.ref] = entry.leaf.version
    if entry.leaf.kind in SOUGHT:
        picture.of_kind.setdefault(entry.leaf.kind, set()).add(entry.ref)
    # What is said under another agreement is not about this statement: its evidence would carry that agreement's leaves (A2).
    cited = {Ref(origin, index) for origin, index in entry.leaf.cites if f"/{entry.leaf.agreement}/" in origin}
    for ref in cited:
        picture.about.setdefault(ref, set()).add(entry.ref)
    for origin, size, _ in entry.leaf.seen:
        picture.seen.setdefault((entry.ref.origin, origin), {})[entry.ref.index] = size
    if entry.leaf.kind == "reveal":
        _fold_reveal(picture, entry, cited)
    elif isinstance(entry.statement, Suspend | Resume | Declare):
        picture.acts.setdefault(entry.ref.origin, {})[entry.ref.index] = entry.statement
        _restand(picture, entry.leaf.agreement)
    touched = {entry.ref} | cited | set(picture.versions[entry.subject])
    for ref in cited & picture.entries.keys():
        touched |= set(picture.versions[picture.entries[ref].subject])
    return touched


def cited_size(picture: Picture, ref: Ref, origin: str) -> int:
    """The newest size of the log ``origin`` that the author of ``ref`` had cited when it wrote ``ref``."""
    sizes = picture.seen.get((ref.origin, origin), {})
    return max((size for index, size in sizes.items() if index <= ref.index), default=0)


def forget(picture: Picture, ref: Ref, level: str) -> set[Ref]:
    """Content was deleted: the leaf stays, and its proof; returns the statements whose standing may have changed."""
    entry = picture.entries[ref]
    contents = {name: data for name, data in entry.contents.items() if level not in {name, "all"}}
    exposed = entry.exposed and len(contents) > 1  # as who reads the log anew would find it
    picture.entries[ref] = msgspec.structs.replace(entry, contents=contents, exposed=exposed)
    return set(picture.versions[entry.subject])


def _fold_reveal(picture: Picture, entry: Entry, cited: Iterable[Ref]) -> None:
    for ref in cited:
        if ref.origin != entry.ref.origin:
            continue  # only the originator reveals (third-party rule)
        given = picture.revealed.setdefault(ref, {})
        for party, level in entry.leaf.to:
            given[party] = max(given.get(party, "none"), level, key=RANK.__getitem__)


def _restand(picture: Picture, agreement_id: str) -> None:
    terms = picture.terms.get(agreement_id)
    if terms is None:
        return
    standing = Standing()
    for origin, acts in picture.acts.items():
        for index in sorted(acts):
            entry = picture.entries[Ref(origin, index)]
            if entry.leaf.agreement == agreement_id:
                standing.apply(entry.author, acts[index])
    terms.standing = standing


# --- who may know what ---------------------------------------------------------------------------------------------------


def level_of(picture: Picture, ref: Ref, reader: str) -> Level:
    """How fine ``reader`` may know a statement: the author exactly, others as addressed or later revealed, else not."""
    entry = picture.entries[ref]
    if entry.author == reader:
        return "exact"
    addressed = dict(entry.leaf.to).get(reader, "none")
    later = picture.revealed.get(ref, {}).get(reader, "none")
    return max(addressed, later, key=RANK.__getitem__)


def may_know(picture: Picture, agreement: str, reader: str, ref: Ref) -> bool:
    """The third-party rule: a statement of this agreement, addressed or revealed to the reader by its author, or its own."""
    entry = picture.entries.get(ref)
    return entry is not None and entry.leaf.agreement == agreement and level_of(picture, ref, reader) != "none"


def held_by(picture: Picture, ref: Ref) -> tuple[str, ...]:
    """Other parties that were given any content of a statement."""
    entry = picture.entries[ref]
    parties = set(dict(entry.leaf.to)) | set(picture.revealed.get(ref, {}))
    return tuple(sorted(p for p in parties if p != entry.author and level_of(picture, ref, p) != "none"))


# --- facts about one statement -------------------------------------------------------------------------------------------


def receipts(picture: Picture, ref: Ref) -> Iterator[tuple[Entry, Receipt]]:
    """Receipts for exactly this statement: bound to its hash, by another member, within its agreement; in order of place."""
    subject = picture.entries.get(ref)
    if subject is None:
        return
    for place in sorted(picture.about.get(ref, ())):
        entry = picture.entries[place]
        if entry.leaf.kind != "receipt" or entry.author == subject.author or entry.leaf.agreement != subject.leaf.agreement:
            continue
        if isinstance(entry.statement, Receipt) and entry.statement.of == subject.leaf_hash:
            yield entry, entry.statement


def receivers(picture: Picture, ref: Ref) -> set[str]:
    """Parties that have given any receipt for a statement; where only the envelope is visible, that they cite it is enough."""
    subject = picture.entries[ref]
    found = set()
    for place in picture.about.get(ref, ()):
        entry = picture.entries[place]
        if entry.leaf.kind != "receipt" or entry.leaf.agreement != subject.leaf.agreement:
            continue
        if entry.statement is None or (isinstance(entry.statement, Receipt) and entry.statement.of == subject.leaf_hash):
            found.add(entry.author)
    return found - {subject.author}


def answers(picture: Picture, ref: Ref) -> dict[str, Receipt]:
    """For an activity: the newest answer of each party."""
    found: dict[str, Receipt] = {}
    for entry, receipt in receipts(picture, ref):
        if receipt.answer:
            found[entry.author] = receipt
    return found


def verdicts(picture: Picture, ref: Ref) -> list[Entry]:
    """The author's verdicts and revocations on its activity, oldest first."""
    author = picture.entries[ref].author
    about = (picture.entries[place] for place in sorted(picture.about.get(ref, ())))
    return [e for e in about if e.author == author and e.leaf.kind in {"verdict", "revoke"}]


def newer(picture: Picture, ref: Ref) -> list[Entry]:
    """Later versions of a statement that replace or withdraw it."""
    entry = picture.entries[ref]
    later = (picture.entries[r] for r, v in picture.versions[entry.subject].items() if v > entry.leaf.version)
    return sorted((e for e in later if _replaces(e, entry)), key=lambda e: e.leaf.version)


def replaced(picture: Picture, ref: Ref) -> bool:
    """Whether a later version that is held here, with its content, has taken the place of a statement."""
    return any(later.level != "none" for later in newer(picture, ref))


def _replaces(later: Entry, entry: Entry) -> bool:
    """A clarification replaces nothing, nor does another kind; and without a place a place is withdrawn or it stands (G9)."""
    if later.leaf.kind != entry.leaf.kind or _relation(later) == "clarify":
        return False
    old, new = entry.statement, later.statement
    silent = isinstance(old, Notice) and isinstance(new, Notice) and bool(old.volumes) and not new.volumes
    return not silent or _relation(later) == "withdraw"


def _relation(entry: Entry) -> str:
    return entry.statement.relation if isinstance(entry.statement, Notice) else "unknown"


# --- states --------------------------------------------------------------------------------------------------------------


def state(picture: Picture, ref: Ref, at: datetime) -> str:
    """The word of `lifecycle.STATES` for a notice at an instant."""
    entry = picture.entries[ref]
    later = newer(picture, ref)
    if later:
        # Make-before-break: what a holder of the old version has not received from us cannot count for it yet.
        # A later version whose content we do not hold replaces nothing here. Who has left is told nothing more.
        members = {m.party for m in picture.terms[entry.leaf.agreement].agreement.members}
        holders = members.intersection(held_by(picture, ref))
        settled = [e for e in later if e.level != "none" and holders <= receivers(picture, e.ref)]
        if settled:
            return "withdrawn" if _relation(settled[-1]) == "withdraw" else "superseded"
        return "withdrawing" if _relation(later[-1]) == "withdraw" else "superseding"
    return _activity_state(picture, ref, at) if entry.leaf.kind in PLANNED else _protected_state(picture, ref, at)


def _activity_state(picture: Picture, ref: Ref, at: datetime) -> str:
    if _over(picture.entries[ref], at):
        return "ended"
    given = verdicts(picture, ref)
    if given:
        return "revoked" if given[-1].leaf.kind == "revoke" else "registered"
    return "logged" if unconfirmed(picture, ref) else "answered"


def _protected_state(picture: Picture, ref: Ref, at: datetime) -> str:
    if any(receipt.grade == "contests" for _, receipt in receipts(picture, ref)):
        return "contested"
    statement = picture.entries[ref].statement
    if isinstance(statement, Notice):
        validity = statement.validity
        if at > validity.review_by or (validity.time_end is not None and at > validity.time_end):
            return "unverified"
    return "active"


def _over(entry: Entry, at: datetime) -> bool:
    statement = entry.statement
    if not isinstance(statement, Notice) or not statement.volumes:
        return False
    ends = [volume.time_end for volume in statement.volumes]
    return all(end is not None and end < at for end in ends)


def turns(picture: Picture, ref: Ref) -> datetime | None:
    """The instant after which a state changes by time alone: the end of an activity, the review or end date of all else."""
    entry = picture.entries[ref]
    if not isinstance(entry.statement, Notice) or newer(picture, ref):
        return None
    if entry.leaf.kind in PLANNED:
        ends = [volume.time_end for volume in entry.statement.volumes]
        return max((end for end in ends if end is not None), default=None) if None not in ends else None
    if _protected_state(picture, ref, _BEGINNING) == "contested":
        return None
    validity = entry.statement.validity
    return min(end for end in (validity.review_by, validity.time_end) if end is not None)


def unconfirmed(picture: Picture, ref: Ref) -> tuple[str, ...]:
    """Members of the agreement whose answer to an activity is not in."""
    entry = picture.entries[ref]
    now = picture.terms[entry.leaf.agreement].agreement
    then = terms_at(picture, ref.origin, ref.index) or now  # who entered later was never told of it
    have = set(answers(picture, ref)) | {e.author for e in _sealed_receipts(picture, ref)}
    asked = {m.party for m in then.members} - {entry.author, *have}
    return tuple(m.party for m in now.members if m.party in asked)


def _sealed_receipts(picture: Picture, ref: Ref) -> Iterator[Entry]:
    """Receipts of others for a third member's activity, of which only the envelope is ours to see.

    One that its author cannot read is none; and one whose content is due to us proves nothing before that content is here (A6).
    """
    author = picture.entries[ref].author
    for place in picture.about.get(ref, ()):
        entry = picture.entries[place]
        ours = picture.reader == author or level_of(picture, place, picture.reader) != "none"
        sealed = entry.leaf.kind == "receipt" and entry.statement is None and not ours
        if sealed and level_of(picture, place, author) == "exact":
            yield entry


def counting(picture: Picture, ref: Ref, at: datetime) -> bool:
    """Whether a notice counts in conflicts: it has volumes we hold and its state counts (`lifecycle.counts`)."""
    entry = picture.entries[ref]
    statement = entry.statement
    if not isinstance(statement, Notice) or not statement.volumes or statement.relation == "withdraw":
        return False
    return counts(entry.leaf.kind, state(picture, ref, at))


def opened(picture: Picture, ref: Ref, reader: str) -> bool:
    """Whether a person at ``reader`` has opened a statement, as a receipt in its log says."""
    return any(entry.author == reader and receipt.grade in PERSON for entry, receipt in receipts(picture, ref))


def no_known_conflict(picture: Picture, ref: Ref) -> bool:
    """Whether an activity stands with the verdict `no known conflict` (the safety property speaks of this).

    With others than its author it stands with none once a newer version is held. It counts there until all are known to hold
    that; who knows it sooner may plan in its place meanwhile.
    """
    if picture.entries[ref].author != picture.reader and newer(picture, ref):
        return False
    given = verdicts(picture, ref)
    last = given[-1].statement if given else None
    return isinstance(last, Verdict) and last.verdict == "no known conflict"
