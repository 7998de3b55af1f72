"""Floods stop here, before anything is read or asked of the database (L10); a family or a campus does not notice.

Only the API is counted: pages are files, and a phone loads dozens of them once.
"""

from __future__ import annotations

import math

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ankang.core.words import Words
from ankang.entrypoints.http.problems import problem
from ankang.identity.model.limits import address_group
from ankang.runtime.clock import Clock
from ankang.runtime.edge import SESSION_COOKIE
from ankang.runtime.load import FROM_ADDRESS, FROM_SESSION, Senders

_COOKIE = f"{SESSION_COOKIE}=".encode()
_COUNTED = ("/api/", "/gate/")
TOO_MANY_REQUESTS = 429


class Floods:
    """Answers 429 to a sender above its rate; a pure ASGI layer."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._sessions = Senders(FROM_SESSION)
        self._addresses = Senders(FROM_ADDRESS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say how long to wait."""
        wait = self._seconds_to_wait(scope) if scope["type"] == "http" and scope["path"].startswith(_COUNTED) else 0.0
        if wait == 0:
            await self._app(scope, receive, send)
            return
        seconds = math.ceil(wait)
        words = Words(
            f"这台设备或这个网络的请求太多，请 {seconds} 秒后再试。",
            f"Too many requests from this device or network; please try again in {seconds} seconds.",
        )
        answer = problem(Request(scope), TOO_MANY_REQUESTS, "too_many_requests", words, retry_after_seconds=seconds)
        await answer(scope, receive, send)

    def _seconds_to_wait(self, scope: Scope) -> float:
        now = self._clock.now()
        client = scope.get("client")
        by_address = self._addresses.seconds_to_wait(address_group(client[0]), now) if client else 0.0
        session = _session_of(scope)
        return by_address or (self._sessions.seconds_to_wait(session, now) if session is not None else 0.0)


def _session_of(scope: Scope) -> int | None:
    """What tells one session from another; its secret is not kept."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            _, found, rest = value.partition(_COOKIE)
            return hash(rest.partition(b";")[0]) if found else None
    return None
