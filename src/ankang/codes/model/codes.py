"""What a code's name tells, and the refusals of issuing. Pure."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from ankang.core.colours import Colour
from ankang.core.credential import cbor
from ankang.core.credential.code_name import MAX_LIST_ID, CodeName
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.times import Times
from ankang.core.days import local_day
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.words import Words

TIMES = Times(request=120)
"""Policy data (docs/specification/credential.md, Times); a renewal request may be two minutes off."""

NAMES_LIVE_DAYS = 4
"""A name is known on its day of issuance and three more: a token is accepted for 72 hours at most."""


class CodeState(StrEnum):
    """What the centre knows of a code's name."""

    LIVE = "live"
    DEAD = "dead"
    UNKNOWN = "unknown"


class EndReason(StrEnum):
    """Why the codes of an enrolment died. Stored values."""

    LOST_PHONE = "lost_phone"
    RE_ENROL = "re_enrol"
    FORGED = "forged"
    IDENTITY_PROVED = "identity_proved"
    PROXY_ENDED = "proxy_ended"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One number of a person in one city. `ended_at` None while its codes live."""

    person_id: PersonId
    number: int
    city_code: str
    enrolled_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class CodeStanding:
    """What the centre knows of a scanned code: whose it is (None when unknown), and whether it lives.

    `ended_at`: since when it is dead; None while it lives.
    """

    person_id: PersonId | None
    state: CodeState
    colour: Colour
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that can show a person's code: who shows, since when, how long without going online again."""

    shower_id: PersonId
    issued_at: datetime
    expires_at: datetime


STATE_WORDS = {
    CodeState.LIVE: Words("此码有效。", "The code is live."),
    CodeState.DEAD: Words(
        "此码已停用，不能通行；请本人打开安康码刷新，或出示证件。",
        "This code was ended and does not pass; ask the holder to renew it in the app, or to show a document.",
    ),
    CodeState.UNKNOWN: Words(
        "中心没有发出过这个码，不能通行；请核对证件。",
        "The centre never gave out this code; it does not pass. Check the document.",
    ),
}


def code_name_of(list_id: int, index: int, now: datetime) -> CodeName | None:
    """The name, when it could be in use now; None for one of the future or of days that are over."""
    if not 0 <= list_id <= MAX_LIST_ID:
        return None
    name = CodeName(list_id, index)
    age = (local_day(now) - name.issued_on).days
    return name if 0 <= age < NAMES_LIVE_DAYS else None


def state_of(enrolment: Enrolment | None, name: CodeName) -> CodeState:
    """Whether a name lives, given the enrolment behind its number; a number younger than the name is unknown."""
    if enrolment is None or local_day(enrolment.enrolled_at) > name.issued_on:
        return CodeState.UNKNOWN
    if enrolment.ended_at is None:
        return CodeState.LIVE
    return CodeState.DEAD if local_day(enrolment.ended_at) >= name.issued_on else CodeState.UNKNOWN


def issuer_name(city_code: str) -> str:
    """The issuer in tokens: the country and the province's two digits of GB/T 2260.

    >>> issuer_name("3401")
    'CN-34'
    """
    return f"CN-{city_code[:2]}"


def thumbprint(key: PublicKey) -> bytes:
    """The COSE Key Thumbprint of RFC 9679: SHA-256 of the key in canonical form."""
    return sha256(cbor.write(key.to_cose())).digest()


def request_bytes(text: str) -> bytes:
    """The signed request behind its base64url; a text that is none is refused as malformed."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def base64url(data: bytes) -> str:
    """The bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def no_code() -> RefusedError:
    """Nobody without an accepted application has a code (SPEC P14)."""
    return RefusedError(
        RefusalKind.CONFLICT, "no_code", Words("未申领。请先申领安康码。", "No code yet. Please apply for one first.")
    )


def cannot_decide() -> RefusedError:
    """Grey gets no token: what cannot be computed is never shown as a colour (SPEC P14)."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "cannot_decide",
        Words(
            "暂无法判定，现在不能出码；原因见“我的码”，也可拨打热线。",
            "Cannot be decided now, so no code is shown; see why under “My code”, or call the hotline.",
        ),
    )


def used_key() -> RefusedError:
    """Each token has a fresh phone key, so the same request does not come twice."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "replayed_request",
        Words(
            "这次更新请求已经用过，请刷新页面重新获取。",
            "This renewal request was used before; please reload the page to make a new one.",
        ),
    )
