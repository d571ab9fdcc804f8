"""A8: no bytes from outside, however malformed, give anything but an error that says whose fault it is, and quickly."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detente.errors import DetenteError
from fuzz.grounds import grounds
from fuzz.parsers import PARSERS, outcome
from fuzz.plain import WORDS

pieces = st.sampled_from(WORDS) | st.binary(max_size=8)
edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), pieces), min_size=1, max_size=5)


def edited(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, gone, put in changes:
        at = int(place * len(data))
        data = data[:at] + put + data[at + gone :]
    return data


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits)
@example([(0.0, 0, b"[" * 100_000)])
@example([(0.0, 1 << 30, b"")])
@example([(1.0, 0, b"\n" * 70_000)])
def test_what_is_almost_right_is_refused_or_read(name: str, changes: list[tuple[float, int, bytes]]) -> None:
    outcome(name, edited(grounds().valid[name], changes))


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_what_is_nothing_is_refused(name: str, data: bytes) -> None:
    outcome(name, data)


def test_the_valid_inputs_are_valid() -> None:
    refused = {name for name in PARSERS if isinstance(outcome(name, grounds().valid[name]), DetenteError)}
    assert refused == {"fork", "cosignature"}  # a fork that is none, and a signature that nobody made
