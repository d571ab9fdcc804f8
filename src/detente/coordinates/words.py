"""The words that stand beside a position in English, French, Russian, Ukrainian, Arabic, Persian, Spanish and German.

Each becomes one capital: the hemispheres ``N S E W``, ``A`` for a latitude and ``O`` for a longitude, ``D M C`` for degrees,
minutes and seconds; ``~`` says *about*, ``""`` is a word that says nothing of the position. Some letters mean different things by
where they stand and are left to the reader of angles: ``s`` (south, seconds), ``o`` (a degree sign, or *Ouest*, or *Ost*) and
``x``, ``y``.
"""

from __future__ import annotations

import re
from typing import Final

from detente.coordinates.digits import fold

_SAID: Final = {
    "N": "n north northern northing nord norte nördlich nördliche с север северной северная северный сев пн північної північна "
    "сш شمال شمالا شمالي شمالية الشمال ش",
    "S": "south southern sud sur sul süd südlich ю юг южной южная южный южн юж пд південної південна "
    "юш جنوب جنوبا جنوبي جنوبية الجنوب ج",
    "E": "e east eastern est este ost östlich в восток восточной восточная восточный вост сх східної східна "
    "вд شرق شرقا شرقي شرقية الشرق ق",
    "W": "w west western ouest oeste westlich з запад западной западная западный зап зх західної західна "
    "зд غرب غربا غربي غربية الغرب غ",
    "A": "lat latitude latitud latitudes lati breite ш широта широты шир широти عرض العرض عرضا",
    "O": "lon long lng longitude longitud longitudes longi länge д долгота долготы долг довгота довготи дов довг طول الطول طولا",
    "D": "d deg degs degree degrees degre degres dg grados г гр град градус градуса градусов градусы градусів درجة درجات درجه",
    "M": "m min mins minute minutes minuto minutos мин минут минута минуты мінут хв хвилин دقيقة دقائق دقيقه",
    "C": "sec secs second seconds seconde secondes segundo segundos сек секунд секунда секунды ثانية ثواني ثوان ثانيه",
    "~": "approx approximately about around ca circa env environ около примерно приблизительно تقريبا حوالي",
    "": "and et и та و und coord coords coordinate coordinates coordinates coordonnee coordonnees координаты координата коорд "
    "إحداثيات احداثيات الإحداثيات مختصات position pos posn psn point location loc gps geo gnss decimal dd dms ddm of de la le "
    "خط خطوط دائرة دوائر جغرافيایی جغرافیایی",
}
WORDS: Final[dict[str, str]] = {fold(word): sign for sign, words in _SAID.items() for word in words.split()} | {
    "s": "s", "o": "o", "x": "x", "y": "y",
}  # fmt: skip
"""Every word as `fold` leaves it, and its sign."""

_GLUED: Final = {a + b: A + B for a, A in zip("dms", "DMC", strict=True) for b, B in zip("nsew", "NSEW", strict=True)}
"""The letter of a unit and of a hemisphere in one, after a number: ``05sN``."""

_AND: Final = "و"
"""*And* in Arabic, written to the word that follows."""
_RUN: Final = re.compile(r"[^\W\d_]+")


def signs(text: str) -> tuple[str, str]:
    """``text`` (as `fold` leaves it) with every word as its sign; and the first word that is not known, else ``""``."""
    unknown: list[str] = []

    def sign(found: re.Match[str]) -> str:
        word = found[0]
        known = WORDS.get(word)
        if known is None:
            at = found.start()
            known = _GLUED.get(word) if at and text[at - 1].isdigit() else WORDS.get(word.removeprefix(_AND))
        if known is None:
            unknown.append(word)
            return " "
        return known

    return _RUN.sub(sign, text), unknown[0] if unknown else ""
