"""Signed HTTP: requests and responses between nodes carry RFC 9421 signatures of node keys, which the agreements name.

Identity is the key, never the connection: a proxy, a public certificate or a payload says nothing about who speaks. A request
covers method, authority, path, query and the digest of its content (RFC 9530); it lives for two minutes, and its nonce is taken
once. A response covers its status, the digest of its content and the signature of the request that it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    ContentDigest,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

from detente.errors import PeerError
from detente.sign import SigningKey
from detente.tlog.keys import VerifierKey

TAG: Final = "detente/1"
LABEL: Final = "detente"
LIFE: Final = timedelta(seconds=120)
REQUEST: Final = ("@method", "@authority", "@path", "@query", "content-digest")
RESPONSE: Final = ("@status", "content-digest", '"signature";req')
NONCE_BYTES: Final = 16


class Request(NamedTuple):
    """An HTTP request as it is signed: ``url`` is absolute and percent-encoded, ``headers`` can be changed."""

    method: str
    url: str
    headers: MutableMapping[str, str]


class Response(NamedTuple):
    """An HTTP response as it is signed, with the request that it answers."""

    status_code: int
    headers: MutableMapping[str, str]
    request: Request


class Signed(NamedTuple):
    """Whose signature verified, and the nonce that must not be seen again before ``expires`` (POSIX seconds)."""

    key: VerifierKey
    nonce: str
    expires: int


def key_id(key: VerifierKey) -> str:
    """How a signature names a key: its name and the four bytes of its id, as at the beginning of its vkey."""
    return f"{key.name}+{key.id.hex()}"


def sign_request(request: Request, body: bytes, key: SigningKey, now: datetime, nonce: bytes) -> None:
    """Add Content-Digest, Signature-Input and Signature to a request."""
    _sign(request, body, key, REQUEST, now, nonce.hex())


def sign_response(response: Response, body: bytes, key: SigningKey, now: datetime) -> None:
    """Add Content-Digest, Signature-Input and Signature to a response; the request must be the signed one as it came."""
    _sign(response, body, key, RESPONSE, now, None)


def verify_request(
    request: Request, body: bytes | None, keys: Mapping[str, VerifierKey], now: datetime, skew: timedelta
) -> Signed:
    """Whose request this is; ``keys`` by `key_id`. `PeerError` (bad-signature) says what is wrong with it.

    Whether the nonce is new is for the caller to decide, and so is what this party may ask. ``body`` None: it has not been read
    yet, and `check_body` must follow when it has.
    """
    signed = _verify(request, body, keys, REQUEST, now, skew)
    if len(signed.nonce) != 2 * NONCE_BYTES:
        raise PeerError("bad-signature", "a request without a nonce of 128 bits")
    return signed


def check_body(headers: Mapping[str, str], body: bytes) -> None:
    """Whether a body is the one that a verified head was signed for; `PeerError` (bad-signature) otherwise."""
    try:
        ContentDigest.verify(headers.get("content-digest", ""), body)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise PeerError("bad-signature", "the content is not the one that was signed") from error


def verify_response(response: Response, body: bytes, key: VerifierKey, now: datetime, skew: timedelta) -> None:
    """Check that a response is this key's answer to this request; `PeerError` (bad-signature) otherwise."""
    _verify(response, body, {key_id(key): key}, RESPONSE, now, skew)


def _sign(
    message: Request | Response, body: bytes, key: SigningKey, covered: tuple[str, ...], now: datetime, nonce: str | None
) -> None:
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
    prepared = signer.prepare(
        message, key_id=key_id(key.verifier), created=now, expires=now + LIFE, nonce=nonce, label=LABEL, tag=TAG,
        covered_component_ids=covered, body=body,
    )  # fmt: skip
    signer.apply(message, prepared, key.sign_bytes(prepared.signature_base))


def _verify(
    message: Request | Response,
    body: bytes | None,
    keys: Mapping[str, VerifierKey],
    covered: tuple[str, ...],
    now: datetime,
    skew: timedelta,
) -> Signed:
    verifier = _Verifier(keys, now, skew)
    try:
        # Without ``body`` the library verifies a message whose content was changed (see `check_body`); without
        # ``require_components``, one whose signature covers nothing.
        (found,) = verifier.verify(message, max_age=None, expect_tag=TAG, require_components=covered, body=body)
    except InvalidSignature as error:
        raise PeerError("bad-signature", str(error)[:300] or "the signature does not verify") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PeerError("bad-signature", "the signature fields cannot be read") from error
    expires = found.parameters["expires"]
    return Signed(keys[str(found.parameters["keyid"])], found.nonce or "", int(expires))


class _Verifier(HTTPMessageVerifier):
    """The library's verifier with our clock and our keys."""

    def __init__(self, keys: Mapping[str, VerifierKey], now: datetime, skew: timedelta) -> None:
        super().__init__(signature_algorithm=algorithms.ED25519, key_resolver=_Keys(keys))
        self._now = now
        self._skew = skew

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        created, expires = (self._instant(sig_input.params, name) for name in ("created", "expires"))
        if created > self._now + self._skew:
            raise InvalidSignature(f"signed at {created:%H:%M:%SZ}, which lies ahead: one of the two clocks is wrong")
        if expires - created > LIFE:
            raise InvalidSignature(f"it would live longer than {LIFE.seconds} s")
        if expires < self._now - self._skew:
            raise InvalidSignature(f"it expired at {expires:%H:%M:%SZ}: it came late, or one of the two clocks is wrong")

    def _instant(self, params: Mapping[str, Any], name: str) -> datetime:
        value = params.get(name)
        if not isinstance(value, int) or not 0 <= value < 1 << 40:
            raise InvalidSignature(f"a signature without `{name}`")
        return datetime.fromtimestamp(value, UTC)


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, keys: Mapping[str, VerifierKey]) -> None:
        self._keys = keys

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        if key_id not in self._keys:
            raise InvalidSignature(f"the key {key_id[:200]!r} is in no agreement that we have with anybody")
        return Ed25519PublicKey.from_public_bytes(self._keys[key_id].public)

    def resolve_private_key(self, key_id: str) -> Any:
        raise InvalidSignature("this side only verifies")


Clock = Callable[[], datetime]


class Nonces:
    """Nonces that were taken, until they expire; at most ``limit``, above which nothing more is taken (refuse on doubt)."""

    def __init__(self, limit: int = 200_000) -> None:
        self._limit = limit
        self._until: dict[tuple[str, str], int] = {}

    def take(self, signed: Signed, now: datetime, skew: timedelta) -> None:
        """Remember a nonce; `PeerError` (replay) where it was taken before."""
        name, stamp = (signed.key.name, signed.nonce), int(now.timestamp())
        if name in self._until:
            raise PeerError("replay", "this request was made before")
        if len(self._until) >= self._limit:
            self._until = {n: until for n, until in self._until.items() if until >= stamp}
            if len(self._until) >= self._limit:
                raise PeerError("too-large", "too many requests within two minutes", hint="ask less often")
        self._until[name] = signed.expires + int(skew.total_seconds()) + 1
