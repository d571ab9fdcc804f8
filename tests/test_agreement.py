"""Agreements: what is signed, who may be given what, and by which clause."""

from datetime import UTC, datetime

import msgspec
import pytest

from detente.agreement import Standing, check, decide, decode, encode, member, open_genesis, origin, recipients, survives
from detente.errors import DetenteError, InputError, OurError, PeerError
from detente.sign import ED25519, SigningKey, sign_text
from detente.statement import Declare, Suspend
from detente.terms import Agreement, Clause, Desk, Member, key_name, parse_origin

NOW = datetime(2015, 11, 23, 6, tzinfo=UTC)


def key(party: str, role: str, kind: int = ED25519, *, exercise: bool = False) -> SigningKey:
    name = key_name(party, role, exercise=exercise)
    return SigningKey.from_seed(name, kind, name.ljust(32)[-32:].encode())


def card(party: str, *, exercise: bool = False) -> Member:
    def vkey(role: str, kind: int = ED25519) -> str:
        return key(party, role, kind, exercise=exercise).vkey

    desk = Desk(key_name(party, "desk/ops", exercise=exercise), vkey("desk/ops"), "operations")
    return Member(party, party, vkey("root"), vkey("log"), vkey("mirror", 4), (desk,))


CLAUSES = (
    Clause("protect", ("site", "movement"), level="cell"),
    Clause("plans", ("activity",), suspended_by=("incident",), condition="transition", declared_by=("ru.example",)),
    Clause("zones", ("area",), when="in-window"),
    Clause("line", ("emergency",)),
)
TERMS = Agreement("ab" * 16, 1, "FR-RU", (card("fr.example"), card("ru.example")), CLAUSES, datetime(2015, 11, 1, tzinfo=UTC))
ROOTS = [key("fr.example", "root"), key("ru.example", "root")]


def test_terms_are_in_force_once_all_roots_have_signed_the_same_bytes() -> None:
    assert open_genesis(sign_text(encode(TERMS), ROOTS)) == TERMS
    with pytest.raises(PeerError, match=r"not signed by ru\.example/root"):
        open_genesis(sign_text(encode(TERMS), ROOTS[:1]))
    with pytest.raises(PeerError):
        open_genesis(sign_text(encode(TERMS), ROOTS).replace(b"FR-RU", b"FR-XX"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"members": (card("fr.example"), card("fr.example"))}, "twice"),
        ({"clauses": (CLAUSES[0], CLAUSES[0])}, "one id"),
        ({"clauses": (Clause("x", ("weather",)),)}, "not a kind"),
        ({"clauses": (Clause("x", ("activity",), condition="c"),)}, "declare"),
        ({"clauses": (Clause("x", ("activity",), condition="c", declared_by=("us.example",)),)}, "not a member"),
        ({"clauses": (Clause("x", ("emergency",), suspended_by=("incident",)),)}, "never suspended"),
        ({"clauses": (Clause("x", ("emergency",), condition="c", declared_by=("ru.example",)),)}, "no conditions"),
        ({"time_end": datetime(2014, 1, 1, tzinfo=UTC)}, "before time_start"),
        ({"exercise": True}, "is not named"),
        ({"members": (card("fr.example"), card("ru.example", exercise=True))}, "is not named"),
    ],
)
def test_terms_that_contradict_themselves(change: dict[str, object], words: str) -> None:
    with pytest.raises(DetenteError, match=words):
        check(msgspec.structs.replace(TERMS, **change))


@pytest.mark.parametrize(
    "text", [b"", b"detente.agreement/1\n", b"detente.agreement/1\n{}\n", b"detente.agreement/2\n{}\n", encode(TERMS)[:-1]]
)
def test_texts_that_are_no_terms(text: bytes) -> None:
    with pytest.raises(InputError):
        decode(text)


def test_exercise_and_live_have_different_names() -> None:
    drill = Agreement(
        "cd" * 16, 1, "drill", (card("fr.example", exercise=True), card("ru.example", exercise=True)), CLAUSES, NOW, exercise=True
    )
    check(drill)
    assert origin(drill, "fr.example") == f"fr.example/exercise/{'cd' * 16}/0"
    assert parse_origin(origin(drill, "fr.example")).exercise
    for wrong in ("fr.example/agr/x/0", "fr.example/agr/" + "ab" * 16 + "/00", "../agr/" + "ab" * 16 + "/0 ", ""):
        with pytest.raises(InputError):
            parse_origin(wrong)


def test_conditions_and_suspensions_say_which_clause_and_who() -> None:
    standing = Standing()
    waiting = decide(TERMS, standing, "activity", NOW)
    assert (waiting.in_force, waiting.clause) == (False, "plans")
    assert "“transition” to be declared by ru.example" in waiting.reason
    standing.apply("ru.example", Declare(condition="transition"))
    assert decide(TERMS, standing, "activity", NOW).in_force
    standing.apply("fr.example", Suspend(clauses=("plans", "protect", "line"), because="incident"))
    assert "suspended by fr.example" in decide(TERMS, standing, "activity", NOW).reason
    assert decide(TERMS, standing, "site", NOW).in_force
    assert decide(TERMS, standing, "emergency", NOW).in_force
    assert "no clause" in decide(TERMS, standing, "report", NOW).reason


def test_a_suspension_that_the_clause_does_not_foresee_has_no_effect() -> None:
    standing = Standing()
    standing.apply("ru.example", Declare(condition="transition"))
    standing.apply("fr.example", Suspend(clauses=("plans",), because="notice"))
    standing.apply("stranger.example", Suspend(clauses=("plans",), because="incident"))
    assert decide(TERMS, standing, "activity", NOW).in_force


def test_outside_its_period_only_the_emergency_line_stands() -> None:
    early = datetime(2015, 10, 1, tzinfo=UTC)
    assert not decide(TERMS, Standing(), "site", early).in_force
    assert decide(TERMS, Standing(), "emergency", early).in_force


def test_an_empty_list_of_recipients_means_nobody() -> None:
    sites, zones = decide(TERMS, Standing(), "site", NOW), decide(TERMS, Standing(), "area", NOW)
    assert recipients(TERMS, sites, "fr.example", {}) == {}
    assert recipients(TERMS, sites, "fr.example", None) == {"ru.example": "cell"}
    assert recipients(TERMS, sites, "fr.example", {"ru.example": "none"}) == {"ru.example": "none"}
    assert recipients(TERMS, zones, "fr.example", None) == {"ru.example": "cell"}, "exact only in the window"
    with pytest.raises(OurError, match="allows cell"):
        recipients(TERMS, sites, "fr.example", {"ru.example": "exact"})
    with pytest.raises(OurError, match="not another member"):
        recipients(TERMS, sites, "fr.example", {"us.example": "cell"})


def test_what_survives_is_what_the_parties_wrote_or_what_protects() -> None:
    assert [survives(c) for c in CLAUSES] == [True, False, False, True]
    assert survives(Clause("x", ("activity",), survives=True))
    assert not survives(Clause("x", ("site",), survives=False))
    with pytest.raises(PeerError):
        member(TERMS, "us.example")
