"""A party without a server takes part through a host: its readers get all that is theirs, others nothing, the host no say."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hosted import Hosted
from test_serve import until

from detente.cli import main
from detente.errors import PeerError
from detente.node import answer, home, host
from detente.node.node import Node
from detente.peer.fetch import FILES, INDEX
from detente.peer.folder import place
from detente.peer.space import Parcel, parse_name, read_parcel
from detente.statement import Ref
from detente.web.probe import probe
from detente.web.server import Served


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    made = Hosted(tmp_path)
    try:
        yield made
    finally:
        made.close()


def settled(hosted: Hosted, title: str = "clinic") -> Ref:
    """What the clinic says to France, read by France."""
    ref = hosted.say("france", title)
    sent = hosted.sync("clinic").host
    assert sent is not None
    assert sent.error is None, sent
    assert hosted.read("france").error is None
    assert title in hosted.titles("france")
    return ref


# --- what a guest and its readers do -------------------------------------------------------------------------------------


def test_what_a_guest_publishes_its_reader_finds_at_the_host(hosted: Hosted) -> None:
    hosted.say("france", "clinic")
    early = hosted.read("france").error
    assert early is not None  # the host has not been told of France yet
    assert "has it agreed with us, and synced since?" in early["words"]
    assert hosted.sync("clinic").host.sent > 0
    assert hosted.read("france").error is None
    assert hosted.titles("france") == ["clinic"]
    assert hosted.read("russia").error is None
    assert hosted.titles("russia") == []


def test_only_what_has_changed_is_sent(hosted: Hosted) -> None:
    settled(hosted)
    again = hosted.sync("clinic").host
    assert (again.sent, again.dropped, again.size) == (0, 0, 0)
    hosted.say("france", "school")
    more = hosted.sync("clinic").host
    assert 0 < more.sent < 10
    assert {path.partition("/")[0] for path in hosted.writer("clinic").held().files} == {"france.example", "russia.example"}
    hosted.restart()
    assert hosted.sync("clinic").host.sent == 0
    shutil.rmtree(hosted.stands("russia"))  # and what somebody deleted at the host
    assert hosted.sync("clinic").host.sent > 0
    assert hosted.sync("clinic").host.sent == 0


def test_what_a_guest_shows_no_more_is_taken_away_at_the_host(hosted: Hosted) -> None:
    ref = settled(hosted)
    clinic = hosted.town["clinic"]
    (content,) = (hosted.stands("france") / place(ref.origin)).glob("content/*")
    (clinic.folder / "outbox/france.example" / place(ref.origin) / "content" / content.name).unlink()
    told = host.deliver(clinic, clinic.folder / "outbox", print)
    assert (told.sent, told.dropped) == (0, 1)
    assert not content.exists()
    assert hosted.space("france").get(f"{FILES}{place(ref.origin)}/content/{content.name}", 1 << 20).status == 404


def test_two_parties_without_a_server_read_each_other(hosted: Hosted) -> None:
    """Both are guests, both only ask: what one says the other answers, and the first one hears it."""
    host.add_guest(hosted.folder, hosted.card("france"), 64, "france.card")  # while it serves
    host.set_host(hosted.town["france"].folder, hosted.url, hosted.key.vkey)
    home.set_peer(hosted.town["clinic"].folder, home.PeerConfig("france.example", via=hosted.url, via_key=hosted.key.vkey))
    for name in ("clinic", "france"):
        hosted.town.reopen(name)
    ref = hosted.say("france", "clinic")
    hosted.sync("clinic")
    answer.receipt(hosted.town["france"], ref, "opened") if hosted.sync("france") else None
    assert hosted.sync("france").host.error is None
    assert hosted.sync("clinic").peers[0].error is None
    grades = [e.statement.grade for e in hosted.town["clinic"].picture.entries.values() if e.leaf.kind == "receipt"]
    assert "opened" in grades


def test_a_host_that_is_a_reader_reads_its_guest_at_once(tmp_path: Path) -> None:
    hosted = Hosted(tmp_path, "host")
    try:
        hosted.say("host", "clinic")
        assert hosted.sync("clinic").host.error is None

        def held(node: Node) -> bool:
            return "clinic" in [getattr(e.statement, "title", "") for e in node.picture.entries.values()]

        until(lambda: hosted.served.worker.submit(held).result())
    finally:
        hosted.close()


def test_a_reader_that_serves_reads_at_the_host(hosted: Hosted) -> None:
    hosted.say("france", "clinic")
    hosted.sync("clinic")
    hosted.town.nodes.pop("france").close()
    served = Served(hosted.folder.parent / "france", port=0, clock=hosted.town.clock, entropy=hosted.town.entropy)
    served.start()
    until(lambda: served.links["clinic.example"].state.word == "trusted", lambda: served.links["clinic.example"].state.error)
    served.end()
    hosted.town.reopen("france")
    assert hosted.titles("france") == ["clinic"]


# --- who is given nothing ------------------------------------------------------------------------------------------------


def files_at(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("who", ["mars", "russia", "france"])
def test_nobody_else_reads_or_writes(hosted: Hosted, who: str) -> None:
    """A stranger who is a guest as well, a reader of another agreement, and a reader that would write."""
    ref = settled(hosted)
    host.add_guest(hosted.folder, hosted.card("mars"), 64, "mars.card")
    before = files_at(hosted.folder / "guests")
    path = f"france.example/{place(ref.origin).as_posix()}/checkpoint"
    assert hosted.writer("mars", "mars.example").held().files == {}
    for parcel in (Parcel(((path, b"x"),)), Parcel((), (path,)), Parcel((), (), {"mars.example": (hosted.card("mars").node,)})):
        with pytest.raises(PeerError) as refused:
            hosted.writer(who).send(parcel)
        assert refused.value.code == "not-entitled"
    with pytest.raises(PeerError) as refused:
        hosted.writer(who).held()
    assert refused.value.code == "not-entitled"
    with pytest.raises(PeerError):  # and into its own space nobody puts logs of another
        hosted.writer("mars", "mars.example").send(Parcel(((path, b"x"),), (), {"france.example": ()}))
    assert files_at(hosted.folder / "guests") == before
    own = place(ref.origin).as_posix()
    elsewhere = f"{own}/checkpoint", f"../france.example/{own}/checkpoint", path, "../.readers.json", f"%2e%2e/{path}"
    assert [given(hosted, who, name) for name in elsewhere] == [who == "france", *[False] * 4]


def given(hosted: Hosted, who: str, name: str) -> bool:
    """Whether somebody is given a file of the clinic's space."""
    try:
        return hosted.space(who).get(FILES + name, 1 << 20).status == 200
    except PeerError:
        return False


def test_a_guest_that_is_none_and_one_that_is_not_ours_to_read_look_alike(hosted: Hosted) -> None:
    settled(hosted)
    said = []
    for guest in ("clinic.example", "nobody.example"):
        with pytest.raises(PeerError) as refused:
            hosted.space("mars", guest).get(INDEX, 1 << 20)
        said.append((refused.value.code, refused.value.message))
    assert said[0] == said[1]


def test_the_keys_that_a_guest_names_are_good_for_its_own_space_alone(hosted: Hosted) -> None:
    """Whoever it calls France reads what it put out for France, and nothing that others did."""
    settled(hosted)
    host.add_guest(hosted.folder, hosted.card("mars"), 64, "mars.card")
    hosted.writer("mars", "mars.example").send(Parcel((), (), {"france.example": (hosted.card("mars").node,)}))
    assert hosted.space("mars", "mars.example").get(INDEX, 1 << 20).status == 200
    with pytest.raises(PeerError):
        hosted.space("mars").get(INDEX, 1 << 20)


def test_a_reader_sees_not_one_byte_of_what_is_for_another(tmp_path: Path) -> None:
    """A2: two worlds that differ in what France is told only; all that Russia can fetch is the same."""
    seen = []
    for world, title in enumerate(("the clinic has moved", "a secret, longer by some words")):
        hosted = Hosted(tmp_path / str(world))
        hosted.say("russia", "well")
        hosted.say("france", title)
        hosted.sync("clinic")
        stands = {
            path.removeprefix(str(hosted.stands("russia"))): data for path, data in files_at(hosted.stands("russia")).items()
        }
        fetched = {path: hosted.space("russia").get(FILES + path.strip("/"), 1 << 20).body for path in stands}
        assert fetched == stands
        seen.append((hosted.space("russia").get(INDEX, 1 << 20), fetched))
        hosted.close()
    assert seen[0] == seen[1]


def test_a_guest_that_is_taken_off_is_answered_no_more(hosted: Hosted) -> None:
    settled(hosted)
    host.remove_guest(hosted.folder, "clinic.example")
    assert "there: `detente host add`" in hosted.sync("clinic").host.error["words"]
    assert hosted.read("france").error["error"] == "not-entitled"


# --- how much ------------------------------------------------------------------------------------------------------------


def test_a_space_that_is_full_takes_nothing_more_until_it_is_made_larger(tmp_path: Path) -> None:
    hosted = Hosted(tmp_path, quota_mb=1)
    try:
        ref = settled(hosted)
        base = f"france.example/{place(ref.origin).as_posix()}/content"
        before = files_at(hosted.folder / "guests")
        for put in (((f"{base}/7", bytes(1 << 20)),), tuple((f"{base}/{n}", b"") for n in range(300))):
            with pytest.raises(PeerError) as full:
                hosted.writer("clinic").send(Parcel(put))
            assert full.value.code == "too-large"
            assert "the space of clinic.example is full" in str(full.value)
            assert "`quota_mb`" in str(full.value)
        assert files_at(hosted.folder / "guests") == before
        host.add_guest(hosted.folder, hosted.card("clinic"), 2, "clinic.card")
        hosted.writer("clinic").send(Parcel(((f"{base}/7", bytes(1 << 20)),)))
    finally:
        hosted.close()


def test_more_than_a_parcel_is_not_read(hosted: Hosted) -> None:
    with pytest.raises(PeerError):
        hosted.writer("clinic").post("/v1/guests/clinic.example/parcel", bytes(17 << 20))
    with pytest.raises(PeerError):
        hosted.writer("clinic").post("/v1/guests/clinic.example/held", b"")


AGREEMENT = "0" * 32
LOG = f"r.example/agr/{AGREEMENT}/g.example/0"


@pytest.mark.parametrize(
    "path",
    [
        "", "r.example", f"{LOG}/", f"{LOG}/../checkpoint", f"../{LOG}/checkpoint", f"/{LOG}/checkpoint", f"{LOG}/content/-1",
        f"{LOG}/.checkpoint.new", f"{LOG}/tile/0/000.p/256", f"{LOG}/seen/..", f"{LOG}/content/{'1' * 16}", f"./{LOG}/checkpoint",
        f"g.example/agr/{AGREEMENT}/g.example/0/checkpoint", f"r.example/agr/{AGREEMENT}/x.example/0/checkpoint",
        f"r.example/agr/{AGREEMENT}/g.example/00/checkpoint", f".readers.json/agr/{AGREEMENT}/g.example/0/checkpoint",
        f"r.example\\agr/{AGREEMENT}/g.example/0/checkpoint", f"{LOG}/checkpoint\0", f"{LOG}//checkpoint", "é" * 500,
    ],
)  # fmt: skip
def test_no_other_path_is_taken(path: str) -> None:
    for parcel in (Parcel(((path, b""),)), Parcel((), (path,))):
        with pytest.raises(PeerError):
            read_parcel("g.example", msgspec.msgpack.encode(parcel))
    assert parse_name("g.example", f"{LOG}/checkpoint").file == "checkpoint"


# --- at the shell --------------------------------------------------------------------------------------------------------


def shell(folder: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exit_code == code, done.output
    return done.output


def test_the_commands_of_host_guest_and_reader(hosted: Hosted) -> None:
    settled(hosted)
    town = hosted.folder.parent
    said = shell(hosted.folder, "host", "list")
    assert "clinic.example: 0.0 of 64 MiB, for france.example (" in said
    card = town / "host.card"
    shell(hosted.folder, "party", "card", "-o", str(card))
    shell(town / "clinic", "party", "card", "-o", str(town / "clinic.card"))
    assert "with 5 MiB" in shell(hosted.folder, "host", "add", str(town / "clinic.card"), "--quota-mb", "5")
    assert f"goes to {hosted.url}" in shell(town / "clinic", "party", "host", hosted.url, "--card", str(card))
    assert f"our host: {hosted.url}" in shell(town / "clinic", "party", "list")
    assert "give --card or --key" in shell(town / "clinic", "party", "host", hosted.url, code=3)
    assert "our own key" in shell(town / "clinic", "party", "host", hosted.url, "--card", str(town / "clinic.card"), code=3)
    assert "no host" in shell(town / "clinic", "party", "host", "none")
    via = ("party", "add", "clinic.example", "--via", hosted.url)
    assert f"read from its space at {hosted.url}" in shell(town / "france", *via, "--via-card", str(card))
    assert "is not known" in shell(town / "mars", *via, code=3)
    assert "our own card" in shell(hosted.folder, "host", "add", str(card), code=3)
    assert "is no guest any more" in shell(hosted.folder, "host", "remove", "clinic.example")
    assert "no guests" in shell(hosted.folder, "host", "list")
    assert "no guest of this name" in shell(hosted.folder, "host", "remove", "clinic.example", code=3)


def test_the_doctor_looks_at_a_host(hosted: Hosted) -> None:
    def looked() -> str:
        return " ".join(map(str, probe(hosted.town["france"], "clinic.example")))

    assert "has it agreed with us, and synced since?" in looked()
    hosted.sync("clinic")
    assert "NOTE" in looked()
    assert "knows our key, and shows 1 logs for us" in looked()
    shutil.rmtree(hosted.stands("france"))
    hosted.restart()
    assert "nothing of clinic.example for us stands there yet" in looked()
    france = hosted.folder.parent / "france"
    hosted.town["france"].close()
    shell(france, "party", "add", "clinic.example", "--via", hosted.url, "--via-key", hosted.card("mars").node)
    hosted.town.reopen("france")
    assert "shows another key" in looked()
    home.set_peer(france, home.PeerConfig("clinic.example", via="https://127.0.0.1:1"))
    hosted.town.reopen("france")
    assert "the key of the node at this address is not known" in looked()


def test_an_error_of_the_host_is_said_in_words_and_everything_else_is_done(hosted: Hosted) -> None:
    settled(hosted)
    hosted.served.end()
    hosted.town["clinic"].close()
    said = shell(hosted.folder.parent / "clinic", "sync", code=4)
    assert f"our host {hosted.url}: NOT SENT: {hosted.url}: not reached" in said
    assert "put out for our peers" in said
    hosted.town.reopen("clinic")
    hosted.served = Served(hosted.folder, clock=hosted.town.clock, entropy=hosted.town.entropy)
    hosted.served.start()
