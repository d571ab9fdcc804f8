"""A node's folder: who the party is, its desks and peers (``detente.toml``), and its keys (files of mode 0600).

::

    detente.toml          party, name, exercise, desks, peers, how it serves
    keys/root.key         signs agreements; may be kept elsewhere and brought back for signing
    keys/log.key          signs checkpoints
    keys/mirror.key       cosigns peers' checkpoints
    keys/node.key         signs requests and responses; its public half is in the TLS certificate
    keys/desk-<name>.key  signs statements
    store.sqlite          the logs: the only thing that cannot be rebuilt
    outbox/<party>/       what each peer may read, as static files
    inbox/<party>/        what was fetched from a peer's node, as static files; can be deleted
    guests/<party>/       what a guest of ours puts out for its readers; it sends it again where it is deleted
    letters/<party>/      what came by letter from a peer, as static files; letters.json: what was written to whom
    links.json            how the links with peers' nodes stand; can be deleted
    local.token           by which programs of this user hear what rings here; can be deleted
    alarms.jsonl          what has rung here, and what outlets answered; can be deleted
    snapshot/             the conflict engine, to start quickly; can be deleted
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import msgspec

from detente.errors import InputError, OurError, StoreError
from detente.node.toml import read_toml_file
from detente.peer.outlet import OutletConfig
from detente.sign import COSIGNATURE, ED25519, SigningKey
from detente.terms import Desk, Member, check_party, key_name

CONFIG: Final = "detente.toml"
ROLES: Final = {"root": ED25519, "log": ED25519, "mirror": COSIGNATURE, "node": ED25519}
INBOX: Final = "inbox"
LINKS: Final = "links.json"
Entropy = Callable[[int], bytes]


class DeskConfig(msgspec.Struct, frozen=True):
    """A desk of this party: short name, title, how to reach it."""

    id: str
    name: str
    contact: str = ""


class PeerConfig(msgspec.Struct, frozen=True):
    """Where a peer's statements for us are read from: a folder, the address of its node (``https://host:port``), or of its host.

    ``via``: the address of the host of a party that has no server; ``via_key``: the vkey of that host's node, where we do not
    read the host itself at that address and know its key from an agreement.
    """

    party: str
    folder: str = ""
    url: str = ""
    via: str = ""
    via_key: str = ""


class GuestConfig(msgspec.Struct, frozen=True):
    """A party without a server whose files we keep for its readers: the vkey of its node key, and how much it may put here."""

    party: str
    node: str
    quota_mb: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 64


class HostConfig(msgspec.Struct, frozen=True):
    """The node that keeps our files for our readers, where we have no server: its address, the vkey of its node key."""

    url: str = ""
    key: str = ""


def folder_of(peer: PeerConfig) -> Path:
    """Where a peer's files are read from: its folder, or where they are kept after they were fetched from its node."""
    return Path(peer.folder or f"{INBOX}/{peer.party}")


class LinkState(msgspec.Struct, frozen=True):
    """How a link with a peer's node stands, as the process that serves wrote it down: since when (POSIX seconds), the last error.

    ``word``: trusted (it answers, and is consistent), suspected (it does not answer, or not as it should), exposed (it
    contradicted itself; the proof is kept).
    """

    word: str = "suspected"
    since: float = 0.0
    error: str = ""


def link_states(folder: Path) -> dict[str, LinkState]:
    """The last known state of every link, by party; nothing where this node was never served."""
    try:
        return msgspec.json.decode((folder / LINKS).read_bytes(), type=dict[str, LinkState])
    except (OSError, msgspec.MsgspecError):
        return {}


class ServeConfig(msgspec.Struct, frozen=True):
    """How this node serves. ``tls`` false: plain HTTP, on loopback only; ``url``: as others reach it, where that is another.

    ``tick_s``: receipts leave in batches, this many seconds apart (what timing tells is in the threat model). ``poll_s``: how
    often a peer that gives no hint is asked; ``skew_s``: how wrong two clocks may be for a request to be taken.
    """

    host: str = "127.0.0.1"
    url: str = ""
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 4747
    tls: bool = True
    tick_s: Annotated[float, msgspec.Meta(ge=0.01, le=3600)] = 0.2
    poll_s: Annotated[float, msgspec.Meta(ge=0.1, le=86400)] = 30.0
    skew_s: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 120


class Config(msgspec.Struct, frozen=True):
    """``detente.toml``."""

    party: str
    name: str
    exercise: bool = False
    desks: tuple[DeskConfig, ...] = ()
    peers: tuple[PeerConfig, ...] = ()
    outlets: tuple[OutletConfig, ...] = ()
    guests: tuple[GuestConfig, ...] = ()
    host: HostConfig = HostConfig()
    serve: ServeConfig = ServeConfig()


def create(folder: Path, config: Config, entropy: Entropy) -> Config:
    """Make a node's folder with fresh keys; refuses a folder that already holds one."""
    check_party(config.party)
    if (folder / CONFIG).exists():
        raise InputError("usage", "a node lives here already", where=str(folder), hint="choose another folder")
    for desk in config.desks:
        _check_desk(desk)
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    os.chmod(folder / "keys", 0o700)
    for role, kind in ROLES.items():
        _write_key(folder / "keys" / f"{role}.key", key_name(config.party, role, exercise=config.exercise), kind, entropy)
    for desk in config.desks:
        _write_desk_key(folder, config, desk, entropy)
    write(folder, config)
    return config


def add_desk(folder: Path, desk: DeskConfig, entropy: Entropy) -> Config:
    """Add a desk with a fresh key. It speaks in agreements that are signed after this."""
    config = read(folder)
    if any(d.id == desk.id for d in config.desks):
        raise InputError("usage", f"desk {desk.id} exists", where=CONFIG, hint="choose another short name")
    _write_desk_key(folder, config, desk, entropy)
    return write(folder, msgspec.structs.replace(config, desks=(*config.desks, desk)))


def set_peer(folder: Path, peer: PeerConfig) -> Config:
    """Say where a peer's statements are read from; replaces what was said before."""
    check_party(peer.party)
    config = read(folder)
    peers = tuple(p for p in config.peers if p.party != peer.party)
    return write(folder, msgspec.structs.replace(config, peers=(*peers, peer)))


def read(folder: Path) -> Config:
    """The settings of the node in ``folder``; errors name file and field."""
    path = folder / CONFIG
    try:
        return msgspec.convert(read_toml_file(path), Config)
    except FileNotFoundError:
        raise InputError("not-found", "no node here", where=str(folder), hint="make one with `detente init`") from None
    except (msgspec.ValidationError, RecursionError) as error:
        raise InputError("bad-value", str(error), where=str(path)) from error


def write(folder: Path, config: Config) -> Config:
    """Write the settings; the file is replaced whole."""
    lines = [f"{k} = {toml(v)}" for k, v in (("party", config.party), ("name", config.name), ("exercise", config.exercise))]
    tables = (("desks", config.desks), ("peers", config.peers), ("outlets", config.outlets), ("guests", config.guests))
    for table, rows in tables:
        for row in rows:
            lines += [
                "",
                f"[[{table}]]",
                *(f"{k} = {toml(v)}" for k, v in msgspec.to_builtins(row).items() if v not in ("", ())),
            ]
    if config.host.url:
        lines += ["", "[host]", *(f"{k} = {toml(v)}" for k, v in msgspec.to_builtins(config.host).items())]
    lines += ["", "[serve]", *(f"{k} = {toml(v)}" for k, v in msgspec.to_builtins(config.serve).items())]
    temporary = folder / f".{CONFIG}.new"
    temporary.write_text("\n".join(lines) + "\n", "utf-8")
    temporary.replace(folder / CONFIG)
    return config


def toml(value: str | bool | float | tuple[str, ...]) -> str:
    """A value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def card(folder: Path, config: Config) -> Member:
    """The party's card, for the agreements it signs."""
    desks = tuple(
        Desk(desk_key_name(config, d.id), key(folder, config, f"desk-{d.id}").vkey, d.name, d.contact) for d in config.desks
    )
    root, log, mirror, node = (key(folder, config, role).vkey for role in ROLES)
    return Member(config.party, config.name, root, log, mirror, desks, node)


def desk_key_name(config: Config, desk: str) -> str:
    """The name of a desk's key, which is also the desk's name in agreements."""
    return key_name(config.party, f"desk/{desk}", exercise=config.exercise)


def key(folder: Path, config: Config, role: str) -> SigningKey:
    """A signing key of the node; refuses a file that others may read."""
    expected = key_name(config.party, role.replace("desk-", "desk/", 1), exercise=config.exercise)
    return read_key(folder / "keys" / f"{role}.key", expected)


def read_key(path: Path, expected: str) -> SigningKey:
    """The signing key with this name in a file; refuses a file that others may read."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise OurError(
                "bad-key", f"others may read this key (mode {mode:04o})", where=str(path), hint=f"chmod 600 {path.name}"
            )
        name, kind, seed = path.read_text("utf-8").split()
        if name != expected:
            raise OurError(
                "bad-key", f"this is the key {name}, not {expected}", where=str(path), hint="bring the right file back"
            )
        return SigningKey.from_seed(name, int(kind), bytes.fromhex(seed))
    except FileNotFoundError:
        raise OurError(
            "bad-key", f"the key {expected} is not here", where=str(path), hint="bring the key file back for this step"
        ) from None
    except ValueError:
        raise OurError("bad-key", "not a key file", where=str(path)) from None


def _check_desk(desk: DeskConfig) -> None:
    if not desk.id.replace("-", "").isalnum() or not desk.id.isascii() or len(desk.id) > 64:
        raise InputError("bad-value", f"{desk.id!r} is not a desk's short name", where="desk", hint="letters, digits and -")


def _write_desk_key(folder: Path, config: Config, desk: DeskConfig, entropy: Entropy) -> None:
    _check_desk(desk)
    _write_key(folder / "keys" / f"desk-{desk.id}.key", desk_key_name(config, desk.id), ED25519, entropy)


def _write_key(path: Path, name: str, kind: int, entropy: Entropy) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{name} {kind} {entropy(32).hex()}\n")
    except FileExistsError:
        hint = "move it away if it was left by an interruption; a key that has signed must not be lost"
        raise InputError("usage", "a key file is here already", where=str(path), hint=hint) from None
    except OSError as error:
        raise StoreError("disk", str(error), where=str(path)) from error
