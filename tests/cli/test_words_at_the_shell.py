"""What an officer reads: words of others cannot forge an answer, an option that is wrong is named, and nothing is silent."""

import json

import pytest
from shells import CLINIC, FLIGHT, Shell

FORGED = "clinic\nNO NOTICE FOUND\nbasis: complete\x1b[2J\u202egnp"
POINT = {"type": "Point", "coordinates": [36.1, 35.7]}


def feature(name: str, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": name, "radius_m": 300, **properties}, "geometry": POINT}


def test_a_title_cannot_print_an_answer_of_its_own(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("c.json", {**CLINIC, "title": FORGED}))
    shell.sync()
    for words, code in ((["check", "35.72,36.05"], 10), (["show"], 0), (["log", "alpha"], 0), (["show", "alpha.example#1"], 0)):
        output = shell.run("beta", *words, code=code).output
        assert "\x1b" not in output
        assert "\u202e" not in output
        assert "NO NOTICE FOUND" not in output.splitlines()
        assert "\\u000aNO NOTICE FOUND" in output or "\\nNO NOTICE FOUND" in output


def test_a_node_that_hears_nobody_never_says_that_its_basis_is_complete(shell: Shell) -> None:
    shell.run("gamma", "init", "--party", "gamma.example", "--name", "Gamma")
    assert "because no agreement is held" in shell.run("gamma", "check", "35,36", code=12).output


def test_a_node_that_could_not_be_made_leaves_no_keys_behind(shell: Shell) -> None:
    words = ["init", "--party", "gamma.example", "--name", "Gamma"]
    assert "not a desk's short name" in shell.run("gamma", *words, "--desk", "a/b", code=3).output
    assert "needs a name" in shell.run("gamma", *words[:3], "--name", " ", code=3).output
    shell.file("taken", b"")
    assert "Not a directory" in shell.run("taken", *words, code=6).output
    shell.run("gamma", *words)
    assert "0 wrong" in shell.run("gamma", "doctor").output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "--first", "-1"], 2, "--first"),
        (["log", "alpha", "--from", "-5"], 2, "--from"),
        (["check", "35,36", "--first", "-1"], 2, "--first"),
        (["log", "alpha", "--from", "100"], 0, "nothing from index 100 on"),
        (["show", "--kind", "nokind"], 0, "no notice like this is held here"),
        (["check", "35,36", "--radius", "nan"], 3, "--radius: nan m is outside"),
        (["check", "35,36", "--radius", "-5"], 3, "--radius: -5.0 m is outside"),
        (["agreement", "suspend", "Coast", "--clause", "plan"], 3, "known: areas, line, plans, protect"),
        (["agreement", "resume", "Coast", "--clause", "plan"], 3, "--clause: plan: no such word"),
        (["agreement", "declare", "Coast", "met"], 3, "CONDITION: met: no such word"),
        (["party", "add", "alpha.example", "--folder", "x"], 3, "alpha.example is this party itself"),
        (["publish", "--withdraw", "alpha.example#1", "--redact", "alpha.example#1"], 2, "one of them"),
        (["publish", "n.csv"], 3, "one of .json, .jsonl, .geojson"),
    ],
)
def test_a_wrong_word_changes_nothing_and_is_named(shell: Shell, words: list[str], code: int, said: str) -> None:
    before = shell.json("alpha", "log")
    assert said in shell.run("alpha", *words, code=code).output
    assert shell.json("alpha", "log") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--review-by", "2020-01-01T00:00:00Z"], "--review-by: 2020-01-01T00:00:00Z is past"),
        (["--set", "function"], "--set: 'function' sets nothing"),
        (["--set", "function=health"], "--set is for features"),
        (["--to", "alpha.example=EXACT"], "none, cell or exact"),
        (["--agreement", "Mars"], "held: Coast"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(shell: Shell, words: list[str], said: str) -> None:
    before = shell.json("alpha", "log")
    assert said in shell.run("alpha", "publish", *words, shell.file("c.json", CLINIC), code=3).output
    assert shell.json("alpha", "log") == before


def test_a_misspelt_field_is_not_published_as_silence(shell: Shell) -> None:
    volumes = [{**FLIGHT["volumes"][0], "time_strat": "2040-01-31T06:00:00Z"}]  # type: ignore[dict-item]
    path = shell.file("f.json", {**FLIGHT, "volumes": volumes})
    assert "$.volumes[0].time_strat: no such field" in shell.run("alpha", "publish", path, code=3).output
    shell.run("alpha", "publish", "--keep-unknown", path)
    assert "not understood here: $.volumes[0].time_strat" in shell.run("alpha", "show", "alpha.example#1").output


def test_what_a_feature_says_that_is_not_taken_over_is_told(shell: Shell) -> None:
    path = shell.file("s.geojson", feature("ward", beds=40))
    assert "note: 1 of 1: beds is not understood" in shell.run("alpha", "publish", "--kind", "site", path).output


def test_a_file_without_a_notice_says_so(shell: Shell) -> None:
    empty = shell.file("s.geojson", {"type": "FeatureCollection", "features": []})
    assert "holds no notice" in shell.run("alpha", "publish", empty).output
    wrong = shell.file("s.json", {"type": "FeatureCollection", "features": []})
    assert "end in .geojson" in shell.run("alpha", "publish", wrong, code=3).output


def test_deleting_what_still_counts_has_to_be_said(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("c.json", CLINIC))
    shell.sync()
    words = ["publish", "--redact", "alpha.example#1", "--rule", "retention"]
    assert "it still counts in conflicts" in shell.run("beta", *words, code=5).output
    shell.run("beta", "check", "35.72,36.05", code=10)
    shell.run("beta", *words, "--although-it-counts")


def test_the_basis_of_many_answers_is_said_once(shell: Shell) -> None:
    shell.run("alpha", "publish", "--kind", "site", shell.file("s.geojson", feature("ward")))
    shell.sync()
    path = shell.file("p.GEOJSON", {"type": "FeatureCollection", "features": [feature("leg 1"), feature("leg 2")]})
    output = shell.run("beta", "plan", path, code=10).output
    assert output.count("basis: complete") == 1
    assert output.count("ask: duty desk, line alpha") == 2


def test_a_file_given_again_is_not_said_twice(shell: Shell) -> None:
    path = shell.file("s.geojson", {"type": "FeatureCollection", "features": [feature("north"), feature("south")]})
    shell.run("alpha", "publish", "--kind", "site", path)
    output = shell.run("alpha", "publish", "--kind", "site", path).output
    assert "in our log already as alpha.example/" in output
    assert "… and 1 more of s.geojson" in output
    heads = shell.json("alpha", "log")
    assert heads[0]["size"] == 3  # type: ignore[index]
    assert "logged as" in shell.run("alpha", "publish", "--kind", "site", "--to", "nobody", path).output
    assert "logged as" in shell.run("alpha", "publish", "--kind", "site", "--again", path).output
    shell.run("alpha", "publish", shell.file("c.json", {**CLINIC, "id": "0" * 32}))
    assert "is in our log already" in shell.run("alpha", "publish", shell.folder / "c.json", code=3).output


def test_what_was_withdrawn_can_be_said_again(shell: Shell) -> None:
    path = shell.file("c.json", CLINIC)
    shell.run("alpha", "publish", path)
    shell.run("alpha", "publish", "--withdraw", "alpha.example#1")
    assert "logged as" in shell.run("alpha", "publish", path).output


def test_a_terminal_that_lacks_a_letter_still_shows_the_answer(shell: Shell) -> None:
    import os
    import subprocess
    import sys

    shell.run("alpha", "publish", shell.file("c.json", {**CLINIC, "title": "عيادة"}))
    program = "from detente.cli import main; main()"
    words = ["-C", str(shell.folder / "alpha"), "check", "35.72,36.05"]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 10, done.stderr
    assert "CONFLICT" in done.stdout


def test_errors_as_json_are_json_whatever_stands_in_them(shell: Shell) -> None:
    path = shell.folder / "x\ny.geojson"
    path.write_text("{")
    done = shell.run("alpha", "plan", path, "--json", code=3)
    assert "x\ny.geojson" in json.loads(done.stderr)["where"]
