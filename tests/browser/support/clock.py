"""A clock that runs like the machine's, moved to where the journey is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ankang.runtime.clock import SystemClock


class ShiftedClock:
    """Runs on from the instant it was last moved to, so that proofs and pages age as they would."""

    def __init__(self, at: datetime) -> None:
        self._system = SystemClock()
        self._shift = timedelta()
        self.move_to(at)

    def now(self) -> datetime:
        """The present instant of the journey."""
        return self._system.now() + self._shift

    def move_to(self, at: datetime) -> None:
        """Go on from `at`."""
        self._shift = at.astimezone(UTC) - self._system.now()
