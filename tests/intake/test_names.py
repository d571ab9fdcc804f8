"""Names across scripts and spellings: recall on groups of aliases, precision on pairs of the OCHA gazetteer."""

import csv
import itertools
import random
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from detente.intake.cells.names import ALIKE, DIFFERENT, MAX_NAME, fold, key, latin, likeness, place_words, plain

HERE = Path(__file__).parent
GAZETTEER = HERE.parents[2] / "shared/data/protected/syr_populated_places_ocha_adm4_20210113.csv"
GROUPS = [[name.strip() for name in line.split("|")] for line in (HERE / "aliases.txt").read_text("utf-8").splitlines() if line]
PAIRS = [pair for group in GROUPS for pair in itertools.combinations(group, 2)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Kafr   NOBOL ", "kafr nobol"),
        ("Deir ez-Zor", "deir zor"),
        ("Dayr az Zawr", "dayr zawr"),
        ("ash-Sham", "sham"),
        ("Az Zubayr", "zubayr"),
        ("As Above", "as above"),
        ("Urem Elkubra", "urem kubra"),
        ("El Fasher", "fasher"),
        ("Elias", "elias"),
        ("Al", "al"),
        ("Sana’a", "sanaa"),
        ("إِدْلِب", "ادلب"),
        ("حـــلـب", "حلب"),
        ("مدرسة الثورة", "مدرسه ثوره"),
        ("Лазаретный переулок, 3", "лазаретныи переулок 3"),
        ("مخيم ٣", "مخيم 3"),
        ("Abéché", "abeche"),
        ("ＫＹＩＶ", "kyiv"),
        ("\u200fحمص\u202c", "حمص"),
        ("", ""),
        ("()", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_plain_keeps_the_article() -> None:
    assert plain("Al-Bab") == "al bab"
    assert plain("الباب") == "الباب"


@pytest.mark.parametrize(
    ("text", "written"),
    [("Харків", "kharkiv"), ("Щастя", "shchastya"), ("كفر نبل", "kfr nbl"), ("عين العرب", "ayn arb"), ("قندهار", "qnd'har")],
)
def test_latin(text: str, written: str) -> None:
    assert latin(text) == written


def test_aliases_are_found_and_other_places_of_the_list_are_not() -> None:
    assert len(GROUPS) >= 80
    scripts = {unicodedata.name(c).split()[0] for group in GROUPS for name in group for c in name if c.isalpha()}
    assert scripts >= {"LATIN", "ARABIC", "CYRILLIC", "ETHIOPIC"}
    found = sum(likeness(a, b) >= ALIKE for a, b in PAIRS)
    wrong = [(a, b) for one, two in itertools.combinations(GROUPS, 2) for a in one for b in two if likeness(a, b) >= ALIKE]
    others = sum(len(one) * len(two) for one, two in itertools.combinations(GROUPS, 2))
    print(
        f"aliases: {found}/{len(PAIRS)} pairs found ({found / len(PAIRS):.1%}), {len(wrong)}/{others} other pairs taken for one"
    )
    assert found / len(PAIRS) >= 0.97
    assert len(wrong) / others <= 0.001


def test_the_key_is_equal_or_one_letter_apart() -> None:
    assert sum(key(a) == key(b) for a, b in PAIRS) / len(PAIRS) >= 0.95
    assert sum(Levenshtein.distance(key(a), key(b)) <= 1 for a, b in PAIRS) / len(PAIRS) >= 0.99


@pytest.mark.real_data
def test_places_of_one_sub_district_are_told_apart() -> None:
    if not GAZETTEER.exists():
        pytest.skip(f"{GAZETTEER} is not there")
    with GAZETTEER.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    near = defaultdict(list)
    for row in rows:
        near[row["ADM3_PCODE"]].append(row["PP_NAME_EN"])
    pairs = [pair for names in near.values() for pair in itertools.combinations(names, 2)]
    alike = sum(likeness(a, b) >= ALIKE for a, b in pairs)
    chance = random.Random(5)
    names = [row["PP_NAME_EN"] for row in rows]
    far = [chance.sample(names, 2) for _ in range(50_000)]
    far_alike = sum(likeness(a, b) >= ALIKE for a, b in far)
    print(f"of one sub-district {alike}/{len(pairs)} pairs alike ({alike / len(pairs):.3%}), of chance {far_alike}/{len(far)}")
    assert alike / len(pairs) <= 0.0008
    assert far_alike / len(far) <= 0.0005


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Camp 1", "Camp 2"),
        ("مخيم ١", "مخيم ٢"),
        ("Eastern Smaqiyat", "Western Smaqiyat"),
        ("Urum al-Kubra", "Urum al-Sughra"),
        ("كفر الشرقية", "كفر الغربية"),
        ("Новая Каховка", "Старая Каховка"),
    ],
)
def test_neighbours_of_one_name_are_different(one: str, other: str) -> None:
    assert likeness(one, other) <= DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [("Eastern Smaqiyat", "Smaqiyat al-Sharqiya"), ("Kafr Nabl (كفر نبل)", "كفر نبل"), ("Hamra (Maskana)", "Al Hamra")],
)
def test_one_place_said_in_other_words(one: str, other: str) -> None:
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Kafr Nabl Surgical Hospital", "Kafr Nabl"),
        ("مستشفى كفر نبل الجراحي", "كفر نبل"),
        ("المركز الصحي في خان شيخون", "خان شيخون"),
        ("Ariyana Baya Centre de Santé", "Ariyana Baya"),
        ("Центральная районная больница г. Херсон", "Херсон"),
        ("Bakhmut City School No. 5", "Bakhmut No. 5"),
        ("Hospital", ""),
        ("", ""),
    ],
)
def test_the_place_in_the_name_of_a_facility(name: str, place: str) -> None:
    assert place_words(name) == place


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=300)
def test_likeness_is_a_likeness(one: str, other: str) -> None:
    found = likeness(one, other)
    assert 0.0 <= found <= 1.0
    assert found == likeness(other, one)
    assert likeness(one, one) == (1.0 if plain(one) else 0.0)
    assert plain(plain(one)) == plain(one)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_a_place_is_made_of_words_that_were_typed(name: str) -> None:
    assert set(place_words(name).split()) <= set(name.split())


def test_a_long_text_is_looked_at_in_part() -> None:
    assert len(fold("x" * 100_000)) == MAX_NAME
    assert likeness("ا" * 100_000, "ا" * 100_000) == 1.0
