"""Deletes what identity need not remember: sessions that are over, codes and counts of attempts of days gone by."""

from __future__ import annotations

from datetime import datetime, timedelta

from ankang.identity.store import accounts, codes
from ankang.runtime.context import Runtime

# Codes live for minutes and limits count for an hour at most; for a day a used code is still told to be used.
_KEPT = timedelta(days=1)


async def forget_old(runtime: Runtime, now: datetime) -> int:
    """Delete them; how many rows that were. A job, safe to run twice."""
    async with runtime.engine.begin() as connection:
        ended = await accounts.delete_ended_sessions(connection, now)
        return ended + await codes.delete_before(connection, now - _KEPT)
