"""Lists that are wrong in every row: nothing in them looks odd beside the others, so what they state decides (R05)."""

import random

import pytest
from listrows import found, row, said_of

from detente.intake.checks.doubts import doubts
from detente.intake.checks.frame import coded_country
from detente.intake.checks.ground import NOTHING
from detente.intake.model import Item

RNG = random.Random(5)
AT = [(RNG.uniform(34.5, 36.0), RNG.uniform(36.7, 39.5)) for _ in range(40)]


def exchanged(**said: str) -> list[Item]:
    return [row(i, longitude, latitude, name=f"n{i}", **said) for i, (latitude, longitude) in enumerate(AT)]


@pytest.mark.parametrize(
    ("pcode", "heading", "text", "country"),
    [
        ("SY0705", "", "", {"SY"}),
        ("SY070500", "", "", {"SY"}),
        ("IQG01", "", "", {"IQ"}),
        ("C8380", "ADM3_PCODE", "SY070500", {"SY"}),
        ("C8380", "note", "SY070500", set()),
        ("XX0705", "", "", set()),
        ("12", "", "", set()),
    ],
)
def test_the_code_of_a_place_says_its_country(pcode: str, heading: str, text: str, country: set[str]) -> None:
    item = row(1, 35.1, 36.1, pcode=pcode, **({heading: text} if heading else {}))
    assert coded_country(item) == country


@pytest.mark.parametrize(
    "said", [{"country": "Syria", "admin1": "Hama"}, {"pcode": "SY05", "admin1": "Hama"}, {"country": "Syria"}]
)
def test_a_list_with_its_columns_exchanged_is_doubted_in_every_row(said: dict[str, str]) -> None:
    items = exchanged(**said)
    doubt = found(items, "columns-swapped")
    assert len(doubt) > 0.9 * len(items)
    for key, each in doubt.items():
        (meant,) = each.alternatives
        assert (meant.latitude, meant.longitude) == pytest.approx(AT[int(key)], abs=1e-5)
    assert all(said_of(items))


def test_a_list_as_it_should_be_is_not_asked_for_its_columns() -> None:
    items = [
        row(i, latitude, longitude, name=f"n{i}", country="Syria", admin1="Hama") for i, (latitude, longitude) in enumerate(AT)
    ]
    assert not found(items, "columns-swapped")
    some = [*items[:35], *exchanged(country="Syria", admin1="Hama")[35:]]
    assert not found(some, "columns-swapped"), "some rows are told row by row"


def test_without_any_country_the_sea_tells_it() -> None:
    ethiopia = [(RNG.uniform(10, 12), RNG.uniform(38, 40)) for _ in range(40)]
    assert len(found([row(i, x, y, name=f"n{i}") for i, (y, x) in enumerate(ethiopia)], "columns-swapped")) == 40
    assert not found([row(i, y, x, name=f"n{i}") for i, (y, x) in enumerate(ethiopia)], "columns-swapped")


def test_the_exchange_is_offered_although_all_siblings_are_wrong_too() -> None:
    five = [(35.1318, 36.7578, "Hama"), (35.0112, 36.9051, "Hama"), (34.7301, 36.7099, "Homs"), (34.8102, 37.1204, "Homs"),
            (36.2021, 37.1343, "Aleppo")]  # fmt: skip
    items = [row(i, x, y, name=f"h{i}", country="Syria", admin1=unit) for i, (y, x, unit) in enumerate(five)]
    for (latitude, longitude, _), all_of in zip(five, doubts(items, NOTHING), strict=True):
        offered = [(a.latitude, a.longitude) for d in all_of for a in d.alternatives if a.why == "swapped"]
        assert (pytest.approx(latitude), pytest.approx(longitude)) in offered


def test_gaza_is_a_country_cell() -> None:
    (all_of,) = doubts([row(1, "34.4512", "31.5123", name="X", country="Gaza")], NOTHING)
    assert [(a.latitude, a.longitude) for d in all_of for a in d.alternatives][:1] == [(31.5123, 34.4512)]


def test_without_a_country_no_sign_is_doubted_and_nothing_at_sea_is_offered() -> None:
    items = [row(i, 35.83911 + i / 500, 35.90808 + i / 700, name=f"n{i}", admin1="Latakia") for i in range(8)]
    assert not found(items, "sign")
    assert not any(said_of(items))
