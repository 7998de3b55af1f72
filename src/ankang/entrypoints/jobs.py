"""What happens without a request: news from the outbox, and people whose colour is due.

Every job is safe to run twice and in two processes at once; a failing one is reported by name and
tried again, the others go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ankang.assessments import service as assessments
from ankang.checkpoints import service as checkpoints
from ankang.codes import service as codes
from ankang.identity import service as identity
from ankang.notices import service as notices
from ankang.runtime.context import Runtime
from ankang.runtime.outbox import Handler, drain

_LOG = logging.getLogger("ankang.jobs")

Job = Callable[[datetime], Awaitable[int]]

_IDLE_SECONDS = 0.5
_FORGET_EVERY = timedelta(minutes=5)


@dataclass(slots=True)
class Jobs:
    """The jobs of one installation, composed once. `forgot_at`: when what nobody needs was last deleted."""

    runtime: Runtime
    forgot_at: datetime | None = None

    def handlers(self) -> Mapping[str, Handler]:
        """Who handles which news."""
        return {
            **notices.handlers(self.runtime),
            **assessments.handlers(self.runtime),
            **codes.handlers(self.runtime),
        }

    async def run_once(self, now: datetime) -> int:
        """Do what is due at `now`; how much that was."""
        done = 0
        jobs = (
            ("outbox", self._drain),
            ("reassess_due", self._reassess_due),
            ("publish", self._publish),
            ("check_uploads", self._check_uploads),
            ("forget", self._forget),
        )
        for name, job in jobs:
            try:
                done += await job(now)
            except Exception as error:
                _LOG.error("job %s failed: %s", name, type(error).__name__)
        return done

    async def run_for_ever(self) -> None:
        """Run until cancelled; rests shortly whenever nothing was due."""
        while True:
            if await self.run_once(self.runtime.clock.now()) == 0:
                await asyncio.sleep(_IDLE_SECONDS)

    async def _drain(self, now: datetime) -> int:
        return await drain(self.runtime.engine, self.handlers(), now)

    async def _forget(self, now: datetime) -> int:
        if self.forgot_at is not None and now - self.forgot_at < _FORGET_EVERY:
            return 0
        self.forgot_at = now
        return await checkpoints.forget_old(self.runtime, now) + await identity.forget_old(self.runtime, now)

    async def _check_uploads(self, now: datetime) -> int:
        return await checkpoints.check_uploads(self.runtime, now)

    async def _reassess_due(self, now: datetime) -> int:
        return await assessments.reassess_due(self.runtime, now)

    async def _publish(self, now: datetime) -> int:
        concerned = await codes.publish_due(self.runtime, now)
        await codes.lay_published(self.runtime)
        return concerned
