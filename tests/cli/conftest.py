import shutil
from pathlib import Path

import pytest
from shells import Shell


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pair")
    shell = Shell(folder)
    cards = []
    for party, other in (("alpha", "beta"), ("beta", "alpha")):
        shell.run(party, "init", "--party", f"{party}.example", "--name", party.title(), "--contact", f"line {party}")
        shell.run(party, "party", "card", "-o", folder / f"{party}.card")
        shell.run(party, "party", "add", f"{other}.example", "--folder", f"../{other}/outbox/{party}.example")
        cards += ["--card", str(folder / f"{party}.card")]
    document = folder / "coast"
    shell.run("alpha", "agreement", "draft", "--title", "Coast", *cards, "-o", document)
    assert "still to sign: beta.example" in shell.run("alpha", "agreement", "sign", document).output
    for party in ("beta", "alpha"):
        assert "all have signed" in shell.run(party, "agreement", "sign", document).output
    return folder


@pytest.fixture
def shell(pair: Path, tmp_path: Path) -> Shell:
    shutil.copytree(pair, tmp_path / "pair")
    return Shell(tmp_path / "pair")
