"""What nobody foresaw, answered as a problem and logged without a value of anybody's record.

Starlette's own handler answers too, but raises the error again, and the server then logs its text: the parameters of
a statement, a name in a message. Here the log gets the type, the route and where in our code it happened.
"""

from __future__ import annotations

import logging
import traceback

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ankang.entrypoints.http.problems import internal_problem

_LOG = logging.getLogger("ankang.http")


class UnexpectedErrors:
    """Answers 500 for every exception that reaches it; a pure ASGI layer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            _log(scope, error)
            if has_begun:
                # The server must cut the line, or the client takes a half answer for a whole one.
                raise ConnectionError("an answer broke off; see ankang.http") from None
            await internal_problem(Request(scope))(scope, receive, send)


def _log(scope: Scope, error: Exception) -> None:
    route = getattr(scope.get("route"), "path", "an unknown path")
    places = " < ".join(
        f"{frame.name} {frame.filename.rpartition('/ankang/')[2]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
        if "/ankang/" in frame.filename
    )
    _LOG.error("unexpected %s at %s %s: %s", type(error).__name__, scope["method"], route, places)
