"""Keys, instants and building blocks of the credential vectors: parts that fit, and ways to make ones that do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from ankang.core.credential import base45
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyState, KeyUse, sign_bundle
from ankang.core.credential.keys import PublicKey, Signer, signer_of

NOW = datetime(2022, 7, 8, 4, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
DAY = 24 * 3600
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256 (FIPS 186-5, SEC 2): s and ORDER - s are both good."""


def private_key(number: int) -> ec.EllipticCurvePrivateKey:
    """A test key that anyone can guess."""
    return ec.derive_private_key(number, ec.SECP256R1())


def signer(number: int) -> Signer:
    return signer_of(private_key(number), deterministic=True)


def public_key(number: int) -> PublicKey:
    return PublicKey.of(private_key(number))


ROOT, NEXT_ROOT, ISSUER, RETIRED, REVOKED, STATUS, FUTURE, PAST, NEIGHBOUR, DEVICE, OTHER_DEVICE, STRANGER = range(
    1001, 1013
)
REVOKED_STATUS = 1015
EVEN, ODD = 1013, 1014
"""Phone keys by the oddness of their y, to which their number happens to fit (`test_credential_vectors` checks)."""


def _key(number: int, **changes: Any) -> IssuerKey:
    fields: dict[str, Any] = {
        "issuer": "CN-AH",
        "use": KeyUse.TOKEN,
        "public_key": public_key(number),
        "not_before": NOW - timedelta(days=20),
        "not_after": NOW + timedelta(days=17),
    }
    return IssuerKey(**(fields | changes))


BUNDLE = KeyBundle(
    7,
    NOW - timedelta(hours=1),
    (
        _key(ISSUER),
        _key(RETIRED, state=KeyState.RETIRED),
        _key(REVOKED, state=KeyState.REVOKED),
        _key(STATUS, use=KeyUse.STATUS),
        _key(REVOKED_STATUS, use=KeyUse.STATUS, state=KeyState.REVOKED),
        _key(FUTURE, not_before=NOW + timedelta(seconds=1)),
        _key(PAST, not_after=NOW - timedelta(seconds=1)),
        _key(NEIGHBOUR, issuer="CN-JS"),
        _key(NEXT_ROOT, use=KeyUse.BUNDLE),
    ),
)


def signed_bundle(bundle: KeyBundle = BUNDLE) -> bytes:
    """The bundle as the root signs it."""
    return sign_bundle(bundle, signer(ROOT), public_key(ROOT).key_id)


def bstr(data: bytes) -> bytes:
    return bytes(cbor2.dumps(data))


def canonical(value: object) -> bytes:
    return bytes(cbor2.dumps(value, canonical=True))


def sign1(
    protected: bytes, payload: bytes, number: int, change: Callable[[bytes], bytes] = lambda signature: signature
) -> bytes:
    """A COSE_Sign1 whose signature really is over these bytes, whatever they are; `change` spoils the signature."""
    signature = signer(number)(b"\x84\x6aSignature1" + bstr(protected) + b"\x40" + bstr(payload))
    return b"\xd2\x84" + bstr(protected) + b"\xa0" + bstr(payload) + bstr(change(signature))


def cose_key(number: int = DEVICE) -> dict[int, Any]:
    key = public_key(number)
    return {1: 2, -1: 1, -2: key.x, -3: key.y_is_odd}


def token_claims(**changes: Any) -> dict[int, Any]:
    """The claims map; changes by name (`iss`, `exp`, `iat`, `cnf`, `code`), or the code's own fields."""
    code = [
        changes.pop("colour", 0),
        changes.pop("name", "张*"),
        changes.pop("document", "01X"),
        changes.pop("list_id", 3_768_320),
        changes.pop("index", 726_505),
    ]
    labels = {"iss": 1, "exp": 4, "iat": 6, "cnf": 8, "code": -65537}
    claims = {1: "CN-AH", 4: SECONDS - 600 + DAY, 6: SECONDS - 600, 8: {1: cose_key()}, -65537: code}
    return claims | {labels[name]: value for name, value in changes.items()}


def token_header(number: int = ISSUER) -> bytes:
    return canonical({1: -7, 4: public_key(number).key_id})


def token(
    claims: dict[int, Any] | bytes | None = None,
    header: bytes | None = None,
    by: int = ISSUER,
    change: Callable[[bytes], bytes] = lambda signature: signature,
) -> bytes:
    payload = claims if isinstance(claims, bytes) else canonical(claims or token_claims())
    return sign1(token_header(by) if header is None else header, payload, by, change)


def proof_header(inner: bytes, type_: bytes = b"\x19\x01\x26") -> bytes:
    return b"\xa3\x01\x26\x0d" + inner + b"\x10" + type_


def proof_claims(**changes: Any) -> dict[int, Any]:
    labels = {"aud": 3, "iat": 6, "cnonce": 39, "beacon": -65538}
    return {3: "AHC", 6: SECONDS} | {labels[name]: value for name, value in changes.items()}


def proof(
    inner: bytes | None = None,
    claims: dict[int, Any] | bytes | None = None,
    header: bytes | None = None,
    by: int = DEVICE,
    change: Callable[[bytes], bytes] = lambda signature: signature,
) -> bytes:
    payload = claims if isinstance(claims, bytes) else canonical(claims or proof_claims())
    return sign1(proof_header(inner or token()) if header is None else header, payload, by, change)


def qr(data: bytes) -> str:
    return "AHC1:" + base45.encode(data)


def low_s(signature: bytes) -> bytes:
    s = int.from_bytes(signature[32:], "big")
    return signature[:32] + min(s, ORDER - s).to_bytes(32, "big")


def high_s(signature: bytes) -> bytes:
    s = int.from_bytes(signature[32:], "big")
    return signature[:32] + max(s, ORDER - s).to_bytes(32, "big")


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """The bytes with the one occurrence of `old` replaced; a vector must not miss its target."""
    if data.count(old) != 1:
        raise ValueError(f"expected {old.hex()} once, found it {data.count(old)} times")
    return data.replace(old, new)
