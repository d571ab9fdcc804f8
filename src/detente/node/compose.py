"""From a statement to a leaf and the contents it commits to: what every act of our own is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec

from detente import agreement as agreements
from detente.errors import InputError, OurError
from detente.geometry import coarsen
from detente.node.gossip import refuse_behind
from detente.node.node import Node
from detente.notice import Notice, Validity
from detente.picture import cited_size
from detente.sign import commitment, make_leaf
from detente.statement import Head, Known, Ref, encode, kind_of
from detente.store import Content
from detente.terms import Agreement, Level

SALT: Final = 32
_KEPT: Final = ("id", "version", "relation", "of", "language", "handling", "stance", "assertion")
_SILENT: Final = ("what", "question", "incident")


class Composed(msgspec.Struct, frozen=True):
    """A signed leaf for the end of our log, and the contents behind its commitments."""

    origin: str
    index: int
    leaf: bytes
    contents: tuple[Content, ...]


def compose(
    node: Node,
    agreement: Agreement,
    statement: Known | Notice,
    to: Mapping[str, Level],
    *,
    cites: Sequence[Ref] = (),
    desk: str = "",
    index: int | None = None,
    raw: bytes | None = None,
) -> Composed:
    """Sign a statement as the next leaf of our log in an agreement.

    ``raw`` are the content bytes as the officer wrote them, kept as they are. A notice with volumes gets a coarse content
    beside the exact one where somebody may only know the cell; every commitment has its own fresh salt (log.md §2.3).
    """
    origin = agreements.origin(agreement, node.party)
    refuse_behind(node, origin)
    members = {m.party for m in agreement.members}
    if node.party not in members:
        hint = "what we said before still stands; to speak again, the members let us in by an amendment"
        raise OurError("not-member", f"we have left “{agreement.title}” by version {agreement.version}", where=origin, hint=hint)
    to = {party: level for party, level in to.items() if party in members}  # who has left is told nothing more
    index = node.store.size(origin) if index is None else index
    bodies = {"exact": raw or encode(statement)}
    if isinstance(statement, Notice) and statement.volumes and any(to.get(party) != "exact" for party in members - {node.party}):
        bodies["coarse"] = encode(coarse(statement))
    contents = tuple(Content(origin, index, level, node.entropy(SALT), body) for level, body in bodies.items())
    commits = {c.level: commitment(c.salt, c.content) for c in contents}
    subject, version = (statement.id, statement.version) if isinstance(statement, Notice) else (node.entropy(16).hex(), 1)
    heads = node.heads(agreement)
    leaf = make_leaf(
        kind=kind_of(statement), agreement=agreement.id, subject=subject, version=version,
        commit_coarse=commits.get("coarse"), commit_exact=commits["exact"], to=tuple(sorted(to.items())),
        cites=tuple((ref.origin, ref.index) for ref in cites), issued=f"{node.now():%Y-%m-%dT%H:%M:%SZ}",
        seen=tuple((h.origin, h.size, bytes.fromhex(h.root)) for h in _news(node, heads, Ref(origin, index))),
        vector=vector(heads), key=node.desk_key(desk),
    )  # fmt: skip
    return Composed(origin, index, leaf, contents)


def vector(heads: Sequence[Head]) -> bytes:
    """The hash of all heads seen in an agreement, so that a short `seen` still pins the whole awareness."""
    return sha256("".join(f"{h.origin} {h.size} {h.root}\n" for h in sorted(heads)).encode()).digest()


def _news(node: Node, heads: Sequence[Head], place: Ref) -> list[Head]:
    """Heads that have changed since our last leaf cited them."""
    return [head for head in heads if head.size > cited_size(node.picture, place, head.origin)]


def coarse(notice: Notice) -> Notice:
    """The notice for those who may know the cell: volumes grown to cells and hours, words and contacts left out (G8, G10)."""
    try:
        volumes = tuple(coarsen(volume) for volume in notice.volumes)
    except InputError as error:
        raise error.at("$.volumes") from error
    kept: dict[str, Any] = {name: getattr(notice, name) for name in _KEPT if hasattr(notice, name)}
    silent: dict[str, Any] = {name: "-" for name in _SILENT if hasattr(notice, name)}
    return type(notice)(**kept, **silent, validity=_whole_hours(notice.validity), volumes=volumes, coarse=True)


def _whole_hours(validity: Validity) -> Validity:
    """Grown to whole hours like the windows of cells: the exact minute of a movement is as telling as its place."""
    return Validity(
        review_by=_hour(validity.review_by, up=True),
        time_start=validity.time_start and _hour(validity.time_start),
        time_end=validity.time_end and _hour(validity.time_end, up=True),
    )


def _hour(time: datetime, *, up: bool = False) -> datetime:
    hour = time.replace(minute=0, second=0, microsecond=0)
    # The last hour of the calendar has no next one.
    return time if hour.year == 9999 else hour + timedelta(hours=1) if up and hour < time else hour
