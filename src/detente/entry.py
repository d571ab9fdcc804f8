"""What a node holds of one leaf of a log: a statement with what was revealed of it, an agreement's document, or a refusal."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

import msgspec

from detente.notice import Notice
from detente.sign import Leaf
from detente.statement import Ref, Statement, decode
from detente.terms import Level

Subject = tuple[str, str, str]


class Entry(msgspec.Struct, frozen=True, kw_only=True, dict=True, tag="entry"):
    """One leaf as it is held here, with the content revealed so far: ``contents`` by commitment (``coarse``, ``exact``).

    ``exposed``: its author committed to a coarse footprint that does not contain the exact one (G10); both count then.
    """

    ref: Ref
    author: str
    leaf: Leaf
    leaf_hash: str
    received_at: float
    contents: dict[str, bytes] = {}
    exposed: bool = False

    @property
    def level(self) -> Level:
        """The finest content held."""
        return "exact" if "exact" in self.contents else "cell" if "coarse" in self.contents else "none"

    @cached_property
    def statement(self) -> Statement | None:
        """The finest content, decoded; None where no content is held. Of who is exposed, the volumes of both contents."""
        finest = self.contents.get("exact", self.contents.get("coarse"))
        found = None if finest is None else decode(finest, str(self.ref))
        if self.exposed and "coarse" in self.contents and isinstance(found, Notice):
            coarse = decode(self.contents["coarse"], str(self.ref))
            more = coarse.volumes if isinstance(coarse, Notice) else ()
            return msgspec.structs.replace(found, volumes=tuple(dict.fromkeys(found.volumes + more)))
        return found

    @cached_property
    def issued(self) -> datetime:
        """When the author says it issued the statement (a claim)."""
        return datetime.fromisoformat(self.leaf.issued).astimezone(UTC)

    @property
    def subject(self) -> Subject:
        """What its versions have in common: agreement, author, subject id. Nobody can supersede another's notice."""
        return (self.leaf.agreement, self.author, self.leaf.subject)


class Founding(msgspec.Struct, frozen=True, kw_only=True, tag="founding"):
    """An agreement's signed document as it stands in a log."""

    ref: Ref
    note: bytes


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """A leaf of another party that breaks a rule: kept, because the tree needs it, but it says nothing here."""

    ref: Ref
    reason: str


Recorded = Entry | Founding | Refused
