"""What is never said, and what always: G2 three answers, G4 the sentence, G14 claims, G19 no law; in source and outputs."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import conflict, evidence, incident, lifecycle, statement
from detente.cli import main
from detente.conflict import Answer, explain
from detente.errors import CODES
from detente.notice import PRESUMPTION, Claim
from detente.scenario.model import read
from detente.testing import built

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
G2 = re.compile(
    r"\b(un)?(safe(ly|ty)?|approv(e[ds]?|al|ing)|authori[sz](e[ds]?|ing)|den(y|ied|ies)|clear(ed|s|ance)?)\b", re.IGNORECASE
)
"""`CLEAR` in capitals is a TLP 2.0 label, which says who may read, and nothing of a place."""
G19 = re.compile(
    r"\b(un)?lawful|illegal|guilt|liab(le|ility)|\bcrimes?\b|proportiona|legitimate|violat|breach|culpab|to blame", re.IGNORECASE
)
SPOKEN = {"safety property"}
"""Words about our own proofs, in comments for programmers."""


def words(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def said(text: str, banned: re.Pattern[str]) -> list[str]:
    for spoken in SPOKEN:
        text = text.replace(spoken, "")
    return [m.group() for m in banned.finditer(text) if m.group() != "CLEAR"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_string_of_the_source_permits_anything_or_judges(path: Path) -> None:
    """G2, G19."""
    for line, text in words(path):
        assert said(text, G2) + said(text, G19) == [], (line, text)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_no_scenario_says_it_for_us(path: Path) -> None:
    """G2: words in quotation marks are somebody's own; everything else in the file is ours."""
    text = re.sub(r"“[^”]*”", "", path.read_text("utf-8"))
    assert said(text, G2) == []


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            yield from commands(child, *path, name)


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_help_says_none_of_it(path: tuple[str, ...]) -> None:
    """G2, G19."""
    shown = CliRunner().invoke(main, [*path, "--help"])
    assert shown.exit_code == 0
    assert said(shown.output, G2) + said(shown.output, G19) == []


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first scenario, played once: its folder holds nodes and evidence."""
    folder = tmp_path_factory.mktemp("played")
    done = CliRunner().invoke(main, ["play", str(SCENARIOS[-1]), "--json", "--keep", str(folder)])
    assert done.exit_code == 0, done.output
    (folder / "broken.zip").write_bytes(b"PK")
    return folder


@pytest.mark.parametrize(
    "line",
    [
        ["schema"], ["verify", "evidence.zip"], ["verify", "evidence.zip", "--json"], ["verify", "broken.zip"],
        ["verify", "broken.zip", "--json"], ["verify", "nothing.zip"], ["play", "nothing.toml", "--json"],
        ["--version"], ["no-such"],
        *([["play", str(path)] for path in SCENARIOS]), *([["play", str(path), "--json"] for path in SCENARIOS]),
    ],
    ids=lambda line: " ".join(Path(word).name for word in line),
)  # fmt: skip
def test_no_output_says_any_of_it(line: list[str], played: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """G2; and G4 wherever something is answered or proved."""
    monkeypatch.chdir(played)
    shown = CliRunner().invoke(main, line)
    text = re.sub(r"“[^”]*”", "", shown.output)
    assert said(text, G2) == []
    if (
        shown.exit_code == 0
        and line[0] in {"play", "verify"}
        and "schema" not in line
        and not (line[0] == "play" and "--json" in line)
    ):
        assert PRESUMPTION in shown.output


def test_codes_and_states_say_none_of_it() -> None:
    """G2: closed lists of words."""
    texts = [*CODES, *CODES.values(), *(s.word + s.meaning for s in lifecycle.STATES.values()), lifecycle.render()]
    assert said("\n".join(texts), G2) == []


def test_there_are_three_answers() -> None:
    """G2: a fourth one needs a decision, not a patch."""
    fields = {f.name: f.type for f in msgspec.structs.fields(Answer)}
    assert re.findall(r"'([^']*)'", str(fields["answer"])) == ["conflict", "notice nearby", "no notice found"]
    assert re.findall(r"'([^']*)'", str(fields["basis"])) == ["complete", "incomplete"]


@settings(max_examples=60, deadline=None)
@given(built(Answer), st.sampled_from(["conflict", "notice nearby", "no notice found"]))
def test_every_answer_ends_with_the_sentence_and_says_its_basis(given: Answer, word: str) -> None:
    """G4: in words and in JSON; with basis, whose information, as of when."""
    given = msgspec.structs.replace(given, answer=word, presumption=PRESUMPTION)  # type: ignore[arg-type]
    lines = explain(given)
    assert lines[-1] == PRESUMPTION == "No notice does not mean no protection."
    assert any(line.startswith(f"basis: {given.basis}, as of {given.as_of}") for line in lines)
    assert all(any(source.party in line for line in lines) for source in given.sources)
    assert json.loads(msgspec.json.encode(given))["presumption"] == PRESUMPTION


def test_every_struct_that_answers_or_proves_carries_the_sentence() -> None:
    """G4: by default, so that nobody can forget it; and the receipts of machines carry no answer beyond the closed list."""
    for cls in (conflict.Answer, evidence.Verdict):
        defaults = {f.name: f.default for f in msgspec.structs.fields(cls)}
        assert defaults["presumption"] == PRESUMPTION
    answered: Any = next(f for f in msgspec.structs.fields(statement.Receipt) if f.name == "answer")
    assert re.findall(r"'([^']*)'", str(answered.type)) == ["", "conflict", "no notice found", "coordinate"]


@settings(max_examples=60, deadline=None)
@given(st.lists(built(Claim), max_size=5))
def test_claims_stay_claims(claims: list[Claim]) -> None:
    """G14, G19: every line about a party says that it claims; nothing is dropped, decided or judged."""
    plain = [
        msgspec.structs.replace(c, party=f"p{i}.example", says="it was so", topic=f"topic {i % 2}") for i, c in enumerate(claims)
    ]
    lines = incident.explain(plain)
    assert len([line for line in lines if " claims: " in line]) == len(claims)
    assert all(line.endswith(":") or " claims: " in line for line in lines)
    assert said("\n".join(lines), G19) == []
    assert not any(re.search(r"verdict|responsib|fault", f.name) for f in msgspec.structs.fields(Claim))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_claims_of_our_scenarios_have_sources(path: Path) -> None:
    """G14: a claim without a named source is not told."""
    scenario = read(path)
    assert scenario.sources
    for step in scenario.steps:
        for claim in step.notice.get("claims", ()):
            assert claim["sources"], claim
