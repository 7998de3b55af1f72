"""News that travels upward: written in the transaction that made it, handled once by a job.

A capability publishes (`publish`) and knows no reader. `drain` takes what is due with SKIP LOCKED, so
that any number of processes may drain, and gives each event to its handler in one transaction with
the event's removal: an event is handled or it is still there. A failing event waits longer each time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    await publish_all(connection, topic, [payload], now, due_at)


async def publish_all(
    connection: AsyncConnection,
    topic: str,
    payloads: Iterable[Mapping[str, Any]],
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """As `publish`, for several events of one topic."""
    rows = [
        {"event_id": uuid4(), "topic": topic, "payload": dict(payload), "created_at": now, "due_at": due_at or now}
        for payload in payloads
    ]
    if rows:
        await connection.execute(insert(outbox), rows)


@dataclass(frozen=True, slots=True)
class News:
    """One event that waited."""

    topic: str
    payload: dict[str, Any]
    created_at: datetime


async def take_news(connection: AsyncConnection, topics: Iterable[str]) -> list[News]:
    """Take every waiting event of these topics out of the outbox, the oldest first, in the caller's transaction.

    For who writes a past in one go and hands its news over itself, or drops it: nobody waits for news of years ago.
    """
    taken = await connection.execute(
        delete(outbox)
        .where(outbox.c.topic.in_(list(topics)))
        .returning(outbox.c.topic, outbox.c.payload, outbox.c.created_at)
    )
    news = [News(row.topic, row.payload, row.created_at) for row in taken]
    return sorted(news, key=lambda item: item.created_at)


async def take(connection: AsyncConnection, topics: Sequence[str], now: datetime, limit: int) -> list[dict[str, Any]]:
    """Remove up to `limit` due events of these topics in the caller's transaction; their payloads.

    For readers of many events at once: what is taken is handled when the transaction commits, and is still there
    when it does not. Events that another transaction takes are left to it.
    """
    due = (
        select(outbox.c.event_id)
        .where(outbox.c.due_at <= now, outbox.c.topic.in_(list(topics)))
        .order_by(outbox.c.due_at, outbox.c.event_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = await connection.execute(
        delete(outbox).where(outbox.c.event_id.in_(due.scalar_subquery())).returning(outbox.c.payload)
    )
    return [row.payload for row in rows]


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
