"""Words of dates and times in English, French, Arabic, Russian and Ukrainian, and what names of zones mean: data for `times`."""

from __future__ import annotations

from typing import Final

MONTHS: Final[tuple[str, ...]] = (
    "january|jan|janvier|janv|января|январь|янв|січня|січень|يناير|كانون الثاني|جانفي|كانون ثاني",
    "february|feb|février|fevrier|févr|fevr|fév|февраля|февраль|фев|лютого|лютий|فبراير|شباط|فيفري",
    "march|mar|mars|марта|март|мар|березня|березень|مارس|آذار|اذار",
    "april|apr|avril|avr|апреля|апрель|апр|квітня|квітень|أبريل|ابريل|إبريل|نيسان|أفريل|افريل",
    "may|mai|мая|май|травня|травень|مايو|أيار|ايار|ماي",
    "june|jun|juin|июня|июнь|июн|червня|червень|يونيو|يونيه|حزيران|جوان",
    "july|jul|juillet|juil|июля|июль|июл|липня|липень|يوليو|يوليه|تموز|جويلية",
    "august|aug|août|aout|августа|август|авг|серпня|серпень|أغسطس|اغسطس|آب|أوت|اوت",
    "september|sept|sep|septembre|сентября|сентябрь|сен|сент|вересня|вересень|سبتمبر|أيلول|ايلول",
    "october|oct|octobre|октября|октябрь|окт|жовтня|жовтень|أكتوبر|اكتوبر|تشرين الأول|تشرين الاول|تشرين أول",
    "november|nov|novembre|ноября|ноябрь|ноя|нояб|листопада|листопад|نوفمبر|تشرين الثاني|تشرين ثاني",
    "december|dec|décembre|decembre|déc|декабря|декабрь|дек|грудня|грудень|ديسمبر|كانون الأول|كانون الاول|كانون أول",
)
"""January first; Arabic in the words of the Levant, of Egypt and of the Maghreb."""

HIJRI: Final = (
    "محرم|صفر|ربيع الأول|ربيع الثاني|ربيع الآخر|جمادى الأولى|جمادى الآخرة|رجب|شعبان|رمضان|شوال|ذو القعدة|ذي القعدة|ذو الحجة"
    "|ذي الحجة|muharram|safar|rabi|jumada|rajab|shaban|ramadan|shawwal|dhu al|هـ|هجري|hijri|hégire|хиджры|حمل|ثور|جوزا|سرطان|اسد"
    "|سنبله|ميزان|عقرب|قوس|جدی|دلو|حوت|فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"
)
"""Months and signs of the lunar and solar Hijri calendars, which are not converted."""

BEFORE_NOON: Final = "am|a.m.|a.m|ص|صباحا|صباحًا|утра|ранку|du matin"
AFTER_NOON: Final = "pm|p.m.|p.m|م|مساء|مساءً|بعد الظهر|вечера|дня|вечора|du soir|de l après midi|de l'après-midi"

NOISE: Final = (
    "at|on|the|of|le|la|à|a|de|du|date|time|hrs|hr|hours|hour|h|o'clock|heure|heures|в|во|г|г.|года|год|ч|час|часов|р|року|о|об"
    "|م|ميلادي|ميلادية|الساعة|في|يوم|عام|سنة|ساعة|بتاريخ|التاريخ|from|about|approx|approximately|around|circa|environ|vers|около|примерно|حوالي"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun"
    "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс"
    "|الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة|السبت|الأحد|الاحد"
)
"""Words that change nothing."""

UNKNOWN: Final = "unknown|time unknown|date unknown|n/a|na|none|no information|tbd|tbc|?|-|inconnu|inconnue|غير معروف|неизвестно"
LOCAL: Final = (
    "local time|local|lt|heure locale|locale|التوقيت المحلي|بالتوقيت المحلي|توقيت محلي|محلي|местное время|по местному времени"
    "|местного времени|местное|за місцевим часом|місцевий час"
)
"""The zone of the place, which these do not name."""

ZONES: Final[dict[str, str]] = {
    "utc": "UTC +0", "gmt": "UTC +0", "z": "UTC +0", "zulu": "UTC +0", "tu": "UTC +0", "tuc": "UTC +0", "msk": "Moscow +180",
    "мск": "Moscow +180", "trt": "Turkey +180", "eat": "East Africa +180", "cat": "Central Africa +120",
    "wat": "West Africa +60", "sast": "South Africa +120", "idt": "Israel, summer +180",
    "eest": "Eastern Europe, summer +180", "cest": "Central Europe, summer +120", "west": "Western Europe, summer +60",
    "eet": "Eastern Europe, winter +120|Eastern Europe, summer +180",
    "cet": "Central Europe, winter +60|Central Europe, summer +120",
    "wet": "Western Europe, winter +0|Western Europe, summer +60", "ast": "Arabia +180|Atlantic -240",
    "ist": "Israel, winter +120|Irish summer +60|India +330", "bst": "British summer +60|Bangladesh +360",
    "gst": "Gulf +240|South Georgia -120", "aft": "Afghanistan +270", "pkt": "Pakistan +300", "irst": "Iran +210",
    "irdt": "Iran, summer +270", "mmt": "Myanmar +390", "npt": "Nepal +345", "amt": "Armenia +240|Amazon -240",
    "azt": "Azerbaijan +240", "get": "Georgia +240", "samt": "Samara +240", "yekt": "Yekaterinburg +300",
    "uzt": "Uzbekistan +300", "est": "Eastern US -300|Eastern Australia +600",
    "edt": "Eastern US, summer -240|Eastern Australia, summer +660", "cst": "Central US -360|China +480|Cuba -300",
    "cdt": "Central US, summer -300|Cuba, summer -240", "mst": "Mountain US -420|Malaysia +480",
    "pst": "Pacific US -480|Philippines +480", "wib": "Jakarta +420",
}  # fmt: skip
"""Abbreviations: what each may mean, with minutes east of UTC. In summer people write EET for what clocks show."""

SUMMER: Final[dict[str, str]] = {"eet": "Europe/Kyiv", "cet": "Europe/Paris", "wet": "Europe/Lisbon"}
"""For abbreviations of winter time that are also written in summer: a zone that says when it is summer."""

NAMED: Final[dict[str, str]] = {
    "moscow time": "Europe/Moscow", "московское время": "Europe/Moscow", "по московскому времени": "Europe/Moscow",
    "بتوقيت موسكو": "Europe/Moscow", "heure de moscou": "Europe/Moscow", "kyiv time": "Europe/Kyiv", "kiev time": "Europe/Kyiv",
    "киевское время": "Europe/Kyiv", "за києвом": "Europe/Kyiv", "київський час": "Europe/Kyiv",
    "damascus time": "Asia/Damascus", "بتوقيت دمشق": "Asia/Damascus", "beirut time": "Asia/Beirut", "بتوقيت بيروت": "Asia/Beirut",
    "بتوقيت بغداد": "Asia/Baghdad", "baghdad time": "Asia/Baghdad", "بتوقيت صنعاء": "Asia/Aden", "بتوقيت مكة": "Asia/Riyadh",
    "بتوقيت غزة": "Asia/Gaza", "gaza time": "Asia/Gaza", "بتوقيت القدس": "Asia/Jerusalem",
    "israel time": "Asia/Jerusalem",
    "بتوقيت الخرطوم": "Africa/Khartoum", "بتوقيت القاهرة": "Africa/Cairo",
    "kabul time": "Asia/Kabul", "بتوقيت غرينتش": "UTC",
    "بتوقيت جرينتش": "UTC", "гринвич": "UTC", "по гринвичу": "UTC", "heure de paris": "Europe/Paris",
    "turkey time": "Europe/Istanbul",
}  # fmt: skip

MILITARY: Final = {
    **{letter: 60 * hours for hours, letter in enumerate("abcdefghiklm", 1)},
    **{letter: -60 * hours for hours, letter in enumerate("nopqrstuvwxy", 1)},
    "z": 0,
}
"""Letters of zones in a date-time group: minutes east of UTC. J is the local time, and says nothing."""
