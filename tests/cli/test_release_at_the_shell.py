"""`release`, as three desks type it: two partners of one member collide, and neither is told of the other."""

from pathlib import Path

import pytest
from shells import CLINIC, FLIGHT, Shell

PARTIES = ("france", "turkey", "us")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    for party in PARTIES:
        shell.run(party, "init", "--party", f"{party}.example", "--name", party.title(), "--contact", f"line {party}")
        shell.run(party, "party", "card", "-o", tmp_path / f"{party}.card")
        for other in PARTIES:
            if other != party:
                shell.run(party, "party", "add", f"{other}.example", "--folder", f"../{other}/outbox/{party}.example")
    for title, other in (("North", "turkey"), ("West", "us")):
        document = tmp_path / title
        cards = ["--card", str(tmp_path / "france.card"), "--card", str(tmp_path / f"{other}.card")]
        shell.run("france", "agreement", "draft", "--title", title, *cards, "-o", document)
        for party in ("france", other, "france"):
            shell.run(party, "agreement", "sign", document)
    shell.run("turkey", "publish", shell.file("clinic.json", CLINIC | {"volumes": FLIGHT["volumes"]}))
    shell.run("us", "publish", shell.file("flight.json", FLIGHT))
    return shell


def sync(shell: Shell) -> str:
    return "".join(shell.run(party, "sync").output for party in ("turkey", "us", "france", "turkey", "us", "france"))


def test_from_the_conflict_that_only_we_see_to_the_one_that_they_see(shell: Shell) -> None:
    assert "CONFLICT that only we see, between us.example and turkey.example" in sync(shell)
    assert "nobody asks us" in shell.run("us", "release", "list").output
    listed = shell.run("france", "release", "list").output
    for word in ("“North”", "“West”", "line turkey", "line us", "ask the originator for release: detente release ask turkey"):
        assert word in listed
    shell.run("france", "release", "pass-on", "turkey.example#1", "-a", "West", code=5)
    shell.run("france", "release", "ask", "turkey.example#1")
    sync(shell)
    asked = shell.run("turkey", "release", "list").output
    assert "france.example asks for release of turkey.example/" in asked
    assert "flight" not in asked
    assert "West" not in asked
    shell.run("turkey", "release", "give", "turkey.example#1", "--to", "france.example", "--onward", "anyone")
    sync(shell)
    assert "released by turkey.example: detente release pass-on" in shell.run("france", "release", "list").output
    assert "given to us.example (exact)" in shell.run("france", "release", "pass-on", "turkey.example#1", "-a", "West").output
    sync(shell)
    assert "the words of turkey.example, released by it" in shell.run("us", "check", "35.6,36.4", code=10).output
    assert "nobody asks us" in shell.run("france", "release", "list").output
    proof = shell.folder / "proof"
    shell.run("france", "prove", "turkey.example#1", "-o", proof)
    assert "release" in shell.run("us", "verify", proof).output


def test_the_list_as_json(shell: Shell) -> None:
    sync(shell)
    shell.run("france", "release", "ask", "turkey.example#1", "--text", "may others know?")
    sync(shell)
    seen, asked = shell.json("france", "release", "list"), shell.json("turkey", "release", "list")
    assert isinstance(seen, dict)
    assert isinstance(asked, dict)
    (one,) = seen["only_we_see"]
    assert {side["notice"]["party"]: side["stage"] for side in (one["one"], one["other"])} == {
        "turkey.example": "asked",
        "us.example": "ask",
    }
    assert [(a["by"], a["words"]) for a in asked["asked_of_us"]] == [("france.example", "may others know?")]
    for words in (["ask", "france.example#9"], ["give", "turkey.example#1", "--to", "us.example", "--onward", "anyone"]):
        assert shell.run("turkey", "release", *words, code=None).exit_code in {3, 4, 5}
