"""A mapping that a person looked at, kept as TOML and used again for the next edition of a list (R05).

    sheet = "Sites"
    headings = [3]

    [fields]
    latitude = ["Lat deg", "Lat min", "Lat sec", "N/S"]
    name = ["Site"]

    [constants]
    country = "Syria"

Columns are known by their headings, so that they may move; the rows of the headings may move too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import Indel

from detente.errors import InputError
from detente.formats.table import Sheet
from detente.intake.columns import header
from detente.intake.columns.fit import Why
from detente.intake.columns.header import Header
from detente.intake.columns.joined import marks_of
from detente.intake.columns.mapping import Layout, described, unique
from detente.intake.columns.wording import normal
from detente.intake.model import FIELDS

MAX_PROFILE: Final = 1 << 16
"""Characters of a profile."""
MAX_LINE: Final = 4_000
"""Characters of a line: the library's time for one key grows with the square of its parts."""
ANGLES: Final = ("latitude", "longitude", "office_latitude", "office_longitude")
_KEYS: Final = ("sheet", "headings", "also", "fields", "constants")


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """Fields by the headings of their columns, and what the file does not say.

    ``also``: further columns of whole positions, with which each row's position is compared.
    ``sheet``: the sheet it is for, empty: any. ``headings``: numbers of the rows in which headings stand; empty: there are none
    and columns are known by their letters; None: they are looked for.
    """

    fields: dict[str, tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    also: tuple[str, ...] = ()
    sheet: str = ""
    headings: tuple[int, ...] | None = None


def of_layout(layout: Layout) -> Profile:
    """The profile of a layout. What was left to a person (``rivals``) is not in it."""
    fields = {field: tuple(layout.headings[i] for i in indexes) for field, indexes in layout.columns.items()}
    also = tuple(layout.headings[i] for i in layout.also)
    return Profile(fields=fields, constants=dict(layout.constants), also=also, sheet=layout.sheet, headings=layout.lines)


def dumps(layout: Layout) -> str:
    """A layout as TOML; columns that mean nothing, and those between which somebody must choose, are named in remarks."""
    profile = of_layout(layout)
    lines = [f"sheet = {_quoted(profile.sheet)}"] if profile.sheet else []
    lines += [f"headings = {list(layout.lines)}"]
    lines += [f"also = {_list(profile.also)}"] if profile.also else []
    lines += ["", "[fields]", *(f"{field} = {_list(names)}" for field, names in profile.fields.items())]
    lines += [f"# choose one for {field}: {_list([layout.headings[i] for i in at])}" for field, at in layout.rivals.items()]
    if unused := [layout.headings[i] for i in layout.unmapped]:
        lines += ["# not used:", *(f"#   {_quoted(name)}" for name in unused)]
    if profile.constants:
        lines += ["", "[constants]", *(f"{field} = {_quoted(text)}" for field, text in profile.constants.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def loads(text: str, where: str = "profile") -> Profile:
    """A profile from TOML. Anything that it may not say is refused with its name (`InputError`)."""
    if len(text) > MAX_PROFILE or max(map(len, text.splitlines()), default=0) > MAX_LINE:
        raise InputError("too-large", f"more than {MAX_PROFILE} characters, or {MAX_LINE} in a line", where=where)
    try:
        said = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("bad-value", str(error)[:300], where=where, hint="see the line that is named") from error
    _refuse_unknown(said, _KEYS, where)
    for part in ("fields", "constants"):
        if not isinstance(said.get(part, {}), dict):
            raise InputError(
                "bad-value", f"{part} is a table of fields", where=where, hint=f"write [{part}] on a line of its own"
            )
        _refuse_unknown(said.get(part, {}), FIELDS, f"{where} [{part}]")
    fields = {field: _names(value, f"{where} fields.{field}") for field, value in said.get("fields", {}).items()}
    constants = {field: _constant(value, f"{where} constants.{field}") for field, value in said.get("constants", {}).items()}
    sheet = _text(said.get("sheet", ""), f"{where} sheet")
    also = _names(said["also"], f"{where} also") if said.get("also") else ()
    return Profile(fields=fields, constants=constants, also=also, sheet=sheet, headings=_rows(said, where))


def apply(profile: Profile, sheet: Sheet, where: str = "") -> Layout:
    """The layout that a profile gives for a sheet, wherever its columns stand now.

    `InputError` where a heading is not there: which, and the nearest that is.
    """
    top = _top(profile, sheet)
    headings = unique(top.headings)
    places = {heading: index for index, heading in reversed(list(enumerate(headings)))}
    loose = {normal(heading): index for heading, index in reversed(list(places.items()))}
    columns: dict[str, tuple[int, ...]] = {}
    for field, names in profile.fields.items():
        columns[field] = tuple(_found(name, places, loose, where or sheet.name) for name in names)
    also = tuple(_found(name, places, loose, where or sheet.name) for name in profile.also)
    seen = described(sheet, top)
    marks = {f: marks_of([seen[i] for i in at]) for f, at in columns.items() if f in ANGLES and len(at) > 1}
    taken = {index for at in (*columns.values(), also) for index in at}
    return Layout(
        sheet=sheet.name, headings=headings, lines=top.lines, skipped=top.rows, columns=columns, also=also,
        why={field: Why("profile", 1.0) for field in columns}, marks=marks, constants=dict(profile.constants),
        unmapped=tuple(index for index in range(len(headings)) if index not in taken),
    )  # fmt: skip


def _top(profile: Profile, sheet: Sheet) -> Header:
    """The headings of a sheet: in the rows that the profile names if they are there still, else where they are found."""
    wanted = {name for names in (*profile.fields.values(), profile.also) for name in names}

    def lacking(top: Header) -> int:
        return len(wanted - set(unique(top.headings)))

    named = [header.stated(sheet, profile.headings)] if profile.headings is not None and not sheet.columns else []
    for top in (*named, header.find(sheet)):
        if not lacking(top):
            return top
    each = (header.stated(sheet, [row.number]) for row in sheet.rows[: header.LOOKED_AT] if not sheet.columns)
    return min((header.find(sheet), *each), key=lacking)


def _found(name: str, places: Mapping[str, int], loose: Mapping[str, int], where: str) -> int:
    if name in places:
        return places[name]
    if normal(name) in loose:
        return loose[normal(name)]
    near = process.extractOne(name, list(places), scorer=Indel.normalized_similarity)
    hint = f"the nearest heading there is “{near[0]}”: correct the profile or the file" if near else "the sheet is empty"
    raise InputError("not-found", f"no column is headed “{name}”", where=where, hint=hint)


def _refuse_unknown(said: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    unknown = sorted(set(said) - set(known))
    if unknown:
        near = process.extractOne(unknown[0], list(known), scorer=Indel.normalized_similarity)
        hint = f"did you mean {near[0]}?" if near and near[1] >= 0.6 else f"known are: {', '.join(known)}"
        raise InputError("bad-value", f"not known here: {', '.join(unknown)}", where=where, hint=hint)


def _names(value: object, where: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise InputError("bad-value", "a field is a heading, or a list of headings", where=where, hint='write ["Latitude"]')
    return tuple(names)


def _constant(value: object, where: str) -> str:
    """Numbers may be written without quotes."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError("bad-value", "a constant is a text or a number", where=where, hint="put it in quotes")
    return str(value)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise InputError("bad-value", "is a text", where=where, hint="put it in quotes")
    return value


def _rows(said: Mapping[str, Any], where: str) -> tuple[int, ...] | None:
    numbers = said.get("headings")
    if numbers is None:
        return None
    if not isinstance(numbers, list) or not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in numbers):
        raise InputError("bad-value", "is a list of row numbers", where=f"{where} headings", hint="write [3], or [] for none")
    return tuple(numbers)


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, names))}]"


def _quoted(text: str) -> str:
    """A TOML string on one line: quotes, backslashes and control characters are escaped (TOML 1.0, Strings)."""
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x20 or code == 0x7F else character
