"""device: a list in the hands of who decides, without a node and without a network: check, and say what was loaded and answered.

::

    device.toml     party, desk, the key of the node that makes the packs
    desk.key        signs what this desk says (mode 0600); no other key is here
    pack            the list: signed by the node, with expiry
    queue/          what this desk has said, until its node takes it into its log

A pack that has expired, or that was made after this device's clock, still names what stands on it, and never answers `no notice
found`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from detente import conflict, sign
from detente.errors import InputError, OurError, PeerError
from detente.node import check, home, quick, snapshot
from detente.node.toml import read_toml_file
from detente.sign import SigningKey, commitment, make_leaf
from detente.statement import AnyAct, Checked, Hash, Head, Loaded, Ref, Runs, encode, kind_of
from detente.terms import Level, Name, parse_origin
from detente.volume import Time, Volume4D

HEADER: Final = b"detente.pack/1\n"
PACK, CONFIG, QUEUE, KEY_FILE = "pack", "device.toml", "queue", "desk.key"
MAX_PACK: Final = 1 << 30
KEY: Final = snapshot.Key("pack", {})
MAX_MET: Final = 1000


class Log(msgspec.Struct, frozen=True):
    """Which statements of another member's log are on a list, at which head of it."""

    head: Head
    runs: Runs


class Held(msgspec.Struct, frozen=True):
    """What a pack holds under one agreement: of each other member's log, and whose they are.

    ``pack`` is how it is named there: by chance, as a hash of it would tell of what it holds under other agreements (A2).
    """

    pack: Hash
    agreement: str
    title: str
    origin: str
    logs: tuple[Log, ...]


class Label(msgspec.Struct, frozen=True):
    """What the node signs of a pack: for which desk, until when, and the digest of all that follows."""

    party: Name
    desk: Name
    made: Time
    expires: Time
    digest: Hash
    statements: int


class Config(msgspec.Struct, frozen=True):
    """``device.toml``."""

    party: str
    desk: str
    node: str


class Pack(NamedTuple):
    """A pack that was verified."""

    label: Label
    held: tuple[Held, ...]
    found: snapshot.Snapshot


class Queued(msgspec.Struct, frozen=True):
    """Something the desk has said: a signed leaf, and the content and salt behind its commitment."""

    origin: str
    leaf: str
    salt: bytes
    content: bytes


def seal(label: Label, holdings: bytes, data: bytes, key: SigningKey) -> bytes:
    """The bytes of a pack, over the JSON of what it holds under each agreement, and the list itself."""
    label = msgspec.structs.replace(label, digest=_digest(holdings, data))
    note = sign.sign_text(HEADER + msgspec.json.encode(label) + b"\n", [key])
    return b"%d %d\n" % (len(note), len(holdings)) + note + holdings + data


def _digest(holdings: bytes, data: bytes) -> str:
    return sha256(sha256(holdings).digest() + sha256(data).digest()).hexdigest()


def open_pack(data: bytes, config: Config, now: datetime) -> Pack:
    """Verify a pack: the node's signature, its digest, and that it is for this desk. Nothing of it is used before."""
    first, _, rest = data[:40].partition(b"\n")
    sizes = first.split(b" ")
    if len(sizes) != 2 or not all(size.isdigit() and len(size) < 12 for size in sizes) or not rest:
        raise InputError("bad-value", "not a pack", where=PACK, hint="make a new one with `detente pack make`")
    start, note_size, held_size = len(first) + 1, *map(int, sizes)
    note, holdings = data[start : start + note_size], data[start + note_size : start + note_size + held_size]
    body = data[start + note_size + held_size :]
    key = sign.parse_vkey(config.node, CONFIG)
    try:
        text = sign.open_text(note, [key], required=[key.name])
    except PeerError as error:
        hint = error.hint or "copy it again from its node, whole"
        raise InputError(error.code, error.message, where=f"{PACK} {error.where}".strip(), hint=hint) from None
    try:
        label = msgspec.json.decode(text.removeprefix(HEADER), type=Label)
        held = msgspec.json.decode(holdings, type=tuple[Held, ...])
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PeerError("bad-content", str(error)[:300], where=PACK) from error
    if not text.startswith(HEADER) or label.digest != _digest(holdings, body):
        raise PeerError(
            "bad-content", "what stands in the pack is not what its node has signed", where=PACK, hint="copy it again"
        )
    if (label.party, label.desk) != (config.party, config.desk):
        raise PeerError("not-entitled", f"a pack for {label.desk}, not for {config.desk}", where=PACK)
    found = snapshot.parse(body, KEY, max(now, label.made))
    if found is None:
        raise PeerError("bad-content", "this version cannot read the list in it", where=PACK, hint="use the version that made it")
    return Pack(label, held, found)


def read_config(folder: Path) -> Config:
    """Whose device a folder is; `InputError` where it is none."""
    try:
        config = msgspec.convert(read_toml_file(folder / CONFIG), Config)
        sign.parse_vkey(config.node, CONFIG)
    except FileNotFoundError:
        raise InputError("not-found", "not a device's folder", where=str(folder), hint="`detente pack make`") from None
    except (OSError, msgspec.ValidationError, PeerError) as error:
        raise InputError("bad-value", str(error), where=str(folder / CONFIG), hint="make it anew: `detente pack make`") from error
    return config


class Device:
    """A device's folder. ``clock`` and ``entropy`` come in."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], entropy: home.Entropy = os.urandom) -> None:
        self.folder, self._clock, self._entropy = folder, clock, entropy
        self.config = read_config(folder)
        try:
            with (folder / PACK).open("rb") as file:
                data = file.read(MAX_PACK + 1)
        except OSError as error:
            hint = "make it with `detente pack make`"
            raise InputError("not-found", error.strerror or str(error), where=str(folder / PACK), hint=hint) from None
        if len(data) > MAX_PACK:
            raise InputError("too-large", f"more than {MAX_PACK} bytes", where=str(folder / PACK))
        self.pack = open_pack(data, self.config, clock())

    @property
    def expired(self) -> str:
        """Why the list may not be what is known now; empty while it holds."""
        now, label = self._clock(), self.pack.label
        if now > label.expires:
            return f"this list expired {label.expires:%Y-%m-%d %H:%MZ}"
        return "this device's clock is before the list was made" if now < label.made else ""

    def basis(self) -> str:
        """What every answer from this pack rests on."""
        label = self.pack.label
        hours = (self._clock() - label.made).total_seconds() / 3600
        return (
            f"a list of {label.party} for {label.desk}: {label.statements} notices, made {label.made:%Y-%m-%dT%H:%MZ}, "
            f"{hours:.1f} h old, expires {label.expires:%Y-%m-%dT%H:%MZ}"
        )

    def view(self) -> check.View:
        """What a check needs, from the pack alone; what is not on it is not known here."""
        view = quick.view_of(self.pack.found, self._clock())
        return view._replace(facts=self._facts(view.facts))

    def _facts(self, facts: conflict.Facts) -> conflict.Facts:
        why = (self.expired,) if self.expired else ()
        as_of = f"{self.pack.label.made:%Y-%m-%dT%H:%M:%SZ}"
        return msgspec.structs.replace(facts, as_of=as_of, reasons=(*why, *facts.reasons), expired=bool(self.expired))

    def load(self) -> list[Path]:
        """Say, signed by this desk, that it has this list: to each member what of its own log is on it, into the queue."""
        if self.expired:
            raise OurError("usage", f"{self.expired}: it is not loaded", where=PACK, hint="take a newer one")
        said = []
        for held in self.pack.held:
            for log in held.logs:
                loaded = Loaded(pack=held.pack, expires=self.pack.label.expires, head=log.head, runs=log.runs)
                said.append(self._say(held, loaded, {parse_origin(log.head.origin).party: "exact"}))
        return said

    def answered(self, volumes: Sequence[Volume4D]) -> list[Path]:
        """Keep, signed by this desk, what it was told of a place: what the notices of each agreement say, for nobody yet."""
        view = self.view()
        origins = {log: held for held in self.pack.held for log in _logs(held)}
        keys: dict[str, set[int]] = {held.agreement: set() for held in self.pack.held}
        for handle, ref in enumerate(self.pack.found.refs()):
            keys[origins[ref.origin].agreement].add(handle)
        return [self._say(held, self._checked(view, volumes, keys[held.agreement], held), {}) for held in self.pack.held]

    def _checked(self, view: check.View, volumes: Sequence[Volume4D], keys: set[int], held: Held) -> Checked:
        separation, vertical, skew = view.limits
        given = conflict.answer(
            volumes, engine=view.engine, lookup=view.lookup, facts=view.facts, separation_m=separation, vertical_m=vertical,
            skew_s=skew, k=MAX_MET, keys=keys,
        )  # fmt: skip
        met = tuple(Ref(c.notice.origin, c.notice.index) for c in given.conflicts)
        return Checked(
            volumes=tuple(volumes), answer=given.answer, basis=given.basis, as_of=given.as_of, pack=held.pack, met=met,
            met_more=given.count - len(met),
        )  # fmt: skip

    def _say(self, held: Held, statement: AnyAct, to: dict[str, Level]) -> Path:
        content, salt = encode(statement), self._entropy(32)
        leaf = make_leaf(
            kind=kind_of(statement), agreement=held.agreement, subject=self._entropy(16).hex(), version=1,
            commit_exact=commitment(salt, content), to=tuple(sorted(to.items())), issued=f"{self._clock():%Y-%m-%dT%H:%M:%SZ}",
            key=home.read_key(self.folder / KEY_FILE, self.config.desk),
        )  # fmt: skip
        return _put(self.folder / QUEUE, sha256(leaf).hexdigest(), Queued(held.origin, leaf.decode(), salt, content))


def _logs(held: Held) -> list[str]:
    return [held.origin, *(log.head.origin for log in held.logs)]


def _put(folder: Path, name: str, said: Queued) -> Path:
    """Into the queue, whole and durable, in the order in which it was said."""
    folder.mkdir(mode=0o700, exist_ok=True)
    number = 1 + max((int(path.name[:8]) for path in folder.glob("[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-*.json")), default=0)
    path = folder / f"{number:08d}-{name[:16]}.json"
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(said))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return path
