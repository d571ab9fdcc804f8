"""Lists on devices: what may go there, what is said there, and what an old list never says (R01, R02, G16)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from detente import conflict
from detente.errors import DetenteError, InputError, OurError
from detente.node import check, pack, publish
from detente.node.device import Device
from detente.notice import Area, Notice, Site
from detente.statement import Checked, Loaded, Ref
from detente.testing import Town
from detente.volume import Circle, Volume4D

HERE, AFAR = Volume4D(Circle((36.1, 35.8), 500.0)), Volume4D(Circle((40.1, 35.8), 500.0))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "ocha") as made:
        made.join("hq", "duty", "cell")
        made.agree("ocha", "hq")
        made.agree("ocha", "hq", title="second")
        for number in range(3):
            say(made, "ocha", Site, HERE, title=f"clinic {number}")
        say(made, "ocha", Site, Volume4D(Circle((50.0, 35.8), 5.0)), agreement=1)
        made.settle()
        yield made


def say(town: Town, name: str, cls: type[Notice], *volumes: Volume4D, agreement: int = 0, **fields: object) -> Ref:
    node = town[name]
    return publish.publish(node, list(node.picture.terms)[agreement], town.notice(cls, *volumes, **fields)).ref


def made(town: Town, hours: float = 12.0, desk: str = "cell") -> Device:
    pack.make(town["hq"], town.folder / "device", desk, timedelta(hours=hours))
    return opened(town)


def opened(town: Town) -> Device:
    return Device(town.folder / "device", town.clock, town.entropy)


def ask(device: Device, volume: Volume4D) -> conflict.Answer:
    return check.ask(device.view(), [volume])


def test_a_device_answers_as_its_node_does(town: Town) -> None:
    device = made(town)
    for volume in (HERE, AFAR, Volume4D(Circle((36.12, 35.8), 500.0))):
        ours, theirs = check.check(town["hq"], [volume]), ask(device, volume)
        assert (theirs.answer, theirs.count, theirs.nearby_count) == (ours.answer, ours.count, ours.nearby_count)
        assert [c.notice.title for c in theirs.conflicts] == [c.notice.title for c in ours.conflicts]


def test_an_expired_list_never_answers_that_nothing_was_found(town: Town) -> None:
    device = made(town, hours=1.0)
    fresh = ask(device, AFAR)
    assert (fresh.answer, fresh.basis) == ("no notice found", "complete")
    town.clock.tick(3601)
    late = ask(device, AFAR)
    assert (late.answer, late.basis) == ("notice nearby", "incomplete")
    assert "expired" in late.reasons[0]
    assert ask(device, HERE).answer == "conflict"
    with pytest.raises(OurError, match="expired"):
        device.load()


def test_a_clock_before_the_list_was_made_makes_it_as_good_as_expired(town: Town) -> None:
    device = made(town)
    town.clock.tick(-7200)
    again = opened(town)
    assert "before the list was made" in again.expired
    assert ask(again, AFAR).answer == "notice nearby"
    assert device


def test_no_objection_areas_never_go_to_a_device(town: Town) -> None:
    """G16."""
    secret = "ZZTOPOBJECTION"
    say(town, "ocha", Area, HERE, stance="no-objection", title=secret)
    say(town, "ocha", Area, HERE, stance="refrain", title="KEEPOUT")
    town.settle()
    made(town)
    data = (town.folder / "device" / "pack").read_bytes()
    assert secret.encode() not in data
    assert b"KEEPOUT" in data


def test_only_the_desks_key_leaves_the_node(town: Town) -> None:
    made(town)
    everything = b"".join(p.read_bytes() for p in (town.folder / "device").rglob("*") if p.is_file())
    for path in (town.folder / "hq" / "keys").iterdir():
        assert (path.read_bytes().split()[2] in everything) == (path.name == "desk-cell.key"), path.name
    assert (town.folder / "device" / "desk.key").stat().st_mode & 0o777 == 0o600


def test_every_changed_byte_of_a_pack_is_refused(town: Town) -> None:
    made(town)
    path = town.folder / "device" / "pack"
    whole = path.read_bytes()
    assert opened(town)
    for at in [*range(0, 700), *range(700, len(whole), 37)]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DetenteError):
            opened(town)
    for cut in (0, 5, 100, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(DetenteError):
            opened(town)


def test_a_pack_for_another_desk_or_of_another_node_is_refused(town: Town) -> None:
    device = made(town)
    pack.make(town["hq"], town.folder / "other", "duty", timedelta(hours=1))
    (town.folder / "device" / "pack").write_bytes((town.folder / "other" / "pack").read_bytes())
    with pytest.raises(DetenteError, match="not for"):
        opened(town)
    pack.make(town["ocha"], town.folder / "foreign", "ops", timedelta(hours=1))
    (town.folder / "device" / "pack").write_bytes((town.folder / "foreign" / "pack").read_bytes())
    with pytest.raises(DetenteError, match="no signature by a known key"):
        opened(town)
    assert device


def test_what_the_desk_says_there_is_taken_once_in_its_order(town: Town) -> None:
    device = made(town)
    device.load()
    device.answered([HERE])
    device.answered([AFAR])
    names = [path.name for path in sorted((town.folder / "device" / "queue").iterdir())]
    copies = {name: (town.folder / "device" / "queue" / name).read_bytes() for name in names}
    done = pack.collect(town["hq"], town.folder / "device")
    assert (len(done.refs), done.already, done.refused) == (6, 0, ())
    said = [town["hq"].entry(ref).statement for ref in done.refs]
    assert [type(s) for s in said] == [Loaded, Loaded, Checked, Checked, Checked, Checked]
    assert [s.answer for s in said if isinstance(s, Checked)] == ["conflict", "no notice found"] + ["no notice found"] * 2
    for name, data in copies.items():  # the stick is plugged in again, as it was
        (town.folder / "device" / "queue" / name).write_bytes(data)
    again = pack.collect(town["hq"], town.folder / "device")
    assert (again.refs, again.already) == ((), 6)


def test_what_was_checked_is_told_to_nobody_and_holds_only_what_is_of_its_agreement(town: Town) -> None:
    other = say(town, "ocha", Site, HERE, agreement=1, title="ELSEWHERE")
    town.settle()
    device = made(town)
    device.answered([HERE])
    done = pack.collect(town["hq"], town.folder / "device")
    for ref in done.refs:
        entry = town["hq"].entry(ref)
        assert entry.leaf.to == ()
        assert isinstance(entry.statement, Checked)
        assert all(f"/{entry.leaf.agreement}/" in met.origin for met in entry.statement.met)
        assert (other in entry.statement.met) == (entry.leaf.agreement == town["hq"].entry(other).leaf.agreement)
    before = town.told("ocha")
    town.settle()
    assert b'"checked"' not in town.told("ocha")
    assert before is not None


def refusal(town: Town, path: Path) -> str:
    with pytest.raises(DetenteError) as refused:
        pack.take_queued(town["hq"], path)
    assert pack.collect(town["hq"], town.folder / "device").refs[1:] == ()
    return refused.value.code


def test_a_device_speaks_of_its_lists_and_of_nothing_else(town: Town) -> None:
    device = made(town)
    (path, *_) = device.load()
    said = msgspec.json.decode(path.read_bytes())
    for change, code in (
        ({"origin": said["origin"].replace("hq.example", "ocha.example")}, "not-entitled"),
        ({"leaf": said["leaf"].replace("kind loaded", "kind verdict")}, "not-entitled"),
        ({"leaf": said["leaf"].replace("subject ", "subject 0", 1)}, "bad-leaf"),
        ({"salt": "AAAA" * 11}, "bad-content"),
        ({"origin": "nonsense"}, "bad-value"),
    ):
        path.write_bytes(msgspec.json.encode(said | change))
        assert refusal(town, path) == code, change
        assert path.exists()  # what was not taken is not lost
    path.write_bytes(b"{")
    (words,) = pack.collect(town["hq"], town.folder / "device").refused
    assert words.startswith(path.name)


def test_a_key_that_others_may_read_signs_nothing(town: Town) -> None:
    device = made(town)
    (town.folder / "device" / "desk.key").chmod(0o644)
    with pytest.raises(OurError, match="others may read"):
        device.load()


def test_a_folder_that_is_no_device_is_refused_in_words(tmp_path: Path, town: Town) -> None:
    with pytest.raises(InputError, match="not a device"):
        Device(tmp_path, town.clock)


def told_outside(folder: Path, lon: float, title: str) -> bytes:
    """Every byte that an outsider can read, where a friend has shared this secret with headquarters."""
    with Town(folder, "outsider", "friend") as made:
        made.join("hq", "duty", "cell")
        made.agree("outsider", "hq")
        shared = made.agree("friend", "hq")
        say(made, "outsider", Site, HERE, title="known to all")
        secret = made.notice(Site, Volume4D(Circle((lon, 35.8), 500.0)), title=title)
        publish.publish(made["friend"], shared.id, secret)
        made.settle()
        pack.make(made["hq"], folder / "device", "cell", timedelta(hours=12))
        device = Device(folder / "device", made.clock, made.entropy)
        device.load()
        device.answered([HERE])
        assert pack.collect(made["hq"], folder / "device").refused == ()
        made.settle()
        return made.told("outsider")


def test_what_a_list_holds_under_one_agreement_shows_in_no_byte_under_another(tmp_path: Path) -> None:
    """A2: with clock, salts and our own acts held fixed."""
    told = [told_outside(tmp_path / "a", 36.1, "clinic"), told_outside(tmp_path / "b", 41.7, "a long name of something else")]
    assert told[0] == told[1]
    assert b'"loaded"' in told[0]
