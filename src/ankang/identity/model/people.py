"""A person as other capabilities see one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ankang.core.ids import PersonId
from ankang.core.masking import masked_document, masked_name
from ankang.identity.model.documents import DocumentType

_ADULT_AGE = 18  # 民法典 (Civil Code), article 17


class IdentityProof(StrEnum):
    """How far an identity is proved."""

    STATED = "stated"
    AWAITING_PROOF = "awaiting_proof"
    PROVED = "proved"


@dataclass(frozen=True, slots=True)
class Person:
    """One person, one document. `mobile` is confirmed by a code or at a counter; None without one."""

    person_id: PersonId
    name: str
    document_type: DocumentType
    document_number: str
    birth_date: date
    mobile: str | None
    has_account: bool
    identity_proof: IdentityProof

    @property
    def masked_name(self) -> str:
        """The name as others see it."""
        return masked_name(self.name)

    @property
    def masked_document(self) -> str:
        """The document number as others see it."""
        return masked_document(self.document_number)

    @property
    def document_tail(self) -> str:
        """The last three characters of the document number."""
        return self.document_number[-3:].upper()

    def is_minor(self, today: date) -> bool:
        """Whether the person is under 18 on the local day."""
        return age(self.birth_date, today) < _ADULT_AGE


def age(born: date, today: date) -> int:
    """Completed years of life; who was born on 29 February completes one on 1 March of a common year."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case and spaces.

    >>> same_name("Anna  Kowalska", "anna kowalska")
    True
    """
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
