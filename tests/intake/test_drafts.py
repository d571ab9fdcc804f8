"""Lists that come again: nothing is doubled, nothing goes silently, a decision holds as long as its row does."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from detente.coordinates import Area, Candidate, Reading
from detente.intake import draft, listing
from detente.intake.draft import Held
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


def run(held: Listing, items: list[Item], published: Mapping[str, Held] | None = None) -> draft.Drafts:
    return draft.drafts(listing.merged(held, "list.csv", items, {}), items, WANTED, published, ENTROPY)


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


def test_the_same_again_drafts_nothing() -> None:
    rows = [item("a"), item("b")]
    first = run(Listing(), rows)
    again = run(first.listing, rows)
    assert len(first.notices) == 2
    assert not again.notices
    assert not again.withdrawals
    assert listing.compare(first.listing, rows) == listing.Difference(same=("a", "b"))


def test_a_changed_row_is_the_next_version_of_the_same_notice() -> None:
    first = run(Listing(), [item("a")])
    changed = [item("a", latitude=35.7)]
    assert listing.compare(first.listing, changed).changed == (listing.Change("a", "a", (("latitude", "35.6", "35.7"),)),)
    (second,) = run(first.listing, changed).notices
    assert (second["id"], second["version"], second["relation"], second["of"]) == (first.notices[0]["id"], 2, "supersede", 1)


def test_what_was_never_published_stays_its_first_version() -> None:
    first = run(Listing(), [item("a")])
    (second,) = run(first.listing, [item("a", latitude=35.7)], published={}).notices
    assert (second["id"], second["version"], second.get("relation")) == (first.notices[0]["id"], 1, None)
    # and a draft that the log does not hold is given again
    assert run(first.listing, [item("a")], published={}).notices == first.notices


def test_a_row_that_is_gone_is_proposed_as_a_withdrawal_and_not_forgotten() -> None:
    first = run(Listing(), [item("a"), item("b")])
    second = run(first.listing, [item("b")])
    assert not second.notices
    (gone,) = second.withdrawals
    assert (gone["id"], gone["version"], gone["relation"], gone["of"]) == (first.notices[0]["id"], 2, "withdraw", 1)
    assert run(second.listing, [item("b")]).withdrawals == second.withdrawals
    assert not run(first.listing, [item("b")], published={}).withdrawals


def test_a_row_that_comes_to_be_doubted_is_not_withdrawn() -> None:
    first = run(Listing(), [item("a")])
    second = run(first.listing, [item("a", latitude=53.6, state="doubted")])
    assert not second.notices
    assert not second.withdrawals


def test_a_row_that_was_withdrawn_and_comes_back_is_a_version_again() -> None:
    first = run(Listing(), [item("a")])
    (again,) = run(first.listing, [item("a")], published={first.notices[0]["id"]: Held(2, True)}).notices
    assert (again["version"], again["relation"], again["of"]) == (3, "supersede", 2)
    # and where there is no log to ask, as soon as a withdrawal was proposed
    gone = run(first.listing, [])
    (again,) = run(gone.listing, [item("a")]).notices
    assert (again["version"], again["relation"], again["of"]) == (3, "supersede", 2)


def test_what_is_withdrawn_is_not_proposed_again() -> None:
    first = run(Listing(), [item("a")])
    gone = run(first.listing, [])
    assert gone.withdrawals
    assert not run(gone.listing, [], published={first.notices[0]["id"]: Held(2, True)}).withdrawals


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
    assert not named.notices
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
    assert not run(read, [item("a")]).notices
