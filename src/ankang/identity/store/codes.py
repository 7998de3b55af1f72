"""One-time codes as they are kept, and the counts behind the limits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from ankang.identity.model.limits import Limit
from ankang.identity.model.one_time_codes import SentCode
from ankang.identity.tables import attempts, one_time_codes
from ankang.runtime.database import AsyncConnection


async def put_code(
    connection: AsyncConnection, subject: bytes, code_digest: bytes, sent_at: datetime, expires_at: datetime
) -> None:
    """Keep the code that was sent for a subject, over an earlier one."""
    kept = insert(one_time_codes).values(
        subject=subject, code_digest=code_digest, sent_at=sent_at, expires_at=expires_at, tries=0, used_at=None
    )
    await connection.execute(
        kept.on_conflict_do_update(
            index_elements=["subject"],
            set_={
                "code_digest": kept.excluded.code_digest,
                "sent_at": kept.excluded.sent_at,
                "expires_at": kept.excluded.expires_at,
                "tries": 0,
                "used_at": None,
            },
        )
    )


async def lock_code(connection: AsyncConnection, subject: bytes) -> tuple[SentCode, bytes] | None:
    """The code kept for a subject and its digest, locked, so that two tries are two tries."""
    row = (
        await connection.execute(select(one_time_codes).where(one_time_codes.c.subject == subject).with_for_update())
    ).one_or_none()
    if row is None:
        return None
    return SentCode(row.sent_at, row.expires_at, row.tries, row.used_at is not None), row.code_digest


async def count_try(connection: AsyncConnection, subject: bytes) -> None:
    """Count a wrong try."""
    await connection.execute(
        update(one_time_codes).where(one_time_codes.c.subject == subject).values(tries=one_time_codes.c.tries + 1)
    )


async def mark_used(connection: AsyncConnection, subject: bytes, now: datetime) -> None:
    """A code opens once."""
    await connection.execute(update(one_time_codes).where(one_time_codes.c.subject == subject).values(used_at=now))


async def count_attempt(
    connection: AsyncConnection, bucket: bytes, limit: Limit, now: datetime
) -> tuple[int, datetime]:
    """Count one attempt, in a new window when the last is over: how many now, and when the window began.

    The row stays locked until the transaction ends, so that attempts on one bucket come one after the other.
    """
    fresh = insert(attempts).values(bucket=bucket, window_started_at=now, counted=1)
    over = attempts.c.window_started_at <= now - limit.window
    counted = fresh.on_conflict_do_update(
        index_elements=["bucket"],
        set_={
            "counted": case((over, 1), else_=attempts.c.counted + 1),
            "window_started_at": case((over, now), else_=attempts.c.window_started_at),
        },
    ).returning(attempts.c.counted, attempts.c.window_started_at)
    row = (await connection.execute(counted)).one()
    return row.counted, row.window_started_at


async def find_attempts(
    connection: AsyncConnection, bucket: bytes, limit: Limit, now: datetime
) -> tuple[int, datetime] | None:
    """How many attempts stand in the present window and when it began; None when there is none."""
    row = (
        await connection.execute(
            select(attempts).where(attempts.c.bucket == bucket, attempts.c.window_started_at > now - limit.window)
        )
    ).one_or_none()
    return None if row is None else (row.counted, row.window_started_at)


async def forget_attempts(connection: AsyncConnection, bucket: bytes) -> None:
    """Begin anew, after a success."""
    await connection.execute(delete(attempts).where(attempts.c.bucket == bucket))


async def delete_before(connection: AsyncConnection, before: datetime) -> int:
    """Delete codes that expired, and counts whose window began, before the instant; how many rows that were."""
    expired = await connection.execute(delete(one_time_codes).where(one_time_codes.c.expires_at < before))
    counted = await connection.execute(delete(attempts).where(attempts.c.window_started_at < before))
    return expired.rowcount + counted.rowcount
