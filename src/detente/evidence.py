"""Evidence: one file that a third person verifies offline, with public keys alone; make and verify.

A canonical zip (stored, sorted, fixed dates) so that one set of files has one spelling; a manifest of hashes closes what proofs
leave open. ``python -m detente.evidence FILE`` is the small verifier: it needs msgspec and cryptography only.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final, NamedTuple

import msgspec

from detente import sign
from detente.agreement import check_amendment
from detente.errors import DetenteError, PeerError
from detente.notice import PRESUMPTION
from detente.statement import decode
from detente.terms import Agreement, Origin
from detente.tlog.checkpoint import SignedCheckpoint
from detente.tlog.keys import VerifierKey, make_key
from detente.tlog.proof import verify_proof
from detente.tlog.text import decode64, encode64, plain

MAX_FILE: Final = 64 << 20
MAX_PARTS: Final = 4096
DATE: Final = (1980, 1, 1, 0, 0, 0)
NOT_PROVEN: Final = (
    "that a person understood what the machine held",
    "that a party told all it knew, or that what it told is true",
    "that a party did not know from elsewhere, or was never told: only which receipts are in this file",
    "that a copy was deleted",
    "who stands behind a key in the real world, or anything that all members made up together",
    "times other than as the members' own clocks said them",
)


class Exhibit(msgspec.Struct, frozen=True):
    """One statement: its leaf, the proof that it stands in its log, and (salt, content) for each commitment that is shown."""

    leaf: bytes
    proof: bytes
    contents: dict[str, tuple[bytes, bytes]] = {}


class Shown(msgspec.Struct, frozen=True):
    """A content in the file, as its author wrote it, and which statement's it is."""

    of: str
    text: str


class Verdict(msgspec.Struct, frozen=True):
    """What a file proves, in words, and what nothing of this kind proves.

    ``keys``: every public key it rests on, as a vkey after whose it is: who relies on the file compares them with the ones that
    were agreed. ``shown``: the contents in it.
    """

    proven: tuple[str, ...]
    not_proven: tuple[str, ...] = NOT_PROVEN
    presumption: str = PRESUMPTION
    keys: tuple[str, ...] = ()
    shown: tuple[Shown, ...] = ()


class _Found(NamedTuple):
    words: list[str]
    keys: list[str]
    shown: list[Shown]
    doubts: list[str]


class _Terms(NamedTuple):
    """The versions in the file by number, where they stand in each party's log, and what the statements so far are called."""

    versions: dict[int, Agreement]
    placed: dict[str, dict[int, int]]
    known: dict[tuple[str, int], str]

    def at(self, party: str, index: int) -> Agreement:
        """The version in force at a place of a party's log: the last that stands at or before it."""
        return self.versions[max(v for v, place in self.placed.get(party, {1: 0}).items() if place <= index)]

    def doubts(self, party: str, index: int) -> list[str]:
        """What is not shown of the versions after the one in force at a place."""
        placed = self.placed.get(party, {1: 0})
        absent = [v for v in sorted(self.versions) if v not in placed and v > self.at(party, index).version]
        where = f"where {_listed(absent)} of the agreement stands in the log of {party}, so that its keys before count there"
        return [where] if absent and index >= max(placed.values()) else []


class Versions(NamedTuple):
    """The signed versions of an agreement by number; proofs of where later ones stand in logs, by party and number."""

    notes: Mapping[int, bytes]
    places: Mapping[tuple[str, int], bytes] = {}


def make(versions: Versions, exhibits: Sequence[Exhibit]) -> bytes:
    """The bytes of an evidence file over an agreement's signed versions and statements made under them."""
    newest = max(versions.notes)
    files = {"agreement" if number == newest else f"agreement-{number}": note for number, note in versions.notes.items()}
    files |= {f"places/{party}/{number}": proof for (party, number), proof in versions.places.items()}
    for number, exhibit in enumerate(exhibits):
        base = f"statements/{number:04d}"
        files |= {f"{base}/leaf": exhibit.leaf, f"{base}/proof": exhibit.proof}
        for level, (salt, content) in exhibit.contents.items():
            files |= {f"{base}/salt-{level}": encode64(salt).encode(), f"{base}/content-{level}": content}
    return _pack(files)


def _pack(files: Mapping[str, bytes]) -> bytes:
    manifest = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted({**files, "manifest": manifest}.items()):
            archive.writestr(zipfile.ZipInfo(name, DATE), data)
    return out.getvalue()


def _unpack(data: bytes) -> dict[str, bytes]:
    if len(data) > MAX_FILE:
        raise PeerError("too-large", f"more than {MAX_FILE} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            # Entries that share bytes would unpack to thousands of times the file.
            if len(infos) > MAX_PARTS or any(i.compress_type for i in infos) or sum(i.file_size for i in infos) > len(data):
                raise PeerError("bad-evidence", "too many files, or packed ones")
            files = {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, RuntimeError):
        # zipfile's own words quote the bytes of the file at any length: they are not shown.
        raise PeerError("bad-evidence", "not a readable container: it was cut or changed, or is no evidence file") from None
    if any(PurePosixPath(name).is_absolute() or ".." in name for name in files):
        raise PeerError("bad-evidence", "a path that leaves the container")
    manifest = files.pop("manifest", b"")
    for name in sorted(files):
        if f"{sha256(files[name]).hexdigest()}  {name}\n".encode() not in manifest:
            raise PeerError("bad-evidence", "the file is not what the manifest says", where=name)
    if _pack(files) != data:
        raise PeerError("bad-evidence", "the container is not in its one spelling", where="manifest or container")
    return files


def verify(data: bytes) -> Verdict:
    """Check a whole evidence file; `PeerError` names the part that does not hold."""
    files = _unpack(data)
    held = _versions(files)
    versions = {number: agreement for number, (agreement, _) in held.items()}
    found = _Found(
        [_signed(agreement) for agreement in versions.values()],
        [_key("root", m.root) for a in versions.values() for m in a.members],
        [], [],
    )  # fmt: skip
    terms = _Terms(versions, _placed(held, files, found.words), {})
    for base in sorted({name.rpartition("/")[0] for name in files}):
        parts = {name.removeprefix(f"{base}/"): body for name, body in files.items() if name.startswith(f"{base}/")}
        try:
            for all_of, more in zip(found, _statement(terms, parts), strict=True):
                all_of += more  # type: ignore[operator]
        except DetenteError as error:
            raise PeerError("bad-evidence", error.message, where=f"{base} {error.where}".strip()) from error
    return Verdict(
        tuple(found.words), (*dict.fromkeys(found.doubts), *NOT_PROVEN),
        keys=tuple(dict.fromkeys(found.keys)), shown=tuple(found.shown),
    )  # fmt: skip


def _key(role: str, vkey: str) -> str:
    return f"{role}: {vkey}"


def _versions(files: dict[str, bytes]) -> dict[int, tuple[Agreement, bytes]]:
    """The versions of the agreement in the file, by number, newest first, down to the first.

    Each names the one before it by hash and is signed by the members of both: otherwise anybody could put a version of their own,
    with keys of their own, after a genuine one.
    """
    note = files.pop("agreement", b"")
    last = _agreement(note)
    found = {last.version: (last, note)}
    while last.version > 1:
        name = f"agreement-{last.version - 1}"
        before_note = files.pop(name, b"")
        if not before_note:
            raise PeerError("bad-evidence", f"version {last.version} stands without the version before it", where=name)
        before = _agreement(before_note, name)
        try:
            check_amendment(last, note, before, before_note)
        except DetenteError as error:
            raise PeerError("bad-evidence", error.message, where=name) from error
        last, note = before, before_note
        found[last.version] = (last, note)
    return found


def _placed(versions: dict[int, tuple[Agreement, bytes]], files: dict[str, bytes], words: list[str]) -> dict[str, dict[int, int]]:
    """Where each version stands in each party's log, as the file proves it; the first begins every log of a first member."""
    terms = {number: agreement for number, (agreement, _) in versions.items()}
    found: dict[str, dict[int, int]] = {}
    for name in sorted(name for name in files if name.startswith("places/")):
        _, party, number = name.split("/") if name.count("/") == 2 else ("", "", "")
        if not number.isdecimal() or int(number) not in versions:
            raise PeerError("bad-evidence", "no version in this file stands there", where=name)
        place = {"leaf": versions[int(number)][1], "proof": files.pop(name)}
        try:
            _, index, _ = _proved(terms, party, place, {})
        except DetenteError as error:
            raise PeerError("bad-evidence", error.message, where=name) from error
        found.setdefault(party, {1: 0})[int(number)] = index
        words.append(f"Version {number} of the agreement is statement {index} of the log of {party}.")
    return found


def _signed(agreement: Agreement) -> str:
    names = ", ".join(member.party for member in agreement.members)
    version = f", version {agreement.version}" if agreement.version > 1 else ""
    return f"The root keys of {names} signed the agreement “{agreement.title}”{version}{', an exercise' * agreement.exercise}."


def _agreement(genesis: bytes, where: str = "agreement") -> Agreement:
    try:
        body = sign.text_of(genesis).partition(b"\n")[2]
        agreement = msgspec.json.decode(body, type=Agreement)
        roots = [sign.parse_vkey(member.root) for member in agreement.members]
        sign.open_text(genesis, roots, [root.name for root in roots])
        return agreement
    except (DetenteError, msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PeerError("bad-evidence", str(error)[:300], where=where) from error


def _statement(terms: _Terms, parts: Mapping[str, bytes]) -> _Found:
    """What one statement proves; `_Terms.known` names the statements before it in the file by their place, and then this one."""
    leaf = sign.parse_leaf(parts.get("leaf", b""))
    party = leaf.signer.partition("/")[0]
    if leaf.agreement != terms.versions[1].id:
        raise PeerError("replay", "a statement of another agreement", where="leaf")
    mirrors = {sign.parse_vkey(m.mirror): m.party for agreement in terms.versions.values() for m in agreement.members}
    log, index, signed = _proved(terms.versions, party, parts, mirrors)
    _refuse_later_key(terms, party, log, signed.checkpoint.size)
    desk = _desk(terms.at(party, index), leaf.signer, parts["leaf"])
    keys = [_key("desk", desk), _key("log", log.vkey)]
    what = f"{leaf.kind} {leaf.subject[:8]} version {leaf.version}"
    words = [f"{leaf.signer} signed the {what} as statement {index} of the log of {party}; it says it did so at {leaf.issued}."]
    doubts = terms.doubts(party, index)
    if len(terms.versions) > 1:
        version, last = (
            terms.at(party, index).version,
            "the last that this file shows in that log" if doubts else "in force there",
        )
        words.append(f"Version {version} of the agreement, {last}, names that key.")
    contents = _contents(leaf, parts)
    words += [f"The {level} content of {what} is the one in this file{_told(text)}." for level, text in contents.items()]
    for level in ("exact", "cell"):
        given = [to for to, to_level in leaf.to if to_level == level]
        words += [f"It gives {_given(leaf.kind, level)} to {', '.join(given)}."] if given else []
    words += [f"It concerns statement {at} of {cited}{terms.known.get((cited, at), '')}." for cited, at in leaf.cites]
    terms.known[log.name, index] = f" (the {what}, above)"
    for found in signed.cosignatures:
        other = mirrors[VerifierKey(*found.key)]
        keys.append(_key("mirror", VerifierKey(*found.key).vkey))
        held = f"everything addressed to it among the first {signed.checkpoint.size} statements of that log"
        words.append(f"The mirror of {other} held {held}; it says so as of {_instant(found.time or 0)}.")
    of = f"{what}, by {leaf.signer}"
    shown = [Shown(f"{of} ({level})", text) for level, text in contents.items()]
    return _Found(words, keys, shown, doubts)


def _proved(
    versions: Mapping[int, Agreement], party: str, parts: Mapping[str, bytes], mirrors: Mapping[VerifierKey, str]
) -> tuple[VerifierKey, int, SignedCheckpoint]:
    """Where a leaf stands, under a head signed by a log key that its party has had in one of the versions."""
    first = versions[1]
    origin = str(Origin(party, first.id, first.exercise))
    bases = [sign.parse_vkey(m.log) for agreement in versions.values() for m in agreement.members if m.party == party]
    if not bases:
        raise PeerError("not-member", f"{party} is no member of this agreement", where="leaf")
    keys = list(dict.fromkeys(make_key(origin, base.type, base.public) for base in bases))
    for key in keys[:-1]:
        with suppress(PeerError):
            return key, *verify_proof(parts.get("proof", b""), parts["leaf"], origin, key, mirrors)
    return keys[-1], *verify_proof(parts.get("proof", b""), parts["leaf"], origin, keys[-1], mirrors)


def _refuse_later_key(terms: _Terms, party: str, log: VerifierKey, size: int) -> None:
    """A head is signed by the log key in force at its last leaf, and by no other that the party had before or after."""
    last = terms.at(party, size - 1).version
    cards = [m for number in range(last, 0, -1) for m in terms.versions[number].members if m.party == party]
    if not cards or sign.parse_vkey(cards[0].log).public != log.public:  # who has left signs with its last key
        what = f"its head is signed by a log key that is not the one of version {last}, in force there"
        raise PeerError("bad-key", what, where="proof")


def _desk(agreement: Agreement, signer: str, leaf: bytes) -> str:
    """The key of a desk in the version in force where a leaf stands, by which it is signed: validity follows the place."""
    for member in agreement.members:
        for desk in member.desks:
            if desk.id == signer:
                sign.verify_leaf(leaf, {signer: sign.parse_vkey(desk.key)})
                return desk.key
    raise PeerError("not-member", f"{signer} is no desk in version {agreement.version} of the agreement", where="leaf")


def _listed(versions: Sequence[int]) -> str:
    return f"version{'s' * (len(versions) > 1)} {', '.join(map(str, versions))}"


def _contents(leaf: sign.Leaf, parts: Mapping[str, bytes]) -> dict[str, str]:
    """The contents in the file by level, each the one that the leaf commits to."""
    found = {}
    for level, commit in (("exact", leaf.commit_exact), ("coarse", leaf.commit_coarse)):
        content, salt = parts.get(f"content-{level}"), parts.get(f"salt-{level}")
        if content is None or salt is None:
            continue
        if sign.commitment(decode64(salt.decode("ascii", "replace"), "bad-content", f"salt-{level}"), content) != commit:
            raise PeerError("bad-content", "the content is not what the leaf commits to", where=f"content-{level}")
        found[level] = content.decode("utf-8", "replace")
    return found


def _given(kind: str, level: str) -> str:
    """What a statement gives its recipients: a reveal gives content of another one (who held what, since when: M8, G8)."""
    content = "the exact content" if level == "exact" else "the coarse content"
    return f"{content} of the statement that it concerns" if kind == "reveal" else content


def _told(text: str) -> str:
    """What a content says, in its own words: the title of a notice, what a receipt answers, the word of a verdict."""
    try:
        statement = decode(text.encode())
    except DetenteError:
        return ""
    said = [str(getattr(statement, field, "")) for field in ("title", "grade", "answer", "verdict", "reason")]
    quoted = ", ".join(f"“{word}”" for word in said if word)
    return f"; it says {quoted}" if quoted else ""


def _instant(posix: int) -> str:
    """POSIX seconds as RFC 3339; a clock beyond the calendar as the number that it gave."""
    try:
        return f"{datetime.fromtimestamp(posix, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return f"{posix} (POSIX seconds)"


def main(arguments: Sequence[str]) -> int:
    """The small verifier: 0 where the file proves what it prints, 1 where it does not hold, 2 for wrong words."""
    if len(arguments) != 1:
        print("usage: python -m detente.evidence FILE", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], "rb") as file:
            verdict = verify(file.read(MAX_FILE + 1))
    except (DetenteError, OSError) as error:
        print(f"NOT VERIFIED: {error}", file=sys.stderr)
        return 1
    lines = ["VERIFIED", *verdict.proven, "By these keys; compare them with the ones that were agreed:", *verdict.keys]
    lines += ["Not proven by any such file:", *verdict.not_proven, verdict.presumption]
    print("\n".join(map(plain, lines)))  # a title must not be able to print a line of its own
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
