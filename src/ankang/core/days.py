"""Local days. The product's days are Asia/Shanghai days (SPEC P1), its instants aware UTC.

Shanghai has had one offset, UTC+8 without summer time, since 15 September 1991
(IANA tz database), so a fixed offset is exact for every day the product can meet
and needs no zone files on the machine.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def local_day(at: datetime) -> date:
    """The Shanghai day on which the aware instant `at` falls.

    >>> local_day(datetime(2022, 7, 8, 16, 0, tzinfo=UTC))
    datetime.date(2022, 7, 9)
    """
    if at.tzinfo is None:
        raise ValueError(f"expected an aware instant, got the naive {at!r}")
    return at.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """00:00 of a Shanghai day as a UTC instant.

    >>> start_of_day(date(2022, 7, 9)).isoformat()
    '2022-07-08T16:00:00+00:00'
    """
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def days_after(day: date, days: int) -> date:
    """The day `days` days later; earlier when negative."""
    return day + timedelta(days=days)
