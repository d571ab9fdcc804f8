"""A host that changes, drops, cuts, replaces or holds back what its guest put there is noticed by its readers, as in a folder."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hosted import HERE, Hosted

from detente import sign
from detente.node import check
from detente.peer.folder import place
from detente.statement import Ref
from detente.tlog.checkpoint import parse_text
from detente.tlog.note import parse


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    """France has read one statement of two; the host holds both."""
    made = Hosted(tmp_path)
    try:
        made.say("france", "clinic")
        made.sync("clinic")
        made.read("france")
        shutil.copytree(made.stands("france"), tmp_path / "older")
        made.say("france", "school")
        made.sync("clinic")
        yield made
    finally:
        made.close()


def base_of(hosted: Hosted) -> Path:
    return next(hosted.stands("france").glob("*/*/*/*"))


def read_after(hosted: Hosted, change: Callable[[Path], None]) -> dict[str, str]:
    """What France is told once the host has done something to what stands there, and shows it as if it were so."""
    change(base_of(hosted))
    hosted.restart()
    return hosted.read("france").error or {}


def flip(path: Path, at: int = 40) -> None:
    """Change a byte near the end: what stands before has been read already."""
    data = bytearray(path.read_bytes())
    data[-at] ^= 1
    path.write_bytes(bytes(data))


def bundle(base: Path) -> Path:
    return max(base.glob("tile/entries/000.p/*"), key=lambda path: int(path.name))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def forge_head(hosted: Hosted) -> Callable[[Path], None]:
    """The same text, signed by the host."""

    def change(base: Path) -> None:
        text = parse((base / "checkpoint").read_bytes()).text
        (base / "checkpoint").write_bytes(sign.sign_text(text, [hosted.key.renamed(parse_text(text).origin)]))

    return change


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda base: flip(bundle(base)), {"bad-leaf", "bad-signature", "bad-proof", "split-view"}),
        (lambda base: cut(bundle(base)), {"bad-leaf"}),
        (lambda base: bundle(base).unlink(), {"not-found"}),
        (lambda base: flip(base / "checkpoint"), {"bad-note", "bad-signature"}),
        (lambda base: cut(base / "checkpoint"), {"bad-note", "bad-signature"}),
        (lambda base: (base / "checkpoint").write_bytes(b""), {"bad-note"}),
    ],
)
def test_what_is_changed_or_cut_is_not_taken(hosted: Hosted, change: Callable[[Path], None], codes: set[str]) -> None:
    error = read_after(hosted, change)
    assert error["error"] in codes, error
    assert error["whose"] == "the peer's"
    assert hosted.titles("france") == ["clinic"]  # what was read stays, and nothing else came
    assert hosted.sync("clinic").host.sent == 1  # the guest sees that it is not what it put there, and puts it there again
    assert hosted.read("france").error is None
    assert hosted.titles("france") == ["clinic", "school"]


def test_a_host_signs_for_nobody_but_itself(hosted: Hosted) -> None:
    error = read_after(hosted, forge_head(hosted))
    assert (error["error"], error["whose"]) == ("bad-signature", "the peer's")


def test_an_older_head_is_a_log_that_became_shorter(hosted: Hosted, tmp_path: Path) -> None:
    assert hosted.read("france").error is None
    assert hosted.titles("france") == ["clinic", "school"]

    def older(base: Path) -> None:
        shutil.rmtree(hosted.stands("france"))
        shutil.copytree(tmp_path / "older", hosted.stands("france"))

    error = read_after(hosted, older)
    assert (error["error"], error["whose"]) == ("rollback", "the peer's")
    assert hosted.titles("france") == ["clinic", "school"]


@pytest.mark.parametrize(
    "change", [Path.unlink, cut, flip, lambda path: path.write_bytes(b"")], ids=["drop", "cut", "flip", "empty"]
)
def test_content_that_is_kept_back_or_changed_is_missing_and_said(hosted: Hosted, change: Callable[[Path], None]) -> None:
    error = read_after(hosted, lambda base: change(base / "content" / "0"))
    given = check.check(hosted.town["france"], [HERE])
    assert given.basis == "incomplete" or error.get("whose") == "the peer's"
    assert "school" not in hosted.titles("france")
    hosted.sync("clinic")
    assert hosted.read("france").error is None
    assert hosted.titles("france") == ["clinic", "school"]
    assert check.check(hosted.town["france"], [HERE]).basis == "complete"


def test_what_is_held_back_is_silence_and_silence_is_said(hosted: Hosted) -> None:
    """A host that shows what it showed before lies to nobody who counts the hours (G3)."""
    hosted.town.clock.tick(3 * 86_400)
    hosted.read("france")
    hosted.town.clock.tick(3 * 86_400)
    given = check.check(hosted.town["france"], [HERE])
    assert given.basis == "incomplete"
    assert any("clinic.example" in reason for reason in given.reasons), given.reasons


def test_logs_of_others_in_a_space_are_passed_over(hosted: Hosted) -> None:
    """The host puts one guest's log where another's is expected: it is read under no other name."""
    ref = Ref(next(iter(hosted.town["clinic"].store.origins())), 0)
    stolen = next(hosted.folder.glob("guests/clinic.example/russia.example/*/*/*/*"))

    def change(base: Path) -> None:
        shutil.copytree(stolen, hosted.stands("france") / place(ref.origin), dirs_exist_ok=True)
        shutil.rmtree(base)
        shutil.copytree(stolen, base)

    error = read_after(hosted, change)
    assert error["whose"] == "the peer's"
    assert hosted.titles("france") == ["clinic"]
