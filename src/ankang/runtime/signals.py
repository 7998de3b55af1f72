"""Nudges between processes: something changed, whoever looks at it may look again (PostgreSQL LISTEN and NOTIFY).

A nudge carries a topic and nothing of what changed. It leaves with the commit of the transaction that gave it, and
reaches every process that listens; each has one connection for that, opened with its first listener and again after a
loss. What was missed meanwhile is unknown, so then everybody is woken.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import URL, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.database import AsyncConnection
from ankang.runtime.load import MOST_LISTENERS

_CHANNEL = "ankang"
_AGAIN_AFTER_SECONDS = 2.0
_LOG = logging.getLogger("ankang.signals")


async def signal(connection: AsyncConnection, topic: str) -> None:
    """Nudge whoever listens to the topic, in any process, once this transaction is committed."""
    await connection.execute(select(func.pg_notify(_CHANNEL, topic)))


class Signals:
    """What one process hears."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
        self._woken: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._lost = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._closed = False

    async def nudges(self, topic: str, beat_seconds: float, beats: int) -> AsyncIterator[bool]:
        """True at first and at each nudge of the topic, False where a beat passed without one; ends after the beats."""
        with self._listener(topic) as woken:
            woken.set()
            while beats > 0 and not self._closed:
                try:
                    async with asyncio.timeout(beat_seconds):
                        await woken.wait()
                except TimeoutError:
                    beats -= 1
                    yield False
                else:
                    woken.clear()
                    yield not self._closed

    def check_room(self) -> None:
        """Raise where this process has as many listeners as it takes."""
        if sum(map(len, self._woken.values())) >= MOST_LISTENERS:
            raise RefusedError(
                RefusalKind.UNAVAILABLE,
                "too_many_listeners",
                Words("现在不能实时更新，页面会定时刷新。", "No live updates just now; the page refreshes by itself."),
                retry_after_seconds=30,
            )

    async def close(self) -> None:
        """End every listener and the connection."""
        self._closed = True
        self._wake_all()
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    @contextmanager
    def _listener(self, topic: str) -> Iterator[asyncio.Event]:
        woken = asyncio.Event()
        self._woken[topic].add(woken)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        try:
            yield woken
        finally:
            self._woken[topic].discard(woken)
            if not self._woken[topic]:
                del self._woken[topic]

    async def _listen(self) -> None:
        while not self._closed:
            try:
                await self._listen_until_lost()
            except (OSError, SQLAlchemyError) as error:
                _LOG.warning("no nudges from the database: %s; trying again", type(error).__name__)
            await asyncio.sleep(_AGAIN_AFTER_SECONDS)

    async def _listen_until_lost(self) -> None:
        self._lost.clear()
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            driver.add_termination_listener(lambda _: self._lost.set())
            await driver.add_listener(_CHANNEL, self._heard)
            self._wake_all()
            await self._lost.wait()
            await connection.invalidate()

    def _heard(self, _connection: object, _process: int, _channel: str, topic: str) -> None:
        for woken in self._woken.get(topic, ()):
            woken.set()

    def _wake_all(self) -> None:
        for listeners in self._woken.values():
            for woken in listeners:
                woken.set()
