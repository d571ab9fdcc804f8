"""Claims stand side by side; the same arithmetic for every side."""

import pytest

from detente.incident import explain, implied_speed, side_by_side
from detente.notice import Claim

DEPTH = Claim(
    id="T3", party="tr", about="length", topic="crossing", says="1.15 miles in 17 s",
    distance_m=(1851, 2130), duration_s=(17, 17), usual_speed_mps=(150, 350),
)  # fmt: skip


@pytest.mark.parametrize(
    ("usual", "flag"),
    [((150, 350), "below"), ((100, 350), "within"), ((120, 350), "within"), ((20, 60), "above"), (None, "no usual range")],
)
def test_implied_speed_is_flagged_for_either_side(usual: tuple[float, float] | None, flag: str) -> None:
    claim = Claim(id="x", party="any", about="a", says="b", distance_m=(1851, 2130), duration_s=(17, 17), usual_speed_mps=usual)
    speed = implied_speed(claim)
    assert speed is not None
    assert (round(speed.low_mps), round(speed.high_mps)) == (109, 125)
    assert speed.flag.startswith(flag)


def test_without_distance_or_time_there_is_no_speed() -> None:
    assert implied_speed(Claim(id="x", party="p", about="a", says="b", distance_m=(1, 2))) is None
    assert implied_speed(Claim(id="x", party="p", about="a", says="b", distance_m=(1, 2), duration_s=(0, 0))) is None


def test_nothing_is_dropped_or_decided() -> None:
    other = Claim(id="R5", party="ru", about="F-16", topic="crossing", says="never left Syria")
    assert side_by_side([other, DEPTH]) == {"crossing": (other, DEPTH)}
    assert explain([DEPTH, other]) == explain([other, DEPTH])
    assert "below the usual range" in explain([DEPTH])[1]
