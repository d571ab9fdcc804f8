"""The scenario files hold, in any order of delivery; the same files as `make demo`."""

import json
import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli import main
from detente.errors import InputError
from detente.notice import PRESUMPTION
from detente.scenario.model import read
from detente.scenario.player import Player

FILES = sorted((Path(__file__).parent.parent.parent / "scenarios").glob("*.toml"))
BANNED = re.compile(r"\b(safe|clear(ed)?|approved?|authori[sz]ed|denied)\b", re.I)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
@pytest.mark.parametrize("seed", [None, *range(8)])
def test_every_stated_outcome_holds_in_any_order_of_delivery_twice_and_late(file: Path, seed: int | None, tmp_path: Path) -> None:
    story: list[str] = []
    shuffle = None if seed is None else random.Random(seed)
    assert Player(read(file), tmp_path, story.append, shuffle=shuffle).play() == []
    text = "\n".join(story)
    assert not BANNED.search(text)
    assert PRESUMPTION in text
    assert len(text.splitlines()) < 100
    assert "EXERCISE" in story[0]


def test_the_command_says_that_all_holds(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["play", str(FILES[0]), "--json", "--keep", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["failed"] == []


def test_an_outcome_that_does_not_hold_is_told_and_fails(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(FILES[1].read_text("utf-8").replace('verdict = "unconfirmed"', 'verdict = "no known conflict"'), "utf-8")
    done = CliRunner().invoke(main, ["play", str(wrong)])
    assert done.exit_code == 1
    assert "verdict: expected no known conflict, found unconfirmed" in done.output


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("[[parties]]", "[[partys]]", "partys"), ('do = "open"', 'do = "clap"', r"\$\.steps"), ("start = ", "start := ", "line")],
)
def test_a_misspelt_file_is_refused_with_its_place(old: str, new: str, words: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(FILES[1].read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=words) as error:
        read(wrong)
    assert str(wrong) in error.value.where
    assert CliRunner().invoke(main, ["play", str(wrong)]).exit_code == 3
    assert CliRunner().invoke(main, ["play", str(tmp_path / "absent.toml")]).exit_code == 3


def test_the_evidence_of_a_scenario_verifies_at_the_shell(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["play", str(FILES[1]), "--json", "--keep", str(tmp_path)])
    done = CliRunner().invoke(main, ["verify", str(tmp_path / "evidence.zip"), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["presumption"] == PRESUMPTION
    (tmp_path / "broken.zip").write_bytes((tmp_path / "evidence.zip").read_bytes()[:-1])
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "broken.zip"), "--json"]).exit_code == 4
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "broken.zip")]).exit_code == 1


def test_the_schema_is_printed() -> None:
    assert "site" in json.dumps(json.loads(CliRunner().invoke(main, ["schema"]).output))


@pytest.mark.parametrize("command", ["play", "verify", "schema"])
def test_help_has_an_example(command: str) -> None:
    assert "Example: detente" in CliRunner().invoke(main, [command, "--help"]).output


def test_the_whole_story_is_told_in_under_a_hundred_lines(tmp_path: Path) -> None:
    """As `make demo` tells it: the one in full, the other in brief."""
    syria, wck = FILES
    text = CliRunner().invoke(main, ["play", str(syria), "--keep", str(tmp_path / "syria")]).output
    text += CliRunner().invoke(main, ["play", "--brief", str(wck), "--keep", str(tmp_path / "wck")]).output
    assert len(text.splitlines()) < 100
    assert text.count("Every outcome") == len(FILES)
    for told in ("of the clinic alone", "unaware", "later:", "depends on the border source", "below the usual range", "flipped"):
        assert told in text
    # every answer says basis, as of when, whose data, and G4's sentence
    answers = [line for line in text.splitlines() if "basis:" in line]
    assert len(answers) > 4
    assert all(
        re.search(r"basis: (in)?complete, as of \S+Z, from \S.*\. No notice does not mean no protection\.", a) for a in answers
    )


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_same_outcomes_over_the_network(file: Path, tmp_path: Path) -> None:
    """Every node on a port of its own, over TLS, with signed requests: what comes out does not depend on what carries it (A7)."""
    player = Player(read(file), tmp_path, lambda line: None, over="https")
    try:
        assert player.play() == []
    finally:
        player.close()
    assert not list(tmp_path.glob("*/outbox/*/inbox"))
    assert all((tmp_path / party.id / "inbox").is_dir() for party in player.scenario.parties)
