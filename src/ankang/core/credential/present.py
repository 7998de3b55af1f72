"""Presenting: the token wrapped in a proof that the phone signs anew, as the text of a QR.

In the product the browser does this (`present.ts`); here it serves tests, the demonstration
and gates that show codes. The budget is hard: version 12 of an alphanumeric QR at error
correction M holds 419 characters (ISO/IEC 18004, table 7) and must not be left, because
cheap gate cameras read it and the next version less well.
"""

from __future__ import annotations

from dataclasses import replace

from ankang.core.credential import base45, cose
from ankang.core.credential.claims import ProofClaims
from ankang.core.credential.keys import SIGNATURE_BYTES, Signer

PREFIX = "AHC1:"
BEFORE_TOKEN = b"\xa3\x01\x26\x0d"
AFTER_TOKEN = b"\x10\x19\x01\x26"
"""The protected header {1: -7, 13: token, 16: 294}: ES256, a CWT (kcwt), and the type application/kb+cwt, the
key-binding token of the IETF draft SD-CWT. Its labels ascend, so this is its canonical form."""
MAX_PROOF_BYTES = 276
MAX_QR_CHARACTERS = 419


def fitted(token: bytes, claims: ProofClaims) -> ProofClaims:
    """The claims without their beacon where the proof would not fit the QR with it: a help, never worth a bigger QR."""
    if claims.beacon is None or _size(token, claims) <= MAX_PROOF_BYTES:
        return claims
    return replace(claims, beacon=None)


def proof_bytes(token: bytes, claims: ProofClaims, signer: Signer) -> bytes:
    """The proof around a token, signed with the key that the token names; ValueError above 276 bytes."""
    proof = cose.sign(BEFORE_TOKEN + token + AFTER_TOKEN, claims.to_cbor(), signer)
    if len(proof) > MAX_PROOF_BYTES:
        raise ValueError(
            f"expected a proof of at most {MAX_PROOF_BYTES} bytes, got {len(proof)}: the QR would not hold it"
        )
    return proof


def _size(token: bytes, claims: ProofClaims) -> int:
    unsigned = cose.Sign1(BEFORE_TOKEN + token + AFTER_TOKEN, claims.to_cbor(), bytes(SIGNATURE_BYTES))
    return len(unsigned.to_bytes())


def qr_text(proof: bytes) -> str:
    """The text in the QR."""
    return PREFIX + base45.encode(proof)


def present(token: bytes, claims: ProofClaims, signer: Signer) -> str:
    """The text of a fresh QR."""
    return qr_text(proof_bytes(token, claims, signer))
