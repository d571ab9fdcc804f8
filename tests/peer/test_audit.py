"""The audit of what a peer put out finds every flipped byte of every file, and structural forgeries too (A4)."""

import shutil
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from detente.cli import main
from detente.errors import InputError, PeerError
from detente.node import publish
from detente.notice import Site
from detente.peer.audit import audit_folder
from detente.testing import Town
from detente.volume import Circle, Volume4D

SHARES = 8
"""Parts of one test, so that several processes can share it."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What France put out for Russia: a log of ten leaves, its contents, the heads it has seen, and partial tiles of before."""
    folder = tmp_path_factory.mktemp("town")
    with Town(folder, "france", "russia") as town:
        terms = town.agree("france", "russia")
        for n in range(4):
            publish.publish(town["france"], terms.id, town.notice(Site, Volume4D(Circle((36.1 + n, 35.8), 500.0))))
            town.put_out("france")
        town.settle()
        while town["france"].store.size(f"france.example/agr/{terms.id}/0") < 10:
            publish.publish(town["france"], terms.id, town.notice(Site, Volume4D(Circle((36.1, 35.8), 500.0))))
        town.settle()
        copy = folder / "copy"
        shutil.copytree(town.outbox("france", "russia"), copy)
    return copy


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def refused(folder: Path) -> str:
    with pytest.raises(PeerError) as caught:
        audit_folder(folder)
    assert caught.value.message
    return str(caught.value)


def test_a_log_in_order_is_told(shown: Path) -> None:
    (log,) = audit_folder(shown)
    assert (log.size, log.heads) == (10, 1)
    assert log.contents >= 9
    assert any(root.startswith("france.example/root") for root in log.roots)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_flipped_byte_of_every_file_is_found(shown: Path, share: int) -> None:
    rng = Random(share)
    names = {path.relative_to(shown).parts[4] for path in files(shown)}
    assert names == {"checkpoint", "tile", "content", "seen"}
    for path in files(shown):
        data = path.read_bytes()
        for at in range(share, len(data), SHARES):
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :])
            refused(shown)
        path.write_bytes(data)
    audit_folder(shown)


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_file_that_is_cut_empty_or_longer_is_found(shown: Path, cut: int) -> None:
    for path in files(shown):
        data = path.read_bytes()
        for wrong in {data[:cut], data[: -cut or None] + b"\n"} - {data}:
            path.write_bytes(wrong)
            refused(shown)
        path.write_bytes(data)


def test_a_file_that_nothing_accounts_for_is_found(shown: Path) -> None:
    base = next(shown.glob("*/*/*/*"))
    for name in ("more", "tile/0/001", "tile/0/000.p/11", "tile/entries/007", "content/1", "content/x", "seen/nobody.example"):
        for stray in (shown / "stray", base / name):
            stray.parent.mkdir(parents=True, exist_ok=True)
            stray.write_bytes(b"")
            refused(shown)
            stray.unlink()


def test_a_folder_without_a_log_is_no_proof(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no log"):
        audit_folder(tmp_path)


def test_the_shell_says_whose_root_keys_agreed(shown: Path) -> None:
    done = CliRunner().invoke(main, ["verify", str(shown)])
    assert (done.exit_code, done.output.splitlines()[0]) == (0, "VERIFIED")
    assert "10 statements" in done.output
    assert "agreed by the root key russia.example/root+" in done.output


def test_the_shell_names_the_file_that_is_wrong(shown: Path) -> None:
    path = next(shown.glob("*/*/*/*/content/0"))
    data = path.read_bytes()
    path.write_bytes(data.replace(b"exact", b"exakt", 1))
    done = CliRunner().invoke(main, ["verify", str(shown), "--json"])
    path.write_bytes(data)
    assert done.exit_code != 0
    assert "content/0" in done.output
