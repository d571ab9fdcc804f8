"""What leaves in a file: only what asks for caution (G16), no finer than it may be known, nothing of another agreement (A2)."""

import io
import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from detente import excerpt
from detente.errors import InputError
from detente.excerpt import Excerpt
from detente.formats import Broken, geojson
from detente.geometry import meet, parts
from detente.node import check, export, publish
from detente.notice import (
    Activity,
    Area,
    Emergency,
    Message,
    Movement,
    Notice,
    Place,
    Presence,
    Report,
    Site,
    Typed,
    Validity,
    Verification,
)
from detente.statement import Ref
from detente.terms import Clause
from detente.testing import START, Town
from detente.volume import Circle, Volume4D

HERE, AFAR = Volume4D(Circle((36.1, 35.8), 500.0)), Volume4D(Circle((40.1, 35.8), 500.0))
CLAUSES = (
    Clause("protect", ("site", "movement")),
    Clause("plans", ("activity", "area", "presence", "report"), separation_m=2000.0),
    Clause("line", ("emergency", "message")),
)
CELLS = (Clause("protect", ("site", "movement"), level="cell"), *CLAUSES[1:])


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "ocha", "hq") as made:
        made.agree("ocha", "hq", clauses=CLAUSES)
        yield made


def say(town: Town, name: str, cls: type[Notice], *volumes: Volume4D, agreement: int = 0, **fields: object) -> Ref:
    node = town[name]
    return publish.publish(node, list(node.picture.terms)[agreement], town.notice(cls, *volumes, **fields)).ref


def taken(town: Town, name: str = "hq", *kinds: str, agreement: int = 0) -> Excerpt:
    node = town[name]
    return export.gather(node, list(node.picture.terms)[agreement], town.clock.now, kinds)


def left(given: Excerpt) -> dict[str, int]:
    return {one.why: one.count for one in given.left_out}


def files(given: Excerpt) -> dict[str, bytes]:
    """Every format, unpacked where it is packed."""
    found = {}
    for form in export.WRITERS:
        found[form] = export.write(given, form)
        if zipfile.is_zipfile(io.BytesIO(found[form])):
            with zipfile.ZipFile(io.BytesIO(found[form])) as archive:
                found[form] += b"".join(archive.read(name) for name in archive.namelist())
    return found


def test_no_objection_areas_are_in_no_file_and_are_counted(town: Town) -> None:
    """G16: not even for the desk that is named, nor by name."""
    say(town, "ocha", Area, HERE, stance="no-objection", title="ZZTOPOBJECTION")
    for stance in ("refrain", "coordinate-first", "closed", "special-caution"):
        say(town, "ocha", Area, HERE, stance=stance, title=f"KEEPOUT {stance}")
    town.settle()
    for given in (taken(town), taken(town, "hq", "area"), taken(town, "ocha", "area")):
        assert sorted(f.stance for f in given.features) == ["closed", "coordinate-first", "refrain", "special-caution"]
        assert left(given) == {excerpt.OPEN: 1}
        for form, data in files(given).items():
            assert b"ZZTOPOBJECTION" not in data, form
            assert b"KEEPOUT refrain" in data, form
            assert b"in no file; they permit nothing, and are not an authorisation" in data, form


def test_no_file_is_a_map_of_forces(town: Town) -> None:
    """G1, G16: activities and presence of others in none; our own only by name; that nobody is there never."""
    for name in ("ocha", "hq"):
        say(town, name, Activity, HERE, title=f"PATROL {name}")
        say(town, name, Presence, HERE, title=f"POST {name}")
        say(town, name, Presence, HERE, title=f"NOBODY {name}", assertion="none")
        say(town, name, Report, HERE, title=f"REPORT {name}")
        say(town, name, Message, title=f"WORDS {name}")
    say(town, "ocha", Site, AFAR, title="clinic")
    town.settle()
    given = taken(town)
    assert [f.title for f in given.features] == ["clinic"]
    assert left(given) == {excerpt.OF_OTHERS: 3, excerpt.UNASKED: 3, excerpt.OTHER_KINDS: 4}
    named = taken(town, "hq", "activity", "presence")
    assert [f.title for f in named.features] == ["PATROL hq", "POST hq"]
    assert left(named) == {excerpt.OF_OTHERS: 3, excerpt.NOBODY: 1, excerpt.OTHER_KINDS: 4, excerpt.NOT_NAMED: 1}
    for data in (*files(given).values(), *files(named).values()):
        assert not [w for w in (b"PATROL ocha", b"POST ocha", b"NOBODY", b"REPORT", b"WORDS") if w in data]


def test_what_is_past_its_date_or_withdrawn_stays_and_says_so(town: Town) -> None:
    """G9."""
    old = say(town, "ocha", Site, HERE, title="old", validity=Validity(START + timedelta(hours=1)))
    gone = say(town, "ocha", Site, HERE, title="gone", id="a" * 32)
    say(town, "ocha", Area, HERE, title="no more", id="b" * 32, stance="refrain")
    town.settle()
    say(town, "ocha", Site, title="gone", id="a" * 32, version=2, relation="withdraw", of=1)
    say(town, "ocha", Area, title="no more", id="b" * 32, version=2, relation="withdraw", of=1, stance="refrain")
    (under_way,) = (f for f in taken(town, "ocha").features if f.title == "gone")
    assert under_way.state == "withdrawing"
    town.settle()
    town.clock.tick(7200)
    given = taken(town)
    assert {f.statement: f.meaning for f in given.features} == {
        str(old): "unverified, presumed protected",
        str(gone): "withdrawn; absence of a notice changes no protection",
    }
    assert left(given) == {excerpt.OVER: 3}
    for form, data in files(given).items():
        assert b"unverified, presumed protected" in data, form
        assert b"withdrawn; absence of a notice changes no protection" in data, form


def test_a_newer_version_takes_the_place_of_the_old_when_all_have_it(town: Town) -> None:
    say(town, "ocha", Site, HERE, title="first", id="a" * 32)
    town.settle()
    say(town, "ocha", Site, AFAR, title="second", id="a" * 32, version=2, relation="supersede", of=1)
    assert [(f.title, f.state) for f in taken(town, "ocha").features] == [("first", "superseding"), ("second", "active")]
    town.settle()
    assert [f.title for f in taken(town).features] == ["second"]
    assert left(taken(town)) == {excerpt.OVER: 1}


def told_as_cells(folder: Path, lon: float, lat: float, title: str) -> dict[str, bytes]:
    with Town(folder, "ocha", "hq") as town:
        town.agree("ocha", "hq", clauses=CELLS)
        volume = Volume4D(Circle((lon, lat), 500.0), time_start=START + timedelta(minutes=7))
        say(town, "ocha", Site, volume, title=title, text=title, place=Place(name=title))
        say(town, "ocha", Movement, volume, title=title, organisation=title)
        town.settle()
        given = taken(town)
        assert [f.level for f in given.features] == ["cell", "cell"]
        return files(given)


def test_who_may_know_the_cell_gets_a_file_with_nothing_finer(tmp_path: Path) -> None:
    """G8: not one byte differs where only what lies below the cell differs."""
    one = told_as_cells(tmp_path / "a", 36.1534567, 35.8576543, "ZZHOSPITAL")
    other = told_as_cells(tmp_path / "b", 36.1398765, 35.8387654, "another name")
    assert one == other
    for form, data in one.items():
        assert not [w for w in (b"1534567", b"8576543", b"ZZHOSPITAL", b"06:07") if w in data], form
        for value in (36.1534567, 35.8576543):
            assert struct.pack("<d", value) not in data
            assert struct.pack("<d", value)[1:] not in data
        assert b"cell" in data, form


def taken_beside(folder: Path, secret: str, lon: float) -> dict[str, bytes]:
    with Town(folder, "ocha", "hq", "friend") as town:
        town.agree("ocha", "hq", clauses=CLAUSES)
        town.agree("friend", "hq", clauses=CLAUSES, title="another")
        say(town, "ocha", Site, HERE, title="clinic")
        if secret:
            say(town, "friend", Site, Volume4D(Circle((lon, 35.8), 500.0)), title=secret)
            say(town, "friend", Area, HERE, stance="no-objection", title=secret)
            say(town, "hq", Site, HERE, agreement=1, title=secret)
        town.settle()
        assert bool(secret) == bool(taken(town, agreement=1).features)
        assert not {f.statement for f in taken(town).features} & {f.statement for f in taken(town, agreement=1).features}
        return files(taken(town))


def test_the_file_of_one_agreement_does_not_depend_on_another(tmp_path: Path) -> None:
    """A2: not one byte, the counts of what was left out included."""
    worlds = [("", 0.0), ("ZZSECRET", 36.1), ("another secret", 41.7)]
    nothing, *others = (taken_beside(tmp_path / str(n), *world) for n, world in enumerate(worlds))
    assert all(other == nothing for other in others)
    for form, data in nothing.items():
        assert b"friend" not in data, form
        assert b"another" not in data, form


def test_what_is_wrong_in_another_agreement_is_no_reason_here(tmp_path: Path) -> None:
    """A2: silence and logs that could not be read are told where they belong."""
    with Town(tmp_path, "ocha", "hq", "friend") as town:
        town.agree("ocha", "hq", clauses=CLAUSES)
        other = town.agree("friend", "hq", clauses=CLAUSES, title="another")
        say(town, "ocha", Site, HERE)
        town.settle(offline=["friend"])
        town["hq"].picture.refused[Ref(f"friend.example/agr/{other.id}/0", 5)] = "bad-leaf"
        assert (taken(town).basis, taken(town).reasons) == ("complete", ())
        there = taken(town, agreement=1)
        assert there.basis == "incomplete"
        assert len(there.reasons) == 2
        assert all("friend.example" in reason for reason in there.reasons)


def test_a_file_says_whose_information_it_is_and_from_when_on_it_is_old(town: Town) -> None:
    say(town, "ocha", Site, HERE, title="clinic")
    town.settle()
    given = taken(town)
    lines = excerpt.heading(given)
    assert lines[0] == "No notice does not mean no protection."
    assert "As held by hq.example under “ocha-hq” as of 2015-11-20T06:00:30Z; basis: complete" in lines
    assert any(line.startswith("ocha.example: last heard 2015-11-20T06:00:") for line in lines)
    assert any("from 2015-11-21T06:00:30Z on it is old" in line for line in lines)
    town.clock.tick(86400 * 2)
    late = taken(town)
    assert late.basis == "incomplete"
    assert any("ocha.example is silent" in line for line in excerpt.heading(late))
    assert len(late.features) == 1


def test_an_exercise_says_so_in_every_file(tmp_path: Path) -> None:
    """G18."""
    with Town(tmp_path, "ocha", "hq", exercise=True) as town:
        town.agree("ocha", "hq", clauses=CLAUSES)
        say(town, "ocha", Site, HERE)
        for form, data in files(taken(town, "ocha")).items():
            assert b"EXERCISE" in data, form


def test_the_same_picture_at_the_same_instant_is_the_same_file(town: Town) -> None:
    say(town, "ocha", Site, HERE, AFAR)
    say(town, "ocha", Emergency, HERE, what="shelling")
    town.settle()
    at = town.clock.now
    before = files(taken(town))
    town.clock.tick(5000)
    town.reopen("hq")
    node = town["hq"]
    agreement = next(iter(node.picture.terms))
    assert files(export.gather(node, agreement, at, made=at)) == before
    one, other = (files(export.gather(node, agreement, START, made=at)) for _ in range(2))
    assert one == other != before


def test_a_file_for_an_earlier_instant_ages_from_its_making(town: Town) -> None:
    say(town, "ocha", Site, HERE, title="clinic")
    town.settle()
    town.clock.tick(3600)
    node = town["hq"]
    agreement, now = next(iter(node.picture.terms)), town.clock.now.replace(microsecond=0)
    given = export.gather(node, agreement, START.replace(year=1900))
    assert (given.as_of, given.at.year, given.old_from) == (now, 1900, now + timedelta(seconds=given.max_silence_s))
    told = next(line for line in excerpt.heading(given) if line.startswith("Selected for 1900-11-20T06:00:00Z"))
    assert f"from what is known as of {excerpt.stamp(now)}; it is not what was known then: 1 of its notices" in told
    for form, data in files(given).items():
        assert b"1900-11-20T06:00:00" in data, form
        assert excerpt.stamp(now).removesuffix("Z").encode() in data, form
    ancient = export.gather(node, agreement, START.replace(year=1))
    assert set(files(ancient)) == set(export.WRITERS)


def test_silence_is_counted_up_to_the_making_whatever_instant_is_asked_for(town: Town) -> None:
    """What is silent now is silent, also in a file for the instant of its last word."""
    say(town, "ocha", Site, HERE)
    town.settle()
    town.clock.tick(86400 * 2)
    node = town["hq"]
    assert export.gather(node, next(iter(node.picture.terms)), START).basis == "incomplete"


def test_the_future_is_held_by_nobody(town: Town) -> None:
    node = town["hq"]
    agreement = next(iter(node.picture.terms))
    for at in (town.clock.now + timedelta(seconds=1), datetime.max.replace(tzinfo=UTC)):
        with pytest.raises(InputError, match="later than now"):
            export.gather(node, agreement, at)
    last = datetime.max.replace(tzinfo=UTC)
    assert export.gather(node, agreement, last, made=last).old_from == last


def test_status_and_validation_are_told_in_every_file(town: Town) -> None:
    """R27: nobody validates themselves. What a status says ends no protection, and each file says so."""
    others, own = (Verification(f"{name}.example") for name in ("un", "ocha"))
    say(town, "ocha", Site, HERE, title="one", status="evacuated", verification=(own, others))
    say(town, "ocha", Site, HERE, title="two", verification=(own,))
    say(town, "ocha", Movement, HERE, title="three", status="cancelled")
    say(town, "ocha", Area, HERE, title="four", stance="refrain", activation="by-notice")
    town.settle()
    given = taken(town)
    assert {f.title: (f.state, f.status, f.validated) for f in given.features} == {
        "one": ("active", "evacuated", "validated by un.example"),
        "two": ("active", "active", "not validated"),
        "three": ("active", "cancelled", ""),
        "four": ("active", "by-notice", ""),
    }
    for form, data in files(given).items():
        for words in ("evacuated", "validated by un.example", "not validated", "cancelled", "by-notice", "it ends no protection"):
            assert words.encode() in data, (form, words)


def test_how_well_a_place_is_known_is_told_as_its_notifier_told_it(town: Town) -> None:
    typed = Typed("35.8 36.1", (36.1, 35.8), accuracy_m=25_000.0)
    say(town, "ocha", Site, HERE, title="camp", place=Place(typed=(typed,)))
    town.settle()
    for form, data in files(taken(town)).items():
        assert b"known to 25.00 km only" in data, form


def test_what_cannot_be_drawn_costs_only_itself(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    say(town, "ocha", Site, HERE, title="good")
    say(town, "ocha", Site, AFAR, title="bad")
    town.settle()

    def drawn(volume: Volume4D) -> tuple[export.Outline, ...]:
        if volume == AFAR:
            raise InputError("bad-geometry", "no")
        return outlines(volume)

    outlines = export.outlines
    monkeypatch.setattr(export, "outlines", drawn)
    assert [f.title for f in taken(town).features] == ["good"]
    assert left(taken(town)) == {excerpt.UNDRAWN: 1}


def test_windows_of_fractions_of_a_second_only_grow(town: Town) -> None:
    start, end = START + timedelta(milliseconds=300), START + timedelta(hours=1, milliseconds=300)
    say(town, "ocha", Movement, Volume4D(Circle((36.1, 35.8), 500.0), time_start=start, time_end=end))
    (feature,) = taken(town, "ocha").features
    assert (feature.outline.time_start, feature.outline.time_end) == (START, START + timedelta(hours=1, seconds=1))


def test_everything_that_a_check_names_is_in_the_file_or_counted(town: Town) -> None:
    """A1 for files: sites, movements, emergencies and restrictive areas that meet a place are met by what is read of the file."""
    for step in range(12):
        lon = 36.0 + step / 100
        say(town, "ocha", (Site, Movement, Emergency)[step % 3], Volume4D(Circle((lon, 35.8), 900.0)),
            **({"what": "x"} if step % 3 == 2 else {}))  # fmt: skip
        say(town, "ocha", Area, Volume4D(Circle((lon, 35.9), 900.0)), stance="refrain")
    town.settle()
    pieces = [p for i in geojson.read(export.write(taken(town), "geojson"), "f") if not isinstance(i, Broken)
              for v in i.volumes for p in parts(v)]  # fmt: skip
    for step in range(60):
        place = Volume4D(Circle((36.0 + step / 500, 35.8 + (step % 2) / 10), 50.0))
        found = check.check(town["hq"], [place], k=100)
        near = [p for p in pieces if any(meet(p, q) for q in parts(place))]
        assert len(near) >= sum(c.distance_m <= 950.0 for c in found.conflicts) > 0


def test_an_agreement_that_is_not_held_is_refused(town: Town) -> None:
    with pytest.raises(InputError, match="agreements match"):
        export.gather(town["hq"], "nothing", START)
