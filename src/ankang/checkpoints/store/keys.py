"""What rows about people at gates are found by, so that no row tells where somebody was.

A site is public, that a person was there is not: beside a person stands the key of the site, a blind index, and the
site itself only encrypted. Staff are at their gates too, so their duties and assignments are written alike.
"""

from __future__ import annotations

from uuid import UUID

from ankang.core.ids import PersonId, SiteId
from ankang.core.places import prefixes_of
from ankang.runtime.cipher import Cipher

_KEY_BYTES = 16


def site_key(cipher: Cipher, site_id: SiteId) -> bytes:
    """What rows at a site are found by."""
    return _key(cipher, str(site_id), "site_key")


def entrance_key(cipher: Cipher, entrance_id: UUID) -> bytes:
    """What rows at an entrance are counted by."""
    return _key(cipher, str(entrance_id), "entrance_key")


def staff_key(cipher: Cipher, staff_id: PersonId) -> bytes:
    """What rows written by an account are counted by."""
    return _key(cipher, str(staff_id), "staff_key")


def region_key(cipher: Cipher, division_code: str) -> bytes:
    """What rows in a region are found by."""
    return _key(cipher, division_code, "region_key")


def region_keys(cipher: Cipher, division_code: str) -> list[bytes]:
    """The keys of all regions in which a division lies."""
    return [region_key(cipher, code) for code in prefixes_of(division_code)]


def seal_site(cipher: Cipher, site_id: SiteId, context: str) -> bytes:
    """The encrypted site of a row."""
    return cipher.encrypt(str(site_id), context)


def open_site(cipher: Cipher, value: bytes, context: str) -> SiteId:
    """The site that `seal_site` encrypted."""
    return SiteId(UUID(cipher.decrypt(value, context)))


def _key(cipher: Cipher, text: str, context: str) -> bytes:
    return cipher.blind_index(text, f"checkpoints.{context}")[:_KEY_BYTES]
