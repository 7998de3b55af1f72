"""Base45 (RFC 9285), strictly: what this module decodes, it encodes back to the same text.

QR codes have an alphanumeric mode of 45 characters that packs two of them into eleven bits;
base45 uses exactly these, so that binary data costs 3 % more than its bits instead of 33 %.
"""

from __future__ import annotations

import struct

# RFC 9285 section 4.2, table 1. Position is value.
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_INVALID = 0xFF
_VALUES = bytes(ALPHABET.find(chr(byte)) & 0xFF for byte in range(256))
_TRIPLES = [ALPHABET[low] + ALPHABET[high] for high in range(45) for low in range(45)]


def encode(data: bytes) -> str:
    """The text of the bytes: three characters for each two bytes, two for a last single one.

    >>> encode(b"Hello!!")
    '%69 VD92EX0'
    """
    whole = len(data) & ~1
    texts = [_TRIPLES[number % 2025] + ALPHABET[number // 2025] for (number,) in struct.iter_unpack(">H", data[:whole])]
    if whole < len(data):
        texts.append(_TRIPLES[data[-1]])
    return "".join(texts)


def decode(text: str) -> bytes:
    """The bytes of the text; raises ValueError where it is no base45.

    Refused are characters outside the alphabet (lower case too: scanners deliver what the QR
    holds), a length that leaves one character over, and groups whose value exceeds their bytes.

    >>> decode("%69 VD92EX0")
    b'Hello!!'
    """
    if not text.isascii():
        raise ValueError("expected base45 text, got a character outside ASCII")
    values = text.encode("ascii").translate(_VALUES)
    if _INVALID in values:
        raise ValueError("expected only the 45 characters of RFC 9285, got another one")
    rest = len(values) % 3
    if rest == 1:
        raise ValueError(f"expected groups of three characters or two at the end, got {len(values)} characters")
    whole = len(values) - rest
    groups = zip(values[0:whole:3], values[1:whole:3], values[2:whole:3], strict=True)
    try:
        data = struct.pack(f">{whole // 3}H", *[low + 45 * middle + 2025 * high for low, middle, high in groups])
        return data + bytes([values[-2] + 45 * values[-1]]) if rest else data
    except (struct.error, ValueError) as error:
        raise ValueError("expected groups of at most FGW (or U5 at the end), got a greater one") from error
