"""revise: a notice whose id our log holds becomes its next version; one that says the same is not said again (R29).

For lists that come again (`detente intake`): who drafts them needs no node, and the log alone decides which version comes next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from detente import picture
from detente.node.node import Node
from detente.notice import Notice
from detente.statement import Ref, decode
from detente.terms import Agreement, Level

_NOT_COMPARED: Final = frozenset({"version", "relation", "of", "validity"})


class Revised(msgspec.Struct, frozen=True):
    """What becomes of a notice: ``content`` to publish and to whom; or where it ``stands`` already; or nothing."""

    content: bytes = b""
    to: Mapping[str, Level] | None = None
    stands: Ref | None = None


def revise(node: Node, agreement: Agreement, content: bytes, to: Mapping[str, Level] | None, where: str) -> Revised:
    """The next version of a notice, in our log's terms; to those who hold the version before, unless somebody is named (G7)."""
    notice = decode(content, where)
    if not isinstance(notice, Notice):
        return Revised(content, to)
    held = node.picture.versions.get((agreement.id, node.party, notice.id), {})
    withdraws = notice.relation == "withdraw"
    if not held:
        return Revised() if withdraws else Revised(_as(content, version=1, relation="new", of=None), to)
    last, version = max(held.items(), key=lambda one: one[1])
    before = node.entry(last)
    gone = isinstance(before.statement, Notice) and before.statement.relation == "withdraw"
    if gone == withdraws and (withdraws or _said(content) == _said(before.contents.get("exact", b"{}"))):
        return Revised(stands=last)
    relation = "withdraw" if withdraws else "supersede"
    return Revised(_as(content, version=version + 1, relation=relation, of=version), _holders(node, agreement, last, to))


def _holders(node: Node, agreement: Agreement, last: Ref, to: Mapping[str, Level] | None) -> Mapping[str, Level]:
    if to is not None:
        return to
    members = {member.party for member in agreement.members}
    return {p: picture.level_of(node.picture, last, p) for p in picture.held_by(node.picture, last) if p in members}


def _as(content: bytes, **fields: Any) -> bytes:
    given = msgspec.json.decode(content)
    changed = {**given, **{name: value for name, value in fields.items() if value is not None}}
    if fields["of"] is None:
        changed.pop("of", None)
    return content if changed == given else msgspec.json.encode(changed)


def _said(content: bytes) -> dict[str, Any]:
    return {name: value for name, value in msgspec.json.decode(content).items() if name not in _NOT_COMPARED}
