"""lacking: contents that leaves promise to us and that are not held; what was deleted does not come, and is not asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detente import picture
from detente.entry import Entry
from detente.picture import Picture
from detente.statement import Redact, Ref

STORED: Final[dict[str, tuple[str, ...]]] = {"cell": ("coarse",), "exact": ("exact",), "all": ("coarse", "exact")}
"""What a level names among the contents of a leaf."""


class Lacking:
    """What every log lacks here, kept as statements are taken: a log may be long, and what it lacks is little."""

    def __init__(self) -> None:
        self._logs: dict[str, dict[Ref, str]] = {}

    def note(self, held: Picture, touched: Iterable[Ref]) -> None:
        """Look at statements whose content, recipients or deletion may have changed."""
        for ref in touched:
            entry = held.entries.get(ref)
            if entry is not None and entry.author != held.reader:
                level = _lacks(held, entry)
                if level:
                    self._logs.setdefault(ref.origin, {})[ref] = level
                else:
                    self._logs.get(ref.origin, {}).pop(ref, None)

    def lacks(self, ref: Ref, level: str) -> bool:
        """Whether this commitment of a leaf is the one whose content should be here."""
        return self._logs.get(ref.origin, {}).get(ref) == level

    def of(self, origin: str) -> list[tuple[Ref, str]]:
        """Leaves of a log and the commitment whose content should be here, in order of place."""
        return sorted(self._logs.get(origin, {}).items())


def _lacks(held: Picture, entry: Entry) -> str:
    """The commitment whose content should be here: the finest that is given to us and that nobody has deleted."""
    gone = deleted(held, entry.ref)
    given = picture.level_of(held, entry.ref, held.reader)
    if given == "exact" and entry.leaf.commit_exact is not None and "exact" not in gone:
        return "" if "exact" in entry.contents else "exact"
    coarse = given != "none" and entry.leaf.commit_coarse is not None and "coarse" not in gone
    return "coarse" if coarse and not entry.contents else ""


def deletions(held: Picture, ref: Ref) -> list[tuple[Entry, Redact]]:
    """What its author and we ourselves have said of deleting content of a statement, in order of place."""
    entry = held.entries[ref]
    about = (held.entries[place] for place in sorted(held.about.get(ref, ())))
    ours = (e for e in about if e.author in {entry.author, held.reader} and e.leaf.agreement == entry.leaf.agreement)
    return [(e, e.statement) for e in ours if isinstance(e.statement, Redact)]


def deleted(held: Picture, ref: Ref) -> set[str]:
    """Commitments of a statement whose content will not come: its author deleted it, or we did and do not ask again."""
    return {name for _, said in deletions(held, ref) for name in STORED[said.level]}
