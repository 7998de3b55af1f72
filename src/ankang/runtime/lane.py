"""A lane: requests of the same few milliseconds share one transaction, and each is answered after its commit.

A commit waits for the disk and every statement for a round trip; a rush pays both once for dozens of requests instead
of once for each. What a caller sees stays: what was answered is stored, a refusal stored nothing, nobody hears of
anybody else. A kind of request says how many are done `together`; whatever is not plain comes back as `ALONE` and is
done by the ordinary use case in a transaction of its own, and so is each request of a batch that failed: one bad row
spoils no other.

A lane holds so many requests and no more, none of them for longer than its patience. Above it the answer is an honest
"try again" (503 with Retry-After) before memory grows; nothing of a request that waited too long has been written.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from ankang.core.errors import RefusedError
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import AsyncEngine, engine_for
from ankang.runtime.load import overloaded
from ankang.runtime.transactions import DATABASE_AWAY, in_transaction

_LOG = logging.getLogger("ankang.lane")
_BATCHES_AT_ONCE = 2  # the second begins only when a whole batch waits: few large ones cost less than many small
_ALONE_AT_ONCE = 4


class Alone(Enum):
    """The one value that says: this request is not plain, do it in a transaction of its own."""

    ALONE = "alone"


ALONE = Alone.ALONE

AskedT = TypeVar("AskedT")
AnsweredT = TypeVar("AnsweredT")


@dataclass(frozen=True)
class LaneKind(Generic[AskedT, AnsweredT]):
    """What a lane carries.

    `together` does a batch in one transaction: one answer, refusal or `ALONE` for each request, in order. It writes
    nothing for a request that it does not answer. `alone` is the ordinary use case.
    """

    name: str
    together: Callable[[Call, Sequence[AskedT]], Awaitable[Sequence[AnsweredT | RefusedError | Alone]]]
    alone: Callable[[Call, AskedT], Awaitable[AnsweredT]]
    most_waiting: int = 256
    most_together: int = 64
    gather_seconds: float = 0.002
    longest_gather_seconds: float = 0.010
    patience_seconds: float = 5.0


@dataclass(slots=True, eq=False)
class _Place(Generic[AskedT, AnsweredT]):
    asked: AskedT
    answer: asyncio.Future[AnsweredT]
    since: float


class Lane(Generic[AskedT, AnsweredT]):
    """The lane of one kind in one process."""

    def __init__(self, kind: LaneKind[AskedT, AnsweredT], runtime: Runtime, engine: AsyncEngine) -> None:
        self._kind = kind
        self._runtime = runtime
        self._engine = engine
        self._waiting: deque[_Place[AskedT, AnsweredT]] = deque()
        self._held = 0
        self._drivers: set[asyncio.Task[None]] = set()
        self._alone_slots = asyncio.Semaphore(_ALONE_AT_ONCE)

    async def do(self, asked: AskedT) -> AnsweredT:
        """The answer, once it is stored; RefusedError as the ordinary use case raises it, or when the lane is full."""
        if self._held >= self._kind.most_waiting:
            raise overloaded()
        loop = asyncio.get_running_loop()
        place = _Place[AskedT, AnsweredT](asked, loop.create_future(), loop.time())
        self._held += 1
        self._waiting.append(place)
        is_full = len(self._waiting) >= self._kind.most_together
        if not self._drivers or (is_full and len(self._drivers) < _BATCHES_AT_ONCE):
            driver = loop.create_task(self._drive())
            self._drivers.add(driver)
            driver.add_done_callback(self._drivers.discard)
        try:
            return await place.answer
        finally:
            self._held -= 1

    async def drain(self) -> None:
        """Wait until whoever is in the lane has an answer."""
        while self._drivers:
            await asyncio.wait(set(self._drivers))

    async def _drive(self) -> None:
        while self._waiting:
            await self._gather()
            batch = self._next_batch()
            if not batch:
                continue
            outcomes = await self._together([place.asked for place in batch])
            alone = []
            for place, outcome in zip(batch, outcomes, strict=True):
                if isinstance(outcome, Alone):
                    alone.append(place)
                else:
                    _settle(place, outcome)
            if alone:
                await asyncio.gather(*map(self._do_alone, alone))

    async def _gather(self) -> None:
        """Wait a moment, and on as long as more come in it: one gate alone waits for nobody, a rush fills the batch."""
        before, waited = -1, 0.0
        while before < len(self._waiting) < self._kind.most_together and waited < self._kind.longest_gather_seconds:
            before = len(self._waiting)
            await asyncio.sleep(self._kind.gather_seconds)
            waited += self._kind.gather_seconds

    def _next_batch(self) -> list[_Place[AskedT, AnsweredT]]:
        """Those who waited longest, without who has left or waited in vain."""
        batch: list[_Place[AskedT, AnsweredT]] = []
        while self._waiting and len(batch) < self._kind.most_together:
            place = self._waiting.popleft()
            if not self._is_too_late(place):
                batch.append(place)
        return batch

    async def _together(self, asked: Sequence[AskedT]) -> Sequence[AnsweredT | RefusedError | Alone]:
        try:
            async with asyncio.timeout(self._kind.patience_seconds):
                return await in_transaction(self._runtime, lambda call: self._kind.together(call, asked), self._engine)
        except TimeoutError:
            return [overloaded()] * len(asked)
        except RefusedError as refusal:
            # Without a database there is none for each alone either, and nobody knows whether a commit arrived.
            return [refusal if refusal.code == DATABASE_AWAY else ALONE] * len(asked)
        except Exception as error:
            _LOG.warning("lane %s: a batch of %d failed: %s", self._kind.name, len(asked), type(error).__name__)
            return [ALONE] * len(asked)

    async def _do_alone(self, place: _Place[AskedT, AnsweredT]) -> None:
        async with self._alone_slots:
            if self._is_too_late(place):
                return
            try:
                async with asyncio.timeout(self._kind.patience_seconds):
                    answer = await in_transaction(
                        self._runtime, lambda call: self._kind.alone(call, place.asked), self._engine
                    )
            except TimeoutError:
                _settle(place, overloaded())
            except Exception as error:  # whatever it is, it is the asker's to hear; the others go on
                _settle(place, error)
            else:
                _settle(place, answer)

    def _is_too_late(self, place: _Place[AskedT, AnsweredT]) -> bool:
        if place.answer.done():
            return True
        if asyncio.get_running_loop().time() - place.since <= self._kind.patience_seconds:
            return False
        place.answer.set_exception(overloaded())
        return True


class Lanes:
    """Every lane of one process. They have connections of their own, so that nothing else can take them all (L3)."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._engine: AsyncEngine | None = None
        self._lanes: dict[str, Lane[Any, Any]] = {}

    async def do(self, kind: LaneKind[AskedT, AnsweredT], asked: AskedT) -> AnsweredT:
        """As `Lane.do`, in the lane of the kind."""
        lane: Lane[AskedT, AnsweredT] | None = self._lanes.get(kind.name)
        if lane is None:
            lane = self._lanes[kind.name] = Lane(kind, self._runtime, self._connections())
        return await lane.do(asked)

    async def close(self) -> None:
        """Answer whoever waits, and end the connections."""
        for lane in self._lanes.values():
            await lane.drain()
        if self._engine is not None:
            await self._engine.dispose()

    def _connections(self) -> AsyncEngine:
        if self._engine is None:
            url = self._runtime.engine.url.render_as_string(hide_password=False)
            self._engine = engine_for(url, _ALONE_AT_ONCE)
        return self._engine


def _settle(place: _Place[AskedT, AnsweredT], outcome: AnsweredT | Exception) -> None:
    if place.answer.done():
        return  # whoever asked has left
    if isinstance(outcome, Exception):
        place.answer.set_exception(outcome)
    else:
        place.answer.set_result(outcome)
