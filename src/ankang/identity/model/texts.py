"""The text messages that identity asks for. Their words live with notices, which sends them."""

from __future__ import annotations

from enum import StrEnum


class TextTemplate(StrEnum):
    """One kind of text message; the comment names its parameters."""

    ONE_TIME_CODE = "one_time_code"  # code, minutes, purpose
    NO_ACCOUNT = "no_account"  # none: somebody asked for a code, and this number has no account
    PROXY_CONSENT = "proxy_consent"  # code, minutes, proxy (masked name), holder (masked name)
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  (a kind of message; no parameters)
    IDENTITY_PROVED = "identity_proved"  # none
    MOBILE_MOVED = "mobile_moved"  # none: sent to the number that an account had before
