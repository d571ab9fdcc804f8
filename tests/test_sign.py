"""Leaves and documents: what is read back, what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import DetenteError, OurError, PeerError
from detente.sign import (
    COSIGNATURE,
    ED25519,
    Leaf,
    SigningKey,
    commitment,
    make_leaf,
    open_text,
    parse_leaf,
    sign_text,
    text_of,
    verify_leaf,
)

DESK = SigningKey.from_seed("france.example/desk/caoc", ED25519, b"d" * 32)
OTHER = SigningKey.from_seed("france.example/desk/caoc", ED25519, b"e" * 32)
WORDS = {"kind": "site", "agreement": "ab" * 16, "subject": "cd" * 16, "version": 2, "issued": "2015-11-20T06:00:00Z"}
FULL = make_leaf(
    **WORDS,
    key=DESK,
    commit_coarse=b"c" * 32,
    commit_exact=b"e" * 32,
    to=[("ocha.example", "cell"), ("russia.example", "exact")],
    cites=[("ocha.example/agr/x/0", 7)], seen=[("ocha.example/agr/x/0", 9, b"r" * 32)], vector=b"v" * 32,
)  # fmt: skip


def test_a_leaf_comes_back_as_it_was_written() -> None:
    leaf = verify_leaf(FULL, {DESK.name: DESK.verifier})
    assert (leaf.kind, leaf.version, leaf.signer) == ("site", 2, "france.example/desk/caoc")
    assert leaf.to == (("ocha.example", "cell"), ("russia.example", "exact"))
    assert leaf.seen == (("ocha.example/agr/x/0", 9, b"r" * 32),)
    assert leaf.commit_exact == b"e" * 32


def test_unknown_lines_are_kept() -> None:
    text = text_of(FULL) + b"x-weather fair\n"
    assert verify_leaf(sign_text(text, [DESK]), {DESK.name: DESK.verifier}).unknown == ("x-weather fair",)


def test_only_a_known_key_signs() -> None:
    for keys in ({}, {DESK.name: OTHER.verifier}, {"other": DESK.verifier}):
        with pytest.raises(PeerError):
            verify_leaf(FULL, keys)
    with pytest.raises(PeerError, match="instead of one"):
        verify_leaf(sign_text(text_of(FULL), [DESK, OTHER]), {DESK.name: DESK.verifier})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("leaf/1", "leaf/2"),
        ("kind site", "kind Site"),
        ("kind site\n", ""),
        ("kind site\n", "kind site\nkind site\n"),
        ("/2\n", "/0\n"),
        ("/2\n", "/02\n"),
        ("T06:00:00Z", "T06:00:00+00:00"),
        ("2015-11-20", "2015-13-20"),
        (" cell", " fine"),
        ("to russia.example", "to ocha.example"),
        ("/0 7\n", "/0 +7\n"),
        ("issued", "to ocha2.example cell\nissued"),
        ("commit-exact ZWVl", "commit-exact !WVl"),
        ("vector", "Vector"),
        ("\nvector", "\n\nvector"),
    ],
)
def test_leaves_that_are_refused(old: str, new: str) -> None:
    text = text_of(FULL).decode()
    assert old in text
    with pytest.raises(DetenteError):
        parse_leaf(sign_text(text.replace(old, new, 1).encode(), [DESK]))


def test_our_own_leaves_stay_small() -> None:
    with pytest.raises(OurError, match="at most 4096"):
        make_leaf(**WORDS, key=DESK, cites=[(f"ocha.example/agr/{n}/0", n) for n in range(200)])


def test_commitments_bind_salt_and_content() -> None:
    assert commitment(b"s" * 32, b"content") != commitment(b"t" * 32, b"content") != commitment(b"t" * 32, b"content ")
    with pytest.raises(PeerError):
        commitment(b"short", b"content")


def test_all_required_keys_sign_a_document() -> None:
    roots = [SigningKey.from_seed(f"{party}.example/root", ED25519, party.encode() * 16) for party in ("fr", "ru")]
    text = b"detente.agreement/1\n{}\n"
    keys = [root.verifier for root in roots]
    names = [root.name for root in roots]
    assert open_text(sign_text(text, roots), keys, names) == text
    with pytest.raises(PeerError, match=r"not signed by ru\.example/root"):
        open_text(sign_text(text, roots[:1]), keys, names)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_leaf_or_a_peer_error(data: bytes) -> None:
    with suppress(PeerError):
        assert isinstance(parse_leaf(b"detente.leaf/1\n" + data), Leaf)


def test_a_key_signs_only_what_its_type_is_for() -> None:
    assert COSIGNATURE != ED25519
    assert DESK.renamed("other").verifier.public == DESK.verifier.public
