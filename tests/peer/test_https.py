from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from detente.errors import InputError, PeerError
from detente.peer.address import check_url
from detente.peer.https import check_certificate
from detente.sign import ED25519, SigningKey

NODE = SigningKey.from_seed("a.example/node", ED25519, bytes(32)).verifier


def certificate(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.example")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=1))
    return builder.sign(key, None if isinstance(key, Ed25519PrivateKey) else SHA256()).public_bytes(Encoding.DER)


def test_the_certificate_carries_the_key_that_the_agreement_names() -> None:
    check_certificate(certificate(Ed25519PrivateKey.from_private_bytes(bytes(32))), NODE)


@pytest.mark.parametrize(
    "der",
    [
        certificate(Ed25519PrivateKey.from_private_bytes(b"\1" * 32)),
        certificate(ec.generate_private_key(ec.SECP256R1())),
        b"",
        b"0\x82",
        # a key of a kind that nobody knows: the algorithm's identifier is changed
        certificate(Ed25519PrivateKey.from_private_bytes(bytes(32))).replace(b"\x2b\x65\x70", b"\x2b\x65\x7f"),
    ],
    ids=["another-key", "another-kind", "empty", "cut", "unknown-kind"],
)
def test_another_certificate_is_refused(der: bytes) -> None:
    with pytest.raises(PeerError) as error:
        check_certificate(der, NODE)
    assert error.value.code == "bad-key"


@pytest.mark.parametrize("url", ["https://10.0.0.7:4747", "http://127.0.0.1:1", "http://[::1]:1", "https://a.example:443/"])
def test_addresses(url: str) -> None:
    assert check_url(url)[1]


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.7:4747",
        "https://a.example",
        "ftp://a.example:1",
        "https://[",
        "https://a:1/x",
        "https://a:1?x",
        "",
        "https://a:99999",
    ],
)
def test_other_addresses_are_refused_with_what_one_looks_like(url: str) -> None:
    with pytest.raises(InputError) as error:
        check_url(url)
    assert "https://" in str(error.value)
