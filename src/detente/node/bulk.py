"""bulk: files of notices, as people have them, made into what `publish` takes; a broken one costs only itself and is named.

A file may be given again, after an interruption or because somebody forgot: what it says without an id of its own, and our log
says to the same parties already, is not said twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import msgspec

from detente import agreement as agreements
from detente import picture
from detente.errors import DetenteError, InputError
from detente.formats import MAX_FILE, MAX_ITEMS, Broken, Item, geojson
from detente.node import revise as revising
from detente.node.home import Entropy
from detente.node.node import Node
from detente.node.publish import Prepared, Published, Wish, meets, prepare, put_prepared
from detente.statement import MAX_CONTENT, Ref, check_bytes, unknown_fields
from detente.terms import Agreement, Level

ANSWERED: Final = 100
"""Up to so many notices at once, each is checked and its answer given; longer lists are looked at with `detente plan`."""


class Defaults(msgspec.Struct, frozen=True):
    """What is filled in where a file leaves it out. ``fields`` go into every notice made from a feature.

    ``keep_unknown``: publish fields that no schema knows as they are written; otherwise they are taken for misspelt.
    """

    review_by: datetime
    kind: str = ""
    fields: Mapping[str, Any] = {}
    to: Mapping[str, Level] | None = None
    keep_unknown: bool = False


class Given(Wish, frozen=True):
    """A notice of a file. ``nameless``: the file gave it no id; ``strict``: refuse fields that no schema knows; ``notes``: what
    was not taken over."""

    nameless: bool = False
    strict: bool = False
    notes: tuple[str, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """What became of a file: where its notices stand now, which could not be taken, where those stand that were said before."""

    published: tuple[Published, ...]
    broken: tuple[Broken, ...]
    already: tuple[Ref, ...] = ()
    notes: tuple[str, ...] = ()


def wishes(data: bytes, where: str, defaults: Defaults, entropy: Entropy) -> list[Given | Broken]:
    """The notices of a file: one as JSON, an array of them, one a line (``.jsonl``), or features of GeoJSON."""
    if len(data) > MAX_FILE:
        raise InputError("too-large", f"{len(data)} bytes; at most {MAX_FILE}", where=where, hint="split the file")
    if where.lower().endswith((".geojson", ".geojson.json")):
        return [_from_feature(item, where, defaults, entropy) for item in geojson.read(data, where)]
    return [_from_json(number, raw, place, defaults, entropy) for number, raw, place in _documents(data, where)]


def _documents(data: bytes, where: str) -> Iterator[tuple[int, bytes, str]]:
    if where.lower().endswith(".jsonl"):
        _check_count(data.count(b"\n"), where)
        lines = [(n, line) for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
        yield from ((n, line, f"{where} line {n}") for n, line in lines)
    elif data.lstrip()[:1] == b"[":
        try:
            raws = msgspec.json.decode(data, type=list[msgspec.Raw])
        except (msgspec.MsgspecError, RecursionError) as error:
            raise InputError("not-json", str(error)[:300], where=where) from error
        _check_count(len(raws), where)
        yield from ((n, bytes(raw), f"{where} notice {n}") for n, raw in enumerate(raws, 1))
    else:
        yield 1, data, where


def _check_count(count: int, where: str) -> None:
    if count > MAX_ITEMS:
        raise InputError("too-large", f"{count} notices; at most {MAX_ITEMS}", where=where, hint="split the file")


def _from_json(number: int, raw: bytes, where: str, defaults: Defaults, entropy: Entropy) -> Given | Broken:
    try:
        check_bytes(raw, where, MAX_CONTENT)
        given = msgspec.json.decode(raw)
        if not isinstance(given, dict):
            raise InputError("not-json", "not an object with the fields of a notice", where=where, hint="see `detente schema`")
        if given.get("type") in {"Feature", "FeatureCollection"}:
            raise InputError("not-json", "this is GeoJSON", where=where, hint="let the file's name end in .geojson")
        filled = _filled(given, defaults, entropy)
        # What the officer wrote whole is signed as it was written, to the byte.
        content = raw if filled == given else msgspec.json.encode(filled)
        return Given(content, defaults.to, where, nameless="id" not in given, strict=not defaults.keep_unknown)
    except DetenteError as error:
        return Broken(number, "", error.message, error.where, error.hint)
    except (msgspec.MsgspecError, RecursionError) as error:
        return Broken(number, "", str(error)[:300], where)


def _from_feature(item: Item | Broken, where: str, defaults: Defaults, entropy: Entropy) -> Given | Broken:
    if isinstance(item, Broken):
        return item
    place = f"{where} feature {item.number}"
    kind = item.properties.get("kind", defaults.kind)
    if not isinstance(kind, str) or not kind:
        return Broken(item.number, item.name, "no kind of notice is stated", place, "say --kind site (see `detente schema`)")
    fields = {"kind": kind, "title": item.name, "volumes": msgspec.to_builtins(item.volumes), **defaults.fields}
    notes = tuple(note for note in item.notes if note != "kind is not understood")
    return Given(msgspec.json.encode(_filled(fields, defaults, entropy)), defaults.to, place, nameless=True, notes=notes)


def _filled(given: Mapping[str, Any], defaults: Defaults, entropy: Entropy) -> dict[str, Any]:
    filled = dict(given)
    filled.setdefault("id", entropy(16).hex())
    filled.setdefault("validity", {"review_by": f"{defaults.review_by:%Y-%m-%dT%H:%M:%SZ}"})
    if defaults.kind:
        filled.setdefault("kind", defaults.kind)
    return filled


def publish_each(
    node: Node,
    agreement_id: str,
    given: Sequence[Given | Broken],
    *,
    desk: str = "",
    again: bool = False,
    revise: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """Append every notice that can be taken, in large transactions; what cannot be is named and costs only itself.

    What our log says already is not said twice, unless ``again``. ``revise``: a notice whose id it holds is its next version.
    """
    agreement = node.agreement(agreement_id)
    broken = [wish for wish in given if isinstance(wish, Broken)]
    said = {} if again else _said(node, agreement, given, every=revise)
    ready: list[Prepared] = []
    already: list[Ref] = []
    taken: set[tuple[str, int]] = set()
    for number, wish in enumerate(given, 1):
        if isinstance(wish, Given):
            try:
                next_one = revised(node, agreement, wish) if revise else wish
                if not isinstance(next_one, Given):
                    already += [next_one] if next_one else []
                    continue
                one = prepare(node, agreement, next_one, taken)
                _refuse_misspelt(wish)
            except DetenteError as error:
                broken.append(Broken(number, "", error.message, error.where or wish.where, error.hint))
                continue
            before = said.get(_same(one.content, one.to)) if said and (wish.nameless or revise) else None
            already += [before] if before else []
            ready += [] if before else [one]
    done = put_prepared(node, agreement, ready, desk=desk, progress=progress)
    if len(done) <= ANSWERED:
        done = [msgspec.structs.replace(p, answer=meets(node, p.ref)) for p in done]
    ordered = sorted(broken, key=lambda b: b.number)
    return Outcome(tuple(done), tuple(ordered), tuple(already), _notes(given))


def revised(node: Node, agreement: Agreement, wish: Given) -> Given | Ref | None:
    """A notice as the next version of what our log holds; where it stands already; None where there is nothing to withdraw."""
    found = revising.revise(node, agreement, wish.content, wish.to, wish.where)
    return msgspec.structs.replace(wish, content=found.content, to=found.to) if found.content else found.stands


def _refuse_misspelt(wish: Given) -> None:
    if wish.strict and (strange := unknown_fields(wish.content)):
        hint = "misspelt? see `detente schema`; --keep-unknown publishes it as it is written"
        raise InputError("bad-value", f"{', '.join(strange[:5])}: no such field", where=wish.where, hint=hint)


def _notes(given: Sequence[Given | Broken]) -> tuple[str, ...]:
    counted = Counter(note for wish in given if isinstance(wish, Given) for note in wish.notes)
    return tuple(f"{count} of {len(given)}: {note}" for note, count in sorted(counted.items()))


def _said(node: Node, agreement: Agreement, given: Sequence[Given | Broken], *, every: bool) -> dict[bytes, Ref]:
    """What our log in the agreement says and has not replaced or withdrawn, by what is the same when it is said again."""
    if not any(isinstance(wish, Given) and (every or wish.nameless) for wish in given):
        return {}
    origin = agreements.origin(agreement, node.party)
    found: dict[bytes, Ref] = {}
    for ref, entry in node.picture.entries.items():
        if ref.origin == origin and "exact" in entry.contents and not picture.newer(node.picture, ref):
            found.setdefault(_same(entry.contents["exact"], dict(entry.leaf.to)), ref)
    return found


def _same(content: bytes, to: Mapping[str, Level]) -> bytes:
    """A digest of a notice and its recipients, without the id and the review date that were filled in."""
    body = {k: v for k, v in msgspec.json.decode(content).items() if k not in {"id", "validity"}}
    return sha256(msgspec.json.encode([body, to], order="deterministic")).digest()
