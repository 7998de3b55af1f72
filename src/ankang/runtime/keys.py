"""The keys of one installation: made once, kept in files that only their owner reads, or in a hardware module.

`field-0.key` encrypts fields, `index.key` makes blind indices, `days.key` derives the day keys of code names and the
secrets that open the queues of staff phones. Signing keys (`runtime/signers`) sign tokens, status lists and the key
bundle. Losing `field-*.key` loses every name and number; the operations guide says how to back them up.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from ankang.core.credential.key_bundle import KeyUse
from ankang.runtime.cipher import Cipher
from ankang.runtime.config import Config
from ankang.runtime.signers import Driver, FileDriver, Signers, made_once


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of an installation, ready to use."""

    cipher: Cipher
    signers: Signers
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

    def site_list_key(self, site: UUID) -> bytes:
        """The key under which one site's phones keep its list of people; it says nothing about another site's."""
        return hmac.digest(self.days, b"site list" + site.bytes, hashlib.sha256)


def open_keys(folder: Path, driver: Driver | None = None) -> Keys:
    """The keys in the folder; those that are missing are made. Safe when two processes start at once.

    `driver` None: the signing keys are files of the same folder.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    field_keys = {0: _secret(folder / "field-0.key")}
    for path in sorted(folder.glob("field-*.key")):
        field_keys[int(path.stem.removeprefix("field-"))] = path.read_bytes()
    cipher = Cipher(field_keys, _secret(folder / "index.key"))
    return Keys(cipher, _signers(driver or FileDriver(folder)), _secret(folder / "days.key"))


def open_configured_keys(config: Config) -> Keys:
    """The keys as the settings name them: files, or a hardware module for what signs."""
    return open_keys(config.keys, _hardware(config))


def _hardware(config: Config) -> Driver | None:
    if config.pkcs11 is None:
        return None
    from ankang.runtime.pkcs11_signers import PKCS11Driver  # noqa: PLC0415  (only where a module is set)

    return PKCS11Driver(config.pkcs11.module, config.pkcs11.token, config.pkcs11.pin_file)


def _signers(driver: Driver) -> Signers:
    signers = Signers(driver)
    signers.refresh()
    for use in KeyUse:
        if not signers.of(use):
            if isinstance(driver, FileDriver):
                driver.make_numbered(use, 0)
                signers.refresh()
            else:
                signers.make(use)
    return signers


def _secret(path: Path) -> bytes:
    return made_once(path, secrets.token_bytes(32))
