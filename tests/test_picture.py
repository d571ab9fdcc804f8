"""The picture: any order of arrival gives the same states (A7), and nothing lowers protection silently (A5)."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from detente import agreement as agreements
from detente.lifecycle import STATES, counts
from detente.notice import Activity, Area, Notice, Site, Validity
from detente.picture import (
    Entry,
    Picture,
    agree,
    answers,
    cited_size,
    counting,
    fold,
    forget,
    held_by,
    level_of,
    may_know,
    no_known_conflict,
    opened,
    state,
    unconfirmed,
)  # fmt: skip
from detente.sign import ED25519, Leaf, SigningKey
from detente.statement import Declare, Receipt, Ref, Resume, Reveal, Suspend, Verdict, encode, kind_of
from detente.terms import Agreement, Clause, Desk, Member
from detente.unaware import Unread, claimed_unread, unaware_of
from detente.volume import Circle, Volume4D

NOW = datetime(2015, 11, 23, 6, tzinfo=UTC)
ID = "ab" * 16
VOLUME = Volume4D(Circle((36.135, 35.834), 500.0))
PARTIES = ("fr.example", "ru.example", "us.example")


def member(party: str) -> Member:
    def vkey(role: str, kind: int = ED25519) -> str:
        return SigningKey.from_seed(f"{party}/{role}", kind, f"{party}/{role}".ljust(32)[:32].encode()).vkey

    return Member(party, party, vkey("root"), vkey("log"), vkey("mirror", 4), (Desk(f"{party}/desk/d", vkey("desk/d"), "duty"),))


TERMS = Agreement(
    ID, 1, "three", tuple(map(member, PARTIES)),
    (Clause("protect", ("site", "movement", "emergency")), Clause("plan", ("activity", "area"), suspended_by=("incident",))),
    datetime(2015, 11, 1, tzinfo=UTC),
)  # fmt: skip


class Logs:
    """Statements of three parties, as entries in the order of their logs."""

    def __init__(self) -> None:
        self.logs: dict[str, list[Entry]] = {party: [] for party in PARTIES}

    def say(self, party, statement, *, to=PARTIES, cites=(), level="exact", seen=()):  # type: ignore[no-untyped-def]
        log = self.logs[party]
        is_notice = isinstance(statement, Notice)
        subject, version = (statement.id, statement.version) if is_notice else (f"{len(log):032x}", 1)
        ref = Ref(agreements.origin(TERMS, party), len(log))
        leaf = Leaf(
            kind=kind_of(statement), agreement=ID, subject=subject, version=version,
            issued="2015-11-20T06:00:00Z",
            signer=f"{party}/desk/d", to=tuple((p, level) for p in to if p != party),
            cites=tuple((c.origin, c.index) for c in cites),
            seen=seen,
        )  # fmt: skip
        entry = Entry(
            ref=ref, author=party, leaf=leaf, leaf_hash=f"{len(log):062x}{PARTIES.index(party):02x}", received_at=0.0,
            contents={"exact": encode(statement)},
        )  # fmt: skip
        log.append(entry)
        return entry

    def picture(self, rng: random.Random | None = None, *, twice: bool = False) -> Picture:
        """Fold all logs: merged at random, each log in its own order, some entries delivered again."""
        found = Picture()
        agree(found, TERMS, b"note")
        queues = [list(log) for log in self.logs.values() if log]
        while queues:
            queue = (rng or random.Random(0)).choice(queues)
            entry = queue.pop(0)
            for _ in range(2 if twice else 1):
                fold(found, entry)
            queues = [q for q in queues if q]
        return found


def notice(cls=Site, number: int = 1, **more):  # type: ignore[no-untyped-def]
    more.setdefault("validity", Validity(review_by=NOW + timedelta(days=30)))
    more.setdefault("volumes", (VOLUME,))
    return cls(id=f"{number:032x}", **more)


def receipt(entry: Entry, grade: str = "delivered", **more) -> Receipt:  # type: ignore[no-untyped-def]
    return Receipt(of=entry.leaf_hash, grade=grade, **more)


def test_an_activity_goes_from_logged_to_registered_to_revoked() -> None:
    logs = Logs()
    plan = logs.say("fr.example", notice(Activity))
    assert state(logs.picture(), plan.ref, NOW) == "logged"
    assert unconfirmed(logs.picture(), plan.ref) == ("ru.example", "us.example")
    first = logs.say("ru.example", receipt(plan, answer="no notice found"), cites=[plan.ref])
    other = logs.say("us.example", notice(number=2)).ref
    second = logs.say("us.example", receipt(plan, answer="conflict", unaware=(other,)), cites=[plan.ref])
    picture = logs.picture()
    assert state(picture, plan.ref, NOW) == "answered"
    assert unaware_of(picture, plan.ref) == (other,)
    assert {p: r.answer for p, r in answers(picture, plan.ref).items()} == {
        "ru.example": "no notice found",
        "us.example": "conflict",
    }
    logs.say("fr.example", Verdict(of=plan.leaf_hash, verdict="no known conflict"), cites=[plan.ref, first.ref, second.ref])
    assert state(logs.picture(), plan.ref, NOW) == "registered"
    assert no_known_conflict(logs.picture(), plan.ref)


FAULTS = {
    "log of another party": "not in the log of the party that names it",
    "another agreement": "not in the log of the party that names it",
    "no log at all": "not in the log of the party that names it",
    "before the log": "nothing stood there when it was named",
    "itself": "nothing stood there when it was named",
    "later": "nothing stood there when it was named",
    "terms": "not a notice",
    "act": "not a notice",
    "refused": "refused here: a leaf that does not hold",
    "kept from the planner": "not given to the planner",
    "read before": "the planner cited that log up to 5",
    "unread": "",
}


@pytest.mark.parametrize("case", FAULTS)
def test_only_what_the_planner_could_open_counts_as_unread(case: str) -> None:
    """Named in a receipt: a notice of the receiver's own log, before the receipt, at or beyond the size that was cited."""
    logs = Logs()
    own = agreements.origin(TERMS, "us.example")
    for number in (1, 2):  # places 0 and 1 hold no entry: the terms, and a leaf that is refused
        logs.say("us.example", notice(number=number))
    logs.say("us.example", Declare(condition="talks"))
    logs.say("us.example", notice(number=3), to=())
    logs.say("us.example", notice(number=4))
    foreign = logs.say("ru.example", notice(number=5))
    plan = logs.say("fr.example", notice(Activity), seen=((own, 0 if case != "read before" else 5, "00"),))
    unread = logs.say("us.example", notice(number=6))
    named = {
        "log of another party": foreign.ref,
        "another agreement": Ref(own.replace(ID, "cd" * 16), 5),
        "no log at all": Ref("\x1b[2J nonsense", 1),
        "before the log": Ref(own, -1),
        "itself": Ref(own, 6),
        "later": Ref(own, 7),
        "terms": Ref(own, 0),
        "refused": Ref(own, 1),
        "act": Ref(own, 2),
        "kept from the planner": Ref(own, 3),
        "read before": Ref(own, 4),
        "unread": unread.ref,
    }[case]
    logs.say("us.example", receipt(plan, answer="conflict", unaware=(named,)), cites=[plan.ref])
    logs.say("us.example", notice(number=7))
    logs.logs["us.example"] = [e for e in logs.logs["us.example"] if e.ref.index > 1]
    picture = logs.picture()
    picture.refused[Ref(own, 1)] = "a leaf that does not hold"
    assert claimed_unread(picture, plan.ref) == [Unread("us.example", named, FAULTS[case])]
    assert unaware_of(picture, plan.ref) == (() if FAULTS[case] else (named,))


def test_a_list_of_unread_beside_no_answer_does_not_count_and_is_not_lost() -> None:
    logs = Logs()
    plan = logs.say("fr.example", notice(Activity))
    site = logs.say("us.example", notice(number=2))
    logs.say("us.example", receipt(plan, unaware=(site.ref,)), cites=[plan.ref])
    assert unaware_of(logs.picture(), plan.ref) == ()
    assert [n.fault for n in claimed_unread(logs.picture(), plan.ref)] == ["the receipt that names it holds no answer"]


def test_the_newest_answer_says_what_was_unread() -> None:
    logs = Logs()
    plan = logs.say("fr.example", notice(Activity))
    first, second = (logs.say("us.example", notice(number=n)).ref for n in (2, 3))
    for named in (first, second):
        logs.say("us.example", receipt(plan, answer="conflict", unaware=(named,)), cites=[plan.ref])
    assert [n.ref for n in claimed_unread(logs.picture(), plan.ref)] == [second]


def test_a_receipt_serves_only_the_version_it_names() -> None:
    logs = Logs()
    plan = logs.say("fr.example", notice(Activity))
    logs.say("ru.example", Receipt(of="ff" * 32, grade="delivered", answer="no notice found"), cites=[plan.ref])
    assert "ru.example" in unconfirmed(logs.picture(), plan.ref)


def test_expired_and_contested_sites_still_count() -> None:
    logs = Logs()
    site = logs.say("fr.example", notice(Site))
    later = NOW + timedelta(days=60)
    assert [state(logs.picture(), site.ref, t) for t in (NOW, later)] == ["active", "unverified"]
    assert counting(logs.picture(), site.ref, later)
    logs.say("ru.example", receipt(site, "contests"), cites=[site.ref])
    assert state(logs.picture(), site.ref, NOW) == "contested"
    assert counting(logs.picture(), site.ref, NOW)


@pytest.mark.parametrize(
    ("relation", "under_way", "done"), [("supersede", "superseding", "superseded"), ("withdraw", "withdrawing", "withdrawn")]
)
def test_make_before_break(relation: str, under_way: str, done: str) -> None:
    logs = Logs()
    old = logs.say("fr.example", notice(Site))
    new = logs.say("fr.example", notice(Site, version=2, relation=relation, of=1), cites=[old.ref])
    assert state(logs.picture(), old.ref, NOW) == under_way
    assert counting(logs.picture(), old.ref, NOW)
    logs.say("ru.example", receipt(new), cites=[new.ref])
    assert state(logs.picture(), old.ref, NOW) == under_way
    logs.say("us.example", receipt(new), cites=[new.ref])
    assert state(logs.picture(), old.ref, NOW) == done
    assert counting(logs.picture(), old.ref, NOW) == (relation == "withdraw")


def test_a_clarification_replaces_nothing() -> None:
    logs = Logs()
    old = logs.say("fr.example", notice(Site))
    logs.say("fr.example", notice(Site, version=2, relation="clarify", of=1), cites=[old.ref])
    assert state(logs.picture(), old.ref, NOW) == "active"


def test_nobody_supersedes_anothers_notice() -> None:
    logs = Logs()
    old = logs.say("fr.example", notice(Site))
    logs.say("ru.example", notice(Site, version=2, relation="withdraw", of=1), cites=[old.ref])
    assert state(logs.picture(), old.ref, NOW) == "active"


def test_only_the_originator_reveals() -> None:
    logs = Logs()
    site = logs.say("fr.example", notice(Site), to=("ru.example",), level="cell")
    assert may_know(logs.picture(), ID, "ru.example", site.ref)
    assert not may_know(logs.picture(), ID, "us.example", site.ref)
    assert not may_know(logs.picture(), "cd" * 16, "ru.example", site.ref)
    logs.say("ru.example", Reveal(level="exact"), to=("us.example",), cites=[site.ref])
    assert held_by(logs.picture(), site.ref) == ("ru.example",)
    logs.say("fr.example", Reveal(level="exact"), to=("us.example",), cites=[site.ref])
    assert level_of(logs.picture(), site.ref, "us.example") == "exact"


def test_content_can_be_forgotten() -> None:
    logs = Logs()
    site = logs.say("fr.example", notice(Site))
    picture = logs.picture()
    forget(picture, site.ref, "exact")
    assert picture.entries[site.ref].level == "none"
    assert not counting(picture, site.ref, NOW)


def test_suspension_and_conditions_are_told_in_words() -> None:
    logs = Logs()
    logs.say("ru.example", Suspend(clauses=("plan", "protect"), because="incident"))
    terms = logs.picture().terms[ID]
    assert not agreements.decide(terms.agreement, terms.standing, "activity", NOW).in_force
    assert "suspended by ru.example" in agreements.decide(terms.agreement, terms.standing, "activity", NOW).reason
    for kind in ("site", "movement", "emergency"):
        assert agreements.decide(terms.agreement, terms.standing, kind, NOW).in_force
    logs.say("ru.example", Resume(clauses=("plan",)))
    terms = logs.picture().terms[ID]
    assert agreements.decide(terms.agreement, terms.standing, "activity", NOW).in_force
    logs.say("ru.example", Declare(condition="transition"))
    assert logs.picture().terms[ID].standing.declared == {"transition": {"ru.example": True}}


def test_awareness_is_the_newest_size_cited_so_far() -> None:
    logs = Logs()
    ru = agreements.origin(TERMS, "ru.example")
    logs.say("fr.example", notice(Site), seen=((ru, 3, b"r" * 32),))
    plan = logs.say("fr.example", notice(Activity, 2))
    logs.say("fr.example", notice(Activity, 3), seen=((ru, 9, b"r" * 32),))
    assert cited_size(logs.picture(), plan.ref, ru) == 3


def test_opened_is_a_receipt_of_a_person() -> None:
    logs = Logs()
    area = logs.say("fr.example", notice(Area, stance="refrain"))
    logs.say("ru.example", receipt(area), cites=[area.ref])
    assert not opened(logs.picture(), area.ref, "ru.example")
    logs.say("ru.example", receipt(area, "opened"), cites=[area.ref])
    assert opened(logs.picture(), area.ref, "ru.example")


@pytest.mark.parametrize("seed", range(25))
def test_any_order_of_arrival_gives_the_same_picture(seed: int) -> None:
    rng = random.Random(seed)
    logs = Logs()
    said: list[Entry] = []
    for number in range(30):
        party = rng.choice(PARTIES)
        about = rng.choice(said) if said and rng.random() < 0.6 else None
        if about is None:
            said.append(logs.say(party, notice(rng.choice([Site, Activity]), number)))
        elif about.author == party and isinstance(about.statement, Site):
            versions = sum(e.leaf.subject == about.leaf.subject for e in logs.logs[party])
            relation = rng.choice(["supersede", "withdraw", "clarify"])
            old = about.statement
            said.append(
                logs.say(party, notice(Site, int(old.id, 16), version=versions + 1, relation=relation, of=1), cites=[about.ref])
            )
        elif about.author == party:
            logs.say(party, Verdict(of=about.leaf_hash, verdict="unconfirmed"), cites=[about.ref])
        else:
            logs.say(
                party,
                receipt(about, rng.choice(["delivered", "contests", "opened"]), answer="no notice found"),
                cites=[about.ref],
            )
    expected = {e.ref: state(logs.picture(), e.ref, NOW) for e in said}
    for _ in range(5):
        picture = logs.picture(rng, twice=rng.random() < 0.5)
        assert {ref: state(picture, ref, NOW) for ref in expected} == expected
        assert set(expected.values()) <= set(STATES)


def test_what_is_presumed_protected_counts_in_every_state_but_superseded() -> None:
    for kind in ("site", "movement", "presence", "emergency"):
        assert [word for word in STATES if not counts(kind, word)] == ["superseded"]
