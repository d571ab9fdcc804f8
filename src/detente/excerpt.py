"""excerpt: what of a picture may leave in a file, and the words that stand in every such file.

A file can be loaded onto any device, cannot expire and cannot be taken back. So it carries only what asks for caution (G16):
sites, movements, emergencies, areas in which to refrain; never *no objection*, which permits nothing but would read like it.
Activities and presence of forces would make a map of forces (G1): those of others leave in no file, our own only where they are
asked for by name; `check` and lists for devices answer about them without showing them. One file holds what was said under one
agreement (A2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from detente import picture
from detente.entry import Entry
from detente.geometry.outline import Outline
from detente.notice import PRESUMPTION, Handling, Notice, Presence, Validity, permissive
from detente.picture import Picture
from detente.standing import BORDERS, VOLUNTARY
from detente.standing import PRESUMPTION as PRESUMPTIONS
from detente.statement import ACTS, CLASSES, Ref, Unknown
from detente.volume import Volume4D

CAUTIONARY: Final = ("site", "movement", "emergency", "area")
"""Kinds that a file carries."""
FORCES: Final = ("activity", "presence")
"""Kinds that a file carries only of our own, only where they are asked for by name."""

OPEN: Final = "no objection areas: in no file; they permit nothing, and are not an authorisation"
OF_OTHERS: Final = "activities and presence of other parties: in no file; ask `detente check`, or load a list (`detente pack`)"
UNASKED: Final = "our own activities and presence: only with --kind activity, --kind presence"
NOBODY: Final = "statements that no forces are present: they name nothing to be spared"
OTHER_KINDS: Final = "reports, incidents, queries and messages: words, not places to be spared"
NOT_NAMED: Final = "not of the kinds that were asked for"
SEALED: Final = "not disclosed to us, or deleted"
STRANGE: Final = "of kinds that this version does not know"
PLACELESS: Final = "without a place: `detente show`"
OVER: Final = "replaced by a newer version, withdrawn, or over"
UNDRAWN: Final = "with a shape that could not be drawn: `detente show`"

MANY: Final = 20
"""Reasons that are told at the head of a file; all are counted."""
LABELS: Final = ("RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR")
"""TLP 2.0, strictest first."""
STAYS: Final = (
    "What is past its date is unverified, presumed protected, and stays. A status such as evacuated, completed or cancelled is "
    "what its originator states; it ends no protection. Nothing in this file permits anything."
)
DRAWN: Final = (
    "Times are UTC, positions WGS 84. A shape holds the place with its radius, buffer and accuracy, and may be larger. A cell is "
    "all that its reader may know. An altitude keeps the datum in which it was stated."
)


class Left(msgspec.Struct, frozen=True):
    """How many notices were left out, and why."""

    count: int
    why: str


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a notice: its outline, and what is told about it.

    ``statement``: the log and index where it stands. ``number``: which of the notice's places, from 1, of ``count``.
    ``function``: what it is for, in the words of its kind. ``meaning``: its state at the instant of the excerpt, explained.
    ``status``: what its originator states of it; ``validated``: who else verified a site (R27); both empty where none is told.
    ``known_to_m``: how well its notifier knew the place, metres; 0: not stated. ``volume``: as it was stated.
    """

    statement: str
    version: int
    number: int
    count: int
    kind: str
    stance: str
    function: str
    title: str
    text: str
    names: tuple[str, ...]
    state: str
    meaning: str
    status: str
    validated: str
    level: str
    party: str
    released_by: str
    contact: str
    issued: datetime
    handling: Handling
    validity: Validity
    known_to_m: float
    volume: Volume4D
    outline: Outline


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """What ``party`` holds under one agreement that may leave in a file. ``max_silence_s``: of its terms.

    ``as_of``: when it was made: what was known then, and from when on it ages. ``at``: the instant for which it was selected;
    never later than ``as_of``.
    """

    party: str
    agreement: str
    as_of: datetime
    at: datetime
    basis: str
    reasons: tuple[str, ...]
    heard: tuple[tuple[str, str], ...]
    max_silence_s: int
    exercise: bool
    features: tuple[Feature, ...]
    left_out: tuple[Left, ...]
    presumption: str = PRESUMPTION

    @property
    def tlp(self) -> str:
        """The strictest label of what is in it; that of a notice without one where nothing is."""
        given = {f.handling.tlp for f in self.features} or {Handling().tlp}
        return min(given, key=LABELS.index)

    @property
    def old_from(self) -> datetime:
        """From when on a file is old: whoever is silent for so long makes an answer incomplete."""
        try:
            return self.as_of + timedelta(seconds=self.max_silence_s)
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)

    @property
    def notices(self) -> int:
        """How many notices its features are of."""
        return len({f.statement for f in self.features})

    @property
    def parties(self) -> tuple[str, ...]:
        """Who said what is in it."""
        return tuple(sorted({f.party for f in self.features}))


class Selection(NamedTuple):
    """The statements that go into an excerpt, in the order of their logs, and how many do not, by reason."""

    refs: tuple[Ref, ...]
    left_out: tuple[Left, ...]


def select(held: Picture, agreement: str, reader: str, at: datetime, kinds: Collection[str] = ()) -> Selection:
    """What ``reader`` may take out of one agreement at an instant; only of these kinds where any is named."""
    refs: list[Ref] = []
    left: Counter[str] = Counter()
    for ref in sorted(ref for ref, entry in held.entries.items() if entry.leaf.agreement == agreement):
        entry = held.entries[ref]
        if entry.leaf.kind in ACTS:
            continue
        why = why_not(held, entry, reader, at, kinds)
        if why:
            left[why] += 1
        else:
            refs.append(ref)
    return Selection(tuple(refs), counted(left))


def counted(left: Mapping[str, int]) -> tuple[Left, ...]:
    """Reasons with their counts, in an order that does not depend on how they were found."""
    return tuple(Left(left[why], why) for why in sorted(left))


def why_not(held: Picture, entry: Entry, reader: str, at: datetime, kinds: Collection[str] = ()) -> str:
    """Why a statement stays out of a file; empty where it may leave."""
    kind, notice = entry.leaf.kind, entry.statement
    if isinstance(notice, Unknown) or kind not in CLASSES:
        return STRANGE
    if kind in FORCES and entry.author != reader:
        return OF_OTHERS
    if kind not in CAUTIONARY + FORCES:
        return OTHER_KINDS
    if kind not in (kinds or CAUTIONARY):
        return NOT_NAMED if kinds else UNASKED
    if not isinstance(notice, Notice) or not picture.may_know(held, entry.leaf.agreement, reader, entry.ref):
        return SEALED
    if permissive(notice):
        return OPEN
    if isinstance(notice, Presence) and notice.assertion == "none":
        return NOBODY
    if not notice.volumes and notice.relation != "withdraw":
        return PLACELESS
    return "" if picture.counting(held, entry.ref, at) else OVER


# --- words ---------------------------------------------------------------------------------------------------------------


def heading(excerpt: Excerpt) -> list[str]:
    """What stands at the head of every file: the sentence, whose information it is, how old, and what is not in it."""
    exercise = ["EXERCISE EXERCISE EXERCISE: nothing in this file is live."] if excerpt.exercise else []
    parties = ", ".join(excerpt.parties) or "nobody"
    return [
        *PRESUMPTIONS.values(),
        *VOLUNTARY.values(),
        *exercise,
        as_held(excerpt),
        *selected_for(excerpt),
        *(f"because {reason}" for reason in excerpt.reasons[:MANY]),
        *([f"and {len(excerpt.reasons) - MANY} more reasons: `detente doctor`"] if len(excerpt.reasons) > MANY else []),
        *(f"{party}: last heard {when or 'never'}" for party, when in excerpt.heard),
        f"This file cannot expire and nothing takes it back: from {stamp(excerpt.old_from)} on it is old; make a new one then.",
        f"TLP:{excerpt.tlp} is the strictest label in it. Originators: {parties}; they decide who else may be told.",
        STAYS,
        DRAWN,
        BORDERS["en"],
        f"{excerpt.notices} notices, {len(excerpt.features)} places",
        *left_words(excerpt.left_out),
    ]


def as_held(excerpt: Excerpt) -> str:
    """Whose information a file is, and of when."""
    return f"As held by {excerpt.party} under “{excerpt.agreement}” as of {stamp(excerpt.as_of)}; basis: {excerpt.basis}"


def selected_for(excerpt: Excerpt) -> list[str]:
    """That a file was made for an earlier instant; nothing where it was made for its own."""
    if excerpt.at == excerpt.as_of:
        return []
    later = len({f.statement for f in excerpt.features if f.issued > excerpt.at})
    return [
        f"Selected for {stamp(excerpt.at)}, from what is known as of {stamp(excerpt.as_of)}; it is not what was known then: "
        f"{later} of its notices were issued after {stamp(excerpt.at)}"
    ]


def left_words(left: Iterable[Left]) -> list[str]:
    """What was left out, one reason a line."""
    return [f"left out: {one.count} {one.why}" for one in left]


def stamp(time: datetime) -> str:
    """A time as files have it: RFC 3339, UTC, whole seconds."""
    return time.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
