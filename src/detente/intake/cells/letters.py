"""Letters of other scripts in Latin, how transliterations differ, words of facilities: tables for `cells.names`."""

from __future__ import annotations

from typing import Final

ARABIC: Final[dict[str, str]] = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m",
    "ن": "n", "ه": "h", "و": "w", "ي": "y", "ء": "", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ڤ": "v", "ے": "y", "ں": "n",
    "ٹ": "t", "ډ": "d", "ړ": "r", "ښ": "sh", "ځ": "z", "څ": "ts", "ګ": "g", "ڼ": "n", "ۍ": "y", "ې": "y",
}  # fmt: skip
"""Letters of Arabic, Persian, Urdu and Pashto. Ain is heard only where a word begins with it."""

CYRILLIC: Final[dict[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh", "з": "z", "и": "i", "і": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
"""Letters of Russian and Ukrainian after marks are gone (й is и, ї is і, ё is е)."""

DIGRAPHS: Final[tuple[tuple[str, str], ...]] = (
    ("shch", "š"), ("tsch", "š"), ("tch", "š"), ("sch", "š"), ("sh", "š"), ("ch", "š"), ("dzh", "j"), ("dj", "j"),
    ("zh", "ž"), ("kh", "x"), ("gh", "ğ"), ("th", "þ"), ("dh", "ð"), ("ph", "f"), ("ck", "k"), ("ce", "se"), ("ci", "si"),
    ("c", "k"), ("oo", "u"), ("ou", "u"),
)  # fmt: skip
"""What several Latin letters write together, in the order in which they are replaced."""

MIDDLE: Final = str.maketrans("xğþðqpvžjy", "hgtdkbfgga")
"""Consonants that one script or language does not have, to the one that is written for them."""
COARSE: Final = str.maketrans("xğþðqpvžyjhgkzšw", "kktdkbfkakkkkdsa")
"""Wider: g, h, j, k and q (Ukrainian and Russian г, Sudanese ق), z and d (ظ, ذ), s and sh."""

SUN: Final[dict[str, str]] = {
    vowel + sun: sun for vowel in "aeu" for sun in ("d", "n", "r", "s", "t", "z", "dh", "sh", "th", "ch")
}
"""The article before a sun letter, as it is spoken: what the next word then begins with."""

KIN: Final[dict[str, str]] = {
    **dict.fromkeys(("abu", "abou", "abo", "aboo", "albu", "albou", "bou"), "bu"), "ابو": "بو",
    **dict.fromkeys(("umm", "om", "oum", "omm"), "um"),
}  # fmt: skip
"""Father and mother of …, as they stand in names of places."""

QUALIFIERS: Final[dict[str, str]] = {
    "north": "north northern shamali shamaliya shamaliyeh nord شمالي شمالية северный северная северное північний північна",
    "south": "south southern janubi janoubi janubiya janubiyeh sud جنوبي جنوبية южный южная южное південний південна",
    "east": "east eastern sharqi sharki sharqiya sharqiyeh est شرقي شرقية восточный восточная восточное східний східна",
    "west": "west western gharbi garbi gharbiya gharbiyeh ouest غربي غربية западный западная западное західний західна",
    "great": "big great large kabir kabira kabireh kubra grand grande كبير كبيرة كبرى большой большая большое великий велика",
    "small": "little small saghir saghira saghireh sughra petit petite صغير صغيرة صغرى малый малая малое малий мала",
    "upper": "upper fawqani fouqani foqani fawqa foqa haut haute فوقاني فوقا عليا верхний верхняя верхнее верхній верхня",
    "lower": "lower tahtani tahta bas basse تحتاني تحتا سفلى нижний нижняя нижнее нижній нижня",
    "new": "new jadid jadida jadideh jdideh nouveau nouvelle جديد جديدة новый новая новое новий нова",
    "old": "old qadim qadima qadimeh ancien ancienne vieux قديم قديمة старый старая старое старий стара",
}
"""Words that tell neighbouring places of one name apart, by what they mean."""

GENERIC: Final = """
hospital hospitals clinic clinics policlinic polyclinic health healthcare medical medicine center centre centers centres unit post
point facility facilities dispensary pharmacy ambulance maternity surgical surgery surgeons emergency emergencies trauma field
mobile general central national public private university teaching regional provincial governorate district rural municipal
community local primary secondary tertiary referral basic comprehensive specialized specialised specialist specialty care child
children childrens paediatric pediatric women mother school schools kindergarten college institute academy elementary preparatory
high boys girls mixed mosque church monastery cathedral temple shrine camp idp idps refugee refugees shelter collective warehouse
store depot office headquarters compound building station water pump pumping well wells borehole tank tower treatment plant power
electric electrical electricity hydroelectric thermal substation dam bakery market bridge airport chc phc phcc phcu bhc hc mch
csps csi town city village governmental government ministry

hôpital hôpitaux clinique cliniques santé poste dispensaire pharmacie maternité chirurgical médical médicale communautaire
préfectoral départemental universitaire école écoles lycée collège primaire secondaire maternelle mosquée église cathédrale site
déplacés réfugiés abri entrepôt bureau bâtiment puits forage eau centrale référence urbain urbaine

مستشفى مستشفيات مشفى عيادة عيادات مركز مراكز نقطة وحدة مستوصف صحي صحية صحة طبي طبية جراحي جراحية إسعاف طوارئ عام عامة مركزي
وطني وطنية جامعي جامعية تخصصي تعليمي ميداني ريفي حكومي حكومية أهلي خاص رعاية أولية أطفال نساء توليد استشاري أمراض
مدرسة مدارس ابتدائية إعدادية ثانوية بنين بنات روضة معهد جامعة كلية مسجد كنيسة مخيم مأوى ملجأ مستودع مخزن مكتب مقر مبنى
محطة مياه ماء بئر ضخ كهرباء سد مخبز فرن صيدلية مدينة قرية بلدة

больница госпиталь поликлиника клиника амбулатория медпункт фап диспансер роддом родильный дом аптека медицинский медицинская
центр центральная районная городская областная сельская участковая детская станция скорой помощи школа садик гимназия лицей
институт университет колледж сад детский храм церковь собор мечеть монастырь лагерь приют склад офис здание водозабор насосная
электростанция подстанция плотина гэс тэц город города пгт
лікарня лікарні поліклініка клініка медичний міська районна обласна центральна дитяча амбулаторія гімназія ліцей церква
"""
"""Words that say what a facility is, not where: English, French, Arabic without the article, Russian and Ukrainian."""

LINKING: Final = "of the in at and for de du des d la le les l a au aux et en dans في من ب و с в на и г им імені имени м"
"""Words that link others, and stand in no name alone."""
