"""All reading of the console, across capabilities' tables. Writes nothing.

A region is a province, city, county or street. Down to the city it is met by the city of enrolment, below it by the
habitual address, which is found by its key and cannot be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Row, RowMapping, and_, cast, exists, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from ankang.applications.tables import applications
from ankang.areas.tables import area_risks
from ankang.assessments.tables import colour_changes, facts, person_places, standings
from ankang.checkins.tables import check_ins
from ankang.checkpoints.tables import visits
from ankang.console.model import PageKey
from ankang.core.colours import Colour
from ankang.core.ids import FactId, PersonId
from ankang.identity.tables import people
from ankang.runtime.database import AsyncConnection

_CITY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Region:
    """An officer's region. `home_keys`: under which of them a habitual address inside it is written."""

    code: str
    home_keys: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people a list shows; empty values filter nothing. `rule_key`: an open cause, by its keyed name."""

    region: Region
    city_code: str = ""
    colour: Colour | None = None
    rule_key: str = ""


async def colours_by_city(connection: AsyncConnection, region: Region) -> Sequence[Row[Any]]:
    """One row per city of enrolment: city_code and the number of people of each colour."""
    counts = [func.count().filter(standings.c.colour == colour.value).label(colour.value) for colour in Colour]
    statement = (
        select(standings.c.city_code, *counts)
        .where(_in_region(region), standings.c.city_code.is_not(None))
        .group_by(standings.c.city_code)
        .order_by(standings.c.city_code)
    )
    return (await connection.execute(statement)).all()


async def recorders_of(connection: AsyncConnection, person_id: PersonId) -> dict[FactId, PersonId]:
    """Who recorded each fact of a person; facts without an entry came from the system or from files."""
    statement = select(facts.c.fact_id, facts.c.actor_id).where(
        facts.c.person_id == person_id, facts.c.actor_id.is_not(None)
    )
    return {FactId(row.fact_id): PersonId(row.actor_id) for row in await connection.execute(statement)}


async def people_by_rule(connection: AsyncConnection, region: Region) -> dict[str, int]:
    """How many people have an open cause of each rule, by its keyed name, the most first."""
    rule_key = func.unnest(standings.c.open_rules).label("rule_key")
    open_rules = select(rule_key).where(_in_region(region)).subquery()
    counted = func.count().label("people")
    statement = select(open_rules.c.rule_key, counted).group_by(open_rules.c.rule_key)
    rows = await connection.execute(statement.order_by(counted.desc(), open_rules.c.rule_key))
    return {row.rule_key: row.people for row in rows}


async def changes_by_day(connection: AsyncConnection, region_code: str, since: datetime) -> Sequence[Row[Any]]:
    """One row per local day since the instant: day, and how many turned green, yellow, red; oldest first."""
    day = func.date(func.timezone("Asia/Shanghai", colour_changes.c.changed_at)).label("day")
    counts = [
        func.count().filter(colour_changes.c.to_colour == colour.value).label(colour.value)
        for colour in (Colour.GREEN, Colour.YELLOW, Colour.RED)
    ]
    statement = (
        select(day, *counts)
        .where(colour_changes.c.changed_at >= since, colour_changes.c.city_code.like(f"{region_code[:_CITY_DIGITS]}%"))
        .where(colour_changes.c.from_colour != Colour.GREY.value)
        .group_by(day)
        .order_by(day)
    )
    return (await connection.execute(statement)).all()


async def check_ins_today(connection: AsyncConnection, region: Region, day: date) -> tuple[int, int]:
    """How many people owe a check-in, and how many of them made one on the local day."""
    owing = and_(_in_region(region), standings.c.colour.in_([Colour.YELLOW.value, Colour.RED.value]))
    made = exists().where(
        check_ins.c.person_id == standings.c.person_id,
        check_ins.c.day == day,
    )
    statement = select(func.count(), func.count().filter(made)).select_from(standings).where(owing)
    expected, done = (await connection.execute(statement)).one()
    return expected, done


async def other_counts(
    connection: AsyncConnection, region_code: str, site_keys: Sequence[bytes], since: datetime, now: datetime
) -> RowMapping:
    """Scans since the instant, open area risks, waiting reviews and people who await proof, in the region.

    `site_keys`: those of the region's sites, because a visit names its site by key only.
    """
    city = f"{region_code[:_CITY_DIGITS]}%"
    here = func.any(cast(list(site_keys), ARRAY(LargeBinary)))
    scans = select(func.count()).select_from(visits).where(visits.c.site_key == here, visits.c.at >= since)
    risks = (
        select(func.count())
        .select_from(area_risks)
        .where(or_(area_risks.c.ends_at.is_(None), area_risks.c.ends_at > now))
    )
    waiting = select(func.count()).select_from(applications).where(applications.c.state == "waiting")
    proofs = select(func.count()).select_from(people).where(people.c.identity_proof == "awaiting_proof")
    statement = select(
        scans.scalar_subquery().label("scans"),
        risks.where(area_risks.c.division_code.like(f"{region_code}%")).scalar_subquery().label("risks"),
        waiting.where(applications.c.city_code.like(f"{region_code}%")).scalar_subquery().label("reviews"),
        proofs.where(people.c.city_code.like(city)).scalar_subquery().label("proofs"),
    )
    return (await connection.execute(statement)).mappings().one()


async def list_people(
    connection: AsyncConnection, wanted: PeopleFilter, after: PageKey | None, limit: int
) -> Sequence[Row[Any]]:
    """One page of standings: those with a colour that limits first, then by when it began, the latest first."""
    statement = select(standings).where(_matches(wanted)).order_by(standings.c.since.desc(), standings.c.person_id)
    if after is not None:
        statement = statement.where(
            or_(
                standings.c.since < after.since,
                and_(standings.c.since == after.since, tuple_(standings.c.person_id) > tuple_(after.person_id)),
            )
        )
    return (await connection.execute(statement.limit(limit))).all()


async def count_people(connection: AsyncConnection, wanted: PeopleFilter) -> int:
    """How many people the filter matches."""
    statement = select(func.count()).select_from(standings).where(_matches(wanted))
    return (await connection.execute(statement)).scalar_one()


async def is_in_region(connection: AsyncConnection, person_id: object, region: Region) -> bool:
    """Whether somebody with a standing belongs to a region."""
    statement = select(exists().where(standings.c.person_id == person_id, or_(_in_region(region), _lives_in(region))))
    return bool((await connection.execute(statement)).scalar_one())


def _matches(wanted: PeopleFilter) -> ColumnElement[bool]:
    parts = [_in_region(wanted.region), standings.c.city_code.is_not(None)]
    if wanted.city_code:
        parts.append(standings.c.city_code == wanted.city_code)
    if wanted.colour is not None:
        parts.append(standings.c.colour == wanted.colour.value)
    if wanted.rule_key:
        parts.append(standings.c.open_rules.contains([wanted.rule_key]))
    return and_(*parts)


def _in_region(region: Region) -> ColumnElement[bool]:
    if len(region.code) <= _CITY_DIGITS:
        return standings.c.city_code.like(f"{region.code}%")
    return _lives_in(region)


def _lives_in(region: Region) -> ColumnElement[bool]:
    return exists().where(
        person_places.c.person_id == standings.c.person_id,
        person_places.c.habitual,
        person_places.c.place_key.in_(region.home_keys),
    )
