"""Proof of possession: before a phone key enters a token, the phone signs a request with it.

The request names nobody. Whose token it renews is the session's to say; the signature only
shows that the private key exists on the other side, now. A copied request is worth nothing to
whoever copied it, because the token that it asks for works with that key alone.
"""

from __future__ import annotations

from datetime import datetime

from ankang.core.credential import cbor, cose
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.claims import instant_of, seconds_of
from ankang.core.credential.keys import PublicKey, Signer
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.times import DEFAULT_TIMES, Times

REQUEST_TYPE = "AHC-RENEW"
"""The type in the protected header: no proof can pass for a request, no request for a proof."""
MAX_REQUEST_BYTES = 256

_ISSUED, _CONFIRMATION, _COSE_KEY = 6, 8, 1
_LABELS = frozenset({_ISSUED, _CONFIRMATION})


def renewal_request(device_key: PublicKey, at: datetime, signer: Signer) -> bytes:
    """The request that the phone sends; in the product the browser makes it (`possession.ts`)."""
    claims = {_ISSUED: seconds_of(at), _CONFIRMATION: {_COSE_KEY: device_key.to_cose()}}
    return cose.sign({cose.TYPE: REQUEST_TYPE}, cbor.write(claims), signer)


def check_possession(request: bytes, at: datetime, times: Times = DEFAULT_TIMES) -> PublicKey | Refused:
    """The phone key whose possession the request proves, or why it does not.

    Refusals: `too_long`, `malformed`, `bad_signature`, `stale_request`.
    """
    if len(request) > MAX_REQUEST_BYTES:
        return Refused(Refusal.TOO_LONG, f"request: expected at most {MAX_REQUEST_BYTES} bytes, got {len(request)}")
    try:
        message, device_key, issued_at = _read(request)
    except MalformedError as error:
        return Refused(Refusal.MALFORMED, str(error))
    if not message.is_signed_by(device_key):
        return Refused(Refusal.BAD_SIGNATURE, "request: not signed by the key that it names")
    if abs((at - issued_at).total_seconds()) > times.request:
        return Refused(Refusal.STALE_REQUEST, f"request: made more than {times.request} s from the centre's time")
    return device_key


def _read(request: bytes) -> tuple[cose.Sign1, PublicKey, datetime]:
    message = cose.read(request, "request")
    if message.header("request: header", frozenset({cose.TYPE}))[cose.TYPE] != REQUEST_TYPE:
        raise MalformedError(f"request: expected the type {REQUEST_TYPE}")
    claims = cbor.exact_map(cbor.read(message.payload, "request"), "request", _LABELS)
    confirmation = cbor.exact_map(claims[_CONFIRMATION], "request: cnf", frozenset({_COSE_KEY}))
    device_key = PublicKey.from_cose(confirmation[_COSE_KEY], "request: phone key")
    return message, device_key, instant_of(claims[_ISSUED], "request: iat")
