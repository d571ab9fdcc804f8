"""Who asks is verified before anything is done for it (A8); what cannot be verified is refused with little said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from detente.errors import PeerError
from detente.peer.signature import Request, key_id, sign_request
from detente.sign import ED25519, SigningKey
from detente.web.gate import Asked, Buckets, Gate
from detente.web.shelf import EMPTY

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
MEMBER, STRANGER = (SigningKey.from_seed(f"{name}.example/node", ED25519, name.encode() * 32) for name in "ab")
ID = key_id(MEMBER.verifier)
SHELF = EMPTY._replace(keys={ID: MEMBER.verifier}, parties={ID: "a.example"})
URL = "https://10.0.0.7:4747/v1/index"


def gate() -> Gate:
    return Gate(lambda: SHELF, frozenset({"10.0.0.7:4747"}), lambda: NOW, timedelta(seconds=120))


def asked(key: SigningKey = MEMBER, url: str = URL, nonce: int = 1, now: datetime = NOW, body: bytes = b"") -> Asked:
    made = Request("GET", url, {})
    sign_request(made, body, key, now, nonce.to_bytes(16, "big"))
    return Asked("GET", url, {name.lower(): value for name, value in made.headers.items()}, body)


def test_a_member_is_admitted() -> None:
    assert gate().admit(asked()) == "a.example"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: asked(STRANGER), "bad-signature"),
        (lambda: asked(url=URL.replace("10.0.0.7", "10.0.0.8")), "replay"),
        (lambda: asked(now=NOW - timedelta(minutes=10)), "bad-signature"),
        (lambda: asked(now=NOW + timedelta(minutes=10)), "bad-signature"),
        (lambda: asked()._replace(url=f"{URL}?x=1"), "bad-signature"),
        (lambda: asked()._replace(method="POST"), "bad-signature"),
        (lambda: asked()._replace(body=b"x"), "bad-signature"),
        (lambda: asked()._replace(headers={}), "bad-signature"),
        (lambda: asked()._replace(headers={"signature": "x" * 5000, "signature-input": ""}), "bad-signature"),
        (lambda: asked()._replace(url="https://[::1"), "replay"),
    ],
)
def test_all_else_is_refused(make: Callable[[], Asked], code: str) -> None:
    with pytest.raises(PeerError) as error:
        gate().admit(make())
    assert error.value.code == code


def test_a_request_counts_once() -> None:
    one = gate()
    one.admit(asked())
    with pytest.raises(PeerError) as error:
        one.admit(asked())
    assert error.value.code == "replay"
    assert one.admit(asked(nonce=2)) == "a.example"


def test_who_asks_too_often_waits_and_nobody_else_does() -> None:
    buckets = Buckets(rate=2.0, burst=4.0, limit=3)
    assert [buckets.take("x", 0.0) for _ in range(6)] == [True] * 4 + [False] * 2
    assert buckets.take("y", 0.0)
    assert [buckets.take("x", 1.0) for _ in range(3)] == [True, True, False]
    for n in range(100):  # addresses without end are not remembered without end
        assert buckets.take(f"z{n}", 1.0)
    assert len(buckets._left) == 3
