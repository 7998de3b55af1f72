"""Refusals in the OpenAPI description: every operation answers them in the one problem format, and in no other.

FastAPI describes its own format of 422 for each operation; `problems` never sends it, so clients made from the
description would read fields that do not come.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import Field

from ankang.runtime.answers import Answer, WordsAnswer

_PLACE = "#/components/schemas/"
_NOT_SENT = ("HTTPValidationError", "ValidationError")


class ProblemField(Answer):
    """What is wrong with one field; `field` is its name in the body or the query, with dots into its parts."""

    field: str
    code: str
    words: WordsAnswer


class Problem(Answer):
    """A refusal or an error (RFC 9457). `detail` is the sentence of `words` in the language that was asked for."""

    type: str = Field(description="urn:ankang:problem: and the code")
    title: str
    status: int
    code: str = Field(description="Stable; clients branch on it")
    detail: str
    words: WordsAnswer
    fields: list[ProblemField]
    centre_time: str | None = Field(None, description="Set where the clock of who asks is wrong (clock_off)")


def describe_problems(app: FastAPI) -> None:
    """Describe refusals (4XX) and errors (5XX) of every operation as the problem that `problems` answers."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _put_problems(described())
        return described()

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the description


def _put_problems(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for name in _NOT_SENT:
        schemas.pop(name, None)
    schema = Problem.model_json_schema(ref_template=_PLACE + "{model}", mode="serialization")
    schemas |= schema.pop("$defs") | {"Problem": schema}
    content = {"application/problem+json": {"schema": {"$ref": f"{_PLACE}Problem"}}}
    for operations in description["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["4XX"] = {"description": "Refused; the code says why.", "content": content}
            operation["responses"]["5XX"] = {"description": "Not done; nothing was saved.", "content": content}
