"""The two readings (SPEC E3, P9): isolation, the second reading by staff, registration with its change of colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from ankang.assessments import service as assessments
from ankang.checkpoints.model.limits import ISOLATION
from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.temperatures import (
    Reading,
    VisitState,
    check_celsius,
    not_waiting,
    read,
    second_reading_after,
)
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.model.visits import Registration, Taken, Visit
from ankang.checkpoints.schemas import IsolationEntry, TemperatureAnswer, TemperatureRequest
from ankang.checkpoints.service.duties import check_on_duty, limits_at
from ankang.checkpoints.service.once import once
from ankang.checkpoints.service.visiting import lock_visit_here
from ankang.checkpoints.store import registrations, visits
from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.days import local_day, start_of_day
from ankang.core.facts import AbnormalTemperature, Source
from ankang.identity import service as identity
from ankang.runtime.access import Actor
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call


async def record_temperature(call: Call, actor: Actor, visit_id: UUID, body: TemperatureRequest) -> TemperatureAnswer:
    """Record a reading of somebody at the site of duty, and what follows from it, in one transaction."""
    celsius = check_celsius(body.celsius)
    # The lock counts one account's registrations one after the other.
    duty = await check_on_duty(call, actor, lock=True)
    return await once(
        call,
        actor,
        body.key,
        "temperature",
        f"{visit_id}:{celsius}",
        TemperatureAnswer,
        lambda: record_reading(call, duty, visit_id, celsius, call.now, document_compared=body.document_compared),
    )


async def record_departure(call: Call, actor: Actor, visit_id: UUID) -> None:
    """The person left before the second reading: a refused entry, no fact (SPEC P9). Again changes nothing."""
    await record_departure_of(call, await check_on_duty(call, actor), visit_id)


async def record_departure_of(call: Call, duty: Duty, visit_id: UUID) -> None:
    """As `record_departure`; the caller has checked the duty."""
    visit = await lock_visit_here(call, duty, visit_id)
    if visit.state is VisitState.DEPARTED:
        return
    if visit.state is not VisitState.ISOLATED:
        raise not_waiting()
    await visits.write_visit(
        call.connection, replace(visit, state=VisitState.DEPARTED, verdict=Verdict.STOP, refusal="departed")
    )


async def list_isolation(call: Call, actor: Actor) -> list[IsolationEntry]:
    """Who waits for the second reading at the site of duty, the longest first."""
    duty = await check_on_duty(call, actor)
    limits = await limits_at(call, duty.site)
    waiting = await visits.list_isolated(call.connection, call.cipher, duty.site.site_id, call.now - ISOLATION)
    people = await identity.persons(call, {visit.person_id for visit in waiting})
    return [
        IsolationEntry(
            visit_id=visit.visit_id,
            masked_name=people[visit.person_id].masked_name,
            masked_document=people[visit.person_id].masked_document,
            first_reading_celsius=visit.readings[0].celsius,
            first_read_at=visit.readings[0].read_at,
            second_reading_after=second_reading_after(visit.readings[0].read_at, limits),
        )
        for visit in waiting
    ]


async def record_reading(
    call: Call, duty: Duty, visit_id: UUID, celsius: float, at: datetime, *, document_compared: bool
) -> TemperatureAnswer:
    """A reading that was taken at `at`, now or while the centre was away; the caller has checked and locked the duty.

    The times of the two readings are those of the gate; what follows about the person follows now. No reading was taken
    before the person came, or the time between the two would be a matter of what a phone says.
    """
    visit = await lock_visit_here(call, duty, visit_id)
    at = max(at, visit.at)
    if document_compared and visit.way != "posted_code":
        visit = replace(visit, is_identified=True)
    limits = await limits_at(call, duty.site, at)
    today = start_of_day(local_day(at))
    registered = await registrations.count_since(call.connection, call.cipher, duty.staff_id, today)
    measured = visit.measured
    if at - visit.at > ISOLATION:
        measured = replace(measured, state=VisitState.DEPARTED)
    reading = read(measured, celsius, limits, registered, at)
    visit = await visits.add_reading(call.connection, call.cipher, visit, Taken(celsius, at), duty.staff_id)
    is_identified = visit.is_identified and reading.state is not VisitState.ISOLATED
    visit = replace(visit, state=reading.state, verdict=reading.decision.verdict, is_identified=is_identified)
    colour = await _register(call, duty, visit, reading)
    await visits.write_visit(call.connection, visit)
    due_at = second_reading_after(at, limits) if reading.outcome == "recheck" else None
    return TemperatureAnswer(
        visit_id=visit.visit_id,
        outcome=reading.outcome,
        verdict=reading.decision.verdict,
        headline=WordsAnswer.of(reading.decision.headline),
        reason=WordsAnswer.of(reading.decision.reason),
        next_step=WordsAnswer.of(reading.decision.next_step),
        first_reading_celsius=visit.readings[0].celsius,
        first_read_at=visit.readings[0].read_at,
        second_reading_celsius=visit.readings[1].celsius if len(visit.readings) > 1 else None,
        second_reading_after=due_at,
        colour=colour,
        colour_words=WordsAnswer.of(COLOUR_WORDS[colour]),
    )


async def _register(call: Call, duty: Duty, visit: Visit, reading: Reading) -> Colour:
    """Write the registration and, unless it waits for an officer, the fact; the person's colour after it."""
    if reading.outcome not in ("registered", "registration_waits"):
        return visit.colour
    registration = Registration(
        person_id=visit.person_id,
        visit_id=visit.visit_id,
        staff_id=duty.staff_id,
        site_id=duty.site.site_id,
        division_code=duty.site.division_code,
        celsius=visit.readings[-1].celsius,
        registered_at=visit.readings[-1].read_at,
        state="registered" if reading.has_fact else "waiting",
    )
    await registrations.add_registration(call.connection, call.cipher, registration)
    return await record_fact(call, registration, actor=duty.staff_id) if reading.has_fact else visit.colour


async def record_fact(call: Call, registration: Registration, actor: UUID) -> Colour:
    """The abnormal temperature becomes a fact about the person; the colour after it."""
    content = AbnormalTemperature(local_day(registration.registered_at), registration.celsius)
    source_ref = f"visit:{registration.visit_id}"
    fact = assessments.new_fact(call, registration.person_id, Source.CHECKPOINT, source_ref, content)
    return (await assessments.record(call, registration.person_id, [fact], actor)).colour
