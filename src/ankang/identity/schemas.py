"""Request bodies and answers of identity."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ankang.identity.model import DocumentType
from ankang.identity.model.one_time_codes import CodePurpose
from ankang.runtime.access import Role
from ankang.runtime.answers import (
    Answer,
    Body,
    Day,
    DocumentText,
    MobileText,
    NameText,
    Notice,
    OneTimeCodeText,
    WordsAnswer,
)


class OneTimeCodeRequest(Body):
    """Ask for a one-time code by SMS."""

    mobile: MobileText
    purpose: CodePurpose


class OneTimeCodeAnswer(Answer):
    """The same whether or not the number has an account (SPEC A6)."""

    expires_in_seconds: int
    resend_after_seconds: int


class RegistrationRequest(Body):
    """Register with real name (SPEC A1)."""

    name: NameText
    document_type: DocumentType
    document_number: DocumentText
    birth_date: Day | None = Field(None, description="For documents that do not carry it")
    mobile: MobileText
    one_time_code: OneTimeCodeText
    password: str = Field(min_length=8, max_length=128)


class SignInRequest(Body):
    """Sign in by one of three ways (SPEC A2)."""

    method: Literal["mobile_password", "document_password", "sms_code"]
    mobile: MobileText | None = None
    document_type: DocumentType | None = None
    document_number: DocumentText | None = None
    password: str | None = Field(None, max_length=128)
    one_time_code: OneTimeCodeText | None = None


class PasswordResetRequest(Body):
    """Forgotten password: account, SMS code, new password (SPEC A3)."""

    mobile: MobileText
    one_time_code: OneTimeCodeText
    password: str = Field(min_length=8, max_length=128)


class SessionAnswer(Answer):
    """Who is signed in."""

    person_id: UUID
    masked_name: str
    document_type: DocumentType
    masked_document: str
    masked_mobile: str
    roles: list[Role]
    region_code: str
    region_name: str
    organisation: str
    identity_proof: Literal["stated", "awaiting_proof", "proved"]
    csrf_token: str
    expires_at: datetime
    notices: list[Notice] = Field(default_factory=list)


class ProxyRequest(Body):
    """Ask to act for someone (SPEC B5). `mobile` is the adult holder's own: the confirmation goes there."""

    name: NameText
    document_type: DocumentType
    document_number: DocumentText
    birth_date: Day | None = None
    relation: Literal["child", "parent", "spouse", "grandparent", "friend", "other"]
    mobile: MobileText | None = None


class ProxyConfirmation(Body):
    """The holder's consent: the code sent to the holder's mobile."""

    one_time_code: OneTimeCodeText


class InPersonConsent(Body):
    """The holder agreed before an officer or community worker, who compared both documents."""

    holder_document_type: DocumentType = DocumentType.MAINLAND_ID
    holder_document_number: DocumentText
    proxy_document_type: DocumentType = DocumentType.MAINLAND_ID
    proxy_document_number: DocumentText


class ProxyLinkAnswer(Answer):
    """One link between a holder and who acts for them; `person_id` is the other side."""

    link_id: UUID
    person_id: UUID
    masked_name: str
    masked_document: str
    relation: str
    is_minor: bool
    state: Literal["pending", "active", "ended"]
    since: datetime


class ProxyLinksAnswer(Answer):
    """Whom I act for, and who acts for me."""

    i_act_for: list[ProxyLinkAnswer]
    act_for_me: list[ProxyLinkAnswer]


class LookAnswer(Answer):
    """One look at the record by somebody else."""

    looked_at: datetime
    looker_masked_name: str
    organisation: str
    purpose: str
    purpose_words: WordsAnswer


class ProofRequest(Body):
    """A person proves identity at a counter: an officer or community worker compared the document (SPEC A1)."""

    name: NameText
    document_type: DocumentType
    document_number: DocumentText
    birth_date: Day | None = Field(None, description="For documents that do not carry it")
    mobile: MobileText


class ProofAnswer(Answer):
    """What the proof did."""

    person_id: UUID
    account_taken_over: bool
    proxies_ended: int
    words: WordsAnswer


class AwaitingProofAnswer(Answer):
    """A person whose number has an unknown or former region code, for manual proof."""

    person_id: UUID
    masked_name: str
    masked_document: str
    registered_at: datetime
    reason: WordsAnswer
