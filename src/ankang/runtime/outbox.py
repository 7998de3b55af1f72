"""News that travels upward: written in the transaction that made it, handled once by a job.

A capability publishes (`publish`) and knows no reader. `drain` takes what is due with SKIP LOCKED, so
that any number of processes may drain, and gives each event to its handler in one transaction with
the event's removal: an event is handled or it is still there. A failing event waits longer each time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update

from ankang.runtime.database import AsyncConnection, AsyncEngine
from ankang.runtime.tables import outbox

Handler = Callable[[AsyncConnection, dict[str, Any], datetime], Awaitable[None]]

_LONGEST_WAIT = timedelta(minutes=10)


async def publish(
    connection: AsyncConnection, topic: str, payload: Mapping[str, Any], now: datetime, due_at: datetime | None = None
) -> None:
    """Write an event into the caller's transaction. No personal datum in clear: ids, or values already encrypted."""
    await connection.execute(
        insert(outbox).values(
            event_id=uuid4(), topic=topic, payload=dict(payload), created_at=now, due_at=due_at or now
        )
    )


async def drain(engine: AsyncEngine, handlers: Mapping[str, Handler], now: datetime, limit: int = 200) -> int:
    """Handle up to `limit` due events, the oldest first, each in its own transaction; how many were taken."""
    taken = 0
    while taken < limit and await _handle_one(engine, handlers, now):
        taken += 1
    return taken


async def _handle_one(engine: AsyncEngine, handlers: Mapping[str, Handler], now: datetime) -> bool:
    async with engine.begin() as connection:
        row = (
            await connection.execute(
                select(outbox)
                .where(outbox.c.due_at <= now, outbox.c.topic.in_(list(handlers)))
                .order_by(outbox.c.due_at, outbox.c.event_id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
        ).one_or_none()
        if row is None:
            return False
        savepoint = await connection.begin_nested()
        try:
            await handlers[row.topic](connection, row.payload, now)
        except Exception as error:
            await savepoint.rollback()
            wait = min(_LONGEST_WAIT, timedelta(seconds=2**row.attempts))
            await connection.execute(
                update(outbox)
                .where(outbox.c.event_id == row.event_id)
                .values(attempts=row.attempts + 1, due_at=now + wait, last_error=type(error).__name__)
            )
        else:
            await savepoint.commit()
            await connection.execute(delete(outbox).where(outbox.c.event_id == row.event_id))
        return True
