"""The step-up: six digits on the verifier's screen that the holder types, so that the proof was made now.

It works with both phones offline and answers proofs that were signed ahead and clocks that differ; a picture of a
code cannot answer it. The digits are the verifier's to draw at random; they hold for `times.digits` seconds.
"""

from __future__ import annotations

import re

from ankang.core.credential.claims import NONCE_BYTES

DIGITS = 6


def nonce_of(digits: str) -> bytes:
    """The `cnonce` of a proof that answers these digits: the number in four bytes, big-endian.

    >>> nonce_of("074205").hex()
    '000121dd'
    """
    if re.fullmatch(r"[0-9]{6}", digits) is None:
        raise ValueError(f"expected {DIGITS} digits, got {digits!r}")
    return int(digits).to_bytes(NONCE_BYTES, "big")
