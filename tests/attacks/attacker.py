"""What an attacker does by hand: keys, leaves and heads that no node of ours would make."""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from click.testing import CliRunner

from detente import sign
from detente.cli import main
from detente.errors import DetenteError
from detente.node import publish
from detente.node.node import Node
from detente.notice import Activity, Notice, Site
from detente.peer.folder import export
from detente.sign import SigningKey
from detente.statement import Ref
from detente.store import Content
from detente.testing import Town
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.merkle import Tree
from detente.volume import Circle, Volume4D

HERE = Volume4D(Circle((36.1, 35.8), 500.0))


def agreement_of(node: Node) -> str:
    return next(iter(node.picture.terms))


def log_of(town: Town, party: str) -> str:
    return town["france"].origin(agreement_of(town["france"]), f"{party}.example")


def say(town: Town, node: Node, title: str, cls: type[Notice] = Site, volume: Volume4D = HERE) -> Ref:
    return publish.publish(node, agreement_of(node), town.notice(cls, volume, title=title)).ref


def plan(town: Town, node: Node, title: str, lon: float = 36.1) -> Ref:
    now = town.clock.now
    later = datetime(now.year, now.month, now.day + 1, tzinfo=UTC)
    return say(town, node, title, Activity, Volume4D(Circle((lon, 35.8), 500.0), time_start=now, time_end=later))


def twin(town: Town, name: str) -> Node:
    """The same party once more, with the same keys and the same past: whoever has the disk has the party."""
    folder = town[name].folder
    town[name].store.close()
    copy = folder.with_name(f"{name}-twin")
    shutil.copytree(folder, copy)
    town.reopen(name)
    return Node.open(copy, clock=town.clock, entropy=lambda n: b"\7" * n)


def leaves_of(node: Node, origin: str) -> list[bytes]:
    return [leaf for _, leaf, _ in node.store.leaves(origin)]


def forge_leaf(
    town: Town, node: Node, key: SigningKey, content: bytes, *, kind: str = "site", **fields: object
) -> tuple[bytes, bytes]:
    """A leaf of any kind signed by any key, with the salt of its exact content."""
    told, salt = msgspec.json.decode(content), town.entropy(32)
    fields.setdefault("to", [("france.example", "exact"), ("russia.example", "exact")])
    fields.setdefault("subject", told.get("id", town.entropy(16).hex()))
    fields.setdefault("issued", f"{town.clock.now:%Y-%m-%dT%H:%M:%SZ}")
    fields.setdefault("version", told.get("version", 1))
    fields.setdefault("commit_exact", sign.commitment(salt, content))
    return sign.make_leaf(kind=kind, agreement=agreement_of(node), key=key, **fields), salt  # type: ignore[arg-type]


def show(
    town: Town, author: str, reader: str, leaves: Sequence[bytes], contents: Sequence[Content] = (), key: SigningKey | None = None
) -> Path:
    """Put out a log for a reader as its author's node never would; the head signed by its log key, or by another."""
    origin = log_of(town, author)
    head = Checkpoint(origin, len(leaves), Tree.from_entries(leaves).root())
    note = sign.sign_text(head.text, [key or town[author].key("log").renamed(origin)])
    held = {(c.index, c.level): c for c in (*town[author].store.contents(origin), *contents) if c.index < len(leaves)}
    shutil.rmtree(town.outbox(author, reader), ignore_errors=True)
    export(town.outbox(author, reader), origin, note, leaves, held.values(), {})
    return town.outbox(author, reader)


def verdict(attempt: Callable[[], object]) -> tuple[str, str, str]:
    """Code, whose fault, and the sentence of the error that an attempt ends with."""
    try:
        attempt()
    except DetenteError as error:
        told = error.as_dict()
        return told["error"], told["whose"], str(error)
    raise AssertionError("it was taken")


def shell(node: Node, *words: str) -> tuple[int, str]:
    """Exit code and output of a command as a person runs it."""
    return shell_in(node.folder, *words)


def shell_in(folder: Path, *words: str) -> tuple[int, str]:
    """The same at a node that is not open here."""
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    return done.exit_code, done.output
