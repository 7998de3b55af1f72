"""The verifier's clock: the newest signed time plus the time since, however wrong the device's own clock is.

Three sources, the strongest first: a signed answer of the centre to a fresh nonce, carried on by the device's
monotonic clock (which must count the time asleep, or else `slept` says that it did not); the median drift of recent
proofs, for phones are many and set by their networks; the device's clock. The result is never below the newest signed
time seen: a clock that was set back revives nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from ankang.core.credential.code_name import CodeName

MAX_PROOFS = 21
LEAST_PROOFS = 5
"""Fewer proofs say nothing: one holder's clock may be wrong, the median of five seldom is."""
MOST_DRIFT_SECONDS = 2 * 86_400.0
"""Beyond it a phone's clock is broken, or the picture is old; it says nothing about this device."""
LEAST_DRIFT_SECONDS = 30.0
"""Below it the device's clock is as good as the phones'."""


@dataclass
class VerifierClock:
    """Tells the time from what the device reads: its clock and its monotonic seconds, both given by the caller.

    `floor` is the newest signed time seen, kept over restarts.
    """

    floor: datetime
    _anchor: tuple[datetime, float] | None = None
    _proofs: OrderedDict[CodeName, float] = field(default_factory=OrderedDict)

    def saw_signed_time(self, at: datetime) -> None:
        """A signed file says that it was at least this late."""
        self.floor = max(self.floor, at)

    def answered(self, at: datetime, monotonic_seconds: float) -> None:
        """The centre answered a fresh nonce with this time, at this reading of the monotonic clock."""
        self.saw_signed_time(at)
        self._anchor = (at, monotonic_seconds)

    def slept(self) -> None:
        """The device slept and its monotonic clock may have stood still: the answer no longer leads to the present."""
        self._anchor = None

    def saw_proof(self, name: CodeName, proof_at: datetime, device_now: datetime) -> None:
        """A genuine proof of this code was made at `proof_at` by its phone's clock, also one refused for its time.

        Refusals for a time are only said of genuine proofs, so `read_proof` gives what to hand over here. Each code
        counts once, its latest proof: a picture shown again and again moves nothing.
        """
        seconds = (proof_at - device_now).total_seconds()
        if abs(seconds) > MOST_DRIFT_SECONDS:
            return
        self._proofs.pop(name, None)
        self._proofs[name] = seconds
        while len(self._proofs) > MAX_PROOFS:
            self._proofs.popitem(last=False)

    @property
    def drift_seconds(self) -> float:
        """How far the device's clock is behind, by the median of recent proofs; 0.0 while they are few or agree."""
        if len(self._proofs) < LEAST_PROOFS:
            return 0.0
        drift = median(self._proofs.values())
        return drift if abs(drift) >= LEAST_DRIFT_SECONDS else 0.0

    def now(self, device_now: datetime, monotonic_seconds: float) -> datetime:
        """The present instant."""
        if self._anchor is not None:
            at, then = self._anchor
            return max(self.floor, at + timedelta(seconds=monotonic_seconds - then))
        return max(self.floor, device_now + timedelta(seconds=self.drift_seconds))
