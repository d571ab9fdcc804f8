"""Attack 7: the liar makes a receipt that France never gave, with every key it can get hold of or confuse."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from attacker import forge_leaf, leaves_of, log_of, plan, say, show, verdict

from detente import picture, sign
from detente.node import answer, prove
from detente.node.outbox import put_out
from detente.node.receive import take_contents
from detente.node.sync import parse_line
from detente.sign import COSIGNATURE, ED25519, SigningKey
from detente.statement import Ref
from detente.store import Content, Note
from detente.testing import Town
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.merkle import Tree

DESK = "france.example/desk/ops"
VICTIM, COLLIDES = (SigningKey.from_seed(DESK, ED25519, n.to_bytes(32, "big")) for n in (47397, 139935))
"""Two keys of one name whose four-byte ids are the same; found among the first 140,000 seeds."""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "liar", "france", "russia") as made:
        path = made["france"].folder / "keys" / "desk-ops.key"
        path.write_text(f"{DESK} {ED25519} {(47397).to_bytes(32, 'big').hex()}\n")
        made.reopen("france")
        made.agree("liar", "france", "russia")
        made.settle()
        yield made


def receipt_of(town: Town, ref: Ref, grade: str = "accounted-for") -> bytes:
    of = town["liar"].entry(ref).leaf_hash
    return f'{{"kind":"receipt","of":"{of}","grade":"{grade}","answer":"no notice found"}}'.encode()


def keys(town: Town) -> dict[str, SigningKey]:
    """What a forger can sign with."""
    seed = b"\5" * 32
    return {
        "the liar's own desk": town["liar"].desk_key(),
        "a key of the same name": SigningKey.from_seed(DESK, ED25519, seed),
        "a key of the same name and id": COLLIDES,
        "the liar's node key under the desk's name": town["liar"].key("node").renamed(DESK),
    }


@pytest.mark.parametrize("which", range(4))
def test_a_receipt_by_another_key_is_none(town: Town, which: int) -> None:
    assert VICTIM.verifier.id == COLLIDES.verifier.id
    ref = plan(town, town["liar"], "raid")
    content = receipt_of(town, ref)
    key = list(keys(town).values())[which]
    leaf, salt = forge_leaf(
        town, town["france"], key, content, kind="receipt", cites=[(ref.origin, ref.index)], to=[("russia.example", "exact")]
    )
    origin = log_of(town, "france")
    leaves = [*leaves_of(town["france"], origin), leaf]
    # even where France's log key is in the forger's hands, as here, the leaf itself says nothing
    show(town, "france", "russia", leaves, [Content(origin, len(leaves) - 1, "exact", salt, content)])
    town.put_out("liar")
    town.pull("russia", "liar", "france")
    russia = town["russia"]
    assert Ref(origin, len(leaves) - 1) in russia.picture.refused
    assert {e.author for e, _ in picture.receipts(russia.picture, ref)} == {"russia.example"}
    code, whose, words = verdict(lambda: russia.entry(Ref(origin, len(leaves) - 1)))
    assert (code, whose) == ("not-found", "the input's")
    assert "signature" in words or "no desk" in words or "signed" in words


def test_a_log_head_needs_the_log_key(town: Town) -> None:
    """Type and name confusion: node key, mirror key, root key and another party's log key all sign what only the log key may."""
    liar, origin = town["liar"], log_of(town, "france")
    leaves = leaves_of(town["france"], origin)
    mirror = home_seed(town, "mirror")
    for key in (
        town["france"].key("node").renamed(origin), town["france"].key("root").renamed(origin),
        liar.key("log").renamed(origin), SigningKey.from_seed(origin, ED25519, mirror),
    ):  # fmt: skip
        show(town, "france", "russia", leaves, key=key)
        code, whose, words = verdict(lambda: town.pull("russia", "france"))
        assert (code, whose) == ("bad-signature", "the peer's")
        assert words


def home_seed(town: Town, role: str) -> bytes:
    return bytes.fromhex((town["france"].folder / "keys" / f"{role}.key").read_text().split()[2])


def test_a_cosignature_of_another_root_or_by_another_key_is_none(town: Town) -> None:
    say(town, town["liar"], "clinic")
    put_out(town["liar"], town["liar"].folder / "outbox")
    origin = log_of(town, "liar")
    note = town["liar"].store.checkpoint(origin)
    assert note is not None
    other = Checkpoint(origin, note.size, Tree.from_entries([b"x"] * note.size).root())
    mirror = home_seed(town, "mirror")
    lines = [
        town["france"].key("mirror").cosign(other.text, 1),
        SigningKey.from_seed(town["france"].key("mirror").verifier.name, COSIGNATURE, b"\5" * 32).cosign(
            sign.text_of(note.note), 1
        ),
        SigningKey.from_seed("russia.example/mirror", COSIGNATURE, mirror).cosign(sign.text_of(note.note), 1),
    ]
    for line in lines:
        bad = Note(origin, note.size, note.note + parse_line(note.note, line))
        town["russia"].store.record_checkpoint(note, town["liar"].tree(origin).root())
        town.pull("russia", "liar")
        (town.outbox("france", "liar") / "seen").mkdir(parents=True, exist_ok=True)
        town.put_out("france")
        for path in town.outbox("france", "liar").rglob("seen/liar.example"):
            path.write_bytes(bad.note)
        town.pull("liar", "france")
        assert town["liar"].store.cosignatures(origin, note.size) == []


def test_content_without_its_salt_or_with_another_is_none(town: Town) -> None:
    ref = plan(town, town["liar"], "raid")
    town.settle()
    origin = log_of(town, "france")
    index = next(p.index for p in town["liar"].picture.about[ref] if p.origin == origin)
    for data in (receipt_of(town, ref), receipt_of(town, ref, "objects")):
        content = Content(origin, index, "exact", bytes(32), data)
        code, whose, words = verdict(partial(take_contents, town["liar"], [content]))
        assert (code, whose) == ("bad-content", "the peer's")
        assert "does not match the commitment" in words
    assert prove.prove(town["liar"], ref)


def test_a_genuine_receipt_counts(town: Town) -> None:
    """So that the refusals above are not refusals of everything."""
    ref = plan(town, town["liar"], "raid")
    town.settle()
    assert {e.author for e, _ in picture.receipts(town["liar"].picture, ref)} == {"france.example", "russia.example"}
    assert answer.register(town["liar"], ref).verdict == "no known conflict"
