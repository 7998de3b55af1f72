"""How long a session lasts, and what its cookie is made of.

NIST SP 800-63B: a resident signs in again after 30 days at the latest (4.1.3), people with duties after
12 hours (4.2.3). A cookie is the person's opaque id and a token of 256 random bits; only the token's SHA-256 is
stored. The CSRF token is derived from the token, so that it needs no place of its own and dies with the session.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ankang.core.ids import PersonId

TOKEN_BYTES = 32
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """How long a session lasts at most, and without being used."""

    absolute: timedelta
    idle: timedelta


RESIDENT_TERMS = SessionTerms(absolute=timedelta(days=30), idle=timedelta(days=14))
DUTY_TERMS = SessionTerms(absolute=timedelta(hours=12), idle=timedelta(hours=4))
SEEN_AT_MOST_EVERY = timedelta(minutes=5)  # so that reading does not write a row each time


@dataclass(frozen=True, slots=True)
class SessionToken:
    """The two parts of a session cookie."""

    person_id: PersonId
    token: bytes

    @property
    def cookie(self) -> str:
        """The text of the cookie."""
        return base64.urlsafe_b64encode(self.person_id.bytes + self.token).decode()

    @property
    def digest(self) -> bytes:
        """What the database keeps."""
        return hashlib.sha256(self.token).digest()

    @property
    def csrf(self) -> str:
        """The CSRF token that belongs to the session."""
        return hmac.digest(self.token, b"ankang csrf", hashlib.sha256).hex()

    def has_csrf(self, given: str) -> bool:
        """Whether `given` is the CSRF token, compared in constant time."""
        return hmac.compare_digest(self.csrf.encode(), given.encode())


def parse_cookie(cookie: str) -> SessionToken | None:
    """The parts of a cookie; None when it is not one of ours.

    >>> parse_cookie("not a cookie") is None
    True
    """
    try:
        content = base64.b64decode(cookie.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(content) != _ID_BYTES + TOKEN_BYTES:
        return None
    return SessionToken(PersonId(UUID(bytes=content[:_ID_BYTES])), content[_ID_BYTES:])


def is_over(terms: SessionTerms, *, last_seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Whether a session has ended by its age or by not being used."""
    return now >= expires_at or now >= last_seen_at + terms.idle
