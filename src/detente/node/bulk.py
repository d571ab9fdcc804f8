"""bulk: files of notices, as people have them, made into what `publish` takes; a broken one costs only itself and is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from detente.errors import DetenteError, InputError
from detente.formats import MAX_FILE, Broken, Item, geojson
from detente.node.home import Entropy
from detente.node.node import Node
from detente.node.publish import Prepared, Published, Wish, meets, prepare, put_prepared
from detente.statement import MAX_CONTENT, check_bytes
from detente.terms import Level

ANSWERED: Final = 100
"""Up to so many notices at once, each is checked and its answer given; longer lists are looked at with `detente plan`."""


class Defaults(msgspec.Struct, frozen=True):
    """What is filled in where a file leaves it out. ``fields`` go into every notice made from a feature."""

    review_by: datetime
    kind: str = ""
    fields: Mapping[str, Any] = {}
    to: Mapping[str, Level] | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What became of a file: where its notices stand now, and which of them could not be taken."""

    published: tuple[Published, ...]
    broken: tuple[Broken, ...]


def wishes(data: bytes, where: str, defaults: Defaults, entropy: Entropy) -> list[Wish | Broken]:
    """The notices of a file: one as JSON, an array of them, one a line (``.jsonl``), or features of GeoJSON."""
    if len(data) > MAX_FILE:
        raise InputError("too-large", f"{len(data)} bytes; at most {MAX_FILE}", where=where, hint="split the file")
    if where.endswith((".geojson", ".geojson.json")):
        return [_from_feature(item, where, defaults, entropy) for item in geojson.read(data, where)]
    return [_from_json(number, raw, place, defaults, entropy) for number, raw, place in _documents(data, where)]


def _documents(data: bytes, where: str) -> Iterator[tuple[int, bytes, str]]:
    if where.endswith(".jsonl"):
        lines = [(n, line) for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
        yield from ((n, line, f"{where} line {n}") for n, line in lines)
    elif data.lstrip()[:1] == b"[":
        try:
            raws = msgspec.json.decode(data, type=list[msgspec.Raw])
        except (msgspec.MsgspecError, RecursionError) as error:
            raise InputError("not-json", str(error)[:300], where=where) from error
        yield from ((n, bytes(raw), f"{where} notice {n}") for n, raw in enumerate(raws, 1))
    else:
        yield 1, data, where


def _from_json(number: int, raw: bytes, where: str, defaults: Defaults, entropy: Entropy) -> Wish | Broken:
    try:
        check_bytes(raw, where, MAX_CONTENT)
        given = msgspec.json.decode(raw)
        if not isinstance(given, dict):
            raise InputError("not-json", "not an object with the fields of a notice", where=where, hint="see `detente schema`")
        filled = _filled(given, defaults, entropy)
        # What the officer wrote whole is signed as it was written, to the byte.
        content = raw if filled == given else msgspec.json.encode(filled)
        return Wish(content, defaults.to, where)
    except DetenteError as error:
        return Broken(number, "", error.message, error.where, error.hint)
    except (msgspec.MsgspecError, RecursionError) as error:
        return Broken(number, "", str(error)[:300], where)


def _from_feature(item: Item | Broken, where: str, defaults: Defaults, entropy: Entropy) -> Wish | Broken:
    if isinstance(item, Broken):
        return item
    place = f"{where} feature {item.number}"
    kind = item.properties.get("kind", defaults.kind)
    if not isinstance(kind, str) or not kind:
        return Broken(item.number, item.name, "no kind of notice is stated", place, "say --kind site (see `detente schema`)")
    fields = {"kind": kind, "title": item.name, "volumes": msgspec.to_builtins(item.volumes), **defaults.fields}
    return Wish(msgspec.json.encode(_filled(fields, defaults, entropy)), defaults.to, place)


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
    given: Sequence[Wish | Broken],
    *,
    desk: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """Append every notice that can be taken, in large transactions; what cannot be is named and costs only itself."""
    agreement = node.agreement(agreement_id)
    broken = [wish for wish in given if isinstance(wish, Broken)]
    ready: list[Prepared] = []
    taken: set[tuple[str, int]] = set()
    for number, wish in enumerate(given, 1):
        if isinstance(wish, Wish):
            try:
                ready.append(prepare(node, agreement, wish, taken))
            except DetenteError as error:
                broken.append(Broken(number, "", error.message, error.where or wish.where, error.hint))
    done = put_prepared(node, agreement, ready, desk=desk, progress=progress)
    if len(done) <= ANSWERED:
        done = [msgspec.structs.replace(p, answer=meets(node, p.ref)) for p in done]
    return Outcome(tuple(done), tuple(broken))
