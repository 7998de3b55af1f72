"""COSE_Sign1 (RFC 9052 section 4.2), the strict part of it that the credential uses.

Always tagged 18, ES256 named in the protected header, nothing in the unprotected one, the
payload attached, 64 bytes of signature, no external data.
"""

from __future__ import annotations

from dataclasses import dataclass

from ankang.core.credential import cbor
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.keys import SIGNATURE_BYTES, PublicKey, Signer, is_good, is_good_of_issuer

SIGN1_TAG = 18
ES256 = -7

# Header labels, RFC 9052 section 3.1 and the IANA registry "COSE Header Parameters".
ALGORITHM, KEY_ID, TYPE = 1, 4, 16

_ALGORITHM_ONLY = frozenset({ALGORITHM})
_BEGIN, _NOTHING, _SIGNATURE = b"\xd2\x84", b"\xa0", b"\x58\x40"


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
        return _BEGIN + protected + _NOTHING + payload + _SIGNATURE + self.signature

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
    """The message that the bytes are; raises MalformedError.

    A COSE_Sign1 of ours has one shape, so it is read byte by byte: tag, array of four, byte string,
    empty map, byte string, 64 bytes. What `cbor2` would forgive cannot even be expressed here.
    """
    if data[:2] != _BEGIN:
        raise MalformedError(f"{part}: expected tag {SIGN1_TAG} and an array of four")
    protected, place = cbor.take_byte_string(data, 2, f"{part}: protected header")
    if data[place : place + 1] != _NOTHING:
        raise MalformedError(f"{part}: expected an empty unprotected header")
    payload, place = cbor.take_byte_string(data, place + 1, f"{part}: payload")
    if data[place : place + 2] != _SIGNATURE or place + 2 + SIGNATURE_BYTES != len(data):
        raise MalformedError(f"{part}: expected {SIGNATURE_BYTES} bytes of signature at the end")
    return Sign1(protected, payload, data[place + 2 :])


def header_bytes(labels: dict[int, object]) -> bytes:
    """The protected header with ES256 and these labels."""
    return cbor.write({ALGORITHM: ES256, **labels})


def sign(protected: bytes, payload: bytes, signer: Signer) -> bytes:
    """The tagged message; ValueError when the signer gives other than 64 bytes."""
    signature = signer(to_be_signed(protected, payload))
    if len(signature) != SIGNATURE_BYTES:
        raise ValueError(f"expected {SIGNATURE_BYTES} bytes of raw signature, got {len(signature)}")
    return Sign1(protected, payload, signature).to_bytes()
