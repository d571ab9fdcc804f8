"""``detente intake --fix``: doubted rows one after the other, each with what it may have meant; a person decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from detente.cli.common import tell
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.intake.listing import Decision
    from detente.intake.model import Item

ASKED: Final = "[k] keep as typed  [1…] take that one  [e] type a position  [r] reject  [s] skip  [q] stop"
WORDS: Final = {"keep": "k", "reject": "r", "skip": "s"}


def wishes(given: Sequence[str], items: Sequence[Item]) -> dict[str, str]:
    """``--decide ROW=WISH`` by the key of the row; ROW is a number, or SHEET!NUMBER where several sheets have it."""
    found = {}
    for wish in given:
        row, equals, value = wish.partition("=")
        sheet, _, number = row.rpartition("!")
        rows = [i for i in items if str(i.origin.row) == number and sheet in {"", i.origin.sheet} and i.state != "rejected"]
        if not equals or len(rows) != 1:
            hint = (
                "write ROW=keep, ROW=reject, ROW=1 (the first alternative) or ROW=36.718 68.862; SHEET!ROW where sheets share it"
            )
            problem = "no such row to decide" if equals and not rows else "not one row and a wish"
            raise InputError("usage", problem, where=f"--decide {wish[:80]}", hint=hint)
        found[rows[0].key] = value.strip()
    return found


def decision(item: Item, wish: str, by: str, at: datetime, why: str = "") -> Decision:
    """What a wish about a row decides; `InputError` where it names no position."""
    from detente.coordinates import read
    from detente.intake.listing import Decision, digest
    from detente.intake.page.shown import alternatives

    row, word = str(item.origin), WORDS.get(wish, wish)
    if word == "r":
        return Decision(state="rejected", by=by, at=at, digest=digest(item), why=why)
    if word == "k":
        if item.position is None:
            hint = "take one of the alternatives, or type a position"
            raise InputError("usage", "its text can be read in several ways", where=row, hint=hint)
        return Decision(state="accepted", by=by, at=at, digest=digest(item), why=why)
    offered = alternatives(item)
    if word.isdigit() and len(word) < 3:
        if not 1 <= int(word) <= len(offered):
            raise InputError("usage", f"there is no alternative {word}", where=row, hint=f"there are {len(offered)}")
        chosen = offered[int(word) - 1]
        place, accuracy, typed = (chosen.longitude, chosen.latitude), _accuracy(item), ""
    else:
        only = read(wish).only
        if only is None:
            raise InputError(
                "bad-value", f"{wish[:60]!r} is not one position", where=row, hint=read(wish).hint or "36.718 68.862"
            )
        place, accuracy, typed = (only.longitude, only.latitude), only.accuracy_m, wish
    position = (round(place[0], 7), round(place[1], 7))
    return Decision(
        state="accepted", by=by, at=at, digest=digest(item), position=position, accuracy_m=accuracy, typed=typed, why=why
    )


def fix(
    items: Sequence[Item],
    describe: Callable[[Item], list[str]],
    by: str,
    now: Callable[[], datetime],
    keep: Callable[[Mapping[str, Decision]], None],
) -> dict[str, Decision]:
    """Ask about every doubted row; ``keep`` is called after each answer, so that an interruption loses none."""
    found: dict[str, Decision] = {}
    doubted = [item for item in items if item.state == "doubted"]
    for number, item in enumerate(doubted, 1):
        tell(f"--- {number} of {len(doubted)}")
        for line in describe(item):
            tell(line)
        answer = _ask(item, by, now)
        if answer == "q":
            break
        if not isinstance(answer, str):
            found[item.key] = answer
            keep(found)
    return found


def _ask(item: Item, by: str, now: Callable[[], datetime]) -> Decision | str:
    while True:
        tell(ASKED)
        wish = str(click.prompt(">", prompt_suffix=" ", default="s", show_default=False)).strip()
        if wish in {"q", "s", "skip"}:
            return wish[0]
        try:
            return decision(item, click.prompt("position", prompt_suffix=": ") if wish == "e" else wish, by, now())
        except InputError as error:
            tell(f"not decided: {error}")


def _accuracy(item: Item) -> float:
    only = item.reading.only if item.reading else None
    return only.accuracy_m if only else max((c.accuracy_m for c in item.reading.candidates), default=0.0) if item.reading else 0.0
