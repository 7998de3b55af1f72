"""Days and instants as whole numbers, so that DuckDB and Spark agree about them.

A day is its ordinal (`date.toordinal`), an instant the microseconds since 1970 in UTC. Local days are Shanghai's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import ibis
from ibis.expr.types import IntegerValue

from ankang.core.days import local_day

EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY = 86_400_000_000
"""Microseconds of a day."""

_EIGHT_HOURS = 8 * 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """The microseconds of an aware instant.

    >>> micros(datetime(1970, 1, 1, 8, tzinfo=UTC))
    28800000000
    """
    return (at - _EPOCH) // timedelta(microseconds=1)


def day_number(at: datetime) -> int:
    """The ordinal of the local day of an aware instant."""
    return local_day(at).toordinal()


def start_of(day: IntegerValue) -> IntegerValue:
    """00:00 of a local day, as an instant."""
    return (day.cast("int64") - ibis.literal(EPOCH_DAY, "int64")) * ibis.literal(DAY, "int64") - ibis.literal(
        _EIGHT_HOURS, "int64"
    )
