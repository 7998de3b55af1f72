"""Field encryption at rest, and the blind index that finds an encrypted number by its exact value (SPEC M1).

AES-256-GCM with a fresh nonce for each value; the first byte names the key, so that keys can be
rotated; what the value belongs to (`context`, such as "people.name") is authenticated with it, so that a
value copied into another column does not decrypt. The blind index is HMAC-SHA-256 with a key of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.1: 96-bit nonces


class CipherError(Exception):
    """A stored value that cannot be decrypted: wrong key, wrong column, or altered."""


class Cipher:
    """Encrypts and decrypts field values; holds the keys of one installation.

    `keys` maps key numbers (0 to 255) to 32-byte keys; the highest number encrypts.
    """

    def __init__(self, keys: Mapping[int, bytes], index_key: bytes) -> None:
        if not keys or any(not 0 <= number <= 255 or len(key) != 32 for number, key in keys.items()):
            raise ValueError("expected at least one 32-byte key, numbered 0 to 255")
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self._current = max(keys)
        self._index_key = index_key

    def encrypt(self, text: str, context: str) -> bytes:
        """The encrypted text, bound to its context."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), context.encode())
        return bytes([self._current]) + nonce + sealed

    def decrypt(self, value: bytes, context: str) -> str:
        """The text; CipherError when key, context or value do not fit."""
        cipher = self._ciphers.get(value[0]) if value else None
        if cipher is None:
            raise CipherError(f"no key for a value of {context!r}; expected key numbers {sorted(self._ciphers)}")
        try:
            return cipher.decrypt(value[1 : 1 + _NONCE_BYTES], value[1 + _NONCE_BYTES :], context.encode()).decode()
        except InvalidTag as error:
            raise CipherError(f"a value of {context!r} does not decrypt: altered, or of another column") from error

    def encrypt_json(self, value: Any, context: str) -> bytes:
        """The encrypted JSON of a value, bound to its context."""
        return self.encrypt(json.dumps(value), context)

    def decrypt_json(self, value: bytes, context: str) -> Any:
        """What `encrypt_json` was given; CipherError as `decrypt`."""
        return json.loads(self.decrypt(value, context))

    def blind_index(self, text: str, context: str) -> bytes:
        """A keyed digest (32 bytes) that is the same for the same text and context, and tells nothing else."""
        return hmac.digest(self._index_key, f"{context}\x00{text}".encode(), hashlib.sha256)
