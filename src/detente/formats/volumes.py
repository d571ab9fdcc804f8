"""A Volume4D as JSON (the words of `detente schema`), or an array of them."""

from __future__ import annotations

import msgspec

from detente.errors import InputError
from detente.formats import Broken, Item
from detente.geometry import parts
from detente.statement import MAX_CONTENT, check_bytes
from detente.volume import Volume4D


def read(data: bytes, where: str) -> list[Item | Broken]:
    """The volumes of a file as one item; `InputError` names the field."""
    check_bytes(data, where, MAX_CONTENT)
    try:
        one = data.lstrip()[:1] != b"["
        volumes = [msgspec.json.decode(data, type=Volume4D)] if one else msgspec.json.decode(data, type=list[Volume4D])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise InputError("not-json", str(error)[:300], where=where, hint="see `detente schema`, Volume4D") from error
    for i, volume in enumerate(volumes):
        parts(volume, f"{where} $" if one else f"{where} $[{i}]")
    return [Item(1, "", tuple(volumes), {})]
