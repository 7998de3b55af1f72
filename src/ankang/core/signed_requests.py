"""What a gate device signs of each request, and how the signature is written (ES256). Pure.

A turnstile of any make can do this: the signed bytes are seven ASCII lines without a line break at the end,

    ANKANG-GATE-1
    POST
    /gate/v1/pass
    6f0b4d5e-8f0e-4a51-9c3e-0c8f5f3f7a11     the device, `-` at enrolment
    1657245600                               Unix seconds of the device's clock
    e3b0c442…b855                            SHA-256 of the body, 64 hexadecimal digits
    end

and the signature is hexadecimal: r and s of 32 bytes each, or the DER form that most libraries write. The first line
keeps a signature of ours from being one of anything else. Nothing is keyed on a signature: ECDSA is malleable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from ankang.core.credential.keys import SIGNATURE_BYTES, PublicKey

DEVICE_HEADER = "Gate-Device"
TIME_HEADER = "Gate-Time"
SIGNATURE_HEADER = "Gate-Signature"
AT_ENROLMENT = "-"
"""Stands for the device in what is signed at enrolment: only the answer says which one it is."""

CLOCK_OFF = timedelta(minutes=5)
"""How far a device's clock may be off: a signed request that was overheard is worth nothing later."""

_LONGEST_DER = 72
_SECONDS_DIGITS = 12


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a request says of who sent it, not checked yet, and the bytes that should have been signed."""

    device: str
    seconds: str
    signature: str
    message: bytes


def signed_bytes(method: str, path: str, device: str, seconds: str, body: bytes) -> bytes:
    """The bytes that a device signs; `device` and `seconds` exactly as the headers carry them."""
    lines = ("ANKANG-GATE-1", method, path, device, seconds, sha256(body).hexdigest(), "end")
    return "\n".join(lines).encode()


def is_signed(key: PublicKey, signature: str, message: bytes) -> bool:
    """Whether the hexadecimal text is a good signature of the message by the key; False for any other text."""
    raw = _raw(signature)
    return raw is not None and key.accepts(raw, message)


def instant_in(seconds: str) -> datetime | None:
    """The instant that a header says, None when it is no number of seconds of any clock."""
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= _SECONDS_DIGITS):
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, ValueError):  # a year that the calendar does not have
        return None


def _raw(signature: str) -> bytes | None:
    try:
        data = bytes.fromhex(signature)
    except ValueError:
        return None
    if len(data) == SIGNATURE_BYTES or len(data) > _LONGEST_DER:
        return data
    try:
        r, s = decode_dss_signature(data)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    except (ValueError, OverflowError):
        return None
