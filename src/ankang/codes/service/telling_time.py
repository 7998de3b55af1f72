"""The centre's time for verifiers, without the database."""

from __future__ import annotations

from datetime import datetime

from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.signed_time import sign_time
from ankang.runtime.keys import Keys


def signed_time(keys: Keys, nonce: bytes, now: datetime) -> bytes:
    """The signed answer to a verifier's nonce."""
    return sign_time(now, nonce, signer_of(keys.status), PublicKey.of(keys.status).key_id)
