"""People who are alike to the rules: the same home, the same trips, the same colour on every day of a replay.

One assessment serves all of them, which is what lets a city of millions be replayed on one machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from ankang.areas import service as areas
from ankang.core.colours import Colour
from ankang.core.days import local_day, start_of_day
from ankang.core.facts import CheckIn, Content, Declaration, Enrolment, Fact, Source, Stay
from ankang.core.ids import FactId
from ankang.core.places import Place
from ankang.core.policy.assessment import Assessment
from ankang.demo.city import TRIP_EVERY_DAYS, Geography, Home, Trip, invented_people
from ankang.runtime.context import Call

TRIP_KNOWN_AT, CHECKED_IN_AT = 20, 9  # o'clock
_LIVED_THERE_DAYS = 14
_NORMAL_CELSIUS = 36.5


@dataclass(slots=True)
class Lookalikes:
    """So many people with the same facts, and what the rules said of them last. `away`: on the trip right now."""

    city_code: str
    county_code: str
    people: int
    lives_at: Place
    facts: list[Fact]
    trip: Trip | None = None
    stays_at: Place | None = None
    away: bool = False
    assessment: Assessment | None = None
    colours: set[Colour] = field(default_factory=set)

    @property
    def colour(self) -> Colour:
        """The colour of the last assessment; green before the first, for all have declared."""
        return Colour.GREEN if self.assessment is None else self.assessment.colour

    @property
    def places(self) -> tuple[Place, ...]:
        """Where these people are known to be or to have been."""
        return (self.lives_at,) if self.stays_at is None else (self.lives_at, self.stays_at)

    def leaves_on(self, day: date) -> bool:
        """Whether the trip begins on this day."""
        return self.trip is not None and self._is_home_day(day + timedelta(days=self.trip.days))

    def comes_home(self, day: date) -> bool:
        """Whether the trip ends on this day."""
        return self.away and self._is_home_day(day)

    def check_in(self, day: date) -> None:
        """Report a normal day."""
        at = start_of_day(day) + timedelta(hours=CHECKED_IN_AT)
        self.facts.append(_fact(at, Source.CHECK_IN, CheckIn(day, _NORMAL_CELSIUS)))

    def come_home(self, day: date) -> None:
        """The railway reports the stay that ends today."""
        if self.trip is None or self.stays_at is None:
            return
        stay = Stay(self.stays_at, day - timedelta(days=self.trip.days), day)
        self.facts.append(_fact(start_of_day(day) + timedelta(hours=TRIP_KNOWN_AT), Source.TRANSPORT, stay))
        self.away = False

    def _is_home_day(self, day: date) -> bool:
        return self.trip is not None and (day.toordinal() - self.trip.offset) % TRIP_EVERY_DAYS == 0


async def lookalikes(
    call: Call, people: int, towns: Geography, first: date, progress: Callable[[int], None]
) -> list[Lookalikes]:
    """The people of the demonstration city, all of whom declared on the first day, in the order of their homes.

    The trips of the two weeks before are over or under way. `progress` is told how many people were read.
    """
    alike: Counter[tuple[str, Home, Trip | None]] = Counter()
    for number, person in enumerate(invented_people(people, towns), 1):
        home = Home(person.home.division_code, person.home.compound_name)
        alike[person.city_code, home, person.trip] += 1
        if number % 1000 == 0 or number == people:
            progress(number % 1000 or 1000)
    places: dict[Home, Place] = {}
    for _, home, trip in alike:
        for known in (home, *([trip.place] if trip else [])):
            if known not in places:
                compound = await areas.get_or_add_compound(call, known.division_code, known.compound_name)
                places[known] = Place(known.division_code, compound)
    crowd = []
    for (city, home, trip), count in sorted(alike.items(), key=lambda item: repr(item[0])):
        facts = list(_declared(city, places[home], first))
        stays_at = places[trip.place] if trip else None
        group = Lookalikes(city, home.division_code[:6], count, places[home], facts, trip, stays_at)
        _travel_before(group, first)
        crowd.append(group)
    return crowd


def _travel_before(group: Lookalikes, first: date) -> None:
    for offset in range(-_LIVED_THERE_DAYS, 0):
        day = first + timedelta(days=offset)
        if group.comes_home(day):
            group.come_home(day)
        group.away = group.away or group.leaves_on(day)


def _declared(city_code: str, lives_at: Place, day: date) -> Iterator[Fact]:
    at = start_of_day(day) + timedelta(hours=CHECKED_IN_AT)
    stay = Stay(lives_at, day - timedelta(days=_LIVED_THERE_DAYS), habitual=True)
    contents: tuple[Content, ...] = (Declaration(day), Enrolment(city_code, day), stay)
    for content in contents:
        yield _fact(at, Source.DECLARED, content)


def _fact(at: datetime, source: Source, content: Content) -> Fact:
    return Fact(FactId(uuid5(NAMESPACE_OID, f"{local_day(at)} {content!r}")), at, source, "replay", content)
