"""A morning, and a policy notice into it, time-compressed: so many requests each second, whatever the server does.

People do not wait for each other: requests are sent at their time over a pool of connections. Each asks again where it
was shed, after the time it was told and a jitter, three times at most, with the same key. What was answered is kept,
so that it can be looked for in the database afterwards.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_TRIES = 3
_CONNECTIONS = 400
_PATIENCE_SECONDS = 5
_SHED = (429, 503)


@dataclass(frozen=True, slots=True)
class Planned:
    """A request at its time. `name` is what must be found afterwards where it was answered 201."""

    at_seconds: float
    kind: str
    content: bytes
    name: object = None


@dataclass(slots=True)
class Outcome:
    """What a morning came to."""

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    acknowledged: dict[str, list[object]] = field(default_factory=dict)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)

    def count(self, kind: str, *results: str) -> int:
        """How many requests of a kind ended so."""
        return sum(self.answers[kind, result] for result in results)

    def p99(self, kind: str) -> float:
        """Of those that were served, from the time at which they were to be sent."""
        times = sorted(self.milliseconds.get(kind, [0.0]))
        return times[min(len(times) - 1, len(times) * 99 // 100)]


def arrivals(mean: float, seconds: float) -> list[float]:
    """The instants of one morning: the mean, within a tenth of it ten times the mean, then a notice: a hundred times.

    >>> times = arrivals(1.0, 60)
    >>> times == sorted(times), 0 <= times[0] <= times[-1] <= 60
    (True, True)
    """
    dice = random.Random(7)
    times, at = [], 0.0
    while True:
        at += dice.expovariate(mean * _factor(at / seconds))
        if at > seconds:
            return times
        times.append(at)


def _factor(part: float) -> float:
    if part < 0.2:
        return 1.0
    if part < 0.3:
        return 1.0 + 9.0 * (part - 0.2) / 0.1
    if part < 0.6:
        return 10.0
    return 100.0 if part < 0.65 else 10.0


async def replay(port: int, plan: Iterable[Planned], watch: Callable[[], None]) -> Outcome:
    """Send all of it at its time; `watch` is called every second."""
    outcome = Outcome()
    connections: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
    for _ in range(_CONNECTIONS):
        connections.put_nowait(Connection(port))
    watcher = asyncio.create_task(_every_second(watch))
    loop = asyncio.get_running_loop()
    began, running = loop.time(), set()
    for planned in plan:
        await asyncio.sleep(max(0.0, began + planned.at_seconds - loop.time()))
        task = loop.create_task(_ask(connections, planned, began + planned.at_seconds, outcome))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    watcher.cancel()
    while not connections.empty():
        connections.get_nowait().close()
    return outcome


async def _ask(connections: asyncio.LifoQueue[Connection], planned: Planned, due: float, outcome: Outcome) -> None:
    loop = asyncio.get_running_loop()
    result = "error"
    for attempt in range(_TRIES):
        try:
            connection = await asyncio.wait_for(connections.get(), _PATIENCE_SECONDS)
        except TimeoutError:
            result = "not sent"
            break
        try:
            status, retry_after = await asyncio.wait_for(connection.ask(planned.content), 20)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            connection.close()
            status, retry_after = 0, 1
        finally:
            connections.put_nowait(connection)
        if 200 <= status < 300:
            result = "served"
            outcome.acknowledged.setdefault(planned.kind, []).append(planned.name)
            outcome.milliseconds.setdefault(planned.kind, []).append((loop.time() - due) * 1000)
            break
        result = "shed" if status in _SHED else "error" if status == 0 else f"refused {status}"
        if status not in (*_SHED, 0):
            break
        if attempt < _TRIES - 1:
            await asyncio.sleep(retry_after * (0.5 + random.random()))
    outcome.answers[planned.kind, result] += 1


async def _every_second(watch: Callable[[], None]) -> None:
    while True:
        watch()
        await asyncio.sleep(1)


class Connection:
    """One HTTP/1.1 connection that is opened when it is needed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, content: bytes) -> tuple[int, int]:
        """Status and seconds of Retry-After (0 without)."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(content)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        await reader.readexactly(int(lines.get("content-length", "0")))
        return int(head.split(" ", 2)[1]), int(lines.get("retry-after", "0"))

    def close(self) -> None:
        """Forget it; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
