"""What is told of statements that the asker does not hold exactly: cells and hours, and not too often (G11)."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from click.testing import CliRunner

from detente import picture
from detente.cli import main
from detente.conflict import codes_meeting
from detente.errors import InputError, OurError
from detente.geometry import coarsen, meet, parts
from detente.node import answer, publish, quick, rebuild, reveal, undisclosed
from detente.node.node import Node, kind_code
from detente.node.undisclosed import BUDGET, MINIMUM_M, MINIMUM_S, Limits
from detente.notice import Activity, Area, Movement, Notice, Site
from detente.statement import Ref
from detente.testing import START, ZOO, Town, a_volume, away
from detente.volume import Altitude, Circle, Reference, Units, Volume4D

SOON = START + timedelta(hours=6)
LOW, HIGH = Altitude(0, "M", "W84"), Altitude(3000, "M", "W84")
Band = tuple[Altitude, Altitude]


def around(
    lon: float, lat: float = 35.85, radius: float = 100.0, minutes: float = 20, after: float = 20, band: Band = (LOW, HIGH)
) -> Volume4D:
    start = SOON + timedelta(minutes=after)
    return Volume4D(Circle((round(lon, 7), round(lat, 7)), radius), *band, start, start + timedelta(minutes=minutes))


def between(lower: float, upper: float, units: Units = "M", reference: Reference = "W84") -> Band:
    return Altitude(lower, units, reference), Altitude(upper, units, reference)


FAR = around(39.0)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "france", "russia") as made:
        made.agree("france", "russia")
        made.settle()
        yield made


def terms(town: Town) -> str:
    return next(iter(town["france"].picture.terms))


def say(town: Town, name: str, cls: type[Notice], volume: Volume4D, to: dict[str, str] | None = None, **more: object) -> Ref:
    return publish.publish(town[name], terms(town), town.notice(cls, volume, **more), to=to).ref  # type: ignore[arg-type]


def asked(town: Town, volume: Volume4D) -> str:
    """What Russia's plan is answered by France."""
    ref = say(town, "russia", Activity, volume, to={"france.example": "exact"})
    town.settle(rounds=2)
    return picture.answers(town["russia"].picture, ref)["france.example"].answer


# --- the attacker --------------------------------------------------------------------------------------------------------


def touches(town: Town, seen: list[str], volume: Volume4D) -> bool:
    """Ask once, and note all that comes of it."""
    seen.append(asked(town, volume))
    france = [e for e in town["russia"].picture.entries.values() if e.author == "france.example"]
    seen.append(f"{len(france)} {sum(e.leaf.kind == 'revoke' for e in france)}")
    town.clock.tick(600)
    return seen[-2] != "no notice found"


def probe(town: Town) -> tuple[list[str], float, float]:
    """Bisect from west to east and by time with fake plans, as long as it takes; what is learned in the end, and all answers."""
    seen: list[str] = []
    west, inside = 35.5, 36.15
    for _ in range(12):
        middle = (west + inside) / 2
        west, inside = (west, middle) if touches(town, seen, around(middle, radius=1.0, minutes=1)) else (middle, inside)
    late, within = 400.0, 20.0
    for _ in range(8):
        middle = (late + within) / 2
        late, within = (
            (late, middle) if touches(town, seen, around(36.15, radius=1.0, minutes=1, after=middle)) else (middle, within)
        )
    touches(town, seen, around(36.15, radius=1.0, minutes=1))
    return seen, west, within


@pytest.mark.parametrize("level", ["none", "cell"])
def test_who_bisects_with_fake_plans_learns_the_cell_and_the_hour(tmp_path: Path, level: str) -> None:
    """Wherever in its cell, and whenever in its hour, the statement is: all that the attacker reads is the same."""
    places = [around(36.12, 35.82), around(36.18, 35.88, 5.0, 1, 57), around(36.15, 35.85, 1.0, 39, 1)]
    assert len({coarsen(place) for place in places}) == 1
    told = []
    for number, place in enumerate(places):
        with Town(tmp_path / str(number), "france", "russia") as town:
            town.agree("france", "russia")
            town.settle()
            say(town, "france", Site, place, to={"russia.example": level})
            mine = say(town, "france", Activity, place, to={"russia.example": level})
            town.settle()
            answer.register(town["france"], mine)
            told.append(probe(town))
    assert told[0] == told[1] == told[2]
    seen, west, late = told[0]
    assert west < 36.1 - 0.02, "the border of the cell, and the separation that was agreed"
    assert late > 60
    assert {"no notice found", "conflict" if level == "cell" else "coordinate"} <= set(seen)
    assert seen[-1].endswith(" 1"), "the verdict was taken back, for all places alike"


def climb(town: Town) -> tuple[list[str], float, float]:
    """Bisect from above and from below with fake plans a decimetre thick, then ask in every unit and datum there is."""
    seen: list[str] = []

    def flies(lower: float, upper: float, units: Units = "M", reference: Reference = "W84") -> bool:
        return touches(town, seen, around(36.15, minutes=1, band=between(lower, upper, units, reference)))

    ends = []
    for outside in (3210.0, 10.0):
        inside = 1250.0
        for _ in range(14):
            middle = (outside + inside) / 2
            inside, outside = (middle, outside) if flies(middle, middle + 0.1) else (inside, middle)
        ends.append(inside)
    for reference in get_args(Reference):
        for height in range(2, 24, 3):
            flies(height * 300, height * 300 + 10, "FT", reference)
    return seen, ends[0], ends[1]


BANDS = (between(1001, 1499), between(1444.4, 1444.5), between(1000, 1500))


@pytest.mark.parametrize("level", ["none", "cell"])
def test_who_bisects_in_altitude_learns_the_step_and_no_more(tmp_path: Path, level: str) -> None:
    """Whatever levels it is flown at within its steps of 500 m: all that the attacker reads is the same."""
    told = []
    for number, band in enumerate(BANDS):
        with Town(tmp_path / str(number), "france", "russia") as town:
            town.agree("france", "russia")
            town.settle()
            place = around(36.15, band=band)
            say(town, "france", Site, place, to={"russia.example": level})
            say(town, "france", Area, place, to={"russia.example": level}, stance="refrain")
            mine = say(town, "france", Activity, place, to={"russia.example": level})
            town.settle()
            answer.register(town["france"], mine)
            told.append(climb(town))
    assert told[0] == told[1] == told[2]
    seen, top, bottom = told[0]
    assert (1499.8 < top <= 1500.0, 999.8 < bottom <= 1000.0) == (True, True), "the steps, as the cell would show them"
    assert {"no notice found", "conflict" if level == "cell" else "coordinate"} <= set(seen)


@pytest.mark.parametrize("verdicts", [1, 3])
def test_which_verdict_is_taken_back_does_not_depend_on_what_it_was(tmp_path: Path, verdicts: int) -> None:
    """A desk gives its verdict again after each probe; whether the last probe met its plan exactly does not show."""
    told = []
    for number, place in enumerate([around(36.12, 35.82), around(36.18, 35.88)]):
        with Town(tmp_path / str(number), "france", "russia") as town:
            town.agree("france", "russia")
            mine = say(town, "france", Activity, place, to={})
            town.settle()
            for _ in range(verdicts):
                answer.register(town["france"], mine)
                asked(town, around(36.12, 35.82))
            told.append([(e.ref, e.leaf.kind, e.leaf.cites) for e in town["russia"].picture.entries.values()])
    assert told[0] == told[1]
    assert sum(kind == "revoke" for _, kind, _ in told[0]) == verdicts


def test_unaware_of_what_is_known_as_a_cell_names_the_place_in_the_log_and_nothing_finer(town: Town) -> None:
    site = say(town, "france", Site, around(36.123456, 35.856789), to={"russia.example": "cell"}, title="the clinic")
    plan = say(town, "russia", Activity, around(36.19, 35.81))
    town.put_out("russia")
    town.pull("france", "russia")
    town.settle()
    receipt = picture.answers(town["russia"].picture, plan)["france.example"]
    assert (receipt.answer, receipt.unaware) == ("conflict", (site,))
    told = b"".join(path.read_bytes() for path in town.outbox("france", "russia").rglob("*") if path.is_file())
    held = msgspec.json.encode(msgspec.to_builtins(receipt)) + told
    assert not any(word in held for word in (b"36.123456", b"35.856789", b"clinic", b":20:00Z"))
    assert town["russia"].entry(site).level == "cell"


# --- logged on both sides ------------------------------------------------------------------------------------------------


def lines(town: Town, name: str, *arguments: str) -> list[str]:
    done = CliRunner().invoke(main, ["-C", str(town.folder / name), *arguments])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def test_both_sides_hold_a_log_of_what_was_asked_and_answered(town: Town) -> None:
    """The plan stands signed in the asker's log, the answer signed in the other's, and each holds both logs."""
    say(town, "france", Site, around(36.15), to={})
    plans = [say(town, "russia", Activity, place) for place in (around(36.15), around(36.16), FAR)]
    town.settle()
    found = ["coordinate", "coordinate", "no notice found"]
    held = []
    for name in ("france", "russia"):
        given = [next(picture.receipts(town[name].picture, plan)) for plan in plans]
        assert [receipt.answer for _, receipt in given] == found
        assert [entry.author for entry, _ in given] == ["france.example"] * 3
        held.append([(entry.ref, entry.leaf_hash) for entry, _ in given])
    assert held[0] == held[1], "the same leaves"
    verdict = town["russia"].entry(answer.register(town["russia"], plans[0]).ref)
    assert held[0][0][0] in {Ref(*cited) for cited in verdict.leaf.cites}, "the asker signs in its log what it was answered"
    town.close()
    for name in ("france", "russia"):
        questions = [line for line in lines(town, name, "log", "russia.example") if "  activity  " in line]
        answers = [line for line in lines(town, name, "log", "france.example") if "  receipt  " in line]
        assert len(questions) == 3
        assert [said in line for said, line in zip(found, answers, strict=True)] == [True] * 3
        assert str(held[0][0][0]) in answers[0]
        shown = [line for line in lines(town, name, "show", str(plans[0])) if "receipt" in line]
        assert "france.example receipt: delivered, coordinate, ops desk, line 1" in shown[0]


# --- the budget ----------------------------------------------------------------------------------------------------------


def spend(town: Town) -> None:
    """Ask as many different questions as there is budget for, each in a step of altitude more than the last."""
    for number in range(BUDGET):
        assert asked(town, around(36.15, band=between(0, 500.0 * (number + 1)))) == "coordinate"
    assert asked(town, FAR) == "coordinate", "beyond the budget nothing is looked up, and nothing is said to be free of notices"


def test_the_same_question_twice_costs_nothing(town: Town) -> None:
    """Nor does another plan in the same cells, hours and steps, even where its own answer would be another."""
    say(town, "france", Site, around(36.15), to={})
    for number in range(3 * BUDGET):
        same = around(
            36.15 + number / 1000, 35.85 - number / 1000, 50.0 + number, minutes=1 + number % 19, after=20 + number % 20
        )
        assert asked(town, same) == "coordinate"
    assert asked(town, FAR) == "no notice found"
    agreement, hour = terms(town), f"{town.clock.now:%Y-%m-%dT%H}"
    france = town["france"]
    assert len(france.undisclosed.spent(france, agreement, "russia.example", hour)) == 1


def test_the_same_question_twice_tells_nothing_new(town: Town) -> None:
    """That something is there no longer does not show within the hour; that something has come does, at once (A1)."""
    gone = say(town, "france", Activity, around(36.15), to={})
    say(town, "france", Site, around(38.15), to={})
    assert [asked(town, around(36.15)), asked(town, around(37.15))] == ["coordinate", "no notice found"]
    publish.withdraw(town["france"], gone)
    say(town, "france", Site, around(37.15), to={})
    town.reopen("france")
    assert [asked(town, around(36.15)), asked(town, around(37.15))] == ["coordinate", "coordinate"]
    rebuild.rebuild(town["france"])
    assert asked(town, around(36.16)) == "coordinate"
    town.clock.tick(3600)
    assert [asked(town, around(36.15)), asked(town, around(37.15))] == ["no notice found", "coordinate"]


def test_nothing_is_kept_up_once_all_is_disclosed(town: Town) -> None:
    site = say(town, "france", Site, around(36.12, radius=10.0, band=between(0, 100)), to={})
    beside = around(36.18, radius=10.0, band=between(0, 100))
    assert asked(town, beside) == "coordinate"
    reveal.reveal(town["france"], site, ["russia.example"])
    town.settle()
    assert asked(town, beside) == "no notice found"


def test_who_asks_too_often_is_told_to_coordinate_until_the_next_hour(town: Town) -> None:
    say(town, "france", Site, around(36.15), to={})
    assert asked(town, FAR) == "no notice found"
    spend(town)
    town.clock.now = town.clock.now.replace(minute=59)
    assert asked(town, FAR) == "coordinate"
    town.clock.tick(120)
    assert asked(town, FAR) == "no notice found"


def test_what_is_spent_stands_in_our_log(town: Town) -> None:
    say(town, "france", Site, around(36.15), to={})
    spend(town)
    rebuild.rebuild(town["france"])
    assert asked(town, FAR) == "coordinate"
    town.reopen("france")
    assert asked(town, FAR) == "coordinate"


def test_a_budget_is_of_one_party_in_one_agreement(tmp_path: Path) -> None:
    with Town(tmp_path, "france", "russia", "turkey") as town:
        first, second = town.agree("france", "russia", "turkey").id, town.agree("france", "russia", title="two").id
        for agreement in (first, second):
            publish.publish(town["france"], agreement, town.notice(Site, around(36.15)), to={})
        spend(town)
        for name, agreement in (("turkey", first), ("russia", second)):
            ref = publish.publish(town[name], agreement, town.notice(Activity, FAR)).ref
            town.settle()
            assert picture.answers(town[name].picture, ref)["france.example"].answer == "no notice found"


def test_who_was_given_everything_has_no_budget(town: Town) -> None:
    site = say(town, "france", Site, around(36.15), to={})
    spend(town)
    reveal.reveal(town["france"], site, ["russia.example"])
    town.settle()
    assert asked(town, FAR) == "no notice found"
    assert [asked(town, around(36.15)) for _ in range(BUDGET + 2)] == ["conflict"] * (BUDGET + 2)


def test_what_is_disclosed_is_answered_beyond_the_budget(town: Town) -> None:
    say(town, "france", Site, around(36.15), to={})
    say(town, "france", Site, around(37.15))
    spend(town)
    assert asked(town, around(37.15)) == "conflict"


# --- the minimum volume --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("volume", [v for v in ZOO.values() if v.footprint is not None], ids=list(ZOO))
def test_volumes_grow_to_the_minimum_and_never_shrink(volume: Volume4D) -> None:
    for piece in parts(volume):
        big = undisclosed.grown(piece)
        assert big.radius_m >= piece.radius_m
        assert big.radius_m + (0.0 if piece.kind == "point" else piece.reach_m) >= MINIMUM_M
        assert big.t0 <= piece.t0
        assert big.t1 >= piece.t1
        assert big.t1 - big.t0 >= MINIMUM_S
        if piece.radius_m + piece.reach_m >= MINIMUM_M and piece.t1 - piece.t0 >= MINIMUM_S:
            assert (big.radius_m, big.t0, big.t1) == (piece.radius_m, piece.t0, piece.t1)


def test_a_small_plan_beside_the_cell_is_answered_like_a_large_one(town: Town) -> None:
    say(town, "france", Site, Volume4D(Circle((36.15, 35.85), 100.0)), to={})
    beside = [away((36.2, 35.85), 90.0, 2_000.0 + MINIMUM_M * share)[0] for share in (1.1, 0.9, 1.1)]
    told = [asked(town, around(lon, radius=1.0)) for lon in beside]
    assert told == ["no notice found", "coordinate", "coordinate"], "within the hour the last asks what the second asked"


# --- the engine of cells -------------------------------------------------------------------------------------------------


def usable(rng: random.Random, place: tuple[float, float]) -> Volume4D:
    while True:
        volume = a_volume(rng, place, 10 ** rng.uniform(1, 4))
        with suppress(InputError):
            parts(volume)
            return volume


def by_hand(node: Node, asker: str, volume: Volume4D, levels: tuple[str, ...]) -> set[Ref]:
    """The same, by brute force over everything of ours that counts."""
    agreement = node.agreement(next(iter(node.picture.terms)))
    found = set()
    for ref in node.indexed_of.get(node.origin(agreement.id), ()):
        notice = node.picture.entries[ref].statement
        assert isinstance(notice, Notice)
        if picture.level_of(node.picture, ref, asker) not in levels or kind_code(notice) not in codes_meeting("activity"):
            continue
        cells = [part for v in notice.volumes for part in parts(coarsen(v))]
        limits = Limits.of(agreement, next(c for c in agreement.clauses if "activity" in c.kinds))._asdict()
        if any(meet(a, b, **limits) is not None for a in cells for b in parts(volume)):
            found.add(ref)
    return found


def by_engine(node: Node, asker: str, volume: Volume4D, levels: tuple[str, ...]) -> set[Ref]:
    agreement = node.agreement(next(iter(node.picture.terms)))
    limits = Limits.of(agreement, next(c for c in agreement.clauses if "activity" in c.kinds))
    return set(undisclosed.touched(node, agreement, asker, parts(volume), limits, levels))


@pytest.mark.parametrize("seed", range(3))
def test_the_engine_of_cells_says_what_brute_force_says(town: Town, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After new notices, versions, withdrawals, reveals, deletions; from a snapshot and from the logs."""
    monkeypatch.setattr(quick, "WORTH", 1)
    rng = random.Random(seed)
    ours: list[Ref] = []
    for step in range(40):
        place = away((36.15, 35.85), rng.uniform(0, 360), rng.uniform(0, 60_000))
        act(town, rng, ours, usable(rng, place))
        if step % 8 == 7:
            quick.save(town["france"])
            town.reopen("france")
        france = town["france"]
        question = usable(rng, place)
        for levels in (("none",), ("cell",), ("none", "cell")):
            assert by_engine(france, "russia.example", question, levels) == by_hand(france, "russia.example", question, levels)
    assert len(france.undisclosed.cells or ()) > 2


def act(town: Town, rng: random.Random, ours: list[Ref], volume: Volume4D) -> None:
    france = town["france"]
    word = rng.choice(["say", "say", "say", "withdraw", "reveal", "redact", "time"])
    if word == "say" or not ours:
        to = {"russia.example": rng.choice(["none", "cell", "cell", "exact"])}
        ours.append(say(town, "france", rng.choice([Site, Movement, Activity]), volume, to=to))
    elif word == "withdraw":
        publish.withdraw(france, ours.pop(rng.randrange(len(ours))))
    elif word == "reveal":
        with suppress(OurError):  # what all were given exactly has no cell
            reveal.reveal(france, rng.choice(ours), ["russia.example"], level=rng.choice(["cell", "exact"]))
    elif word == "redact":
        with suppress(OurError):  # activities that count are withdrawn first
            reveal.redact(france, ours.pop(rng.randrange(len(ours))), rule="a test", although_it_counts=True)
    else:
        town.clock.tick(3600 * rng.uniform(0, 4))
        town.settle()
