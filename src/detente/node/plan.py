"""plan: many volumes against everything held, each for itself: features of a plan, points of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from detente import conflict
from detente.formats import Broken, Item
from detente.node.alternatives import Alternatives, for_volumes
from detente.node.check import View, ask
from detente.volume import Altitude, Volume4D

Word = Literal["conflict", "notice nearby", "no notice found", "not checked"]
ORDER: Final[tuple[Word, ...]] = ("not checked", "conflict", "notice nearby", "no notice found")
"""Worst first: what could not be checked comes before everything."""


class Window(msgspec.Struct, frozen=True):
    """Times and altitudes for every volume that states none of its own."""

    time_start: datetime | None = None
    time_end: datetime | None = None
    altitude_lower: Altitude | None = None
    altitude_upper: Altitude | None = None
    radius_m: float = 0.0


class Screened(msgspec.Struct, frozen=True):
    """What became of one feature or row: its answer, or why it could not be checked."""

    number: int
    name: str
    word: Word
    answer: conflict.Answer | None = None
    broken: Broken | None = None
    notes: tuple[str, ...] = ()
    alternatives: Alternatives | None = None


class Summary(msgspec.Struct, frozen=True):
    """How many features gave which word, and the worst word of all."""

    counts: dict[str, int]
    worst: Word
    complete: bool


def screen(
    held: View, items: Sequence[Item | Broken], window: Window, *, kind: str = "activity", k: int = 5, alternatives: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Screened]:  # fmt: skip
    """Every item against everything held, in order. An item that is broken costs only itself, and is `not checked`."""
    for done, item in enumerate(items, 1):
        if isinstance(item, Broken):
            yield Screened(item.number, item.name, "not checked", broken=item)
        else:
            volumes = [completed(volume, window) for volume in item.volumes]
            given = ask(held, volumes, k=k, kind=kind)
            wanted = alternatives and given.answer == "conflict"
            nearest = for_volumes(held, volumes, now=datetime.fromisoformat(given.as_of)) if wanted else None
            yield Screened(item.number, item.name, given.answer, given, notes=item.notes, alternatives=nearest)
        progress(done)


def completed(volume: Volume4D, window: Window) -> Volume4D:
    """The volume with the window's times and altitudes where it states none; the radius is added as buffer."""
    given = {name: getattr(window, name) for name in ("time_start", "time_end", "altitude_lower", "altitude_upper")}
    missing = {name: value for name, value in given.items() if value is not None and getattr(volume, name) is None}
    return msgspec.structs.replace(volume, **missing, buffer_m=volume.buffer_m + window.radius_m)


def summary(screened: Sequence[Screened]) -> Summary:
    """Counts by word, and the worst."""
    counts: dict[str, int] = {word: sum(s.word == word for s in screened) for word in ORDER}
    worst: Word = next((word for word in ORDER if counts[word]), "not checked")
    return Summary(counts, worst, all(s.answer is not None and s.answer.basis == "complete" for s in screened))
