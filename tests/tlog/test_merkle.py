"""RFC 6962 trees: published roots, and every proof against the definition."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import PeerError
from detente.tlog.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion

# Inputs and roots that Certificate Transparency implementations share (transparency-dev/merkle testonly).
ENTRIES = [
    bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


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


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_published_roots(size: int, root: str) -> None:
    tree = Tree.from_entries(ENTRIES)
    assert tree.root(size).hex() == root == Tree.from_entries(ENTRIES[:size]).root().hex()


def test_published_hashes() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == ROOTS[1]
    assert Tree().root() == EMPTY_ROOT


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
