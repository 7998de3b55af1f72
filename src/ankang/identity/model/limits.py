"""How often something may be tried: so many in a window that begins with the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in `window`; `name` keeps the counts of different limits apart."""

    name: str
    most: int
    window: timedelta


# Figures are decisions (docs/decisions/0006): no guide names them.
CODES_TO_NUMBER = Limit("codes_to_number", 8, _HOUR)
CODES_FROM_ADDRESS = Limit("codes_from_address", 200, _HOUR)
SIGN_INS_TO_ACCOUNT = Limit("sign_ins_to_account", 10, timedelta(minutes=15))
FAILED_SIGN_INS_FROM_ADDRESS = Limit("failed_sign_ins_from_address", 200, _HOUR)
PROXY_ASKS_BY_ACCOUNT = Limit("proxy_asks_by_account", 12, _HOUR)
PROXY_ASKS_TO_DOCUMENT = Limit("proxy_asks_to_document", 6, _HOUR)


def seconds_left(limit: Limit, window_started_at: datetime, now: datetime) -> int:
    """Whole seconds until the window is over, at least one."""
    return max(1, round((window_started_at + limit.window - now).total_seconds()))
