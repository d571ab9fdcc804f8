"""Signed HTTP (RFC 9421): what is not exactly what the key signed, for this node, just now and once, is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from detente.errors import PeerError
from detente.peer.signature import (
    LIFE,
    Nonces,
    Request,
    Response,
    Signed,
    key_id,
    sign_request,
    sign_response,
    verify_request,
    verify_response,
)  # fmt: skip
from detente.sign import COSIGNATURE, ED25519, SigningKey

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SKEW = timedelta(seconds=10)
NODE = SigningKey.from_seed("a.example/node", ED25519, bytes([1]) * 32)
OTHER = SigningKey.from_seed("b.example/node", ED25519, bytes([2]) * 32)
KEYS = {key_id(NODE.verifier): NODE.verifier}
URL = "https://b.example:4443/v1/hint?x=1"


def request(body: bytes = b"{}", *, key: SigningKey = NODE, now: datetime = NOW, nonce: bytes = bytes(16)) -> Request:
    made = Request("POST", URL, {"Content-Type": "application/json"})
    sign_request(made, body, key, now, nonce)
    return made


def refused(made: Request, body: bytes = b"{}", *, now: datetime = NOW) -> str:
    with pytest.raises(PeerError) as caught:
        verify_request(made, body, KEYS, now, SKEW)
    assert caught.value.code == "bad-signature"
    return caught.value.message


@pytest.mark.parametrize("body", [b"{}", b"", b"\xff" * 100_000])
def test_a_request_is_its_partys(body: bytes) -> None:
    signed = verify_request(request(body), body, KEYS, NOW + timedelta(seconds=60), SKEW)
    assert (signed.key, signed.nonce) == (NODE.verifier, "00" * 16)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"}, {"url": URL.replace("b.example", "c.example")}, {"url": URL.replace("4443", "4444")},
        {"url": URL.replace("hint", "index")}, {"url": URL.replace("x=1", "x=2")}, {"url": URL.partition("?")[0]},
    ],
    ids=str,
)  # fmt: skip
def test_another_method_node_path_or_query_is_refused(change: dict[str, str]) -> None:
    assert refused(request()._replace(**change))


def test_another_content_is_refused() -> None:
    assert refused(request(), b"{} ")
    made = request()
    del made.headers["Content-Digest"]
    assert refused(made)


@pytest.mark.parametrize("name", ["Signature", "Signature-Input", "Content-Digest"])
def test_a_field_that_is_missing_cut_or_changed_is_refused(name: str) -> None:
    whole = request().headers[name]
    for wrong in {"", "x", whole[:-3], whole.replace(":", ";", 1), "é", whole + ", " + whole, "(" * 10_000} - {whole}:
        made = request()
        made.headers[name] = wrong
        assert refused(made)
    made = request()
    del made.headers[name]
    assert refused(made)


def test_a_signature_that_covers_less_is_refused() -> None:
    made = request()
    covered = made.headers["Signature-Input"]
    made.headers["Signature-Input"] = covered.replace('"@authority" ', "")
    assert refused(made)


def test_time_is_two_minutes_and_some_skew() -> None:
    made = request()
    assert verify_request(made, b"{}", KEYS, NOW + LIFE + SKEW, SKEW)
    assert "expired" in refused(made, now=NOW + LIFE + SKEW + timedelta(seconds=1))
    assert verify_request(made, b"{}", KEYS, NOW - SKEW, SKEW)
    assert "clocks" in refused(made, now=NOW - SKEW - timedelta(seconds=1))


def test_another_key_of_the_same_name_and_an_unknown_one_are_refused() -> None:
    same_name = SigningKey.from_seed("a.example/node", ED25519, bytes([3]) * 32)
    assert "in no agreement" in refused(request(key=same_name))
    assert "in no agreement" in refused(request(key=OTHER))
    made = request(key=same_name)
    made.headers["Signature-Input"] = made.headers["Signature-Input"].replace(key_id(same_name.verifier), key_id(NODE.verifier))
    assert refused(made)


def test_a_request_without_a_nonce_is_refused() -> None:
    assert "nonce" in refused(request(nonce=b""))


def test_a_key_of_another_type_signs_no_request() -> None:
    with pytest.raises(Exception, match="does not sign this"):
        request(key=SigningKey.from_seed("a.example/mirror", COSIGNATURE, bytes([1]) * 32))


def test_a_response_answers_the_request_it_names() -> None:
    asked, other = request(), request(nonce=bytes([7]) * 16)
    answer = Response(200, {}, asked)
    sign_response(answer, b"yes", OTHER, NOW)
    verify_response(answer, b"yes", OTHER.verifier, NOW, SKEW)
    for wrong, body in (
        (answer._replace(request=other), b"yes"), (answer._replace(status_code=404), b"yes"), (answer, b"no"), (answer, b""),
    ):  # fmt: skip
        with pytest.raises(PeerError):
            verify_response(wrong, body, OTHER.verifier, NOW, SKEW)
    with pytest.raises(PeerError):
        verify_response(answer, b"yes", NODE.verifier, NOW, SKEW)


def test_a_nonce_is_taken_once_and_forgotten_when_it_has_expired() -> None:
    nonces, signed = Nonces(limit=3), Signed(NODE.verifier, "00", int((NOW + LIFE).timestamp()))
    nonces.take(signed, NOW, SKEW)
    with pytest.raises(PeerError, match="before"):
        nonces.take(signed, NOW + LIFE + SKEW, SKEW)
    nonces.take(signed._replace(key=OTHER.verifier), NOW, SKEW)
    nonces.take(signed._replace(nonce="01"), NOW, SKEW)
    with pytest.raises(PeerError) as caught:
        nonces.take(signed._replace(nonce="02"), NOW, SKEW)
    assert caught.value.code == "too-large"
    nonces.take(signed._replace(nonce="02"), NOW + LIFE + SKEW + timedelta(seconds=2), SKEW)
