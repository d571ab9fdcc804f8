"""Guard rails between parties, on real nodes: G5, G7, G8, G10, G11, G12, G13, G15, G17, G18."""

import ast
import random
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente import agreement as agreements
from detente import evidence, picture
from detente.errors import DetenteError, InputError, OurError, PeerError
from detente.geometry import coarsen, contains
from detente.node import answer, check, compose, found, home, prove, publish, receive, sync
from detente.node.outbox import disclosed
from detente.notice import Activity, Area, Emergency, Movement, Notice, Place, Site, Validity
from detente.peer.folder import FolderSource
from detente.statement import Receipt, Suspend, decode, encode
from detente.store import Batch
from detente.terms import Clause
from detente.testing import START, Town, a_volume, notices, volumes
from detente.volume import Altitude, Circle, Volume4D

ROOT = Path(__file__).parent.parent.parent
PLACE = Volume4D(Circle((36.123456, 35.8), 400.0), Altitude(0, "M", "W84"), Altitude(3000, "M", "W84"))
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@pytest.fixture
def town(tmp_path: Path):
    with Town(tmp_path, "ocha", "france", "russia") as made:
        yield made


# --- G5: nothing waits for an answer -------------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [Site, Movement, Emergency, Area, Activity])
def test_no_missing_answer_blocks_a_notice(cls: type[Notice], town: Town) -> None:
    """G5: others silent for a year, nothing cosigned, a reach that is required and not had, a lead time that is not kept."""
    clause = Clause("all", ("site", "movement", "emergency", "area", "activity"), lead_time_s=864_000, required_reach=("loaded",))
    terms = town.agree("ocha", "france", clauses=(clause,))
    town.clock.tick(365 * 86_400)
    fields = {Area: {"stance": "refrain"}, Emergency: {"what": "fire"}}.get(cls, {})
    first = publish.publish(town["ocha"], terms.id, town.notice(cls, PLACE, **fields))
    second = publish.publish(town["ocha"], terms.id, town.notice(cls, PLACE, **fields))
    assert second.ref.index == first.ref.index + 1
    assert picture.counting(town["ocha"].picture, second.ref, town.clock())
    town.put_out("ocha")
    assert b"content" in town.told("france")


def test_an_objection_blocks_nothing_either(town: Town) -> None:
    """G5: who objects, contests or asks is heard; the movement still counts and a new version of it may be given."""
    terms = town.agree("ocha", "france")
    identity = town.entropy(16).hex()
    move = publish.publish(town["ocha"], terms.id, town.notice(Movement, PLACE, id=identity)).ref
    town.settle()
    for grade in ("asks", "objects", "contests"):
        answer.receipt(town["france"], move, grade)
    town.settle()
    assert publish.publish(town["ocha"], terms.id, town.notice(Movement, PLACE, id=identity, version=2, relation="supersede"))
    assert check.check(town["france"], [PLACE]).answer == "conflict"


# --- G7, G8, G10: who is told how much -----------------------------------------------------------------------------------


def test_an_empty_list_of_recipients_means_nobody(town: Town) -> None:
    """G7: not a byte of the content leaves; the envelope says that there is something."""
    terms = town.agree("ocha", "france")
    site = publish.publish(town["ocha"], terms.id, town.notice(Site, PLACE, title="known to nobody"), to={})
    town.settle()
    assert site.to == {}
    assert b"36.123456" not in town.told("france")
    assert disclosed(town["ocha"], town["ocha"].store.contents(site.ref.origin), "france.example") == []
    assert town["france"].entry(site.ref).level == "none"
    assert check.check(town["france"], [PLACE]).sources[0].undisclosed == 1


def test_nobody_is_told_who_was_not_named(town: Town) -> None:
    """G7: consent is given recipient by recipient."""
    terms = town.agree("ocha", "france", "russia")
    site = publish.publish(town["ocha"], terms.id, town.notice(Site, PLACE, title="for one"), to={"france.example": "exact"}).ref
    town.settle()
    levels = [town[name].entry(site).level for name in ("france", "russia")]
    assert levels == ["exact", "none"]


@SLOW
@given(notices(["site", "movement", "area", "activity", "presence", "emergency"]))
def test_coarse_content_holds_no_words_names_or_exact_times(notice: Notice) -> None:
    """G8: what those are given who may know the cell."""
    secret = {"title": "Mr Secret", "text": "Mr Secret", "place": Place(name="Mr Secret", aliases=("Mr Secret",))}
    named = {f.name for f in msgspec.structs.fields(type(notice))}
    more = {name: "Mr Secret" for name in ("organisation", "platforms", "what", "basis", "call_back") if name in named}
    start = START + timedelta(minutes=7, seconds=13)
    validity = Validity(start + timedelta(days=9), start, start + timedelta(hours=3))
    try:
        coarse = compose.coarse(msgspec.structs.replace(notice, validity=validity, **secret, **more))
    except InputError:
        return  # too large for a cell: it may be given exactly, or not at all
    text = encode(coarse)
    assert b"Mr Secret" not in text
    assert (coarse.contacts, coarse.place, coarse.coarse) == ((), Place(), True)
    assert b":07:13Z" not in text
    assert coarse.validity.time_start <= start  # type: ignore[operator]
    assert coarse.validity.time_end >= start + timedelta(hours=3)  # type: ignore[operator]
    assert coarse.validity.review_by >= validity.review_by


@SLOW
@given(volumes())
def test_a_coarsened_footprint_only_grows(volume: Volume4D) -> None:
    """G10: in space, altitude and time, wherever on earth, or it is refused."""
    try:
        coarse = coarsen(volume)
    except InputError:
        return
    assert contains(coarse, volume)


def test_a_coarse_footprint_that_leaves_something_out_exposes_its_author(town: Town) -> None:
    """G10: the receiver compares as soon as it has both; our own node refuses to say it (G13)."""
    terms = town.agree("ocha", "france")
    notice = decode(town.notice(Site, PLACE))
    elsewhere = msgspec.structs.replace(compose.coarse(notice), volumes=(coarsen(Volume4D(Circle((40.0, 35.8), 400.0))),))  # type: ignore[arg-type, type-var]
    made = compose.compose(town["ocha"], terms, notice, {"france.example": "exact"})  # type: ignore[arg-type]
    lie = encode(elsewhere)  # type: ignore[arg-type]
    with pytest.raises(PeerError, match="does not contain"):
        receive.check_coarse({"exact": made.contents[0].content, "coarse": lie}, "here")


# --- G11: a check is no oracle -------------------------------------------------------------------------------------------


def answers_to_probes(folder: Path, hidden: Volume4D, level: str) -> list[str]:
    """What France is answered about plans along a line, while OCHA has a site there that it has not disclosed."""
    with Town(folder, "ocha", "france") as town:
        terms = town.agree("ocha", "france")
        to = {"france.example": level} if level != "nobody" else {}
        publish.publish(town["ocha"], terms.id, town.notice(Site, hidden), to=to)  # type: ignore[arg-type]
        town.settle()
        plans = [Volume4D(Circle((round(36.0 + i / 40, 7), 35.85), 100.0)) for i in range(16)]
        refs = [publish.publish(town["france"], terms.id, town.notice(Activity, plan)).ref for plan in plans]
        town.settle()
        found = [picture.answers(town["france"].picture, ref)["ocha.example"] for ref in refs]
        return [f"{receipt.answer} {receipt.contact}" for receipt in found]


@pytest.mark.parametrize("level", ["nobody", "cell"])
def test_probes_find_the_cell_and_nothing_finer(level: str, tmp_path: Path) -> None:
    """G11: wherever in its cell a site is hidden, and however small it is, all answers are the same."""
    hidden = [
        Volume4D(Circle((lon, lat), size))
        for lon, lat, size in ((36.13, 35.82, 5.0), (36.16, 35.88, 900.0), (36.15, 35.85, 50.0))
    ]
    told = [answers_to_probes(tmp_path / str(i), volume, level) for i, volume in enumerate(hidden)]
    assert told[0] == told[1] == told[2]
    assert len(set(told[0])) == 2, "the probes reach in and out of the cell"


def test_what_was_asked_is_logged_on_both_sides(town: Town) -> None:
    """G11: a question to another party is a plan in the asker's log, and its answer stands in the log of who answered."""
    terms = town.agree("ocha", "france")
    publish.publish(town["ocha"], terms.id, town.notice(Site, PLACE), to={})
    plan = publish.publish(town["france"], terms.id, town.notice(Activity, PLACE)).ref
    town.settle()
    ((entry, receipt),) = picture.receipts(town["ocha"].picture, plan)
    assert (entry.author, receipt.answer) == ("ocha.example", "coordinate")
    assert town["ocha"].store.size(plan.origin) == town["france"].store.size(plan.origin)


# --- G12, G13: the emergency line, and the same door for everybody -------------------------------------------------------


def test_the_emergency_line_is_open_when_all_else_is_suspended_and_over(town: Town) -> None:
    """G12: suspended by everybody, before the agreement begins, after it has ended."""
    end = START + timedelta(days=1)
    clauses = (Clause("plans", ("activity",), suspended_by=("incident",)), Clause("line", ("emergency",)))
    terms = town.agree("ocha", "france", clauses=clauses, time_start=START + timedelta(hours=1), time_end=end)
    cry = publish.publish(town["ocha"], terms.id, town.notice(Emergency, PLACE, what="shells on the clinic")).ref
    for name in ("ocha", "france"):
        publish.act(town[name], terms.id, Suspend(clauses=("plans", "line"), because="incident"))
    town.settle()
    town.clock.now = end + timedelta(days=9)
    with pytest.raises(OurError, match="ended"):
        publish.publish(town["ocha"], terms.id, town.notice(Activity, PLACE))
    again = publish.publish(town["ocha"], terms.id, town.notice(Emergency, PLACE, what="again")).ref
    town.settle()
    for ref in (cry, again):
        assert town["france"].entry(ref).level == "exact"
        assert [r.grade for _, r in picture.receipts(town["ocha"].picture, ref)] == ["delivered"]


def test_agreements_cannot_close_the_emergency_line(town: Town) -> None:
    """G12: neither by a condition nor by what suspends it."""
    for more in ({"suspended_by": ("notice",)}, {"condition": "peace", "declared_by": ("france.example",)}):
        with pytest.raises(InputError, match="emergency channel"):
            town.agree("ocha", "france", clauses=(Clause("line", ("emergency",), **more),))  # type: ignore[arg-type]


def test_one_door_for_our_own_statements_and_for_strangers() -> None:
    """G13: only `receive` writes logs, so that nothing reaches one without its checks."""
    writers = set()
    for path in (ROOT / "src" / "detente").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Append":
                writers.add(path.relative_to(ROOT / "src" / "detente").as_posix())
    assert writers == {"node/receive.py"}


def test_our_own_statement_is_checked_like_a_strangers(town: Town) -> None:
    """G13: a leaf of our own under a foreign key, or with content that it does not commit to, is refused as a stranger's is."""
    terms = town.agree("ocha", "france")
    ocha, notice = town["ocha"], decode(town.notice(Site, PLACE))
    made = compose.compose(ocha, terms, notice, {"france.example": "exact"})  # type: ignore[arg-type]
    forged = compose.compose(town["france"], terms, notice, {}, index=made.index)  # type: ignore[arg-type]
    swapped = [msgspec.structs.replace(c, content=c.content.replace(b"36.123456", b"36.223456")) for c in made.contents]
    for leaf, contents in ((forged.leaf, ()), (made.leaf, swapped)):
        with pytest.raises(DetenteError):
            receive.take(ocha, made.origin, made.index, [leaf], contents)
        assert ocha.store.size(made.origin) == made.index
    assert receive.take(ocha, made.origin, made.index, [made.leaf], made.contents)


# --- G15, G17, G18 -------------------------------------------------------------------------------------------------------


def test_limits_are_told_with_every_proof_and_on_the_page() -> None:
    """G15: what no file proves, and that data given cannot be taken back."""
    page = " ".join((ROOT / "docs" / "threat-model.md").read_text("utf-8").split())
    assert "cannot be taken back" in page
    assert "bad faith" in page
    assert {"understood", "true", "deleted", "clocks"} <= {
        w for line in evidence.NOT_PROVEN for w in line.replace(",", "").split()
    }
    assert evidence.Verdict(()).not_proven == evidence.NOT_PROVEN


def test_content_is_deleted_and_every_proof_stands(town: Town) -> None:
    """G17: the leaf holds commitments; without content and salt it proves the same, and gives nothing away."""
    terms = town.agree("ocha", "france")
    site = publish.publish(town["ocha"], terms.id, town.notice(Site, PLACE, title="clinic")).ref
    town.settle()
    answer.receipt(town["france"], site, "opened")
    town.settle()
    ocha = town["ocha"]
    before = evidence.verify(prove.prove(ocha, site)).proven
    size, root = ocha.tree(site.origin).size, ocha.tree(site.origin).root()
    ocha.forget(site, "all")
    ocha.store.commit(Batch(drops=tuple((site.origin, site.index, level) for level in ("exact", "coarse"))))
    town.settle()
    data = prove.prove(ocha, site)
    after = evidence.verify(data).proven
    gone = sorted(set(before) - set(after))
    assert [words.split(" of site")[0] for words in gone] == ["The exact content"]
    assert b"36.123456" not in data
    assert b"clinic" not in data
    assert ocha.tree(site.origin).root(size) == root
    town.put_out("ocha")
    assert b"36.123456" not in town.told("france")


@SLOW
@given(notices(["site"]), st.binary(min_size=32, max_size=32))
def test_a_leaf_gives_nothing_of_its_content_away(notice: Notice, salt: bytes) -> None:
    """G17: with another salt the commitment is another one, even for what can be guessed."""
    from detente.sign import commitment

    content = encode(notice)
    assert commitment(salt, content) != commitment(bytes(32) if salt != bytes(32) else b"1" * 32, content)
    assert len(commitment(salt, content)) == 32


def test_exercise_and_live_never_mix(town: Town, tmp_path: Path) -> None:
    """G18: in names of keys and logs, at signing, at reading."""
    terms = town.agree("ocha", "france")
    with Town(tmp_path / "drill", "ocha", "france", exercise=True, seed="drill") as drill:
        play = drill.agree("ocha", "france")
        assert "/exercise/" in agreements.origin(play, "ocha.example")
        assert "/exercise/" in drill["ocha"].key("root").name
        publish.publish(drill["ocha"], play.id, drill.notice(Site, PLACE))
        drill.put_out("ocha")
        with pytest.raises(PeerError, match="never mix"):
            sync.pull(town["france"], FolderSource(drill.outbox("ocha", "france")))
        with pytest.raises(InputError, match="never mix"):
            found.sign_terms(town["ocha"], agreements.encode(play))
        town.put_out("ocha")
        with pytest.raises(PeerError, match="never mix"):
            sync.pull(drill["france"], FolderSource(town.outbox("ocha", "france")))
    members = tuple(home.card(town[n].folder, town[n].config) for n in ("ocha", "france"))
    with pytest.raises(InputError, match="is not named"):
        agreements.check(msgspec.structs.replace(terms, members=members, exercise=True))


def test_grades_of_receipts_are_a_closed_list_and_none_permits() -> None:
    """G5, G2: no receipt is a permission."""
    (grades,) = [f.type for f in msgspec.structs.fields(Receipt) if f.name == "grade"]
    assert set(grades.__args__) == {"delivered", "opened", "loaded", "accounted-for", "asks", "objects", "contests"}


def test_random_volumes_are_told_coarsely_to_those_who_may_know_the_cell(town: Town) -> None:
    """G8, G10: whatever is published to the cell, the reader's answer over the exact place is a conflict."""
    terms = town.agree("ocha", "france")
    rng, tried = random.Random(8), 0
    while tried < 12:
        volume = msgspec.structs.replace(a_volume(rng, size=10 ** rng.uniform(0, 4)), time_start=None, time_end=None)
        try:
            publish.publish(town["ocha"], terms.id, town.notice(Site, volume), to={"france.example": "cell"})
        except InputError:
            continue
        town.settle(rounds=1)
        assert check.check(town["france"], [volume]).answer == "conflict"
        tried += 1
