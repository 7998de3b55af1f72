"""Assessments: record facts, ask what stands, see why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from ankang.assessments import colour_store, history_store, place_store, recording, store
from ankang.assessments.answers import answer_of, change_answer
from ankang.assessments.content import fact_id_for
from ankang.assessments.jobs import handlers, reassess_due
from ankang.assessments.list_effect import ListEffect, effect_of_list
from ankang.assessments.model import ColourChange, Standing, can_be_declared_out_of_service, city_of, home_of
from ankang.assessments.place_store import region_keys
from ankang.assessments.recording import TOPIC_STANDING, reassess_people, record_many
from ankang.assessments.schemas import AssessmentAnswer, ColourChangeAnswer
from ankang.assessments.store import rule_key
from ankang.core.colours import Colour
from ankang.core.errors import invalid_field
from ankang.core.facts import Content, Fact, Source, Withdrawal
from ankang.core.ids import FactId, PersonId
from ankang.core.policy.assessment import Assessment
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.runtime.access import Actor, check_acts_for, not_yours
from ankang.runtime.context import Call

__all__ = [
    "TOPIC_STANDING",
    "ListEffect",
    "assessment_answer",
    "assessment_answers",
    "change_answer",
    "check_in_care",
    "colour_at",
    "colour_changes_of",
    "colours_at",
    "colours_of",
    "declare_outage",
    "effect_of_list",
    "facts_of",
    "find_standing",
    "get_assessment",
    "handlers",
    "hold_person",
    "list_colour_changes",
    "new_fact",
    "outage_days",
    "people_under_observation",
    "reassess_due",
    "reassess_people",
    "record",
    "record_many",
    "region_keys",
    "rule_key",
    "settled_colours",
    "standings",
    "withdrawals",
    "would_be",
]


def new_fact(call: Call, person_id: PersonId, source: Source, source_ref: str, content: Content) -> Fact:
    """A fact recorded now, with the id that makes it the same fact when it is sent again (SPEC P12)."""
    return Fact(fact_id_for(call.cipher, person_id, source, source_ref, content), call.now, source, source_ref, content)


def withdrawals(
    call: Call, person_id: PersonId, source: Source, source_ref: str, gone: Iterable[FactId], reason: str
) -> list[Fact]:
    """The facts that end other facts of the same person from now on."""
    return [new_fact(call, person_id, source, source_ref, Withdrawal(fact_id, reason)) for fact_id in gone]


async def record(call: Call, person_id: PersonId, facts: Sequence[Fact], actor_id: UUID | None) -> Assessment:
    """Append facts about one person and assess anew, all in the caller's transaction.

    Callers check who may say so; every capability that makes facts comes through here.
    """
    return (await record_many(call, {person_id: facts}, actor_id))[person_id]


async def would_be(
    call: Call, person_id: PersonId, added: Sequence[Content], withdrawn: Iterable[FactId] = ()
) -> Assessment:
    """What the assessment would be with these contents added and those facts withdrawn; nothing is written."""
    facts = (await store.facts_of(call.connection, call.cipher, [person_id]))[person_id]
    trial = [new_fact(call, person_id, Source.DECLARED, "trial", content) for content in added]
    trial += withdrawals(call, person_id, Source.DECLARED, "trial", withdrawn, "trial")
    return (await recording.assess_with(call, {person_id: [*facts, *trial]}))[person_id]


async def find_standing(call: Call, person_id: PersonId) -> Standing | None:
    """What stands about a person; None for somebody without a ledger. Never older than the rules allow."""
    return (await standings(call, [person_id])).get(person_id)


async def standings(call: Call, people: Iterable[PersonId]) -> dict[PersonId, Standing]:
    """What stands about those who have a ledger. Whoever is due is assessed first: nobody waits for the job."""
    wanted = list(people)
    found = await store.find_standings(call.connection, call.cipher, wanted)
    due = [person_id for person_id, standing in found.items() if standing.is_due(call.now)]
    if due:
        await reassess_people(call, due)
        found |= await store.find_standings(call.connection, call.cipher, due)
    return found


async def settled_colours(call: Call, people: Iterable[PersonId]) -> dict[PersonId, Colour]:
    """The colours of those whom nobody has to assess first; whoever is due is left out, nothing is written."""
    return await colour_store.settled_colours(call.connection, people, call.now)


async def colours_of(call: Call, people: Iterable[PersonId]) -> dict[PersonId, Colour]:
    """The colour that stands of each who has a ledger; whoever is due is assessed by the job, not here."""
    return await colour_store.colours_of(call.connection, people)


async def facts_of(call: Call, person_id: PersonId) -> list[Fact]:
    """Every fact of a person in the order of recording, withdrawn ones and withdrawals too."""
    return (await store.facts_of(call.connection, call.cipher, [person_id]))[person_id]


async def get_assessment(call: Call, actor: Actor, person_id: PersonId) -> AssessmentAnswer:
    """The colour with its reasons, for the holder and approved proxies."""
    check_acts_for(actor, person_id)
    return await assessment_answer(call, person_id)


async def list_colour_changes(call: Call, actor: Actor, person_id: PersonId) -> list[ColourChangeAnswer]:
    """Every change of colour, the latest first, for the holder and approved proxies."""
    check_acts_for(actor, person_id)
    return [change_answer(change) for change in await colour_changes_of(call, person_id)]


async def colour_changes_of(call: Call, person_id: PersonId) -> list[ColourChange]:
    """Every change of colour, the latest first; the caller has checked who asks."""
    return await history_store.list_colour_changes(call.connection, call.cipher, person_id)


async def colour_at(call: Call, person_id: PersonId, at: datetime) -> Colour:
    """The colour that stood at an instant; grey before the first. The caller has checked who asks."""
    changes = await history_store.list_colour_changes(call.connection, call.cipher, person_id)
    return next((change.to_colour for change in changes if change.changed_at <= at), Colour.GREY)


async def colours_at(call: Call, instants: Mapping[PersonId, datetime]) -> dict[PersonId, Colour]:
    """As `colour_at`, for many people, each at an instant; whoever had no colour yet is left out."""
    return await colour_store.colours_at(call.connection, instants)


async def hold_person(call: Call, person_id: PersonId) -> None:
    """Let nobody else record about the person until this transaction ends; for those who read before they write."""
    await store.lock_standings(call.connection, [person_id], call.now)


async def check_in_care(call: Call, actor: Actor, person_id: PersonId) -> None:
    """Raise the neutral refusal unless the person lives or is enrolled in the actor's region."""
    facts = await facts_of(call, person_id)
    divisions = [code for code in (home_of(facts), city_of(facts)) if code]
    if not any(actor.covers(code) for code in divisions):
        raise not_yours()


async def people_under_observation(call: Call, region_code: str, limit: int = 500) -> list[PersonId]:
    """Yellow and red people who live or are enrolled in a region; the caller has checked the role."""
    colours = (Colour.YELLOW, Colour.RED)
    return await place_store.people_living_in(call.connection, call.cipher, region_code, colours, limit)


async def assessment_answer(call: Call, person_id: PersonId) -> AssessmentAnswer:
    """The colour with its reasons; the caller has checked who asks. Grey for somebody who never applied."""
    return (await assessment_answers(call, [person_id]))[person_id]


async def assessment_answers(call: Call, people: Sequence[PersonId]) -> dict[PersonId, AssessmentAnswer]:
    """The answers for several people; the caller has checked who asks."""
    persons = await identity.persons(call, people)
    found = await standings(call, people)
    missing = [person_id for person_id in people if person_id not in found]
    for person_id, assessment in (await recording.assess_with(call, {item: [] for item in missing})).items():
        found[person_id] = Standing(person_id, assessment.colour, None, call.now, assessment, 0, None)
    return {person_id: answer_of(persons[person_id], found[person_id]) for person_id in people}


async def outage_days(call: Call) -> frozenset[date]:
    """The local days on which the system was declared out of service."""
    return await history_store.outage_days(call.connection)


async def declare_outage(call: Call, day: date, reason: str) -> None:
    """Declare a local day out of service: it neither counts nor breaks a run of check-ins (SPEC F3).

    Declaring it again changes nothing. Everybody under observation is assessed anew by the job.
    """
    if not can_be_declared_out_of_service(day, call.now):
        raise invalid_field(
            "day",
            "outage_day_out_of_range",
            Words(
                f"停服日 {day.isoformat()} 不能登记：只能登记当天，或结束不超过三天的日子。",
                f"The outage of {day.isoformat()} cannot be declared: only today, or a day that ended within three.",
            ),
        )
    if not reason.strip():
        raise invalid_field("reason", "reason_needed", Words("请写明停服原因。", "Please say why it was out."))
    if await history_store.add_outage(call.connection, day, reason.strip(), call.now):
        await store.mark_due(call.connection, call.now, moving_only=True)
