"""A list that comes again: the log decides which version comes next, who is given it, and what is said already (R29)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from detente import picture
from detente.node import bulk
from detente.node.node import Node
from detente.notice import Notice
from detente.statement import Ref
from detente.testing import Town

DEFAULTS = bulk.Defaults(datetime(2040, 1, 1, tzinfo=UTC), "site")


def site(id_: int, **fields: Any) -> dict[str, Any]:
    return {"kind": "site", "id": f"{id_:032x}", "title": f"clinic {id_}", "version": 1, **fields}


def publish(node: Node, agreement: str, *notices: dict[str, Any], to: dict[str, Any] | None = None) -> bulk.Outcome:
    data = b"\n".join(msgspec.json.encode(notice) for notice in notices)
    given = bulk.wishes(data, "list.jsonl", msgspec.structs.replace(DEFAULTS, to=to), node.entropy)
    return bulk.publish_each(node, agreement, given, revise=True)


def said(node: Node, ref: Ref) -> Notice:
    statement = node.entry(ref).statement
    assert isinstance(statement, Notice)
    return statement


@pytest.fixture
def town(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Town(tmp_path, "alpha", "beta", "gamma") as made:
        yield made


def test_what_is_new_is_published_what_is_the_same_is_not_said_again_what_changed_is_the_next_version(town: Town) -> None:
    node, terms = town["alpha"], town.agree("alpha", "beta")
    first = publish(node, terms.id, site(1), site(2))
    assert len(first.published) == 2
    again = publish(node, terms.id, site(1), site(2, title="clinic, moved"), site(3))
    assert again.already == (first.published[0].ref,)
    changed, new = (said(node, one.ref) for one in again.published)
    assert (changed.version, changed.relation, changed.of, changed.title) == (2, "supersede", 1, "clinic, moved")
    assert (new.version, new.relation) == (1, "new")
    assert not publish(node, terms.id, site(1), site(2, title="clinic, moved"), site(3)).published


def test_a_later_version_of_a_list_without_a_node_is_the_first_in_a_log_that_has_none(town: Town) -> None:
    node, terms = town["alpha"], town.agree("alpha", "beta")
    (one,) = publish(node, terms.id, site(1, version=7, relation="supersede", of=6)).published
    assert (said(node, one.ref).version, said(node, one.ref).relation) == (1, "new")


def test_a_withdrawal_withdraws_once_and_a_place_that_comes_back_stands_again(town: Town) -> None:
    node, terms = town["alpha"], town.agree("alpha", "beta")
    publish(node, terms.id, site(1))
    gone = site(1, version=2, relation="withdraw", of=1)
    (withdrawn,) = publish(node, terms.id, gone).published
    assert said(node, withdrawn.ref).relation == "withdraw"
    assert publish(node, terms.id, gone).already == (withdrawn.ref,)
    assert not publish(node, terms.id, site(9, relation="withdraw", of=1)).published
    (back,) = publish(node, terms.id, site(1)).published
    assert (said(node, back.ref).version, said(node, back.ref).relation) == (3, "supersede")


def test_the_next_version_goes_to_whom_held_the_last(town: Town) -> None:
    node, terms = town["alpha"], town.agree("alpha", "beta", "gamma")
    (first,) = publish(node, terms.id, site(1), to={"beta.example": "exact"}).published
    assert picture.held_by(node.picture, first.ref) == ("beta.example",)
    (second,) = publish(node, terms.id, site(1, title="clinic, moved")).published
    assert second.to == {"beta.example": "exact"}
    (third,) = publish(node, terms.id, site(1, title="clinic, open"), to={"gamma.example": "exact"}).published
    assert third.to == {"gamma.example": "exact"}


def test_a_place_that_the_log_holds_under_another_id_word_for_word_is_not_said_again(town: Town) -> None:
    node, terms = town["alpha"], town.agree("alpha", "beta")
    (first,) = publish(node, terms.id, site(1)).published
    assert publish(node, terms.id, site(2, title="clinic 1")).already == (first.ref,)
