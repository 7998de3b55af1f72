"""Builders for tests that write facts into the ledger without going through an application."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID, uuid4

from ankang.assessments import service as assessments
from ankang.core.days import SHANGHAI
from ankang.core.facts import Content, Declaration, Enrolment, Source
from ankang.core.ids import PersonId
from ankang.core.policy.assessment import Assessment
from ankang.runtime.context import Call

ACTOR = UUID("00000000-0000-4000-8000-000000000001")


def person() -> PersonId:
    """Somebody of whom only the ledger knows."""
    return PersonId(uuid4())


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A time of a Shanghai day as an instant."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


async def record(
    call: Call, person_id: PersonId, *contents: Content, source: Source = Source.HEALTH_DEPARTMENT, ref: str = "row/1"
) -> Assessment:
    """Record contents as facts of one source, now."""
    facts = [assessments.new_fact(call, person_id, source, ref, content) for content in contents]
    return await assessments.record(call, person_id, facts, ACTOR)


async def enrolled(call: Call, person_id: PersonId, city_code: str = "3401") -> Assessment:
    """Somebody whose application was accepted a while ago."""
    day = date(2022, 6, 1)
    return await record(
        call, person_id, Declaration(day), Enrolment(city_code, day), source=Source.DECLARED, ref="application/1"
    )
