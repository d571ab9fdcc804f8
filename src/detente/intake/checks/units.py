"""What the features of a file of administrative boundaries are called: levels, names, codes, whatever properties are named.

Producers name properties in many ways: `ADM3_EN`, `admin1Name`, `NAME_1`, `shapeName`, `iso3166-2`, `name:ru`. What a property
means is guessed from its name alone, by the table below; a property that is not guessed is not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from detente.intake.checks import country

LEVELS: Final = ("country", "admin1", "admin2", "admin3", "admin4")
_PLAIN: Final = re.compile(r"[^a-z0-9]")
_CODE: Final = re.compile(r"^(?:a3|p?co?de?|pcod|pcd|iso|gid|hasc|cc)\w*$")
_LEVELLED: Final = (
    re.compile(r"^(?:admn?|admin|ad)(?P<level>[0-4])(?P<what>[a-z]\w*)$"),
    re.compile(r"^(?P<what>name|nlname|varname|gid|hasc|cc|iso)(?P<level>[0-4])$"),
    re.compile(r"^(?:admn?|admin|ad)(?P<level>[0-4])(?P<what>)$"),
)
_NOT_NAMES: Final = re.compile(r"^(?:type|engtype|id|src|source|date|capital|region|pop)\w*$")
_OWN_NAME: Final = re.compile(r"^(?:shape|official|alt|int|local|region|province|oblast|county|district)?nam(?:e\w{0,6}|enref)?$")
_OWN_CODE: Final = re.compile(r"^(?:pcode|iso31662|isoa[23]|iso[23]?|adm0a3|shapeiso|shapegroup|hasc|code)$")
_IN_FILE_NAME: Final = re.compile(r"(?:adm|admin|admn|ad)[_-]?(?:ad)?([0-4])(?![0-9])")


class Named(msgspec.Struct, frozen=True):
    """What a feature is called at its own level and above: by level, names and codes; empty where the file does not say."""

    names: tuple[tuple[str, ...], ...]
    codes: tuple[tuple[str, ...], ...]


def named(properties: Sequence[Mapping[str, object]], file: str) -> tuple[int, list[Named]]:
    """The level of the features of a file (0 country … 4) and what each is called."""
    keys = list(dict.fromkeys(key for each in properties for key in each))
    meant = {key: found for key in keys if (found := _meaning(key))}
    own = max((level for level, _ in meant.values() if level >= 0), default=-1)
    if own < 0:
        own = _guessed(properties, meant, file)
    return own, [_called(each, meant, own) for each in properties]


def _meaning(key: str) -> tuple[int, str] | None:
    """Level (-1: that of the feature itself) and ``name`` or ``code``."""
    plain = _PLAIN.sub("", key.lower())
    for pattern in _LEVELLED:
        if found := pattern.match(plain):
            what = found["what"]
            if _NOT_NAMES.match(what) and what not in ("gid", "cc"):
                return None
            return int(found["level"]), "code" if _CODE.match(what) else "name"
    if _OWN_CODE.match(plain):
        return -1, "code"
    return (-1, "name") if _OWN_NAME.match(plain) or plain in ("sovereignt", "namear", "nameen") else None


def _guessed(properties: Sequence[Mapping[str, object]], meant: Mapping[str, tuple[int, str]], file: str) -> int:
    """The level where no property tells it: from the file's name, a code such as `UA-71`, or names that are countries' names."""
    if found := _IN_FILE_NAME.search(file.lower()):
        return int(found[1])
    texts = [str(each.get(key) or "") for each in properties[:200] for key in meant]
    if any(re.fullmatch(r"[A-Z]{2}-\w{1,3}", text) for text in texts):
        return 1
    countries = sum(any(country.stated(str(each.get(key) or "")) for key in meant) for each in properties[:200])
    return 0 if countries * 2 > len(properties[:200]) else 1


def _called(each: Mapping[str, object], meant: Mapping[str, tuple[int, str]], own: int) -> Named:
    names: list[dict[str, None]] = [{} for _ in LEVELS]
    codes: list[dict[str, None]] = [{} for _ in LEVELS]
    for key, (level, what) in meant.items():
        value = each.get(key)
        if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip() or str(value) in ("-99", "NA"):
            continue
        for part in str(value)[:500].split("|"):
            _put(names, codes, own if level < 0 else level, what, part.strip())
    return Named(tuple(tuple(level) for level in names), tuple(tuple(level) for level in codes))


def _put(names: list[dict[str, None]], codes: list[dict[str, None]], level: int, what: str, text: str) -> None:
    if what == "name":
        names[level][text] = None
        return
    if level and re.fullmatch(r"[A-Z]{3}", text) and country.stated(text):
        level = 0
    codes[level][text.upper()] = None
    if level and (found := re.match(r"([A-Z]{2})(?=[-\d.])", text)):
        codes[0].setdefault(found[1], None)
