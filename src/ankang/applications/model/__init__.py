"""What applying decides: which forms are possible, what they state, how a correction differs. Pure."""

from ankang.applications.model.differences import differences
from ankang.applications.model.forms import (
    ANSWER_WITHIN,
    ApplicationState,
    Submitted,
    check_form,
    code_exists,
    contents_of,
    no_correction_left,
    nothing_to_correct,
    superseded_facts,
    would_improve,
)

__all__ = [
    "ANSWER_WITHIN",
    "ApplicationState",
    "Submitted",
    "check_form",
    "code_exists",
    "contents_of",
    "differences",
    "no_correction_left",
    "nothing_to_correct",
    "superseded_facts",
    "would_improve",
]
