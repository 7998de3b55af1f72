"""P-256 keys and raw ES256 signatures.

A public key here is what the bytes carry (x and the oddness of y); `cryptography` sees it only
to check a signature. A signer is any callable that turns the bytes to be signed into the 64
bytes r and s, so that a file, a PKCS#11 module, a cloud service or a phone can stand behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ankang.core.credential import cbor

Signer = Callable[[bytes], bytes]
"""Bytes to be signed in, 64 bytes of signature (r, then s, big-endian) out."""

KEY_ID_BYTES = 4
SIGNATURE_BYTES = 64

_P256 = ec.SECP256R1()
_ES256 = ec.ECDSA(hashes.SHA256())

# COSE_Key, RFC 9053 section 7.1.1: kty EC2, crv P-256, x, and y as its sign (compressed point).
_KTY, _CRV, _X, _Y = 1, -1, -2, -3
_COSE_KEY_LABELS = frozenset({_KTY, _CRV, _X, _Y})


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A P-256 public key as a compressed point. Whether x lies on the curve shows when it is used."""

    x: bytes
    y_is_odd: bool

    def __post_init__(self) -> None:
        if len(self.x) != 32:
            raise ValueError(f"expected 32 bytes of x, got {len(self.x)}")

    @classmethod
    def from_point(cls, point: bytes) -> PublicKey:
        """The key of a point in SEC 1 form, compressed (33 bytes) or not (65); ValueError when off the curve."""
        numbers = ec.EllipticCurvePublicKey.from_encoded_point(_P256, point).public_numbers()
        return cls(numbers.x.to_bytes(32, "big"), bool(numbers.y & 1))

    @classmethod
    def of(cls, private_key: ec.EllipticCurvePrivateKey) -> PublicKey:
        """The public half of a private key."""
        numbers = private_key.public_key().public_numbers()
        return cls(numbers.x.to_bytes(32, "big"), bool(numbers.y & 1))

    @classmethod
    def from_cose(cls, value: object, part: str) -> PublicKey:
        """The key of a COSE_Key map; raises MalformedError."""
        labels = cbor.exact_map(value, part, _COSE_KEY_LABELS)
        cbor.exact_int(labels[_KTY], f"{part}: key type", 2, 2)
        cbor.exact_int(labels[_CRV], f"{part}: curve", 1, 1)
        return cls(
            cbor.exact_bytes(labels[_X], f"{part}: x", 32, 32), cbor.exact_bool(labels[_Y], f"{part}: sign of y")
        )

    def to_cose(self) -> dict[int, object]:
        """The COSE_Key map."""
        return {_KTY: 2, _CRV: 1, _X: self.x, _Y: self.y_is_odd}

    @property
    def point(self) -> bytes:
        """The compressed point of SEC 1, 33 bytes."""
        return (b"\x03" if self.y_is_odd else b"\x02") + self.x

    def uncompressed_point(self) -> bytes:
        """The uncompressed point of SEC 1, 65 bytes; ValueError when x is off the curve."""
        return _load(self.point).public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def key_id(self) -> bytes:
        """The first four bytes of the SHA-256 of the COSE_Key in canonical form."""
        return sha256(cbor.write(self.to_cose())).digest()[:KEY_ID_BYTES]

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """Whether this is a good ES256 signature of the message; False also when the point is off the curve."""
        return is_good(self.point, signature, message)


def is_good(point: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature of the message is that of the key at this SEC 1 point, compressed or not.

    ECDSA is malleable: (r, s) and (r, n - s) are both good. Nothing may be keyed on a signature.
    """
    return _is_good(_load, point, signature, message)


def is_good_of_issuer(point: bytes, signature: bytes, message: bytes) -> bool:
    """As `is_good`, for the few issuer keys that sign many tokens: the loaded key is kept."""
    return _is_good(_load_once, point, signature, message)


def _load(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(_P256, point)


_load_once = lru_cache(maxsize=64)(_load)


def _is_good(
    load: Callable[[bytes], ec.EllipticCurvePublicKey], point: bytes, signature: bytes, message: bytes
) -> bool:
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        load(point).verify(encode_dss_signature(r, s), message, _ES256)
    except (InvalidSignature, ValueError):
        return False
    return True


def signer_of(private_key: ec.EllipticCurvePrivateKey, *, deterministic: bool = False) -> Signer:
    """The signer that holds this key in memory; `deterministic` signs by RFC 6979, for test vectors."""
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True) if deterministic else _ES256

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(private_key.sign(message, algorithm))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign
