"""Lists that come again: nothing is doubled, nothing goes silently, a decision holds as long as its row does."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coordinates import Area, Candidate, Reading
from detente.intake import draft, listing
from detente.intake.draft import Log
from detente.intake.listing import Decision, Listing
from detente.intake.model import Item, Origin, Precision
from detente.notice import Site
from detente.statement import decode
from detente.volume import Circle, Point

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = draft.Wanted(kind="site", agreement="Coast", review_by=NOW)


def item(name: str, *, latitude: float = 35.6, longitude: float = 36.5, state: str = "accepted", **said: str) -> Item:
    candidate = Candidate(
        latitude=latitude, longitude=longitude, area=Area(latitude, longitude, latitude, longitude), accuracy_m=8.0, format="DD"
    )
    words = {"name": name, "latitude": str(latitude), "longitude": str(longitude), **said}
    return Item(
        origin=Origin("list.csv", "", 2), key=name, original=words, said=words,
        reading=Reading(f"{latitude} {longitude}", (candidate,)),
        position=(longitude, latitude), footprints=(Point((longitude, latitude)),), state=state,  # type: ignore[arg-type]
    )  # fmt: skip


def entropy() -> draft.Entropy:
    drawn = iter(range(1, 1_000_000))
    return lambda size: next(drawn).to_bytes(size, "big")


ENTROPY = entropy()


def run(held: Listing, items: list[Item], log: Log | None = None) -> draft.Drafts:
    return draft.drafts(listing.merged(held, "list.csv", items, {}), items, WANTED, log, ENTROPY)


def test_a_draft_is_a_notice_that_the_node_takes() -> None:
    made = run(Listing(), [item("Kafr Nabl hospital", function="Hospital", admin1="Idleb", country="Syria")])
    notice = decode(msgspec.json.encode(made.notices[0]), "draft")
    assert isinstance(notice, Site)
    assert notice.title == "Kafr Nabl hospital"
    assert notice.function == "health"
    assert notice.place.admin == ("Syria", "Idleb")
    assert notice.place.typed[0].text == "35.6 36.5"
    assert notice.place.typed[0].accuracy_m == 8.0
    assert notice.volumes[0].accuracy_m == 8.0
    assert notice.relation == "new"


def test_the_same_again_is_the_same_draft_again() -> None:
    rows = [item("a"), item("b")]
    first = run(Listing(), rows)
    again = run(first.listing, rows)
    assert again.notices == first.notices
    assert len({notice["id"] for notice in first.notices}) == 2
    assert not again.withdrawals
    assert listing.compare(first.listing, rows) == listing.Difference(same=("a", "b"))


def test_a_changed_row_keeps_its_id() -> None:
    first = run(Listing(), [item("a")])
    changed = [item("a", latitude=35.7)]
    assert listing.compare(first.listing, changed).changed == (listing.Change("a", "a", (("latitude", "35.6", "35.7"),)),)
    (second,) = run(first.listing, changed).notices
    assert second["id"] == first.notices[0]["id"]
    assert second["volumes"] != first.notices[0]["volumes"]


def test_a_row_that_is_gone_is_proposed_as_a_withdrawal_and_not_forgotten() -> None:
    first = run(Listing(), [item("a"), item("b")])
    second = run(first.listing, [item("b")])
    (gone,) = second.withdrawals
    assert (gone["id"], gone["relation"]) == (first.notices[0]["id"], "withdraw")
    assert run(second.listing, [item("b")]).withdrawals == second.withdrawals
    # back again, it is the same notice
    assert run(second.listing, [item("a"), item("b")]).notices[0]["id"] == gone["id"]


def test_what_the_log_never_held_or_holds_as_withdrawn_is_not_proposed() -> None:
    first = run(Listing(), [item("a")])
    ids = frozenset({first.notices[0]["id"]})
    assert run(first.listing, [], Log(ids)).withdrawals
    assert not run(first.listing, [], Log()).withdrawals
    assert not run(first.listing, [], Log(ids, ids)).withdrawals


def test_a_row_that_comes_to_be_doubted_is_not_withdrawn() -> None:
    first = run(Listing(), [item("a")])
    second = run(first.listing, [item("a", latitude=53.6, state="doubted")])
    assert not second.notices
    assert not second.withdrawals


def test_a_list_that_lost_its_memory_finds_its_places_in_the_log() -> None:
    first = run(Listing(), [item("a")])
    known = Log(frozenset({"0" * 32}), frozenset(), {draft.place_key("A", (36.5, 35.6)): "0" * 32})
    assert run(Listing(), [item("a")], known).notices[0]["id"] == "0" * 32
    assert run(first.listing, [item("a")], known).notices == first.notices


def test_a_row_is_known_again_by_name_and_place_where_its_key_is_not() -> None:
    held = run(Listing(), [item("a"), item("b", latitude=35.9)]).listing
    spelt = msgspec.structs.replace(item("a"), key="x", said={**item("a").said, "name": "aa"})
    moved = msgspec.structs.replace(item("b", latitude=35.8), key="y")
    strange = msgspec.structs.replace(item("c", latitude=34.0), key="z")
    assert [row.key for row in listing.rekeyed(held, [spelt, moved, strange])] == ["a", "b", "z"]
    twins = [msgspec.structs.replace(item("a"), key="x"), msgspec.structs.replace(item("a"), key="y")]
    assert [row.key for row in listing.rekeyed(held, twins)] == ["x", "y"]  # which of them, nobody can tell
    assert listing.moved_m(held, item("a", latitude=35.7)) == pytest.approx(11_100, rel=0.01)


def test_ids_are_of_one_agreement() -> None:
    first = run(Listing(), [item("a")])
    other = draft.drafts(first.listing, [item("a")], msgspec.structs.replace(WANTED, agreement="Sky"), None, ENTROPY)
    assert other.notices[0]["id"] != first.notices[0]["id"]


def test_drafts_made_before_an_agreement_was_named_are_those_of_the_first() -> None:
    nameless = draft.drafts(
        listing.merged(Listing(), "list.csv", [item("a")], {}),
        [item("a")],
        msgspec.structs.replace(WANTED, agreement=""),
        None,
        ENTROPY,
    )
    named = run(nameless.listing, [item("a")])
    assert named.notices == nameless.notices
    assert set(named.listing.entries["a"].drafted) == {"Coast"}
    other = draft.drafts(named.listing, [item("a")], msgspec.structs.replace(WANTED, agreement="Sky"), None, ENTROPY)
    assert other.notices[0]["id"] != nameless.notices[0]["id"]


def test_a_decision_holds_for_the_row_as_it_was() -> None:
    row = item("a", state="doubted")
    decision = Decision(state="accepted", by="officer", at=NOW, digest=listing.digest(row))
    held = listing.merged(Listing(), "list.csv", [row], {"a": decision})
    assert listing.decided(held, row) == decision
    assert listing.decided(held, item("a", latitude=35.61, state="doubted")) is None


def test_a_coarse_row_has_its_uncertainty_in_its_area() -> None:
    coarse = msgspec.structs.replace(
        item("a"), precision=Precision("radius", 25_000.0, "25 km", True), footprints=(Circle((36.5, 35.6), 25_008.0),)
    )
    (made,) = run(Listing(), [coarse]).notices
    assert made["volumes"][0]["footprint"]["type"] == "Circle"
    assert made["place"]["typed"][0]["accuracy_m"] == 25_008.0


names = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(names, names)
def test_every_row_of_two_editions_is_new_or_changed_or_same_or_gone(before: list[str], now: list[str]) -> None:
    held = run(Listing(), [item(name) for name in before]).listing
    found = listing.compare(held, [item(name, latitude=35.6 + (name in "abc") * 0.1) for name in now])
    assert set(found.new) == set(now) - set(before)
    assert {change.key for change in found.changed} == {name for name in set(now) & set(before) if name in "abc"}
    assert set(found.same) == set(now) & set(before) - set("abc")
    assert set(found.gone) == set(before) - set(now)


def test_a_list_file_is_read_back() -> None:
    held = run(Listing(), [item("a")]).listing
    read = listing.loads(listing.dumps(held), "list")
    assert read == held
    assert run(read, [item("a")]).listing == read
