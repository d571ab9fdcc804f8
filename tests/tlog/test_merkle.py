"""RFC 6962 trees: every root and proof against the definition (published ones: `test_vectors`)."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import PeerError
from detente.tlog.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion


def root_of(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, as it is written there."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(root_of(hashes[:k]), root_of(hashes[k:]))


@given(st.integers(1, 80), st.data())
def test_every_proof_follows_the_definition(size: int, data: st.DataObject) -> None:
    hashes = [leaf_hash(str(n).encode()) for n in range(size)]
    tree = Tree.from_leaf_hashes(hashes)
    old = data.draw(st.integers(0, size))
    index = data.draw(st.integers(0, size - 1))
    assert tree.root() == root_of(hashes)
    assert tree.root(old) == root_of(hashes[:old])
    verify_inclusion(hashes[index], index, size, tree.inclusion(index, size), tree.root())
    verify_consistency(old, size, tree.consistency(old, size), tree.root(old), tree.root())


@given(st.integers(2, 60), st.data())
def test_a_changed_proof_is_refused(size: int, data: st.DataObject) -> None:
    tree = Tree.from_leaf_hashes([leaf_hash(str(n).encode()) for n in range(size)])
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index, size)
    leaf = leaf_hash(str(index).encode())
    for wrong in (proof[:-1], [*proof, proof[0]], [sha256(p).digest() for p in proof]):
        with pytest.raises(PeerError):
            verify_inclusion(leaf, index, size, wrong, tree.root())
    with pytest.raises(PeerError):
        verify_inclusion(leaf_hash(b"forged"), index, size, proof, tree.root())
    old = data.draw(st.integers(1, size - 1))
    steps = tree.consistency(old, size)
    for wrong in (steps[:-1], [*steps, leaf], [sha256(p).digest() for p in steps]):
        with pytest.raises(PeerError):
            verify_consistency(old, size, wrong, tree.root(old), tree.root())


def test_sizes_that_cannot_be() -> None:
    with pytest.raises(PeerError):
        verify_inclusion(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT)
    with pytest.raises(PeerError):
        verify_inclusion(EMPTY_ROOT, 5, 5, [], EMPTY_ROOT)
    with pytest.raises(PeerError):
        verify_consistency(6, 5, [], EMPTY_ROOT, EMPTY_ROOT)


def test_a_copy_grows_by_itself() -> None:
    tree = Tree.from_entries([b"a", b"b", b"c"])
    copy = tree.copy()
    copy.append(leaf_hash(b"d"))
    assert (tree.size, copy.size) == (3, 4)
    assert tree.root() == Tree.from_entries([b"a", b"b", b"c"]).root()
    assert copy.root() == Tree.from_entries([b"a", b"b", b"c", b"d"]).root()
