"""What is shipped: a wheel that holds what it must, and a verifier that runs with two libraries and nothing else (A4)."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import detente
from detente.node import answer, prove, publish
from detente.notice import PRESUMPTION, Activity
from detente.testing import Town
from detente.volume import Altitude, Circle, Volume4D

ROOT = Path(__file__).parent.parent
LIBRARIES = ("msgspec", "cryptography", "cffi", "_cffi_backend", "pycparser", "_openssl")
"""What a distrustful party installs beside the wheel: msgspec, cryptography, and what cryptography loads."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline by the build backend itself."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel, and links to the two libraries; nothing else is on the path of `run`."""
    folder = tmp_path_factory.mktemp("alone")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    import cryptography

    site = Path(cryptography.__file__).parent.parent
    for name in LIBRARIES:
        for found in [p for p in site.iterdir() if p.name == name or p.name.startswith(f"{name}.")]:
            (folder / found.name).symlink_to(found)
    assert not [name for name in ("numpy", "shapely", "pyproj", "click", "hypothesis") if (folder / name).exists()]
    return folder


@pytest.fixture(scope="module")
def evidence_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real evidence: a plan, its receipts, its verdict."""
    folder = tmp_path_factory.mktemp("town")
    volume = Volume4D(Circle((36.1, 35.8), 500.0), Altitude(0, "M", "W84"), Altitude(3000, "M", "W84"))
    with Town(folder, "france", "russia") as town:
        terms = town.agree("france", "russia")
        plan = publish.publish(town["france"], terms.id, town.notice(Activity, volume)).ref
        town.settle()
        answer.register(town["france"], plan)
        town.settle()
        path = folder / "evidence.zip"
        path.write_bytes(prove.prove(town["russia"], plan))
    return path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """This interpreter without its site-packages: `-S`, and a path of one folder."""
    environment = {"PYTHONPATH": str(folder), "PATH": os.environ["PATH"], "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-S", *words], capture_output=True, text=True, check=False, env=environment, cwd=folder
    )


def test_the_verifier_alone_verifies_real_evidence(alone: Path, evidence_file: Path) -> None:
    done = run(alone, "-m", "detente.evidence", str(evidence_file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("VERIFIED\nThe root keys of france.example, russia.example signed the agreement")
    assert "russia.example/desk/ops signed the receipt" in done.stdout
    assert done.stdout.rstrip().endswith(PRESUMPTION)


def test_the_verifier_alone_finds_a_flipped_byte(alone: Path, evidence_file: Path, tmp_path: Path) -> None:
    data = evidence_file.read_bytes()
    for at in (0, len(data) // 3, len(data) // 2, len(data) - 1):
        broken = tmp_path / f"{at}.zip"
        broken.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        done = run(alone, "-m", "detente.evidence", str(broken))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("NOT VERIFIED: ")
        assert "Traceback" not in done.stderr


def test_the_verifier_alone_explains_how_to_use_it(alone: Path, tmp_path: Path) -> None:
    assert run(alone, "-m", "detente.evidence").returncode == 2
    done = run(alone, "-m", "detente.evidence", str(tmp_path / "nothing.zip"))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_the_verifier_loads_two_libraries_and_the_standard_one(alone: Path) -> None:
    code = "import sys, json, detente.evidence; print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    loaded = set(json.loads(run(alone, "-c", code).stdout))
    assert loaded - sys.stdlib_module_names - {"__main__"} <= {"detente", *LIBRARIES}
    assert not {"socket", "sqlite3", "ssl", "asyncio", "http"} & loaded, "offline means offline"


def test_the_wheel_holds_what_it_must_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        p.relative_to(ROOT / "src").as_posix() for p in (ROOT / "src").rglob("*") if p.is_file() and "__pycache__" not in p.parts
    }
    assert {name for name in names if ".dist-info/" not in name} == sources
    assert {"detente/py.typed", "detente/testing.py", "detente/store/schema.sql", "detente/store/queries.sql"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_metadata_says_what_is_installed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (path,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        metadata = archive.read(path).decode()
    assert "Name: detente\n" in metadata
    assert f"Version: {importlib.metadata.version('detente')}\n" in metadata
    assert "License-Expression: Apache-2.0\n" in metadata
    assert detente.__doc__


def test_users_of_the_verifier_need_no_more_than_it_says() -> None:
    """The two libraries of the verifier are requirements of the package, so that no third one sneaks in through them."""
    for name in ("msgspec", "cryptography"):
        needed = [r for r in importlib.metadata.requires(name) or () if "extra ==" not in r]
        assert {re.split(r"[^\w-]", r)[0] for r in needed} <= {"cffi", "typing-extensions"}
