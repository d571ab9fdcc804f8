"""movement: a team on the move, as its own party tells the others: contact tests, check-ins, new states, deviations."""

from __future__ import annotations

from typing import Any

import msgspec

from detente import convoy, picture
from detente.errors import InputError, OurError
from detente.node.node import Node
from detente.node.publish import Published, act, holders, publish
from detente.notice import Movement
from detente.statement import CheckIn, Ref, encode
from detente.terms import Level


def movement_of(node: Node, ref: Ref) -> Movement:
    """Our movement at a place, in its newest version; `OurError` where it is none."""
    entry = node.entry(ref)
    if entry.author != node.party or not isinstance(entry.statement, Movement):
        raise OurError("usage", "not a movement of ours", where=str(ref))
    if later := picture.newer(node.picture, ref):
        raise OurError("usage", f"a newer version stands at {later[-1].ref}", where=str(ref), hint="use that")
    return entry.statement


def check_in(node: Node, ref: Ref, said: CheckIn, *, desk: str = "") -> Ref:
    """Log that our team was heard; everybody who holds the movement is told."""
    movement_of(node, ref)
    entry = node.entry(ref)
    of = msgspec.structs.replace(said, of=entry.leaf_hash)
    return act(node, entry.leaf.agreement, of, to=holders(node, ref), cites=(ref,), desk=desk)


class Changed(msgspec.Struct, frozen=True):
    """The new version of a movement, and what it changes."""

    published: Published
    changes: tuple[str, ...]


def change(node: Node, ref: Ref, fields: dict[str, Any], *, desk: str = "") -> Changed:
    """Say what is different now: a new version, which those who hold the old one are given. Both count until they have it.

    `ready` is said of a team that was reached in a contact test (R13); no answer of another party is waited for (G5).
    """
    before = movement_of(node, ref)
    body = msgspec.to_builtins(before) | fields
    body |= {
        "version": max(node.picture.versions[node.entry(ref).subject].values()) + 1,
        "relation": "supersede",
        "of": before.version,
    }
    try:
        after = msgspec.convert(body, Movement)
    except msgspec.ValidationError as error:
        raise InputError("bad-value", str(error), where="movement") from error
    changes = tuple(convoy.deviations(before, after))
    if not changes:
        raise InputError("usage", "nothing is different", where=str(ref), hint="say what has changed")
    if after.status == "ready" and not any(h.said.says == "contact-test" for h in convoy.heard(node.picture, ref)):
        hint = "`detente movement heard STATEMENT contact-test --means …`, once the team has answered"
        raise OurError("usage", "no contact test of this team has passed", where=str(ref), hint=hint)
    members = {m.party for m in node.agreement(node.entry(ref).leaf.agreement).members}
    to: dict[str, Level] = {p: picture.level_of(node.picture, ref, p) for p in picture.held_by(node.picture, ref) if p in members}
    return Changed(publish(node, node.entry(ref).leaf.agreement, encode(after), to=to, desk=desk), changes)
