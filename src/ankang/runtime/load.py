"""What is served first when more comes than can be done: codes before panels (L2, L3, L10).

Each route has a class of load, said where the route is declared. A process works on so many requests of a class at
once and answers the next one "try again" (503 with Retry-After) instead of letting it wait. In a rush of codes the
other classes get less: a summary that is opened a minute later harms nobody, a code that does not come shuts a door.

A sender's own rate is limited too: a phone or a gate (its session) to what people can do, an address to what a
campus behind one address does. The counts live in the process, so that a flood costs no statement.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words

RETRY_AFTER_SECONDS = 2


class Load(StrEnum):
    """CODE: issue, renew, verify, upload. PANEL: summaries, lists and printing. ORDINARY: everything else."""

    CODE = "code"
    ORDINARY = "ordinary"
    PANEL = "panel"


@dataclass(frozen=True, slots=True)
class Room:
    """How many requests of a class one process works on at once, and how many while codes are in a rush."""

    most: int
    most_in_rush: int


ROOMS: Mapping[Load, Room] = {
    Load.CODE: Room(512, 512),
    Load.ORDINARY: Room(64, 32),
    Load.PANEL: Room(16, 2),
}
RUSH = 128
"""So many codes in one process at once are a rush: some four batches of a lane, a tenth of a second of work."""
MOST_AT_ONCE = sum(room.most for room in ROOMS.values())
"""More the server need not hand to one process: they would only be refused."""
MOST_LISTENERS = 200
"""Lines that one process holds open for pages that follow something, beside those requests."""

EndpointT = TypeVar("EndpointT", bound=Callable[..., Any])


def panel(endpoint: EndpointT) -> EndpointT:
    """Say of a handler that it is a panel: it gives way to codes."""
    return load_of(Load.PANEL)(endpoint)


def load_of(load: Load) -> Callable[[EndpointT], EndpointT]:
    """Say of a handler to which class it belongs, where its router says otherwise."""

    def declare(endpoint: EndpointT) -> EndpointT:
        endpoint.load = load  # type: ignore[attr-defined]  # the route reads it (runtime/edge)
        return endpoint

    return declare


class Loads:
    """What one process is working on."""

    def __init__(self) -> None:
        self.working = dict.fromkeys(Load, 0)

    def check(self, load: Load) -> None:
        """RefusedError where there is no room for another request of the class."""
        room = ROOMS[load]
        if self.working[load] >= (room.most_in_rush if self.working[Load.CODE] >= RUSH else room.most):
            raise overloaded()

    @contextmanager
    def work(self, load: Load) -> Iterator[None]:
        """Count a request of the class while it is worked on; RefusedError as `check`."""
        self.check(load)
        self.working[load] += 1
        try:
            yield
        finally:
            self.working[load] -= 1


def overloaded() -> RefusedError:
    """More came than can be done now: nothing was done, and the same request may be sent again."""
    return RefusedError(
        RefusalKind.UNAVAILABLE,
        "overloaded",
        Words(
            "现在人太多，这次没有办理，请几秒后再试；已有的码照常可用。",
            "Too many people at once: this was not done. Please try again in a few seconds; codes go on working.",
        ),
        retry_after_seconds=RETRY_AFTER_SECONDS,
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: int
    per_second: float


# Of one process; docs/decisions/0017 says how they were chosen.
FROM_ADDRESS = Rate(burst=4000, per_second=150)
FROM_SESSION = Rate(burst=300, per_second=20)
_MOST_SENDERS = 50_000


class Senders:
    """How much each sender may still send: a bucket that fills again with time."""

    def __init__(self, rate: Rate, most_senders: int = _MOST_SENDERS) -> None:
        self._rate = rate
        self._most_senders = most_senders
        self._left: dict[Hashable, tuple[float, datetime]] = {}

    def seconds_to_wait(self, sender: Hashable, now: datetime) -> float:
        """0, and one request counted; or how long until the sender may send again, and nothing counted."""
        left, at = self._left.pop(sender, (float(self._rate.burst), now))
        left = min(float(self._rate.burst), left + max(0.0, (now - at).total_seconds()) * self._rate.per_second)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate.per_second
        # Whoever sends moves to the end, so the first is who was silent longest, with a bucket full again.
        self._left[sender] = (left if wait else left - 1, now)
        if len(self._left) > self._most_senders:
            del self._left[next(iter(self._left))]
        return wait
