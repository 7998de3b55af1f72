"""Who lives together: the members of one household with their ages, the adults first. Pure.

The adults come first so that a city that is cut off in the middle of a household has no child without its parents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ankang.demo.dice import Dice

# Ages are fixed birth dates, never counted from today: the same seed gives the same people for ever. Children were
# born from 2010 to 2021, so that they are born in the lists of 2022 and still children for years.
_BORN = {
    "child": (date(2010, 1, 1), date(2021, 12, 31)),
    "adult": (date(1966, 1, 1), date(1999, 12, 31)),
    "elder": (date(1932, 1, 1), date(1959, 12, 31)),
}


class Age(StrEnum):
    """What a member is to the household."""

    ADULT = "adult"
    ELDER = "elder"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Member:
    """One member before it has a name; `guardian` is the position of the adult who acts for a child."""

    age: Age
    birth_date: date
    guardian: int | None = None


# Adults, elders, children, and how many of twenty households are so: 2.65 members on average (the census of 2020
# counts 2.62 a household, National Bureau of Statistics, bulletin no. 2).
_KINDS = (
    ((1, 0, 0), 3),
    ((2, 0, 0), 4),
    ((2, 0, 1), 4),
    ((2, 0, 2), 3),
    ((2, 1, 1), 2),
    ((2, 2, 1), 1),
    ((0, 2, 0), 2),
    ((0, 1, 0), 1),
)
_TABLE = tuple(kind for kind, share in _KINDS for _ in range(share))


def household(dice: Dice) -> tuple[Member, ...]:
    """The members of one household, one to five."""
    adults, elders, children = dice.pick(_TABLE)
    grown = [Age.ADULT] * adults + [Age.ELDER] * elders
    members = [Member(age, _born(dice, age)) for age in grown]
    # The second adult acts for the children where there are two: one of the parents has to.
    guardian = adults - 1 if adults else None
    members += [Member(Age.CHILD, _born(dice, Age.CHILD), guardian) for _ in range(children)]
    return tuple(members)


def _born(dice: Dice, age: Age) -> date:
    first, last = _BORN[age]
    return first + timedelta(days=dice.below((last - first).days + 1))
