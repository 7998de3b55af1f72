"""Invented people, neighbourhood by neighbourhood: memory does not grow with the city. Pure.

A neighbourhood is 48 households on eight staircases, with a company in whose office areas most of its adults work; so
staircase neighbours and colleagues are found inside it, and nothing has to be remembered between two. Which city it
belongs to follows from its number alone, so that the first thousand people are the same in every city size.

Identity numbers begin with the reserved region prefix 99, which only a demonstration database accepts, so that none
of them is anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, islice

from ankang.demo.dice import Dice
from ankang.demo.households import Age, Member, household
from ankang.demo.names import CHILDREN, FAMILIES, company_name, compound_name, grown_up_name, office_name
from ankang.demo.plots import Plot, Role, plots_of
from ankang.identity.model import DEMONSTRATION_REGION_PREFIX, check_character

SEED = 2020
SI_COUNTY = "341324"
MOST_PEOPLE = 9_800_000
HIGHEST_NUMBER = 9_999_999  # a region code carries no more; those above MOST_PEOPLE are for accounts and staff

# Which town each of 25 neighbourhoods belongs to: six in Hefei, four in Si county, fifteen over the other cities.
_TOWNS = (
    *("3401", SI_COUNTY, "3412", "3401", "3403", SI_COUNTY, "3402", "3401", "3408", "3415"),
    *("3401", "3416", SI_COUNTY, "3411", "3405", "3401", "3413", "3418", "3404", SI_COUNTY),
    *("3401", "3406", "3407", "3410", "3417"),
)
_STAIRCASES = 8
_HOUSEHOLDS_A_STAIRCASE = 6
_NEIGHBOURHOODS_A_COMPOUND = 3
_OFFICES = 4
_WITHOUT_PHONE = 3  # one elder in so many
_TRAVELS = 30  # one grown-up in so many goes away every forty days
TRIP_EVERY_DAYS = 40


@dataclass(frozen=True, slots=True)
class Home:
    """An address: division (county or street) and, where it is known, compound, building, unit and room."""

    division_code: str
    compound_name: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """Where people can live: the streets (or counties) of a city or county, and the compounds that lists name there."""

    city_code: str
    streets: Sequence[str]
    listed: Sequence[Home] = ()


Geography = dict[str, Town]
"""The towns by the codes of `_TOWNS`."""


@dataclass(frozen=True, slots=True)
class Trip:
    """Days away, again and again: home on each day whose ordinal leaves `offset` when divided by `TRIP_EVERY_DAYS`."""

    place: Home
    offset: int
    days: int


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person. `number` counts from 0; `guardian` is the number of the adult who acts for a child.

    `role` is what the person is in the plot of the neighbourhood; `applied_days_ago` when the neighbourhood applied.
    """

    number: int
    household: int
    name: str
    document_number: str
    birth_date: date
    age: Age
    mobile: str | None
    city_code: str
    home: Home
    workplace: str
    guardian: int | None
    role: Role
    applied_days_ago: int
    trip: Trip | None


def invented_people(people: int, geography: Geography, seed: int = SEED) -> Iterator[Invented]:
    """The first `people` of the city."""
    everybody = (person for neighbours in neighbourhoods(geography, seed) for person in neighbours)
    return islice(everybody, people)


def neighbourhoods(geography: Geography, seed: int = SEED) -> Iterator[list[Invented]]:
    """Neighbourhood after neighbourhood, without end."""
    first = 0
    for number in count():
        neighbours = _neighbourhood(geography, seed, number, first)
        yield neighbours
        first += len(neighbours)


def document_number(number: int, born: str) -> str:
    """The identity number of a person by number: region 99 and sequence carry the number, so no two are the same.

    >>> document_number(7, "19900517")
    '990000199005170077'
    """
    first_17 = f"{DEMONSTRATION_REGION_PREFIX}{number // 1000:04d}{born}{number % 1000:03d}"
    return first_17 + check_character(first_17)


def _neighbourhood(geography: Geography, seed: int, number: int, first: int) -> list[Invented]:
    town = geography[_TOWNS[number % len(_TOWNS)]]
    dice = Dice(seed, "neighbourhood", number)
    company, applied = company_name(dice), 25 + dice.below(15)
    homes = [home for stairs in range(_STAIRCASES) for home in _homes_on(geography, seed, number, stairs)]
    households = [household(dice) for _ in homes]
    offices = [[dice.below(_OFFICES) for _ in members] for members in households]
    roles = plots_of(number, dice, households, offices, _HOUSEHOLDS_A_STAIRCASE)
    people: list[Invented] = []
    for position, (home, members) in enumerate(zip(homes, households, strict=True)):
        begins = first + len(people)
        family, first_child = dice.pick(FAMILIES), dice.below(len(CHILDREN))
        for place, member in enumerate(members):
            who = begins + place
            own = Dice(seed, "person", who)
            works = member.age is Age.ADULT and roles[position][place].plot is not Plot.ARRIVAL
            people.append(
                Invented(
                    number=who,
                    household=number * len(homes) + position,
                    name=_name(own, family, who, member, place, first_child),
                    document_number=document_number(who, f"{member.birth_date:%Y%m%d}"),
                    birth_date=member.birth_date,
                    age=member.age,
                    mobile=_mobile(own, who, member),
                    city_code=town.city_code,
                    home=home,
                    workplace=f"{company} {office_name(offices[position][place])}" if works else "",
                    guardian=None if member.guardian is None else begins + member.guardian,
                    role=roles[position][place],
                    applied_days_ago=applied,
                    trip=_trip(own, geography, seed, number, member),
                )
            )
    return people


def _homes_on(geography: Geography, seed: int, number: int, stairs: int) -> list[Home]:
    """The six homes on one staircase. Where lists name compounds, every other staircase is in one of those."""
    key = _TOWNS[number % len(_TOWNS)]
    town, position = geography[key], _position_in_town(number)
    building = position % _NEIGHBOURHOODS_A_COMPOUND * _STAIRCASES // 2 + stairs // 2
    street, name = _compound(geography, seed, key, position // _NEIGHBOURHOODS_A_COMPOUND)
    if town.listed and stairs % 2 == 0:
        building, which = divmod(position * _STAIRCASES // 2 + stairs // 2, len(town.listed))
        street, name = town.listed[which].division_code, town.listed[which].compound_name
    return [
        Home(street, name, f"{building + 1}栋", f"{stairs % 2 + 1}单元", f"{floor}0{side}")
        for floor in range(1, _HOUSEHOLDS_A_STAIRCASE // 2 + 1)
        for side in (1, 2)
    ]


def _position_in_town(number: int) -> int:
    """How many neighbourhoods of the same town come before this one."""
    rounds, place = divmod(number, len(_TOWNS))
    key = _TOWNS[place]
    return rounds * _TOWNS.count(key) + _TOWNS[:place].count(key)


def _compound(geography: Geography, seed: int, key: str, number: int) -> tuple[str, str]:
    """Street and name of a compound of a town, counted from 0."""
    dice = Dice(seed, "compound", key, number)
    return dice.pick(geography[key].streets), compound_name(dice)


def _name(own: Dice, family: str, who: int, member: Member, place: int, first_child: int) -> str:
    if member.age is Age.CHILD:
        return family + CHILDREN[(first_child + place) % len(CHILDREN)]
    # Who marries keeps the own family name; the rest of the household bears the first one's.
    return grown_up_name(own, own.pick(FAMILIES) if place == 1 else family, is_man=who % 2 == 1)


def _mobile(own: Dice, who: int, member: Member) -> str | None:
    if member.age is Age.CHILD or (member.age is Age.ELDER and own.one_in(_WITHOUT_PHONE)):
        return None
    return f"139{who:08d}"


def _trip(own: Dice, geography: Geography, seed: int, number: int, member: Member) -> Trip | None:
    if member.age is Age.CHILD or not own.one_in(_TRAVELS):
        return None
    si_county = geography[SI_COUNTY]
    if own.one_in(2) and si_county.listed:
        place = own.pick(si_county.listed)
    else:
        before = number // (len(_TOWNS) * _NEIGHBOURHOODS_A_COMPOUND)
        place = Home(*_compound(geography, seed, own.pick(_TOWNS), own.below(before + 1)))
    return Trip(place, own.below(TRIP_EVERY_DAYS), 1 + own.below(4))
