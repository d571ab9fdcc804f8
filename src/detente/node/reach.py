"""reach: how far our statements have reached, and the roster by which others know whom they reach at ours."""

from __future__ import annotations

from detente import agreement as agreements
from detente import reach, sign
from detente import roster as rosters
from detente.errors import InputError
from detente.node.gossip import signer
from detente.node.node import Node
from detente.node.publish import act
from detente.reach import Coverage, Known
from detente.statement import Head, Ref, Roster, decode
from detente.terms import parse_origin


class Reaches:
    """Coverage of statements as the node stands now; what all of a log share is read once."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._known: dict[str, Known] = {}

    def of(self, ref: Ref) -> Coverage:
        """How far a statement has reached by now; `InputError` (not-found) where it is not held."""
        self._node.entry(ref)
        return reach.coverage(self._node.picture, ref, self._node.now(), self._of_log(ref.origin))

    def undelivered(self, ref: Ref) -> tuple[str, ...] | None:
        """See `detente.reach.undelivered`."""
        return reach.undelivered(self._node.picture, ref, self._of_log(ref.origin))

    def _of_log(self, origin: str) -> Known:
        if origin not in self._known:
            self._known[origin] = known(self._node, origin)
        return self._known[origin]


def known(node: Node, origin: str) -> Known:
    """What the reach of statements of one log rests on beside the picture."""
    agreement = node.agreement(parse_origin(origin).agreement)
    mirrors = {sign.parse_vkey(card.mirror).name: card.party for card in agreement.members}
    sizes: dict[str, int] = {}
    for size, line in node.store.cosigned(origin):
        party = mirrors.get(signer(line), "")
        sizes[party] = max(size, sizes.get(party, 0))
    lacking: dict[str, set[int]] = {}
    for place in node.picture.of_kind.get("missing-content", ()):
        entry = node.picture.entries[place]
        lacking.setdefault(entry.author, set()).update(index for log, index in entry.leaf.cites if log == origin)
    return Known(sizes, {party: frozenset(indexes) for party, indexes in lacking.items()}, lambda head: _same(node, head))


def _same(node: Node, head: Head) -> bool:
    size = node.store.size(head.origin)
    return 0 < head.size <= size and node.tree(head.origin).root(head.size).hex() == head.root


def publish_roster(node: Node, agreement_id: str, content: bytes, *, where: str = "roster", desk: str = "") -> Ref:
    """Log our roster in an agreement, for all its members; it replaces the one before."""
    agreement = node.agreement(agreement_id)
    roster = decode(content, where)
    if not isinstance(roster, Roster):
        raise InputError("bad-value", "not a roster", where=f"{where} $.kind", hint='{"kind": "roster", "posts": [...]}')
    try:
        rosters.check(roster, [card.id for card in agreements.member(agreement, node.party).desks])
    except InputError as error:
        raise error.at(where) from error
    return act(node, agreement.id, roster, to=None, desk=desk)
