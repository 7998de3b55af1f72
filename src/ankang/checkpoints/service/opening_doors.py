"""What staff say at a door: the papers were seen, or care or danger opens it (SPEC E2, R17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast
from uuid import UUID

from ankang.checkpoints.model.rule_words import overridden
from ankang.checkpoints.model.site_rules import Paper
from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.temperatures import VisitState, decision_over
from ankang.checkpoints.model.verdicts import Decision, Verdict, without_papers
from ankang.checkpoints.model.visits import Visit
from ankang.checkpoints.rule_schemas import OpenedBy, OpeningAnswer, OpeningRequest, PapersRequest
from ankang.checkpoints.schemas import VerdictAnswer
from ankang.checkpoints.service.deciding import AtTheDoor, decide_here
from ankang.checkpoints.service.duties import check_on_duty
from ankang.checkpoints.service.once import once
from ankang.checkpoints.service.openings import Opening, record_opening
from ankang.checkpoints.service.ruling_sites import site_to_rule
from ankang.checkpoints.service.visiting import Seen, lock_visit_here, nobody, verdict_answer
from ankang.checkpoints.store import openings as store
from ankang.checkpoints.store import visits
from ankang.core.colours import Colour
from ankang.core.ids import SiteId
from ankang.identity import service as identity
from ankang.runtime.access import Actor
from ankang.runtime.context import Call

_SHOWN_OPENINGS = 200


async def answer_for_papers(call: Call, actor: Actor, visit_id: UUID, body: PapersRequest) -> VerdictAnswer:
    """Staff saw the papers, or there are none: only now the door says whether the person enters. Again is the same."""
    duty = await check_on_duty(call, actor)
    visit = await lock_visit_here(call, duty, visit_id)
    if visit.state is not VisitState.OPEN or visit.opened_by is not None:
        raise decision_over()
    decision = await _with_papers(call, duty, visit) if body.seen else without_papers()
    visit = replace(visit, entry=decision.verdict, verdict=decision.verdict)
    await visits.write_visit(call.connection, visit)
    return await _answer(call, duty, visit, decision)


async def open_door(call: Call, actor: Actor, body: OpeningRequest) -> VerdictAnswer:
    """Care or danger: the person goes in whatever the rules, the colour or a reading say, and it is recorded."""
    return await open_door_of(call, actor, await check_on_duty(call, actor), body, call.now)


async def open_door_of(call: Call, actor: Actor, duty: Duty, body: OpeningRequest, at: datetime) -> VerdictAnswer:
    """The same at the instant of the fact; one whose answer was lost is the same opening when it is uploaded."""
    said = f"{body.visit_id}:{body.reason}"
    return await once(call, actor, body.key, "opening", said, VerdictAnswer, lambda: _open(call, duty, body, at))


async def list_openings(call: Call, actor: Actor, site_id: SiteId) -> list[OpeningAnswer]:
    """The doors that were opened at a site, the latest first, for who answers for it."""
    site = await site_to_rule(call, actor, site_id)
    opened = await store.list_openings(call.connection, call.cipher, site.site_id, _SHOWN_OPENINGS)
    named = await visits.visitors(call.connection, {item.visit_id for item in opened if item.visit_id})
    people = await identity.persons(call, set(named.values()))
    answers = []
    for item in opened:
        person_id = named.get(item.visit_id) if item.visit_id else None
        answers.append(
            OpeningAnswer(
                opening_id=item.opening_id,
                by=cast("OpenedBy", item.by),
                reason=item.reason,
                note=item.note,
                masked_name=people[person_id].masked_name if person_id is not None else None,
                opened_at=item.opened_at,
                seen_at=item.seen_at,
            )
        )
    return answers


async def see_openings(call: Call, actor: Actor, site_id: SiteId) -> None:
    """Whoever answers for the site has seen what was opened so far; again changes nothing."""
    site = await site_to_rule(call, actor, site_id)
    await store.mark_seen(call.connection, call.cipher, site.site_id, call.now)


async def _with_papers(call: Call, duty: Duty, visit: Visit) -> Decision:
    door = AtTheDoor(visit.person_id, visit.colour, call.now, direction=visit.direction, papers_seen=frozenset(Paper))
    return (await decide_here(call, duty.site, door)).decision


async def _open(call: Call, duty: Duty, body: OpeningRequest, at: datetime) -> VerdictAnswer:
    opening = Opening("override", body.reason, body.note, body.visit_id)
    await record_opening(call, duty, opening, at)
    decision = overridden()
    if body.visit_id is None:
        return verdict_answer(call, duty.site, Seen(nobody(), "document", Colour.GREY, decision), None, None)
    visit = await lock_visit_here(call, duty, body.visit_id)
    if visit.state in (VisitState.REFUSED, VisitState.MISMATCHED):
        # Whose code it was is not who came in: the record of the code stays as it is.
        return verdict_answer(call, duty.site, Seen(nobody(), visit.way, Colour.GREY, decision), None, None)
    visit = replace(visit, entry=Verdict.PASS, verdict=Verdict.PASS, opened_by="override")
    await visits.write_visit(call.connection, visit)
    return await _answer(call, duty, visit, decision)


async def _answer(call: Call, duty: Duty, visit: Visit, decision: Decision) -> VerdictAnswer:
    person = await identity.get_person(call, visit.person_id)
    seen = Seen(
        visit.person_id,
        visit.way,
        visit.colour,
        decision,
        direction=visit.direction,
        companion_of=visit.companion_of,
    )
    return verdict_answer(call, duty.site, seen, visit, person)
