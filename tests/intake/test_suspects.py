"""What a doubted position may have been meant as: each error of the table, made on purpose, is undone (R05)."""

import random

import numpy as np
import pytest
from listrows import found, row, syria, typed

from bench.mistakes import MISTAKES
from detente.coordinates import read
from detente.intake.checks.doubts import doubts
from detente.intake.checks.gazetteer import Gazetteer
from detente.intake.checks.ground import Ground
from detente.intake.checks.hypotheses import digits, guesses
from detente.intake.checks.near import apart
from detente.intake.checks.suspects import SHOWN

GROUND = Ground(boundaries=syria(), settlements=False)
WHY = {
    "swapped": "swapped", "sign": "sign", "DMS as decimals": "dms-as-decimal", "digits transposed": "digit-transposed",
    "MGRS halves swapped": "grid-square", "MGRS 100 km letter": "grid-square", "MGRS 10 km digit": "grid-square",
}  # fmt: skip


@pytest.mark.parametrize("mistake", WHY)
def test_the_error_undone_is_among_the_guesses(mistake: str) -> None:
    rng = random.Random(mistake)
    for _ in range(60):
        at = (f"{rng.uniform(-70, 70):.6f}", f"{rng.uniform(-80, 80):.6f}")
        made = MISTAKES[mistake](at, [], rng)
        if made is None or made == at:
            continue
        item = typed(1, made) if isinstance(made, str) else row(1, *made)
        if item.position is None:
            continue
        truth = np.array([[float(at[1]), float(at[0])]])
        metres = [(float(apart(truth, np.array([[g.longitude, g.latitude]]))[0]), g.why) for g in guesses(item)]
        assert min(metres)[0] < 3, (at, made)
        assert min(metres)[1] == WHY[mistake], (at, made, min(metres))


def test_a_wrong_digit_is_among_the_digits() -> None:
    assert any(abs(g.latitude - 34.51234) < 1e-9 and g.longitude == 37.01234 for g in digits(row(1, "34.91234", "37.01234")))


@pytest.mark.parametrize(
    ("latitude", "longitude", "code", "meant"),
    [
        ("36.91234", "34.51234", "swapped", (34.51234, 36.91234)),
        ("34.51234", "-36.91234", "sign", (34.51234, 36.91234)),
    ],
)
def test_the_best_explanation_is_told_and_given_first(
    latitude: str, longitude: str, code: str, meant: tuple[float, float]
) -> None:
    items = [row(1, latitude, longitude, country="Syria", admin1="West", admin2="Dist 00")]
    (all_of,) = doubts(items, GROUND)
    best = all_of[0].alternatives[0]
    assert (best.latitude, best.longitude, best.why) == (*meant, code)
    assert float(best.args["moved_m"]) > 1_000
    assert code in [doubt.code for doubt in all_of]


def test_of_several_explanations_the_named_place_decides() -> None:
    places = Gazetteer.of([(("Salala",), 34.21234, 36.91234, "SY", (), "C1")])
    item = row(1, "34.21234", "39.61234", country="Syria", admin1="West", place="Salala")
    (all_of,) = doubts([item], Ground(boundaries=syria(), gazetteer=places, settlements=False))
    first = next(doubt for doubt in all_of if doubt.alternatives)
    assert all(float(a.args["place_m"]) <= 3_000 for a in first.alternatives)


def test_alternatives_are_few_fit_and_are_never_chosen() -> None:
    rng = random.Random(4)
    items = [
        row(i, rng.uniform(30, 40), rng.uniform(30, 42), country="Syria", admin1="West", admin2="Dist 00") for i in range(80)
    ]
    for item, all_of in zip(items, doubts(items, GROUND), strict=True):
        for doubt in all_of:
            assert len(doubt.alternatives) <= SHOWN
            for a in doubt.alternatives:
                assert 36.5 <= a.longitude <= 37.5
                assert 34.0 <= a.latitude <= 35.0
                assert (a.longitude, a.latitude) != item.position


def test_a_grid_reference_is_read_again_with_another_square() -> None:
    right = read("37S BU 94000 20000").only
    assert right is not None
    wrong = typed(1, "37S BV 94000 20000", country="Syria", admin1="West", admin2="Dist 00")
    doubt = found([wrong], "outside-unit", GROUND)["1"]
    assert any(a.why == "grid-square" and abs(a.latitude - right.latitude) < 1e-5 for a in doubt.alternatives)
