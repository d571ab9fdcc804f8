"""Attack 9: tiles, bundles, proofs and heads that are cut, too long, or of sizes that no log has."""

from pathlib import Path

import pytest
from attacker import HERE, leaves_of, log_of, say, shell, verdict

from detente import evidence, sign
from detente.node import check, prove
from detente.peer.folder import place
from detente.testing import Town
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.proof import format_proof, parse_proof


@pytest.fixture
def base(town: Town) -> Path:
    """The liar's log of three leaves as it is put out for France, who has read the first."""
    say(town, town["liar"], "clinic")
    say(town, town["liar"], "school")
    town.put_out("liar")
    return town.outbox("liar", "france") / place(log_of(town, "liar"))


@pytest.mark.parametrize("cut", [1, 7, 400])
def test_a_bundle_that_is_cut(town: Town, base: Path, cut: int) -> None:
    bundle = base / "tile/entries/000.p/3"
    bundle.write_bytes(bundle.read_bytes()[:-cut])
    code, whose, words = verdict(lambda: town.pull("france", "liar"))
    assert (code, whose) == ("bad-leaf", "the peer's")
    assert "cut" in words
    assert town["france"].store.size(log_of(town, "liar")) == 1


def test_a_bundle_that_is_not_there(town: Town, base: Path) -> None:
    (base / "tile/entries/000.p/3").unlink()
    code, whose, words = verdict(lambda: town.pull("france", "liar"))
    assert (code, whose) == ("not-found", "the peer's")
    assert "ask the peer to export again" in words


@pytest.mark.parametrize(("size", "code"), [(0, "bad-note"), (2**63 - 1, "not-found"), (2**63, "bad-note"), (-1, "bad-note")])
def test_heads_of_sizes_that_no_log_has(town: Town, base: Path, size: int, code: str) -> None:
    origin = log_of(town, "liar")
    text = Checkpoint(origin, 3, bytes(32)).text.replace(b"\n3\n", f"\n{size}\n".encode())
    (base / "checkpoint").write_bytes(sign.sign_text(text, [town["liar"].key("log").renamed(origin)]))
    taken, whose, words = verdict(lambda: town.pull("france", "liar"))
    assert (taken, whose) == (code, "the peer's")
    assert origin in words
    assert town["france"].store.size(origin) == 1
    assert town["france"].store.checkpoint(origin) is not None
    assert check.check(town["france"], [HERE]).count == 0


@pytest.mark.parametrize("change", ["shorter", "longer", "another index", "no hash"])
def test_a_proof_of_another_length(town: Town, change: str) -> None:
    refs = [say(town, town["liar"], title) for title in ("clinic", "school", "bridge", "well")]
    town.settle()
    france = town["france"]
    parts = evidence._unpack(prove.prove(france, refs[0]))
    name = "statements/0000/proof"
    index, hashes, checkpoint, _ = parse_proof(parts[name])
    changed = {
        "shorter": (index, hashes[:-1]), "longer": (index, (*hashes, bytes(32))),
        "another index": (index + 1, hashes), "no hash": (index, ()),
    }[change]  # fmt: skip
    forged = evidence._pack({**parts, name: format_proof(*changed, checkpoint)})
    path = france.folder / "evidence.zip"
    path.write_bytes(forged)
    code, output = shell(france, "verify", str(path))
    assert code == 1
    assert "NOT VERIFIED: statements/0000" in output
    with pytest.raises(evidence.PeerError) as error:
        evidence.verify(forged)
    assert (error.value.code, error.value.whose) == ("bad-evidence", "the peer's")


def test_the_log_itself_is_whole(town: Town, base: Path) -> None:
    """So that the refusals above are not refusals of everything."""
    town.pull("france", "liar")
    assert len(leaves_of(town["france"], log_of(town, "liar"))) == 3
