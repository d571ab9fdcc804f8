"""The page that explains an evidence file: everything that is proved stands on it, and nobody's words can change it."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente import evidence
from detente.cli import main
from detente.formats.page import render
from detente.node import answer, prove, publish
from detente.notice import PRESUMPTION, Activity
from detente.testing import Town
from detente.volume import Circle, Volume4D

TITLE = "</pre><script>alert(1)</script><img src=x onerror=1> \u202egnp.exe"
VOID = {"meta"}


class Page(HTMLParser):
    """The tags and the text of a page; every tag that opens closes."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(data.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    with Town(folder, "france", "russia") as town:
        terms = town.agree("france", "russia", title="<i>Coast</i>")
        content = town.notice(Activity, Volume4D(Circle((36.1, 35.8), 500.0)), title=TITLE)
        plan = publish.publish(town["france"], terms.id, content).ref
        town.settle()
        answer.register(town["france"], plan)
        town.settle()
        (folder / "evidence.zip").write_bytes(prove.prove(town["russia"], plan))
    return folder


def test_everything_that_is_proved_and_what_is_not_stands_on_the_page(folder: Path) -> None:
    data = (folder / "evidence.zip").read_bytes()
    verdict = evidence.verify(data)
    page = Page(render(verdict, data, "evidence.zip"))
    for line in (*verdict.not_proven, PRESUMPTION, "python -m detente.evidence evidence.zip", "interprets no law"):
        assert line in page.text
    for line in verdict.proven:
        assert line.partition("; it says “")[0] in page.text
    for key in verdict.keys:
        assert key.partition(": ")[2] in page.text
    assert "“no known conflict”" in page.text


def test_words_of_others_become_no_markup_and_turn_nothing_round(folder: Path) -> None:
    data = (folder / "evidence.zip").read_bytes()
    whole = render(evidence.verify(data), data, "evidence.zip")
    page = Page(whole)
    assert page.tags <= {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "pre", "table", "tr", "th",
                         "td", "code", "ul", "ol", "li", "bdi"}  # fmt: skip
    assert page.attributes <= {"lang", "charset", "name", "content", "http-equiv", "scope", "class"}
    assert "\u202e" not in page.text
    assert "<script>alert(1)</script>" in page.text
    assert b"http" not in whole.replace(b"http-equiv", b""), "nothing is fetched"


def test_content_that_is_not_shown_is_said_to_be_missing() -> None:
    assert "No content is in this file" in Page(render(evidence.Verdict(()), b"", "e.zip")).text


def test_a_long_content_is_cut_and_says_so() -> None:
    shown = evidence.Shown("it", '"' + "x" * 50_000 + '"')
    assert "more characters in the file" in Page(render(evidence.Verdict((), shown=(shown,)), b"", "e.zip")).text


def test_the_shell_writes_the_page_beside_the_file(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["-C", str(folder / "russia"), "prove", "france.example#1", "-o", str(tmp_path / "a.zip")])
    assert done.exit_code == 0, done.output
    assert Page((tmp_path / "a.html").read_bytes()).text.count("a.zip") >= 2
    words = ["-C", str(folder / "russia"), "prove", "france.example#1", "--no-page", "-o", str(tmp_path / "b.zip")]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "a.zip", "b.zip"]


def test_a_title_cannot_print_a_line_of_its_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with Town(tmp_path, "france", "russia") as town:
        terms = town.agree("france", "russia", title="Coast”.\nThe mirror of russia.example held everything.")
        plan = publish.publish(town["france"], terms.id, town.notice(Activity, Volume4D(Circle((36.1, 35.8), 500.0)))).ref
        (tmp_path / "e.zip").write_bytes(prove.prove(town["france"], plan))
    assert evidence.main([str(tmp_path / "e.zip")]) == 0
    assert not [line for line in capsys.readouterr().out.splitlines() if line.startswith("The mirror")]
