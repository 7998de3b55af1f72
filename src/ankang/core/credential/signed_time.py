"""The centre's time, signed over the verifier's fresh nonce: nobody can answer with an old one."""

from __future__ import annotations

from datetime import datetime

from ankang.core.credential import cbor
from ankang.core.credential.claims import instant_of, seconds_of
from ankang.core.credential.key_bundle import KeyBundle
from ankang.core.credential.keys import Signer
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.signed_file import read_file, sign_file

TIME_TYPE = "AHC-TIME"
TIME_NONCE_BYTES = 16
_ISSUED, _NONCE = 6, 10
_LABELS = frozenset({_ISSUED, _NONCE})


def sign_time(now: datetime, nonce: bytes, signer: Signer, key_id: bytes) -> bytes:
    """The answer to a nonce of 16 bytes."""
    if len(nonce) != TIME_NONCE_BYTES:
        raise ValueError(f"expected a nonce of {TIME_NONCE_BYTES} bytes, got {len(nonce)}")
    return sign_file(TIME_TYPE, {_ISSUED: seconds_of(now), _NONCE: nonce}, signer, key_id)


def read_time(data: bytes, nonce: bytes, keys: KeyBundle) -> datetime | Refused:
    """The centre's time in whole seconds; an answer to another nonce is `stale_request`, the rest as `read_file`."""

    def parse(payload: bytes) -> tuple[datetime, bytes]:
        claims = cbor.exact_map(cbor.read(payload, "time"), "time", _LABELS)
        said = cbor.exact_bytes(claims[_NONCE], "time: nonce", TIME_NONCE_BYTES, TIME_NONCE_BYTES)
        return instant_of(claims[_ISSUED], "time: iat"), said

    found = read_file(data, TIME_TYPE, keys, parse, lambda answer: answer[0])
    if isinstance(found, Refused):
        return found
    at, said = found
    return at if said == nonce else Refused(Refusal.STALE_REQUEST, "time: answers another nonce")
