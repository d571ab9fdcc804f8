"""The commands as a user types them, on real nodes: words, JSON, exit codes, and that nothing is half done."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from shells import CLINIC, FLIGHT, Shell

from detente.cli import COMMANDS, main
from detente.notice import PRESUMPTION


def words_of(command: str) -> list[list[str]]:
    found = main.get_command(None, command)  # type: ignore[arg-type]
    inner = getattr(found, "commands", {})
    return [[command], *([command, name] for name in inner)]


@pytest.mark.parametrize("words", [w for c in COMMANDS for w in words_of(c)], ids=" ".join)
def test_every_command_has_help_with_an_example(words: list[str]) -> None:
    done = CliRunner().invoke(main, [*words, "--help"])
    assert done.exit_code == 0
    assert "Example: detente" in done.output


def test_the_list_of_commands_is_in_the_help_with_the_exit_codes() -> None:
    text = CliRunner().invoke(main, ["--help"]).output
    assert all(re.search(rf"^  {name} ", text, re.M) for name in COMMANDS)
    assert "Exit codes" in text
    assert PRESUMPTION.lower().rstrip(".") in text.lower()


def test_completion_knows_the_commands() -> None:
    env = {"_DETENTE_COMPLETE": "bash_complete", "COMP_WORDS": "detente ag", "COMP_CWORD": "1"}
    done = CliRunner().invoke(main, [], prog_name="detente", env=env)
    assert "agreement" in done.output


def test_a_conflict_is_found_answered_and_proved(shell: Shell) -> None:
    clinic = shell.file("clinic.json", CLINIC)
    published = shell.json("alpha", "publish", clinic)
    assert isinstance(published, dict)
    assert published["published"][0]["to"] == {"beta.example": "exact"}
    shell.sync()
    asked = shell.json("beta", "check", "35.723,36.055", "--radius", "100", code=10)
    assert isinstance(asked, dict)
    assert (asked["answer"], asked["basis"], asked["presumption"]) == ("conflict", "complete", PRESUMPTION)
    assert asked["conflicts"][0]["notice"]["contact"] == "duty desk, line alpha"
    assert asked["sources"][0]["party"] == "alpha.example"
    shell.run("beta", "publish", shell.file("flight.json", FLIGHT))
    shell.sync()
    verdict = shell.run("beta", "answer", "beta.example#1", "verdict").output
    assert "verdict: no known conflict" in verdict
    shell.run("alpha", "answer", "beta.example#1", "accounted-for", "--text", "in our plan")
    shell.sync()
    detail = shell.run("beta", "show", "beta.example#1").output
    assert "alpha.example receipt: accounted-for, in our plan" in detail
    assert PRESUMPTION in detail
    shell.run("beta", "prove", "beta.example#1", "-o", shell.folder / "e.zip")
    assert shell.run("beta", "verify", shell.folder / "e.zip")


def test_an_answer_without_a_conflict_leaves_zero_only_on_a_complete_basis(shell: Shell) -> None:
    alone = shell.run("beta", "check", "35.9,38.9", code=12).output
    assert "NO NOTICE FOUND" in alone
    assert "because alpha.example is silent" in alone
    shell.run("alpha", "publish", shell.file("clinic.json", CLINIC))
    shell.sync()
    assert "basis: complete" in shell.run("beta", "check", "35.9,38.9").output
    assert "NOTICE NEARBY" in shell.run("beta", "check", "35.80,36.05", code=11).output


def test_a_notice_just_published_counts_in_the_very_next_check(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("clinic.json", CLINIC))
    assert "CONFLICT" in shell.run("alpha", "check", "35.72,36.05", code=10).output


def test_a_broken_feature_costs_only_itself_and_is_named(shell: Shell) -> None:
    features = [
        {"type": "Feature", "properties": {"name": name, "radius_m": 300}, "geometry": geometry}
        for name, geometry in (
            ("good", {"type": "Point", "coordinates": [36.1, 35.7]}),
            ("bow tie", {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}),
            ("swapped", {"type": "Point", "coordinates": [35.7, 136.1]}),
            ("open", {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1]]]}),
            ("also good", {"type": "Point", "coordinates": [36.2, 35.7]}),
            ("nothing", None),
        )
    ]
    path = shell.file("sites.geojson", {"type": "FeatureCollection", "features": features})
    done = shell.json("alpha", "publish", "--kind", "site", path, code=3)
    assert isinstance(done, dict)
    assert [b["number"] for b in done["broken"]] == [2, 3, 4, 6]
    assert "feature 3 $.footprint.coordinates" in done["broken"][1]["where"]
    shown = shell.run("alpha", "show", "--kind", "site").output
    assert "“good”" in shown
    assert "“also good”" in shown
    screened = shell.run("alpha", "plan", path, code=3).output
    assert "NOT CHECKED" in screened
    assert "6 checked: 4 not checked, 2 conflict" in screened


def test_a_file_of_points_is_checked_row_by_row(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("clinic.json", CLINIC))
    shell.sync()
    rows = b"name;lat;lon\nat the clinic;35.72;36.05\nnobody;91;36\nwords;north;36\nfar;34.0;40.0\n"
    text = shell.run("beta", "check", shell.file("p.csv", rows), code=3).output
    assert "1 “at the clinic”: CONFLICT" in text
    assert "row 2" in text
    assert "'north' is not a number" in text
    assert "4 checked: 2 not checked, 1 conflict, 1 no notice found" in text
    lines = shell.run("beta", "check", shell.folder / "p.csv", "--json", code=3).stdout.splitlines()
    assert json.loads(lines[-1])["summary"]["worst"] == "not checked"


def test_a_volume_and_a_window_are_asked_about(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("flight.json", FLIGHT))
    shell.sync()
    volume = shell.file("v.json", {"footprint": {"type": "Circle", "center": [36.4, 35.6], "radius_m": 10}})
    during = ["--from", "2040-01-31T07:00:00Z", "--until", "2040-01-31T08:00:00Z"]
    assert "CONFLICT" in shell.run("beta", "check", volume, *during, code=10).output
    later = ["--from", "2040-02-02T07:00:00Z", "--until", "2040-02-02T08:00:00Z"]
    assert "NO NOTICE FOUND" in shell.run("beta", "check", volume, *later).output
    above = [*during, "--lower", "5000M-AMSL", "--upper", "6000M-AMSL"]
    assert "NOTICE NEARBY" in shell.run("beta", "check", volume, *above, code=11).output


def test_a_plan_is_given_the_nearest_alternatives(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("flight.json", FLIGHT))
    shell.sync()
    feature = {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [36.4, 35.6]},
        "properties": {
            "name": "survey 2", "radius_m": 1000, "time_start": "2040-01-31T07:00:00Z", "time_end": "2040-01-31T08:00:00Z",
            "altitude_lower": {"value": 1500, "units": "M", "reference": "AMSL"},
            "altitude_upper": {"value": 1800, "units": "M", "reference": "AMSL"},
        },
    }  # fmt: skip
    text = shell.run("beta", "plan", "--alternatives", shell.file("p.geojson", feature), code=10).output
    assert "alternative: 900 m higher: notice nearby (complete basis)" in text
    assert re.search(r"alternative: \d h \d\d min later", text)
    found = json.loads(
        shell.run("beta", "plan", "--alternatives", "--json", shell.folder / "p.geojson", code=10).stdout.splitlines()[0]
    )
    nearest = found["alternatives"]["found"][0]
    assert nearest["volumes"][0]["footprint"]["radius_m"] == 1000


def test_a_withdrawn_site_stays_presumed_protected(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("clinic.json", CLINIC))
    shell.sync()
    assert "history stays" in shell.run("alpha", "publish", "--withdraw", "alpha.example#1").output
    shell.sync()
    text = shell.run("beta", "check", "35.72,36.05", code=10).output
    assert "withdrawn" in text


def test_clauses_are_suspended_and_resumed_at_the_shell(shell: Shell) -> None:
    words = shell.run("alpha", "agreement", "suspend", "Coast", "--clause", "plans", "--clause", "protect").output
    assert "clause plans is suspended by alpha.example" in words
    refused = shell.run("alpha", "publish", shell.file("flight.json", FLIGHT), code=3).output
    assert "suspended by alpha.example" in refused
    shell.run("alpha", "publish", shell.file("clinic.json", CLINIC))
    assert "suspended" not in shell.run("alpha", "agreement", "resume", "Coast", "--clause", "plans").output


def test_logs_are_listed(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("clinic.json", CLINIC))
    shell.sync()
    heads = shell.json("beta", "log")
    assert isinstance(heads, list)
    assert {h["origin"].partition("/")[0]: h["size"] for h in heads} == {"alpha.example": 2, "beta.example": 1}
    assert heads[0]["cosigned"] == ["beta.example/mirror"]
    assert "clinic" in shell.run("alpha", "log", "alpha").output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check", "95,36"], 3, "latitude"),
        (["check", "nowhere"], 3, "neither a point nor a file"),
        (["check", "35,36", "--from", "tomorrow"], 3, "not a time in UTC"),
        (["check", "35,36", "--from", "2026-01-01T00:00:00"], 3, "not a time in UTC"),
        (["check", "35,36", "--upper", "high"], 3, "not an altitude"),
        (["check", "35,36", "--until", "2026-01-01T00:00:00Z", "--from", "2027-01-01T00:00:00Z"], 3, "time_start is after"),
        (["check", "absent.csv"], 3, "absent.csv"),
        (["show", "nobody#7"], 3, "nobody"),
        (["log", "zzz"], 3, "zzz"),
        (["publish"], 2, "FILE"),
        (["answer", "alpha.example#0", "opened"], 3, "no such statement"),
        (["init", "--party", "UPPER", "--name", "x"], 3, "not a party's name"),
        (["agreement", "show", "Mars"], 3, "0 agreements match"),
        (["desk", "add", "duty"], 3, "exists"),
    ],
)
def test_wrong_words_are_told_with_what_to_do(shell: Shell, words: list[str], code: int, said: str) -> None:
    done = shell.run("alpha", *words, code=code)
    assert said in done.output
    if code != 2:
        assert "fault)" in done.output


def test_errors_are_json_where_json_was_asked_for(shell: Shell) -> None:
    done = shell.run("alpha", "check", "95,36", "--json", code=3)
    assert json.loads(done.stderr)["error"] == "bad-value"


def test_no_node_here_says_how_to_make_one(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["-C", str(tmp_path), "check", "35,36"])
    assert done.exit_code == 3
    assert "detente init" in done.output


def test_the_file_of_terms_is_strict(shell: Shell) -> None:
    cards = ["--card", shell.folder / "alpha.card", "--card", shell.folder / "beta.card"]
    for wrong, named in ((b'[[clauses]]\nid = "p"\nkinds = ["site"]\nlevle = "cell"\n', "$.clauses[0].levle"),
                         (b'max_silense_s = 4\n[[clauses]]\nid = "p"\nkinds = ["site"]\n', "max_silense_s")):  # fmt: skip
        terms = shell.file("t.toml", wrong)
        said = shell.run("alpha", "agreement", "draft", "--title", "T", *cards, "--terms", terms, code=3).output
        assert named in said


def test_another_folder_that_is_gone_is_told_and_the_others_are_read(shell: Shell) -> None:
    assert "nothing put out for us yet" in shell.run("alpha", "sync").output
    shell.sync()
    shutil.rmtree(shell.folder / "beta" / "outbox")
    assert "the folder is gone" in shell.run("alpha", "sync", code=4).output
