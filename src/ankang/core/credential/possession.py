"""Proof of possession: before a phone key enters a token, the phone signs a request with it.

The request names nobody. Whose token it renews is the session's to say; the signature only
shows that the private key exists on the other side, now. A copied request is worth nothing to
whoever copied it, because the token that it asks for works with that key alone.

The key stands in it as the uncompressed point that a browser exports ("raw"): the request has
room, and the centre is spared a square root for each token.
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

_ISSUED, _POINT = 6, -65539
_BEFORE_TIME = b"\xa2\x06\x1a"
_BEFORE_POINT = cbor.write(_POINT) + b"\x58\x41\x04"
_HEADER = cose.header_bytes({cose.TYPE: REQUEST_TYPE})


def renewal_request(device_key: PublicKey, at: datetime, signer: Signer) -> bytes:
    """The request that the phone sends; in the product the browser makes it (`possession.ts`)."""
    claims = {_ISSUED: seconds_of(at), _POINT: device_key.uncompressed_point()}
    return cose.sign(_HEADER, cbor.write(claims), signer)


def check_possession(request: bytes, at: datetime, times: Times = DEFAULT_TIMES) -> PublicKey | Refused:
    """The phone key whose possession the request proves, or why it does not.

    Refusals: `too_long`, `malformed`, `bad_signature`, `stale_request`.
    """
    if len(request) > MAX_REQUEST_BYTES:
        return Refused(Refusal.TOO_LONG, f"request: expected at most {MAX_REQUEST_BYTES} bytes, got {len(request)}")
    try:
        message, point, issued_at = _read(request)
    except MalformedError as error:
        return Refused(Refusal.MALFORMED, str(error))
    if not message.is_signed_by(point):
        return Refused(Refusal.BAD_SIGNATURE, "request: not signed by the key that it names")
    if abs((at - issued_at).total_seconds()) > times.request:
        return Refused(Refusal.STALE_REQUEST, f"request: made more than {times.request} s from the centre's time")
    return PublicKey(point[1:33], bool(point[-1] & 1))


def _read(request: bytes) -> tuple[cose.Sign1, bytes, datetime]:
    """A request has one shape and one length, so it is compared and cut, not decoded."""
    message = cose.read(request, "request")
    if message.protected != _HEADER:
        raise MalformedError(f"request: expected the algorithm ES256 and the type {REQUEST_TYPE}")
    payload = message.payload
    if len(payload) != 79 or payload[:3] != _BEFORE_TIME or payload[7:15] != _BEFORE_POINT:
        raise MalformedError("request: expected a time of four bytes and an uncompressed point, nothing else")
    seconds = int.from_bytes(payload[3:7], "big")
    if seconds < 2**16:
        raise MalformedError("request: expected the shortest form of the time")
    return message, payload[14:], instant_of(seconds, "request: iat")
