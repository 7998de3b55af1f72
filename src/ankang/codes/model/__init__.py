"""What codes decide: who holds which name, what a checkpoint is told of it, what is published. Pure."""

from __future__ import annotations

from ankang.codes.model.codes import (
    NAMES_LIVE_DAYS,
    STATE_WORDS,
    TIMES,
    CodeStanding,
    CodeState,
    EndReason,
    Enrolment,
    Phone,
    base64url,
    code_name_of,
    issuer_name,
)

__all__ = [
    "NAMES_LIVE_DAYS",
    "STATE_WORDS",
    "TIMES",
    "CodeStanding",
    "CodeState",
    "EndReason",
    "Enrolment",
    "Phone",
    "base64url",
    "code_name_of",
    "issuer_name",
]
