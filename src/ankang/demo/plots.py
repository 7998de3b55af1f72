"""Who plays which part: what happens in a neighbourhood, so that a console shows every cause from a thousand people on.

Every twelfth neighbourhood has a confirmed case, whose household are contacts, whose staircase and office area are
neighbours (SPEC C2); others have a suspect, an infection without symptoms, a positive test, and so on. Beside that a
few people everywhere cough or arrive. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ankang.demo.dice import Dice
from ankang.demo.households import Age, Member


class Plot(StrEnum):
    """What happens to a person."""

    NONE = "none"
    CASE = "case"
    CONTACT = "contact"
    STAIRCASE = "staircase"
    OFFICE = "office"
    SUSPECT = "suspect"
    EXCLUDED = "excluded"
    ASYMPTOMATIC = "asymptomatic"
    POSITIVE_TEST = "positive_test"
    COUGH = "cough"
    TESTED = "tested"  # a cough, and a normal test that lifts it (SPEC C6)
    TEMPERATURE = "temperature"
    ARRIVAL = "arrival"
    FEVER_IN_OBSERVATION = "fever_in_observation"  # SPEC C7
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Role:
    """A person's part: the plot and how many days ago it began."""

    plot: Plot = Plot.NONE
    days_ago: int = 0


# One entry for each neighbourhood in turn. The first seven, which are a thousand people, hold every cause.
_LEADING = (
    *(Plot.FEVER_IN_OBSERVATION, Plot.CASE, Plot.SUSPECT, Plot.TEMPERATURE, Plot.ASYMPTOMATIC, Plot.POSITIVE_TEST),
    *(Plot.TESTED, Plot.NONE, Plot.EXCLUDED, Plot.NONE, Plot.COMING, Plot.NONE),
)
_COUGHS = 300  # one in so many
_ARRIVES = 220
_NOTHING = Role()


def plots_of(
    number: int,
    dice: Dice,
    households: Sequence[Sequence[Member]],
    offices: Sequence[Sequence[int]],
    households_a_staircase: int,
) -> list[list[Role]]:
    """The part of every member of every household of a neighbourhood, in the same order.

    `offices`: the office area of each member; that of others than adults means nothing.
    """
    roles = [[_everyday(dice, member) for member in members] for members in households]
    plot, days_ago = _LEADING[number % len(_LEADING)], _days_ago(_LEADING[number % len(_LEADING)], number)
    if plot is Plot.NONE:
        return roles
    lead = _first_adult(households, dice.below(len(households)))
    if plot is Plot.CASE:
        _around_case(roles, households, offices, lead, lead // households_a_staircase, households_a_staircase, days_ago)
    roles[lead][0] = Role(plot, days_ago)
    return roles


def _everyday(dice: Dice, member: Member) -> Role:
    if dice.one_in(_COUGHS):
        return Role(Plot.COUGH, dice.below(10))
    if member.age is Age.ADULT and dice.one_in(_ARRIVES):
        return Role(Plot.ARRIVAL, 1 + dice.below(12))
    return _NOTHING


def _days_ago(plot: Plot, number: int) -> int:
    """How long ago it began, different in each neighbourhood, so that every state of it is there."""
    turn = number // len(_LEADING)
    first, span = {
        Plot.CASE: (4, 14),
        Plot.ASYMPTOMATIC: (3, 14),
        Plot.SUSPECT: (1, 3),
        Plot.EXCLUDED: (5, 6),
        Plot.POSITIVE_TEST: (1, 3),
        Plot.TESTED: (3, 4),
        Plot.TEMPERATURE: (0, 5),
        Plot.FEVER_IN_OBSERVATION: (6, 4),
    }.get(plot, (1, 1))
    return first + turn * 5 % span


def _first_adult(households: Sequence[Sequence[Member]], start: int) -> int:
    """The first household from `start` on whose first member is of working age; there is one in any neighbourhood."""
    turned = [(start + step) % len(households) for step in range(len(households))]
    return next((position for position in turned if households[position][0].age is Age.ADULT), start)


def _around_case(
    roles: list[list[Role]],
    households: Sequence[Sequence[Member]],
    offices: Sequence[Sequence[int]],
    lead: int,
    stairs: int,
    households_a_staircase: int,
    days_ago: int,
) -> None:
    """Household, staircase and office area of a confirmed case; who shares two of them has the nearer."""
    for position, members in enumerate(households):
        for place, member in enumerate(members):
            if position == lead:
                roles[position][place] = Role(Plot.CONTACT, days_ago)
            elif position // households_a_staircase == stairs:
                roles[position][place] = Role(Plot.STAIRCASE, days_ago)
            elif member.age is Age.ADULT and offices[position][place] == offices[lead][0]:
                roles[position][place] = Role(Plot.OFFICE, days_ago)
