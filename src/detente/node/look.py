"""look: what is held, and about one statement who knew what, when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from detente import lifecycle, picture
from detente.entry import Entry
from detente.errors import InputError
from detente.node import answer
from detente.node.lacking import STORED, deleted, deletions
from detente.node.node import Node, stance_of
from detente.node.when import Remark, Span, spans
from detente.notice import PRESUMPTION, Notice
from detente.statement import ACTS, Redact, Ref, Unknown, unknown_fields
from detente.tlog.note import parse


class Line(msgspec.Struct, frozen=True):
    """One notice held here, as a list shows it."""

    ref: Ref
    party: str
    agreement: str
    kind: str
    title: str
    state: str
    meaning: str
    level: str
    issued: str
    remark: Remark
    exposed: bool


class Event(msgspec.Struct, frozen=True):
    """Something that was said about a statement: by whom, when it says it was, when it was here."""

    ref: Ref
    party: str
    what: str
    words: str
    issued: str
    received: str
    remark: Remark


class Detail(msgspec.Struct, frozen=True):
    """A statement with everything said about it. ``content`` is as it was sent; ``unknown`` fields are shown, not understood."""

    line: Line
    when: Span
    content: dict[str, Any] | None
    unknown: tuple[str, ...]
    given_to: dict[str, str]
    deletion: tuple[str, ...]
    discounted: tuple[str, ...]
    events: tuple[Event, ...]
    presumption: str = PRESUMPTION


def lines(node: Node, *, kind: str = "", party: str = "", agreement: str = "") -> Iterator[Line]:
    """Notices held here, in the order of their logs; only those of a kind, a party, an agreement where one is named."""
    wanted = node.agreement(agreement).id if agreement else ""
    span = spans(node)
    for entry in (node.picture.entries[ref] for ref in sorted(node.picture.entries)):
        given = (not kind or entry.leaf.kind == kind) and (not party or entry.author == party)
        if given and (not wanted or entry.leaf.agreement == wanted) and _is_notice(entry):
            yield line(node, entry, span(entry))


def _is_notice(entry: Entry) -> bool:
    return isinstance(entry.statement, Notice | Unknown) or (entry.statement is None and entry.leaf.kind not in ACTS)


def line(node: Node, entry: Entry, when: Span) -> Line:
    """One notice as a list shows it; what is not disclosed to us stands as an envelope without words."""
    notice = entry.statement
    known = isinstance(notice, Notice)
    word = (
        picture.state(node.picture, entry.ref, node.now())
        if known
        else _absent(node, entry)
        if notice is None
        else "unknown kind"
    )
    stance = stance_of(notice) if isinstance(notice, Notice) else ""
    return Line(
        ref=entry.ref, party=entry.author, agreement=node.agreement(entry.leaf.agreement).title,
        kind=f"{entry.leaf.kind} ({stance})" if stance else entry.leaf.kind,
        title=notice.title if isinstance(notice, Notice) else "", state=word,
        meaning=lifecycle.STATES[word].meaning if word in lifecycle.STATES else word, level=entry.level, issued=entry.leaf.issued,
        remark=when.remark, exposed=entry.exposed,
    )  # fmt: skip


def _absent(node: Node, entry: Entry) -> str:
    return "content deleted" if deleted(node.picture, entry.ref) else "not disclosed"


def detail(node: Node, ref: Ref) -> Detail:
    """A statement with everything that is held about it, in the order in which it was said."""
    entry = node.entry(ref)
    body = entry.contents.get("exact", entry.contents.get("coarse"))
    others = picture.held_by(node.picture, ref)
    events = [node.picture.entries[place] for place in node.picture.about.get(ref, ())]
    span = spans(node)
    return Detail(
        line=line(node, entry, span(entry)),
        when=span(entry),
        content=msgspec.json.decode(body) if body is not None else None,
        unknown=unknown_fields(body) if body is not None else (),
        given_to={party: picture.level_of(node.picture, ref, party) for party in others},
        deletion=tuple(_deletion(node, entry, e, said) for e, said in deletions(node.picture, ref)),
        discounted=answer.discounted(node, ref),
        events=tuple(_event(e, span(e)) for e in sorted(events, key=lambda e: (e.issued, e.ref))),
    )


def _deletion(node: Node, entry: Entry, act: Entry, said: Redact) -> str:
    """Who deleted what of a statement, and what that means here: data given cannot be taken back (ADR 0008)."""
    content = "its content" if said.level == "all" else f"its {STORED[said.level][0]} content"
    under = f" under the rule “{said.rule}”" if said.rule else ""
    kept = any(level in entry.contents for level in STORED[said.level])
    asked = "; it asks us to do so too: `detente publish --redact`" if act.author != node.party and kept else ""
    return f"{act.author} deleted {content}{under} at {act.leaf.issued}{asked}"


def _event(entry: Entry, when: Span) -> Event:
    said = msgspec.to_builtins(entry.statement) if entry.statement is not None else {}
    shown = ("grade", "asks_for", "answer", "contact", "verdict", "reason", "level", "clauses", "condition", "problem", "text")
    words = ", ".join(str(said[name]) for name in shown if said.get(name))
    return Event(entry.ref, entry.author, entry.leaf.kind, words, entry.leaf.issued, when.before, when.remark)


class Head(msgspec.Struct, frozen=True):
    """A log held here; ``root`` as hex, ``cosigned``: key names that cosigned its newest checkpoint held."""

    origin: str
    size: int
    root: str
    checkpoint: int
    cosigned: tuple[str, ...]


class Said(msgspec.Struct, frozen=True):
    """One leaf of a log in a line."""

    ref: Ref
    kind: str
    issued: str
    words: str
    remark: Remark = ""


def logs(node: Node) -> list[Head]:
    """Every log held here, by name."""
    found = []
    for origin, size in node.store.heads().items():
        note = node.store.checkpoint(origin)
        lines = node.store.cosignatures(origin, note.size) if note else []
        names = (
            tuple(sorted(parse(note.note + b"".join(lines)).signatures[i + 1].name for i in range(len(lines)))) if note else ()
        )
        found.append(Head(origin, size, node.tree(origin).root().hex(), note.size if note else 0, names))
    return found


def statements(node: Node, name: str, start: int = 0) -> Iterator[Said]:
    """The leaves of the logs whose name begins with ``name``, from index ``start`` on."""
    origins = [origin for origin in node.store.origins() if origin.startswith(name)]
    if not origins:
        raise InputError("not-found", f"no log's name begins with {name!r}", where="log", hint=", ".join(node.store.origins()))
    span = spans(node)
    for origin in origins:
        for index in range(start, node.store.size(origin)):
            yield _said(node, Ref(origin, index), span)


def _said(node: Node, ref: Ref, span: Callable[[Entry], Span]) -> Said:
    entry = node.picture.entries.get(ref)
    if entry is None:
        reason = node.picture.refused.get(ref)
        return Said(ref, "refused" if reason else "agreement", "", reason or "terms, signed by all root keys")
    event = _event(entry, span(entry))
    title = entry.statement.title if isinstance(entry.statement, Notice) else ""
    return Said(ref, entry.leaf.kind, entry.leaf.issued, event.words or title, event.remark)
