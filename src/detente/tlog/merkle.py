"""Merkle trees of RFC 6962 §2.1 (the same as RFC 9162 §2.1): hashes, proofs, and a tree that grows.

``leaf = SHA-256(0x00 || entry)``, ``node = SHA-256(0x01 || left || right)``, the empty tree is ``SHA-256("")``; a tree of n
leaves splits at the largest power of two below n.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from detente.errors import PeerError
from detente.tlog.text import MAX_INT

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()
MAX_PROOF: Final = 63
"""Hashes in one proof: trees have fewer than 2**63 leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry of a log."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree: one byte array of hashes for each level of complete subtrees.

    The root of any earlier size and every proof take O(log n) hashes. Memory: 64 bytes a leaf. Wrong indexes are errors of the
    caller: `ValueError`.
    """

    __slots__ = ("_levels",)

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]

    @classmethod
    def from_leaf_hashes(cls, hashes: Iterable[bytes]) -> Tree:
        """The tree over these leaf hashes, in order."""
        tree = cls()
        tree.extend(hashes)
        return tree

    @classmethod
    def from_entries(cls, entries: Iterable[bytes]) -> Tree:
        """The tree rebuilt from the entries themselves: what an audit trusts (never the tiles, see `detente.tlog.audit`)."""
        return cls.from_leaf_hashes([sha256(b"\x00" + entry).digest() for entry in entries])

    def copy(self) -> Tree:
        """The same tree, to grow by itself."""
        tree = Tree()
        tree._levels = [bytearray(level) for level in self._levels]
        return tree

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0]) // HASH_SIZE

    def append(self, leaf: bytes) -> int:
        """Add one leaf hash; returns its index."""
        _check_width(leaf)
        index = self.size
        level, hash_, rest = 0, leaf, index
        while rest & 1:
            self._levels[level] += hash_
            hash_ = node_hash(self._at(level, rest - 1), hash_)
            level, rest = level + 1, rest >> 1
            if level == len(self._levels):
                self._levels.append(bytearray())
        self._levels[level] += hash_
        return index

    def extend(self, hashes: Iterable[bytes]) -> None:
        """Add many leaf hashes, level by level (about three times faster than `append`)."""
        hashes = list(hashes)
        for leaf in hashes:
            _check_width(leaf)
        self._levels[0] += b"".join(hashes)
        level = 0
        while (pairs := len(self._levels[level]) // (2 * HASH_SIZE)) > 0:
            if level + 1 == len(self._levels):
                self._levels.append(bytearray())
            above = self._levels[level + 1]
            done = len(above) // HASH_SIZE
            below = bytes(self._levels[level][2 * HASH_SIZE * done : 2 * HASH_SIZE * pairs])
            above += b"".join([sha256(b"\x01" + below[i : i + 64]).digest() for i in range(0, len(below), 64)])
            level += 1

    def leaf(self, index: int) -> bytes:
        """The leaf hash at ``index``."""
        if not 0 <= index < self.size:
            raise ValueError(f"leaf {index} of a tree of {self.size}")
        return self._at(0, index)

    def hashes(self, level: int, start: int, count: int) -> bytes:
        """``count`` hashes of complete subtrees of 2**level leaves, from the ``start``-th, concatenated."""
        end = HASH_SIZE * (start + count)
        if not (0 <= level < len(self._levels) and start >= 0 and count >= 0 and end <= len(self._levels[level])):
            raise ValueError(f"hashes {start}..{start + count} on level {level} of a tree of {self.size}")
        return bytes(self._levels[level][HASH_SIZE * start : end])

    def root(self, size: int | None = None) -> bytes:
        """Root of the tree of the first ``size`` leaves (all, when absent)."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise ValueError(f"size {size} of a tree of {self.size}")
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """PATH(index, D[size]) of RFC 6962 §2.1.1: sibling hashes from the leaf to the root."""
        size = self.size if size is None else size
        if not 0 <= index < size <= self.size:
            raise ValueError(f"leaf {index} in size {size} of a tree of {self.size}")
        path, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """PROOF(old, D[new]) of RFC 6962 §2.1.2; empty for ``old`` 0 (tlog-witness) and for ``old == new``."""
        new = self.size if new is None else new
        if not 0 <= old <= new <= self.size:
            raise ValueError(f"sizes {old} and {new} of a tree of {self.size}")
        if old in (0, new):
            return []
        path, start, end, known = [], 0, new, True
        while end != old:
            middle = start + _split(end - start)
            if old <= middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start, known = middle, False
        # The old tree itself is left out when it is a subtree of the new one: the reader has its root.
        return ([] if known else [self._range(start, end)]) + path[::-1]

    def _at(self, level: int, index: int) -> bytes:
        return bytes(self._levels[level][HASH_SIZE * index : HASH_SIZE * (index + 1)])

    def _range(self, start: int, end: int) -> bytes:
        """MTH(D[start:end]) for a range that RFC 6962 reaches by splitting: its complete subtrees, folded from the right."""
        subtrees = []
        while start < end:
            level = (end - start).bit_length() - 1
            subtrees.append(self._at(level, start >> level))
            start += 1 << level
        hash_ = subtrees.pop()
        while subtrees:
            hash_ = node_hash(subtrees.pop(), hash_)
        return hash_


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that ``leaf`` is the leaf hash at ``index`` of the tree of ``size`` leaves with ``root`` (RFC 9162 §2.1.3.2).

    Raises `PeerError` bad-proof.
    """
    _check_hashes(leaf, root, *proof)
    if not 0 <= index < size <= MAX_INT:
        raise _refuse(f"index {index} is outside a tree of {size}")
    _check_length(proof)
    node, last, hash_ = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise _refuse("the proof is too long")
        if node & 1 or node == last:
            hash_ = node_hash(sibling, hash_)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise _refuse("the proof is too short")
    if hash_ != root:
        raise _refuse(f"leaf {index} is not in the tree of {size} with this root")


def verify_consistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree of ``old_size`` leaves is the beginning of the one of ``new_size`` (RFC 9162 §2.1.4.2).

    From size 0 the proof is empty (tlog-witness). Raises `PeerError` bad-proof.
    """
    _check_hashes(old_root, new_root, *proof)
    if not 0 <= old_size <= new_size <= MAX_INT:
        raise _refuse(f"a tree does not grow from {old_size} to {new_size}")
    _check_length(proof)
    if old_size in (0, new_size):
        expected = EMPTY_ROOT if old_size == 0 else new_root
        if proof or old_root != expected or (new_size == 0 and new_root != EMPTY_ROOT):
            raise _refuse(f"sizes {old_size} and {new_size} have other roots, or a proof that proves nothing")
        return
    if not proof:
        raise _refuse("the proof is empty")
    first, second = _fold_consistency(old_size, new_size, proof, old_root)
    if first != old_root or second != new_root:
        raise _refuse(f"the tree of {new_size} does not begin with the tree of {old_size}")


def _fold_consistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes]:
    rest = list(proof)
    if old_size & (old_size - 1) == 0:
        rest.insert(0, old_root)
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = rest[0]
    for sibling in rest[1:]:
        if last == 0:
            raise _refuse("the proof is too long")
        if node & 1 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise _refuse("the proof is too short")
    return first, second


def _split(count: int) -> int:
    """The largest power of two below ``count`` (> 1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _check_width(leaf: bytes) -> None:
    if len(leaf) != HASH_SIZE:
        raise ValueError(f"a leaf hash of {len(leaf)} bytes")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(hash_) != HASH_SIZE for hash_ in hashes):
        raise _refuse("a hash is not 32 bytes")


def _check_length(proof: Sequence[bytes]) -> None:
    if len(proof) > MAX_PROOF:
        raise _refuse(f"{len(proof)} hashes; at most {MAX_PROOF}")


def _refuse(message: str) -> PeerError:
    return PeerError("bad-proof", message)
