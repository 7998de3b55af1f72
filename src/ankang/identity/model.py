"""What identity decides: documents and their numbers, passwords, one-time codes, proxies. Pure."""

from __future__ import annotations

from enum import StrEnum


class DocumentType(StrEnum):
    """The documents of SPEC A5."""

    MAINLAND_ID = "mainland_id"
    HONG_KONG_MACAU_PERMIT = "hong_kong_macau_permit"
    HONG_KONG_MACAU_RESIDENCE = "hong_kong_macau_residence"
    TAIWAN_PERMIT = "taiwan_permit"
    TAIWAN_RESIDENCE = "taiwan_residence"
    PASSPORT = "passport"
    FOREIGN_PERMANENT_RESIDENT = "foreign_permanent_resident"
    OTHER = "other"
