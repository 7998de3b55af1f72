"""Request bodies and answers of codes. Binary values are base64url without padding."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ankang.core.colours import Colour
from ankang.runtime.answers import Answer, Body, WordsAnswer


class TokenRequest(Body):
    """A renewal request signed with the phone's new key: proof of possession (`core/credential`)."""

    request: str = Field(max_length=1024, description="base64url of the signed renewal request")


class TokenAnswer(Answer):
    """A token for the phone that asked. `renew_after` is when an online app should ask again."""

    token: str
    colour: Colour
    issued_at: datetime
    expires_at: datetime
    renew_after: datetime
    server_time: datetime
    person_id: UUID
    masked_name: str
    document_tail: str
    city_code: str
    city_name: str


class PhoneAnswer(Answer):
    """A phone that can show the code: whose it is, and until when without going online again."""

    shower_masked_name: str
    is_holder: bool
    issued_at: datetime
    expires_at: datetime


class KillRequest(Body):
    """Why every live code of the person dies; the next token has a new name."""

    reason: Literal["lost_phone", "re_enrol", "forged"]


class StandingRequest(Body):
    """The name of a code, as read from its QR."""

    list_id: int = Field(ge=0)
    index: int = Field(ge=0, lt=2**20)


class StandingAnswer(Answer):
    """What the centre knows of a code now. `unknown` is a name that was never given out."""

    state: Literal["live", "dead", "unknown"]
    colour: Colour
    checked_at: datetime
    words: WordsAnswer


class KeyBundleAnswer(Answer):
    """The signed key bundle that verifiers keep."""

    sequence: int
    bundle: str
    bundle_key: str = Field(description="COSE_Key of the bundle's signer, pinned by verifiers at first use")
    server_time: datetime


class PaperRequest(Body):
    """The size of a printed code: A6, or as large as a bank card."""

    size: Literal["a6", "card"] = "a6"


class PaperAnswer(Answer):
    """One printing of a paper code."""

    printed_at: datetime
    expires_at: datetime
    counts: bool
    printed_by_masked_name: str
