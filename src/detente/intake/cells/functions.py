"""What a facility is for: words of lists in four languages to the functions of a site's notice (requirements §2.3)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, get_args, get_type_hints

from detente.notice import Site

FUNCTIONS: Final[tuple[str, ...]] = get_args(get_type_hints(Site)["function"])
MAX_WORDS: Final = 200
WORDS: Final[dict[str, str]] = {
    "health": "health|hospital|clinic|clinique|hôpital|hopital|santé|sante|medical|médical|dispensa|maternit|pharmac|surg|doctor"
    "|ambulance|мед|больниц|госпитал|поликлин|амбулатор|здоров|лікарн|مستشف|مشفى|عيادة|صحي|صحة|مركز صحي|صيدل",
    "education": "school|education|universit|college|kindergarten|école|ecole|lycée|lycee|collège|университет|школ|детск"
    "|образован|مدرس|تعليم|جامعة|روضة",
    "water": "water|well|borehole|pump|eau|forage|puits|вод|насос|ماء|مياه|بئر|مضخة",
    "electricity": "power|electric|energy|substation|dam|hydro|solar|électri|electri|énergie|barrage|электр|энерг|подстанц"
    "|كهرب|طاقة|محطة توليد",
    "warehouse": "warehouse|store|depot|entrepôt|entrepot|dépôt|склад|مستودع|مخزن",
    "office": "office|headquarter|bureau|siège|офис|контор|مكتب|مقر",
    "camp": "camp|idp|displaced|réfugié|refugee|site de déplacés|лагер|مخيم|نازح",
    "shelter": "shelter|collective cent|abri|убежищ|укрыт|приют|ملجأ|مأوى|إيواء",
    "religious": "mosque|church|monaster|temple|synagog|religio|mosquée|église|eglise|храм|церк|мечет|монастыр|مسجد|كنيسة|دير",
    "cultural": "cultur|museum|heritage|archaeolog|musée|patrimoine|культур|музе|متحف|ثقاف|أثري|تراث",
}
_FOUND: Final = {name: re.compile(rf"(?<!\w)(?:و?ال)?(?:{words})") for name, words in WORDS.items()}


@lru_cache(maxsize=10_000)
def function_of(text: str) -> str:
    """The function that a cell names, in its code or in words; ``other`` where none is recognised."""
    words = text[:MAX_WORDS].casefold().strip()
    if words in FUNCTIONS:
        return words
    return next((function for function, found in _FOUND.items() if found.search(words)), "other")
