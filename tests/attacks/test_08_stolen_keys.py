"""Attack 8: a thief has France's desk key, then the log key too; France's root key puts them out of use by an amendment.

What stands before the amendment stands, what comes after is refused, and no date that a thief writes moves anything.
"""

import shutil
from hashlib import sha256

import msgspec
from attacker import HERE, agreement_of, forge_leaf, leaves_of, log_of, say, show, verdict

from detente import agreement as agreements
from detente import evidence
from detente.node import check, found, home, prove
from detente.node.outbox import put_out
from detente.notice import Site
from detente.sign import SigningKey
from detente.statement import Ref
from detente.store import Content
from detente.testing import Town


def stolen(town: Town, role: str) -> SigningKey:
    name, kind, seed = (town["france"].folder / "keys" / f"{role}.key").read_text().split()
    return SigningKey.from_seed(name, int(kind), bytes.fromhex(seed))


def rotate(town: Town, *roles: str) -> None:
    """France makes new keys, and all sign the version that names them."""
    france = town["france"]
    for role in roles:
        path = france.folder / "keys" / f"{role}.key"
        name, kind, _ = path.read_text().split()
        path.write_text(f"{name} {kind} {town.entropy(32).hex()}\n")
    france._keys.clear()
    terms = france.picture.terms[agreement_of(france)]
    card = home.card(france.folder, france.config)
    members = tuple(card if m.party == france.party else m for m in terms.agreement.members)
    document = agreements.encode(
        msgspec.structs.replace(terms.agreement, version=2, members=members, previous=sha256(terms.note).hexdigest())
    )
    for name in town.nodes:
        document = found.sign_terms(town[name], document)
    for name in town.nodes:
        assert found.sign_and_open(town[name], document, ()).waiting == ()


def steal_and_say(town: Town, desk: SigningKey, title: str, *, issued: str, log: SigningKey | None = None) -> Ref:
    """The thief appends a site to France's log and shows it to Russia."""
    france, origin = town["france"], log_of(town, "france")
    content = town.notice(Site, HERE, title=title)
    leaf, salt = forge_leaf(town, france, desk, content, issued=issued, to=[("russia.example", "exact")])
    leaves = [*leaves_of(france, origin), leaf]
    show(town, "france", "russia", leaves, [Content(origin, len(leaves) - 1, "exact", salt, content)], key=log)
    return Ref(origin, len(leaves) - 1)


def titles(town: Town, name: str) -> set[str]:
    return {c.notice.title for c in check.check(town[name], [HERE]).conflicts}


def test_what_was_said_before_stands_and_what_a_thief_says_after_does_not(town: Town) -> None:
    desk = stolen(town, "desk-ops")
    before = say(town, town["france"], "genuine")
    town.settle()
    rotate(town, "desk-ops")
    town.settle()
    ref = steal_and_say(town, desk, "by the thief", issued="2015-11-20T06:00:00Z")
    town.pull("russia", "france")
    russia = town["russia"]
    assert "signature" in russia.picture.refused[ref]
    assert titles(town, "russia") == {"genuine"}
    words = evidence.verify(prove.prove(russia, before)).proven
    assert "Version 1 of the agreement, in force there, names that key." in words
    code, whose, sentence = verdict(lambda: russia.entry(ref))
    assert (code, whose) == ("not-found", "the input's")
    assert "does not verify" in sentence or "signature" in sentence


def test_a_thief_of_both_keys_shows_a_head_that_nobody_takes(town: Town) -> None:
    desk, log = stolen(town, "desk-ops"), stolen(town, "log")
    say(town, town["france"], "genuine")
    rotate(town, "desk-ops", "log")
    town.settle()
    origin = log_of(town, "france")
    steal_and_say(town, desk, "by the thief", issued="2015-11-20T06:00:00Z", log=log.renamed(origin))
    code, whose, words = verdict(lambda: town.pull("russia", "france"))
    assert (code, whose) == ("bad-signature", "the peer's")
    assert words
    assert titles(town, "russia") == {"genuine"}


def test_nothing_can_be_put_before_what_others_hold(town: Town) -> None:
    """With every old key the thief makes the log anew, its own statement where France's was: two histories, proved."""
    desk, log = stolen(town, "desk-ops"), stolen(town, "log")
    say(town, town["france"], "genuine")
    town.settle()
    origin = log_of(town, "france")
    content = town.notice(Site, HERE, title="by the thief")
    leaf, _ = forge_leaf(town, town["france"], desk, content, issued="2015-11-20T06:00:00Z")
    genuine = leaves_of(town["france"], origin)
    show(town, "france", "russia", [genuine[0], leaf, *genuine[2:]], key=log.renamed(origin))
    code, whose, words = verdict(lambda: town.pull("russia", "france"))
    assert (code, whose) == ("split-view", "the peer's")
    assert "two histories" in words
    assert titles(town, "russia") == {"genuine"}


def test_before_it_is_noticed_a_thief_can_only_add(town: Town) -> None:
    """What the keys sign before the owner puts them out of use counts as France's: the owner finds it on its own log."""
    desk = stolen(town, "desk-ops")
    ref = steal_and_say(town, desk, "by the thief", issued="2015-11-20T06:00:30Z")
    town.pull("russia", "france")
    assert titles(town, "russia") == {"by the thief"}
    put_out(town["russia"], town["russia"].folder / "outbox")
    code, whose, words = verdict(lambda: town.pull("france", "russia"))
    assert (code, whose) == ("rollback", "ours")
    assert "our own log is known to others at size" in words
    assert str(ref.index + 1) in words


def test_a_log_without_the_amendment_is_marked_and_the_genuine_one_proves_the_fraud(town: Town) -> None:
    """Russia holds the amendment; the thief leaves it out and goes on where the log was, as if France were late."""
    desk, log = stolen(town, "desk-ops"), stolen(town, "log")
    origin = log_of(town, "france")
    old = leaves_of(town["france"], origin)
    rotate(town, "desk-ops", "log")
    say(town, town["france"], "genuine")
    content = town.notice(Site, HERE, title="by the thief")
    leaf, salt = forge_leaf(town, town["france"], desk, content)
    told = [Content(origin, len(old), "exact", salt, content)]
    show(town, "france", "russia", [*old, leaf], told, key=log.renamed(origin))
    town.pull("russia", "france")
    russia = town["russia"]
    given = check.check(russia, [HERE])
    assert given.basis == "incomplete"
    mark = f"{origin} stops at version 1 here, and france.example has taken keys out of use since"
    assert [reason for reason in given.reasons if reason.startswith(mark)]
    proof = evidence.verify(prove.prove(russia, Ref(origin, len(old))))
    assert proof.not_proven[0].startswith("where version 2 of the agreement stands in the log of france.example")
    shutil.rmtree(town.outbox("france", "russia"))
    town.put_out("france")
    code, whose, words = verdict(lambda: town.pull("russia", "france"))
    assert (code, whose) == ("split-view", "the peer's")
    assert "two histories" in words


def test_once_the_log_carries_the_amendment_nothing_is_marked(town: Town) -> None:
    rotate(town, "desk-ops", "log")
    marks = [reason for reason in check.check(town["russia"], [HERE]).reasons if "taken keys out of use" in reason]
    assert len(marks) == 1
    say(town, town["liar"], "clinic")
    say(town, town["france"], "school")
    town.settle()
    assert check.check(town["russia"], [HERE]).basis == "complete"
