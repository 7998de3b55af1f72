"""Bodies of requests: read whole, before a transaction begins, up to a size and in the format of the route.

A phone on a slow line, or somebody who sends a byte a minute, so holds no connection of the database; what is
larger than any form of ours is refused before it fills the memory.
"""

from __future__ import annotations

from email.message import Message as Header
from enum import StrEnum

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message

LARGEST_BODY = 64 * 1024
"""Bytes. The largest form, an application with every field full, has less than 8 KB."""

BAD_REQUEST, TOO_LARGE, UNSUPPORTED = 400, 413, 415


class BodyFormat(StrEnum):
    """What a route takes."""

    JSON = "application/json"
    FORM = "multipart/form-data"


async def read_body(request: Request, body_format: BodyFormat | None, largest: int) -> Request:
    """The same request with its body at hand; `body_format` None for a route that takes none.

    Refused: a body above `largest` bytes (413), one that says to be something else (415). An empty body passes, and
    the route names the fields that are missing.
    """
    body = await _read(request, largest)
    if body and body_format is not None and _format_of(request) != body_format:
        raise HTTPException(UNSUPPORTED)

    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, replay)


async def _read(request: Request, largest: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:12]) > largest:
        raise HTTPException(TOO_LARGE)
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > largest:
                raise HTTPException(TOO_LARGE)
            parts.append(part)
    except ClientDisconnect as gone:
        raise HTTPException(BAD_REQUEST) from gone  # nobody is there to read the answer
    return b"".join(parts)


def _format_of(request: Request) -> str:
    header = Header()
    header["content-type"] = request.headers.get("content-type", "")
    return header.get_content_type()
