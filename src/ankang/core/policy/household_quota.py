"""When somebody of a household may go out again (SPEC P18): so many exits in so many consecutive local days.

The days come from visits with the direction out, of everybody whom the site's list of residents puts into one
household. A site applies it beside the colour: the quota opens no door that the colour closes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ankang.core.policy.settings import HouseholdSettings


def next_exit_on(exits_on: Iterable[date], today: date, quota: HouseholdSettings) -> date:
    """The first day, from `today` on, on which one more exit keeps the quota.

    `exits_on` holds a day for each exit of the household, in any order, the same day as often as somebody went out.

    >>> next_exit_on([date(2022, 7, 1)], date(2022, 7, 2), HouseholdSettings(exits=1, days=2))
    datetime.date(2022, 7, 3)
    """
    latest = sorted(exits_on, reverse=True)[: quota.exits]
    if len(latest) < quota.exits:
        return today
    # The windows that hold a new exit on a day D reach back to D - days + 1; with the oldest of the last `exits` before
    # all of them, at most `exits` - 1 are inside.
    return max(today, latest[-1] + timedelta(days=quota.days))
