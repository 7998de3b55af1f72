"""What identity decides: documents and their numbers, mobiles, passwords, one-time codes, sessions, proxies. Pure."""

from ankang.identity.model.documents import (
    DEMONSTRATION_REGION_PREFIX,
    Document,
    DocumentType,
    check_character,
    check_document,
)
from ankang.identity.model.mobiles import check_mobile, masked_mobile
from ankang.identity.model.people import IdentityProof, Person
from ankang.identity.model.texts import TextTemplate

__all__ = [
    "DEMONSTRATION_REGION_PREFIX",
    "Document",
    "DocumentType",
    "IdentityProof",
    "Person",
    "TextTemplate",
    "check_character",
    "check_document",
    "check_mobile",
    "masked_mobile",
]
