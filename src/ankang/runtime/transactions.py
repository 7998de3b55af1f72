"""One transaction around a use case: committed at its end, rolled back by an error or a refusal.

A refusal may say that what was written must stay (a counted attempt, a logged look-up). Where the database is away,
because it is being started again after a crash, the refusal says so and asks to try again.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncTransaction

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import AsyncConnection, AsyncEngine

DATABASE_AWAY = "database_away"

Result = TypeVar("Result")

_LOG = logging.getLogger("ankang.http")
_RETRY_AFTER_SECONDS = 5  # a database that crashed is back within (runtime/postgres)


async def in_transaction(
    runtime: Runtime, use_case: Callable[[Call], Awaitable[Result]], engine: AsyncEngine | None = None
) -> Result:
    """What the use case answers, after its transaction is committed; `engine` None: the process's own."""
    async with transaction(engine or runtime.engine) as (connection, opened):
        try:
            return await use_case(Call(connection, runtime.clock.now(), runtime.keys, runtime.config))
        except RefusedError as refusal:
            if refusal.keeps_writes:
                await opened.commit()
            else:
                await opened.rollback()
            raise


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[tuple[AsyncConnection, AsyncTransaction]]:
    """An open transaction, committed at the end, rolled back by an error; RefusedError where the database is away."""
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except Exception as error:  # a socket's, the driver's or the pool's: each means that there is no connection
            raise _database_away(error) from error
        try:
            async with connection.begin() as opened:
                yield connection, opened
        except DBAPIError as error:
            if error.connection_invalidated or _has_no_room(error):
                raise _database_away(error) from error
            raise


def _has_no_room(error: DBAPIError) -> bool:
    """Class 53 of PostgreSQL's errors: disk, memory or connections are used up. It passes."""
    return str(getattr(error.orig, "sqlstate", None) or "").startswith("53")


def _database_away(error: Exception) -> RefusedError:
    # Nothing is said of what was saved: a connection that is lost during the commit leaves that open.
    _LOG.error("the database is away: %s", type(error).__name__)
    return RefusedError(
        RefusalKind.UNAVAILABLE,
        DATABASE_AWAY,
        Words("系统正在恢复，请稍等几秒再试一次。", "The system is recovering; please try again in a few seconds."),
        retry_after_seconds=_RETRY_AFTER_SECONDS,
    )
