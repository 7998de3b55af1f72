"""Makes the demonstration city through the capabilities' own doors, and plays published lists over it."""

from __future__ import annotations

from ankang.demo.accounts import ACCOUNTS
from ankang.demo.city import MOST_PEOPLE, SEED
from ankang.demo.making import make_city
from ankang.demo.replaying import Course, Listed, Tally, Turned, Why, days_of_replay, replay

__all__ = [
    "ACCOUNTS",
    "MOST_PEOPLE",
    "SEED",
    "Course",
    "Listed",
    "Tally",
    "Turned",
    "Why",
    "days_of_replay",
    "make_city",
    "replay",
]
