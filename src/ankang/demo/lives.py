"""A person's life, from the application to today. Pure.

A life is a form and happenings, the oldest first: what the plot records, daily check-ins, and midnights at which an
observation may be over. Days are counted back from today; only `writing` knows which instant that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ankang.applications.schemas import Address, ApplicationRequest, ArrivalStatement, ContactHistory
from ankang.core.facts import Source, Stay
from ankang.core.places import Place
from ankang.demo.city import SEED, TRIP_EVERY_DAYS, Invented, Trip
from ankang.demo.dice import Dice
from ankang.demo.happenings import CheckedIn, Happening, Method, Midnight, Recorded, Visited, recorded
from ankang.demo.plots import Plot

_CHECKED_IN_AT = 9  # o'clock
# Where people come from, and the cities that they passed: Pudong, Hangzhou, Wuhan, Shenzhen, Beijing, Zhengzhou.
_ORIGINS = (
    ("310115", ("3201",)),
    ("330106", ()),
    ("420106", ()),
    ("440305", ("3601",)),
    ("110105", ("3701", "3203")),
    ("410105", ()),
)
_VISITS = 120  # one in so many who have a phone


@dataclass(frozen=True, slots=True)
class Life:
    """A form, when it was submitted, and what came after it."""

    form: ApplicationRequest
    applied_days_ago: int
    happenings: tuple[Happening, ...]


def life_of(person: Invented, today: date, seed: int = SEED) -> Life:
    """The person's life up to today; the same for the same seed, person and day."""
    dice = Dice(seed, "life", person.number)
    plot, days_ago = person.role.plot, person.role.days_ago
    applied = days_ago if plot in (Plot.ARRIVAL, Plot.FEVER_IN_OBSERVATION, Plot.COMING) else person.applied_days_ago
    happenings = [*recorded(plot, days_ago, today, dice), *_observed(person, dice), *_everyday(person, today, dice)]
    return Life(
        _form(person, plot, applied, today, dice),
        applied,
        tuple(sorted(happenings, key=lambda item: (-item.days_ago, item.hour))),
    )


def _form(person: Invented, plot: Plot, applied: int, today: date, dice: Dice) -> ApplicationRequest:
    home = person.home
    return ApplicationRequest(
        city_code=person.city_code,
        address=Address(
            division_code=home.division_code,
            compound_name=home.compound_name,
            building=home.building,
            unit=home.unit,
            room=home.room,
        ),
        workplace=person.workplace,
        contact=ContactHistory(close_contact=False),
        arrival=_arrival(plot, today - timedelta(days=applied), dice),
        promise_accepted=True,
    )


def _arrival(plot: Plot, applied_on: date, dice: Dice) -> ArrivalStatement:
    if plot not in (Plot.ARRIVAL, Plot.FEVER_IN_OBSERVATION, Plot.COMING):
        return ArrivalStatement(from_outside=False)
    origin, passed = dice.pick(_ORIGINS)
    arrives_on = applied_on + timedelta(days=3 if plot is Plot.COMING else 0)
    return ArrivalStatement(
        from_outside=True,
        origin_division_code=origin,
        cities_passed=list(passed),
        left_origin_on=arrives_on - timedelta(days=len(passed)),
        arrives_on=arrives_on,
    )


# How many days of check-ins each plot asks for, and on which day after its beginning they start.
_OBSERVED = {
    Plot.CONTACT: (14, 1),
    Plot.STAIRCASE: (7, 1),
    Plot.OFFICE: (7, 1),
    Plot.ASYMPTOMATIC: (14, 9),
    Plot.CASE: (14, 13),
    Plot.COUGH: (7, 1),
    Plot.TEMPERATURE: (7, 1),
    Plot.ARRIVAL: (7, 1),
    Plot.FEVER_IN_OBSERVATION: (14, 4),
}


def _observed(person: Invented, dice: Dice) -> Iterator[Happening]:
    """The daily check-ins: some people miss a day, which breaks the run, and four in ten have not reported today."""
    if person.role.plot not in _OBSERVED:
        return
    days, first = _OBSERVED[person.role.plot]
    begins = person.role.days_ago - first
    missed = 1 + dice.below(days) if dice.one_in(6) else 0
    for turn in range(days + missed):
        days_ago = begins - turn
        if days_ago < 0:
            return
        if turn + 1 == missed or (days_ago == 0 and dice.below(10) < 4):
            continue
        yield CheckedIn(days_ago, _CHECKED_IN_AT, 36 + (2 + dice.below(7)) / 10, _method(person))
    if begins >= days + missed:
        yield Midnight(begins - days - missed)


def _everyday(person: Invented, today: date, dice: Dice) -> Iterator[Happening]:
    """Visits of those to whom nothing happens, and the last trip as the railways report it."""
    if person.trip is not None:
        yield from _last_trip(person.trip, person.applied_days_ago, today)
    if person.role.plot is Plot.NONE and person.mobile is not None and dice.one_in(_VISITS):
        yield Visited(dice.below(5), 10 + dice.below(9), 36 + (1 + dice.below(8)) / 10)


def _last_trip(trip: Trip, within_days: int, today: date) -> Iterator[Happening]:
    home_on = today - timedelta(days=(today.toordinal() - trip.offset) % TRIP_EVERY_DAYS)
    days_ago = (today - home_on).days
    if days_ago < within_days:
        stay = Stay(Place(trip.place.division_code), home_on - timedelta(days=trip.days), home_on)
        yield Recorded(days_ago, 20, Source.TRANSPORT, (stay,))


def _method(person: Invented) -> Method:
    if person.guardian is not None:
        return "proxy"
    return "self" if person.mobile is not None else "telephone"
