"""The edge of a request: its body, its transaction, and who acts. Routes of every capability stand on this.

`TransactionRoute` reads the body, opens one transaction for each request and commits it before the answer leaves; a
refusal rolls back, unless it says that what was written must stay (a counted attempt, a logged look-up). Where the
database is away, because it is being started again after a crash, the answer says so and asks to try again.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncTransaction

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.access import Actor
from ankang.runtime.bodies import LARGEST_BODY, BodyFormat, read_body
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import AsyncConnection, AsyncEngine

SESSION_COOKIE = "ankang_session"
CSRF_COOKIE = "ankang_csrf"
CSRF_HEADER = "X-CSRF-Token"

Authenticate = Callable[[Call, str, str | None], Awaitable[Actor | None]]
"""(call, session cookie, CSRF header or None for a safe method) -> who acts. Identity provides it at start."""

_LOG = logging.getLogger("ankang.http")
_RETRY_AFTER_SECONDS = 5  # a database that crashed is back within (runtime/postgres)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class TransactionRoute(APIRoute):
    """A route whose handler runs in one transaction, committed before the answer is sent."""

    body_format = BodyFormat.JSON
    largest_body = LARGEST_BODY

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler, wrapped."""
        handler = super().get_route_handler()

        async def in_transaction(request: Request) -> Response:
            request = await read_body(request, self.body_format if self.body_field else None, self.largest_body)
            runtime: Runtime = request.app.state.runtime
            async with _transaction(runtime.engine) as (connection, transaction):
                request.state.call = Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
                try:
                    return await handler(request)
                except RefusedError as refusal:
                    if not refusal.keeps_writes:
                        await transaction.rollback()
                    else:
                        await transaction.commit()
                    raise

        return in_transaction


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[tuple[AsyncConnection, AsyncTransaction]]:
    """An open transaction, committed at the end, rolled back by an error; RefusedError where the database is away."""
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except Exception as error:  # a socket's, the driver's or the pool's: each means that there is no connection
            raise _database_away(error) from error
        try:
            async with connection.begin() as transaction:
                yield connection, transaction
        except DBAPIError as error:
            if error.connection_invalidated:
                raise _database_away(error) from error
            raise


def _database_away(error: Exception) -> RefusedError:
    # Nothing is said of what was saved: a connection that is lost during the commit leaves that open.
    _LOG.error("the database is away: %s", type(error).__name__)
    return RefusedError(
        RefusalKind.UNAVAILABLE,
        "database_away",
        Words("系统正在恢复，请稍等几秒再试一次。", "The system is recovering; please try again in a few seconds."),
        retry_after_seconds=_RETRY_AFTER_SECONDS,
    )


def router(prefix: str, tag: str, route_class: type[TransactionRoute] = TransactionRoute) -> APIRouter:
    """A capability's router under `/api/v1`, each request in its transaction."""
    return APIRouter(prefix=f"/api/v1{prefix}", tags=[tag], route_class=route_class)


def larger_route(largest: int, takes: BodyFormat = BodyFormat.JSON) -> type[TransactionRoute]:
    """For a router whose routes take bodies of another size or format than forms have."""

    class LargerRoute(TransactionRoute):
        """A route that takes more than a form."""

        body_format = takes
        largest_body = largest

    return LargerRoute


def upload_route(largest_file: int) -> type[TransactionRoute]:
    """For a router whose routes take one file of at most so many bytes, with a few form fields beside it."""
    return larger_route(largest_file + LARGEST_BODY, BodyFormat.FORM)


def _call(request: Request) -> Call:
    call: Call = request.state.call
    return call


async def _actor(request: Request) -> Actor:
    actor = await _find_actor(request)
    if actor is None:
        raise RefusedError(
            RefusalKind.UNAUTHENTICATED,
            "not_signed_in",
            Words("请先登录，登录可能已过期。", "Please sign in; your session may have ended."),
        )
    return actor


async def _find_actor(request: Request) -> Actor | None:
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    authenticate: Authenticate = request.app.state.authenticate
    csrf = None if request.method in _SAFE_METHODS else request.headers.get(CSRF_HEADER, "")
    return await authenticate(_call(request), cookie, csrf)


CurrentCall = Annotated[Call, Depends(_call)]
CurrentActor = Annotated[Actor, Depends(_actor)]
OptionalActor = Annotated[Actor | None, Depends(_find_actor)]
