"""Well-known binary (OGC 06-103r4 §8, ISO 13249-3) to shapes: every kind that has straight edges; heights are passed over."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from detente.errors import InputError
from detente.formats.features import line, point, polygon, position
from detente.formats.table import Position, Shape

MAX_DEPTH: Final = 5
_EXTENDED: Final = {0x80000000: 1, 0x40000000: 1, 0x20000000: 0}
_NAMES: Final = {8: "an arc", 9: "a compound curve", 10: "a curved area", 15: "a polyhedron", 16: "a surface of triangles"}


def shapes(data: bytes) -> tuple[Shape, ...]:
    """The shapes of one geometry; none for an empty one. `InputError` where it is damaged or of a kind that is not read."""
    try:
        found = tuple(_Reader(data).geometry(0))
    except struct.error as error:
        raise InputError("bad-geometry", "a geometry that is cut off") from error
    return found


class _Reader:
    """Bytes of a geometry, and how far they are read."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def _number(self, order: str) -> int:
        (value,) = struct.unpack_from(order + "I", self._data, self._at)
        self._at += 4
        return int(value)

    def _count(self, order: str, size: int) -> int:
        # Checked before anything is made of it: a count costs nothing to write.
        count = self._number(order)
        if count * size > len(self._data) - self._at:
            raise InputError("bad-geometry", "a geometry that is cut off")
        return count

    def geometry(self, depth: int) -> Iterator[Shape]:
        """The shapes of the geometry that begins here."""
        if depth > MAX_DEPTH:
            raise InputError("bad-geometry", "collections that are nested too deep")
        (first,) = struct.unpack_from("B", self._data, self._at)
        if first > 1:
            raise InputError("bad-geometry", "not a geometry")
        self._at += 1
        order = "<" if first else ">"
        kind = self._number(order)
        more = 0
        for flag, extra in _EXTENDED.items():
            if kind & flag:
                kind, more = kind & ~flag, more + extra
                self._at += 0 if extra else 4
        more += {0: 0, 1: 1, 2: 1, 3: 2}.get(kind // 1000, 0)
        kind = kind % 1000 if kind < 4000 else kind
        if kind == 1:
            (found,) = self._positions(order, more, 1)
            if found[0] == found[0]:  # an empty point is written as no number
                yield point(*found)
        elif kind == 2:
            positions = self._positions(order, more, self._count(order, 16))
            if positions:
                yield line(positions)
        elif kind in {3, 17}:
            rings = [self._positions(order, more, self._count(order, 16)) for _ in range(self._count(order, 4))]
            if rings:
                yield polygon(rings)
        elif kind in {4, 5, 6, 7}:
            for _ in range(self._count(order, 9)):
                yield from self.geometry(depth + 1)
        else:
            raise InputError("bad-geometry", f"{_NAMES.get(kind, f'kind {kind}')}, which is not read")

    def _positions(self, order: str, more: int, count: int) -> list[Position]:
        size = 2 + more
        numbers = struct.unpack_from(f"{order}{count * size}d", self._data, self._at)
        self._at += count * size * 8
        pairs = zip(numbers[::size], numbers[1::size], strict=True)
        return [(x, y) if count == 1 and x != x else position(x, y) for x, y in pairs]
