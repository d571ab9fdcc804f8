"""Kinds of notice: statements about the world, as frozen structs with size limits.

Every kind carries id and version, validity with a mandatory review date, handling, and volumes. Fields follow the forms of the
field (requirements R05, R12, R24, R36, R41, R42); what no form was seen to ask for is optional. What is never a field: armed
presence near a site, occupants by affiliation, patient data, home addresses (G6, G8), munition types or effect radii (G3).
Kinds and fields that this version does not know are kept with the bytes and shown as unknown (`detente.statement`).
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from detente.terms import Grade, Name, Text
from detente.volume import Position, Time, Volume4D

PRESUMPTION: Final = "No notice does not mean no protection."
"""Guard rail G4: stands on every output."""

MAX_VOLUMES: Final = 256
Volumes = Annotated[tuple[Volume4D, ...], msgspec.Meta(max_length=MAX_VOLUMES)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=256)]
Texts = Annotated[tuple[Text, ...], msgspec.Meta(max_length=256)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Metres = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]
NoticeId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
AdmiraltyGrade = Annotated[str, msgspec.Meta(pattern="^[A-F][1-6]$")]


class Validity(msgspec.Struct, frozen=True):
    """From when to when the statement holds; ``review_by`` is mandatory: after it the notice is shown as unverified (R15, G9)."""

    review_by: Time
    time_start: Time | None = None
    time_end: Time | None = None


class Handling(msgspec.Struct, frozen=True):
    """TLP 2.0 label, REL TO list and caveat: labels that tell people what may be done, never an access control."""

    tlp: Literal["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"] = "AMBER"
    rel_to: Names = ()
    caveat: Text = ""


class Typed(msgspec.Struct, frozen=True):
    """A coordinate as a person typed it, beside how it was understood (R05, R24)."""

    text: Text
    understood: Position
    format: Literal["DD", "DDM", "DMS", "MGRS", "UTM", "GEOJSON", "OTHER"] = "DD"
    datum: Name = "WGS84"
    source: Literal["gps", "imagery", "map", "telephone", "gazetteer", "unknown"] = "unknown"
    accuracy_m: Metres | None = None


class Place(msgspec.Struct, frozen=True):
    """Names of a place: local script, Latin, aliases, administrative units with codes, and coordinates as typed (R25)."""

    name: Text = ""
    name_local: Text = ""
    aliases: Texts = ()
    admin: Texts = ()
    pcode: Name | None = None
    typed: Annotated[tuple[Typed, ...], msgspec.Meta(max_length=64)] = ()


class Contact(msgspec.Struct, frozen=True):
    """How a desk or a team is reached; names of persons belong in the sealed part of a movement, not here (G8, R45)."""

    role: Text
    means: Texts = ()
    tested_at: Time | None = None


class Marking(msgspec.Struct, frozen=True):
    """Marking of a site or vehicle; no claim that it protects (R36)."""

    day: Text = ""
    night: Text = ""
    infrared: Text = ""
    visible_from_air: Literal["yes", "no", "unknown"] = "unknown"


class Verification(msgspec.Struct, frozen=True):
    """Who verified, how and when (R27)."""

    by: Name
    method: Text = ""
    at: Time | None = None
    grade: AdmiraltyGrade | None = None


class Released(msgspec.Struct, frozen=True):
    """Words of another party that their author let the publisher pass on.

    ``release``: the hash of the leaf that lets it. It names nothing of the agreement under which that was said; whoever is shown
    the evidence of the release can compare. ``grade``: what the publisher thinks of source and words (Admiralty).
    """

    by: Name
    release: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    grade: AdmiraltyGrade = "F6"


class Notice(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every notice carries.

    ``id`` is fresh for every agreement, ``version`` counts from 1. ``relation`` says what this version does to version ``of`` of
    the same id: supersede it, clarify it (both stay), or withdraw it. Withdrawing never removes history. ``required_reach``:
    receipts that are asked for beyond those of its clause (R01).
    """

    id: NoticeId
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    relation: Literal["new", "supersede", "clarify", "withdraw"] = "new"
    of: int | None = None
    title: Text = ""
    text: Text = ""
    language: Annotated[str, msgspec.Meta(max_length=35)] = "en"
    validity: Validity
    handling: Handling = Handling()
    volumes: Volumes = ()
    place: Place = Place()
    contacts: Annotated[tuple[Contact, ...], msgspec.Meta(max_length=16)] = ()
    coarse: bool = False
    required_reach: Annotated[tuple[Grade, ...], msgspec.Meta(max_length=7)] = ()
    released: Released | None = None


class Site(Notice, frozen=True, kw_only=True, tag="site"):
    """A fixed object with a protected function (Syria SOP 2020; requirements §2.3). Removal of a notice changes no protection."""

    function: Literal[
        "health", "education", "water", "electricity", "warehouse", "office", "camp", "shelter", "religious", "cultural", "other"
    ] = "other"
    function_at_submission: bool = True
    relationship: Literal["administers", "supports", "operates", "other"] = "other"
    organisation: Text = ""
    marking: Marking = Marking()
    legal_basis: Names = ()
    since: Time | None = None
    until: Time | None = None
    status: Literal["active", "under-review", "evacuated"] = "active"
    verification: Annotated[tuple[Verification, ...], msgspec.Meta(max_length=16)] = ()


class Vehicles(msgspec.Struct, frozen=True):
    """Vehicles of one make in a movement."""

    count: Count
    type: Text = ""
    make: Text = ""
    colour: Text = ""
    plates: Texts = ()
    marking: Marking = Marking()


class Leg(msgspec.Struct, frozen=True):
    """A named leg of a movement; the return is a leg of its own (R12). ``volume`` is an index into ``volumes``."""

    name: Text
    origin: Text
    destination: Text
    time_start: Time | None = None
    time_end: Time | None = None
    volume: Annotated[int, msgspec.Meta(ge=0, lt=MAX_VOLUMES)] | None = None
    stops: Texts = ()


class Movement(Notice, frozen=True, kw_only=True, tag="movement"):
    """A movement of humanitarian staff and supplies (Ukraine SOP 2024, Yemen HNS; requirements §2.4)."""

    organisation: Text = ""
    purpose: Literal["staff", "food", "non-food", "migrants", "evacuation", "general", "other"] = "general"
    emergency: bool = False
    emergency_reason: Text = ""
    legs: Annotated[tuple[Leg, ...], msgspec.Meta(max_length=64)] = ()
    vehicles: Annotated[tuple[Vehicles, ...], msgspec.Meta(max_length=64)] = ()
    staff_count: Count | None = None
    escort: Literal["none", "unarmed", "armed", "not-stated"] = "not-stated"
    escort_count: Count | None = None
    check_in_interval_s: Annotated[int, msgspec.Meta(ge=0, le=86400)] | None = None
    status: Literal["planned", "ready", "moving", "delayed", "deviating", "stopped", "split", "completed", "cancelled"] = (
        "planned"
    )


class Area(Notice, frozen=True, kw_only=True, tag="area"):
    """An area in which a party asks others to act or not to act (M4). ``no-objection`` is not an authorisation."""

    stance: Literal["refrain", "coordinate-first", "no-objection", "closed", "special-caution"]
    basis: Text = ""
    activation: Literal["active", "by-notice"] = "active"


def permissive(notice: Notice) -> bool:
    """Whether a notice only says that its author does not mind: never on a device, nor in a file that one can load (G16)."""
    return isinstance(notice, Area) and notice.stance == "no-objection"


class Activity(Notice, frozen=True, kw_only=True, tag="activity"):
    """A planned activity as 4-D volumes (M6); how many and what kind of platforms only if the party wishes."""

    purpose: Literal["transit", "patrol", "exercise", "live-fire", "interference", "humanitarian-flight", "survey", "other"] = (
        "other"
    )
    platforms: Text = ""
    platform_count: Count | None = None
    speed_min_mps: Metres | None = None
    speed_max_mps: Metres | None = None


class Presence(Notice, frozen=True, kw_only=True, tag="presence"):
    """Own or friendly forces as a coarse area (R21). ``none`` asserts that there are none: a signed negative (R22)."""

    assertion: Literal["some", "none"] = "some"
    confidence: Literal["current", "recent", "old", "unknown"] = "unknown"


class Report(Notice, frozen=True, kw_only=True, tag="report"):
    """A report, graded by source and credibility (Admiralty; default F6: cannot be judged) (M3, R41)."""

    grade: AdmiraltyGrade = "F6"
    about: Names = ()


class Claim(msgspec.Struct, frozen=True):
    """One claim about an incident: by whom, about what, with its source; a claim is a claim (G14).

    ``distance_m`` and ``duration_s`` are ranges ``(low, high)``; from them the implied speed is computed.
    """

    id: Name
    party: Name
    about: Text
    says: Text
    sources: Texts = ()
    uncertainty: Text = ""
    time: Time | None = None
    position: Position | None = None
    altitude_m: tuple[float, float] | None = None
    distance_m: tuple[float, float] | None = None
    duration_s: tuple[float, float] | None = None
    usual_speed_mps: tuple[float, float] | None = None
    topic: Text = ""


class Incident(Notice, frozen=True, kw_only=True, tag="incident"):
    """An incident with claims side by side, observed, claimed and assessed apart; no verdict (M12, R23)."""

    incident: Name
    claims: Annotated[tuple[Claim, ...], msgspec.Meta(max_length=256)] = ()
    preservation_requested: bool = True
    reply_by: Time | None = None


class Emergency(Notice, frozen=True, kw_only=True, tag="emergency"):
    """“You are hitting us”: what, where, since when, who speaks, requested effect, read-back word (R03, R04, G12)."""

    what: Text
    since: Time | None = None
    effect: Literal["cease", "hold", "identify"] = "cease"
    call_back: Text = ""
    read_back: Text = ""


class Query(Notice, frozen=True, kw_only=True, tag="query"):
    """A request for clarification, with a date by which an answer is asked (R22, R46)."""

    question: Text
    answer_by: Time | None = None
    about: Names = ()


class Message(Notice, frozen=True, kw_only=True, tag="message"):
    """Words between desks (M2), also a statement that clarifies what an official said (M11)."""

    about: Names = ()


AnyNotice = Site | Movement | Area | Activity | Presence | Report | Incident | Emergency | Query | Message

KINDS: Final[tuple[str, ...]] = (
    "site", "movement", "area", "activity", "presence", "report", "incident", "emergency", "query", "message",
)  # fmt: skip
HUMANITARIAN_KINDS: Final = frozenset({"site", "movement", "emergency", "query", "message", "incident"})
"""Kinds without any field on armed actors (G6)."""
