"""``detente forms`` as a user types it: files that open, lines that are read, and what is said where one was heard wrongly."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from shells import CLINIC, FLIGHT, Shell

from detente.cli import main
from detente.notice import PRESUMPTION
from detente.standing import LANGUAGES, VOLUNTARY, standing

PLACE = {"name": "clinic", "typed": [{"text": "35.72 N 36.05 E", "understood": [36.05, 35.72], "accuracy_m": 10}]}
WHOLE = {**CLINIC, "id": "3f9a1c07" + "0" * 24, "place": PLACE, "validity": {"review_by": "2040-01-31T00:00:00Z"}}


def run(*words: str | Path, code: int = 0, stdin: str | None = None) -> str:
    done = CliRunner().invoke(main, ["forms", *map(str, words)], input=stdin)
    assert done.exit_code == code, (words, done.output, done.exception)
    return done.output


@pytest.mark.parametrize("kind", ["site", "movement"])
@pytest.mark.parametrize("form", ["xlsx", "xlsform"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_a_workbook_with_the_sentences(tmp_path: Path, kind: str, form: str, language: str) -> None:
    path = tmp_path / "form.xlsx"
    said = run(kind, "--as", form, "--language", language, "--out", path)
    assert all(sentence in said for sentence in standing(language))
    book = openpyxl.load_workbook(path)
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert set(standing(language)) <= texts
    assert [p.name for p in tmp_path.iterdir()] == ["form.xlsx"]


def test_a_form_has_a_name_of_its_own_and_goes_to_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    value = json.loads(run("site", "--json"))
    assert value == {
        "form": "xlsx", "kind": "site", "language": "en", "file": "site-xlsx-en.xlsx", "presumption": PRESUMPTION,
    }  # fmt: skip
    assert (tmp_path / "site-xlsx-en.xlsx").exists()
    done = CliRunner().invoke(main, ["forms", "movement", "--out", "-"])
    assert openpyxl.load_workbook(io.BytesIO(done.stdout_bytes)).sheetnames[-1] == "_detente"
    assert run("emergency", "-l", "fr").startswith("URGENCE")
    assert run("site", "--as", "text").startswith("NOTIFICATION OF SITES")
    assert "no/such/x.xlsx" in run("site", "--out", "no/such/x.xlsx", code=3)


def test_a_notice_in_a_file_becomes_a_line_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    path.write_text(json.dumps(WHOLE))
    said = run("text", "--file", path, "--party", "alpha.example").splitlines()
    assert said[0].startswith("SITE/3F9A1C07/35.7200N 036.0500E/18M/500M/HEALTH/2040-01-31 0000Z/ALPHA.EXAMPLE/CHECK ")
    assert "open radio" in said[1]
    assert said[-2:] == [VOLUNTARY["en"], PRESUMPTION]
    read = run("read", said[0])
    assert "3  position: 35.7200N 036.0500E" in read
    assert read.splitlines()[-2:] == [VOLUNTARY["en"], PRESUMPTION]
    assert json.loads(run("read", said[0], "--json"))["checked"] is True
    heard = json.loads(run("read", "-", "--by-voice", "--json", stdin=said[0].rpartition("/")[0] + "\n"))
    assert heard["checked"] is False
    assert heard["words"] == json.loads(run("text", "--file", path, "--party", "alpha.example", "--json"))["words"]
    assert f"say back: {heard['words']}" in run("read", said[0].rpartition("/")[0], "--by-voice")
    wrong = run("read", said[0].replace("35.7200N", "35.2700N"), code=3)
    assert "field 3 (position)" in wrong
    assert "/37SBV" in run("text", "--file", path, "--party", "alpha.example", "--grid")


def test_a_withdrawal_is_told_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    path.write_text(json.dumps({**WHOLE, "version": 2, "of": 1, "relation": "withdraw"}))
    said = run("text", "--file", path, "--party", "alpha.example")
    assert said.startswith("SITE WITHDRAWN/3F9A1C07-2/")
    read = run("read", said.splitlines()[0])
    assert "1  kind: SITE WITHDRAWN" in read
    assert "changes no protection" in said
    assert "changes no protection" in read


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["text"], 2, "one of them"),
        (["text", "alpha.example#1", "--file", "site.json"], 2, "one of them"),
        (["text", "--file", "site.json"], 3, "say who notifies"),
        (["text", "--file", "site.json", "--party", "a b"], 3, "Latin letters"),
        (["text", "--file", "flight.json", "--party", "a.example"], 3, "no line for a notice of this kind"),
        (["text", "--file", "act.json", "--party", "a.example"], 3, "not a notice"),
        (["text", "--file", "none.json", "--party", "a.example"], 3, "none.json"),
        (["text", "--file", "bare.json", "--party", "a.example"], 3, "missing required field `id`"),
        (["read", "SITE/1"], 3, "2 fields instead of 9"),
        (["read", "x" * 2000], 3, "more than 1000 characters"),
    ],
)
def test_what_makes_no_line_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    review = {"id": "0" * 32, "validity": {"review_by": "2040-01-31T00:00:00Z"}}
    files = {"site.json": WHOLE, "flight.json": {**FLIGHT, **review}, "act.json": {"kind": "line-test"}, "bare.json": CLINIC}
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    assert said in run(*words, code=code)


def test_a_notice_that_is_held_becomes_a_line_in_its_authors_name(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("c.json", CLINIC))
    shell.run("alpha", "publish", shell.file("f.json", FLIGHT))
    shell.sync()
    line = shell.run("beta", "forms", "text", "alpha.example#1").output.splitlines()[0]
    assert "/35.7200N 036.0500E/UNKNOWN/500M/HEALTH/" in line
    assert "/ALPHA.EXAMPLE/CHECK " in line
    assert shell.run("alpha", "forms", "text", "alpha.example#1").output.splitlines()[0] == line
    assert "no line for a notice of this kind" in shell.run("beta", "forms", "text", "alpha.example#2", code=3).output


def test_an_emergency_says_both_kinds_of_words(shell: Shell) -> None:
    whole = {name: value for name, value in WHOLE.items() if name != "function"}
    shell.run("alpha", "publish", shell.file("e.json", {**whole, "kind": "emergency", "what": "we are hit"}))
    output = shell.run("alpha", "forms", "text", "alpha.example#1").output
    assert "on screens, the read-back words of its place are: " in output
