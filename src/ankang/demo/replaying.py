"""Plays published lists over the invented city, each in the clock of its publication.

The lists are imported as they would be, in a transaction that is rolled back at the end: the database stays as it
was, and the same replay prints the same lines again. The people are those of the demonstration city, all of whom had
declared the day before the first list. Who lives at the same place and declared the same has the same colour, so one
assessment serves them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from ankang.areas import service as areas
from ankang.areas.model import parse_snapshot
from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.days import local_day
from ankang.core.facts import Declaration, Enrolment, Fact, Source, Stay
from ankang.core.ids import CompoundId, FactId
from ankang.core.places import Place
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment import CauseState
from ankang.demo.city import Home, invented_people
from ankang.demo.geography import geography, sample_snapshots
from ankang.policies import service as policies
from ankang.runtime.context import Call, Runtime

Line = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Household:
    """Everybody of the city at one place: how many, and the facts that they share."""

    city_code: str
    place: Place
    people: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """How many people of one city turned a colour on one day, and by which cause."""

    day: str
    city_name: str
    colour: Colour
    cause: str
    people: int


async def replay(runtime: Runtime, lists: Sequence[str] | None, people: int, print_line: Line) -> None:
    """Play published lists, the oldest first; the built-in sample without any. Prints a line for each change."""
    texts = lists or sample_snapshots()
    async with runtime.engine.connect() as connection:
        transaction = await connection.begin()
        call = Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
        async for turned in _play(call, texts, people, print_line):
            print_line(
                f"{turned.day}  {turned.city_name}  {COLOUR_WORDS[turned.colour].zh} {COLOUR_WORDS[turned.colour].en}"
                f"  {turned.people:>6}  {turned.cause}"
            )
        await transaction.rollback()


async def _play(call: Call, texts: Sequence[str], people: int, print_line: Line) -> AsyncIterator[Turned]:
    first = parse_snapshot(texts[0]).published_at - timedelta(days=1)
    households = await _households(call, people, first)
    before = dict.fromkeys(range(len(households)), Colour.GREEN)
    for number, text in enumerate(texts, 1):
        at = parse_snapshot(text).published_at
        report = await areas.import_snapshot(Call(call.connection, at, call.keys, call.config), text)
        opened, closed, unmatched = len(report.opened), len(report.closed), len(report.unmatched)
        print_line(
            f"── {number}/{len(texts)}  {local_day(at)}  新增 opened {opened}  关闭 closed {closed}"
            f"  未匹配 unmatched {unmatched}"
        )
        for turned in await _turned(call, households, before, at):
            yield turned


async def _households(call: Call, people: int, declared_at: datetime) -> list[_Household]:
    crowd: Counter[tuple[str, Home]] = Counter(
        (item.city_code, Home(item.home.division_code, item.home.compound_name))
        for item in invented_people(people, geography())
    )
    compounds: dict[Home, CompoundId | None] = {
        home: await areas.get_or_add_compound(call, home.division_code, home.compound_name) for _, home in crowd
    }
    households = []
    for (city, home), count in crowd.items():
        place = Place(home.division_code, compounds[home])
        households.append(_Household(city, place, count, tuple(_facts(city, place, declared_at))))
    return households


def _facts(city_code: str, place: Place, at: datetime) -> Iterator[Fact]:
    day = local_day(at)
    stay = Stay(place, day - timedelta(days=14), habitual=True)
    for content in (Declaration(day), Enrolment(city_code, day), stay):
        yield Fact(FactId(uuid5(NAMESPACE_OID, repr(content))), at, Source.DECLARED, "replay", content)


async def _turned(
    call: Call, households: Sequence[_Household], before: dict[int, Colour], at: datetime
) -> list[Turned]:
    counts: Counter[tuple[str, Colour, str]] = Counter()
    for number, household in enumerate(households):
        risks = await areas.area_risks_for(call, [household.place])
        policy = await policies.policy_in_force(call, household.city_code, at)
        found = assess(household.facts, risks, policy, at)
        if found.colour is before[number]:
            continue
        before[number] = found.colour
        why = [cause.title.zh for cause in found.causes if cause.state is CauseState.OPEN] or ["解除 released"]
        counts[household.city_code, found.colour, why[0]] += household.people
    return [
        Turned(local_day(at).isoformat(), areas.division_name(city), colour, cause, people)
        for (city, colour, cause), people in sorted(counts.items())
    ]
