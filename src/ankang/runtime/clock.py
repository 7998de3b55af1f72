"""The one place that reads the machine's clock; everything else is told the time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Something that knows the present instant (aware, UTC)."""

    def now(self) -> datetime:
        """The present instant."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)  # noqa: TID251  (this is the one place that reads the clock)


class MovableClock:
    """A clock that stands still until it is moved: for tests, drills and replays."""

    def __init__(self, at: datetime) -> None:
        self._at = _aware(at)

    def now(self) -> datetime:
        """The instant it was last moved to."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Set the clock, forwards or backwards."""
        self._at = _aware(at)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"expected an aware instant, got the naive {at!r}")
    return at.astimezone(UTC)
