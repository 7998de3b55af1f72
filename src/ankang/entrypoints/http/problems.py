"""Every refusal as one problem format (RFC 9457), and the one table of HTTP numbers.

`detail` is the sentence in the language that the client asked for, `words` both of them. No stack
trace, no SQL, no value of a personal field ever leaves here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ankang.core.errors import FieldProblem, RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.entrypoints.http.problem_words import (
    BAD_JSON,
    FIELD_WORDS,
    FRAMEWORK_WORDS,
    INTERNAL,
    REFUSED,
    TITLES,
    UNUSABLE,
)

STATUS = {
    RefusalKind.INVALID: 422,
    RefusalKind.UNAUTHENTICATED: 401,
    RefusalKind.FORBIDDEN: 403,
    RefusalKind.NOT_FOUND: 404,
    RefusalKind.CONFLICT: 409,
    RefusalKind.EXPIRED: 410,
    RefusalKind.TOO_MANY: 429,
    RefusalKind.UNAVAILABLE: 503,
}

_LONGEST_NAME = 80


def install_problems(app: FastAPI) -> None:
    """Answer every refusal and error of the application as a problem."""
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def problem(
    request: Request,
    status: int,
    code: str,
    words: Words,
    fields: Sequence[FieldProblem] = (),
    retry_after_seconds: int | None = None,
    more: Mapping[str, str] | None = None,
) -> JSONResponse:
    """One problem answer in the language of `Accept-Language` (Chinese unless English comes first)."""
    english = request.headers.get("accept-language", "zh").strip().lower().startswith("en")
    title = TITLES.get(status, REFUSED)
    body: dict[str, Any] = {
        "type": f"urn:ankang:problem:{code}",
        "title": title.en if english else title.zh,
        "status": status,
        "code": code,
        "detail": words.en if english else words.zh,
        "words": {"zh": words.zh, "en": words.en},
        "fields": [
            {"field": item.field, "code": item.code, "words": {"zh": item.words.zh, "en": item.words.en}}
            for item in fields
        ],
        **(more or {}),
    }
    headers = {"Content-Language": "en" if english else "zh-CN", "Cache-Control": "no-store"}
    if retry_after_seconds is not None:
        headers["Retry-After"] = str(retry_after_seconds)
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)  # noqa: S101  (Starlette registers handlers by type but does not type them so)
    more = {} if error.centre_time is None else {"centre_time": error.centre_time.isoformat()}
    return problem(request, STATUS[error.kind], error.code, error.words, error.fields, error.retry_after_seconds, more)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (as above)
    errors = error.errors()
    if errors[0]["type"] == "json_invalid":
        return problem(request, 400, "json_invalid", BAD_JSON.filled(position=errors[0]["loc"][-1]))
    fields = [_field_problem(item) for item in errors]
    words = Words(
        f"有 {len(fields)} 处需要更正：{fields[0].words.zh}",
        f"{len(fields)} field(s) need correcting: {fields[0].words.en}",
    )
    return problem(request, 422, "invalid_fields", words, fields)


def _field_problem(item: dict[str, Any]) -> FieldProblem:
    where = ".".join(str(part) for part in item["loc"] if part not in ("body", "query", "path", "header"))
    template = FIELD_WORDS.get(item["type"], UNUSABLE)
    context = {key: str(value) for key, value in (item.get("ctx") or {}).items()}
    try:
        words = template.filled(**context)
    except KeyError:
        words = UNUSABLE
    # The name of an unknown field is whatever came: shortened, and without half characters that no answer can carry.
    return FieldProblem(where[:_LONGEST_NAME].encode("utf-8", "replace").decode(), item["type"], words)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (as above)
    words = FRAMEWORK_WORDS.get(error.status_code) or TITLES.get(error.status_code, REFUSED)
    answer = problem(request, error.status_code, f"http_{error.status_code}", words)
    answer.headers.update(error.headers or {})  # such as Allow, which RFC 9110 asks for with 405
    return answer


def internal_problem(request: Request) -> JSONResponse:
    """The answer to what nobody foresaw: that it was our fault, and that nothing was saved."""
    return problem(request, 500, "internal_error", INTERNAL)
