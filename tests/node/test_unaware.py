"""What a receipt names as unread holds an author up only as far as its desk can open it; the rest is shown, and why (G5)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli import main
from detente.errors import OurError
from detente.node import answer, look, publish
from detente.notice import Activity, Site
from detente.statement import Receipt, Ref
from detente.testing import Town
from detente.volume import Circle, Volume4D

PLACE = Volume4D(Circle((36.1, 35.8), 400.0))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "france", "russia", "turkey") as made:
        yield made


def say(town: Town, name: str, terms: str, cls: type = Site) -> Ref:
    return publish.publish(town[name], terms, town.notice(cls, PLACE)).ref


def lie(town: Town, plan: Ref, *unaware: Ref) -> None:
    """Russia's desk signs an answer of its own to France's plan, naming what it likes."""
    entry = town["russia"].entry(plan)
    said = Receipt(of=entry.leaf_hash, grade="delivered", answer="no notice found", unaware=unaware)
    publish.act(town["russia"], entry.leaf.agreement, said, to={"france.example": "exact"}, cites=(plan,))
    town.settle()


def test_nothing_that_cannot_be_opened_keeps_an_author_from_its_verdict(town: Town) -> None:
    terms, other = town.agree("france", "russia").id, town.agree("russia", "turkey").id
    elsewhere = say(town, "russia", other)
    plan = say(town, "france", terms, Activity)
    own = town["russia"].origin(terms)
    town.settle()
    lie(town, plan, elsewhere, Ref(own, 10**6), Ref(own, 0), *(Ref(f"\x1b[2Jnonsense {n}", n) for n in range(5)))
    assert answer.unread(town["france"], plan) == ()
    done = answer.register(town["france"], plan)
    assert done.verdict == "no known conflict"
    assert len(done.discounted) == 3
    assert look.detail(town["france"], plan).discounted == done.discounted
    town.close()
    shown = CliRunner().invoke(main, ["-C", str(town.folder / "france"), "show", str(plan)]).output
    assert "russia.example names as not read “" in shown
    assert "and 3 more, which does not count: not in the log of the party that names it" in shown.replace("”", "")
    assert "which does not count: nothing stood there when it was named" in shown
    assert "\x1b" not in shown


def test_what_stands_in_its_log_must_be_opened_whatever_else_is_named_beside_it(town: Town) -> None:
    terms = town.agree("france", "russia").id
    plan = say(town, "france", terms, Activity)
    site = say(town, "russia", terms)
    town.settle()
    lie(town, plan, site, Ref("nonsense", 1))
    assert answer.unread(town["france"], plan) == (site,)
    with pytest.raises(OurError, match="not read when this was planned"):
        answer.register(town["france"], plan)
    answer.receipt(town["france"], site, "opened")
    assert len(answer.register(town["france"], plan).discounted) == 1


def test_what_an_honest_party_names_all_counts(town: Town) -> None:
    terms = town.agree("france", "russia").id
    site = say(town, "russia", terms)
    plan = say(town, "france", terms, Activity)
    town.settle()
    assert answer.unread(town["france"], plan) == (site,)
    assert answer.discounted(town["france"], plan) == ()
