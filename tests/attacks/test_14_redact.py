"""Attack 14: content is deleted; who then has the log, the proofs, and a good guess, learns nothing and can deny nothing."""

from attacker import HERE, log_of, say, shell

from detente import evidence, sign
from detente.node import check, look, prove, reveal
from detente.testing import Town


def test_every_proof_stands_and_the_content_is_withheld(town: Town) -> None:
    ref = say(town, town["liar"], "the house of a family")
    town.settle()
    france = town["france"]
    kept = prove.prove(france, ref)
    reveal.redact(town["liar"], ref, rule="retention", although_it_counts=True)
    reveal.redact(france, ref, rule="retention", although_it_counts=True)
    town.settle()
    assert look.detail(france, ref).line.state == "content deleted"
    verdict = evidence.verify(prove.prove(france, ref))
    assert not any("family" in shown.text for shown in verdict.shown)
    assert any(f"as statement {ref.index} of the log of liar.example" in words for words in verdict.proven)
    assert any("retention" in shown.text for shown in verdict.shown)
    assert evidence.verify(kept).proven  # what was proved before is proved still
    code, output = shell(france, "verify", str(town.outbox("liar", "france")))
    assert (code, "VERIFIED" in output) == (0, True)
    assert "content deleted" in shell(france, "show", str(ref))[1]
    assert check.check(france, [HERE]).count == 0


def test_who_knows_all_but_the_salt_finds_no_match(town: Town) -> None:
    ref = say(town, town["liar"], "clinic")
    town.settle()
    france = town["france"]
    (content,) = [c for c in france.store.contents(ref.origin, ref.index, ref.index + 1) if c.level == "exact"]
    commit = france.entry(ref).leaf.commit_exact
    assert sign.commitment(content.salt, content.content) == commit
    reveal.redact(town["liar"], ref, although_it_counts=True)
    town.put_out("liar")
    told = b"".join(p.read_bytes() for p in town.outbox("liar", "russia").rglob("*") if p.is_file())
    assert content.salt not in told
    near = content.salt[:31] + bytes([content.salt[31] ^ 1])
    guesses = [bytes(32), b"\xff" * 32, near, *(n.to_bytes(32, "big") for n in range(5000))]
    assert commit not in {sign.commitment(salt, content.content) for salt in guesses}
    assert log_of(town, "liar") == ref.origin
