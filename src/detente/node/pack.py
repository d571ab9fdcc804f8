"""pack: lists for devices, made by a node for one of its desks; and what those desks said, taken into its logs.

A pack holds what our party may know, as finely as it may know it; *no objection* areas never go to a device (G16). What is loaded
and answered is signed by the desk on its device and appended here: the keys of logs never leave the node.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from detente import agreement as agreements
from detente.engine import Item, make_engine
from detente.errors import DetenteError, InputError, OurError, StoreError
from detente.geometry import parts
from detente.node import check, home, quick, snapshot
from detente.node.device import CONFIG, KEY, KEY_FILE, PACK, QUEUE, Config, Held, Label, Log, Queued, read_config, seal
from detente.node.gossip import refuse_behind
from detente.node.node import Node, notice_of
from detente.node.receive import take
from detente.notice import permissive
from detente.sign import parse_leaf
from detente.statement import MAX_CONTENT, MAX_RUNS, Head, Ref
from detente.store import Content
from detente.terms import Agreement, parse_origin

MAX_QUEUED: Final = 2 * MAX_CONTENT
SAID: Final = frozenset({"loaded", "checked"})
"""What a device may say."""


def make(node: Node, folder: Path, desk: str, valid: timedelta) -> Label:
    """Write a pack for a desk into a device's folder, which is made with the desk's key where it is not there yet."""
    name = home.desk_key_name(node.config, desk)
    node.desk_key(desk)
    _refuse_other(folder, name)
    node.settle_time()
    refs = sorted(ref for ref in node.indexed if not permissive(notice_of(node.picture.entries[ref])))
    label = Label(
        node.party, name, node.now().replace(microsecond=0), node.now().replace(microsecond=0) + valid, "0" * 64, len(refs)
    )
    held = [_held(node, terms.agreement, refs) for terms in node.picture.terms.values() if _member(node, terms.agreement)]
    data = seal(label, msgspec.json.encode(held), _list(node, refs, label.made), node.key("node"))
    _write(node, folder, desk, Config(node.party, name, node.key("node").vkey), data)
    return label


def _refuse_other(folder: Path, name: str) -> None:
    """Refuse a folder with the list of another desk: the key there is not that of this one."""
    if (folder / CONFIG).exists():
        there = read_config(folder).desk
        if there != name:
            raise InputError("usage", f"the device of {there}, not of {name}", where=str(folder), hint="a folder for each desk")


def _member(node: Node, agreement: Agreement) -> bool:
    return any(card.party == node.party for card in agreement.members)


def _held(node: Node, agreement: Agreement, refs: Iterable[Ref]) -> Held:
    """What of the other members' logs stands on the list: runs of statements that were given to us and say nothing more there."""
    others = [agreements.origin(agreement, card.party) for card in agreement.members if card.party != node.party]
    given: dict[str, list[int]] = {}
    for ref in refs:
        given.setdefault(ref.origin, []).append(ref.index)
    logs = [
        Log(Head(origin, size, node.tree(origin).root().hex()), runs(given.get(origin, ())))
        for origin in others
        if (size := node.store.size(origin))
    ]
    return Held(node.entropy(32).hex(), agreement.id, agreement.title, node.origin(agreement.id), tuple(logs))


def runs(indexes: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Ascending indexes as runs, each with the index after its last."""
    found: list[tuple[int, int]] = []
    for index in indexes:
        if found and found[-1][1] == index:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    if len(found) > MAX_RUNS:
        raise OurError(
            "too-large", f"{len(found)} runs of statements; at most {MAX_RUNS}", hint="this list is too scattered for us"
        )
    return tuple(found)


def _list(node: Node, refs: list[Ref], made: datetime) -> bytes:
    engine = make_engine()
    items = []
    for handle, ref in enumerate(refs):
        entry = node.picture.entries[ref]
        pieces = [part for volume in notice_of(entry).volumes for part in parts(volume)]
        items.append(Item(handle, pieces, node.party_number(entry.author), node.kind_in_engine(ref)))
    engine.insert_many(items)
    return snapshot.encode(
        key=KEY, as_of=made, heard=check.heard(node), refusals=check.refusals(node), limits=check.view(node).limits,
        items=[quick.item(node, ref) for ref in refs], arrays=engine.arrays(), cells={},
    )  # fmt: skip


def _write(node: Node, folder: Path, desk: str, config: Config, data: bytes) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / CONFIG).write_text("".join(f"{k} = {home.toml(v)}\n" for k, v in msgspec.to_builtins(config).items()), "utf-8")
        if not (folder / KEY_FILE).exists():
            descriptor = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write((node.folder / "keys" / f"desk-{desk}.key").read_bytes())
        temporary = folder / f".{PACK}.new"
        temporary.write_bytes(data)
        temporary.replace(folder / PACK)
    except OSError as error:
        raise StoreError("disk", str(error), where=str(folder), hint="choose another place") from error


class Collected(msgspec.Struct, frozen=True):
    """What was taken from a device's queue, and what could not be: that stays there."""

    refs: tuple[Ref, ...]
    already: int
    refused: tuple[str, ...]


def collect(node: Node, folder: Path) -> Collected:
    """Append what a desk said on its device to our logs, in its order. What stands in a log leaves the queue; twice is once."""
    refs: list[Ref] = []
    already = 0
    refused: list[str] = []
    if not (folder / CONFIG).is_file():
        raise InputError("not-found", "not a device's folder", where=str(folder), hint="name the folder that `pack make` wrote")
    for path in sorted(path for path in (folder / QUEUE).glob("*.json") if path.is_file()):
        try:
            ref = take_queued(node, path)
        except DetenteError as error:
            refused.append(f"{path.name}: {error}")
            continue
        refs += [ref] if ref else []
        already += ref is None
        path.unlink()
    return Collected(tuple(refs), already, tuple(refused))


def take_queued(node: Node, path: Path) -> Ref | None:
    """Append one thing that a desk said on its device; None where it stands in our log already."""
    said = read(path)
    leaf = parse_leaf(said.leaf.encode())
    name = parse_origin(said.origin)
    if leaf.kind not in SAID or name.party != node.party or said.origin != node.origin(name.agreement):
        raise InputError("not-entitled", f"a device says {' or '.join(sorted(SAID))}, in our own log", where="leaf")
    if (leaf.agreement, node.party, leaf.subject) in node.picture.versions:
        return None
    refuse_behind(node, said.origin)
    index = node.store.size(said.origin)
    take(node, said.origin, index, [said.leaf.encode()], [Content(said.origin, index, "exact", said.salt, said.content)])
    return Ref(said.origin, index)


def read(path: Path) -> Queued:
    """Something that a device has queued; `InputError` where the file is none."""
    with path.open("rb") as file:
        data = file.read(MAX_QUEUED + 1)
    return parse(data, path.name)


def parse(data: bytes, where: str) -> Queued:
    """See `read`."""
    if len(data) > MAX_QUEUED:
        raise InputError("too-large", f"more than {MAX_QUEUED} bytes", where=where)
    try:
        return msgspec.json.decode(data, type=Queued)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise InputError("not-json", str(error)[:300], where=where) from error
