"""Plays published lists over the invented city, day by day, each list in the clock of its publication.

The lists are imported as they would be, into empty copies of the tables that end with the transaction: the database
stays as it was, whatever is listed in it. The people are those of the demonstration city. All of them declared on the
day before the first list; some travel, but nobody to a place that is listed; whoever is yellow or red checks in every
morning, so that after the last list the replay goes on until observation is over. The same lists and number of people
give the same course on every machine.

    per day:  midnight, who is due  ->  lists of the day  ->  check-ins  ->  trips that ended
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from ankang.areas import service as areas
from ankang.areas.service import ImportReport
from ankang.core.colours import Colour
from ankang.core.days import local_day, start_of_day
from ankang.core.places import Lies, Place
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment import Assessment, Cause
from ankang.core.policy.language import Policy
from ankang.core.policy.risk_index import RiskIndex
from ankang.core.words import Words
from ankang.demo.geography import geography, sample_snapshots
from ankang.demo.lookalikes import CHECKED_IN_AT, TRIP_KNOWN_AT, Lookalikes, lookalikes
from ankang.policies import service as policies
from ankang.runtime.context import Call, Runtime

_LONGEST_EPILOGUE_DAYS = 40  # a cause from the last day of the last list ends within 15 days of check-ins after it

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, order=True)
class Why:
    """A cause that turned people, and the division codes of the areas that it names, counties or coarser."""

    rule: str
    title: Words = field(compare=False)
    counties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Turned:
    """So many people of one county turned from a colour to another at one instant.

    `whys` are the open causes of the colour; for people who turned green, the causes that ended.
    """

    at: datetime
    city_code: str
    county_code: str
    before: Colour
    after: Colour
    whys: tuple[Why, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One list that was played: what it changed in the whole country and in the province."""

    report: ImportReport
    opened_here: int
    closed_here: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of a county are yellow and red at the end of a day."""

    yellow: int
    red: int


@dataclass(slots=True)
class Course:
    """What a replay found. `days` holds a tally for each day and county with anybody yellow or red."""

    first: date
    last: date
    people: Counter[str] = field(default_factory=Counter)
    ever_yellow: Counter[str] = field(default_factory=Counter)
    ever_red: Counter[str] = field(default_factory=Counter)
    lists: list[Listed] = field(default_factory=list)
    turned: list[Turned] = field(default_factory=list)
    days: dict[tuple[date, str], Tally] = field(default_factory=dict)


def days_of_replay(lists: Sequence[str]) -> int:
    """How many days a replay of these lists may take at most."""
    begins, _, ends = _span([areas.published_at(text) for text in lists or sample_snapshots()])
    return (ends - begins).days + 1


def _span(published: Iterable[datetime]) -> tuple[date, date, date]:
    """The day before the first list, the day of the last, and the last day on which observation can end."""
    days = sorted(local_day(at) for at in published)
    return days[0] - timedelta(days=1), days[-1], days[-1] + timedelta(days=_LONGEST_EPILOGUE_DAYS)


async def replay(
    runtime: Runtime,
    lists: Sequence[str],
    people: int,
    read_people: Progress = lambda _done: None,
    played_day: Progress = lambda _done: None,
) -> Course:
    """Play published lists in the order of publication; the built-in sample without any.

    `read_people` is told how many people were read, `played_day` each day that is over.
    """
    texts = sorted(lists or sample_snapshots(), key=areas.published_at)
    days = {text: local_day(areas.published_at(text)) for text in texts}
    begins, last, ends = _span([areas.published_at(text) for text in texts])
    async with runtime.engine.connect() as connection:
        transaction = await connection.begin()
        call = Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
        await areas.set_lists_aside(call)
        crowd = await lookalikes(call, people, geography(), begins, read_people)
        play = _Play(call, crowd, Course(begins, last))
        for offset in range((ends - begins).days + 1):
            day = begins + timedelta(days=offset)
            await play.day(day, [text for text in texts if days[text] == day])
            played_day(1)
            if day >= last and not play.goes_on():
                break
        await transaction.rollback()
    return play.course


class _Play:
    """The state of a replay between two days."""

    def __init__(self, call: Call, crowd: Sequence[Lookalikes], course: Course) -> None:
        self.course = course
        self._call = call
        self._crowd = crowd
        self._risks = RiskIndex(())
        self._county_of: dict[str, str] = {}
        self._policies: Mapping[str, Policy] = {}
        for group in crowd:
            course.people[group.county_code] += group.people

    async def day(self, day: date, texts: Sequence[str]) -> None:
        """Live through a day: what is due at midnight, its lists, check-ins and trips, in the order of the clock."""
        midnight = start_of_day(day)
        cities = sorted({group.city_code for group in self._crowd})
        self._policies = await policies.policies_in_force(self._call, cities, midnight)
        self._assess(midnight, (group for group in self._crowd if _is_due(group, midnight)))
        checked_in_at = midnight + timedelta(hours=CHECKED_IN_AT)
        for text in texts:
            published_at = areas.published_at(text)
            if published_at > checked_in_at:
                self._check_in(day)
            await self._import(text, published_at)
        self._check_in(day)
        self._travel(day)
        self._count(day)

    def goes_on(self) -> bool:
        """Whether somebody's colour will still end by observation; an area that stays listed is not waited for."""
        return any(group.assessment is not None and group.assessment.release_at is not None for group in self._crowd)

    async def _import(self, text: str, at: datetime) -> None:
        then = replace(self._call, now=at)
        report = await areas.import_snapshot(then, text)
        province = self._call.config.city_code[:2]
        self.course.lists.append(
            Listed(
                report,
                sum(row.division_code.startswith(province) for row in report.opened),
                sum(row.division_code.startswith(province) for row in report.closed),
            )
        )
        places = {place for group in self._crowd for place in group.places}
        self._risks = RiskIndex(await areas.area_risks_for(then, places))
        self._county_of = {risk.name: risk.area.division_code[:6] for risk in self._risks}
        self._assess(at, self._crowd)

    def _check_in(self, day: date) -> None:
        for group in self._crowd:
            if group.colour is not Colour.GREEN:
                group.check_in(day)

    def _travel(self, day: date) -> None:
        back = [group for group in self._crowd if group.comes_home(day)]
        for group in back:
            group.come_home(day)
        self._assess(start_of_day(day) + timedelta(hours=TRIP_KNOWN_AT), back)
        for group in self._crowd:
            if group.leaves_on(day):
                group.away = not self._is_listed(group.stays_at)

    def _is_listed(self, place: Place | None) -> bool:
        """Whether a place lies in an area that is on a list now."""
        near = self._risks.near(place) if place is not None else ()
        return any(risk.ends_at is None and answer is Lies.INSIDE for risk, answer in near)

    def _assess(self, at: datetime, groups: Iterable[Lookalikes]) -> None:
        turned: Counter[tuple[str, str, Colour, Colour, tuple[Why, ...]]] = Counter()
        for group in groups:
            before, earlier = group.colour, group.assessment
            group.assessment = assess(group.facts, self._risks, self._policies[group.city_code], at)
            if group.colour is not before:
                whys = tuple(self._whys(group.assessment, earlier))
                turned[group.city_code, group.county_code, before, group.colour, whys] += group.people
                self._remember(group)
        self.course.turned += sorted(
            Turned(at, city, county, before, after, whys, people)
            for (city, county, before, after, whys), people in turned.items()
        )

    def _whys(self, now: Assessment, earlier: Assessment | None) -> Iterator[Why]:
        """The open causes of the colour, or, for green, those that were open before."""
        causes: Sequence[Cause] = [cause for cause in now.open_causes if cause.colour is now.colour]
        if now.colour is Colour.GREEN and earlier is not None:
            causes = earlier.open_causes
        for cause in causes:
            counties = {self._county_of[name] for name in cause.area_names if name in self._county_of}
            yield Why(cause.rule, cause.title, tuple(sorted(counties)))

    def _remember(self, group: Lookalikes) -> None:
        ever = {Colour.YELLOW: self.course.ever_yellow, Colour.RED: self.course.ever_red}.get(group.colour)
        if ever is not None and group.colour not in group.colours:
            group.colours.add(group.colour)
            ever[group.county_code] += group.people

    def _count(self, day: date) -> None:
        yellow, red = Counter[str](), Counter[str]()
        for group in self._crowd:
            counted = {Colour.YELLOW: yellow, Colour.RED: red}.get(group.colour)
            if counted is not None:
                counted[group.county_code] += group.people
        for county in sorted({*yellow, *red}):
            self.course.days[day, county] = Tally(yellow[county], red[county])
        self.course.last = max(self.course.last, day)


def _is_due(group: Lookalikes, at: datetime) -> bool:
    if group.assessment is None:
        return False
    return group.assessment.next_due_at is not None and group.assessment.next_due_at <= at
