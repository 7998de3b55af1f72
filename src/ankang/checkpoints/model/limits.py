"""How much staff may ask, and for how long something stays open at a gate. Pure, and policy data with reasons."""

from __future__ import annotations

from datetime import datetime, timedelta

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words

LOOK_UPS_PER_HOUR = 60
"""One a minute is more than a gate without phones needs, and far less than copying a list of numbers takes (R11)."""
LOOK_UP_WINDOW = timedelta(hours=1)

REPLAY_WINDOW = timedelta(minutes=3)
"""A proof is accepted for 90 seconds at most, ±180 with a step-up; after that it is refused as stale (CREDENTIAL)."""
SAME_SCAN = timedelta(seconds=15)
"""The same account reading the same proof so soon is one scan: cameras read a QR many times."""

ISOLATION = timedelta(hours=4)
"""Whoever has not come back for the second reading by then has left: a refused entry, no fact (SPEC P9)."""
PENDING_ARRIVAL = timedelta(hours=1)
"""How long an arrival by posted code waits for staff."""
UPLOADS_TAKEN = timedelta(days=7)
"""How old a record of a gate may be that the centre still takes: an outage of days and a phone found again."""
UPLOAD_AHEAD = timedelta(minutes=3)
"""How far ahead of the centre's clock a record may be: as far as a proof ever passes (CREDENTIAL)."""
KEYS_KEPT = UPLOADS_TAKEN + timedelta(days=1)
"""Longer than a record may wait, so that one that was answered is known when it comes again."""
FAR_SHOW = timedelta(minutes=10)
"""One person cannot be at gates of two counties within this time."""


def too_many_look_ups(oldest_at: datetime, now: datetime, per_hour: int = LOOK_UPS_PER_HOUR) -> RefusedError:
    """The refusal of one look-up too many; the attempt itself stays logged."""
    seconds = max(1, int((oldest_at + LOOK_UP_WINDOW - now).total_seconds()))
    return RefusedError(
        RefusalKind.TOO_MANY,
        "look_up_quota",
        Words(
            f"每小时最多查 {per_hour} 次，已经用完，请约 {-(-seconds // 60)} 分钟后再查；有手机的请扫码。",
            f"{per_hour} look-ups an hour are used up; try again in about {-(-seconds // 60)} minutes, or scan codes.",
        ),
        retry_after_seconds=seconds,
        keeps_writes=True,
    )
