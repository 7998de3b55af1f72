"""Issuing: the centre's signature under the claims of one code, for one phone key, for one day.

Before a token is signed, `possession.check_possession` has proved that the phone holds the key.
"""

from __future__ import annotations

from ankang.core.credential import cose
from ankang.core.credential.claims import TokenClaims
from ankang.core.credential.keys import KEY_ID_BYTES, Signer

BEFORE_KEY_ID = b"\xa2\x01\x26\x04\x44"
"""The protected header {1: -7, 4: key id} up to the four bytes of the id, in canonical form."""


def issue_token(claims: TokenClaims, signer: Signer, key_id: bytes) -> bytes:
    """The token: a COSE_Sign1 by the issuer key that `key_id` names.

    Build the claims with `claims.claims_for`, which masks name and document.
    """
    if len(key_id) != KEY_ID_BYTES:
        raise ValueError(f"expected a key id of {KEY_ID_BYTES} bytes, got {len(key_id)}")
    return cose.sign(BEFORE_KEY_ID + key_id, claims.to_cbor(), signer)
