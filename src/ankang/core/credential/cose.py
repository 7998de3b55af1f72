"""COSE_Sign1 (RFC 9052 section 4.2), the strict part of it that the credential uses.

Always tagged 18, ES256 named in the protected header, nothing in the unprotected one, the
payload attached, 64 bytes of signature, no external data.
"""

from __future__ import annotations

from dataclasses import dataclass

from cbor2 import CBORTag

from ankang.core.credential import cbor
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.keys import SIGNATURE_BYTES, PublicKey, Signer, is_good, is_good_of_issuer

SIGN1_TAG = 18
ES256 = -7

# Header labels, RFC 9052 section 3.1 and the IANA registry "COSE Header Parameters".
ALGORITHM, KEY_ID, TOKEN, TYPE = 1, 4, 13, 16

_ALGORITHM_ONLY = frozenset({ALGORITHM})
_ANY_LENGTH = 2**16  # the readers cap the whole first


@dataclass(frozen=True, slots=True)
class Sign1:
    """One signed message; `protected` and `payload` are the bytes that were signed."""

    protected: bytes
    payload: bytes
    signature: bytes

    @property
    def to_be_signed(self) -> bytes:
        """The Sig_structure of RFC 9052 section 4.4."""
        return to_be_signed(self.protected, self.payload)

    def to_bytes(self) -> bytes:
        """The canonical encoding, tagged."""
        protected, payload = cbor.byte_string(self.protected), cbor.byte_string(self.payload)
        return b"\xd2\x84" + protected + b"\xa0" + payload + cbor.byte_string(self.signature)

    def header(self, part: str, labels: frozenset[int]) -> dict[int, object]:
        """The protected header, when it has the algorithm ES256 and exactly these labels beside it."""
        header = cbor.exact_map(cbor.read(self.protected, part), part, labels | _ALGORITHM_ONLY)
        cbor.exact_int(header[ALGORITHM], f"{part}: algorithm", ES256, ES256)
        return header

    def is_signed_by(self, point: bytes) -> bool:
        """Whether the signature is that of the key at this point, for keys that are met once."""
        return is_good(point, self.signature, self.to_be_signed)

    def is_signed_by_issuer(self, key: PublicKey) -> bool:
        """Whether the signature is this key's, for the few keys that sign much."""
        return is_good_of_issuer(key.point, self.signature, self.to_be_signed)


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The bytes under the signature."""
    return b"\x84\x6aSignature1" + cbor.byte_string(protected) + b"\x40" + cbor.byte_string(payload)


def read(data: bytes, part: str) -> Sign1:
    """The message that the bytes are; raises MalformedError."""
    message = taken(cbor.read_loosely(data, part), part)
    cbor.check_same(message.to_bytes(), data, part)
    return message


def taken(value: object, part: str) -> Sign1:
    """The message that a value already read from CBOR is; raises MalformedError."""
    if type(value) is not CBORTag or value.tag != SIGN1_TAG:
        raise MalformedError(f"{part}: expected tag {SIGN1_TAG}")
    protected, unprotected, payload, signature = cbor.exact_list(value.value, part, 4)
    cbor.exact_map(unprotected, f"{part}: unprotected header", cbor.NO_LABELS)
    return Sign1(
        cbor.exact_bytes(protected, f"{part}: protected header", 1, _ANY_LENGTH),
        cbor.exact_bytes(payload, f"{part}: payload", 1, _ANY_LENGTH),
        cbor.exact_bytes(signature, f"{part}: signature", SIGNATURE_BYTES, SIGNATURE_BYTES),
    )


def header_bytes(labels: dict[int, object]) -> bytes:
    """The protected header with ES256 and these labels."""
    return cbor.write({ALGORITHM: ES256, **labels})


def sign(protected: bytes, payload: bytes, signer: Signer) -> bytes:
    """The tagged message; ValueError when the signer gives other than 64 bytes."""
    signature = signer(to_be_signed(protected, payload))
    if len(signature) != SIGNATURE_BYTES:
        raise ValueError(f"expected {SIGNATURE_BYTES} bytes of raw signature, got {len(signature)}")
    return Sign1(protected, payload, signature).to_bytes()
