"""Leaves read by helper processes: the same are accepted, the same are refused, whatever becomes of the helpers."""

import os
import signal
import sys
from collections.abc import Mapping

import pytest

from detente import sign
from detente.errors import DetenteError
from detente.node import ahead, helper
from detente.sign import ED25519, SigningKey, VerifierKey

KEY = SigningKey.from_seed("france.example/desk/ops", ED25519, bytes(32))
NEW = SigningKey.from_seed("france.example/desk/ops", ED25519, bytes([1]) * 32)
OTHER = SigningKey.from_seed("russia.example/desk/ops", ED25519, bytes([2]) * 32)
KEYS = {KEY.name: KEY.verifier}
START = 1000


def leaf(number: int, key: SigningKey = KEY) -> bytes:
    return sign.make_leaf(
        kind="site", agreement="0" * 32, subject=f"{number:032x}", version=1, issued="2026-01-01T00:00:00Z", key=key
    )


def damaged(data: bytes) -> bytes:
    return data.replace(b"2026-01-01", b"2026-01-02")


def verdict(index: int, data: bytes, keys: Mapping[str, VerifierKey], reader: ahead.Ahead | None) -> object:
    try:
        return reader.read(index, data, keys) if reader else sign.verify_leaf(data, keys)
    except DetenteError as error:
        return error.as_dict()


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LONG", 4)
    monkeypatch.setattr(ahead, "PIECE", 4)


@pytest.fixture
def verified_here(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The leaves that the node had to verify itself."""
    found: list[bytes] = []
    real = sign.verify_leaf
    monkeypatch.setattr(ahead.sign, "verify_leaf", lambda data, keys: found.append(data) or real(data, keys))
    return found


def log() -> list[bytes]:
    leaves = [leaf(n) for n in range(60)]
    leaves[9], leaves[22], leaves[23] = damaged(leaves[9]), leaf(22, OTHER), leaf(23, NEW)
    leaves[31], leaves[40], leaves[41] = b"no leaf\n", b"", leaves[42].replace(b"\n\n", b"\n \n")
    return leaves


@pytest.mark.parametrize("helpers", [0, 1, 2])
def test_the_same_leaves_are_accepted_and_the_same_refused(helpers: int) -> None:
    leaves = log()
    with ahead.Ahead(START, leaves, helpers) as reader:
        found = [verdict(START + n, data, KEYS, reader) for n, data in enumerate(leaves)]
    assert found == [verdict(START + n, data, KEYS, None) for n, data in enumerate(leaves)]
    assert sum(isinstance(one, sign.Leaf) for one in found) == 54


def test_what_a_helper_has_verified_is_not_verified_again(verified_here: list[bytes]) -> None:
    leaves = [leaf(n) for n in range(12)]
    with ahead.Ahead(START, leaves, 1) as reader:
        for n, data in enumerate(leaves):
            for job in reader._jobs.values():
                job.result()
            assert reader.read(START + n, data, KEYS).subject == f"{n:032x}"
    assert verified_here == leaves[:4], "the first piece is read while the helper begins"


def test_its_word_holds_for_the_bytes_and_the_key_it_was_asked_about_alone() -> None:
    leaves = [leaf(n) for n in range(40)]
    with ahead.Ahead(START, leaves, 1) as reader:
        for n, data in enumerate(leaves[:20]):
            reader.read(START + n, data, KEYS)
        for keys in ({NEW.name: NEW.verifier}, {}, {"another name": KEY.verifier}, {KEY.name: OTHER.verifier}):
            with pytest.raises(DetenteError):
                reader.read(START + 20, leaves[20], keys)
        with pytest.raises(DetenteError):
            reader.read(START + 20, damaged(leaves[20]), KEYS)
        assert reader.read(START + 20, leaves[20], KEYS).subject == f"{20:032x}"
        assert reader.read(START + 21, leaves[20], KEYS).subject == f"{20:032x}"


def test_a_key_that_changes_on_the_way_signs_from_there_on() -> None:
    leaves = [leaf(n) for n in range(18)] + [leaf(n, NEW) for n in range(18, 80)]
    with ahead.Ahead(START, leaves, 1) as reader:
        for n, data in enumerate(leaves):
            signer, other = (KEY, NEW) if n < 18 else (NEW, KEY)
            with pytest.raises(DetenteError):
                reader.read(START + n, data, {other.name: other.verifier})
            assert reader.read(START + n, data, {signer.name: signer.verifier}).subject == f"{n:032x}"


def test_helpers_that_are_killed_are_done_without() -> None:
    leaves = log()
    with ahead.Ahead(START, leaves, 2) as reader:
        found = [verdict(START + n, data, KEYS, reader) for n, data in enumerate(leaves[:10])]
        for process in reader._helpers:
            os.kill(process.pid, signal.SIGKILL)
        found += [verdict(START + n, data, KEYS, reader) for n, data in enumerate(leaves[10:], 10)]
    assert found == [verdict(START + n, data, KEYS, None) for n, data in enumerate(leaves)]


@pytest.mark.parametrize(
    "program",
    [
        "",
        "import sys; sys.stdout.buffer.write(bytes(9)); sys.stdout.flush(); sys.stdin.buffer.read()",
        "import sys; sys.stdout.buffer.write(bytes([255]) * 9); sys.stdout.flush(); sys.stdin.buffer.read()",
        # It says that all is well, of other leaves than it was asked about.
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from detente.node import helper\n"
        "real = helper.answer; first = []\n"
        "def answer(frame):\n    first.append(frame); return real(first[0])\n"
        "helper.answer = answer; helper.main()",
        # It says so with the hash of what it was asked, and of fewer leaves.
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from detente.node import helper; from hashlib import sha256\n"
        "helper.answer = lambda frame: helper.ask(helper.Answered(sha256(frame).digest(), ()))\n"
        "helper.main()",
    ],
    ids=["gone", "zeros", "no frames", "the first again", "too few"],
)
def test_a_helper_that_says_something_else_is_not_believed(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(ahead, "START", program)
    leaves = log()
    with ahead.Ahead(START, leaves, 1) as reader:
        found = [verdict(START + n, data, KEYS, reader) for n, data in enumerate(leaves)]
        assert not reader._helpers
    assert found == [verdict(START + n, data, KEYS, None) for n, data in enumerate(leaves)]


def test_a_helper_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "START", "import sys, threading; threading.Event().wait()")
    monkeypatch.setattr(ahead, "PATIENCE_S", 0.0)
    leaves = log()
    with ahead.Ahead(START, leaves, 1) as reader:
        found = [verdict(START + n, data, KEYS, reader) for n, data in enumerate(leaves)]
    assert found == [verdict(START + n, data, KEYS, None) for n, data in enumerate(leaves)]


def test_without_an_interpreter_to_start_all_is_verified_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with ahead.Ahead(START, [leaf(n) for n in range(9)], 1) as reader:
        assert not reader._helpers
        assert reader.read(START, leaf(0), KEYS).subject == f"{0:032x}"
    monkeypatch.setattr(sys, "executable", "")
    assert ahead.spare() == 0


def test_a_helper_takes_nothing_from_the_folder_it_is_started_in(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder := tmp_path / "detente").mkdir()  # type: ignore[operator]
    (folder / "__init__.py").write_text("raise SystemExit")
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    leaves = [leaf(n) for n in range(12)]
    with ahead.Ahead(START, leaves, 1) as reader:
        for n, data in enumerate(leaves):
            reader.read(START + n, data, KEYS)
        assert reader._helpers, "it answered"


def test_few_leaves_start_no_process() -> None:
    assert not ahead.Ahead(START, [leaf(0)], 2)._helpers


def test_an_answer_is_bound_to_its_question() -> None:
    frame = helper.ask(helper.Asked((KEY.vkey,), (leaf(0), damaged(leaf(1)))))
    found = helper.answered(helper.answer(frame))
    assert found.of == helper.sha256(frame).digest()
    assert [one is not None for one in found.leaves] == [True, False]
