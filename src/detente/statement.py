"""Statements: everything signed that goes into a log.

Notices are statements about the world; acts are statements about statements.

Content is JSON; the exact bytes are kept and hashed as sent. `decode` refuses what is too large, too deep or of the wrong
shape, and gives `Unknown` for a kind this version does not know; `unknown_fields` names what it did not understand.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Final, Literal, get_args

import msgspec

from detente.errors import InputError
from detente.notice import AnyNotice, Notice
from detente.terms import Grade, Level, Name, Text
from detente.volume import Position, Time, Volume4D

MAX_CONTENT: Final = 1 << 20
"""Largest content of one statement, bytes."""
MAX_DEPTH: Final = 64
MAX_RUNS: Final = 20_000

Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Answered = Literal["", "conflict", "no notice found", "coordinate"]
Hours = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3])[0-5][0-9]-(([01][0-9]|2[0-3])[0-5][0-9]|2400)$")]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
VerdictWord = Literal["conflict", "no known conflict", "unconfirmed"]


class Ref(msgspec.Struct, frozen=True, order=True, array_like=True):
    """Where a statement stands: log and index. Written ``origin#index``."""

    origin: str
    index: int

    def __str__(self) -> str:
        return f"{self.origin}#{self.index}"


class Head(msgspec.Struct, frozen=True, order=True, array_like=True):
    """The head of a log as seen: origin, size, root as hex."""

    origin: str
    size: int
    root: str


class Act(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A statement about statements; what it is about is cited in its leaf."""

    text: Text = ""


class Receipt(Act, frozen=True, kw_only=True, tag="receipt"):
    """A desk's answer to one version of one statement. ``of`` is the hash of that leaf, so it cannot serve another version.

    For an activity ``answer`` says what the receiver found among what the author may derive, and ``unaware`` names the
    statements in the receiver's log, at or beyond the size the author cited, that touch it. No receipt gates a notifier (G5).
    ``asks_for`` goes with the grade `asks`: whether the statement may be passed on to a third party, who is not named here.
    """

    of: Hash
    grade: Grade
    answer: Answered = ""
    asks_for: Literal["", "release"] = ""
    contact: Text = ""
    unaware: Annotated[tuple[Ref, ...], msgspec.Meta(max_length=1024)] = ()
    unaware_more: int = 0


class Verdict(Act, frozen=True, kw_only=True, tag="verdict"):
    """The author's verdict on its activity: own check plus the signed receipts, as of ``heads`` in that agreement."""

    of: Hash
    verdict: VerdictWord
    unconfirmed_by: tuple[Name, ...] = ()
    heads: tuple[Head, ...] = ()


class Revoke(Act, frozen=True, kw_only=True, tag="revoke"):
    """The author revokes its verdict (a later conflict) or ends its activity."""

    of: Hash
    reason: Literal["later conflict", "ended", "withdrawn", "other"] = "other"


class Reveal(Act, frozen=True, kw_only=True, tag="reveal"):
    """Handing over content and salt of a commitment to those named in the leaf: provable who held it, since when."""

    level: Level
    reason: Text = ""


class Release(Act, frozen=True, kw_only=True, tag="release"):
    """The author lets those named in the leaf pass one version of its statement on under other agreements, as its words.

    There it may be given to ``parties``, or to ``anyone``; where neither is said, to nobody (G7). ``level``: no finer than that.
    """

    of: Hash
    level: Literal["cell", "exact"] = "exact"
    parties: Annotated[tuple[Name, ...], msgspec.Meta(max_length=64)] = ()
    anyone: bool = False


class Redact(Act, frozen=True, kw_only=True, tag="redact"):
    """Content and salt of the cited statement were deleted here, under the named rule; every proof stays valid (G17)."""

    level: Literal["cell", "exact", "all"] = "all"
    rule: Text = ""


class Suspend(Act, frozen=True, kw_only=True, tag="suspend"):
    """The author suspends clauses; what survives suspension is decided by the agreement, never by this statement."""

    clauses: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=64)]
    because: Literal["incident", "notice"] = "notice"


class Resume(Act, frozen=True, kw_only=True, tag="resume"):
    """The author takes its suspension of these clauses back."""

    clauses: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=64)]


class Declare(Act, frozen=True, kw_only=True, tag="declare"):
    """The author declares a named condition met, or no longer met (M10, R49)."""

    condition: Name
    met: bool = True


class MissingContent(Act, frozen=True, kw_only=True, tag="missing-content"):
    """Content addressed to the author did not arrive with these leaves, or does not match its commitment."""

    problem: Literal["absent", "mismatch"] = "absent"


class Duty(msgspec.Struct, frozen=True):
    """What a post answers for: kinds of statement (none: all), an area (none: everywhere), hours of the day in UTC.

    ``hours``: ``HHMM-HHMM``, through midnight where the end is not after the beginning; ``days``: on which days they begin
    (none: every day).
    """

    kinds: tuple[Name, ...] = ()
    area: Volume4D | None = None
    hours: Annotated[tuple[Hours, ...], msgspec.Meta(min_length=1, max_length=24)] = ("0000-2400",)
    days: Annotated[tuple[Day, ...], msgspec.Meta(max_length=7)] = ()


class Post(msgspec.Struct, frozen=True):
    """A role in a party's reach tree, ``under`` another: who signs for it is ``desk`` (its name in the agreement).

    ``device``: the last link, which decides with a list in its hands and therefore has to have loaded it (R01). A post without
    duties only passes on.
    """

    id: Name
    name: Name
    desk: Name
    under: Annotated[str, msgspec.Meta(max_length=200)] = ""
    contact: Text = ""
    device: bool = False
    duties: Annotated[tuple[Duty, ...], msgspec.Meta(max_length=32)] = ()


class Roster(Act, frozen=True, kw_only=True, tag="roster"):
    """Who of the author's party answers for what, as coarsely as it wishes; it replaces the author's roster before it.

    ``escalation``: posts in the order in which they are called; those not named come after, as listed (R01, R26).
    """

    posts: Annotated[tuple[Post, ...], msgspec.Meta(min_length=1, max_length=256)]
    escalation: Annotated[tuple[Name, ...], msgspec.Meta(max_length=256)] = ()


Runs = Annotated[tuple[tuple[int, int], ...], msgspec.Meta(max_length=MAX_RUNS)]
"""Indexes of a log in ascending order: runs, each with its first and the one after its last, and a gap between two."""


class Loaded(Act, frozen=True, kw_only=True, tag="loaded"):
    """The author's desk has these statements of a log, at ``head``, on its device until it expires: said to that log's party.

    ``pack`` names the list by chance. It stands for the receipt `loaded` of each of them, and replaces what this desk had loaded
    of that log.
    """

    pack: Hash
    expires: Time
    head: Head
    runs: Runs


class Checked(Act, frozen=True, kw_only=True, tag="checked"):
    """A desk asked about a place and was told ``answer``, on ``basis``, as of ``as_of``; ``met``: what it conflicted with.

    ``pack``: the pack it was answered from. Kept by its author alone, until it reveals it (R02).
    """

    volumes: Annotated[tuple[Volume4D, ...], msgspec.Meta(max_length=256)]
    answer: Literal["conflict", "notice nearby", "no notice found"]
    basis: Literal["complete", "incomplete"]
    as_of: Text
    pack: Hash
    met: Annotated[tuple[Ref, ...], msgspec.Meta(max_length=1024)] = ()
    met_more: int = 0


class Overdue(Act, frozen=True, kw_only=True, tag="overdue"):
    """The author has waited for ``party`` longer than the clause says: for ``grades`` of ``posts``.

    ``next``: who is to be called. ``runs``: the statements of the author's log that wait; the oldest are cited in its leaf.
    """

    party: Name
    grades: Annotated[tuple[Grade, ...], msgspec.Meta(max_length=7)]
    posts: Annotated[tuple[Text, ...], msgspec.Meta(max_length=64)] = ()
    next: Text = ""
    runs: Runs = ()


class ReadBack(Act, frozen=True, kw_only=True, tag="read-back"):
    """The check words that the author's desk heard from ``heard_from``; whether they are those of the place, all can compute."""

    of: Hash
    words: Text
    heard_from: Name


class LineTest(Act, frozen=True, kw_only=True, tag="line-test"):
    """Is anybody there? The daily test of the emergency line: a person answers it with a receipt (R26)."""


class CheckIn(Act, frozen=True, kw_only=True, tag="check-in"):
    """A team on the move was heard: what it does, where. ``contact-test``: by these ``means``, before it sets out (R13)."""

    of: Hash
    says: Literal["contact-test", "moving", "stopped", "delayed", "deviating", "arrived", "incident"]
    means: Text = ""
    position: Position | None = None
    vehicle: Text = ""


class Unknown(msgspec.Struct, frozen=True):
    """A statement of a kind this version does not know: kept, and shown as unknown."""

    kind: str
    fields: dict[str, Any]


AnyAct = (
    Receipt | Verdict | Revoke | Reveal | Release | Redact | Suspend | Resume | Declare | MissingContent
    | Roster | Loaded | Checked | Overdue | ReadBack | LineTest | CheckIn
)  # fmt: skip
ACTS: Final = frozenset(str(cls.__struct_config__.tag) for cls in get_args(AnyAct))
"""Their kinds. What is none of these and no known notice may be a notice of a later version."""
Known = AnyNotice | AnyAct
Statement = Known | Unknown

CLASSES: Final[dict[str, type[msgspec.Struct]]] = {str(cls.__struct_config__.tag): cls for cls in get_args(Known)}
"""Every kind this version knows, by its word."""
_DECODERS: Final = {kind: msgspec.json.Decoder(cls) for kind, cls in CLASSES.items()}
_BEGINS: Final = b'{"kind":"'
_encode: Final = msgspec.json.Encoder().encode


class _Tag(msgspec.Struct):
    kind: str


def encode(statement: Known | Notice) -> bytes:
    """The content bytes of a statement as this version writes them; defaults are left out only where they are None-like."""
    return msgspec.json.encode(statement)


def decode(data: bytes, where: str = "content") -> Statement:
    """The statement in ``data``; `InputError` names the field that is wrong."""
    check_bytes(data, where)
    try:
        return _decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise InputError("not-json", str(error)[:500], where=where, hint="see `detente schema`") from error


@lru_cache(maxsize=64)
def _decode(data: bytes) -> Statement:
    """What was verified a moment ago is not read a second time when it is taken; few are kept, they can be large."""
    if (found := _as_written(data)) is not None:
        return found
    # Whole: a decoder of one kind passes over what it does not know, and what is no JSON there fails whoever shows it.
    whole = msgspec.json.decode(data, type=dict[str, Any])
    kind = msgspec.convert(whole, _Tag).kind
    decoder = _DECODERS.get(kind)
    if decoder is None:
        return Unknown(kind[:200], whole)
    return decoder.decode(data)  # type: ignore[return-value]


def _as_written(data: bytes) -> Statement | None:
    """The statement in bytes that are exactly those that this version writes for it: nothing was passed over in them."""
    kind = data[len(_BEGINS) : data.find(b'"', len(_BEGINS))] if data.startswith(_BEGINS) else b""
    decoder = _DECODERS.get(kind.decode("utf-8", "replace"))
    if decoder is None:
        return None
    try:
        found = decoder.decode(data)
        return found if _encode(found) == data else None  # type: ignore[return-value]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
        return None  # it is read again for what is wrong with it


def check_bytes(data: bytes, where: str, limit: int = MAX_CONTENT) -> None:
    """Refuse JSON bytes that are too large, not UTF-8 or nested deeper than `MAX_DEPTH`, before any parser sees them."""
    if len(data) > limit:
        raise InputError("too-large", f"{len(data)} bytes; at most {limit}", where=where)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            "bad-encoding", f"not UTF-8 at byte {error.start}", where=where, hint="save the file as UTF-8"
        ) from error
    if _depth(data) > MAX_DEPTH:
        raise InputError("too-large", f"nested deeper than {MAX_DEPTH}", where=where)


def _depth(data: bytes) -> int:
    """An upper bound of the nesting: brackets inside strings count too, which can only refuse more."""
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return 0
    deepest = depth = 0
    in_string = False
    skip = False
    for byte in data:
        if skip:
            skip = False
        elif byte == 0x5C and in_string:
            skip = True
        elif byte == 0x22:
            in_string = not in_string
        elif not in_string and byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif not in_string and byte in b"]}":
            depth -= 1
    return deepest


def kind_of(statement: Statement | Notice) -> str:
    """The word of a statement's kind."""
    return statement.kind if isinstance(statement, Unknown) else str(type(statement).__struct_config__.tag)


def unknown_fields(data: bytes) -> tuple[str, ...]:
    """Paths of fields in ``data`` that this version does not know: kept with the bytes, shown to people as unknown."""
    statement = decode(data)
    if isinstance(statement, Unknown):
        return ("kind",)
    return tuple(sorted(extra(msgspec.json.decode(data), msgspec.to_builtins(statement), "$")))


def extra(given: Any, understood: Any, path: str) -> list[str]:
    """Paths of members in ``given`` that its typed form ``understood`` does not have."""
    if isinstance(given, dict) and isinstance(understood, dict):
        missing = [f"{path}.{name}" for name in given if name not in understood]
        return missing + [
            x for name in given if name in understood for x in extra(given[name], understood[name], f"{path}.{name}")
        ]
    if isinstance(given, list) and isinstance(understood, list | tuple):
        return [x for i, (a, b) in enumerate(zip(given, understood, strict=False)) for x in extra(a, b, f"{path}[{i}]")]
    return []


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of every statement this version knows, and of the agreement's terms."""
    from detente.terms import Agreement

    (_, agreement), components = msgspec.json.schema_components([Known, Agreement], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Détente statements",
        "anyOf": [{"$ref": f"#/$defs/{cls.__name__}"} for cls in CLASSES.values()],
        "$defs": {**components, "agreement": agreement},
    }
