"""What a scenario file says (TOML). Unknown keys are refused: a misspelt expectation must not pass unnoticed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from detente.border import Border
from detente.errors import InputError
from detente.node.toml import read_toml_file
from detente.terms import Clause
from detente.volume import Position


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A party with one desk. ``id`` is its short name in the file; the party is ``<id>.example``."""

    id: str
    name: str
    desk: str = "duty desk"
    contact: str = ""


class Agreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An agreement between parties of the file."""

    id: str
    title: str
    between: tuple[str, ...]
    clauses: tuple[Clause, ...]
    max_silence_s: int = 86400


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a step must give. Only what is stated is checked."""

    answer: Literal["conflict", "notice nearby", "no notice found"] | None = None
    basis: Literal["complete", "incomplete"] | None = None
    conflicts: int | None = None
    verdict: Literal["conflict", "no known conflict", "unconfirmed"] | None = None
    unaware: tuple[str, ...] | None = None
    state: str | None = None
    refused: str | None = None
    held: bool | None = None
    nearest: str | None = None
    side: str | None = None
    reach: int | None = None
    complete: bool | None = None
    missing: tuple[str, ...] | None = None
    alarms: tuple[str, ...] | None = None
    calls: tuple[str, ...] | None = None
    agrees: bool | None = None


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that somebody does, told in ``tell``.

    ``do``: publish (a notice, called ``name``), check, alternatives (to the activity ``of``), take (the nearest of them, as
    ``name``), register, open, contest, suspend, sync, look, border (on which side of ``of`` lies ``position``). ``offline``:
    parties that hear nothing of it until the next sync. ``of``: the name of an earlier notice, or of a border's side.

    Of reach and the emergency line: roster (``notice``: posts, with short names of desks), load (a list is made for the desk of
    ``by``, loaded on its device, and what that says taken in), reach (of ``of``), emergency (``notice``: what is said, called
    ``name``), read-back (what ``by`` reads on its own map at ``position``), watch (what calls for a person at ``by``: which
    ``alarms``, and whom the urgent ones call).
    """

    at: datetime
    do: Literal[
        "publish", "check", "alternatives", "take", "register", "open", "contest", "suspend", "sync", "look", "border",
        "roster", "load", "reach", "emergency", "read-back", "watch",
    ]  # fmt: skip
    by: str = ""
    tell: str = ""
    agreement: str = ""
    name: str = ""
    of: str = ""
    clauses: tuple[str, ...] = ()
    notice: dict[str, Any] = {}
    volume: dict[str, Any] = {}
    position: Position | None = None
    to: dict[str, Literal["none", "cell", "exact"]] | None = None
    offline: tuple[str, ...] = ()
    expect: Expect = Expect()


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole file. ``sources`` say where its facts come from; ``invented`` what was made up to play it."""

    title: str
    summary: str
    start: datetime
    parties: tuple[Party, ...]
    agreements: tuple[Agreement, ...]
    steps: tuple[Step, ...]
    borders: tuple[Border, ...] = ()
    sources: tuple[str, ...] = ()
    invented: str = ""


def read(path: Path) -> Scenario:
    """The scenario in a file; `InputError` names file and field."""
    try:
        return msgspec.convert(read_toml_file(path), Scenario)
    except OSError as error:
        raise InputError("not-found", error.strerror or str(error), where=str(path)) from error
    except (msgspec.ValidationError, RecursionError) as error:
        raise InputError("bad-value", str(error), where=str(path)) from error
