"""What can be refused, as one exception that carries a stable code and the words for the person.

A refusal says what was expected, what came and what to do. The kinds are a closed
set; the numbers that HTTP gives them stand in one table at the edge
(`entrypoints/http/problems.py`) and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ankang.core.words import Words


class RefusalKind(StrEnum):
    """Why something was refused, as far as a caller has to tell refusals apart."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    EXPIRED = "expired"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of a form; `field` is its name in the request body."""

    field: str
    code: str
    words: Words


class RefusedError(Exception):
    """An act that the product will not do; nothing of it has been written.

    `code` is stable and in snake_case: clients branch on it, tests assert it.
    `retry_after_seconds` is set where waiting helps. `keeps_writes` is for the rare refusal that
    must leave a trace: a wrong one-time code counts as an attempt, a refused look-up is logged.
    `centre_time` is set where the clock of who asks is wrong, so that it can be put right.
    """

    def __init__(
        self,
        kind: RefusalKind,
        code: str,
        words: Words,
        fields: tuple[FieldProblem, ...] = (),
        retry_after_seconds: int | None = None,
        *,
        keeps_writes: bool = False,
        centre_time: datetime | None = None,
    ) -> None:
        super().__init__(f"{code}: {words.en}")
        self.kind = kind
        self.code = code
        self.words = words
        self.fields = fields
        self.retry_after_seconds = retry_after_seconds
        self.keeps_writes = keeps_writes
        self.centre_time = centre_time


def invalid_field(field: str, code: str, words: Words) -> RefusedError:
    """The refusal of a form because of one of its fields."""
    return RefusedError(RefusalKind.INVALID, code, words, (FieldProblem(field, code, words),))


def key_used() -> RefusedError:
    """The refusal of a request whose key came before with something else in it: one key names one request."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "key_used",
        Words(
            "这次提交已经收到过，但内容与这次不同。请重新打开页面，核对后再提交。",
            "This was received before with other contents. Open the page anew, check it and submit again.",
        ),
    )
