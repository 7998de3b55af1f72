"""Writes invented lives into a database through the capabilities' own doors, as if each day had just come.

    people and their guardians -> everybody's application, at its own hour -> day by day what happened, oldest first

Every act is given the instant at which it would have happened, so that colours, histories and check-in runs are those
that such days would have led to. Nothing here decides a colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from ankang.applications import service as applications
from ankang.assessments import service as assessments
from ankang.checkins import service as checkins
from ankang.checkins.schemas import CheckInRequest
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.schemas import ArrivalRequest, LookUpRequest, TemperatureRequest
from ankang.core.days import local_day, start_of_day
from ankang.core.facts import Fact
from ankang.core.ids import PersonId
from ankang.demo.city import Invented
from ankang.demo.happenings import CheckedIn, Happening, Measured, Midnight, Recorded, Visited
from ankang.demo.lives import Life, life_of
from ankang.demo.sites import Posts
from ankang.identity import service as identity
from ankang.runtime.access import Actor
from ankang.runtime.context import Call

_APPLY_AT = 7  # o'clock, before anything happens on the same day
_SECOND_READING_AFTER = timedelta(minutes=6)


@dataclass(frozen=True, slots=True)
class Written:
    """An invented person with the id in the database."""

    person_id: PersonId
    person: Invented
    life: Life


def at(call: Call, days_ago: int, hour: int) -> Call:
    """The same transaction at an hour of an earlier local day; never later than now."""
    instant = start_of_day(local_day(call.now) - timedelta(days=days_ago)) + timedelta(hours=hour)
    return replace(call, now=min(instant, call.now))


async def write_people(call: Call, people: Sequence[Invented], seed: int, posts: Posts, worker_id: PersonId) -> None:
    """Write people, whole households of them, with their lives up to now. `worker_id` telephones those without one."""
    if not people:
        return
    today = local_day(call.now)
    lives = [life_of(person, today, seed) for person in people]
    earliest = at(call, max(life.applied_days_ago for life in lives), _APPLY_AT)
    new = [
        identity.NewPerson(item.name, item.document_number, item.birth_date, item.city_code, item.mobile)
        for item in people
    ]
    ids = await identity.add_people(earliest, new)
    written = {
        person.number: Written(person_id, person, life)
        for person_id, person, life in zip(ids, people, lives, strict=True)
    }
    await identity.link_guardians(earliest, _guardians(written))
    await _write_applications(call, written)
    await _write_days(call, written, posts, worker_id)


def _guardians(written: Mapping[int, Written]) -> list[identity.Guardian]:
    return [
        identity.Guardian(written[item.person.guardian].person_id, item.person_id, item.person.name)
        for item in written.values()
        if item.person.guardian is not None
    ]


async def _write_applications(call: Call, written: Mapping[int, Written]) -> None:
    by_day: dict[int, list[applications.Applied]] = {}
    for item in written.values():
        guardian = written.get(-1 if item.person.guardian is None else item.person.guardian, item)
        applied = applications.Applied(item.person_id, guardian.person_id, item.life.form)
        by_day.setdefault(item.life.applied_days_ago, []).append(applied)
    for days_ago in sorted(by_day, reverse=True):
        await applications.apply_many(at(call, days_ago, _APPLY_AT), by_day[days_ago])


async def _write_days(call: Call, written: Mapping[int, Written], posts: Posts, worker_id: PersonId) -> None:
    hours: dict[tuple[int, int], list[tuple[Written, Happening]]] = {}
    for item in written.values():
        for happening in item.life.happenings:
            hours.setdefault((-happening.days_ago, happening.hour), []).append((item, happening))
    for minus_days, hour in sorted(hours):
        then = at(call, -minus_days, hour)
        happened = hours[minus_days, hour]
        await _record(then, happened)
        await _check_in(then, written, happened, worker_id)
        over = [item.person_id for item, happening in happened if isinstance(happening, Midnight)]
        if over:
            await assessments.reassess_people(then, over)
        for item, happening in happened:
            if isinstance(happening, Measured):
                await _measure(then, call.now, item, happening, posts)
            if isinstance(happening, Visited):
                await _visit(then, item, happening, posts)
    moved = {item.person_id for happened in hours.values() for item, _ in happened}
    await assessments.reassess_people(call, moved)


async def _record(then: Call, happened: Sequence[tuple[Written, Happening]]) -> None:
    facts: dict[PersonId, list[Fact]] = {}
    for item, happening in happened:
        if isinstance(happening, Recorded):
            ref = f"demonstration/{item.person.number}/{happening.days_ago}"
            facts.setdefault(item.person_id, []).extend(
                assessments.new_fact(then, item.person_id, happening.source, ref, content)
                for content in happening.contents
            )
    if facts:
        await assessments.record_many(then, facts, None)


async def _check_in(
    then: Call, written: Mapping[int, Written], happened: Sequence[tuple[Written, Happening]], worker_id: PersonId
) -> None:
    made = []
    for item, happening in happened:
        if isinstance(happening, CheckedIn):
            by = {"self": item.person_id, "telephone": worker_id}.get(happening.method)
            if by is None:
                by = written[item.person.guardian or 0].person_id
            request = CheckInRequest(
                key=uuid4(), temperature_celsius=happening.temperature_celsius, method=happening.method
            )
            made.append(checkins.Made(item.person_id, by, happening.method, request))
    if made:
        await checkins.check_in_many(then, made)


async def _measure(then: Call, now: datetime, item: Written, measured: Measured, posts: Posts) -> None:
    """Way 3 at the city's station: twice above the threshold, which the second reading registers (SPEC C8, P9)."""
    staff = posts[item.person.city_code].staff
    # A city that is made a minute after midnight has its second readings behind it too.
    then = replace(then, now=min(then.now, now - _SECOND_READING_AFTER))
    looked_up = LookUpRequest(key=uuid4(), document_number=item.person.document_number)
    seen = await checkpoints.look_up(then, staff, looked_up)
    if seen.visit_id is None:
        return
    for celsius, when in (
        (measured.first_celsius, then.now),
        (measured.second_celsius, then.now + _SECOND_READING_AFTER),
    ):
        reading = TemperatureRequest(key=uuid4(), celsius=celsius, document_compared=True)
        await checkpoints.record_temperature(replace(then, now=when), staff, seen.visit_id, reading)


async def _visit(then: Call, item: Written, visited: Visited, posts: Posts) -> None:
    """Way 2 at the city's station: the posted code, staff who confirm, one reading."""
    post = posts[item.person.city_code]
    holder = Actor(item.person_id, uuid4())
    arrived = await checkpoints.arrive(then, holder, ArrivalRequest(key=uuid4(), posted_code=post.posted_code))
    seen = await checkpoints.confirm_arrival(then, post.staff, arrived.arrival_id)
    if seen.visit_id is not None:
        reading = TemperatureRequest(key=uuid4(), celsius=visited.celsius)
        await checkpoints.record_temperature(then, post.staff, seen.visit_id, reading)
