"""Every refusal as one problem format (RFC 9457), and the one table of HTTP numbers.

`detail` is the sentence in the language that the client asked for, `words` both of them. No stack
trace, no SQL, no value of a personal field ever leaves here.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ankang.core.errors import FieldProblem, RefusalKind, RefusedError
from ankang.core.words import Words

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

_LOG = logging.getLogger("ankang.http")

_TITLES = {
    400: Words("请求的格式不对", "The request is malformed"),
    401: Words("请先登录", "Please sign in"),
    403: Words("没有权限", "Not allowed"),
    404: Words("没有找到", "Not found"),
    405: Words("不支持这个操作", "This method is not supported"),
    409: Words("与现有记录冲突", "Conflicts with what is recorded"),
    410: Words("已过期", "Expired"),
    413: Words("内容太大", "Too large"),
    422: Words("有内容需要更正", "Something needs correcting"),
    429: Words("操作太频繁", "Too many attempts"),
    500: Words("系统出错了", "Something went wrong here"),
    503: Words("暂时无法服务", "Not available right now"),
}

_INTERNAL = Words(
    "系统出错了，您填写的内容没有保存，请稍后再试。", "Something went wrong here; nothing was saved. Please try again."
)

# What pydantic calls an error, in words; whatever is not listed says that the value cannot be used.
_FIELD_WORDS = {
    "missing": Words("请填写这一项。", "Please fill in this field."),
    "string_too_short": Words("内容太短，至少 {min_length} 个字符。", "Too short: at least {min_length} characters."),
    "string_too_long": Words("内容太长，最多 {max_length} 个字符。", "Too long: at most {max_length} characters."),
    "string_pattern_mismatch": Words("格式不对，请检查后重填。", "The format is not right; please check it."),
    "greater_than_equal": Words("数值太小，最小 {ge}。", "Too small: at least {ge}."),
    "less_than_equal": Words("数值太大，最大 {le}。", "Too large: at most {le}."),
    "enum": Words("请从选项中选择，可选：{expected}。", "Choose one of the options: {expected}."),
    "literal_error": Words("请从选项中选择，可选：{expected}。", "Choose one of the options: {expected}."),
    "float_parsing": Words("请填写数字，例如 36.5。", "Enter a number, such as 36.5."),
    "float_type": Words("请填写数字，例如 36.5。", "Enter a number, such as 36.5."),
    "int_parsing": Words("请填写整数。", "Enter a whole number."),
    "date_from_datetime_parsing": Words("请填写日期，例如 2022-07-08。", "Enter a date, such as 2022-07-08."),
    "date_parsing": Words("请填写日期，例如 2022-07-08。", "Enter a date, such as 2022-07-08."),
    "extra_forbidden": Words("不认识这一项，请去掉。", "This field is not known; please leave it out."),
    "json_invalid": Words("请求不是有效的 JSON。", "The request is not valid JSON."),
}
_UNUSABLE = Words("这个值不能用，请检查后重填。", "This value cannot be used; please check it.")


def install_problems(app: FastAPI) -> None:
    """Answer every refusal and error of the application as a problem."""
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def problem(
    request: Request,
    status: int,
    code: str,
    words: Words,
    fields: Sequence[FieldProblem] = (),
    retry_after_seconds: int | None = None,
) -> JSONResponse:
    """One problem answer in the language of `Accept-Language` (Chinese unless English comes first)."""
    english = request.headers.get("accept-language", "zh").strip().lower().startswith("en")
    title = _TITLES.get(status, _TITLES[500])
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
    }
    headers = {"Content-Language": "en" if english else "zh-CN", "Cache-Control": "no-store"}
    if retry_after_seconds is not None:
        headers["Retry-After"] = str(retry_after_seconds)
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)  # noqa: S101  (Starlette registers handlers by type but does not type them so)
    return problem(request, STATUS[error.kind], error.code, error.words, error.fields, error.retry_after_seconds)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (as above)
    fields = [_field_problem(item) for item in error.errors()]
    words = Words(
        f"有 {len(fields)} 处需要更正：{fields[0].words.zh}",
        f"{len(fields)} field(s) need correcting: {fields[0].words.en}",
    )
    return problem(request, 422, "invalid_fields", words, fields)


def _field_problem(item: dict[str, Any]) -> FieldProblem:
    where = [str(part) for part in item["loc"] if part not in ("body", "query", "path", "header")]
    template = _FIELD_WORDS.get(item["type"], _UNUSABLE)
    context = {key: str(value) for key, value in (item.get("ctx") or {}).items()}
    try:
        words = template.filled(**context)
    except KeyError:
        words = _UNUSABLE
    return FieldProblem(".".join(where), item["type"], words)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (as above)
    return problem(request, error.status_code, f"http_{error.status_code}", _TITLES.get(error.status_code, _INTERNAL))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    # The type alone: an exception's text may hold a value of a person's record.
    _LOG.error("unexpected %s at %s %s", type(error).__name__, request.method, request.scope.get("route"))
    return problem(request, 500, "internal_error", _INTERNAL)
