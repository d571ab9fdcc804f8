"""Plus codes (Open Location Code): full ones, and short ones completed by a position near them."""

from __future__ import annotations

import re
from typing import Final

from openlocationcode import openlocationcode

from detente.coordinates.areas import Found, around, distance_m
from detente.coordinates.doubts import doubt
from detente.coordinates.sexagesimal import Unread

_CODE: Final = re.compile(r"(?<![\w+])([23456789cfghjmpqrvwx]{2,8}0{0,6}\+[23456789cfghjmpqrvwx]{0,7})(?![\w+])")
_NAMED: Final = re.compile(r"\s*(?:plus ?code|olc|open location code)[ :=]{0,3}")
_POINT_CODE: Final = 10
_ROUNDING: Final = 1e-13
"""Degrees that an encoder rounds by before it cuts."""


def parse(text: str, near: tuple[float, float] | None) -> Found | None:
    """The position of a plus code; the name of a locality may follow it. ``None`` where no code stands first in the text.

    Raises: Unread
    """
    named = _NAMED.match(text)
    found = _CODE.match(text.lstrip() if named is None else text[named.end() :])
    if found is None or not (named or re.search("[cfghjmpqrvwx]", found[1]) or len(found[1]) > 8):
        return None
    code = found[1].upper()
    if not openlocationcode.isValid(code):
        raise Unread(f"{code} is not a plus code", "a full one has eight characters before the plus: 8J3QMV95+6V", weight=3)
    if openlocationcode.isFull(code):
        return _found(code)
    if not openlocationcode.isShort(code):
        raise Unread(f"{code} is no plus code of any place", "check its first two characters", weight=3)
    if near is None:
        hint = "give the full code (eight characters before the plus), or say what it is near"
        raise Unread(f"{code} is a short plus code; it means a place only beside a locality", hint, weight=3)
    whole = openlocationcode.recoverNearest(code, near[0], near[1])
    made = _found(whole)
    off = distance_m(near[0], near[1], made.latitude, made.longitude)
    used = doubt("near-used", near=f"{near[0]:g} {near[1]:g}")
    return Found(
        latitude=made.latitude, longitude=made.longitude, area=made.area, format="PLUSCODE",
        how=f"short code completed to {whole}, {off / 1000:.0f} km from what it is near", doubts=(*made.doubts, used),
    )  # fmt: skip


def _found(code: str) -> Found:
    box = openlocationcode.decode(code)
    high, wide = (box.latitudeHi - box.latitudeLo) / 2, (box.longitudeHi - box.longitudeLo) / 2
    middle = (box.latitudeLo + high, box.longitudeLo + wide)
    area = around(middle[0], middle[1], high + _ROUNDING, wide + _ROUNDING)
    digits = len(code.replace("+", "").rstrip("0"))
    short = (doubt("short-code", characters=str(digits)),) if digits < _POINT_CODE else ()
    return Found(latitude=middle[0], longitude=middle[1], area=area, format="PLUSCODE", how=f"plus code {code}", doubts=short)
