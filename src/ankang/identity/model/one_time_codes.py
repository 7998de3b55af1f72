"""One-time codes: how long they live, how often they are sent and tried.

A code of six digits and five tries is guessed with 1 : 200,000; NIST SP 800-63B, 5.1.3.2 asks for at least six
digits, at most ten minutes and a limit on tries. Limits by number stop the flooding of one phone; the limit by
address is wide, because families, dormitories and whole networks stand behind one (SPEC L10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class CodePurpose(StrEnum):
    """What a one-time code is for; a code for one purpose opens no other."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    RESET_PASSWORD = "reset_password"  # noqa: S105  (a purpose, no password)


CODE_LIVES = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)
MOST_TRIES = 5


class CodeCheck(StrEnum):
    """What became of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    USED = "used"
    TRIED_TOO_OFTEN = "tried_too_often"


@dataclass(frozen=True, slots=True)
class SentCode:
    """The code that was last sent for one subject, as it is kept."""

    sent_at: datetime
    expires_at: datetime
    tries: int
    used: bool


def check_code(sent: SentCode, *, matches: bool, now: datetime) -> CodeCheck:
    """What became of a typed code. Whether it is used or expired is told only to who knows it."""
    if sent.tries >= MOST_TRIES:
        return CodeCheck.TRIED_TOO_OFTEN
    if not matches:
        return CodeCheck.WRONG
    if sent.used:
        return CodeCheck.USED
    return CodeCheck.EXPIRED if now >= sent.expires_at else CodeCheck.RIGHT
