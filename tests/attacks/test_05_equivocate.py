"""Attack 5, between members: one party, one set of keys, two histories, shown to different readers."""

import msgspec
import pytest
from attacker import HERE, say, shell, twin, verdict

from detente.errors import DetenteError
from detente.node import check, expose
from detente.node.outbox import put_out
from detente.node.sync import pull
from detente.peer.folder import FolderSource
from detente.testing import Town
from detente.tlog.fork import verify_fork


@pytest.mark.parametrize("more", [0, 2])
def test_two_readers_find_it_as_soon_as_they_compare_heads(town: Town, more: int) -> None:
    other = twin(town, "liar")
    say(town, town["liar"], "clinic")
    for n in range(more + 1):
        say(town, other, f"depot {n}")
    put_out(town["liar"], town["liar"].folder / "outbox")
    put_out(other, other.folder / "outbox")
    town.pull("france", "liar")
    pull(town["russia"], FolderSource(other.folder / "outbox" / "russia.example"))
    town.put_out("france", "russia")
    taken = []
    for reader, author in (("russia", "france"), ("france", "russia")):
        try:
            town.pull(reader, author)
        except DetenteError as error:
            taken.append((error.code, error.whose))
    assert ("split-view", "the peer's") in taken
    proofs = [p for n in ("france", "russia") if (f := town[n].folder / expose.FORKS).exists() for p in f.iterdir()]
    assert proofs
    # a third person with the file and the liar's public key alone
    key, words = verify_fork(proofs[0].read_bytes())
    assert key.public == town["liar"].key("log").verifier.public
    assert "different histories" in words[-1]
    code, output = shell(town["france"], "verify", str(proofs[0]), "--json")
    assert code == 0
    assert msgspec.json.decode(output)["key"] == key.vkey
    other.close()


def test_every_answer_says_that_it_rests_on_who_contradicted_itself(town: Town) -> None:
    other = twin(town, "liar")
    say(town, town["liar"], "clinic")
    say(town, other, "depot")
    put_out(town["liar"], town["liar"].folder / "outbox")
    put_out(other, other.folder / "outbox")
    town.pull("france", "liar")
    source = FolderSource(other.folder / "outbox" / "france.example")
    code, whose, words = verdict(lambda: pull(town["france"], source))
    assert (code, whose) == ("split-view", "the peer's")
    assert "detente verify" in words
    given = check.check(town["france"], [HERE])
    assert given.basis == "incomplete"
    assert any("contradicts itself" in reason for reason in given.reasons)
    assert {c.notice.title for c in given.conflicts} == {"clinic"}  # what it said before still protects (G9)
    other.close()
