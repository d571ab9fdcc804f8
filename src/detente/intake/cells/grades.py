"""Words of lists for how well a position is known, and units of length: data for `detente.intake.cells.precision`.

English, French, Arabic (without the article), Russian and some Ukrainian; phrases are separated by ``|`` and compared folded.
"""

from __future__ import annotations

from typing import Final

LEVELS: Final[dict[str, str]] = {
    "exact": "on the spot|measured on the spot|sur place|mesurée sur place|في المكان|مقيس في المكان|на месте"
    "|измерено на месте|exact|exactly|exact location|exact coordinates|precise|accurate|surveyed|on site"
    "|exacte|précis|précise|دقيق|دقيقة|بدقة|точно|точный|точная|точные|точний|точна",
    "building": "building|rooftop|roof|house|compound|premises|entrance|gate|parcel|bâtiment|toit|maison|enceinte|entrée"
    "|مبنى|بناء|سطح|مدخل|здание|крыша|дом|вход|будівля",
    "street": "street|road|address|block|neighbourhood|neighborhood|quarter|ward|rue|route|adresse|quartier|îlot|شارع|حي"
    "|عنوان|طريق|улица|дорога|адрес|квартал|микрорайон|вулиця",
    "settlement": "settlement|village|town|city|locality|localité|populated place|place name|community|suburb|camp|centroid"
    "|near|nearby|ville|agglomération|près de|قرية|مدينة|بلدة|مخيم|قرب|село|деревня|город|посёлок|населённый пункт"
    "|вблизи|около|лагерь|місто|селище|населений пункт",
    "admin4": "niveau 4|مستوى 4|уровня 4|уровень 4|admin 4|admin4|adm4|adm 4|administrative level 4|level 4|village tract"
    "|fokontany|kebele|payam",
    "admin3": "niveau 3|مستوى 3|уровня 3|подрайон|sous district|admin 3|admin3|adm3|adm 3|administrative level 3|level 3"
    "|subdistrict|sub district|commune|communicipality|municipality|municipalité|township|nahia|nahiya|woreda|hromada|ناحية"
    "|بلدية|громада|община|сельсовет",
    "admin2": "niveau 2|مستوى 2|уровня 2|admin 2|admin2|adm2|adm 2|administrative level 2|level 2|district|county|cercle"
    "|arrondissement|raion|rayon|قضاء|منطقة|مديرية|район|уезд",
    "admin1": "niveau 1|مستوى 1|уровня 1|admin 1|admin1|adm1|adm 1|administrative level 1|level 1|province|state|governorate"
    "|region|oblast|wilaya|région|gouvernorat|département|préfecture|محافظة|ولاية|إقليم|область|провинция|регион|край"
    "|губернаторство|мухафаза",
    "country": "country|nationwide|national level|pays|niveau national|بلد|دولة|страна|країна",
    "linear": "linear|linear feature|along|along road|along river|linéaire|le long|خطي|على طول|линейный|линейная|вдоль|уздовж",
    "unknown": "unknown|no information|not known|not available|estimated|sea air coordinates|inconnu|inconnue|غير معروف"
    "|مجهول|неизвестно|невідомо",
}
"""What words say of the place. Where several fit, the coarsest counts."""

MEANS: Final[dict[str, str]] = {
    "exact": "gps|gnss|gps device|gps reading|garmin|rtk|handheld|field visit|survey|relevé|relevé gps|جي بي اس|مسح ميداني"
    "|жпс|глонасс|замер|съёмка|съемка",
    "settlement": "digitized from online map|digitised from online map|digitized|digitised|online map|map|maps|google earth"
    "|google maps|google|openstreetmap|osm|bing|imagery|satellite|satellite imagery|aerial|photo|geonames|geo names|gazetteer"
    "|encarta|fallingrain|falling rain|wikipedia|wikidata|combination|telephone|phone|carte|carte en ligne|numérisé"
    "|image satellite|téléphone"
    "|خريطة|خرائط|صورة فضائية|هاتف|карта|карты|яндекс|спутник|снимок|спутниковый снимок|телефон|мапа|супутник",
}
"""How a position was found, where nothing is said of the place: on a map, a place is found by its name."""

HIGH: Final = "high|good|élevée|haute|bonne|عالية|جيدة|высокая|высокой|хорошая|висока"
LESSER: Final = (
    "low|poor|bad|weak|medium|moderate|average|fair|faible|basse|mauvaise|moyenne|médiocre|منخفضة|ضعيفة|متوسطة|низкая|низкой"
    "|плохая|слабая|средняя|средней|низька|середня"
)
"""Grades of an accuracy: they name no length and no place, a means beside them says what they are grades of."""

NEGATIONS: Final = "not|no|non|pas|in|غير|ليس|не|нет|less|imprecise|inaccurate"
VAGUE: Final = (
    "approx|approximate|approximately|estimate|estimated|about|around|roughly|general|environ|approximatif|approximative"
    "|تقريبي|تقريبا|حوالي|примерно|приблизительно|приблизно|ориентировочно"
)

UNITS: Final[dict[str, float]] = {
    **dict.fromkeys(("m", "mtr", "mtrs", "metre", "metres", "meter", "meters", "mètre", "mètres"), 1.0),
    **dict.fromkeys(("م", "متر", "أمتار", "امتار", "مترا", "м", "метр", "метра", "метров", "метрів"), 1.0),
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers", "kilomètre", "kilomètres"), 1_000.0),
    **dict.fromkeys(("كم", "كيلو", "كيلومتر", "كيلومترات", "км", "километр", "километра", "километров", "кілометрів"), 1_000.0),
    **dict.fromkeys(("mi", "mile", "miles", "mille", "milles", "ميل", "أميال", "миля", "мили", "миль"), 1_609.344),
    **dict.fromkeys(("nm", "nmi", "nautical mile", "nautical miles", "мор. миль"), 1_852.0),
    **dict.fromkeys(("ft", "foot", "feet", "pied", "pieds", "قدم", "фут", "фута", "футов"), 0.3048),
    **dict.fromkeys(("yd", "yard", "yards"), 0.9144),
}  # fmt: skip
"""Metres in a unit, casefolded as it is typed after a number."""
