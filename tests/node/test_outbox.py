"""What is put out after a change is what would be put out anew, and nothing of it is written twice."""

import random
from contextlib import suppress
from pathlib import Path

import pytest

from detente.errors import DetenteError
from detente.node import outbox, publish, reveal
from detente.notice import Movement, Site
from detente.peer.folder import FolderSource
from detente.statement import Ref
from detente.terms import Clause
from detente.testing import Town
from detente.tlog.tiles import parse_path
from detente.volume import Circle, Volume4D

CLAUSES = (Clause("moves", ("movement",), when="in-window"), Clause("protect", ("site",)))


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def partial(path: str) -> bool:
    return ".p/" in path and bool(parse_path(path[path.index("tile/") :]))


def act(town: Town, rng: random.Random, said: list[Ref]) -> None:
    """One thing that a party may do: say much or little, hand something over, delete it, hear of the others."""
    ocha = town["ocha"]
    agreement = next(iter(ocha.picture.terms))
    place = Volume4D(Circle((round(36 + rng.random(), 4), 35.8), 500.0))
    with suppress(DetenteError):  # what was deleted or handed over already
        match rng.randrange(6):
            case 0:
                town.pull("france", "ocha")
                town.put_out("france")
                town.pull("ocha", "france")
            case 1:
                reveal.reveal(ocha, rng.choice(said), ["france.example"])
            case 2:
                reveal.redact(ocha, rng.choice(said), although_it_counts=True)
            case _:
                notices = [town.notice(rng.choice([Site, Movement]), place) for _ in range(rng.choice([1, 3, 120]))]
                said += [publish.publish(ocha, agreement, notice).ref for notice in notices]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_put_out_after_a_change_is_what_would_be_put_out_anew(tmp_path: Path, seed: int) -> None:
    rng, said = random.Random(seed), []
    with Town(tmp_path, "ocha", "france", "russia") as town:
        town.agree("ocha", "france", "russia", clauses=CLAUSES)
        said.append(publish.publish(town["ocha"], next(iter(town["ocha"].picture.terms)), town.notice(Site)).ref)
        town.settle()
        for step in range(12):
            act(town, rng, said)
            town.clock.tick(60)
            outbox.put_out(town["ocha"], tmp_path / "ocha" / "outbox")
            outbox.put_out(town["ocha"], tmp_path / f"anew {step}")
            for reader in ("france.example", "russia.example"):
                ours, anew = files(tmp_path / "ocha" / "outbox" / reader), files(tmp_path / f"anew {step}" / reader)
                assert {n: d for n, d in ours.items() if n in anew} == anew
                assert all(map(partial, ours.keys() - anew.keys()))
                assert len(ours) - len(anew) <= 3  # of the head before, which somebody may be reading
        for name in ("france", "russia"):
            town.pull(name, "ocha")
            assert town[name].store.size(said[0].origin) == town["ocha"].store.size(said[0].origin)
            lacking = town[name].lacking.of(said[0].origin)
            town[name].reload()
            assert town[name].lacking.of(said[0].origin) == lacking


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    with Town(tmp_path, "ocha", "france") as town:
        agreement = town.agree("ocha", "france")
        folder = tmp_path / "ocha" / "outbox"
        origin = town["ocha"].origin(agreement.id)
        assert outbox.put_out(town["ocha"], folder) == [("france.example", origin)]
        assert outbox.put_out(town["ocha"], folder) == []
        before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
        publish.publish(town["ocha"], agreement.id, town.notice(Site))
        assert outbox.put_out(town["ocha"], folder) == [("france.example", origin)]
        assert outbox.put_out(town["ocha"], folder) == []
        assert {path for path in before if path.is_file() and path.name not in {"checkpoint", "0"}} <= set(folder.rglob("*"))


def test_a_folder_that_was_taken_away_is_written_whole(tmp_path: Path) -> None:
    with Town(tmp_path, "ocha", "france") as town:
        town.agree("ocha", "france")
        town.put_out("ocha")
        (tmp_path / "ocha" / "outbox").rename(tmp_path / "stick")
        town.put_out("ocha")
        ours = tmp_path / "ocha" / "outbox" / "france.example"
        assert files(ours) == files(tmp_path / "stick" / "france.example")
        assert FolderSource(ours).origins()
