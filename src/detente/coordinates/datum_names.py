"""Names of datums in English, French, Russian and Arabic, with their EPSG codes and the largest shift to WGS 84 of each.

``worst_m``: horizontal, over the areas of use of all transformations that EPSG has, rounded up to 50 m; where EPSG has none,
`WORST_M`, which is the largest of all its datums (Kusaie 1951, 2,200 m).
"""

from __future__ import annotations

from typing import Final, NamedTuple

WORST_M: Final = 2200.0


class Row(NamedTuple):
    """``pattern``: every usual spelling, as `digits.fold` leaves it. ``bare``: names that are places too, and so count only as an
    argument or after the word *datum*: a position in Herat is not one in Herat North."""

    name: str
    codes: tuple[int, ...]
    worst_m: float
    pattern: str
    bare: str = ""


_1942: Final = "(?:19)?42(?: ?г\\.?)?"
ROWS: Final[dict[str, Row]] = {
    "wgs84": Row(
        "WGS 84", (4326,), 0.0,
        r"wgs[ _-]?(?:19)?84|wgs(?![ _-]?(?:19)?72)|вгс[ -]?84|world geodetic system (?:19)?84|crs:?84",
    ),
    "wgs72": Row("WGS 72", (4322,), 50.0, r"wgs[ _-]?(?:19)?72"),
    "etrs89": Row("ETRS89", (4258,), 50.0, r"etrs[ _-]?(?:19)?89"),
    "ed50": Row("ED50", (4230,), 200.0, r"ed[ _-]?(?:19)?50|european(?: datum)? (?:19)?50|europeen (?:19)?50|الاوروبي (?:19)?50"),
    "pulkovo42": Row(
        "Pulkovo 1942", (4284,), 200.0, rf"(?:pulkovo|[cs]k|пулково|ск|بولكوفو)[ -]?{_1942}"
        r"|(?<![0-9] )s-42(?! ?[0-9.,°'\"ewoвз])", r"s[ -]?42|pulkovo|пулково|بولكوفو",
    ),
    "pulkovo95": Row("Pulkovo 1995", (4200,), 150.0, r"(?:pulkovo|[cs]k|пулково|ск)[ -]?(?:19)?95"),
    "pz9011": Row("PZ-90.11", (9475,), 50.0, r"(?:pz|пз)[ -]?90\.11"),
    "pz90": Row("PZ-90", (4740,), 50.0, r"(?:pz|пз)[ -]?(?:19)?90(?:\.02)?(?!\.[0-9])"),
    "gsk2011": Row("GSK-2011", (7683,), 50.0, r"(?:gsk|гск)[ -]?2011"),
    "ucs2000": Row("UCS-2000", (5561,), 150.0, r"(?:us[kc]|u[cs]s|у[сc][кk]|ukraine)[ -]?2000"),
    "itrf2008": Row("ITRF2008", (8999,), 50.0, r"itrf[ -]?(?:20)?08"),
    "itrf2014": Row("ITRF2014", (9000,), 50.0, r"itrf[ -]?(?:20)?14"),
    "itrf2020": Row("ITRF2020", (9990,), 50.0, r"itrf[ -]?(?:20)?20"),
    "nad27": Row("NAD27", (4267,), 300.0, r"nad[ _-]?(?:19)?27"),
    "nad83": Row("NAD83", (4269,), 50.0, r"nad[ _-]?(?:19)?83"),
    "palestine": Row("Palestine 1923", (4281,), 100.0, r"palestine 1923|палестина 1923|فلسطين 1923", "palestine"),
    "israel": Row("Israel 1993", (4141,), 100.0, r"israel 1993"),
    "kalianpur": Row(
        "Kalianpur", (4145, 4146, 4144), 450.0, r"kalianpur(?! ?(?:18|19)?[0-9]{2}(?![0-9.°]))|калианпур|كاليانبور"
    ),
    "kalianpur62": Row("Kalianpur 1962", (4145,), 200.0, r"kalianpur (?:19)?62"),
    "kalianpur75": Row("Kalianpur 1975", (4146,), 450.0, r"kalianpur (?:19)?75"),
    "kalianpur37": Row("Kalianpur 1937", (4144,), 400.0, r"kalianpur (?:19)?37"),
    "kalianpur80": Row("Kalianpur 1880", (4243,), WORST_M, r"kalianpur 1880"),
    "indian75": Row("Indian 1975", (4240,), 700.0, r"indian 1975"),
    "herat": Row("Herat North", (4255,), 350.0, r"herat north|герат север\w{0,3}|هرات الشمالي", r"herat|герат|هرات"),
    "nahrwan": Row("Nahrwan 1967", (4270,), 350.0, r"nahrwan(?! ?(?:19)?34)(?: (?:19)?67)?|нахрван|نهروان(?: 1967)?"),
    "nahrwan34": Row("Nahrwan 1934", (4744,), 200.0, r"nahrwan ?(?:19)?34"),
    "karbala": Row("Karbala 1979", (4743,), 350.0, r"karbala 1979|كربلاء 1979", "karbala"),
    "igrs": Row("IGRS", (3889,), 50.0, r"igrs"),
    "ainelabd": Row("Ain el Abd", (4204,), 150.0, r"ain[ -]el[ -]abd(?: (?:19)?70)?|عين العبد"),
    "koc": Row("KOC", (4246,), 350.0, r"koc|kuwait oil company"),
    "deirezzor": Row("Deir ez Zor", (4227,), 200.0, r"levant(?! [0-9])", r"deir[ -]ez[ -]zor|دير الزور"),
    "southyemen": Row("South Yemen", (4164,), 150.0, r"south yemen datum", r"south yemen|اليمن الجنوبي"),
    "yemen96": Row("Yemen NGN96", (4163,), 50.0, r"yemen ngn ?96"),
    "fd58": Row("FD58", (4132,), 250.0, r"fd ?58|final datum 1958"),
    "fahud": Row("Fahud", (4232,), 350.0, r"fahud datum", "fahud"),
    "psd93": Row("PSD93", (4134,), 350.0, r"psd ?93"),
    "egypt07": Row("Egypt 1907", (4229,), 200.0, r"egypt 1907|old egyptian(?: 1907)?"),
    "adindan": Row("Adindan", (4201,), 250.0, r"adindan|адиндан|ادندان"),
    "arc60": Row("Arc 1960", (4210,), 400.0, r"arc[ -]?(?:19)?60"),
    "arc50": Row("Arc 1950", (4209,), 250.0, r"arc[ -]?(?:19)?50"),
    "afgooye": Row("Afgooye", (4205,), 150.0, r"afgooye datum", "afgooye"),
    "massawa": Row("Massawa", (4262,), 200.0, r"massawa datum", "massawa"),
    "cape": Row("Cape", (4222,), 150.0, r"cape datum", "cape"),
    "minna": Row("Minna", (4263,), 150.0, r"minna datum", "minna"),
    "accra": Row("Accra", (4168,), 350.0, r"accra datum", "accra"),
    "point58": Row("Point 58", (4620,), 150.0, r"point 58 datum", "point 58"),
    "nordsahara": Row("Nord Sahara 1959", (4307,), 250.0, r"nord[ -]sahara(?: (?:19)?59)?"),
    "carthage": Row("Carthage", (4223,), 250.0, r"carthage datum", r"carthage|قرطاج"),
    "merchich": Row("Merchich", (4261,), 350.0, r"merchich"),
    "tokyo": Row("Tokyo", (4301,), 700.0, r"tokyo datum", "tokyo"),
    "mgi1901": Row("MGI 1901", (3906,), 1200.0, r"mgi 1901"),
}  # fmt: skip
NAMES: Final = "|".join(row.pattern for row in ROWS.values())
ALL_NAMES: Final = "|".join(f"{row.pattern}|{row.bare}" if row.bare else row.pattern for row in ROWS.values())
SHIFTED: Final = r"gcj[ -]?0?2|bd[ -]?09|mars coordinates?|火星坐标系?"
"""Systems of maps that are shifted by law: no transformation is published."""
ELLIPSOIDS: Final = (
    r"clarke(?: 18[0-9]{2})?|кларка? 18[0-9]{2}|krass?ows?ky|krasovsky|красовского|bessel(?: 18[0-9]{2})?|hayford|everest"
    r"|international 1924|كلارك"
)
