"""Many volumes at once: what meets a question, exactly.

The index proposes, `detente.geometry.meet` decides; the index may propose too much, never too little. An engine is a projection
in memory: it holds what the picture says counts, and can be thrown away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from detente.geometry import Meeting, Part


class Item(NamedTuple):
    """A notice for the engine: its parts under the caller's key, with numbers for its owner and its kind."""

    key: int
    parts: Sequence[Part]
    owner: int
    kind: int


class Hit(NamedTuple):
    """One held part that meets one part of the question, fully measured."""

    key: int
    part: int
    query_part: int
    meeting: Meeting


class Group(msgspec.Struct, frozen=True):
    """How many notices of one kind of one owner meet the question."""

    owner: int
    kind: int
    count: int


@dataclass(frozen=True, slots=True)
class Screening:
    """The answer to a question: all keys that meet it (sorted), the nearest ``k`` measured, and counts by owner and kind.

    A dense place has thousands of notices; a person is given a count, the first few and the aggregate, never a silent cut.
    """

    keys: NDArray[np.int64]
    hits: tuple[Hit, ...]
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """Number of distinct notices that meet the question."""
        return len(self.keys)


class Engine(Protocol):
    """What every engine promises: the same set as `detente.geometry.meet` over all pairs, at once after every insertion."""

    def insert(self, key: int, parts: Sequence[Part], *, owner: int, kind: int) -> None:
        """Hold the parts of a notice under the caller's key; visible to the very next question. `ValueError` for a held key."""
        ...

    def insert_many(self, items: Sequence[Item]) -> None:
        """Hold many notices at once, all or none."""
        ...

    def remove(self, key: int) -> None:
        """Let go of a notice. `KeyError` where it is not held."""
        ...

    def screen(
        self,
        parts: Sequence[Part],
        *,
        separation_m: float = 0.0,
        vertical_m: float = 0.0,
        skew_s: float = 0.0,
        k: int = 20,
        kinds: Collection[int] | None = None,
        keys: Collection[int] | None = None,
    ) -> Screening:
        """What meets any of ``parts`` (see `detente.geometry.meet`), among the given kinds and keys only."""
        ...

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything held, as arrays from which `make_engine` makes an engine that answers the same."""
        ...

    def __len__(self) -> int:
        """Number of keys held."""
        ...


def make_engine(arrays: Mapping[str, NDArray[Any]] | None = None) -> Engine:
    """The engine of this machine: the one of numpy and shapely; holding what `Engine.arrays` gave, which may be read-only."""
    from detente.engine.arrays import ArrayEngine

    return ArrayEngine(arrays)
