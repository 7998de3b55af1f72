"""The keys of one installation: made once, kept in files that only their owner reads.

`field-0.key` encrypts fields, `index.key` makes blind indices, `days.key` derives the day keys of code names and the
secrets that open the queues of staff phones, `issuer-0.pem` signs tokens, `status-0.pem` signs status lists,
`bundle.pem` signs the key bundle. Losing `field-*.key` loses every name and number; the operations guide says how to
back them up.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ankang.runtime.cipher import Cipher


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of an installation, ready to use."""

    cipher: Cipher
    issuer: ec.EllipticCurvePrivateKey
    status: ec.EllipticCurvePrivateKey
    bundle: ec.EllipticCurvePrivateKey
    days: bytes

    def day_key(self, day: date) -> bytes:
        """The key that permutes enrolment numbers into code names on one issuance day."""
        return hmac.digest(self.days, day.isoformat().encode(), hashlib.sha256)

    @property
    def paper_key(self) -> bytes:
        """The key that permutes paper numbers into the names of paper codes."""
        return hmac.digest(self.days, b"paper", hashlib.sha256)

    def queue_key(self, account: UUID) -> bytes:
        """The secret with which one account opens what its phones kept while the centre was away."""
        return hmac.digest(self.days, b"queue" + account.bytes, hashlib.sha256)


def open_keys(folder: Path) -> Keys:
    """The keys in the folder; those that are missing are made. Safe when two processes start at once."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    field_keys = {0: _secret(folder / "field-0.key")}
    for path in sorted(folder.glob("field-*.key")):
        field_keys[int(path.stem.removeprefix("field-"))] = path.read_bytes()
    return Keys(
        cipher=Cipher(field_keys, _secret(folder / "index.key")),
        issuer=_private_key(folder / "issuer-0.pem"),
        status=_private_key(folder / "status-0.pem"),
        bundle=_private_key(folder / "bundle.pem"),
        days=_secret(folder / "days.key"),
    )


def _secret(path: Path) -> bytes:
    return _made_once(path, secrets.token_bytes(32))


def _private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    fresh = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key = serialization.load_pem_private_key(_made_once(path, fresh), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"expected a P-256 private key in {path.name}, got {type(key).__name__}")
    return key


def _made_once(path: Path, content: bytes) -> bytes:
    # Written aside and linked into place: whoever is second reads what the first one made, never half of it.
    if not path.exists():
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_bytes()
