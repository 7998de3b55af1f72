"""From facts to openings: every exposure that a rule names and that lies inside the rule's look-back.

One opening per rule, fact and, for stays, area. Each runs for itself: several of one rule are put together for the
reader only afterwards (`causes`), because the latest of them ends last anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ankang.core.days import SHANGHAI
from ankang.core.facts import Fact
from ankang.core.policy.language import Rule


@dataclass(slots=True)
class Opening:
    """A fact that holds a rule against a person. Days are ordinals.

    `opened_at` may lie in the future: a coming arrival. `exposed_until`: last day of exposure, None while it lasts.
    `day_0`: None while the clock has no start. `ended_at`: when it ended at once, by exclusion, or will at an
    order's end. `lifted_at`: when evidence lifted it. `release_on`: the day at whose 00:00 observation and check-ins
    end it, with every day from now on normal; None when not knowable.
    """

    rule: Rule
    fact: Fact
    opened_at: datetime
    exposed_until: int | None
    day_0: int | None
    ended_at: datetime | None = None
    area_name: str = ""
    lifted_at: datetime | None = None
    release_on: int | None = None

    def closes_at(self) -> datetime | None:
        """The instant from which it is no longer open, as far as it is known; may lie in the future."""
        ends = [end for end in (self.ended_at, self.lifted_at) if end is not None]
        if self.release_on is not None:
            ends.append(start_of(self.release_on))
        return min(ends, default=None)

    def is_open(self, at: datetime) -> bool:
        """Whether it decides the colour at the instant."""
        end = self.closes_at()
        return self.opened_at <= at and (end is None or at < end)


def start_of(day: int) -> datetime:
    """00:00 of the day with this ordinal, as a UTC instant."""
    naive = datetime.fromordinal(day)
    return naive.replace(tzinfo=SHANGHAI).astimezone(UTC)


def inside_look_back(rule: Rule, exposed_until: int | None, recorded_on: int) -> bool:
    """Whether the last day of exposure lies at most the look-back before the day of recording (SPEC P3)."""
    if rule.look_back_days is None or exposed_until is None:
        return True
    return recorded_on - exposed_until <= rule.look_back_days


def later(recorded_at: datetime, day: date) -> datetime:
    """The later of the recording and 00:00 of the day: from when a fact that may lie ahead counts."""
    begins = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
    return max(recorded_at, begins)
