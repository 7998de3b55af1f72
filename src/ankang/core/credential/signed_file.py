"""A signed file of the publication: who signed it, before a byte of it is believed.

Manifests, deltas, list indices and status lists come through untrusted hands (web servers, mirrors, a USB stick).
All are COSE_Sign1 with the key id and the type in the protected header, signed by a `status` key of the bundle.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from ankang.core.credential import cbor, cose
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.key_bundle import KeyBundle, KeyState, KeyUse
from ankang.core.credential.keys import KEY_ID_BYTES, Signer
from ankang.core.credential.refusals import Refusal, Refused

MAX_FILE_BYTES = 16 * 1024 * 1024
HASH_BYTES = 32

_Content = TypeVar("_Content")


def sign_file(file_type: str, claims: object, signer: Signer, key_id: bytes) -> bytes:
    """The signed file that holds the claims."""
    return cose.sign(cose.header_bytes({cose.KEY_ID: key_id, cose.TYPE: file_type}), cbor.write(claims), signer)


def read_file(
    data: bytes,
    file_type: str,
    keys: KeyBundle,
    parse: Callable[[bytes], _Content],
    signed_at: Callable[[_Content], datetime],
) -> _Content | Refused:
    """What the file says, when a status key of the bundle signed it in its term.

    Refusals: `malformed`, `unknown_issuer`, `revoked_key`, `bad_signature`, `key_out_of_term`.
    """
    try:
        message, key_id = _opened(data, file_type)
        refused = _signature_refusal(message, key_id, file_type, keys)
        if refused is not None:
            return refused
        content = parse(message.payload)
    except MalformedError as error:
        return Refused(Refusal.MALFORMED, str(error))
    key = keys.find_key(key_id, KeyUse.STATUS)
    if key is None or not key.was_in_term(signed_at(content)):
        return Refused(Refusal.KEY_OUT_OF_TERM, f"{file_type}: made outside the term of the key {key_id.hex()}")
    return content


def hash_of(data: bytes) -> bytes:
    """The SHA-256 by which a manifest names a file."""
    return sha256(data).digest()


def _opened(data: bytes, file_type: str) -> tuple[cose.Sign1, bytes]:
    if len(data) > MAX_FILE_BYTES:
        raise MalformedError(f"{file_type}: expected at most {MAX_FILE_BYTES} bytes, got {len(data)}")
    message = cose.read(data, file_type)
    header = message.header(f"{file_type}: header", frozenset({cose.KEY_ID, cose.TYPE}))
    key_id = cbor.exact_bytes(header[cose.KEY_ID], f"{file_type}: key id", KEY_ID_BYTES, KEY_ID_BYTES)
    if header[cose.TYPE] != file_type:
        raise MalformedError(f"expected the type {file_type}")
    return message, key_id


def _signature_refusal(message: cose.Sign1, key_id: bytes, file_type: str, keys: KeyBundle) -> Refused | None:
    key = keys.find_key(key_id, KeyUse.STATUS)
    if key is None:
        return Refused(Refusal.UNKNOWN_ISSUER, f"{file_type}: no status key {key_id.hex()} in the bundle")
    if key.state is KeyState.REVOKED:
        return Refused(Refusal.REVOKED_KEY, f"{file_type}: the key {key_id.hex()} is revoked")
    if not message.is_signed_by_issuer(key.public_key):
        return Refused(Refusal.BAD_SIGNATURE, f"{file_type}: the signature does not fit")
    return None
