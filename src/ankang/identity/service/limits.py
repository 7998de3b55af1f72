"""Counts attempts against the limits of the model, in PostgreSQL: every process sees the same count."""

from __future__ import annotations

from datetime import datetime

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.identity.model.limits import Limit, seconds_left
from ankang.identity.store import codes as store
from ankang.runtime.context import Call


async def count_or_refuse(call: Call, limit: Limit, subject: str) -> None:
    """Count one attempt on the subject (a number, an address, an account); refuse above the limit."""
    counted, began_at = await store.count_attempt(call.connection, _bucket(call, limit, subject), limit, call.now)
    if counted > limit.most:
        raise _too_many(limit, began_at, call.now)


async def count(call: Call, limit: Limit, subject: str) -> None:
    """Count one attempt without judging it."""
    await store.count_attempt(call.connection, _bucket(call, limit, subject), limit, call.now)


async def refuse_above(call: Call, limit: Limit, subject: str) -> None:
    """Refuse when the subject has used up the limit; counts nothing."""
    found = await store.find_attempts(call.connection, _bucket(call, limit, subject), limit, call.now)
    if found is not None and found[0] >= limit.most:
        raise _too_many(limit, found[1], call.now)


async def forget(call: Call, limit: Limit, subject: str) -> None:
    """Begin anew, after a success."""
    await store.forget_attempts(call.connection, _bucket(call, limit, subject))


def _bucket(call: Call, limit: Limit, subject: str) -> bytes:
    return call.cipher.blind_index(f"{limit.name}:{subject}", "attempts")


def _too_many(limit: Limit, began_at: datetime, now: datetime) -> RefusedError:
    wait = seconds_left(limit, began_at, now)
    minutes = -(-wait // 60)
    return RefusedError(
        RefusalKind.TOO_MANY,
        "too_many_attempts",
        Words(
            f"操作太频繁，请 {minutes} 分钟后再试。",
            f"Too many attempts; please try again in {minutes} minutes.",
        ),
        retry_after_seconds=wait,
        keeps_writes=True,
    )
