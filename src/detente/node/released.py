"""released: which statements of others we may pass on, and in which words: those that their author released, and no others."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from detente import picture
from detente.entry import Entry
from detente.errors import OurError
from detente.node.compose import coarse
from detente.node.node import Node, notice_of
from detente.notice import Notice, Released
from detente.statement import Ref, Release
from detente.terms import Level


def releases(node: Node, ref: Ref) -> list[tuple[Entry, Release]]:
    """The author's releases of exactly this version, in the order of its log; those that are addressed to us, or our own.

    What it passes on itself are the words of another party, which alone can release them.
    """
    entry = node.entry(ref)
    if isinstance(entry.statement, Notice) and entry.statement.released is not None:
        return []
    about = (node.picture.entries[place] for place in sorted(node.picture.about.get(ref, ())))
    own = [(e, e.statement) for e in about if e.author == entry.author and e.leaf.agreement == entry.leaf.agreement]
    given = [(e, s) for e, s in own if isinstance(s, Release) and s.of == entry.leaf_hash]
    return [(e, s) for e, s in given if picture.level_of(node.picture, e.ref, node.party) == "exact"]


def words(node: Node, ref: Ref, given: tuple[Entry, Release], identity: str, grade: str) -> Notice:
    """The notice in which a statement may be passed on: its author's words, no finer than released, under a new subject."""
    leaf, release = given
    notice = notice_of(node.entry(ref))
    if release.level == "cell" and not notice.coarse:
        notice = coarse(notice)
    source = Released(leaf.author, leaf.leaf_hash, grade)
    return msgspec.structs.replace(notice, id=identity, version=1, relation="new", of=None, released=source)


def passed_on(node: Node, ref: Ref) -> list[Ref]:
    """Statements of ours, counting now, in which a statement of another party was passed on."""
    hashes = {entry.leaf_hash for entry, _ in releases(node, ref)}
    ours = (r for t in node.picture.terms for r in node.indexed_of.get(node.origin(t), ())) if hashes else ()
    return sorted(r for r in ours if (source := notice_of(node.entry(r)).released) and source.release in hashes)


def refuse_unreleased(node: Node, notice: Notice, to: Mapping[str, Level], where: str) -> None:
    """Refuse to publish as the words of another party what it has not released, to whom it has not, or in other words."""
    source = notice.released
    if source is None:
        return
    found = _standing(node, source)
    if found is None:
        hint = "see `detente release`: its author is asked, and decides"
        raise OurError("not-entitled", f"{source.by} has released nothing like this to us", where=where, hint=hint)
    ref, (leaf, release) = found
    beyond = sorted(party for party, level in to.items() if level != "none" and party not in release.parties)
    if beyond and not release.anyone:
        named = ", ".join(release.parties)
        message = f"{leaf.author} released it to {named}, not to {', '.join(beyond)}"
        raise OurError("not-entitled", message, where=where, hint="ask again, for these")
    if notice.relation == "withdraw":
        return
    said = words(node, ref, (leaf, release), notice.id, source.grade)
    if msgspec.structs.replace(notice, version=1, relation="new", of=None) != said:
        hint = "what we think of it belongs in a notice of our own"
        raise OurError("not-entitled", f"these are not the words that {leaf.author} released", where=where, hint=hint)


def _standing(node: Node, source: Released) -> tuple[Ref, tuple[Entry, Release]] | None:
    leaves = (e for e in node.picture.entries.values() if e.leaf.kind == "release" and e.leaf_hash == source.release)
    for leaf in leaves:
        for ref in (Ref(origin, index) for origin, index in leaf.leaf.cites):
            given = [one for one in releases(node, ref) if one[0] is leaf] if ref in node.picture.entries else []
            if given and isinstance(node.picture.entries[ref].statement, Notice) and leaf.author != node.party:
                return ref, given[0]
    return None
